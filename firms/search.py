"""Finding firms while somebody types: what is exact before what begins so, before words in any order, before what was meant.

Each step asks an index for no more rows than are shown, so that no step ever ranks the whole of what fits. The order is the same
on every call: by the words of the name, then by key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product
from typing import Any

from django.db import connection
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from core.text import fold, nfc

from . import queries, register
from .models import Firm, FirmName, TaxCode, UnitCode, Word
from .queries import Asked

#: How many are offered while somebody types.
OFFERED = 20
#: An index gives its rows in the order of the table, which is nearly that of the keys: so many times more are put in order.
WINDOW = 5
#: A person's number, whatever kind the row says.
_PERSONAL = Q(kind=TaxCode.Kind.PERSONAL) | Q(code__regex=r"^[0-9]{12}$")
#: How many words are weighed for one that is not known, and how many sentences are tried.
WEIGHED, TRIED = 4, 8


@dataclass(frozen=True, slots=True)
class Hit:
    """A firm that was found; ``why`` says by what, where it is not its name or code of today."""

    firm: Firm
    tax_code: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a question found; ``corrected`` are the words that were looked for instead of those typed."""

    hits: tuple[Hit, ...]
    corrected: str = ""
    is_more: bool = False


def find(query: str, *, among: QuerySet[Firm] | None = None, limit: int = OFFERED) -> Found:
    """Return the first firms of ``among`` (by default all that a register names) which ``query`` names."""
    asked = queries.read(query)
    firms = Firm.objects.filter(is_listed=True) if among is None else among
    firms = firms.order_by()
    why, corrected = _as_typed(asked, firms, limit + 1), ""
    if not why and asked.tells and not asked.is_code:
        why, corrected = _as_meant(asked, firms, limit + 1)
    keys = list(why)[:limit]
    rows = Firm.objects.select_related("commune").prefetch_related("tax_codes").in_bulk(keys)
    hits = tuple(Hit(rows[pk], register.tax_code(rows[pk]), why[pk]) for pk in keys)
    return Found(hits, spelt(corrected, (hit.firm.name for hit in hits)), len(why) > limit)


def is_code(query: str) -> bool:
    """Tell whether ``query`` is a tax code or unit code, or the beginning of one, rather than a name."""
    return queries.read(query).is_code


def named(query: str, among: QuerySet[Firm]) -> QuerySet[Firm]:
    """Return those of a short list of firms which ``query`` names to anyone: by a code that is not a person's, or by the words of a name.

    Every word may be the beginning of one, and former names count. A person's number finds nobody, nor does a part of one.
    """
    asked = queries.read(query)
    if asked.is_code:
        by_tax, by_unit = Q(pk=None), Q(pk=None)
        for code in asked.tax_codes:
            by_tax |= prefix("code", code)
        if asked.unit:
            by_unit = Q(code=asked.unit, office=asked.office) if asked.office else Q(code=asked.unit)
        owned = TaxCode.objects.filter(by_tax, valid_to=None, firm=OuterRef("pk")).exclude(_PERSONAL)
        return among.filter(Exists(owned) | Exists(UnitCode.objects.filter(by_unit, valid_to=None, firm=OuterRef("pk"))))
    if not asked.tells:
        return among.none()
    former = _spaced(FirmName.objects.filter(firm=OuterRef("pk")), asked.words)
    return among.filter(Q(pk__in=_spaced(among, asked.words).values("pk")) | Exists(former))


def _spaced(rows: QuerySet[Any], words: Sequence[str]) -> QuerySet[Any]:
    """Return the rows whose key has each of ``words`` at the beginning of a word; no index serves it, so for short lists alone."""
    rows = rows.alias(spaced=Concat(Value(" "), F("name_key"), output_field=CharField()))
    return reduce(lambda found, word: found.filter(spaced__contains=f" {word}"), words, rows)


def meant(query: str, among: QuerySet[Firm]) -> str:
    """Return the words that ``query`` may have meant: they name firms of ``among``; "" where there are none."""
    asked = queries.read(query)
    if not asked.tells or asked.is_code:
        return ""
    return next((" ".join(words) for words in _sentences(asked.words) if named(" ".join(words), among).exists()), "")


def _as_typed(asked: Asked, firms: QuerySet[Firm], most: int) -> dict[int, str]:
    """Return up to ``most`` firms by key, each with what it was found by."""
    found: dict[int, str] = {}
    for pk, why in _steps(asked, firms, most):
        found.setdefault(pk, why)
        if len(found) >= most:
            break
    return found


def _steps(asked: Asked, firms: QuerySet[Firm], most: int) -> Iterator[tuple[int, str]]:
    """Yield what each step finds, the best step first; a step is asked only when those before it did not fill the list."""
    if asked.tax_codes:
        yield from _by_code(asked, firms, most)
    if asked.unit:
        yield from _by_unit(asked, firms, most)
    if len(asked.folded) < 2:
        return
    if asked.folded != asked.key or not asked.tells:
        yield from ((pk, "") for pk in _beginning(firms, "name_fold", asked.folded).values_list("pk", flat=True)[:most])
    if not asked.tells:
        return
    yield from ((pk, "") for pk in _beginning(firms, "name_key", asked.key).values_list("pk", flat=True)[:most])
    yield from ((pk, "") for pk in _with_words(firms, asked.words, most))
    former = dict(_holding(FirmName.objects.order_by(), asked.words).values_list("firm_id", "name")[: most * WINDOW])
    seen = firms.filter(pk__in=former).values_list("pk", flat=True)
    yield from ((pk, f"Tên cũ: {former[pk]}") for pk in sorted(seen))


def _by_code(asked: Asked, firms: QuerySet[Firm], most: int) -> Iterator[tuple[int, str]]:
    begins = Q()
    for code in asked.tax_codes:
        begins |= prefix("tax_codes__code", code)
    for is_former in (False, True):
        rows = firms.filter(begins, tax_codes__valid_to__isnull=not is_former).order_by("tax_codes__code", "pk")
        told = rows.values_list("pk", "tax_codes__code", "tax_codes__is_main")[:most]
        yield from ((pk, f"Mã cũ: {code}" if is_former else "" if is_main else f"Mã đã gộp: {code}") for pk, code, is_main in told)


def _by_unit(asked: Asked, firms: QuerySet[Firm], most: int) -> Iterator[tuple[int, str]]:
    rows = firms.filter(prefix("unit_codes__code", asked.unit))
    if asked.office:
        rows = firms.filter(prefix("unit_codes__code", asked.unit), unit_codes__office=asked.office)
    told = rows.order_by("unit_codes__code", "unit_codes__office", "pk")
    for pk, office, code, ended in told.values_list("pk", "unit_codes__office", "unit_codes__code", "unit_codes__valid_to")[:most]:
        yield pk, f"Mã đơn vị {'cũ ' if ended else ''}{office}/{code}"


def prefix(field: str, text: str) -> Q:
    """Match the beginning of a text that is compared by its bytes, so that its index serves both databases."""
    return Q(**{f"{field}__gte": text, f"{field}__lt": f"{text}\U0010ffff"})


def _beginning(firms: QuerySet[Firm], field: str, text: str) -> QuerySet[Firm]:
    """Return the firms whose ``field`` begins with ``text``, an equal one first."""
    return firms.filter(prefix(field, text)).order_by(field, "pk")


def _holding(rows: QuerySet[Any], words: Sequence[str]) -> QuerySet[Any]:
    """Return the rows of a table of names that hold every word, the last as the beginning of one, by the index of words."""
    table = rows.model._meta.db_table
    if connection.vendor == "postgresql":
        asked = " & ".join([*words[:-1], f"{words[-1]}:*"])
        return rows.extra(where=[f"to_tsvector('simple', {table}.name_key) @@ to_tsquery('simple', %s)"], params=[asked])  # noqa: S610
    match = " ".join([*(f'"{word}"' for word in words[:-1]), f'"{words[-1]}"*'])
    return rows.extra(tables=[f"{table}_words"], where=[f"{table}_words.rowid = {table}.id", f"{table}_words MATCH %s"], params=[match])  # noqa: S610


def _with_words(firms: QuerySet[Firm], words: Sequence[str], most: int) -> list[int]:
    """Return the firms that hold every word, those longest on file first among the first that the index gives."""
    return sorted(_holding(firms, words).values_list("pk", flat=True)[: most * WINDOW])[:most]


def _as_meant(asked: Asked, firms: QuerySet[Firm], most: int) -> tuple[dict[int, str], str]:
    """Return what the nearest words find, and those words."""
    for words in _sentences(asked.words):
        key = " ".join(words)
        found = _as_typed(Asked(key, key, key), firms, most)
        if found:
            return found, key
    return {}, ""


def _sentences(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield what may have been meant, the likeliest first: unknown words are replaced; where all are known, one after another is."""
    rows = {row.text: row for row in Word.objects.filter(text__in=words)}
    last = len(words) - 1
    known = [word in rows and (rows[word].is_whole or place == last) for place, word in enumerate(words)]
    weighed = [[] if known[place] and not all(known) else _weighed(word, place == last) for place, word in enumerate(words)]
    if all(known):
        tried = sorted((rank, place) for place, each in enumerate(weighed) for rank in range(len(each)))
        yield from ((*words[:place], *weighed[place][rank], *words[place + 1 :]) for rank, place in tried[:TRIED])
        return
    choices = [[(word,)] if known[place] else weighed[place] for place, word in enumerate(words)]
    ranked = sorted(product(*(range(len(each)) for each in choices)), key=lambda ranks: (sum(ranks), ranks))
    for ranks in ranked[:TRIED]:
        yield tuple(word for each, rank in zip(choices, ranks, strict=True) for word in each[rank])


def _weighed(word: str, is_last: bool) -> list[tuple[str, ...]]:
    """Return known words that ``word`` may stand for: as an idle keyboard left it, one slip away, or two without their space."""
    if len(word) < 3 or not word.isalpha():
        return []
    raw, near = queries.typed_raw(word), queries.slips(word)
    halves = list(queries.parted(word))
    rows = {row.text: row for row in Word.objects.filter(text__in={raw, *near, *(half for pair in halves for half in pair)})}
    fits = [row for text, row in rows.items() if (row.is_whole or is_last) and text != word and (text in near or text == raw)]
    fits.sort(
        key=lambda row: (row.text != raw, sorted(row.text) != sorted(word), row.text[0] != word[0], not row.is_whole, -row.firms, row.text)
    )
    pairs = [pair for pair in halves if all(half in rows and rows[half].is_whole for half in pair)]
    pairs.sort(key=lambda pair: -min(rows[half].firms for half in pair))
    return [*((row.text,) for row in fits[:WEIGHED]), *pairs[:1]]


def spelt(corrected: str, names: Iterable[str]) -> str:
    """Return corrected words as the names found write them, with their accents, where they have the word."""
    written: dict[str, str] = {}
    for word in (word for name in names for word in nfc(name).split()):
        written.setdefault(fold(word), word.lower())
    return " ".join(written.get(word, word) for word in corrected.split())
