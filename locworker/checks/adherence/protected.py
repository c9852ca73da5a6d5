"""Protected terms: whether a target has them as they are; an inflection's ending and hyphens around are allowed."""

from __future__ import annotations

import re
from functools import lru_cache

from locworker.checks.adherence.likeness import Likeness, Occurrence
from locworker.checks.adherence.text import TargetText
from locworker.glossary import Entry
from locworker.text import UNSPACED

# Kana may follow at once: SoftBankは.
_LETTER = rf"[^\W_{UNSPACED}]"
_ENDINGS = r"(?:['’]?(?:s|es|n|ów|u|y|i|em|ie|a|e|om|ami|ach|owi))?"


def find_protected(target: TargetText, entry: Entry) -> Occurrence | None:
    """Return where a protected entry stands as it is written, or `AKIN` where only its capitals differ."""
    wordings = dict.fromkeys((*entry.targets, *entry.sources))
    for wording in wordings:
        if wording in target.text or " " in wording or "-" in wording:
            found = _pattern(wording).search(target.text)
            if found:
                place = target.place(found.start(), found.end())
                return Occurrence(*place, wording, Likeness.EXACT, ("exact",))
    for wording in wordings:
        found = _pattern(wording, folded=True).search(target.text)
        if found:
            place = target.place(found.start(), found.end())
            return Occurrence(*place, wording, Likeness.AKIN, ("other-capitals",))
    return None


def is_common_noun(found: str, wording: str) -> bool:
    """Say whether a name is written as a common noun, bitcoin for Bitcoin: many languages do, none writes etf."""
    return found[:1].islower() and wording[:1].isupper() and wording[1:].islower() and len(wording) > 3


@lru_cache(maxsize=8192)
def _pattern(wording: str, *, folded: bool = False) -> re.Pattern[str]:
    spaced = r"[\s\u00a0\u202f-]{1,3}".join(re.escape(part) for part in re.split(r"[\s-]+", wording) if part)
    return re.compile(rf"(?<!{_LETTER}){spaced}{_ENDINGS}(?!{_LETTER})", re.IGNORECASE if folded else 0)
