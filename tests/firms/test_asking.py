"""Agencies are asked to confirm, and what they answer takes effect."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.errors import IllegalMove, NotAllowed, Refused, Stale
from core.models import Agency
from firms import answers, asking, holds, services, standing, sweeps
from firms.asking import ANSWERS, Answer, Move, Reply, State
from firms.models import AnswerFile, Confirmation, Finding, Firm
from tests.firms.conftest import MakeFirm, arrears
from tests.firms.workbooks import Book

Ask = Callable[..., Confirmation]
LETTER: dict[str, Any] = {"letter_no": "1234/BHXH-QLT", "letter_on": dt.date(2026, 11, 2)}
PAID = Reply(Answer.PAID, paid_on=dt.date(2026, 11, 1))


@pytest.fixture
def bhxh(db: None) -> Agency:
    return Agency.objects.get(code="bhxh")


@pytest.fixture
def quang(hire: Any) -> Any:
    return hire("quang", "firms.ask_confirmation", "firms.confirm_payment", "firms.apply_batch", "firms.view_register")


@pytest.fixture
def bao(hire: Any, bhxh: Agency) -> Any:
    return hire("bao", "firms.answer_confirmation", "firms.view_register", agency=bhxh)


@pytest.fixture
def firm(make_firm: MakeFirm) -> Firm:
    return make_firm()


@pytest.fixture
def ask(firm: Firm, quang: Any) -> Ask:
    def ask(reference: str = "UNC 17", **more: Any) -> Confirmation:
        given = {"kind": "paid", "says": "Đã nộp đủ ngày 01/11/2026.", "by": quang, "because": "Cần đối chiếu.", **more}
        return services.ask_confirmation(given.pop("firm", firm), reference=reference, **given)

    return ask


def test_the_diagram_is_the_table() -> None:
    drawn = (Path(__file__).parents[2] / "docs/agencies.md").read_text(encoding="utf-8")
    assert f"```mermaid\n{asking.diagram()}\n```" in drawn


def test_every_state_is_reached_and_left_or_final() -> None:
    reached = {State.ASKED, *asking.MOVES.values()}
    assert reached == set(State)
    assert {state for state in State if not any(was == state for was, _ in asking.MOVES)} == {State.ANSWERED, State.WITHDRAWN}
    with pytest.raises(IllegalMove):
        asking.after(State.ANSWERED, Move.ANSWER)


DAY = dt.date(2026, 11, 2)
LATER = dt.date(2026, 12, 31)


@pytest.mark.parametrize(
    ("reply", "wrong"),
    [
        pytest.param(PAID, [], id="paid with its day"),
        pytest.param(Reply(Answer.PAID), ["paid_on"], id="paid without a day"),
        pytest.param(Reply(Answer.PAID, paid_on=DAY), [], id="paid today"),
        pytest.param(Reply(Answer.PAID, paid_on=dt.date(2026, 11, 3)), ["paid_on"], id="paid tomorrow"),
        pytest.param(Reply(Answer.PAID, paid_on=DAY, right_vnd=5), ["right_vnd"], id="paid and a figure"),
        pytest.param(Reply(Answer.RIGHT), [], id="right"),
        pytest.param(Reply(Answer.RIGHT, plan_to=LATER), ["plan_to"], id="right and a plan"),
        pytest.param(Reply(Answer.WRONG, right_vnd=0), [], id="nothing was owed"),
        pytest.param(Reply(Answer.WRONG), ["right_vnd"], id="wrong without the right figure"),
        pytest.param(Reply(Answer.WRONG, right_vnd=-1), ["right_vnd"], id="a negative figure"),
        pytest.param(Reply(Answer.PLAN, plan_from=DAY, plan_to=DAY), [], id="a plan of one day"),
        pytest.param(Reply(Answer.PLAN, plan_from=DAY), ["plan_to"], id="a plan without an end"),
        pytest.param(Reply(Answer.PLAN, plan_from=LATER, plan_to=DAY), ["plan_to"], id="a plan that runs backwards"),
        pytest.param(
            Reply(Answer.PLAN, plan_from=dt.date(2026, 1, 1), plan_to=dt.date(2026, 11, 1)), ["plan_to"], id="a plan that is over"
        ),
        pytest.param(Reply(Answer.UNKNOWN, note="Không có dữ liệu."), [], id="cannot say, and why"),
        pytest.param(Reply(Answer.UNKNOWN), ["note"], id="cannot say without a word"),
    ],
)
def test_which_answers_can_be_taken(reply: Reply, wrong: list[str]) -> None:
    assert [refusal.code for refusal in asking.refusals(reply, on=DAY, is_si_agency=True)] == wrong


@pytest.mark.parametrize("answer", list(Answer))
def test_only_the_si_agency_says_what_is_on_the_account(answer: Answer) -> None:
    reply = {
        Answer.PAID: PAID,
        Answer.PLAN: Reply(answer, plan_from=DAY, plan_to=LATER),
        Answer.WRONG: Reply(answer, right_vnd=1),
    }.get(answer, Reply(answer, note="x"))
    refused = asking.refusals(reply, on=DAY, is_si_agency=False)
    assert bool(refused) is (answer in (Answer.PAID, Answer.PLAN))


def test_a_question_has_a_clock_in_working_days_and_is_asked_once(ask: Ask, bhxh: Agency) -> None:
    asked = ask()
    assert (asked.agency, asked.state, asked.due_on) == (bhxh, "asked", dt.date(2026, 11, 5))
    assert ask() == asked
    assert ask("UNC 18") != asked
    assert [event.move for event in asked.events.all()] == ["ask"]


def test_the_office_of_the_firms_unit_code_is_asked_before_the_province(ask: Ask, firm: Firm) -> None:
    office = Agency.objects.create(code="bhxh-09901", name="BHXH cơ sở Hưng Lẫm", kind="bhxh", offices="09901, 09902")
    firm.unit_codes.create(office="09902", code="QC3851E")
    assert ask().agency == office


def test_a_confirmed_payment_is_a_finding_with_the_letter_as_its_source(ask: Ask, bao: Any, firm: Firm) -> None:
    answered = services.answer_confirmation(ask(), PAID, by=bao, **LETTER)
    finding = Finding.objects.get(firm=firm)
    assert (finding.kind, finding.found_on, finding.recorded_by) == ("paid", dt.date(2026, 11, 1), bao)
    assert finding.source.startswith("1234/BHXH-QLT ngày 02/11/2026, BHXH")
    assert (answered.state, answered.correct_due) == ("answered", dt.date(2026, 11, 3))
    with pytest.raises(IllegalMove):
        services.answer_confirmation(answered, PAID, by=bao, **LETTER)


def test_two_officers_at_once_one_wins(ask: Ask, bao: Any) -> None:
    asked = ask()
    second = Confirmation.objects.select_related("agency").get(pk=asked.pk)
    services.answer_confirmation(asked, Reply(Answer.RIGHT), by=bao, **LETTER)
    with pytest.raises(Stale):
        services.answer_confirmation(second, PAID, by=bao, **LETTER)
    assert not Finding.objects.exists()


def test_a_plan_holds_until_its_last_day_is_over(ask: Ask, bao: Any, firm: Firm) -> None:
    plan = Reply(Answer.PLAN, plan_from=DAY, plan_to=dt.date(2026, 11, 20))
    services.answer_confirmation(ask(kind="scheduled"), plan, by=bao, **LETTER)
    hold = holds.open_holds(firm).get()
    assert (hold.kind, hold.is_public) == ("plan", False)
    with clock.at(dt.date(2026, 11, 20)):
        assert sweeps.follow_confirmations() == 0
    with clock.at(dt.date(2026, 11, 21)):
        assert sweeps.follow_confirmations() == 1
        assert sweeps.follow_confirmations() == 0
        assert not holds.open_holds(firm).exists()


def test_a_wrong_figure_waits_for_the_agencys_next_list(ask: Ask, bao: Any, bhxh: Agency, firm: Firm) -> None:
    services.import_file(arrears(), name="ds.csv", origin=services.Origin(bhxh.name, agency=bhxh))
    before = standing.of(firm, DAY)
    flagged = services.answer_confirmation(ask(kind="wrong"), Reply(Answer.WRONG, right_vnd=5_000_000), by=bao, **LETTER)
    assert (flagged.state, flagged.correct_due) == ("correcting", dt.date(2026, 11, 3))
    assert standing.of(firm, DAY) == before
    assert sweeps.follow_confirmations() == 0
    with clock.at(dt.date(2026, 11, 4)):
        services.import_file(arrears(amount=5_000_000), name="ds2.csv", origin=services.Origin(bhxh.name, agency=bhxh))
        assert sweeps.follow_confirmations() == 1
    flagged.refresh_from_db()
    assert flagged.state == "answered"


def test_silence_is_noted_the_day_after_the_term_and_can_still_be_answered(ask: Ask, bao: Any) -> None:
    asked = ask()
    with clock.at(asked.due_on):
        assert sweeps.follow_confirmations() == 0
    with clock.at(asked.due_on + dt.timedelta(days=1)):
        assert sweeps.follow_confirmations() == 1
        asked.refresh_from_db()
        assert asked.state == "overdue"
        assert services.answer_confirmation(asked, Reply(Answer.RIGHT), by=bao, **LETTER).state == "answered"


def test_who_asked_does_not_answer_and_strangers_neither(ask: Ask, quang: Any, hire: Any) -> None:
    asked = ask()
    board = hire("long", "firms.answer_confirmation", agency=Agency.objects.get(code="ban-quan-ly-kcn"))
    clerk = hire("yen", "firms.confirm_payment")
    for by in (quang, board, hire("vu", "firms.view_register")):
        with pytest.raises(NotAllowed):
            services.answer_confirmation(asked, Reply(Answer.RIGHT), by=by, **LETTER)
    assert services.answer_confirmation(asked, Reply(Answer.RIGHT), by=clerk, **LETTER).state == "answered"


def test_an_answer_names_its_letter(ask: Ask, bao: Any) -> None:
    for wrong in ({"letter_no": " "}, {"letter_on": None}, {"letter_on": dt.date(2026, 11, 3)}):
        with pytest.raises(Refused):
            services.answer_confirmation(ask(), Reply(Answer.RIGHT), by=bao, **{**LETTER, **wrong})


def test_no_letter_answers_what_was_not_asked_yet(ask: Ask, bao: Any) -> None:
    early = LETTER | {"letter_on": dt.date(2026, 11, 1)}
    with pytest.raises(Refused, match="letter_on"):
        services.answer_confirmation(ask(), Reply(Answer.RIGHT), by=bao, **early)
    book = returned(bao)
    book.fill(Confirmation.objects.get().number, {"Trả lời": "Số liệu đúng"})
    with pytest.raises(Refused, match="không được trước ngày đề nghị"):
        services.take_answers(book.saved(), name="tra-loi.xlsx", agency=bao.agency, by=bao, **early)
    assert Confirmation.objects.get().state == "asked"


def test_a_question_is_withdrawn_with_a_reason(ask: Ask, quang: Any, bao: Any) -> None:
    asked = services.withdraw_confirmation(ask(), by=quang, because="Đơn vị rút ý kiến.")
    assert asked.state == "withdrawn"
    with pytest.raises(NotAllowed):
        services.withdraw_confirmation(ask("khác"), by=bao, because="x")


def test_a_body_is_asked_about_firms_of_its_own_business_alone(ask: Ask) -> None:
    with pytest.raises(Refused, match="phạm vi"):
        ask(agency=Agency.objects.get(code="ban-quan-ly-kcn"))


@pytest.mark.parametrize(
    "change",
    [
        {"state": "answered"},
        {"state": "answered", "answer": "paid", "letter_no": "1", "letter_on": DAY, "answered_at": dt.datetime(2026, 11, 2, tzinfo=dt.UTC)},
        {"state": "answered", "answer": "right", "letter_no": "", "letter_on": DAY, "answered_at": dt.datetime(2026, 11, 2, tzinfo=dt.UTC)},
        {
            "state": "answered",
            "answer": "right",
            "letter_no": "1",
            "letter_on": None,
            "answered_at": dt.datetime(2026, 11, 2, tzinfo=dt.UTC),
        },
        {
            "state": "correcting",
            "answer": "wrong",
            "letter_no": "1",
            "letter_on": DAY,
            "answered_at": dt.datetime(2026, 11, 2, tzinfo=dt.UTC),
        },
        {"state": "answered", "answer": "", "letter_no": "1", "letter_on": DAY, "answered_at": dt.datetime(2026, 11, 2, tzinfo=dt.UTC)},
        {"answer": "right"},
        {"reference": ""},
    ],
)
def test_the_database_refuses_an_answer_that_is_not_whole(ask: Ask, change: dict[str, Any]) -> None:
    asked = ask()
    with pytest.raises(IntegrityError), transaction.atomic():
        Confirmation.objects.filter(pk=asked.pk).update(**change)


# Returned files


@pytest.fixture
def three(ask: Ask, make_firm: MakeFirm) -> list[Confirmation]:
    other = make_firm("9916025104", "Công ty Cổ phần Hạnh Tuấn Mẫu")
    return [ask(), ask("UNC 18", kind="wrong", says="=Số liệu sai"), ask("UNC 19", firm=other, kind="scheduled")]


def returned(by: Any) -> Book:
    """Return the workbook of what waits, as an agency opens it."""
    return Book.opened(answers.workbook(answers.waiting(by)))


def take(book: Book, by: Any, **more: Any) -> services.Taken:
    return services.take_answers(book.saved(), name="tra-loi.xlsx", agency=more.pop("agency", by.agency), by=by, **{**LETTER, **more})


def test_a_returned_file_answers_row_by_row(three: list[Confirmation], bao: Any, firm: Firm) -> None:
    book = returned(bao)
    book.fill(three[0].number, {"Trả lời": "Đã nộp đủ", "Ngày nộp đủ": "01/11/2026"})
    book.fill(three[1].number, {"Trả lời": "số liệu sai", "Số tiền đúng (đồng)": "5.000.000", "Ghi chú": "Nhập nhầm."})
    content = book.saved()
    taken = services.take_answers(content, name="tra-loi.xlsx", agency=bao.agency, by=bao, **LETTER)
    assert (taken.count, taken.left_blank, taken.problems) == (2, 1, ())
    states = {each.pk: each.state for each in Confirmation.objects.all()}
    assert [states[each.pk] for each in three] == ["answered", "correcting", "asked"]
    assert Finding.objects.get().firm == firm
    assert AnswerFile.objects.get().taken == 2
    assert services.take_answers(content, name="lan-hai.xlsx", agency=bao.agency, by=bao, **LETTER).is_known
    assert Finding.objects.count() == 1


def test_a_real_excel_day_and_number_are_read_too(three: list[Confirmation], bao: Any) -> None:
    book = returned(bao)
    book.fill(three[0].number, {"Trả lời": "Đã nộp đủ", "Ngày nộp đủ": dt.date(2026, 11, 1)})
    book.fill(three[1].number, {"Trả lời": "Số liệu sai", "Số tiền đúng (đồng)": 5_000_000})
    assert take(book, bao).count == 2


@pytest.mark.parametrize(
    ("change", "column", "sentence"),
    [
        pytest.param({"Mã dòng": "XN-999999"}, "Mã dòng", "Không có đề nghị", id="unknown id"),
        pytest.param({"Mã kiểm tra": "000000000000"}, "Mã kiểm tra", "đã bị sửa", id="check value"),
        pytest.param({"Mã số thuế": "9916025104"}, "Mã số thuế", "đã bị sửa", id="another firm's code"),
        pytest.param({"Tên đơn vị": "Công ty khác"}, "Tên đơn vị", "đã bị sửa", id="name"),
        pytest.param({"Đơn vị trình bày": "Khác"}, "Đơn vị trình bày", "đã bị sửa", id="statement"),
        pytest.param({"Trả lời": "Có lẽ"}, "Trả lời", "Không có câu trả lời", id="no such answer"),
        pytest.param({"Ngày nộp đủ": "31/02/2026"}, "Ngày nộp đủ", "Không đọc được", id="impossible day"),
        pytest.param({"Ngày nộp đủ": "03/11/2026"}, "Ngày nộp đủ", "chưa đến", id="tomorrow"),
        pytest.param({"Ngày nộp đủ": ""}, "Ngày nộp đủ", "phải ghi", id="no day"),
        pytest.param({"Số tiền đúng (đồng)": "5 triệu"}, "Số tiền đúng (đồng)", "Không đọc được", id="unreadable sum"),
        pytest.param({"Số tiền đúng (đồng)": "5.000"}, "Số tiền đúng (đồng)", "không đi cùng", id="a sum beside paid"),
        pytest.param({"Trả lời": ""}, "Ngày nộp đủ", "để trống", id="a day without an answer"),
    ],
)
def test_one_wrong_row_and_nothing_is_taken(
    three: list[Confirmation], bao: Any, change: dict[str, Any], column: str, sentence: str
) -> None:
    book = returned(bao)
    book.fill(three[1].number, {"Trả lời": "Số liệu đúng"})
    book.fill(three[0].number, {"Trả lời": "Đã nộp đủ", "Ngày nộp đủ": "01/11/2026"} | change)
    taken = take(book, bao)
    assert taken.count == 0
    [problem] = taken.problems
    assert (problem.column, problem.row) == (column, 2)
    assert sentence in problem.sentence
    assert set(Confirmation.objects.values_list("state", flat=True)) == {"asked"}
    assert not AnswerFile.objects.exists()


def test_a_row_twice_and_an_answer_that_slipped_to_another_row_are_refused(three: list[Confirmation], bao: Any) -> None:
    book = returned(bao)
    book.rows.append(list(book.rows[1]))
    assert [problem.row for problem in take(book, bao).problems] == [5]
    book = returned(bao)
    book.rows[1][0], book.rows[3][0] = book.rows[3][0], book.rows[1][0]
    assert {problem.column for problem in take(book, bao).problems} == {"Mã kiểm tra"}


def test_rows_may_be_sorted_and_left_out(three: list[Confirmation], bao: Any) -> None:
    book = returned(bao)
    book.fill(three[2].number, {"Trả lời": "Không xác nhận được", "Ghi chú": "Chưa có hồ sơ."})
    book.rows[1:] = [row for row in reversed(book.rows[1:]) if row[0] != three[1].number]
    assert take(book, bao).count == 1


def test_what_was_answered_in_the_same_way_is_passed_over_and_otherwise_refused(three: list[Confirmation], bao: Any) -> None:
    book = returned(bao)
    book.fill(three[0].number, {"Trả lời": "Số liệu đúng"})
    services.answer_confirmation(three[0], Reply(Answer.RIGHT), by=bao, **LETTER)
    assert (take(book, bao).already, take(book, bao).problems) == (1, ())
    book.fill(three[0].number, {"Trả lời": "Đã nộp đủ", "Ngày nộp đủ": "01/11/2026"})
    assert "đã được trả lời khác" in take(book, bao).problems[0].sentence


def test_a_file_of_another_agencys_rows_is_unknown_here(three: list[Confirmation], bao: Any, hire: Any) -> None:
    book = returned(bao)
    book.fill(three[0].number, {"Trả lời": "Số liệu đúng"})
    board = Agency.objects.get(code="thanh-tra")
    tra = hire("tra", "firms.answer_confirmation", agency=board)
    assert {problem.column for problem in take(book, tra).problems} == {"Mã dòng"}
    with pytest.raises(NotAllowed):
        take(book, tra, agency=bao.agency)


def test_the_workbook_offers_the_answers_and_runs_no_formula(three: list[Confirmation], bao: Any) -> None:
    content = answers.workbook(answers.waiting(bao))
    book = Book.opened(content)
    assert [row[0] for row in book.rows[1:]] == sorted(each.number for each in three)
    assert any("'=Số liệu sai" in str(cell) for row in book.rows for cell in row)
    assert set(ANSWERS.values()) == set(re.findall(r"[^,\"]+", Book.choices(content)))
