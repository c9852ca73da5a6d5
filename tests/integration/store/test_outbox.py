"""The outbox, on SQLite and on PostgreSQL."""

from __future__ import annotations

from locworker.store import BatchOutcome, Message, Store
from queue_builders import add_job, due, new_batch, new_job, planned_job, start_batch, start_job


def test_a_task_is_published_once(store: Store) -> None:
    job = add_job(store)

    assert store.take_due(now=5.0, limit=10) == [Message(id=job, task="advance_job", queue="cpu", priority=6)]
    assert store.take_due(now=6.0, limit=10) == []


def test_batches_go_to_their_own_queue(store: Store) -> None:
    _, [batch] = planned_job(store, new_batch("a"))

    assert store.take_due(now=5.0, limit=10) == [Message(id=batch, task="run_batch", queue="mt", priority=6)]


def test_urgent_tasks_come_first(store: Store) -> None:
    low = add_job(store, new_job("a", priority=9), now=1.0)
    normal = add_job(store, new_job("b", priority=6), now=2.0)
    urgent = add_job(store, new_job("c", priority=0), now=4.0)
    early = add_job(store, new_job("d", priority=6), now=1.5)

    taken = [[message.id for message in store.take_due(now=5.0, limit=1)] for _ in range(4)]

    assert taken == [[urgent], [early], [normal], [low]]


def test_urgent_tasks_come_first_among_those_taken_at_once(store: Store) -> None:
    for number, priority in enumerate([6, 0, 9, 3, 6, 0]):
        add_job(store, new_job(str(number), priority=priority))

    assert [message.priority for message in store.take_due(now=5.0, limit=10)] == [0, 0, 3, 6, 6, 9]


def test_what_was_begun_is_finished_before_more_is_begun(store: Store) -> None:
    job, [batch] = planned_job(store, new_batch("a"))
    new = add_job(store, new_job("new"), now=1.0)

    store.settle_batch(start_batch(store, batch), BatchOutcome(), now=4.0)

    assert [message.id for message in store.take_due(now=5.0, limit=10)] == [job, new]


def test_what_could_not_be_published_is_due_again(store: Store) -> None:
    job = add_job(store)
    due(store)

    store.unpublish([job, "0123456789ab"])

    assert due(store) == {job}


def test_published_tasks_are_outstanding_until_they_are_settled(store: Store) -> None:
    job, [first, _] = planned_job(store)
    add_job(store, new_job("other.html"))
    assert store.outstanding() == {}

    due(store)
    assert store.outstanding() == {"mt": 2, "cpu": 1}

    store.settle_batch(start_batch(store, first), BatchOutcome(), now=4.0)
    assert store.outstanding() == {"mt": 1, "cpu": 1}
    assert store.job(job).state == "running"


def test_tasks_that_somebody_works_on_are_no_longer_the_brokers(store: Store) -> None:
    _, [first, _] = planned_job(store)
    add_job(store, new_job("other.html"))
    due(store)

    start_batch(store, first)

    assert store.waiting() == {"mt": 1, "cpu": 1}
    assert store.outstanding() == {"mt": 2, "cpu": 1}


def test_lost_tasks_are_published_again_longest_ago_first(store: Store) -> None:
    names = []
    for number in range(4):
        names.append(add_job(store, new_job(str(number))))
        due(store, now=10.0 + number)

    first = store.take_lost("cpu", 2, older_than=50.0, now=60.0)
    second = store.take_lost("cpu", 10, older_than=50.0, now=60.0)

    assert {message.id for message in first} == set(names[:2])
    assert {message.id for message in second} == set(names[2:])
    assert store.take_lost("cpu", 10, older_than=50.0, now=60.0) == []
    assert len(store.take_lost("cpu", 10, older_than=70.0, now=80.0)) == 4


def test_tasks_published_lately_are_not_lost(store: Store) -> None:
    add_job(store)
    due(store, now=45.0)

    assert store.take_lost("cpu", 10, older_than=45.0, now=60.0) == []


def test_tasks_of_another_queue_and_those_not_published_are_not_lost(store: Store) -> None:
    planned_job(store)

    assert store.take_lost("mt", 10, older_than=50.0, now=60.0) == []
    due(store, now=10.0)
    assert store.take_lost("cpu", 10, older_than=50.0, now=60.0) == []
    assert len(store.take_lost("mt", 10, older_than=50.0, now=60.0)) == 2


def test_tasks_that_somebody_works_on_are_not_lost(store: Store) -> None:
    _, [first, second] = planned_job(store)
    job = add_job(store, new_job("other.html"))
    due(store, now=10.0)
    start_batch(store, first, now=11.0)
    start_job(store, job, now=11.0)

    assert {message.id for message in store.take_lost("mt", 10, older_than=50.0, now=60.0)} == {second}
    assert store.take_lost("cpu", 10, older_than=50.0, now=60.0) == []


def test_a_queue_is_as_old_as_its_oldest_waiting_task(store: Store) -> None:
    job = add_job(store, new_job("a"), now=5.0)
    add_job(store, new_job("b"), now=7.0)

    assert store.oldest_due("cpu", now=10.0) == 5.0
    due(store)
    assert store.oldest_due("cpu", now=10.0) == 5.0
    start_job(store, job, now=10.0)
    assert store.oldest_due("cpu", now=10.0) == 7.0
    assert store.oldest_due("cpu", now=6.0) is None
    assert store.oldest_due("mt", now=10.0) is None
