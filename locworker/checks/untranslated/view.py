"""A target seen word by word, with all that speaks for or against each word being left over.

In: the text, its source's words where there is a source, a lexicon and the accepted loans; out: a `View` of parallel
lists, one place a word.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING

from locworker.checks.untranslated.compounds import COMPOUNDING, Join, find_join
from locworker.checks.untranslated.loans import find_loans
from locworker.checks.untranslated.naming import find_named
from locworker.checks.untranslated.source import CONNECTORS, Copied, Source
from locworker.checks.untranslated.tokens import (
    Token,
    find_bracketed,
    find_glosses,
    find_no_prose,
    find_quoted,
    read_tokens,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from locworker.checks.untranslated.lexicon import Lexicon, Word
    from locworker.checks.untranslated.loans import Loan

_NAME_WORDS = frozenset(
    [
        "act",
        "agency",
        "airlines",
        "association",
        "authority",
        "average",
        "bank",
        "board",
        "brands",
        "bureau",
        "capital",
        "chase",
        "commission",
        "committee",
        "company",
        "composite",
        "corporation",
        "council",
        "court",
        "department",
        "exchange",
        "federation",
        "forum",
        "foundation",
        "fund",
        "group",
        "holdings",
        "index",
        "industries",
        "institute",
        "journal",
        "motors",
        "networks",
        "organization",
        "partners",
        "platforms",
        "post",
        "securities",
        "services",
        "society",
        "systems",
        "technologies",
        "times",
        "trust",
        "union",
        "university",
    ]
)
"""What the names of firms, authorities and papers end with, or have before `of`."""
_LEGAL_FORMS = frozenset(["co", "corp", "inc", "llc", "ltd", "plc"])
_JOINTS = frozenset(["", "-", "&", ".", "'", "’", "–", "/"])
_VOWELS = frozenset("aeiouy")
_ABBREVIATION = 4
_FOREIGN = -60
_QUOTE_FOREIGN, _BRACKET_FOREIGN = 30, -40


class Pass(Enum):
    """Why a word is let through: it says nothing of the language of its sentence."""

    CODE = "code"
    """An address, a placeholder, an acronym, a product's name with capitals inside."""
    NAME = "name"
    LOAN = "loan"
    QUOTE = "quote"
    """A quotation, or a gloss in brackets, that is foreign as a whole."""


@dataclass(slots=True)
class View:
    """The words of a target; all lists have one place a word."""

    text: str
    tokens: list[Token]
    words: list[Word]
    gaps: list[str]
    """What stands between a word and the next."""
    copied: list[Copied] | None
    """How each word stands in the source; None without a source."""
    source: Source | None
    whole: bool
    """Whether the target is the source, word for word."""
    passes: list[Pass | None]
    joins: list[Join | None]
    sentences: Counter[int]
    """How many words each sentence has."""


def read_view(
    text: str, *, source: Source | None, lexicon: Lexicon, loans: Mapping[str, tuple[Loan, ...]], language: str
) -> View:
    """Return the view of a target."""
    tokens = read_tokens(text)
    words = [lexicon.look_up(token.text) for token in tokens]
    folded = [word.folded for word in words]
    copied = [source.kinds.get(word, Copied.ABSENT) for word in folded] if source else None
    gaps = [text[first.end : second.start] for first, second in pairwise(tokens)]
    whole = source is not None and tuple(folded) == source.folded
    view = View(
        text=text,
        tokens=tokens,
        words=words,
        gaps=[*gaps, ""],
        copied=copied,
        source=source,
        whole=whole,
        passes=[None] * len(tokens),
        joins=[None] * len(tokens),
        sentences=Counter(token.sentence for token in tokens),
    )
    if language in COMPOUNDING:
        view.joins = [find_join(view.tokens, view.words, view.gaps, place, language) for place in range(len(tokens))]
    _pass_names(view)
    for place in find_named(text, tokens, words, language):
        view.passes[place] = Pass.NAME
    for place in find_loans(tokens, loans):
        view.passes[place] = Pass.LOAN
    _pass_code(view)
    _pass_quotes(view)
    return view


def _pass_code(view: View) -> None:
    for place, token in enumerate(view.tokens):
        if view.gaps[place] == " " and not view.words[place].absent and _is_plain(token):
            continue
        if _is_code(token) and not (token.upper and view.whole):
            view.passes[place] = Pass.CODE
        elif _is_keyword(view, place) or (place and view.gaps[place - 1] == view.gaps[place] == "-"):
            # In the middle of a compound loans are at home: Stop-Loss-Order.
            view.passes[place] = Pass.CODE
        elif place and _is_species(view, place):
            view.passes[place - 1 : place + 1] = [Pass.NAME, Pass.NAME]
    for start, end in find_no_prose(view.text):
        for place in _places(view.tokens, start, end):
            view.passes[place] = Pass.CODE


def _is_plain(token: Token) -> bool:
    """Say whether a word is in lower case, too long for an abbreviation, and in the middle of a sentence."""
    return not token.initial and len(token.text) > _ABBREVIATION and token.text.isalpha() and token.text.islower()


def _is_keyword(view: View, place: int) -> bool:
    """Say whether a word starts a sentence without a capital and is explained after a colon: the name of a command."""
    token = view.tokens[place]
    return token.initial and not token.capital and view.text[token.end : token.end + 1] == ":"


def _is_species(view: View, place: int) -> bool:
    """Say whether a word ends the name of a species: two words that no language has, the first with a capital."""
    first, second = view.tokens[place - 1], view.tokens[place]
    if not first.capital or second.capital or view.gaps[place - 1] != " ":
        return False
    return all(view.words[at].absent and not view.words[at].english for at in (place - 1, place))


def _is_code(token: Token) -> bool:
    """Say whether a word is an acronym, an abbreviation without vowels, or has digits or capitals inside."""
    text = token.text
    if len(text) > _ABBREVIATION and text.isalpha() and text[1:].islower():
        return False
    if token.upper or not (text.isalpha() or not any(char.isdigit() for char in text)):
        return True
    if len(text) > 1 and not text[1:].islower() and any(char.isupper() for char in text[1:]):
        return True
    return 1 < len(text) <= _ABBREVIATION and text.isascii() and _VOWELS.isdisjoint(token.folded)


def _pass_quotes(view: View) -> None:
    """Let quotations and glosses through that are foreign as a whole, unless they are all there is."""
    glosses = find_glosses(view.text)
    for spans, mark in ((find_quoted(view.text), True), (find_bracketed(view.text), False), (glosses, False)):
        for start, end in spans:
            places = _places(view.tokens, start, end)
            if places and len(places) < len(view.tokens) and _is_foreign(view, places, quoted=mark):
                for place in places:
                    view.passes[place] = Pass.QUOTE


def _is_foreign(view: View, places: Sequence[int], *, quoted: bool) -> bool:
    if view.copied is not None:
        if not all(view.copied[place] for place in places):
            return False
        if len(places) == 1:
            # A single word in quotation marks is meant as it stands, if the language knows it at all.
            return quoted and not view.words[places[0]].absent
        return True
    gaps = [max(-150, view.words[place].gap) for place in places]
    return sum(gaps) > _QUOTE_FOREIGN * len(gaps) if quoted else min(gaps) > _BRACKET_FOREIGN


def _places(tokens: Sequence[Token], start: int, end: int) -> range:
    """Return the places of the words that start in a span, found by halving."""
    low = _first_at(tokens, start)
    return range(low, max(low, _first_at(tokens, end)))


def _first_at(tokens: Sequence[Token], offset: int) -> int:
    low, high = 0, len(tokens)
    while low < high:
        middle = (low + high) // 2
        if tokens[middle].start < offset:
            low = middle + 1
        else:
            high = middle
    return low


def _pass_names(view: View) -> None:
    """Let runs of capitalised words through: the names of people, firms, laws and works."""
    place, count = 0, len(view.tokens)
    while place < count:
        if not _may_be_name(view, place):
            place += 1
            continue
        last, capitals, at = place, 1, place
        while at + 1 < count and view.gaps[at].strip() in _JOINTS and len(view.gaps[at]) <= 3:
            at += 1
            if _may_be_name(view, at):
                last, capitals = at, capitals + 1
            elif view.words[at].folded not in CONNECTORS or at - last > 2:
                break
        if capitals > 1:
            view.passes[place : last + 1] = [Pass.NAME] * (last + 1 - place)
        place = last + 1


def is_name(view: View) -> bool:
    """Say whether a passage is a name rather than a title: "First National Bank", "Bank of Richmond"."""
    if not all(token.capital or token.folded in CONNECTORS for token in view.tokens):
        return False
    capitals = [word.english for token, word in zip(view.tokens, view.words, strict=True) if token.capital]
    if sum(capitals) <= len(capitals) // 2:
        return True
    folded = [token.folded for token in view.tokens]
    if folded[-1] in _LEGAL_FORMS or (len(folded) > 2 and folded[-1] in _NAME_WORDS):
        return True
    return any(
        first in _NAME_WORDS and second == "of" and not word.english
        for first, second, word in zip(folded, folded[1:], view.words[2:], strict=False)
    )


def _may_be_name(view: View, place: int) -> bool:
    token = view.tokens[place]
    if not token.capital:
        return False
    if view.copied is None or view.source is None:
        return token.upper or view.words[place].gap > _FOREIGN
    kind = view.copied[place]
    if kind in (Copied.NAME, Copied.INITIAL, Copied.TITLE):
        return True
    around = view.tokens[max(0, place - 1) : place + 2]
    return kind is Copied.LOWER and any(
        (first.folded, second.folded) in view.source.capital_pairs
        and all(one.capital or one.folded in CONNECTORS for one in (first, second))
        for first, second in pairwise(around)
    )
