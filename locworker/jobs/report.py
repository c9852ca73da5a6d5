"""What goes into a job and what comes out of it: requests, estimates, results, and how a job talks while it works."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from locworker.errors import LocworkerError
from locworker.languages import LanguagePair
from locworker.model import Finding


class StoppedError(KeyboardInterrupt):
    """The user asked to stop, between two requests: nothing is out, and what was paid is kept."""


class Progress(Protocol):
    """How a job tells what it does; the edges give it a screen."""

    def say(self, line: str) -> None:
        """Tell one thing that the user should know."""

    def start(self, label: str, total: int) -> None:
        """Begin a piece of work of so many texts."""

    def advance(self, count: int) -> None:
        """Tell that so many more texts are done."""

    def stopping(self) -> bool:
        """Return whether the user asked to stop: the job ends after the request that is out."""


class Silence:
    """Progress that nobody watches."""

    def say(self, line: str) -> None:
        """Say nothing."""

    def start(self, label: str, total: int) -> None:
        """Show nothing."""

    def advance(self, count: int) -> None:
        """Show nothing."""

    def stopping(self) -> bool:
        """Go on to the end."""
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What translating one article into one language would take. `characters` are those that would be billed.

    `price` is in the currency of the setting `prices`, None without one; `lost` counts texts that an earlier run sent
    and whose reply was lost; `shared` texts are sent for an earlier article of the same command.
    """

    article: str
    pair: LanguagePair
    engine: str
    route: str
    segments: int
    reviewed: int = 0
    from_memory: int = 0
    from_glossary: int = 0
    paid_before: int = 0
    shared: int = 0
    to_send: int = 0
    characters: int = 0
    lost: int = 0
    price: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """What translating one article into one language did. `catalog` is None when `error` says why there is none.

    `billed` are the characters that the engine reported; `left` counts segments that have no translation, with the
    reasons in `remarks`; `excerpts` has the words around each finding.
    """

    article: str
    pair: LanguagePair
    engine: str
    catalog: Path | None = None
    segments: int = 0
    sent: int = 0
    resent: int = 0
    requests: int = 0
    billed: int = 0
    left: int = 0
    remarks: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    excerpts: tuple[str, ...] = ()
    error: LocworkerError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What a check found, and in which files; `excerpts` has the words around each finding, as many as findings.

    `notes` are for the user, a line each.
    """

    findings: tuple[Finding, ...]
    excerpts: tuple[str, ...]
    paths: tuple[str, ...]
    segments: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A message that holds a page back: its place in the catalog and why."""

    path: str
    line: int
    segment: str
    reason: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuild:
    """What a rebuild wrote, or what held it back: `page` is None when it refused."""

    article: str
    pair: LanguagePair
    catalog: Path
    page: Path | None = None
    manifest: Path | None = None
    segments: int = 0
    gaps: tuple[Gap, ...] = field(default=())
