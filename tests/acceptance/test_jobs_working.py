from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys

import polib

from brokers import PATIENCE, poll
from command_line import environment, run_command
from job_service import KEY, Service, ids_of


def test_an_article_comes_back_as_a_catalog(service: Service) -> None:
    article = service.write("first/fed.html")

    ran = service.run("jobs", "submit", article, "--to", "de", "--wait")

    assert ran.code == 0, ran.err
    assert ran.out == "locales/de/first/fed.html.po\n"
    assert all(entry.fuzzy and entry.msgstr for entry in polib.pofile(str(service.root / ran.out.strip())))
    assert f"1 job: 1 done; {service.deepl.billed_total} characters billed" in ran.err
    assert re.search(r"first/fed\.html en → de: done, locales/de/first/fed\.html\.po", ran.err)
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
    assert "partial: 1 text was refused" in ran.err
    assert "the catalog names what is missing; `locworker jobs resume" in ran.err


def test_a_partial_job_is_resumed_when_the_cause_is_gone(service: Service) -> None:
    article = service.write("mended/fed.html", "<p>Bonds rose on Friday.</p>")
    service.deepl.fail(400, times=1)
    ended = service.run("jobs", "submit", article, "--to", "de", "--wait", "--output-format", "json")
    identity = json.loads(ended.out)["jobs"][0]["id"]

    resumed = service.run("jobs", "resume", identity)
    watched = service.run("jobs", "watch", identity)

    assert ended.code == 3
    assert "queued again, 1 text left, at most 31 characters to bill" in resumed.out
    assert watched.code == 0, watched.err


def test_what_was_sent_twice_is_told(service: Service) -> None:
    article = service.write("again/fed.html", "<p>Bonds fell on Friday.</p>")
    service.deepl.cut()

    ran = service.run("jobs", "submit", article, "--to", "de", "--wait")

    assert ran.code == 0, ran.err
    assert "1 text re-sent after a lost reply, perhaps billed twice" in ran.err


def test_texts_that_are_held_are_told_with_the_setting_that_sends_them(service: Service) -> None:
    article = service.write("held/fed.html", "<p>Bonds stood still on Monday.</p>")
    service.deepl.cut(times=2)

    stopped = service.run("jobs", "submit", article, "--to", "de", "--wait")
    (identity,) = re.findall(r"`locworker jobs resume (\w+)`", stopped.err)
    resumed = run_command(service.root, "jobs", "resume", identity, **service.environ, LOCWORKER_ON_UNKNOWN="hold")

    assert stopped.code == 3
    assert "partial: 1 text is held: their reply was lost" in stopped.err
    assert 'where on_unknown is "retry", and may pay twice' in stopped.err
    assert "1 text left" in resumed.out
    assert '1 of them stay held, for their reply was lost: on_unknown is "hold"' in resumed.out


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
        out, _ = watching.communicate(timeout=PATIENCE)

    assert watching.returncode == 0
    assert out == b"locales/de/broker/fed.html.po\n"


def test_the_doctor_sees_broker_and_workers(service: Service) -> None:
    def examine() -> dict[str, dict[str, str]]:
        whole = json.loads(service.run("doctor", "--output-format", "json").out)
        parts = {part["name"]: part for part in whole["parts"]}
        return parts if parts.get("workers", {}).get("state") == "ok" else {}

    # The test before may have taken the queue away for a moment.
    parts = poll(examine, what="workers")

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
