"""`locworker doctor`: what works on this machine."""

from __future__ import annotations

import json
import os
from dataclasses import asdict

import click

from locworker.cli.exits import Exit
from locworker.cli.formats import printable
from locworker.cli.options import ProjectFiles, open_settings, project_options
from locworker.jobs import examine

_MARKS = {"ok": "ok  ", "warning": "warn", "failure": "FAIL"}


@click.command("doctor")
@click.option("--output-format", type=click.Choice(["full", "json"]), default="full", show_default=True)
@project_options
@click.pass_context
def command(ctx: click.Context, *, output_format: str, files: ProjectFiles) -> None:
    """Say what works on this machine, what does not, and the command that mends it.

    Exits with 0 when something can translate.
    """
    health = examine(open_settings(files), os.environ)
    if output_format == "json":
        whole = {"can_translate": health.can_translate, "parts": [asdict(part) for part in health.parts]}
        click.echo(json.dumps(whole, ensure_ascii=False, indent=1))
    else:
        for part in health.parts:
            click.echo(f"{_MARKS[part.state]} {part.name}: {printable(part.says)}")
            if part.remedy:
                click.echo(f"       → {printable(part.remedy)}")
        click.echo("something can translate here" if health.can_translate else "nothing can translate here yet")
    ctx.exit(Exit.DONE if health.can_translate else Exit.FINDINGS)
