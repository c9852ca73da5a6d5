"""A whole service in a folder: embedded Valkey, a fake DeepL and workers, each a process of its own.

`with Service(folder) as service:` starts Valkey and DeepL; `service.start("mt", 4)` starts a worker, and
`service.settle(ids)` looks after the queue, as a supervisor's reconciler does, until no job moves any more.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx2
from redis import Redis

from brokers import PATIENCE
from command_line import environment
from locworker.broker import EmbeddedServer, start_server
from locworker.errors import BrokerError
from locworker.jobs import JobQueue, open_queue
from locworker.settings import Settings, load_settings
from locworker.store import JobProgress

TESTS = Path(__file__).parent
SETTLED = frozenset({"done", "partial", "failed", "cancelled", "paused"})


class DeepLProcess:
    """The fake DeepL as a process, so that its work is not that of the test."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "fakes.deepl_server"],
            cwd=TESTS,
            env=environment(PYTHONPATH=str(TESTS)),
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        told = json.loads(self._process.stdout.readline())
        self.url, self.key = str(told["url"]), str(told["key"])
        self._seen = 0

    def tell(self, call: str, **arguments: object) -> None:
        """Call a method of the fake: `fail`, `hang`, `cut`, `behave`."""
        httpx2.post(f"{self.url}/__control", json={"call": call, **arguments}, timeout=PATIENCE).raise_for_status()

    def records(self) -> list[dict[str, Any]]:
        """Return the translate requests since `begin`."""
        return self._all()[self._seen :]

    def begin(self) -> None:
        """Behave well from now on, and count requests anew; the account keeps its glossaries."""
        self.tell("behave")
        self._seen = len(self._all())

    def _all(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = httpx2.get(f"{self.url}/__records", timeout=PATIENCE).json()["records"]
        return [record for record in found if record["path"] == "/v2/translate"]

    def billed(self) -> int:
        """Return the characters billed so far."""
        return sum(sum(record["billed"]) for record in self.records())

    def paid(self) -> list[tuple[str, str]]:
        """Return each text that was billed, with its language, as often as it was."""
        return [(text, r["target_lang"]) for r in self.records() if r["billed"] for text in r["texts"]]

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()


class Service:
    """A project with its queue, in a folder."""

    def __init__(self, root: Path, table: str = "", *, packages: Path | None = None, **environ: str) -> None:
        self.root = root
        self._path = os.pathsep.join(str(folder) for folder in (TESTS.parent, packages) if folder)
        (root / "locworker.toml").write_text(f'source = "en"\n{table}\n', encoding="utf-8")
        self.deepl = DeepLProcess()
        self.environ = {"DEEPL_AUTH_KEY": self.deepl.key, "DEEPL_SERVER_URL": self.deepl.url, **environ}
        self.settings: Settings = load_settings(root, self.environ)
        self.server: EmbeddedServer = start_server(self.settings.data_dir)
        self.workers: list[subprocess.Popen[bytes]] = []
        self._kept: dict[str, int] = {}
        self._open = ExitStack()
        self.queue: JobQueue = self._open.enter_context(open_queue(self.settings))

    def __enter__(self) -> Self:
        """Give the service, without workers."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End everything."""
        for worker in self.workers:
            self.kill(worker)
        self._open.close()
        self.server.stop()
        self.deepl.close()

    def start(
        self, queue: str, count: int = 2, *, module: str = "locworker.tasks", **environ: str
    ) -> subprocess.Popen[bytes]:
        """Start a worker and wait until it works; its log is in the folder."""
        told, ready = os.pipe()
        flags = ("--queue", queue, "--concurrency", str(count), "--ready-fd", str(ready))
        with (self.root / f"{queue}.log").open("ab") as log:
            worker = subprocess.Popen(
                [sys.executable, "-m", module, *flags],
                cwd=self.root,
                env=environment(**{**self.environ, "PYTHONPATH": self._path, **environ}),
                pass_fds=[ready],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        os.close(ready)
        self.workers.append(worker)
        with os.fdopen(told, "rb") as pipe:
            assert pipe.read(6) == b"ready\n", self.log(queue)
        return worker

    def start_both(self, *, threads: int = 4, processes: int = 1, **environ: str) -> None:
        """Start a worker of each queue."""
        self.start("mt", threads, **environ)
        self.start("cpu", processes, **environ)

    def keep(self, queue: str, count: int = 2) -> None:
        """Start a worker, and start it again whenever it has ended, as a supervisor does."""
        self._kept[queue] = count
        self.start(queue, count)

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """Kill a worker and all that it has started."""
        with suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(PATIENCE)

    def restart_server(self) -> None:
        """Start Valkey again after it was stopped or killed."""
        self.server = start_server(self.settings.data_dir)

    def flush(self) -> None:
        """Have Valkey forget everything."""
        with self.client() as client:
            client.flushall()

    def client(self) -> Redis:
        """Return a client of Valkey."""
        # Beside the data folder where that folder's path is too long for a socket.
        return Redis(unix_socket_path=urlsplit(self.server.url).path)

    def log(self, queue: str) -> str:
        """Return what a queue's workers have logged."""
        return (self.root / f"{queue}.log").read_text(encoding="utf-8")

    def write(self, name: str, *texts: str) -> Path:
        """Write an article of some paragraphs."""
        path = self.root / name
        path.write_text("\n\n".join(texts) + "\n", encoding="utf-8")
        return path

    def submit(self, *articles: Path, to: Sequence[str] = ("de",), engine: str = "deepl") -> list[str]:
        """Queue articles and return the jobs' ids."""
        jobs = self.queue.submit(articles, to, engine=engine, priority="normal")
        return [job.id for job in jobs]

    def reconcile(self) -> None:
        """Do what the reconciler does; a broker that is away is no matter."""
        with suppress(BrokerError):
            self.queue.reconcile()

    def wait_for(self, look: Callable[[], bool], *, seconds: float = 2 * PATIENCE) -> None:
        """Look after the queue until something is seen; fail when it never is."""
        deadline = time.monotonic() + seconds
        reconciled = 0.0
        while not look():
            assert time.monotonic() < deadline, self.tell()
            self._start_again()
            if time.monotonic() - reconciled > 0.5:
                self.reconcile()
                reconciled = time.monotonic()
            time.sleep(0.05)

    def _start_again(self) -> None:
        for worker in [worker for worker in self.workers if worker.poll() is not None]:
            self.workers.remove(worker)
            queue = str(worker.args[worker.args.index("--queue") + 1])  # type: ignore[index, union-attr, arg-type]
            if queue in self._kept:
                self.start(queue, self._kept[queue])

    def settle(self, ids: Sequence[str], *, seconds: float = 2 * PATIENCE) -> dict[str, JobProgress]:
        """Look after the queue until no job moves any more, and return where they are."""
        self.wait_for(lambda: self.are(ids, SETTLED), seconds=seconds)
        return self.queue.snapshot(ids)

    def are(self, ids: Sequence[str], states: Collection[str]) -> bool:
        """Say whether all jobs are in one of some states."""
        return all(seen.state in states for seen in self.queue.snapshot(ids).values())

    def states(self, ids: Sequence[str]) -> list[str]:
        """Return the states of jobs, in order."""
        seen = self.queue.snapshot(ids)
        return [seen[name].state for name in ids]

    def tell(self) -> str:
        """Return what a failed test needs to be understood."""
        rows = [f"{row.id} {row.article} {row.target_language} {row.state} {row.error}" for row in self.queue.list()]
        store = self.queue._shop.store
        logs = [f"{path.name}:\n{path.read_text(encoding='utf-8')[-3000:]}" for path in self.root.glob("*.log")]
        return "\n".join([*rows, f"waiting {store.waiting()} outstanding {store.outstanding()}", *logs])
