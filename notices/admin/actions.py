"""The steps an officer can take on a notice: each with its permission, its form and its service, in one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.models import Officer

from .. import services
from ..lifecycle import MOVE_LABELS, MOVES, PENDING, PUBLIC, Move, State
from ..models import Notice
from ..rules import Basis
from . import forms

Run = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Action:
    """One step: ``runs`` is called with the notice, ``by`` and what the form holds."""

    code: str
    label: str
    permission: str
    form: type[forms.ReasonForm]
    runs: Run
    fits: Callable[[Notice], bool]
    is_grave: bool = False


def _from_table(move: Move) -> Callable[[Notice], bool]:
    return lambda notice: (State(notice.state), move) in MOVES


def _of(basis: Basis, move: Move) -> Callable[[Notice], bool]:
    return lambda notice: notice.legal_basis == basis and (State(notice.state), move) in MOVES


def _heard(move: Move) -> Callable[[Notice], bool]:
    return lambda notice: bool(notice.due_process and notice.due_process.demands().hears) and (State(notice.state), move) in MOVES


def _may_review(notice: Notice) -> bool:
    waits = notice.state == State.SERVED and _heard(Move.REPLY)(notice)
    return _from_table(Move.REVIEW)(notice) and not waits


def _may_prepare(notice: Notice) -> bool:
    return notice.state == State.DECIDED and (notice.release is None or notice.release.state in ("withdrawn", "expired"))


def _is_public(notice: Notice) -> bool:
    return State(notice.state) in PUBLIC


def _is_pending(notice: Notice) -> bool:
    return State(notice.state) in PENDING


ACTIONS: tuple[Action, ...] = (
    Action("draft_list", "Soạn hồ sơ", "draft_notice", forms.DraftForm, services.draft, _of(Basis.BHXH_ART35, Move.DRAFT)),
    Action("draft_decision", "Soạn hồ sơ", "draft_notice", forms.DraftDecisionForm, services.draft, _of(Basis.VPHC_ART72, Move.DRAFT)),
    Action("serve", MOVE_LABELS[Move.SERVE], "serve_notice", forms.ServeForm, services.serve, _from_table(Move.SERVE)),
    Action("reply", MOVE_LABELS[Move.REPLY], "serve_notice", forms.ReplyForm, services.record_reply, _heard(Move.REPLY)),
    Action("review", MOVE_LABELS[Move.REVIEW], "review_notice", forms.ReviewForm, services.review, _may_review),
    Action("decide", MOVE_LABELS[Move.DECIDE], "decide_notice", forms.ReasonForm, services.decide, _from_table(Move.DECIDE)),
    Action("prepare_release", "Chuyển bàn truyền thông", "draft_notice", forms.ReasonForm, services.prepare_release, _may_prepare),
    Action("refresh", MOVE_LABELS[Move.REFRESH], "draft_notice", forms.ReasonForm, services.refresh, _of(Basis.BHXH_ART35, Move.REFRESH)),
    Action("remedied", MOVE_LABELS[Move.REMEDY], "serve_notice", forms.PaidForm, services.mark_remedied, _is_pending),
    Action("remedied_public", MOVE_LABELS[Move.REMEDY], "decide_notice", forms.PaidForm, services.mark_remedied, _is_public),
    Action("contest", MOVE_LABELS[Move.CONTEST], "serve_notice", forms.ContestForm, services.contest, _is_pending),
    Action("contest_public", MOVE_LABELS[Move.CONTEST], "decide_notice", forms.ContestForm, services.contest, _is_public),
    Action(
        "close_contest",
        MOVE_LABELS[Move.CLOSE_CONTEST],
        "decide_notice",
        forms.ReasonForm,
        services.close_contest,
        _from_table(Move.CLOSE_CONTEST),
    ),
    Action("correct", MOVE_LABELS[Move.CORRECT], "decide_notice", forms.PublicWordsForm, services.correct, _is_public),
    Action(
        "suspend", MOVE_LABELS[Move.SUSPEND], "decide_notice", forms.ReasonForm, services.suspend, _from_table(Move.SUSPEND), is_grave=True
    ),
    Action(
        "lift_suspension",
        MOVE_LABELS[Move.LIFT_SUSPENSION],
        "decide_notice",
        forms.ReasonForm,
        services.lift_suspension,
        _from_table(Move.LIFT_SUSPENSION),
    ),
    Action("withdraw", MOVE_LABELS[Move.WITHDRAW], "decide_notice", forms.PublicWordsForm, services.withdraw, _is_public, is_grave=True),
    Action("drop", MOVE_LABELS[Move.DROP], "decide_notice", forms.ReasonForm, services.drop, _from_table(Move.DROP), is_grave=True),
)


def open_to(notice: Notice, officer: Officer) -> list[Action]:
    """Return what ``officer`` may do with ``notice`` now."""
    return [each for each in ACTIONS if each.fits(notice) and officer.has_perm(f"notices.{each.permission}")]
