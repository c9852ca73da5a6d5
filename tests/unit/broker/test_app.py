"""The Celery application: each setting is what was proven."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import make_settings
from locworker.broker import QUEUES, TASKS, make_app, worker_arguments
from locworker.errors import ConfigError
from locworker.settings import PRIORITIES

PROVEN = {
    "result_backend": None,
    "task_ignore_result": True,
    "task_acks_late": True,
    "task_acks_on_failure": True,
    "task_reject_on_worker_lost": True,
    "task_retry_on_worker_lost": True,
    "task_track_started": False,
    "worker_send_task_events": False,
    "task_publish_retry": True,
    "result_expires": 3600,
    "worker_prefetch_multiplier": 1,
    "worker_disable_prefetch": True,
    "worker_eta_task_limit": 100,
    "worker_cancel_long_running_tasks_on_connection_loss": False,
    "worker_soft_shutdown_timeout": 30,
    "worker_enable_soft_shutdown_on_idle": False,
    "broker_connection_retry_on_startup": True,
    "broker_connection_max_retries": None,
    "broker_transport_options": {
        "visibility_timeout": 900,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_timeout": 30,
        "socket_connect_timeout": 5,
        "socket_keepalive": True,
        "health_check_interval": 25,
        "global_keyprefix": "locworker:",
        "priority_steps": [0, 3, 6, 9],
        "queue_order_strategy": "priority",
    },
    "task_serializer": "json",
    "result_serializer": "json",
    "accept_content": ["json"],
    "result_accept_content": ["json"],
    "worker_hijack_root_logger": False,
    "timezone": "UTC",
    "task_default_queue": "cpu",
    "task_default_priority": 6,
    "task_create_missing_queues": False,
    "task_queue_max_priority": None,
    "task_routes": {"locworker.mt.*": {"queue": "mt"}, "locworker.*": {"queue": "cpu"}},
    # These hold for processes, not for threads: they are arguments of a worker's start.
    "task_time_limit": None,
    "task_soft_time_limit": None,
    "worker_max_tasks_per_child": None,
    "worker_max_memory_per_child": None,
}


@pytest.mark.parametrize("name", sorted(PROVEN))
def test_a_setting_is_what_was_proven(tmp_path: Path, name: str) -> None:
    app = make_app(make_settings(tmp_path, LOCWORKER_BROKER_URL="redis://localhost/0"))

    assert app.conf[name] == PROVEN[name]


def test_tasks_go_to_their_queues(tmp_path: Path) -> None:
    app = make_app(make_settings(tmp_path, LOCWORKER_BROKER_URL="redis://localhost/0"))
    router = app.amqp.Router()

    routed = {task: router.route({}, name)["queue"].name for task, name in TASKS.items()}

    assert sorted(app.amqp.queues) == sorted(QUEUES)
    assert routed == {"run_batch": "mt", "advance_job": "cpu"}


def test_priorities_are_those_of_the_settings() -> None:
    assert PRIORITIES == {"urgent": 0, "high": 3, "normal": 6, "low": 9}


def test_rabbitmq_gets_options_of_its_own(tmp_path: Path) -> None:
    app = make_app(make_settings(tmp_path, LOCWORKER_BROKER_URL="amqps://user:word@rabbit.example//"))

    assert app.conf.broker_transport_options == {"confirm_publish": True}
    assert app.conf.task_queue_max_priority == 9
    assert app.conf.task_default_priority == 3
    assert app.amqp.queues["mt"].queue_arguments == {"x-max-priority": 9}


def test_an_app_is_nobodys_default(tmp_path: Path) -> None:
    from celery import current_app

    app = make_app(make_settings(tmp_path, LOCWORKER_BROKER_URL="redis://localhost/0"))

    assert current_app.main != app.main


@pytest.mark.parametrize("name", ["CELERY_BROKER_URL", "CELERY_BROKER_READ_URL", "CELERY_BROKER_WRITE_URL"])
def test_a_queue_that_celery_would_take_from_the_environment_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "redis://:canary@elsewhere/0")

    with pytest.raises(ConfigError, match="CELERY_BROKER_URL: unset it") as caught:
        make_app(make_settings(tmp_path, LOCWORKER_BROKER_URL="redis://localhost/0"))

    assert "canary" not in str(caught.value)


def test_a_worker_of_requests_has_threads_and_no_bounds_that_threads_cannot_keep(tmp_path: Path) -> None:
    arguments = worker_arguments(make_settings(tmp_path, {"mt_threads": 7}), "mt")

    assert arguments[0] == "worker"
    assert {"--queues=mt", "--pool=threads", "--concurrency=7"} <= set(arguments)
    assert not any("limit" in argument or "per-child" in argument for argument in arguments)


def test_a_worker_that_computes_has_processes_with_bounds(tmp_path: Path) -> None:
    arguments = worker_arguments(make_settings(tmp_path, {"cpu_processes": 3, "log_level": "debug"}), "cpu")

    assert set(arguments) >= {
        "--queues=cpu",
        "--pool=prefork",
        "--concurrency=3",
        "--loglevel=debug",
        "--time-limit=300",
        "--soft-time-limit=240",
        "--max-tasks-per-child=500",
        "--max-memory-per-child=400000",
    }
