"""A small world: firms that paid two years on time, one with a branch, and one that did not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from core import clock
from core.models import Commune, Officer, Province
from firms.models import Contribution, Firm, FirmStatus, Headcount, ImportBatch, LegalForm, Source, TaxCode
from firms.rules import add_months
from press import services as press
from press.models import Release
from recognition import services
from recognition.models import Round, Scheme

AS_OF = dt.date(2026, 10, 31)
GOOD, PARENT, PERSON, LATE = (
    "Công ty TNHH Mẫu Sao Mai",
    "Công ty Cổ phần Mẫu Bình Minh",
    "Hộ kinh doanh Mẫu Nguyễn Thị Đào",
    "Công ty Mẫu Trễ Hẹn",
)
MONTHS = [add_months(dt.date(2026, 9, 1), -step) for step in range(24)]


@dataclass(frozen=True)
class Small:
    """The firms by what they are."""

    good: Firm
    parent: Firm
    branch: Firm
    person: Firm
    late: Firm


@pytest.fixture
def small(db: None) -> Small:
    """Build the firms with the figures that the screens read."""
    commune = Commune.objects.create(province=Province.objects.filter(scheme="34").earliest("pk"), name="Xã Mẫu Hòa Bình")
    batch = ImportBatch.objects.create(
        kind="ontime", state="applied", file_name="mau.csv", sha256="0" * 64, as_of=AS_OF, payments_until=AS_OF, applied_at=clock.now()
    )

    def firm(
        name: str, code: str, kind: str = "ENT10", *, good: bool = True, parent: Firm | None = None, form: str = LegalForm.OTHER
    ) -> Firm:
        made = Firm.objects.create(name=name, status=FirmStatus.ACTIVE, commune=commune, parent=parent, legal_form=form)
        TaxCode.objects.create(firm=made, code=code, kind=kind)
        Contribution.objects.bulk_create(
            Contribution(
                batch=batch,
                firm=made,
                month=month,
                due_on=add_months(month, 2) - dt.timedelta(days=1),
                paid_on=add_months(month, 1) if good else add_months(month, 3),
                due_vnd=10,
                paid_vnd=10,
            )
            for month in MONTHS
        )
        for source, column in ((Source.REGISTER, "employed"), (Source.AGENCY, "insured")):
            Headcount.objects.create(batch=batch, firm=made, source=source, month=dt.date(2026, 10, 1), counted_on=AS_OF, **{column: 40})
        return made

    parent = firm(PARENT, "9910000022")
    return Small(
        good=firm(GOOD, "9910000011"),
        parent=parent,
        branch=firm("Chi nhánh Công ty Cổ phần Mẫu Bình Minh", "9910000022-001", "BRANCH13", parent=parent, form=LegalForm.BRANCH),
        person=firm(PERSON, "099999123456", "PERSONAL12", form=LegalForm.HOUSEHOLD),
        late=firm(LATE, "9910000033", good=False),
    )


@dataclass(frozen=True)
class Cast:
    """Lan drafts, Minh decides and releases."""

    lan: Officer
    minh: Officer


@pytest.fixture
def cast(hire: Callable[..., Officer]) -> Cast:
    """Hire the two officers that a round needs."""
    lan = hire("lan", "recognition.draft_round", "press.draft_release", last_name="Trần", first_name="Lan")
    desk = [f"press.{name}" for name in ("approve_release", "publish_release", "withdraw_release")]
    return Cast(lan, hire("minh", "recognition.decide_round", *desk, last_name="Lê", first_name="Minh"))


@pytest.fixture
def make(small: Small, cast: Cast) -> Callable[..., Round]:
    """Return a builder that walks a round through the real services to the state asked for."""

    def make(state: str = "published") -> Round:
        scheme = Scheme.objects.get(code="dong-dung-han")
        made = services.draft(scheme, title="Biểu dương quý IV năm 2026", as_of=AS_OF, by=cast.lan, because="Theo kế hoạch.")
        steps: dict[str, Callable[[], object]] = {
            "screened": lambda: services.screen(made, by=cast.lan, because="Rà soát."),
            "confirmed": lambda: services.confirm(
                made, letter_no="12/BHXH-TST", letter_on=clock.today(), by=cast.lan, because="Đã có văn bản."
            ),
            "decided": lambda: services.decide(made, by=cast.minh, because="Đồng ý."),
            "published": lambda: publish(made, cast),
        }
        for name, step in steps.items():
            if made.state == state:
                break
            step()
            made.refresh_from_db()
            assert made.state == name
        return made

    return make


def publish(made: Round, cast: Cast) -> Release:
    """Send a decided round through the media desk."""
    release = services.prepare_release(made, by=cast.lan, because="Trình phát hành.")
    press.approve(release, by=cast.minh, because="Đã đối chiếu.")
    return press.release(release, by=cast.minh, because="Đến giờ.")
