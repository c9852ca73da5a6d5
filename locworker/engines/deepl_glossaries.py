"""Glossaries at DeepL: dictionaries in, the glossaries there that hold exactly these out, with the fewest calls.

A dictionary is found again by the name of its glossary, which carries a token for each pair with the hash of the
entries: `locworker @news en-de:0123… en-fr:4567…`; a number behind the hash counts the entries that DeepL refused. A
translation that finds no dictionary of its state makes a glossary of its own (`locworker +news en-de:…`), so that two
jobs with two states do not disturb each other; `glossary sync` keeps one glossary for the project, replaces its
dictionaries, and deletes what translations of the same project made for older states. A free account may have one
glossary only: there all share it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import deepl
from deepl.api_data import MultilingualGlossaryInfo

from locworker.engines.deepl_dictionary import PairDictionary
from locworker.engines.deepl_writing import PREFIX, REFUSED, GlossaryWriter, Shelved, action_of, has_pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Older:
    """A glossary that a translation of the project made for a state that nothing uses any more."""

    glossary_id: str
    pair: tuple[str, str]
    entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What is there, and what is to do: `first` go into the home glossary, `others` each into one of its own."""

    ours: list[MultilingualGlossaryInfo]
    home: MultilingualGlossaryInfo | None
    found: dict[PairDictionary, Shelved | None]
    first: list[PairDictionary]
    others: list[PairDictionary]


class Shelf:
    """The glossaries of an account, as a project sees them. `shared` says that the account may have one only."""

    def __init__(self, client: deepl.DeepLClient, *, project: str, shared: bool) -> None:
        self._client = client
        self._project = project
        self._shared = shared
        self._own = [PREFIX, f"+{project}"] if project else [PREFIX]

    def find_or_make(self, dictionary: PairDictionary) -> Shelved:
        """Return the glossary with these entries; create it, or put them in the shared one, where it is missing.

        Raises:
            deepl.DeepLException: DeepL refused, or did not answer.
        """
        plan = self._plan([dictionary])
        return self._write(plan, name=self._own)[dictionary]

    def sync(
        self, dictionaries: Sequence[PairDictionary], *, label: str, in_use: Sequence[PairDictionary], dry_run: bool
    ) -> tuple[list[Shelved], list[Older]]:
        """Make sure that DeepL holds each dictionary; return where, and which older ones were deleted.

        Args:
            dictionaries: What DeepL shall hold; of a pair the first one is in the project's glossary.
            label: The name of the project's glossary.
            in_use: Further dictionaries that must not be deleted.
            dry_run: Only look, and return what would be done.

        Raises:
            deepl.DeepLException: DeepL refused, or did not answer.
        """
        plan = self._plan(dictionaries, label=label, in_use=in_use)
        older = self._find_older(plan.ours, dictionaries, in_use)
        if dry_run:
            done = _foresee(plan)
        else:
            # First, for they may be what keeps an account from having one more.
            for old in older:
                with suppress(deepl.GlossaryNotFoundException):
                    self._client.delete_multilingual_glossary(old.glossary_id)
            done = self._write(plan, name=[PREFIX, f"@{label}"])
        return [done[dictionary] for dictionary in dictionaries], older

    def _plan(
        self, dictionaries: Sequence[PairDictionary], *, label: str = "", in_use: Sequence[PairDictionary] = ()
    ) -> _Plan:
        ours = [info for info in self._client.list_multilingual_glossaries() if info.name.split(" ")[0] == PREFIX]
        home = next((info for info in ours if label and f"@{label}" in info.name.split(" ")), None)
        if home is None and self._shared and ours:
            home = ours[0]
        found = {dictionary: _find(self._client, ours, dictionary) for dictionary in dictionaries}
        missing = [dictionary for dictionary, there in found.items() if not there and _is_work(dictionary, home)]
        # Variants of one language (pt-BR, pt-PT) share a pair; a glossary has one dictionary of it, the first one's.
        main = {dictionary.pair: dictionary for dictionary in reversed(dictionaries)}
        if home and not self._shared:
            # A job that has the glossary's id would go on with other terms than its own.
            main = {pair: dictionary for pair, dictionary in main.items() if pair not in _pairs_held(home, in_use)}
        return _Plan(
            ours=ours,
            home=home,
            found=found,
            first=[dictionary for dictionary in missing if main.get(dictionary.pair) == dictionary],
            others=[d for d in missing if main.get(d.pair) != d and d.entries and not self._shared],
        )

    def _write(self, plan: _Plan, *, name: Sequence[str]) -> dict[PairDictionary, Shelved]:
        done = {dictionary: there or _nothing(dictionary) for dictionary, there in plan.found.items()}
        if plan.first:
            done |= GlossaryWriter(self._client, plan.ours, plan.home, name).put(plan.first)
        for dictionary in plan.others:
            done |= GlossaryWriter(self._client, (), None, self._own).put([dictionary])
        return done

    def _find_older(
        self,
        ours: Sequence[MultilingualGlossaryInfo],
        dictionaries: Sequence[PairDictionary],
        in_use: Sequence[PairDictionary],
    ) -> list[Older]:
        """Return what translations of the project made for older states of these pairs, and of no others."""
        needed = {dictionary.token for dictionary in (*dictionaries, *in_use)}
        pairs = {(dictionary.source, dictionary.target) for dictionary in dictionaries}
        older = []
        for info in ours if self._project and not self._shared else ():
            words = info.name.split(" ")
            held = {(found.source_lang, found.target_lang): found.entry_count for found in info.dictionaries}
            if words[:2] != self._own or needed.intersection(word.partition("/")[0] for word in words):
                continue
            if held and pairs.issuperset(held):
                pair, count = next(iter(held.items()))
                older.append(Older(glossary_id=info.glossary_id, pair=_codes(pair), entries=count))
        return older


def _pairs_held(home: MultilingualGlossaryInfo, in_use: Sequence[PairDictionary]) -> set[str]:
    """Return the pairs of which a glossary has just the dictionary that somebody uses."""
    tokens = {word.partition("/")[0] for word in home.name.split(" ")}
    return {dictionary.pair for dictionary in in_use if dictionary.token in tokens}


def _foresee(plan: _Plan) -> dict[PairDictionary, Shelved]:
    """Return what writing would come to."""
    done = {dictionary: there or _nothing(dictionary) for dictionary, there in plan.found.items()}
    for dictionaries, home in ((plan.first, plan.home), (plan.others, None)):
        done |= {d: Shelved(glossary_id="", action=action_of(d, home)) for d in dictionaries}
    return done


def _codes(pair: tuple[str, str]) -> tuple[str, str]:
    return pair[0].casefold(), pair[1].casefold()


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
    return tuple((source, REFUSED) for source, _ in dictionary.entries if source not in there)


def _is_work(dictionary: PairDictionary, home: MultilingualGlossaryInfo | None) -> bool:
    """Say whether there is something to write: entries, or a dictionary that has none any more."""
    return bool(dictionary.entries) or (home is not None and has_pair(home, dictionary))


def _nothing(dictionary: PairDictionary) -> Shelved:
    why = "a free account holds one dictionary of a language and its variants"
    return Shelved(glossary_id="", action="none", refused=tuple((source, why) for source, _ in dictionary.entries))
