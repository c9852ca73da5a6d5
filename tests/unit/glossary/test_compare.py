from __future__ import annotations

import pytest

from locworker.glossary import Glossary, compare_glossaries, find_impact, parse_glossary

HEADER = "concept,language,term,status,note\n"
OLD = HEADER + "bond,en,bond,preferred,debt\nbond,de,Anleihe,preferred,\nfed,en,Fed,protected,\nfed,ja,FRB,admitted,\n"


def glossary(text: str = OLD) -> Glossary:
    return parse_glossary(text, path="g.csv")


def test_a_glossary_is_equal_to_itself() -> None:
    assert compare_glossaries(glossary(), glossary()).equal


def test_tells_concepts_and_terms_that_came_went_and_changed() -> None:
    new = glossary(
        HEADER + "bond,en,bond,preferred,a tie\nbond,de,Anleihe,admitted,\nbond,de,Rentenpapier,preferred,\n"
        "fed,en,Fed,protected,\nyield,en,yield,preferred,\n"
    )

    comparison = compare_glossaries(glossary(), new)

    bond, fed = comparison.changed
    assert not comparison.equal
    assert [concept.id for concept in comparison.added] == ["yield"]
    assert comparison.removed == ()
    assert [term.text for term in bond.added] == ["Rentenpapier"]
    assert [(change.text, change.fields) for change in bond.changed] == [
        ("bond", (("note", "debt", "a tie"),)),
        ("Anleihe", (("status", "preferred", "admitted"),)),
    ]
    assert [term.text for term in fed.removed] == ["FRB"]


def test_tells_concepts_that_went() -> None:
    new = glossary(HEADER + "bond,en,bond,preferred,debt\nbond,de,Anleihe,preferred,\n")

    comparison = compare_glossaries(glossary(), new)

    assert [concept.id for concept in comparison.removed] == ["fed"]
    assert comparison.changed == ()


@pytest.mark.parametrize(
    ("change", "text", "concepts"),
    [
        pytest.param(("Anleihe", "Rentenpapier"), "The Fed bought bonds.", ["bond"], id="target"),
        pytest.param(("bond,en,bond", "bond,en,note"), "A bond is no note.", ["bond"], id="source"),
        pytest.param(("Fed,protected", "Fed,deprecated"), "Bonds and the Fed", ["fed"], id="protection"),
        pytest.param(("debt", "a debt"), "A bond", [], id="note"),
        pytest.param(("FRB", "連銀"), "The Fed", [], id="another-language"),
        pytest.param(("Anleihe", "Rentenpapier"), "The Fed", [], id="another-term"),
    ],
)
def test_a_text_is_touched_by_what_differs_for_it(change: tuple[str, str], text: str, concepts: list[str]) -> None:
    new = glossary(OLD.replace(*change))

    assert find_impact(text, glossary().pair("en", "de"), new.pair("en", "de")) == concepts
