"""What an earlier catalog knows of a segment."""

from __future__ import annotations

from locworker.catalog import Catalog, Message, Previous


def _known(*messages: Message) -> Previous:
    return Previous(Catalog(messages=messages))


def test_without_an_earlier_catalog_nothing_is_known() -> None:
    assert Previous(None).find("p", "a") is None


def test_the_message_with_the_same_key_comes_first() -> None:
    here = Message(context="h2", source="Flow", target="Strom", fuzzy=True)
    there = Message(context="p", source="Flow", target="Fluss")

    assert _known(there, here).find("h2", "Flow") is here


def test_reviewed_text_comes_before_edited_text() -> None:
    edited = Message(context="p", source="Flow", target="Strom", fuzzy=True)
    reviewed = Message(context="p#2", source="Flow", target="Fluss")

    assert _known(reviewed, edited).find("h2", "Flow") is reviewed


def test_text_with_two_translations_does_not_move() -> None:
    one = Message(context="p", source="Flow", target="Strom")
    other = Message(context="p#2", source="Flow", target="Fluss")

    assert _known(one, other).find("h2", "Flow") is None
