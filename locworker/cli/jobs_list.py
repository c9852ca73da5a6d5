"""`locworker jobs list`. It reads the store and loads nothing else: it is asked often."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

import click

from locworker.cli.jobs_table import job_line, job_table
from locworker.cli.jobs_words import count_states, from_here, job_data, plural
from locworker.cli.options import ProjectFiles, data_dir_option, open_settings, parse_languages
from locworker.cli.output import can_draw
from locworker.cli.streams import tell
from locworker.store import ENDED, UNFINISHED, JobFilter, open_store

if TYPE_CHECKING:
    from locworker.store import JobRow, Store

_COUNTED = 2000
"""Up to so many queued jobs their places in the queue are worth counting."""

_FORMS = ("full", "concise", "json", "jsonl")
_PIPE = 80
_SHOWN = 20


@click.command("list")
@click.option("--state", "states", type=click.Choice([*UNFINISHED, *ENDED]), multiple=True, help="May be repeated.")
@click.option("--lang", "languages", help="Target languages, for example de,fr.")
@click.option("--article", default="", help="A part of the article's name, or a pattern with * and ?.")
@click.option("--limit", type=click.IntRange(min=1), default=_SHOWN, show_default=True, help="Show so many.")
@click.option("--all", "everything", is_flag=True, help="Show all that fit, however many.")
@click.option("--output-format", type=click.Choice(_FORMS), default="full", show_default=True)
@data_dir_option
def command(
    *,
    states: tuple[str, ...],
    languages: str | None,
    article: str,
    limit: int,
    everything: bool,
    output_format: str,
    files: ProjectFiles,
) -> None:
    """List jobs, the newest first.

    `queued #3` is the third to start. `concise` prints a line with tabs and the whole name for each job, `jsonl` an
    object a line.
    """
    settings = open_settings(files)
    wanted = JobFilter(
        states=states,
        languages=parse_languages(languages) if languages else (),
        article=article,
        limit=None if everything else limit,
    )
    with closing(open_store(settings.database_url)) as store:
        found = [from_here(job, settings.root) for job in store.find_jobs(wanted)]
        counts = store.count_jobs()
        places = _places(store, found, counts.get("queued", 0))
        progress = store.progress([job.id for job in found]) if output_format == "full" else {}
    if output_format == "json":
        rows = [_data(job, places) for job in found]
        click.echo(json.dumps({"jobs": rows, "counts": counts}, ensure_ascii=False, indent=1))
        return
    if output_format == "jsonl":
        lines = [json.dumps(_data(job, places), ensure_ascii=False) for job in found]
    elif output_format == "concise":
        lines = [job_line(job) for job in found]
    else:
        lines = job_table(found, progress, places, width=_width()) if found else []
    for line in lines:
        click.echo(line)
    tell(_tally(found, counts, cut=not everything and len(found) == limit))


def _data(job: JobRow, places: Mapping[str, int]) -> dict[str, object]:
    return {**job_data(job), "position": places.get(job.id)}


def _places(store: Store, found: Sequence[JobRow], queued: int) -> dict[str, int]:
    """Return the places in the queue of queued jobs, from 1, where counting them costs little."""
    if queued > _COUNTED or not any(job.state == "queued" for job in found):
        return {}
    waiting = sorted(
        store.find_jobs(JobFilter(states=("queued",))), key=lambda job: (job.priority, job.created, job.id)
    )
    return {job.id: place for place, job in enumerate(waiting, start=1)}


def _width() -> int:
    return shutil.get_terminal_size((_PIPE, 24)).columns if can_draw(sys.stdout) else _PIPE


def _tally(found: Sequence[JobRow], counts: Mapping[str, int], *, cut: bool) -> str:
    total = sum(counts.values())
    shown = "" if len(found) == total else f"{plural(len(found), 'job')} shown of "
    more = "; --all shows all" if cut and len(found) < total else ""
    return f"{shown}{count_states({state: counts.get(state, 0) for state in (*UNFINISHED, *ENDED)})}{more}"
