"""Flags that several commands share, and what a command gets of them."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from locworker.cli.formats import FORMATS
from locworker.cli.output import FindingsOutput
from locworker.errors import ConfigError
from locworker.languages import parse_language
from locworker.settings import Settings, load_settings

Command = Callable[..., None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFiles:
    """Where a project's files are, as the flags say; None and empty mean the settings."""

    data_dir: Path | None = None
    locales: Path | None = None
    glossaries: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """How much a command talks, and whether in colours."""

    quiet: bool = False
    no_color: bool = False


def parse_languages(text: str) -> tuple[str, ...]:
    """Return the languages of a comma-separated list, normalised and without repeats.

    Raises:
        ConfigError: One of them is no language tag, or there is none.
    """
    tags = tuple(dict.fromkeys(parse_language(part) for part in text.split(",") if part.strip()))
    if not tags:
        raise ConfigError("the list of languages is empty; write for example de,pt-BR")
    return tags


def choose_languages(text: str | None, settings: Settings) -> tuple[str, ...]:
    """Return the languages of `--to`, else the project's.

    Raises:
        ConfigError: Neither names one.
    """
    languages = settings.languages if text is None else parse_languages(text)
    if not languages:
        raise ConfigError("no language: give --to, for example --to de,pt-BR, or set languages in locworker.toml")
    return languages


def project_options(command: Command) -> Command:
    """Add the flags that say where a project's files are; the command gets them as `files`."""

    @click.option("--data-dir", type=click.Path(path_type=Path), help="Folder of the store. [.locworker]")
    @click.option("--locales", type=click.Path(path_type=Path), help="Folder of the catalogs. [locales]")
    @click.option(
        "--glossary",
        "glossaries",
        type=click.Path(path_type=Path),
        multiple=True,
        help="A glossary file; may be repeated. [the project's glossaries/, else the packaged one]",
    )
    @functools.wraps(command)
    def wrapped(
        *args: Any, data_dir: Path | None, locales: Path | None, glossaries: tuple[Path, ...], **rest: Any
    ) -> None:
        command(*args, files=ProjectFiles(data_dir=data_dir, locales=locales, glossaries=glossaries), **rest)

    return wrapped


def data_dir_option(command: Command) -> Command:
    """Add the flag of commands that need the store alone; the command gets it as `files`."""

    @click.option("--data-dir", type=click.Path(path_type=Path), help="Folder of the store. [.locworker]")
    @functools.wraps(command)
    def wrapped(*args: Any, data_dir: Path | None, **rest: Any) -> None:
        command(*args, files=ProjectFiles(data_dir=data_dir), **rest)

    return wrapped


def talk_options(command: Command) -> Command:
    """Add the flags that say how much a command talks; the command gets them as `talk`."""

    @click.option("--quiet", "-q", is_flag=True, help="Print results and errors only.")
    @click.option("--no-color", is_flag=True, help="Print no colours; NO_COLOR does the same.")
    @functools.wraps(command)
    def wrapped(*args: Any, quiet: bool, no_color: bool, **rest: Any) -> None:
        command(*args, talk=Talk(quiet=quiet, no_color=no_color), **rest)

    return wrapped


def findings_options(default_level: str | None) -> Callable[[Command], Command]:
    """Return a decorator that adds the flags for findings and talk; the command gets them as `output`."""

    def decorate(command: Command) -> Command:
        @click.option("--output-format", type=click.Choice(FORMATS), default="full", show_default=True)
        @click.option("--output-file", type=click.Path(path_type=Path, dir_okay=False), help="Write the findings here.")
        @click.option(
            "--fail-level",
            type=click.Choice(["error", "warning", "info"]),
            default=default_level,
            show_default=default_level or "none: exit with 0",
            help="Exit with 1 when there is a finding of this severity or above.",
        )
        @click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever was found.")
        @talk_options
        @functools.wraps(command)
        def wrapped(
            *args: Any,
            output_format: str,
            output_file: Path | None,
            fail_level: str | None,
            exit_zero: bool,
            talk: Talk,
            **rest: Any,
        ) -> None:
            output = FindingsOutput(
                form=output_format,
                file=output_file,
                fail_level=fail_level,
                exit_zero=exit_zero,
                quiet=talk.quiet,
                no_color=talk.no_color,
            )
            command(*args, output=output, **rest)

        return wrapped

    return decorate


def open_settings(
    files: ProjectFiles, *, source: str | None = None, engine: str | None = None, max_chars: int | None = None
) -> Settings:
    """Return the project's settings around the current folder, changed by the flags that were given."""
    environ = dict(os.environ)
    if files.data_dir is not None:
        # The store's default address follows the data folder, so the flag comes in before it is derived.
        environ["LOCWORKER_DATA_DIR"] = str(files.data_dir.absolute())
    settings = load_settings(Path.cwd(), environ)
    return replace(
        settings,
        source=parse_language(source) if source else settings.source,
        engine=engine or settings.engine,
        locales=settings.locales if files.locales is None else files.locales.absolute(),
        glossaries=tuple(path.absolute() for path in files.glossaries) or settings.glossaries,
        max_chars=settings.max_chars if max_chars is None else max_chars,
    )
