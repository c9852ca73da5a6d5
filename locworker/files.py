"""Read files of a bounded size; write them so that a reader sees the old one or the new one, never a part."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from locworker.errors import InputError

_ROOM = 256 * 1024
"""Bytes that a catalog of a long article takes."""


def read_file(path: Path, *, most: int, what: str) -> bytes:
    """Return what stands in a file, at most one byte more than `most`: enough to tell that it is too large.

    Args:
        path: The file.
        most: How many bytes are allowed.
        what: What it should be, for the message: "article".

    Raises:
        InputError: It is missing, no plain file, or cannot be read.
    """
    try:
        # Opening a pipe would wait for its other end, and a device may never end.
        if path.exists() and not path.is_file():
            raise InputError(f"is no file; name the {what}'s file", path=str(path))
        with path.open("rb") as file:
            return file.read(most + 1)
    except FileNotFoundError as error:
        raise InputError("not found", path=str(path)) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", path=str(path)) from error


def write_file(path: Path, content: bytes) -> None:
    """Write a file in one step, through a temporary file beside it; folders are created, the file's mode is kept.

    Raises:
        InputError: The file cannot be written, or is a symbolic link; an old file is still there as it was.
    """
    _refuse_link(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, content)
    except OSError as error:
        raise _unwritable(path, error) from error


def check_writable(path: Path) -> None:
    """Find out whether a file could be written, with room for a common one, before something is paid for it.

    Raises:
        InputError: The file cannot be written, or is a symbolic link.
    """
    _refuse_link(path)
    try:
        # Folders that are not there yet are made by what writes, not by a look.
        folder = next(parent for parent in path.absolute().parents if os.path.lexists(parent))
        with _temporary(folder / path.name, bytes(_ROOM)):
            pass
    except OSError as error:
        raise _unwritable(path, error) from error


def _refuse_link(path: Path) -> None:
    if path.is_symlink():
        raise InputError("is a symbolic link; locworker writes only plain files", path=str(path))


def _unwritable(path: Path, error: OSError) -> InputError:
    reason = (error.strerror or type(error).__name__).lower()
    return InputError(f"cannot be written: {reason}", path=str(path))


@contextmanager
def _temporary(path: Path, content: bytes) -> Iterator[Path]:
    """Yield a file with the content beside a path; it goes at the end, if it has not taken the path's place."""
    temporary = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        # Opened with the usual mode, so that the user's umask decides on a new file's.
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:
            if path.exists():
                os.fchmod(file.fileno(), path.stat().st_mode & 0o7777)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield temporary
    finally:
        with suppress(OSError):
            temporary.unlink()


def _replace(path: Path, content: bytes) -> None:
    with _temporary(path, content) as temporary:
        temporary.replace(path)
    descriptor = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
