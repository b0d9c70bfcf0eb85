"""Releases, their story, what the public is told of those put right or taken back, and their numbers."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core import clock
from core.events import Event

from .. import acts
from ..lifecycle import APPROVED, LABELS, PUBLIC, State


class Release(models.Model):
    """Anything that goes out (tin phát hành): one subject of one kind, approved by a second officer."""

    public_id = models.CharField("mã công khai", max_length=24, unique=True)
    kind = models.CharField("loại", max_length=30)
    subject_id = models.BigIntegerField()
    title = models.CharField("tiêu đề", max_length=300)
    state = models.CharField(
        "trạng thái", max_length=12, choices=[(state.value, label) for state, label in LABELS.items()], default=State.DRAFT
    )
    legal_basis = models.CharField("căn cứ", max_length=30, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người soạn", null=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người duyệt", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    #: The minute in which it goes out by itself; nothing is public before it.
    release_at = models.DateTimeField("hẹn phát hành lúc", null=True, blank=True, db_index=True)
    #: Until then the accredited press alone may see it.
    embargo_until = models.DateTimeField("báo chí giữ kín đến", null=True, blank=True)
    live_at = models.DateTimeField("công khai lúc", null=True, blank=True)
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    expires_at = models.DateTimeField("hết hạn lúc", null=True, blank=True)
    #: When the public last saw it change: it came, was corrected, or went.
    changed_at = models.DateTimeField("thay đổi lúc", null=True, blank=True, db_index=True)
    path = models.CharField("địa chỉ", max_length=200, blank=True)
    #: What is shown and the salt of its commitment; both are emptied when the release ends, so the ledger forgets.
    payload = models.JSONField(null=True, blank=True)
    salt = models.BinaryField(max_length=32, null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "tin phát hành"
        verbose_name_plural = "tin phát hành"
        ordering = ("-created_at", "-pk")
        permissions: ClassVar = [
            ("draft_release", "Soạn tin phát hành"),
            ("approve_release", "Duyệt tin phát hành"),
            ("publish_release", "Phát hành"),
            ("withdraw_release", "Thu hồi, đính chính tin đã phát hành"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("kind", "subject_id"),
                condition=~Q(state__in=(State.WITHDRAWN, State.EXPIRED)),
                name="press_release_one_alive_per_subject",
            ),
            models.CheckConstraint(
                name="press_release_approved_by_a_second",
                condition=~Q(state__in=sorted(APPROVED))
                | (Q(drafted_by__isnull=False, approved_by__isnull=False) & ~Q(approved_by=F("drafted_by"))),
            ),
            # A CHECK that is NULL passes, so every column named is also demanded not null.
            models.CheckConstraint(
                name="press_release_public_only_after_four_eyes",
                condition=~Q(state__in=sorted(PUBLIC))
                | (
                    Q(drafted_by__isnull=False, approved_by__isnull=False, live_at__isnull=False, changed_at__isnull=False)
                    & Q(payload__isnull=False, salt__isnull=False, legal_basis__gt="", path__gt="")
                    & ~Q(approved_by=F("drafted_by"))
                ),
            ),
            models.CheckConstraint(
                name="press_release_embargoed_until_it_goes_out",
                condition=~Q(state=State.EMBARGOED)
                | Q(embargo_until__isnull=False, release_at__isnull=False, release_at=F("embargo_until")),
            ),
            models.CheckConstraint(
                name="press_release_never_before_its_time",
                condition=~Q(state__in=sorted(PUBLIC))
                | (
                    Q(live_at__isnull=False)
                    & (Q(release_at__isnull=True) | Q(live_at__gte=F("release_at")))
                    & (Q(embargo_until__isnull=True) | Q(live_at__gte=F("embargo_until")))
                ),
            ),
            models.CheckConstraint(
                name="press_release_ended_forgets",
                condition=~Q(state__in=(State.WITHDRAWN, State.EXPIRED))
                | Q(payload__isnull=True, salt__isnull=True, ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.title}"

    @property
    def last_event(self) -> ReleaseEvent | None:
        """Return its newest event, from what was prefetched where that was done."""
        return max(self.events.all(), key=lambda event: event.pk, default=None)


class ReleaseEvent(Event):
    """One move of a release."""

    record = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="events")


class Correction(models.Model):
    """What the public is told of a release that was corrected or taken back (đính chính, thu hồi)."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="corrections")
    act = models.CharField("việc", max_length=30, choices=acts.CHOICES)
    what = models.TextField("nội dung", help_text="Người đọc thấy; không nêu tên đơn vị.")
    #: Which fields changed, `press.changes.Change` as JSON; without words, so nothing here has to be forgotten.
    changes = models.JSONField("thay đổi", default=list, blank=True)
    at = models.DateTimeField("lúc", default=clock.now)

    class Meta:
        verbose_name = "đính chính"
        verbose_name_plural = "đính chính"
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.release.public_id}: {self.act}"


class Counter(models.Model):
    """The last number that was given out, by prefix and year."""

    prefix = models.CharField(max_length=4)
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("prefix", "year"), name="press_counter_prefix_year")]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}"
