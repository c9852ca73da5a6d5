"""A glossary of many languages, and the view of it that one pair of languages works with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

from locworker.glossary.entry import Entry, hash_entries
from locworker.glossary.match import Matcher, TermMatch
from locworker.glossary.verbs import are_verbs
from locworker.languages import base_language, choose_variant
from locworker.model import Concept, Term, TermStatus
from locworker.text import normalise, view_text

_FARTHEST = 9


@dataclass(frozen=True, kw_only=True)
class PairGlossary:
    """The entries of a glossary for one source and one target language."""

    source_lang: str
    target_lang: str
    entries: tuple[Entry, ...]

    @cached_property
    def content_hash(self) -> str:
        """Return 16 hex digits over all entries."""
        return hash_entries(self.entries)

    @cached_property
    def dictionary(self) -> tuple[tuple[str, str], ...]:
        """Return what an engine's own glossary gets: the source wordings, each with its preferred target.

        Protected wordings stand for themselves; one with two meanings is left out, for people to choose.
        """
        found: dict[str, set[str]] = {}
        for entry in self.entries:
            for wording in entry.sources if entry.targets else ():
                found.setdefault(wording, set()).add(wording if entry.protected else entry.targets[0])
        return tuple((wording, targets.pop()) for wording, targets in found.items() if len(targets) == 1)

    @cached_property
    def matcher(self) -> Matcher:
        """Return the term finder, built at the first use."""
        return Matcher(self.entries, source_lang=self.source_lang)


@dataclass(frozen=True, kw_only=True)
class Glossary:
    """Concepts with their terms in all languages."""

    concepts: tuple[Concept, ...]
    _pairs: dict[tuple[str, str], PairGlossary] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def from_entries(cls, entries: Iterable[Mapping[str, Any]], *, source_lang: str, target_lang: str) -> Glossary:
        """Return a glossary of mappings with `source`, `target`, `forbidden` and `dnt` (do not translate).

        A mapping may also have `note`, `pos`, `case` and `waiver`.
        """
        return cls(
            concepts=tuple(
                _make_concept(number, entry, source_lang, target_lang) for number, entry in enumerate(entries, 1)
            )
        )

    @cached_property
    def content_hash(self) -> str:
        """Return 16 hex digits over all concepts, whatever their order."""
        rows = sorted(
            [concept.id, term.language, term.text, term.status, term.pos, str(term.case), term.waiver]
            for concept in self.concepts
            for term in concept.terms
        )
        return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()[:16]

    def pair(self, source_lang: str, target_lang: str) -> PairGlossary:
        """Return the entries for a pair; a language without terms of its own takes those of its base language."""
        key = (source_lang, target_lang)
        if key not in self._pairs:
            entries = tuple(
                entry for concept in self.concepts for entry in _make_entries(concept, source_lang, target_lang)
            )
            self._pairs[key] = PairGlossary(source_lang=source_lang, target_lang=target_lang, entries=entries)
        return self._pairs[key]


def merge_glossaries(glossaries: Sequence[Glossary]) -> Glossary:
    """Return one glossary of several; of two equal terms of a concept the first one's row counts."""
    merged: dict[str, dict[tuple[str, str], Term]] = {}
    notes: dict[str, str] = {}
    for glossary in glossaries:
        for concept in glossary.concepts:
            terms = merged.setdefault(concept.id, {})
            notes[concept.id] = notes.get(concept.id) or concept.note
            for term in concept.terms:
                terms.setdefault((term.language, term.text), term)
    return Glossary(
        concepts=tuple(Concept(id=id_, terms=tuple(terms.values()), note=notes[id_]) for id_, terms in merged.items())
    )


def find_terms(text: str, glossary: PairGlossary) -> list[TermMatch]:
    """Return the terms in a source text, in its order; of terms that overlap the longest.

    Args:
        text: Plain text in NFC, without markup.
        glossary: The pair's entries.
    """
    return glossary.matcher.find(text)


def matching_hash(text: str, glossary: PairGlossary) -> str:
    """Return 16 hex digits over the entries that match a segment's text, or nothing when none does."""
    found = {match.entry for match in find_terms(view_text(text).plain, glossary)}
    return hash_entries(found) if found else ""


def nearest_terms(concept: Concept, language: str) -> list[Term]:
    """Return a concept's terms in a language, or in the nearest one that has any."""
    return _nearest(concept.terms, language)


def _make_concept(number: int, entry: Mapping[str, Any], source_lang: str, target_lang: str) -> Concept:
    source = Term(
        language=source_lang,
        text=normalise(entry["source"]),
        status=TermStatus.PROTECTED if entry.get("dnt") else TermStatus.PREFERRED,
        note=entry.get("note") or "",
        pos=entry.get("pos") or "",
        case=bool(entry.get("case")),
        waiver=normalise(entry.get("waiver") or ""),
    )
    approved = [normalise(text) for text in entry.get("target") or () if text]
    forbidden = [normalise(text) for text in entry.get("forbidden") or () if text]
    statuses = [TermStatus.PREFERRED] + [TermStatus.ADMITTED] * len(approved)
    targets = [
        Term(language=target_lang, text=text, status=status)
        for text, status in [
            *zip(approved, statuses, strict=False),
            *((text, TermStatus.DEPRECATED) for text in forbidden),
        ]
    ]
    return Concept(id=f"entry-{number}", terms=(source, *targets))


def _make_entries(concept: Concept, source_lang: str, target_lang: str) -> Iterator[Entry]:
    """Yield at most two entries: the wordings that are protected, and those that are translated."""
    sources = _approved(concept, source_lang)
    if not sources:
        return
    approved = _approved(concept, target_lang)
    targets = tuple(dict.fromkeys([term.text for term in approved]))
    forbidden = _forbidden(concept, target_lang, approved=targets)
    kept = [term for term in sources if term.status is TermStatus.PROTECTED]
    if kept:
        spellings = [term.text for term in (*kept, *approved) if term.status is not TermStatus.PREFERRED]
        yield _make_entry(concept, kept, tuple(dict.fromkeys(spellings)), forbidden=forbidden, protected=True)
        sources = [term for term in sources if term.status is not TermStatus.PROTECTED]
    if sources and (targets or forbidden):
        entry = _make_entry(concept, sources, targets, forbidden=forbidden, protected=False)
        is_verb = not entry.pos and base_language(source_lang) == "en" and are_verbs(entry.source, targets, target_lang)
        yield replace(entry, pos="verb") if is_verb else entry


def _make_entry(
    concept: Concept, sources: list[Term], targets: tuple[str, ...], *, forbidden: tuple[str, ...], protected: bool
) -> Entry:
    first = sources[0]
    waivers = [term.waiver for term in sources if term.waiver]
    return Entry(
        concept=concept.id,
        source=first.text,
        sources=tuple(dict.fromkeys([term.text for term in sources])),
        targets=targets,
        forbidden=forbidden,
        protected=protected,
        note=first.note or concept.note,
        pos=first.pos,
        case=any(term.case for term in sources),
        waiver="|".join(dict.fromkeys(waivers)),
    )


def _approved(concept: Concept, language: str) -> list[Term]:
    """Return the approved terms of the nearest language that has any, the preferred first."""
    terms = _nearest(concept.terms, language, without=TermStatus.DEPRECATED)
    if len(terms) > 1:
        terms.sort(key=lambda term: term.status is TermStatus.ADMITTED)
    return terms


def _nearest(terms: Iterable[Term], language: str, *, without: TermStatus | None = None) -> list[Term]:
    """Return the terms of the nearest language that has any."""
    found: list[Term] = []
    nearest = _FARTHEST
    for term in terms:
        rank = _rank(term.language, language)
        if rank <= nearest and rank != _FARTHEST and term.status is not without:
            if rank < nearest:
                found, nearest = [], rank
            found.append(term)
    return found


def _forbidden(concept: Concept, language: str, *, approved: Sequence[str]) -> tuple[str, ...]:
    """Return the deprecated wordings of all languages that may serve, the nearest first."""
    deprecated = [term for term in concept.terms if term.status is TermStatus.DEPRECATED]
    if not deprecated:
        return ()
    ranked = sorted((_rank(term.language, language), number) for number, term in enumerate(deprecated))
    texts = [deprecated[number].text for rank, number in ranked if rank != _FARTHEST]
    return tuple(dict.fromkeys(text for text in texts if text not in approved))


@lru_cache(maxsize=2048)
def _rank(tag: str, language: str) -> int:
    """Return how far a language is from the one wanted: for `pt-BR` itself, then `pt`; for a bare `pt` also `pt-PT`."""
    fallbacks = (language, base_language(language), choose_variant(base_language(language)))
    return next((rank for rank, other in enumerate(fallbacks) if _same(tag, other)), _FARTHEST)


def _same(tag: str, other: str) -> bool:
    return tag.replace("_", "-").casefold() == other.replace("_", "-").casefold()
