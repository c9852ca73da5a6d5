"""Metrics and health of a worker, on a bind of their own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from locworker import telemetry
from locworker.broker import check_broker, depths
from locworker.errors import BrokerError
from locworker.plugins import engine_names
from locworker.settings import Settings
from locworker.supervisor.supervisor import Supervisor

if TYPE_CHECKING:
    from locworker.store import Store


@contextmanager
def serve(settings: Settings, folder: Path, store: Store, supervisor: Supervisor) -> Iterator[str]:
    """Serve `/metrics`, `/healthz` and `/readyz` at the settings' `metrics_bind`; yield the address.

    What the reconciler of this process does is recorded from then on, in the same folder as what the children do.

    Raises:
        ConfigError: The bind is malformed or cannot be had.
    """
    parts: dict[str, Callable[[], object]] = {
        "broker": partial(check_broker, settings, timeout=1.0),
        "store": store.outstanding,
    }
    parts |= {name: partial(_ask, supervisor, name) for name in supervisor.names}
    server = telemetry.serve(
        settings.metrics_bind,
        metrics=telemetry.make_scrape(
            folder,
            figures=lambda: telemetry.read_figures(store, settings.budget, now=time.time()),
            depths=lambda: depths(settings, timeout=1.0),
        ),
        health=supervisor.is_healthy,
        ready=telemetry.ReadinessCheck(parts, secrets=telemetry.secrets_of(settings)),
    )
    telemetry.start_recording(telemetry.recording_environment(folder))
    # What is done again for no engine in particular has none.
    telemetry.begin_counting(["", *engine_names()])
    try:
        yield server.url
    finally:
        telemetry.stop_recording()
        server.close()


def _ask(supervisor: Supervisor, name: str) -> None:
    if not supervisor.is_ready(name):
        raise BrokerError(f"the child for {name} takes no work yet")
