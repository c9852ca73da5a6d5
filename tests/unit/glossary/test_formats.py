from __future__ import annotations

import os
from pathlib import Path

import pytest

from locworker.errors import ConfigError, InputError
from locworker.glossary import (
    Form,
    Glossary,
    Reading,
    convert_glossary,
    load_glossary,
    packaged_glossary_path,
    parse_glossary,
    read_glossary,
)
from locworker.model import Concept, Term

ROOT = Path(__file__).resolve().parents[3]
HEADER = "concept,language,term,status,note\n"
NATIVE = (
    HEADER
    + "bond,en,bond,preferred,debt\nbond,de,Anleihe,preferred,\nbond,de,Rente,deprecated,\nfed,en,Fed,protected,\n"
)
TBX = (
    '<tbx><conceptEntry id="bond"><langSec xml:lang="en"><termSec><term>bond</term></termSec></langSec>'
    "</conceptEntry></tbx>"
)
PO = 'msgid ""\nmsgstr "Language: de\\n"\n\nmsgid "bond"\nmsgstr "Anleihe"\n'


def reading(text: str = NATIVE) -> Reading:
    return Reading(glossary=parse_glossary(text, path="g.csv"))


@pytest.fixture(scope="module")
def finance() -> Reading:
    return read_glossary(packaged_glossary_path())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("g.csv", NATIVE, id="native"),
        pytest.param("g.en-de.csv", "bond,Anleihe\n", id="deepl-csv"),
        pytest.param("g.EN-DE.TSV", "bond\tAnleihe\n", id="deepl-tsv"),
        pytest.param("g.en-de.txt", "bond\tAnleihe\n", id="deepl-txt"),
        pytest.param("g.tbx", TBX, id="tbx"),
        pytest.param("g.po", PO, id="gettext"),
    ],
)
def test_loads_every_format(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")

    glossary = load_glossary(path)

    assert glossary.concepts[0].id == "bond"
    assert glossary.concepts[0].terms[0].text == "bond"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        pytest.param("g.tmx", b"<tmx/>", "has none of the suffixes .csv, ", id="suffix"),
        pytest.param("g.csv", "a".encode("utf-16"), "is UTF-16", id="utf-16"),
        pytest.param("g.csv", b"a,b\na\0,b", "g.csv:2: holds a NUL byte", id="nul"),
        pytest.param("g.tsv", b"a\tb\nc\t\xff", "g.tsv:2: not UTF-8", id="latin-1"),
        pytest.param("g.csv", b"", "g.csv:1: empty", id="empty"),
        pytest.param("g.csv", b'"a"\n"b"\n', "1 field", id="one-column"),
    ],
)
def test_refuses_what_is_no_glossary(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(InputError) as caught:
        load_glossary(tmp_path / name)

    assert words in str(caught.value)


def test_refuses_a_file_that_is_too_large_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.touch()
    os.truncate(path, 50_000_001)

    with pytest.raises(InputError, match="larger than 50 MB"):
        load_glossary(path)


def test_native_csv_has_the_columns_that_are_needed() -> None:
    plain = convert_glossary(reading(), Form.NATIVE, source_lang="en", target_lang=None)
    rich = convert_glossary(
        reading(NATIVE.replace("note\n", "note,pos,case,waiver\n").replace(",debt", ",debt,n,yes,bond of trust")),
        Form.NATIVE,
        source_lang="en",
        target_lang=None,
    )

    assert plain.text == NATIVE
    assert rich.text.startswith("concept,language,term,status,note,pos,case,waiver\nbond,en,bond,preferred,debt,n,yes,")


def test_the_note_of_a_concept_stands_in_its_first_row() -> None:
    concept = Concept(
        id="bond", terms=(Term(language="en", text="bond"), Term(language="de", text="Anleihe")), note="n"
    )

    conversion = convert_glossary(
        Reading(glossary=Glossary(concepts=(concept,))), Form.NATIVE, source_lang="en", target_lang=None
    )

    assert conversion.text == HEADER + "bond,en,bond,preferred,n\nbond,de,Anleihe,preferred,\n"


@pytest.mark.parametrize("field", ["=1+1", "+1", "-1", "@SUM(A1)", "|calc", "%x"])
@pytest.mark.parametrize("column", ["concept", "term", "note"])
def test_nothing_that_a_spreadsheet_would_run_is_written(field: str, column: str) -> None:
    row = {"concept": "bond", "term": "bond", "note": "", column: field}
    text = HEADER + f"{row['concept']},en,{row['term']},preferred,{row['note']}\n"

    with pytest.raises(InputError, match="a spreadsheet would run"):
        convert_glossary(reading(text), Form.NATIVE, source_lang="en", target_lang=None)


@pytest.mark.parametrize("form", [Form.NATIVE, Form.TBX])
def test_nothing_of_the_packaged_glossary_is_lost(finance: Reading, form: Form) -> None:
    assert convert_glossary(finance, form, source_lang="en", target_lang=None).lost == ()


@pytest.mark.parametrize("target", ["de", "pt-BR", "ja"])
def test_a_gettext_glossary_loses_nothing_but_the_other_languages(finance: Reading, target: str) -> None:
    [line] = convert_glossary(finance, Form.GETTEXT, source_lang="en", target_lang=target).lost

    assert line.startswith("languages left out: ")
    assert target not in line.removeprefix("languages left out: ").partition(" (")[0].split(", ")


def test_each_kind_of_loss_is_told_once() -> None:
    native = NATIVE.replace("note\n", "note,pos,case,waiver\n") + "rise,en,rise,preferred,,v,yes,on the rise\n"
    more = native + "rise,de,steigen,preferred,,,,\nrise,de,anziehen,admitted,,,,\nrise,fr,monter,preferred,,,,\n"

    conversion = convert_glossary(reading(more), Form.DEEPL_CSV, source_lang="en", target_lang="de")

    assert conversion.text == "bond,Anleihe,en,de\nFed,Fed,en,de\nrise,steigen,en,de\n"
    assert conversion.lost == (
        "languages left out: fr (1 term)",
        "terms left out: 1 deprecated, 1 admitted",
        "statuses changed: protected is preferred now (1 term)",
        "notes left out or changed (1 term)",
        "parts of speech left out or changed (1 term)",
        "marks for exact capitals left out or changed (1 term)",
        "waivers left out or changed (1 term)",
    )


def test_ids_of_concepts_are_a_loss_of_their_own() -> None:
    text = HEADER + "c5,en,bond,preferred,\nc5,de,Anleihe,preferred,\n"

    conversion = convert_glossary(reading(text), Form.DEEPL_TSV, source_lang="en", target_lang=None)

    assert conversion.lost == ("concept ids left out or changed (1)",)


def test_a_variant_is_no_lost_language() -> None:
    text = HEADER + "bond,en,bond,preferred,\nbond,pt-BR,título,preferred,\n"

    conversion = convert_glossary(reading(text), Form.DEEPL_CSV, source_lang="en", target_lang="pt-BR")

    assert (conversion.text, conversion.lost) == ("bond,título,en,pt\n", ())


def test_a_format_of_one_pair_needs_to_know_which() -> None:
    text = NATIVE + "bond,fr,obligation,preferred,\n"

    with pytest.raises(ConfigError, match="holds one pair of languages; give --to"):
        convert_glossary(reading(text), Form.GETTEXT, source_lang="en", target_lang=None)


def test_a_pair_without_terms_is_refused() -> None:
    with pytest.raises(InputError, match="has no terms from en into it"):
        convert_glossary(reading(HEADER + "b,en,b,preferred,\n"), Form.DEEPL_TSV, source_lang="en", target_lang="it")


def test_there_is_one_xml_parser() -> None:
    parsers = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in sorted((ROOT / "locworker").rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if any(
            word in line
            for word in ("XMLParser(", "etree.parse(", "fromstring(", "iterparse(", "minidom", "make_parser(")
        )
    ]

    assert parsers == [
        "locworker/glossary/xml.py: parser = etree.XMLParser(",
        "locworker/glossary/xml.py: tree = etree.fromstring(content, parser)",
    ]


@pytest.mark.parametrize("form", [Form.DEEPL_CSV, Form.DEEPL_TSV])
def test_a_pair_of_forbidden_terms_alone_makes_no_empty_file(form: Form) -> None:
    text = HEADER + "b,en,bond,preferred,\nb,de,Bund,deprecated,\n"

    with pytest.raises(InputError, match=f"has no terms from en into de that the format {form} holds"):
        convert_glossary(reading(text), form, source_lang="en", target_lang="de")


@pytest.mark.parametrize("form", list(Form))
def test_a_row_that_is_there_twice_is_written_once_and_said(form: Form) -> None:
    text = HEADER + "b,en,bond,preferred,a note\nb,en,bond,preferred,another\nb,de,Anleihe,preferred,\n"

    conversion = convert_glossary(reading(text), form, source_lang="en", target_lang="de")

    assert conversion.text.count("bond") == 1
    assert "terms left out: 1 preferred" in conversion.lost


@pytest.mark.parametrize("form", list(Form))
def test_a_glossary_without_terms_is_refused(form: Form) -> None:
    with pytest.raises(InputError, match="holds no terms"):
        convert_glossary(reading(HEADER), form, source_lang="en", target_lang="de")
