"""`locworker jobs resume`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from locworker.broker import check_broker
from locworker.cli.exits import Exit
from locworker.cli.jobs_cancel import choose_jobs
from locworker.cli.jobs_words import from_here, job_name, plural, show_price
from locworker.cli.options import ProjectFiles, open_settings, project_options
from locworker.cli.streams import tell
from locworker.errors import LocworkerError
from locworker.jobs import Silence, open_jobs, open_queue
from locworker.settings import Settings
from locworker.store import RESUMABLE, UNFINISHED, JobFilter, open_store

if TYPE_CHECKING:
    from locworker.store import JobRow, Store

_COUNTED = 50
"""Up to so many jobs what is left is counted text by text; of more, by what was planned for them."""

_GOES_ON = frozenset({"queued", "running"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rest:
    """What is left of a job: the texts, the most characters that they have billed, and why that cannot be told.

    `held` are those of the texts that stay held, for their reply was lost and the project sends no such text again.
    """

    texts: int = 0
    held: int = 0
    characters: int = 0
    problem: str = ""


@click.command("resume")
@click.argument("jobs", nargs=-1, metavar="[ID]...")
@click.option("--all", "everything", is_flag=True, help="Resume all that are paused, failed or partial.")
@click.option("--output-format", type=click.Choice(["full", "json"]), default="full", show_default=True)
@project_options
@click.pass_context
def command(
    ctx: click.Context, jobs: tuple[str, ...], *, everything: bool, output_format: str, files: ProjectFiles
) -> None:
    """Queue jobs again that are paused, failed or partial; only what is not paid yet is sent.

    Texts that were held, for their reply was lost, go out again only with on_unknown = "retry".
    """
    settings = open_settings(files)
    with closing(open_store(settings.database_url)) as store:
        chosen = choose_jobs(store, jobs, states=RESUMABLE if everything else ())
        check_broker(settings)
        rest = _count_rest(store, [job for job in chosen if job.state in RESUMABLE], settings)
        with open_queue(settings) as queue:
            before = queue.resume([job.id for job in chosen])
        newer = {job.id: _newer(store, job) for job in chosen if before[job.id] == "replaced"}
    if output_format == "json":
        rows = [_to_json(job, before[job.id], rest.get(job.id), newer.get(job.id)) for job in chosen]
        click.echo(json.dumps({"jobs": rows}, ensure_ascii=False, indent=1))
    else:
        for job in chosen:
            step = from_here(job, settings.root)
            click.echo(f"{job_name(job)}: {_outcome(step, before[job.id], rest, newer, settings.prices)}")
        if not chosen:
            tell("no job is paused, failed or partial")
    refused = {"cancelled", "replaced"}.intersection(before.values())
    ctx.exit(Exit.USAGE if refused and not everything else Exit.DONE)


def _count_rest(store: Store, jobs: Sequence[JobRow], settings: Settings) -> dict[str, _Rest]:
    if len(jobs) <= _COUNTED:
        return {job.id: _exact_rest(job, settings) for job in jobs}
    seen = store.progress([job.id for job in jobs])
    return {
        job.id: _Rest(
            texts=(seen[job.id].total or job.to_send) - seen[job.id].answered,
            characters=max(0, job.estimated_characters - job.billed_characters),
        )
        for job in jobs
        if job.id in seen
    }


def _exact_rest(job: JobRow, settings: Settings) -> _Rest:
    wanted = replace(settings, source=job.source_language, engine=job.engine_used or job.engine)
    try:
        with open_jobs(wanted, Silence()) as jobs:
            estimate = jobs.estimate([settings.root / job.path], [job.target_language])[0]
    except LocworkerError as error:
        return _Rest(problem=str(error))
    held = estimate.lost if settings.on_unknown == "hold" else 0
    return _Rest(texts=estimate.to_send, characters=estimate.characters, held=held)


def _newer(store: Store, job: JobRow) -> str:
    """Return the id of the job that was submitted for the same article and language since."""
    wanted = JobFilter(states=UNFINISHED, languages=(job.target_language,), article=job.article)
    return next((other.id for other in store.find_jobs(wanted) if other.article == job.article), "")


def _outcome(
    job: JobRow, before: str, rest: Mapping[str, _Rest], newer: Mapping[str, str], prices: Mapping[str, Decimal]
) -> str:
    if before == "replaced":
        return f"is left as it is: job {newer[job.id]} was submitted for the same since"
    if before in _GOES_ON:
        return f"is {before} already"
    if before == "done":
        return "is done already, nothing is left of it"
    if before == "cancelled":
        return f"was cancelled: `locworker jobs submit {job.path} --to {job.target_language}` starts again"
    left = rest.get(job.id, _Rest())
    if left.problem:
        return f"queued again, but {left.problem}"
    price = show_price({job.engine_used or job.engine: left.characters}, prices)
    cost = f"at most {left.characters} characters to bill{price}" if left.characters else "nothing to bill"
    held = f'; {left.held} of them stay held, for their reply was lost: on_unknown is "hold"' if left.held else ""
    return f"queued again, {plural(left.texts, 'text')} left, {cost}{held}"


def _to_json(job: JobRow, before: str, rest: _Rest | None, newer: str | None) -> dict[str, object]:
    left = (
        None
        if rest is None or rest.problem
        else {name: getattr(rest, name) for name in ("texts", "characters", "held")}
    )
    return {
        "id": job.id,
        "before": before,
        "resumed": before in RESUMABLE,
        "left": left,
        "problem": rest.problem or None if rest else None,
        "newer": newer,
    }
