"""Telling messages of ours from all others."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locworker.broker.envelope import is_ours

TASKS = frozenset({"locworker.mt.run_batch"})
BODY: list[Any] = [["0123456789abcdef"], {}, {"callbacks": None, "errbacks": None, "chain": None, "chord": None}]


def make_message(
    body: object = BODY, *, encode: bool = True, content_type: str = "application/json", **changes: object
) -> bytes:
    text = json.dumps(body)
    message = {
        "body": b64encode(text.encode()).decode() if encode else text,
        "content-encoding": "utf-8",
        "content-type": content_type,
        "headers": {"task": "locworker.mt.run_batch", "id": "task-1"},
        "properties": {"body_encoding": "base64" if encode else None, "delivery_tag": "tag", "delivery_info": {}},
    }
    return json.dumps({**message, **changes}).encode()


@pytest.mark.parametrize("encode", [True, False], ids=["as base64", "as text"])
def test_a_message_of_ours_is_taken(*, encode: bool) -> None:
    assert is_ours(make_message(encode=encode), TASKS)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\xff\xfe", id="bytes"),
        pytest.param(b"{", id="no JSON"),
        pytest.param(b"[]", id="list"),
        pytest.param(b"1", id="number"),
        pytest.param(b"{}", id="nothing in it"),
        pytest.param(b"[" * 60_000, id="deep"),
        pytest.param(make_message([["x" * 70_000], {}, {}]), id="large"),
        pytest.param(make_message(content_type="application/x-python-serialize"), id="pickle"),
        pytest.param(make_message(headers={"task": "os.system", "id": "1"}), id="unknown task"),
        pytest.param(make_message(headers={"task": ["x"], "id": "1"}), id="task is a list"),
        pytest.param(make_message(headers={"task": "locworker.mt.run_batch", "id": 1}), id="id is a number"),
        pytest.param(make_message(headers=None), id="no headers"),
        pytest.param(make_message(properties={}), id="no properties"),
        pytest.param(make_message(properties={"body_encoding": None, "delivery_tag": 1}), id="tag is a number"),
        pytest.param(make_message(body="x"), id="body is a text"),
        pytest.param(make_message(body=5), id="body is a number"),
        pytest.param(make_message([[], {}, {}]), id="no argument"),
        pytest.param(make_message([["a", "b"], {}, {}]), id="two arguments"),
        pytest.param(make_message([[1], {}, {}]), id="argument is a number"),
        pytest.param(make_message([["x" * 65], {}, {}]), id="long argument"),
        pytest.param(make_message([["a"], {"b": 1}, {}]), id="named argument"),
        pytest.param(make_message([["a"], {}, {"chain": [{"task": "x"}]}]), id="chain"),
        pytest.param(make_message([["a"], {}, []]), id="callbacks are a list"),
    ],
)
def test_anything_else_is_not(raw: bytes) -> None:
    assert not is_ours(raw, TASKS)


@given(
    st.recursive(st.none() | st.integers() | st.text(), lambda kids: st.lists(kids) | st.dictionaries(st.text(), kids))
)
def test_no_message_is_a_fault(value: object) -> None:
    assert not is_ours(json.dumps(value).encode(), TASKS)
    assert not is_ours(make_message(headers=value), TASKS)
    assert not is_ours(make_message(properties=value), TASKS)
