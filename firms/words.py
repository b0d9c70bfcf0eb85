"""The words of all names in force and how many names hold each: learnt from the search index, so that slips can be put right."""

from __future__ import annotations

from collections import Counter

from django.db import connection, transaction

from .models import Word
from .queries import LONGEST_WORD

#: Beginnings of words that somebody may still be typing.
SHORTEST, LONGEST_BEGINNING = 2, 10
CHUNK = 5_000


def learn() -> int:
    """Bring the words in step with the names and return how many rows changed."""
    wanted = _counted()
    with transaction.atomic():
        known = {text: (pk, firms, is_whole) for pk, text, firms, is_whole in Word.objects.values_list("pk", "text", "firms", "is_whole")}
        gone = [pk for text, (pk, _, _) in known.items() if text not in wanted]
        fresh = [Word(text=text, firms=firms, is_whole=whole) for text, (firms, whole) in wanted.items() if text not in known]
        changed = [
            Word(pk=known[text][0], text=text, firms=firms, is_whole=whole)
            for text, (firms, whole) in wanted.items()
            if text in known and known[text][1:] != (firms, whole)
        ]
        for start in range(0, len(gone), CHUNK):
            Word.objects.filter(pk__in=gone[start : start + CHUNK]).delete()
        Word.objects.bulk_create(fresh, batch_size=CHUNK)
        Word.objects.bulk_update(changed, ["firms", "is_whole"], batch_size=500)
    return len(gone) + len(fresh) + len(changed)


def _counted() -> dict[str, tuple[int, bool]]:
    """Return each word and each beginning of some, with its number of names and whether it is a whole word."""
    counts: Counter[str] = Counter()
    whole = dict(_in_index())
    for word, firms in whole.items():
        for end in range(SHORTEST, min(len(word), LONGEST_BEGINNING) + 1):
            counts[word[:end]] += firms
        if len(word) > LONGEST_BEGINNING or len(word) < SHORTEST:
            counts[word] += firms
    return {text: (firms, text in whole) for text, firms in counts.items()}


def _in_index() -> list[tuple[str, int]]:
    """Ask the index of names of today for its words."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT word, ndoc FROM ts_stat('SELECT to_tsvector(''simple'', name_key) FROM firms_firm WHERE is_listed')")
        else:
            cursor.execute("SELECT term, doc FROM firms_firm_vocabulary")
        return [(word, firms) for word, firms in cursor.fetchall() if len(word) <= LONGEST_WORD]
