"""Rows of the queue as the store gives them, with everything that a test is not about at a plain default."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from locworker.store import BatchRow, JobProgress, JobRow

JOB = JobRow(
    id="0123456789ab",
    article="news/fed.html",
    path="news/fed.html",
    source_language="en",
    target_language="de",
    engine="auto",
    engine_used="deepl",
    state="queued",
    reason="",
    error="",
    priority=6,
    created=1_700_000_000.0,
    updated=1_700_000_000.0,
    started=None,
    finished=None,
    rounds=0,
    attempts=0,
    owner=None,
    lease=None,
    fence=0,
    segments=5,
    to_send=4,
    estimated_characters=100,
    billed_characters=0,
    resent=0,
    glossary="",
    catalog="",
    errors=0,
    warnings=0,
)

PROGRESS = JobProgress(
    state="queued",
    reason="",
    error="",
    answered=0,
    refused=0,
    held=0,
    total=0,
    segments=5,
    billed=0,
    resent=0,
    catalog="",
    errors=0,
    warnings=0,
    rounds=0,
    updated=1_700_000_000.0,
)

BATCH = BatchRow(
    id="0123456789abcdef",
    job="0123456789ab",
    number=1,
    engine="deepl",
    source_language="en",
    target_language="de",
    state="done",
    texts=4,
    characters=100,
    answered=4,
    refused=0,
    held=0,
    glossary="",
    attempts=1,
    busy=0,
    owner=None,
    lease=None,
    fence=1,
    billed_characters=100,
    created=1_700_000_000.0,
    started=1_700_000_001.0,
    finished=1_700_000_002.0,
    error="",
)


def make_job(**changes: Any) -> JobRow:
    """Return a queued job with changes."""
    return replace(JOB, **changes)


def make_progress(**changes: Any) -> JobProgress:
    """Return the progress of a queued job with changes."""
    return replace(PROGRESS, **changes)


def make_batch_row(**changes: Any) -> BatchRow:
    """Return a finished batch with changes."""
    return replace(BATCH, **changes)
