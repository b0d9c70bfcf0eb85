"""Who can open what, and that the outside tells little."""

from __future__ import annotations

import shutil
import subprocess
import time
import unicodedata
from pathlib import Path
from typing import Literal

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints import codes, sealing

DESK = sealing.new_identity()
CODE = "0NV2N-5X457-6T62R-TJT29"


@given(st.binary(max_size=5_000), st.text(st.characters(exclude_characters="\n", codec="utf-8"), min_size=1, max_size=40))
def test_what_is_sealed_comes_back_whole(data: bytes, place: str) -> None:
    sealed = sealing.seal(data, bound=place, to=[sealing.recipient_of(DESK)])
    assert sealing.unseal(sealed, bound=place, identity=DESK) == data


def test_both_the_case_and_the_desk_can_open_and_nobody_else() -> None:
    lock = sealing.new_case_lock(CODE, cost=4)
    sealed = sealing.seal("Chậm đóng".encode(), bound="PA-1/message", to=[lock.recipient, sealing.recipient_of(DESK)])
    for identity in (DESK, sealing.case_identity(CODE, lock.salt, lock.cost)):
        assert sealing.unseal(sealed, bound="PA-1/message", identity=identity).decode() == "Chậm đóng"
    for identity in (sealing.new_identity(), sealing.case_identity(codes.new(), lock.salt, lock.cost)):
        with pytest.raises(sealing.CannotOpen):
            sealing.unseal(sealed, bound="PA-1/message", identity=identity)


def test_a_sealed_text_moved_to_another_case_is_refused() -> None:
    sealed = sealing.seal(b"x", bound="PA-1/message", to=[sealing.recipient_of(DESK)])
    with pytest.raises(sealing.CannotOpen, match="another place"):
        sealing.unseal(sealed, bound="PA-2/message", identity=DESK)


@given(st.integers(0, 2_000))
def test_a_changed_byte_is_noticed(at: int) -> None:
    sealed = bytearray(sealing.seal(b"x", bound="a", to=[sealing.recipient_of(DESK)]))
    sealed[at % len(sealed)] ^= 1
    with pytest.raises(sealing.CannotOpen):
        sealing.unseal(bytes(sealed), bound="a", identity=DESK)


@given(st.integers(0, 900), st.integers(0, 900))
def test_short_texts_cannot_be_told_apart_by_their_length(one: int, other: int) -> None:
    assert len(body(one)) == len(body(other))


def body(length: int) -> bytes:
    """Return a text of ``length`` as it is sealed, without age's header, whose filler varies."""
    sealed = sealing.seal(b"x" * length, bound="PA-1/message", to=[sealing.recipient_of(DESK)])
    return sealed.split(b"\n--- ", 1)[1].split(b"\n", 1)[1]


@given(st.binary(min_size=32, max_size=32))
def test_our_bech32_is_the_one_that_age_reads(secret: bytes) -> None:
    written = sealing._identity(secret)
    assert str(pyrage.x25519.Identity.from_str(written)) == written


def test_the_salt_makes_each_case_its_own() -> None:
    one, other = (sealing.new_case_lock(CODE, cost=4) for _ in range(2))
    assert one.recipient != other.recipient


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_passphrase_opens_however_its_accents_are_composed(form: Literal["NFC", "NFD"]) -> None:
    wrapped = sealing.wrap(DESK, "bốn con vịt đi qua cầu gỗ", bound="desk:1:officer:1", cost=4)
    typed = unicodedata.normalize(form, "bốn con vịt đi qua cầu gỗ")
    assert sealing.unwrap(wrapped, typed, bound="desk:1:officer:1") == DESK


@pytest.mark.parametrize(("passphrase", "bound"), [("khác", "desk:1:officer:1"), ("bốn con vịt đi qua cầu gỗ", "desk:1:officer:2")])
def test_a_wrapped_key_opens_for_its_officer_alone(passphrase: str, bound: str) -> None:
    wrapped = sealing.wrap(DESK, "bốn con vịt đi qua cầu gỗ", bound="desk:1:officer:1", cost=4)
    with pytest.raises(sealing.CannotOpen):
        sealing.unwrap(wrapped, passphrase, bound=bound)


@given(st.text(min_size=1))
@settings(max_examples=20)
def test_the_stored_name_of_a_token_does_not_give_its_key(token: str) -> None:
    name, key = sealing.split(token)
    assert key.hex() != name
    assert sealing.unlock(sealing.lock(DESK, key, bound=name), key, bound=name) == DESK


def test_deriving_a_key_costs_an_attacker_something() -> None:
    started = time.perf_counter()
    sealing.new_case_lock(CODE, cost=sealing.CODE_COST)
    assert time.perf_counter() - started > 0.01
    assert sealing.PASSPHRASE_COST > sealing.CODE_COST >= 14


def test_the_common_age_tool_reads_what_we_seal(tmp_path: Path) -> None:
    tool = shutil.which("age")
    sealed = sealing.seal("Chậm đóng".encode(), bound="PA-1/message", to=[sealing.recipient_of(DESK)])
    assert sealed.startswith(b"age-encryption.org/v1\n")
    if tool:
        (tmp_path / "key").write_text(DESK)
        done = subprocess.run([tool, "-d", "-i", str(tmp_path / "key")], input=sealed, capture_output=True, check=True)
        assert "Chậm đóng".encode() in done.stdout
