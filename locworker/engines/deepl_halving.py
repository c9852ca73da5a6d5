"""Which entries of a glossary DeepL refuses: it answers 400 for all of them together and names none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http import HTTPStatus

import deepl

Entries = Sequence[tuple[str, str]]

# DeepL that refuses this many entries refuses something else.
_MOST_REFUSED = 20


def store_accepted(store: Callable[[Entries], object], entries: Entries, *, refused_before: bool = False) -> list[str]:
    """Store the entries without those that DeepL refuses, and return the sources of these.

    Each bad entry is found by halving, in about as many calls as the number of entries has binary digits.

    Args:
        store: Replaces what is stored; raises DeepL's error for HTTP 400 when an entry is bad.
        entries: What to store.
        refused_before: Whether DeepL has refused all of them together already.

    Raises:
        deepl.DeepLException: DeepL refused for another reason, or did not answer.
    """
    good = list(entries)
    refused: list[str] = []
    start = 0
    while refused_before or not _takes(store, good):
        refused_before = False
        start = _first_refused(store, good, start)
        refused.append(good.pop(start)[0])
        if len(refused) > _MOST_REFUSED or not good or (start == 0 and not _takes_any(store, good)):
            # It is not about single entries: let DeepL say once more what it is.
            store(entries)
    return refused


def _takes_any(store: Callable[[Entries], object], entries: Entries) -> bool:
    """Say whether DeepL takes one of two entries alone."""
    return _takes(store, entries[-1:]) or _takes(store, entries[:1])


def _first_refused(store: Callable[[Entries], object], entries: Entries, start: int) -> int:
    """Return the place of the first bad entry, of which there is one behind `start`."""
    low, high = start, len(entries)
    while high - low > 1:
        middle = (low + high) // 2
        if _takes(store, entries[low:middle]):
            low = middle
        else:
            high = middle
    return low


def _takes(store: Callable[[Entries], object], entries: Entries) -> bool:
    try:
        store(entries)
    except deepl.DeepLException as error:
        raise_unless_refused(error)
        return False
    return True


def raise_unless_refused(error: deepl.DeepLException) -> None:
    """Raise the error again unless it is the refusal of what was sent."""
    if error.http_status_code != HTTPStatus.BAD_REQUEST:
        raise error
