"""The process's streams: data goes to stdout, talk to stderr, in whatever encoding and state they are."""

from __future__ import annotations

import io
import logging
import os
import sys
from contextlib import suppress
from typing import NoReturn

import click

from locworker.cli.exits import Exit


def prepare_streams() -> None:
    """Let stdout and stderr show as an escape what their encoding does not have; keep logs out of the talk."""
    # What a command has to say it says itself; a worker, whose log is read, configures it.
    logging.getLogger().addHandler(logging.NullHandler())
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def tell(text: str, *, nl: bool = True, color: bool | None = None) -> None:
    """Print talk on stderr; where nobody can take it, work and exit code are worth more than the talk."""
    # A signal may come while another line is being written, and its own line has to give way.
    with suppress(OSError, RuntimeError):
        click.echo(text, nl=nl, err=True, color=color)


def end(message: str, code: Exit) -> NoReturn:
    """Print what went wrong in one line and exit."""
    # Loaded late: `--help` has to start fast.
    from locworker.cli.formats import printable

    tell(f"locworker: {printable(message)}")
    leave(code)


def deliver() -> None:
    """Write out what stdout still holds, so that data nobody can take is an error and not lost in silence.

    Raises:
        OSError: Stdout cannot be written to.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.flush()


def leave(code: int) -> NoReturn:
    """Exit with a code, whatever the streams still hold."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            _let_go(stream)
    # CPython remembers a Ctrl-C that came while code made from a string ran (SQLAlchemy and dataclasses make some), and
    # would end by the signal instead of with the code, though it was caught. Running any such code forgets it.
    exec("")  # noqa: S102 - it runs nothing
    sys.exit(code)


def _let_go(stream: io.TextIOWrapper) -> None:
    """Leave nothing in a stream that cannot be written to: Python would complain of it at exit."""
    try:
        stream.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
