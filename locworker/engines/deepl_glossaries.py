"""Glossaries at DeepL: a pair's terms in, the id of a glossary there that holds exactly these out.

A glossary is found again by its name, which carries the pair and the hash of its entries: `locworker en-de:0123…`. It
is never changed, so that two jobs with two states of a glossary do not disturb each other. A free account may have one
glossary only: there all pairs share one, a dictionary each, and the name carries all hashes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

import deepl
from deepl.api_data import MultilingualGlossaryDictionaryEntries, MultilingualGlossaryInfo

from locworker.engines.base import GlossaryTerm
from locworker.text import normalise

_PREFIX = "locworker"
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
        """Return what a glossary's name carries for these entries."""
        lines = "\n".join(f"{source}\t{target}" for source, target in self.entries)
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


def sync_glossary(client: deepl.DeepLClient, dictionary: PairDictionary, *, shared: bool) -> str:
    """Return the id of the glossary with these entries; create it, or put them in the shared one, where it is missing.

    Raises:
        deepl.DeepLException: DeepL refused, or did not answer.
    """
    ours = [info for info in client.list_multilingual_glossaries() if info.name.split(" ")[0] == _PREFIX]
    for info in ours:
        if dictionary.token in info.name.split(" ") and _holds(info, dictionary):
            return info.glossary_id
    entries = MultilingualGlossaryDictionaryEntries(dictionary.source, dictionary.target, dict(dictionary.entries))
    if shared and ours:
        return _extend(client, ours[0], entries, dictionary)
    return client.create_multilingual_glossary(f"{_PREFIX} {dictionary.token}", [entries]).glossary_id


def _fault(term: str) -> str:
    if not term:
        return "a side is empty"
    try:
        deepl.validate_glossary_term(term)
    except ValueError:
        return "it holds a line break or a control character"
    return "it is longer than 1024 bytes" if len(term.encode()) > _MAX_TERM_BYTES else ""


def _holds(info: MultilingualGlossaryInfo, dictionary: PairDictionary) -> bool:
    """Say whether the dictionary is there with as many entries: somebody may have edited it by hand."""
    return any(
        (found.source_lang, found.target_lang) == (dictionary.source, dictionary.target)
        and found.entry_count == len(dictionary.entries)
        for found in info.dictionaries
    )


def _extend(
    client: deepl.DeepLClient,
    info: MultilingualGlossaryInfo,
    entries: MultilingualGlossaryDictionaryEntries,
    dictionary: PairDictionary,
) -> str:
    others = [token for token in info.name.split(" ") if not token.startswith(f"{dictionary.pair}:")]
    # The name must never claim a hash that is not there: it loses the old one before the entries change.
    if " ".join(others) != info.name:
        client.update_multilingual_glossary_name(info, " ".join(others))
    client.replace_multilingual_glossary_dictionary(info, entries)
    client.update_multilingual_glossary_name(info, " ".join([*others, dictionary.token]))
    return info.glossary_id
