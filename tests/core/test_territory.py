"""Provinces and communes of two schemes: a code or a name means something only within its own."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from core.models import Commune, Province, Scheme

pytestmark = pytest.mark.django_db
ENDED = dt.date(2025, 7, 1)


def test_both_schemes_stand_and_every_old_province_has_its_successor() -> None:
    today, old = (Province.objects.filter(scheme=scheme) for scheme in (Scheme.PROVINCES_34, Scheme.PROVINCES_63))
    assert old.count() == 63
    assert old.filter(successor__scheme=Scheme.PROVINCES_34).count() == 63
    assert set(old.values_list("successor__code", flat=True)) <= set(today.values_list("code", flat=True))
    # One number, two provinces: 24 was Bắc Giang, and is Bắc Ninh.
    assert {str(province) for province in Province.objects.filter(code="24")} == {"Tỉnh Bắc Giang", "Thành phố Bắc Ninh"}
    assert old.get(code="24").successor == today.get(code="24")


@pytest.fixture
def communes() -> dict[str, Commune]:
    old, today = Province.objects.get(scheme="63", code="24"), Province.objects.get(scheme="34", code="24")
    made = {name: Commune.objects.create(province=today, name=name) for name in ("xã Hợp Nhất", "phường Đông Mới")}
    for name, successors in {"xã Cũ Một": ["xã Hợp Nhất"], "xã Chia Đôi": ["xã Hợp Nhất", "phường Đông Mới"], "xã Hợp Nhất": []}.items():
        ended = Commune.objects.create(province=old, name=name, valid_to=ENDED)
        ended.successors.set([made[each] for each in successors])
    return made


def test_an_old_name_leads_to_the_commune_of_today_unless_it_was_divided(communes: dict[str, Commune]) -> None:
    assert Commune.by_name("34", "24") == {
        "xa hop nhat": communes["xã Hợp Nhất"].pk,
        "phuong dong moi": communes["phường Đông Mới"].pk,
        "xa cu mot": communes["xã Hợp Nhất"].pk,
    }


def test_one_number_of_two_schemes_is_never_mixed(communes: dict[str, Commune]) -> None:
    assert Commune.by_name("63", "24") == {}


def test_officers_keep_communes_and_delete_none(communes: dict[str, Commune], hire: Any, browse: Any) -> None:
    lan = browse(hire("lan", "core.view_commune", "core.change_commune", "core.add_commune"))
    one = communes["xã Hợp Nhất"]
    assert "xã Cũ Một" in lan.get(reverse("wagtailsnippets_core_commune:list")).content.decode()
    page = lan.get(reverse("wagtailsnippets_core_commune:edit", args=[one.pk]))
    assert page.status_code == 200
    assert lan.get(reverse("wagtailsnippets_core_commune:delete", args=[one.pk])).status_code in (302, 403)
    assert browse(hire("quang")).get(reverse("wagtailsnippets_core_commune:list")).status_code in (302, 403)
