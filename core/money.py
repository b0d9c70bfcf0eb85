"""Money is whole đồng."""

from __future__ import annotations


def vnd(amount: int, language: str = "vi") -> str:
    """Return ``amount`` as it stands in an official text.

    >>> vnd(1234567890)
    '1.234.567.890 đồng'
    >>> vnd(1234567890, "en")
    '1,234,567,890 dong'
    """
    return f"{number(amount, language)} {'dong' if language == 'en' else 'đồng'}"


def number(count: int, language: str = "vi") -> str:
    """Return ``count`` with the points that Vietnamese puts between thousands, or the commas of English."""
    return f"{count:,}" if language == "en" else f"{count:,}".replace(",", ".")


def surcharge(amount_vnd: int, days: int, *, per_day_millionths: int) -> int:
    """Return what is added to a late ``amount_vnd`` after ``days``, in whole đồng, rounded half up (Law 41/2024 Art 40).

    ``per_day_millionths`` is the rate of one day, a parameter of the law: 300 for 0.03 %.

    >>> surcharge(100_000_000, 31, per_day_millionths=300)
    930000
    """
    if days <= 0 or amount_vnd <= 0:
        return 0
    return (amount_vnd * days * per_day_millionths * 2 + 1_000_000) // 2_000_000


_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BILLION = 1_000_000_000


def in_words(count: int) -> str:
    """Return a whole number as it is read aloud, in the words of school books: linh, mốt, lăm, nghìn, tỷ.

    >>> in_words(1_021_000_005)
    'một tỷ không trăm hai mươi mốt triệu không trăm linh năm'
    """
    if count < 0:
        return f"âm {in_words(-count)}"
    return " ".join(_read(count, is_first=True)) or _DIGITS[0]


def vnd_in_words(amount: int) -> str:
    """Return ``amount`` as an official text writes it behind the figures.

    >>> vnd_in_words(75_000_000)
    'Bảy mươi lăm triệu đồng'
    """
    said = in_words(amount)
    return f"{said[0].upper()}{said[1:]} đồng"


def _read(count: int, *, is_first: bool) -> list[str]:
    """Return the words of ``count``, nothing for zero; behind other words a group is read with its hundreds, though they be none."""
    said: list[str] = []
    above, rest = divmod(count, _BILLION)
    if above:
        said += [*_read(above, is_first=is_first), "tỷ"]
    for size, name in ((1_000_000, "triệu"), (1_000, "nghìn"), (1, "")):
        group, rest = divmod(rest, size)
        if group:
            said += [*_read_group(group, is_whole=not is_first or bool(said)), *([name] if name else [])]
    return said


def _read_group(group: int, *, is_whole: bool) -> list[str]:
    """Return the words of up to three digits, of all three where ``is_whole``."""
    hundreds, tens, ones = group // 100, group // 10 % 10, group % 10
    said = [_DIGITS[hundreds], "trăm"] if hundreds or is_whole else []
    if tens == 0:
        return said if not ones else [*said, *(["linh"] if said else []), _DIGITS[ones]]
    said += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if ones == 1 and tens > 1:
        return [*said, "mốt"]
    if ones == 5:
        return [*said, "lăm"]
    return [*said, _DIGITS[ones]] if ones else said
