"""What an officer can do about each kind of warning or rejection. Pure."""

from __future__ import annotations

HINTS: dict[str, str] = {
    "checksum": "Đối chiếu mã với giấy chứng nhận đăng ký; sai thì đề nghị nơi gửi sửa.",
    "left_padded": "Không phải làm gì; nên nhắc nơi gửi để cột mã ở dạng văn bản.",
    "duplicate": "Xem hai dòng; nếu dòng này mới đúng, chọn dòng và bấm Nhận.",
    "superseded": "Không phải làm gì.",
    "name_collision": "Đối chiếu mã số thuế; không ghép hai đơn vị theo tên.",
    "name_mismatch": "Đối chiếu mã và tên; nếu mã ghi nhầm, chọn Không nhận dòng này.",
    "unknown_firm": "Nhập danh bạ có mã này; dòng sẽ tự gắn với đơn vị.",
    "row_sum_mismatch": "Hỏi lại nơi gửi số nào đúng; chưa rõ thì chọn Không nhận dòng này.",
    "formula_text": "Không phải làm gì; nếu là tên hoặc địa chỉ, đề nghị nơi gửi sửa.",
    "two_digit_year": "Kiểm tra năm của ngày.",
    "missing_tax_code": "Đề nghị nơi gửi ghi mã số thuế rồi gửi lại.",
    "bad_tax_code": "Đề nghị nơi gửi sửa mã (10, 12 hoặc 13 số) rồi gửi lại.",
    "missing_name": "Đề nghị nơi gửi ghi tên rồi gửi lại.",
    "no_key": "Đề nghị nơi gửi ghi mã số thuế hoặc mã đơn vị rồi gửi lại.",
    "bad_amount": "Đề nghị nơi gửi ghi số tiền bằng chữ số rồi gửi lại.",
    "bad_number": "Đề nghị nơi gửi ghi số nguyên rồi gửi lại.",
    "bad_unit_code": "Mã đơn vị gồm 7 ký tự, chữ đứng trước; đề nghị nơi gửi sửa.",
    "missing_decision": "Đề nghị nơi gửi ghi số và ngày quyết định, ví dụ 12/QĐ-XPHC ngày 01/10/2026.",
    "bad_date": "Ghi ngày theo dạng 31/10/2026 rồi gửi lại.",
    "date_out_of_range": "Kiểm tra năm của ngày rồi gửi lại.",
    "formula_without_value": "Mở tệp bằng bảng tính, lưu lại để ô có giá trị, rồi gửi lại.",
}
OTHERWISE = "Hỏi lại nơi gửi."


def hint(code: str) -> str:
    """Return what can be done about ``code``."""
    return HINTS.get(code, OTHERWISE)
