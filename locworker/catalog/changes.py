"""What a changed source says otherwise than before, in lines for the reviewer."""

from __future__ import annotations

from locworker.text import view_text
from locworker.values import Change, Difference, compare_sources, read_text

_DIRECTIONS = frozenset({Change.COMPARISON, Change.DIRECTION, Change.TENDENCY})
_MOST = 8


def describe_changes(old: str, new: str, language: str) -> tuple[str, ...]:
    """Return a line for each value or direction of a source that changed, the first few: nobody may reuse it unseen."""
    before, after = (read_text(view_text(source).plain, language) for source in (old, new))
    return tuple(map(_describe, compare_sources(before, after)[:_MOST]))


def _describe(difference: Difference) -> str:
    before, after = difference.source, difference.target
    if before and after:
        what = "the direction" if difference.change in _DIRECTIONS else "a value"
        return f"the source changed {what}: {before.text} → {after.text}"
    if before:
        return f"the source no longer says: {before.text}"
    return f"the source now says: {after.text if after else ''}"
