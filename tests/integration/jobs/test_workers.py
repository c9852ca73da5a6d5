"""Jobs done by real workers: both pools, a real broker, a DeepL that fails in each of its ways."""

from __future__ import annotations

import signal
from collections import Counter
from pathlib import Path

import pytest

from brokers import PATIENCE
from locworker.jobs import Silence, open_jobs, open_queue
from service import Service

WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def texts(count: int, about: str) -> list[str]:
    return [f"Paragraph {number} says that {about} rose in week {WORDS[number % 10]}." for number in range(count)]


def sent_twice(service: Service) -> list[tuple[str, str]]:
    return [text for text, count in Counter(service.deepl.paid()).items() if count > 1]


def test_jobs_are_done_and_their_catalogs_are_those_made_inline(running: Service) -> None:
    articles = [running.write("one.txt", *texts(60, "shares")), running.write("two.txt", *texts(3, "bonds"))]

    ids = running.submit(*articles, to=["de", "fr"])
    seen = running.settle(ids)

    assert {progress.state for progress in seen.values()} == {"done"}
    queued = {path.name: path.read_bytes() for path in running.root.glob("locales/de/*.po")}
    billed = running.deepl.billed()
    with open_jobs(running.settings, Silence()) as jobs:
        for article in articles:
            (running.root / f"locales/de/{article.name}.po").unlink()
        results = list(jobs.translate(articles, ["de"]))
    assert [result.error for result in results] == [None, None]
    assert {path.name: path.read_bytes() for path in running.root.glob("locales/de/*.po")} == queued
    assert running.deepl.billed() == billed == sum(progress.billed for progress in seen.values())


def test_one_article_into_six_languages(running: Service) -> None:
    article = running.write("six.txt", *texts(5, "wheat"))

    ids = running.submit(article, to=["de", "fr", "es", "it", "nl", "pl"])
    running.settle(ids)

    assert running.states(ids) == ["done"] * 6
    assert sent_twice(running) == []


@pytest.mark.parametrize("status", [429, 503, 529])
def test_an_engine_that_is_busy_for_a_while_is_paid_once(running: Service, status: int) -> None:
    running.deepl.tell("fail", status=status, times=4, retry_after="0")

    ids = running.submit(running.write(f"busy-{status}.txt", *texts(120, f"fund {status}")))
    running.settle(ids)

    assert running.states(ids) == ["done"]
    assert sent_twice(running) == []
    assert len([record for record in running.deepl.records() if record["billed"]]) == 3


@pytest.mark.parametrize("fault", ["hang", "cut"])
def test_a_lost_reply_is_sent_again_once_and_counted(running: Service, fault: str) -> None:
    running.deepl.tell(fault, **({"seconds": 60.0} if fault == "hang" else {}))

    ids = running.submit(running.write(f"{fault}.txt", *texts(60, fault)))
    running.settle(ids)

    job = running.queue.show(ids[0]).job
    assert (job.state, job.error) == ("done", "")
    assert len(sent_twice(running)) == job.resent > 0
    assert len(running.deepl.records()) == 3


def test_a_lost_reply_is_held_where_the_project_says_so(tmp_path: Path) -> None:
    with Service(tmp_path, 'on_unknown = "hold"') as service:
        service.deepl.tell("cut")
        ids = service.submit(service.write("one.txt", *texts(60, "shares")))

        service.start_both()
        service.settle(ids)

        job = service.queue.show(ids[0]).job
        assert (job.state, job.error, job.resent) == ("partial", "ReplyLostError", 0)
        assert sent_twice(service) == []


def test_a_used_up_quota_pauses_and_resume_bills_only_the_rest(running: Service) -> None:
    running.deepl.tell("fail", status=456, after=2)
    ids = running.submit(running.write("quota.txt", *texts(250, "gold")))
    running.settle(ids)
    job = running.queue.show(ids[0]).job
    assert (job.state, job.reason) == ("paused", "quota")
    assert job.error.startswith("QuotaExceededError")
    running.wait_for(lambda: running.queue._shop.store.outstanding() == {})
    assert 0 < len(running.deepl.paid()) < 250

    running.queue.resume(ids)
    running.settle(ids)

    assert running.states(ids) == ["done"]
    assert len(running.deepl.paid()) == 250
    assert sent_twice(running) == []


def test_a_refused_key_ends_the_job(service: Service) -> None:
    ids = service.submit(service.write("one.txt", *texts(500, "shares")))

    service.start_both(threads=2, DEEPL_AUTH_KEY="wrong-canary")
    service.settle(ids)

    job = service.queue.show(ids[0]).job
    assert (job.state, job.error) == ("failed", "AuthorisationError")
    assert "HTTP 403" in job.reason
    assert "wrong-canary" not in service.log("mt")


def test_a_cancelled_job_keeps_what_was_paid(running: Service) -> None:
    # So much, and so slowly, that most of it is left when the first is seen.
    article = running.write("cancel.txt", *texts(500, "oil"))
    running.deepl.tell("behave", latency=1.0)
    ids = running.submit(article)
    running.wait_for(lambda: len(running.deepl.paid()) >= 50)

    running.queue.cancel(ids)
    running.wait_for(lambda: running.queue._shop.store.outstanding() == {})
    assert len(running.deepl.paid()) < 500
    running.deepl.tell("behave")
    again = running.submit(article)
    running.settle(again)

    assert running.states([*ids, *again]) == ["cancelled", "done"]
    assert len(running.deepl.paid()) == 500
    assert sent_twice(running) == []


def test_two_submits_at_once_are_billed_once(service: Service) -> None:
    one = service.write("twice.txt", *texts(60, "copper"))
    same = service.write("same.txt", *texts(60, "copper"))
    service.deepl.tell("behave", latency=0.2)
    # Workers come later: the first job must not have ended before the second submit.
    with open_queue(service.settings) as other:
        [mine] = service.queue.submit([one], ["de"], engine="deepl", priority="normal")
        [theirs] = other.submit([one], ["de"], engine="deepl", priority="normal")
        [third] = other.submit([same], ["de"], engine="deepl", priority="high")

    service.start_both(processes=2)
    service.settle([mine.id, third.id])

    assert (mine.id, theirs.new) == (theirs.id, False)
    assert service.states([mine.id, third.id]) == ["done", "done"]
    assert sent_twice(service) == []


def test_without_a_broker_a_job_waits_in_the_store(service: Service) -> None:
    service.server.stop()
    [job] = service.queue.submit(
        [service.write("one.txt", *texts(3, "shares"))], ["de"], engine="deepl", priority="normal"
    )
    assert not job.published
    service.restart_server()

    service.start_both()
    service.settle([job.id])

    assert service.states([job.id]) == ["done"]


def test_a_broker_that_forgets_everything_loses_nothing(running: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locworker.jobs.reconciling.LOST_AFTER", 1.0)
    articles = [running.write(f"flush-{name}.txt", *texts(100, name)) for name in ("tin", "zinc", "lead")]
    running.deepl.tell("behave", latency=0.2)
    ids = running.submit(*articles, to=["de", "fr"])
    running.wait_for(lambda: len(running.deepl.records()) >= 3)

    running.flush()
    running.settle(ids)

    assert set(running.states(ids)) == {"done"}
    assert sent_twice(running) == []


@pytest.mark.parametrize("policy", ["retry", "hold"])
def test_a_killed_worker_loses_nothing(tmp_path: Path, policy: str) -> None:
    with Service(tmp_path, f'on_unknown = "{policy}"') as service:
        service.deepl.tell("behave", latency=0.4)
        # One call is surely out when its worker is killed.
        service.deepl.tell("hang", seconds=600)
        ids = service.submit(service.write("one.txt", *texts(400, "shares")))
        worker = service.start("mt", 3)
        service.start("cpu", 1)
        service.wait_for(lambda: len(service.deepl.records()) >= 2)

        service.kill(worker)
        service.start("mt", 3)
        service.settle(ids)

        assert service.states(ids) == ["done" if policy == "retry" else "partial"]
        assert len(sent_twice(service)) <= (3 * 50 if policy == "retry" else 0)


def test_a_worker_that_is_told_to_end_finishes_what_is_out(service: Service) -> None:
    service.deepl.tell("behave", latency=1.0)
    ids = service.submit(service.write("one.txt", *texts(700, "shares")))
    worker = service.start("mt", 3)
    service.start("cpu", 1)
    service.wait_for(lambda: len(service.deepl.records()) >= 3)

    worker.send_signal(signal.SIGTERM)
    code = worker.wait(PATIENCE)
    paid = len(service.deepl.paid())
    service.deepl.tell("behave", latency=0.0)
    service.start("mt", 3)
    service.settle(ids)

    assert code == 0
    assert 0 < paid < 700
    assert service.states(ids) == ["done"]
    assert sent_twice(service) == []
    assert service.queue.show(ids[0]).job.resent == 0
