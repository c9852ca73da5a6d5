"""English wordings in their simple inflections: plural, singular of a phrase, verb endings, spelling variants."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_IRREGULAR: Mapping[str, tuple[str, ...]] = {
    "index": ("indices", "indexes"),
    "basis": ("bases",),
    "analysis": ("analyses",),
    "crisis": ("crises",),
    "criterion": ("criteria",),
    "half": ("halves",),
    "man": ("men",),
    "woman": ("women",),
    "person": ("people", "persons"),
}
_OTHER_FORMS: Mapping[str, tuple[str, ...]] = {
    "become": ("became",),
    "begin": ("began", "begun"),
    "bear": ("bore", "borne"),
    "bring": ("brought",),
    "build": ("built",),
    "buy": ("bought",),
    "choose": ("chose", "chosen"),
    "draw": ("drew", "drawn"),
    "drive": ("drove", "driven"),
    "fall": ("fell", "fallen"),
    "find": ("found",),
    "freeze": ("froze", "frozen"),
    "give": ("gave", "given"),
    "grow": ("grew", "grown"),
    "hold": ("held",),
    "keep": ("kept",),
    "lead": ("led",),
    "lend": ("lent",),
    "lose": ("lost",),
    "make": ("made",),
    "meet": ("met",),
    "overdraw": ("overdrew", "overdrawn"),
    "oversee": ("oversaw", "overseen"),
    "pay": ("paid",),
    "repay": ("repaid",),
    "rise": ("rose", "risen"),
    "sell": ("sold",),
    "send": ("sent",),
    "shrink": ("shrank", "shrunk"),
    "sink": ("sank", "sunk"),
    "spend": ("spent",),
    "take": ("took", "taken"),
    "underwrite": ("underwrote", "underwritten"),
    "win": ("won",),
    "withdraw": ("withdrew", "withdrawn"),
    "write": ("wrote", "written"),
}
_DOUBLED = re.compile(r".*[^aeiou][aeiou][^aeiouwxy]|.*[aeiou]l")
_SINGULAR = {plural: singular for singular, plurals in _IRREGULAR.items() for plural in plurals}
_PREPOSITIONS = frozenset({"of", "on", "in", "to", "for", "per", "at", "under"})
_LAST_WORD = re.compile(r"[^\W\d_]+\Z")


def inflect(wording: str, pos: str = "") -> tuple[str, ...]:
    """Return the wording and the forms of it that a text may hold, each once.

    Args:
        wording: A word or phrase of English.
        pos: Its part of speech; a verb takes verb endings, an adjective or adverb none, all else a noun's.
    """
    spellings = dict.fromkeys(_spell(wording))
    forms = (form for spelling in spellings for form in _forms(spelling, pos.casefold()))
    return tuple(dict.fromkeys((*spellings, *forms)))


def _spell(wording: str) -> Iterator[str]:
    """Yield the wording, solid where it has a hyphen, and with the possessive apostrophe gone or moved."""
    yield wording
    if re.search(r"\w-\w", wording):
        yield re.sub(r"(?<=\w)-(?=\w)", "", wording)
    plain = wording.replace("’", "'")
    if "s' " in plain:
        yield plain.replace("s' ", "s ")
        yield plain.replace("s' ", "'s ")
        yield plain.replace("s' ", " ")


def _forms(wording: str, pos: str) -> Iterator[str]:
    if pos.startswith(("adj", "adv")):
        return
    words = wording.split(" ")
    if pos.startswith("v"):
        for form in _verb_forms(words[0]):
            yield " ".join([form, *words[1:]])
        return
    # The head of "cost of living" is the word before the preposition.
    head = next((n for n, word in enumerate(words) if n and word in _PREPOSITIONS), len(words)) - 1
    for form in _noun_forms(words[head], phrase=len(words) > 1):
        yield " ".join([*words[:head], form, *words[head + 1 :]])


def _noun_forms(word: str, *, phrase: bool) -> Iterator[str]:
    match = _LAST_WORD.search(word)
    if not match:
        return
    before, noun = word[: match.start()], match[0]
    lower = noun.casefold()
    if lower in _IRREGULAR:
        yield from (before + plural for plural in _IRREGULAR[lower])
    elif lower in _SINGULAR:
        yield before + _SINGULAR[lower]
    elif _looks_plural(lower):
        # "Emerging market" is still the term "emerging markets"; "future" is not "futures".
        if phrase or before:
            yield before + (noun[:-3] + "y" if lower.endswith("ies") else noun[:-1])
    else:
        yield before + _add_s(noun)


def _looks_plural(lower: str) -> bool:
    return len(lower) > 3 and lower.endswith("s") and not lower.endswith(("ss", "us", "is"))


def _add_s(word: str) -> str:
    lower = word.casefold()
    if word.isupper():
        return word + "s"
    if lower.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if lower.endswith("y") and lower[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def _verb_forms(verb: str) -> Iterator[str]:
    lower = verb.casefold()
    yield _add_s(verb)
    yield from _OTHER_FORMS.get(lower, ())
    if lower.endswith("e"):
        yield from (verb + "d", verb[:-1] + "ing")
    elif lower.endswith("y") and lower[-2:-1] not in "aeiou":
        yield from (verb[:-1] + "ied", verb + "ing")
    else:
        yield from (verb + "ed", verb + "ing")
        if _DOUBLED.fullmatch(lower):
            yield from (verb + lower[-1] + "ed", verb + lower[-1] + "ing")
