"""A worker of this machine. In: settings; out: a child for each queue, with the reconciler and a watchdog beside."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from locworker import telemetry
from locworker.broker import QUEUES, check_broker, depths
from locworker.settings import Settings
from locworker.store import open_store
from locworker.supervisor.children import Program
from locworker.supervisor.duties import Duty
from locworker.supervisor.embedded import EmbeddedQueue
from locworker.supervisor.serving import serve
from locworker.supervisor.supervisor import GRACE, Ending, Supervisor
from locworker.supervisor.watchdog import PATIENCE, Progress, Watchdog

if TYPE_CHECKING:
    from locworker.jobs.queue import JobQueue
    from locworker.store import Store

_log = logging.getLogger(__name__)

RECONCILER = "reconciler"
PARTS = (*QUEUES, RECONCILER)
"""What a worker may consist of: a child for each queue, and the reconciler in the supervisor itself."""

_RECONCILE = 5.0
_FOR_THE_RESULT = 5.0


def run_worker(
    settings: Settings,
    parts: Sequence[str],
    *,
    environ: Mapping[str, str],
    on_ready: Callable[[str], None],
    queue: EmbeddedQueue | None = None,
    hold: Sequence[int] = (),
    patience: float = PATIENCE,
) -> Ending:
    """Work until a signal says stop.

    Args:
        settings: The project's; what flags changed in them has to stand in `environ` too.
        parts: Which of `PARTS` to run.
        environ: The environment that children get.
        on_ready: Called once, with what works, when every part does.
        queue: The embedded queue, where that is used: it runs, and is kept running.
        hold: Open files that stay open until no child runs any more.
        patience: Seconds after which a child that does nothing, though work waits, is started again.

    Raises:
        ConfigError: A setting cannot be used.
        BrokerError: The queue does not answer.
        StoreError: The store cannot be opened.
    """
    with ExitStack() as stack:
        told = [_describe(settings, part) for part in parts]
        told.append(f"queue {check_broker(settings).address if queue is None else queue.address}")
        folder = telemetry.make_metrics_folder(settings.data_dir) if settings.metrics_bind else None
        recording = telemetry.recording_environment(folder) if folder else {}
        supervisor = Supervisor(
            [_program(settings, part, {**environ, **recording}) for part in parts if part in QUEUES],
            grace=grace_of(settings),
            hold=hold,
            on_ready=lambda: on_ready(", ".join(told)),
        )

        def begin() -> None:
            store = stack.enter_context(_opened(settings))
            for duty in _duties(settings, parts, store, supervisor, patience=patience):
                supervisor.add(duty)
            if folder is not None:
                told.append(f"metrics at {stack.enter_context(serve(settings, folder, store, supervisor))}")

        if queue is None:
            begin()
            return supervisor.run()
        supervisor.add(queue.duty)
        # With a queue of our own, only the store may still fail: children load meanwhile, to be ready sooner.
        return supervisor.run(begin)


def grace_of(settings: Settings) -> float:
    """Return the seconds that children have to end: the longest request, and a little for keeping its result."""
    return max(GRACE, settings.longest_timeout + _FOR_THE_RESULT)


def count_jobs(settings: Settings) -> dict[str, int]:
    """Return how many jobs there are by state.

    Raises:
        StoreError: The store cannot be read.
    """
    with _opened(settings) as store:
        return store.count_jobs()


@contextmanager
def _opened(settings: Settings) -> Iterator[Store]:
    store = open_store(settings.database_url)
    try:
        yield store
    finally:
        store.close()


def _describe(settings: Settings, part: str) -> str:
    if part == RECONCILER:
        return part
    count, unit = (settings.mt_threads, "thread") if part == "mt" else (settings.cpu_processes, "process")
    plural = "" if count == 1 else "es" if unit == "process" else "s"
    return f"{part} ({count} {unit}{plural})"


def _program(settings: Settings, queue: str, environ: Mapping[str, str]) -> Program:
    count = settings.mt_threads if queue == "mt" else settings.cpu_processes
    # -P: a module of the project's folder must not take the place of one of ours or of Python's.
    python = (sys.executable, "-P", "-m", "locworker.tasks")
    return Program(
        name=queue,
        arguments=(*python, "--queue", queue, "--concurrency", str(count)),
        environment=environ,
        tells_ready=True,
    )


def _duties(
    settings: Settings, parts: Sequence[str], store: Store, supervisor: Supervisor, *, patience: float
) -> Iterator[Duty]:
    if RECONCILER in parts:
        reconciler = _Reconciler(settings)
        yield Duty(name=RECONCILER, every=_RECONCILE, work=reconciler.work, close=reconciler.close)
    queues = [part for part in parts if part in QUEUES]
    if queues:
        dog = Watchdog(
            lambda: _read(settings, queues, store, supervisor, patience=patience),
            supervisor.restart,
            clock=time.time,
            patience=patience,
        )
        yield Duty(name="watchdog", every=patience / 8, work=dog.look)


class _Reconciler:
    """Brings broker and store together, over one connection to each as long as they are there."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._open = ExitStack()
        self._queue: JobQueue | None = None

    def work(self) -> None:
        """Do one round."""
        if self._queue is None:
            # Loaded late: the children's start needs the processor more.
            from locworker.jobs.queue import open_queue

            self._queue = self._open.enter_context(open_queue(self._settings))
        self._queue.reconcile()

    def close(self) -> None:
        """Let the connections go."""
        self._queue = None
        self._open.close()


def _read(
    settings: Settings, queues: Sequence[str], store: Store, supervisor: Supervisor, *, patience: float
) -> dict[str, Progress]:
    """Return how the queues stand that have a running child here."""
    # Loaded late: it takes longer than all else that a supervisor needs to start its children.
    from locworker.jobs import own_place

    waiting = depths(settings)
    now = time.time()
    found = {}
    for queue in queues:
        age = supervisor.age_of(queue)
        if age is None:
            continue
        activity = store.activity(queue, owner=f"{own_place()}:", since=now - patience)
        due = waiting[queue] if store.oldest_due(queue, now) is not None else 0
        # A new child has its patience anew.
        started = max(now - age, activity.last_started or 0.0)
        found[queue] = Progress(waiting=due, out=activity.out, last_started=started)
    return found
