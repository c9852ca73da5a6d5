"""`locworker rebuild`: the localized article from its reviewed catalog."""

from __future__ import annotations

from pathlib import Path

import click

from locworker.cli.exits import Exit
from locworker.cli.formats import printable
from locworker.cli.options import ProjectFiles, Talk, choose_languages, open_settings, project_options, talk_options
from locworker.cli.progress import TerminalProgress
from locworker.cli.streams import tell
from locworker.errors import ConfigError
from locworker.jobs import Rebuild, open_jobs


@click.command("rebuild")
@click.argument("articles", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="ARTICLE...")
@click.option("--from", "source", help="Language of the articles. [en]")
@click.option("--to", "targets", help="Languages to build, for example de,es. [the project's]")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="Write the page here. [build/LANG/ARTICLE]"
)
@click.option(
    "--allow-unreviewed", is_flag=True, help="Build all the same, and list in the manifest what was not ready."
)
@project_options
@talk_options
@click.pass_context
def command(
    ctx: click.Context,
    articles: tuple[Path, ...],
    *,
    source: str | None,
    targets: str | None,
    output: Path | None,
    allow_unreviewed: bool,
    files: ProjectFiles,
    talk: Talk,
) -> None:
    """Build localized articles from their reviewed catalogs; print the pages' paths.

    A message that is empty, fuzzy or has an error holds the page back: it is listed, and the exit code is 1. Beside
    each page stands its manifest, PAGE.manifest.json.
    """
    settings = open_settings(files, source=source)
    languages = choose_languages(targets, settings)
    if output is not None and len(articles) * len(languages) > 1:
        raise ConfigError("--output names one page; give one article and one language")
    complete = True
    with TerminalProgress(quiet=talk.quiet, no_color=talk.no_color) as progress, open_jobs(settings, progress) as jobs:
        for article in articles:
            for language in languages:
                result = jobs.rebuild(article, language, output=output, allow_unreviewed=allow_unreviewed)
                complete = complete and result.page is not None
                _print(result, quiet=talk.quiet)
    ctx.exit(Exit.DONE if complete else Exit.FINDINGS)


def _print(result: Rebuild, *, quiet: bool) -> None:
    if result.page is not None:
        click.echo(result.page)
        if result.gaps and not quiet:
            count = "1 message was" if len(result.gaps) == 1 else f"{len(result.gaps)} messages were"
            tell(f"{result.page}: {count} not ready; see {result.manifest}")
        return
    for gap in result.gaps:
        text = f' "{printable(gap.text)}"' if gap.text else ""
        tell(f"{printable(gap.path)}:{gap.line}: {gap.segment}: {gap.reason}{text}")
    held = len({(gap.path, gap.line, gap.segment) for gap in result.gaps})
    count = "1 message holds" if held == 1 else f"{held} messages hold"
    tell(
        f"locworker: {result.article}: {result.pair}: {count} the page back; review {result.catalog},"
        " or pass --allow-unreviewed"
    )
