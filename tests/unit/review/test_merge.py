"""Reviewed text back into segments."""

from __future__ import annotations

import pytest

from builders import make_segment
from locworker.catalog import Catalog, Message, machine_hash, parse_catalog
from locworker.model import Finding, Segment, Severity, State
from locworker.review import merge_review, message_segment, place_finding

REVIEWED = Message(context="p", source="Hello", target="Hallo")


def _merge(segment: Segment, *messages: Message) -> Segment:
    (merged,) = merge_review([segment], Catalog(messages=messages))
    return merged


def test_reviewed_text_is_kept() -> None:
    merged = _merge(make_segment("Hello"), REVIEWED)

    assert (merged.target, merged.state, merged.origin) == ("Hallo", State.REVIEWED, "human")


def test_reviewed_text_follows_its_source() -> None:
    merged = _merge(make_segment("Hello", context="h2"), REVIEWED)

    assert (merged.target, merged.state) == ("Hallo", State.REVIEWED)


def test_edited_text_is_kept_and_still_waits_for_its_review() -> None:
    edited = Message(context="p", source="Hello", target="Hallo", fuzzy=True, machine_hash=machine_hash("Tag"))

    merged = _merge(make_segment("Hello"), edited)

    assert (merged.target, merged.state, merged.origin) == ("Hallo", State.TRANSLATED, "human")


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(
            Message(context="p", source="Hello", target="Hallo", fuzzy=True, machine_hash=machine_hash("Hallo")),
            id="the machine's",
        ),
        pytest.param(Message(context="p", source="Hello"), id="empty"),
        pytest.param(Message(context="p", source="Other", target="Anders"), id="another source"),
        pytest.param(Message(context="p", source="Hello", plural="Hellos", plurals=("a", "b")), id="plural forms"),
    ],
)
def test_anything_else_is_left_to_the_engine(message: Message) -> None:
    segment = make_segment("Hello")

    assert _merge(segment, message) == segment


def test_without_a_catalog_nothing_changes() -> None:
    segment = make_segment("Hello")

    assert merge_review([segment], None) == (segment,)


@pytest.mark.parametrize(
    ("message", "state", "origin"),
    [
        pytest.param(Message(source="a"), State.INITIAL, "", id="empty"),
        pytest.param(
            Message(source="a", target="b", fuzzy=True, machine_hash=machine_hash("b")), State.TRANSLATED, "",
            id="machine",
        ),
        pytest.param(Message(source="a", target="b", fuzzy=True), State.TRANSLATED, "human", id="edited"),
        pytest.param(Message(source="a", target="b"), State.REVIEWED, "human", id="reviewed"),
    ],
)  # fmt: skip
def test_a_message_is_a_segment(message: Message, state: State, origin: str) -> None:
    segment = message_segment(message)

    assert (segment.source, segment.target, segment.context) == ("a", message.target, "")
    assert (segment.state, segment.origin) == (state, origin)


@pytest.mark.parametrize(
    ("places", "unit"),
    [
        pytest.param((), "", id="none"),
        pytest.param(("a/b.html:p:12",), "p:12", id="ours"),
        pytest.param(("b.html",), "b.html", id="a file alone"),
    ],
)
def test_a_segment_knows_its_unit(places: tuple[str, ...], unit: str) -> None:
    assert message_segment(Message(source="a", places=places)).unit == unit


def test_a_finding_is_placed_in_the_file() -> None:
    text = '#: a.html:p:1\n#, fuzzy\nmsgctxt "p"\nmsgid "Hello"\nmsgstr ""\n"Ha"\n"llo"\n'
    catalog = parse_catalog(text, path="de.po")
    finding = Finding(rule="x", category="c", severity=Severity.ERROR, message="m", start=3, end=5)

    placed = place_finding(finding, catalog, catalog.messages[0])

    assert (placed.path, placed.line, placed.column) == ("de.po", 7, 3)
    assert (placed.segment, placed.state) == ("p:1", "edited")


def test_a_finding_in_an_empty_message_has_no_state() -> None:
    catalog = parse_catalog('msgid "Hello"\nmsgstr ""\n', path="")
    finding = Finding(rule="x", category="c", severity=Severity.ERROR, message="m", side="source")

    placed = place_finding(finding, catalog, catalog.messages[0])

    assert (placed.path, placed.line, placed.column, placed.segment, placed.state) == (None, 1, 8, None, None)
