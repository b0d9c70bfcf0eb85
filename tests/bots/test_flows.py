"""What the flows have done: firms looked up as the public page does, figures by the law of the day, letters asked for."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

import pytest
from django.utils import translation

from bots import services
from bots.channels import Arrived
from bots.models import Conversation, Inbound, Outbound, Unanswered
from complaints import reference as terms
from core import clock, reference
from firms import services as firms
from firms.models import LegalForm, ReceivedUnder
from firms.staging import Origin
from press.models import Delivery, Subscriber
from tests.bots.test_canary import dumped
from tests.conftest import TODAY
from tests.firms.conftest import MakeFirm, arrears, make_firm

__all__ = ["make_firm"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]

PUBLISHED = Origin("", ReceivedUnder.PUBLISHED, "https://bhxh.example/ds", "Danh sách tháng 10", dt.date(2026, 11, 2))
ADDRESS = "lan.nguyen@vidu.vn"


def say(text: str = "", action: str = "", *, channel: str = "web", peer: str = "lan") -> Any:
    """Write a message and return the last line of the reply."""
    return services.converse(Arrived(channel, secrets.token_hex(8), peer, text, action))[-1]


@pytest.mark.parametrize(
    "asked", ["công ty Long Tây Mẫu có nợ bảo hiểm không", "kiem tra cong ty long tay mau", "tra cứu mst 9917169268", "long tay mẫu"]
)
def test_a_firm_on_a_published_list_is_told_as_the_public_page_tells_it(make_firm: MakeFirm, asked: str) -> None:
    make_firm()
    firms.import_file(arrears(), name="cong-khai.csv", origin=PUBLISHED)
    say("/kiemtra")
    told = say(asked)
    assert told.text.startswith("Có tên trong danh sách chậm đóng tính đến ngày 31/10/2026.\nCông ty TNHH Long Tây Mẫu")
    assert "Theo “Danh sách tháng 10”, cơ quan BHXH công khai ngày 02/11/2026. https://bhxh.example/ds" in told.text
    assert told.url.endswith("/tra-cuu-don-vi/")
    assert "trốn" not in told.text
    assert "70" not in told.text


def test_a_firm_on_an_internal_list_is_not_told(make_firm: MakeFirm) -> None:
    make_firm()
    firms.import_file(arrears(), name="noi-bo.csv")
    told = say("tra cứu mst 9917169268")
    assert told.text.startswith("Chưa có danh sách chậm đóng nào được cơ quan BHXH công khai.")
    assert "Long Tây" not in told.text


def test_not_to_be_on_a_list_is_never_said_to_be_enough(make_firm: MakeFirm) -> None:
    make_firm("9916025104", "Công ty Cổ phần Hạnh Tuấn Mẫu")
    firms.import_file(arrears(), name="cong-khai.csv", origin=PUBLISHED)
    assert "không có tên không có nghĩa là đã đóng đủ" in say("tra cứu mst 9916025104").text
    assert "Không có tên không có nghĩa là đơn vị đã đóng đủ" in say("kiểm tra công ty Hạnh Tuấn Mẫu").text


def test_several_firms_alike_are_offered_by_their_codes(make_firm: MakeFirm) -> None:
    make_firm()
    make_firm("0100109106", "Công ty TNHH Long Tây Hai")
    both = arrears().decode().replace("2,HC6237B,099999188441,Hộ kinh doanh Trí Huy Mẫu", "2,HC6237B,0100109106,Công ty TNHH Long Tây Hai")
    firms.import_file(both.encode(), name="cong-khai.csv", origin=PUBLISHED)
    which = say("kiểm tra công ty Long Tây")
    assert {choice.action for choice in which.choices} >= {"check:9917169268", "check:0100109106"}
    assert "Công ty TNHH Long Tây Hai" in say(action="check:0100109106").text


def test_a_household_business_is_found_by_no_name_and_no_persons_number(make_firm: MakeFirm) -> None:
    make_firm("099999188441", "Hộ kinh doanh Trí Huy Mẫu", LegalForm.HOUSEHOLD)
    firms.import_file(arrears(), name="cong-khai.csv", origin=PUBLISHED)
    assert "Trí Huy" not in say("kiểm tra hộ kinh doanh Trí Huy").text
    say("/kiemtra")
    assert say("099999188441").text.startswith("Tôi không tra cứu theo số định danh cá nhân.")


def test_the_contribution_is_worked_out_by_the_law_of_the_day() -> None:
    reference.law()
    say("tính mức đóng bảo hiểm")
    say(action="fill:contribution:payer:worker")
    worked = say("8tr")
    assert "Người lao động đóng 10,5%: 840.000 đồng" in worked.text
    assert "Điều 33 khoản 1 Luật Bảo hiểm xã hội 41/2024/QH15 (áp dụng từ 01/07/2025)" in worked.citations
    say(action="calc:contribution")
    say("hợp đồng")
    assert "vùng" in say("120 triệu").text
    assert "thất nghiệp 1% = 946.000" in say("vùng 2").text


def test_without_law_in_force_no_figure_is_given() -> None:
    reference.law()
    with clock.at(dt.date(2020, 1, 6)):
        say("tính mức đóng bảo hiểm")
        say(action="fill:contribution:payer:worker")
        assert "nên tôi không tính" in say("8tr").text


def test_the_surcharge_and_the_due_day() -> None:
    reference.law()
    say("tính tiền chậm đóng 100 triệu")
    assert "100.000.000 × 0,03% × 31 ngày = 930.000 đồng" in say("31 ngày").text
    say(action="fill:deadline:about:pay")
    assert "hạn đóng là hết ngày 31/10/2026" in say("tháng 9/2026").text


def test_ones_own_limits_are_those_of_the_complaints_page() -> None:
    terms.clocks()
    say(action="fill:deadline:about:own")
    told = say("05/10/2026")
    assert "Khiếu nại lao động với người sử dụng lao động: 03/04/2027" in told.text
    assert "không làm dừng" in told.text
    assert any("Nghị định 24/2018/NĐ-CP, Điều 7" in cited for cited in told.citations)


def test_a_value_that_no_button_of_ours_carries_changes_nothing() -> None:
    say(action="calc:contribution")
    say(action="fill:contribution:wage:abc")
    assert Conversation.objects.get().state["slots"] == {}


def test_an_address_starts_the_double_opt_in_and_stands_nowhere_else() -> None:
    say("đăng ký nhận tin")
    say(action="news:all")
    assert say(f"thư của em là {ADDRESS}").text.startswith("Đã gửi một thư xác nhận")
    reader = Subscriber.objects.get()
    assert (reader.state, reader.address, reader.asked["topics"]) == (Subscriber.State.ASKED, ADDRESS, [])
    assert Delivery.objects.filter(target=f"reader:{reader.pk}").exists()
    assert not Unanswered.objects.exists()
    assert [table for table, held in dumped() if ADDRESS.encode() in held] == []
    assert not Inbound.objects.filter(sealed__isnull=False).exists()


def test_one_conversation_asks_for_few_letters() -> None:
    for number in range(5):
        say(action="news:all")
        say(f"lan{number}@vidu.vn")
    say(action="news:all")
    assert say("lan9@vidu.vn").text.startswith("Anh/chị đã gửi nhiều lần.")
    assert Subscriber.objects.count() == 5


def test_a_messenger_takes_no_address() -> None:
    say("/nhantin", channel="telegram")
    assert say(action="news:all", channel="telegram") is not None
    say(ADDRESS, channel="telegram")
    assert not Subscriber.objects.exists()


def test_the_chosen_language_holds_on_a_messenger(published: Any) -> None:
    services.converse(Arrived("telegram", "1", "lan", "English"))
    rows = Outbound.objects.filter(inbound__external_id="1")
    assert rows.exists()
    with translation.override("vi"):
        services.converse(Arrived("telegram", "2", "lan", "calculate my contribution"))
        asked = services.converse(Arrived("telegram", "3", "lan", "", "fill:contribution:payer:worker"))[-1]
    assert asked.text.startswith("What monthly wage")
    assert Conversation.objects.get().state["language"] == "en"


def test_a_draft_waits_a_week_and_no_longer(desk: Any) -> None:
    say("/phananh")
    say("Chủ xưởng giữ sổ của tôi")
    with clock.at(TODAY + dt.timedelta(days=6)):
        assert say("và không trả lương").text.startswith("Đã niêm phong tin này")
    with clock.at(TODAY + dt.timedelta(days=8)):
        gone = say("alo")
        assert "Bản nháp không còn" in gone.text
        assert Conversation.objects.get().state["draft"] == ""
