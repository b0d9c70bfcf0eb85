"""Tax codes and unit codes as offices write them."""

from __future__ import annotations

import pytest

from firms import codes


@pytest.mark.parametrize(
    ("written", "code", "padded", "checked", "kind"),
    [
        pytest.param("0100233488", "0100233488", False, True, "ENT10", id="enterprise"),
        pytest.param("100233488", "0100233488", True, True, "ENT10", id="nine digits lost their zero"),
        pytest.param("0100233480", "0100233480", False, False, "ENT10", id="wrong check digit is told, not refused"),
        pytest.param("0314409058-002", "0314409058-002", False, True, "BRANCH13", id="branch"),
        pytest.param("0314409058002", "0314409058-002", False, True, "BRANCH13", id="branch without hyphen"),
        pytest.param("314409058002", "0314409058-002", True, True, "BRANCH13", id="branch that lost its zero"),
        pytest.param("099999188441", "099999188441", False, True, "PERSONAL12", id="person"),
        pytest.param("99999188441", "099999188441", True, True, "PERSONAL12", id="person that lost the zero"),
    ],
)
def test_reading(written: str, code: str, padded: bool, checked: bool, kind: str) -> None:
    read = codes.read_tax_code(written)
    assert (read.code, read.is_padded, read.is_checked, read.kind) == (code, padded, checked, kind)


@pytest.mark.parametrize("written", ["", "ABC1234567", "9917169268-000", "9917169268000", "9,91E+09", "99123", "99-12", "٩٩١٧١٦٩٢٦٨"])
def test_what_is_no_tax_code(written: str) -> None:
    with pytest.raises(codes.BadCodeError):
        codes.read_tax_code(written)


@pytest.mark.parametrize(
    ("text", "fits"), [("QC3851E", True), ("H00001D", True), ("AAA9999", True), ("TC12", False), ("0123456789", False), ("qc3851e", False)]
)
def test_unit_codes(text: str, fits: bool) -> None:
    assert codes.is_unit_code(text) is fits


@pytest.mark.parametrize(
    ("code", "legal_form", "kind"),
    [
        pytest.param("0100233488", "HKD", "LEGACY10_HKD", id="a household's code from before 01/7/2025"),
        pytest.param("0100233488-001", "HKD", "LEGACY13_HKD", id="a place of a household"),
        pytest.param("099999188441", "HKD", "PERSONAL12", id="the owner's number since"),
        pytest.param("0100233488-001", "CN", "BRANCH13", id="a branch"),
        pytest.param("", "CP", "NONE", id="no code"),
    ],
)
def test_a_household_is_told_by_its_form(code: str, legal_form: str, kind: str) -> None:
    assert codes.kind(code, legal_form) == kind
