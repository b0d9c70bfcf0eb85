"""What every page of the site needs to know."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from core import clock
from core.models import Installation


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the authority, the province, whether this is the demo, and today's date."""
    return {
        "authority": settings.AUTHORITY,
        "province_name": settings.PROVINCE_NAME,
        "is_demo": Installation.current().is_demo,
        "today": clock.today(),
        "base_url": settings.BASE_URL,
    }
