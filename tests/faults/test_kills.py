"""Workers are killed while requests are out: nothing is lost, and what is sent again is bounded or held."""

from __future__ import annotations

import time
from functools import partial

import pytest

from brokers import poll
from faults.conftest import MakeNewsroom, MakeRedis, Note, Size
from faults.newsroom import LANGUAGES, Newsroom, shares


def kill_on_the_way(newsroom: Newsroom, requests: int, *, kills: int, threads: int) -> float:
    """Kill the worker's tree some times with calls out, start another each time; return when the last was killed."""
    worker = newsroom.start(threads=threads, wait=False)
    killed = 0.0
    for count in shares(requests, kills):
        newsroom.wait_requests(count)
        newsroom.keep_answer_back()
        worker.kill()
        killed = time.monotonic()
        worker = newsroom.start(threads=threads, wait=False)
    return killed


def test_killing_the_worker_loses_nothing_and_sends_little_again(
    make_newsroom: MakeNewsroom, make_redis: MakeRedis, size: Size, note: Note
) -> None:
    kills, threads = size.of(small=(2, 4), full=(3, 20))
    newsroom = make_newsroom(broker=make_redis().url)
    requests = newsroom.fill(size.of(small=60, full=1000))

    killed = kill_on_the_way(newsroom, requests, kills=kills, threads=threads)
    newsroom.wait_ended(seconds=600)

    count, twice = newsroom.count(), newsroom.deepl.sent_twice()
    note(requests=requests, lost=count.lost, sent_twice=twice, seconds_after_last_kill=time.monotonic() - killed)
    assert count.lost == count.held == 0
    assert set(newsroom.states()) == {"done"}
    assert 0 < twice <= kills * threads
    assert sum(job.resent for job in newsroom.jobs()) > 0


def test_killing_the_worker_pays_nothing_twice_where_lost_replies_are_held(
    make_newsroom: MakeNewsroom, make_redis: MakeRedis, size: Size, note: Note
) -> None:
    kills, threads = size.of(small=(2, 4), full=(3, 20))
    newsroom = make_newsroom(broker=make_redis().url, settings='on_unknown = "hold"')
    requests = newsroom.fill(size.of(small=60, full=1000))

    killed = kill_on_the_way(newsroom, requests, kills=kills, threads=threads)
    newsroom.wait_ended(seconds=600)

    count, twice = newsroom.count(), newsroom.deepl.sent_twice()
    note(requests=requests, lost=count.lost, sent_twice=twice, held=count.held, seconds_after=time.monotonic() - killed)
    assert (count.lost, twice) == (0, 0)
    assert 0 < count.held <= 5 * kills * threads
    assert "partial" in set(newsroom.states()) <= {"done", "partial"}


def is_more_done(newsroom: Newsroom, count: int) -> bool:
    """Return whether more jobs are done than so many."""
    return newsroom.states()["done"] > count


@pytest.mark.parametrize("queue", ["mt", "cpu"])
def test_killed_children_are_replaced_and_work_goes_on(
    make_newsroom: MakeNewsroom, make_redis: MakeRedis, size: Size, note: Note, queue: str
) -> None:
    """All processes of one queue are killed three times, the supervisor lives."""
    size.full_only("tests/acceptance/test_up.py has it small")
    newsroom = make_newsroom(broker=make_redis().url)
    newsroom.languages = LANGUAGES
    newsroom.deepl.tell("behave", latency=0.3)
    worker = newsroom.start(threads=4, processes=2)
    after = []

    for turn in range(3):
        newsroom.write(20, texts=10, first=20 * turn)
        newsroom.submit()
        newsroom.wait_requests(200 * turn + 40)
        worker.kill_children(f"--queue {queue}")
        killed = newsroom.deepl.count()
        began = time.monotonic()
        ended = newsroom.states()["done"]
        poll(partial(is_more_done, newsroom, ended), seconds=60, what="another job that ends")
        newsroom.wait_requests(killed + 8)
        after.append(time.monotonic() - began)
    newsroom.wait_ended(seconds=600)

    found, twice = newsroom.count(), newsroom.deepl.sent_twice()
    note(kills=3, lost=found.lost, sent_twice=twice, longest_until_work=max(after))
    assert (found.lost, found.held) == (0, 0)
    assert twice <= (12 if queue == "mt" else 0)
    assert worker.process.poll() is None
    assert max(after) <= 20
