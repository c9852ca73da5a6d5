"""`locworker jobs show`."""

from __future__ import annotations

import json
from contextlib import closing

import click

from locworker.cli.jobs_sheet import sheet, sheet_data
from locworker.cli.jobs_words import from_here
from locworker.cli.options import ProjectFiles, data_dir_option, open_settings
from locworker.store import open_store


@click.command("show")
@click.argument("job", metavar="ID")
@click.option("--output-format", type=click.Choice(["full", "json"]), default="full", show_default=True)
@data_dir_option
def command(*, job: str, output_format: str, files: ProjectFiles) -> None:
    """Show all that is known of a job: its texts, what was billed, its batches, what happened, and what helps."""
    settings = open_settings(files)
    with closing(open_store(settings.database_url)) as store:
        found = from_here(store.job(job), settings.root)
        batches, events = store.batches_of(found.id), store.events(found.id)
    if output_format == "json":
        click.echo(json.dumps(sheet_data(found, batches, events), ensure_ascii=False, indent=1))
        return
    for line in sheet(found, batches, events, prices=settings.prices):
        click.echo(line)
