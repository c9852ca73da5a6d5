"""Many threads with one store, on SQLite and on PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from locworker.store import BatchOutcome, PaidResult, Store, open_store
from queue_builders import call_of, due, new_batch, owner, planned_job, start_job

THREADS = 20


def test_twenty_threads_share_a_store(store: Store) -> None:
    job, batches = planned_job(store, *(new_batch(f"k{number}", f"l{number}") for number in range(100)))
    due(store)
    together = threading.Barrier(THREADS)

    def work(number: int) -> list[str]:
        together.wait(timeout=30)
        mine = []
        for batch in batches[number:] + batches[:number]:
            claim = store.start_batch(batch, owner(f"thread {number}"), now=2.0)
            if claim is None:
                continue
            mine.append(batch)
            call = store.claim([item.key for item in claim.items], call_of(claim), owner(), now=2.0, resend=True)
            store.finish(call, {key: PaidResult(text=key, billed=1) for key in call.keys}, now=3.0)
            store.settle_batch(claim, BatchOutcome(), now=3.0)
            store.progress([job])
        return mine

    with ThreadPoolExecutor(THREADS) as pool:
        done = [batch for mine in pool.map(work, range(THREADS)) for batch in mine]

    assert Counter(done) == Counter(batches)
    assert due(store) == {job}
    progress = store.progress([job])[job]
    assert (progress.answered, progress.billed) == (200, 200)
    assert start_job(store, job).open_batches == 0


def test_reading_does_not_wait_for_a_writer(store: Store) -> None:
    job, _ = planned_job(store)

    with store._writing() as connection:
        connection.exec_driver_sql("UPDATE jobs SET reason = 'being written'")
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(store.job, job).result(timeout=20).reason == ""

    assert store.job(job).reason == "being written"


def test_a_store_that_was_opened_before_a_fork_serves_both(database_url: str) -> None:
    script = """
import os, sys
from locworker.store import open_store
from queue_builders import add_job, new_job

store = open_store(sys.argv[1])
add_job(store, new_job("before.html"))
child = os.fork()
for number in range(20):
    add_job(store, new_job(f"{'child' if child == 0 else 'parent'} {number}.html"))
if child == 0:
    os._exit(0)
_, status = os.waitpid(child, 0)
sys.exit(status or len(store.find_jobs()) != 41)
"""

    ended = subprocess.run(
        [sys.executable, "-c", script, database_url],
        check=False,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": "tests"},
    )

    assert ended.returncode == 0, ended.stderr
    store = open_store(database_url)
    assert len(store.find_jobs()) == 41
    store.close()
