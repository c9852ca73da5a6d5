"""`locworker translate`: the whole flow in this process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from locworker.cli.estimates import announce, ask_quotas, print_estimates
from locworker.cli.exits import Exit, exit_for
from locworker.cli.formats import Found
from locworker.cli.options import ProjectFiles, choose_languages, findings_options, open_settings, project_options
from locworker.cli.output import FindingsOutput
from locworker.cli.progress import PaidProgress
from locworker.cli.streams import tell
from locworker.jobs import StoppedError, Translation, open_jobs


@click.command("translate")
@click.argument("articles", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="ARTICLE...")
@click.option("--from", "source", help="Language of the articles. [en]")
@click.option("--to", "targets", help="Target languages, for example de,pt-BR. [the project's]")
@click.option("--engine", help="Engine, or auto: the first that can, in the order of `locworker engines list`. [auto]")
@click.option("--dry-run", is_flag=True, help="Say what would be sent and billed; send nothing.")
@click.option("--max-chars", type=click.IntRange(min=0), help="Refuse when more characters would be billed.")
@project_options
@findings_options(None)
@click.pass_context
def command(
    ctx: click.Context,
    articles: tuple[Path, ...],
    *,
    source: str | None,
    targets: str | None,
    engine: str | None,
    dry_run: bool,
    max_chars: int | None,
    files: ProjectFiles,
    output: FindingsOutput,
) -> None:
    """Translate articles (HTML, Markdown, text, feeds) and write one checked catalog an article and language.

    The catalogs' paths go to stdout, the findings to stderr. Texts that were reviewed before, or paid for before, are
    not sent again.
    """
    settings = open_settings(files, source=source, engine=engine, max_chars=max_chars)
    languages = choose_languages(targets, settings)
    articles = tuple(dict.fromkeys(articles))
    output = replace(output, to_stderr=True)
    with (
        PaidProgress(quiet=output.quiet, no_color=output.no_color) as progress,
        open_jobs(settings, progress) as jobs,
    ):
        estimates = jobs.estimate(articles, languages)
        for line in jobs.shortages(estimates):
            progress.say(line)
        if dry_run:
            print_estimates(estimates, ask_quotas(jobs, estimates, progress), form=output.form)
            return
        jobs.refuse_over_budget(estimates)
        announce(estimates, progress)
        done, stopped = _run(jobs.translate(articles, languages))
        _account(done, progress)
    catalogs = [str(translation.catalog) for translation in done if translation.catalog is not None]
    # Where there is no catalog there is nothing to count.
    output = replace(output, quiet=output.quiet or not catalogs)
    code = output.emit(_found(done), extra={"catalogs": catalogs})
    if output.for_people:
        for catalog in catalogs:
            click.echo(catalog)
    if stopped:
        tell("locworker: stopped; what came back is kept, run the same command again to go on")
        ctx.exit(Exit.INTERRUPTED)
    ctx.exit(_failure(done) or code)


def _run(results: Iterator[Translation]) -> tuple[list[Translation], bool]:
    """Return what was translated, and whether the user stopped it before the end."""
    done: list[Translation] = []
    try:
        done.extend(results)
    except StoppedError:
        return done, True
    return done, False


def _account(done: Sequence[Translation], progress: PaidProgress) -> None:
    """Say what was sent and billed, and what went wrong."""
    for translation in done:
        where = f"{translation.article}: {translation.pair}"
        if translation.error is not None:
            tell(f"locworker: {where}: {translation.error}")
            if translation.sent:
                progress.say(f"{where}: what was paid is kept; run the same command again to go on")
        for remark in translation.remarks:
            progress.say(f"{where}: {remark}")
    billed = sum(translation.billed for translation in done)
    if billed:
        sent, requests = sum(d.sent for d in done), sum(d.requests for d in done)
        progress.say(f"{sent} texts sent in {requests} requests, {billed} characters billed")


def _found(done: Sequence[Translation]) -> Found:
    return Found(
        findings=tuple(finding for translation in done for finding in translation.findings),
        excerpts=tuple(excerpt for translation in done for excerpt in translation.excerpts),
        paths=tuple(str(translation.catalog) for translation in done if translation.catalog is not None),
        segments=sum(translation.segments for translation in done),
    )


def _failure(done: Sequence[Translation]) -> Exit | None:
    error = next((translation.error for translation in done if translation.error is not None), None)
    if error is not None:
        return exit_for(error)
    return Exit.FAILED if any(translation.left for translation in done) else None
