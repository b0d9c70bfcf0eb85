"""Who asked to be told: readers with a confirmed address, the press, and other machines."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from core import clock, sealing
from core.events import Event
from core.models import Commune

_ROOM = "press"


def address_name(address: str) -> str:
    """Return the name by which an address is found again; it says nothing without the key."""
    return sealing.name(_ROOM, "address", address.strip().casefold())


class Subscriber(models.Model):
    """Somebody who asked for news by e-mail (người nhận tin); the address is sealed and stands nowhere else."""

    class State(models.TextChoices):
        ASKED = "asked", "Chờ xác nhận"
        CONFIRMED = "confirmed", "Đang nhận tin"
        BOUNCED = "bounced", "Địa chỉ không nhận được thư"

    class Language(models.TextChoices):
        VIETNAMESE = "vi", "Tiếng Việt"
        ENGLISH = "en", "English"

    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    sealed_address = models.BinaryField()
    name = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.VIETNAMESE)
    #: Sections of releases, sections of industries; an empty list means every one. So do no communes.
    topics = models.JSONField(default=list)
    industries = models.JSONField(default=list)
    communes = models.ManyToManyField(Commune, blank=True, related_name="+")
    #: What was chosen last and waits for the click that proves the address; it changes nothing until then.
    asked = models.JSONField(default=dict)
    asked_at = models.DateTimeField(default=clock.now)
    asked_times = models.PositiveIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "người nhận tin"
        verbose_name_plural = "người nhận tin"
        permissions: ClassVar = [("manage_readers", "Xem số người nhận tin, xóa theo yêu cầu")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="press_subscriber_confirmed_says_when", condition=~models.Q(state="confirmed") | models.Q(confirmed_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"người nhận tin {self.pk}"

    @property
    def address(self) -> str:
        """Return the address in clear, for the envelope of a letter alone."""
        return str(sealing.unseal(_ROOM, self.sealed_address))

    @address.setter
    def address(self, address: str) -> None:
        self.sealed_address, self.name = sealing.seal(_ROOM, address.strip()), address_name(address)


class PressContact(models.Model):
    """A journalist or desk of a medium (đầu mối báo chí) that gets every release."""

    medium = models.CharField("cơ quan báo chí", max_length=120)
    person = models.CharField("người liên hệ", max_length=120)
    email = models.EmailField("thư điện tử", unique=True)
    phone = models.CharField("điện thoại", max_length=30, blank=True)
    is_accredited = models.BooleanField("được nhận tin sớm", default=False, help_text="Có thẻ nhà báo, đã đăng ký với bàn truyền thông.")
    is_active = models.BooleanField("đang liên hệ", default=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)

    class Meta:
        verbose_name = "đầu mối báo chí"
        verbose_name_plural = "đầu mối báo chí"
        ordering = ("medium", "person")
        permissions: ClassVar = [("manage_contacts", "Quản lý đầu mối báo chí")]

    #: How a contact stands, in words; only who is accredited may be given early copies.
    STANDINGS: ClassVar[dict[str, str]] = {"early": "được nhận tin sớm", "listed": "đang liên hệ", "gone": "thôi liên hệ"}

    def __str__(self) -> str:
        return f"{self.medium}: {self.person}"

    @property
    def standing(self) -> str:
        """Return how the contact stands: a key of `STANDINGS`."""
        return "gone" if not self.is_active else "early" if self.is_accredited else "listed"


class PressContactEvent(Event):
    """A press contact added or changed: by whom and why, and whether early copies may be given since."""

    record = models.ForeignKey(PressContact, on_delete=models.CASCADE, related_name="events")


class Hook(models.Model):
    """Another machine that is called on each public act (webhook), with a signature by a secret of its own."""

    name = models.CharField("nơi nhận", max_length=120)
    url = models.URLField("địa chỉ", max_length=500)
    sealed_secret = models.BinaryField()
    is_active = models.BooleanField("đang dùng", default=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "webhook"
        verbose_name_plural = "webhook"
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def secret(self) -> str:
        """Return the secret that signs the calls."""
        return str(sealing.unseal(_ROOM, self.sealed_secret))

    @secret.setter
    def secret(self, secret: str) -> None:
        self.sealed_secret = sealing.seal(_ROOM, secret)
