"""What the apps of all rooms have in common."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class Room(AppConfig):
    """Loads what registers itself: page classes beside the models, then reference rows, sweeps and registrations."""

    def import_models(self) -> None:
        """Load the page classes beside the models, so that migrations find them."""
        super().import_models()
        self._load("pages")

    def ready(self) -> None:
        """Fill the registries; no query, no work."""
        for part in ("reference", "sweeps", "registration"):
            self._load(part)

    def _load(self, part: str) -> None:
        if find_spec(f"{self.name}.{part}"):
            import_module(f"{self.name}.{part}")
