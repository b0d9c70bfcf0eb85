"""Statements of two units stand beside each other; a new one of the same unit and month takes the place of the old."""

from __future__ import annotations

from firms import services
from firms.models import ImportBatch, StatementLine
from tests.firms import variants
from tests.firms.conftest import MakeFirm
from tests.firms.test_variants import C12


def statement(unit: str = "QC3851E", lacking: str = "3.050") -> bytes:
    return variants.text([[cell.replace("QC3851E", unit).replace("3.050", lacking) for cell in row] for row in C12])


def test_each_unit_has_its_own_statement_of_a_month(make_firm: MakeFirm) -> None:
    firm = make_firm()
    first, other, again = (
        services.import_file(content, name="c12.csv") for content in (statement(), statement("QC3852E"), statement(lacking="9"))
    )
    assert [each.state for each in (first, other, again)] == ["applied"] * 3
    assert set(ImportBatch.objects.in_force()) == {other.batch, again.batch}
    lacking = StatementLine.objects.in_force().filter(line="dd.2.2").order_by("unit")
    assert [(line.unit, line.total_vnd, line.firm) for line in lacking] == [("QC3851E", 9, firm), ("QC3852E", 3050, firm)]
    assert again.plan["changed"] == 1
