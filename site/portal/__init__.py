"""The deployable web site: settings, addresses, home page, search and commands."""

from .celery import app as celery_app

__all__ = ["celery_app"]
