"""Industries of two editions: never one letter for two meanings."""

from __future__ import annotations

import pytest

from firms import register, vsic
from firms.models import Firm
from tests.firms.conftest import MakeFirm


@pytest.mark.parametrize(
    ("version", "code", "letter", "name"),
    [
        pytest.param("2025", "K", "K", "Hoạt động viễn thông", id="K is telecoms in 2025"),
        pytest.param("2018", "K", "K", "Hoạt động tài chính", id="K is finance in 2018"),
        pytest.param("2018", "C2511", "C", "Công nghiệp chế biến", id="a letter with digits"),
        pytest.param("2018", "6201", "J", "Thông tin", id="digits alone, by their division"),
        pytest.param("2025", "6201", "K", "Hoạt động viễn thông", id="the same digits in the other edition"),
        pytest.param("", "C", "", "Chưa rõ ngành", id="no edition, no meaning"),
        pytest.param("2018", "V", "", "Chưa rõ ngành", id="2018 has no V"),
        pytest.param("2025", "45", "", "Chưa rõ ngành", id="2025 has no division 45"),
        pytest.param("2025", "", "", "Chưa rõ ngành", id="nothing"),
        pytest.param("2025", "²²", "", "Chưa rõ ngành", id="signs that are digits to some"),
    ],
)
def test_a_code_is_read_in_its_edition(version: str, code: str, letter: str, name: str) -> None:
    found = vsic.section(version, code)
    assert found.letter == letter
    assert found.name.startswith(name)


@pytest.mark.parametrize(
    ("version", "code", "letter", "confirmed"),
    [
        ("2025", "L", "L", True),
        ("2018", "K", "L", False),
        ("2018", "C", "C", False),
        ("2018", "J", "J-K", False),
        ("2018", "J59", "J", False),
        ("2018", "6201", "K", False),
        ("2018", "U", "V", False),
        ("2019", "A", "", True),
    ],
)
def test_both_editions_are_counted_under_the_newer(version: str, code: str, letter: str, confirmed: bool) -> None:
    found = vsic.group(version, code)
    assert (found.letter, found.is_confirmed) == (letter, confirmed)


def test_every_edition_is_whole() -> None:
    assert "".join(each.letter for each in vsic.sections("2018")) == "ABCDEFGHIJKLMNOPQRSTU"
    assert "".join(each.letter for each in vsic.sections("2025")) == "ABCDEFGHIJKLMNOPQRSTUV"


def test_what_is_filtered_is_what_is_counted() -> None:
    coded = [(version, f"{mark}{division:02d}1") for version in ("2018", "2025") for division in range(100) for mark in ("", "J", "C", "V")]
    coded += [(version, each.letter) for version in ("2018", "2025") for each in vsic.sections(version)]
    for letter in (each.letter for each in vsic.groups()):
        ranges = vsic.members(letter)
        for version, code in coded:
            assert any(version == v and low <= code < high for v, low, high in ranges) is (_counted(version, code) == letter), (
                letter,
                code,
            )


def _counted(version: str, code: str) -> str:
    return vsic.group(version, code).letter


def test_firms_are_filtered_by_industry_across_editions(make_firm: MakeFirm) -> None:
    for number, (version, code) in enumerate([("2018", "K"), ("2025", "L6419"), ("2018", "J"), ("2018", "6201"), ("", "C")]):
        firm = make_firm(f"99100000{number:02d}", f"Công ty Số {number} Mẫu")
        Firm.objects.filter(pk=firm.pk).update(vsic_version=version, vsic_code=code)
    found = {letter: sorted(_codes(letter)) for letter in ["L", "J-K", "K", "C", ""]}
    assert found == {"L": ["K", "L6419"], "J-K": ["J"], "K": ["6201"], "C": [], "": ["C"]}


def _codes(letter: str) -> list[str]:
    return list(Firm.objects.filter(register.of_industry(letter)).values_list("vsic_code", flat=True))
