"""Claims: one word of a target serves one term of the segment.

"Fees and charges" needs two words where both may be "Gebühr". Terms that are parts of one another may share: "socio" in
"socio comercial", "Markt" and "Preis" in "Marktpreis".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from locworker.checks.adherence.likeness import Likeness, Occurrence
from locworker.checks.adherence.text import strip_marks

_Place = tuple[int, int, str]
_MOST_TERMS = 50


def assign(candidates: Mapping[str, Sequence[Occurrence]]) -> dict[str, Occurrence]:
    """Return for each concept an occurrence of its own, for as many concepts as can have one; the surest first."""
    if len(candidates) == 1 or len(candidates) > _MOST_TERMS:
        return {concept: found[0] for concept, found in candidates.items() if found}
    owners: dict[_Place, str] = {}
    chosen: dict[str, Occurrence] = {}
    for concept in candidates:
        _claim(concept, candidates, owners, chosen, set())
    return chosen


def _claim(
    concept: str,
    candidates: Mapping[str, Sequence[Occurrence]],
    owners: dict[_Place, str],
    chosen: dict[str, Occurrence],
    tried: set[_Place],
) -> bool:
    """Give a concept a place, moving the owner of one to another where that helps."""
    for occurrence in candidates[concept]:
        place = _place(occurrence)
        if place in tried:
            continue
        tried.add(place)
        if place not in owners or _claim(owners[place], candidates, owners, chosen, tried):
            owners[place] = concept
            chosen[concept] = occurrence
            return True
    return False


def _place(occurrence: Occurrence) -> _Place:
    # Two nouns of one compound stand at one place and are two words all the same.
    part = strip_marks(occurrence.wording.lower()) if occurrence.likeness >= Likeness.COMPOUND else ""
    return occurrence.start, occurrence.end, part
