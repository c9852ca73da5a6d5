"""Words of a target that translate another sense of a term, and the file that lists them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from locworker.checks import adherence
from term_rules import rules

MEANINGS = Path(adherence.__file__).parent / "meanings.txt"
LANGUAGES = ["de", "fr", "es", "it", "pt", "nl", "pl", "ja"]


@pytest.mark.parametrize(
    ("source", "target", "language", "term", "wording"),
    [
        pytest.param("Rents in the capital went up.", "Die Mieten in der Hauptstadt stiegen.", "de", "capital",
                     "Kapital", id="another noun"),
        pytest.param("The capitals of Europe", "Die Hauptstädte Europas", "de", "capital", "Kapital", id="plural"),
        pytest.param("A bond between two families", "Un vínculo entre dos familias", "es", "bond", "bono", id="marks"),
    ],
)  # fmt: skip
def test_another_sense_in_the_target_is_for_a_reviewer(
    source: str, target: str, language: str, term: str, wording: str
) -> None:
    assert rules(source, target, language, term, wording) == ("other-sense",)


@pytest.mark.parametrize(
    ("source", "target", "language", "term", "wording"),
    [
        pytest.param("The capital went up.", "Die Mittel stiegen.", "de", "capital", "Kapital", id="the same sense"),
        pytest.param("The capital", "Die Kapitale", "de", "capital", "Hauptstadt", id="that sense is the approved one"),
        pytest.param("The securities", "Las seguridades", "es", "security", "valor", id="a plural of one sense"),
    ],
)  # fmt: skip
def test_the_sense_of_the_glossary_is_none(source: str, target: str, language: str, term: str, wording: str) -> None:
    assert rules(source, target, language, term, wording) == ("missing",)


def test_each_line_of_the_file_can_be_matched() -> None:
    lines = [line for line in MEANINGS.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    terms = [line.partition(":")[0].removeprefix("!") for line in lines]
    assert terms == sorted(set(terms))
    for line in lines:
        parts = [part.split() for part in line.partition(":")[2].split(";")]
        languages = [language for language, *_ in parts]
        assert languages == [language for language in LANGUAGES if language in languages], line
        for language, *beginnings in parts:
            assert beginnings, line
            for beginning in beginnings:
                pattern = r"\S+" if language == "ja" else r"[a-z0-9_'-]{3,}|[a-z0-9_'-]{2,}\."
                assert re.fullmatch(pattern, beginning), (line, beginning)
