"""The calculators: one question at a time, read as people write, worked out by the law of the day. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from core.text import fold

from ...knowledge import Knowledge
from .. import reading, words
from ..events import Choice, Reckon, Reckoned, Say, Turn
from ..state import Flow, Slots, State
from .face import Face, Middle, done, enter, link, offer, wrong

#: Reads an answer as one or more values; nothing where it cannot be read.
Read = Callable[[str, dt.date], Slots]


def _amount(name: str) -> Read:
    def read(text: str, _: dt.date) -> Slots:
        found = reading.amount(text)
        return {name: found} if found else {}

    return read


def _month(text: str, today: dt.date) -> Slots:
    found = reading.month(text, today)
    return {"month": f"{found:%Y-%m}"} if found else {}


def _late(text: str, today: dt.date) -> Slots:
    """A number of days tells all that month and day of payment would."""
    days = reading.count(text)
    return {"days": days, "month": "", "paid": ""} if days else _month(text, today)


def _day(name: str) -> Read:
    def read(text: str, today: dt.date) -> Slots:
        found = reading.day(text, today)
        return {name: found.isoformat()} if found else {}

    return read


def _one_of(name: str, meant: dict[str, str]) -> Read:
    patterns = [(re.compile(rf"\b(?:{pattern})\b"), code) for pattern, code in meant.items()]

    def read(text: str, _: dt.date) -> Slots:
        line = fold(text)
        found = [code for pattern, code in patterns if pattern.search(line)]
        return {name: found[0]} if len(found) == 1 else {}

    return read


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a calculator asks."""

    name: str
    ask: str
    again: str
    read: Read
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Calculator:
    """What is asked, in this order; `only` steps wait until something asks for them."""

    steps: tuple[Step, ...]
    go_on: str
    #: Where the way of reckoning is written down.
    page: str
    button: Choice
    #: A step that is asked only where it matters.
    late: Step | None = None


_PAYERS = {
    r"hop dong|nguoi lao dong|cong nhan|nhan vien|cong ty|di lam|bat buoc|worker|employee|contract": "worker",
    r"tu nguyen|voluntary|tu do": "voluntary",
    r"chu ho|ho kinh doanh|owner|household": "owner",
}
_REGIONS = {r"(?:vung |region )?(?:iv|4|bon|tu)": "4", r"(?:vung |region )?(?:iii|3|ba)": "3"}
_REGIONS |= {r"(?:vung |region )?(?:ii|2|hai)": "2", r"(?:vung |region )?(?:i|1|mot)": "1"}
_ABOUTS = {
    r"cong ty dong|han dong|dong tien|nop tien|pay|payment": "pay",
    r"khieu nai|khoi kien|kien|ho so|that nghiep|cua toi|own|appeal": "own",
}

CALCULATORS: dict[str, Calculator] = {
    "contribution": Calculator(
        (
            Step("payer", words.ASK_PAYER, words.ASK_PAYER_AGAIN, _one_of("payer", _PAYERS), (words.WORKER, words.VOLUNTARY, words.OWNER)),
            Step("wage", words.ASK_WAGE, words.ASK_WAGE_AGAIN, _amount("wage")),
        ),
        words.GO_ON_CONTRIBUTION,
        "/hoi-dap/ty-le-dong/",
        words.CONTRIBUTION,
        Step("region", words.ASK_REGION, words.ASK_REGION_AGAIN, _one_of("region", _REGIONS), words.REGIONS),
    ),
    "surcharge": Calculator(
        (
            Step("amount", words.ASK_AMOUNT, words.ASK_AMOUNT_AGAIN, _amount("amount")),
            Step("month", words.ASK_LATE_MONTH, words.ASK_LATE_MONTH_AGAIN, _late),
            Step("paid", words.ASK_PAID, words.ASK_PAID_AGAIN, _day("paid"), (words.PAID_TODAY,)),
        ),
        words.GO_ON_SURCHARGE,
        "/hoi-dap/tinh-tien-cham-dong/",
        words.SURCHARGE,
    ),
    "deadline": Calculator(
        (
            Step("about", words.ASK_ABOUT, words.ASK_ABOUT_AGAIN, _one_of("about", _ABOUTS), (words.PAY_DAY, words.OWN_LIMITS)),
            Step("month", words.ASK_MONTH, words.ASK_MONTH_AGAIN, _month),
            Step("day", words.ASK_DAY, words.ASK_DAY_AGAIN, _day("day"), (words.LEARNT_TODAY,)),
        ),
        words.GO_ON_DEADLINE,
        "/hoi-dap/thoi-han-cua-toi/",
        words.DEADLINE,
    ),
}
_WHICH = tuple(calculator.button for calculator in CALCULATORS.values())
#: "tính giúp em mức đóng lương 7 triệu": an order to reckon, not a question how it is done.
_ORDER = re.compile(
    r"^(?:(?:cho|toi|em|minh|muon|can|giup|ho|hay|xin|nho|ad|oi|vui long|please|i want to|help me)\s+)*"
    r"(?:tinh|may tinh|cong cu tinh|calculate|work out)\b(?P<what>.*)$"
)
_HOW = re.compile(r"\b(?:the nao|nhu nao|lam sao|sao|cach|nhu the nao|how|vao dau|ra sao|khong)\W*$")
#: "tỉnh", "tình" fold to the same letters as "tính".
_OTHER = re.compile(r"t[ỉìĩị]nh|\?", re.IGNORECASE)
#: What people let calculate elsewhere: no calculator here works out a benefit.
_BENEFIT = re.compile(r"\b(?:mot lan|1 lan|rut|luong huu|thai san|that nghiep|om dau|tro cap|lump sum|one.?off|pension|benefit)\b")
_WHAT = {
    "surcharge": re.compile(r"\b(?:lai|cham dong|cham nop|nop them|0[.,]03|tien phat|surcharge|late)\b"),
    "deadline": re.compile(r"\b(?:han|thoi han|thoi hieu|ngay cuoi|deadline|due)\b"),
    "contribution": re.compile(
        r"\b(?:muc dong|tien dong|phi dong|so tien dong|dong (?:bao hiem|bhxh|bh|bao nhieu)|tru (?:bao hiem|bhxh)|tien bao hiem"
        r"|contributions?)\b"
    ),
}


def _start(state: State, name: str, knowledge: Knowledge) -> Turn:
    if name not in CALCULATORS:
        return Turn(done(state), (Say(words.WHICH_CALCULATOR, choices=(*_WHICH, words.LEAVE)),))
    return _go_on(enter(state, Flow.CALCULATE, {"calculator": name}), knowledge)


def _fill(state: State, rest: str, knowledge: Knowledge) -> Turn | None:
    """Take a value from a button of ours; one of another calculator begins that one."""
    name, _, filled = rest.partition(":")
    slot, _, value = filled.partition(":")
    steps = _steps(CALCULATORS[name]) if name in CALCULATORS else ()
    if f"fill:{rest}" not in {choice.action for step in steps for choice in step.choices}:
        return None
    if value == "today":
        value = knowledge.around.today.isoformat()
    if state.flow is not Flow.CALCULATE or state.slots.get("calculator") != name:
        state = enter(state, Flow.CALCULATE, {"calculator": name})
    return _go_on(_filled(state, {slot: value}), knowledge)


def _hear(state: State, text: str, knowledge: Knowledge) -> Turn | None:
    step = _next(state)
    values = step.read(text, knowledge.around.today) if step else {}
    return _go_on(_filled(state, values), knowledge) if values else None


def _filled(state: State, values: Slots) -> State:
    return replace(state, slots={name: value for name, value in state.slots.items() if name != "wrong"} | dict(values))


def _go_on(state: State, knowledge: Knowledge) -> Turn:
    """Ask for what is missing, or have it worked out."""
    if state.slots.get("calculator") not in CALCULATORS:
        return _start(state, "", knowledge)
    step = _next(state)
    if step is None:
        slots = {name: value for name, value in state.slots.items() if name not in ("calculator", "wrong")}
        return Turn(state, do=(Reckon(str(state.slots["calculator"]), slots),))
    return Turn(state, (Say(step.ask, choices=(*step.choices, words.LEAVE)),))


def _steps(calculator: Calculator) -> tuple[Step, ...]:
    return (*calculator.steps, *((calculator.late,) if calculator.late else ()))


def _next(state: State) -> Step | None:
    """Return the first step without a value; what the deadline is about decides whether a month or a day is asked."""
    calculator = CALCULATORS.get(str(state.slots.get("calculator")))
    if calculator is None:
        return None
    skipped = {"pay": "day", "own": "month"}.get(str(state.slots.get("about")), "")
    if calculator.late and state.slots.get("missing") == calculator.late.name and calculator.late.name not in state.slots:
        return calculator.late
    return next((step for step in calculator.steps if step.name not in state.slots and step.name != skipped), None)


def _again(state: State, knowledge: Knowledge) -> Turn:
    return _go_on(state, knowledge)


def _misread(state: State, knowledge: Knowledge) -> Turn:
    step = _next(state)
    if step is None:
        return _again(state, knowledge)
    state, is_again = wrong(state)
    if not is_again:
        return Turn(state, (Say(step.again, choices=(*step.choices, words.LEAVE)),))
    page = CALCULATORS[str(state.slots["calculator"])].page
    return Turn(state, (Say(words.READ_INSTEAD, url=link(page, state, knowledge), choices=(*step.choices, words.OFFICER, words.LEAVE)),))


def _offer(state: State) -> Say:
    calculator = CALCULATORS.get(str(state.slots.get("calculator")))
    return offer(calculator.go_on) if calculator else Say(words.WHICH_CALCULATOR, choices=(*_WHICH, words.LEAVE))


def _spot(state: State, text: str, knowledge: Knowledge) -> Turn | None:
    line = fold(text)
    order = _ORDER.match(line)
    if not order or _HOW.search(line) or _OTHER.search(text) or _BENEFIT.search(line):
        return None
    if not order["what"].strip(" .!"):
        return _start(state, "", knowledge)
    name = next((name for name, pattern in _WHAT.items() if pattern.search(order["what"])), "")
    if not name:
        return None
    values: dict[str, str | int] = {}
    today = knowledge.around.today
    for step in CALCULATORS[name].steps:
        if step.name in ("wage", "amount", "payer") or (step.name == "month" and name == "surcharge"):
            values |= step.read(text, today)
    return _go_on(_filled(enter(state, Flow.CALCULATE, {"calculator": name}), values), knowledge)


def _reckoned(state: State, event: Reckoned, knowledge: Knowledge) -> Turn:
    if event.missing:
        return _go_on(replace(state, slots={**state.slots, "missing": event.missing}), knowledge)
    calculator = CALCULATORS.get(str(state.slots.get("calculator")))
    url = link(calculator.page, state, knowledge) if calculator else ""
    again = replace(calculator.button, label=words.CALCULATE_AGAIN) if calculator else words.CALCULATE
    return Turn(done(state), (Say(event.text, citations=event.citations, url=url, choices=(again, words.CALCULATE, words.OFFICER)),))


FACE = Face(
    commands={"/tinh": "calc", "/tinhtoan": "calc"},
    presses={"calc": _start, "fill": _fill},
    middles={Flow.CALCULATE: Middle(_hear, _again, _misread, _offer)},
    spots=_spot,
    takes={Reckoned: _reckoned},
)
