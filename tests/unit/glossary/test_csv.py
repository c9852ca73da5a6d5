from __future__ import annotations

from pathlib import Path

import pytest

from locworker.errors import InputError
from locworker.glossary import load_glossary, packaged_glossary_path, parse_glossary
from locworker.model import TermStatus

HEADER = "concept,language,term,status,note\n"


def test_reads_terms_by_column_name() -> None:
    text = 'term,concept,status,language,case,pos,waiver,note\nFed,fed,Protected,EN,yes,n,fed up,"bank, central"\n'

    glossary = parse_glossary(text, path="g.csv")

    term = glossary.concepts[0].terms[0]
    assert glossary.concepts[0].id == "fed"
    assert (term.language, term.text, term.status, term.note) == ("en", "Fed", TermStatus.PROTECTED, "bank, central")
    assert (term.pos, term.case, term.waiver) == ("n", True, "fed up")


def test_gathers_the_rows_of_a_concept_whatever_stands_between() -> None:
    text = HEADER + "bond,en,bond,preferred,\nyield,en,yield,preferred,\n\nbond,de,Anleihe,preferred\n"

    glossary = parse_glossary(text, path="g.csv")

    assert [concept.id for concept in glossary.concepts] == ["bond", "yield"]
    assert [term.text for term in glossary.concepts[0].terms] == ["bond", "Anleihe"]


def test_strips_terms_and_composes_their_characters() -> None:
    glossary = parse_glossary(HEADER + "b,en,  cafe\u0301   bond ,preferred,\n", path="g.csv")

    assert glossary.concepts[0].terms[0].text == "café bond"


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        pytest.param("", "g.csv:1", "empty", id="empty"),
        pytest.param("concept,language,term\n", "g.csv:1", "no column status", id="column-missing"),
        pytest.param("concept,language,term,status,waver\n", "g.csv:1", "'waver'", id="column-unknown"),
        pytest.param("concept,language,term,status,term\n", "g.csv:1", "a name twice", id="column-twice"),
        pytest.param(HEADER + "b,en,bond,prefered,\n", "g.csv:2", "'prefered' is none of", id="status"),
        pytest.param(HEADER + "b,en,,preferred,\n", "g.csv:2", "without a term", id="term"),
        pytest.param(HEADER + ",en,bond,preferred,\n", "g.csv:2", "needs a concept", id="concept"),
        pytest.param(HEADER + "b,xx-QQQQQ,bond,preferred,\n", "g.csv:2", "xx-QQQQQ", id="language"),
        pytest.param(HEADER + "b,en,bond,preferred,a,b\n", "g.csv:2", "6 fields under 5 columns", id="too-many-fields"),
        pytest.param(HEADER + 'b,en,"a\nb",preferred,\nb,de,c,bad,\n', "g.csv:4", "'bad'", id="line-after-long-row"),
        pytest.param(HEADER + 'b,en,"bond,preferred,\n', "g.csv:2", "broken CSV", id="quote"),
        pytest.param(
            "concept,language,term,status,case\nb,en,bond,preferred,maybe\n", "g.csv:2", "yes or no", id="case"
        ),
    ],
)
def test_refuses_a_broken_file_with_its_line(text: str, place: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_glossary(text, path="g.csv")

    assert str(caught.value).startswith(place + ":")
    assert words in str(caught.value)


def test_loads_a_file_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.write_text(HEADER + "b,en,bond,preferred,\n", encoding="utf-8-sig")

    glossary = load_glossary(path)

    assert glossary.concepts[0].terms[0].text == "bond"


def test_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not found"):
        load_glossary(tmp_path / "g.csv")


def test_refuses_another_encoding_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.write_bytes(HEADER.encode() + "t,de,Zölle,preferred,\n".encode("latin-1"))

    with pytest.raises(InputError, match=r"g\.csv:2: not UTF-8"):
        load_glossary(path)


def test_finds_the_packaged_glossary() -> None:
    glossary = load_glossary(packaged_glossary_path())

    assert len(glossary.concepts) >= 300
