from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path

import pytest
from redis import Redis

from command_line import Run
from fakes.deepl_server import DeepLServer
from job_service import ARTICLE, KEY, MOST, deepl_environment, ids_of, jobs_in
from locworker.broker import start_server


def test_a_job_is_a_line_with_id_article_and_language(queue: Run) -> None:
    ran = queue("jobs", "submit", "fed.html", "--to", "de,pt-BR")

    assert ran.code == 0
    assert re.fullmatch(r"[0-9a-f]{12}  fed\.html  de\n[0-9a-f]{12}  fed\.html  pt-BR\n", ran.out)
    assert f"en → de: deepl (EN → DE), 1 article, at most {MOST} characters to bill" in ran.err


def test_what_is_queued_already_is_named(queue: Run, tmp_path: Path) -> None:
    first = ids_of(queue("jobs", "submit", "fed.html", "--to", "de"))

    again = queue("jobs", "submit", "fed.html", "--to", "de,fr")

    assert again.out.splitlines()[0] == f"{first[0]}  fed.html  de  already queued as {first[0]}"
    assert jobs_in(tmp_path) == {"queued": 2}


def test_who_waits_is_told_what_had_been_queued_before(queue: Run) -> None:
    queue("jobs", "submit", "fed.html", "--to", "de")

    waited = queue("jobs", "submit", "fed.html", "--to", "de,fr", "--wait", "--timeout", "0")

    assert waited.code == 75
    assert "of these 1 job had been queued before" in waited.err


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
def test_what_cannot_be_queued_is_one_line_and_exit_2(
    queue: Run, tmp_path: Path, arguments: list[str], says: str
) -> None:
    ran = queue("jobs", "submit", *arguments)

    assert ran.code == 2
    assert says in ran.err.splitlines()[-1]
    assert ran.out == ""
    assert jobs_in(tmp_path) == {}


def test_no_engine_for_a_language_queues_nothing(queue: Run, tmp_path: Path) -> None:
    ran = queue("jobs", "submit", "fed.html", "--to", "de,tlh")

    assert ran.code == 3
    assert jobs_in(tmp_path) == {}


def test_a_dry_run_tells_what_translate_tells_and_queues_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "fed.html").write_text(ARTICLE, encoding="utf-8")
    with DeepLServer(key=KEY) as server:
        environ = deepl_environment(server)
        queued = run("jobs", "submit", "fed.html", "--to", "de,fr", "--dry-run", **environ)
        inline = run("translate", "fed.html", "--to", "de,fr", "--dry-run", **environ)

    assert queued.code == inline.code == 0
    assert queued.out == inline.out
    assert "characters left in this period" in queued.out
    assert jobs_in(tmp_path) == {}


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["jobs", "submit", "fed.html", "--to", "de", "--dry-run"], id="submit"),
        pytest.param(["translate", "fed.html", "--to", "de", "--dry-run"], id="translate"),
    ],
)
def test_an_estimate_names_a_budget_that_has_too_little_left(run: Run, tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "fed.html").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "locworker.toml").write_text("[budget]\ncharacters_per_month = 10\n", encoding="utf-8")
    with DeepLServer(key=KEY) as server:
        ran = run(*arguments, **deepl_environment(server))

    assert ran.code == 0
    assert re.search(r"the budget of 10 characters in \d{4}-\d\d has 10 left", ran.err)


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
    assert jobs_in(tmp_path) == {}


def test_a_queue_that_is_full_is_told_once_and_the_jobs_are_kept(run: Run, tmp_path: Path) -> None:
    (tmp_path / "fed.html").write_text(ARTICLE, encoding="utf-8")
    server = start_server(tmp_path / ".locworker")
    try:
        with Redis(unix_socket_path=server.url.removeprefix("redis+socket://").partition("?")[0]) as client:
            client.config_set("maxmemory", 1)
        ran = run("jobs", "submit", "fed.html", "--to", "de", "--engine", "copy")
    finally:
        server.stop()

    assert ran.code == 0
    assert len(jobs_in(tmp_path)) == 1
    talk = ran.err.splitlines()
    assert len(talk) == 2, "the engine, and that the queue takes nothing; no line of a log"
    assert "The jobs are kept" in talk[1]


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
    assert took < 60  # 5 s by itself; the machine has others to serve
