"""Reviewed text back into segments, and messages as the segments that they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from locworker.catalog import (
    HUMAN,
    Catalog,
    Message,
    MessageState,
    Previous,
    catalog_text,
    locate,
    message_state,
)
from locworker.model import Finding, Segment, State

_STATES = {
    MessageState.EMPTY: State.INITIAL,
    MessageState.MACHINE: State.TRANSLATED,
    MessageState.EDITED: State.TRANSLATED,
    MessageState.REVIEWED: State.REVIEWED,
}


def merge_review(segments: Sequence[Segment], catalog: Catalog | None) -> tuple[Segment, ...]:
    """Return the segments with what people wrote or accepted in the catalog of an earlier run.

    Text of the same source is found where it moved to, and among obsolete messages. Reviewed text is in state
    `reviewed`; text that somebody edited and left fuzzy is kept too and stays `translated`. What only the machine wrote
    is not taken over: an engine's results are remembered elsewhere.
    """
    known = Previous(catalog)
    return tuple(_merge(segment, known) for segment in segments)


def _merge(segment: Segment, known: Previous) -> Segment:
    message = known.find(segment.context, catalog_text(segment.source))
    if message is None or not message.target:
        return segment
    state = message_state(message)
    if state not in (MessageState.REVIEWED, MessageState.EDITED):
        return segment
    return replace(segment, target=message.target, state=_STATES[state], origin=HUMAN)


def message_segment(message: Message) -> Segment:
    """Return a message as the segment that it stands for, for checks and for a rebuild from the catalog alone."""
    state = message_state(message)
    place = message.places[0] if message.places else ""
    return Segment(
        unit=_unit(place),
        context=message.context or "",
        source=message.source,
        target=message.target,
        state=_STATES[state],
        origin=HUMAN if state in (MessageState.EDITED, MessageState.REVIEWED) else "",
    )


def place_finding(finding: Finding, catalog: Catalog, message: Message) -> Finding:
    """Return a finding with its place in the PO file that was read, and the message's unit and state."""
    line, column = locate(catalog, message, finding.side, finding.start)
    state = message_state(message)
    return replace(
        finding,
        path=catalog.path or None,
        line=line,
        column=column,
        segment=_unit(message.places[0]) if message.places else None,
        state=None if state is MessageState.EMPTY else state.value,
    )


def _unit(place: str) -> str:
    """Return the unit of a reference, which follows the article's id: `p:12` of `examples/fed.html:p:12`."""
    return place.partition(":")[2] or place
