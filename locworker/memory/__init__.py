"""Memory. In: a segment and reviewed translations by source text; out: the one that fits exactly, or none."""

from __future__ import annotations

from locworker.memory.exact import look_up

__all__ = ["look_up"]
