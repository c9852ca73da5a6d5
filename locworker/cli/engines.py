"""`locworker engines`: what can translate here."""

from __future__ import annotations

import json

import click

from locworker.cli.options import ProjectFiles, open_settings, parse_languages
from locworker.jobs import EngineStatus, Silence, open_jobs
from locworker.languages import LanguagePair


@click.group("engines")
def command() -> None:
    """Show the translation engines."""


@command.command("list")
@click.option("--from", "source", help="Source language. [en]")
@click.option("--to", "targets", help="Languages to show the routes for, for example de,es. [the project's]")
@click.option("--output-format", type=click.Choice(["full", "json"]), default="full", show_default=True)
def list_engines(*, source: str | None, targets: str | None, output_format: str) -> None:
    """List the engines usable now, in the order of `auto`, and why the others are not."""
    settings = open_settings(ProjectFiles(), source=source)
    languages = parse_languages(targets) if targets else settings.languages
    pairs = [LanguagePair(settings.source, language) for language in languages]
    with open_jobs(settings, Silence()) as jobs:
        survey = jobs.survey_engines(pairs)
    if output_format == "json":
        click.echo(json.dumps({"engines": [_to_json(status) for status in survey]}, ensure_ascii=False, indent=1))
        return
    for status in survey:
        for line in describe(status):
            click.echo(line)


def describe(status: EngineStatus) -> list[str]:
    """Return the lines that tell about one engine."""
    if not status.usability.usable:
        remedy = f"; {status.usability.remedy}" if status.usability.remedy else ""
        return [f"{status.name}: not usable: {status.usability.reason}{remedy}"]
    facts = ["costs money" if status.billed else "free"]
    if not status.automatic:
        facts.append("only when named")
    lines = [f"{status.name} {status.version}: usable, {', '.join(facts)}"]
    lines += [f"    {pair}: {route or 'no route'}" for pair, route in status.routes]
    return lines


def _to_json(status: EngineStatus) -> dict[str, object]:
    return {
        "name": status.name,
        "version": status.version or None,
        "usable": status.usability.usable,
        "reason": status.usability.reason or None,
        "remedy": status.usability.remedy or None,
        "billed": status.billed,
        "automatic": status.automatic,
        "routes": {str(pair.target): route for pair, route in status.routes},
    }
