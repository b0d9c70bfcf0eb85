"""What officers read for each code of a warning or a rejection."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "checksum": "Mã số thuế sai số kiểm tra; nhận, cần đối chiếu",
    "left_padded": "Mã mất số 0 ở đầu; đã khôi phục",
    "duplicate": "Trùng với dòng trước; không tính lần nữa",
    "superseded": "Có bản trích sau của cùng đơn vị và tháng; bản sau được tính",
    "name_collision": "Có đơn vị khác cùng tên; phân biệt bằng mã số thuế",
    "name_mismatch": "Tên không khớp với đơn vị mang mã số thuế này",
    "unknown_firm": "Mã chưa có trong danh bạ",
    "row_sum_mismatch": "Các khoản cộng lại không bằng tổng của dòng",
    "formula_text": "Chữ bắt đầu bằng dấu của công thức; giữ là chữ, được vô hiệu khi xuất",
    "two_digit_year": "Năm chỉ ghi hai chữ số; hiểu là 20..",
    "missing_tax_code": "Không có mã số thuế",
    "bad_tax_code": "Không phải mã số thuế",
    "missing_name": "Không có tên",
    "no_key": "Không có mã số thuế và mã đơn vị; không ghép theo tên",
    "bad_amount": "Số tiền không đọc được",
    "bad_number": "Số lượng không phải số nguyên",
    "bad_unit_code": "Không phải mã đơn vị 7 ký tự",
    "missing_decision": "Không có số hoặc ngày quyết định",
    "bad_date": "Không phải ngày",
    "date_out_of_range": "Ngày không thể có",
    "formula_without_value": "Ô công thức không có giá trị",
}
