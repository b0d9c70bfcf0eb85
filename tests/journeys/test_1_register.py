"""The first step: lists come in, an officer asks who repeats, and what came as internal stays inside."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from firms import public, register, screens, services
from firms.models import ImportBatch
from tests.world import World

AS_OF = dt.date(2026, 10, 31)


def test_an_officer_finds_a_repeat_violator_and_its_whole_file(world: World, hire: Any, browse: Any) -> None:
    lan = browse(hire("lan", "firms.view_register"))
    page = lan.get(reverse("firms_screen", args=["repeat"]), {"ngay": "2026-10-31"}).content.decode()
    code = world.expected["world"]["repeat_violators"][0]
    firm = register.by_tax_code(code)
    assert "19 đơn vị" in page
    assert firm.public_id in page
    file = lan.get(reverse("firms_firm", args=[firm.public_id])).content.decode()
    for number in world.expected["world"]["notes"]["repeat_pairs"][code]:
        assert number in file


def test_a_firm_on_a_published_list_can_be_looked_up_until_the_list_is_taken_back(world: World) -> None:
    code = next(each.tax_code for each in screens.late(AS_OF) if len(each.tax_code) == 10)
    assert public.look_up(code).told
    services.roll_back(ImportBatch.objects.get(file_name="arrears_2026_10.xlsx"), by=None, because="Cơ quan BHXH rút lại danh sách.")
    listed = public.look_up(code).listed
    assert listed is not None
    assert listed.as_of == dt.date(2026, 9, 30)


def test_personal_numbers_are_never_told(world: World) -> None:
    personal = world.expected["world"]["notes"]["household_codes_never_to_show"]
    for code in personal:
        assert register.public_tax_code(register.by_tax_code(code)) == ""
        assert not public.look_up(code).told
