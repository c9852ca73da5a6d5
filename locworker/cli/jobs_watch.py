"""`locworker jobs watch`, and what `--wait` does: follow jobs to their end, and tell what came of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from locworker.cli.exits import Exit
from locworker.cli.jobs_screen import JobsScreen
from locworker.cli.jobs_watching import SETTLED, Pace, Watch, exit_of, state_line
from locworker.cli.jobs_words import (
    catalogs_of,
    count_states,
    from_here,
    job_data,
    job_name,
    next_step,
    plural,
    show_price,
)
from locworker.cli.options import ProjectFiles, Talk, data_dir_option, open_settings, talk_options
from locworker.settings import Settings
from locworker.store import ENDED, UNFINISHED, JobFilter, open_store

if TYPE_CHECKING:
    from locworker.store import JobProgress, JobRow, Store

_NAMED = 5
"""Up to so many jobs are named in the command that comes back to them."""


@click.command("watch")
@click.argument("jobs", nargs=-1, metavar="[ID]...")
@click.option("--timeout", type=click.FloatRange(min=0), help="Seconds after which to stop watching; exit code 75.")
@click.option("--output-format", type=click.Choice(["full", "json"]), default="full", show_default=True)
@data_dir_option
@talk_options
@click.pass_context
def command(
    ctx: click.Context,
    jobs: tuple[str, ...],
    *,
    timeout: float | None,
    output_format: str,
    files: ProjectFiles,
    talk: Talk,
) -> None:
    """Follow jobs until none moves by itself any more; without an id, all that have not ended.

    The paths of the catalogs go to stdout, all else to stderr. Ctrl-C stops the watching, not the jobs.

    Exits with 0 when all are done, 3 when one failed, is partial or was cancelled, 75 when one is paused or the time is
    over, 77 when the engine refused the key.
    """
    settings = open_settings(files)
    with closing(open_store(settings.database_url)) as store:
        if jobs:
            found = list({job.id: job for job in map(store.job, jobs)}.values())
        else:
            found = store.find_jobs(JobFilter(states=UNFINISHED))
        ctx.exit(follow(store, found, settings, talk=talk, timeout=timeout, form=output_format))


def follow(
    store: Store, jobs: Sequence[JobRow], settings: Settings, *, talk: Talk, timeout: float | None, form: str
) -> Exit:
    """Watch jobs, tell what came of them, and return the exit code."""
    ids = [job.id for job in jobs]
    with JobsScreen(quiet=talk.quiet, no_color=talk.no_color) as screen:
        watching = Watch(lambda: store.progress(ids), jobs, screen, prices=settings.prices)
        try:
            screen.say(f"watching {_count(jobs)}")
            settled = watching.follow(Pace(timeout=timeout))
        except KeyboardInterrupt:
            screen.say(f"stopped watching; the jobs go on without it: {_way_back(ids)}")
            return Exit.INTERRUPTED
        seen = [from_here(job, settings.root) for job in watching.jobs.values()]
        _tell_left(seen, watching.progress, screen)
        screen.say(_tell_total(seen, settings))
        if not settled:
            moving = sum(job.state not in SETTLED for job in seen)
            screen.say(f"the time is over and {plural(moving, 'job')} not at an end: {_way_back(ids)}")
    _print(seen, form=form)
    return exit_of(seen)


def _way_back(ids: Sequence[str]) -> str:
    named = ids if len(ids) <= _NAMED else ()
    return f"`{' '.join(('locworker jobs watch', *named))}`"


def _tell_left(jobs: Sequence[JobRow], progress: dict[str, JobProgress], screen: JobsScreen) -> None:
    """Tell of each job that is not done what is left, why, and what helps; of many that are alike together."""
    groups: dict[tuple[str, str, str], list[JobRow]] = {}
    for job in jobs:
        if job.state in SETTLED and job.state != "done":
            groups.setdefault((job.state, job.reason, job.error), []).append(job)
    for alike in groups.values():
        if len(alike) > _NAMED and alike[0].state in {"paused", "failed"}:
            screen.say(f"{plural(len(alike), 'job')}: {state_line(alike[0])}")
            screen.say(f"    → {next_step(replace(alike[0], id='--all'))}")
            continue
        for job in alike:
            seen = progress.get(job.id)
            left = f"; {_left(seen)}" if seen is not None and seen.total else ""
            screen.say(f"{job_name(job)}: {state_line(job)}{left}")
            screen.say(f"    → {next_step(job)}")


def _left(seen: JobProgress) -> str:
    waiting = seen.total - seen.answered - seen.refused - seen.held
    parts = [f"{waiting} not translated yet"] if waiting else []
    parts += [f"{seen.refused} refused"] if seen.refused else []
    parts += [f"{seen.held} held, for their reply was lost"] if seen.held else []
    return f"{', '.join(parts) or 'none left'} of {plural(seen.total, 'text')}"


def _tell_total(jobs: Sequence[JobRow], settings: Settings) -> str:
    billed: Counter[str] = Counter()
    for job in jobs:
        billed[job.engine_used or job.engine] += job.billed_characters
    resent = sum(job.resent for job in jobs)
    again = f"; {plural(resent, 'text')} re-sent after a lost reply, perhaps billed twice" if resent else ""
    return f"{_count(jobs)}; {billed.total()} characters billed{show_price(billed, settings.prices)}{again}"


def _count(jobs: Sequence[JobRow]) -> str:
    counts = Counter(job.state for job in jobs)
    return count_states({state: counts[state] for state in (*UNFINISHED, *ENDED)})


def _print(jobs: Sequence[JobRow], *, form: str) -> None:
    if form == "json":
        billed, resent = (sum(getattr(job, name) for job in jobs) for name in ("billed_characters", "resent"))
        whole = {"jobs": [job_data(job) for job in jobs], "billed_characters": billed, "resent": resent}
        click.echo(json.dumps(whole, ensure_ascii=False, indent=1))
        return
    for catalog in catalogs_of(jobs):
        click.echo(catalog)
