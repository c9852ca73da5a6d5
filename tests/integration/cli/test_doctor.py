from __future__ import annotations

from pathlib import Path

import pytest

from brokers import Broker
from locworker.jobs import Part, examine


def parts_of(broker: Broker, root: Path) -> dict[str, Part]:
    return {part.name: part for part in examine(broker.settings(root)).parts}


def test_a_queue_that_is_well_is_told_with_its_size(broker: Broker, tmp_path: Path) -> None:
    found = parts_of(broker, tmp_path)["broker"]

    assert found.state == "ok"
    assert found.says.startswith(("Redis 7.", "Valkey 9."))
    assert ", 0 messages in it, " in found.says
    assert found.says.endswith(" MiB used")
    assert "canary" not in found.says


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        pytest.param("appendonly", "no", "set `appendonly yes`", id="forgets when it is killed"),
        pytest.param("maxmemory-policy", "allkeys-lru", "set `maxmemory-policy noeviction`", id="forgets when full"),
    ],
)
def test_a_queue_that_may_forget_is_a_warning(
    broker: Broker, tmp_path: Path, name: str, value: str, remedy: str
) -> None:
    with broker.client() as client:
        client.config_set(name, value)

    found = parts_of(broker, tmp_path)["broker"]

    assert found.state == "warning"
    assert remedy in found.remedy


def test_without_workers_the_doctor_names_the_command(broker: Broker, tmp_path: Path) -> None:
    found = parts_of(broker, tmp_path)["workers"]

    assert (found.state, found.remedy) == ("warning", "locworker worker, or locworker up")
