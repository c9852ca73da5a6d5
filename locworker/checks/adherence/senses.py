"""Other senses of finance words. In: a word with what stands around it; out: whether it means something else there.

`senses.txt` has the phrases and the telling words. A phrase that ends with the word holds for its plural as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from locworker.checks.adherence.lexicon import read_list
from locworker.checks.adherence.text import word_set

_CLAUSE_END = re.compile(r"\s*(?:[.,;:!?)…]|\Z|(?:and|or|if|but)\b)")
_LETTERS = re.compile(r"[^\W\d_]+")
_NEXT = re.compile(r" ([A-Za-z][a-z]+)(?![\w'’-])")
FUNCTION_WORDS = word_set(
    "by on of in is was are were has had have and or for to at after as if when with will would could may might",
    "must can",
    "than that the a an but from over under into since while who which it its their his her they he she we this",
    "these not",
    "no all also still only so because before during until despite amid against about per more less each",
)
_PAST = word_set(
    "hurt hit cut rose fell grew came led left made put set cost kept held took gave saw sent spread shrank sank",
    "lost won",
    "paid became began brought went hits hurts rises falls comes leads makes remains means looks seems becomes",
    "gets does",
)
# What follows these words where they are nouns of finance; before other nouns they are adjectives: default language.
_FINANCE_HEADS = {
    "default": word_set(
        "rate rates risk risks swap swaps probability probabilities interest insurance event events notice",
        "judgment losses",
        "loss insurers protection cycle premium premiums spread spreads history",
    ),
    "premium": word_set(
        "income payment payments rate rates growth volume volumes increase increases rises rise reserve reserves",
        "tax taxes",
        "refund refunds revenue revenues receipts discount levels level hikes hike cuts cut loan calculation due",
        "finance",
    ),
    "principal": word_set(
        "amount amounts repayment repayments payment payments balance balances sum sums value outstanding due losses",
        "reduction reductions protection loss plus",
    ),
}


def has_other_sense(text: str, source: str, before: str, after: str) -> bool:
    """Say whether a word means something else than in finance.

    Args:
        text: The word in small letters.
        source: The whole text.
        before: What stands before the word.
        after: What stands after it.
    """
    if _is_attribute(text, after):
        return True
    before, after = _fold(before).rstrip(), _fold(after).lstrip()
    return _has_phrase(text, before, after) or _has_telling_word(text, source)


def _fold(text: str) -> str:
    return text.lower().replace("’", "'")


def _is_attribute(text: str, after: str) -> bool:
    """Say whether a word stands before a noun as an adjective: default language, but not default rate."""
    heads = _FINANCE_HEADS.get(text)
    return heads is not None and stands_before_noun(after, heads)


def stands_before_noun(after: str, others: frozenset[str] = frozenset()) -> bool:
    """Say whether a noun follows at once, which the word is an attribute of; others are words that do not count."""
    following = _NEXT.match(after)
    word = following[1].lower() if following else ""
    return bool(word) and word not in others | FUNCTION_WORDS | _PAST and not word.endswith(("ed", "ly"))


def _has_phrase(text: str, before: str, after: str) -> bool:
    return any(
        before.endswith(start)
        and (_CLAUSE_END.match(after) if end == "$" else after.startswith(end))
        and not (start[:1].isalnum() and before[: -len(start)][-1:].isalnum())
        and not (end and end != "$" and after[len(end) :][:1].isalnum())
        for start, end in _senses_of(text)
    )


def _has_telling_word(text: str, source: str) -> bool:
    telling = _load_senses().telling.get(text)
    return telling is not None and not telling.isdisjoint(_LETTERS.findall(source.lower()))


@lru_cache(maxsize=2_000)
def _senses_of(text: str) -> tuple[tuple[str, str], ...]:
    """Return the texts before and after a word, or the plural of one, with which it means something else."""
    phrases = _load_senses().phrases
    if text in phrases:
        return tuple(pair for pair, plural in _split_phrases(phrases[text]) if not plural)
    found = _split_phrases(next((phrases[word] for word in _singulars(text) if word in phrases), ""))
    return tuple(pair for pair, plural in found if plural or not pair[1])


def _singulars(text: str) -> Iterator[str]:
    """Yield the words that a text may be the plural of."""
    if text.endswith("s"):
        yield text[:-1]
    if text.endswith("es"):
        yield text[:-3] + "y" if text.endswith("ies") else text[:-2]


def _split_phrases(phrases: str) -> Iterator[tuple[tuple[str, str], bool]]:
    """Yield for each phrase what stands before and after the word, and whether the word is in the plural there."""
    for phrase in phrases.split(";") if phrases else ():
        before, _, after = phrase.strip().partition("~")
        plural = after[:1] == "s" and after[1:2] in {"", " "}
        yield (before.strip(), after[plural:].strip()), plural


@dataclass(frozen=True, slots=True)
class _Senses:
    """By word, the phrases in which it means something else, and the words that tell so from anywhere in a text."""

    phrases: dict[str, str]
    telling: dict[str, frozenset[str]]


@lru_cache(maxsize=1)
def _load_senses() -> _Senses:
    senses = _Senses({}, {})
    for word, rest in read_list("senses.txt"):
        phrases, plus, words = rest.partition("+")
        senses.phrases[word] = phrases.rstrip("; ")
        if plus:
            plural = word[:-1] + "ies" if word.endswith("y") else word + "s"
            senses.telling[word] = senses.telling[plural] = word_set(words)
    return senses
