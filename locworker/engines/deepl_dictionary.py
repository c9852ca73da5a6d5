"""What DeepL takes of a pair's terms: a dictionary in its language codes, with a token that names the entries."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

import deepl

from locworker.engines.base import GlossaryTerm
from locworker.text import normalise

_MAX_TERM_BYTES = 1024
# DeepL allows 10 MB a dictionary, as tab-separated lines.
_MAX_DICTIONARY_BYTES = 10 * 1000 * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class PairDictionary:
    """The entries of one language pair in DeepL's codes without variants, and those that cannot go."""

    source: str
    target: str
    entries: tuple[tuple[str, str], ...]
    dropped: tuple[tuple[str, str], ...] = ()
    """Pairs (source wording, why it was left out)."""

    @property
    def token(self) -> str:
        """Return what a glossary's name carries for these entries, in whatever order they stand."""
        lines = "\n".join(f"{source}\t{target}" for source, target in sorted(self.entries))
        return f"{self.pair}:{hashlib.sha256(lines.encode()).hexdigest()[:16]}"

    @property
    def pair(self) -> str:
        """Return the pair as names have it: `en-de`."""
        return f"{self.source}-{self.target}".casefold()


@lru_cache(maxsize=64)
def make_dictionary(terms: tuple[GlossaryTerm, ...], *, source: str, target: str) -> PairDictionary:
    """Return the terms as a dictionary that DeepL takes; of two entries for one wording the first stays."""
    if source == target:
        why = "there are no glossaries within one language"
        return PairDictionary(source=source, target=target, entries=(), dropped=tuple((t.source, why) for t in terms))
    entries: dict[str, str] = {}
    dropped: list[tuple[str, str]] = []
    size = 0
    for term in terms:
        wording, translation = normalise(term.source).strip(), normalise(term.target).strip()
        size += len(f"{wording}\t{translation}\n".encode())
        why = _fault(wording) or _fault(translation)
        if why or size > _MAX_DICTIONARY_BYTES:
            dropped.append((wording, why or "the dictionary is larger than 10 MB"))
        elif entries.setdefault(wording, translation) != translation:
            dropped.append((wording, "it has another translation already"))
    return PairDictionary(source=source, target=target, entries=tuple(entries.items()), dropped=tuple(dropped))


def _fault(term: str) -> str:
    if not term:
        return "a side is empty"
    try:
        deepl.validate_glossary_term(term)
    except ValueError:
        return "it holds a line break or a control character"
    return "it is longer than 1024 bytes" if len(term.encode()) > _MAX_TERM_BYTES else ""
