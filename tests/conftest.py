"""What every test stands on: a migrated database in a second, the cast, a fixed day, and no network."""

from __future__ import annotations

import datetime as dt
import socket
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.test import Client, override_settings

# The same examples on every run; `--hypothesis-profile=search` looks for new ones.
hypothesis.settings.register_profile("search", deadline=None)
hypothesis.settings.register_profile("suite", derandomize=True, deadline=None)
hypothesis.settings.load_profile("suite")

#: The day on which the tests live, unless they say otherwise: a Monday after the sample data's as-of day.
TODAY = dt.date(2026, 11, 2)


def pytest_configure(config: pytest.Config) -> None:
    """Make what is slow or outward in production fast and inward."""
    override_settings(
        STORAGES=settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        JOBS="inline",
        OFFICER_MFA=False,
    ).enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database: all else says the same on each of them, and runs once."""
    for item in items:
        if item.get_closest_marker("django_db") or {"db", "transactional_db", "django_db_setup"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.database)


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


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Give this process a migrated database, and a fresh one after each test that really commits."""
    from django.test import TransactionTestCase

    from tests import database, world

    with django_db_blocker.unblock():
        database.renew()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: database.renew())
        yield
    with django_db_blocker.unblock():
        database.drop()
        world.drop()


@pytest.fixture(autouse=True)
def today() -> Iterator[dt.date]:
    """Fix the clock at nine in the morning of `TODAY`."""
    from core import clock

    with clock.at(TODAY):
        yield TODAY


Hire = Callable[..., Any]


@pytest.fixture
def hire(db: None) -> Hire:
    """Return a function that hires an officer of the authority, or of another agency, with the permissions named (``app.codename``)."""
    from django.contrib.auth.models import Permission

    from core.models import Agency, Officer

    authority, _ = Agency.objects.get_or_create(code="so-noi-vu", defaults={"name": "Sở Nội vụ", "kind": Agency.Kind.HOME_AFFAIRS})

    def hire(username: str, *permissions: str, last_name: str = "", first_name: str = "", **more: Any) -> Officer:
        more = {"agency": authority, "last_name": last_name, "first_name": first_name, **more}
        officer = Officer.objects.create_user(username, password="mat-khau-thu-nghiem", **more)
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


@pytest.fixture
def _database_of_the_test(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Connect a test that asks for the world to the imported province, before its transaction opens."""
    if "world" not in request.fixturenames:
        yield
        return
    if request.node.get_closest_marker("django_db"):
        raise pytest.UsageError("a test of the world asks for the fixture alone, without the django_db mark")
    from tests import world

    with django_db_blocker.unblock():
        left = world.enter()
    yield
    with django_db_blocker.unblock():
        world.leave(left)


@pytest.fixture
def db(_database_of_the_test: None, _django_db_helper: None) -> None:
    """Open the test's transaction, in the plain database or in the world's."""


@pytest.fixture
def world(db: None) -> Any:
    """Return the fictional province: all sample lists imported; whatever the test changes is rolled back."""
    import json

    from portal.demo import lists
    from tests.world import World

    return World(json.loads((lists.SAMPLES / "expected.json").read_text(encoding="utf-8")))
