"""The public ledger and its head."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from core import chain, clock

from .. import acts


class LedgerEntry(models.Model):
    """One public act in the hash chain (nhật ký công khai): never a name, a tax code or free text."""

    seq = models.PositiveBigIntegerField(primary_key=True)
    at = models.CharField(max_length=25)
    act = models.CharField(max_length=30, choices=acts.CHOICES)
    public_id = models.CharField(max_length=24, db_index=True)
    legal_basis = models.CharField(max_length=30)
    commitment = models.CharField(max_length=64)
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = "mục nhật ký công khai"
        verbose_name_plural = "nhật ký công khai"
        ordering = ("seq",)

    def __str__(self) -> str:
        return f"{self.seq} {self.act} {self.public_id}"

    @property
    def moment(self) -> dt.datetime:
        """Return when it happened."""
        return dt.datetime.fromisoformat(self.at)

    def as_published(self) -> dict[str, Any]:
        """Return the entry as anyone may download it, the fields of its hash and the hash."""
        return {
            "v": chain.VERSION,
            "seq": self.seq,
            "at": self.at,
            "act": self.act,
            "public_id": self.public_id,
            "legal_basis": self.legal_basis,
            "commitment": self.commitment,
            "prev": self.prev,
            "hash": self.hash,
        }


class DailyHead(models.Model):
    """The end of the chain as it was published on one day (mã băm công bố trong ngày); never changed.

    Whoever noted it can tell later that nothing before it was cut or rewritten.
    """

    day = models.DateField("ngày", primary_key=True)
    seq = models.PositiveBigIntegerField("số mục")
    hash = models.CharField("mã băm của mục cuối", max_length=64)
    at = models.DateTimeField("công bố lúc", default=clock.now)

    class Meta:
        verbose_name = "mã băm công bố trong ngày"
        verbose_name_plural = "mã băm công bố trong ngày"
        ordering = ("-day",)

    def __str__(self) -> str:
        return f"{self.day} {self.seq} {self.hash}"

    def as_published(self) -> dict[str, Any]:
        """Return the head as anyone may download it."""
        return {"day": self.day.isoformat(), "seq": self.seq, "hash": self.hash}


class LedgerHead(models.Model):
    """The end of the chain: one row, locked by whoever appends."""

    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=chain.GENESIS)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(name="press_ledger_head_one_row", condition=Q(pk=1))]

    def __str__(self) -> str:
        return f"{self.seq} {self.hash}"
