"""A project with a queue of jobs, and a worker that tests run by hand: no broker, no threads, a clock of its own."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from builders import make_settings
from databases import empty_store
from locworker.jobs import JobQueue, JobView, Submitted, open_jobs
from locworker.jobs.report import Silence
from locworker.settings import Settings
from locworker.store import Message, Store
from small_engine import SmallEngine


class Talk(Silence):
    """Progress that remembers what was said."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, line: str) -> None:
        self.lines.append(line)


class JobDesk:
    """A project in a folder; `work` does what a worker would do with each message."""

    def __init__(
        self, root: Path, engine: SmallEngine | None = None, *, database_url: str = "", **table: object
    ) -> None:
        self.root = root
        self.now = 1_800_000_000.0
        self.settings: Settings = make_settings(root, {"source": "en", **table}, LOCWORKER_DATABASE_URL=database_url)
        self.engine = engine or SmallEngine()
        self.talk = Talk()
        if not self.settings.data_dir.exists():
            self.settings.data_dir.mkdir(parents=True)
            shutil.copyfile(empty_store(), self.settings.data_dir / "store.sqlite3")
        self.queue = self.open()

    def open(self, **changes: object) -> JobQueue:
        """Return a queue object, as another process of the project would have it."""
        settings = replace(self.settings, **changes)  # type: ignore[arg-type]
        queue = JobQueue(settings, self.talk, clock=lambda: self.now)
        queue._shop.engines._loaded[self.engine.name] = self.engine
        return queue

    @property
    def store(self) -> Store:
        return self.queue._shop.store

    def write(self, name: str, *texts: str) -> Path:
        """Write an article of some paragraphs."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join(texts) + "\n", encoding="utf-8")
        return path

    def submit(self, *articles: Path, to: Sequence[str] = ("de",), engine: str = "small") -> list[Submitted]:
        return list(self.queue.submit(articles, to, engine=engine, priority="normal"))

    def submit_one(self, *texts: str, engine: str = "small") -> str:
        """Queue an article of some paragraphs into German, and return the job's id."""
        [job] = self.submit(self.write("news.txt", *texts), engine=engine)
        return job.id

    def due(self, *, wait: float = 0.0) -> list[Message]:
        """Return what is due after a wait; the messages are taken, as a broker would take them."""
        self.now += wait
        return self.store.take_due(now=self.now, limit=1000)

    def do(self, message: Message, queue: JobQueue | None = None) -> None:
        """Do what a message says."""
        queue = queue or self.queue
        (queue.advance_job if message.task == "advance_job" else queue.run_batch)(message.id)

    def work(self, *, most: int = 200, patience: float = 3600.0) -> None:
        """Do all that is due, and wait for what will be, until nothing is left; messages taken before were lost."""
        waited = 0.0
        self.store.unpublish(self._left())
        while waited < patience and most > 0:
            messages = self.due()
            for message in messages:
                self.do(message)
                most -= 1
            if not messages:
                self.now += 1.0
                waited += 1.0
                if not self._left():
                    return

    def show(self, job: str) -> JobView:
        return self.queue.show(job)

    def state(self, job: str) -> str:
        return self.queue.show(job).job.state

    def catalog(self, name: str = "news.txt", language: str = "de") -> Path:
        return self.root / "locales" / language / f"{name}.po"

    def inline(self, *articles: Path, to: Sequence[str] = ("de",), **changes: object) -> None:
        """Do the same by `translate`, in a folder and with a store of the settings that are given."""
        settings = replace(self.settings, engine=self.engine.name, **changes)  # type: ignore[arg-type]
        with open_jobs(settings, Silence()) as jobs:
            jobs._engines._loaded[self.engine.name] = self.engine
            for result in jobs.translate(articles, to):
                assert result.error is None, result.error

    def _left(self) -> list[str]:
        with self.store._reading() as connection:
            return [str(name) for (name,) in connection.exec_driver_sql("SELECT id FROM outbox")]

    def close(self) -> None:
        self.queue.close()
