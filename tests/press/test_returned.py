"""Letters that come back: what a report says, that only our own letters are believed, and who gets no more."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from press import sweeps
from press.delivering import State
from press.models import Delivery, PressContact, Subscriber
from press.outbox import reports, returned

from . import killing, mail_server
from .conftest import Make
from .mail_server import MailServer

LETTER = b"Message-ID: <12-reader.5.0123456789abcdef01234567@tin.example>\r\nSubject: Tin\r\nTo: lan@doc.example\r\n\r\nNoi dung\r\n"


def report(letter: bytes = LETTER, *, action: str = "failed", status: str = "5.1.1", said: str = "", kind: str = "message/rfc822") -> bytes:
    """Return the report that Postfix writes of ``letter``."""
    return b"\r\n".join(
        [
            b"From: MAILER-DAEMON@mx.example (Mail Delivery System)",
            b"To: khong-tra-loi@tin.example",
            b"Auto-Submitted: auto-replied",
            b"MIME-Version: 1.0",
            b'Content-Type: multipart/report; report-type=delivery-status; boundary="A1B2/mx.example"',
            b"",
            b"--A1B2/mx.example",
            b"Content-Type: text/plain; charset=us-ascii",
            b"",
            b"I'm sorry to have to inform you that your message could not be delivered. 5.7.1",
            b"--A1B2/mx.example",
            b"Content-Type: message/delivery-status",
            b"",
            b"Reporting-MTA: dns; mx.example",
            b"Arrival-Date: Mon,  2 Nov 2026 09:00:00 +0700 (+07)",
            b"",
            b"Final-Recipient: rfc822; lan@doc.example",
            f"Action: {action}".encode(),
            f"Status: {status}".encode(),
            f"Diagnostic-Code: smtp; {said}".encode(),
            b"",
            b"--A1B2/mx.example",
            f"Content-Type: {kind}".encode(),
            b"",
            letter.partition(b"\r\n\r\n")[0] + b"\r\n" if kind.endswith("headers") else letter,
            b"--A1B2/mx.example--",
            b"",
        ]
    )


IDENTIFIER = "<12-reader.5.0123456789abcdef01234567@tin.example>"


@pytest.mark.parametrize(
    ("mail", "status"),
    [
        pytest.param(report(), "5.1.1", id="with the letter"),
        pytest.param(report(kind="text/rfc822-headers"), "5.1.1", id="with its headers alone"),
        pytest.param(report(status="5.0.0", said="550 5.2.2 mailbox full"), "5.2.2", id="the code that says more"),
        pytest.param(report(status="5.4.1", said="550 5.2.2 no"), "5.4.1", id="the report's own code, where it says enough"),
        pytest.param(report(status="?"), "5.0.0", id="no code at all"),
        pytest.param(report(status="4.4.7"), "4.4.7", id="given up after some days"),
        pytest.param(report(action="Failed "), "5.1.1", id="written otherwise"),
    ],
)
def test_a_report_of_failure_is_understood(mail: bytes, status: str) -> None:
    assert reports.read(mail) == reports.Report(IDENTIFIER, status)


@pytest.mark.parametrize(
    "mail",
    [
        pytest.param(report(action="delayed", status="4.4.1"), id="a delay"),
        pytest.param(report(action="delivered", status="2.0.0"), id="arrived"),
        pytest.param(LETTER, id="the letter itself"),
        pytest.param(b"Subject: Vang mat\r\n\r\nToi di cong tac 5.1.1", id="an answer that nobody wrote"),
        pytest.param(report(b"Subject: none\r\n\r\n"), id="no identifier"),
        pytest.param(report() + b"x" * reports.LARGEST, id="too large"),
        pytest.param(b"", id="nothing"),
        pytest.param(
            b"Content-Type: multipart/report; boundary=a\r\n\r\n" + b"--a\r\nContent-Type: message/rfc822\r\n\r\n" * 5000, id="a heap"
        ),
        pytest.param(
            b"".join(b"Content-Type: multipart/report; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(2000)), id="parts without end"
        ),
        pytest.param(report(kind="text/rfc822-headers; charset=no-such").replace(b"Action", b"\xff\xfe"), id="broken letters"),
    ],
)
def test_whatever_else_comes_is_passed_over(mail: bytes) -> None:
    assert reports.read(mail) is None


@given(st.data())
def test_no_damage_to_a_report_breaks_the_reading(data: st.DataObject) -> None:
    whole = report()
    start, length = data.draw(st.integers(0, len(whole))), data.draw(st.integers(0, 60))
    found = reports.read(whole[:start] + data.draw(st.binary(max_size=40)) + whole[start + length :])
    assert found is None or found.status[0] in "245"


@pytest.fixture
def told(settings: Any, make: Make) -> Callable[[], Any]:
    """Return a function that publishes to one reader and gives back the letter as the mail server got it, and its delivery."""
    killing.subscribe(1)

    def told(name: str = "Công ty Mẫu Sao Mai") -> Any:
        with mail_server.running(MailServer()) as server:
            settings.MAIL_URL, settings.MAIL_PER_SECOND = f"smtp://127.0.0.1:{server.port}", 0
            make("live", name=name)
            sweeps.spread()
            sweeps.mail()
        return SimpleNamespace(letter=server.taken[-1][1], delivery=Delivery.objects.get(channel="email", dispatch__release__pk=_newest()))

    return told


def _newest() -> int:
    return int(Delivery.objects.latest("pk").dispatch.release_id)  # type: ignore[union-attr]


def test_a_letter_that_came_back_fails_and_a_dead_address_gets_no_more(told: Any, settings: Any, tmp_path: Path) -> None:
    one = told()
    settings.RETURNED_MAIL = tmp_path
    for folder in ("new", "cur", "tmp"):
        (tmp_path / folder).mkdir()
    (tmp_path / "new" / "1.report").write_bytes(report(one.letter))
    (tmp_path / "new" / "2.question").write_bytes(b"Subject: Xin hoi\r\n\r\nAi tra loi?")
    assert sweeps.take_returned() == 1
    one.delivery.refresh_from_db()
    assert (one.delivery.state, one.delivery.code) == (State.FAILED, "smtp.5.1.1")
    assert one.delivery.error == "Thư bị trả lại. Địa chỉ không tồn tại. (5.1.1)"
    assert [event.move for event in one.delivery.events.all()] == ["return"]
    assert Subscriber.objects.get().state == Subscriber.State.BOUNCED
    assert [path.name for path in tmp_path.glob("*/*")] == ["2.question:2,S"], "what nobody of us wrote is left for people"
    assert sweeps.take_returned() == 0


def test_the_same_report_twice_changes_nothing(told: Any) -> None:
    one = told()
    assert returned.take(report(one.letter, status="5.2.2"))
    assert returned.take(report(one.letter, status="5.1.1"))
    one.delivery.refresh_from_db()
    assert one.delivery.code == "smtp.5.2.2"
    assert one.delivery.events.count() == 1


def test_three_letters_in_a_row_that_came_back_are_enough(told: Any) -> None:
    for number, state in enumerate((Subscriber.State.CONFIRMED, Subscriber.State.CONFIRMED, Subscriber.State.BOUNCED)):
        assert returned.take(report(told(f"Công ty số {number}").letter, status="5.2.2"))
        assert Subscriber.objects.get().state == state


def test_one_that_arrived_between_starts_the_count_again(told: Any) -> None:
    for number, comes_back in enumerate((True, True, False, True, True)):
        one = told(f"Công ty số {number}")
        assert not comes_back or returned.take(report(one.letter, status="5.2.2"))
    assert Subscriber.objects.get().state == Subscriber.State.CONFIRMED


def test_a_report_of_a_letter_that_we_never_wrote_is_not_believed(told: Any) -> None:
    one = told()
    identifier = one.delivery.provider_id
    forged = identifier.replace(identifier.split(".")[2][:24], "0" * 24)
    assert forged != identifier
    for false in (forged, "<1-reader.1@x>", f"<x{identifier[1:]}", IDENTIFIER):
        assert not returned.take(report(f"Message-ID: {false}\r\n\r\n".encode()))
    one.delivery.refresh_from_db()
    assert one.delivery.state == State.SENT


def test_a_press_contact_is_the_officers_to_change(db: None, told: Any) -> None:
    Subscriber.objects.all().delete()
    contact = PressContact.objects.create(medium="Báo Minh Họa", person="Hà", email="ha@bao.example")
    assert returned.take(report(told().letter))
    contact.refresh_from_db()
    assert contact.is_active
    assert Delivery.objects.get(channel="email").state == State.FAILED


def test_the_command_reads_files_folders_and_a_pipe(told: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = told()
    (tmp_path / "mail").write_bytes(report(one.letter))
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(report(one.letter))))
    said = io.StringIO()
    call_command("read_bounces", str(tmp_path / "mail"), "-", stdout=said)
    assert said.getvalue() == "Thư bị trả lại: 2.\n"
    with pytest.raises(CommandError, match="Không đọc được thư"):
        call_command("read_bounces", str(tmp_path / "none"))
