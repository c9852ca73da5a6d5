"""Exact memory: the same source text, translated and reviewed before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from locworker.model import Segment


def look_up(segment: Segment, memory: Mapping[str, Sequence[tuple[str, str]]]) -> str | None:
    """Return the reviewed translation of a segment's text, or None.

    A translation in the same context comes first; without one, all known translations must agree: "Flow" as a heading
    and as a word of a sentence need not be one word elsewhere.

    Args:
        segment: The segment to translate.
        memory: Pairs (context, translation) by source text, the newest last.
    """
    known = [pair for pair in memory.get(segment.source, ()) if pair[1]]
    here = [target for context, target in known if context == segment.context]
    if here:
        return here[-1]
    targets = {target for _, target in known}
    return targets.pop() if len(targets) == 1 else None
