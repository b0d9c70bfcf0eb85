"""What the media are told of a round: counts, causes and where to read on; nobody is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings

from core.charts import Series
from core.money import number
from press.stories import Figure, Graph, Grid, Source, Story, Tone

from ..models import BASIS_LABELS, NamingRound
from ..rules import Basis
from .causes import LABELS, Cause

_SUMS = {"total_vnd": ("Tổng số tiền chậm đóng", "đồng"), "workers": ("Số lao động", "người"), "fine_vnd": ("Tổng mức phạt", "đồng")}


def story(a_round: NamingRound, shown: Mapping[str, Any]) -> Story:
    """Return the story of what is ``shown`` of a round."""
    listed = a_round.legal_basis == Basis.BHXH_ART35
    counts, source = shown.get("counts", {}), shown.get("source", {})
    causes = [(LABELS[Cause(each["cause"])], each["number"]) for each in shown.get("causes", [])]
    return Story(
        tone=Tone.LISTED if listed else Tone.SANCTIONED,
        title=f"Đợt công khai số {a_round.code}: {_what(a_round, counts)}",
        lead=_lead(a_round, counts, source),
        brief=f"{_lead(a_round, counts, source)} Nội dung đầy đủ có trên cổng thông tin.",
        basis=BASIS_LABELS[Basis(a_round.legal_basis)],
        paragraphs=list(_paragraphs(causes, listed=listed)),
        spoken=[
            f"{settings.AUTHORITY} thông báo đợt công khai số {a_round.number} năm {a_round.year}.",
            f"Đợt này gồm {_what(a_round, counts)}. Nội dung có trên cổng thông tin.",
            "Không có tên trong đợt này không có nghĩa là đơn vị đã đóng đủ.",
        ],
        figures=[Figure(label, counts[name], unit) for name, (label, unit) in _SUMS.items() if counts.get(name)],
        grid=Grid("Nguyên nhân", ["Nguyên nhân", "Số thông tin"], [[label, count] for label, count in causes]) if causes else None,
        graph=_graph(causes),
        sources=_sources(a_round, source),
        as_of=_day(shown.get("as_of")),
    )


def _what(a_round: NamingRound, counts: Mapping[str, Any]) -> str:
    count = number(counts.get("standing", 0))
    if a_round.relays_a_list:
        return f"danh sách {count} dòng do cơ quan bảo hiểm xã hội công khai"
    if a_round.legal_basis == Basis.BHXH_ART35:
        return f"{count} thông tin về đơn vị có tên trong danh sách của cơ quan bảo hiểm xã hội"
    return f"{count} quyết định xử phạt vi phạm hành chính"


def _lead(a_round: NamingRound, counts: Mapping[str, Any], source: Mapping[str, Any]) -> str:
    if a_round.relays_a_list:
        on = _day(source.get("on"))
        return (
            f"{settings.AUTHORITY} đăng lại đường dẫn đến “{source.get('title', '')}” do cơ quan bảo hiểm xã hội công khai"
            f"{f' ngày {on:%d/%m/%Y}' if on else ''}; danh sách có {number(counts.get('standing', 0))} dòng."
        )
    return f"{settings.AUTHORITY} công khai {_what(a_round, counts)}."


def _paragraphs(causes: list[tuple[str, int]], *, listed: bool) -> Iterator[str]:
    if causes:
        yield f"Theo nguyên nhân: {'; '.join(f'{label}: {number(count)}' for label, count in causes)}."
    yield (
        "Thông tin về một đơn vị được gỡ ngay khi cơ quan bảo hiểm xã hội xác nhận đơn vị đã nộp đủ."
        if listed
        else "Khi đơn vị khắc phục xong, ngày khắc phục được ghi trên trang công khai."
    )
    yield "Không có tên trong đợt này không có nghĩa là đơn vị đã đóng đủ."


def _graph(causes: list[tuple[str, int]]) -> Graph | None:
    if len(causes) < 2:
        return None
    told = "; ".join(f"{label}: {count}" for label, count in causes)
    return Graph(
        "Số thông tin theo nguyên nhân", told, [label for label, _ in causes], [Series("Số thông tin", [count for _, count in causes])]
    )


def _sources(a_round: NamingRound, source: Mapping[str, Any]) -> list[Source]:
    if source:
        return [Source(source.get("title", ""), source.get("url", ""), _day(source.get("on")))]
    return [Source(f"Trang công khai của đợt số {a_round.code}", settings.BASE_URL + a_round.path, a_round.released_on)]


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
