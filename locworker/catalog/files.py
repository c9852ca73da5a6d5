"""Catalogs on disk: read whole, written atomically, one writer at a time."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from locworker.catalog.decode import decode_catalog
from locworker.catalog.model import Catalog
from locworker.catalog.parse import parse_catalog
from locworker.catalog.render import render_catalog
from locworker.errors import InputError


def read_catalog(path: Path) -> Catalog:
    """Return the catalog in a PO file.

    Raises:
        InputError: The file cannot be read, or is no valid PO file.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {_reason(error)}", path=str(path)) from error
    text, encoding = decode_catalog(content, path=str(path))
    catalog = parse_catalog(text, path=str(path))
    return replace(catalog, encoding=encoding, digest=hashlib.sha256(content).hexdigest())


def write_catalog(path: Path, catalog: Catalog) -> bool:
    """Write a catalog so that a reader sees the old file or the new one; return whether anything changed.

    The new file is read again and compared before it takes the old one's place. Folders are created, the file's mode
    is kept.

    Raises:
        InputError: The file cannot be written, is a symbolic link, or would not read back as the same catalog.
    """
    with _locked(path):
        return _replace(path, catalog)


def update_catalog(path: Path, update: Callable[[Catalog | None], Catalog]) -> Catalog:
    """Write what `update` makes of the catalog that is there (None: no file), with other writers kept out.

    Raises:
        InputError: The file cannot be read or written, or is no valid PO file.
    """
    with _locked(path):
        catalog = update(read_catalog(path) if os.path.lexists(path) else None)
        _replace(path, catalog)
        return catalog


def _replace(path: Path, catalog: Catalog) -> bool:
    if path.is_symlink():
        raise InputError("is a symbolic link; locworker writes only plain files", path=str(path))
    text = render_catalog(catalog)
    if parse_catalog(text, path=str(path)) != catalog:
        raise InputError("the catalog would not read back as it was; nothing was written", path=str(path))
    try:
        content = text.encode()
    except UnicodeEncodeError as error:
        raise InputError("the catalog holds half a surrogate pair, which is no text", path=str(path)) from error
    try:
        if path.is_file() and path.read_bytes() == content:
            return False
        _write_atomically(path, content)
    except OSError as error:
        raise InputError(f"cannot be written: {_reason(error)}", path=str(path)) from error
    return True


def _write_atomically(path: Path, content: bytes) -> None:
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
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Keep other writers out of the file's folder: a lock on the file itself would go with the file it replaces."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise InputError(f"cannot be written: {_reason(error)}", path=str(path)) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
