"""The queue: ids of work that is due go in, and a worker somewhere takes them out.

What has to be done stands in the SQL store. The queue only wakes workers: it may be emptied, lost or filled twice
without harm. It also keeps the pace of all workers together (`Limiter`): it is the one place that all of them share.
Celery and the Redis client are imported when they are needed, so that this door costs nothing.
"""

from __future__ import annotations

from locworker.broker.address import Address, mask_url
from locworker.broker.app import QUEUES, TASKS, make_app, worker_arguments
from locworker.broker.depths import BrokerReport, check_broker, depths
from locworker.broker.embedded import EmbeddedServer, find_server, start_server
from locworker.broker.limiter import Limiter
from locworker.broker.locate import broker_url, locate_broker
from locworker.broker.publisher import Publisher

__all__ = [
    "QUEUES",
    "TASKS",
    "Address",
    "BrokerReport",
    "EmbeddedServer",
    "Limiter",
    "Publisher",
    "broker_url",
    "check_broker",
    "depths",
    "find_server",
    "locate_broker",
    "make_app",
    "mask_url",
    "start_server",
    "worker_arguments",
]
