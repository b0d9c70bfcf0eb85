"""Firms follow their communes at once: joined, divided, named anew, and back again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import TestCase

from core.models import Commune, Province
from firms import services, sweeps
from firms.models import CommuneName, CoverageMonth, Firm, ImportBatch
from tests.firms.conftest import REGISTER

ENDED = dt.date(2026, 11, 1)


@pytest.fixture
def province(db: None) -> Province:
    return Province.objects.get(scheme="34", code="99")


@pytest.fixture
def communes(province: Province) -> dict[str, Commune]:
    """The communes that the register names, and one that is to take them in."""
    return {name: Commune.objects.create(province=province, name=name) for name in ("xã Khúc Trạch", "phường Vạn Trì", "xã Tân Trạch")}


@pytest.fixture
def registered(communes: dict[str, Commune]) -> None:
    services.import_file(REGISTER.encode(), name="danh-ba.csv", as_of=dt.date(2026, 10, 31))
    sweeps.tie_communes()


def where() -> dict[str, str]:
    return {firm.tax_codes.get().code: str(firm.commune or "-") for firm in Firm.objects.all()}


def end(commune: Commune, *successors: Commune) -> None:
    commune.valid_to = ENDED
    commune.save()
    commune.successors.set(successors)


BEFORE = {"9917169268": "xã Khúc Trạch", "9916025104": "phường Vạn Trì", "099999188441": "xã Khúc Trạch"}


def test_the_firms_of_a_joined_commune_move_at_once(registered: None, communes: dict[str, Commune], settings: Any) -> None:
    settings.JOBS = "inline"
    assert where() == BEFORE
    CoverageMonth.objects.create(month=dt.date(2026, 10, 1))
    with TestCase.captureOnCommitCallbacks(execute=True):
        end(communes["xã Khúc Trạch"], communes["xã Tân Trạch"])
    assert where() == BEFORE | {"9917169268": "xã Tân Trạch", "099999188441": "xã Tân Trạch"}
    assert CoverageMonth.objects.get().asked > 0, "the figures of both communes are counted again"
    assert sweeps.tie_communes() == 0


def test_a_divided_commune_leaves_its_firms_without_one_until_the_register_tells(registered: None, communes: dict[str, Commune]) -> None:
    end(communes["xã Khúc Trạch"], communes["xã Tân Trạch"], communes["phường Vạn Trì"])
    assert sweeps.tie_communes() == 2
    assert where() == BEFORE | {"9917169268": "-", "099999188441": "-"}
    communes["xã Khúc Trạch"].successors.set([communes["phường Vạn Trì"]])
    assert sweeps.tie_communes() == 2
    assert set(where().values()) == {"phường Vạn Trì"}


def test_a_mistake_is_taken_back(registered: None, communes: dict[str, Commune]) -> None:
    end(communes["xã Khúc Trạch"], communes["xã Tân Trạch"])
    sweeps.tie_communes()
    Commune.objects.filter(pk=communes["xã Khúc Trạch"].pk).update(valid_to=None)
    assert sweeps.tie_communes() == 2
    assert where() == BEFORE


def test_firms_follow_a_commune_that_was_written_wrong(registered: None, communes: dict[str, Commune]) -> None:
    Commune.objects.filter(pk=communes["phường Vạn Trì"].pk).update(name="phường Vạn Trị", name_fold="phuong van tri x")
    assert sweeps.tie_communes() == 1
    assert where() == BEFORE | {"9916025104": "-"}


def test_nothing_is_tied_while_the_register_follows_a_list(registered: None, communes: dict[str, Commune]) -> None:
    end(communes["xã Khúc Trạch"], communes["xã Tân Trạch"])
    ImportBatch.objects.update(is_projected=False)
    assert sweeps.tie_communes() == 0
    ImportBatch.objects.update(is_projected=True)
    assert sweeps.tie_communes() == 2


def test_a_run_that_was_killed_starts_again(registered: None, communes: dict[str, Commune], monkeypatch: pytest.MonkeyPatch) -> None:
    end(communes["xã Khúc Trạch"], communes["xã Tân Trạch"])
    monkeypatch.setattr("firms.territory.CHUNK", 1)
    calls: list[int] = []
    from firms import territory

    moves = territory._tie

    def killed(codes: list[str], now: Any) -> int:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return moves(codes, now)

    monkeypatch.setattr("firms.territory._tie", killed)
    with pytest.raises(KeyboardInterrupt):
        sweeps.tie_communes()
    assert CommuneName.objects.get(name_fold=communes["xã Khúc Trạch"].name_fold).commune == communes["xã Khúc Trạch"]
    sweeps.tie_communes()
    assert where() == BEFORE | {"9917169268": "xã Tân Trạch", "099999188441": "xã Tân Trạch"}
