"""What every test stands on: a migrated database in a second, the cast, a fixed day, and no network."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache"

#: The day on which the tests live, unless they say otherwise: a Monday after the sample data's as-of day.
TODAY = dt.date(2026, 11, 2)


def pytest_configure(config: pytest.Config) -> None:
    """Make what is slow or outward in production fast and inward."""
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.JOBS = "inline"
    settings.OFFICER_MFA = False


@pytest.fixture(scope="session", autouse=True)
def _emptied_databases_may_forget() -> Iterator[None]:
    """Let the clean-up after a test with real transactions empty the public ledger; the next seed guards it again."""
    from django.test import TransactionTestCase

    from press import triggers

    clean_up = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def without_triggers(self: TransactionTestCase) -> None:
        triggers.drop()
        clean_up(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", without_triggers)
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Refuse every connection that leaves this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise RuntimeError(f"a test reached out to {address}")
        connect(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign, assignment]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


def _fingerprint() -> str:
    """Return a hash of everything that decides what a freshly migrated database holds."""
    parts = [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("site/*/migrations/*.py"), ROOT / "requirements.txt"]
    parts += [*ROOT.glob("*/reference.py"), *ROOT.glob("site/*/reference.py"), *ROOT.glob("*/data/**/*"), ROOT / "core/seed.py"]
    parts += [*ROOT.glob("*/triggers.py"), ROOT / "site/portal/roles.py"]
    digest = hashlib.sha256()
    for part in sorted(path for path in parts if path.is_file()):
        digest.update(str(part.relative_to(ROOT)).encode())
        digest.update(part.read_bytes())
    return digest.hexdigest()[:16]


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Copy a migrated SQLite file instead of migrating again; on PostgreSQL keep the template between runs."""
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    if connection.vendor != "sqlite":
        with django_db_blocker.unblock():
            config = setup_databases(verbosity=0, interactive=False, serialized_aliases=())
        yield
        with django_db_blocker.unblock():
            teardown_databases(config, verbosity=0)
        return
    CACHE.mkdir(exist_ok=True)
    template = CACHE / f"template-{_fingerprint()}.sqlite3"
    mine = Path(settings.VAR) / "test.sqlite3"
    connection.settings_dict["TEST"]["NAME"] = str(mine)
    with django_db_blocker.unblock():
        if template.exists():
            shutil.copyfile(template, mine)
            connection.close()
            connection.settings_dict["NAME"] = str(mine)
            connection.ensure_connection()
        else:
            setup_databases(verbosity=0, interactive=False, serialized_aliases=())
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
            for old in CACHE.glob("template-*.sqlite3"):
                old.unlink(missing_ok=True)
            fresh = template.with_suffix(f".{Path(settings.VAR).name}")
            shutil.copyfile(mine, fresh)
            fresh.replace(template)
    yield
    with django_db_blocker.unblock():
        connection.close()


@pytest.fixture(autouse=True)
def today() -> Iterator[dt.date]:
    """Fix the clock at nine in the morning of `TODAY`."""
    from core import clock

    with clock.at(TODAY):
        yield TODAY


Hire = Callable[..., Any]


@pytest.fixture
def hire(db: None) -> Hire:
    """Return a function that hires an officer with the permissions named (``app.codename``)."""
    from django.contrib.auth.models import Permission

    from core.models import Officer

    def hire(username: str, *permissions: str, last_name: str = "", first_name: str = "", **more: Any) -> Officer:
        officer = Officer.objects.create_user(username, password="mat-khau-thu-nghiem", last_name=last_name, first_name=first_name, **more)
        for permission in (*permissions, "wagtailadmin.access_admin"):
            app, codename = permission.split(".")
            officer.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
        return Officer.objects.get(pk=officer.pk)

    return hire


@pytest.fixture
def browse() -> Callable[..., Client]:
    """Return a function that opens a client, logged in as an officer or anonymous."""

    def browse(officer: Any = None) -> Client:
        client = Client(SERVER_NAME="localhost")
        if officer is not None:
            client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return browse
