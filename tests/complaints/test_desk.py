"""The officers' desk: closed it tells how many and how long, open it shows cases to those who hold the key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from complaints import services
from complaints.models import Complaint, Holder, RevealLog, Unlocked
from core import clock
from core.models import Agency
from tests.complaints.conftest import HANDLER, PASSPHRASE
from tests.complaints.test_web import photograph

pytestmark = pytest.mark.django_db

DESK = "/quan-tri/phan-anh/"


@pytest.fixture
def lan(officer: Any, browse: Callable[..., Client]) -> Client:
    """Lan, logged in, the desk still locked."""
    return browse(officer)


@pytest.fixture
def inside(lan: Client) -> Client:
    """Lan with the desk open."""
    assert lan.post(DESK, {"passphrase": PASSPHRASE}).status_code == 302
    return lan


def test_the_locked_desk_shows_counts_and_clocks_alone(lan: Client, complaint: Complaint) -> None:
    page = lan.get(DESK).content.decode()
    assert "Đã nhận: <strong>1</strong>" in page
    assert "16/11/2026" in page
    assert complaint.reference not in page
    assert lan.get(f"{DESK}{complaint.pk}/").headers["Location"] == DESK


def test_unlocking_sets_a_cookie_that_scripts_and_other_sites_cannot_use(lan: Client) -> None:
    answer = lan.post(DESK, {"passphrase": PASSPHRASE})
    cookie = answer.cookies["ban_tiep_nhan"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == ("/quan-tri/", True, "Strict", 900)
    assert cookie.value not in str(list(Unlocked.objects.values()))


def test_a_wrong_passphrase_opens_nothing(lan: Client) -> None:
    answer = lan.post(DESK, {"passphrase": "không đúng đâu nhé"}, follow=True)
    assert "Mật khẩu khóa không đúng" in answer.content.decode()
    assert "ban_tiep_nhan" not in lan.cookies


def test_an_officer_reads_answers_and_the_reporter_sees_it(inside: Client, complaint: Complaint, receipt: services.Receipt) -> None:
    assert complaint.reference in inside.get(DESK).content.decode()
    address = f"{DESK}{complaint.pk}/"
    assert "chưa đóng bảo hiểm xã hội" in inside.get(address).content.decode()
    inside.post(address, {"act": "accept"})
    inside.post(address, {"act": "note", "note-text": "Hỏi BHXH cơ sở."})
    assert inside.post(address, {"act": "answer", "answer-text": "Đã kiểm tra."}).status_code == 302
    assert [said.text for said in services.read(receipt.code).said][1:] == ["Đã kiểm tra."]
    assert "Đã trả lời" in inside.get(f"{DESK}?tat-ca=1").content.decode()


def test_a_case_is_forwarded_classified_and_closed(inside: Client, complaint: Complaint, receipt: services.Receipt) -> None:
    union = Agency.objects.create(code="ldld-tinh", name="Liên đoàn Lao động tỉnh", kind=Agency.Kind.UNION)
    address = f"{DESK}{complaint.pk}/"
    inside.post(address, {"act": "classify", "classify-petition": "labour"})
    inside.post(address, {"act": "paper", "paper-on": "02/11/2026"})
    inside.post(address, {"act": "forward", "forward-agency": union.pk, "forward-text": "Thuộc Liên đoàn."})
    inside.post(address, {"act": "close", "close-text": "Đã chuyển xong."})
    complaint.refresh_from_db()
    assert (complaint.petition, complaint.forwarded_to, complaint.state) == ("labour", union, "closed")
    assert complaint.paper_due == dt.date(2026, 11, 11)
    assert inside.post(address, {"act": "answer", "answer-text": "muộn"}).status_code == 422


def test_an_identity_is_shown_once_and_logged(
    hire: Callable[..., Any], officer: Any, inside: Client, browse: Callable[..., Client]
) -> None:
    receipt = services.file("chuyện", person=services.Person("Trần Thị Bích"))
    address = f"{DESK}{receipt.complaint_id}/"
    refused = inside.get(address).content.decode()
    assert "Bích" not in refused
    assert "không có quyền xem" in refused
    officer.user_permissions.add(*_permission("reveal_identity"))
    assert inside.post(address, {"act": "reveal", "reveal-motive": "ngắn"}).status_code == 422
    assert "Bích" in inside.post(address, {"act": "reveal", "reveal-motive": "Cần hẹn gặp để lấy lời khai"}).content.decode()
    assert "Bích" not in inside.get(address).content.decode()
    assert RevealLog.objects.get().by == officer


def _permission(codename: str) -> Any:
    from django.contrib.auth.models import Permission

    return Permission.objects.filter(content_type__app_label="complaints", codename=codename)


def test_a_file_is_handed_out_only_while_the_desk_is_open(inside: Client, receipt: services.Receipt) -> None:
    from complaints import evidence

    complaint = services.add_evidence(receipt.code, [evidence.clean(photograph(), "ảnh.jpg")])
    address = f"{DESK}{complaint.pk}/tep/{complaint.evidence.get().pk}/"
    answer = inside.get(address)
    assert answer.content.startswith(b"\xff\xd8")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    inside.post(f"{DESK}khoa-lai/")
    assert inside.get(address).status_code == 302


def test_the_desk_locks_itself(inside: Client, complaint: Complaint) -> None:
    with clock.at(clock.now() + dt.timedelta(minutes=16)):
        assert inside.get(f"{DESK}{complaint.pk}/").status_code == 302
        late = inside.post(f"{DESK}{complaint.pk}/", {"act": "answer", "answer-text": "Một câu trả lời dài."})
    assert late.status_code == 409
    assert "Một câu trả lời dài." in late.content.decode()
    assert complaint.messages.count() == 1


def test_the_wrong_officer_sees_nothing(hire: Callable[..., Any], browse: Callable[..., Client], complaint: Complaint) -> None:
    outsider = browse(hire("quang", "press.draft_release"))
    home = outsider.get("/quan-tri/").content.decode()
    assert DESK not in home
    for path in ("", f"{complaint.pk}/", "khoa/", "mat-khau-khoa/", f"{complaint.pk}/tep/1/"):
        answer = outsider.get(DESK + path)
        assert answer.status_code in (302, 403)
        assert complaint.reference not in answer.content.decode()


def test_a_stolen_cookie_opens_nothing_for_another_officer(
    inside: Client, hire: Callable[..., Any], browse: Callable[..., Client], complaint: Complaint
) -> None:
    thief = browse(hire("minh", *HANDLER))
    thief.cookies["ban_tiep_nhan"] = inside.cookies["ban_tiep_nhan"].value
    assert thief.get(f"{DESK}{complaint.pk}/").status_code == 302


def test_the_first_key_and_a_second_holder_by_hand(hire: Callable[..., Any], browse: Callable[..., Client]) -> None:
    lan, minh = hire("lan", *HANDLER), hire("minh", "complaints.handle_complaint")
    client = browse(lan)
    assert client.post(f"{DESK}khoa/", {"act": "first", "new": PASSPHRASE, "again": PASSPHRASE}).status_code == 302
    assert client.post(DESK, {"passphrase": PASSPHRASE}).status_code == 302
    page = client.post(f"{DESK}khoa/", {"act": "invite", "officer": minh.pk}).content.decode()
    code = page.split("<p><strong>")[1].split("<")[0]
    other = browse(minh)
    assert "mã mời" in other.get(DESK).content.decode()
    new = "bảy cây tre già ngoài đê"
    assert other.post(f"{DESK}mat-khau-khoa/", {"old": code, "new": new, "again": new}).status_code == 302
    assert other.post(DESK, {"passphrase": new}).status_code == 302
    assert "Bàn mở đến" in other.get(DESK).content.decode()
    client.post(f"{DESK}khoa/", {"act": "remove", "holder": Holder.objects.get(officer=minh).pk})
    assert "Bàn mở đến" not in other.get(DESK).content.decode()


def test_the_command_makes_the_first_key(hire: Callable[..., Any], tmp_path: Path) -> None:
    hire("lan", *HANDLER)
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE + "\n", encoding="utf-8")
    out = StringIO()
    call_command("desk_key", stdout=out)
    assert "no key yet" in out.getvalue()
    call_command("desk_key", enrol="lan", passphrase_file=file, stdout=out)
    assert "lan\tholds the key" in out.getvalue()
    with pytest.raises(CommandError, match="has-desk"):
        call_command("desk_key", enrol="lan", passphrase_file=file, stdout=out)
