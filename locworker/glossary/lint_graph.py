"""Lint of translations against each other: circles, and long terms that contradict the short ones in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from locworker.glossary.lint_concepts import Group
from locworker.glossary.lint_rows import Report, Row

_WORD = re.compile(r"\w+")
_LONGEST_PHRASE = 12


def check_cycles(groups: Mapping[str, Group], report: Report) -> None:
    """Report terms whose translations lead back to themselves (yield → return, return → yield)."""
    for language in _languages(groups):
        following: dict[str, tuple[Row, str]] = {}
        for group in groups.values():
            target = group.preferred(language)
            for source in group.sources:
                if target and not source.protected and _key(source.text) != _key(target.text):
                    following.setdefault(_key(source.text), (source, _key(target.text)))
        _walk(following, report)


def check_overlaps(groups: Mapping[str, Group], report: Report) -> None:
    """Report a long term none of whose translations shares a word with those of a shorter term in it.

    A note on the long term says that it is meant (stock exchange is no exchange of stocks).
    """
    wordings = {
        _words(row.text): group
        for group in groups.values()
        for row in group.sources
        if row.approved and not row.protected
    }
    for group in groups.values():
        for row in group.sources:
            if group.notes or not row.approved or row.protected:
                continue
            for phrase in _inner_phrases(_words(row.text)):
                short = wordings.get(phrase)
                if short and short is not group and _contradicts(row, group, short, report):
                    break


def _walk(following: Mapping[str, tuple[Row, str]], report: Report) -> None:
    """Follow each term to its end; every term is visited once."""
    done: set[str] = set()
    for start in following:
        path: dict[str, None] = {}
        key = start
        while key in following and key not in done and key not in path:
            path[key] = None
            key = following[key][1]
        if key in path:
            members = list(path)[list(path).index(key) :]
            circle = " → ".join([*members, key])
            report.add_row("cycle", f"translations go in a circle: {circle}; change one of them", following[key][0])
        done.update(path)


def _contradicts(row: Row, group: Group, short: Group, report: Report) -> bool:
    """Report one contradiction, in the first language that has one."""
    for language in group.targets:
        long_terms = [_plain(term.text) for term in group.approved(language)]
        short_rows = short.approved(language)
        if not long_terms or not short_rows:
            continue
        if any(stem in term for item in short_rows for stem in _stems(item.text) for term in long_terms):
            continue
        report.add_row(
            "overlapping-terms",
            f"'{short.sources[0].text}' in it is '{short_rows[0].text}' (line {short_rows[0].line}), which"
            f" '{group.approved(language)[0].text}' does not hold; change one, or say in a note why they differ",
            row,
            other=short_rows[0],
        )
        return True
    return False


def _stems(text: str) -> Iterator[str]:
    """Yield what must be left of a word in its inflections and compounds: its start, three letters or more."""
    for word in _WORD.findall(_plain(text)):
        if not word.isascii():
            # Scripts without spaces: one character in common is a kinship.
            yield from word
        elif len(word) >= 3 or word.isdigit():
            yield word[: max(3, len(word) - 3)]


def _inner_phrases(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the runs of words inside a phrase, the long ones first."""
    count = min(len(words), _LONGEST_PHRASE)
    for length in range(count - 1, 0, -1):
        for start in range(count - length + 1):
            yield tuple(words[start : start + length])


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(_key(text)))


def _key(text: str) -> str:
    return unicodedata.normalize("NFKC", " ".join(text.split())).casefold()


def _plain(text: str) -> str:
    """Return the text folded and without the marks of its letters, but for scripts where a mark is half the letter."""
    folded = unicodedata.normalize("NFKD", text).casefold().replace("ł", "l").replace("ø", "o")
    return unicodedata.normalize("NFC", re.sub("[\u0300-\u036f]", "", folded))


def _languages(groups: Mapping[str, Group]) -> dict[str, None]:
    return dict.fromkeys(language for group in groups.values() for language in group.targets)
