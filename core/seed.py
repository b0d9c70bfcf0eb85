"""Reference rows: what must stand in the tables after ``migrate`` alone, written again and again without harm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import AppConfig, apps

Seed = Callable[[], None]
_seeds: list[tuple[int, Seed]] = []


def seed(*, order: int = 50) -> Callable[[Seed], Seed]:
    """Register a function that writes reference rows; it must change nothing when it runs twice.

    Lower ``order`` runs first: 10 triggers, 20 the ground, 50 a room, 80 what joins rooms.
    """

    def register(function: Seed) -> Seed:
        _seeds.append((order, function))
        _seeds.sort(key=lambda pair: pair[0])
        return function

    return register


def run_all() -> None:
    """Run every seed, in order."""
    for _, function in list(_seeds):
        function()


def last_app() -> AppConfig:
    """Return the app whose signal comes last: by then every app has its permissions."""
    return [config for config in apps.get_app_configs() if config.models_module is not None][-1]


def after_migrate(sender: Any, **kwargs: Any) -> None:
    """Seed after a migrate, unless it was of some apps only and tables are still missing."""
    if _is_complete():
        run_all()


def _is_complete() -> bool:
    """Tell whether every table of the project is there; a migrate of one app leaves others for later."""
    from django.db import connection

    present = set(connection.introspection.table_names())
    return all(model._meta.db_table in present for model in apps.get_models() if model._meta.managed and not model._meta.proxy)
