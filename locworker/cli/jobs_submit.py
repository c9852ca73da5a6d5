"""`locworker jobs submit`: articles into the queue, and what they cost at most."""

from __future__ import annotations

import functools
import io
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from locworker.broker import check_broker
from locworker.cli.estimates import ask_quotas, print_estimates
from locworker.cli.exits import Exit
from locworker.cli.jobs_watch import follow
from locworker.cli.jobs_words import plural
from locworker.cli.options import (
    Command,
    ProjectFiles,
    Talk,
    choose_languages,
    open_settings,
    project_options,
    talk_options,
)
from locworker.cli.progress import TerminalProgress
from locworker.cli.streams import tell
from locworker.errors import ConfigError
from locworker.jobs import Submitted, expand_inputs, open_jobs, open_queue
from locworker.settings import PRIORITIES, Settings
from locworker.store import JobFilter, open_store

_PORTION = 200
"""So many ids a filter takes at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """What is asked for: languages, engine and limits as the flags say, None where they say nothing."""

    source: str | None
    targets: str | None
    engine: str | None
    priority: str | None
    max_chars: int | None


def _order_options(command: Command) -> Command:
    @click.option("--from", "source", help="Language of the articles. [en]")
    @click.option("--to", "targets", help="Target languages, for example de,pt-BR. [the project's]")
    @click.option("--engine", help="Engine, or auto: the first that can, as `locworker engines list` has them. [auto]")
    @click.option("--priority", type=click.Choice(list(PRIORITIES)), help="How soon it is done. [normal]")
    @click.option("--max-chars", type=click.IntRange(min=0), help="Refuse when more characters would be billed.")
    @functools.wraps(command)
    def wrapped(
        *args: Any,
        source: str | None,
        targets: str | None,
        engine: str | None,
        priority: str | None,
        max_chars: int | None,
        **rest: Any,
    ) -> None:
        order = _Order(source=source, targets=targets, engine=engine, priority=priority, max_chars=max_chars)
        command(*args, order=order, **rest)

    return wrapped


@click.command("submit")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@_order_options
@click.option("--dry-run", is_flag=True, help="Say exactly what would be sent and billed; queue nothing.")
@click.option("--wait", is_flag=True, help="Follow the jobs to their end, as `locworker jobs watch` does.")
@click.option("--timeout", type=click.FloatRange(min=0), help="With --wait: seconds after which to stop watching.")
@click.option("--output-format", type=click.Choice(["full", "json"]), default="full", show_default=True)
@project_options
@talk_options
@click.pass_context
def command(
    ctx: click.Context,
    inputs: tuple[str, ...],
    *,
    order: _Order,
    dry_run: bool,
    wait: bool,
    timeout: float | None,
    output_format: str,
    files: ProjectFiles,
    talk: Talk,
) -> None:
    """Queue articles into languages: one job an article and language, a line each on stdout.

    INPUT is an article, a folder, a quoted pattern ('news/**/*.html'), an address (https://…), @FILE with one of these
    a line, or - for such a list on stdin. An article that is queued already for a language is not queued twice.
    """
    settings = open_settings(files, source=order.source, engine=order.engine, max_chars=order.max_chars)
    languages = choose_languages(order.targets, settings)
    if timeout is not None and not wait:
        raise ConfigError("--timeout is for --wait")
    with TerminalProgress(quiet=talk.quiet, no_color=talk.no_color) as progress:
        if not dry_run:
            # What cannot be queued is told before anything is read or fetched.
            check_broker(settings)
            _tell_workers(files, progress)
        articles = expand_inputs(inputs, settings, stdin=_listed(inputs), progress=progress)
        if dry_run:
            _estimate(articles, languages, settings, progress, form=output_format)
            return
        priority = order.priority or settings.priority
        with open_queue(settings, progress) as queue:
            jobs = queue.submit(articles, languages, engine=settings.engine, priority=priority)
    if wait:
        known = sum(not job.new for job in jobs)
        if known and not talk.quiet:
            tell(f"of these {plural(known, 'job')} had been queued before")
        ctx.exit(_wait(jobs, settings, talk=talk, timeout=timeout, form=output_format))
    _print(jobs, form=output_format)


def _listed(inputs: Sequence[str]) -> Iterator[str]:
    """Yield the lines of stdin where `-` asks for them; names on disk are not always UTF-8."""
    if "-" in inputs and sys.stdin is not None:
        yield from io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", errors="surrogateescape")


def _tell_workers(files: ProjectFiles, progress: TerminalProgress) -> None:
    """Say what flags of this command do not reach."""
    given = [name for name, value in (("--locales", files.locales), ("--glossary", files.glossaries)) if value]
    if given:
        progress.say(f"{' and '.join(given)}: give the workers the same, they go by their own settings")


def _estimate(
    articles: Sequence[Path], languages: Sequence[str], settings: Settings, progress: TerminalProgress, *, form: str
) -> None:
    with open_jobs(settings, progress) as jobs:
        estimates = jobs.estimate(articles, languages)
        for line in jobs.shortages(estimates):
            progress.say(line)
        print_estimates(estimates, ask_quotas(jobs, estimates, progress), form=form)
        jobs.refuse_over_budget(estimates)


def _wait(jobs: Sequence[Submitted], settings: Settings, *, talk: Talk, timeout: float | None, form: str) -> Exit:
    with closing(open_store(settings.database_url)) as store:
        ids = [job.id for job in jobs]
        found = {job.id: job for part in _parts(ids) for job in store.find_jobs(JobFilter(ids=part))}
        return follow(store, [found[name] for name in ids], settings, talk=talk, timeout=timeout, form=form)


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the ids in portions that a filter takes."""
    for start in range(0, len(ids), _PORTION):
        yield ids[start : start + _PORTION]


def _print(jobs: Sequence[Submitted], *, form: str) -> None:
    if form == "json":
        rows = [
            {
                "id": job.id,
                "new": job.new,
                "article": job.article,
                "source_language": job.pair.source,
                "target_language": job.pair.target,
                "engine": job.engine,
                "segments": job.segments,
                "characters": job.characters,
            }
            for job in jobs
        ]
        click.echo(json.dumps({"jobs": rows}, ensure_ascii=False, indent=1))
        return
    for job in jobs:
        known = "" if job.new else f"  already queued as {job.id}"
        click.echo(f"{job.id}  {job.article}  {job.pair.target}{known}")
