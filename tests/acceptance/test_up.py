"""`locworker up` and `locworker worker`: ready when they say so, stopped without a loss, and nothing left behind."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import polib
import pytest

import databases
from brokers import PASSWORD, PATIENCE, RedisBroker, poll
from command_line import Ran, environment, run_command
from fakes.deepl_server import DeepLServer
from locworker.broker import find_server
from ports import free_port

ARTICLE = "# Fed holds rates\n\nThe Fed left its policy rate at 4.5%.\n\nBonds rose on Thursday.\n"
KEY = "fake-key-0123456789"
_INTERRUPTIBLE = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("locworker", run_name="__main__")
"""
# Ctrl-C is ignored in what a script starts in its background, and the tests themselves may run there.


def processes_in(folder: Path) -> dict[int, str]:
    """Return the processes that run in a folder or below it, with their command lines."""
    found = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            here = (place / "cwd").resolve(strict=True)
            words = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        # A zombie has no command line.
        if words and here.is_relative_to(folder):
            found[int(place.name)] = words
    return found


class Project:
    """A folder in which the service is started, killed and started again."""

    def __init__(self, root: Path, deepl: DeepLServer) -> None:
        self.root = root
        self.deepl = deepl
        self.environ = {"DEEPL_AUTH_KEY": KEY, "DEEPL_SERVER_URL": deepl.url}
        self._started: list[subprocess.Popen[bytes]] = []

    @property
    def log(self) -> str:
        """Return all that was said by services so far."""
        return (self.root / "log").read_text(encoding="utf-8")

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start `locworker` with arguments and return at once."""
        command = [
            sys.executable,
            "-c",
            _INTERRUPTIBLE,
            *arguments,
        ]
        with (self.root / "log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=self.root, env=environment(**self.environ), stdout=log, stderr=log, start_new_session=True
            )
        self._started.append(process)
        return process

    def up(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start `up`, and return when it is ready."""
        before = self.log.count("ready: ") if (self.root / "log").exists() else 0
        process = self.start("up", "--threads", "2", "--processes", "1", *arguments)
        poll(lambda: self.log.count("ready: ") > before or process.poll() is not None, what="ready")
        assert process.poll() is None, self.log
        return process

    def run(self, *arguments: str) -> Ran:
        """Run a command to its end."""
        return run_command(self.root, *arguments, **self.environ)

    def submit(self, *names: str, text: str = ARTICLE) -> list[str]:
        """Queue articles into German and return the jobs' ids."""
        for name in names:
            (self.root / name).write_text(text.replace("Bonds", f"Bonds of {name}"), encoding="utf-8")
        ran = self.run("jobs", "submit", *names, "--to", "de", "--output-format", "json")
        assert ran.code == 0, ran.err
        return [job["id"] for job in json.loads(ran.out)["jobs"]]

    def state(self, job: str) -> str:
        """Return a job's state."""
        found: str = json.loads(self.run("jobs", "show", job, "--output-format", "json").out)["state"]
        return found

    def finish(self, *jobs: str) -> None:
        """Wait until jobs are done."""
        ran = self.run("jobs", "watch", *jobs, "--timeout", "240")
        assert ran.code == 0, ran.err + self.log

    def servers(self) -> list[int]:
        """Return the embedded queues that run."""
        return [pid for pid, words in processes_in(self.root).items() if "valkey-server" in words]

    def clear(self) -> None:
        """Kill what still runs."""
        for process in self._started:
            if process.poll() is None:
                process.kill()
            process.wait()
        for pid in processes_in(self.root):
            kill(pid)


def kill(pid: int) -> None:
    """Kill a process that may have ended meanwhile."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def until_gone(folder: Path) -> None:
    """Wait until nothing runs in a folder."""
    poll(lambda: not processes_in(folder), what="the end of all processes")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Give a project with a fake DeepL; what its test leaves running is killed."""
    with DeepLServer(key=KEY) as deepl:
        made = Project(tmp_path, deepl)
        yield made
        made.clear()


def test_a_queued_article_is_translated_and_nothing_is_left_running(project: Project) -> None:
    up = project.up()
    (job,) = project.submit("a.md")

    project.finish(job)
    up.terminate()

    assert up.wait(PATIENCE) == 0
    assert polib.pofile(str(project.root / "locales/de/a.md.po")).find("Fed holds rates", by="msgid")
    assert "stopped; nothing is left to do" in project.log
    assert processes_in(project.root) == {}


def test_all_that_is_said_is_lines_of_the_log_and_few_for_people(project: Project) -> None:
    up = project.up()
    up.terminate()
    up.wait(PATIENCE)

    lines = [line for line in project.log.splitlines() if not line.startswith("{")]

    assert [line.partition(" ")[0] for line in lines] == ["ready:", "stopped;"]
    assert all(json.loads(line) for line in project.log.splitlines() if line.startswith("{"))


def test_a_quiet_service_says_nothing_of_what_goes_well(project: Project) -> None:
    process = project.start("up", "--quiet", "--threads", "1", "--processes", "1")
    poll(lambda: find_server(project.root / ".locworker"), what="a queue")
    (job,) = project.submit("a.md")
    project.finish(job)

    process.terminate()

    assert process.wait(PATIENCE) == 0
    assert [line for line in project.log.splitlines() if '"level": "warning"' not in line] == []


def test_a_second_up_names_the_first(project: Project) -> None:
    first = project.up()

    second = project.run("up")

    assert second.code == 2
    assert f"process {first.pid} on {socket.gethostname()}" in second.err
    assert first.poll() is None
    assert len(project.servers()) == 1


def test_an_interrupted_up_says_what_is_left(project: Project) -> None:
    project.deepl.limit = 0
    up = project.up()
    (job,) = project.submit("a.md")
    poll(lambda: project.state(job) == "paused", what="a job that is paused")

    up.send_signal(signal.SIGINT)

    assert up.wait(PATIENCE) == 130
    assert "1 job is left (1 paused): nothing is lost, `locworker up` goes on" in project.log
    assert processes_in(project.root) == {}


def test_a_second_interrupt_ends_at_once_and_says_what_was_killed(project: Project) -> None:
    project.deepl.hang(600.0)
    up = project.up()
    project.submit("a.md")
    poll(lambda: project.deepl.records, what="a request")

    up.send_signal(signal.SIGINT)
    poll(lambda: "SIGINT: stopping" in project.log, what="an end that waits for the request")
    up.send_signal(signal.SIGINT)

    assert up.wait(PATIENCE) == 130
    assert re.search(r"^killed before its end: .*mt", project.log, re.MULTILINE)
    assert "1 job is left (1 running): nothing is lost" in project.log
    # What is killed may take a moment to go.
    until_gone(project.root)


@pytest.mark.parametrize("whole", [False, True], ids=["the supervisor", "all of it"])
def test_after_a_kill_there_is_one_queue_and_the_jobs_go_on(project: Project, whole: bool) -> None:  # noqa: FBT001
    project.deepl.behave(latency=0.5)
    first = project.up()
    jobs = project.submit(*(f"{number}.md" for number in range(4)))
    poll(lambda: project.deepl.records, what="a request")

    for pid in [first.pid, *(processes_in(project.root) if whole else [])]:
        kill(pid)
    first.wait()
    if not whole:
        poll(lambda: list(processes_in(project.root)) == project.servers(), what="the guard's work")
    before = project.servers()
    second = project.up()
    project.finish(*jobs)

    assert len(project.servers()) == 1
    assert whole or project.servers() == before
    second.terminate()
    assert second.wait(PATIENCE) == 0
    until_gone(project.root)


def test_a_killed_queue_is_started_again_and_the_jobs_go_on(project: Project) -> None:
    up = project.up()
    (before,) = project.servers()

    kill(before)
    poll(lambda: project.servers() not in ([], [before]), what="another queue")
    (job,) = project.submit("a.md")
    project.finish(job)

    assert "the embedded queue had ended and was started again" in project.log
    up.terminate()
    assert up.wait(PATIENCE) == 0
    until_gone(project.root)


@pytest.mark.parametrize("queue", ["mt", "cpu"])
def test_a_killed_child_is_replaced_and_the_jobs_go_on(project: Project, queue: str) -> None:
    project.up()
    children = [pid for pid, words in processes_in(project.root).items() if f"--queue {queue}" in words]

    kill(min(children))
    (job,) = project.submit("a.md")
    project.finish(job)

    assert re.search(rf'"ended unasked; starting it again in 0.5 s", "child": "{queue}"', project.log)


def test_a_queue_elsewhere_is_used_and_none_is_started(project: Project, tmp_path: Path) -> None:
    broker = RedisBroker(tmp_path / "queue")
    broker.start()
    project.environ["LOCWORKER_BROKER_URL"] = broker.url
    try:
        up = project.up()
        (job,) = project.submit("a.md")
        project.finish(job)
        up.terminate()

        assert up.wait(PATIENCE) == 0
        assert not (project.root / ".locworker" / "broker").exists()
        assert broker.answers()
        assert broker.password not in project.log
    finally:
        broker.stop()


def readiness(port: int) -> dict[str, object]:
    """Return what a worker says of itself once it is ready; a busy machine may take too long for a part at first."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=PATIENCE) as answer:
            found: dict[str, object] = json.load(answer)
            return found
    except HTTPError:
        return {}


def test_a_worker_tells_where_its_metrics_are_and_whether_it_is_ready(project: Project) -> None:
    up = project.up()
    port = free_port()
    project.environ["LOCWORKER_METRICS_BIND"] = f"127.0.0.1:{port}"

    worker = project.start("worker", "--queues", "cpu,reconciler", "--processes", "1")
    poll(lambda: f"metrics at http://127.0.0.1:{port}" in project.log, what="a worker that is ready")
    ready = poll(lambda: readiness(port), what="an answer that all is ready")
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=PATIENCE) as answer:
        metrics = answer.read().decode()

    assert ready == {"ready": True, "parts": {"broker": "ok", "store": "ok", "cpu": "ok"}}
    assert 'locworker_jobs{state="queued"} 0.0' in metrics
    assert 'locworker_requests_total{engine="deepl",outcome="unauthorised"} 0.0' in metrics
    worker.terminate()
    assert worker.wait(PATIENCE) == 0
    assert up.poll() is None


def test_a_reconciler_alone_is_ready_at_once_and_ends_at_once(project: Project) -> None:
    project.up()

    alone = project.start("worker", "--queues", "reconciler")
    poll(lambda: "ready: reconciler, queue" in project.log, what="a reconciler that is ready")
    alone.terminate()

    assert alone.wait(PATIENCE) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["jobs", "submit", "a.html", "--to", "de", "--engine", "copy"], id="submit"),
        pytest.param(["jobs", "resume", "--all"], id="resume"),
        pytest.param(["worker"], id="worker"),
        pytest.param(["up"], id="up"),
    ],
)
def test_a_queue_that_refuses_the_password_has_an_exit_code_of_its_own(
    project: Project, tmp_path: Path, arguments: list[str]
) -> None:
    (project.root / "a.html").write_text("<p>Bonds rose.</p>", encoding="utf-8")
    queue = RedisBroker(tmp_path / "elsewhere")
    queue.start()
    project.environ["LOCWORKER_BROKER_URL"] = queue.url.replace(PASSWORD, "geheim")
    try:
        ran = project.run(*arguments)
    finally:
        queue.stop()

    assert ran.code == 77
    assert len(ran.err.splitlines()) == 1
    assert f"redis://***@127.0.0.1:{queue.port}/0 refuses the user or the password" in ran.err
    assert "LOCWORKER_BROKER_URL" in ran.err
    assert "geheim" not in ran.err
    assert processes_in(project.root) == {}


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["jobs", "list"], id="list"),
        pytest.param(["jobs", "cancel", "--all"], id="cancel"),
        pytest.param(["up"], id="up"),
    ],
)
def test_a_store_that_refuses_the_password_has_an_exit_code_of_its_own(
    project: Project, postgres_url: str, arguments: list[str]
) -> None:
    project.environ["LOCWORKER_DATABASE_URL"] = postgres_url.replace(databases.PASSWORD, "falsch")

    ran = project.run(*arguments)

    assert ran.code == 77
    assert "LOCWORKER_DATABASE_URL" in ran.err.splitlines()[-1]
    assert "falsch" not in ran.err
    assert processes_in(project.root) == {}


def _broken_store(project: Project) -> dict[str, str]:
    return {"LOCWORKER_DATABASE_URL": f"sqlite:///{project.root}/log/store.sqlite3"}


@pytest.mark.parametrize(
    ("arguments", "environ", "code", "says"),
    [
        pytest.param(["worker"], {}, 75, "start it with `locworker up`", id="no queue"),
        pytest.param(
            ["worker"],
            {"LOCWORKER_BROKER_URL": "redis://:geheim@127.0.0.1:1/0"},
            75,
            "redis://***@127.0.0.1:1/0",
            id="queue away",
        ),
        pytest.param(
            ["up"],
            {"LOCWORKER_BROKER_URL": "redis://:geheim@127.0.0.1:1/0"},
            75,
            "redis://***@127.0.0.1:1/0",
            id="queue away, up",
        ),
        pytest.param(
            ["worker", "--queues", "mt,cpus"], {}, 2, "'cpus' is none of mt, cpu, reconciler", id="no such part"
        ),
        pytest.param(["worker", "--queues", ","], {}, 2, "is none of mt, cpu, reconciler", id="no part at all"),
        pytest.param(["worker", "--threads", "0"], {}, 2, "--threads", id="no threads"),
        pytest.param(["up"], {"LOCWORKER_LOG_LEVEL": "loud"}, 2, "log_level", id="log level"),
        pytest.param(["up"], {"LOCWORKER_METRICS_BIND": "192.0.2.1:9464"}, 2, "metrics_bind", id="bind"),
        pytest.param(
            ["up"], {"LOCWORKER_DATABASE_URL": "postgresql://u:geheim@127.0.0.1:1/x"}, 75, "store", id="store away"
        ),
        pytest.param(["up"], {"LOCWORKER_DATABASE_URL": "nonsense"}, 2, "LOCWORKER_DATABASE_URL", id="store malformed"),
        pytest.param(["up", "--glossary", "a,b.csv"], {}, 2, "comma", id="comma"),
    ],
)
def test_what_cannot_work_is_one_line_and_leaves_nothing_running(
    project: Project, arguments: list[str], environ: dict[str, str], code: int, says: str
) -> None:
    project.environ |= environ

    ran = project.run(*arguments)

    assert ran.code == code, ran.err
    last = ran.err.splitlines()[-1]
    assert says in last
    assert "geheim" not in ran.err
    assert processes_in(project.root) == {}
