"""Review. In: segments, a catalog that people worked on, findings; out: reviewed segments, and what blocks a page."""

from __future__ import annotations

from locworker.review.gaps import Gap, GapKind, review_gaps
from locworker.review.ignores import UNUSED_IGNORE, Settled, settle_findings
from locworker.review.merge import merge_review, message_segment, place_finding

__all__ = [
    "UNUSED_IGNORE",
    "Gap",
    "GapKind",
    "Settled",
    "merge_review",
    "message_segment",
    "place_finding",
    "review_gaps",
    "settle_findings",
]
