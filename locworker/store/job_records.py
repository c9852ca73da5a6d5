"""What the store keeps of the queue: jobs, batches, their texts, events, messages."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from locworker.languages import LanguagePair

JOB_ID_LENGTH = 12
"""How many hexadecimal digits the id of a job has."""

UNFINISHED = ("queued", "running", "paused")
"""The states of a job that will go on, by itself or after `resume_jobs`."""

ENDED = ("done", "partial", "failed", "cancelled")
"""The states of a job that is over."""

RESUMABLE = ("paused", "partial", "failed")
"""The states that `resume_jobs` takes a job out of."""

OPEN = ("pending", "calling")
"""The states of a batch that its job waits for."""

ATTEMPTS = 4
"""How often a job or a batch is started without an orderly end before it is given up."""

GIVEN_UP = f"started {ATTEMPTS} times without an end"
"""The reason of what is given up, as people read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """One article into one language, to be queued. `engine` is as asked; `priority` is 0, 3, 6 or 9, 0 first."""

    article: str
    path: str
    pair: LanguagePair
    engine: str
    priority: int = 6
    segments: int = 0
    to_send: int = 0
    estimated_characters: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFilter:
    """Which jobs to find: those that fit every field that is given, the newest first.

    `article` is a part of the article's id, or a pattern with `*` and `?`; `ids` are ids or their beginnings.
    """

    states: Collection[str] = ()
    languages: Collection[str] = ()
    article: str = ""
    ids: Collection[str] = ()
    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """A job as it stands. `engine` is as asked, `engine_used` the one that does the work, "" while none has."""

    id: str
    article: str
    path: str
    source_language: str
    target_language: str
    engine: str
    engine_used: str
    state: str
    reason: str
    error: str
    priority: int
    created: float
    updated: float
    started: float | None
    finished: float | None
    rounds: int
    attempts: int
    owner: str | None
    lease: float | None
    fence: int
    segments: int
    to_send: int
    estimated_characters: int
    billed_characters: int
    resent: int
    glossary: str
    catalog: str
    errors: int
    warnings: int

    @property
    def pair(self) -> LanguagePair:
        """Return the language pair."""
        return LanguagePair(self.source_language, self.target_language)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobProgress:
    """How far a job is: texts by what became of them, of the `total` that its batches hold so far."""

    state: str
    reason: str
    error: str
    answered: int
    refused: int
    held: int
    total: int
    segments: int
    billed: int
    resent: int
    catalog: str
    errors: int
    warnings: int
    rounds: int
    updated: float


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFacts:
    """What a round has found out about its job; None leaves what the store has."""

    engine_used: str | None = None
    segments: int | None = None
    to_send: int | None = None
    estimated_characters: int | None = None
    glossary: str | None = None
    catalog: str | None = None
    errors: int | None = None
    warnings: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobClaim:
    """A job that is ours for one round, until the lease ends or somebody cancels or pauses it.

    `rounds` counts the rounds planned before; `refused` (key to reason) and `held` are what its batches ended with;
    `open_batches` are those that are still out with a worker.
    """

    id: str
    owner: str
    fence: int
    article: str
    path: str
    pair: LanguagePair
    engine: str
    engine_used: str
    priority: int
    rounds: int
    attempts: int
    billed_characters: int
    resent: int
    open_batches: int = 0
    refused: Mapping[str, str] = field(default_factory=dict)
    held: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchItem:
    """One text of a batch: its key, the protected text, its code points, and its place in the batch from 0.

    `position` is the index of its segment in the article.
    """

    key: str
    text: str
    characters: int
    place: int = 0
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBatch:
    """One engine request to be queued; `glossary` is the hash of a kept glossary version, or ""."""

    engine: str
    pair: LanguagePair
    items: tuple[BatchItem, ...]
    context: str | None = None
    glossary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchClaim:
    """A batch that is ours to call until the lease ends. `attempts` counts this start; `busy` the engine's refusals."""

    id: str
    job: str
    owner: str
    fence: int
    number: int
    article: str
    pair: LanguagePair
    engine: str
    context: str | None
    glossary: str
    items: tuple[BatchItem, ...]
    characters: int
    priority: int
    attempts: int
    busy: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOutcome:
    """What became of a batch's texts: those refused (key to reason) and held; all others are answered.

    `billed` and `resent` are what this run added to the job.
    """

    refused: Mapping[str, str] = field(default_factory=dict)
    held: Collection[str] = ()
    billed: int = 0
    resent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """A batch as it stands; never its texts."""

    id: str
    job: str
    number: int
    engine: str
    source_language: str
    target_language: str
    state: str
    texts: int
    characters: int
    answered: int
    refused: int
    held: int
    glossary: str
    attempts: int
    busy: int
    owner: str | None
    lease: float | None
    fence: int
    billed_characters: int
    created: float
    started: float | None
    finished: float | None
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to a job, for people to read: never article text."""

    job: str
    batch: str | None
    at: float
    kind: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GlossaryVersion:
    """The terms of a pair as batches were cut with them: JSON text under its hash."""

    hash: str
    pair: LanguagePair
    terms: str
    created: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A task to put on the broker's queue: the id of a job or batch is its only argument."""

    id: str
    task: str
    queue: str
    priority: int
