"""Everything that is known of one job, on a sheet for people or as an object for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING

from locworker.cli.formats import printable
from locworker.cli.jobs_words import (
    iso_time,
    job_data,
    next_step,
    plural,
    show_price,
    show_priority,
    show_state,
    show_time,
    show_why,
)

if TYPE_CHECKING:
    from locworker.store import BatchRow, Event, JobRow

_MOST = 20
"""So many batches and events are shown; the others are counted."""

_INNER = ("job", "owner", "lease", "fence", "glossary", "source_language", "target_language")
_BATCH_TIMES = ("created", "started", "finished")


def sheet(
    job: JobRow, batches: Sequence[BatchRow], events: Sequence[Event], *, prices: Mapping[str, Decimal]
) -> list[str]:
    """Return the lines about a job, its batches and what happened to it."""
    lines = [f"job {job.id}: {show_state(job.state, job.reason)}"]
    lines += [f"  {name:<9}  {says}" for name, says in _facts(job, batches, prices) if says]
    if batches:
        lines += ["batches", *_batch_lines(batches)]
    if events:
        lines += ["events", *_event_lines(events)]
    return lines


def sheet_data(job: JobRow, batches: Sequence[BatchRow], events: Sequence[Event]) -> dict[str, object]:
    """Return the same for programs, complete."""
    counts = {name: sum(getattr(batch, name) for batch in batches) for name in ("texts", "answered", "refused", "held")}
    return {
        **job_data(job),
        "texts": counts,
        "batches": [_batch_data(batch) for batch in batches],
        "events": [{**asdict(event), "at": iso_time(event.at)} for event in events],
    }


def _facts(job: JobRow, batches: Sequence[BatchRow], prices: Mapping[str, Decimal]) -> Iterator[tuple[str, str]]:
    yield "article", printable(job.article if job.article == job.path else f"{job.article} ({job.path})")
    yield "languages", str(job.pair)
    used = job.engine_used or "not chosen yet"
    yield "engine", used if job.engine == used else f"{used} (asked: {job.engine})"
    yield "priority", show_priority(job.priority)
    yield "texts", _texts(job, batches)
    yield "billed", _bill(job, prices)
    yield "created", show_time(job.created)
    yield "started", show_time(job.started) if job.started else ""
    yield "finished", show_time(job.finished) if job.finished else ""
    yield "updated", show_time(job.updated) if not job.finished else ""
    yield "rounds", str(job.rounds) if job.rounds > 1 else ""
    yield "attempts", str(job.attempts) if job.attempts > 1 else ""
    findings = f", {plural(job.errors, 'error')}, {plural(job.warnings, 'warning')}" if job.catalog else ""
    yield "catalog", f"{printable(job.catalog)}{findings}" if job.catalog else ""
    yield "why", show_why(job.reason, job.error)
    yield "next", next_step(job)


def _texts(job: JobRow, batches: Sequence[BatchRow]) -> str:
    segments = f" ({plural(job.segments, 'segment')} in the article)" if job.segments else ""
    if not batches:
        return f"{'nothing had to be sent' if job.state == 'done' else 'none planned yet'}{segments}"
    answered, refused, held, total = (
        sum(getattr(batch, name) for batch in batches) for name in ("answered", "refused", "held", "texts")
    )
    left = [f"{refused} refused"] if refused else []
    left += [f"{held} held, for their reply was lost"] if held else []
    waiting = total - answered - refused - held
    left += [f"{waiting} waiting"] if waiting else []
    return f"{', '.join([f'{answered} of {total} answered', *left])}{segments}"


def _bill(job: JobRow, prices: Mapping[str, Decimal]) -> str:
    price = show_price({job.engine_used or job.engine: job.billed_characters}, prices)
    estimated = f" of {job.estimated_characters} estimated" if job.estimated_characters else ""
    again = f"; {plural(job.resent, 'text')} re-sent after a lost reply" if job.resent else ""
    return f"{job.billed_characters} characters{estimated}{price}{again}"


def _batch_lines(batches: Sequence[BatchRow]) -> Iterator[str]:
    yield f"  {'NO':>4}  {'STATE':<9}  {'TEXTS':>5}  {'CHARACTERS':>10}  {'BILLED':>7}  {'STARTS':>6}  ERROR"
    # Those that are under way or went wrong come first: that is what one looks for.
    ranked = sorted(batches, key=lambda batch: (batch.state == "done", batch.number))
    for batch in ranked[:_MOST]:
        numbers = f"{batch.texts:>5}  {batch.characters:>10}  {batch.billed_characters:>7}  {batch.attempts:>6}"
        yield f"  {batch.number:>4}  {batch.state:<9}  {numbers}  {printable(batch.error)}".rstrip()
    if len(batches) > _MOST:
        yield f"  and {len(batches) - _MOST} more; --output-format json has all"


def _event_lines(events: Sequence[Event]) -> Iterator[str]:
    if len(events) > _MOST:
        yield f"  {len(events) - _MOST} before; --output-format json has all"
    for event in events[-_MOST:]:
        yield f"  {show_time(event.at)}  {event.kind:<9}  {printable(event.says)}".rstrip()


def _batch_data(batch: BatchRow) -> dict[str, object]:
    fields = {name: value for name, value in asdict(batch).items() if name not in _INNER}
    return {**fields, **{name: iso_time(fields[name]) for name in _BATCH_TIMES}}
