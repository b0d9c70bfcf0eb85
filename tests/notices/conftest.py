"""Builders that walk the real services, so that no notice stands here that could not stand in an office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from core import clock
from core.models import Officer
from firms.models import Arrears, Contribution, Firm, ImportBatch, Sanction, TaxCode
from notices import services
from notices.models import Notice, RelayAgreement
from press import services as press
from press.models import Release

NOTICES = ("draft_notice", "serve_notice", "review_notice", "decide_notice")
DESK = ("draft_release", "approve_release", "publish_release", "withdraw_release")
EVERY = (*(f"notices.{name}" for name in NOTICES), *(f"press.{name}" for name in DESK), "firms.confirm_payment")

TODAY = dt.date(2026, 11, 2)
LISTS = (dt.date(2026, 8, 31), dt.date(2026, 9, 30), dt.date(2026, 10, 31))


@dataclass
class Cast:
    """Lan drafts, Hoa reviews, Minh decides; each may do everything, so that only the rules stop them."""

    lan: Officer
    hoa: Officer
    minh: Officer


@pytest.fixture
def cast(hire: Callable[..., Officer]) -> Cast:
    return Cast(
        hire("lan", *EVERY, last_name="Trần", first_name="Lan"),
        hire("hoa", *EVERY, last_name="Phạm", first_name="Hoa"),
        hire("minh", *EVERY, last_name="Lê", first_name="Minh"),
    )


@dataclass
class Office:
    """Firms, lists and decisions, and the notices made of them."""

    cast: Cast

    def firm(self, name: str = "Công ty TNHH Mẫu Sao Mai", code: str = "9911111118", form: str = "TNHH1TV") -> Firm:
        firm, is_new = Firm.objects.get_or_create(name=name, defaults={"legal_form": form})
        if is_new:
            kind = "PERSONAL12" if len(code) == 12 else "ENT10"
            TaxCode.objects.create(firm=firm, code=code, kind=kind)
        return firm

    def batch(self, as_of: dt.date, *, under: str = "published", kind: str = "arrears") -> ImportBatch:
        told = {
            "published_url": f"https://bhxh.example/danh-sach/{as_of:%Y-%m}",
            "published_title": f"Danh sách chậm đóng tính đến {as_of:%d/%m/%Y}",
            "published_on": as_of + dt.timedelta(days=1),
        }
        values = {
            "state": "applied",
            "file_name": f"{kind}-{as_of}.xlsx",
            "as_of": as_of,
            "payments_until": as_of,
            "received_under": under,
            "applied_at": clock.now(),
        }
        values |= told if under == "published" else {}
        # The same file twice is one batch, as the importer has it.
        return ImportBatch.objects.get_or_create(kind=kind, sha256=f"{kind}{as_of}{under}".ljust(64, "0"), defaults=values)[0]

    def listed(self, firm: Firm, batch: ImportBatch, *, months: str = "5", total: int = 80_000_000, **more: Any) -> Arrears:
        return Arrears.objects.create(
            batch=batch, firm=firm, as_of=batch.as_of or TODAY, months=months, months_text=months, workers=12, total_vnd=total, **more
        )

    def on_lists(self, firm: Firm, *, under: str = "published") -> ImportBatch:
        batches = [
            ImportBatch.objects.filter(as_of=day, received_under=under, kind="arrears").first() or self.batch(day, under=under)
            for day in LISTS
        ]
        for batch in batches:
            self.listed(firm, batch)
        return batches[-1]

    def agreement(self) -> RelayAgreement:
        return RelayAgreement.objects.get_or_create(
            number="12/TT-BHXH",
            signed_on=dt.date(2026, 1, 5),
            defaults={"partner": "Bảo hiểm xã hội tỉnh Mẫu", "valid_from": dt.date(2026, 1, 5), "valid_to": dt.date(2028, 1, 5)},
        )[0]

    def sanction(self, firm: Firm, *, number: str = "45/QĐ-XPHC", issued: dt.date = dt.date(2026, 10, 12), **more: Any) -> Sanction:
        batch = ImportBatch.objects.filter(kind="sanctions").first() or self.batch(
            dt.date(2026, 10, 31), under="internal", kind="sanctions"
        )
        return Sanction.objects.create(
            **{
                "batch": batch,
                "firm": firm,
                "decision_no": number,
                "issued_on": issued,
                "issuer": "Chủ tịch UBND tỉnh Mẫu",
                "conduct": "TRON_DONG",
                "conduct_text": "Trốn đóng bảo hiểm xã hội bắt buộc",
                "legal_text": "Điều 43 Nghị định 283/2026/NĐ-CP",
                "form": "fine",
                "fine_vnd": 75_000_000,
                "remedies": "Buộc nộp đủ số tiền phải đóng",
            }
            | more
        )

    def due(self, firm: Firm, amount: int) -> None:
        batch = ImportBatch.objects.filter(kind="ontime").first() or self.batch(dt.date(2026, 10, 31), under="internal", kind="ontime")
        Contribution.objects.create(
            batch=batch, firm=firm, month=dt.date(2026, 9, 1), due_on=dt.date(2026, 10, 31), due_vnd=amount, paid_vnd=0
        )

    def art35(self, state: str = "published", firm: Firm | None = None) -> Notice:
        """Walk a notice on a published list to ``state``; the clock stays where the walk ends only inside `clock.at`."""
        firm = firm or self.firm()
        batch = self.on_lists(firm)
        self.agreement()
        with clock.at(dt.date(2026, 11, 2)):
            notice = services.propose(firm, batch=batch, by=self.cast.lan, because="Theo bậc 2 của chính sách.")
            if state == "candidate":
                return notice
            services.draft(notice, by=self.cast.lan, because="Đủ căn cứ.")
            if state == "drafted":
                return notice
            services.serve(
                notice, by=self.cast.lan, because="Đã giao.", served_on=dt.date(2026, 11, 2), mode="in_person", proof="Biên bản 01/BB-TĐ"
            )
        if state == "served":
            return notice
        with clock.at(AFTER_TERM):
            services.lapse(notice, by=None)
            return self._finish(notice, state)

    def art72(self, state: str = "published", firm: Firm | None = None, **more: Any) -> Notice:
        """Walk a notice on a decision to ``state``."""
        firm = firm or self.firm()
        sanction = self.sanction(firm, **more)
        with clock.at(dt.date(2026, 11, 2)):
            notice = services.propose(firm, sanction=sanction, by=self.cast.lan, because="Theo đề nghị của người ký.")
            services.draft(
                notice,
                by=self.cast.lan,
                because="Đủ căn cứ.",
                consequence="Ảnh hưởng đến quyền lợi của 120 lao động, gây dư luận xấu trong khu công nghiệp.",
                request_no="77/UBND-NC",
                request_on=dt.date(2026, 10, 30),
                request_received_on=dt.date(2026, 11, 2),
            )
            if state == "drafted":
                return notice
            services.serve(
                notice, by=self.cast.lan, because="Đã giao.", served_on=dt.date(2026, 10, 14), mode="post", proof="Giấy báo phát VN123"
            )
            return notice if state == "served" else self._finish(notice, state)

    def _finish(self, notice: Notice, state: str) -> Notice:
        if state == "silent":
            return notice
        services.review(notice, by=self.cast.hoa, because="Hồ sơ đúng trình tự.")
        if state == "reviewed":
            return notice
        services.decide(notice, by=self.cast.minh, because="Công khai theo chính sách.")
        if state == "decided":
            return notice
        release = services.prepare_release(notice, by=self.cast.lan, because="Chuyển bàn truyền thông.")
        press.approve(release, by=self.cast.minh, because="Đã đối chiếu.")
        if state == "approved":
            notice.refresh_from_db()
            return notice
        press.release(release, by=self.cast.minh, because="Đến giờ.")
        notice.refresh_from_db()
        return notice


def release_of(notice: Notice) -> Release:
    """Return the release of a notice that is not over."""
    return Release.objects.get(kind="notice", subject_id=notice.pk)


def shown(notice: Notice) -> dict[str, Any]:
    """Return what the public is shown of a notice."""
    return release_of(notice).payload or {}


#: Ten working days after 2 November 2026 end on the 16th, a Monday; this is the day after.
TERM_ENDS = dt.date(2026, 11, 16)
AFTER_TERM = dt.date(2026, 11, 17)


@pytest.fixture
def office(db: None, cast: Cast) -> Office:
    return Office(cast)
