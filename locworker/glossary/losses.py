"""What a conversion loses: the glossary as it was and as it is in the new file in, a line for each kind of loss out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from locworker.glossary.pair import Glossary
from locworker.model import Term, TermStatus

_FIELDS = (
    ("note", "notes"),
    ("pos", "parts of speech"),
    ("case", "marks for exact capitals"),
    ("waiver", "waivers"),
)


def describe_losses(before: Glossary, after: Glossary) -> list[str]:
    """Return a line for each kind of thing that is in the one glossary and not in the other."""
    return list(_describe(before, after))


def _describe(before: Glossary, after: Glossary) -> Iterator[str]:
    old, new = _by_term(before), _by_term(after)
    there = {language for language, _ in new}
    gone = Counter(term.language for terms in old.values() for term in terms if term.language not in there)
    if gone:
        yield f"languages left out: {', '.join(sorted(gone))} ({_count(gone.total(), 'term')})"
    missing: Counter[TermStatus] = Counter()
    statuses: Counter[tuple[TermStatus, TermStatus]] = Counter()
    fields: Counter[str] = Counter()
    for key, terms in old.items():
        if key[0] not in there:
            continue
        # A wording may stand for several concepts, so that terms are compared as sets.
        kept = new.get(key, [])
        short = max(0, len(terms) - len(kept))
        missing.update(term.status for term in terms[:short])
        gone_statuses = Counter(t.status for t in terms[short:]) - Counter(t.status for t in kept)
        come_statuses = Counter(t.status for t in kept) - Counter(t.status for t in terms[short:])
        statuses.update(zip(gone_statuses.elements(), come_statuses.elements(), strict=False))
        for name, words in _FIELDS:
            changed = Counter(getattr(t, name) for t in terms[short:]) - Counter(getattr(t, name) for t in kept)
            fields[words] += changed.total()
    if missing:
        yield "terms left out: " + ", ".join(f"{count} {status}" for status, count in missing.items())
    for (one_status, other_status), count in statuses.items():
        yield f"statuses changed: {one_status} is {other_status} now ({_count(count, 'term')})"
    for _, words in _FIELDS:
        if fields[words]:
            yield f"{words} left out or changed ({_count(fields[words], 'term')})"
    ids = {concept.id for concept in before.concepts} - {concept.id for concept in after.concepts}
    if ids:
        yield f"concept ids left out or changed ({len(ids)})"


def _by_term(glossary: Glossary) -> dict[tuple[str, str], list[Term]]:
    terms: dict[tuple[str, str], list[Term]] = {}
    for concept in glossary.concepts:
        for term in concept.terms:
            terms.setdefault((term.language, term.text), []).append(term)
    return terms


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
