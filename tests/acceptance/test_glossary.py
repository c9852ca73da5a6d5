from __future__ import annotations

import json
import os
import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from command_line import Run, run_command
from fakes.deepl_server import DeepLServer
from locworker.languages import LanguagePair
from locworker.store import GlossaryVersion, open_store
from queue_builders import new_batch, planned_job

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = """concept,language,term,status,note
bond,en,bond,preferred,debt
bond,de,Anleihe,preferred,
bond,de,Rentenpapier,admitted,
bond,fr,obligation,preferred,
fed,en,Fed,protected,
rate-cut,en,rate cut,preferred,
rate-cut,de,Zinssenkung,preferred,
"""
CATALOG = """msgid ""
msgstr ""
"Language: de\\n"
"X-Source-Language: en\\n"

msgid "The Fed bought bonds."
msgstr "Die Fed kaufte Anleihen."

msgid "A bond is a loan."
msgstr "Eine Anleihe ist ein Kredit."

msgid "The rate cut came late."
msgstr "Die Lockerung kam spät."

#, fuzzy
msgid "Nothing of interest"
msgstr "Nichts von Belang"

msgid "A bond too"
msgstr ""
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project with a glossary and one catalog."""
    (tmp_path / "locworker.toml").write_text('languages = ["de", "fr"]\n', encoding="utf-8")
    for path, text in ((tmp_path / "glossaries/g.csv", GLOSSARY), (tmp_path / "locales/de/a.md.po", CATALOG)):
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def deepl(server: DeepLServer) -> dict[str, str]:
    return {"DEEPL_AUTH_KEY": server.key, "DEEPL_SERVER_URL": server.url}


def test_a_glossary_goes_round_through_all_formats(run: Run, project: Path) -> None:
    for old, new, more in [
        ("glossaries/g.csv", "g.tbx", []),
        ("g.tbx", "again.csv", []),
        ("g.tbx", "g.po", ["--to", "de"]),
        ("g.po", "g.en-de.tsv", []),
        ("g.en-de.tsv", "deepl.csv", ["--as", "deepl-csv"]),
    ]:
        ran = run("glossary", "convert", old, new, *more)
        assert (ran.code, ran.out) == (0, f"{new}\n"), ran.err

    assert (project / "again.csv").read_text(encoding="utf-8") == GLOSSARY
    assert (project / "deepl.csv").read_text(
        encoding="utf-8"
    ) == "bond,Anleihe,en,de\nFed,Fed,en,de\nrate cut,Zinssenkung,en,de\n"


def test_what_a_format_cannot_hold_is_said(run: Run, project: Path) -> None:
    ran = run("glossary", "convert", "glossaries/g.csv", "g.tsv", "--to", "de")
    quiet = run("glossary", "convert", "glossaries/g.csv", "g.tsv", "--to", "de", "--quiet")

    assert ran.code == 0
    assert ran.err.splitlines() == [
        "glossaries/g.csv: languages left out: fr (1 term)",
        "glossaries/g.csv: terms left out: 1 admitted",
        "glossaries/g.csv: statuses changed: protected is preferred now (1 term)",
        "glossaries/g.csv: notes left out or changed (1 term)",
    ]
    assert quiet.err == ""
    assert (project / "g.tsv").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["convert", "no.csv", "g.tbx"], "no.csv: not found", id="missing"),
        pytest.param(["convert", "glossaries/g.csv", "g.xlsx"], "g.xlsx: has none of the suffixes", id="suffix"),
        pytest.param(["convert", "glossaries/g.csv", "g.po"], "give --to", id="no-target"),
        pytest.param(["convert", "glossaries/g.csv", "./glossaries/g.csv"], "is the file that is read", id="itself"),
        pytest.param(
            ["convert", "glossaries/g.csv", "g.po", "--from", "fr", "--to", "nl"],
            "has no terms from fr into nl",
            id="no-terms",
        ),
        pytest.param(["convert", "bomb.tbx", "g.csv"], "bomb.tbx:1: declares an entity", id="bomb"),
        pytest.param(["convert", "formula.tbx", "g.csv"], "a spreadsheet would run '=1+1'", id="formula"),
        pytest.param(["convert", "glossaries/g.csv", "link.tbx"], "is a symbolic link", id="link"),
        pytest.param(["diff", "glossaries", "no.csv"], "no.csv: not found", id="diff"),
        pytest.param(["impact", "glossaries", "glossaries", "no.po"], "no.po: not found", id="impact"),
        pytest.param(["stats", "no"], "no: not found", id="stats"),
        pytest.param(["check", "--fix", "no.csv"], "no.csv: not found", id="fix"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_2(run: Run, project: Path, arguments: list[str], says: str) -> None:
    (project / "bomb.tbx").write_text('<!DOCTYPE t [<!ENTITY a "b">]><tbx>&a;</tbx>', encoding="utf-8")
    section = '<langSec xml:lang="en"><termSec><term>=1+1</term></termSec></langSec>'
    (project / "formula.tbx").write_text(f"<tbx><conceptEntry>{section}</conceptEntry></tbx>", encoding="utf-8")
    (project / "link.tbx").symlink_to(project / "elsewhere.tbx")

    ran = run("glossary", *arguments)

    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert len(ran.err.splitlines()) == 1
    assert not (project / "g.csv").exists()


def test_fix_mends_the_file_and_checks_what_is_left(run: Run, project: Path) -> None:
    path = project / "glossaries/g.csv"
    path.write_bytes(
        b"\xef\xbb\xbf" + GLOSSARY.replace("Anleihe", " Anleihe ").replace("bond,fr,", "bond,fr,=").encode()
    )

    ran = run("glossary", "check", "--fix", "--output-format", "concise")

    assert ran.code == 1
    assert "formula-prefix" in ran.out
    assert "g.csv:1: byte order mark removed\n" in ran.err
    assert "g.csv:3: white space at the edge removed\n" in ran.err
    assert path.read_text(encoding="utf-8") == GLOSSARY.replace("bond,fr,", "bond,fr,=")


def test_fix_touches_no_clean_file(run: Run, project: Path) -> None:
    path = project / "glossaries/g.csv"
    before = path.stat()

    ran = run("glossary", "check", "--fix")

    assert ran.code == 0
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert path.stat().st_ino == before.st_ino


def test_fix_leaves_the_packaged_glossary_alone(run: Run) -> None:
    ran = run("glossary", "check", "--fix")

    assert ran.code == 2
    assert "no glossary of your own" in ran.err


def test_diff_shows_what_changed(run: Run, project: Path) -> None:
    (project / "new.csv").write_text(
        GLOSSARY.replace("Rentenpapier,admitted", "Rentenpapier,deprecated")
        .replace("fed,en,Fed,protected,\n", "")
        .replace("bond,fr,obligation,preferred,\n", "yield,en,yield,preferred,\n"),
        encoding="utf-8",
    )

    text = run("glossary", "diff", "glossaries", "new.csv")
    whole = run("glossary", "diff", "glossaries", "new.csv", "--output-format", "json")

    assert text.out.splitlines() == [
        "+ yield",
        "    + en yield (preferred)",
        "- fed",
        "    - en Fed (protected)",
        "~ bond",
        "    - fr obligation (preferred)",
        "    ~ de Rentenpapier (status: admitted → deprecated)",
    ]
    assert text.err == "1 concepts added, 1 removed, 1 changed\n"
    found = json.loads(whole.out)
    assert found["summary"] == {"added": 1, "removed": 1, "changed": 1}
    assert found["changed"][0]["changed"] == [
        {"language": "de", "term": "Rentenpapier", "fields": {"status": ["admitted", "deprecated"]}}
    ]


def test_impact_lists_the_messages_that_a_changed_term_touches(run: Run, project: Path) -> None:
    (project / "new.csv").write_text(GLOSSARY.replace("Zinssenkung", "Leitzinssenkung").replace("Fed,pro", "FED,pro"))

    text = run("glossary", "impact", "glossaries", "new.csv")
    whole = run("glossary", "impact", "glossaries", "new.csv", "locales/de/a.md.po", "--output-format", "json")

    assert [line.removeprefix(str(project)) for line in text.out.splitlines()] == [
        "/locales/de/a.md.po:6: fed (reviewed): The Fed bought bonds.",
        "/locales/de/a.md.po:12: rate-cut (reviewed): The rate cut came late.",
    ]
    assert text.err == "2 messages of 1 catalogs\n"
    assert json.loads(whole.out)["summary"] == {"messages": 2, "catalogs": 1, "concepts": {"fed": 1, "rate-cut": 1}}


@pytest.mark.usefixtures("project")
def test_stats_counts_what_became_of_each_term(run: Run) -> None:
    text = run("glossary", "stats")
    whole = run("glossary", "stats", "--output-format", "json")

    assert [line.split() for line in text.out.splitlines()] == [
        ["language", "concept", "due", "applied", "inflected", "unclear", "ignored"],
        ["de", "rate-cut", "1", "0", "0", "0", "1"],
        ["de", "bond", "2", "1", "1", "0", "0"],
        ["de", "fed", "1", "1", "0", "0", "0"],
    ]
    assert text.err == "4 terms due: 2 applied, 1 inflected, 0 unclear, 1 ignored\n"
    assert json.loads(whole.out)["summary"] == {"due": 4, "applied": 2, "inflected": 1, "unclear": 0, "ignored": 1}


def test_stats_of_nothing_is_no_error(run: Run, project: Path) -> None:
    shutil.rmtree(project / "locales")
    (project / "locales").mkdir()

    ran = run("glossary", "stats")

    assert ran.code == 0
    assert ran.err == "0 terms due: 0 applied, 0 inflected, 0 unclear, 0 ignored\n"


def test_sync_tells_what_it_would_do_does_it_and_is_done(run: Run, project: Path, deepl_server: DeepLServer) -> None:
    account = deepl(deepl_server)

    planned = run("glossary", "sync", "--dry-run", **account)
    done = run("glossary", "sync", **account)
    again = run("glossary", "sync", "--output-format", "json", **account)

    assert planned.out == "en → de: would be created, 3 entries\nen → fr: would be created, 2 entries\n"
    assert done.out == "en → de: created, 3 entries\nen → fr: created, 2 entries\n"
    assert [row["action"] for row in json.loads(again.out)["glossaries"]] == ["current", "current"]
    assert [record.method for record in deepl_server.records] == ["GET", "GET", "POST", "GET"]
    assert deepl_server.glossaries.names()[0].startswith(f"locworker @{project.name.replace('_', '-')[:10]}")


@pytest.mark.usefixtures("project")
def test_a_translation_finds_what_was_synced(run: Run, tmp_path: Path, deepl_server: DeepLServer) -> None:
    (tmp_path / "a.md").write_text("The rate cut came late.\n", encoding="utf-8")
    account = deepl(deepl_server)
    run("glossary", "sync", **account)

    ran = run("translate", "a.md", "--to", "de", "--engine", "deepl", **account)

    assert ran.code == 0, ran.err
    assert len(deepl_server.glossaries.names()) == 1
    assert all(request.glossary_id for request in deepl_server.requests())


@pytest.mark.usefixtures("project")
def test_an_entry_that_deepl_refuses_is_named(run: Run, tmp_path: Path, deepl_server: DeepLServer) -> None:
    path = tmp_path / "glossaries/g.csv"
    path.write_text(GLOSSARY.replace("Anleihe", "An\u00adleihe"), encoding="utf-8")

    ran = run("glossary", "sync", "--to", "de", **deepl(deepl_server))

    assert ran.code == 0
    assert ran.out == "en → de: created, 2 entries\n"
    assert ran.err == "en → de: 'bond' left out: DeepL refused it\n"


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("status", "code"),
    [pytest.param(456, 75, id="quota"), pytest.param(403, 77, id="key"), pytest.param(400, 3, id="bad")],
)
def test_a_failure_of_deepl_has_its_exit_code(run: Run, deepl_server: DeepLServer, status: int, code: int) -> None:
    deepl_server.fail(status, on="/v3/")

    ran = run("glossary", "sync", **deepl(deepl_server))

    assert ran.code == code
    assert len(ran.err.splitlines()) == 1


@pytest.mark.usefixtures("project")
def test_without_a_key_sync_is_not_authorised(run: Run) -> None:
    ran = run("glossary", "sync")

    assert ran.code == 77
    assert "DEEPL_AUTH_KEY" in ran.err


@pytest.mark.usefixtures("project")
def test_glossaries_in_other_formats_are_used_by_check(run: Run, tmp_path: Path) -> None:
    run("glossary", "convert", "glossaries/g.csv", "glossaries/g.tbx")
    (tmp_path / "glossaries/g.csv").unlink()

    ran = run("check", "locales", "--rules", "missing-term", "--output-format", "json")

    assert [finding["term"] for finding in json.loads(ran.out)["findings"]] == ["rate cut"]


def test_the_packaged_glossary_has_no_findings(run: Run) -> None:
    ran = run("glossary", "check", ROOT / "glossaries" / "finance.csv")

    assert ran.code == 0
    assert "No findings" in ran.err


def test_what_cannot_be_read_is_a_finding_in_the_chosen_format(run: Run, project: Path) -> None:
    folder = project / "glossaries"
    (folder / "a-folder.csv").mkdir()
    (folder / "a-link.csv").symlink_to("nowhere")
    (folder / "device.csv").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe.csv")
    (folder / "shut.tbx").write_text("<tbx/>", encoding="utf-8")
    (folder / "shut.tbx").chmod(0)

    ran = run("glossary", "check", "--output-format", "json")
    fixed = run("glossary", "check", "--fix", "--output-format", "json")

    found = {Path(finding["path"]).name: finding["rule"] for finding in json.loads(ran.out)["findings"]}
    # A superuser reads what is shut.
    shut = "tbx-missing-concept" if os.geteuid() == 0 else "unreadable-file"
    names = ["a-folder.csv", "a-link.csv", "device.csv", "pipe.csv"]
    assert (ran.code, fixed.code) == (1, 1)
    assert found == {**dict.fromkeys(names, "unreadable-file"), "shut.tbx": shut}
    assert fixed.out == ran.out


def test_sync_deletes_older_terms_that_no_job_uses(run: Run, project: Path, deepl_server: DeepLServer) -> None:
    account = deepl(deepl_server)
    (project / "locworker.toml").write_text('languages = ["de"]\nproject = "news-1a2b"\n', encoding="utf-8")
    glossary = project / "glossaries/g.csv"
    for target in ("Anleihe", "Rente", "Papier"):
        (project / "a.md").write_text(f"A bond for {target} fell.\n", encoding="utf-8")
        glossary.write_text(GLOSSARY.replace("Anleihe", target), encoding="utf-8")
        assert run("translate", "a.md", "--to", "de", "--engine", "deepl", **account).code == 0
    terms = json.dumps([["Fed", "Fed"], ["bond", "Rente"], ["rate cut", "Zinssenkung"]])
    with closing(open_store(f"sqlite:///{project / '.locworker/store.sqlite3'}")) as store:
        store.keep_glossary(GlossaryVersion(hash="h", pair=LanguagePair("en", "de"), terms=terms, created=1.0))
        planned_job(store, replace(new_batch("a"), glossary="h"))

    planned = run("glossary", "sync", "--dry-run", **account)
    before = len(deepl_server.glossaries.names())
    done = run("glossary", "sync", **account)

    assert planned.out == "en → de: is current, 3 entries\nen → de: older terms would be deleted, 3 entries\n"
    assert done.out == "en → de: is current, 3 entries\nen → de: older terms deleted, 3 entries\n"
    assert (before, len(deepl_server.glossaries.names())) == (3, 2)
    assert {name.split(" ")[1] for name in deepl_server.glossaries.names()} == {"+news-1a2b"}


def test_sync_says_that_a_project_without_a_name_deletes_nothing(
    run: Run, project: Path, deepl_server: DeepLServer
) -> None:
    ran = run("glossary", "sync", "--dry-run", "--to", "de", **deepl(deepl_server))

    assert ran.code == 0
    assert "without `project` in locworker.toml" in ran.err
    assert (project / "locworker.toml").exists()


def test_findings_of_a_project_have_the_same_prints_and_paths_in_every_clone(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    wrong = GLOSSARY + "loan,en,bond,preferred,\nloan,de,Kredit,preferred,\n"
    (project / "glossaries/g.csv").write_text(wrong, encoding="utf-8")
    clone = tmp_path_factory.mktemp("elsewhere") / "clone"
    shutil.copytree(project, clone)

    def findings(folder: Path, *arguments: str) -> list[dict[str, str]]:
        ran = run_command(folder, "glossary", "check", *arguments, "--output-format", "json")
        return [{name: row[name] for name in ("path", "fingerprint")} for row in json.loads(ran.out)["findings"]]

    here = findings(project)

    assert [row["path"] for row in here] == ["glossaries/g.csv"]
    assert findings(clone) == here
    assert findings(project, "glossaries/g.csv") == here
    assert findings(project / "glossaries", "../glossaries")[0]["fingerprint"] == here[0]["fingerprint"]
