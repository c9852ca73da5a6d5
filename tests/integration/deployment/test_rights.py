"""What Redis lets a worker do is enough: to publish, to take, to count, to keep the pace."""

from __future__ import annotations

from pathlib import Path

import redis

from brokers import poll
from builders import make_settings
from integration.deployment.conftest import StartBroker
from locworker.broker import Limiter, Publisher, check_broker, depths, make_app
from locworker.settings import Settings
from locworker.store import Message


def _settings(start_broker: StartBroker, folder: Path) -> Settings:
    return make_settings(folder, LOCWORKER_BROKER_URL=start_broker().url)


def test_messages_are_published_counted_and_taken(start_broker: StartBroker, tmp_path: Path) -> None:
    settings = _settings(start_broker, tmp_path)
    app = make_app(settings)
    messages = [Message(id=f"{at:012d}", task="run_batch", queue="mt", priority=6) for at in range(3)]

    Publisher(app).publish(messages)

    assert depths(settings)["mt"] == 3
    with app.connection_for_read() as connection, connection.SimpleQueue("mt") as queue:
        queue.get(timeout=10).ack()
    poll(lambda: depths(settings)["mt"] == 2)


def test_the_broker_is_checked(start_broker: StartBroker, tmp_path: Path) -> None:
    report = check_broker(_settings(start_broker, tmp_path))

    assert report.keeps_messages is True
    assert report.forgets_when_full is False


def test_the_pace_is_kept_in_step_with_other_workers(start_broker: StartBroker, tmp_path: Path) -> None:
    broker = start_broker()
    limits = {"limits": {"deepl": {"requests_per_second": 5, "characters_per_second": 100}}}
    limiter = Limiter(make_settings(tmp_path, limits, LOCWORKER_BROKER_URL=broker.url))

    limiter.acquire("deepl", characters=10, deadline=5.0)
    limiter.cool_down("deepl", 1.0)

    with redis.Redis.from_url(broker.url) as client:
        assert client.exists("locworker:cool:deepl") == 1
        assert client.dbsize() > 1
    limiter.close()
