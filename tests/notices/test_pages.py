"""What a stranger sees of notices: what was published, while it is public, and nothing else."""

from __future__ import annotations

import datetime as dt
import hashlib
import re

import pytest
from django.test import Client

from core import clock
from notices import door, public, services
from notices.models import CorrectionRequest, FirmReply, Notice
from press import services as press
from press.models import LedgerEntry

from .conftest import AFTER_TERM, Office, release_of

NAME = "Công ty TNHH Mẫu Sao Mai"


@pytest.fixture
def stranger() -> Client:
    return Client(SERVER_NAME="localhost")


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


def test_the_register_shows_a_notice_and_finds_it_without_accents(office: Office, stranger: Client) -> None:
    notice = office.art72()
    for path in ("/cong-khai/", "/cong-khai/?q=sao mai", "/cong-khai/?q=SAO%20MAI", "/en/cong-khai/"):
        assert NAME in text(stranger, path)
    assert NAME not in text(stranger, "/cong-khai/?q=khac")
    assert "không có nghĩa là đơn vị đã đóng đủ" in text(stranger, "/cong-khai/")
    page = text(stranger, f"/cong-khai/{notice.public_id}/")
    assert page.count("<h1") == 1
    assert "75.000.000 đồng" in page
    assert "9911111118" in page


def test_a_notice_is_not_for_search_engines(office: Office, stranger: Client) -> None:
    notice = office.art72()
    response = stranger.get(f"/cong-khai/{notice.public_id}/")
    assert response["X-Robots-Tag"] == "noindex, noarchive"
    assert 'content="noindex, noarchive"' in response.content.decode()
    assert "/cong-khai/<" not in text(stranger, "/sitemap.xml").replace("/cong-khai/chinh-sach/", "")
    assert notice.public_id not in text(stranger, "/sitemap.xml")


def test_a_list_notice_tells_both_days_of_its_figures_and_its_source(office: Office, stranger: Client) -> None:
    notice = office.art35()
    with clock.at(AFTER_TERM):
        page = text(stranger, f"/cong-khai/{notice.public_id}/")
    assert "Số liệu tính đến ngày" in page
    assert "Tiền nộp được tính đến ngày" in page
    assert "https://bhxh.example/danh-sach/2026-10" in page
    assert "Chậm đóng nhiều kỳ" in page
    assert "trốn đóng" not in page.lower().replace("luật", "")


def test_a_decision_notice_says_nothing_of_arrears(office: Office, stranger: Client) -> None:
    firm = office.firm()
    office.on_lists(firm)
    page = text(stranger, f"/cong-khai/{office.art72(firm=firm).public_id}/")
    assert "Số tiền chậm đóng" not in page
    assert "80.000.000" not in page


def test_a_natural_persons_firm_is_named_by_name_and_commune_alone(office: Office, stranger: Client) -> None:
    firm = office.firm("Hộ kinh doanh Mẫu An Bình", "099999100867", "HKD")
    notice = office.art72(firm=firm)
    assert "099999100867" not in text(stranger, f"/cong-khai/{notice.public_id}/") + text(stranger, "/cong-khai/")


@pytest.mark.parametrize(("recorded", "label"), [(False, "Bị xử phạt về hành vi trốn đóng"), (True, "Tái phạm")])
def test_the_word_for_repeat_stands_only_where_the_decision_has_it(office: Office, recorded: bool, label: str) -> None:
    firm = office.firm()
    notice = services.propose(firm, sanction=office.sanction(firm), by=office.cast.lan, because="Thử.")
    services.draft(notice, by=office.cast.lan, because="Thử.", records_repeat=recorded)
    assert notice.public_label.startswith(label)


def test_a_list_notice_says_nothing_of_a_sanction(office: Office, stranger: Client) -> None:
    firm = office.firm()
    office.sanction(firm)
    notice = office.art35(firm=firm)
    assert (notice.rung, notice.public_label) == (2, "Chậm đóng nhiều kỳ")
    with clock.at(AFTER_TERM):
        assert "xử phạt" not in text(stranger, f"/cong-khai/{notice.public_id}/")


def test_namesakes_are_told_apart(office: Office, stranger: Client) -> None:
    other = office.firm("CÔNG TY CỔ PHẦN MẪU SAO MAI", "9922222226")
    page = text(stranger, f"/cong-khai/{office.art72().public_id}/")
    assert "Không phải các doanh nghiệp trùng tên" in page
    assert other.name in page


def test_the_page_gives_what_the_ledger_commits_to_and_takes_it_back(office: Office, stranger: Client) -> None:
    notice = office.art72()
    path = f"/cong-khai/{notice.public_id}/"
    salt = re.search(r"echo ([0-9a-f]{64}) ", text(stranger, path))
    assert salt
    committed = hashlib.sha256(bytes.fromhex(salt[1]) + stranger.get(path + "noi-dung.json").content).hexdigest()
    assert committed == LedgerEntry.objects.filter(public_id=notice.public_id).latest("seq").commitment
    services.withdraw(notice, by=office.cast.minh, because="Sai số.", what="Số liệu chưa chính xác, đã gỡ.")
    assert stranger.get(path + "noi-dung.json").status_code == 410
    assert salt[1] not in text(stranger, path, 410)


def test_after_the_end_no_page_names_the_firm(office: Office, stranger: Client) -> None:
    notice = office.art72()
    path = f"/cong-khai/{notice.public_id}/"
    services.withdraw(notice, by=office.cast.minh, because="Sai số.", what="Số liệu chưa chính xác, đã gỡ.")
    assert "không còn công khai" in text(stranger, path, 410)
    assert stranger.get(path + "de-nghi-dinh-chinh/").status_code == 410
    seen, todo = set[str](), {"/", "/tim-kiem/?q=sao+mai", "/cong-khai/", "/cong-khai/?q=sao+mai", "/tra-cuu-don-vi/?q=sao+mai", path}
    todo |= {"/cong-khai/tin.atom", "/tin.atom", "/dinh-chinh/", "/nhat-ky-cong-khai/", "/nhat-ky-cong-khai/nhat-ky.jsonl", "/sitemap.xml"}
    while todo and len(seen) < 80:
        here = todo.pop()
        seen.add(here)
        response = stranger.get(here)
        body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
        said = body.decode()
        assert NAME not in said, here
        assert "Mẫu Sao Mai" not in said, here
        links = re.findall(r'href="(/[^"#]*)"', said)
        todo |= {link for link in links if not link.startswith(("/static", "/quan-tri", "/en", "/hoi-dap", "/phap-luat"))} - seen


def test_before_publication_nothing_shows(office: Office, stranger: Client) -> None:
    notice = office.art35("approved")
    number = release_of(notice).public_id
    with clock.at(AFTER_TERM):
        assert stranger.get(f"/cong-khai/{number}/").status_code == 404
        assert NAME not in text(stranger, "/cong-khai/") + text(stranger, "/cong-khai/tin.atom")


def test_a_release_that_is_over_hides_the_notice_before_any_sweep(office: Office, stranger: Client) -> None:
    notice = office.art72(completed_on=dt.date(2026, 10, 20))
    with clock.at(dt.datetime(2027, 10, 20, 0, 0, 1, tzinfo=clock.VIETNAM)):
        assert stranger.get(f"/cong-khai/{notice.public_id}/").status_code == 410
        assert not public.visible().exists()


def test_the_policy_shows_its_numbers(db: None, stranger: Client) -> None:
    page = text(stranger, "/cong-khai/chinh-sach/")
    assert "50.000.000 đồng" in page
    assert "10 ngày làm việc" in page


def test_the_register_asks_few_questions_of_the_database(office: Office, stranger: Client, django_assert_max_num_queries: object) -> None:
    for place in range(8):
        office.art72(firm=office.firm(f"Công ty Mẫu Số {place}", f"99111111{place:02d}"), number=f"{place}/QĐ-XPHC")
    text(stranger, "/cong-khai/")
    with django_assert_max_num_queries(13):  # type: ignore[operator]
        text(stranger, "/cong-khai/")


# --- the firm's door


def test_the_code_of_the_letter_opens_the_file_and_takes_a_reply(office: Office, stranger: Client) -> None:
    notice = office.art35("served")
    code = door.code(notice)
    assert code not in str(Notice.objects.values())
    opened = stranger.post("/cong-khai/hoi-am/", {"code": code.lower().replace("-", " ")})
    assert NAME in opened.content.decode()
    sent = stranger.post("/cong-khai/hoi-am/", {"code": code, "text": "Chúng tôi đã nộp đủ.", "paid_on": "2026-11-01"})
    assert sent.status_code == 200
    notice.refresh_from_db()
    assert (notice.state, FirmReply.objects.get().paid_on) == ("replied", dt.date(2026, 11, 1))
    assert notice.facts["total_vnd"] == 80_000_000


def test_the_code_opens_however_its_letters_were_misread() -> None:
    assert door.hashed("OIKC-PV4G-OT4H-NUNF") == door.hashed("01kc pv4g 0t4h nunf")


def test_after_publication_the_file_tells_the_firm_how_it_ends(office: Office, stranger: Client) -> None:
    notice = office.art35()
    with clock.at(AFTER_TERM):
        opened = stranger.post("/cong-khai/hoi-am/", {"code": door.code(notice)}).content.decode()
        page = text(stranger, f"/cong-khai/{notice.public_id}/")
    assert "Chúng tôi dự định công khai" not in opened
    assert all("Được gỡ ngay khi cơ quan BHXH xác nhận" in shown for shown in (opened, page))
    assert "Được gỡ ngay" not in text(stranger, f"/cong-khai/{office.art72().public_id}/")


def test_a_wrong_code_opens_nothing_and_tries_are_counted(office: Office, stranger: Client) -> None:
    office.art35("served")
    for _ in range(20):
        assert stranger.post("/cong-khai/hoi-am/", {"code": "AAAA-BBBB-CCCC-DDDD"}).status_code == 400
    assert stranger.post("/cong-khai/hoi-am/", {"code": "AAAA-BBBB-CCCC-DDDD"}).status_code == 429


@pytest.mark.parametrize(("day", "status"), [(dt.date(2026, 12, 16), 200), (dt.date(2026, 12, 17), 400)])
def test_the_door_shuts_thirty_days_after_the_term(office: Office, stranger: Client, day: dt.date, status: int) -> None:
    notice = office.art35("served")
    with clock.at(day):
        assert stranger.post("/cong-khai/hoi-am/", {"code": door.code(notice)}).status_code == status


def test_anyone_may_ask_for_a_correction(office: Office, stranger: Client) -> None:
    notice = office.art72()
    path = f"/cong-khai/{notice.public_id}/de-nghi-dinh-chinh/"
    assert stranger.post(path, {"text": ""}).status_code == 400
    assert stranger.post(path, {"text": "Sai mức phạt."}).status_code == 200
    asked = CorrectionRequest.objects.get()
    assert asked.due_on == dt.date(2026, 11, 3)
    services.answer_correction(asked, by=office.cast.hoa, because="Đã đối chiếu, mức phạt đúng.")


def test_a_correction_shows_on_the_page(office: Office, stranger: Client) -> None:
    notice = office.art72()
    services.correct(notice, by=office.cast.minh, because="Bổ sung.", what="Bổ sung ý kiến của đơn vị.", reply_shown="Chúng tôi sẽ nộp.")
    page = text(stranger, f"/cong-khai/{notice.public_id}/")
    assert "Chúng tôi sẽ nộp." in page
    assert "Bổ sung ý kiến của đơn vị." in page


@pytest.mark.parametrize("query", ["sao mai", "9911111118"])
@pytest.mark.parametrize("where", ["/tra-cuu-don-vi/", "/tim-kiem/"])
def test_the_searches_of_the_site_find_it_while_it_is_public(office: Office, stranger: Client, where: str, query: str) -> None:
    notice = office.art72()
    assert notice.public_id in text(stranger, f"{where}?q={query}")
    services.withdraw(notice, by=office.cast.minh, because="Sai.", what="Đã gỡ.")
    assert notice.public_id not in text(stranger, f"{where}?q={query}")


def test_a_personal_code_finds_nothing(office: Office, stranger: Client) -> None:
    office.art72(firm=office.firm("Hộ kinh doanh Mẫu An Bình", "099999100867", "HKD"))
    assert public.mentions("099999100867") == []


def test_the_feed_of_the_section_carries_it(office: Office, stranger: Client) -> None:
    notice = office.art72()
    assert notice.public_id in text(stranger, "/cong-khai/tin.atom")
    press.withdraw(release_of(notice), by=office.cast.minh, because="Sai.", what="Đã gỡ.")
    assert NAME not in text(stranger, "/cong-khai/tin.atom")
