from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from job_desk import JobDesk
from locworker.errors import EngineBusyError, InputError, StoreBusyError
from locworker.jobs.report import StoppedError
from locworker.jobs.workshop import NotAdmittedError


def test_a_project_is_read_again_only_when_its_glossary_changes(desk: JobDesk) -> None:
    file = desk.root / "terms.csv"
    file.write_text("concept,language,term,status,note\nfed,en,Fed,protected,\n", encoding="utf-8")
    shop = desk.queue._shop
    shop.settings = replace(shop.settings, glossaries=(file,))
    first = shop.project()
    assert len(first.glossary.concepts) == 1
    same = shop.project()
    file.write_text("concept,language,term,status,note\necb,en,ECB,protected,\n", encoding="utf-8")

    changed = shop.project()

    assert same is first
    assert changed is not first
    assert changed.glossary.content_hash != first.glossary.content_hash


def test_a_glossary_that_is_missing_is_told(desk: JobDesk) -> None:
    shop = desk.queue._shop
    shop.settings = replace(shop.settings, glossaries=(desk.root / "missing.csv",))

    with pytest.raises(InputError, match=r"missing\.csv"):
        shop.project().glossary.pair("en", "de")


def test_a_worker_that_ends_waits_for_no_limit(desk: JobDesk) -> None:
    desk.queue.stop()

    with pytest.raises(StoppedError):
        desk.queue._shop.admit("small", 10)


class Closed:
    """A limiter that lets nothing out."""

    def __init__(self, wait: float | None) -> None:
        self.asked = 0
        self.wait = wait

    def acquire(self, engine: str, *, characters: int, deadline: float) -> float:
        self.asked += 1
        raise EngineBusyError(f"{engine}: {characters} in {deadline}", retry_after=self.wait)

    def close(self) -> None:
        """Hold nothing."""


def test_a_wait_that_is_too_long_is_told_at_once(desk: JobDesk) -> None:
    limiter = Closed(3600.0)
    desk.queue._shop.limiter = limiter  # type: ignore[assignment]

    with pytest.raises(NotAdmittedError) as caught:
        desk.queue._shop.admit("small", 10)

    assert (limiter.asked, caught.value.retry_after) == (1, 3600.0)


def test_the_limiter_is_asked_again_until_it_takes_too_long(desk: JobDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locworker.jobs.workshop.LONGEST_TURN", 0.3)
    limiter = Closed(0.1)
    desk.queue._shop.limiter = limiter  # type: ignore[assignment]

    with pytest.raises(NotAdmittedError):
        desk.queue._shop.admit("small", 10)

    assert limiter.asked > 1


def test_a_busy_store_is_told_again(desk: JobDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locworker.jobs.workshop._BUSY_STORE", (0.0, 0.0))
    tries = []

    def act() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise StoreBusyError("locked")

    desk.queue._shop.tell(act)

    assert len(tries) == 3


def test_a_store_that_stays_busy_is_an_error(desk: JobDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locworker.jobs.workshop._BUSY_STORE", (0.0, 0.0))

    def act() -> None:
        raise StoreBusyError("locked")

    with pytest.raises(StoreBusyError):
        desk.queue._shop.tell(act)


def test_paths_are_shown_from_the_projects_root(desk: JobDesk) -> None:
    shop = desk.queue._shop

    assert shop.shown(desk.root / "in" / "news.txt") == "in/news.txt"
    assert shop.shown(Path("/elsewhere/news.txt")) == "/elsewhere/news.txt"
