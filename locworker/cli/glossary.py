"""`locworker glossary`: the glossary files."""

from __future__ import annotations

from pathlib import Path

import click

from locworker.cli.formats import Found, printable
from locworker.cli.glossary_reports import diff, impact, stats
from locworker.cli.glossary_sync import sync
from locworker.cli.options import ProjectFiles, Talk, findings_options, open_settings, parse_languages, talk_options
from locworker.cli.output import FindingsOutput
from locworker.cli.streams import tell
from locworker.glossary import Form
from locworker.jobs import check_glossaries, convert_file, fix_glossaries


@click.group("glossary")
def command() -> None:
    """Work with glossary files."""


command.add_command(diff)
command.add_command(impact)
command.add_command(stats)
command.add_command(sync)


@command.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH...]")
@click.option("--from", "source", help="Source language of files that name none. [en]")
@click.option("--to", "targets", help="Target language of files that name none. [de]")
@click.option("--fix", is_flag=True, help="First mend white space, BOM, invisible characters and repeated lines.")
@findings_options("error")
@click.pass_context
def check(
    ctx: click.Context,
    paths: tuple[Path, ...],
    *,
    source: str | None,
    targets: str | None,
    fix: bool,
    output: FindingsOutput,
) -> None:
    """Check that glossary files are consistent, each alone and all together.

    Without a path, those of the project are checked, else the packaged one. An unreadable file is a finding here, so
    that a broken encoding shows in the chosen format too. With --fix, CSV and TSV files are mended first, as far as
    that is safe, and what was changed is said on stderr.
    """
    settings = open_settings(ProjectFiles(), source=source)
    target = parse_languages(targets)[0] if targets else "de"
    for path, changes in fix_glossaries(paths, settings) if fix else ():
        for change in changes if not output.quiet else ():
            tell(f"{path}:{change.line}: {change.what}")
    files, findings = check_glossaries(paths, settings, target=target)
    ctx.exit(output.emit(Found(findings=tuple(findings), paths=tuple(map(str, files)))))


@command.command("convert")
@click.argument("source", type=click.Path(path_type=Path, dir_okay=False), metavar="IN")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False), metavar="OUT")
@click.option("--from", "source_lang", help="Source language. [the project's, else en]")
@click.option("--to", "targets", help="Target language, for formats that hold one pair.")
@click.option("--as", "form", type=click.Choice([str(form) for form in Form]), help="Format of OUT. [by its suffix]")
@talk_options
def convert(
    source: Path, target: Path, *, source_lang: str | None, targets: str | None, form: str | None, talk: Talk
) -> None:
    """Write the glossary IN in another format, and say what does not come along.

    By the suffix of OUT: .csv native, .tsv DeepL, .tbx TBX version 3, .po gettext. DeepL's CSV needs --as deepl-csv.
    """
    settings = open_settings(ProjectFiles(), source=source_lang)
    lost = convert_file(
        source,
        target,
        form=Form(form) if form else None,
        source_lang=settings.source,
        target_lang=parse_languages(targets)[0] if targets else None,
    )
    for line in lost if not talk.quiet else ():
        tell(f"{source}: {printable(line)}")
    click.echo(target)
