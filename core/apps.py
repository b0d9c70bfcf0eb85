"""The app of the ground floor."""

from __future__ import annotations

from django.db.models.signals import post_migrate

from . import rooms, seed


class CoreConfig(rooms.Room):
    """Writes the reference rows of every room after each migrate."""

    name = "core"
    verbose_name = "Nền tảng"

    def ready(self) -> None:
        """Register the ground's own rows and sweeps, then listen for the end of a migrate."""
        super().ready()
        post_migrate.connect(seed.after_migrate, sender=seed.last_app(), dispatch_uid="core.seed")
