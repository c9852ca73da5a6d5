"""Workers are killed while requests are out: nothing is lost, and what is sent again is bounded or held."""

from __future__ import annotations

import time

from faults.conftest import MakeNewsroom, MakeRedis, Note, Size
from faults.newsroom import Newsroom, shares


def kill_on_the_way(newsroom: Newsroom, requests: int, *, kills: int, threads: int) -> float:
    """Kill the worker's tree some times with calls out, start another each time; return when the last was killed."""
    worker = newsroom.start(threads=threads, wait=False)
    killed = 0.0
    for count in shares(requests, kills):
        newsroom.wait_requests(count)
        newsroom.wait_calls_out()
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
