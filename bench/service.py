"""Measure the service on this machine: real workers, an embedded Valkey, and the fake DeepL with a latency.

Usage: python bench/service.py [--latency 0,50,300] [--workers 1,2,4,8] [--databases sqlite,postgresql] [--articles 40]
[--jobs 10000]. A worker is a process of the queue `mt` with four threads; one process of the queue `cpu` with two
children reads and writes articles beside it. Everything shares the machine, the fake DeepL too, so compare lines with
one another and not with other machines. CPU is what the workers took, from /proc; ideal is what latency alone costs.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from databases import PostgresServer  # noqa: E402 - the tests' folder has to be on the path first
from service import SETTLED, Service  # noqa: E402

THREADS = 4
TEXTS = 50
"""Texts of an article: one full request to DeepL."""

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_WORDS = ("Bond", "yields", "rose", "as", "traders", "weighed", "the", "outlook", "for", "rates")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a number of jobs took: wall seconds, and CPU seconds of the `mt` and `cpu` processes."""

    seconds: float
    mt: float
    cpu: float


def write_articles(service: Service, count: int, *, texts: int, label: str) -> list[Path]:
    """Write articles whose texts all differ, so that none is paid before."""
    return [
        service.write(
            f"{label}-{number}.txt", *(f"{' '.join(_WORDS)} {label} {number} {place}." for place in range(texts))
        )
        for number in range(count)
    ]


def measure(service: Service, articles: Sequence[Path], *, languages: Sequence[str] = ("de",)) -> Run:
    """Queue articles and wait until all of them are done."""
    before = cpu_of(service, "mt"), cpu_of(service, "cpu")
    start = time.perf_counter()
    ids = service.submit(*articles, to=languages)
    finish(service, ids)
    seconds = time.perf_counter() - start
    return Run(seconds=seconds, mt=cpu_of(service, "mt") - before[0], cpu=cpu_of(service, "cpu") - before[1])


def finish(service: Service, ids: Sequence[str], *, minutes: float = 60.0) -> None:
    """Look after the queue as a supervisor does, until every job has ended."""
    deadline = time.monotonic() + 60 * minutes
    open_jobs = list(ids)
    while open_jobs:
        if time.monotonic() > deadline:
            raise SystemExit(f"bench: {len(open_jobs)} jobs do not end\n{service.tell()[:2000]}")
        service.reconcile()
        for _ in range(20):
            seen = service.queue.snapshot(open_jobs)
            open_jobs = [name for name in open_jobs if seen[name].state not in SETTLED]
            if not open_jobs:
                break
            time.sleep(0.05 + len(open_jobs) / 10_000)
    states = set(service.states(ids))
    if states != {"done"}:
        raise SystemExit(f"bench: jobs ended as {', '.join(sorted(states))}\n{service.tell()[:2000]}")


def processes(service: Service, queue: str) -> Iterator[list[str]]:
    """Yield the fields of proc(5) from the third on of each process of a queue's workers."""
    sessions = {str(worker.pid) for worker in service.workers if queue in worker.args}  # type: ignore[operator]
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if fields[3] in sessions:
                yield fields


def cpu_of(service: Service, queue: str) -> float:
    """Return the CPU seconds that a queue's workers took so far, with those of children that have ended."""
    return sum(sum(map(int, fields[11:15])) for fields in processes(service, queue)) / _TICKS


def memory_of(service: Service, queue: str) -> float:
    """Return the resident memory of a queue's largest process, in MB."""
    return max(int(fields[21]) for fields in processes(service, queue)) * _PAGE / 1e6


@contextmanager
def running(*, workers: int, threads: int = THREADS, latency: float = 0.0, database: str = "") -> Iterator[Service]:
    """Give a service with workers that are warm."""
    folder = Path(tempfile.mkdtemp(prefix="lw-bench-"))
    try:
        with Service(folder, LOCWORKER_DATABASE_URL=database) as service:
            for _ in range(workers):
                service.start("mt", threads)
            service.start("cpu", 2)
            if workers:
                # The first articles load what languages and glossaries need.
                measure(service, write_articles(service, 4 * workers, texts=2, label="warm"))
            service.deepl.tell("behave", latency=latency)
            yield service
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def bench_load(databases: Sequence[str], latencies: Sequence[int], workers: Sequence[int], articles: int) -> None:
    """Print articles a minute and CPU a batch, by database, latency and number of workers."""
    print(f"\n{articles} articles of {TEXTS} texts, one request each; workers of {THREADS} threads")
    print("database    latency  workers  articles/min  ms CPU a batch: mt    cpu   wall/ideal")
    for database in databases:
        for latency in latencies:
            for count in workers:
                with (
                    postgres_or_sqlite(database) as url,
                    running(workers=count, latency=latency / 1000, database=url) as service,
                ):
                    run = measure(service, write_articles(service, articles, texts=TEXTS, label="load"))
                ideal = articles * latency / 1000 / (count * THREADS)
                over = f"{run.seconds / ideal:10.1f}" if ideal else "         –"
                print(
                    f"{database:<11} {latency:4d} ms  {count:7d}  {60 * articles / run.seconds:12.0f}"
                    f"  {1000 * run.mt / articles:18.1f} {1000 * run.cpu / articles:6.1f}  {over}",
                    flush=True,
                )


@contextmanager
def postgres_or_sqlite(database: str) -> Iterator[str]:
    """Give the address of a fresh database; "" is the SQLite store of the project."""
    if database == "sqlite":
        yield ""
        return
    server = PostgresServer()
    server.start()
    try:
        yield server.url(server.create())
    finally:
        server.stop("immediate")
        server.remove()


def bench_ratios() -> None:
    """Print what large requests and many threads bring, each pair in one run."""
    with running(workers=1) as service:
        single = measure(service, write_articles(service, 200, texts=1, label="single"))
        full = measure(service, write_articles(service, 4, texts=TEXTS, label="full"))
    print(f"\n200 texts: in 200 requests {single.seconds:.2f} s, in 4 requests {full.seconds:.2f} s:", end=" ")
    print(f"{single.seconds / full.seconds:.1f} times; CPU of mt {single.mt / full.mt:.1f} times")
    times = {threads: time_requests(120, threads=threads) for threads in (2, 20)}
    print(f"120 requests of 100 ms: 2 threads {times[2]:.2f} s, 20 threads {times[20]:.2f} s:", end=" ")
    print(f"{times[2] / times[20]:.1f} times")


def time_requests(count: int, *, threads: int) -> float:
    """Return the seconds from the first to the last of some requests of 100 ms, with nothing else at work."""
    with running(workers=0, latency=0.1) as service:
        ids = service.submit(*write_articles(service, count, texts=1, label="slots"))
        store = service.queue._shop.store  # noqa: SLF001 - what waits is no business of users
        service.wait_for(lambda: store.waiting().get("mt") == count, seconds=300)
        for worker in service.workers:
            service.kill(worker)
        service.start("mt", threads)
        service.wait_for(lambda: all(seen.answered for seen in service.queue.snapshot(ids).values()), seconds=300)
        batches = [batch for name in ids for batch in service.queue.show(name).batches]
    return max(batch.finished or 0.0 for batch in batches) - min(batch.started or 0.0 for batch in batches)


def bench_memory(jobs: int) -> None:
    """Print what many jobs do to the memory of workers, the keys of Valkey and `jobs list`."""
    languages = ("de", "fr", "es", "it", "pt-PT", "nl", "pl", "ja", "sv", "da")
    with running(workers=1, threads=20) as service:
        client = service.client()
        keys = client.dbsize()
        done = 0
        print(f"\n{jobs} jobs: jobs done, MB of mt, MB of the largest cpu process, keys in Valkey, seconds")
        start = time.perf_counter()
        while done < jobs:
            part = min(1000, jobs - done)
            articles = write_articles(service, -(-part // len(languages)), texts=3, label=f"many{done}")
            measure(service, articles, languages=languages)
            done += part
            print(
                f"{done:6d}  {memory_of(service, 'mt'):6.0f} {memory_of(service, 'cpu'):6.0f}"
                f"  {client.dbsize()} (before {keys})  {time.perf_counter() - start:6.0f}",
                flush=True,
            )
        client.close()
        start = time.perf_counter()
        rows = service.queue.list()
        print(f"list of {len(rows)} of {done} jobs: {time.perf_counter() - start:.3f} s")


def numbers(text: str) -> list[int]:
    """Return the whole numbers of a list with commas."""
    return [int(part) for part in text.split(",")]


def main() -> None:
    """Measure what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency", type=numbers, default=[0, 50, 300])
    parser.add_argument("--workers", type=numbers, default=[1, 2, 4, 8])
    parser.add_argument("--databases", type=lambda text: text.split(","), default=["sqlite", "postgresql"])
    parser.add_argument("--articles", type=int, default=40)
    parser.add_argument("--jobs", type=int, default=10_000)
    chosen = parser.parse_args()
    bench_load(chosen.databases, chosen.latency, chosen.workers, chosen.articles)
    bench_ratios()
    if chosen.jobs:
        bench_memory(chosen.jobs)


if __name__ == "__main__":
    main()
