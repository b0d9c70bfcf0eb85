"""The ledger's format is frozen: these vectors hold for ever, whatever else changes."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import chain

SALT = bytes(range(32))
SHOWN = {"name": "Công ty TNHH Mẫu Đức Hòa", "months": 3, "total_vnd": 1234567890, "note": '\u20ac\n"x"', "items": [True, None]}
COMMITMENT = "ec7c70cbbd959125862f0cfdc9fadeedf0569a5c9622d8a3e7243f2a771d10dd"
FIRST: dict[str, Any] = {
    "v": 1,
    "seq": 1,
    "at": "2026-11-02T09:00:00+07:00",
    "act": "published",
    "public_id": "CK-99-2026-000001",
    "legal_basis": "BHXH_ART35",
    "commitment": COMMITMENT,
    "prev": chain.GENESIS,
}
FIRST_HASH = "eef7a4ca51546563760131de93a6d289fc3a1efe853ff22fa08a3e8a824f5e67"
SECOND: dict[str, Any] = {**FIRST, "seq": 2, "act": "withdrawn", "prev": FIRST_HASH}
SECOND_HASH = "72ad48533496f0c318348ab7fd6986ecc9f4a664d3f2c9b5d204d0e41b8c89c9"


def entries() -> list[dict[str, Any]]:
    return [{**FIRST, "hash": FIRST_HASH}, {**SECOND, "hash": SECOND_HASH}]


def test_the_frozen_vectors() -> None:
    assert chain.commitment(SALT, SHOWN) == COMMITMENT
    assert chain.link(FIRST) == FIRST_HASH
    assert chain.link(SECOND) == SECOND_HASH


def test_canonical_json_sorts_keys_and_keeps_letters() -> None:
    assert chain.canonical({"b": 1, "a": "đ"}) == '{"a":"đ","b":1}'.encode()


def test_a_whole_chain_holds() -> None:
    assert chain.verify(entries()) is None
    assert chain.verify(entries(), head=FIRST_HASH) is None
    assert chain.verify([]) is None


def changed(place: int, **fields: Any) -> list[dict[str, Any]]:
    found = entries()
    found[place] |= fields
    return found


@pytest.mark.parametrize(
    ("tampered", "seq"),
    [
        pytest.param(changed(0, public_id="CK-99-2026-000002"), 1, id="an entry was edited"),
        pytest.param(changed(0, act="expired", hash=chain.link({**FIRST, "act": "expired"})), 2, id="an entry was edited and hashed anew"),
        pytest.param(entries()[1:], 1, id="the first was deleted"),
        pytest.param(entries()[::-1], 1, id="the order was changed"),
        pytest.param([entries()[0], entries()[0]], 2, id="an entry was repeated"),
        pytest.param(changed(1, more="x"), 2, id="a field was added"),
    ],
)
def test_tampering_is_found_where_it_happened(tampered: list[dict[str, Any]], seq: int) -> None:
    broken = chain.verify(tampered)
    assert broken is not None
    assert broken.seq == seq


def test_a_chain_that_was_cut_lacks_the_published_head() -> None:
    assert chain.verify(entries()[:1]) is None
    assert chain.verify(entries()[:1], head=SECOND_HASH) is not None


def test_a_chain_holds_every_published_head_and_names_what_is_gone() -> None:
    heads = [(1, FIRST_HASH), (2, SECOND_HASH)]
    assert chain.verify(entries(), heads=heads) is None
    cut = chain.verify(entries()[:1], heads=heads)
    assert cut is not None
    assert "mục 2 không còn" in cut.why
    assert chain.verify(entries(), heads=[*heads, (2, FIRST_HASH)]) == chain.Broken(2, "mã băm khác với mã đã công bố")


@given(
    st.dictionaries(
        st.text(max_size=8),
        st.one_of(st.text(max_size=20), st.integers(-(2**53) + 1, 2**53 - 1), st.booleans(), st.none(), st.lists(st.text(max_size=3))),
        max_size=6,
    )
)
def test_the_quick_way_to_write_an_entry_is_the_canonical_one(entry: dict[str, Any]) -> None:
    entry = {**entry, "prev": chain.GENESIS}
    entry.pop("hash", None)
    assert chain.link(entry) == hashlib.sha256(bytes(32) + chain.canonical(entry)).hexdigest()
