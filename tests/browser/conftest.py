"""The demo world, served once for all browser tests, and a Chromium for each module."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests import database, served

from . import pages


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser, wherever in this folder it stands."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the served site."""
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="session")
def site(django_db_setup: None, var: Path) -> Iterator[str]:
    """The address of the served demo world, on a database that was migrated already."""
    shutil.copyfile(database.template(), var / "portal.sqlite3")
    with served.site(var=var) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium; closed after each module, since its event loop would bar the database from other tests."""
    with pages.chromium() as browser:
        yield browser
