"""The engine fails in every way it has: no text is lost or paid twice, and none of its failures holds a worker up."""

from __future__ import annotations

from faults.conftest import MakeNewsroom, MakeRedis, Note, Size


def test_a_storm_of_failures_loses_nothing_and_pays_nothing_twice(
    make_newsroom: MakeNewsroom, make_redis: MakeRedis, size: Size, note: Note
) -> None:
    """Busy, away, too large; replies that hang or break off are held, for they may be paid."""
    threads, timeout, busy, lost = size.of(small=(4, 10, 4, 1), full=(20, 30, 20, 5))
    newsroom = make_newsroom(broker=make_redis().url, settings='on_unknown = "hold"', timeout=timeout)
    deepl = newsroom.deepl
    for call, times, more in (
        ("fail", busy, {"status": 429}),
        ("fail", busy, {"status": 503}),
        ("hang", lost, {"seconds": 2 * timeout}),
        ("cut", lost, {}),
        ("fail", lost, {"status": 413}),
    ):
        deepl.tell(call, times=times, **more)
    requests = newsroom.fill(size.of(small=40, full=1000), latency=0.1)

    newsroom.start(threads=threads)
    newsroom.wait_ended(seconds=600)

    found, calls = newsroom.count(), deepl.count()
    note(
        requests=requests, lost=found.lost, sent_twice=deepl.sent_twice(), held=found.held, calls=calls,
        failures=2 * busy + 3 * lost,
    )  # fmt: skip
    assert (found.lost, deepl.sent_twice()) == (0, 0)
    assert found.held == 2 * lost * 5
    # One for each refusal on top, and two halves in the place of each request that was too large.
    assert calls == requests + 2 * busy + 2 * lost
    assert set(newsroom.states()) == {"done", "partial"}


def test_a_request_that_hangs_holds_its_thread_no_longer_than_its_time_out(
    make_newsroom: MakeNewsroom, make_redis: MakeRedis, size: Size, note: Note
) -> None:
    timeout, most = size.of(small=(8, 40), full=(30, 35))
    newsroom = make_newsroom(broker=make_redis().url, settings='on_unknown = "hold"', timeout=timeout)
    newsroom.deepl.tell("hang", seconds=60)
    newsroom.fill(20, latency=0)

    newsroom.start(threads=1)
    newsroom.wait_ended()

    first, second, *_ = (request["at"] for request in newsroom.deepl.requests())
    note(hung_for=60, thread_free_after=second - first, held=newsroom.count().held)
    # A busy machine notes a moment late, the first one perhaps more than the second.
    assert timeout / 2 <= second - first <= most
    assert newsroom.count().held == 5
    assert (newsroom.count().lost, newsroom.deepl.sent_twice()) == (0, 0)
