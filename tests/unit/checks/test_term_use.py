from __future__ import annotations

import pytest

from builders import make_segment
from locworker.checks import TermUse, Use, find_term_uses
from locworker.glossary import Glossary

GLOSSARY = Glossary.from_entries(
    [
        {"source": "bond", "target": ["Anleihe"], "forbidden": ["Bindung"]},
        {"source": "rate cut", "target": ["Zinssenkung"]},
        {"source": "Fed", "dnt": True},
    ],
    source_lang="en",
    target_lang="de",
).pair("en", "de")


def uses(source: str, target: str) -> list[TermUse]:
    segments = [make_segment("Nothing.", "Nichts."), make_segment(source, target)]
    found = list(find_term_uses(segments, source_lang="en", target_lang="de", glossary=GLOSSARY))
    assert {index for index, _ in found} <= {1}
    return [use for _, use in found]


@pytest.mark.parametrize(
    ("source", "target", "use"),
    [
        pytest.param("A bond", "Eine Anleihe", Use.APPLIED, id="applied"),
        pytest.param('<g id="1">Bonds</g> fell.', '<g id="1">Anleihen</g> fielen.', Use.INFLECTED, id="inflected"),
        pytest.param("A rate cut", "Eine Leitzinssenkung", Use.INFLECTED, id="compound"),
        pytest.param("The Fed", "Die Fed", Use.APPLIED, id="protected"),
        pytest.param("The Fed", "Die Notenbank", Use.IGNORED, id="protected-and-gone"),
        pytest.param("The bond fell on Monday.", "Die Bindung fiel am Montag.", Use.IGNORED, id="forbidden"),
        pytest.param("The rate cut came late.", "Sie kam am Montag.", Use.IGNORED, id="missing"),
    ],
)
def test_says_what_became_of_a_term(source: str, target: str, use: Use) -> None:
    [found] = uses(source, target)

    assert found.use is use


def test_names_concept_wording_and_rules() -> None:
    [found] = uses("Two bonds", "Zwei Anleihen")

    assert (found.concept, found.source) == ("entry-1", "bond")
    assert found.rules


def test_what_a_reviewer_has_to_decide_is_unclear() -> None:
    assert [found.use for found in uses("The rate cut came.", "Der zinssenkende Schritt kam.")] == [Use.UNCLEAR]
