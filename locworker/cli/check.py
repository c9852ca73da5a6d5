"""`locworker check`: catalogs with their sources, or finished pages without."""

from __future__ import annotations

from pathlib import Path

import click

from locworker.cli.formats import Found
from locworker.cli.options import ProjectFiles, findings_options, open_settings, project_options
from locworker.cli.output import FindingsOutput
from locworker.cli.progress import TerminalProgress
from locworker.errors import ConfigError
from locworker.jobs import CheckRequest, open_jobs
from locworker.languages import parse_language


@click.command("check")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--lang", help="Check finished pages in this language, without a source.")
@click.option("--from", "source", help="Source language where a catalog does not say it. [en]")
@click.option("--rules", help="Ask only these rules, for example untranslated-fragment,missing-term. [all]")
@click.option("--changed-since", metavar="REV", help="Check only what changed since a git revision.")
@click.option(
    "--baseline", type=click.Path(path_type=Path, dir_okay=False), help="Report only what is not in this file."
)
@click.option("--update-baseline", is_flag=True, help="Write the findings of now to the baseline.")
@click.option("--reviewed-only", is_flag=True, help="Check reviewed messages only, as a push gate does.")
@project_options
@findings_options("error")
@click.pass_context
def command(  # noqa: PLR0913 - one parameter a flag
    ctx: click.Context,
    paths: tuple[Path, ...],
    *,
    lang: str | None,
    source: str | None,
    rules: str | None,
    reviewed_only: bool,
    changed_since: str | None,
    baseline: Path | None,
    update_baseline: bool,
    files: ProjectFiles,
    output: FindingsOutput,
) -> None:
    """Check catalogs (PO files; a folder is walked for them) against their sources.

    With --lang, PATH is a finished page (HTML, Markdown, text, feed) in that language, or a folder of pages, and no
    source is needed. Nothing is written but a baseline when asked for.
    """
    if lang and reviewed_only:
        raise ConfigError("--reviewed-only is for catalogs; a finished page has no messages")
    if update_baseline and baseline is None:
        raise ConfigError("--update-baseline needs the file: --baseline FILE")
    settings = open_settings(files, source=source)
    request = CheckRequest(
        page_language=parse_language(lang) if lang else None,
        rules=None if rules is None else tuple(rule.strip() for rule in rules.split(",") if rule.strip()),
        reviewed_only=reviewed_only,
        changed_since=changed_since,
        baseline=baseline,
        update_baseline=update_baseline,
    )
    with (
        TerminalProgress(quiet=output.quiet, no_color=output.no_color) as progress,
        open_jobs(settings, progress) as jobs,
    ):
        report = jobs.check(paths, request)
        for note in report.notes:
            progress.say(note)
    found = Found(findings=report.findings, excerpts=report.excerpts, paths=report.paths, segments=report.segments)
    ctx.exit(output.emit(found))
