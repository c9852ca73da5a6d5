"""The queue goes away, comes back, comes back empty: the store knows what is to be done, and nothing is lost."""

from __future__ import annotations

import time

import pytest

from faults.conftest import MakeNewsroom, MakeRedis, Note, Size
from faults.newsroom import shares
from locworker.broker import depths


@pytest.mark.parametrize("keeps", [pytest.param(True, id="with a file"), pytest.param(False, id="without a file")])
def test_killing_workers_and_queue_loses_nothing(
    make_newsroom: MakeNewsroom, make_redis: MakeRedis, size: Size, note: Note, *, keeps: bool
) -> None:
    if keeps:
        size.full_only("a queue without a file is the harder case")
    kills, stops, threads = size.of(small=(1, 1, 4), full=(3, 2, 20))
    redis = make_redis(keeps=keeps)
    newsroom = make_newsroom(broker=redis.url)
    requests = newsroom.fill(size.of(small=60, full=1000))
    worker = newsroom.start(threads=threads, wait=False)

    for turn, count in enumerate(shares(requests, kills + stops)):
        newsroom.wait_requests(count)
        if turn % 2:
            newsroom.wait_calls_out()
            redis.kill()
            time.sleep(1)
            redis.start()
        else:
            newsroom.keep_answer_back()
            worker.kill()
            worker = newsroom.start(threads=threads, wait=False)
    last = time.monotonic()
    newsroom.wait_ended(seconds=600)

    found, twice = newsroom.count(), newsroom.deepl.sent_twice()
    note(requests=requests, lost=found.lost, sent_twice=twice, seconds_after_the_last_fault=time.monotonic() - last)
    assert found.lost == found.held == 0
    assert set(newsroom.states()) == {"done"}
    assert twice <= kills * threads


def test_a_queue_that_forgets_everything_is_filled_again_within_a_minute(
    make_newsroom: MakeNewsroom, make_redis: MakeRedis, size: Size, note: Note
) -> None:
    redis = make_redis()
    newsroom = make_newsroom(broker=redis.url)
    requests = newsroom.fill(size.of(small=60, full=1000))
    newsroom.start(threads=2)
    newsroom.wait_requests(requests // 4)

    with redis.client() as client:
        waiting = sum(depths(newsroom.settings).values())
        client.flushall()
    # Those that a worker has in hand come back at once; then nothing is left to wake it.
    time.sleep(1)
    before, began = newsroom.deepl.count(), time.monotonic()
    newsroom.wait_requests(before + 3, seconds=60)
    filled = time.monotonic() - began
    newsroom.wait_ended(seconds=600)

    note(forgotten=waiting, filled_again_after_seconds=filled, lost=newsroom.count().lost)
    assert waiting > 5
    assert newsroom.count().lost == 0
    assert newsroom.deepl.sent_twice() == 0


def test_workers_go_on_after_each_time_the_queue_was_away(
    make_newsroom: MakeNewsroom, make_redis: MakeRedis, size: Size, note: Note
) -> None:
    """The queue is killed with requests out, in some turns a worker ends too; away is one second or twelve."""
    turns, threads = size.of(small=(2, 4), full=(20, 4))
    redis = make_redis()
    newsroom = make_newsroom(broker=redis.url)
    newsroom.fill(size.of(small=60, full=1000), latency=size.of(small=1.0, full=0.3))
    worker = newsroom.start(threads=threads)
    after, killed = [], 0

    for turn in range(turns):
        newsroom.wait_requests(newsroom.deepl.count() + threads)
        newsroom.wait_calls_out()
        redis.kill()
        if turn % 4 == 1:
            # Not each time: a child that ends again and again is started later and later.
            killed += worker.kill_children("--queue mt")
        time.sleep(12 if turn % 4 == 2 or (turn == 0 and not size.is_full) else 1)
        redis.start()
        began = time.monotonic()
        newsroom.wait_requests(newsroom.deepl.count() + threads + 1)
        after.append(time.monotonic() - began)
    newsroom.wait_ended(seconds=600)

    twice = newsroom.deepl.sent_twice()
    note(
        times=turns, workers_killed=killed, lost=newsroom.count().lost, sent_twice=twice, longest_until_work=max(after)
    )
    assert newsroom.count().lost == 0
    assert twice <= killed * threads
    assert killed == (turns + 2) // 4
    # How soon is a matter of the machine too, of which the full size has all.
    assert max(after) <= size.of(small=90, full=30)
    assert worker.process.poll() is None
