"""Raw SQL cannot publish what the law's table does not let through: every column, empty, wrong or early."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from core import clock
from firms.models import ImportBatch
from notices.lifecycle import PUBLIC
from notices.models import Notice

from .conftest import AFTER_TERM, TERM_ENDS, Office

DAY = dt.timedelta(days=1)


def refused(notice: Notice, **changes: Any) -> bool:
    """Tell whether the database refuses ``changes`` to a row, written past every service."""
    try:
        with transaction.atomic():
            Notice.objects.filter(pk=notice.pk).update(**changes)
            if connection.vendor == "postgresql":
                connection.check_constraints()
            transaction.set_rollback(True)
    except IntegrityError:
        return True
    return False


BOTH: dict[str, list[Any]] = {
    "public_id": [""],
    "release": [None],
    "due_process": [None],
    "drafted_by": [None],
    "reviewed_by": [None],
    "decided_by": [None],
    "decided_on": [None],
    "served_on": [None],
    "service_mode": [""],
    "service_proof": [""],
    "earliest_on": [None],
    "published_on": [None],
    "expires_on": [None],
}
ART35: dict[str, list[Any]] = BOTH | {
    "received_under": ["", "internal"],
    "batch": [None],
    "source_url": [""],
    "source_title": [""],
    "source_on": [None],
    "agreement": [None],
    "rung": [0, 1],
    "reply_due": [None, dt.date(2026, 11, 1), dt.date(2026, 11, 2), AFTER_TERM],
    "legal_basis": ["", "PHE_BINH", "INSPECTION_CONCLUSION", "VPHC_ART72"],
}
ART35["decided_on"] = [None, dt.date(2026, 11, 1), TERM_ENDS, AFTER_TERM + DAY]
ART35["published_on"] = [None, TERM_ENDS, AFTER_TERM - DAY]
ART35["earliest_on"] = [None, TERM_ENDS, AFTER_TERM + DAY]
ART35["served_on"] = [None, TERM_ENDS, AFTER_TERM]
ART35["expires_on"] = [None, AFTER_TERM, TERM_ENDS]
ART72: dict[str, list[Any]] = BOTH | {
    "sanction": [None],
    "sanction_state": ["", "annulled", "appeal"],
    "consequence": [""],
    "request_no": [""],
    "request_on": [None],
    "request_received_on": [None],
    "post_due": [None],
    "legal_basis": ["", "PHE_BINH", "COURT_JUDGMENT", "BHXH_ART35"],
    "served_on": [None, dt.date(2026, 11, 3)],
    "published_on": [None, dt.date(2026, 10, 13), dt.date(2026, 11, 1)],
}


@pytest.mark.parametrize("state", sorted(PUBLIC))
def test_a_list_notice_is_public_only_when_complete(office: Office, state: str) -> None:
    notice = office.art35()
    assert not refused(notice, state=state)
    passed = [
        (column, value) for column, values in ART35.items() for value in values if not refused(notice, state=state, **{column: value})
    ]
    assert passed == []


@pytest.mark.parametrize("state", sorted(PUBLIC))
def test_a_decision_notice_is_public_only_when_complete(office: Office, state: str) -> None:
    notice = office.art72()
    assert not refused(notice, state=state)
    passed = [
        (column, value) for column, values in ART72.items() for value in values if not refused(notice, state=state, **{column: value})
    ]
    assert passed == []


@pytest.mark.parametrize("basis", ["art35", "art72"])
def test_pairs_of_missing_columns_do_not_heal_each_other(office: Office, basis: str) -> None:
    notice, columns = (office.art35(), ART35) if basis == "art35" else (office.art72(), ART72)
    pairs = [
        {one: first, other: second}
        for one, ones in columns.items()
        for other, others in columns.items()
        if one < other
        for first in ones
        for second in others
    ]
    assert [pair for pair in pairs if not refused(notice, **pair) and not _is_another_order(pair)] == []


def _is_another_order(pair: dict[str, Any]) -> bool:
    """Two days moved together may be in order again: a later decision with a later publication."""
    days = {"served_on", "reply_due", "earliest_on", "decided_on", "published_on", "expires_on"}
    return set(pair) <= days and None not in pair.values()


@pytest.mark.parametrize("column", ["decided_by", "reviewed_by"])
def test_four_eyes_hold_in_sql(office: Office, column: str) -> None:
    for notice in (office.art35(), office.art72(firm=office.firm("Công ty Mẫu Hai", "9922222226"))):
        assert refused(notice, **{column: notice.drafted_by})


@pytest.mark.parametrize("state", ["candidate", "drafted", "served", "silent", "reviewed", "decided", "approved"])
def test_no_state_on_the_way_jumps_into_the_public(office: Office, state: str) -> None:
    notice = office.art35(state)
    if state in ("decided", "approved"):
        assert refused(notice, state="published", published_on=AFTER_TERM)
    else:
        assert refused(notice, state="published", published_on=AFTER_TERM, decided_on=AFTER_TERM, expires_on=AFTER_TERM + DAY)


def test_an_internal_list_never_carries_a_notice(office: Office) -> None:
    firm = office.firm()
    internal = office.batch(dt.date(2026, 10, 31), under="internal")
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(firm=firm, legal_basis="BHXH_ART35", batch=internal, received_under="internal")


def test_a_false_copy_of_how_the_list_came_does_not_help(office: Office) -> None:
    notice = office.art35()
    internal = office.batch(dt.date(2026, 7, 31), under="internal")
    assert refused(notice, batch=internal, received_under="published")


def test_a_list_that_turns_internal_cannot_be_published_from(office: Office) -> None:
    notice = office.art35("approved")
    ImportBatch.objects.update(received_under="internal")
    with clock.at(AFTER_TERM):
        assert refused(notice, state="published", published_on=AFTER_TERM, expires_on=AFTER_TERM + DAY)
