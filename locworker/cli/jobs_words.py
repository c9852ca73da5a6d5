"""Jobs put into words: states, times, money, and the command that helps. Records in, text out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from locworker.cli.formats import printable
from locworker.settings import PRIORITIES

if TYPE_CHECKING:
    from locworker.store import JobRow

_REASONS = frozenset({"quota", "budget", "busy"})
_CLASS = re.compile(r"[A-Z]\w*Error(?:: |$)")
_INNER = ("owner", "lease", "fence")
_RESUME = "`locworker jobs resume {id}`"
_PAUSED = {
    "quota": f"when the engine's quota is renewed: {_RESUME}",
    "budget": f"raise [budget] and start the workers again, or wait for the next month; then {_RESUME}",
    "busy": f"later: {_RESUME}",
}


def plural(count: int, word: str) -> str:
    """Return a count with its word."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def show_time(seconds: float | None) -> str:
    """Return a time as people of this machine's zone read it, or a dash."""
    if seconds is None:
        return "-"
    return datetime.fromtimestamp(seconds, tz=UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")


def iso_time(seconds: float | None) -> str | None:
    """Return a time as programs read it: ISO 8601 in UTC, or None."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, tz=UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def show_state(state: str, reason: str) -> str:
    """Return a state, with its reason where that is one word: `paused (quota)`."""
    return f"{state} ({reason})" if reason in _REASONS else state


def show_why(reason: str, error: str) -> str:
    """Return why a job is as it is, without what its state tells; nothing when nobody said.

    The class of an error is for programs: it is told when nothing else is known.
    """
    told = "" if reason in _REASONS or reason == "cancelled" else reason
    parts = [part for part in (told, _CLASS.sub("", error, count=1)) if part] or [error]
    # An error often begins the reason, or says the same.
    return printable(parts[0] if len(set(parts)) == 1 else ": ".join(parts))


def from_here(job: JobRow, root: Path) -> JobRow:
    """Return a job with its paths as people write them in the current folder; the store has them under the root."""
    return replace(job, path=show_path(job.path, root), catalog=show_path(job.catalog, root))


def show_path(path: str, root: Path) -> str:
    """Return a path of the store as people write it in the current folder; nothing stays nothing."""
    if not path:
        return ""
    absolute, here = root / path, Path.cwd()
    return str(absolute.relative_to(here) if absolute.is_relative_to(here) else absolute)


def show_priority(number: int) -> str:
    """Return the name of a priority."""
    return next((name for name, value in PRIORITIES.items() if value == number), str(number))


def show_price(characters: Mapping[str, int], prices: Mapping[str, Decimal]) -> str:
    """Return what billed characters, by engine, cost by the settings: `, about 0.25`; nothing without prices."""
    known = [prices[engine] * count / 1_000_000 for engine, count in characters.items() if engine in prices and count]
    return f", about {sum(known):.2f}" if known else ""


def job_name(job: JobRow) -> str:
    """Return what a job is called in talk: its id, article and languages."""
    return f"{job.id} {job.article} {job.pair}"


def next_step(job: JobRow) -> str:
    """Return the command or setting that goes on from here; nothing where the job goes on by itself."""
    match job.state:
        case "queued" | "running":
            return f"`locworker jobs watch {job.id}`"
        case "paused":
            return _PAUSED.get(job.reason, _RESUME).format(id=job.id)
        case "failed" if job.error.startswith("AuthorisationError"):
            return f"give the workers a DEEPL_AUTH_KEY that the engine takes, then {_RESUME}".format(id=job.id)
        case "failed":
            return f"mend that, then {_RESUME}".format(id=job.id)
        case "partial" if job.error.startswith("ReplyLostError"):
            step = f'the catalog names them; {_RESUME} sends them again, where on_unknown is "retry", and may pay twice'
            return step.format(id=job.id)
        case "partial":
            return f"the catalog names what is missing; {_RESUME} sends it again".format(id=job.id)
        case "cancelled":
            return f"`locworker jobs submit {printable(job.path)} --to {job.target_language}` starts again"
    if job.errors:
        return f"`locworker check {printable(job.catalog)}`"
    return f"`locworker rebuild {printable(job.path)} --to {job.target_language}` once the catalog is reviewed"


def count_states(counts: Mapping[str, int]) -> str:
    """Return the totals by state in one line."""
    total = sum(counts.values())
    parts = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
    return f"{plural(total, 'job')}: {parts}" if total else "no jobs"


def job_data(job: JobRow) -> dict[str, object]:
    """Return what programs get of a job."""
    fields = {name: value for name, value in asdict(job).items() if name not in _INNER}
    times = {name: iso_time(fields[name]) for name in ("created", "updated", "started", "finished")}
    step = next_step(job)
    return {**fields, **times, "priority": show_priority(job.priority), "next": step or None}


def catalogs_of(jobs: Iterable[JobRow]) -> list[str]:
    """Return the catalogs that were written, each once."""
    return list(dict.fromkeys(job.catalog for job in jobs if job.catalog and job.state in {"done", "partial"}))
