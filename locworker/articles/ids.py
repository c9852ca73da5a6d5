"""The id of an article: its path under the project's root, in characters that are safe in paths and addresses."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import Path, PurePosixPath

_PLAIN = re.compile(r"[A-Za-z0-9._-]+")
_LONGEST_NAME = 200


def article_id(path: Path, root: Path) -> str:
    """Return an article's id: its path under the root, else its name; a slug with eight hex digits where not plain.

    Plain ids have the characters `[A-Za-z0-9._/-]`, and parts that fit in a file name.
    """
    relative = _relative(path, root)
    if all(is_plain(part) for part in relative.parts):
        return relative.as_posix()
    # The hash is over the name as it is on disk, so that two names never share an id.
    digest = hashlib.sha256(relative.as_posix().encode("utf-8", "surrogateescape")).hexdigest()[:8]
    name = PurePosixPath(relative.name)
    stem = f"{_slug(name.stem)}-{digest}".lstrip("-")
    suffix = f".{_slug(name.suffix)}" if _slug(name.suffix) else ""
    return PurePosixPath(*(_slug(part) or digest for part in relative.parts[:-1]), stem + suffix).as_posix()


def _relative(path: Path, root: Path) -> PurePosixPath:
    for place, folder in ((path.absolute(), root.absolute()), (path.resolve(), root.resolve())):
        if place.is_relative_to(folder) and ".." not in place.parts:
            return PurePosixPath(place.relative_to(folder).as_posix())
    return PurePosixPath(path.resolve().name)


def is_plain(part: str) -> bool:
    """Say whether a part of a path is one that ids may have."""
    return part not in (".", "..") and len(part) <= _LONGEST_NAME and _PLAIN.fullmatch(part) is not None


def _slug(text: str) -> str:
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9_]+", "-", ascii_text).strip("-")[:80]
