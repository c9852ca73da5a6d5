"""Polish endings: by rule, and for fleeting vowels and shifting consonants from packed lemmas."""

from __future__ import annotations

import re
from functools import lru_cache

from locworker.checks.adherence.lexicon import load_lemmas
from locworker.checks.adherence.text import strip_marks, word_set

_ENDINGS = word_set(
    "a u owi em iem ie y i ow om ami ach e o ego emu ej ym im ymi imi ych ich ia iu iom iach iami ii",
) | {""}
# A fleeting vowel before k: rachunek, rachunki.
_K_ENDINGS = word_set("ek ka ki ke ko ku kie kiem kow kowi kom kami kach")

_DEGREE = re.compile(r"(?:ie|i)?(?:ejsz|sz)(?=[yaei])")
# Nouns whose forms have another root.
_OTHERS = {
    "rok": word_set("lata lat latom latami latach"),
    "dzien": word_set("dnia dniu dniem dni dnie dniom dniami dniach"),
    "tydzien": word_set("tygodnia tygodniu tygodniem tygodnie tygodni tygodniom tygodniami tygodniach"),
    "czlowiek": word_set("ludzie ludzi ludziom ludzmi ludziach"),
}
_NOUN_OF = {form: noun for noun, forms in _OTHERS.items() for form in forms}


def same_by_rule(word: str, approved: str) -> bool:
    """Say whether two folded words differ in their endings only."""
    word, approved = strip_marks(word), strip_marks(approved)
    shared = least = max(3, len(approved) - 4)
    if len(approved) < least or word[:least] != approved[:least]:
        return False
    while shared < len(approved) and word[shared : shared + 1] == approved[shared]:
        shared += 1
    return any(
        shared - back >= least and word[shared - back :] in endings and approved[shared - back :] in endings
        for back in (0, 1, 2)
        for endings in (_ENDINGS, _K_ENDINGS)
    )


def same(word: str, approved: str, *, in_phrase: bool) -> bool:  # noqa: ARG001 - all have one signature
    """Say whether a folded word is a form of an approved one."""
    if word == approved or same_by_rule(word, approved):
        return True
    positive = _DEGREE.sub("", word.removeprefix("naj")) if word.startswith("naj") else ""
    if positive and same_by_rule(positive, approved):
        # The highest degree: najpłynniejszy.
        return True
    mine, theirs = _lemmas(word), _lemmas(approved)
    return any(one == other or same_by_rule(one, other) for one in mine for other in theirs)


@lru_cache(maxsize=20_000)
def _lemmas(word: str) -> tuple[str, ...]:
    if noun := _NOUN_OF.get(strip_marks(word)):
        return (word, noun)
    return (word, *(lemma.decode() for lemma in load_lemmas("pl").get(word) or ()))


def other_beginnings(noun: str) -> tuple[str, ...]:
    """Return what forms of a noun without marks begin with that have another root: rok, lata."""
    return tuple({form[:2] for form in _OTHERS.get(noun, ())})
