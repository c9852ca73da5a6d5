"""Glossary files of translate-toolkit's programs and ours: each reads what the other writes."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

from locworker.glossary import Form, convert_glossary, load_glossary, packaged_glossary_path, read_glossary

PAIRS = [("bond", "Anleihe"), ("rate cut", "Zinssenkung"), ('"bear" & <bull>', "Bär „und“ Bulle")]


def toolkit(program: str, source: Path, target: Path) -> None:
    """Run one of translate-toolkit's programs; being under the GPL, it is a process of its own."""
    command = [str(Path(sys.executable).parent / program), "--progress=none", str(source), str(target)]
    subprocess.run(command, check=True, capture_output=True)


def write_rows(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([header, *rows])


def pairs(path: Path) -> list[tuple[str, str]]:
    return [(concept.terms[0].text, concept.terms[1].text) for concept in load_glossary(path).concepts]


def test_tbx_of_theirs_is_read(tmp_path: Path) -> None:
    write_rows(tmp_path / "g.csv", ["comment", "original", "translation"], [["", *pair] for pair in PAIRS])
    toolkit("csv2tbx", tmp_path / "g.csv", tmp_path / "g.tbx")
    # The program has no flag for the target's language and writes "xx".
    text = (tmp_path / "g.tbx").read_text(encoding="utf-8").replace('xml:lang="xx"', 'xml:lang="de"')
    (tmp_path / "g.tbx").write_text(text, encoding="utf-8")

    assert pairs(tmp_path / "g.tbx") == PAIRS


def test_po_of_theirs_is_read(tmp_path: Path) -> None:
    write_rows(tmp_path / "g.csv", ["location", "source", "target"], [["", *pair] for pair in PAIRS])
    toolkit("csv2po", tmp_path / "g.csv", tmp_path / "g.po")
    text = (tmp_path / "g.po").read_text(encoding="utf-8")
    (tmp_path / "g.po").write_text(text.replace('"Language: \\n"', '"Language: de\\n"'), encoding="utf-8")

    glossary = load_glossary(tmp_path / "g.po", source_lang="en", target_lang="de")

    assert [(concept.terms[0].text, concept.terms[1].text) for concept in glossary.concepts] == PAIRS


def test_po_of_ours_is_read_by_them(tmp_path: Path) -> None:
    reading = read_glossary(packaged_glossary_path())
    text = convert_glossary(reading, Form.GETTEXT, source_lang="en", target_lang="de").text
    (tmp_path / "ours.po").write_text(text, encoding="utf-8")

    toolkit("po2csv", tmp_path / "ours.po", tmp_path / "theirs.csv")

    with (tmp_path / "theirs.csv").open(encoding="utf-8", newline="") as file:
        theirs = {row["source"]: row["target"] for row in csv.DictReader(file)}
    assert theirs["rate cut"] == "Zinssenkung"
    assert len(theirs) > 300
