"""A project whose articles are counted: what was submitted, what came out, what was paid for it.

Texts are counted by content. A text is lost when its job has ended and its catalog does not hold exactly what the fake
DeepL makes of it; held texts are counted for themselves.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import polib

from brokers import PATIENCE, poll
from command_line import Ran, environment, run_command
from fakes.deepl_text import Manners, translate
from faults.deepl import DeepLProcess
from faults.engines import NAMES, TEXTS
from faults.workers import Worker
from locworker.settings import Settings, load_settings
from locworker.store import ENDED, JobRow, open_store

LANGUAGES = ("de", "fr", "es", "nl", "pl", "it")
_HARBOURS = ("Alma", "Bremen", "Calais", "Dover", "Esbjerg", "Faro", "Genoa", "Hull", "Imperia", "Jaffa")


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How texts have come out: of `texts` some are in the catalogs as they should be, some held, the rest is lost."""

    texts: int
    right: int
    held: int

    @property
    def lost(self) -> int:
        """Return the texts that are neither translated nor held."""
        return self.texts - self.right - self.held


class Newsroom:
    """A project in a folder, on a fake DeepL and a queue."""

    def __init__(
        self,
        root: Path,
        deepl: DeepLProcess,
        *,
        plugin: dict[str, str],
        broker: str | None = None,
        engine: str = "small",
        settings: str = "",
        timeout: float = 30.0,
    ) -> None:
        self.root = root
        self.deepl = deepl
        self.broker = broker
        self.engine = engine
        self.languages: tuple[str, ...] = LANGUAGES
        self.articles: dict[str, tuple[str, ...]] = {}
        self.queued: set[str] = set()
        self.environ = environment(**plugin, **self._broker())
        self.workers: list[Worker] = []
        root.mkdir(parents=True, exist_ok=True)
        (root / "glossaries").mkdir()
        (root / "glossaries" / "none.csv").write_text("concept,language,term,status,note\n", "utf-8")
        self.configure(settings, timeout=timeout)

    def configure(self, settings: str = "", *, timeout: float = 30.0) -> None:
        """Write the project's settings: plain values before tables; `timeout` is the engine's, in seconds."""
        lines = ['source = "en"', f'engine = "{self.engine}"', settings]
        for name in NAMES:
            lines += [f"[engines.{name}]", f'url = "{self.deepl.url}"', f'timeout = "{timeout}"']
        (self.root / "locworker.toml").write_text("\n".join(lines) + "\n", "utf-8")

    @property
    def settings(self) -> Settings:
        """Return the settings that tests look into the store and the queue with."""
        return load_settings(self.root, self._broker())

    def write(self, articles: int, *, texts: int, first: int = 0) -> None:
        """Write articles of some paragraphs each; no text is in two of them."""
        for number in range(first, first + articles):
            paragraphs = tuple(
                f"Ship {number * texts + at} left {_HARBOURS[at % len(_HARBOURS)]} with cargo for dock {number + 1}."
                for at in range(texts)
            )
            self.write_one(f"article-{number:04}.txt", *paragraphs)

    def write_one(self, name: str, *paragraphs: str) -> None:
        """Write an article with these paragraphs."""
        self.articles[name] = paragraphs
        (self.root / name).write_text("\n\n".join(paragraphs) + "\n", "utf-8")

    @property
    def store_path(self) -> Path:
        """Return the file of the SQLite store."""
        return self.settings.data_dir / "store.sqlite3"

    @property
    def texts(self) -> int:
        """Return how many texts there are to be translated, over all languages."""
        return sum(map(len, self.articles.values())) * len(self.languages)

    def run(self, *arguments: str | Path, **environ: str) -> Ran:
        """Run `locworker` in the project."""
        own = {"PYTHONPATH": self.environ["PYTHONPATH"], **self._broker()}
        return run_command(self.root, *arguments, **{**own, **environ})

    def submit(self, *more: str) -> list[str]:
        """Queue every article into every language; return the jobs' ids."""
        ran = self.run(
            "jobs", "submit", *self.articles, "--to", ",".join(self.languages), "--output-format=json", *more
        )
        assert ran.code == 0, ran.err
        return [job["id"] for job in json.loads(ran.out)["jobs"]]

    def fill(self, requests: int, *, latency: float = 0.3) -> int:
        """Queue articles that make so many requests, a multiple of 20, each of which takes a while; return how many."""
        each = 1 if self.engine == "single" else TEXTS
        self.languages = LANGUAGES[: 5 if requests % 50 == 0 else 2]
        articles = max(1, requests // 100)
        self.deepl.tell("behave", latency=latency)
        self.write(articles, texts=requests * each // len(self.languages) // articles)
        self.submit()
        assert self.texts == requests * each
        return requests

    def start(
        self, command: str = "worker", *more: str, threads: int = 4, processes: int = 1, wait: bool = True
    ) -> Worker:
        """Start a worker, by default until it is ready."""
        log = self.root / f"{command}-{len(self.workers)}.log"
        flags = ("--threads", str(threads), "--processes", str(processes), *more)
        worker = Worker(self.root, command, *flags, environ=self.environ, log=log)
        self.workers.append(worker)
        if wait:
            worker.wait_ready()
        return worker

    def clear(self) -> None:
        """Leave no worker behind."""
        for worker in self.workers:
            worker.kill()

    def jobs(self) -> list[JobRow]:
        """Return all jobs."""
        with closing(open_store(self.settings.database_url)) as store:
            return store.find_jobs()

    def states(self) -> Counter[str]:
        """Return how many jobs there are by state."""
        with closing(open_store(self.settings.database_url)) as store:
            return Counter(store.count_jobs())

    def wait_until(self, holds: Callable[[Counter[str]], bool], *, seconds: float, what: str) -> float:
        """Wait until something holds of the jobs' states; return for how many seconds."""
        began = time.monotonic()
        last: Counter[str] = Counter()
        with closing(open_store(self.settings.database_url)) as store:

            def look() -> bool:
                nonlocal last
                time.sleep(0.1)
                last = Counter(store.count_jobs())
                return holds(last)

            poll(look, seconds=seconds, what=f"{what}; the folder is {self.root}")
        return time.monotonic() - began

    def wait_ended(self, *, seconds: float = 2 * PATIENCE) -> float:
        """Wait until every job has ended."""
        return self.wait_until(
            lambda states: states.total() > 0 and all(state in ENDED for state in +states),
            seconds=seconds,
            what="the end of every job",
        )

    def wait_requests(self, count: int, *, seconds: float = PATIENCE) -> None:
        """Wait until DeepL has answered so many requests."""
        poll(lambda: self.deepl.count() >= count, seconds=seconds, what=f"{count} requests; see {self.root}")

    def calls_out(self) -> int:
        """Return how many calls are out, as the store has it."""
        return self.ask("SELECT count(*) FROM attempts WHERE state = 'calling'")

    def ask(self, query: str) -> int:
        """Return the number that a query of the store gives."""
        with closing(open_store(self.settings.database_url)) as store, store._reading() as connection:
            return int(connection.exec_driver_sql(query).scalar() or 0)

    def wait_calls_out(self) -> int:
        """Wait until a call is out; return how many are."""
        return poll(self.calls_out, what=f"a call that is out; see {self.root}")

    def keep_answer_back(self) -> None:
        """Have DeepL keep an answer back, and wait until it does: so a call that it has billed is surely out."""
        before = self.deepl.hung()
        self.deepl.tell("hang", seconds=600)
        poll(lambda: self.deepl.hung() > before, what=f"an answer that is kept back; see {self.root}")

    def _broker(self) -> dict[str, str]:
        return {"LOCWORKER_BROKER_URL": self.broker} if self.broker else {}

    def count(self) -> Count:
        """Look into every catalog and count the texts."""
        right = held = 0
        for article, texts in self.articles.items():
            for language in self.languages:
                found = self.catalog(article, language)
                right += sum(found.get(text, ("",))[0] == expected(text, language) for text in texts)
                held += sum("reply was lost" in found.get(text, ("", ""))[1] for text in texts)
        return Count(texts=self.texts, right=right, held=held)

    def catalog(self, article: str, language: str) -> dict[str, tuple[str, str]]:
        """Return a catalog's texts with target and comment; nothing when it was not written."""
        path = self.root / "locales" / language / f"{article}.po"
        if not path.exists():
            return {}
        return {entry.msgid: (entry.msgstr, entry.comment) for entry in polib.pofile(str(path))}


def expected(text: str, language: str) -> str:
    """Return what the fake DeepL makes of a text."""
    return translate(text, target=language.upper(), glossary={}, manners=Manners())


def shares(total: int, parts: int) -> Sequence[int]:
    """Return the counts at which a run is cut into equal parts."""
    return [total * part // (parts + 1) for part in range(1, parts + 1)]
