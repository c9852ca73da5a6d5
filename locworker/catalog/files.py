"""Catalogs on disk: read whole, written atomically, one writer at a time."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import polib

from locworker.catalog.decode import decode_catalog
from locworker.catalog.model import Catalog, Message
from locworker.catalog.parse import parse_catalog
from locworker.catalog.render import render_catalog
from locworker.errors import InputError
from locworker.files import read_file, write_file

# Five times a catalog of a hundred thousand messages; a larger file is none.
_MOST_BYTES = 200_000_000
# polib takes these for line ends, which in PO files only LF is.
_LINE_ENDS = {ord(character): "\ufffd" for character in "\v\f\x1c\x1d\x1e\x85\u2028\u2029"}


def read_catalog(path: Path) -> Catalog:
    """Return the catalog in a PO file.

    Raises:
        InputError: The file cannot be read, or is no valid PO file.
    """
    content = _read(path)
    text, encoding = decode_catalog(content, path=str(path))
    catalog = parse_catalog(text, path=str(path))
    return replace(catalog, encoding=encoding, digest=hashlib.sha256(content).hexdigest())


def write_catalog(path: Path, catalog: Catalog) -> bool:
    """Write a catalog so that a reader sees the old file or the new one; return whether anything changed.

    Before it takes the old file's place, our reader and polib have to find in the new one what the catalog holds.
    Folders are created, the file's mode is kept.

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
    text = render_catalog(catalog)
    try:
        content = text.encode()
    except UnicodeEncodeError as error:
        raise InputError("the catalog holds half a surrogate pair, which is no text", path=str(path)) from error
    if parse_catalog(text, path=str(path)) != catalog or not reads_back(text, catalog):
        raise InputError("the catalog would not read back as it was; nothing was written", path=str(path))
    if path.is_file() and not path.is_symlink() and _read(path) == content:
        return False
    write_file(path, content)
    return True


def reads_back(text: str, catalog: Catalog) -> bool:
    """Say whether polib, a reader that is not ours, finds in a catalog's text what the catalog holds."""
    try:
        found = polib.pofile(text.translate(_LINE_ENDS), encoding="utf-8")
    except (OSError, ValueError):
        return False
    wanted = sorted(_essence(message) for message in catalog.messages)
    read = sorted(
        (
            entry.msgctxt or "",
            entry.msgid,
            entry.msgstr,
            tuple(entry.msgstr_plural.values()),
            entry.fuzzy,
            bool(entry.obsolete),
        )
        for entry in found
    )
    return read == wanted


def _essence(message: Message) -> tuple[str, str, str, tuple[str, ...], bool, bool]:
    context, source, target, *plurals = (
        text.translate(_LINE_ENDS) for text in (message.context or "", message.source, message.target, *message.plurals)
    )
    return context, source, target, tuple(plurals), message.fuzzy, message.obsolete


def _read(path: Path) -> bytes:
    content = read_file(path, most=_MOST_BYTES, what="catalog")
    if len(content) > _MOST_BYTES:
        raise InputError(f"is larger than {_MOST_BYTES // 1_000_000} MB", path=str(path))
    return content


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
