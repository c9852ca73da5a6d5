"""What comes out of reading a glossary file, and what all formats share on the way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from locworker.errors import ConfigError, InputError
from locworker.files import read_file
from locworker.glossary.pair import Glossary
from locworker.languages import parse_language
from locworker.model import Concept, Term
from locworker.text import normalise

# A larger file is no glossary.
_MOST_BYTES = 50_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A glossary, and a line for each kind of thing in its file that a glossary has no place for."""

    glossary: Glossary
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The languages of a file that does not name them: `source`, and `target` where it is known."""

    source: str = "en"
    target: str | None = None


def read_bytes(path: Path | str) -> bytes:
    """Return what stands in a glossary file.

    Raises:
        InputError: The file is missing, no plain file, larger than a glossary can be, or cannot be read.
    """
    content = read_file(Path(path), most=_MOST_BYTES, what="glossary")
    if len(content) > _MOST_BYTES:
        raise InputError(f"is larger than {_MOST_BYTES // 1_000_000} MB", path=str(path))
    return content


def make_glossary(concepts: Iterable[tuple[str, Iterable[Term]]]) -> Glossary:
    """Return the glossary of concepts; of equal terms of one concept the first stays."""
    found = []
    for id_, terms in concepts:
        unique: dict[tuple[str, str], Term] = {}
        for term in terms:
            unique.setdefault((term.language, term.text), term)
        found.append(Concept(id=id_, terms=tuple(unique.values())))
    return Glossary(concepts=tuple(found))


def plain_term(text: str) -> str:
    """Return a term in NFC, without white space at its edges, and with single spaces inside."""
    return re.sub(r"\s+", " ", normalise(text)).strip()


def read_language(text: str, *, path: str, line: int | None) -> str:
    """Return the normalised tag of a language that a file names.

    Raises:
        InputError: It is none.
    """
    try:
        return _parse(text)
    except ConfigError as error:
        raise InputError(str(error), path=path, line=line) from error


def make_id(text: str, taken: Counter[str]) -> str:
    """Return an id for a concept of a file without ids: the words of its term, with a number when it is taken."""
    slug = re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:60].strip("-") or "term"
    taken[slug] += 1
    return slug if taken[slug] == 1 else f"{slug}-{taken[slug]}"


@lru_cache(maxsize=256)
def _parse(text: str) -> str:
    return parse_language(text)
