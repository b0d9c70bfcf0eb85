"""Keys, quotas, log lines and the clock: what keeps the doors."""

from __future__ import annotations

import datetime as dt
import logging
import stat
from pathlib import Path

import pytest
from django.test import RequestFactory

from core import clock, keys, limits, logs, plaintext
from core.errors import TooMany
from core.models import Quota


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = keys.make_or_read(tmp_path / "keys", "one")
    assert keys.make_or_read(tmp_path / "keys", "one") == first
    assert stat.S_IMODE((tmp_path / "keys" / "one").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["one"]


@pytest.mark.django_db
def test_a_caller_is_stopped_at_the_limit_and_comes_back_in_the_next_window() -> None:
    for _ in range(3):
        limits.spend("chat", "someone", limit=3, per=dt.timedelta(minutes=1))
    with pytest.raises(TooMany) as stopped:
        limits.spend("chat", "someone", limit=3, per=dt.timedelta(minutes=1))
    assert 0 < stopped.value.seconds <= 60
    limits.spend("chat", "another", limit=3, per=dt.timedelta(minutes=1))
    with clock.at(clock.now() + dt.timedelta(seconds=90)):
        limits.spend("chat", "someone", limit=3, per=dt.timedelta(minutes=1))
        assert limits.forget_spent() >= 1
    assert Quota.objects.filter(key="chat:someone").count() == 1


def test_a_caller_is_known_by_a_name_that_dies_at_midnight() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="10.1.2.3")
    today = limits.caller(request)
    assert "10.1.2.3" not in today
    assert limits.caller(request) == today
    with clock.at(clock.now() + dt.timedelta(days=1)):
        assert limits.caller(request) != today


def test_a_forged_forwarding_header_is_not_believed_without_a_proxy() -> None:
    one = RequestFactory().get("/", REMOTE_ADDR="10.1.2.3", headers={"X-Forwarded-For": "1.1.1.1"})
    two = RequestFactory().get("/", REMOTE_ADDR="10.1.2.3", headers={"X-Forwarded-For": "2.2.2.2"})
    assert limits.caller(one) == limits.caller(two)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("bot 123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw left", "bot [token] left"),
        ("mail to lan@example.vn", "mail to [thư]"),
        ("phone 0912 345 678 and id 012345678901", "phone [số] and id [số]"),
        ("notice 1234 moved", "notice 1234 moved"),
    ],
)
def test_log_lines_name_nobody_and_open_nothing(said: str, kept: str) -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "%s", (said,), None)
    logs.Redact().filter(record)
    assert record.getMessage() == kept


def test_the_clock_stands_where_it_is_put() -> None:
    with clock.at(dt.date(2026, 12, 31)):
        assert clock.today() == dt.date(2026, 12, 31)
    with clock.at(dt.datetime(2026, 12, 31, 18, tzinfo=dt.UTC)):
        assert clock.today() == dt.date(2027, 1, 1)


def test_plain_text_becomes_escaped_html() -> None:
    text = "## Điều kiện\n\nMột <b>hai</b>\n- ba\n- bốn\n\n1. năm\n2. sáu"
    assert plaintext.html(text) == (
        "<h2>Điều kiện</h2><p>Một &lt;b&gt;hai&lt;/b&gt;</p><ul><li>ba</li><li>bốn</li></ul><ol><li>năm</li><li>sáu</li></ol>"
    )
