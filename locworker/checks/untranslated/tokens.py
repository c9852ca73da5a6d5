"""Tokens: a text in, its words with what their writing says of them out.

A word is a run of Latin letters: what is English in a Japanese or Greek text is found in the same way as in a German
one. Digits make a code of a word (`Q4`, `MP3`), and codes are passed over.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from locworker.text import mask_unspaced

_LETTER = "A-Za-zªº\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_WORD = re.compile(rf"[0-9{_LETTER}](?:[0-9{_LETTER}]|[\u00ad\u200d\u0300-\u036f](?=[{_LETTER}]))*")
_SENTENCE_END = re.compile(r"[.!?…:][\"'»“”’)\]]*\s|[\n\r•|]")
_OPENING = "\"'„“«»‚‘"

# What is no prose: addresses, handles, tags, placeholders, paths, options and code.
_NO_PROSE = re.compile(
    r"https?://\S+|www\.\S+|\S{1,100}@\S+|[@#]\w+|`[^`\n]{1,300}`|\$\{[^}\n]{1,100}\}|\{[^{}\n]{0,60}\}"
    r"|%\([^)\n]{1,60}\)[a-z]|%[0-9$]*[a-zA-Z](?![a-zA-Z])|<[^<>\n]{1,200}>|&[a-z]{2,8};"
    r"|(?<!\w)--?[a-z][\w-]{0,60}(?:=\S*)?(?=\s|$)|(?<!\w)\*?\.\w{1,10}\b"
    r"|(?<!\w)[~.]?/[\w.~-]+/[\w./~-]*|(?<!\w)\w{1,60}\(\)"
    r"|\b\w+\.(?:com|org|net|de|fr|es|it|eu|io|html?|xml|txt|csv|pdf|json|py|exe|cfg|conf|sh)\b(?:/[\w./~?=&%-]*)?"
)
_NO_PROSE_TRIGGER = re.compile(r"[@#`{%<&/.()\-]")
_QUOTED = re.compile(
    r"\"[^\"\n]{1,200}\"|“[^“”\n]{1,200}[”“]|„[^„“”\"\n]{1,200}[“”\"]|«[^«»\n]{1,200}»|»[^«»\n]{1,200}«"
    r"|‘[^‘’\n]{1,200}’|‚[^‚‘\n]{1,200}‘|(?<!\w)'[^'\n]{1,200}'(?!\w)|「[^「」\n]{1,200}」"
)
_QUOTE_MARKS = re.compile(r"[\"“„«»‘‚'「]")
_BRACKETED = re.compile(r"\([^()\n]{1,200}\)|\[[^\[\]\n]{1,200}\]|（[^（）\n]{1,200}）")
_GLOSS = re.compile(r"\([^(),;\n]{1,100}[,;]")


class Token(NamedTuple):
    """A word: where it stands, its folded form, and how it is written.

    `initial` is true where a capital says nothing: at the start of a sentence or after an opening mark. `sentence`
    counts the sentences from 0.
    """

    start: int
    end: int
    text: str
    folded: str
    capital: bool
    upper: bool
    initial: bool
    sentence: int


def find_words(text: str) -> list[str]:
    """Return the words of a text as they are written; hyphens and apostrophes separate words."""
    return _WORD.findall(text)


def fold_word(word: str) -> str:
    """Return a word in the form that the lists have."""
    if word.isascii():
        return word.lower()
    return word.lower().replace("\u00ad", "").replace("\u200d", "")


def read_tokens(text: str) -> list[Token]:
    """Return the words of a text with their writing."""
    tokens = []
    previous = sentence = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        word, gap = text[start:end], text[previous:start]
        initial = not previous
        if gap != " " and previous:
            starts = _SENTENCE_END.search(gap) is not None
            sentence += starts
            initial = starts or (len(gap) > 1 and gap[-1] in _OPENING)
        capital = word[0].isupper()
        upper = capital and len(word) > 1 and word.isupper()
        tokens.append(Token(start, end, word, fold_word(word), capital, upper, initial, sentence))
        previous = end
    return tokens


def find_no_prose(text: str) -> list[tuple[int, int]]:
    """Return the spans of addresses, placeholders, code and the like."""
    if not _NO_PROSE_TRIGGER.search(text):
        return []
    return [match.span() for match in _NO_PROSE.finditer(mask_unspaced(text))]


def find_quoted(text: str) -> list[tuple[int, int]]:
    """Return the spans between quotation marks, the marks included."""
    if not _QUOTE_MARKS.search(text):
        return []
    return [match.span() for match in _QUOTED.finditer(text)]


def find_bracketed(text: str) -> list[tuple[int, int]]:
    """Return the spans in brackets, the brackets included."""
    if "(" not in text and "[" not in text and "（" not in text:
        return []
    return [match.span() for match in _BRACKETED.finditer(text)]


def find_glosses(text: str) -> list[tuple[int, int]]:
    """Return the spans that open a bracket and end at a comma or semicolon in it: (on the cloud, in der Wolke)."""
    return [match.span() for match in _GLOSS.finditer(text)] if "(" in text else []
