"""The reconciler beside a real queue: what was lost is published again, and only that."""

from __future__ import annotations

import time

import pytest

from locworker.broker import depths
from locworker.jobs import Reconciled, open_queue
from locworker.store import Claimant
from service import Service

TEXTS = [f"Sentence number {number} of the news." for number in range(120)]
DAY = 86400.0


def submit_many(service: Service, count: int) -> list[str]:
    return service.submit(*(service.write(f"{number}.txt", TEXTS[number]) for number in range(count)))


def test_a_deep_queue_is_not_published_again(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locworker.jobs.reconciling.LOST_AFTER", 0.0)
    submit_many(service, 20)

    rounds = [service.queue.reconcile() for _ in range(3)]

    assert [(done.published, done.lost) for done in rounds] == [(0, 0)] * 3
    assert depths(service.settings)["cpu"] == 20


def test_what_the_queue_has_forgotten_is_published_again_once(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("locworker.jobs.reconciling.LOST_AFTER", 0.0)
    submit_many(service, 5)
    service.flush()

    rounds = [service.queue.reconcile() for _ in range(2)]

    assert [done.lost for done in rounds] == [5, 0]
    assert depths(service.settings)["cpu"] == 5


def test_what_was_published_just_now_is_not_taken_for_lost(service: Service) -> None:
    submit_many(service, 2)
    service.flush()

    assert service.queue.reconcile() == Reconciled()


def test_what_is_under_way_is_no_longer_the_queues(service: Service) -> None:
    service.start_both(threads=1)
    service.deepl.tell("behave", latency=6.0)
    [job] = submit_many(service, 1)

    service.wait_for(lambda: [batch.state for batch in service.queue.show(job).batches] == ["calling"])

    assert depths(service.settings) == {"mt": 0, "cpu": 0}
    assert service.queue._shop.store.waiting() == {}
    assert service.queue._shop.store.outstanding() == {"mt": 1}
    service.settle([job])


def test_the_work_of_the_dead_is_put_back_and_published(service: Service) -> None:
    [job] = submit_many(service, 1)
    dead = Claimant(owner="dead:1:1", lease=0.0, is_alive=lambda _: True)
    assert service.queue._shop.store.start_job(job, dead, now=time.time()) is not None

    done = service.queue.reconcile()

    assert (done.put_back, done.published) == (1, 1)
    assert service.states([job]) == ["queued"]


def test_two_reconcilers_publish_each_task_once(service: Service) -> None:
    service.server.stop()
    submit_many(service, 10)
    service.restart_server()

    with open_queue(service.settings) as other:
        done = [service.queue.reconcile(), other.reconcile()]

    assert sorted(each.published for each in done) == [0, 10]
    assert depths(service.settings)["cpu"] == 10


def test_old_jobs_are_deleted_once_an_hour(service: Service) -> None:
    [job] = submit_many(service, 1)
    service.queue.cancel([job])
    later = time.time() + 31 * DAY

    with open_queue(service.settings, clock=lambda: later) as queue:
        done = [queue.reconcile(), queue.reconcile()]

        assert [each.purged for each in done] == [1, 0]
        assert queue.list() == ()
