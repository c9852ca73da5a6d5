"""Glossary files of translate-toolkit and ours: each reads what the other writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from locworker.glossary import Form, convert_glossary, load_glossary, packaged_glossary_path, read_glossary

base = pytest.importorskip(
    "translate.storage.tbx", reason="translate-toolkit, an oracle under the GPL, is not installed"
)
csvl10n = pytest.importorskip("translate.storage.csvl10n")
pypo = pytest.importorskip("translate.storage.pypo")

PAIRS = [("bond", "Anleihe"), ("rate cut", "Zinssenkung"), ('"bear" & <bull>', "Bär „und“ Bulle")]


def _pairs(path: Path) -> list[tuple[str, str]]:
    return [(concept.terms[0].text, concept.terms[1].text) for concept in load_glossary(path).concepts]


def test_reads_tbx_of_version_2(tmp_path: Path) -> None:
    store = base.tbxfile(sourcelanguage="en", targetlanguage="de")
    for source, target in PAIRS:
        store.addsourceunit(source).target = target
    (tmp_path / "g.tbx").write_bytes(bytes(store))

    assert _pairs(tmp_path / "g.tbx") == PAIRS


def test_reads_po(tmp_path: Path) -> None:
    store = pypo.pofile()
    store.updateheader(add=True, Language="de", Content_Type="text/plain; charset=UTF-8")
    for source, target in PAIRS:
        store.addsourceunit(source).target = target
    (tmp_path / "g.po").write_bytes(bytes(store))

    assert _pairs(tmp_path / "g.po") == PAIRS


def test_po_of_ours_is_read_and_keeps_its_comments(tmp_path: Path) -> None:
    reading = read_glossary(packaged_glossary_path())
    text = convert_glossary(reading, Form.GETTEXT, source_lang="en", target_lang="de").text

    store = pypo.pofile.parsestring(text.encode())

    (tmp_path / "again.po").write_bytes(bytes(store))
    ours = tmp_path / "ours.po"
    ours.write_text(text, encoding="utf-8")
    assert load_glossary(tmp_path / "again.po") == load_glossary(ours)
    assert {unit.source: unit.target for unit in store.units}["rate cut"] == "Zinssenkung"


def test_deepl_csv_of_ours_is_read() -> None:
    reading = read_glossary(packaged_glossary_path())
    glossary = reading.glossary.pair("en", "de")
    text = convert_glossary(reading, Form.DEEPL_CSV, source_lang="en", target_lang="de").text

    store = csvl10n.csvfile(fieldnames=["source", "target", "source_lang", "target_lang"])
    store.parse(text.encode())

    assert [(unit.source, unit.target) for unit in store.units] == list(glossary.dictionary)
