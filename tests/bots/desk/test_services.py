"""People wait, officers answer, the bot is silent meanwhile, and nothing readable stays behind."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from bots import services as bot
from bots.desk import reading, services, texts
from bots.desk.lifecycle import State
from bots.dialogue import words
from bots.models import Conversation, Outbound, Talk, TalkEvent, TalkLine, TalkPolicy
from complaints import codes
from core import clock
from core.errors import IllegalMove, NotAllowed, Refused, Stale
from tests.conftest import TODAY

from .conftest import NINE, heard, say

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]

CANARY = "chim hoàng yến nâu đốm"


def later(**span: int) -> Any:
    return clock.at(NINE + dt.timedelta(**span))


def asked(peer: str = "lan", **more: Any) -> Talk:
    say(action="officer", peer=peer, **more)
    return Talk.objects.latest("pk")


def test_a_person_is_told_how_many_wait_and_until_when() -> None:
    first, kept, read = say(action="officer")
    assert first.text == "Trước anh/chị không có ai đang chờ. Cán bộ sẽ nhận chậm nhất lúc 09:30 hôm nay."
    assert read.text == words.TALK_READ
    assert "7 ngày" in kept.text
    assert [choice.action for choice in read.choices] == ["meanwhile", "end-talk"]
    with later(minutes=2):
        second, *_ = say(action="officer", peer="hoa")
        assert second.text.startswith("Trước anh/chị có 1 người đang chờ. Cán bộ sẽ nhận chậm nhất lúc 09:32")
    assert [talk.conversation.peer for talk in services.queue()] == [talk.conversation.peer for talk in Talk.objects.order_by("pk")]  # type: ignore[union-attr]


def test_asking_twice_keeps_the_place() -> None:
    asked()
    (again,) = say(action="officer")
    assert again.text == words.TALK_GOES_ON
    assert Talk.objects.count() == 1


def test_on_a_messenger_it_is_said_whose_servers_the_messages_pass() -> None:
    said = [line.text for line in say(action="officer", channel="telegram")]
    assert words.TALK_THROUGH in said


def test_a_holiday_before_the_next_opening_is_named() -> None:
    with clock.at(dt.datetime(2026, 11, 23, 20, tzinfo=clock.VIETNAM)):  # 24/11 is a public holiday
        _, opens = say(action="officer")
    assert opens.text == "Cán bộ trực lại lúc 07:30 thứ Tư, ngày 25/11/2026 (nghỉ lễ: 24/11)."


def test_outside_hours_the_next_opening_is_told_and_a_question_can_be_left() -> None:
    with later(hours=9):
        closed, opens = say(action="officer")
        assert closed.text == words.OFFICER_CLOSED
        assert opens.text == "Cán bộ trực lại lúc 07:30 thứ Ba, ngày 03/11/2026."
        assert not Talk.objects.exists()
        first, *_ = say(action="officer-later")
        assert "08:00 thứ Ba, ngày 03/11/2026" in first.text
        assert say("Tôi nghỉ việc thì nhận trợ cấp ở đâu")[0].text == words.TALK_WAITS
        say(action="meanwhile")
        assert say("nghỉ thai sản được mấy tháng")[0].heading, "the bot goes on answering while nobody has come"
    assert [line.author for line in TalkLine.objects.all()] == ["person"]


def test_the_entry_asks_before_it_calls_an_officer() -> None:
    (offer,) = say("tôi muốn nói chuyện với người thật")
    assert offer.text == words.OFFICER_OPEN
    assert offer.citations
    assert not Talk.objects.exists()


def test_the_bot_is_silent_while_an_officer_talks_and_speaks_again_after(thao: Any) -> None:
    talk = asked()
    services.take(talk, by=thao)
    assert heard() == [texts.TAKEN]
    assert say("nghỉ thai sản được mấy tháng") == ()
    assert say("nghỉ sinh mấy tháng") == ()
    services.write(talk, "Sáu tháng, anh/chị nhé.", by=thao, token="1")
    assert [line.text for line in reading.read(talk)][-1] == "Sáu tháng, anh/chị nhé."
    (line,) = bot.fetch("web", "lan")
    assert (line.speaker, line.text) == ("Thảo", "Sáu tháng, anh/chị nhé.")
    services.hand_back(talk, "Chúc anh/chị khỏe.", by=thao, token="2")
    assert heard()[-2:] == ["Chúc anh/chị khỏe.", texts.HANDED_BACK]
    assert say("nghỉ thai sản được mấy tháng")[0].heading
    assert talk.state == State.HANDED_BACK


def test_complaint_words_show_the_door_once_and_nothing_else(thao: Any) -> None:
    services.take(asked(), by=thao)
    (door,) = say("công ty trừ lương mà không đóng bảo hiểm cho chúng tôi")
    assert [choice.action for choice in door.choices] == ["complain"]
    assert say("công ty không đóng bảo hiểm từ tháng 5") == ()


def test_a_complaint_can_be_written_in_the_middle_of_a_talk(thao: Any, desk: Any) -> None:
    talk = asked()
    services.take(talk, by=thao)
    say(action="complain")
    say(f"Công ty {CANARY} không đóng")
    (filed,) = say(action="send")
    assert filed.code
    assert say("Tôi gửi rồi") == ()
    assert [reading.open_text(line) for line in talk.lines.all()] == ["Tôi gửi rồi"]


def test_a_receipt_code_is_looked_up_and_never_kept(thao: Any) -> None:
    talk = asked()
    services.take(talk, by=thao)
    code = codes.new()
    (unknown,) = say(code)
    assert unknown.text == words.NO_SUCH_CODE
    say(f"Mã của em là {code} ạ")
    (line,) = talk.lines.all()
    assert reading.open_text(line) == "Mã của em là [mã đã ẩn] ạ"
    assert services.reveal(line, by=thao, because="Người hỏi nhờ kiểm tra") == "Mã của em là [mã đã ẩn] ạ"


def test_the_question_before_goes_along_only_by_choice_and_masked(thao: Any) -> None:
    say("👍👍 079123456789")
    *_, read = say(action="officer")
    assert "send-along" in [choice.action for choice in read.choices]
    talk = Talk.objects.get()
    assert not talk.lines.exists()
    say(action="send-along")
    (line,) = talk.lines.all()
    assert "[số đã ẩn]" in reading.open_text(line)
    assert "079123456789" not in reading.open_text(line)


def test_of_an_answered_question_the_published_one_goes_along() -> None:
    say("nghỉ sinh mấy tháng")
    say(action="officer")
    say(action="send-along")
    assert "Nghỉ thai sản được mấy tháng?" in reading.open_text(TalkLine.objects.get())


def test_commands_end_a_talk(thao: Any) -> None:
    talk = asked()
    services.take(talk, by=thao)
    (left,) = say("/thoat")
    assert left.text == words.TALK_LEFT
    talk.refresh_from_db()
    assert talk.state == State.LEFT
    with pytest.raises(Refused):
        services.write(talk, "Anh/chị còn đó không?", by=thao, token="1")


def test_two_forms_of_one_line_write_it_once(thao: Any) -> None:
    talk = services.take(asked(), by=thao)
    first = services.write(talk, "Chào anh/chị.", by=thao, token="1")
    assert services.write(talk, "Chào anh/chị.", by=thao, token="1") == first
    assert Outbound.objects.filter(inbound=None).count() == 2


def test_whoever_comes_second_is_told_so(thao: Any, hoa: Any) -> None:
    talk = asked()
    seen = Talk.objects.get(pk=talk.pk)
    services.take(talk, by=thao)
    with pytest.raises(Stale):
        services.take(seen, by=hoa)
    with pytest.raises(IllegalMove):
        services.take(talk, by=hoa)
    with pytest.raises(Refused):
        services.write(talk, "Chào.", by=hoa, token="1")


def test_every_move_asks_for_the_permission(thao: Any, hire: Any) -> None:
    nobody, talk = hire("quang"), asked()
    for work in (
        lambda: services.take(talk, by=nobody),
        lambda: services.write(talk, "a", by=nobody, token="1"),
        lambda: services.send_answer(talk, words_of("a"), by=nobody, token="1"),
        lambda: services.open_door(talk, by=nobody, token="1"),
        lambda: services.pass_to(talk, thao, by=nobody, because="Đổi ca trực"),
        lambda: services.put_back(talk, by=nobody, because="Đổi ca trực"),
        lambda: services.hand_back(talk, by=nobody, token="1"),
        lambda: services.close(talk, by=nobody, because="Đổi ca trực"),
        lambda: services.set_policy(by=thao, because="Đổi ca trực", hours=[""] * 7),
    ):
        with pytest.raises(NotAllowed):
            work()
    with pytest.raises(Refused, match="not-there"):
        services.pass_to(services.take(talk, by=thao), nobody, by=thao, because="Đổi ca trực")


def words_of(text: str) -> Any:
    from bots.dialogue import Say

    return Say(text)


def test_a_talk_goes_to_another_officer_and_back_into_the_queue(thao: Any, hoa: Any) -> None:
    talk = services.take(asked(), by=thao)
    with pytest.raises(Refused, match="no-reason"):
        services.pass_to(talk, hoa, by=thao, because=" ")
    services.pass_to(talk, hoa, by=thao, because="Chị Hòa phụ trách thai sản")
    assert talk.officer == hoa
    services.put_back(talk, by=hoa, because="Hết ca trực")
    assert (talk.state, talk.officer, talk.is_urgent) == (State.WAITING, None, True)
    assert heard() == [texts.TAKEN, texts.PASSED, texts.RETURNED]
    assert services.ahead(talk) == 0
    assert [event.move for event in talk.events.all()] == ["ask", "take", "hand_over", "put_back"]


def test_a_missed_promise_is_told_once_and_rises_to_the_top() -> None:
    early, late = asked("lan"), None
    with later(minutes=20):
        late = asked("hoa")
    Talk.objects.filter(pk=late.pk).update(promised_at=NINE)
    with later(minutes=25):
        services.watch()
        services.watch()
        assert heard("hoa") == [texts.LATE]
        assert heard("lan") == []
        assert list(services.queue()) == [late, early]


def test_an_officer_who_falls_silent_gives_the_talk_back(thao: Any) -> None:
    talk = services.take(asked(), by=thao)
    heard()
    with later(minutes=14):
        assert services.watch() == 0
    with later(minutes=16):
        assert services.watch() == 1
        assert heard() == [texts.RETURNED]
    talk.refresh_from_db()
    assert talk.state == State.WAITING


def test_minutes_when_the_desk_is_closed_are_not_the_officers(thao: Any) -> None:
    with later(hours=2, minutes=25):
        talk = services.take(asked(), by=thao)
    with later(hours=4, minutes=30):
        assert services.watch() == 0
    with later(hours=4, minutes=41):
        services.watch()
    talk.refresh_from_db()
    assert talk.state == State.WAITING


def test_a_person_who_falls_silent_is_let_go(thao: Any) -> None:
    talk = services.take(asked(), by=thao)
    services.write(talk, "Anh/chị cho biết thêm?", by=thao, token="1")
    heard()
    with later(hours=3):
        services.watch()
        assert heard() == []
    with later(hours=5):
        services.watch()
        assert heard() == [texts.EXPIRED]
    talk.refresh_from_db()
    assert talk.state == State.EXPIRED


def test_a_talk_that_nobody_takes_lapses_after_the_days_set() -> None:
    talk = asked()
    with clock.at(dt.datetime(2026, 11, 3, 16, 59, tzinfo=clock.VIETNAM)):
        services.watch()
        talk.refresh_from_db()
        assert talk.state == State.WAITING
    with clock.at(dt.datetime(2026, 11, 3, 17, 1, tzinfo=clock.VIETNAM)):
        services.watch()
        talk.refresh_from_db()
        assert talk.state == State.LAPSED
        assert heard()[-1] == texts.LAPSED


def test_lines_are_erased_after_their_days_and_at_once_on_demand(thao: Any) -> None:
    talk = services.take(asked(), by=thao)
    say("Tôi hỏi về thai sản")
    services.close(talk, by=thao, because="Hai cuộc trùng nhau")
    with later(days=6, hours=23):
        services.watch()
        assert talk.lines.filter(sealed__isnull=False).exists()
    with later(days=7, hours=1):
        assert services.watch()
        assert not talk.lines.filter(sealed__isnull=False).exists()
        assert not Outbound.objects.filter(inbound=None, sealed__isnull=False).exists()
    other = services.take(asked("hoa"), by=thao)
    say("Tôi hỏi về hưu trí", peer="hoa")
    services.write(other, "Chào anh/chị.", by=thao, token="1")
    say("/xoa", peer="hoa")
    say(action="erase-yes", peer="hoa")
    other.refresh_from_db()
    assert (other.state, other.erased_at is not None) == (State.LEFT, True)
    assert not other.lines.filter(sealed__isnull=False).exists()
    assert bot.fetch("web", "hoa") == ()


def test_leaving_in_a_hurry_ends_the_talk_and_erases_it(thao: Any) -> None:
    talk = services.take(asked(), by=thao)
    say("Tôi hỏi về thai sản")
    bot.leave("web", "lan")
    talk.refresh_from_db()
    assert (talk.state, talk.conversation, talk.erased_at is not None) == (State.LEFT, None, True)
    assert not talk.lines.filter(sealed__isnull=False).exists()


def test_what_is_said_stands_nowhere_in_the_clear(thao: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    talk = services.take(asked(), by=thao)
    say(f"Tôi là {CANARY}")
    services.write(talk, f"Chào {CANARY}", by=thao, token="1")
    services.hand_back(talk, by=thao, token="2")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                assert CANARY not in " ".join(
                    bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value) for value in row
                )
    assert CANARY not in caplog.text
    for path in settings.VAR.rglob("*"):
        if path.is_file() and "sqlite" not in path.name:
            assert CANARY.encode() not in path.read_bytes()


def test_numbers_are_hidden_until_somebody_says_why(thao: Any, hoa: Any) -> None:
    talk = services.take(asked(), by=thao)
    say("Số của em 0912 345 678, căn cước 079123456789")
    (line,) = reading.read(talk)
    assert (line.text, line.hides) == ("Số của em [số đã ẩn], căn cước [số đã ẩn]", True)
    row = talk.lines.get()
    with pytest.raises(Refused, match="no-reason"):
        services.reveal(row, by=thao, because="")
    with pytest.raises(Refused, match="not-yours"):
        services.reveal(row, by=hoa, because="Muốn xem thử")
    assert "0912 345 678" in services.reveal(row, by=thao, because="Người hỏi nhờ đối chiếu số")
    event = TalkEvent.objects.get(move="reveal")
    assert (event.by, event.because) == (thao, "Người hỏi nhờ đối chiếu số")


def test_an_officers_line_is_checked(thao: Any) -> None:
    talk = services.take(asked(), by=thao)
    with pytest.raises(Refused, match="contact"):
        services.write(talk, "Gọi tôi 0912 345 678", by=thao, token="1", is_sure=True)
    with pytest.raises(Refused, match="evasion"):
        services.write(talk, "Công ty này trốn đóng", by=thao, token="1")
    services.write(talk, "Trốn đóng là gì thì luật nói ở Điều 39.", by=thao, token="1", is_sure=True)
    assert talk.lines.count() == 1


def test_the_door_is_sent_as_a_link_that_is_not_kept(thao: Any) -> None:
    talk = services.take(asked(), by=thao)
    services.open_door(talk, by=thao, token="1")
    services.open_door(talk, by=thao, token="1")
    links = [line.url for line in bot.fetch("web", "lan") if line.url]
    assert len(links) == 1
    assert "/phan-anh/nhap/" in links[0]
    assert links[0] not in reading.open_text(talk.lines.get())


def test_hours_are_set_with_a_reason_and_only_within_bounds(hire: Any) -> None:
    chief = hire("minh", "bots.set_talk_hours")
    with pytest.raises(Refused, match="no-reason"):
        services.set_policy(by=chief, because="", hours=["08:00-09:00"] * 7)
    services.set_policy(by=chief, because="Thử giờ trực mới", hours=["08:00-09:00"] * 5 + ["", ""], promised_minutes=10)
    assert not services.opening()[0]
    assert TalkPolicy.current().promised_minutes == 10
    with pytest.raises(IntegrityError), transaction.atomic():
        services.set_policy(by=chief, because="Thử giờ trực mới", hours=[""] * 7, kept_days=365)


def test_the_tables_refuse_what_the_lifecycle_does_not_know(thao: Any) -> None:
    talk = asked()
    for changes in ({"state": "talking"}, {"officer": thao}, {"state": "left"}, {"ended_at": NINE}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Talk.objects.filter(pk=talk.pk).update(**changes)
    with pytest.raises(IntegrityError), transaction.atomic():
        Talk.objects.create(
            conversation=Conversation.objects.get(), channel="web", asked_at=NINE, promised_at=NINE, lapses_at=NINE, turn_at=NINE
        )


def test_a_forgotten_conversation_leaves_the_figures_alone(thao: Any) -> None:
    talk = services.take(asked(), by=thao)
    services.hand_back(talk, by=thao, token="1")
    Conversation.objects.all().delete()
    talk.refresh_from_db()
    assert talk.conversation is None
    services.watch()


def test_figures_hide_what_is_below_five(thao: Any) -> None:
    for number in range(6):
        services.take(asked(f"nguoi-{number}"), by=thao)
    (day,) = reading.figures(TODAY, TODAY)
    assert (day.asked, day.lapsed) == (6, None)
    assert day.median_wait == 0
    asked("lan")
    with later(days=1):
        asked("hoa")
    assert reading.figures(TODAY + dt.timedelta(days=1), TODAY + dt.timedelta(days=1))[0].asked is None
