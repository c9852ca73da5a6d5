"""Two states of a glossary in; the concepts and terms that came, went and changed out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from locworker.glossary.entry import Entry, hash_entries
from locworker.glossary.pair import Glossary, PairGlossary, find_terms
from locworker.model import Concept, Term

_FIELDS = ("status", "note", "pos", "case", "waiver")


@dataclass(frozen=True, slots=True, kw_only=True)
class TermChange:
    """A term that is in both states; `fields` has name, old and new value of what differs."""

    language: str
    text: str
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptChange:
    """A concept whose terms differ."""

    concept: str
    added: tuple[Term, ...] = ()
    removed: tuple[Term, ...] = ()
    changed: tuple[TermChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What differs between two states of a glossary."""

    added: tuple[Concept, ...] = ()
    removed: tuple[Concept, ...] = ()
    changed: tuple[ConceptChange, ...] = ()

    @property
    def equal(self) -> bool:
        """Say whether nothing differs."""
        return not (self.added or self.removed or self.changed)


def compare_glossaries(old: Glossary, new: Glossary) -> Comparison:
    """Return what differs, in the order of the new state; a term is known by its concept, language and wording."""
    before = {concept.id: concept for concept in old.concepts}
    after = {concept.id: concept for concept in new.concepts}
    changes = (_compare(before[id_], concept) for id_, concept in after.items() if id_ in before)
    return Comparison(
        added=tuple(concept for id_, concept in after.items() if id_ not in before),
        removed=tuple(concept for id_, concept in before.items() if id_ not in after),
        changed=tuple(change for change in changes if change.added or change.removed or change.changed),
    )


def find_impact(text: str, old: PairGlossary, new: PairGlossary) -> list[str]:
    """Return the concepts by which two states of a glossary differ for a source text, in its order.

    Args:
        text: Plain text in NFC, without markup.
        old: The pair's entries as they were.
        new: The pair's entries as they are.
    """
    found = [{_key(entry): entry for entry in _entries(text, glossary)} for glossary in (old, new)]
    differing = [entry for one, other in (found, found[::-1]) for key, entry in one.items() if key not in other]
    return list(dict.fromkeys(entry.concept for entry in differing))


def _entries(text: str, glossary: PairGlossary) -> Iterator[Entry]:
    return (match.entry for match in find_terms(text, glossary))


def _key(entry: Entry) -> tuple[str, str]:
    return entry.concept, hash_entries([entry])


def _compare(old: Concept, new: Concept) -> ConceptChange:
    before = {(term.language, term.text): term for term in old.terms}
    after = {(term.language, term.text): term for term in new.terms}
    both = ((before[key], term) for key, term in after.items() if key in before)
    changes = (TermChange(language=b.language, text=b.text, fields=tuple(_differences(a, b))) for a, b in both)
    return ConceptChange(
        concept=new.id,
        added=tuple(term for key, term in after.items() if key not in before),
        removed=tuple(term for key, term in before.items() if key not in after),
        changed=tuple(change for change in changes if change.fields),
    )


def _differences(old: Term, new: Term) -> Iterator[tuple[str, str, str]]:
    for name in _FIELDS:
        before, after = (str(getattr(term, name)) for term in (old, new))
        if before != after:
            yield name, before, after
