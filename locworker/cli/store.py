"""`locworker store`: copies of the store."""

from __future__ import annotations

from itertools import chain, count
from pathlib import Path
from shlex import quote
from urllib.parse import urlsplit, urlunsplit

import click

from locworker.cli.jobs_words import count_states, show_path
from locworker.cli.options import ProjectFiles, data_dir_option, open_settings
from locworker.cli.streams import tell
from locworker.errors import ConfigError, InputError
from locworker.store import ENDED, UNFINISHED, open_store, restore_store

_KEPT = ".before-restore"


@click.group("store")
def command() -> None:
    """Copy the store (jobs, paid results, memory), and put a copy back."""


@command.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@data_dir_option
def backup(*, file: Path, files: ProjectFiles) -> None:
    """Write a copy of the store to FILE, over an older copy; workers may go on meanwhile."""
    url = open_settings(files).database_url
    place = _file_of(url, f"pg_dump --format=custom --file={quote(str(file))} {_server(url)}")
    if not place.is_file():
        raise InputError("there is no store yet", path=str(place))
    if file.exists() and file.samefile(place):
        raise InputError("is the store itself; name another file", path=str(file))
    counts = _copy(url, file)
    tell(f"{file.stat().st_size / 2**20:.1f} MiB; {counts}")
    click.echo(str(file))


@command.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@data_dir_option
def restore(*, file: Path, files: ProjectFiles) -> None:
    """Put the copy FILE in the place of the store; the workers have to be stopped before.

    The store as it was is kept beside it. What was paid after the copy was made is not in the copy, and would be paid
    again.
    """
    settings = open_settings(files)
    url = settings.database_url
    command = "pg_restore --clean --if-exists --single-transaction --dbname="
    place = _file_of(url, f"{command}{_server(url)} {quote(str(file))}, with the workers stopped")
    kept = _free_name(place) if place.is_file() else None
    restore_store(url, file, keep=kept)
    if kept is not None:
        tell(f"the store as it was: {show_path(str(kept), settings.root)}")
    tell("what was paid since that copy was made is not in it, and would be paid again")
    click.echo(show_path(str(place), settings.root))


def _copy(url: str, file: Path) -> str:
    """Copy the store, and return the totals of its jobs."""
    store = open_store(url)
    try:
        counts = store.count_jobs()
        store.backup(file)
    finally:
        store.close()
    return count_states({state: counts.get(state, 0) for state in (*UNFINISHED, *ENDED)})


def _free_name(place: Path) -> Path:
    """Return a name beside the store that is free: what an earlier restore has kept may be just what is restored."""
    numbers = chain([""], (f"-{number}" for number in count(2)))
    return next(path for number in numbers if not (path := place.with_name(f"{place.name}{_KEPT}{number}")).exists())


def _file_of(url: str, command: str) -> Path:
    """Return the file of an SQLite store; for any other the command that does the work is told.

    Raises:
        ConfigError: The store is on a server.
    """
    scheme, _, place = url.partition(":///")
    if not scheme.startswith("sqlite"):
        raise ConfigError(f"the store is on a PostgreSQL server, whose own tools copy it: {command}")
    return Path(place)


def _server(url: str) -> str:
    """Return the address of a database as PostgreSQL's own tools take it, without the password."""
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    return quote(urlunsplit(("postgresql", f"{user.partition(':')[0]}{at}{host}", parts.path, "", "")))
