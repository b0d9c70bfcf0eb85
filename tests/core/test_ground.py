"""The ground stands after migrate alone."""

from __future__ import annotations

import pytest

from core.models import Province
from core.text import fold


@pytest.mark.django_db
def test_the_provinces_before_and_after_2025_are_there() -> None:
    assert Province.objects.filter(scheme="63").count() == 63
    assert Province.objects.get(successor__code="24", scheme="63", code="24").name == "Tỉnh Bắc Giang"


def test_fold_maps_the_stroked_letters() -> None:
    assert fold("Đỗ Hữu Đức") == "do huu duc"
