"""Dictionaries written into one glossary at DeepL: created, replaced or removed, with its name telling the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import deepl
from deepl.api_data import MultilingualGlossaryDictionaryEntries, MultilingualGlossaryInfo

from locworker.engines.deepl_dictionary import PairDictionary
from locworker.engines.deepl_halving import Entries, raise_unless_refused, store_accepted

PREFIX = "locworker"
"""The first word in the name of every glossary of ours."""

REFUSED = "DeepL refused it"
"""Why an entry that DeepL does not take was left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """Where a dictionary is, how it came there, and which of its wordings DeepL refused.

    `action` is `current`, `created`, `replaced`, `added`, `removed`, or `none` where there is nothing to shelve. In a
    dry run `glossary_id` may be empty, and `action` is what would be done.
    """

    glossary_id: str
    action: str
    refused: tuple[tuple[str, str], ...] = ()


def has_pair(info: MultilingualGlossaryInfo, dictionary: PairDictionary) -> bool:
    """Say whether a glossary has a dictionary of this pair."""
    return any(
        (found.source_lang, found.target_lang) == (dictionary.source, dictionary.target) for found in info.dictionaries
    )


def action_of(dictionary: PairDictionary, home: MultilingualGlossaryInfo | None) -> str:
    """Return what writing a dictionary into a glossary is called; into None, it makes one."""
    if home is None:
        return "created"
    if not dictionary.entries:
        return "removed"
    return "replaced" if has_pair(home, dictionary) else "added"


class GlossaryWriter:
    """Writes dictionaries into one glossary, which is created where there is none; `name` is how its name begins."""

    def __init__(
        self,
        client: deepl.DeepLClient,
        ours: Sequence[MultilingualGlossaryInfo],
        home: MultilingualGlossaryInfo | None,
        name: Sequence[str],
    ) -> None:
        self._client = client
        self._ours = ours
        self._home = home
        self._first = list(name)

    def put(self, dictionaries: Sequence[PairDictionary]) -> dict[PairDictionary, Shelved]:
        """Write dictionaries of different pairs, and return where each is."""
        home = self._home
        created = None if home else self._create(" ".join([*self._first, *map(_token, dictionaries)]), dictionaries)
        if created:
            return {d: Shelved(glossary_id=created.glossary_id, action="created") for d in dictionaries}
        # Refused as a whole: one entry alone shows whether it was for the entries.
        home = home or self._create_small(dictionaries[0])
        # The name must never claim a hash that is not there: it loses the old ones before the entries change.
        pairs = tuple(f"{dictionary.pair}:" for dictionary in dictionaries)
        kept = " ".join(token for token in home.name.split(" ") if not token.startswith(pairs))
        if kept != home.name:
            self._client.update_multilingual_glossary_name(home, kept)
        whole = self._home is None and len(dictionaries) == 1
        done = {
            dictionary: Shelved(
                glossary_id=home.glossary_id,
                action=action_of(dictionary, self._home),
                refused=self._write(home, dictionary, refused_before=whole),
            )
            for dictionary in dictionaries
        }
        tokens = [_token(dictionary, len(shelved.refused)) for dictionary, shelved in done.items()]
        self._client.update_multilingual_glossary_name(home, " ".join([kept, *filter(None, tokens)]))
        return done

    def _create(self, name: str, dictionaries: Sequence[PairDictionary]) -> MultilingualGlossaryInfo | None:
        """Create a glossary with all dictionaries in one call, or return None when DeepL refuses that."""
        entries = [_entries_of(dictionary, dictionary.entries) for dictionary in dictionaries]
        try:
            return self._client.create_multilingual_glossary(name, entries)
        except deepl.DeepLException as error:
            raise_unless_refused(error)
            return None

    def _create_small(self, dictionary: PairDictionary) -> MultilingualGlossaryInfo:
        """Create a glossary with one entry; where there can be no more glossaries, return an old one of ours."""
        ends = (dictionary.entries[-1:], dictionary.entries[:1])
        for number, entries in enumerate(ends):
            try:
                return self._client.create_multilingual_glossary(
                    " ".join(self._first), [_entries_of(dictionary, entries)]
                )
            except deepl.DeepLException as error:
                raise_unless_refused(error)
                if number and not self._ours:
                    raise
        self._home = self._ours[0]
        return self._home

    def _write(
        self, home: MultilingualGlossaryInfo, dictionary: PairDictionary, *, refused_before: bool
    ) -> tuple[tuple[str, str], ...]:
        if not dictionary.entries:
            self._client.delete_multilingual_glossary_dictionary(
                home, source_lang=dictionary.source, target_lang=dictionary.target
            )
            return ()
        refused = store_accepted(
            lambda entries: self._client.replace_multilingual_glossary_dictionary(
                home, _entries_of(dictionary, entries)
            ),
            dictionary.entries,
            refused_before=refused_before,
        )
        return tuple((source, REFUSED) for source in refused)


def _entries_of(dictionary: PairDictionary, entries: Entries) -> MultilingualGlossaryDictionaryEntries:
    return MultilingualGlossaryDictionaryEntries(dictionary.source, dictionary.target, dict(entries))


def _token(dictionary: PairDictionary, refused: int = 0) -> str:
    if not dictionary.entries:
        return ""
    return f"{dictionary.token}/{refused}" if refused else dictionary.token
