"""Protected terms: whether a target has them as they are; an inflection's ending and hyphens around are allowed."""

from __future__ import annotations

import re
from functools import lru_cache

from locworker.checks.adherence.likeness import Likeness, Occurrence
from locworker.checks.adherence.text import TargetText
from locworker.glossary import Entry
from locworker.text import mask_unspaced

_ENDINGS = r"(?:['’]?(?:s|es|n|ów|u|y|i|em|ie|a|e|om|ami|ach|owi))?"


def find_protected(target: TargetText, entry: Entry) -> Occurrence | None:
    """Return where a protected entry stands as it is written, or `AKIN` where only its capitals differ."""
    wordings = dict.fromkeys((*entry.targets, *entry.sources))
    for wording in wordings:
        if wording in target.text or " " in wording or "-" in wording:
            found = _find(target, wording)
            if found:
                return Occurrence(*found, wording, Likeness.EXACT, ("exact",))
    for wording in wordings:
        found = _find(target, wording, folded=True)
        if found:
            return Occurrence(*found, wording, Likeness.AKIN, ("other-capitals",))
    return None


def _find(target: TargetText, wording: str, *, folded: bool = False) -> tuple[int, int] | None:
    # Kana may follow at once: SoftBankは.
    text = mask_unspaced(target.text) if mask_unspaced(wording) == wording else target.text
    found = _pattern(wording, folded=folded).search(text)
    return target.place(*found.span()) if found else None


def is_common_noun(found: str, wording: str) -> bool:
    """Say whether a name is written as a common noun, bitcoin for Bitcoin: many languages do, none writes etf."""
    return found[:1].islower() and wording[:1].isupper() and wording[1:].islower() and len(wording) > 3


@lru_cache(maxsize=8192)
def _pattern(wording: str, *, folded: bool = False) -> re.Pattern[str]:
    spaced = r"[\s\u00a0\u202f-]{1,3}".join(re.escape(part) for part in re.split(r"[\s-]+", wording) if part)
    if mask_unspaced(wording) == wording:
        spaced = rf"(?<![^\W_]){spaced}{_ENDINGS}(?![^\W_])"
    return re.compile(spaced, re.IGNORECASE if folded else 0)
