"""Many workers under one limit: never more than it allows in any ten seconds, and nearly all of it used."""

from __future__ import annotations

from faults.conftest import MakeNewsroom, MakeRedis, Note, Size

WINDOW = 10.0


def test_workers_keep_one_limit_together_and_use_it(
    make_newsroom: MakeNewsroom, make_redis: MakeRedis, size: Size, note: Note
) -> None:
    workers, rate, requests, used = size.of(small=(3, 20, 260, 0.75), full=(8, 50, 2000, 0.9))
    # A text a request: articles take no time to speak of from what the workers have.
    limit = f"[limits.single]\nrequests_per_second = {rate}"
    newsroom = make_newsroom(broker=make_redis().url, engine="single", settings=limit)
    for _ in range(workers):
        newsroom.start("worker", "--queues", "mt", wait=False)
    for worker in newsroom.workers:
        worker.wait_ready(seconds=120)

    newsroom.fill(requests, latency=0.05)
    newsroom.start("worker", "--queues", "cpu,reconciler", wait=False)
    newsroom.wait_ended(seconds=300)

    moments = sorted(request["at"] for request in newsroom.deepl.requests())
    most = max(sum(begin <= at < begin + WINDOW for at in moments) for begin in moments)
    share = len(moments) / (moments[-1] - moments[0]) / rate
    note(workers=workers, a_second=rate, most_in_ten=most, allowed=int(rate * WINDOW), used=f"{share:.1%}")
    assert most <= 1.05 * rate * WINDOW
    assert share >= used
    assert newsroom.count().lost == 0
    assert newsroom.deepl.sent_twice() == 0


def test_a_thread_that_has_come_free_takes_the_next_request_at_once(
    make_newsroom: MakeNewsroom, make_redis: MakeRedis, note: Note
) -> None:
    newsroom = make_newsroom(broker=make_redis().url)
    newsroom.start(threads=2)

    newsroom.fill(40, latency=0)
    newsroom.wait_ended()

    moments = [request["at"] for request in newsroom.deepl.requests()]
    note(requests=40, threads=2, seconds=max(moments) - min(moments))
    # A worker that looks once a second has one for each thread each time.
    assert max(moments) - min(moments) < 40 / 2 / 2
