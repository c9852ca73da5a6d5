"""Write files so that a reader sees the old one or the new one, never a part."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from locworker.errors import InputError


def write_file(path: Path, content: bytes) -> None:
    """Write a file in one step, through a temporary file beside it; folders are created, the file's mode is kept.

    Raises:
        InputError: The file cannot be written, or is a symbolic link; an old file is still there as it was.
    """
    if path.is_symlink():
        raise InputError("is a symbolic link; locworker writes only plain files", path=str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, content)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise InputError(f"cannot be written: {reason}", path=str(path)) from error


def _replace(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        # Opened with the usual mode, so that the user's umask decides on a new file's.
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:
            if path.exists():
                os.fchmod(file.fileno(), path.stat().st_mode & 0o7777)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    descriptor = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
