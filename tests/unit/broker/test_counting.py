"""Reading what workers have in hand."""

from __future__ import annotations

import json

from locworker.broker.depths import count_unacked


def test_messages_are_counted_by_queue_and_strange_ones_not_at_all() -> None:
    entries = [json.dumps([{}, "", queue]).encode() for queue in ("mt", "mt", "cpu", "other")]

    found = count_unacked([*entries, b"", b"{", b"[]", b"5", b'{"a": 1}', b'[1, 2, ["mt"]]'])

    assert found == {"mt": 2, "cpu": 1}
