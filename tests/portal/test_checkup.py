"""The doctor finds what is wrong and says what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from core import clock, jobs
from core.models import Pulse
from portal import checkup


def test_a_key_that_others_can_read_is_found(settings: Any, tmp_path: Path) -> None:
    settings.KEYS = tmp_path
    (tmp_path / "secret_key").touch(mode=0o600)
    assert checkup.keys().is_well
    (tmp_path / "secret_key").chmod(0o644)
    assert not checkup.keys().is_well
    assert "chmod 600" in checkup.keys().sentence


def test_messages_that_pile_up_are_found(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    folder = tmp_path / "queue" / "messages"
    folder.mkdir(parents=True)
    assert checkup.queue().is_well
    for number in range(1001):
        (folder / str(number)).touch()
    assert "is a worker running" in checkup.queue().sentence


@pytest.mark.django_db
def test_late_sweeps_are_named() -> None:
    assert "No sweep ran lately" in checkup.pulses().sentence
    Pulse.objects.bulk_create(Pulse(sweep=name, ran_at=clock.now()) for name in jobs.sweeps())
    assert checkup.pulses().is_well
    Pulse.objects.filter(sweep="core.quotas").delete()
    assert checkup.pulses().sentence == "Late: core.quotas."


@pytest.mark.django_db
def test_the_command_ends_with_one_when_something_is_wrong(capsys: Any) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("doctor")
    said = capsys.readouterr().out
    assert ended.value.code == 1
    assert "ok  database" in said
    assert "ok  ledger" in said
    assert "BAD sweeps" in said
