"""What the store keeps of calls: claims, attempts, paid results, budgets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from locworker.languages import LanguagePair


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One call of an engine as the store records it: what for, how many texts and code points.

    `job` and `batch` are ids where a worker calls; None where a command does.
    """

    article: str
    engine: str
    pair: LanguagePair
    texts: int
    characters: int
    job: str | None = None
    batch: str | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """The characters that may be billed in a month ("YYYY-MM"): over all languages, and by target language.

    None, and a language that is not named, mean no limit; what is spent is counted all the same.
    """

    month: str
    total: int | None = None
    languages: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """Characters of a month: what calls on their way may cost at most, and what was billed."""

    reserved: int = 0
    billed: int = 0
