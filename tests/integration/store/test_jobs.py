"""The list of jobs, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace

import pytest

from locworker.errors import UnknownJobError
from locworker.store import BatchOutcome, Event, GlossaryVersion, JobFilter, Store
from queue_builders import PAIR, add_job, due, new_batch, new_job, plan, planned_job, start_batch, start_job


def test_jobs_are_queued_with_their_rows_in_the_outbox(store: Store) -> None:
    added = store.add_jobs([new_job("a.html"), new_job("b.html", "fr")], now=7.0)

    assert [new for _, new in added] == [True, True]
    assert due(store) == {name for name, _ in added}
    rows = {row.id: row for row in store.find_jobs()}
    assert [rows[name].article for name, _ in added] == ["a.html", "b.html"]
    assert {row.state for row in rows.values()} == {"queued"}
    assert {row.created for row in rows.values()} == {7.0}
    assert all(len(name) == 12 for name in rows)


def test_no_jobs_are_queued_without_trouble(store: Store) -> None:
    assert store.add_jobs([], now=7.0) == []


def test_an_unfinished_job_stands_for_a_new_one(store: Store) -> None:
    job = add_job(store, new_job("a.html"))

    added = store.add_jobs([new_job("b.html"), new_job("a.html"), new_job("b.html")], now=8.0)

    assert added[1] == (job, False)
    assert added[0][0] == added[2][0]
    assert [new for _, new in added] == [True, False, False]
    assert len(store.find_jobs()) == 2


@pytest.mark.parametrize("state", ["done", "partial", "failed", "cancelled"])
def test_after_an_ended_job_comes_a_new_one(store: Store, state: str) -> None:
    first = add_job(store)
    store.end_job(start_job(store, first), state, now=3.0)

    [(second, new)] = store.add_jobs([new_job()], now=4.0)

    assert new
    assert second != first


def test_a_paused_job_stands_for_a_new_one(store: Store) -> None:
    job = add_job(store)
    store.pause_jobs(ids=[job], reason="quota", now=3.0)

    assert store.add_jobs([new_job()], now=4.0) == [(job, False)]


def test_other_languages_are_other_jobs(store: Store) -> None:
    added = store.add_jobs([new_job(language="de"), new_job(language="fr")], now=1.0)

    assert [new for _, new in added] == [True, True]


def test_jobs_are_found_newest_first(store: Store) -> None:
    store.add_jobs([new_job("b.html"), new_job("a.html"), new_job("a.html", "bg")], now=1.0)
    add_job(store, new_job("c.html"), now=2.0)

    found = [(row.article, row.target_language) for row in store.find_jobs()]

    assert found == [("c.html", "de"), ("a.html", "bg"), ("a.html", "de"), ("b.html", "de")]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        pytest.param(JobFilter(), ["news/a_1.html", "news/a21.html", "Öl/100%.html"], id="all"),
        pytest.param(JobFilter(states=["running"]), ["news/a_1.html"], id="state"),
        pytest.param(JobFilter(states=["queued", "running"], languages=["fr"]), ["Öl/100%.html"], id="language"),
        pytest.param(JobFilter(article="a2"), ["news/a21.html"], id="part of the article"),
        pytest.param(JobFilter(article="A_1"), ["news/a_1.html"], id="an underscore is itself, case does not matter"),
        pytest.param(JobFilter(article="100%"), ["Öl/100%.html"], id="a percent sign is itself"),
        pytest.param(JobFilter(article="news/*"), ["news/a_1.html", "news/a21.html"], id="pattern"),
        pytest.param(JobFilter(article="news/a?1.html"), ["news/a_1.html", "news/a21.html"], id="one character"),
        pytest.param(JobFilter(article="ews/*"), [], id="a pattern is for the whole id"),
        pytest.param(JobFilter(article="\\"), [], id="a backslash is itself"),
        pytest.param(JobFilter(ids=["zz"]), [], id="no such id"),
    ],
)
def test_jobs_are_found_by_a_filter(store: Store, wanted: JobFilter, found: list[str]) -> None:
    [(first, _), *_] = store.add_jobs(
        [new_job("news/a_1.html"), new_job("news/a21.html"), new_job("Öl/100%.html", "fr")], now=1.0
    )
    start_job(store, first)

    assert sorted(row.article for row in store.find_jobs(wanted)) == sorted(found)


def test_jobs_are_found_by_the_beginnings_of_their_ids(store: Store) -> None:
    names = [name for name, _ in store.add_jobs([new_job(f"{n}.html") for n in range(20)], now=1.0)]

    found = store.find_jobs(JobFilter(ids=[names[3], names[5][:11]]))

    assert {row.id for row in found} == {names[3], names[5]}


def test_a_limit_gives_the_newest(store: Store) -> None:
    for number in range(5):
        add_job(store, new_job(f"{number}.html"), now=float(number))

    assert [row.article for row in store.find_jobs(JobFilter(limit=2))] == ["4.html", "3.html"]


def test_jobs_are_counted_by_state(store: Store) -> None:
    [(first, _), *_] = store.add_jobs([new_job("a"), new_job("b"), new_job("c")], now=1.0)
    start_job(store, first)

    assert store.count_jobs() == {"queued": 2, "running": 1}


def test_a_job_is_named_by_the_beginning_of_its_id(store: Store) -> None:
    job = add_job(store)

    assert store.job(job[:5]).id == job
    assert store.job(job).pair == PAIR


@pytest.mark.parametrize("name", ["", "0123456789ab", "z", "0123456789abc"])
def test_an_unknown_job_is_named(store: Store, name: str) -> None:
    with pytest.raises(UnknownJobError, match=f"there is no job '{name}'"):
        store.job(name)


def test_an_id_that_could_be_several_is_refused(store: Store) -> None:
    names = [name for name, _ in store.add_jobs([new_job(f"{n}.html") for n in range(17)], now=1.0)]
    letters = [name[0] for name in names]
    common = next(letter for letter in letters if letters.count(letter) > 1)

    with pytest.raises(UnknownJobError, match="more than one job"):
        store.job(common)


def test_progress_is_there_before_there_are_batches(store: Store) -> None:
    job = add_job(store)

    found = store.progress([job, "0123456789ab"])

    assert set(found) == {job}
    assert (found[job].state, found[job].answered, found[job].total) == ("queued", 0, 0)


def test_progress_counts_over_rounds_and_jobs(store: Store) -> None:
    one, [batch] = planned_job(store, new_batch("a", "b"), article="1.html")
    two, _ = planned_job(store, new_batch("c"), article="2.html")
    store.settle_batch(start_batch(store, batch), BatchOutcome(), now=4.0)
    plan(store, one, new_batch("d"), now=5.0)

    found = store.progress([one, two])

    assert (found[one].answered, found[one].total, found[one].rounds) == (2, 3, 2)
    assert (found[two].answered, found[two].total, found[two].rounds) == (0, 1, 1)


def test_events_are_kept_in_order(store: Store) -> None:
    job = add_job(store)
    store.note_event(Event(job=job, batch="b", at=5.0, kind="waiting", says="the engine is busy"))

    assert store.events(job) == [
        Event(job=job, batch=None, at=1.0, kind="queued", says="for deepl"),
        Event(job=job, batch="b", at=5.0, kind="waiting", says="the engine is busy"),
    ]


def test_a_glossary_is_kept_under_its_hash(store: Store) -> None:
    version = GlossaryVersion(hash="cafe", pair=PAIR, terms='[["equity", "Eigenkapital"]]', created=1.0)

    store.keep_glossary(version)
    store.keep_glossary(GlossaryVersion(hash="cafe", pair=PAIR, terms="[]", created=2.0))

    assert store.glossary_version("cafe") == replace(version, created=2.0)
    assert store.glossary_version("beef") is None
