"""What is established about a firm, read for the judges: only what may be told may decide who is named."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from core import workdays
from core.errors import Refusal
from core.models import SwappedDay
from firms import holds
from firms.models import Arrears, Contribution, Finding, Firm, ImportBatch, Sanction
from firms.register import public_tax_code

from . import rules
from .models import NamingPolicy, Notice
from .rules import Basis

#: A firm handed to the police (Art 216 of the Penal Code) is named on no basis; one that keeps an agreed plan on no list.
POLICE, PLAN = "police", "plan"


def swaps() -> workdays.Swaps:
    """Return the days that offices work or rest against the calendar."""
    return SwappedDay.swaps()


def policy(on: dt.date) -> NamingPolicy:
    """Return the naming policy in force on the day ``on``."""
    return NamingPolicy.objects.in_force(on).latest("valid_from")


def published_lists() -> QuerySet[ImportBatch]:
    """Return the lists of arrears in force that the insurance agency has published itself, newest first."""
    return ImportBatch.objects.public().filter(kind="arrears", as_of__isnull=False).order_by("-as_of")


def rows(firm: Firm, batch: ImportBatch) -> QuerySet[Arrears]:
    """Return the rows of ``firm`` on a list that count; a legal entity may own several unit codes."""
    return Arrears.objects.filter(batch=batch, firm=firm, is_counted=True).order_by("place")


def on_lists(firm: Firm, *, on: dt.date) -> rules.Facts:
    """Gather what decides the rung of a firm on a list: published lists alone, nothing internal and no decision."""
    lists = {batch.pk: batch for batch in published_lists().filter(as_of__lte=on)}
    listed: dict[dt.date, list[Arrears]] = {}
    for row in Arrears.objects.filter(batch__in=lists, firm=firm, is_counted=True, is_put_off=False):
        listed.setdefault(row.as_of, []).append(row)
    own = monthly_due(firm)
    return rules.Facts(
        listed=tuple(
            rules.Listed(day, float(max((row.months or 0 for row in found), default=0)), sum(row.total_vnd for row in found), own)
            for day, found in sorted(listed.items())
        ),
        list_days=tuple(sorted({batch.as_of for batch in lists.values() if batch.as_of})),
    )


def sanctioned(sanction: Sanction, *, records_repeat: bool) -> rules.Facts:
    """Gather what decides the rung of a firm on a decision: the decisions that stand, and no list."""
    own = sanction.decision_no
    found = decisions(sanction.firm) if sanction.firm else []
    return rules.Facts(
        penalties=tuple(
            rules.Penalty(row.decision_no, row.issued_on, row.conduct, records_repeat and row.decision_no == own) for row in found
        ),
        own=own,
    )


def verdict(notice: Notice, policy: NamingPolicy, *, on: dt.date, records_repeat: bool = False) -> rules.Verdict:
    """Judge the rung of a notice on its own basis: what one basis lets us say is not told under another."""
    found = sanctioned(notice.sanction, records_repeat=records_repeat) if notice.sanction else on_lists(notice.firm, on=on)
    return rules.rung(found, policy.numbers(), on=on)


def monthly_due(firm: Firm) -> int | None:
    """Return what the firm had to pay for the newest month on record, or nothing where no figure is there."""
    newest = Contribution.objects.in_force().filter(firm=firm).order_by("-month").first()
    return newest.due_vnd if newest else None


def decisions(firm: Firm) -> list[Sanction]:
    """Return the decisions against ``firm`` that stand, oldest first, each as its newest record has it."""
    newest: dict[str, Sanction] = {}
    for row in Sanction.objects.in_force().filter(firm=firm).order_by("batch__as_of", "batch_id", "place"):
        newest[row.decision_no] = row
    return sorted((row for row in newest.values() if row.state == "final"), key=lambda row: row.issued_on)


def as_it_stands(sanction: Sanction) -> Sanction | None:
    """Return the newest record of the same decision, or nothing where no list in force carries it."""
    found = Sanction.objects.in_force().filter(firm_id=sanction.firm_id, decision_no=sanction.decision_no)
    return found.order_by("-batch__as_of", "-batch_id").first()


def snapshot(notice: Notice) -> dict[str, Any]:
    """Return the figures that the notice stands on, as JSON without floats."""
    return _of_decision(notice.sanction) if notice.sanction else _of_list(notice.firm, notice.batch)


def _of_list(firm: Firm, batch: ImportBatch | None) -> dict[str, Any]:
    if batch is None:
        return {}
    found = [row for row in rows(firm, batch) if not row.is_put_off]
    longest = max(found, key=lambda row: row.months or 0, default=None)
    return {
        "as_of": batch.as_of.isoformat() if batch.as_of else "",
        "payments_until": (batch.payments_until or batch.as_of or dt.date.min).isoformat(),
        "months": _months(longest),
        "workers": sum(row.workers or 0 for row in found),
        "total_vnd": sum(row.total_vnd for row in found),
    }


def _months(row: Arrears | None) -> str:
    """Return the length of the delay as the list has it."""
    if row is None or row.months is None:
        return row.months_text if row else ""
    return row.months_text or f"{row.months.normalize():f}".replace(".", ",")


def _of_decision(sanction: Sanction) -> dict[str, Any]:
    return {
        "decision_no": sanction.decision_no,
        "issued_on": sanction.issued_on.isoformat(),
        "issuer": sanction.issuer,
        "conduct": sanction.conduct_text,
        "legal_text": sanction.legal_text,
        "form": sanction.get_form_display(),
        "fine_vnd": sanction.fine_vnd,
        "remedies": sanction.remedies,
    }


def paid_on(notice: Notice, *, on: dt.date) -> dt.date | None:
    """Return the day on which the insurance agency confirmed full payment after the list was drawn, or nothing."""
    if notice.batch is None or notice.batch.as_of is None:
        return None
    found = Finding.objects.filter(
        firm_id=notice.firm_id, kind=Finding.Kind.PAID, is_overturned=False, found_on__gt=notice.batch.as_of, found_on__lte=on
    )
    return found.order_by("found_on").values_list("found_on", flat=True).first()


def newer_list(notice: Notice, *, on: dt.date) -> ImportBatch | None:
    """Return a published list newer than the one that the notice stands on, or nothing."""
    if notice.batch is None or notice.batch.as_of is None:
        return None
    return published_lists().filter(as_of__gt=notice.batch.as_of, published_on__lte=on).first()


def against(notice: Notice, *, on: dt.date) -> list[Refusal]:
    """Return every fact, as it stands now, that forbids ``notice`` to be public on the day ``on``."""
    found = []
    if holds.open_holds(notice.firm).filter(kind=POLICE).exists():
        found.append(Refusal("police", "Hồ sơ đã chuyển cơ quan điều tra (Điều 216 Bộ luật Hình sự)."))
    if notice.due_process and notice.due_process.valid_to and notice.due_process.valid_to <= on:
        found.append(Refusal("law_changed", "Trình tự mà hồ sơ áp dụng không còn hiệu lực."))
    return found + (_against_list(notice, on) if notice.legal_basis == Basis.BHXH_ART35 else _against_decision(notice))


def _against_list(notice: Notice, on: dt.date) -> list[Refusal]:
    batch = notice.batch
    if batch is None or not published_lists().filter(pk=batch.pk).exists():
        return [Refusal("list_gone", "Danh sách không còn hiệu lực hoặc không phải danh sách đã công khai.")]
    found = []
    if paid_on(notice, on=on):
        found.append(Refusal("paid", "Cơ quan BHXH xác nhận đơn vị đã nộp đủ."))
    mine = list(rows(notice.firm, batch))
    if not mine:
        found.append(Refusal("not_listed", "Đơn vị không có trong danh sách."))
    if any(row.paid_on for row in mine):
        found.append(Refusal("paid_noted", "Danh sách ghi chú đơn vị đã nộp đủ; cần cơ quan BHXH xác nhận."))
    if any(row.is_put_off for row in mine):
        found.append(Refusal("put_off", "Đơn vị được tạm dừng đóng (Điều 37), không phải chậm đóng."))
    newer = newer_list(notice, on=on)
    if newer:
        has_firm = rows(notice.firm, newer).exists()
        found.append(
            Refusal("superseded", "Đã có danh sách mới hơn; phải cập nhật số liệu rồi quyết định lại.")
            if has_firm
            else Refusal("delisted", "Danh sách mới hơn không còn tên đơn vị.")
        )
    if holds.open_holds(notice.firm).filter(kind=PLAN).exists():
        found.append(Refusal("plan", "Đơn vị đang thực hiện cam kết nộp dần được cơ quan BHXH xác nhận."))
    return found


def _against_decision(notice: Notice) -> list[Refusal]:
    sanction = as_it_stands(notice.sanction) if notice.sanction else None
    if sanction is None:
        return [Refusal("decision_gone", "Không còn danh sách có hiệu lực nào ghi quyết định xử phạt này.")]
    if sanction.state == "annulled":
        return [Refusal("annulled", "Quyết định xử phạt đã bị hủy.")]
    if sanction.state == "appeal":
        return [Refusal("appeal", "Quyết định xử phạt đang bị khiếu nại.")]
    return []


def ends_on(notice: Notice, *, published_on: dt.date) -> dt.date:
    """Return the day on which the notice leaves the public: what the basis says, at most what the policy allows."""
    if notice.due_process is None:
        return published_on
    longest = rules.shift(published_on, notice.due_process.public_months)
    if notice.sanction is None:
        return longest
    same = [row for row in decisions(notice.firm) if row.conduct == notice.sanction.conduct] or [notice.sanction]
    carried = [rules.Carried(row.issued_on, row.completed_on, row.form == "warning") for row in same]
    return min(longest, rules.deemed_unsanctioned_on(carried))


def namesakes(firm: Firm) -> list[dict[str, Any]]:
    """Return the other firms whose names meet under the matching key, as readers may see them."""
    others = Firm.objects.filter(name_key=firm.name_key, is_listed=True).exclude(pk=firm.pk).select_related("commune")
    return [identity(other) for other in others.prefetch_related("tax_codes").order_by("pk")[:20]]


def identity(firm: Firm) -> dict[str, Any]:
    """Return who a firm is, as readers may see it: a natural person's firm by name and commune alone."""
    shown: dict[str, Any] = {"name": firm.name, "commune": firm.commune.name if firm.commune else ""}
    code = "" if firm.is_person else public_tax_code(firm)
    if code:
        shown["tax_code"] = code
    if firm.parent:
        shown["parent"] = {"name": firm.parent.name}  # a branch is named as the branch, its sisters are not coloured
    return shown
