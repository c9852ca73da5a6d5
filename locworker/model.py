"""The nouns of locworker, frozen values that stand for themselves. Standard library only.

Texts are Unicode in NFC. Offsets are code points; a span is half open, [start, end).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters: what a reader would see, what a reviewer should look at, a matter of form."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Return 0 for the gravest."""
        return list(Severity).index(self)


class State(StrEnum):
    """How far a segment is (XLIFF 2.1, `state`)."""

    INITIAL = "initial"
    TRANSLATED = "translated"
    REVIEWED = "reviewed"
    FINAL = "final"


class Format(StrEnum):
    """What an article is written in."""

    HTML = "html"
    MARKDOWN = "markdown"
    TEXT = "text"
    XML_FEED = "xml-feed"
    """RSS or Atom."""
    JSON_FEED = "json-feed"


class TermStatus(StrEnum):
    """What a term is for its concept (TBX); deprecated in a target is forbidden, protected is not translated."""

    PREFERRED = "preferred"
    ADMITTED = "admitted"
    DEPRECATED = "deprecated"
    PROTECTED = "protected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A half-open range of code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A source article as read: its text is decoded but not normalised, so that every offset finds its bytes again.

    `id` is the path under the project root (characters `[A-Za-z0-9._/-]`), `path` what the user wrote. `encoding` and
    `errors` decode the bytes after `bom` and encode them back, byte for byte; `sha256` is over all bytes, in hex.
    """

    id: str
    path: str
    format: Format
    text: str
    encoding: str = "utf-8"
    errors: str = "strict"
    bom: bytes = b""
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineCode:
    """An inline tag of a unit: `<g id>` with an opening and a closing side, or `<x id/>` with an opening one only."""

    id: int
    open: str
    close: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One block of an article: a paragraph, heading, cell or attribute (XLIFF unit).

    `id` is role and number in the article (`p:12`), `role` what the text is there for (`p`, `h2`, `alt`,
    `meta:description`). `start` and `end` bound what a translation replaces in `Article.text`; `text` is that range as
    segments keep it (NFC, inline markup, escapes). `syntax` names the way to write text back (the room that extracted
    the unit knows its words). `offsets` are pairs (offset in `text`, offset in `Article.text`), ascending, the first at
    0: from each pair on, both count alike up to the next.
    """

    id: str
    role: str
    text: str
    start: int
    end: int
    syntax: str
    codes: tuple[InlineCode, ...] = ()
    offsets: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """The smallest text that is translated on its own.

    `unit` is the unit's id, `index` the segment's place in it (0 when the unit is one segment); `context` the stable
    role, with `#2` for the second of a repeated text (PO `msgctxt`). `lead` is the white space between this segment
    and the one before it in the same unit. `origin` says where the target came from: `memory`, `human`, or an engine's
    name and version; `notes` are the engine's remarks for the reviewer.
    """

    unit: str
    index: int = 0
    context: str
    source: str
    lead: str = ""
    target: str = ""
    state: State = State.INITIAL
    origin: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One wording of a concept in one language (BCP 47)."""

    language: str
    text: str
    status: TermStatus = TermStatus.PREFERRED
    note: str = ""
    pos: str = ""
    case: bool = False
    waiver: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One meaning with its terms in all languages."""

    id: str
    terms: tuple[Term, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedSpan:
    """A further place of a finding: the source term, the other value."""

    side: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check has to say of one place.

    `rule` is the check's id, `category` its MQM type; `side` is `source` or `target`; `start` and `end` are offsets in
    that side's text, `text` what stands there. `matched` names the signals that held. `path`, `line`, `column` (both
    from 1), `segment` (the unit's place) and `state` (`machine`, `edited`, `reviewed`) are null where unknown.
    """

    rule: str
    category: str
    severity: Severity
    message: str
    side: str = "target"
    start: int = 0
    end: int = 0
    text: str = ""
    related: tuple[RelatedSpan, ...] = ()
    matched: tuple[str, ...] = ()
    term: str | None = None
    suggestion: str | None = None
    state: str | None = None
    path: str | None = None
    line: int | None = None
    column: int | None = None
    segment: str | None = None
    fingerprint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The segments of an article in one language with what the checks found, finding beside the segment's place."""

    segments: tuple[Segment, ...]
    findings: tuple[tuple[int, Finding], ...] = field(default=())
    """Pairs (index into `segments`, finding)."""
