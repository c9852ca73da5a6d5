"""Why something failed, in words that may be kept: an error in, one line without article text out."""

from __future__ import annotations

from collections.abc import Iterable

from locworker.text import view_text

_LONGEST = 300
_QUOTE = 12
# A whole text that is shorter than a quote counts from this length on.
_WORD = 6


def reason_of(error: Exception, texts: Iterable[str] = ()) -> str:
    """Return an error's sentence for stores, lists and logs; the class alone when it quotes one of the texts.

    Engines are other people's code: what they say of a request may hold a piece of it.
    """
    said = "".join(char if char.isprintable() else " " for char in str(error))
    line = " ".join(said.split())[:_LONGEST]
    if not line:
        return type(error).__name__
    windows = {line[start : start + _QUOTE] for start in range(max(1, len(line) - _QUOTE + 1))}
    for text in texts:
        plain = view_text(text).plain
        if any(window in text or window in plain for window in windows) or (len(plain) >= _WORD and plain in line):
            return f"{type(error).__name__}; its message quotes the text and is left out"
    return line
