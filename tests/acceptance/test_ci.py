from __future__ import annotations

import json
import re
import shlex
import subprocess
from pathlib import Path

import jsonschema
import junitparser
import pytest
import yaml

from command_line import Run, run_command

ROOT = Path(__file__).resolve().parents[2]
HEADER = 'msgid ""\nmsgstr ""\n"Language: de\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
FAULT = 'msgctxt "{0}"\nmsgid "Shares fell on {0}"\nmsgstr "Shares fell on {0}"\n\n'
CLEAN = 'msgctxt "clean"\nmsgid "Shares fell."\nmsgstr "Die Aktien fielen."\n\n'


@pytest.fixture
def catalogs(tmp_path: Path) -> Path:
    """Return a folder with one catalog of two faults and one without any."""
    folder = tmp_path / "locales" / "de"
    folder.mkdir(parents=True)
    (folder / "faulty.po").write_text(HEADER + FAULT.format("Monday") + FAULT.format("Friday"), encoding="utf-8")
    (folder / "clean.po").write_text(HEADER + CLEAN, encoding="utf-8")
    return folder


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.mark.usefixtures("catalogs")
def test_sarif_is_what_the_schema_wants(run: Run) -> None:
    ran = run("check", "locales", "--output-format", "sarif", "--output-file", "r.sarif")
    log = json.loads(run("check", "locales", "--output-format", "sarif").out)

    schema = json.loads((ROOT / "tests/schemas/sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
    assert (ran.code, ran.out) == (1, "")
    jsonschema.Draft4Validator(schema).validate(log)
    results = log["runs"][0]["results"]
    places = [result["locations"][0]["physicalLocation"] for result in results]
    assert {place["artifactLocation"]["uri"] for place in places} == {"locales/de/faulty.po"}
    assert len({result["partialFingerprints"]["locworker/v1"] for result in results}) == len(results)


def test_fingerprints_survive_moved_lines(run: Run, catalogs: Path) -> None:
    before = json.loads(run("check", "locales", "--output-format", "sarif").out)
    path = catalogs / "faulty.po"
    path.write_text(path.read_text(encoding="utf-8").replace(HEADER, HEADER + CLEAN), encoding="utf-8")

    after = json.loads(run("check", "locales", "--output-format", "sarif").out)

    def prints(log: dict[str, list[dict[str, list[dict[str, str]]]]]) -> set[str]:
        return {str(result["partialFingerprints"]) for result in log["runs"][0]["results"]}

    assert prints(before) == prints(after)


@pytest.mark.usefixtures("catalogs")
def test_gitlab_gets_each_finding_with_a_fingerprint_of_its_own(run: Run) -> None:
    ran = run("check", "locales", "--output-format", "gitlab")

    issues = json.loads(ran.out)
    assert ran.code == 1
    assert len(issues) >= 2
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert issue["location"]["path"] == "locales/de/faulty.po"
        assert issue["location"]["lines"]["begin"] > 1


@pytest.mark.usefixtures("catalogs")
def test_junit_has_a_case_a_file(run: Run, tmp_path: Path) -> None:
    ran = run("check", "locales", "--output-format", "junit", "--output-file", "r.xml")

    report = junitparser.JUnitXml.fromfile(str(tmp_path / "r.xml"))
    cases = {case.name: case for suite in report for case in suite}
    assert ran.code == 1
    assert set(cases) == {"locales/de/clean.po", "locales/de/faulty.po"}
    assert cases["locales/de/clean.po"].is_passed
    assert "Shares fell on Friday" in cases["locales/de/faulty.po"].result[0].text
    assert report.failures == 1


def test_github_shows_ten_of_a_kind_and_the_summary_has_all(run: Run, catalogs: Path, tmp_path: Path) -> None:
    faults = "".join(FAULT.format(f"day number {number}") for number in range(37))
    (catalogs / "faulty.po").write_text(HEADER + faults, encoding="utf-8")

    ran = run(
        "check", "locales", "--rules", "untranslated-segment", "--output-format", "github",
        GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"),
    )  # fmt: skip

    lines = ran.out.splitlines()
    summary = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert ran.code == 1
    assert (
        len([line for line in lines if re.match(r"::error file=locales/de/faulty\.po,line=\d+,col=\d+,title=", line)])
        == 10
    )
    assert lines[-1] == "27 more: see the job summary"
    assert summary.count("| error | untranslated-segment |") == 37


def test_a_finding_cannot_forge_a_workflow_command(run: Run, tmp_path: Path) -> None:
    page = "Die Anleger warten auf Daten.\nFrequently Asked Questions about 100% of ::error::it\n"
    (tmp_path / "a,b:c.txt").write_text(page, encoding="utf-8")

    ran = run("check", "a,b:c.txt", "--lang", "de", "--output-format", "github")

    assert all(line.count("::") == 2 or "%25" in line for line in ran.out.splitlines())
    assert "file=a%2Cb%3Ac.txt" in ran.out
    assert "100%25" in ran.out


def test_a_baseline_lets_only_new_findings_through(run: Run, catalogs: Path, tmp_path: Path) -> None:
    written = run("check", "locales", "--baseline", "base.json", "--update-baseline")
    known = run("check", "locales", "--baseline", "base.json")
    path = catalogs / "faulty.po"
    grown = HEADER + CLEAN + FAULT.format("Tuesday") + FAULT.format("Friday")
    path.write_text(grown, encoding="utf-8")

    new = run("check", "locales", "--baseline", "base.json", "--output-format", "concise")

    assert (written.code, known.code, new.code) == (0, 0, 1)
    assert json.loads((tmp_path / "base.json").read_text(encoding="utf-8"))["version"] == 1
    assert "Tuesday" in new.out
    assert "Friday" not in new.out
    assert "entries match nothing any more" in new.err


@pytest.mark.parametrize(
    "content", ["", "{}", '{"version": 2, "findings": []}', "[" * 100_000], ids=["empty", "object", "version", "deep"]
)
@pytest.mark.usefixtures("catalogs")
def test_a_broken_baseline_is_named(run: Run, tmp_path: Path, content: str) -> None:
    (tmp_path / "base.json").write_text(content, encoding="utf-8")

    ran = run("check", "locales", "--baseline", "base.json")

    assert ran.code == 2
    assert "base.json: is " in ran.err


def test_only_what_changed_since_a_revision_is_checked(run: Run, catalogs: Path, tmp_path: Path) -> None:
    git(tmp_path, "init")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "first")
    path = catalogs / "faulty.po"
    path.write_text(path.read_text(encoding="utf-8") + FAULT.format("Sunday"), encoding="utf-8")
    (catalogs / "new.po").write_text(HEADER + FAULT.format("Wednesday"), encoding="utf-8")

    ran = run("check", "locales", "--changed-since", "HEAD", "--output-format", "concise")

    assert ran.code == 1
    assert "Sunday" in ran.out
    assert "Wednesday" in ran.out
    assert "Monday" not in ran.out
    assert "2 files" in ran.err


@pytest.mark.parametrize("revision", ["nothing", "--output=x", ""])
def test_an_unknown_revision_is_one_line(run: Run, catalogs: Path, tmp_path: Path, revision: str) -> None:
    git(tmp_path, "init")

    ran = run("check", str(catalogs), f"--changed-since={revision or ' '}")

    assert ran.code == 2
    assert len(ran.err.splitlines()) == 1
    assert not (tmp_path / "x").exists()


def test_without_a_repository_changed_since_says_so(run: Run, catalogs: Path) -> None:
    ran = run("check", str(catalogs), "--changed-since", "HEAD", GIT_CEILING_DIRECTORIES="/")

    assert ran.code == 2
    assert "--changed-since" in ran.err


def test_the_hooks_for_pre_commit_run_as_they_stand(catalogs: Path, tmp_path: Path) -> None:
    hooks = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    glossaries = tmp_path / "glossaries"
    glossaries.mkdir()
    (glossaries / "own.csv").write_text(
        "concept,language,term,status,note\nbond,en,bond,preferred,\nbond,de,Anleihe,preferred,\n", encoding="utf-8"
    )

    def call(hook: str, *files: Path) -> int:
        program, *arguments = shlex.split(hooks[hook]["entry"])
        assert program == "locworker"
        return run_command(tmp_path, *arguments, *files).code

    assert re.search(hooks["locworker-po"]["files"], "locales/de/faulty.po")
    assert call("locworker-po", catalogs / "clean.po") == 0
    assert call("locworker-po", catalogs / "faulty.po") == 1
    assert hooks["locworker-glossary"]["pass_filenames"] is False
    assert call("locworker-glossary") == 0


def test_the_actions_steps_call_commands_that_exist(catalogs: Path, tmp_path: Path) -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    step = action["runs"]["steps"][-1]
    fake_home = tmp_path / "home" / "locworker" / "bin"
    fake_home.mkdir(parents=True)
    (fake_home / "locworker").symlink_to(ROOT / ".venv/bin/locworker")
    environ = {
        "RUNNER_TEMP": str(tmp_path / "home"),
        "CATALOGS": str(catalogs),
        "ARGUMENTS": action["inputs"]["arguments"]["default"],
        "FORM": "sarif",
        "REPORT": "out.sarif",
        "PATH": "/usr/bin:/bin",
    }

    done = subprocess.run(["bash", "-c", step["run"]], cwd=tmp_path, env=environ, capture_output=True, check=False)

    assert done.returncode == 1, done.stderr
    assert json.loads((tmp_path / "out.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"


def test_the_hooks_import_no_broker(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['locworker', 'glossary', 'check'];"
        "from locworker.cli import main\n"
        "try:\n main()\nexcept SystemExit:\n pass\n"
        "print(sorted({'celery', 'redis', 'sqlalchemy', 'deepl'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [str(ROOT / ".venv/bin/python"), "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


def test_an_ignore_is_not_called_unused_where_only_some_messages_are_looked_at(
    run: Run, catalogs: Path, tmp_path: Path
) -> None:
    ignore = '[[ignore]]\nrule = "untranslated-segment"\nreason = "so it is"\npath = "locales/de/faulty.po"\n'
    (tmp_path / "locworker.toml").write_text(ignore, encoding="utf-8")
    path = catalogs / "faulty.po"
    faulty = (HEADER + FAULT.format("Monday")).replace("msgctxt", "#, fuzzy\nmsgctxt")
    path.write_text(faulty + CLEAN, encoding="utf-8")
    git(tmp_path, "init")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "first")
    path.write_text(faulty + CLEAN.replace("fielen", "sanken"), encoding="utf-8")

    parts = [run("check", "locales", *flags) for flags in (["--reviewed-only"], ["--changed-since", "HEAD"])]
    whole = run("check", "locales")
    path.unlink()
    gone = run("check", "locales")

    assert ["unused-ignore" in ran.out for ran in (*parts, whole, gone)] == [False, False, False, True]


def test_an_ignore_of_a_file_that_was_not_asked_for_is_not_called_unused(
    run: Run, catalogs: Path, tmp_path: Path
) -> None:
    ignore = '[[ignore]]\nrule = "untranslated-segment"\nreason = "so it is"\npath = "build/de/gone.html"\n'
    (tmp_path / "locworker.toml").write_text(ignore, encoding="utf-8")

    ran = run("check", str(catalogs / "clean.po"))

    assert (ran.code, ran.out) == (0, "")
