"""Real workers on both queues: what they take first, what they refuse, and what comes again."""

from __future__ import annotations

import json
import os
import pickle
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path

import pytest

from brokers import PATIENCE, Broker, StartWorker, poll
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


def lines(folder: Path, name: str) -> list[str]:
    path = folder / name
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


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

    poll(lambda: len(lines(tmp_path, "done")) == 4, what="four batches")
    assert lines(tmp_path, "started") == ["urgent", "high", "normal", "low"]


def test_within_a_priority_the_first_comes_first(broker: Broker, tmp_path: Path, start_worker: StartWorker) -> None:
    names = [f"job-{number}" for number in range(12)]
    publish(broker, tmp_path, [job(name) for name in names])

    start_worker("cpu", LOCWORKER_CPU_PROCESSES="1")

    poll(lambda: len(lines(tmp_path, "done")) == 12, what="twelve jobs")
    assert lines(tmp_path, "started") == names


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

        poll(lambda: lines(tmp_path, "done") == ["after"], what="the next batch")

        assert worker.poll() is None
        assert not (tmp_path / "evil-was-here").exists()
        poll(lambda: depths(broker.settings(tmp_path)) == {"mt": 0, "cpu": 0}, what="an empty queue")


def test_messages_and_work_outlive_a_killed_server(broker: Broker, tmp_path: Path, start_worker: StartWorker) -> None:
    worker = start_worker("mt", LOCWORKER_MT_THREADS="4")
    publish(broker, tmp_path, [batch(f"hold-{number}") for number in range(8)])
    poll(lambda: len(lines(tmp_path, "started")) == 4, what="four batches under way")
    broker.write_down()

    broker.kill()
    broker.start()

    (tmp_path / "go").touch()
    publish(broker, tmp_path, [batch("after", "low")])
    expected = {"after", *(f"hold-{number}" for number in range(8))}
    poll(lambda: expected <= set(lines(tmp_path, "done")), what="all batches, and the one that came after")
    assert worker.poll() is None


def test_a_worker_waits_for_a_server_that_is_not_there_yet(
    broker: Broker, tmp_path: Path, start_worker: StartWorker
) -> None:
    broker.kill()
    worker = start_worker("cpu", LOCWORKER_CPU_PROCESSES="1")
    poll(lambda: b"Cannot connect" in (tmp_path / "cpu.log").read_bytes(), what="the first try")

    broker.start()
    publish(broker, tmp_path, [job("first")])

    poll(lambda: lines(tmp_path, "done") == ["first"], what="the job")
    assert worker.poll() is None


def test_a_message_that_kills_its_process_ends_after_four_runs(
    broker: Broker, tmp_path: Path, start_worker: StartWorker
) -> None:
    worker = start_worker("cpu", LOCWORKER_CPU_PROCESSES="1")

    publish(broker, tmp_path, [job("kill"), job("after", "low")])

    poll(lambda: lines(tmp_path, "started").count("kill") == 4, what="four runs")
    poll(lambda: lines(tmp_path, "done") == ["after"], what="the job that came after")
    poll(lambda: depths(broker.settings(tmp_path))["cpu"] == 0, what="an empty queue")
    assert lines(tmp_path, "started").count("kill") == 4
    assert worker.poll() is None


def test_a_worker_that_is_asked_to_end_finishes_what_it_has_in_hand(
    broker: Broker, tmp_path: Path, start_worker: StartWorker
) -> None:
    worker = start_worker("mt", LOCWORKER_MT_THREADS="2")
    publish(broker, tmp_path, [batch("hold-1"), batch("hold-2"), batch("left")])
    poll(lambda: len(lines(tmp_path, "started")) == 2, what="two batches under way")

    worker.terminate()
    poll(lambda: b"Warm shutdown" in (tmp_path / "mt.log").read_bytes(), what="the shutdown's start")
    (tmp_path / "go").touch()

    assert worker.wait(timeout=PATIENCE) == 0
    assert sorted(lines(tmp_path, "done")) == ["hold-1", "hold-2"]
    assert depths(broker.settings(tmp_path)) == {"mt": 1, "cpu": 0}


def test_a_task_that_fails_is_not_run_again(broker: Broker, tmp_path: Path, start_worker: StartWorker) -> None:
    start_worker("cpu", LOCWORKER_CPU_PROCESSES="1")

    publish(broker, tmp_path, [job("fail"), job("after", "low")])

    poll(lambda: lines(tmp_path, "done") == ["after"], what="the next job")
    assert lines(tmp_path, "started") == ["fail", "after"]
    poll(lambda: depths(broker.settings(tmp_path)) == {"mt": 0, "cpu": 0}, what="an empty queue")
