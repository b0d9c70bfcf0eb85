"""A kind of release whose subject is an agency: small enough to see the media desk at work and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from core.errors import Refusal
from core.models import Agency, Officer
from press import kinds, services
from press.kinds import AT_HOME, Channel, Ending, Reach, Text
from press.models import Release
from press.stories import Story, Tone

DESK = ("draft_release", "approve_release", "publish_release", "withdraw_release")


@dataclass
class Letters:
    """Releases of agencies; the test decides what is wrong with them."""

    code: str = "letter"
    prefix: str = "TX"
    label: str = "Thư ngỏ"
    section: str = "thu-ngo"
    may_be_embargoed: bool = True
    fields: Mapping[str, str] = field(default_factory=lambda: {"items": "Đơn vị", "as_of": "Số liệu tính đến ngày"})
    as_of: str = "2026-10-31"
    is_told_in_full: bool = False
    concerns: Reach = field(default_factory=Reach)
    wrong: list[Refusal] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    ends: dt.datetime | None = None
    done: list[tuple[str, int]] = field(default_factory=list)

    def subject(self, key: int) -> Agency:
        return Agency.objects.select_for_update().get(pk=key)

    def checks(self, subject: Agency, now: dt.datetime) -> Sequence[Refusal]:
        return self.wrong

    def go_live(self, subject: Agency, release: Release) -> None:
        self.done.append(("live", subject.pk))

    def take_down(self, subject: Agency, release: Release, how: Ending, because: str) -> None:
        self.done.append((how.value, subject.pk))

    def legal_basis(self, subject: Agency) -> str:
        return "THU_NGO"

    def expires_at(self, subject: Agency, now: dt.datetime) -> dt.datetime | None:
        return self.ends

    def visible(self, keys: Collection[int]) -> set[int]:
        return set(keys) - self.hidden

    def payload(self, subject: Agency) -> dict[str, Any]:
        return {"items": [{"name": subject.name}], "as_of": self.as_of}

    def urls(self, subject: Agency, release: Release) -> Sequence[str]:
        return [f"/thu-ngo/{release.public_id}/"]

    def texts(self, subject: Agency, channel: Channel) -> Text:
        named = channel in AT_HOME or self.is_told_in_full
        return Text(
            f"Thư ngỏ gửi {subject.name}" if named else "Thư ngỏ", "Tóm tắt của thư.", f"1. {subject.name}" if self.is_told_in_full else ""
        )

    def reach(self, subject: Agency) -> Reach:
        return self.concerns

    def story(self, subject: Agency, shown: Mapping[str, Any]) -> Story:
        return Story(Tone.NEWS, "Thư ngỏ", f"Gửi {shown['items'][0]['name']}.", "Có một thư ngỏ.", "Theo kế hoạch công tác năm.")

    def file(self, subject: Agency) -> str:
        return f"/quan-tri/thu-ngo/{subject.pk}/"


@pytest.fixture
def letters() -> Iterator[Letters]:
    """Register the kind for one test."""
    kind = Letters()
    kinds.register(kind)
    yield kind
    kinds.forget(kind.code)


@pytest.fixture
def desk(hire: Callable[..., Officer]) -> tuple[Officer, Officer]:
    """Lan drafts and Minh decides; each may do everything at the desk."""
    every = [f"press.{codename}" for codename in DESK]
    return hire("lan", *every, last_name="Trần", first_name="Lan"), hire("minh", *every, last_name="Lê", first_name="Minh")


Make = Callable[..., Release]


@pytest.fixture
def make(letters: Letters, desk: tuple[Officer, Officer]) -> Make:
    """Return a builder that walks a release through the real services to the state asked for."""
    lan, minh = desk

    def make(state: str = "live", name: str = "Công ty Mẫu Sao Mai") -> Release:
        agency, _ = Agency.objects.get_or_create(code=name.lower().replace(" ", "-")[:40], defaults={"name": name, "kind": "khac"})
        release = services.draft("letter", agency, by=lan, because="Theo kế hoạch.")
        if state != "draft":
            services.approve(release, by=minh, because="Đã đối chiếu.")
        if state not in ("draft", "approved"):
            services.release(release, by=minh, because="Đến giờ.")
        if state == "withdrawn":
            services.withdraw(release, by=minh, because="Nhầm.", what="Số liệu chưa chính xác.")
        return release

    return make
