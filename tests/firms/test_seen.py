"""Keys remembered in eight bytes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from firms.intake.seen import Pairs, Seen, fingerprint


@given(st.lists(st.integers(min_value=1, max_value=2**63 - 1) | st.integers(min_value=1, max_value=50)))
def test_a_number_is_new_once(numbers: list[int]) -> None:
    seen, model = Seen(), set()
    for number in numbers:
        assert seen.add(number) is (number not in model)
        model.add(number)
    assert len(seen) == len(model)


def test_it_grows_and_forgets_nothing() -> None:
    seen = Seen()
    numbers = [fingerprint(("mã", number)) for number in range(20_000)]
    assert all(seen.add(number) for number in numbers)
    assert not any(seen.add(number) for number in numbers)
    assert len(seen) == len(numbers)


def test_a_fingerprint_is_the_same_in_every_process_and_fits_a_column() -> None:
    assert fingerprint("9917169268") == 345850017931574375
    assert all(0 < fingerprint(number) < 2**63 for number in range(1000))


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5))))
def test_a_first_thing_is_shared_once_two_second_things_came_with_it(pairs: list[tuple[int, int]]) -> None:
    noted = Pairs()
    for first, second in pairs:
        noted.add(first, second)
    for first in range(1, 6):
        assert noted.is_shared(first) is (len({second for one, second in pairs if one == first}) > 1)
