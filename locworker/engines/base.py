"""The base class of engines. In: protected texts and a language pair; out: as many texts, with what they cost.

A text travels with inline tags as `<g id="1">…</g>` and `<x id="2"/>`, literal `<`, `>`, `&` escaped; an engine gives
it back in the same form. It raises the classes of `locworker.errors` and nothing else; it never retries a request on
its own, for the caller owns attempts, waits and what was paid.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import ClassVar

from locworker.errors import EngineRejectedError
from locworker.languages import DEFAULT_VARIANTS, LanguagePair


def take_turn_alone(_name: str) -> AbstractContextManager[None]:
    """Return a turn for a process that works alone."""
    return nullcontext()


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineOptions:
    """What an edge hands to an engine: the secret, the address and the settings under the engine's name.

    `timeout` is in seconds and bounds one request; `extra` are the engine's own settings, text to text. `project` marks
    what an engine keeps for the project at its provider's. `take_turn` lets one process at a time, of all that work for
    the project, into a block; it may raise `StoreBusyError`.
    """

    key: str | None = field(default=None, repr=False)
    url: str | None = None
    timeout: float = 30.0
    variants: Mapping[str, str] = field(default_factory=lambda: DEFAULT_VARIANTS)
    extra: Mapping[str, str] = field(default_factory=dict)
    project: str = ""
    take_turn: Callable[[str], AbstractContextManager[None]] = field(default=take_turn_alone, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Usability:
    """Whether an engine can work here, why not, and the command or setting that would help."""

    usable: bool
    reason: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that one request may hold: texts, and bytes of UTF-8 over all texts as they are sent."""

    texts: int
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossaryTerm:
    """One entry of a glossary that an engine can apply: a source wording and its preferred target."""

    source: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineGlossary:
    """The terms of a pair that an engine shall keep."""

    pair: LanguagePair
    terms: tuple[GlossaryTerm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossarySync:
    """What became of a pair's terms at an engine that keeps glossaries.

    `action` is `current`, `created`, `added`, `replaced`, `removed` or `none`, and `deleted` for an older state of the
    project's terms that nothing uses any more; `entries` counts the terms there, and `left_out` has pairs (source
    wording, why) of those that are not.
    """

    pair: LanguagePair
    action: str
    entries: int
    left_out: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call of an engine: protected texts, unbilled context in the source language, and the pair's glossary."""

    texts: tuple[str, ...]
    pair: LanguagePair
    context: str | None = None
    glossary: tuple[GlossaryTerm, ...] = ()
    glossary_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One translated text, the characters billed for it, and remarks for the reviewer, a line each."""

    text: str
    billed: int = 0
    notes: tuple[str, ...] = ()


class Engine(ABC):
    """An engine that translates texts."""

    name: ClassVar[str]
    billed: ClassVar[bool] = False
    """Whether a request costs money: its answers are kept as paid results."""
    auto_rank: ClassVar[int | None] = None
    """The place in the order of `--engine auto`, lowest first; None: only when named."""
    localizes_values: ClassVar[bool] = False
    """Whether numbers, dates and currencies may travel as text; if not, they travel as tags."""
    applies_glossary: ClassVar[bool] = False
    """Whether the request's glossary is used; if not, terms that were missed come as tags in a second pass."""
    translates: ClassVar[bool] = True
    """Whether answers are translations: remembered, and checked as text; those of `copy` and `pseudo` are not."""

    def __init__(self, options: EngineOptions) -> None:
        """Keep the options; connect nowhere and start nothing before the first request."""
        self.options = options

    @property
    @abstractmethod
    def version(self) -> str:
        """The version that a catalog names beside the engine, for example of the SDK or of the language data."""

    @property
    @abstractmethod
    def limits(self) -> Limits:
        """The most that one request may hold."""

    @abstractmethod
    def check(self) -> Usability:
        """Say whether the engine can work on this machine, without a network request."""

    @abstractmethod
    def route(self, pair: LanguagePair) -> str | None:
        """Return how the pair is translated (`en-US → de`, `eng-spa + es-pt`), or None when it is not."""

    def settings(self) -> Mapping[str, str]:
        """Return the settings that change what comes back: part of the key of a paid result."""
        return {}

    @abstractmethod
    def translate(self, request: Request) -> Sequence[Answer]:
        """Translate the texts of one request, in order, one answer a text.

        Raises:
            EngineBusyError: The engine surely did not do the work; sending again is safe.
            ReplyLostError: The request went out and no whole answer came: it may have been paid.
            QuotaExceededError: The account's quota is used up.
            RequestTooLargeError: The request must be cut in smaller ones.
            AuthorisationError: The key was refused.
            EngineRejectedError: Any other refusal.
        """

    def sync_glossaries(
        self,
        glossaries: Sequence[EngineGlossary],  # noqa: ARG002 - for engines that keep glossaries
        *,
        label: str,  # noqa: ARG002
        in_use: Sequence[EngineGlossary],  # noqa: ARG002
        dry_run: bool,  # noqa: ARG002
    ) -> Sequence[GlossarySync]:
        """Make the engine's own glossaries hold exactly these terms, with the fewest requests.

        What the engine keeps for the project (the option `project`) of older states of these pairs is deleted.

        Args:
            glossaries: The terms, an item a pair.
            label: The name under which the engine keeps them.
            in_use: Further terms of the project, which must not be deleted.
            dry_run: Only look what would be done.

        Raises:
            EngineRejectedError: The engine keeps no glossaries, or refused them.
        """
        raise EngineRejectedError(f"{self.name} keeps no glossaries")

    def remaining_quota(self) -> int | None:
        """Return the characters left in the account's period, or None when unknown or unlimited."""
        return None

    def close(self) -> None:
        """Release processes and connections; the engine may be used again afterwards."""
