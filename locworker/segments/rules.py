"""Where a sentence ends: the sentencex library, corrected by a small table of the abbreviations of finance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from locworker.languages import base_language
from locworker.text import TAG, view_text

_REACH = 24
"""How many characters on either side of a boundary the table looks at."""

_MONTHS = (
    "Jan|Feb|Febr|Mär|Apr|Jun|Jul|Aug|Sep|Sept|Okt|Nov|Dez|Januar|Februar|März|April|Mai|Juni|Juli|August|September"
    "|Oktober|November|Dezember"
)
# A boundary is none where the first expression matches what ends there and the second what begins.
_EVERYWHERE = ((r"\b[ap]\.\s?m\.$", r"\(?(?:[A-Z]{2,4}\b|[a-z])"), (r"[.…]$", r"[a-zäöüßàâçéèêëîïôûùñáíóúąćęłńśźż]"))
_TABLE: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (
        (r"\b(?:approx|vs|ca|cf|incl|excl|resp|avg|est|adj|e\.g|i\.e)\.$", ""),
        (r"\b(?:bn|mn|tn|pct|yoy|qoq|annualis?z?ed)\.$", r"[\d$€£¥(]"),
        (r"\b(?:No|Nos|Fig|Figs|Vol|Art|Sec|pp?)\.$", r"\d"),
    ),
    "de": (
        (r"\b(?:ggü|ca|bzw|inkl|exkl|zzgl|abzgl|vgl|evtl|ggf|rd|durchschn|z\. ?B|d\. ?h|u\. ?a|i\. ?d\. ?R)\.$", ""),
        (r"\b(?:Nr|Art|Abs|S)\.$", r"\d"),
        (r"\b(?:Mrd|Mio|Bio|Tsd)\.$", r"(?:[\d(€$]|Euro|Dollar|Franken|Pfund|Yen|US-|Stück|Aktien)"),
        (r"\b\d{1,2}\.$", rf"(?:Quartal|Halbjahr|Jahrhundert|Platz|Rang|(?:{_MONTHS})\b)"),
    ),
    "fr": ((r"\b(?:env|approx|cf|p\. ex|Mds|Md|M|art|vs)\.$", ""),),
    "es": ((r"\b(?:aprox|p\. ej|EE|mill|núm|pág|art|vs)\.$", ""),),
    "it": ((r"\b(?:ca|circa|mld|mln|ad es|p\. es|art|pag|vs)\.$", ""),),
    "pt": ((r"\b(?:aprox|p\. ex|mil|art|pág|núm|vs)\.$", ""),),
    "nl": ((r"\b(?:ca|mld|mln|bijv|o\.a|d\.w\.z|t\.o\.v|proc|vs)\.$", ""),),
    "pl": ((r"\b(?:ok|mld|mln|tys|proc|np|m\.in|tzn|ww|zł|vs)\.$", r"[\d\w(]"),),
}


class Sentence(NamedTuple):
    """One sentence of a segment's text, with the white space before it."""

    lead: str
    text: str


def split_sentences(text: str, *, language: str) -> list[Sentence]:
    """Return the sentences of a segment's text; leads and texts together are the text again.

    A text is never split inside of `<g>…</g>`, nor where only tags would stand on one side.
    """
    view = view_text(text)
    sentences: list[Sentence] = []
    position = 0
    lead = ""
    depth = _Depth(text)
    for boundary in _find_boundaries(view.plain, base_language(language)):
        last = boundary - 1
        while view.plain[last].isspace():
            last -= 1
        ends = view.to_raw(last, last + 1)[1]
        begins = view.to_raw(boundary, boundary + 1)[0]
        gap = next((gap for gap in _gaps(text, ends, begins) if depth.at(gap[0]) == 0), None)
        if gap is None:
            continue
        sentences.append(Sentence(lead, text[position : gap[0]]))
        lead, position = text[gap[0] : gap[1]], gap[1]
    return [*sentences, Sentence(lead, text[position:])]


def _find_boundaries(plain: str, language: str) -> Iterator[int]:
    """Yield where sentences begin, from the second on."""
    # Loaded late: only projects that ask for sentences pay for it.
    import sentencex  # type: ignore[import-untyped]

    parts = sentencex.segment(language, plain)
    if "".join(parts) != plain:
        return
    rules = (*_EVERYWHERE, *_TABLE.get(language, ()))
    position = 0
    for part in parts[:-1]:
        position += len(part)
        before = plain[max(0, position - _REACH) : position].rstrip()
        after = plain[position : position + _REACH].lstrip()
        is_kept = any(re.search(end, before) and re.match(start, after) for end, start in rules)
        if before and after and not is_kept:
            yield position


def _gaps(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the runs of white space between tags of a range; without any, the points between the tags."""
    spaces = [match.span() for match in re.compile(r"\s+").finditer(TAG.sub(_blank, text[start:end]))]
    if spaces:
        yield from ((start + first, start + last) for first, last in spaces)
        return
    points = {start, end, *(start + match.end() for match in TAG.finditer(text[start:end]))}
    yield from ((point, point) for point in sorted(points))


def _blank(match: re.Match[str]) -> str:
    return "x" * len(match[0])


class _Depth:
    """How many `<g>` are open at a place of a text; places are asked for in ascending order."""

    def __init__(self, text: str) -> None:
        self._tags = [(match.end(), match["open"], match["alone"]) for match in TAG.finditer(text)]
        self._index = 0
        self._depth = 0

    def at(self, place: int) -> int:
        while self._index < len(self._tags) and self._tags[self._index][0] <= place:
            _, opening, alone = self._tags[self._index]
            self._depth += 0 if alone else 1 if opening else -1
            self._index += 1
        return self._depth
