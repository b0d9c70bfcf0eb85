"""The WSGI application: Django behind the page store."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
_django = get_wsgi_application()

from core.pages import PageStore  # noqa: E402  the apps must be loaded first

application = PageStore(_django)
