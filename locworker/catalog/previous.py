"""What an earlier catalog of an article knows of a segment: the same message, one that moved, or one that changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from locworker.catalog.model import HUMAN_STATES, Catalog, Message, message_state

_WORD = re.compile(r"\w+")
_CANDIDATES = 8
_ALIKE = 0.5


class Previous:
    """An earlier catalog, looked up by context and source, and by source alone where only one translation is known."""

    def __init__(self, catalog: Catalog | None) -> None:
        self._messages = catalog.messages if catalog else ()
        self._by_key = {message.key: message for message in self._messages}
        self._by_source: dict[str, list[Message]] = {}
        for message in self._messages:
            if message_state(message) in HUMAN_STATES:
                self._by_source.setdefault(message.source, []).append(message)

    def find(self, context: str | None, source: str) -> Message | None:
        """Return the message with a segment's key, else a human's that moved here from another context."""
        known = self._by_key.get((context, source))
        if known is not None:
            return known
        moved = self._by_source.get(source, [])
        reviewed = [message for message in moved if not message.fuzzy]
        candidates = reviewed or moved
        return candidates[-1] if len({message.target for message in candidates}) == 1 else None

    def translation(self, context: str | None, source: str) -> str:
        """Return a human's translation of exactly this message, or nothing."""
        message = self._by_key.get((context, source))
        return message.target if message and message_state(message) in HUMAN_STATES else ""

    def changed(self, keys: Sequence[tuple[str | None, str]]) -> dict[tuple[str | None, str], Message]:
        """Return, for keys that are new, the human's message of which each seems to be the changed form.

        Both stand after the same unchanged message and share a role and at least half of their words.
        """
        current = set(keys)
        gone = _after_anchors(((m.key, m) for m in self._messages if not m.obsolete), current)
        pairs: dict[tuple[str | None, str], Message] = {}
        anchor: tuple[str | None, str] | None = None
        for key in keys:
            if key in self._by_key:
                anchor = key
                continue
            left = gone.get(anchor, [])
            # The nearest few only: an article that changed everywhere must not take quadratic time.
            nearest = enumerate(reversed(left[-_CANDIDATES:]), start=1)
            alike = [(_likeness(key, message), -place) for place, message in nearest]
            share, place = max(alike, default=(0.0, 0))
            if share >= _ALIKE:
                pairs[key] = left.pop(place)
        return pairs


def _after_anchors(
    messages: Iterable[tuple[tuple[str | None, str], Message]], current: set[tuple[str | None, str]]
) -> dict[tuple[str | None, str] | None, list[Message]]:
    """Return the humans' messages that are gone, last ones first, by the message before them that is still there."""
    gone: dict[tuple[str | None, str] | None, list[Message]] = {}
    anchor: tuple[str | None, str] | None = None
    for key, message in messages:
        if key in current:
            anchor = key
        elif message_state(message) in HUMAN_STATES:
            gone.setdefault(anchor, []).append(message)
    for left in gone.values():
        left.reverse()
    return gone


def _likeness(key: tuple[str | None, str], message: Message) -> float:
    """Return the share of words that two sources have in common; none when their roles differ."""
    context, source = key
    if (context or "").partition("#")[0] != (message.context or "").partition("#")[0]:
        return 0.0
    ours, theirs = set(_WORD.findall(source)), set(_WORD.findall(message.source))
    return 2 * len(ours & theirs) / ((len(ours) + len(theirs)) or 1)
