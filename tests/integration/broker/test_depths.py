"""Counting what is in the queue, and looking at the server behind it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from brokers import Broker, RedisBroker, StartWorker, poll
from builders import make_settings
from locworker.broker import Publisher, check_broker, depths, find_server, make_app
from locworker.errors import BrokerError, ConfigError
from locworker.settings import PRIORITIES
from locworker.store import Message


def publish(broker: Broker, folder: Path, *, batches: int, jobs: int = 0) -> None:
    steps = list(PRIORITIES.values())
    messages = [
        Message(id=f"hold-{number}", task="run_batch", queue="mt", priority=steps[number % 4])
        for number in range(batches)
    ]
    messages += [Message(id=f"job-{n}", task="advance_job", queue="cpu", priority=steps[n % 4]) for n in range(jobs)]
    publisher = Publisher(make_app(broker.settings(folder)))
    publisher.publish(messages)
    publisher.close()


def test_an_empty_queue_has_no_depth(broker: Broker, tmp_path: Path) -> None:
    assert depths(broker.settings(tmp_path)) == {"mt": 0, "cpu": 0}


def test_all_priorities_are_counted(broker: Broker, tmp_path: Path) -> None:
    publish(broker, tmp_path, batches=11, jobs=6)

    assert depths(broker.settings(tmp_path)) == {"mt": 11, "cpu": 6}


def test_what_workers_have_in_hand_waits_no_longer(broker: Broker, tmp_path: Path, start_worker: StartWorker) -> None:
    publish(broker, tmp_path, batches=7, jobs=2)
    start_worker("mt", LOCWORKER_MT_THREADS="3")
    started = tmp_path / "started"
    poll(lambda: started.exists() and len(started.read_text().splitlines()) == 3, what="three batches under way")

    with broker.client() as client:
        assert client.hlen("locworker:unacked") == 3
    assert depths(broker.settings(tmp_path)) == {"mt": 4, "cpu": 2}
    assert depths(broker.settings(tmp_path), taken_since=time.time() - 60) == {"mt": 7, "cpu": 2}
    assert depths(broker.settings(tmp_path), taken_since=time.time() + 60) == {"mt": 4, "cpu": 2}

    (tmp_path / "go").touch()
    poll(lambda: depths(broker.settings(tmp_path)) == {"mt": 0, "cpu": 2}, what="the end of the batches")


def test_messages_outlive_a_killed_server(broker: Broker, tmp_path: Path) -> None:
    publish(broker, tmp_path, batches=40)
    broker.write_down()

    broker.kill()
    broker.start()

    assert depths(broker.settings(tmp_path))["mt"] == 40


def test_a_flushed_server_has_lost_everything(broker: Broker, tmp_path: Path) -> None:
    publish(broker, tmp_path, batches=40)
    with broker.client() as client:
        client.flushall()

    assert depths(broker.settings(tmp_path)) == {"mt": 0, "cpu": 0}


def test_a_server_says_what_it_is(broker: Broker, tmp_path: Path) -> None:
    report = check_broker(broker.settings(tmp_path))

    assert report.server.split()[0] == ("Redis" if isinstance(broker, RedisBroker) else "Valkey")
    assert (report.keeps_messages, report.forgets_when_full) == (True, False)
    assert "canary" not in repr(report)


def test_a_server_that_forgets_says_so(broker: Broker, tmp_path: Path) -> None:
    with broker.client() as client:
        client.config_set("appendonly", "no")
        client.config_set("maxmemory-policy", "allkeys-lru")

    report = check_broker(broker.settings(tmp_path))

    assert (report.keeps_messages, report.forgets_when_full) == (False, True)


def test_a_full_server_can_be_used_and_looking_leaves_nothing_in_it(broker: Broker, tmp_path: Path) -> None:
    with broker.client() as client:
        client.config_set("maxmemory", 1)

        found = check_broker(broker.settings(tmp_path))

        assert found.used_bytes
        assert client.dbsize() == 0


def test_a_server_that_hides_its_configuration_is_no_fault(tmp_path: Path) -> None:
    server = RedisBroker(tmp_path / "queue")
    server.start()
    try:
        with server.client() as client:
            client.acl_setuser(
                "worker", enabled=True, passwords=["+word"], categories=["+@all"], commands=["-config"], keys=["*"]
            )
        url = server.url.replace(f":{server.password}@", "worker:word@")

        report = check_broker(make_settings(tmp_path, LOCWORKER_BROKER_URL=url))

        assert (report.keeps_messages, report.forgets_when_full) == (None, None)
    finally:
        server.stop()


def test_a_server_that_hangs_is_told(broker: Broker, tmp_path: Path) -> None:
    broker.hold()
    try:
        with pytest.raises(BrokerError):
            check_broker(broker.settings(tmp_path), timeout=0.3)
        with pytest.raises(BrokerError):
            depths(broker.settings(tmp_path), timeout=0.3)
    finally:
        broker.go_on()


def test_a_project_without_an_address_and_without_a_server_is_told_what_to_do(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)

    assert find_server(settings.data_dir) is None
    for ask in (make_app, depths, check_broker):
        with pytest.raises(BrokerError, match="start it with `locworker up`, or set LOCWORKER_BROKER_URL"):
            ask(settings)


@pytest.mark.parametrize("url", ["redis://10.1.2.3:6379/0", "memory://", "redis://localhost/?db=1"])
def test_an_address_that_cannot_be_used_is_refused_before_anything_is_sent(tmp_path: Path, url: str) -> None:
    settings = make_settings(tmp_path, LOCWORKER_BROKER_URL=url)

    for ask in (make_app, depths, check_broker):
        with pytest.raises(ConfigError, match="LOCWORKER_BROKER_URL"):
            ask(settings)
