"""What the media are told of a round of praise: on time up to a month, by the figures of a day, and never an award of the law."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from core.charts import Series
from core.money import number
from press.stories import Figure, Graph, Grid, Source, Story, Tone

from . import public
from .lifecycle import State
from .models import Round

BASIS = (
    "Tiêu chí biểu dương do cơ quan công khai đặt ra và công bố; danh sách được cơ quan bảo hiểm xã hội xác nhận bằng văn bản. "
    "Đây là việc thông tin trên cổng thông tin, không phải hình thức khen thưởng theo Luật Thi đua, khen thưởng."
)
#: More names than these make no picture and no loudspeaker better; then their number stands for them.
_READ_OUT = 12


def story(praised: Round, shown: Mapping[str, Any]) -> Story:
    """Return the story of what is ``shown`` of a round, without whom something public names by now."""
    items = _standing(praised, shown)
    until, as_of = dt.date.fromisoformat(f"{shown['until_month']}-01"), dt.date.fromisoformat(shown["as_of"])
    counted = Counter(item["tier"] for item in items)
    tiers = {tier["label"]: counted[tier["label"]] for tier in praised.scheme.tiers if counted[tier["label"]]}
    count = number(len(items))
    names = [item["name"] for item in items]
    on_time = f"đóng đủ, đúng hạn bảo hiểm xã hội, bảo hiểm y tế, bảo hiểm thất nghiệp đến hết tháng {until:%m/%Y}"
    told = f"{on_time}, số liệu tính đến ngày {as_of:%d/%m/%Y}"
    confirmed = f"{praised.confirmed_no} ngày {praised.confirmed_on:%d/%m/%Y}" if praised.confirmed_on else praised.confirmed_no
    return Story(
        tone=Tone.PRAISE,
        title=f"Biểu dương {count} đơn vị đóng đủ, đúng hạn đến hết tháng {until:%m/%Y}",
        lead=f"{settings.AUTHORITY} biểu dương {count} đơn vị {told}.",
        brief=f"{count} đơn vị {told}. Danh sách đầy đủ và thư biểu dương điện tử có trên cổng thông tin.",
        basis=BASIS,
        paragraphs=[
            f"Danh sách thuộc đợt “{praised.title}”, lập theo tiêu chí “{shown['scheme']}”, được cơ quan bảo hiểm xã hội xác nhận "
            f"tại văn bản số {confirmed}.",
            *([f"Theo quy mô: {'; '.join(f'{tier.lower()}: {number(each)} đơn vị' for tier, each in tiers.items())}."] if tiers else []),
            "Mỗi đơn vị có thư biểu dương điện tử; quét mã QR hoặc nhập số thư trên cổng thông tin để biết thư còn hiệu lực hay không. "
            "Thư tạm dừng hiệu lực ngay khi có thông tin công khai về đơn vị theo quy định của pháp luật.",
            f"Việc biểu dương nói về thời gian đến hết tháng {until:%m/%Y} và không xác nhận việc đóng của các tháng sau. Không có tên "
            "trong danh sách không có nghĩa là đơn vị đóng không đúng hạn.",
        ],
        spoken=[
            f"{settings.AUTHORITY} biểu dương {count} đơn vị {told}.",
            *([f"Các đơn vị gồm: {'; '.join(names)}."] if len(names) <= _READ_OUT else []),
            "Đóng đủ, đúng hạn là bảo đảm quyền lợi ốm đau, thai sản, hưu trí của người lao động. Danh sách đầy đủ có trên cổng thông tin.",
        ],
        names=names,
        figures=[Figure("Số đơn vị được biểu dương", len(items), "đơn vị")],
        grid=Grid(
            "Danh sách biểu dương",
            ["Số thư", "Tên đơn vị", "Mã số thuế", "Xã, phường", "Quy mô", "Đúng hạn đến hết tháng"],
            [
                [item["serial"], item["name"], item["tax_code"], item["commune"], item["tier"], f"{until:%m/%Y}"]
                for item in sorted(items, key=lambda item: item["serial"])
            ],
            in_text={1: 5.0, 3: 2.0, 4: 2.0},
        ),
        graph=Graph(
            "Đơn vị được biểu dương, theo quy mô",
            "; ".join(f"{tier}: {each} đơn vị" for tier, each in tiers.items()),
            list(tiers),
            [Series("Số đơn vị", list(tiers.values()))],
        )
        if tiers
        else None,
        sources=[Source(f"Văn bản xác nhận của cơ quan bảo hiểm xã hội số {praised.confirmed_no}", on=praised.confirmed_on)],
        as_of=as_of,
        until=until,
    )


def _standing(praised: Round, shown: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the firms of the list whose praise stands: once it is public, those that the public sees now."""
    items: list[Mapping[str, Any]] = shown["items"]
    if praised.state != State.PUBLISHED:
        return items
    seen = set(public.visible().filter(round=praised).values_list("certificate__serial", flat=True))
    return [item for item in items if item["serial"] in seen]
