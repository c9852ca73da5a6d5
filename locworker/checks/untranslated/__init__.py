"""Untranslated text. In: a passage with or without its source; out: what was left in the source language, and why.

One analysis serves four rules, so that one fragment is one finding: `untranslated-segment` before `wrong-language`
before `broken-compound` before `untranslated-fragment`.
"""

from __future__ import annotations

from locworker.checks.untranslated.rules import BrokenCompound, UntranslatedFragment, UntranslatedSegment, WrongLanguage

__all__ = ["BrokenCompound", "UntranslatedFragment", "UntranslatedSegment", "WrongLanguage"]
