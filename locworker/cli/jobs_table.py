"""A table of jobs that fits the terminal, or a line each for pipes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from locworker.cli.formats import printable
from locworker.cli.jobs_words import show_state

if TYPE_CHECKING:
    from locworker.store import JobProgress, JobRow

_NARROWEST = 16


def job_table(
    jobs: Sequence[JobRow],
    progress: Mapping[str, JobProgress],
    positions: Mapping[str, int],
    *,
    width: int,
) -> list[str]:
    """Return the lines of a table; what is too long of an article's name gives way at its beginning.

    Args:
        jobs: The rows, in order.
        progress: How far each is, by id.
        positions: The places of queued jobs in the queue, by id.
        width: The columns that there are.
    """
    rows = [("ID", "STATE", "LANGUAGE", "TEXTS", "BILLED")]
    for job in jobs:
        at = positions.get(job.id)
        state = f"queued #{at}" if at is not None else show_state(job.state, job.reason)
        rows.append((job.id, state, job.target_language, _texts(job, progress.get(job.id)), str(job.billed_characters)))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    room = max(_NARROWEST, width - sum(widths) - 2 * len(widths))
    names = ["ARTICLE", *(_shorten(printable(job.article), room) for job in jobs)]
    return [_line(row, widths, name) for row, name in zip(rows, names, strict=True)]


def job_line(job: JobRow) -> str:
    """Return one line with tabs and the whole name, for programs that read lines."""
    state = show_state(job.state, job.reason)
    return "\t".join((job.id, state, job.target_language, str(job.billed_characters), printable(job.article)))


def _texts(job: JobRow, progress: JobProgress | None) -> str:
    """Return how many texts are answered of all; what is planned counts until the batches are cut."""
    if progress is None or not progress.total:
        return f"0/{job.to_send}" if job.to_send and job.state in {"queued", "paused"} else "-"
    return f"{progress.answered}/{progress.total}"


def _shorten(name: str, room: int) -> str:
    return name if len(name) <= room else f"…{name[len(name) - room + 1 :]}"


def _line(row: Sequence[str], widths: Sequence[int], name: str) -> str:
    identity, state, language, texts, billed = row
    return "  ".join(
        (
            identity.ljust(widths[0]),
            state.ljust(widths[1]),
            language.ljust(widths[2]),
            texts.rjust(widths[3]),
            billed.rjust(widths[4]),
            name,
        )
    ).rstrip()
