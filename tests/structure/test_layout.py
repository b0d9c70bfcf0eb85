"""The folder ``site/`` never shadows the standard library; files say nothing of the machine they were written on."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import wagtail
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.ROOT)
ROOMS = ("core", "firms", "press", "complaints", "notices", "recognition", "outreach", "bots", "portal")


def tracked() -> list[Path]:
    """Return the files of the project that git keeps."""
    said = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [path for name in said.split("\0") if name and (path := ROOT / name).is_file()]


def test_site_is_a_plain_folder() -> None:
    assert not (ROOT / "site/__init__.py").exists()
    assert not [path for path in (ROOT / "site").rglob("*.py") if path.name.startswith(("test_", "conftest"))]


def test_git_keeps_site() -> None:
    probe = subprocess.run(["git", "check-ignore", "-q", "site/portal/new.py"], cwd=ROOT, check=False)
    assert probe.returncode == 1


@pytest.mark.parametrize("cwd", [ROOT, ROOT / "site", ROOT / "tests"], ids=["root", "site", "tests"])
def test_the_standard_librarys_site_stays_itself(cwd: Path) -> None:
    code = "import site, sys; assert hasattr(site, 'getsitepackages'), site; import django"
    paths = f"{ROOT}:{ROOT / 'site'}"
    subprocess.run([sys.executable, "-X", "frozen_modules=off", "-c", code], cwd=cwd, env={"PYTHONPATH": paths}, check=True)


def test_wagtail_is_the_version_that_was_chosen() -> None:
    assert wagtail.VERSION[:2] == (8, 0)


def test_no_file_names_the_machine_it_was_written_on() -> None:
    # Put together from parts, so that this file does not name them either.
    strange = re.compile("|".join((f"{re.escape(str(ROOT))}/", "/wo" + "rk/", r"\.\./sha" + "red", "/ro" + "ot/", "/tmp" + "/wt")))
    texts = [path for path in tracked() if path.suffix in {".py", ".md", ".toml", ".html", ".css", ".js", ".txt", ".in", ".sh", ""}]
    found = [path for path in texts if strange.search(path.read_text(encoding="utf-8", errors="replace"))]
    assert found == []


def test_requirements_name_no_host() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="ascii")
        assert "://" not in text
        assert "--hash=sha256:" in text


def test_every_migration_has_a_name() -> None:
    found = [path for path in tracked() if path.parent.name == "migrations" and re.match(r"\d{4}_(auto|initial|alter_|remove_)", path.name)]
    assert found == []


@pytest.mark.parametrize("room", ROOMS)
def test_relations_point_down(room: str) -> None:
    """A name in a string slips past the import contracts; the tables themselves do not."""
    floor = (
        {"core": 0, "firms": 1, "press": 2}
        | dict.fromkeys(("complaints", "notices", "recognition", "outreach"), 3)
        | {"bots": 4, "portal": 5}
    )
    for model in apps.get_app_config(room).get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and isinstance(field.related_model, type):
                target = field.related_model._meta.app_label
                assert target not in floor or target == room or floor[target] < floor[room], f"{model.__name__}.{field.name} → {target}"


def test_every_room_explains_itself() -> None:
    rooms = [ROOT / room for room in ROOMS if room != "portal"]
    missing = [room.name for room in rooms if not (room / "README.md").exists()]
    long = [room.name for room in rooms if room.name not in missing and len((room / "README.md").read_text().splitlines()) > 80]
    assert (missing, long) == ([], [])
