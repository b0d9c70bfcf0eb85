"""Who is told in the fictional province, and what became of it: letters that arrived, a newspaper's task, a webhook that was refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from core import clock
from core.models import Commune, Officer
from press import sweeps
from press.acts import Act
from press.delivering import State
from press.kinds import Channel
from press.models import Delivery, Hook, PressContact, Release, Subscriber
from press.outbox import services
from press.readers import services as readers
from press.readers.services import Choice

Cast = Mapping[str, Officer]
_CONTACTS = (
    ("Báo Minh Họa", "Nguyễn Thu Giang", "giang@baominhhoa.example", True),
    ("Đài PT-TH Minh Họa", "Trịnh Quốc Huy", "huy@ptthminhhoa.example", True),
    ("Báo Lao động và Đời sống", "Vũ Hải Yến", "yen@laodongdoisong.example", False),
)
_READERS = (
    ("congnhan.a@thu.example", Choice()),
    ("ketoan.b@thu.example", Choice(topics=("bieu-duong",))),
    ("nhanvien.c@thu.example", Choice(topics=("cong-khai", "bieu-duong"), industries=("C",))),
    ("reader.d@mail.example", Choice(language="en")),
)
_MEDIUM = "Báo Minh Họa"


def audience(cast: Cast) -> None:
    """Let readers and the press be there before anything goes out; a reader who never confirmed is among them."""
    if PressContact.objects.exists():
        return
    with clock.at(dt.date(2026, 11, 2)):
        for medium, person, email, is_accredited in _CONTACTS:
            PressContact.objects.create(medium=medium, person=person, email=email, is_accredited=is_accredited)
        commune = Commune.objects.filter(firms__isnull=False).order_by("pk").first()
        for address, choice in (*_READERS, ("xa.e@thu.example", Choice(communes=(commune.pk,) if commune else ()))):
            readers.ask(address, choice)
        for reader in Subscriber.objects.all():
            readers.confirm(reader)
        readers.ask("chua.xac.nhan@thu.example", Choice())
        services.open_by_itself(Channel.NEWSPAPER, _MEDIUM, by=cast["minh"], because="Báo của tỉnh đăng mọi tin theo thỏa thuận phối hợp.")
        if not Hook.objects.exists():
            services.add_hook("Cổng dữ liệu mở (địa chỉ thử)", "https://localhost/nhan-tin", by=cast["minh"], because="Thử kết nối.")


def first_news(cast: Cast) -> None:
    """Carry the first notices, and take the one that is withdrawn later to the newspaper, so that its retraction goes there, too."""
    if Delivery.objects.exclude(dispatch=None).exists():
        return
    with clock.at(dt.date(2026, 11, 7)):
        _send()
    newest = Release.objects.filter(kind="notice", state="live").order_by("-pk")[0]
    task = Delivery.objects.get(state=State.TASK, channel=Channel.NEWSPAPER, dispatch__release=newest)
    with clock.at(dt.date(2026, 11, 9)):
        services.hand_over(
            task,
            by=cast["lan"],
            because="Gửi báo theo thỏa thuận.",
            letter_no="331/SNV-LĐVL",
            letter_on=dt.date(2026, 11, 9),
            person="Nguyễn Thu Giang",
        )


def carry(cast: Cast) -> None:
    """Carry what was released and taken back since, print one item, and leave a retraction that the newspaper is still to be asked for."""
    if Delivery.objects.filter(state=State.SENT, task__isnull=False).exists():
        return
    with clock.at(dt.date(2026, 11, 20)):
        _send()
    lan = cast["lan"]
    for number, task in enumerate(Delivery.objects.filter(state=State.TASK, dispatch__act=Act.PUBLISHED).order_by("pk")[:2]):
        with clock.at(dt.date(2026, 11, 20)):
            task = services.hand_over(
                task,
                by=lan,
                because="Gửi báo theo thỏa thuận.",
                letter_no=f"{340 + number}/SNV-LĐVL",
                letter_on=dt.date(2026, 11, 20),
                person="Nguyễn Thu Giang",
            )
        if number == 0:
            with clock.at(dt.date(2026, 11, 21)):
                services.prove(task, by=lan, because="Báo đã đăng, trang 3.", carried_on=dt.date(2026, 11, 21))


def _send() -> None:
    sweeps.spread()
    sweeps.send()
    sweeps.mail()
