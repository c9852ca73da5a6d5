"""What state a message is in."""

from __future__ import annotations

import hashlib

import pytest

from locworker.catalog import Catalog, Message, MessageState, is_untouched, machine_hash, message_state

HASH = machine_hash("Olá")


def test_the_hash_is_over_nfc() -> None:
    assert machine_hash("e\u0301") == hashlib.sha256("é".encode()).hexdigest()[:16]


@pytest.mark.parametrize(
    ("message", "state", "untouched"),
    [
        pytest.param(Message(source="a"), MessageState.EMPTY, False, id="empty"),
        pytest.param(Message(source="a", plural="b", plurals=("x", "")), MessageState.EMPTY, False, id="half plural"),
        pytest.param(
            Message(source="a", target="Olá", fuzzy=True, machine_hash=HASH), MessageState.MACHINE, True, id="machine"
        ),
        pytest.param(
            Message(source="a", target="Oi", fuzzy=True, machine_hash=HASH), MessageState.EDITED, False, id="edited"
        ),
        pytest.param(Message(source="a", target="Oi", fuzzy=True), MessageState.EDITED, False, id="fuzzy without hash"),
        pytest.param(Message(source="a", target="Oi"), MessageState.REVIEWED, False, id="reviewed"),
        pytest.param(
            Message(source="a", target="Olá", machine_hash=HASH), MessageState.REVIEWED, True, id="accepted as it was"
        ),
    ],
)
def test_state_follows_flag_and_hash(message: Message, state: MessageState, *, untouched: bool) -> None:
    assert (message_state(message), is_untouched(message)) == (state, untouched)


def test_a_catalog_is_looked_up_by_context_and_source() -> None:
    message = Message(context="p", source="a")
    gone = Message(source="a", obsolete=True)
    catalog = Catalog(messages=(message, gone))

    assert catalog.index()["p", "a"] is message
    assert list(catalog.live) == [message]
