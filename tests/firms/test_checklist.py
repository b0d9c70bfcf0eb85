"""The check list: ranked by points, every point a reason."""

from __future__ import annotations

import datetime as dt
import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from firms import checklist, facts, people, register, services, standing, vsic
from firms.checklist import Criterion
from firms.models import Arrears, Firm
from firms.narrowing import Filter
from firms.rules import add_months
from tests.world import World

AS_OF = dt.date(2026, 10, 31)


def test_every_point_is_counted_again_by_hand(world: World) -> None:
    policy = standing.policy(AS_OF)
    found = {each.firm_id: each for each in checklist.find(AS_OF)}
    owed = facts.owed(AS_OF)
    wide = {pair.firm_id: pair.gap for pair in people.pairs(AS_OF)}
    since = add_months(AS_OF, -policy.check_sanction_months)
    decisions = facts.decisions(AS_OF, Firm.objects.values("pk"))
    lists = sorted(set(Arrears.objects.in_force().values_list("as_of", flat=True)), reverse=True)
    on = {day: set(Arrears.objects.in_force().filter(as_of=day, is_put_off=False).values_list("firm_id", flat=True)) for day in lists}
    for firm in Firm.objects.filter(is_listed=True).prefetch_related("tax_codes"):
        months, total = owed.get(firm.pk, (0, 0))
        run = next((place for place, day in enumerate(lists) if firm.pk not in on[day]), len(lists))
        count = sum(1 for each in decisions.get(firm.pk, []) if each.state == "final" and each.issued_on > since)
        expected = {
            Criterion.ARREARS: min(int(months), policy.check_month_cap) * policy.check_month_points,
            Criterion.AMOUNT: min(max(total, 0) // policy.check_vnd_step, policy.check_vnd_cap),
            Criterion.LISTS: min(run * policy.check_list_points, policy.check_list_cap) if run > 1 else 0,
            Criterion.GAP: min(max(wide.get(firm.pk, 0), 0) // policy.check_gap_step, policy.check_gap_cap),
            Criterion.SANCTIONS: min(count * policy.check_sanction_points, policy.check_sanction_cap),
        }
        expected = {criterion: points for criterion, points in expected.items() if points}
        if not expected:
            assert firm.pk not in found
            continue
        entry = found[firm.pk]
        assert {reason.criterion: reason.points for reason in entry.reasons} == expected, register.tax_code(firm)
        assert entry.points == sum(expected.values())


def test_the_list_is_ranked_the_same_each_time_and_every_reason_says_its_source_and_day(world: World) -> None:
    found = checklist.find(AS_OF)
    assert found == checklist.find(AS_OF)
    assert [(-each.points, each.tax_code) for each in found] == sorted((-each.points, each.tax_code) for each in found)
    assert [each.rank for each in found] == list(range(1, len(found) + 1))
    for each in found[:200]:
        for reason in each.reasons:
            assert reason.criterion == Criterion.LISTS or re.search(r"\d\d/\d\d/\d{4}", reason.said), reason


def test_a_page_costs_the_same_whatever_its_length(world: World) -> None:
    rows = checklist.ranked(AS_OF)
    counts = []
    for size in (5, 50):
        with CaptureQueriesContext(connection) as asked:
            checklist.entries(AS_OF, rows[:size])
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_list_is_narrowed_by_commune_zone_and_industry(world: World) -> None:
    rows = checklist.ranked(AS_OF)
    firms = Firm.objects.in_bulk([key for key, _, _ in rows])
    one = next(firm for firm in firms.values() if firm.zone and firm.commune_id and firm.industry.letter)
    by_commune = checklist.ranked(AS_OF, Filter(commune=one.commune_id))
    assert by_commune == [row for row in rows if firms[row[0]].commune_id == one.commune_id]
    assert checklist.ranked(AS_OF, Filter(zone=one.zone)) == [row for row in rows if firms[row[0]].zone == one.zone]
    letter = vsic.group(one.vsic_version, one.vsic_code).letter
    in_section = checklist.ranked(AS_OF, Filter(section=letter))
    assert in_section == [row for row in rows if vsic.group(firms[row[0]].vsic_version, firms[row[0]].vsic_code).letter == letter]
    assert checklist.ranked(AS_OF, Filter(zone="KCN không có")) == []


def test_the_officers_tick_gives_points_and_tells_nothing_of_the_report(world: World) -> None:
    rows = checklist.ranked(AS_OF)
    firm = Firm.objects.get(pk=rows[-1][0])
    services.tick_verified(firm, is_verified=True, by=None)  # type: ignore[arg-type]
    after = dt.date(2026, 11, 2)
    entry = next(each for each in checklist.find(after) if each.firm_id == firm.pk)
    ticked = next(reason for reason in entry.reasons if reason.criterion == Criterion.VERIFIED)
    assert ticked.points == standing.policy(after).check_verified_points
    assert ticked.said == "Có phản ánh đã kiểm chứng (cán bộ ghi ngày 02/11/2026)"
    services.tick_verified(firm, is_verified=False, by=None)  # type: ignore[arg-type]
    later = {each.firm_id: each for each in checklist.find(after)}
    assert all(reason.criterion != Criterion.VERIFIED for reason in later[firm.pk].reasons)
