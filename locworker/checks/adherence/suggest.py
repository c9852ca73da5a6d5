"""Suggestions: the approved wording, in the plural where the source has it and the form is sure."""

from __future__ import annotations

from locworker.glossary import TermMatch

_VOWELS = frozenset("aeioué")


def suggest_wording(source: str, match: TermMatch, language: str) -> str | None:
    """Return what to write for a term of a source."""
    entry = match.entry
    if entry.protected:
        return entry.source
    if not entry.targets:
        return None
    wording = entry.targets[0]
    if " " in wording or not _is_plural(source[match.start : match.end], entry.sources):
        return wording
    return _pluralise(wording, language) or wording


def _is_plural(text: str, sources: tuple[str, ...]) -> bool:
    text = text.casefold()
    return text.endswith("s") and not text.endswith("ss") and all(text != source.casefold() for source in sources)


def _pluralise(word: str, language: str) -> str | None:
    """Return the plural of a noun where its ending leaves no choice."""
    last = word[-1:]
    if language == "es":
        if last in _VOWELS:
            return word + "s"
        if word.endswith("ión"):
            return word[:-2] + "ones"
        return word[:-1] + "ces" if last == "z" else word + "es" if last in "dlr" else None
    if language == "fr":
        if word.endswith("al"):
            return word[:-1] + "ux"
        return word if last in "sxz" else word + "x" if word.endswith(("eau", "eu")) else word + "s"
    if language == "pt":
        if word.endswith("ção"):
            return word[:-2] + "ões"
        if last in _VOWELS and not word.endswith("ão"):
            return word + "s"
        return word[:-1] + "ns" if last == "m" else word + "es" if last in "rz" else None
    if language == "it":
        if word.endswith(("zione", "sione", "ore")):
            return word[:-1] + "i"
        return word[:-1] + "i" if last == "o" and not word.endswith(("io", "co", "go")) else None
    return None
