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
CHECK = Choice(gettext_noop("Tra cứu công ty"), "check")
CALCULATE = Choice(gettext_noop("Tính thử"), "calc")
SUBSCRIBE = Choice(gettext_noop("Nhận tin"), "news")
GO_ON = Choice(gettext_noop("Tiếp tục"), "go-on")
LEAVE = Choice(gettext_noop("Thôi"), "leave")
WRITE_ON = Choice(gettext_noop("Viết tiếp phản ánh"), "complain")
ENGLISH = Choice("English (tiếng Anh)", "language:en")
VIETNAMESE = Choice("Tiếng Việt (Vietnamese)", "language:vi")
CONTRIBUTION = Choice(gettext_noop("Mức đóng hằng tháng"), "calc:contribution")
SURCHARGE = Choice(gettext_noop("Tiền nộp thêm khi chậm đóng"), "calc:surcharge")
DEADLINE = Choice(gettext_noop("Thời hạn"), "calc:deadline")
WORKER = Choice(gettext_noop("Người đi làm có hợp đồng"), "fill:contribution:payer:worker")
VOLUNTARY = Choice(gettext_noop("Đóng tự nguyện"), "fill:contribution:payer:voluntary")
OWNER = Choice(gettext_noop("Chủ hộ kinh doanh"), "fill:contribution:payer:owner")
REGIONS = tuple(
    Choice(label, f"fill:contribution:region:{place}")
    for place, label in enumerate((gettext_noop("Vùng I"), gettext_noop("Vùng II"), gettext_noop("Vùng III"), gettext_noop("Vùng IV")), 1)
)
PAID_TODAY = Choice(gettext_noop("Hôm nay"), "fill:surcharge:paid:today")
PAY_DAY = Choice(gettext_noop("Hạn công ty đóng tiền"), "fill:deadline:about:pay")
OWN_LIMITS = Choice(gettext_noop("Hạn khiếu nại, khởi kiện, nộp hồ sơ của tôi"), "fill:deadline:about:own")
LEARNT_TODAY = Choice(gettext_noop("Hôm nay"), "fill:deadline:day:today")
EVERYTHING = Choice(gettext_noop("Mọi loại tin"), "news:all")
ASK_LATER = Choice(gettext_noop("Để lại câu hỏi"), "officer-later")
SEND_ALONG = Choice(gettext_noop("Gửi kèm câu hỏi vừa rồi"), "send-along")
MEANWHILE = Choice(gettext_noop("Hỏi tiếp trợ lý ảo"), "meanwhile")
END_TALK = Choice(gettext_noop("Kết thúc trò chuyện"), "end-talk")

AUTOMATED = gettext_noop(
    "Anh/chị đang trao đổi với hệ thống trả lời tự động (AI) của {authority}, không phải với người. "
    "Câu trả lời lấy từ nội dung đã công bố, có dẫn điều luật; không thay cho quyết định của cơ quan có thẩm quyền. "
    "Xin đừng gửi số căn cước, số bảo hiểm xã hội, mật khẩu hay mã OTP vào đây."
)
MENU = gettext_noop("Anh/chị hỏi về bảo hiểm xã hội, y tế, thất nghiệp; hoặc chọn việc cần làm.")
HELP = gettext_noop(
    "Anh/chị cứ viết câu hỏi, có dấu hay không dấu đều được. Tôi còn có thể: nhận phản ánh, xem phản ánh đã gửi, tra cứu công ty có "
    "tên trong danh sách công khai không, tính mức đóng, tiền nộp thêm và thời hạn, giúp đăng ký nhận tin. "
    "Muốn dừng việc đang làm, viết “thôi”."
)
LEFT = gettext_noop("Vâng, tôi dừng việc đó. Anh/chị cần gì khác?")
KEPT = gettext_noop("Bản phản ánh viết dở vẫn còn, chưa gửi đi. Anh/chị viết tiếp lúc nào cũng được trong 7 ngày, gửi, hoặc hủy.")
ASIDE = gettext_noop("Câu trên là câu hỏi nên tôi không thêm vào phản ánh. Anh/chị viết tiếp phản ánh, hoặc bấm “Gửi phản ánh”.")
GO_ON_TRACK = gettext_noop("Anh/chị đang xem phản ánh đã gửi. Tiếp tục không?")
GO_ON_CHECK = gettext_noop("Anh/chị đang tra cứu công ty. Tiếp tục không?")
GO_ON_CONTRIBUTION = gettext_noop("Anh/chị đang tính mức đóng. Tiếp tục tính không?")
GO_ON_SURCHARGE = gettext_noop("Anh/chị đang tính tiền nộp thêm. Tiếp tục tính không?")
GO_ON_DEADLINE = gettext_noop("Anh/chị đang tính thời hạn. Tiếp tục tính không?")
GO_ON_SUBSCRIBE = gettext_noop("Anh/chị đang đăng ký nhận tin. Tiếp tục không?")
MASKED = gettext_noop(
    "Tin của anh/chị có dãy số giống số giấy tờ, điện thoại hoặc tài khoản. Tôi không lưu dãy số đó; xin đừng gửi trong chat."
)
VIETNAMESE_ONLY = "The answer below is in Vietnamese. For help, call 1900 9068."
OFFER = gettext_noop("Tôi chưa chắc hiểu đúng. Ý anh/chị là câu nào dưới đây?")
OFFER_STORY = gettext_noop(
    "Tôi đã đọc chuyện của anh/chị. Anh/chị cần biết điều gì trước? Bấm một câu dưới đây, hoặc viết lại thành một câu hỏi ngắn."
)
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
SLOW_DOWN = gettext_noop(
    "Anh/chị gửi nhiều tin trong thời gian ngắn. Tin vừa rồi tôi chưa nhận; xin gửi lại sau {minutes} phút. Cần gấp thì gọi 1900 9068."
)
GONE = gettext_noop("Câu trả lời này không còn hiệu lực. Anh/chị hỏi lại giúp.")

ONLY_TEXT = "Tôi chỉ đọc được chữ. Ảnh, tệp, giọng nói, nhãn dán không được mở và không được lưu; xin anh/chị viết bằng chữ."

DOOR = gettext_noop(
    "Tin nhắn trong ứng dụng này đi qua máy chủ của công ty chủ ứng dụng, không chỉ của cơ quan nhà nước. "
    "An toàn hơn: viết ở biểu mẫu niêm phong trên cổng, mở bằng liên kết dùng một lần."
)
DOOR_MAY_STAY = gettext_noop(
    "Tin nhắn trong ứng dụng này đi qua máy chủ của công ty chủ ứng dụng, không chỉ của cơ quan nhà nước. "
    "An toàn hơn: viết ở biểu mẫu niêm phong trên cổng, mở bằng liên kết dùng một lần. Nếu vẫn muốn, anh/chị có thể viết tại đây."
)
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
STORY_OPEN = gettext_noop(
    "Anh/chị đang viết dở một phản ánh, chưa gửi; số tin đã niêm phong: {parts}. Tin viết ở dưới được thêm vào phản ánh. "
    "Viết xong, bấm “Gửi phản ánh”; muốn thôi, bấm “Hủy, không gửi”."
)
STORY_HAS_NUMBERS = gettext_noop(
    "Đã niêm phong tin này. Trong đó có dãy số giống số giấy tờ, điện thoại hoặc tài khoản: nếu không muốn gửi, "
    "bấm “Hủy, không gửi” rồi viết lại."
)
STORY_EMPTY = gettext_noop("Phản ánh còn trống. Anh/chị kể sự việc trước rồi hãy gửi.")
FILED = gettext_noop(
    "Đã ghi nhận phản ánh. Đây là mã tra cứu, chỉ hiện ở đây: anh/chị hãy chép lại ngay. "
    "Ai có mã này xem được phản ánh đang ở bước nào và câu trả lời. Mất mã thì không cấp lại được."
)
DROPPED = gettext_noop("Đã hủy. Không có gì được gửi đi.")
ASK_CODE = gettext_noop(
    "Anh/chị nhập mã tra cứu đã nhận khi gửi phản ánh. Tôi chỉ cho biết phản ánh đang ở bước nào, không mở nội dung tại đây."
)
ASK_CODE_AGAIN = gettext_noop("Đó chưa phải mã tra cứu. Mã gồm 20 chữ và số, ví dụ 0123C-FGHJK-MNPRT-VX012.")
STATUS = gettext_noop("Phản ánh: {label}. Câu trả lời chỉ đọc được ở trang theo dõi, bằng mã tra cứu.")
STATUS_SINCE = gettext_noop("Phản ánh: {label}, từ ngày {since}. Câu trả lời chỉ đọc được ở trang theo dõi, bằng mã tra cứu.")
NO_SUCH_CODE = gettext_noop("Không tìm thấy phản ánh với mã này. Anh/chị xem lại từng ký tự, hoặc nhập ở trang theo dõi.")
OFFICER_OPEN = gettext_noop(
    "Đang trong giờ trực. Bấm “Gặp cán bộ” để trò chuyện ngay tại đây, không cần cho biết tên hay số điện thoại; "
    "hoặc gọi 1900 9068, hoặc đến cơ quan bảo hiểm xã hội cơ sở."
)
OFFICER_CLOSED = gettext_noop(
    "Bây giờ ngoài giờ trực của cán bộ. Anh/chị bấm “Để lại câu hỏi” rồi viết, không cần cho biết tên hay số điện thoại: "
    "cán bộ trả lời khi mở lại. Cần gấp, anh/chị gọi 1900 9068. Muốn được trả lời riêng bằng mã tra cứu, anh/chị gửi phản ánh."
)
OPENS = gettext_noop("Cán bộ trực lại lúc {opens}.")
TALK_ASKED_FIRST = gettext_noop("Trước anh/chị không có ai đang chờ. Cán bộ sẽ nhận chậm nhất lúc {until}.")
TALK_ASKED_BEHIND = gettext_noop("Trước anh/chị có {ahead} người đang chờ. Cán bộ sẽ nhận chậm nhất lúc {until}.")
TALK_READ = gettext_noop(
    "Từ bây giờ, cán bộ đọc được những gì anh/chị viết ở đây; những gì viết trước đó thì không. "
    "Xin đừng ghi họ tên, số điện thoại, số căn cước hay mã tra cứu. "
    "Mời anh/chị viết câu hỏi; cần gấp thì gọi 1900 9068."
)
TALK_KEPT = gettext_noop("Nội dung được niêm phong và xóa {days} ngày sau khi cuộc trò chuyện kết thúc; “Xóa hội thoại” thì xóa ngay.")
TALK_THROUGH = gettext_noop(
    "Tin nhắn trong ứng dụng này đi qua máy chủ của công ty chủ ứng dụng. Phản ánh về doanh nghiệp thì xin gửi ở biểu mẫu niêm phong."
)
TALK_WAITS = gettext_noop("Đã chuyển cho cán bộ. Anh/chị viết thêm, hoặc hỏi tiếp trợ lý ảo trong lúc chờ.")
TALK_GOES_ON = gettext_noop("Anh/chị đang ở cuộc trò chuyện với cán bộ: tin viết ở đây được chuyển cho cán bộ.")
TALK_MEANWHILE = gettext_noop("Trợ lý ảo trả lời tiếp; anh/chị vẫn giữ chỗ trong hàng chờ. Có cán bộ nhận, tôi báo ngay tại đây.")
TALK_CLOSED_NOW = gettext_noop("Bây giờ ngoài giờ trực: nếu cán bộ chưa trả lời ngay, tin này được đọc khi mở lại.")
TALK_DOOR = gettext_noop("Nếu là phản ánh về doanh nghiệp, anh/chị nên gửi ở biểu mẫu niêm phong: chỉ cán bộ tiếp nhận mở được.")
TALK_LEFT = gettext_noop("Đã kết thúc trò chuyện với cán bộ. Trợ lý ảo trả lời tiếp.")
TALK_OVER = gettext_noop(
    "Cuộc trò chuyện với cán bộ đã kết thúc, tin vừa rồi chưa được chuyển. Anh/chị hỏi trợ lý ảo, hoặc xin gặp cán bộ lần nữa."
)
SENT_ALONG = gettext_noop("Đã gửi kèm câu hỏi vừa rồi, không có số cá nhân.")
ERASE_SURE = gettext_noop("Xóa hội thoại này khỏi hệ thống? Phản ánh đã gửi không bị xóa; bản nháp chưa gửi thì bị hủy.")
ERASED = gettext_noop("Đã xóa hội thoại. Trên máy dùng chung, anh/chị nhớ đóng trang và xóa lịch sử duyệt.")
FAILED = gettext_noop(
    "Hệ thống đang trục trặc, việc vừa rồi chưa làm được và không có gì được lưu. Anh/chị thử lại sau, hoặc gọi 1900 9068."
)
SPEAKS_ENGLISH = "I will answer in English from now on. Some answers exist in Vietnamese only. Write “tiếng Việt” to change back."
SPEAKS_VIETNAMESE = "Từ giờ tôi trả lời bằng tiếng Việt. To change back, write “English”."
WHICH_LANGUAGE = "Anh/chị muốn dùng tiếng Việt hay tiếng Anh? Which language do you prefer?"

ASK_FIRM = gettext_noop(
    "Anh/chị cho biết tên hoặc mã số thuế của công ty. Tôi chỉ nói công ty có hay không có tên trong danh sách đã công khai, và danh sách "
    "ấy tính đến ngày nào. Hộ kinh doanh chỉ tra được bằng mã số thuế."
)
ASK_FIRM_AGAIN = gettext_noop("Tôi cần tên công ty hoặc mã số thuế, ví dụ: Công ty TNHH May Sao Mai, hoặc 0100109106.")
ASK_FIRM_WRONG = gettext_noop("Tôi vẫn chưa đọc được tên công ty. Anh/chị tra ở trang Tra cứu đơn vị, hoặc gặp cán bộ.")
FIRM_PERSONAL = gettext_noop("Tôi không tra cứu theo số định danh cá nhân. Anh/chị cho biết tên công ty, hoặc mã số thuế 10 hay 13 số.")
CHECK_ANOTHER = gettext_noop("Tra cứu công ty khác")
CALCULATE_AGAIN = gettext_noop("Tính lại")
FIRM_WHICH = gettext_noop("Có nhiều công ty giống tên đó trong danh sách. Anh/chị hỏi công ty nào?")

WHICH_CALCULATOR = gettext_noop("Anh/chị muốn tính gì?")
ASK_PAYER = gettext_noop("Tính cho ai?")
ASK_PAYER_AGAIN = gettext_noop("Anh/chị bấm chọn giúp: đi làm có hợp đồng, đóng tự nguyện, hay chủ hộ kinh doanh.")
ASK_WAGE = gettext_noop("Tiền lương hoặc thu nhập dùng để đóng là bao nhiêu một tháng? Ví dụ: 7 triệu rưỡi, hoặc 7.500.000.")
ASK_WAGE_AGAIN = gettext_noop("Tôi chưa đọc được số tiền. Anh/chị viết như: 7,5 triệu, 7tr5 hoặc 7.500.000.")
ASK_REGION = gettext_noop("Lương cao như vậy, mức đóng thất nghiệp tính theo lương tối thiểu của vùng. Nơi làm việc thuộc vùng nào?")
ASK_REGION_AGAIN = gettext_noop("Anh/chị bấm chọn vùng giúp. Không rõ vùng thì hỏi công ty, hoặc gọi 1900 9068.")
ASK_AMOUNT = gettext_noop("Số tiền chậm đóng là bao nhiêu? Ví dụ: 100 triệu, hoặc 100.000.000.")
ASK_AMOUNT_AGAIN = gettext_noop("Tôi chưa đọc được số tiền. Anh/chị viết như: 100 triệu, 1 tỷ 2 hoặc 100.000.000.")
ASK_LATE_MONTH = gettext_noop("Tiền của tháng nào? Ví dụ: tháng 8/2026. Biết sẵn số ngày chậm thì viết số ngày, ví dụ: 31 ngày.")
ASK_LATE_MONTH_AGAIN = gettext_noop("Tôi chưa đọc được tháng. Anh/chị viết như: tháng 8/2026, tháng trước, hoặc 31 ngày.")
ASK_PAID = gettext_noop("Đã nộp đủ, hoặc sẽ nộp đủ, vào ngày nào? Ví dụ: 05/12/2026, hôm qua.")
ASK_PAID_AGAIN = gettext_noop("Tôi chưa đọc được ngày. Anh/chị viết như: 05/12/2026, hôm nay, hôm qua.")
ASK_ABOUT = gettext_noop("Anh/chị muốn tính thời hạn nào?")
ASK_ABOUT_AGAIN = gettext_noop("Anh/chị bấm chọn một trong hai việc giúp.")
ASK_MONTH = gettext_noop("Tiền bảo hiểm của tháng nào? Ví dụ: tháng 8/2026, tháng này.")
ASK_MONTH_AGAIN = gettext_noop("Tôi chưa đọc được tháng. Anh/chị viết như: tháng 8/2026, tháng này, tháng trước.")
ASK_DAY = gettext_noop("Ngày xảy ra, hoặc ngày anh/chị biết việc, hoặc ngày nghỉ việc là ngày nào? Ví dụ: 05/10/2026, hôm qua.")
ASK_DAY_AGAIN = gettext_noop("Tôi chưa đọc được ngày. Anh/chị viết như: 05/10/2026, hôm nay, hôm qua.")
READ_INSTEAD = gettext_noop("Tôi vẫn chưa đọc được. Anh/chị xem cách tính ở trang dưới đây, hoặc gặp cán bộ.")

NEWS = gettext_noop(
    "Cổng gửi thư điện tử khi có tin mới, và gửi lại nếu tin đó được đính chính hay thu hồi. Đăng ký xong có một thư xác nhận; chưa xác "
    "nhận thì không gửi gì thêm. Ngừng nhận bằng một lần bấm trong thư. Anh/chị muốn nhận loại tin nào?"
)
NEWS_LINK = gettext_noop("Anh/chị đăng ký ở trang này; chọn được cả xã, phường và ngành. Xin đừng gửi địa chỉ thư trong ứng dụng nhắn tin.")
ASK_MAIL = gettext_noop(
    "Anh/chị viết địa chỉ thư điện tử tại đây, hoặc đăng ký ở trang này để chọn cả xã, phường và ngành. "
    "Địa chỉ chỉ dùng để gửi tin, không lưu trong hội thoại."
)
ASK_MAIL_AGAIN = gettext_noop("Tôi chưa đọc được địa chỉ thư. Địa chỉ có dạng ten@noi-gui.vn.")
ASK_MAIL_WRONG = gettext_noop("Tôi vẫn chưa đọc được địa chỉ thư. Anh/chị đăng ký ở trang dưới đây giúp.")
SUBSCRIBED = gettext_noop(
    "Đã gửi một thư xác nhận, nếu địa chỉ đúng. Anh/chị mở thư và bấm xác nhận trong 3 ngày thì mới nhận tin. "
    "Không thấy thư thì xem trong mục thư rác."
)
UNSUBSCRIBE = gettext_noop(
    "Trong mỗi thư có dòng “Ngừng nhận”: bấm một lần là ngừng, và địa chỉ bị xóa khỏi hệ thống. "
    "Không còn thư nào thì gặp cán bộ để nhờ xóa."
)
