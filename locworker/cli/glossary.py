"""`locworker glossary`: the glossary files."""

from __future__ import annotations

from pathlib import Path

import click

from locworker.cli.formats import Found
from locworker.cli.options import ProjectFiles, findings_options, open_settings, parse_languages
from locworker.cli.output import FindingsOutput
from locworker.jobs import check_glossaries


@click.group("glossary")
def command() -> None:
    """Work with glossary files."""


@command.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH...]")
@click.option("--from", "source", help="Source language of files that name none. [en]")
@click.option("--to", "targets", help="Target language of files that name none. [de]")
@findings_options("error")
@click.pass_context
def check(
    ctx: click.Context,
    paths: tuple[Path, ...],
    *,
    source: str | None,
    targets: str | None,
    output: FindingsOutput,
) -> None:
    """Check that glossary files are consistent, each alone and all together.

    Without a path, those of the project are checked, else the packaged one. An unreadable file is a finding here, so
    that a broken encoding shows in the chosen format too.
    """
    settings = open_settings(ProjectFiles(), source=source)
    target = parse_languages(targets)[0] if targets else "de"
    files, findings = check_glossaries(paths, settings, target=target)
    ctx.exit(output.emit(Found(findings=tuple(findings), paths=tuple(map(str, files)))))
