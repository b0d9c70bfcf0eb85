"""Chunks that are written while the next one is read."""

from __future__ import annotations

import gc
import time
from contextlib import suppress
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from firms import bulk
from firms.models import Word


@transaction.atomic
def write(text: str) -> None:
    """Write one row, as a chunk would be, in a transaction of its own."""
    Word.objects.create(text=text, firms=1)


def write_all(*texts: str) -> None:
    """Write chunks as a list would be."""
    with bulk.Behind(is_long=True) as behind:
        for text in texts:
            behind.write(partial(write, text))


def are_back_at(before: int) -> bool:
    """Tell whether the database serves as many connections as before; a server takes a moment to see that one has gone."""
    deadline = time.monotonic() + 5
    while sessions() > before and time.monotonic() < deadline:
        time.sleep(0.02)
    return sessions() == before


def sessions() -> int:
    """Return how many connections the database serves, where it counts them."""
    if connection.vendor != "postgresql":
        return 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_chunks_are_written_in_order_and_are_there_at_the_end() -> None:
    before = sessions()
    write_all(*(f"chu{number:02d}" for number in range(20)))
    assert list(Word.objects.order_by("pk").values_list("text", flat=True)) == [f"chu{number:02d}" for number in range(20)]
    assert are_back_at(before)


@pytest.mark.django_db(transaction=True)
def test_a_chunk_that_fails_stops_those_behind_it() -> None:
    before = sessions()
    with pytest.raises(IntegrityError):
        write_all("mot", "hai", "hai", "ba", "bon")
    assert set(Word.objects.values_list("text", flat=True)) == {"mot", "hai"}
    assert are_back_at(before)


@pytest.mark.django_db(transaction=True)
def test_the_last_chunk_tells_that_it_failed() -> None:
    with pytest.raises(IntegrityError):
        write_all("mot", "mot")


@pytest.mark.django_db(transaction=True)
def test_a_failure_of_the_caller_lets_the_chunk_under_way_end() -> None:
    with suppress(ZeroDivisionError), bulk.Behind(is_long=True) as behind:
        behind.write(partial(write, "mot"))
        raise ZeroDivisionError
    assert Word.objects.filter(text="mot").exists()


@pytest.mark.django_db
def test_within_a_transaction_a_chunk_is_written_at_once_and_goes_with_it() -> None:
    with transaction.atomic():
        with bulk.Behind(is_long=True) as behind:
            behind.write(partial(write, "mot"))
            assert Word.objects.filter(text="mot").exists()
        transaction.set_rollback(True)
    assert not Word.objects.filter(text="mot").exists()


def test_the_collector_looks_at_everything_again_even_after_a_failure() -> None:
    with suppress(ZeroDivisionError), bulk.set_aside():
        assert gc.get_freeze_count()
        raise ZeroDivisionError
    assert not gc.get_freeze_count()
