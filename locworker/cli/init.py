"""`locworker init`: a project in a folder."""

from __future__ import annotations

from pathlib import Path

import click

from locworker.cli.options import parse_languages
from locworker.jobs import make_project
from locworker.languages import parse_language


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path())
@click.option("--from", "source", default="en", show_default=True, help="Language of the articles.")
@click.option("--to", "targets", default="de,es,fr,it,pt", show_default=True, help="Languages to translate into.")
def command(folder: Path, *, source: str, targets: str) -> None:
    """Make a project in FOLDER (here by default): locworker.toml, glossaries/, locales/.

    What is there already is left as it is.
    """
    for path, made in make_project(folder, source=parse_language(source), languages=parse_languages(targets)):
        click.echo(f"{'made' if made else 'kept'} {path}")
