"""Many workers under one limit: never more than it allows in any ten seconds, and nearly all of it used."""

from __future__ import annotations

from faults.conftest import MakeNewsroom, MakeRedis, Note, Size
from grants import most_within, watching

WINDOW = 10.0


def test_workers_keep_one_limit_together_and_use_it(
    make_newsroom: MakeNewsroom, make_redis: MakeRedis, size: Size, note: Note
) -> None:
    """The limit is held to the moments at which requests are let through; they arrive as the machine has time."""
    workers, threads, rate, requests = size.of(small=(3, 4, 10, 160), full=(8, 4, 50, 2000))
    # A text a request: articles take no time to speak of from what the workers have.
    limit = f"[limits.single]\nrequests_per_second = {rate}"
    redis = make_redis()
    newsroom = make_newsroom(broker=redis.url, engine="single", settings=limit)
    for _ in range(workers):
        newsroom.start("worker", "--queues", "mt", threads=threads, wait=False)
    for worker in newsroom.workers:
        worker.wait_ready()

    with watching(redis, "single") as granted:
        newsroom.fill(requests, latency=0.05)
        newsroom.start("worker", "--queues", "cpu,reconciler", wait=False)
        newsroom.wait_ended(seconds=300)

    arrived = sorted(request["at"] for request in newsroom.deepl.requests())
    most, came = most_within(granted, WINDOW), most_within(arrived, WINDOW)
    used = most_within(granted, WINDOW / 2) / rate / (WINDOW / 2)
    share = len(arrived) / (arrived[-1] - arrived[0]) / rate
    note(
        workers=workers, a_second=rate, most_in_ten=most, arrived_in_ten=came, allowed=int(rate * WINDOW),
        used=f"{share:.1%}", used_in_the_best_five_seconds=f"{used:.1%}",
    )  # fmt: skip
    assert most <= 1.05 * rate * WINDOW
    # Each was let through, and no more of them were on their way than there are threads.
    assert len(arrived) == len(granted) == requests
    assert came <= 1.05 * rate * WINDOW + workers * threads
    # A busy machine lends workers to others for a while. In their best seconds they use what there is.
    assert used >= 0.9
    assert share >= size.of(small=0.0, full=0.9)
    assert newsroom.count().lost == 0
    assert newsroom.deepl.sent_twice() == 0


def test_a_thread_that_has_come_free_takes_the_next_request_at_once(
    make_newsroom: MakeNewsroom, make_redis: MakeRedis, note: Note
) -> None:
    threads = 2
    newsroom = make_newsroom(broker=make_redis().url)
    newsroom.start(threads=threads)

    newsroom.fill(40, latency=0)
    newsroom.wait_ended()

    moments = sorted(request["at"] for request in newsroom.deepl.requests())
    turns = sorted(later - moment for moment, later in zip(moments, moments[threads:], strict=False))
    quick = turns[len(turns) // 4]
    note(requests=40, threads=threads, seconds=moments[-1] - moments[0], a_quarter_within=quick)
    # A worker that looks once a second takes one for each thread each time. A busy machine holds some up, never all.
    assert quick < 0.5
