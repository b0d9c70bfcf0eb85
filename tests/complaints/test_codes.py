"""Receipt codes forgive how they are typed and notice every slip."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints import codes

signs = st.text(codes.ALPHABET, min_size=codes.LENGTH - 1, max_size=codes.LENGTH - 1)


def whole(body: str) -> str:
    return codes.parse(body + codes._check(body))


@given(signs)
def test_a_code_survives_the_ways_people_type(body: str) -> None:
    code = whole(body)
    for typed in (code.lower(), code.replace("-", ""), code.replace("-", " — "), f"  {code}\n", code.replace("0", "o").replace("1", "l")):
        assert codes.parse(typed) == code


@given(signs, st.integers(0, codes.LENGTH - 1), st.sampled_from(codes.ALPHABET))
def test_one_wrong_sign_is_noticed(body: str, at: int, wrong: str) -> None:
    plain = whole(body).replace("-", "")
    slipped = plain[:at] + wrong + plain[at + 1 :]
    if slipped != plain:
        with pytest.raises(codes.BadCode):
            codes.parse(slipped)


@given(signs, st.integers(0, codes.LENGTH - 1), st.integers(0, codes.LENGTH - 1))
def test_two_signs_that_changed_places_are_noticed(body: str, one: int, other: int) -> None:
    plain = list(whole(body).replace("-", ""))
    if plain[one] != plain[other]:
        plain[one], plain[other] = plain[other], plain[one]
        with pytest.raises(codes.BadCode):
            codes.parse("".join(plain))


@given(st.text(max_size=40))
def test_anything_else_is_refused_and_never_breaks(typed: str) -> None:
    with suppress(codes.BadCode):
        assert codes.parse(codes.parse(typed)) == codes.parse(typed)


def test_vietnamese_keyboards_leave_the_alphabet_alone() -> None:
    assert not set("AEIOUYDW") & set(codes.ALPHABET)


def test_codes_carry_at_least_eighty_bits_and_never_repeat() -> None:
    assert len(codes.ALPHABET) ** (codes.LENGTH - 1) >= 2**80
    assert len({codes.new() for _ in range(2_000)}) == 2_000
