"""Glossaries at DeepL: dictionaries in, the glossaries there that hold exactly these out, with the fewest calls.

A dictionary is found again by the name of its glossary, which carries a token for each pair with the hash of the
entries: `locworker @project en-de:0123… en-fr:4567…`; a number behind the hash counts the entries that DeepL refused. A
translation that finds no dictionary of its state makes a glossary of its own, so that two jobs with two states do not
disturb each other; `glossary sync` keeps one glossary for the project and replaces its dictionaries. A free account may
have one glossary only: there all share it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import deepl
from deepl.api_data import MultilingualGlossaryDictionaryEntries, MultilingualGlossaryInfo

from locworker.engines.deepl_dictionary import PairDictionary
from locworker.engines.deepl_halving import Entries, raise_unless_refused, store_accepted

_PREFIX = "locworker"
_REFUSED = "DeepL refused it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """Where a dictionary is, how it came there, and which of its wordings DeepL refused.

    `action` is `current`, `created`, `replaced`, `added`, `removed`, or `none` where there is nothing to shelve. In a
    dry run `glossary_id` may be empty, and `action` is what would be done.
    """

    glossary_id: str
    action: str
    refused: tuple[tuple[str, str], ...] = ()


def find_or_make(client: deepl.DeepLClient, dictionary: PairDictionary, *, shared: bool) -> Shelved:
    """Return the glossary with these entries; create it, or put them in the shared one, where it is missing.

    Raises:
        deepl.DeepLException: DeepL refused, or did not answer.
    """
    return sync_dictionaries(client, [dictionary], label="", shared=shared, dry_run=False)[0]


def sync_dictionaries(
    client: deepl.DeepLClient, dictionaries: Sequence[PairDictionary], *, label: str, shared: bool, dry_run: bool
) -> list[Shelved]:
    """Make sure that DeepL holds each dictionary, and return where; of one pair there is one at most.

    Args:
        client: The account.
        dictionaries: What it shall hold.
        label: The name of the glossary that belongs to the caller, or nothing to leave all glossaries as they are.
        shared: Whether the account may have one glossary only.
        dry_run: Only look.

    Raises:
        deepl.DeepLException: DeepL refused, or did not answer.
    """
    ours = [info for info in client.list_multilingual_glossaries() if info.name.split(" ")[0] == _PREFIX]
    home = next((info for info in ours if label and f"@{label}" in info.name.split(" ")), None)
    if home is None and shared and ours:
        home = ours[0]
    done = {dictionary: _find(client, ours, dictionary) for dictionary in dictionaries}
    missing = [dictionary for dictionary, found in done.items() if not found and _is_work(dictionary, home)]
    # Variants of one language (pt-BR, pt-PT) share a pair; a glossary has one dictionary of it, the first one's.
    main = {dictionary.pair: dictionary for dictionary in reversed(dictionaries)}
    first = [dictionary for dictionary in missing if main[dictionary.pair] == dictionary]
    others = [dictionary for dictionary in missing if main[dictionary.pair] != dictionary]
    if dry_run:
        done |= {d: Shelved(glossary_id="", action=_action(d, home if d in first else None)) for d in missing}
    else:
        done |= _Shelf(client, ours, home, label).put(first) if first else {}
        for dictionary in () if shared else others:
            done |= _Shelf(client, (), None, "").put([dictionary])
    return [done[dictionary] or _nothing(dictionary) for dictionary in dictionaries]


def _find(
    client: deepl.DeepLClient, ours: Sequence[MultilingualGlossaryInfo], dictionary: PairDictionary
) -> Shelved | None:
    for info in ours if dictionary.entries else ():
        for token in info.name.split(" "):
            name, _, refused = token.partition("/")
            count = int(refused) if refused.isdecimal() else 0
            if name == dictionary.token and _holds(info, dictionary, len(dictionary.entries) - count):
                lost = _missing_entries(client, info, dictionary) if count else ()
                return Shelved(glossary_id=info.glossary_id, action="current", refused=lost)
    return None


def _holds(info: MultilingualGlossaryInfo, dictionary: PairDictionary, count: int) -> bool:
    """Say whether the dictionary is there with as many entries: somebody may have edited it by hand."""
    return any(
        (found.source_lang, found.target_lang) == (dictionary.source, dictionary.target) and found.entry_count == count
        for found in info.dictionaries
    )


def _missing_entries(
    client: deepl.DeepLClient, info: MultilingualGlossaryInfo, dictionary: PairDictionary
) -> tuple[tuple[str, str], ...]:
    """Return what an earlier run left out, which only the entries tell."""
    held = client.get_multilingual_glossary_entries(info, dictionary.source, dictionary.target).dictionaries[0].entries
    # The SDK declares a mapping and gives the text as it came.
    there = {line.partition("\t")[0] for line in str(held).split("\n")}
    return tuple((source, _REFUSED) for source, _ in dictionary.entries if source not in there)


def _is_work(dictionary: PairDictionary, home: MultilingualGlossaryInfo | None) -> bool:
    """Say whether there is something to write: entries, or a dictionary that has none any more."""
    return bool(dictionary.entries) or (home is not None and _has_pair(home, dictionary))


def _has_pair(info: MultilingualGlossaryInfo, dictionary: PairDictionary) -> bool:
    return any(
        (found.source_lang, found.target_lang) == (dictionary.source, dictionary.target) for found in info.dictionaries
    )


def _nothing(dictionary: PairDictionary) -> Shelved:
    why = "a free account holds one dictionary of a language and its variants"
    return Shelved(glossary_id="", action="none", refused=tuple((source, why) for source, _ in dictionary.entries))


def _action(dictionary: PairDictionary, home: MultilingualGlossaryInfo | None) -> str:
    if home is None:
        return "created"
    if not dictionary.entries:
        return "removed"
    return "replaced" if _has_pair(home, dictionary) else "added"


class _Shelf:
    """Writes dictionaries into one glossary, which is created where there is none."""

    def __init__(
        self,
        client: deepl.DeepLClient,
        ours: Sequence[MultilingualGlossaryInfo],
        home: MultilingualGlossaryInfo | None,
        label: str,
    ) -> None:
        self._client = client
        self._ours = ours
        self._home = home
        self._first = [_PREFIX, f"@{label}"] if label else [_PREFIX]

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
                action=_action(dictionary, self._home),
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
        return tuple((source, _REFUSED) for source in refused)


def _entries_of(dictionary: PairDictionary, entries: Entries) -> MultilingualGlossaryDictionaryEntries:
    return MultilingualGlossaryDictionaryEntries(dictionary.source, dictionary.target, dict(entries))


def _token(dictionary: PairDictionary, refused: int = 0) -> str:
    if not dictionary.entries:
        return ""
    return f"{dictionary.token}/{refused}" if refused else dictionary.token
