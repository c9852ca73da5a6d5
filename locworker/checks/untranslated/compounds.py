"""Compounds. In: the words of a German or Dutch text; out: foreign words where the rest of a compound should be.

"Fed-Zinssenkungs timeline" has a linking s that nothing but a compound has; "Lieferketten-bottlenecks" a hyphen;
"Gewinnoutlook" has grown together.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from locworker.checks.untranslated.lexicon import Lexicon, Word
    from locworker.checks.untranslated.tokens import Token

COMPOUNDING = frozenset(["de", "nl"])

# Nouns in -ung, -heit, -keit, -schaft, -ion, -tät are feminine: they have an s only inside a compound.
_DANGLING = re.compile(r"\w{2}(?:ung|heit|keit|schaft|ion|tät)s")
_STEM_LONGEST = 60
_FOREIGN, _NATIVE = 20, -30
_HEAD_SHORTEST, _TAIL_SHORTEST, _LONGEST = 2, 4, 40
_HEAD_COMMON, _SHORT_HEAD_COMMON, _TAIL_COMMON = 200, 400, 300


class Join(Enum):
    """How a foreign word is joined to a native one."""

    HYPHEN = "hyphen"
    DANGLING = "linking s"
    OPEN = "space"


def find_join(
    tokens: Sequence[Token], words: Sequence[Word], gaps: Sequence[str], place: int, language: str
) -> Join | None:
    """Return how the foreign word at a place is joined to the native one before it, or None."""
    if not place or language not in COMPOUNDING or words[place].gap <= _FOREIGN:
        return None
    before, stem = tokens[place - 1], words[place - 1]
    if gaps[place] == "-":
        return None
    if gaps[place - 1] == "-" and len(before.text) > 2 and stem.gap < _NATIVE and stem.zipf > 150:
        return Join.HYPHEN
    if language == "de" and gaps[place - 1] == " " and before.capital and is_dangling(stem.folded):
        return Join.DANGLING
    if language == "de" and gaps[place - 1] == " " and before.capital and not before.initial and stem.gap < _NATIVE:
        return Join.OPEN
    return None


def is_dangling(folded: str) -> bool:
    """Say whether a German word ends in a linking s: something has to follow without a space."""
    return len(folded) <= _STEM_LONGEST and _DANGLING.search(folded[-9:]) is not None and folded[-1] == "s"


@lru_cache(maxsize=50_000)
def split_hybrid(folded: str, lexicon: Lexicon) -> tuple[tuple[int, int], ...]:
    """Return where the English part of a compound that has grown together may start, with how English it is.

    Nothing for a word that German parts explain, or that the language has; the most English part comes first.
    """
    if not _HEAD_SHORTEST + _TAIL_SHORTEST < len(folded) <= _LONGEST or not lexicon.look_up(folded).absent:
        return ()
    found = []
    for cut in range(_HEAD_SHORTEST, len(folded) - _TAIL_SHORTEST + 1):
        if lexicon.target_zipf(folded[:cut]) < (_HEAD_COMMON if cut > _HEAD_SHORTEST else _SHORT_HEAD_COMMON):
            continue
        tail = lexicon.look_up(folded[cut:])
        if tail.zipf >= _TAIL_COMMON and tail.gap < 0:
            return ()
        if tail.english and not tail.known and not lexicon.look_up(folded[cut:].capitalize()).known:
            found.append((cut, tail.gap))
    return tuple(sorted(found, key=lambda part: -part[1]))
