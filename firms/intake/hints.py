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
    "conduct_unclear": "Đối chiếu bản chính quyết định; nếu là trốn đóng, đề nghị nơi gửi ghi một hành vi rồi gửi lại.",
    "state_unclear": "Hỏi cơ quan ban hành; đề nghị ghi rõ đã bị hủy bỏ, đang giải quyết khiếu nại hay giữ nguyên quyết định.",
    "note_unread": "Đọc ghi chú; nếu quyết định không còn hiệu lực, chọn Không nhận dòng này.",
    "done_unread": "Đề nghị nơi gửi ghi “Đã thi hành xong ngày 31/10/2026” rồi gửi lại.",
    "paid_unclear": "Hỏi cơ quan BHXH; nếu đơn vị đã nộp đủ, ghi nhận ở hồ sơ đơn vị trước khi công khai.",
    "put_off_unclear": "Hỏi cơ quan BHXH; nếu đơn vị đang được tạm dừng đóng, chọn Không nhận dòng này.",
    "shortened": "Không phải làm gì; nếu cần đủ chữ, xem tệp gốc.",
    "unknown_industry": "Đề nghị nơi gửi ghi mã ngành bằng số hoặc chữ cái kèm phiên bản VSIC 2018 hoặc 2025.",
    "text_too_long": "Kiểm tra dòng có bị lệch cột không; đề nghị nơi gửi rút gọn rồi gửi lại.",
    "too_many_cells": "Số tiền và chữ có dấu ngăn cột (như 1,234,567) phải nằm trong dấu nháy kép; đề nghị nơi gửi sửa rồi gửi lại.",
    "missing_tax_code": "Đề nghị nơi gửi ghi mã số thuế rồi gửi lại.",
    "bad_tax_code": "Đề nghị nơi gửi sửa mã (10, 12 hoặc 13 số) rồi gửi lại.",
    "missing_name": "Đề nghị nơi gửi ghi tên rồi gửi lại.",
    "no_key": "Đề nghị nơi gửi ghi mã số thuế hoặc mã đơn vị rồi gửi lại.",
    "bad_amount": "Đề nghị nơi gửi ghi số tiền bằng chữ số rồi gửi lại.",
    "bad_number": "Đề nghị nơi gửi ghi số nguyên rồi gửi lại.",
    "bad_unit_code": "Mã đơn vị gồm 7 ký tự, chữ đứng trước; đề nghị nơi gửi sửa.",
    "bad_office": "Mã cơ quan BHXH gồm 5 chữ số; đề nghị nơi gửi sửa.",
    "missing_decision": "Đề nghị nơi gửi ghi số và ngày quyết định, ví dụ 12/QĐ-XPHC ngày 01/10/2026.",
    "bad_date": "Ghi ngày theo dạng 31/10/2026 rồi gửi lại.",
    "date_out_of_range": "Kiểm tra năm của ngày rồi gửi lại.",
    "formula_without_value": "Mở tệp bằng bảng tính, lưu lại để ô có giá trị, rồi gửi lại.",
    "error_value": "Đề nghị nơi gửi sửa công thức của ô báo lỗi rồi gửi lại.",
}
#: What fits one column better than the rest.
_BY_COLUMN: dict[tuple[str, str], str] = {
    ("bad_number", "months"): "Đề nghị nơi gửi ghi số tháng bằng chữ số (6 hoặc 9,5), “>12” hoặc “từ 3/2026” rồi gửi lại.",
    ("bad_amount", "form"): "Đề nghị nơi gửi ghi một mức phạt kèm đơn vị, ví dụ “Phạt tiền 50.000.000 đồng”, hoặc “Cảnh cáo”.",
}
OTHERWISE = "Hỏi lại nơi gửi."


def hint(code: str, column: str = "") -> str:
    """Return what can be done about ``code``, said of ``column``."""
    return _BY_COLUMN.get((code, column)) or HINTS.get(code, OTHERWISE)
