"""Coverage month by month: what is counted, when, and what of it the public may read."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from firms import coverage, disclosure, screens, services, statistics, sweeps
from firms.models import CoverageCell, CoverageMonth, Headcount, ImportBatch, Statistic
from tests.firms.conftest import MakeFirm

OCTOBER = dt.date(2026, 10, 1)
VSS = """thang,ma_cq,ma_dvi,mst,so_ld_tham_gia,ngay_trich,nguon
2026-{month:02d},09901,QC3851E,9917169268,{people},2026-{month:02d}-28,x
"""


def extract(people: int, month: int = 10) -> bytes:
    """Return a short extract of the SI agency."""
    return VSS.format(people=people, month=month).encode()


def sums(month: dt.date = OCTOBER) -> dict[str, int]:
    return CoverageCell.objects.filter(month__month=month).aggregate(**{name: Sum(name) for name in coverage.SUMMED})


def test_the_month_agrees_with_the_gap_screen(world: Any) -> None:
    found, counted = screens.gap(dt.date(2026, 10, 31)), sums()
    assert counted["missing"] == sum(each.gap for each in found)
    assert counted["short"] == len(found)
    assert counted["both"] + counted["only_employed"] + counted["only_insured"] <= counted["firms"]


def test_a_cell_agrees_with_its_firms(world: Any) -> None:
    """The zone board goes before the firm's own declaration, and every figure stands on a day up to the end of the month."""
    cell = CoverageCell.objects.filter(month__month=OCTOBER, zone__gt="").order_by("-both").first()
    assert cell is not None
    rows = Headcount.objects.in_force().filter(
        source="zone_report",
        month=OCTOBER,
        firm__commune=cell.commune_id,
        firm__zone=cell.zone,
        firm__in=cell_firms(cell),
    )
    assert rows.aggregate(people=Sum("employed"))["people"] == cell.employed
    assert cell.by_zone_board == cell.both
    assert cell.employed_to is not None
    assert cell.employed_to <= dt.date(2026, 10, 31)


def cell_firms(cell: CoverageCell) -> list[int]:
    from firms import vsic
    from firms.models import Firm

    firms = Firm.objects.filter(commune=cell.commune_id, zone=cell.zone)
    return [firm.pk for firm in firms if vsic.group(firm.vsic_version, firm.vsic_code).letter == cell.section]


def test_the_sources_of_a_month_are_named(world: Any) -> None:
    names = set(CoverageMonth.objects.get(month=OCTOBER).batches.values_list("kind", flat=True))
    assert names == {"headcount_vss", "headcount_zone", "register"}


def test_counting_again_changes_nothing(world: Any) -> None:
    before = list(CoverageCell.objects.order_by("pk").values())
    assert sweeps.count_coverage() == 0
    assert list(CoverageCell.objects.order_by("pk").values()) == before


def test_a_list_that_is_rolled_back_takes_its_figures_along(make_firm: MakeFirm) -> None:
    firm = make_firm()
    batch = services.import_file(extract(40), name="vss.csv").batch
    assert batch is not None
    sweeps.count_coverage()
    assert (sums()["only_insured"], CoverageMonth.objects.get().built) == (1, 1)
    services.roll_back(batch, by=None, because="Nhầm tệp.")
    assert sweeps.count_coverage() == 1
    assert CoverageCell.objects.count() == 0
    assert firm.headcounts.exists()


def test_a_month_that_changes_while_it_is_counted_stays_due(make_firm: MakeFirm) -> None:
    make_firm()
    services.import_file(extract(40), name="vss.csv")
    coverage.take_note()
    (month,) = coverage.due()
    coverage.ask_again()
    assert coverage.build(month) is False
    assert coverage.due() == [month]
    assert sweeps.count_coverage() == 1
    assert coverage.due() == []


def test_a_killed_count_goes_on_and_publishes_what_was_left(make_firm: MakeFirm) -> None:
    make_firm()
    services.import_file(extract(40, 9), name="vss9.csv")
    services.import_file(extract(41, 10), name="vss10.csv")
    coverage.take_note()
    first, _ = coverage.due()
    coverage.build(first)  # and here the process dies
    assert statistics.is_due()
    assert sweeps.count_coverage() == 1
    assert not statistics.is_due()


def test_only_the_months_that_a_list_bears_on_are_counted_again(make_firm: MakeFirm) -> None:
    make_firm()
    services.import_file(extract(40, 9), name="vss9.csv")
    sweeps.count_coverage()
    services.import_file(extract(41, 10), name="vss10.csv")
    assert sweeps.count_coverage() == 1
    assert {month.month: month.built for month in CoverageMonth.objects.all()} == {dt.date(2026, 9, 1): 1, OCTOBER: 1}


def test_what_is_published_are_the_sums_of_the_cells_or_nothing(world: Any) -> None:
    for told in Statistic.objects.filter(month=OCTOBER, dimension="commune", is_hidden=False):
        cells = CoverageCell.objects.filter(month__month=OCTOBER, commune__name=told.label).aggregate(
            firms=Sum("both"), employed=Sum("employed"), insured=Sum("insured")
        )
        assert (told.firms, told.employed, told.insured) == (cells["firms"], cells["employed"], cells["insured"])
    assert Statistic.objects.filter(is_hidden=True).exists()
    assert not Statistic.objects.filter(is_hidden=False, firms__lt=disclosure.FEWEST).exists()


def test_what_one_month_keeps_back_its_neighbours_keep_back_too(world: Any) -> None:
    months = list(CoverageMonth.objects.order_by("month"))
    told = {(each.month, each.dimension, each.code or each.label): each.is_hidden for each in Statistic.objects.all()}
    names = {str(cell.commune_id): cell.commune.name for cell in CoverageCell.objects.select_related("commune") if cell.commune}
    checked = 0
    for month, beside in itertools.pairwise(months):
        for dimension, value in disclosure.primary(statistics.atoms(month)):
            key = (beside.month, dimension, names.get(value, value) if dimension == "commune" else value)
            if key in told and dimension != "all":
                assert told[key], key
                checked += 1
    assert checked


@pytest.mark.parametrize("change", [{"firms": 2}, {"firms": None}, {"is_hidden": True}, {"insured": None}])
def test_the_database_refuses_a_figure_of_two_firms(db: None, change: dict[str, Any]) -> None:
    right = {"month": OCTOBER, "dimension": "commune", "place": 0, "is_hidden": False, "firms": 3, "employed": 9, "insured": 9}
    Statistic.objects.create(**right)
    with pytest.raises(IntegrityError), transaction.atomic():
        Statistic.objects.update(**change)


def test_arrears_never_reach_the_public_figures(world: Any) -> None:
    before = list(Statistic.objects.order_by("pk").values())
    ImportBatch.objects.filter(kind="arrears").update(state="rolled_back")
    coverage.ask_again()
    sweeps.count_coverage()
    after = list(Statistic.objects.order_by("pk").values())
    assert [{**row, "id": 0} for row in after] == [{**row, "id": 0} for row in before]
