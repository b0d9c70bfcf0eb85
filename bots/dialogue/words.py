"""What the bot says, in one place; what is marked is shown in English on the site's English chat. Pure.

Only these contacts may stand here: 1900 9068, 113, 114, 115, 111, dichvucong.gov.vn and pages of this portal.
"""

from __future__ import annotations

from core.text import gettext_noop

from .events import Choice

WRONG = Choice(gettext_noop("Không đúng ý tôi"), "wrong")
NONE = Choice(gettext_noop("Không có câu nào đúng"), "none")
COMPLAIN = Choice(gettext_noop("Phản ánh"), "complain")
OFFICER = Choice(gettext_noop("Gặp cán bộ"), "officer")
TRACK = Choice(gettext_noop("Xem phản ánh đã gửi"), "track")
ERASE = Choice(gettext_noop("Xóa hội thoại"), "erase")
SEND = Choice(gettext_noop("Gửi phản ánh"), "send")
DROP = Choice(gettext_noop("Hủy, không gửi"), "drop")
LINK = Choice(gettext_noop("Viết ở biểu mẫu niêm phong"), "link")
HERE = Choice(gettext_noop("Viết tại đây"), "here")
ERASE_YES = Choice(gettext_noop("Xóa"), "erase-yes")
ERASE_NO = Choice(gettext_noop("Không xóa"), "menu")
#: What stands on the two buttons below an answer.
HELPFUL, UNHELPFUL = gettext_noop("Có ích"), gettext_noop("Chưa rõ")

AUTOMATED = gettext_noop(
    "Anh/chị đang trao đổi với hệ thống trả lời tự động (AI) của {authority}, không phải với người. "
    "Câu trả lời lấy từ nội dung đã công bố, có dẫn điều luật; không thay cho quyết định của cơ quan có thẩm quyền. "
    "Xin đừng gửi số căn cước, số bảo hiểm xã hội, mật khẩu hay mã OTP vào đây."
)
MENU = gettext_noop("Anh/chị hỏi về bảo hiểm xã hội, y tế, thất nghiệp; hoặc chọn việc cần làm.")
MASKED = gettext_noop(
    "Tin của anh/chị có dãy số giống số giấy tờ, điện thoại hoặc tài khoản. Tôi không lưu dãy số đó; xin đừng gửi trong chat."
)
VIETNAMESE_ONLY = "The answer below is in Vietnamese. For help, call 1900 9068."
OFFER = gettext_noop("Tôi chưa chắc hiểu đúng. Ý anh/chị là câu nào dưới đây?")
OFFER_MORE = gettext_noop("Xin lỗi anh/chị. Có phải là một trong những câu này?")
UNKNOWN = gettext_noop(
    "Tôi không biết câu trả lời, và không đoán. Anh/chị thử hỏi cách khác, gọi 1900 9068, hoặc gặp cán bộ. "
    "Câu hỏi (đã bỏ số cá nhân) được ghi lại để người biên tập bổ sung."
)
UNKNOWN_AGAIN = gettext_noop("Tôi vẫn chưa hiểu. Anh/chị nên gặp cán bộ hoặc gọi 1900 9068 để được giúp nhanh hơn.")
RATED_HELPFUL = gettext_noop("Cảm ơn anh/chị. Ý kiến được đếm chung, không gắn với ai. Anh/chị cần hỏi gì nữa không?")
RATED_UNHELPFUL = gettext_noop(
    "Cảm ơn anh/chị, tôi ghi nhận để người biên tập viết lại cho rõ. Anh/chị thử hỏi cách khác, gặp cán bộ, hoặc gọi 1900 9068."
)
SLOW_DOWN = (
    "Anh/chị gửi nhiều tin trong thời gian ngắn. Tin vừa rồi tôi chưa nhận; xin gửi lại sau {minutes} phút. Cần gấp thì gọi 1900 9068."
)
GONE = gettext_noop("Câu trả lời này không còn hiệu lực. Anh/chị hỏi lại giúp.")

DOOR = (
    "Tin nhắn trong ứng dụng này đi qua máy chủ của công ty chủ ứng dụng, không chỉ của cơ quan nhà nước. "
    "An toàn hơn: viết ở biểu mẫu niêm phong trên cổng, mở bằng liên kết dùng một lần."
)
DOOR_MAY_STAY = " Nếu vẫn muốn, anh/chị có thể viết tại đây."
LINK_MADE = gettext_noop("Liên kết dùng một lần tới biểu mẫu niêm phong. Chỉ mở trên máy của anh/chị, không chuyển tiếp cho người khác.")
STORY = gettext_noop(
    "Anh/chị kể sự việc: công ty nào, ở đâu, việc gì, từ khi nào. Có thể viết nhiều tin. "
    "Mỗi tin được niêm phong ngay; chỉ cán bộ tiếp nhận mở được. Không cần ghi họ tên; xin đừng ghi số căn cước. "
    "Đây là phản ánh, chưa phải đơn khiếu nại hay tố cáo có chữ ký. Viết xong, bấm “Gửi phản ánh”."
)
STORY_BEGUN = gettext_noop(
    "Tôi đã niêm phong tin vừa rồi làm phần đầu của phản ánh. Anh/chị viết thêm nếu cần: công ty nào, ở đâu, từ khi nào. "
    "Xin đừng ghi số căn cước. Đây là phản ánh, chưa phải đơn khiếu nại hay tố cáo có chữ ký. Chỉ khi bấm “Gửi phản ánh” thì mới gửi."
)
STORY_GOES_ON = gettext_noop("Đã niêm phong tin này. Anh/chị viết thêm, hoặc bấm “Gửi phản ánh”.")
STORY_HAS_NUMBERS = gettext_noop(
    "Đã niêm phong tin này. Trong đó có dãy số giống số giấy tờ, điện thoại hoặc tài khoản: nếu không muốn gửi, bấm “Hủy” rồi viết lại."
)
STORY_EMPTY = gettext_noop("Phản ánh còn trống. Anh/chị kể sự việc trước rồi hãy gửi.")
FILED = gettext_noop(
    "Đã ghi nhận phản ánh. Đây là mã tra cứu, chỉ hiện ở đây: anh/chị hãy chép lại ngay. "
    "Ai có mã này đọc được phản ánh và câu trả lời. Mất mã thì không cấp lại được."
)
DROPPED = gettext_noop("Đã hủy. Không có gì được gửi đi.")
ASK_CODE = gettext_noop(
    "Anh/chị nhập mã tra cứu đã nhận khi gửi phản ánh. Tôi chỉ cho biết phản ánh đang ở bước nào, không mở nội dung tại đây."
)
STATUS = "Phản ánh: {label}{since}. Nội dung và câu trả lời chỉ đọc được ở trang theo dõi, bằng mã tra cứu."
NO_SUCH_CODE = gettext_noop("Không tìm thấy phản ánh với mã này. Anh/chị xem lại từng ký tự, hoặc nhập ở trang theo dõi.")
OFFICER_OPEN = gettext_noop(
    "Đang trong giờ hành chính. Anh/chị gọi 1900 9068, hoặc đến cơ quan bảo hiểm xã hội cơ sở để gặp cán bộ. "
    "Muốn được trả lời riêng mà không để lại số điện thoại, anh/chị gửi phản ánh: câu trả lời nằm ở trang theo dõi, đọc bằng mã."
)
OFFICER_CLOSED = gettext_noop(
    "Bây giờ ngoài giờ hành chính. Anh/chị gọi tổng đài 1900 9068, hoặc đến cơ quan bảo hiểm xã hội cơ sở vào ngày làm việc. "
    "Muốn được trả lời riêng mà không để lại số điện thoại, anh/chị gửi phản ánh: câu trả lời nằm ở trang theo dõi, đọc bằng mã."
)
ERASE_SURE = gettext_noop("Xóa hội thoại này khỏi hệ thống? Phản ánh đã gửi không bị xóa; bản nháp chưa gửi thì bị hủy.")
ERASED = gettext_noop("Đã xóa hội thoại. Trên máy dùng chung, anh/chị nhớ đóng trang và xóa lịch sử duyệt.")
FAILED = gettext_noop(
    "Hệ thống đang trục trặc, việc vừa rồi chưa làm được và không có gì được lưu. Anh/chị thử lại sau, hoặc gọi 1900 9068."
)
