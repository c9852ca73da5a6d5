"""The worker's edge: messages with ids in, work done in the store out. `python -m locworker.tasks --queue mt` runs one.

A message is only a wake-up call: the store says what is to be done, and brings back what a worker took with it when it
died. So a message that comes twice, late or wrong does no harm.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from locworker.broker import TASKS, make_app
from locworker.settings import Settings
from locworker.tasks.base import ProcessQueue, make_task

if TYPE_CHECKING:
    from celery import Celery

__all__ = ["ProcessQueue", "build_app"]


def build_app(settings: Settings, queue: ProcessQueue) -> Celery:
    """Return the Celery application with our two tasks.

    Raises:
        ConfigError: The address of the broker cannot be used.
        BrokerError: No broker is there.
    """
    app = make_app(settings)
    make_task(app, TASKS["advance_job"], queue, lambda jobs, job: jobs.advance_job(job))
    make_task(app, TASKS["run_batch"], queue, lambda jobs, batch: jobs.run_batch(batch))
    return app
