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
