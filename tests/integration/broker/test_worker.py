"""Real workers on both queues: what they take first, what they refuse, and what comes again."""

from __future__ import annotations

import json
import os
import pickle
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path

import pytest
from redis import Redis

from brokers import Broker, StartWorker, poll
from locworker.broker import Publisher, depths, make_app
from locworker.settings import PRIORITIES
from locworker.store import Message


def batch(name: str, priority: str = "normal") -> Message:
    return Message(id=name, task="run_batch", queue="mt", priority=PRIORITIES[priority])


def job(name: str, priority: str = "normal") -> Message:
    return Message(id=name, task="advance_job", queue="cpu", priority=PRIORITIES[priority])


def publish(broker: Broker, folder: Path, messages: Sequence[Message]) -> None:
    publisher = Publisher(make_app(broker.settings(folder)))
    publisher.publish(messages)
    publisher.close()


def listed(client: Redis, key: str) -> list[str]:
    return [item.decode() for item in client.lrange(key, 0, -1)]  # type: ignore[union-attr]


def envelope(body: str, *, content_type: str = "application/json", encoding: str = "utf-8", task: str = "x") -> str:
    return json.dumps(
        {
            "body": b64encode(body.encode("latin-1")).decode(),
            "content-encoding": encoding,
            "content-type": content_type,
            "headers": {"task": task, "id": "1", "lang": "py"},
            "properties": {
                "delivery_tag": "t" + content_type,
                "delivery_info": {"exchange": "", "routing_key": "mt"},
                "body_encoding": "base64",
                "priority": 0,
            },
        }
    )


def test_the_urgent_comes_first(broker: Broker, tmp_path: Path, start_worker: StartWorker) -> None:
    publish(broker, tmp_path, [batch(name, name) for name in ("low", "normal", "high", "urgent")])

    start_worker("mt", LOCWORKER_MT_THREADS="1")

    with broker.client() as client:
        poll(lambda: len(listed(client, "done")) == 4, what="four batches")
        assert listed(client, "started") == ["urgent", "high", "normal", "low"]


def test_within_a_priority_the_first_comes_first(broker: Broker, tmp_path: Path, start_worker: StartWorker) -> None:
    names = [f"job-{number}" for number in range(12)]
    publish(broker, tmp_path, [job(name) for name in names])

    start_worker("cpu", LOCWORKER_CPU_PROCESSES="1")

    with broker.client() as client:
        poll(lambda: len(listed(client, "done")) == 12, what="twelve jobs")
        assert listed(client, "started") == names


class Evil:
    """Runs a command when somebody unpickles it."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        """Say how it is made again."""
        return (os.system, ("touch evil-was-here",))


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(
            envelope(
                pickle.dumps(Evil()).decode("latin-1"), content_type="application/x-python-serialize", encoding="binary"
            ),
            id="pickle",
        ),
        pytest.param(envelope("[]", content_type="application/x-unheard-of"), id="unknown content"),
        pytest.param(envelope("{not json"), id="no json in it"),
        pytest.param(envelope('[["a"], {}, {}]', task="os.system"), id="unknown task"),
        pytest.param(envelope('[["a", "b", "c"], {}, {}]', task="locworker.mt.run_batch"), id="wrong arguments"),
        pytest.param(envelope('"text"', task="locworker.mt.run_batch"), id="wrong shape"),
        pytest.param("{not json", id="no message at all"),
        pytest.param("[]", id="a list"),
        pytest.param('{"body": ""}', id="no headers"),
    ],
)
def test_a_message_that_is_none_of_ours_is_refused_and_the_next_is_done(
    broker: Broker, tmp_path: Path, start_worker: StartWorker, message: str
) -> None:
    worker = start_worker("mt", LOCWORKER_MT_THREADS="1")
    with broker.client() as client:
        client.lpush("locworker:mt", message)
        publish(broker, tmp_path, [batch("after", "low")])

        poll(lambda: listed(client, "done") == ["after"], what="the next batch")

        assert worker.poll() is None
        assert not (tmp_path / "evil-was-here").exists()
        poll(lambda: depths(broker.settings(tmp_path)) == {"mt": 0, "cpu": 0}, what="an empty queue")
