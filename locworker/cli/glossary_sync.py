"""`locworker glossary sync`: the project's terms in DeepL's own glossaries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

import click

from locworker.cli.formats import printable
from locworker.cli.options import ProjectFiles, Talk, choose_languages, open_settings, project_options, talk_options
from locworker.cli.streams import tell
from locworker.jobs import GlossarySync, Silence, open_jobs

_DONE: Mapping[str, str] = {
    "current": "is current",
    "created": "created",
    "added": "added",
    "replaced": "replaced",
    "removed": "removed, it has no terms any more",
    "none": "has no terms there",
    "deleted": "older terms deleted",
}
_PLANNED: Mapping[str, str] = {
    **_DONE,
    "created": "would be created",
    "added": "would be added",
    "replaced": "would be replaced",
    "removed": "would be removed, it has no terms any more",
    "deleted": "older terms would be deleted",
}


@click.command("sync")
@click.option("--from", "source", help="Source language. [the project's, else en]")
@click.option("--to", "targets", help="Target languages, for example de,pt-BR. [the project's]")
@click.option("--dry-run", is_flag=True, help="Only look what would be done.")
@click.option("--output-format", "form", type=click.Choice(["full", "json"]), default="full", show_default=True)
@project_options
@talk_options
def sync(*, source: str | None, targets: str | None, dry_run: bool, form: str, files: ProjectFiles, talk: Talk) -> None:
    """Make DeepL's glossary of this project hold exactly the project's terms.

    Only what differs is sent, a dictionary a language; removed terms vanish. An entry that DeepL refuses is named and
    left out. `translate` finds these dictionaries by what is in them, so it never works with another state. What it
    made for older states is deleted, unless a job in the queue still uses it. Needs DEEPL_AUTH_KEY.
    """
    settings = open_settings(files, source=source)
    languages = choose_languages(targets, settings)
    with open_jobs(settings, Silence()) as jobs:
        results = jobs.sync_glossaries(languages, engine="deepl", dry_run=dry_run)
    if form == "json":
        rows = [{**asdict(result), "pair": list(result.pair)} for result in results]
        click.echo(json.dumps({"glossaries": rows, "dry_run": dry_run}, ensure_ascii=False, indent=1))
        return
    for result in results:
        click.echo(_describe(result, _PLANNED if dry_run else _DONE))
        for wording, why in result.left_out if not talk.quiet else ():
            tell(printable(f"{result.pair}: '{wording}' left out: {why}"))
    if dry_run and not settings.project and not talk.quiet:
        tell("without `project` in locworker.toml, what `translate` made for older states of the terms stays at DeepL")


def _describe(result: GlossarySync, words: Mapping[str, str]) -> str:
    entries = f", {result.entries} entries" if result.entries else ""
    return f"{result.pair}: {words[result.action]}{entries}"
