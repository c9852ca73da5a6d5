"""What kills its worker each time is given up after four starts, and the others come to their end."""

from __future__ import annotations

from contextlib import closing

from faults.conftest import MakeNewsroom, MakeRedis, Note, Size
from faults.engines import POISON, POISONED_LANGUAGE
from faults.newsroom import expected
from locworker.store import ATTEMPTS, open_store


def test_a_text_that_kills_its_worker_is_given_up_and_its_siblings_are_translated(
    make_newsroom: MakeNewsroom, make_redis: MakeRedis, size: Size, note: Note
) -> None:
    size.full_only("tests/integration/tasks/ has it small")
    newsroom = make_newsroom(broker=make_redis().url, engine="poison")
    newsroom.languages = ("de",)
    newsroom.write(2, texts=6)
    poisoned = f"Ship nine has {POISON} on board."
    newsroom.write_one("poisoned.txt", "Ship one left first.", poisoned, "Ship two left last.")
    newsroom.submit()

    worker = newsroom.start(threads=4, wait=False)
    newsroom.wait_ended(seconds=240)

    jobs = {job.article: job for job in newsroom.jobs()}
    with closing(open_store(newsroom.settings.database_url)) as store:
        batches = store.batches_of(jobs["poisoned.txt"].id)
    runs = worker.says().count('"ended unasked')
    note(runs=runs, sent_twice=newsroom.deepl.sent_twice(), states=dict(newsroom.states()))
    assert [batch.state for batch in batches].count("failed") == 1
    assert max(batch.attempts for batch in batches) == runs == ATTEMPTS == 4
    assert jobs.pop("poisoned.txt").state == "partial"
    assert {job.state for job in jobs.values()} == {"done"}
    catalog = newsroom.catalog("poisoned.txt", "de")
    assert catalog.pop(poisoned)[0] == ""
    assert {text: target for text, (target, _) in catalog.items() if text} == {
        text: expected(text, "de") for text in ("Ship one left first.", "Ship two left last.")
    }
    assert newsroom.count().lost == 1


def test_an_article_that_kills_its_worker_fails_with_a_reason_and_the_others_are_done(
    make_newsroom: MakeNewsroom, make_redis: MakeRedis, size: Size, note: Note
) -> None:
    size.full_only("tests/integration/tasks/ has it small")
    newsroom = make_newsroom(broker=make_redis().url, engine="poison")
    newsroom.languages = ("de", POISONED_LANGUAGE)
    newsroom.write(2, texts=2)
    newsroom.submit()

    newsroom.start(threads=2, wait=False)
    newsroom.wait_ended(seconds=240)

    jobs = newsroom.jobs()
    note(states=dict(newsroom.states()))
    assert {job.state for job in jobs if job.target_language == "de"} == {"done"}
    failed = [job for job in jobs if job.target_language == POISONED_LANGUAGE]
    assert [(job.state, job.reason) for job in failed] == [("failed", "started 4 times without an end")] * 2
    assert newsroom.deepl.sent_twice() == 0
