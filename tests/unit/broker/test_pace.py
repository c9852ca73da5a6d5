"""The line in which one process keeps its pace."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locworker.broker.pace import BURST, Pace, share
from locworker.settings import EngineLimit

FOREVER = float("inf")


def make_pace(requests: float | None = None, characters: float | None = None) -> Pace:
    return Pace(limit=EngineLimit(requests_per_second=requests, characters_per_second=characters), at=0.0)


def test_requests_follow_each_other_at_the_limit() -> None:
    pace = make_pace(requests=10)

    slots = [pace.reserve(now=0.0, characters=1, latest=FOREVER) for _ in range(5)]

    assert slots == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5])


def test_a_pause_saves_up_a_fifth_of_a_second() -> None:
    pace = make_pace(requests=10)

    slots = [pace.reserve(now=100.0, characters=1, latest=FOREVER) for _ in range(4)]

    assert slots == pytest.approx([100.0, 100.0, 100.1, 100.2])


def test_characters_count_beside_requests() -> None:
    pace = make_pace(requests=1000, characters=100)

    slots = [pace.reserve(now=0.0, characters=10, latest=FOREVER) for _ in range(3)]

    assert slots == pytest.approx([0.1, 0.2, 0.3])


def test_what_is_larger_than_can_be_saved_up_goes_and_is_paid_off() -> None:
    pace = make_pace(characters=100)

    slots = [pace.reserve(now=0.0, characters=characters, latest=FOREVER) for characters in (500, 1)]

    assert slots == pytest.approx([BURST, BURST + 4.81])


def test_a_moment_that_is_too_late_is_not_reserved() -> None:
    pace = make_pace(requests=1)

    refused = pace.reserve(now=0.0, characters=1, latest=0.1)
    taken = pace.reserve(now=0.0, characters=1, latest=5.0)

    assert refused == taken == BURST


def test_without_a_limit_nothing_waits() -> None:
    assert make_pace().reserve(now=3.0, characters=10**9, latest=3.0) == 3.0


def test_a_share_is_a_part_of_both() -> None:
    limit = EngineLimit(requests_per_second=8, characters_per_second=None)

    assert share(limit, 4) == EngineLimit(requests_per_second=2, characters_per_second=None)
    assert share(EngineLimit(characters_per_second=8), 2) == EngineLimit(characters_per_second=4)


@given(
    st.lists(st.tuples(st.floats(0, 0.5), st.integers(1, 400)), min_size=1, max_size=60),
    st.sampled_from([0.5, 5.0, 50.0]),
)
def test_no_window_sees_more_than_the_limit(asked: list[tuple[float, int]], seconds: float) -> None:
    pace = make_pace(requests=20, characters=1000)
    now, sent = 0.0, []
    for pause, characters in asked:
        now += pause
        sent.append((pace.reserve(now=now, characters=characters, latest=FOREVER), characters))

    assert [slot for slot, _ in sent] == sorted(slot for slot, _ in sent)
    for first, _ in sent:
        window = [(slot, characters) for slot, characters in sent if first <= slot < first + seconds]
        # One request more than the rate gives, because it takes no time itself; and the last may leave a debt.
        assert len(window) <= 20 * (seconds + BURST) + 1 + 1e-6
        assert sum(characters for _, characters in window[:-1]) <= 1000 * (seconds + BURST) + 1e-6
