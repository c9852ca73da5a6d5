"""The Celery application: what was proven to lose nothing, and nothing else.

Celery carries ids from those who make work due to those who do it. It keeps no results and no state, runs nothing later
and repeats nothing by itself: all that is the store's.
"""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

from locworker.broker.address import Address
from locworker.broker.locate import locate_broker
from locworker.errors import ConfigError
from locworker.settings import PRIORITIES, Settings

if TYPE_CHECKING:
    from celery import Celery

QUEUES = ("mt", "cpu")
"""`mt` has requests to engines, which wait; `cpu` has reading and checking, which compute."""

TASKS = {"run_batch": "locworker.mt.run_batch", "advance_job": "locworker.advance_job"}
"""A task as the store names it, and as Celery does."""

KEY_PREFIX = "locworker:"
"""What all our keys in Redis begin with."""

LOWEST = max(PRIORITIES.values())
VISIBILITY = 900
"""Seconds after which an unacknowledged message is given to another worker: far more than a task may take, twice."""


def make_app(settings: Settings) -> Celery:
    """Return the Celery application of a project; its tasks are the business of whoever asks.

    Raises:
        ConfigError: The address of the queue cannot be used.
        BrokerError: No address is set and no embedded queue runs.
    """
    from celery import Celery
    from kombu.transport import TRANSPORT_ALIASES

    address = locate_broker(settings)
    TRANSPORT_ALIASES["locworker"] = "locworker.broker.transport:Transport"
    app = Celery("locworker", set_as_current=False)
    app.conf.update(celery_settings(address), locworker_address=address)
    if {app.conf.broker_read_url, app.conf.broker_write_url} != {celery_url(address)}:
        # Celery prefers these to its own configuration, and nobody would have looked at that address.
        raise ConfigError("environment: CELERY_BROKER_URL: unset it; the queue is named by LOCWORKER_BROKER_URL")
    return app


def celery_settings(address: Address) -> dict[str, Any]:
    """Return every setting that differs from Celery's own, each with its reason."""
    return {
        "broker_url": celery_url(address),
        "broker_use_ssl": tls_options(address),
        "broker_transport_options": _redis_options() if address.is_redis else {"confirm_publish": True},
        # A queue that is away comes back: a worker waits for it, at its start too, as long as it takes.
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        # State stands in the store. Results in Redis would cost a quarter of the time of a task, and pile up.
        "result_backend": None,
        "task_ignore_result": True,
        "task_track_started": False,
        "worker_send_task_events": False,
        "result_expires": 3600,
        # A message is acknowledged when its work is done. One whose worker was killed comes again; one whose task
        # fails does not, because the store counts attempts.
        "task_acks_late": True,
        "task_acks_on_failure": True,
        "task_reject_on_worker_lost": True,
        # The same with a bound: a message that kills its worker each time is not given out for ever.
        "task_retry_on_worker_lost": True,
        # A worker takes what it can do now, and leaves the rest to others. A connection that breaks does not stop
        # the request under way, which may have been paid.
        "worker_prefetch_multiplier": 1,
        "worker_disable_prefetch": True,
        "worker_eta_task_limit": 100,
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        # On SIGTERM a worker finishes what it has in hand and ends. On SIGQUIT that has half a minute, all of which
        # Celery sleeps away: so never when nothing runs.
        "worker_soft_shutdown_timeout": 30,
        "worker_enable_soft_shutdown_on_idle": False,
        # Whoever can write to the queue must not be able to run code: pickle is never read.
        "task_serializer": "json",
        "result_serializer": "json",
        "accept_content": ["json"],
        "result_accept_content": ["json"],
        # Only these queues: a slip in a name is an error, not a queue that nobody reads.
        "task_queues": {name: {"exchange": name, "routing_key": name} for name in QUEUES},
        "task_default_queue": "cpu",
        "task_create_missing_queues": False,
        "task_routes": {"locworker.mt.*": {"queue": "mt"}, "locworker.*": {"queue": "cpu"}},
        "task_default_priority": rank(PRIORITIES["normal"], address),
        "task_queue_max_priority": None if address.is_redis else LOWEST,
        "task_publish_retry": True,
        # Logging is the service's own.
        "worker_hijack_root_logger": False,
        "timezone": "UTC",
    }


def celery_url(address: Address) -> str:
    """Return the address as Celery takes it: for Redis with a transport of ours, see `transport`."""
    if not address.is_redis:
        return address.url
    socket = "+socket" if address.scheme == "redis+socket" else ""
    return f"locworker{socket}{address.url.removeprefix(address.scheme)}"


def rank(priority: int, address: Address) -> int:
    """Return a priority as the server counts it: in Redis the lowest number goes first, in RabbitMQ the highest."""
    return priority if address.is_redis else LOWEST - priority


def worker_arguments(settings: Settings, queue: str) -> list[str]:
    """Return how Celery's worker of a queue is started.

    What bounds a process holds for `cpu` alone: threads can neither be stopped nor replaced, so that requests to an
    engine are bounded by their own time-outs.
    """
    arguments = ["worker", f"--queues={queue}", f"--hostname={queue}@%h", f"--loglevel={settings.log_level}"]
    # Workers need not know each other. Asking for others alone takes a second of each start.
    arguments += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    if queue == "mt":
        return [*arguments, "--pool=threads", f"--concurrency={settings.mt_threads}"]
    return [
        *arguments,
        "--pool=prefork",
        f"--concurrency={settings.cpu_processes}",
        "--max-tasks-per-child=500",  # what a library leaks goes with its process
        "--max-memory-per-child=400000",  # KiB
        "--time-limit=300",
        "--soft-time-limit=240",
    ]


def tls_options(address: Address) -> dict[str, Any] | None:
    """Return how certificates are looked at, or None without TLS."""
    if not address.is_encrypted:
        return None
    if address.is_redis:
        # Without this, Celery would take any certificate. Options in the address take its place.
        return {"ssl_cert_reqs": ssl.CERT_REQUIRED}
    return {"cert_reqs": ssl.CERT_REQUIRED, "server_hostname": address.host}


def _redis_options() -> dict[str, Any]:
    return {
        "global_keyprefix": KEY_PREFIX,
        # Four lists a queue, emptied in this order: urgent, high, normal, low.
        "priority_steps": sorted(PRIORITIES.values()),
        "queue_order_strategy": "priority",
        # What a killed worker held is looked for every ten seconds, and is given out again after a quarter of an hour
        # by Redis. The reconciler does it in seconds: it asks the store what nobody works on, and Redis what waits.
        "visibility_timeout": VISIBILITY,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        # A connection that is half open would hang for ever.
        "socket_timeout": 30,
        "socket_connect_timeout": 5,
        "socket_keepalive": True,
        "health_check_interval": 25,
    }
