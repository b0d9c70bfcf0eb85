"""Who may do what with a case, and what follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from complaints import codes, services
from complaints.kinds import Petition
from complaints.lifecycle import State
from complaints.models import Complaint, ComplaintEvent, Draft, Identity, KeyLog, Message, RevealLog, Unlocked
from complaints.services.filing import Person
from core import clock
from core.errors import IllegalMove, NotAllowed, Refused, Stale, TooMany
from core.models import Agency
from tests.complaints.conftest import HANDLER, PASSPHRASE

pytestmark = pytest.mark.django_db


def test_a_reporter_reads_what_the_desk_answered(receipt: services.Receipt, complaint: Complaint, desk: services.OpenDesk) -> None:
    assert [line.text for line in services.case_file(complaint, desk=desk).lines] == ["Công ty chưa đóng bảo hiểm xã hội sáu tháng nay."]
    services.answer(complaint, "Cơ quan BHXH đã kiểm tra.", desk=desk)
    case = services.read(receipt.code.lower().replace("-", " "))
    assert [(said.is_mine, said.text) for said in case.said] == [
        (True, "Công ty chưa đóng bảo hiểm xã hội sáu tháng nay."),
        (False, "Cơ quan BHXH đã kiểm tra."),
    ]
    assert case.status.state == State.ANSWERED
    assert case.status.answered_on == clock.today()


def test_the_answer_is_due_after_ten_working_days(receipt: services.Receipt, today: dt.date) -> None:
    assert receipt.answer_due == today + dt.timedelta(days=14)
    assert services.status(receipt.code).answer_due == receipt.answer_due


@pytest.mark.parametrize(("typed", "is_malformed"), [("12345", True), pytest.param(codes.new(), False, id="unknown")])
def test_a_code_that_opens_nothing_says_whether_it_was_mistyped(db: None, typed: str, is_malformed: bool) -> None:
    with pytest.raises(services.UnknownCode) as caught:
        services.status(typed)
    assert caught.value.is_malformed is is_malformed


def test_sending_twice_with_one_code_files_once(officer: Any) -> None:
    code = codes.new()
    assert services.file("một", code=code) == services.file("một", code=code)
    assert Complaint.objects.count() == 1


def test_paragraphs_stay_and_marks_that_hide_text_go(officer: Any) -> None:
    receipt = services.file("Một.\r\n\r\nHai\u202e ba\x00.")
    assert services.read(receipt.code).said[0].text == "Một.\n\nHai ba."


def test_nothing_is_taken_before_there_is_a_key(db: None) -> None:
    with pytest.raises(Refused, match="no-desk"):
        services.file("nội dung")


def test_a_draft_is_sealed_part_by_part_and_sent_once(officer: Any, desk: services.OpenDesk) -> None:
    draft = services.start_draft("chat")
    assert not services.draft_is_open(draft)
    services.add_to_draft(draft, "Công ty nợ lương")
    services.add_to_draft(draft, "từ tháng ba")
    assert services.draft_is_open(draft)
    receipt = services.send_draft(draft)
    complaint = Complaint.objects.get(pk=receipt.complaint_id)
    assert [line.text for line in services.case_file(complaint, desk=desk).lines] == ["Công ty nợ lương", "từ tháng ba"]
    assert [said.text for said in services.read(receipt.code).said] == ["", ""]
    with pytest.raises(Refused, match="no-draft"):
        services.send_draft(draft)


def test_a_silent_draft_dies_after_a_week(officer: Any, today: dt.date) -> None:
    draft = services.start_draft("chat")
    services.add_to_draft(draft, "một chuyện")
    with clock.at(today + dt.timedelta(days=8)):
        assert not services.draft_is_open(draft)
        services.forget_expired()
    assert not Draft.objects.exists()


def test_the_desk_is_open_for_a_quarter_of_an_hour(officer: Any) -> None:
    token = services.unlock_desk(officer, PASSPHRASE)
    assert services.reopen_desk(officer, token)
    with clock.at(clock.now() + dt.timedelta(minutes=16)):
        assert services.reopen_desk(officer, token) is None
        services.forget_expired()
    assert not Unlocked.objects.exists()


def test_a_token_opens_the_desk_for_its_officer_alone(officer: Any, hire: Callable[..., Any]) -> None:
    token = services.unlock_desk(officer, PASSPHRASE)
    assert services.reopen_desk(hire("quang", *HANDLER), token) is None
    services.lock_desk(officer)
    assert services.reopen_desk(officer, token) is None


def test_a_wrong_passphrase_is_refused_recorded_and_limited(officer: Any) -> None:
    for _ in range(10):
        with pytest.raises(Refused, match="passphrase"):
            services.unlock_desk(officer, "không phải mật khẩu này")
    assert KeyLog.objects.filter(act=KeyLog.Act.REFUSED).count() == 10
    with pytest.raises(TooMany):
        services.unlock_desk(officer, PASSPHRASE)


def test_a_second_officer_is_let_in_by_one_who_is_inside(desk: services.OpenDesk, complaint: Complaint, hire: Callable[..., Any]) -> None:
    minh = hire("minh", "complaints.handle_complaint")
    with pytest.raises(Refused, match="no-holder"):
        services.unlock_desk(minh, PASSPHRASE)
    code = services.invite(minh, desk=desk)
    with pytest.raises(Refused, match="invited"):
        services.unlock_desk(minh, code)
    services.change_passphrase(minh, code.lower(), "năm cái bánh chưng xanh")
    opened = services.reopen_desk(minh, services.unlock_desk(minh, "năm cái bánh chưng xanh"))
    assert opened is not None
    assert services.case_file(complaint, desk=opened).lines


def test_an_invitation_dies_after_three_days(desk: services.OpenDesk, hire: Callable[..., Any], today: dt.date) -> None:
    minh = hire("minh", "complaints.handle_complaint")
    code = services.invite(minh, desk=desk)
    with clock.at(today + dt.timedelta(days=4)), pytest.raises(Refused, match="late"):
        services.change_passphrase(minh, code, "năm cái bánh chưng xanh")


def test_the_last_holder_stays(desk: services.OpenDesk, officer: Any) -> None:
    with pytest.raises(Refused, match="last-holder"):
        services.remove_holder(desk.key.holders.get(), by=officer)


def test_only_one_first_officer(officer: Any, hire: Callable[..., Any]) -> None:
    with pytest.raises(Refused, match="has-desk"):
        services.enrol_first_officer(hire("quang", *HANDLER), PASSPHRASE)
    with pytest.raises(NotAllowed):
        services.enrol_first_officer(hire("hoa"), PASSPHRASE)


@pytest.mark.parametrize("passphrase", ["ngắn", "aaaaaaaaaaaaaaaaaaaa"])
def test_a_weak_passphrase_is_refused(hire: Callable[..., Any], passphrase: str) -> None:
    with pytest.raises(Refused, match="weak"):
        services.enrol_first_officer(hire("lan", *HANDLER), passphrase)


def test_an_identity_is_seen_only_with_permission_and_a_motive(officer: Any, desk: services.OpenDesk, hire: Callable[..., Any]) -> None:
    receipt = services.file("chuyện", person=Person("Trần Thị Bích", "sau 18 giờ"))
    complaint = Complaint.objects.get(pk=receipt.complaint_id)
    assert "Bích" not in str(services.case_file(complaint, desk=desk))
    with pytest.raises(NotAllowed):
        services.reveal(complaint, "Cần gọi lại để xác minh", desk=desk)
    trusted = hire("minh", *HANDLER, "complaints.reveal_identity")
    opened = services.OpenDesk(trusted, desk.key, desk.identity, desk.ends_at)
    with pytest.raises(Refused, match="motive"):
        services.reveal(complaint, "  vì thế  ", desk=opened)
    assert not RevealLog.objects.exists()
    assert services.reveal(complaint, "Cần gọi lại để xác minh", desk=opened) == Person("Trần Thị Bích", "sau 18 giờ")
    assert [(row.by, row.motive) for row in RevealLog.objects.all()] == [(trusted, "Cần gọi lại để xác minh")]


def test_a_note_is_for_the_desk_alone(receipt: services.Receipt, complaint: Complaint, desk: services.OpenDesk) -> None:
    services.write_note(complaint, "Đơn vị dưới 10 lao động, cẩn thận.", desk=desk)
    assert len(services.case_file(complaint, desk=desk).lines) == 2
    assert len(services.read(receipt.code).said) == 1


def test_forwarding_tells_the_reporter_where_and_the_clock_runs_on(
    receipt: services.Receipt, complaint: Complaint, desk: services.OpenDesk
) -> None:
    union = Agency.objects.create(code="ldld-tinh", name="Liên đoàn Lao động tỉnh", kind=Agency.Kind.UNION)
    services.forward(complaint, union, "Việc này thuộc Liên đoàn Lao động.", desk=desk)
    status = services.status(receipt.code)
    assert (status.state, status.forwarded_to, status.answer_due) == (State.FORWARDED, "Liên đoàn Lao động tỉnh", receipt.answer_due)


def test_who_writes_again_after_an_answer_starts_a_new_clock(
    receipt: services.Receipt, complaint: Complaint, desk: services.OpenDesk, today: dt.date
) -> None:
    services.answer(complaint, "Đã xong.", desk=desk)
    with clock.at(today + dt.timedelta(days=28)):
        services.write_again(receipt.code, "Chưa xong.")
        status = services.status(receipt.code)
    assert status.state == State.ACCEPTED
    assert status.answer_due > receipt.answer_due


def test_a_signed_petition_starts_the_legal_clock(receipt: services.Receipt, complaint: Complaint, officer: Any, today: dt.date) -> None:
    with pytest.raises(Refused, match="not-formal"):
        services.receive_paper(complaint, today, by=officer)
    services.classify(complaint, Petition.DENUNCIATION, by=officer)
    services.receive_paper(complaint, today, by=officer)
    assert complaint.paper_due == today + dt.timedelta(days=9)
    assert complaint.wants == "feedback"


def test_two_officers_at_once_one_wins(complaint: Complaint, desk: services.OpenDesk) -> None:
    other = Complaint.objects.get(pk=complaint.pk)
    services.accept(complaint, by=desk.officer)
    with pytest.raises(Stale):
        services.answer(other, "Trả lời", desk=desk)
    assert not Message.objects.filter(sender=Message.From.DESK).exists()


def test_a_withdrawn_case_takes_nothing_more_and_is_erased(receipt: services.Receipt, desk: services.OpenDesk, today: dt.date) -> None:
    complaint = services.withdraw(receipt.code)
    with pytest.raises(Refused, match="ended"):
        services.write_again(receipt.code, "Thêm")
    with pytest.raises(IllegalMove):
        services.answer(complaint, "Trả lời", desk=desk)
    assert services.erase_due() == 0
    with clock.at(today + dt.timedelta(days=40)):
        assert services.erase_due() == 1
    complaint.refresh_from_db()
    assert (complaint.state, complaint.lookup, complaint.recipient) == (State.ERASED, None, "")
    assert not Message.objects.exists()
    assert not Identity.objects.exists()
    with pytest.raises(services.UnknownCode):
        services.status(receipt.code)


def test_the_story_of_a_case_holds_fixed_sentences_and_no_hour_of_the_reporter(receipt: services.Receipt, desk: services.OpenDesk) -> None:
    complaint = services.withdraw(receipt.code)
    for event in ComplaintEvent.objects.filter(record=complaint):
        assert event.at.astimezone(clock.VIETNAM).hour == 0


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"state": State.ERASED}, id="erased, still with its lock"),
        pytest.param({"recipient": ""}, id="alive, without a lock"),
        pytest.param({"lookup": None}, id="alive, cannot be found"),
        pytest.param({"state": State.CLOSED}, id="closed for ever"),
        pytest.param({"state": State.FORWARDED}, id="forwarded to nobody"),
        pytest.param({"answer_due": dt.date(2020, 1, 1)}, id="due before it came"),
    ],
)
def test_the_database_refuses(complaint: Complaint, change: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk).update(**change)
