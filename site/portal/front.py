"""What the front page shows of each room, all through the public doors."""

from __future__ import annotations

from typing import Any


def newest() -> dict[str, Any]:
    """Return the newest items of the registers."""
    return {}
