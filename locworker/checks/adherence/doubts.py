"""Doubts about a source. In: a source text and a term in it; out: why the term may not be meant there, or nothing.

Glossary terms are nouns unless their entry says otherwise, and English uses most of them as verbs too, and in phrases
where they mean something else. A term that the target lacks is no sure fault there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from locworker.checks.adherence.text import word_set
from locworker.glossary import TermMatch

_SENSES = Path(__file__).parent / "senses.txt"
_MAY_HOLD = re.compile("[{%:@]")
_PLACEHOLDER = re.compile(r"%\([^)\s]{1,60}\)|\$?\{[^{}\s]{1,80}\}|https?://\S{1,400}|[\w.+-]{1,60}@[\w.-]{1,60}")
_WORDS = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[{<%$&\d]+|[.,;:!?()]")
_CLAUSE_END = re.compile(r"\s*(?:[.,;:!?)…]|\Z|(?:and|or|if|but)\b)")
_LETTERS = re.compile(r"[^\W\d_]+")
_CONTEXT = 80
_LONGEST_NAME = 8
# Where nothing was translated, or half of the text is gone, other rules say so.
_LONG, _SHARE = 40, 0.45

_VERBS = word_set(
    "transfer balance budget deposit invoice price trade purchase",
    "exchange charge tax market bank fund credit debit bill",
    "hedge yield return share lease loan mortgage offer order",
    "default profit gain cost value discount bid cap rally rate",
    "interest audit forecast estimate issue list short split",
    "spread swap mine refund raise cut increase decrease rise",
    "fall drop finance process benchmark leverage pay report release",
    "target risk limit factor pool plan save record post",
    "close open call put float trust bond stock invest supply demand claim sanction pledge grant stake quote",
    "account outperform benefit advance auction underwrite consolidate",
)
_IMPERATIVES = word_set("budget transfer deposit invoice exchange hedge fund mine trade")
_AUXILIARIES = word_set(
    "can could will would shall should may might must do does did cannot can't couldn't won't wouldn't don't doesn't",
    "didn't shouldn't let's please not can’t don’t doesn’t didn’t won’t i you we they who",
)
_INFINITIVES = word_set(
    "want wants wanted need needs needed able going used",
    "try tries tried trying fail fails failed allow allows allowed",
    "ability plan plans planned how decide decided decides you them us it required ready possible easy way available",
    "funds category expected likely unable begin began start",
    "started continue forced wish money chance option options",
    "opportunity order like failure attempt attempts hard difficult aim aims hope hopes agreed agree agrees",
)
_DETERMINERS = word_set(
    "the a an this that these those your my his her its our",
    "their all any some each every no existing it them us him me",
    "{ < % $ {{ ${",
)
_DEFAULT_RISKS = word_set(
    "rate rates risk risks swap swaps probability probabilities interest insurance event events notice judgment losses",
    "by on of in is was are were has had and or for to at after as if when with will would could may than that the a",
)
_OBJECTS = _DETERMINERS | word_set("more less money value funds you ownership")


def find_doubt(source: str, match: TermMatch, target: str) -> str:
    """Return the rule by which a term of a source may not be meant, or nothing."""
    entry = match.entry
    if target == source:
        return "untranslated"
    if len(source) >= _LONG and len(target) < _SHARE * len(source):
        return "omitted"
    if entry.protected:
        return ""
    if _is_name(source, match, target):
        return "name"
    text = source[match.start : match.end].lower()
    before, after = source[max(0, match.start - _CONTEXT) : match.start], source[match.end : match.end + _CONTEXT]
    if text == "default" and _is_attribute(after):
        return "other-sense"
    if _has_other_sense(text, before.lower().replace("’", "'"), after.lower()) or _has_telling_word(text, source):
        return "other-sense"
    part = entry.pos.casefold()
    if " " not in text and not part.startswith(("v", "adj", "adv")) and _is_verb(text, before, after):
        return "verb"
    return ""


def _is_attribute(after: str) -> bool:
    """Say whether "default" stands before a noun as an adjective: default language, but not default rate."""
    following = re.match(r" ([a-z]+)", after)
    return following is not None and following[1] not in _DEFAULT_RISKS


def drop_placeholders(source: str, matches: Sequence[TermMatch]) -> Sequence[TermMatch]:
    """Return the terms that are not only the name of a value or a part of an address: %(currency)s."""
    if not matches or not _MAY_HOLD.search(source):
        return matches
    taken = {offset for found in _PLACEHOLDER.finditer(source) for offset in range(*found.span())}
    return [match for match in matches if match.start not in taken or match.end - 1 not in taken]


def _is_verb(text: str, before: str, after: str) -> bool:
    if text not in _VERBS and not text.endswith("ing"):
        return False
    earlier = [word.lower() for word in _WORDS.findall(before)[-2:]]
    following = [word.lower() for word in _WORDS.findall(after)[:1]]
    previous = earlier[-1] if earlier else "."
    has_object = bool(following) and following[0] in _OBJECTS
    if text.endswith("ing"):
        return previous.endswith("ly") and bool(following) and following[0].isalpha()
    if previous == "to":
        return has_object or (len(earlier) == 2 and earlier[0] in _INFINITIVES)
    if previous in _AUXILIARIES:
        return True
    has_object = bool(following) and following[0] in _DETERMINERS
    if previous in {".", ":", "!", "?"}:
        return has_object and (following[0].isalpha() or text in _IMPERATIVES)
    return previous == "and" and has_object and following[0].isalpha() and following[0] not in {"that", "no", "all"}


def _is_name(source: str, match: TermMatch, target: str) -> bool:
    """Say whether the term is a part of a name that the target keeps: National Stock Exchange."""
    if not source[match.start].isupper() or source[match.start : match.end] not in target:
        return False
    start, end = match.start, match.end
    words = 1
    while words < _LONGEST_NAME and (
        found := re.search(r"\b(?!The |An? )([A-Z][\w&.-]*) \Z", source[max(0, start - 40) : start])
    ):
        start -= len(found[0])
        words += 1
    while words < _LONGEST_NAME and (found := re.match(r" ([A-Z][\w&-]*)", source[end : end + 40])):
        end += len(found[0])
        words += 1
    if words < 2 or source[start:end] not in target:
        return False
    rest = source[:start] + source[end:]
    return bool(rest.strip() if words >= 3 else re.search(r"\b[a-z]{2,} [a-z]{2,}", rest))


def _has_other_sense(text: str, before: str, after: str) -> bool:
    before, after = before.rstrip(), after.lstrip()
    return any(
        before.endswith(start)
        and (_CLAUSE_END.match(after) if end == "$" else after.startswith(end))
        and not (start and before[: -len(start)][-1:].isalnum())
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
    own = [pair for pair, plural in _split_phrases(phrases.get(text, "")) if not plural]
    if text.endswith("s"):
        own.extend(pair for pair, plural in _split_phrases(phrases.get(text[:-1], "")) if plural)
    return tuple(own)


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
    for line in _SENSES.read_text(encoding="utf-8").splitlines():
        start, plus, words = line.partition("+")
        word, colon, phrases = start.partition(":")
        if not colon or line.startswith("#"):
            continue
        senses.phrases[word] = phrases.rstrip("; ")
        if plus:
            senses.telling[word] = senses.telling[word + "s"] = word_set(words)
    return senses
