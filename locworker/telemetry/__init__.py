"""Telemetry: what the service does, told to those who run it: logs, metrics and health.

In: log records, and what workers did; out: one JSON object a line, and `/metrics`, `/healthz`, `/readyz` on a bind of
their own. Never in any of them: article text, keys, passwords.
"""

from __future__ import annotations

from locworker.telemetry.recording import (
    BATCH_OUTCOMES,
    FOLDER_VARIABLE,
    REQUEST_OUTCOMES,
    RETRY_KINDS,
    count_request,
    count_retry,
    observe_batch,
    observe_limiter_wait,
    start_recording,
    stop_recording,
)

__all__ = [
    "BATCH_OUTCOMES",
    "FOLDER_VARIABLE",
    "REQUEST_OUTCOMES",
    "RETRY_KINDS",
    "count_request",
    "count_retry",
    "observe_batch",
    "observe_limiter_wait",
    "start_recording",
    "stop_recording",
]
