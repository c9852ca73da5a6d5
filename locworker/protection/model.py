"""What travels as a tag, and what came back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class HeldKind(StrEnum):
    """Why a piece of text travels as a tag."""

    TERM = "term"
    TICKER = "ticker"
    ADDRESS = "address"
    PLACEHOLDER = "placeholder"
    VALUE = "value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A piece of a segment's text that travels as `<x id="N"/>`.

    `original` is what stood in the source, `target` what takes the tag's place: the same, or a value in the target
    locale's form. Both are segment text, with `<`, `>` and `&` escaped.
    """

    id: int
    original: str
    target: str
    kind: HeldKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Protected:
    """A segment's text as the engine gets it, and what it holds back, in the order of the text."""

    text: str
    held: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """An engine's answer as segment text again.

    `lost` are the pieces whose tag did not come back, `doubled` those that came back more than once; each stands
    wherever its tag did. `invented` are the tags that nobody sent; they were taken out.
    """

    text: str
    lost: tuple[Held, ...] = ()
    doubled: tuple[Held, ...] = ()
    invented: tuple[str, ...] = ()
