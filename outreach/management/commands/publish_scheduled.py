"""``manage.py publish_scheduled``: Wagtail's command, in which one refused answer does not hold back the others."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from outreach import services


class Command(BaseCommand):
    """Publish what is due."""

    help = "Publishes the answers and pages whose hour has come; an answer without law in force stays a draft."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the sweep does each minute."""
        self.stdout.write(f"{services.publish_due()} published or taken down")
