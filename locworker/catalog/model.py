"""The nouns of a PO file, and what state a message is in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from locworker.text import normalise


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore:
    """A finding that the reviewer silenced: `# locworker: ignore=RULE reason`."""

    rule: str
    reason: str = ""


class MessageState(StrEnum):
    """What may be believed of a message's translation."""

    EMPTY = "empty"
    MACHINE = "machine"
    EDITED = "edited"
    REVIEWED = "reviewed"


HUMAN_STATES = frozenset({MessageState.EDITED, MessageState.REVIEWED})
"""The states of text that a person wrote or accepted; it is never overwritten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of a catalog.

    `comments` are the reviewer's own lines, `notes` the extracted ones (`#.`), `places` the references (`#:`), `flags`
    all flags but `fuzzy`. `machine_hash` and `ignores` are what the markers `# locworker:` say. `plural` and `plurals`
    hold `msgid_plural` and the forms of `msgstr[…]`; locworker writes none, other tools do. `line` and `offset` (from 1
    and 0) say where `msgid` stood in the text that was read, `target_line` and `target_offset` where `msgstr` did; they
    do not count when messages are compared.
    """

    source: str
    target: str = ""
    context: str | None = None
    plural: str | None = None
    plurals: tuple[str, ...] = ()
    fuzzy: bool = False
    obsolete: bool = False
    flags: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    machine_hash: str | None = None
    ignores: tuple[Ignore, ...] = ()
    previous_context: str | None = None
    previous_source: str | None = None
    previous_plural: str | None = None
    line: int | None = field(default=None, compare=False, repr=False)
    target_line: int | None = field(default=None, compare=False, repr=False)
    offset: int = field(default=0, compare=False, repr=False)
    target_offset: int = field(default=0, compare=False, repr=False)

    @property
    def key(self) -> tuple[str | None, str]:
        """Return what makes a message unique in its catalog: context and source."""
        return self.context, self.source

    @property
    def empty(self) -> bool:
        """Say whether a translation is missing, or one of its plural forms."""
        return not all(self.plurals) if self.plurals else not self.target


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """A PO file: its header, and its messages in order, obsolete ones included.

    `path`, `text` and `digest` (sha256 of the bytes, in hex) tell where it was read from and what stood there; they do
    not count when catalogs are compared. `encoding` is the one that it was read in; catalogs are written in UTF-8.
    """

    header: Message | None = None
    messages: tuple[Message, ...] = ()
    path: str = field(default="", compare=False)
    text: str = field(default="", compare=False, repr=False)
    digest: str = field(default="", compare=False)
    encoding: str = field(default="UTF-8", compare=False)

    @property
    def live(self) -> Iterator[Message]:
        """Yield the messages that are not obsolete."""
        return (message for message in self.messages if not message.obsolete)

    def headers(self) -> dict[str, str]:
        """Return the header's fields in order; a line without a name continues the field before it."""
        fields: dict[str, list[str]] = {}
        name = ""
        for line in (self.header.target if self.header else "").split("\n"):
            head, colon, value = line.partition(":")
            if colon and head and " " not in head:
                name = head
                fields[name] = [value.strip()]
            elif name and line.strip():
                fields[name].append(line.strip())
        return {name: "\n".join(lines) for name, lines in fields.items()}

    def index(self) -> dict[tuple[str | None, str], Message]:
        """Return the messages by context and source."""
        return {message.key: message for message in self.messages}


def machine_hash(text: str) -> str:
    """Return what `# locworker: mt=` says of a machine translation: 16 hex digits of the sha256 of its NFC."""
    return hashlib.sha256(normalise(text).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def is_untouched(message: Message) -> bool:
    """Say whether the translation is still, letter for letter, what the machine wrote."""
    return message.machine_hash is not None and message.machine_hash == machine_hash(message.target)


def message_state(message: Message) -> MessageState:
    """Return the state of a message: a fuzzy one is the machine's or edited, any other with text is reviewed.

    A translator who accepts machine text clears the flag too: such a message is reviewed, and `is_untouched` tells it.
    """
    if message.empty:
        return MessageState.EMPTY
    if not message.fuzzy:
        return MessageState.REVIEWED
    return MessageState.MACHINE if is_untouched(message) else MessageState.EDITED


def with_headers(catalog: Catalog, fields: dict[str, str]) -> Catalog:
    """Return the catalog with exactly these header fields, in their order."""
    text = "".join(f"{name}: {value}".replace("\n", " ") + "\n" for name, value in fields.items())
    return replace(catalog, header=replace(catalog.header or Message(source=""), target=text))
