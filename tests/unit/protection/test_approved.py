"""Terms that come back as their approved translation."""

from __future__ import annotations

import pytest

from locworker.glossary import Entry, Glossary
from locworker.protection import approved_target, protect, restore

GLOSSARY = Glossary.from_entries(
    [
        {"source": "bond", "target": ["bono", "obligación"]},
        {"source": "hedge", "target": ["cubrir"], "pos": "verb"},
        {"source": "Treasuries", "target": ["bonos del Tesoro"]},
        {"source": "R&D", "target": ["I+D"]},
        {"source": "Fed", "target": [], "dnt": True},
    ],
    source_lang="en",
    target_lang="es",
).pair("en", "es")


@pytest.mark.parametrize(
    ("text", "sent", "back"),
    [
        pytest.param("The bond rose.", 'The <x id="1"/> rose.', "The bono rose.", id="base form"),
        pytest.param("Bond yields", '<x id="1"/> yields', "Bono yields", id="capital at the start"),
        pytest.param("Treasuries fell.", '<x id="1"/> fell.', "bonos del Tesoro fell.", id="a capital of its own"),
        pytest.param("The bonds rose.", "The bonds rose.", "The bonds rose.", id="inflected"),
        pytest.param("They hedge it.", "They hedge it.", "They hedge it.", id="verb"),
        pytest.param("BOND", "BOND", "BOND", id="capitals"),
        pytest.param("R&amp;D rose.", '<x id="1"/> rose.', "I+D rose.", id="with an escape"),
        pytest.param("The Fed rose.", 'The <x id="1"/> rose.', "The Fed rose.", id="protected"),
    ],
)
def test_a_term_in_its_base_form_comes_back_as_its_translation(text: str, sent: str, back: str) -> None:
    protected = protect(text, glossary=GLOSSARY, source_lang="en", target_lang="es", values=False, approved=True)

    assert protected.text == sent
    assert restore(protected.text, protected).text == back


def test_a_term_without_a_translation_has_no_approved_target() -> None:
    entry = Entry(concept="bond", source="bond", sources=("bond",), forbidden=("Band",))

    assert approved_target("bond", entry) is None
