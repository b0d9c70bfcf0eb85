"""What each legal basis demands before a firm may be named: the table of due process and its pure judges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from core import workdays
from core.errors import Refusal
from core.text import gettext_noop

from .rules import Basis, Rung


class Need(StrEnum):
    """One thing that a basis may demand; the reference rows name them."""

    PUBLISHED_LIST = "published_list"
    RELAY_AGREEMENT = "relay_agreement"
    SERVICE = "service"
    HEARING = "hearing"
    RUNG = "rung"
    CONSEQUENCE = "consequence"
    SIGNER_REQUEST = "signer_request"
    FINAL_DECISION = "final_decision"


NEED_LABELS: dict[Need, str] = {
    Need.PUBLISHED_LIST: gettext_noop("Danh sách đã được cơ quan BHXH công khai theo khoản 2 Điều 35 (địa chỉ, tiêu đề, ngày)"),
    Need.RELAY_AGREEMENT: gettext_noop("Thỏa thuận đăng lại với cơ quan BHXH tỉnh đang có hiệu lực"),
    Need.SERVICE: gettext_noop("Chứng cứ tống đạt cho đơn vị"),
    Need.HEARING: gettext_noop("Thời hạn trả lời của đơn vị đã hết"),
    Need.RUNG: gettext_noop("Đạt bậc công khai của chính sách"),
    Need.CONSEQUENCE: gettext_noop("Lý do gây hậu quả lớn hoặc ảnh hưởng xấu về dư luận xã hội"),
    Need.SIGNER_REQUEST: gettext_noop("Văn bản đề nghị công khai của người ký quyết định"),
    Need.FINAL_DECISION: gettext_noop("Quyết định xử phạt đang có hiệu lực, không bị hủy, không bị tạm đình chỉ"),
}


class ServiceMode(StrEnum):
    """How a paper reached the firm (Law 15/2012 Art 70)."""

    IN_PERSON = "in_person"
    POST = "post"
    E_DOCUMENT = "e_document"
    REFUSED = "refused"
    POSTED = "posted"
    RETURNED = "returned"


SERVICE_LABELS: dict[ServiceMode, str] = {
    ServiceMode.IN_PERSON: "Giao trực tiếp, có biên bản",
    ServiceMode.POST: "Bưu điện, có giấy báo phát",
    ServiceMode.E_DOCUMENT: "Văn bản điện tử, có xác nhận đã nhận",
    ServiceMode.REFUSED: "Từ chối nhận, biên bản có người làm chứng",
    ServiceMode.POSTED: "Niêm yết tại trụ sở và tại UBND cấp xã",
    ServiceMode.RETURNED: "Gửi bưu điện bị trả lại lần thứ ba, đã qua 10 ngày",
}


@dataclass(frozen=True, slots=True)
class Demands:
    """One row of the table: what one basis demands, in force on some day."""

    basis: Basis
    needs: frozenset[Need]
    wait_workdays: int
    post_within_workdays: int | None
    min_rung: Rung
    public_months: int

    @property
    def hears(self) -> bool:
        """Tell whether the firm has a term to reply."""
        return Need.HEARING in self.needs


@dataclass(frozen=True, slots=True)
class Agreement:
    """From when to when the relay agreement with the insurance agency holds."""

    valid_from: dt.date
    valid_to: dt.date | None


@dataclass(frozen=True, slots=True)
class Dossier:
    """The file of one notice, as the judges read it."""

    basis: Basis
    state: str = ""
    drafted_by: int | None = None
    reviewed_by: int | None = None
    decided_by: int | None = None
    decided_on: dt.date | None = None
    received_under: str = ""
    source_url: str = ""
    source_title: str = ""
    source_on: dt.date | None = None
    agreement: Agreement | None = None
    rung: Rung = Rung.NONE
    served_on: dt.date | None = None
    service_mode: str = ""
    service_proof: str = ""
    reply_due: dt.date | None = None
    consequence: str = ""
    request_no: str = ""
    request_on: dt.date | None = None
    request_received_on: dt.date | None = None
    sanction_state: str = ""


Judge = Callable[[Dossier, Demands, dt.date], Refusal | None]


def reply_due(demands: Demands, served_on: dt.date, swaps: workdays.Swaps) -> dt.date | None:
    """Return the last day of the firm's term, which starts the day after proof of service; nothing where it has none."""
    return workdays.add(served_on, demands.wait_workdays, swaps) if demands.hears else None


def earliest_on(demands: Demands, served_on: dt.date, swaps: workdays.Swaps) -> dt.date:
    """Return the first day on which the notice may be public."""
    due = reply_due(demands, served_on, swaps)
    return served_on if due is None else due + dt.timedelta(days=1)


def post_due(demands: Demands, received_on: dt.date, swaps: workdays.Swaps) -> dt.date | None:
    """Return the last day to post after the signer's request came in; nothing where the basis sets no such clock."""
    return None if demands.post_within_workdays is None else workdays.add(received_on, demands.post_within_workdays, swaps)


def _published_list(dossier: Dossier, demands: Demands, on: dt.date) -> Refusal | None:
    if dossier.received_under != "published":
        return Refusal("internal_list", "Danh sách nhận nội bộ theo khoản 3 Điều 35 không bao giờ được công khai.")
    if not (dossier.source_url and dossier.source_title and dossier.source_on):
        return Refusal("list_address", "Thiếu địa chỉ, tiêu đề hoặc ngày mà cơ quan BHXH đã công khai danh sách.")
    if dossier.source_on > on:
        return Refusal("list_not_yet", "Cơ quan BHXH chưa công khai danh sách vào ngày này.")
    return None


def _relay_agreement(dossier: Dossier, demands: Demands, on: dt.date) -> Refusal | None:
    agreement = dossier.agreement
    if agreement is None or not agreement.valid_from <= on or (agreement.valid_to is not None and on >= agreement.valid_to):
        return Refusal("no_agreement", "Không có thỏa thuận đăng lại với cơ quan BHXH tỉnh đang có hiệu lực.")
    return None


def _service(dossier: Dossier, demands: Demands, on: dt.date) -> Refusal | None:
    if dossier.served_on is None or not dossier.service_mode or not dossier.service_proof.strip():
        return Refusal("not_served", "Chưa có chứng cứ tống đạt cho đơn vị.")
    return Refusal("served_later", "Ngày tống đạt ở trong tương lai.") if dossier.served_on > on else None


def _hearing(dossier: Dossier, demands: Demands, on: dt.date) -> Refusal | None:
    if dossier.reply_due is None:
        return Refusal("no_term", "Chưa tính được thời hạn trả lời của đơn vị.")
    if on <= dossier.reply_due:
        return Refusal("term_runs", f"Thời hạn trả lời của đơn vị còn đến hết ngày {dossier.reply_due:%d/%m/%Y}.")
    return None


def _rung(dossier: Dossier, demands: Demands, on: dt.date) -> Refusal | None:
    if dossier.rung < demands.min_rung:
        return Refusal("rung", f"Đơn vị chưa đến bậc {int(demands.min_rung)} của chính sách công khai.")
    return None


def _consequence(dossier: Dossier, demands: Demands, on: dt.date) -> Refusal | None:
    if not dossier.consequence.strip():
        return Refusal("no_consequence", "Chưa nêu lý do “hậu quả lớn hoặc ảnh hưởng xấu về dư luận xã hội” (Điều 72).")
    return None


def _signer_request(dossier: Dossier, demands: Demands, on: dt.date) -> Refusal | None:
    if not (dossier.request_no.strip() and dossier.request_on and dossier.request_received_on):
        return Refusal("no_request", "Chưa có số, ngày và ngày nhận văn bản đề nghị của người ký quyết định.")
    return None


def _final_decision(dossier: Dossier, demands: Demands, on: dt.date) -> Refusal | None:
    if dossier.sanction_state != "final":
        return Refusal("not_final", "Quyết định xử phạt đã bị hủy hoặc đang bị khiếu nại.")
    return None


JUDGES: Mapping[Need, Judge] = {
    Need.PUBLISHED_LIST: _published_list,
    Need.RELAY_AGREEMENT: _relay_agreement,
    Need.SERVICE: _service,
    Need.HEARING: _hearing,
    Need.RUNG: _rung,
    Need.CONSEQUENCE: _consequence,
    Need.SIGNER_REQUEST: _signer_request,
    Need.FINAL_DECISION: _final_decision,
}


def missing(dossier: Dossier, demands: Demands, *, on: dt.date, but: frozenset[Need] = frozenset()) -> list[Refusal]:
    """Return every reason why what the basis demands is not complete on the day ``on``; ``but`` are left for later."""
    found = [JUDGES[need](dossier, demands, on) for need in Need if need in demands.needs - but]
    return [refusal for refusal in found if refusal]


def four_eyes(dossier: Dossier) -> list[Refusal]:
    """Return why the officers on the file are not the ones whom the rules want."""
    found = []
    if dossier.drafted_by is None or dossier.reviewed_by is None or dossier.decided_by is None:
        found.append(Refusal("officers", "Hồ sơ thiếu người soạn, người thẩm định hoặc người quyết định."))
    if dossier.reviewed_by is not None and dossier.reviewed_by == dossier.drafted_by:
        found.append(Refusal("reviewer", "Người thẩm định pháp lý phải khác người soạn."))
    if dossier.decided_by is not None and dossier.decided_by == dossier.drafted_by:
        found.append(Refusal("decider", "Người quyết định phải khác người soạn."))
    return found


def to_publish(dossier: Dossier, demands: Demands, *, on: dt.date) -> list[Refusal]:
    """Return every reason why the notice may not be public on the day ``on``, as far as its own file tells."""
    return [*missing(dossier, demands, on=on), *four_eyes(dossier)]
