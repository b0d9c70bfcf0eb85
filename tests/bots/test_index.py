"""The index file: read where it fits, built anew where it does not, once by however many processes."""

from __future__ import annotations

import json
import logging
import multiprocessing
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from bots import accuracy, index
from bots.knowledge import Around
from bots.understanding import model
from outreach import public
from outreach.knowledge import Entry

from .shipped import shipped_answers

ASKED = "quên mật khẩu vssid làm sao lấy lại"


@pytest.fixture
def answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Entry]:
    """Return a few answers that are in force, with an index folder of their own; changing the list publishes."""
    kept = [entry for entry in shipped_answers() if entry.group in ("tra-cuu", "om-dau")]
    monkeypatch.setattr(settings, "VAR", tmp_path)
    monkeypatch.setattr("outreach.public.answers", lambda locale="vi", on=None: list(kept) if locale == "vi" else [])
    monkeypatch.setattr("outreach.public.answers_epoch", lambda on=None: " ".join(entry.slug for entry in kept))
    forget(monkeypatch)
    return kept


def file() -> Path:
    (path,) = (Path(settings.VAR) / "bots").glob("index-*")
    return path


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be another process: know nothing but the files."""
    monkeypatch.setattr(index, "_loaded", None)
    monkeypatch.setattr(index, "_measured", {})


def test_it_is_built_once_and_read_by_the_next(answers: list[Entry], monkeypatch: pytest.MonkeyPatch) -> None:
    first = index.read(Around()).find(ASKED)
    forget(monkeypatch)
    monkeypatch.setattr(model, "train", lambda topics: pytest.fail("it is built already"))
    again = index.read(Around()).find(ASKED)
    assert first.ranked[0] == again.ranked[0] == "quen-mat-khau-vssid"


def test_it_is_measured_once_when_it_is_in_use_already(answers: list[Entry], monkeypatch: pytest.MonkeyPatch) -> None:
    index.read(Around())
    assert not list(file().parent.glob("accuracy-*"))
    first = index.measured()
    assert first.first.of > 200
    forget(monkeypatch)
    measure = accuracy.accuracy
    monkeypatch.setattr(accuracy, "accuracy", lambda known, questions: pytest.fail("it is measured already"))
    assert index.measured() == first
    (kept,) = file().parent.glob("accuracy-*")
    kept.write_text("{", encoding="utf-8")
    forget(monkeypatch)
    monkeypatch.setattr(accuracy, "accuracy", measure)
    assert index.measured() == first
    answers.pop()
    index.read(Around())
    assert not kept.exists()


def test_an_answer_that_is_taken_back_is_gone_at_once(answers: list[Entry]) -> None:
    assert index.read(Around()).find(ASKED).ranked[0] == "quen-mat-khau-vssid"
    answers[:] = [entry for entry in answers if entry.slug != "quen-mat-khau-vssid"]
    assert "quen-mat-khau-vssid" not in index.read(Around()).find(ASKED).ranked
    assert file().name.startswith(f"index-{index.VERSION}-")


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda data: b"", id="empty"),
        pytest.param(lambda data: data[: len(data) // 2], id="cut short"),
        pytest.param(lambda data: data[:-40] + bytes(40), id="corrupt"),
        pytest.param(lambda data: b"nothing of ours\n" + data, id="something else"),
        pytest.param(
            lambda data: json.dumps(json.loads(data.partition(b"\n")[0]) | {"version": 99}).encode() + b"\n" + data.partition(b"\n")[2],
            id="of another version",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_built_anew(
    answers: list[Entry], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, spoil: Any
) -> None:
    index.read(Around())
    whole = file().read_bytes()
    file().write_bytes(spoil(whole))
    forget(monkeypatch)
    with caplog.at_level(logging.WARNING):
        assert index.read(Around()).find(ASKED).ranked[0] == "quen-mat-khau-vssid"
    assert "is built anew" in caplog.text
    assert len(file().read_bytes()) == pytest.approx(len(whole), rel=0.01)


def _build(counter: Any, found: Any, news: Any) -> None:
    """Be a process of its own: count every training, answer, and answer again when there is news."""
    train = model.train

    def counted(topics: Any) -> model.Model:
        with counter.get_lock():
            counter.value += 1
        return train(topics)

    vars(model)["train"] = counted
    index._loaded = None
    found.put(index.read(Around()).find(ASKED).ranked[0])
    news.wait(60)
    mark = public.answers_epoch()
    left = [entry for entry in shipped_answers() if entry.group == "om-dau"]
    vars(public)["answers"] = lambda locale="vi", on=None: left if locale == "vi" else []
    vars(public)["answers_epoch"] = lambda on=None: f"{mark} news"
    found.put("quen-mat-khau-vssid" in index.read(Around()).find(ASKED).ranked)


def test_two_processes_build_it_once_and_both_take_up_what_is_published(answers: list[Entry]) -> None:
    forking = multiprocessing.get_context("fork")
    counter, found, news = forking.Value("i", 0), forking.Queue(), forking.Event()
    both = [forking.Process(target=_build, args=(counter, found, news)) for _ in range(2)]
    for each in both:
        each.start()
    assert [found.get(timeout=60) for _ in both] == ["quen-mat-khau-vssid"] * 2
    assert counter.value == 1
    news.set()
    assert [found.get(timeout=60) for _ in both] == [False, False]
    for each in both:
        each.join(20)
    assert counter.value == 2


def test_a_message_is_understood_in_time(answers: list[Entry]) -> None:
    known = index.read(Around())
    story = "Em làm ở xưởng được mấy năm, công ty lúc đóng lúc không, em vừa ốm vừa sinh con, hỏi thì không ai trả lời. " * 40
    begun = time.perf_counter()
    known.find(story)
    assert time.perf_counter() - begun < 2
