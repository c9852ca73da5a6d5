"""Words that no dictionary has, but that look like words of a language: slips of the pen, compounds, derivations.

Machine translation copies what it does not know: a misspelt source word ("addiiton"), a rare compound ("toeclip"), a
derivation made up on the spot ("subaccounts").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ENDINGS = ("s", "es", "ed", "d", "er", "ers", "ing", "ings", "ly", "ness", "less", "ful", "ish", "y", "able", "back")
_PREFIXES = ("un", "re", "non", "sub", "pre", "over", "under", "mis", "out", "anti", "super")
_VOWELS = frozenset("aeiouy")
_SHORTEST, _LONGEST, _PART = 5, 24, 3


def is_like(word: str, is_word: Callable[[str], bool]) -> bool:
    """Say whether a folded word is a derivation, a compound or a misspelling of words of a language."""
    if not (_SHORTEST <= len(word) <= _LONGEST and word.isascii() and word.isalpha()):
        return False
    return any(is_word(base) for base in _bases(word)) or _is_compound(word, is_word) or _is_slip(word, is_word)


def _bases(word: str) -> Iterator[str]:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _PART:
            base = word[: -len(ending)]
            yield base
            yield base + "e"
            if base[-1] == base[-2]:
                yield base[:-1]
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) > _PART:
            yield word[len(prefix) :]


def _is_compound(word: str, is_word: Callable[[str], bool]) -> bool:
    cuts = range(_PART, len(word) - _PART + 1)
    return any(is_word(word[:cut]) and is_word(word[cut:]) and not _VOWELS.isdisjoint(word[:cut]) for cut in cuts)


def _is_slip(word: str, is_word: Callable[[str], bool]) -> bool:
    """Say whether one letter too many, too few, wrong or swapped makes the word."""
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        if tail and is_word(head + tail[1:]):
            return True
        if len(tail) > 1 and is_word(head + tail[1] + tail[0] + tail[2:]):
            return True
        for letter in _LETTERS:
            if is_word(head + letter + tail) or (tail and is_word(head + letter + tail[1:])):
                return True
    return False
