"""Every sweep is in the timetable, in a lane that a worker serves."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from django.conf import settings

from core import jobs
from portal import supervisor
from portal.celery import app


def test_the_timetable_is_the_sweeps() -> None:
    app.loader.import_default_modules()
    app.finalize()
    table = jobs.timetable()
    assert table.keys() == jobs.sweeps().keys()
    assert all(entry["task"] in app.tasks for entry in table.values())


def test_a_sweeps_name_begins_with_its_room() -> None:
    assert [name for name, sweep in jobs.sweeps().items() if name.split(".")[0] != sweep.work.__module__.split(".")[0]] == []


def test_every_lane_has_a_worker_and_one_of_them_keeps_the_timetable() -> None:
    processes = supervisor.read((Path(settings.ROOT) / "Procfile").read_text(encoding="utf-8"))
    workers = [command for command in processes.values() if "worker" in command]
    assert {command[command.index("worker") + 1] for command in workers} == set(get_args(jobs.Lane))
    assert sum("--beat" in command for command in workers) == 1
