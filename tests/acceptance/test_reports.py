from __future__ import annotations

from pathlib import Path

import junitparser
import pytest

from command_line import Run
from report_schemas import hold_to_schema

CATALOG = 'msgid ""\nmsgstr ""\n"Language: de\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
FAULTS = (
    'msgctxt "p"\nmsgid "Shares fell on Monday"\nmsgstr "Shares fell on Monday"\n\n'
    'msgctxt "p#2"\nmsgid "<g id=\\"1\\">Bonds</g> &amp; 5% ]]&gt;"\nmsgstr "Anleihen \u202e &amp; 6% ]]&gt; \ufffe"\n'
)
CLEAN = 'msgctxt "p"\nmsgid "Shares fell."\nmsgstr "Die Aktien fielen."\n'
GLOSSARY = "concept,language,term,status,note\nbond,en,bond,preferred,\nbond,de,Anleihe,preferred,\n"
BOMB = '<!DOCTYPE t [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><tbx type="TBX-Basic" style="dca"><text>&b;</text></tbx>'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder with catalogs, a page and glossaries, each in a good and in a bad state."""
    files = {
        "good/de/a.po": CATALOG + CLEAN,
        "bad/de/a.po": CATALOG + FAULTS,
        'bad/de/odd "name" & <more>\x1b.po': CATALOG + FAULTS,
        "pages/de.txt": "Die Anleger warten auf Daten.\nFrequently Asked Questions\n",
        "terms/good.csv": GLOSSARY,
        "terms/bad.csv": GLOSSARY + 'bond,de,Anleihe,preferred,\nbond,de,"Rente\x01\n',
        "terms/bomb.tbx": BOMB,
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "terms" / "latin.csv").write_bytes(GLOSSARY.encode() + b"fee,de,Geb\xfchr,preferred,\n")
    return tmp_path


@pytest.mark.parametrize("form", ["gitlab", "junit", "sarif"])
@pytest.mark.parametrize(
    ("command", "code"),
    [
        pytest.param(("check", "good"), 0, id="a catalog without findings"),
        pytest.param(("check", "bad"), 1, id="faults, odd characters and names"),
        pytest.param(("check", "bad", "--fail-level", "info"), 1, id="all findings are failures"),
        pytest.param(("check", "pages/de.txt", "--lang", "de"), 1, id="a page"),
        pytest.param(("glossary", "check", "terms/good.csv"), 0, id="a glossary without findings"),
        pytest.param(("glossary", "check", "terms/bad.csv", "terms/good.csv"), 1, id="a glossary with findings"),
        pytest.param(("glossary", "check", "terms/latin.csv", "terms/bomb.tbx"), 1, id="unreadable files"),
    ],
)
@pytest.mark.usefixtures("project")
def test_a_report_is_what_its_schema_wants(run: Run, form: str, command: tuple[str, ...], code: int) -> None:
    ran = run(*command, "--output-format", form)

    assert ran.code == code, ran.err
    hold_to_schema(form, ran.out)


def test_a_report_of_junit_counts_what_it_holds(run: Run, project: Path) -> None:
    run("glossary", "check", *sorted((project / "terms").iterdir()), "--output-format", "junit",
        "--output-file", "r.xml")  # fmt: skip

    (suite,) = junitparser.JUnitXml.fromfile(str(project / "r.xml"))
    cases = {Path(case.name).name: case.is_passed for case in suite}
    assert cases == {"bad.csv": False, "bomb.tbx": False, "good.csv": True, "latin.csv": False}
    assert (suite.tests, suite.failures, suite.errors) == (4, 3, 0)
