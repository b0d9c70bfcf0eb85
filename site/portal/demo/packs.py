"""Press packs that officers took, and to whom they went: of the round of praise, of a notice, and of one that was taken back later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from core import clock
from core.models import Officer
from press import public
from press.kinds import Channel
from press.models import Handover, MadePack, PressContact, Release
from press.pack import handing, making

Cast = Mapping[str, Officer]


def hand_on(cast: Cast) -> None:
    """Hand the files of the newest notice to two newsrooms, by e-mail and in person: its withdrawal then goes to both."""
    if Handover.objects.exists():
        return
    release = Release.objects.filter(kind="notice", state="live").order_by("-pk")[0]
    with clock.at(dt.date(2026, 11, 9)):
        making.make(release, by=cast["lan"], key="docx")
        pack = MadePack.objects.get(release=release)
        handing.note(
            pack,
            by=cast["lan"],
            because="Báo đề nghị cung cấp văn bản.",
            channel=Channel.EMAIL,
            how="Gửi kèm thư từ hộp thư của Sở.",
            handed_on=dt.date(2026, 11, 9),
            contact=PressContact.objects.get(email="giang@baominhhoa.example"),
        )
        handing.note(
            pack,
            by=cast["lan"],
            because="Đài đề nghị tại buổi giao ban báo chí.",
            channel=Channel.BROADCAST,
            how="Đưa bản in tại buổi giao ban báo chí.",
            handed_on=dt.date(2026, 11, 9),
            medium="Đài Phát thanh và Truyền hình Minh Họa",
            person="Trịnh Quốc Huy",
        )


def take(cast: Cast) -> None:
    """Let an officer take the whole pack of the newest praise, and the press release of the newest warning."""
    if MadePack.objects.filter(release__kind="honour_round").exists():
        return
    for kind, key, day in (("honour_round", "", dt.date(2026, 11, 11)), ("notice", "docx", dt.date(2026, 11, 20))):
        with clock.at(day):
            making.make(public.live(kind)[0], by=cast["lan"], key=key)
