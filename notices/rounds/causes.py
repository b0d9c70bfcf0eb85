"""Why firms are in a round: a controlled vocabulary, read off the legal basis and what is established; pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from core.text import gettext_noop


class Cause(StrEnum):
    """One cause; each notice, and each row of a list, has exactly one."""

    LATE_LONGEST = "late_12"
    LATE_LONG = "late_6"
    LATE_QUARTER = "late_3"
    LATE_SHORT = "late_1"
    LATE_UNTOLD = "late"
    EVASION = "evasion"
    SANCTIONED_LATE = "sanctioned_late"
    NOBODY_INSURED = "nobody_insured"
    MISSING_PEOPLE = "missing_people"
    WRONG_LEVEL = "wrong_level"
    KEPT_MONEY = "kept_money"
    NOT_REGISTERED = "not_registered"
    NOT_POSTED = "not_posted"
    OTHER = "other"


LABELS: dict[Cause, str] = {
    Cause.LATE_LONGEST: gettext_noop("Chậm đóng từ 12 tháng trở lên"),
    Cause.LATE_LONG: gettext_noop("Chậm đóng từ 06 đến dưới 12 tháng"),
    Cause.LATE_QUARTER: gettext_noop("Chậm đóng từ 03 đến dưới 06 tháng"),
    Cause.LATE_SHORT: gettext_noop("Chậm đóng dưới 03 tháng"),
    Cause.LATE_UNTOLD: gettext_noop("Chậm đóng, danh sách không ghi số tháng"),
    Cause.EVASION: gettext_noop("Trốn đóng, theo quyết định xử phạt"),
    Cause.SANCTIONED_LATE: gettext_noop("Chậm đóng, theo quyết định xử phạt"),
    Cause.NOBODY_INSURED: gettext_noop("Không đóng cho toàn bộ người lao động, theo quyết định xử phạt"),
    Cause.MISSING_PEOPLE: gettext_noop("Không đóng cho đủ số người lao động, theo quyết định xử phạt"),
    Cause.WRONG_LEVEL: gettext_noop("Đóng không đúng mức, theo quyết định xử phạt"),
    Cause.KEPT_MONEY: gettext_noop("Chiếm dụng tiền đóng, theo quyết định xử phạt"),
    Cause.NOT_REGISTERED: gettext_noop("Không đăng ký tham gia, theo quyết định xử phạt"),
    Cause.NOT_POSTED: gettext_noop("Không niêm yết công khai việc đóng, theo quyết định xử phạt"),
    Cause.OTHER: gettext_noop("Hành vi khác, theo quyết định xử phạt"),
}

#: From how many months on a delay is which cause, the longest first.
BANDS: tuple[tuple[int, Cause], ...] = (
    (12, Cause.LATE_LONGEST),
    (6, Cause.LATE_LONG),
    (3, Cause.LATE_QUARTER),
    (0, Cause.LATE_SHORT),
)

#: What a decision punishes, by the code of its conduct; the word for evasion comes from an authority's decision alone.
_CONDUCTS: dict[str, Cause] = {
    "TRON_DONG": Cause.EVASION,
    "CHAM_DONG": Cause.SANCTIONED_LATE,
    "THIEU_NGUOI": Cause.MISSING_PEOPLE,
    "KHONG_DONG_TOAN_BO": Cause.NOBODY_INSURED,
    "SAI_MUC": Cause.WRONG_LEVEL,
    "CHIEM_DUNG": Cause.KEPT_MONEY,
    "KHONG_DANG_KY": Cause.NOT_REGISTERED,
    "NIEM_YET": Cause.NOT_POSTED,
}


def of_delay(months: Decimal | None) -> Cause:
    """Return the cause of a row on a list: how long the firm is late; each band includes its first month.

    >>> of_delay(Decimal("2.9")), of_delay(Decimal(3)), of_delay(None)
    (<Cause.LATE_SHORT: 'late_1'>, <Cause.LATE_QUARTER: 'late_3'>, <Cause.LATE_UNTOLD: 'late'>)
    """
    if months is None:
        return Cause.LATE_UNTOLD
    return next(cause for least, cause in BANDS if months >= least)


def of_decision(conduct: str) -> Cause:
    """Return the cause of a sanction decision, by the code of what it punishes."""
    return _CONDUCTS.get(conduct, Cause.OTHER)


def shares(numbers: Sequence[int]) -> list[int]:
    """Return the share of each number in whole percent; together they are 100, as the largest remainders are rounded up.

    >>> shares([50, 109, 41, 155]), shares([1, 1, 1]), shares([])
    ([14, 31, 11, 44], [34, 33, 33], [])
    """
    total = sum(numbers)
    found = [100 * number // total for number in numbers]
    by_rest = sorted(range(len(numbers)), key=lambda place: -(100 * numbers[place] % total))
    for place in by_rest[: 100 - sum(found) if found else 0]:
        found[place] += 1
    return found
