"""The desk's own figures: what went out, what was taken back, what the media made of it, how the press was answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, F
from django.db.models.functions import TruncDate

from core import clock

from .. import kinds
from ..acts import Act
from ..impact import Figure
from ..media_lifecycle import Asked, Carried
from ..models import Clipping, Correction, PressQuestion, Release


def figures(start: dt.date, end: dt.date) -> Iterator[Figure]:
    """Yield the desk's figures of the days ``start <= day < end``."""
    first, last = _midnight(start), _midnight(end)
    out = Release.objects.filter(live_at__gte=first, live_at__lt=last)
    for code, count in out.order_by("kind").values_list("kind").annotate(Count("pk")):
        yield Figure(f"Đã công khai: {kinds.get(code).label}", count, "tin", "Đếm tin phát hành có giờ công khai trong kỳ.")
    told = Correction.objects.filter(at__gte=first, at__lt=last)
    yield Figure("Đã đính chính", told.filter(act=Act.CORRECTED).count(), "lần", "Đếm dòng trên trang Đính chính và thu hồi trong kỳ.")
    yield Figure("Đã thu hồi", told.filter(act=Act.WITHDRAWN).count(), "tin", "Đếm dòng trên trang Đính chính và thu hồi trong kỳ.")
    carried = Clipping.objects.filter(carried_on__gte=start, carried_on__lt=end)
    wrong = (Carried.WRONG, Carried.ASKED, Carried.CORRECTED, Carried.DECLINED)
    yield Figure("Bài báo đã ghi", carried.count(), "bài", "Đếm điểm báo có ngày đăng, phát trong kỳ; chỉ gồm bài cán bộ đã ghi.")
    yield Figure("Trong đó đưa sai hoặc không còn đúng", carried.filter(state__in=wrong).count(), "bài", "Điểm báo đã đối chiếu là sai.")
    yield Figure("Báo đã cải chính", carried.filter(state=Carried.CORRECTED).count(), "bài", "Điểm báo có ghi nhận báo đã cải chính.")
    sent = PressQuestion.objects.filter(state=Asked.SENT, sent_at__gte=first, sent_at__lt=last)
    in_time = sent.annotate(sent_on=TruncDate("sent_at", tzinfo=clock.VIETNAM)).filter(sent_on__lte=F("due_on"))
    yield Figure("Câu hỏi báo chí đã trả lời", sent.count(), "câu", "Đếm câu hỏi có giờ gửi trả lời trong kỳ.")
    yield Figure("Trong đó đúng hạn", in_time.count(), "câu", "Ngày gửi trả lời không sau hạn trả lời đã ghi khi nhận.")


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, clock.VIETNAM)
