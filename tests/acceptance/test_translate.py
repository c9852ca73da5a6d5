from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import polib
import pytest

from brokers import PATIENCE, poll
from command_line import Run, environment
from fakes.deepl_server import DeepLServer

ARTICLE = """<!DOCTYPE html>
<html lang="en"><head><title>Fed holds rates</title><meta name="description" content="The Fed waits."></head>
<body><h1>Fed holds rates</h1>
<p>The <b>Fed</b> left its policy rate at 4.5%.</p>
<p>Amazon (AMZN) reports its earnings on Thursday.</p>
</body></html>
"""
GLOSSARY = """concept,language,term,status,note
policy-rate,en,policy rate,preferred,
policy-rate,de,Leitzins,preferred,
fed,en,Fed,protected,
"""


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "fed.html"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def deepl(server: DeepLServer) -> dict[str, str]:
    return {"DEEPL_AUTH_KEY": server.key, "DEEPL_SERVER_URL": server.url}


def long_article(path: Path, paragraphs: int) -> None:
    lines = "\n".join(f"<p>Paragraph {n} says that shares rose in week {n}.</p>" for n in range(paragraphs))
    path.write_text(f"<html><body><h1>Shares rise again</h1>\n{lines}\n</body></html>", encoding="utf-8")


def test_an_article_becomes_a_fuzzy_catalog(run: Run, article: Path, tmp_path: Path, deepl_server: DeepLServer) -> None:
    ran = run("translate", article, "--to", "de", **deepl(deepl_server))

    assert ran.code == 0
    assert ran.out == "locales/de/fed.html.po\n"
    catalog = polib.pofile(str(tmp_path / "locales/de/fed.html.po"))
    assert catalog.metadata["Language"] == "de"
    assert {entry.msgctxt for entry in catalog} == {"title", "meta:description", "h1", "p"}
    assert all(entry.fuzzy and entry.msgstr for entry in catalog)


def test_every_catalog_satisfies_msgfmt(run: Run, article: Path, tmp_path: Path, deepl_server: DeepLServer) -> None:
    ran = run("translate", article, "--to", "de,pt-BR,ja", **deepl(deepl_server))

    assert ran.code == 0
    for path in ran.out.split():
        command = ["msgfmt", "-c", "-o", "/dev/null", path]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_two_hundred_segments_take_as_few_requests_as_the_limits_allow(
    run: Run, tmp_path: Path, deepl_server: DeepLServer
) -> None:
    long_article(tmp_path / "long.html", 199)

    ran = run("translate", "long.html", "--to", "de", **deepl(deepl_server))

    assert ran.code == 0, ran.err
    requests = deepl_server.requests()
    texts = [text for request in requests for text in request.texts]
    assert len(requests) == 4
    assert texts[0] == "Shares rise again"
    assert [int(text.split()[1]) for text in texts[1:]] == list(range(199))
    assert all("Shares rise again" in (request.context or "") for request in requests[1:])
    assert all(request.glossary_id for request in requests)
    assert f"{deepl_server.billed_total} characters billed" in ran.err


def test_a_second_run_pays_nothing_and_changes_nothing(
    run: Run, article: Path, tmp_path: Path, deepl_server: DeepLServer
) -> None:
    run("translate", article, "--to", "de", **deepl(deepl_server))
    before = (tmp_path / "locales/de/fed.html.po").read_bytes()
    paid = deepl_server.billed_total

    ran = run("translate", article, "--to", "de", **deepl(deepl_server))

    assert ran.code == 0
    assert deepl_server.billed_total == paid
    assert (tmp_path / "locales/de/fed.html.po").read_bytes() == before


def test_reviewed_text_stays_when_the_article_grows(
    run: Run, article: Path, tmp_path: Path, deepl_server: DeepLServer
) -> None:
    run("translate", article, "--to", "de", **deepl(deepl_server))
    path = tmp_path / "locales/de/fed.html.po"
    catalog = polib.pofile(str(path))
    entry = next(entry for entry in catalog if entry.msgctxt == "h1")
    entry.msgstr = "Fed lässt Zinsen unverändert"
    entry.flags.remove("fuzzy")
    catalog.save()
    article.write_text(ARTICLE.replace("</body>", "<p>Bonds fell.</p></body>"), encoding="utf-8")
    sent = len(deepl_server.requests())

    ran = run("translate", article, "--to", "de", **deepl(deepl_server))

    assert ran.code == 0
    again = {(e.msgctxt, e.msgid): e for e in polib.pofile(str(path))}
    assert again["h1", "Fed holds rates"].msgstr == "Fed lässt Zinsen unverändert"
    assert not again["h1", "Fed holds rates"].fuzzy
    assert [request.texts for request in deepl_server.requests()[sent:]] == [["Bonds fell."]]


def test_reviewed_text_is_memory_for_other_articles(
    run: Run, article: Path, tmp_path: Path, deepl_server: DeepLServer
) -> None:
    run("translate", article, "--to", "de", **deepl(deepl_server))
    path = tmp_path / "locales/de/fed.html.po"
    path.write_text(path.read_text(encoding="utf-8").replace("#, fuzzy\n", ""), encoding="utf-8")
    run("translate", article, "--to", "de", **deepl(deepl_server))
    (tmp_path / "copy.html").write_text(ARTICLE, encoding="utf-8")
    sent = len(deepl_server.requests())

    ran = run("translate", "copy.html", "--to", "de", **deepl(deepl_server))

    assert ran.code == 0
    assert len(deepl_server.requests()) == sent
    assert "engine: memory" in (tmp_path / "locales/de/copy.html.po").read_text(encoding="utf-8")


def test_a_dry_run_says_what_it_would_cost_and_sends_nothing(
    run: Run, article: Path, tmp_path: Path, deepl_server: DeepLServer
) -> None:
    (tmp_path / "locworker.toml").write_text("[prices]\ndeepl = 20\n", encoding="utf-8")

    text = run("translate", article, "--to", "de,fr", "--dry-run", **deepl(deepl_server))
    whole = run("translate", article, "--to", "de,fr", "--dry-run", "--output-format", "json", **deepl(deepl_server))

    assert text.code == whole.code == 0
    estimate = json.loads(whole.out)
    assert f"total: {estimate['characters']} characters to bill, about" in text.out
    assert {row["engine"] for row in estimate["estimates"]} == {"deepl"}
    assert deepl_server.requests() == []
    assert not (tmp_path / "locales").exists()


def test_too_many_characters_are_refused_before_anything_is_sent(
    run: Run, article: Path, deepl_server: DeepLServer
) -> None:
    ran = run("translate", article, "--to", "de", "--max-chars", "10", **deepl(deepl_server))

    assert ran.code == 2
    assert "characters would be billed and 10 are allowed" in ran.err
    assert deepl_server.requests() == []


def test_json_is_one_object(run: Run, article: Path, deepl_server: DeepLServer) -> None:
    deepl_server.behave(leave=["shares", "policy"])

    ran = run("translate", article, "--to", "de", "--output-format", "json", **deepl(deepl_server))

    whole = json.loads(ran.out)
    assert whole["catalogs"] == ["locales/de/fed.html.po"]
    assert whole["summary"]["files"] == 1
    assert {finding["path"] for finding in whole["findings"]} <= set(whole["catalogs"])


@pytest.mark.parametrize(
    ("status", "code", "says"),
    [
        pytest.param(403, 77, "key", id="a wrong key"),
        pytest.param(456, 75, "quota", id="the quota is used up"),
        pytest.param(400, 3, "deepl", id="a refused request"),
    ],
)
def test_an_engine_that_fails_is_one_line_and_the_right_code(
    run: Run, article: Path, deepl_server: DeepLServer, status: int, code: int, says: str
) -> None:
    deepl_server.fail(status, times=99)

    ran = run("translate", article, "--to", "de", **deepl(deepl_server))

    assert ran.code == code
    assert says in ran.err.lower()
    assert deepl_server.key not in ran.out + ran.err


def test_a_wrong_key_is_not_authorised(run: Run, article: Path, tmp_path: Path, deepl_server: DeepLServer) -> None:
    ran = run("translate", article, "--to", "de", DEEPL_AUTH_KEY="canary-key", DEEPL_SERVER_URL=deepl_server.url)

    assert ran.code == 77
    assert "canary-key" not in ran.out + ran.err
    assert not (tmp_path / "locales").exists()


def start(tmp_path: Path, server_url: str, key: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "locworker", "translate", "long.html", "--to", "de"]
    environ = environment(DEEPL_AUTH_KEY=key, DEEPL_SERVER_URL=server_url)
    return subprocess.Popen(
        command, cwd=tmp_path, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def wait_for_requests(server: DeepLServer, count: int) -> None:
    poll(lambda: len(server.requests()) >= count, what=f"{count} requests")


def test_a_killed_run_is_taken_up_and_only_the_request_that_was_out_goes_again(
    run: Run, tmp_path: Path, deepl_server: DeepLServer
) -> None:
    long_article(tmp_path / "long.html", 199)
    deepl_server.latency = 0.3
    process = start(tmp_path, deepl_server.url, deepl_server.key)
    wait_for_requests(deepl_server, 2)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    # The server may still be at work on what was out.
    time.sleep(1.0)
    first = deepl_server.requests()

    ran = run("translate", "long.html", "--to", "de", **deepl(deepl_server))

    second = [text for request in deepl_server.requests()[len(first) :] for text in request.texts]
    assert ran.code == 0
    assert not set(first[0].texts) & set(second)
    twice = set(deepl_server.texts_sent_twice())
    assert any(twice <= set(request.texts) for request in deepl_server.requests())
    everything = {text for request in deepl_server.requests() for text in request.texts}
    assert len(everything) == 200


def test_a_run_that_is_killed_with_a_request_out_holds_its_texts_when_told_to(
    run: Run, tmp_path: Path, deepl_server: DeepLServer
) -> None:
    long_article(tmp_path / "long.html", 99)
    (tmp_path / "locworker.toml").write_text('on_unknown = "hold"\n', encoding="utf-8")
    deepl_server.hang(30)
    process = start(tmp_path, deepl_server.url, deepl_server.key)
    wait_for_requests(deepl_server, 1)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()

    held = run("translate", "long.html", "--to", "de", **deepl(deepl_server))
    again = run("translate", "long.html", "--to", "de", LOCWORKER_ON_UNKNOWN="retry", **deepl(deepl_server))

    assert held.code == 3
    assert "50 texts were sent and their reply was lost; they are held" in held.err
    assert again.code == 0
    assert "may be billed twice" in again.err
    assert len(deepl_server.texts_sent_twice()) == 50


def test_ctrl_c_waits_for_the_request_that_is_out(run: Run, tmp_path: Path, deepl_server: DeepLServer) -> None:
    # So much, and so slowly, that most of it is left when the first is seen.
    long_article(tmp_path / "long.html", 399)
    deepl_server.latency = 1.0
    process = start(tmp_path, deepl_server.url, deepl_server.key)
    wait_for_requests(deepl_server, 1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE)
    sent = sum(len(request.texts) for request in deepl_server.requests())
    deepl_server.latency = 0.0

    ran = run("translate", "long.html", "--to", "de", **deepl(deepl_server))

    assert process.returncode == 130
    assert "Traceback" not in err
    assert not list(tmp_path.glob("locales/**/*.tmp"))
    assert sent < 400
    assert ran.code == 0
    assert deepl_server.texts_sent_twice() == []


def test_damaged_tags_go_out_a_second_time_and_the_catalog_says_so(
    run: Run, article: Path, tmp_path: Path, deepl_server: DeepLServer
) -> None:
    deepl_server.behave(drop_tags=True)

    ran = run("translate", article, "--to", "de", "--fail-level", "error", **deepl(deepl_server))

    assert ran.code == 1
    assert "tag-mismatch" in ran.err
    assert "second pass" in (tmp_path / "locales/de/fed.html.po").read_text(encoding="utf-8")


def test_two_runs_at_once_pay_once(tmp_path: Path, deepl_server: DeepLServer) -> None:
    long_article(tmp_path / "long.html", 149)
    deepl_server.latency = 0.1

    processes = [start(tmp_path, deepl_server.url, deepl_server.key) for _ in range(2)]
    errors = [process.communicate(timeout=2 * PATIENCE)[1] for process in processes]

    assert [process.returncode for process in processes] == [0, 0], errors
    assert deepl_server.texts_sent_twice() == []


def test_nothing_is_paid_for_a_catalog_that_cannot_be_written(
    run: Run, article: Path, tmp_path: Path, deepl_server: DeepLServer
) -> None:
    (tmp_path / "locales").mkdir()
    (tmp_path / "locales/de").write_text("a file in the folder's place", encoding="utf-8")

    ran = run("translate", article, "--to", "de,fr", **deepl(deepl_server))

    assert ran.code == 2
    assert ran.out == "locales/fr/fed.html.po\n"
    assert "locales/de/fed.html.po: cannot be written" in ran.err
    assert [request.target_lang for request in deepl_server.requests()] == ["FR"]


def test_what_a_reviewer_or_the_project_silenced_is_not_told_again(run: Run, article: Path, tmp_path: Path) -> None:
    run("translate", article, "--to", "de", "--engine", "pseudo")
    path = tmp_path / "locales/de/fed.html.po"
    catalog = polib.pofile(str(path))
    for entry in catalog:
        entry.flags = []
        entry.msgstr = {"h1": "Fed hält die Zinsen", "title": "Fed holds rates"}.get(entry.msgctxt, entry.msgstr)
        if entry.msgctxt == "title":
            entry.tcomment += "\nlocworker: ignore=untranslated-segment a brand"
    catalog.save()
    (tmp_path / "locworker.toml").write_text(
        '[[ignore]]\nrule = "missing-term"\nreason = "being renewed"\n', encoding="utf-8"
    )

    ran = run("translate", article, "--to", "de", "--engine", "pseudo", "--output-format", "json")

    rules = {finding["rule"] for finding in json.loads(ran.out)["findings"]}
    assert not rules & {"untranslated-segment", "missing-term", "unused-ignore"}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        pytest.param({"DEEPL_AUTH_KEY": "two words"}, "characters that no key has", id="key"),
        pytest.param({"DEEPL_SERVER_URL": "nowhere"}, "the server's address is none", id="address"),
    ],
)
def test_a_key_that_is_passed_over_is_said(
    run: Run, article: Path, deepl_server: DeepLServer, changes: dict[str, str], says: str
) -> None:
    ran = run("translate", article, "--to", "es", "--dry-run", **{**deepl(deepl_server), **changes})

    assert ran.code == 0
    assert "en → es: not deepl" in ran.err
    assert says in ran.err
    assert "apertium" in ran.out


def test_what_two_articles_share_is_counted_and_paid_once(
    run: Run, article: Path, tmp_path: Path, deepl_server: DeepLServer
) -> None:
    (tmp_path / "copy.html").write_bytes(article.read_bytes())

    told = run(
        "translate", article, "copy.html", "--to", "de", "--dry-run", "--output-format", "json", **deepl(deepl_server)
    )
    ran = run("translate", article, "copy.html", "--to", "de", **deepl(deepl_server))

    estimates = json.loads(told.out)
    assert [estimate["to_send"] > 0 for estimate in estimates["estimates"]] == [True, False]
    assert ran.code == 0
    assert estimates["characters"] == deepl_server.billed_total
