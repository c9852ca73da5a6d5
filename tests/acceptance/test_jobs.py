"""The queue as its users meet it: jobs submitted, watched, cancelled and resumed, by real workers where they matter."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polib
import pytest

from brokers import poll
from command_line import Ran, Run, environment, run_command
from fakes.deepl_server import DeepLServer
from locworker.broker import start_server

ARTICLE = """<html><head><title>Fed holds rates</title></head><body><h1>Fed holds rates</h1>
<p>The <b>Fed</b> left its policy rate at 4.5%.</p><p>Bonds rose on Thursday.</p></body></html>"""
MOST = sum(map(len, ("Fed holds rates", "The Fed left its policy rate at 4.5%.", "Bonds rose on Thursday.")))
"""The characters of the article's texts; protected terms among them travel as tags and are not billed."""
KEY = "fake-key-0123456789"


@dataclass
class Service:
    """A project with `locworker up` at work on it, and the fake DeepL; each test has articles of its own."""

    root: Path
    deepl: DeepLServer
    process: subprocess.Popen[bytes]
    environ: dict[str, str]

    def run(self, *arguments: str | Path) -> Ran:
        """Run a command in the project."""
        return run_command(self.root, *arguments, **self.environ)

    def write(self, name: str, text: str = ARTICLE) -> str:
        """Write an article with texts that no other one has paid, and return its name."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("Bonds", f"Bonds of {path.parent.name}"), encoding="utf-8")
        return name


def deepl_environment(server: DeepLServer) -> dict[str, str]:
    return {"DEEPL_AUTH_KEY": KEY, "DEEPL_SERVER_URL": server.url}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Start `locworker up` once for the tests that need workers."""
    root = tmp_path_factory.mktemp("project")
    with DeepLServer(key=KEY) as server, (root / "up.log").open("wb") as log:
        environ = deepl_environment(server)
        command = [sys.executable, "-m", "locworker", "up", "--threads", "4", "--processes", "1"]
        process = subprocess.Popen(command, cwd=root, env=environment(**environ), stdout=log, stderr=log)
        try:
            poll(lambda: b"ready: " in (root / "up.log").read_bytes(), seconds=90, what="a worker that is ready")
            yield Service(root, server, process, environ)
        finally:
            process.terminate()
            process.wait(timeout=60)


@pytest.fixture
def service(running: Service) -> Iterator[Service]:
    """Give the running service with a DeepL that behaves."""
    yield running
    running.deepl.key, running.deepl.limit = KEY, 500_000
    running.deepl.reset()


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Run]:
    """Give a project with a queue that nobody works on: what is queued stays so."""
    server = start_server(tmp_path / ".locworker")
    (tmp_path / "fed.html").write_text(ARTICLE, encoding="utf-8")
    try:
        yield partial(run_command, tmp_path, DEEPL_AUTH_KEY=KEY)
    finally:
        server.stop()


def ids_of(ran: Ran) -> list[str]:
    assert ran.code == 0, ran.err
    return [line.split()[0] for line in ran.out.splitlines()]


# What is queued


def test_a_job_is_a_line_with_id_article_and_language(queue: Run) -> None:
    ran = queue("jobs", "submit", "fed.html", "--to", "de,pt-BR")

    assert ran.code == 0
    assert re.fullmatch(r"[0-9a-f]{12}  fed\.html  de\n[0-9a-f]{12}  fed\.html  pt-BR\n", ran.out)
    assert f"en → de: deepl (EN → DE), 1 job, at most {MOST} characters to bill" in ran.err


def test_what_is_queued_already_is_named(queue: Run) -> None:
    first = ids_of(queue("jobs", "submit", "fed.html", "--to", "de"))

    again = queue("jobs", "submit", "fed.html", "--to", "de,fr")

    assert again.out.splitlines()[0] == f"{first[0]}  fed.html  de  already queued as {first[0]}"
    assert "en → de: deepl (EN → DE), 0 jobs; 1 queued before" in again.err
    assert len(json.loads(queue("jobs", "list", "--output-format", "json").out)["jobs"]) == 2


def test_folders_patterns_and_lists_are_queued(queue: Run, tmp_path: Path) -> None:
    for name in ("news/a.html", "news/deep/b.md", "other/c.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("Bonds rose.", encoding="utf-8")
    (tmp_path / "today").write_text("fed.html\n", encoding="utf-8")

    ran = queue("jobs", "submit", "news", "oth*/**/*.txt", "@today", "--to", "de")

    assert [line.split()[1] for line in ran.out.splitlines()] == [
        "news/a.html", "news/deep/b.md", "other/c.txt", "fed.html"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["nosuch.html", "--to", "de"], "nosuch.html: not found", id="a missing file"),
        pytest.param(["*.docx", "--to", "de"], "*.docx: matches no article", id="a pattern without a match"),
        pytest.param(["http://127.0.0.1/a.html", "--to", "de"], "not a public address", id="an address inside"),
        pytest.param(["fed.html"], "no language", id="no language"),
        pytest.param(["fed.html", "--to", "en"], "language of the articles", id="the articles' own language"),
        pytest.param(["fed.html", "--to", "de", "--priority", "asap"], "'asap' is not one of", id="a wrong priority"),
        pytest.param(["fed.html", "--to", "de", "--timeout", "5"], "--timeout is for --wait", id="a stray time-out"),
        pytest.param(
            ["fed.html", "--to", "de", "--max-chars", "10"], "characters would be billed and 10 are", id="a limit"
        ),
    ],
)
def test_what_cannot_be_queued_is_one_line_and_exit_2(queue: Run, arguments: list[str], says: str) -> None:
    ran = queue("jobs", "submit", *arguments)

    assert ran.code == 2
    assert says in ran.err.splitlines()[-1]
    assert ran.out == ""
    assert queue("jobs", "list").err == "no jobs\n"


def test_no_engine_for_a_language_queues_nothing(queue: Run) -> None:
    ran = queue("jobs", "submit", "fed.html", "--to", "de,tlh")

    assert ran.code == 3
    assert queue("jobs", "list").err == "no jobs\n"


def test_a_dry_run_tells_what_translate_tells_and_queues_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "fed.html").write_text(ARTICLE, encoding="utf-8")
    with DeepLServer(key=KEY) as server:
        environ = deepl_environment(server)
        queued = run("jobs", "submit", "fed.html", "--to", "de,fr", "--dry-run", **environ)
        inline = run("translate", "fed.html", "--to", "de,fr", "--dry-run", **environ)

    assert queued.code == inline.code == 0
    assert queued.out == inline.out
    assert "characters left in this period" in queued.out
    assert run("jobs", "list").err == "no jobs\n"


# A queue that is not there


@pytest.mark.parametrize(
    ("url", "says"),
    [
        pytest.param("redis://:hunter2@127.0.0.1:1/0", "redis://***@127.0.0.1:1/0", id="nobody listens"),
        pytest.param(None, "locworker up", id="none was started"),
    ],
)
def test_without_a_broker_nothing_is_queued(run: Run, tmp_path: Path, url: str | None, says: str) -> None:
    (tmp_path / "fed.html").write_text(ARTICLE, encoding="utf-8")
    environ = {"LOCWORKER_BROKER_URL": url} if url else {}

    ran = run("jobs", "submit", "fed.html", "--to", "de", "--engine", "copy", **environ)

    assert ran.code == 75
    assert says in ran.err
    assert "LOCWORKER_BROKER_URL" in ran.err
    assert "hunter2" not in ran.err
    assert run("jobs", "list").err == "no jobs\n"


def test_a_broker_that_does_not_answer_is_not_waited_for(run: Run, tmp_path: Path) -> None:
    (tmp_path / "fed.html").write_text(ARTICLE, encoding="utf-8")
    server = start_server(tmp_path / ".locworker")
    os.kill(server.pid, signal.SIGSTOP)
    try:
        started = time.monotonic()
        ran = run("jobs", "submit", "fed.html", "--to", "de", "--engine", "copy", LOCWORKER_BROKER_URL=server.url)
        took = time.monotonic() - started
    finally:
        os.kill(server.pid, signal.SIGCONT)
        server.stop()

    assert ran.code == 75
    assert took < 15  # 5 s by itself; the machine has others to serve


# Looking


def test_an_urgent_job_goes_before_those_that_wait(queue: Run, tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text("Bonds rose.", encoding="utf-8")
        queue("jobs", "submit", f"{number}.txt", "--to", "de", "--priority", "low")
    queue("jobs", "submit", "fed.html", "--to", "de", "--priority", "high")

    listed = queue("jobs", "list")

    lines = listed.out.splitlines()
    assert max(map(len, lines)) <= 80
    places = {line.split()[-1]: line.split()[2] for line in lines[1:]}
    assert places == {"fed.html": "#1", "0.txt": "#2", "1.txt": "#3", "2.txt": "#4"}
    assert listed.err == "4 jobs: 4 queued\n"


def test_jobs_are_found_by_state_language_and_article(queue: Run, tmp_path: Path) -> None:
    (tmp_path / "bonds.html").write_text(ARTICLE, encoding="utf-8")
    ids = ids_of(queue("jobs", "submit", "fed.html", "bonds.html", "--to", "de,fr"))
    queue("jobs", "cancel", ids[0])

    def found(*flags: str) -> set[str]:
        return {
            line.split("\t")[0] for line in queue("jobs", "list", "--output-format", "concise", *flags).out.splitlines()
        }

    assert found("--state", "cancelled") == {ids[0]}
    assert found("--state", "cancelled", "--state", "queued") == set(ids)
    assert found("--lang", "fr") == {ids[1], ids[3]}
    assert found("--article", "bond") == {ids[2], ids[3]}
    assert found("--article", "f*.html") == {ids[0], ids[1]}
    cut = queue("jobs", "list", "--limit", "1")
    assert cut.err == "1 job shown of 4 jobs: 3 queued, 1 cancelled; --all shows all\n"


def test_programs_get_jobs_as_json(queue: Run) -> None:
    identity = ids_of(queue("jobs", "submit", "fed.html", "--to", "de", "--priority", "urgent"))[0]

    listed = json.loads(queue("jobs", "list", "--output-format", "json").out)
    shown = json.loads(queue("jobs", "show", identity[:6], "--output-format", "json").out)

    assert listed["counts"] == {"queued": 1}
    assert listed["jobs"][0]["position"] == 1
    assert shown["id"] == listed["jobs"][0]["id"] == identity
    assert shown["priority"] == "urgent"
    assert shown["created"].endswith("Z")
    assert [event["kind"] for event in shown["events"]] == ["queued"]


@pytest.mark.parametrize("command", ["show", "watch", "cancel", "resume"])
def test_an_unknown_job_is_one_line_and_exit_2(queue: Run, command: str) -> None:
    ran = queue("jobs", command, "nosuch\x1b[31m")

    assert ran.code == 2
    assert "there is no job" in ran.err
    assert len(ran.err.splitlines()) == 1
    assert "\x1b" not in ran.err


def test_looking_loads_neither_celery_nor_the_flow(queue: Run, tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['locworker', 'jobs', 'list'];"
        "from locworker.cli import main\n"
        "try:\n main()\nexcept SystemExit:\n pass\n"
        "print(sorted({'celery', 'redis', 'locworker.pipeline', 'rich'} & set(sys.modules)))"
    )
    assert queue("jobs", "list").code == 0

    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


# Cancelling


def test_a_job_is_cancelled_once(queue: Run) -> None:
    identity = ids_of(queue("jobs", "submit", "fed.html", "--to", "de"))[0]

    first, second = queue("jobs", "cancel", identity[:8]), queue("jobs", "cancel", identity)

    assert (first.code, first.out) == (0, f"{identity} fed.html en → de: cancelled\n")
    assert (second.code, second.out) == (0, f"{identity} fed.html en → de: already cancelled\n")


def test_all_that_waits_is_cancelled_and_may_be_queued_anew(queue: Run) -> None:
    old = ids_of(queue("jobs", "submit", "fed.html", "--to", "de,fr"))

    ran = queue("jobs", "cancel", "--all")
    nothing = queue("jobs", "cancel", "--all")
    new = ids_of(queue("jobs", "submit", "fed.html", "--to", "de,fr"))

    assert len(ran.out.splitlines()) == 2
    assert (nothing.code, nothing.err) == (0, "no job is queued, running or paused\n")
    assert not set(old) & set(new)


@pytest.mark.parametrize("command", ["cancel", "resume"])
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param([], "name the jobs by their ids, or give --all", id="nothing"),
        pytest.param(["abc", "--all"], "give ids or --all, not both", id="both"),
    ],
)
def test_which_jobs_has_to_be_said(queue: Run, command: str, arguments: list[str], says: str) -> None:
    ran = queue("jobs", command, *arguments)

    assert ran.code == 2
    assert says in ran.err


def test_a_cancelled_job_is_not_resumed(queue: Run) -> None:
    identity = ids_of(queue("jobs", "submit", "fed.html", "--to", "de"))[0]
    queue("jobs", "cancel", identity)

    ran = queue("jobs", "resume", identity)

    assert ran.code == 2
    assert "was cancelled: `locworker jobs submit fed.html --to de` starts again" in ran.out


def test_a_job_that_waits_needs_no_resuming(queue: Run) -> None:
    identity = ids_of(queue("jobs", "submit", "fed.html", "--to", "de"))[0]

    one, every = queue("jobs", "resume", identity), queue("jobs", "resume", "--all")

    assert (one.code, one.out) == (0, f"{identity} fed.html en → de: is queued already\n")
    assert (every.code, every.err) == (0, "no job is paused, failed or partial\n")


# Watching what does not move


def test_the_time_to_wait_has_an_end(queue: Run) -> None:
    ran = queue("jobs", "submit", "fed.html", "--to", "de", "--wait", "--timeout", "0.2")

    assert ran.code == 75
    assert ran.out == ""
    assert "the time is over and 1 job not at an end: `locworker jobs watch " in ran.err
    assert json.loads(queue("jobs", "list", "--output-format", "json").out)["counts"] == {"queued": 1}


def test_nothing_to_watch_is_no_fault(queue: Run) -> None:
    ran = queue("jobs", "watch")

    assert ran.code == 0
    assert "no jobs" in ran.err


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_who_stops_watching_stops_nothing_else(queue: Run, tmp_path: Path, sent: signal.Signals) -> None:
    identity = ids_of(queue("jobs", "submit", "fed.html", "--to", "de"))[0]
    command = [sys.executable, "-m", "locworker", "jobs", "watch"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment(), stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "watching 1 job: 1 queued\n"

        process.send_signal(sent)
        said = process.stderr.read()

    assert process.returncode == 130
    assert said == f"stopped watching; the jobs go on without it: `locworker jobs watch {identity}`\n"
    assert json.loads(queue("jobs", "list", "--output-format", "json").out)["counts"] == {"queued": 1}


def on_a_terminal(folder: Path, *arguments: str, **environ: str) -> tuple[int, str]:
    """Run a command on a terminal of its own, and return its exit code and all that it showed."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "locworker", *arguments],
        cwd=folder,
        env=environment(**{"TERM": "xterm", "COLUMNS": "100", **environ}),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown = bytearray()
    # The system tells of a terminal that everybody has closed by an error.
    with suppress(OSError):
        while piece := os.read(ours, 65536):
            shown += piece
    os.close(ours)
    return process.wait(timeout=60), shown.decode()


@pytest.mark.parametrize(
    ("environ", "flags", "escapes"),
    [
        pytest.param({}, [], True, id="a terminal"),
        pytest.param({"TERM": "dumb"}, [], False, id="a dumb terminal"),
        pytest.param({}, ["--quiet"], False, id="quiet"),
    ],
)
def test_a_bar_shows_where_it_can(
    queue: Run, tmp_path: Path, environ: dict[str, str], flags: list[str], *, escapes: bool
) -> None:
    queue("jobs", "submit", "fed.html", "--to", "de,fr")

    code, shown = on_a_terminal(tmp_path, "jobs", "watch", "--timeout", "1", *flags, **environ)

    assert code == 75
    assert ("\x1b" in shown) is escapes
    assert ("0/2 jobs" in shown) is escapes
    assert ("0/6 texts, 0 characters billed" in shown) is escapes


def test_no_colour_is_shown_to_who_wants_none(queue: Run, tmp_path: Path) -> None:
    queue("jobs", "submit", "fed.html", "--to", "de,fr")

    _, shown = on_a_terminal(tmp_path, "jobs", "watch", "--timeout", "1", NO_COLOR="1")

    assert "0/2 jobs" in shown
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", shown)


# With workers


def test_an_article_comes_back_as_a_catalog(service: Service) -> None:
    article = service.write("first/fed.html")

    ran = service.run("jobs", "submit", article, "--to", "de", "--wait")

    assert ran.code == 0, ran.err
    assert ran.out == "locales/de/first/fed.html.po\n"
    assert all(entry.fuzzy and entry.msgstr for entry in polib.pofile(str(service.root / ran.out.strip())))
    assert f"1 job: 1 done; {service.deepl.billed_total} characters billed" in ran.err
    assert re.search(r"first/fed\.html en → de: running\n.*: done, locales/de/first/fed\.html\.po", ran.err)
    assert "\x1b" not in ran.out + ran.err


def test_programs_get_the_outcome_as_one_object(service: Service) -> None:
    article = service.write("object/fed.html")

    ran = service.run("jobs", "submit", article, "--to", "de,fr", "--wait", "--output-format", "json")

    whole = json.loads(ran.out)
    assert ran.code == 0
    assert [job["state"] for job in whole["jobs"]] == ["done", "done"]
    assert whole["billed_characters"] == service.deepl.billed_total
    assert whole["resent"] == 0


def test_the_sheet_of_a_finished_job_tells_its_whole_way(service: Service) -> None:
    article = service.write("sheet/fed.html", "<p>Bonds rose.</p>")
    service.run("jobs", "submit", article, "--to", "de", "--wait")
    identity = service.run("jobs", "list", "--article", "sheet/", "--output-format", "concise").out.split("\t")[0]

    ran = service.run("jobs", "show", identity)

    assert ran.code == 0
    assert f"job {identity}: done" in ran.out
    assert "texts      1 of 1 answered" in ran.out
    billed = service.deepl.billed_total
    assert f"billed     {billed} characters of {billed} estimated" in ran.out
    assert "catalog    locales/de/sheet/fed.html.po" in ran.out
    assert re.search(r"\n  \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S+  queued ", ran.out)


def test_a_used_up_quota_pauses_and_resuming_bills_only_the_rest(service: Service) -> None:
    paragraphs = "".join(f"<p>Paragraph {n} says that shares rose in week {n}.</p>" for n in range(120))
    article = service.write("quota/long.html", f"<html><body>{paragraphs}</body></html>")
    needed = sum(len(f"Paragraph {n} says that shares rose in week {n}.") for n in range(120))
    service.deepl.limit = needed * 2 // 3

    stopped = service.run("jobs", "submit", article, "--to", "de", "--wait")
    paid = service.deepl.billed_total
    service.deepl.limit = 500_000
    identity = re.search(r"`locworker jobs resume (\w+)`", stopped.err)
    assert identity is not None
    resumed = service.run("jobs", "resume", identity[1])
    watched = service.run("jobs", "watch", identity[1])

    assert stopped.code == 75
    assert "paused (quota)" in stopped.err
    assert "not translated yet of 120 texts" in stopped.err
    assert resumed.code == 0
    assert f"at most {needed - paid} characters to bill" in resumed.out
    assert watched.code == 0, watched.err
    assert service.deepl.billed_total == needed
    assert service.deepl.texts_sent_twice() == []


def test_a_refused_key_has_an_exit_code_of_its_own(service: Service) -> None:
    article = service.write("key/fed.html")
    service.deepl.key = "another-key"

    ran = service.run("jobs", "submit", article, "--to", "de", "--wait")

    assert ran.code == 77
    assert "failed" in ran.err
    assert "give the workers a DEEPL_AUTH_KEY that the engine takes, then `locworker jobs resume" in ran.err
    assert KEY not in ran.err


def test_a_text_that_is_refused_leaves_the_job_partial(service: Service) -> None:
    article = service.write("partial/fed.html", "<p>Bonds rose on Friday.</p>")
    service.deepl.fail(400, times=20)

    ran = service.run("jobs", "submit", article, "--to", "de", "--wait")

    assert ran.code == 3
    assert "partial: 1 texts were refused" in ran.err
    assert "the catalog names what is missing; `locworker jobs resume" in ran.err


def test_what_was_sent_twice_is_told(service: Service) -> None:
    article = service.write("again/fed.html", "<p>Bonds fell on Friday.</p>")
    service.deepl.cut()

    ran = service.run("jobs", "submit", article, "--to", "de", "--wait")

    assert ran.code == 0, ran.err
    assert "1 text re-sent after a lost reply, perhaps billed twice" in ran.err


def test_a_job_that_ended_is_neither_cancelled_nor_resumed(service: Service) -> None:
    article = service.write("ended/fed.html")
    service.run("jobs", "submit", article, "--to", "de", "--wait")
    identity = service.run("jobs", "list", "--article", "ended/", "--output-format", "concise").out.split("\t")[0]

    cancelled, resumed = service.run("jobs", "cancel", identity), service.run("jobs", "resume", identity)

    assert (cancelled.code, cancelled.out) == (
        0,
        f"{identity} ended/fed.html en → de: is done already, nothing to cancel\n",
    )
    assert (resumed.code, resumed.out) == (
        0,
        f"{identity} ended/fed.html en → de: is done already, nothing is left of it\n",
    )


def test_the_watch_goes_on_when_the_broker_dies(service: Service) -> None:
    service.deepl.behave(latency=3.0)
    article = service.write("broker/fed.html")
    identity = ids_of(service.run("jobs", "submit", article, "--to", "de"))[0]
    command = [sys.executable, "-m", "locworker", "jobs", "watch", identity]
    with subprocess.Popen(command, cwd=service.root, env=environment(), stdout=subprocess.PIPE) as watching:
        broker = json.loads((service.root / ".locworker/broker/server.json").read_text(encoding="utf-8"))

        os.kill(broker["pid"], signal.SIGKILL)
        out, _ = watching.communicate(timeout=90)

    assert watching.returncode == 0
    assert out == b"locales/de/broker/fed.html.po\n"


def test_the_doctor_sees_broker_and_workers(service: Service) -> None:
    def examine() -> dict[str, dict[str, str]]:
        whole = json.loads(service.run("doctor", "--output-format", "json").out)
        parts = {part["name"]: part for part in whole["parts"]}
        return parts if parts.get("workers", {}).get("state") == "ok" else {}

    # The test before may have taken the queue away for a moment.
    parts = poll(examine, seconds=60, what="workers")

    assert parts["broker"]["state"] == "ok"
    assert parts["broker"]["says"].startswith("Valkey ")
    assert parts["workers"]["says"] == "1 for mt, 1 for cpu"
    assert parts["key"]["says"] == "of DeepL, from DEEPL_AUTH_KEY, ends in …6789"


def test_a_store_is_copied_while_workers_use_it(service: Service) -> None:
    service.deepl.behave(latency=0.5)
    names = [service.write(f"copied/{number}.html", f"<p>Bonds rose in week {number}.</p>") for number in range(8)]
    submitted = ids_of(service.run("jobs", "submit", *names, "--to", "de"))

    copied = service.run("store", "backup", "copy.sqlite3")
    refused = service.run("store", "restore", "copy.sqlite3")
    watched = service.run("jobs", "watch", *submitted)

    assert copied.code == 0
    assert refused.code == 75
    assert watched.code == 0, watched.err
    elsewhere = service.root / "elsewhere"
    elsewhere.mkdir()
    assert run_command(elsewhere, "store", "restore", service.root / "copy.sqlite3").code == 0
    kept = run_command(elsewhere, "jobs", "list", "--article", "copied/", "--output-format", "json")
    assert {job["id"] for job in json.loads(kept.out)["jobs"]} == set(submitted)
