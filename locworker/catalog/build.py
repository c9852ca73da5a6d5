"""A checked draft of an article in, its catalog out; what people wrote into an earlier catalog stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from locworker.catalog.changes import describe_changes
from locworker.catalog.header import make_fields
from locworker.catalog.model import HUMAN_STATES, Catalog, Ignore, Message, machine_hash, message_state, with_headers
from locworker.catalog.places import segment_place
from locworker.catalog.previous import Previous
from locworker.glossary import Entry, PairGlossary, find_terms
from locworker.model import Article, Finding, Segment, State
from locworker.text import normalise, view_text

HUMAN = "human"
"""The origin of a segment whose target a person wrote."""

_ORIGIN = "engine: "
_REVIEWED = (State.REVIEWED, State.FINAL)
# What msgfmt refuses or warns of; a surrogate alone is no text.
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))
_SURROGATE = re.compile("[\ud800-\udfff]")
_Key = tuple[str | None, str]


def catalog_text(text: str) -> str:
    """Return a text as catalogs can hold it: NFC, line feeds as line ends, no control characters."""
    plain = normalise(text).replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)
    return _SURROGATE.sub("\ufffd", plain)


def build_catalog(
    segments: Sequence[Segment],
    findings: Iterable[tuple[int, Finding]] = (),
    *,
    article: Article,
    language: str,
    source_language: str,
    engine: str = "",
    glossary: PairGlossary | None = None,
    previous: Catalog | None = None,
    now: str = "",
) -> Catalog:
    """Return the catalog of an article's segments, in the article's order.

    Machine text is fuzzy and carries its hash; reviewed segments (see `merge_review`) are not. Findings are pairs
    (index of the segment, finding). From `previous`, the catalog that this one replaces, comments and ignores stay with
    their messages; what people translated there and the article no longer has is kept as obsolete. `now` is what
    `PO-Revision-Date` says when a message changed; a first catalog has none.
    """
    known = Previous(previous)
    notes = _notes(segments, findings, glossary)
    messages = _messages(segments, known, notes, article_id=article.id)
    _note_changes(messages, known, source_language)
    obsolete = _obsolete(messages, previous)
    fields = make_fields(
        article,
        language=language,
        source_language=source_language,
        engine=engine,
        glossary_hash=glossary.content_hash if glossary else "",
        kept=previous.headers() if previous else {},
    )
    header = replace(previous.header, fuzzy=False) if previous and previous.header else None
    catalog = Catalog(header=header, messages=(*messages.values(), *obsolete))
    if previous and _essence(previous) != _essence(catalog):
        fields["PO-Revision-Date"] = now
    return with_headers(catalog, fields)


def _messages(
    segments: Sequence[Segment], known: Previous, notes: Mapping[int, Sequence[str]], *, article_id: str
) -> dict[_Key, Message]:
    """Return the messages in the article's order; two segments with one key are one message for every tool."""
    messages: dict[_Key, Message] = {}
    places: dict[_Key, dict[str, None]] = {}
    for index, segment in enumerate(segments):
        message = _message(segment, known, article_id=article_id, notes=notes.get(index, ()))
        if message.source:
            messages.setdefault(message.key, message)
            places.setdefault(message.key, {}).update(dict.fromkeys(message.places))
    return {
        key: replace(message, places=tuple(places[key])) if len(places[key]) > 1 else message
        for key, message in messages.items()
    }


def _message(segment: Segment, known: Previous, *, article_id: str, notes: Sequence[str]) -> Message:
    source = catalog_text(segment.source)
    target = _match_edges(source, catalog_text(segment.target)) if segment.target else ""
    message = Message(
        context=segment.context,
        source=source,
        target=target,
        fuzzy=bool(target) and segment.state not in _REVIEWED,
        notes=tuple(_one_line(note) for note in notes),
        places=(segment_place(article_id, segment),),
        machine_hash=machine_hash(target) if target and not _is_human(segment) else None,
    )
    earlier = known.find(*message.key)
    return _with_earlier(message, earlier, human=_is_human(segment)) if earlier else message


def _is_human(segment: Segment) -> bool:
    return segment.origin == HUMAN or segment.state in _REVIEWED


def _with_earlier(message: Message, earlier: Message, *, human: bool) -> Message:
    """Return a message with what an earlier catalog has for it; what a person wrote there wins."""
    if message_state(earlier) in HUMAN_STATES:
        target = _match_edges(message.source, earlier.target)
        message = replace(message, target=target, fuzzy=earlier.fuzzy, machine_hash=earlier.machine_hash)
    elif human:
        message = replace(message, machine_hash=earlier.machine_hash)
    if human or message_state(earlier) in HUMAN_STATES:
        # Where the text came from before somebody accepted or edited it is still so.
        others = (note for note in message.notes if not note.startswith(_ORIGIN))
        message = replace(message, notes=(*others, *_origins(earlier)))
    notes = _mark_ignored(message.notes, earlier.ignores)
    message = replace(message, notes=notes, comments=earlier.comments, ignores=earlier.ignores, flags=earlier.flags)
    if earlier.key != message.key or not message.fuzzy:
        return message
    return replace(message, previous_context=earlier.previous_context, previous_source=earlier.previous_source)


def _mark_ignored(notes: tuple[str, ...], ignores: Sequence[Ignore]) -> tuple[str, ...]:
    """Return the notes with those findings marked that the reviewer silenced with a reason."""
    rules = {ignore.rule for ignore in ignores if ignore.reason}
    return tuple(f"ignored {note}" if note.partition(":")[0].rpartition(" ")[2] in rules else note for note in notes)


def _origins(message: Message) -> tuple[str, ...]:
    return tuple(note for note in message.notes if note.startswith(_ORIGIN))


def _match_edges(source: str, target: str) -> str:
    """Return the target with the source's line ends at its edges, and no others: msgfmt refuses any difference."""
    middle = target.strip("\n")
    start = "\n" * (len(source) - len(source.lstrip("\n")))
    end = "\n" * (len(source) - len(source.rstrip("\n"))) if source.strip("\n") else ""
    return start + middle + end


def _note_changes(messages: dict[_Key, Message], known: Previous, language: str) -> None:
    """Add to fuzzy messages the source before it changed (`#|`), which values changed, and the translation it had."""
    changed = known.changed(list(messages))
    for key, message in messages.items():
        before = changed.get(key) if message.fuzzy else None
        context, source = before.key if before else (message.previous_context, message.previous_source)
        if source is None:
            continue
        old = known.translation(context, source)
        notes = message.notes
        if old:
            changes = map(_one_line, describe_changes(source, message.source, language))
            notes = (*notes, *changes, f"previous translation: {_one_line(old)}")
        messages[key] = replace(message, previous_context=context, previous_source=source, notes=notes)


def _obsolete(messages: dict[_Key, Message], previous: Catalog | None) -> list[Message]:
    """Return what people translated and the article no longer has; text that moved is no longer there to keep."""
    kept = []
    translated = {(message.source, message.target) for message in messages.values()}
    for message in previous.messages if previous else ():
        wanted = message_state(message) in HUMAN_STATES
        if wanted and message.key not in messages and (message.source, message.target) not in translated:
            bare = replace(message, obsolete=True, notes=_origins(message), places=())
            kept.append(replace(bare, previous_context=None, previous_source=None, previous_plural=None))
    return kept


def _essence(catalog: Catalog) -> list[tuple[_Key, str, bool, bool]]:
    return [(message.key, message.target, message.fuzzy, message.obsolete) for message in catalog.messages]


def _notes(
    segments: Sequence[Segment], findings: Iterable[tuple[int, Finding]], glossary: PairGlossary | None
) -> dict[int, list[str]]:
    """Return the lines of each segment that are for the reviewer: findings, then terms, then where the text is from."""
    notes: dict[int, list[str]] = {}
    for index, finding in findings:
        wanted = finding.suggestion and finding.suggestion not in finding.message
        suggestion = f" (suggestion: {finding.suggestion})" if wanted else ""
        notes.setdefault(index, []).append(f"{finding.severity} {finding.rule}: {finding.message}{suggestion}")
    for index, segment in enumerate(segments):
        lines = notes.setdefault(index, [])
        if glossary:
            terms = find_terms(view_text(segment.source).plain, glossary)
            lines.extend(dict.fromkeys(_term_note(match.entry) for match in terms))
        if segment.target and segment.origin not in ("", HUMAN):
            lines.append(f"{_ORIGIN}{segment.origin}")
        lines.extend(segment.notes)
    return notes


def _term_note(entry: Entry) -> str:
    if entry.protected:
        return f"term: {entry.source} (do not translate)"
    admitted = f" ({', '.join(entry.targets[1:])})" if entry.targets[1:] else ""
    preferred = entry.targets[0] if entry.targets else "?"
    return f"term: {entry.source} → {preferred}{admitted}"


def _one_line(text: str) -> str:
    return " ".join(catalog_text(text).split())
