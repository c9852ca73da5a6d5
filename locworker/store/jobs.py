"""The list of jobs: put some in, find them, see how far they are."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select, tuple_

from locworker.errors import StoreBusyError, UnknownJobError
from locworker.store import moves
from locworker.store.job_records import JOB_ID_LENGTH, UNFINISHED, Event, JobFilter, JobProgress, JobRow, NewJob
from locworker.store.schema import batches, events, jobs
from locworker.store.transactions import Part, parts

_TRIES = 5
"""How often an insertion looks for the job that stood in its way, and has ended before it could be seen."""

_COLUMNS = [jobs.c[name] for name in JobRow.__slots__]


class JobList(Part):
    """Jobs as they are submitted and shown."""

    def add_jobs(self, new: Sequence[NewJob], *, now: float) -> list[tuple[str, bool]]:
        """Queue jobs; an unfinished job for the same article and language stands for a new one.

        Return pairs (id, whether it is new) in the order of the jobs. All of them are queued in one transaction, with
        their rows in the outbox.
        """
        with self._writing() as connection:
            known = self._insert_jobs(connection, new, now=now)
        seen: set[str] = set()
        answers = []
        for job in new:
            name, added = known[_place(job)]
            answers.append((name, added and name not in seen))
            seen.add(name)
        return answers

    def find_jobs(self, wanted: JobFilter | None = None) -> list[JobRow]:
        """Return the jobs that fit a filter, the newest first."""
        wanted = wanted or JobFilter()
        query = select(*_COLUMNS).order_by(jobs.c.created.desc(), jobs.c.article, jobs.c.target_language, jobs.c.id)
        query = query.where(*_conditions(wanted)).limit(wanted.limit)
        with self._reading() as connection:
            return [JobRow(**row) for row in connection.execute(query).mappings()]

    def count_jobs(self) -> dict[str, int]:
        """Return how many jobs there are by state; states without one are left out."""
        with self._reading() as connection:
            rows = connection.execute(select(jobs.c.state, func.count()).group_by(jobs.c.state))
            return {state: int(count) for state, count in rows}

    def job(self, beginning: str) -> JobRow:
        """Return the job with an id, or with an id that begins so.

        Raises:
            UnknownJobError: There is none, or more than one.
        """
        found = self.find_jobs(JobFilter(ids=(beginning,), limit=2)) if beginning else []
        if not found:
            raise UnknownJobError(f"there is no job {beginning!r}; `locworker jobs list` shows those there are")
        if len(found) > 1:
            raise UnknownJobError(f"more than one job begins with {beginning!r}; write more of the id")
        return found[0]

    def events(self, job: str) -> list[Event]:
        """Return what happened to a job, in its order."""
        query = select(events.c.job, events.c.batch, events.c.at, events.c.kind, events.c.says)
        with self._reading() as connection:
            rows = connection.execute(query.where(events.c.job == job).order_by(events.c.id))
            return [Event(**row) for row in rows.mappings()]

    def note_event(self, event: Event) -> None:
        """Record that something happened to a job; never article text."""
        with self._writing() as connection:
            moves.note(connection, [event])

    def progress(self, ids: Iterable[str]) -> dict[str, JobProgress]:
        """Return how far jobs are, by id; ids that are not there are left out."""
        found = {}
        with self._reading() as connection:
            for part in parts(list(ids)):
                for row in connection.execute(_progress_of(part)).mappings():
                    fields = {name: row[name] for name in JobProgress.__slots__}
                    found[row["id"]] = JobProgress(**fields)
        return found

    def _insert_jobs(
        self, connection: Connection, new: Sequence[NewJob], *, now: float
    ) -> dict[tuple[str, str], tuple[str, bool]]:
        """Insert what can be, and return (id, whether it is new) by article and language."""
        # In one order, so that two submits that meet never wait for each other in a ring.
        left = {_place(job): job for job in reversed(new)}
        known: dict[tuple[str, str], tuple[str, bool]] = {}
        for _ in range(_TRIES):
            rows = [_row(left[place], now=now) for place in sorted(left)]
            if not rows:
                return known
            statement = self._insert(jobs).on_conflict_do_nothing().returning(jobs.c.id)
            added = set(connection.execute(statement, rows).scalars())
            fresh = [row for row in rows if row["id"] in added]
            known |= {(row["article"], row["target_language"]): (row["id"], True) for row in fresh}
            moves.make_due(connection, moves.ADVANCE, [(row["id"], row["priority"]) for row in fresh], not_before=now)
            moves.note(
                connection,
                [Event(job=row["id"], batch=None, at=now, kind="queued", says=f"for {row['engine']}") for row in fresh],
            )
            known |= _existing(connection, [place for place in left if place not in known])
            left = {place: job for place, job in left.items() if place not in known}
        if left:
            raise StoreBusyError("the same jobs are being submitted and ended all the time; try again")
        return known


def _place(job: NewJob) -> tuple[str, str]:
    return (job.article, job.pair.target)


def _existing(connection: Connection, places: Sequence[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, bool]]:
    found = {}
    for part in parts(places):
        query = select(jobs.c.id, jobs.c.article, jobs.c.target_language).where(
            tuple_(jobs.c.article, jobs.c.target_language).in_(part), jobs.c.state.in_(UNFINISHED)
        )
        for name, article, language in connection.execute(query):
            found[article, language] = (name, False)
    return found


def _row(job: NewJob, *, now: float) -> dict[str, Any]:
    return {
        "id": uuid.uuid4().hex[:JOB_ID_LENGTH],
        "article": job.article,
        "path": job.path,
        "source_language": job.pair.source,
        "target_language": job.pair.target,
        "engine": job.engine,
        "engine_used": "",
        "state": "queued",
        "reason": "",
        "error": "",
        "priority": job.priority,
        "created": now,
        "updated": now,
        "rounds": 0,
        "attempts": 0,
        "fence": 0,
        "segments": job.segments,
        "to_send": job.to_send,
        "estimated_characters": job.estimated_characters,
        "billed_characters": 0,
        "resent": 0,
        "glossary": "",
        "catalog": "",
        "errors": 0,
        "warnings": 0,
    }


def _conditions(wanted: JobFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.states:
        found.append(jobs.c.state.in_(sorted(wanted.states)))
    if wanted.languages:
        found.append(jobs.c.target_language.in_(sorted(wanted.languages)))
    if wanted.article:
        found.append(jobs.c.article.ilike(_pattern(wanted.article), escape="\\"))
    if wanted.ids:
        # A range, not LIKE: it is one look into the primary key.
        found.append(or_(*(_begins(beginning.lower()) for beginning in sorted(wanted.ids))))
    return found


def _begins(beginning: str) -> ColumnElement[bool]:
    return (jobs.c.id >= beginning) & (jobs.c.id < beginning + "g")


def _pattern(article: str) -> str:
    """Return the LIKE pattern of a part of an id, or of a pattern with `*` and `?`."""
    escaped = article.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    if "*" in article or "?" in article:
        return escaped.replace("*", "%").replace("?", "_")
    return f"%{escaped}%"


def _progress_of(ids: Sequence[str]) -> Any:
    counts = {
        name: func.coalesce(func.sum(batches.c[column]), 0).label(name)
        for name, column in (("answered", "answered"), ("refused", "refused"), ("held", "held"), ("total", "texts"))
    }
    same = ("state", "reason", "error", "segments", "resent", "catalog", "errors", "warnings", "rounds", "updated")
    return (
        select(jobs.c.id, *(jobs.c[name] for name in same), jobs.c.billed_characters.label("billed"), *counts.values())
        .outerjoin(batches, batches.c.job == jobs.c.id)
        .where(jobs.c.id.in_(ids))
        .group_by(jobs.c.id)
    )
