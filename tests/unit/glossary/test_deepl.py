from __future__ import annotations

import pytest

from locworker.errors import InputError
from locworker.glossary import Glossary, parse_glossary
from locworker.glossary.deepl import parse_deepl, render_deepl
from locworker.glossary.reading import Pair

NATIVE = """concept,language,term,status,note
bond,en,bond,preferred,debt
bond,en,debt security,admitted,
bond,de,Anleihe,preferred,
bond,de,Rentenpapier,admitted,
bond,pt-BR,título,preferred,
fed,en,Fed,protected,
depreciation-1,en,depreciation,preferred,loss of value
depreciation-1,de,Abwertung,preferred,
depreciation-2,en,depreciation,preferred,in accounting
depreciation-2,de,Abschreibung,preferred,
"""


def read(text: str, *, path: str = "terms.en-de.tsv", tabs: bool = True, target: str | None = None) -> Glossary:
    return parse_deepl(text, path=path, tabs=tabs, pair=Pair(target=target)).glossary


def rows(glossary: Glossary) -> list[tuple[str, str, str]]:
    return [(concept.id, term.language, term.text) for concept in glossary.concepts for term in concept.terms]


@pytest.mark.parametrize(
    ("text", "path", "tabs"),
    [
        pytest.param("bond\tAnleihe\r\n\n rate cut \tZinssenkung\n", "terms.en-de.tsv", True, id="tsv"),
        pytest.param("bond,Anleihe\nrate cut,Zinssenkung\n", "terms_en-de.csv", False, id="csv"),
        pytest.param("source,target\nbond,Anleihe\n\nrate cut,Zinssenkung\n", "EN_DE.csv", False, id="header"),
        pytest.param("bond,Anleihe,EN,DE\nrate cut,Zinssenkung,en,de\n", "terms.csv", False, id="four-columns"),
    ],
)
def test_reads_a_concept_a_source_term(text: str, path: str, *, tabs: bool) -> None:
    glossary = read(text, path=path, tabs=tabs)

    assert rows(glossary) == [
        ("bond", "en", "bond"),
        ("bond", "de", "Anleihe"),
        ("rate-cut", "en", "rate cut"),
        ("rate-cut", "de", "Zinssenkung"),
    ]


def test_the_languages_may_be_given() -> None:
    assert rows(read("bond\tobligation\n", path="terms.tsv", target="fr"))[1] == ("bond", "fr", "obligation")


def test_ids_are_made_of_terms_and_differ() -> None:
    glossary = read("Rate Cut!\ta\nrate cut\tb\n利下げ\tc\n")

    assert [concept.id for concept in glossary.concepts] == ["rate-cut", "rate-cut-2", "term"]


def test_the_same_source_in_two_pairs_is_one_concept() -> None:
    glossary = read("bond,Anleihe,en,de\nbond,obligation,en,fr\n", path="g.csv", tabs=False)

    assert rows(glossary) == [("bond", "en", "bond"), ("bond", "de", "Anleihe"), ("bond", "fr", "obligation")]


@pytest.mark.parametrize(
    ("text", "path", "tabs", "words"),
    [
        pytest.param("bond\n", "g.en-de.tsv", True, "1: 1 field; a line is source, tab, target", id="one-field"),
        pytest.param("a\tb\tc\n", "g.en-de.tsv", True, "1: 3 fields", id="three-fields"),
        pytest.param("a,b\na,b,c\n", "g.en-de.csv", False, "2: 3 fields; a line is source,target or", id="csv-fields"),
        pytest.param("a,\n", "g.en-de.csv", False, "1: the source or the target is empty", id="empty"),
        pytest.param("a,b,en,xx-12345\n", "g.csv", False, "1: ", id="language"),
        pytest.param('a,b\n"a,b\n', "g.en-de.csv", False, "2: broken CSV", id="quote"),
        pytest.param("a,b\n", "g.csv", False, "1: does not say its languages", id="no-languages"),
    ],
)
def test_refuses_a_broken_file_with_its_line(text: str, path: str, *, tabs: bool, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read(text, path=path, tabs=tabs)

    assert f"{path}:{words}" in str(caught.value)


def test_writes_every_wording_with_the_preferred_target() -> None:
    glossary = parse_glossary(NATIVE, path="g.csv")

    text = render_deepl(glossary, tabs=True, source_lang="en", target_lang="de")

    # A wording with two meanings is left out.
    assert text == "bond\tAnleihe\ndebt security\tAnleihe\nFed\tFed\n"


def test_csv_has_languages_without_variants() -> None:
    glossary = parse_glossary(NATIVE, path="g.csv")

    text = render_deepl(glossary, tabs=False, source_lang="en", target_lang="pt-BR")

    assert text == "bond,título,en,pt\ndebt security,título,en,pt\nFed,Fed,en,pt\n"


def test_a_formula_is_not_written() -> None:
    glossary = parse_glossary(NATIVE.replace("Anleihe", "=Anleihe"), path="g.csv")

    with pytest.raises(InputError, match="would run '=Anleihe' as a formula"):
        render_deepl(glossary, tabs=True, source_lang="en", target_lang="de")
