"""Doubts about a source. In: a source text and a term in it; out: why the term may not be meant there, or nothing.

Glossary terms are nouns unless their entry says otherwise, and English uses most of them as verbs too, and in phrases
where they mean something else. A term that the target lacks is no sure fault there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from locworker.checks.adherence.parts import is_adjective, is_noun, is_verb
from locworker.checks.adherence.senses import has_other_sense
from locworker.glossary import TermMatch

_MAY_HOLD = re.compile("[{%:@]")
_PLACEHOLDER = re.compile(r"%\([^)\s]{1,60}\)|\$?\{[^{}\s]{1,80}\}|https?://\S{1,400}|[\w.+-]{1,60}@[\w.-]{1,60}")
_CONTEXT = 80
_LONGEST_NAME = 8
# Where nothing was translated, or half of the text is gone, other rules say so.
_LONG, _SHARE = 40, 0.45
# How many letters of an alphabet a sign stands for, from 8,500 messages of free software in Japanese, Chinese, Korean.
_IDEOGRAPHS, _KANA = re.compile("[\u3400-\u9fff\uf900-\ufaff]"), re.compile("[\u3040-\u30ff\uff01-\uff9f]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_SIGNS = ((_IDEOGRAPHS, 4.0), (_KANA, 1.5), (_HANGUL, 2.5))


def find_doubt(source: str, match: TermMatch, target: str) -> str:
    """Return the rule by which a term of a source may not be meant, or nothing."""
    entry = match.entry
    if target == source:
        return "untranslated"
    if len(source) >= _LONG and _measure(target) < _SHARE * _measure(source):
        return "omitted"
    if entry.protected:
        return ""
    if _is_name(source, match, target):
        return "name"
    text = source[match.start : match.end].lower()
    before, after = source[max(0, match.start - _CONTEXT) : match.start], source[match.end : match.end + _CONTEXT]
    if has_other_sense(text, source, before, after):
        return "other-sense"
    part = entry.pos.casefold()
    if " " in text or part.startswith(("adj", "adv")):
        return ""
    if entry.is_verb:
        return "noun" if is_noun(before) else ""
    if is_verb(text, before, after):
        return "verb"
    return "adjective" if is_adjective(text, before, after) else ""


def _measure(text: str) -> float:
    """Return the length of a text as if it were written with an alphabet: a Japanese text has half the signs."""
    if text.isascii():
        return len(text)
    return len(text) + sum((letters - 1) * len(signs.findall(text)) for signs, letters in _SIGNS)


def drop_placeholders(source: str, matches: Sequence[TermMatch]) -> Sequence[TermMatch]:
    """Return the terms that are not only the name of a value or a part of an address: %(currency)s."""
    if not matches or not _MAY_HOLD.search(source):
        return matches
    taken = {offset for found in _PLACEHOLDER.finditer(source) for offset in range(*found.span())}
    return [match for match in matches if match.start not in taken or match.end - 1 not in taken]


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
