"""The registers that the media desk gives away itself: releases, corrections, the public ledger, and the figures of coverage."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Collection, Iterator, Mapping

from django.conf import settings

from core.text import gettext_noop as _
from firms import public as firms
from firms import vsic
from firms.models import Dimension, Statistic

from .. import acts, public
from ..lifecycle import PUBLIC
from ..models import Correction, LedgerEntry, OpenChange, Release
from .places import MONTH, NUMBER, WORD
from .registers import Days, Field, Key, Pair, Record, Register, Rows, Type, chosen, moment

_AT_ONCE = 200


class Releases:
    """Everything that is public now, newest first; hidden subjects are left out, as in the feeds."""

    place = (NUMBER,)

    def rows(self, after: Key | None = None, limit: int | None = None) -> Iterator[Pair]:
        """Yield what is public behind ``after``."""
        last = after[0] if after else None
        while some := self._some(last):
            for release, item in zip(some, public.items(some), strict=True):
                if not item.is_gone:
                    yield (release.pk,), _release(release, item)
            last = some[-1].pk

    def _some(self, last: int | None) -> list[Release]:
        found = public.live().order_by("-pk")
        return list((found if last is None else found.filter(pk__lt=last))[:_AT_ONCE])

    def find(self, key: str) -> Record | None:
        """Return one release."""
        found = list(public.live().filter(public_id=key))
        return next((_release(found[0], item) for item in public.items(found) if not item.is_gone), None)

    def marks(self, keys: Collection[str] | None = None) -> Iterator[tuple[str, str]]:
        """Yield the visible releases with the moment of their last change."""
        for found in chosen(public.live(), "public_id", keys):
            live = list(found.order_by().values_list("kind", "subject_id", "public_id", "changed_at"))
            seen = public.seen((kind, subject) for kind, subject, *_rest in live)
            yield from ((public_id, str(changed_at)) for kind, subject, public_id, changed_at in live if (kind, subject) in seen)

    def days(self) -> Days:
        """Return the days on which the first and the last of them went out."""
        return _RELEASE_DAYS.days()


def _release(release: Release, item: public.Item) -> Record:
    return {
        "id": item.public_id,
        "kind": release.kind,
        "kind_label": item.kind,
        "url": settings.BASE_URL + item.path,
        "title": item.title,
        "summary": item.summary,
        "legal_basis": release.legal_basis,
        "state": item.state.value,
        "published_at": moment(item.live_at),
        "changed_at": moment(item.changed_at),
        "expires_at": moment(release.expires_at),
    }


_RELEASE_DAYS = Rows[Release](public.live, lambda release: {}, ("-pk",), "public_id", ("changed_at",), "live_at")

_RELEASES = Releases()

RELEASES = Register(
    code="tin",
    title=_("Tin đã phát hành"),
    about=_("Mọi tin đang được công khai: loại, tiêu đề, địa chỉ, căn cứ và thời hạn. Tin đã thu hồi hoặc hết hạn không còn ở đây."),
    page="",
    order=30,
    ended=public.endings,
    of=lambda release: {release.public_id: _RELEASES.find(release.public_id)},
    source=_RELEASES,
    fields=(
        Field("id", _("Mã công khai, không đổi và không cấp lại."), is_required=True),
        Field("kind", _("Loại tin, bằng mã."), is_required=True),
        Field("kind_label", _("Loại tin, bằng chữ."), is_required=True),
        Field("url", _("Địa chỉ của trang."), Type.ADDRESS, is_required=True),
        Field("title", _("Tiêu đề như trên nguồn tin.")),
        Field("summary", _("Tóm tắt như trên nguồn tin.")),
        Field("legal_basis", _("Căn cứ, bằng mã của nhật ký công khai."), is_required=True),
        Field(
            "state",
            _("Đang công khai (live) hoặc đang công khai và đã đính chính (corrected)."),
            is_required=True,
            among=tuple(sorted(PUBLIC)),
        ),
        Field("published_at", _("Thời điểm công khai."), Type.MOMENT, is_required=True),
        Field("changed_at", _("Thời điểm thay đổi gần nhất mà người đọc thấy."), Type.MOMENT, is_required=True),
        Field("expires_at", _("Thời điểm tự hết hạn, nếu có."), Type.MOMENT),
    ),
)


def _correction(correction: Correction) -> Record:
    return {
        "id": f"DC-{correction.pk}",
        "release_id": correction.release.public_id,
        "act": correction.act,
        "text": correction.what,
        "changes": [
            {"field": each.field, "label": each.label, "before": each.before, "after": each.after} for each in public.changes_of(correction)
        ],
        "at": moment(correction.at),
    }


#: One change of a correction: a field of the release's page, and its values where they are numbers or days.
_VALUE = {"type": ["integer", "string", "null"]}
_CHANGE = {
    "type": "object",
    "required": ["field", "label", "before", "after"],
    "properties": {"field": {"type": "string"}, "label": {"type": "string"}, "before": _VALUE, "after": _VALUE},
    "additionalProperties": False,
}


class Corrections(Rows[Correction]):
    """Corrections are known by a number with a prefix of their own."""

    def find(self, key: str) -> Record | None:
        """Return one correction."""
        number = re.fullmatch(r"DC-([1-9][0-9]{0,17})", key)
        return super().find(number[1]) if number else None

    def marks(self, keys: Collection[str] | None = None) -> Iterator[tuple[str, str]]:
        """Yield the corrections; none of them ever changes."""
        numbers = None if keys is None else [key.removeprefix("DC-") for key in keys]
        return ((f"DC-{key}", mark) for key, mark in super().marks(numbers))


def _corrections_of(release: Release) -> Mapping[str, Record | None]:
    return {each["id"]: each for each in map(_correction, public.corrections().filter(release=release))}


CORRECTIONS = Register(
    code="dinh-chinh",
    title=_("Đính chính và thu hồi"),
    about=_("Những tin đã được đính chính hoặc thu hồi, kèm lý do; không nêu tên đơn vị."),
    page="dinh-chinh/",
    order=40,
    of=_corrections_of,
    source=Corrections(public.corrections, _correction, ("-pk",), "pk", (), "at"),
    fields=(
        Field("id", _("Mã của lần đính chính hoặc thu hồi."), is_required=True),
        Field("release_id", _("Mã công khai của tin được đính chính hoặc thu hồi."), is_required=True),
        Field(
            "act",
            _("Đính chính (corrected) hoặc thu hồi (withdrawn)."),
            is_required=True,
            among=(acts.Act.CORRECTED.value, acts.Act.WITHDRAWN.value),
        ),
        Field("text", _("Điều được đính chính hoặc lý do thu hồi."), is_required=True),
        Field(
            "changes",
            _(
                "Từng mục đã đổi trên trang: mã (field), tên gọi (label), trước (before) và sau (after). Trước và sau chỉ có khi là số, "
                "ngày hoặc tháng; mục bằng chữ chỉ nêu là đã đổi, vì có thể chứa tên. Thu hồi thì trống."
            ),
            Type.LIST,
            is_required=True,
            items=_CHANGE,
        ),
        Field("at", _("Thời điểm."), Type.MOMENT, is_required=True),
    ),
)


class Entries(Rows[LedgerEntry]):
    """Entries of the ledger are known by their number."""

    def find(self, key: str) -> Record | None:
        """Return one entry."""
        return super().find(key) if re.fullmatch(r"[1-9][0-9]{0,17}", key) else None


def _end_of_ledger() -> tuple[str, dt.datetime | None]:
    last = public.ledger().first()
    return (last.hash, last.moment) if last else ("", None)


LEDGER = Register(
    code="nhat-ky",
    title=_("Nhật ký công khai"),
    about=_("Mỗi lần công khai, đính chính, thu hồi là một mục nối với mục trước bằng mã băm; ai cũng tải về và kiểm tra được."),
    page="nhat-ky-cong-khai/",
    order=60,
    key="seq",
    end=_end_of_ledger,
    source=Entries(public.ledger, LedgerEntry.as_published, ("seq",), "seq", ("hash",), "at"),
    fields=(
        Field("v", _("Phiên bản của định dạng."), Type.WHOLE, is_required=True),
        Field("seq", _("Số thứ tự, liền nhau từ 1."), Type.WHOLE, is_required=True),
        Field("at", _("Thời điểm."), Type.MOMENT, is_required=True),
        Field("act", _("Việc đã làm, bằng mã."), is_required=True, among=tuple(act.value for act in acts.Act)),
        Field("public_id", _("Mã công khai của tin hoặc số của thư biểu dương."), is_required=True),
        Field("legal_basis", _("Căn cứ, bằng mã của nhật ký công khai."), is_required=True),
        Field("commitment", _("Mã cam kết (SHA-256 có muối) cho nội dung đã hiển thị; không suy ra được nội dung."), is_required=True),
        Field("prev", _("Mã băm của mục trước."), is_required=True),
        Field("hash", _("Mã băm của mục này."), is_required=True),
    ),
)


#: What makes the id of a figure, and what it says.
_ABOUT = ("month", "dimension", "code", "label")
_SAID = ("is_hidden", "firms", "employed", "insured", "unsure", "employed_from", "employed_to", "insured_on")
_NOWHERE = {Dimension.ALL: "Toàn tỉnh", Dimension.COMMUNE: "Chưa rõ địa bàn", Dimension.ZONE: "Ngoài khu, cụm công nghiệp"}


def _figure_id(month: dt.date, dimension: str, code: str, label: str) -> str:
    """Return an id that stays when the figures are counted anew: month, dimension, and a digest of what it is about."""
    told = hashlib.sha256(f"{code}|{label}".encode()).hexdigest()[:10]
    return f"{month:%Y-%m}-{dimension}-{told}"


def _figure(figure: Statistic) -> Record:
    return {
        "id": _figure_id(figure.month, figure.dimension, figure.code, figure.label),
        "month": f"{figure.month:%Y-%m}",
        "dimension": figure.dimension,
        "code": figure.code,
        "name": figure.label or _NOWHERE.get(Dimension(figure.dimension), vsic.UNKNOWN.name),
        "is_withheld": figure.is_hidden,
        "firms": figure.firms,
        "employed": figure.employed,
        "insured": figure.insured,
        "percent": None if figure.percent is None else round(figure.percent, 2),
        "employed_from": figure.employed_from.isoformat() if figure.employed_from else None,
        "employed_to": figure.employed_to.isoformat() if figure.employed_to else None,
        "insured_on": figure.insured_on.isoformat() if figure.insured_on else None,
        "is_unconfirmed": bool(figure.is_doubtful or figure.unsure),
    }


class Figures(Rows[Statistic]):
    """The public figures are written anew as a whole; an id and a mark made of what they say outlast that."""

    def find(self, key: str) -> Record | None:
        """Return one figure."""
        asked = re.fullmatch(r"(\d{4}-(?:0[1-9]|1[0-2]))-([a-z]+)-[0-9a-f]{10}", key)
        if asked is None:
            return None
        same = self.visible().filter(month=f"{asked[1]}-01", dimension=asked[2])
        return next((told for figure in same if (told := self.record(figure))["id"] == key), None)

    def marks(self, keys: Collection[str] | None = None) -> Iterator[tuple[str, str]]:
        """Yield ids and digests of what the figures say."""
        for about in self.visible().values_list(*_ABOUT, *_SAID).iterator(chunk_size=2000):
            key, said = _figure_id(*about[: len(_ABOUT)]), "|".join(map(str, about[len(_ABOUT) :]))
            if keys is None or key in keys:
                yield key, hashlib.sha256(said.encode()).hexdigest()


FIGURES = Register(
    code="so-lieu",
    title=_("Số liệu tham gia BHXH"),
    about=_("Số lao động và số người tham gia BHXH bắt buộc theo tháng, xã phường, khu công nghiệp và ngành. Chỉ có số tổng."),
    page="so-lieu/",
    order=50,
    source=Figures(firms.coverage_rows, _figure, ("-month", "dimension", "code", "label"), "pk", (), "month", (MONTH, WORD, WORD, WORD)),
    fields=(
        Field("id", _("Mã của dòng: tháng, cách phân, nội dung phân."), is_required=True),
        Field("month", _("Tháng, dạng năm-tháng."), Type.MONTH, is_required=True),
        Field(
            "dimension",
            _("Phân theo: toàn tỉnh (all), xã phường (commune), khu cụm công nghiệp (zone), ngành kinh tế (section)."),
            is_required=True,
            among=tuple(Dimension.values),
        ),
        Field("code", _("Chữ cái của ngành cấp 1 theo VSIC 2025; J-K là mã cũ năm 2018 chưa tách được.")),
        Field("name", _("Tên địa bàn, khu hoặc ngành."), is_required=True),
        Field("is_withheld", _("Dòng không công bố, vì sẽ lộ số của một đơn vị; các số để trống."), Type.YES_NO, is_required=True),
        Field("firms", _("Số đơn vị có đủ hai số trong tháng."), Type.WHOLE),
        Field("employed", _("Tổng lao động đang sử dụng của các đơn vị đó."), Type.WHOLE),
        Field("insured", _("Tổng người tham gia BHXH bắt buộc của các đơn vị đó."), Type.WHOLE),
        Field("percent", _("Người tham gia chia cho lao động, nhân 100."), Type.PART),
        Field("employed_from", _("Ngày của số lao động cũ nhất được dùng."), Type.DAY),
        Field("employed_to", _("Ngày của số lao động mới nhất được dùng."), Type.DAY),
        Field("insured_on", _("Ngày mà số người tham gia được tính đến."), Type.DAY),
        Field(
            "is_unconfirmed",
            _("Đang chờ xác nhận: hai nguồn chưa thống nhất hoặc mã ngành còn theo bản 2018."),
            Type.YES_NO,
            is_required=True,
        ),
    ),
)


class Changes(Rows[OpenChange]):
    """Changes are known by their number."""

    def find(self, key: str) -> Record | None:
        """Return one change."""
        return super().find(key) if re.fullmatch(r"[1-9][0-9]{0,17}", key) else None


def change(each: OpenChange) -> Record:
    """Return one change as whoever keeps a copy reads it."""
    return {
        "seq": each.seq,
        "at": moment(each.at),
        "register": each.register,
        "id": each.record,
        "change": each.what,
        "reason": each.why or None,
        "fields": each.fields,
        "url": f"{settings.BASE_URL}/api/v1/{each.register}/{each.record}/",
    }


def _end_of_changes() -> tuple[str, dt.datetime | None]:
    last = OpenChange.objects.order_by("-seq").first()
    return (str(last.seq), last.at) if last else ("", None)


CHANGES = Register(
    code="thay-doi",
    title=_("Thay đổi của mọi danh sách"),
    about=_("Mỗi dòng được thêm, sửa hay gỡ ở mọi danh sách, chỉ bằng mã, không bao giờ nêu tên; theo thứ tự đã xảy ra."),
    page="du-lieu/",
    order=70,
    key="seq",
    end=_end_of_changes,
    source=Changes(OpenChange.objects.all, change, ("seq",), "seq", (), "at"),
    fields=(
        Field("seq", _("Số thứ tự; gửi lại số cuối đã đọc làm cursor."), Type.WHOLE, is_required=True),
        Field("at", _("Thời điểm."), Type.MOMENT, is_required=True),
        Field("register", _("Mã của danh sách có dòng đó."), is_required=True),
        Field("id", _("Mã của dòng."), is_required=True),
        Field("change", _("Thêm (added), sửa (changed) hoặc gỡ (deleted)."), is_required=True, among=tuple(OpenChange.What.values)),
        Field(
            "reason",
            _("Vì sao gỡ: đã thu hồi (withdrawn), hết thời hạn (expired) hoặc đang tạm ẩn (hidden)."),
            among=("withdrawn", "expired", "hidden"),
        ),
        Field(
            "fields",
            _("Khi sửa: tên những cột đã đổi, không bao giờ nêu nội dung. Trống khi không xác định được: đọc lại cả dòng."),
            Type.LIST,
        ),
        Field("url", _("Địa chỉ của dòng trong API; trả lời 410 nếu đã gỡ."), Type.ADDRESS, is_required=True),
    ),
)

ALL = (RELEASES, CORRECTIONS, FIGURES, LEDGER, CHANGES)
