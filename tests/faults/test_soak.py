"""Thousands of tasks, one request in twenty failing by a fault of ours: memory and the queue stay as they were."""

from __future__ import annotations

from redis import Redis

from brokers import poll
from faults.conftest import MakeNewsroom, MakeRedis, Note, Size


def lasting(client: Redis) -> set[str]:
    """Return the keys of the queue that do not go by themselves: the pace is forgotten two minutes after its use."""
    return {repr(key) for key in client.scan_iter() if client.ttl(key) < 0}


def test_workers_do_not_grow_and_the_queue_is_left_as_it_was(
    make_newsroom: MakeNewsroom, make_redis: MakeRedis, size: Size, note: Note
) -> None:
    """A job is four tasks: two rounds and two requests. After the first fifth everything is loaded."""
    jobs, processes, most = size.of(small=(50, 1, 1.25), full=(2500, 2, 1.1))
    redis = make_redis()
    newsroom = make_newsroom(broker=redis.url, engine="shaky")
    newsroom.languages = ("de", "fr")
    worker = newsroom.start(threads=8, processes=processes)
    with redis.client() as client:
        baseline = lasting(client)
        with worker.weighed() as first:
            newsroom.write(jobs // 10, texts=10)
            newsroom.submit()
            newsroom.wait_ended(seconds=600)
        before = max(first)

        with worker.weighed() as later:
            newsroom.write(4 * jobs // 10, texts=10, first=jobs // 10)
            newsroom.submit()
            newsroom.wait_ended(seconds=1800)
        after = max(later)
        faults = newsroom.ask("SELECT count(*) FROM events WHERE kind = 'fault'")
        # What a job's last message leaves goes a moment after the job has ended.
        poll(lambda: lasting(client) == baseline, what="the keys that were there before")

    found = newsroom.count()
    note(
        tasks=4 * len(newsroom.jobs()), faults=faults, lost=found.lost, growth=f"{after / before - 1:+.1%}",
        megabytes=after / 2**20, keys_before_and_after=len(baseline),
    )  # fmt: skip
    assert (found.lost, found.held, newsroom.deepl.sent_twice()) == (0, 0, 0)
    assert 0 < faults < jobs // 3
    assert after <= most * before
