"""Who may be praised, case by case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recognition import rules
from recognition.rules import Facts, Tier

CLEAN = Facts(is_entity=True, is_eligible=True, is_late=False, is_sanctioned=False, is_found_in_breach=False, has_hold=False)
TIERS: list[Tier] = [
    {"code": "b", "label": "từ 50", "workers_from": 50},
    {"code": "a", "label": "dưới 50", "workers_from": 0},
]


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        pytest.param(CLEAN, [], id="nothing bars"),
        pytest.param(replace(CLEAN, is_entity=False), ["branch"], id="a branch is counted in its entity"),
        pytest.param(replace(CLEAN, is_eligible=False), ["not_eligible"], id="criteria no longer met"),
        pytest.param(replace(CLEAN, is_late=True), ["late"], id="open arrears, Art 40(3)"),
        pytest.param(replace(CLEAN, is_sanctioned=True), ["sanctioned"], id="sanction window open"),
        pytest.param(replace(CLEAN, is_found_in_breach=True), ["in_breach"], id="a finding stands, Art 41(3)"),
        pytest.param(replace(CLEAN, has_hold=True), ["pending"], id="an internal hold bars too"),
        pytest.param(replace(CLEAN, is_late=True, has_hold=True), ["late", "pending"], id="every reason is told"),
    ],
)
def test_bars(facts: Facts, codes: list[str]) -> None:
    assert [bar.code for bar in rules.bars(facts)] == codes


@pytest.mark.parametrize(("workers", "code"), [(0, "a"), (49, "a"), (50, "b"), (10_000, "b")])
def test_a_tier_starts_at_its_number(workers: int, code: str) -> None:
    assert rules.tier(workers, TIERS)["code"] == code
