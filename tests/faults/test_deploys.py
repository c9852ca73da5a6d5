"""A deploy ends workers by SIGTERM: they finish what is out, and nothing is lost or paid twice."""

from __future__ import annotations

from faults.conftest import MakeNewsroom, MakeRedis, Note, Size
from faults.newsroom import shares


def test_deploys_lose_nothing_and_pay_nothing_twice(
    make_newsroom: MakeNewsroom, make_redis: MakeRedis, size: Size, note: Note
) -> None:
    deploys, threads = size.of(small=(2, 4), full=(5, 20))
    newsroom = make_newsroom(broker=make_redis().url)
    requests = newsroom.fill(size.of(small=40, full=1000), latency=1.0)
    worker = newsroom.start(threads=threads, wait=False)
    took, out = [], []

    for count in shares(requests, deploys):
        newsroom.wait_requests(count)
        out.append(newsroom.wait_calls_out())
        took.append(worker.terminate())
        assert worker.process.returncode == 0, worker.says()
        assert newsroom.calls_out() == 0
        worker = newsroom.start(threads=threads, wait=False)
    newsroom.wait_ended(seconds=600)

    found, twice = newsroom.count(), newsroom.deepl.sent_twice()
    note(requests=requests, deploys=deploys, lost=found.lost, sent_twice=twice, out_then=out, longest_end=max(took))
    assert (found.lost, found.held, twice) == (0, 0, 0)
    assert max(took) <= 35
    assert set(newsroom.states()) == {"done"}


def test_a_request_that_hangs_does_not_hold_a_deploy_up(
    make_newsroom: MakeNewsroom, make_redis: MakeRedis, size: Size, note: Note
) -> None:
    seconds, hung, most = size.of(small=(4, 120, 30), full=(30, 120, 35))
    newsroom = make_newsroom(broker=make_redis().url, settings='on_unknown = "hold"', timeout=seconds)
    newsroom.languages = ("de",)
    newsroom.write(1, texts=5)
    newsroom.deepl.tell("hang", seconds=hung)
    worker = newsroom.start(threads=2)
    newsroom.submit()
    newsroom.wait_requests(1)

    took = worker.terminate()
    again = newsroom.start(threads=2, wait=False)
    newsroom.wait_ended()

    note(hung_for=hung, end_after=took, held=newsroom.count().held)
    assert took <= most
    # It has ended by itself, once its time-out was over.
    assert "did not end in time" not in worker.says()
    assert again.process.poll() is None
    assert newsroom.count().held == 5
    assert newsroom.deepl.sent_twice() == 0
