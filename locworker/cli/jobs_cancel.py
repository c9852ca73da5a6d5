"""`locworker jobs cancel`."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING

import click

from locworker.cli.jobs_words import job_name
from locworker.cli.options import ProjectFiles, data_dir_option, open_settings
from locworker.cli.streams import tell
from locworker.errors import ConfigError
from locworker.store import UNFINISHED, JobFilter, open_store

if TYPE_CHECKING:
    from locworker.store import JobRow, Store


@click.command("cancel")
@click.argument("jobs", nargs=-1, metavar="[ID]...")
@click.option("--all", "everything", is_flag=True, help="Cancel all that have not ended.")
@click.option("--output-format", type=click.Choice(["full", "json"]), default="full", show_default=True)
@data_dir_option
def command(*, jobs: tuple[str, ...], everything: bool, output_format: str, files: ProjectFiles) -> None:
    """Cancel jobs. A request that is out comes back, and what was paid is kept; nothing more is sent.

    A job that has ended stays as it is: that is said, and is no error.
    """
    with closing(open_store(open_settings(files).database_url)) as store:
        chosen = choose_jobs(store, jobs, states=UNFINISHED if everything else ())
        before = store.cancel_jobs([job.id for job in chosen], now=time.time())
    if output_format == "json":
        rows = [{"id": job.id, "before": before[job.id], "cancelled": before[job.id] in UNFINISHED} for job in chosen]
        click.echo(json.dumps({"jobs": rows}, indent=1))
        return
    for job in chosen:
        click.echo(f"{job_name(job)}: {_outcome(before[job.id])}")
    if not chosen:
        tell("no job is queued, running or paused")


def choose_jobs(store: Store, names: Sequence[str], *, states: Sequence[str]) -> list[JobRow]:
    """Return the jobs that ids or their beginnings name, or all in some states, the oldest first.

    Raises:
        ConfigError: Both or neither were asked for.
        UnknownJobError: A name is none of a job, or of several.
    """
    if not names and not states:
        raise ConfigError("name the jobs by their ids, or give --all")
    if names and states:
        raise ConfigError("give ids or --all, not both")
    if states:
        return store.find_jobs(JobFilter(states=states))[::-1]
    return list({job.id: job for job in map(store.job, names)}.values())


def _outcome(before: str) -> str:
    if before == "cancelled":
        return "already cancelled"
    if before == "running":
        return "cancelled; what is out comes back and is kept"
    return "cancelled" if before in UNFINISHED else f"is {before} already, nothing to cancel"
