from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from command_line import Run, environment


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["chekc"], "Did you mean 'check'?", id="a command that is nearly one"),
        pytest.param(["translate"], "Missing argument", id="no article"),
        pytest.param(["translate", "a.html", "--tp", "de"], "--tp", id="a wrong flag"),
        pytest.param(["translate", "nosuch.html", "--to", "de"], "nosuch.html: not found", id="a missing article"),
        pytest.param(
            ["translate", "folder", "--to", "de", "--engine", "copy"], "name the article's file", id="a folder"
        ),
        pytest.param(["translate", "a.html"], "no language", id="no language"),
        pytest.param(["translate", "a.html", "--to", "klingonisch"], "is not a language tag", id="a wrong language"),
        pytest.param(["translate", "a.html", "--to", "en"], "language of the articles", id="the source's own language"),
        pytest.param(["translate", "a.html", "--to", ","], "list of languages is empty", id="an empty list"),
        pytest.param(["translate", "a.html", "--to", "de", "--engine", "depl"], "depl", id="a wrong engine"),
        pytest.param(["translate", "binary.html", "--to", "de", "--engine", "copy"], "binary.html", id="a binary file"),
        pytest.param(["translate", "a.pdf", "--to", "de", "--engine", "copy"], "a.pdf", id="another suffix"),
        pytest.param(["check", "nosuch.po"], "nosuch.po: not found", id="a missing catalog"),
        pytest.param(["check", "broken.po"], "broken.po:5", id="an unterminated string"),
        pytest.param(["check", "nolang.po"], "does not say its language", id="a catalog without language"),
        pytest.param(["check", "a.html", "--lang", "de", "--rules", "missing-tem"], "missing-term", id="a wrong rule"),
        pytest.param(["rebuild", "a.html", "--to", "de"], "there is no catalog", id="no catalog"),
        pytest.param(["rebuild", "a.html", "--to", "de,es", "-o", "x"], "names one page", id="two pages, one file"),
        pytest.param(
            ["translate", "a.html", "--to", "de", "--engine", "copy", "--glossary", "broken.csv"],
            "broken.csv:3",
            id="a broken glossary row",
        ),
        pytest.param(["translate", "a.html", "--to", "de", "--glossary", "no.csv"], "no.csv", id="a missing glossary"),
        pytest.param(["glossary", "check", "no.csv"], "no.csv: not found", id="a missing glossary to check"),
    ],
)
def test_wrong_use_is_one_line_and_exit_2(run: Run, tmp_path: Path, arguments: list[str], says: str) -> None:
    (tmp_path / "a.html").write_text("<p>Bonds rose.</p>", encoding="utf-8")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "binary.html").write_bytes(b"PK\x03\x04\x00\x00\x01\x02")
    (tmp_path / "folder").mkdir()
    head = 'msgid ""\nmsgstr "Language: de\\n"\n\n'
    (tmp_path / "broken.po").write_text(head + 'msgid "Bonds"\nmsgstr "Anleihen\n', encoding="utf-8")
    (tmp_path / "nolang.po").write_text('msgid "Bonds"\nmsgstr "Anleihen"\n', encoding="utf-8")
    (tmp_path / "broken.csv").write_text(
        "concept,language,term,status,note\nbond,en,bond,preferred,\nbond,de,Anleihe,perfect,\n", encoding="utf-8"
    )

    ran = run(*arguments)

    assert ran.code == 2
    assert says in ran.err
    assert len(ran.err.strip().splitlines()) == 1
    assert ran.out == ""


def test_a_broken_catalog_is_left_as_it_is(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>Bonds rose.</p>", encoding="utf-8")
    path = tmp_path / "locales/de/a.html.po"
    path.parent.mkdir(parents=True)
    path.write_text('msgid "a', encoding="utf-8")

    ran = run("translate", "a.html", "--to", "de", "--engine", "copy")

    assert ran.code == 2
    assert "a.html.po:1" in ran.err
    assert path.read_text(encoding="utf-8") == 'msgid "a'


def test_a_folder_that_cannot_be_written_to_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>Bonds rose.</p>", encoding="utf-8")
    # A file in the folder's place stops root too, whom permissions do not.
    (tmp_path / "locales").write_text("", encoding="utf-8")

    ran = run("translate", "a.html", "--to", "de", "--engine", "copy")

    assert ran.code == 2
    assert "cannot be written" in ran.err


def test_a_wrong_setting_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "locworker.toml").write_text('langauges = ["de"]\n', encoding="utf-8")

    ran = run("check", ".")

    assert ran.code == 2
    assert "unknown setting 'langauges'; did you mean 'languages'?" in ran.err


def test_no_engine_names_what_would_help(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>Bonds rose.</p>", encoding="utf-8")

    ran = run("translate", "a.html", "--to", "ja")

    assert ran.code == 3
    assert "DEEPL_AUTH_KEY" in ran.err


def test_no_output_has_an_escape_when_nobody_asked_for_colour(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("Die Anleger warten.\n\x1b[31mFrequently Asked Questions\n", encoding="utf-8")

    ran = run("check", "page.txt", "--lang", "de")

    assert "\x1b" not in ran.out + ran.err


def test_a_project_is_made_and_what_is_there_is_kept(run: Run, tmp_path: Path) -> None:
    first = run("init", "news", "--to", "de,pt-BR")
    (tmp_path / "news/locworker.toml").write_text('languages = ["fr"]\n', encoding="utf-8")
    second = run("init", "news")

    assert first.code == second.code == 0
    assert (tmp_path / "news/glossaries/finance.csv").stat().st_size > 10_000
    assert "kept news/locworker.toml" in second.out
    assert (tmp_path / "news/locworker.toml").read_text(encoding="utf-8") == 'languages = ["fr"]\n'


def test_engines_say_why_they_are_not_usable(run: Run) -> None:
    text = run("engines", "list")
    whole = run("engines", "list", "--to", "es,de", "--output-format", "json")

    engines = {engine["name"]: engine for engine in json.loads(whole.out)["engines"]}
    assert text.code == whole.code == 0
    assert engines["deepl"]["usable"] is False
    assert "DEEPL_AUTH_KEY" in text.out
    assert engines["apertium"]["usable"] is True
    assert engines["apertium"]["routes"]["es"]
    assert engines["apertium"]["routes"]["de"] is None


def test_the_doctor_says_what_works(run: Run) -> None:
    ran = run("doctor")
    whole = json.loads(run("doctor", "--output-format", "json").out)

    assert ran.code == 0
    assert "something can translate here" in ran.out
    assert whole["can_translate"] is True


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_output_in_an_old_encoding_has_escapes(tmp_path: Path, encoding: str) -> None:
    page = tmp_path / "page.txt"
    page.write_text("Die Anleger warten — 株式.\nFrequently Asked Questions 株式 about bonds\n", encoding="utf-8")
    environ = environment(PYTHONIOENCODING=encoding)
    command = [sys.executable, "-m", "locworker", "check", "page.txt", "--lang", "de", "--output-format"]

    text = subprocess.run([*command, "full"], cwd=tmp_path, env=environ, capture_output=True, check=False)
    whole = subprocess.run([*command, "json"], cwd=tmp_path, env=environ, capture_output=True, check=False)

    assert text.returncode == whole.returncode == 1
    assert b"Traceback" not in text.stderr + whole.stderr
    assert json.loads(whole.stdout)["findings"]


@pytest.mark.parametrize(
    ("redirection", "code"),
    [
        pytest.param(">&-", 1, id="no stdout"),
        pytest.param("2>&-", 1, id="no stderr"),
        pytest.param(">&- 2>&-", 1, id="neither"),
        pytest.param(">/dev/full", 2, id="stdout on a full disk"),
        pytest.param("2>/dev/full", 1, id="stderr on a full disk"),
        pytest.param("| head -c 1 >/dev/null", 1, id="a reader that goes away"),
    ],
)
def test_streams_that_take_nothing_are_no_crash(tmp_path: Path, redirection: str, code: int) -> None:
    (tmp_path / "page.txt").write_text("Frequently Asked Questions about everything\n" * 2000, encoding="utf-8")
    line = f"{shlex.quote(sys.executable)} -m locworker check page.txt --lang de {redirection}"

    done = subprocess.run(
        ["bash", "-c", f"{line}; exit ${{PIPESTATUS[0]}}"],
        cwd=tmp_path,
        env=environment(PYTHONUNBUFFERED=""),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


def test_a_name_with_control_characters_stays_in_one_line(run: Run) -> None:
    ran = run("translate", "no\nsuch\x1b[31m.html", "--to", "de")

    assert ran.code == 2
    assert ran.err == "locworker: no\\u000asuch\\u001b[31m.html: not found\n"
