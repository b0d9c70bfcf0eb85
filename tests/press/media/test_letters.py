"""Letters to one reporter: a link, another minute, a word not to publish, an answer; once each, and kept nowhere."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import serializers
from django.db import IntegrityError, transaction
from django.test import Client

from core import clock
from core.errors import Refused
from press import services, sweeps
from press.delivering import State
from press.media import embargo, questions
from press.media_lifecycle import Asked
from press.models import Delivery, DeliveryEvent, EmbargoLink, PressContact, PressQuestion, PressRelease, Release, ReleaseEvent, Task
from press.outbox import personal, returned, sending, transports
from press.outbox import services as outbox
from tests.press import mail_server
from tests.press.mail_server import MailServer

from .conftest import WORDS, Cast, Walk
from .test_embargo import Reporter
from .test_questions import ASKED

UNTIL = dt.datetime(2026, 11, 3, 9, 0, tzinfo=clock.VIETNAM)
EARLY, ADDRESS = Reporter(), Reporter().email

Browse = Callable[..., Client]


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with mail_server.running() as server:
        settings.MAIL_URL, settings.MAIL_PER_SECOND = f"smtp://127.0.0.1:{server.port}", 0
        yield server


@pytest.fixture
def shown(walk: Walk, cast: Cast) -> Release:
    """A release that the press may see until tomorrow at nine."""
    record = walk("approved")
    services.embargo(release_of(record), until=UNTIL, by=cast.minh, because="Họp báo ngày mai.")
    return release_of(record)


def release_of(record: PressRelease) -> Release:
    record.refresh_from_db()
    assert record.release is not None
    return record.release


def give(release: Release, cast: Cast, *, by_mail: bool = True) -> EmbargoLink:
    return embargo.give(release, EARLY, by=cast.lan, because="Họp báo.", by_mail=by_mail)[0]


def words(server: MailServer) -> list[str]:
    """What the reporter was written, in order."""
    return [mail_server.plain(letter).replace("\r\n", "\n") for letter in server.letters(ADDRESS)]


def later(minutes: float = 30) -> Any:
    return clock.at(clock.now() + dt.timedelta(minutes=minutes))


# --- early copies


def test_the_letter_carries_the_link_the_terms_and_the_minute_and_goes_once(shown: Release, cast: Cast, server: MailServer) -> None:
    link = give(shown, cast)
    for _ in range(3):
        sweeps.mail()
    (said,) = words(server)
    address = re.search(r"http://localhost:8000(/bao-chi/xem-truoc/\w+/)", said)
    assert address is not None
    assert Client().post(address[1], {"agree": "1"}).status_code == 200
    assert "KHÔNG công bố trước 09:00 ngày 03/11/2026" in said
    assert link.policy.terms in said
    assert WORDS.title not in said
    (letter,) = server.letters(ADDRESS)
    assert letter["List-Unsubscribe"] is None
    link.refresh_from_db()
    assert link.letter is not None
    assert link.letter.state == State.SENT


def test_neither_link_nor_address_stands_in_a_row_an_event_or_a_log(
    shown: Release, cast: Cast, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    give(shown, cast)
    sweeps.mail()
    (said,) = words(server)
    token = re.search(r"/xem-truoc/(\w+)/", said)
    assert token is not None
    rows = [each for model in (Delivery, DeliveryEvent, ReleaseEvent, EmbargoLink, Release) for each in model._default_manager.all()]
    kept = serializers.serialize("json", rows)
    assert token[1] not in kept
    assert ADDRESS not in serializers.serialize("json", Delivery.objects.all())
    ours = "".join(record.getMessage() for record in caplog.records if not record.name.startswith("mail."))
    assert token[1] not in ours
    assert ADDRESS not in ours


def test_the_database_alone_makes_no_link(shown: Release, cast: Cast, server: MailServer, settings: Any, tmp_path: Any) -> None:
    give(shown, cast)
    settings.KEYS = tmp_path
    sweeps.mail()
    (said,) = words(server)
    token = re.search(r"/xem-truoc/(\w+)/", said)
    assert token is not None
    assert embargo.by_token(token[1]) is None


def test_a_link_that_died_before_its_letter_left_is_neither_sent_nor_recalled(shown: Release, cast: Cast, server: MailServer) -> None:
    link = give(shown, cast)
    embargo.cancel(link, by=cast.lan, because="Nhầm người.")
    sweeps.mail()
    assert server.taken == []
    link.refresh_from_db()
    assert link.letter is not None
    assert (link.letter.state, link.recall) == (State.DROPPED, None)


def test_a_link_whose_time_is_over_when_its_letters_turn_comes_is_not_sent(shown: Release, cast: Cast, server: MailServer) -> None:
    give(shown, cast)
    with clock.at(UNTIL):
        sweeps.mail()
    assert server.taken == []
    assert Delivery.objects.get().state == State.DROPPED


def _hold(release: Release, cast: Cast) -> None:
    services.hold(release, by=cast.minh, because="Kiểm tra lại.")


def _lift(release: Release, cast: Cast) -> None:
    services.lift_embargo(release, by=cast.minh, because="Thôi.")


def _drop(release: Release, cast: Cast) -> None:
    services.drop(release, by=cast.lan, because="Không phát hành.")


def _cancel(release: Release, cast: Cast) -> None:
    embargo.cancel(EmbargoLink.objects.get(), by=cast.lan, because="Gửi nhầm.")


@pytest.mark.parametrize("happens", [_hold, _lift, _drop, _cancel])
def test_whoever_may_have_read_it_is_asked_not_to_publish_once(
    shown: Release, cast: Cast, server: MailServer, happens: Callable[[Release, Cast], None]
) -> None:
    give(shown, cast)
    sweeps.mail()
    happens(Release.objects.get(pk=shown.pk), cast)
    for _ in range(3):
        sweeps.mail()
        embargo.end(Release.objects.get(pk=shown.pk))
    first, second = server.letters(ADDRESS)
    assert "KHÔNG công bố, trích dẫn" in mail_server.plain(second)
    assert second["In-Reply-To"] == first["Message-ID"]


def test_a_link_whose_time_was_over_is_recalled_too(walk: Walk, cast: Cast, server: MailServer) -> None:
    release = release_of(walk("approved"))
    services.embargo(release, until=UNTIL + dt.timedelta(days=20), by=cast.minh, because="Chuẩn bị.")
    give(release, cast)
    sweeps.mail()
    with clock.at(dt.date(2026, 11, 12)):
        assert embargo.end_over() == 1
        services.lift_embargo(Release.objects.get(pk=release.pk), by=cast.minh, because="Thôi.")
        sweeps.mail()
    assert len(words(server)) == 2


def test_nobody_is_asked_to_be_silent_about_what_is_out(shown: Release, cast: Cast, server: MailServer) -> None:
    give(shown, cast)
    sweeps.mail()
    with clock.at(UNTIL):
        services.release(Release.objects.get(pk=shown.pk), by=cast.minh, because="Đến giờ.")
        sweeps.mail()
        services.withdraw(Release.objects.get(pk=shown.pk), by=cast.minh, because="Sai.", what="Số liệu chưa chính xác.")
        sweeps.mail()
    assert len(words(server)) == 1
    assert EmbargoLink.objects.get().recall is None


def test_a_minute_that_moved_is_told_and_the_links_follow_it(shown: Release, cast: Cast, server: MailServer) -> None:
    link = give(shown, cast)
    sweeps.mail()
    other = UNTIL + dt.timedelta(hours=5)
    for _ in range(2):
        services.embargo(Release.objects.get(pk=shown.pk), until=other, by=cast.minh, because="Lùi giờ họp báo.")
    sweeps.mail()
    _, said = words(server)
    assert "KHÔNG công bố trước 14:00 ngày 03/11/2026" in said
    link.refresh_from_db()
    assert link.expires_at == other


def test_who_has_no_letter_yet_learns_the_right_minute_from_the_first(shown: Release, cast: Cast, server: MailServer) -> None:
    give(shown, cast)
    services.embargo(Release.objects.get(pk=shown.pk), until=UNTIL - dt.timedelta(hours=1), by=cast.minh, because="Sớm hơn.")
    sweeps.mail()
    (said,) = words(server)
    assert "KHÔNG công bố trước 08:00 ngày 03/11/2026" in said


def test_where_no_letter_can_leave_telling_is_a_task(shown: Release, cast: Cast) -> None:
    with pytest.raises(Refused, match="no_mail"):
        give(shown, cast)
    give(shown, cast, by_mail=False)
    services.lift_embargo(Release.objects.get(pk=shown.pk), by=cast.minh, because="Thôi.")
    task = Task.objects.select_related("delivery").get()
    assert (task.medium, task.person, task.delivery.state) == (EARLY.medium, EARLY.person, State.TASK)
    assert task.delivery.target == f"recall:{EmbargoLink.objects.get().pk}"


def test_a_link_given_by_hand_is_recalled_by_letter(shown: Release, cast: Cast, server: MailServer) -> None:
    give(shown, cast, by_mail=False)
    services.lift_embargo(Release.objects.get(pk=shown.pk), by=cast.minh, because="Thôi.")
    sweeps.mail()
    (said,) = words(server)
    assert "KHÔNG công bố" in said


@pytest.mark.parametrize(
    ("answer", "state", "code"),
    [("550 5.1.1 no such user", State.FAILED, "smtp.5.1.1"), ("450 4.2.0 greylisted", State.WAITING, "smtp.4.2.0")],
)
def test_what_the_mail_server_refuses_is_told_apart(
    shown: Release, cast: Cast, server: MailServer, browse: Browse, answer: str, state: State, code: str
) -> None:
    server.at_rcpt[ADDRESS] = answer
    link = give(shown, cast)
    sweeps.mail()
    letter = Delivery.objects.get()
    assert (letter.state, letter.code) == (state, code)
    page = browse(cast.lan).get(f"/quan-tri/bao-chi-xem-truoc/{link.pk}/").content.decode()
    assert letter.error in page


def test_a_letter_that_comes_back_fails_after_all(shown: Release, cast: Cast, server: MailServer) -> None:
    link = give(shown, cast)
    sweeps.mail()
    letter = Delivery.objects.get()
    back = (
        "From: MAILER-DAEMON@bao.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; bao.example\r\n\r\n"
        f"Final-Recipient: rfc822; {ADDRESS}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {letter.provider_id}\r\n\r\n--b--\r\n"
    )
    assert returned.take(back.encode())
    link.refresh_from_db()
    assert link.letter is not None
    assert (link.letter.state, link.letter.code) == (State.FAILED, "smtp.5.1.1")


def test_a_worker_that_dies_while_the_letter_leaves_makes_it_uncertain_and_it_is_recalled(
    shown: Release, cast: Cast, server: MailServer
) -> None:
    link = give(shown, cast)
    Delivery.objects.update(state=State.SENDING, claim="x", claimed_until=clock.now())
    sweeps.mail()
    link.refresh_from_db()
    assert link.letter is not None
    assert link.letter.state == State.UNCERTAIN
    sweeps.mail()
    assert server.taken == []
    embargo.cancel(link, by=cast.lan, because="Không rõ đã đến.")
    sweeps.mail()
    assert ["KHÔNG công bố, trích dẫn" in said for said in words(server)] == [True]


def test_a_letter_that_was_uncertain_is_recalled_even_while_it_is_tried_again(
    shown: Release, cast: Cast, server: MailServer, hire: Any
) -> None:
    link = give(shown, cast)
    Delivery.objects.update(state=State.UNCERTAIN, code="cut", error="x")
    outbox.retry(Delivery.objects.get(), by=hire("tuan", outbox.FOLLOW), because="Gửi lại.")
    embargo.cancel(link, by=cast.lan, because="Không rõ đã đến.")
    sweeps.mail()
    assert ["KHÔNG công bố, trích dẫn" in said for said in words(server)] == [True]


def test_a_letter_stopped_while_a_worker_holds_it_does_not_leave(shown: Release, cast: Cast, server: MailServer) -> None:
    link = give(shown, cast)
    email = transports.get("email")
    batch = sending.claim(email)
    run = sending.Run(email, batch)
    embargo.cancel(link, by=cast.lan, because="Nhầm.")
    assert run.carry_out() == 0
    assert server.taken == []


def test_the_office_gives_a_link_by_letter_and_never_shows_it(shown: Release, cast: Cast, server: MailServer, browse: Browse) -> None:
    contact = PressContact.objects.create(medium=EARLY.medium, person=EARLY.person, email=ADDRESS, is_accredited=True)
    lan = browse(cast.lan)
    asked = {"contact": contact.pk, "way": "mail", "because": "Họp báo."}
    page = lan.post(f"/quan-tri/bao-chi-xem-truoc/cap/{shown.pk}/", asked, follow=True).content.decode()
    assert "/xem-truoc/" not in page
    assert "chờ gửi" in page
    sweeps.mail()
    link = EmbargoLink.objects.get()
    assert "đã đến" in lan.get(f"/quan-tri/bao-chi-xem-truoc/{link.pk}/").content.decode()
    assert "thư: đã đến" in lan.get("/quan-tri/bao-chi-xem-truoc/").content.decode()


# --- answers


@pytest.fixture
def approved(cast: Cast) -> PressQuestion:
    question = questions.answer(questions.ask(**ASKED), by=cast.lan, because="Theo số liệu.", answer="Mười hai đơn vị.")
    return questions.approve(question, by=cast.phuc, because="Đúng.")


def test_an_answer_goes_to_its_asker_once_and_the_question_ends_when_it_arrived(
    cast: Cast, approved: PressQuestion, server: MailServer
) -> None:
    posted = questions.post(approved, by=cast.lan, because="Gửi.")
    assert (posted.state, posted.sent_at) == (Asked.POSTED, None)
    for _ in range(3):
        sweeps.mail()
    (said,) = words(server)
    assert "Mười hai đơn vị." in said
    assert ASKED["text"] in said
    assert "Lâm Hồng Phúc, theo Quyết định số 12/QĐ-UBND" in said
    posted.refresh_from_db()
    assert posted.letter is not None
    assert (posted.state, posted.sent_at, posted.ended_at) == (Asked.SENT, posted.letter.sent_at, posted.letter.sent_at)
    assert [event.move for event in posted.events.all()][-2:] == ["post", "arrive"]


def test_a_question_whose_letter_failed_still_waits_and_is_answered_by_hand(
    cast: Cast, approved: PressQuestion, server: MailServer, browse: Browse
) -> None:
    server.at_rcpt[ADDRESS] = "550 5.1.1 no such user"
    questions.post(approved, by=cast.lan, because="Gửi.")
    sweeps.mail()
    approved.refresh_from_db()
    assert approved in questions.waiting()
    lan = browse(cast.lan)
    page = lan.get(f"/quan-tri/cau-hoi-bao-chi/{approved.pk}/").content.decode()
    assert "Địa chỉ không tồn tại." in page
    assert "không gửi được" in lan.get("/quan-tri/cau-hoi-bao-chi/").content.decode()
    assert "Thư trả lời báo chí chưa đến nơi" in lan.get("/quan-tri/").content.decode()
    lan.post(f"/quan-tri/cau-hoi-bao-chi/{approved.pk}/", {"act": "send", "because": "Gửi giấy.", "how": "công văn 12/SNV"})
    approved.refresh_from_db()
    assert approved.letter is not None
    assert (approved.state, approved.sent_how, approved.letter.state) == (Asked.SENT, "công văn 12/SNV", State.GIVEN_UP)


def test_an_uncertain_answer_ends_when_an_officer_settles_it(cast: Cast, approved: PressQuestion, server: MailServer, hire: Any) -> None:
    posted = questions.post(approved, by=cast.lan, because="Gửi.")
    assert posted.letter is not None
    Delivery.objects.update(state=State.UNCERTAIN, code="cut", error="x")
    sweeps.mail()
    assert server.taken == []
    posted.refresh_from_db()
    assert posted.state == Asked.POSTED
    outbox.settle(Delivery.objects.get(), by=hire("tuan", outbox.FOLLOW), because="Phóng viên xác nhận đã nhận.")
    assert questions.note_arrived() == 1
    posted.refresh_from_db()
    assert posted.state == Asked.SENT


def test_the_spokesperson_takes_back_an_answer_that_has_not_left(cast: Cast, approved: PressQuestion, server: MailServer) -> None:
    posted = questions.post(approved, by=cast.lan, because="Gửi.")
    back = questions.give_back(posted, by=cast.phuc, because="Thiếu nguồn.")
    sweeps.mail()
    assert (back.state, back.letter, server.taken) == (Asked.RECEIVED, None, [])
    again = questions.answer(back, by=cast.lan, because="Bổ sung.", answer="Mười hai đơn vị, số liệu đến 31/10/2026.")
    questions.post(questions.approve(again, by=cast.phuc, because="Đúng."), by=cast.lan, because="Gửi.")
    sweeps.mail()
    (said,) = words(server)
    assert "số liệu đến 31/10/2026" in said


@pytest.mark.parametrize("state", [State.SENDING, State.SENT, State.UNCERTAIN])
def test_an_answer_that_left_is_not_taken_back(cast: Cast, approved: PressQuestion, server: MailServer, state: State) -> None:
    posted = questions.post(approved, by=cast.lan, because="Gửi.")
    Delivery.objects.update(state=state, sent_at=clock.now())
    with pytest.raises(Refused, match="on_its_way"):
        questions.give_back(posted, by=cast.phuc, because="Thiếu nguồn.")


def test_without_an_address_or_a_server_it_is_answered_by_hand(cast: Cast, approved: PressQuestion, browse: Browse) -> None:
    with pytest.raises(Refused, match="no_mail"):
        questions.post(approved, by=cast.lan, because="Gửi.")
    assert 'value="post"' not in browse(cast.lan).get(f"/quan-tri/cau-hoi-bao-chi/{approved.pk}/").content.decode()
    PressQuestion.objects.update(email="")
    approved.refresh_from_db()
    with pytest.raises(Refused, match="no_address"):
        questions.post(approved, by=cast.lan, because="Gửi.")
    assert not personal.can_write()
    assert questions.send(approved, by=cast.lan, because="Gửi giấy.", how="công văn").state == Asked.SENT


def test_the_database_lets_none_be_posted_without_a_letter(cast: Cast, approved: PressQuestion) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PressQuestion.objects.filter(pk=approved.pk).update(state=Asked.POSTED)
