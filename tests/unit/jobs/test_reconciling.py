"""What a reconciler does in the store, with no queue to be reached."""

from __future__ import annotations

from contextlib import suppress

import pytest

from job_desk import JobDesk
from locworker.errors import BrokerError
from locworker.jobs import reconciling

DAY = 86400.0
TEXTS = [f"Sentence number {number} of the news." for number in range(7)]


def reconcile(desk: JobDesk, *, days: float) -> int:
    """Do a round some days later, and return how many results are still there."""
    desk.now += days * DAY
    with suppress(BrokerError):
        desk.queue.reconcile()
    return desk.store.count()["paid_results"]


def test_paid_results_are_kept_for_ever(desk: JobDesk) -> None:
    desk.submit_one(*TEXTS)
    desk.work()

    assert reconcile(desk, days=4000) == len(TEXTS)


def test_paid_results_are_kept_for_as_long_as_the_project_says(desk: JobDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconciling, "RESULTS_AT_ONCE", 3)
    desk.submit_one(*TEXTS)
    desk.work()
    desk.queue = desk.open(keep_results_days=90)

    left = [reconcile(desk, days=89), reconcile(desk, days=2)]

    assert left == [len(TEXTS), 0]
    assert desk.store.count()["billed_characters"] == sum(map(len, TEXTS))


def test_a_round_deletes_no_more_than_it_has_time_for(desk: JobDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconciling, "RESULTS_AT_ONCE", 1)
    monkeypatch.setattr(reconciling, "PORTIONS", 3)
    desk.submit_one(*TEXTS)
    desk.work()
    desk.queue = desk.open(keep_results_days=90)

    left = [reconcile(desk, days=91), reconcile(desk, days=0), reconcile(desk, days=0)]

    assert left == [4, 1, 0]


def test_terms_that_jobs_go_on_using_are_never_deleted(desk: JobDesk) -> None:
    glossary = desk.write("glossaries/own.csv", "concept,language,term,status,note")
    glossary.write_text(
        "concept,language,term,status,note\n1,en,equity,preferred,\n1,de,Eigenkapital,preferred,\n", encoding="utf-8"
    )
    desk.queue = desk.open(glossaries=(glossary,))
    ends = []

    for day in range(40):
        desk.now += DAY
        [job] = desk.submit(desk.write(f"{day}.txt", f"Equity rose on day {day}."))
        reconcile(desk, days=0)
        desk.work()
        ends.append(desk.state(job.id))

    assert ends == ["done"] * 40
