"""What goes into the store and comes out of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from locworker.languages import LanguagePair


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One call of an engine as the store records it: what for, how many texts and code points."""

    article: str
    engine: str
    pair: LanguagePair
    texts: int
    characters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimant:
    """Who claims: a name that tells processes apart, the lease in seconds, and whether another owner is still there."""

    owner: str
    lease: float
    is_alive: Callable[[str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidResult:
    """What an engine gave for a text, as it came: with the placeholders still in it."""

    text: str
    billed: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The answer to a claim: the keys that are ours to send, and what holds for the others.

    `paid` has what an earlier call brought; `busy` is out with another live process; `unknown` was sent before and its
    reply was lost, and is held; `resent` is the part of `keys` that was sent before and is ours to send again.
    """

    attempt: str
    keys: tuple[str, ...] = ()
    paid: Mapping[str, PaidResult] = field(default_factory=dict)
    busy: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    resent: tuple[str, ...] = ()
