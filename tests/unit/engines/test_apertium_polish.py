from __future__ import annotations

import pytest

from locworker.engines.apertium_polish import polish


@pytest.mark.parametrize(
    ("source", "target", "language", "expected"),
    [
        pytest.param("How will it go", "Cómo  va", "fr", "Cómo va", id="a-hole-of-two-spaces"),
        pytest.param("a  b", "a  b", "fr", "a  b", id="two-spaces-of-the-source"),
        pytest.param("Read more!", "Lido máis !", "gl", "Lido máis!", id="a-space-before-a-sign"),
        pytest.param("Read more !", "Lido máis !", "gl", "Lido máis !", id="a-space-of-the-source"),
        pytest.param("He wrote", " Escribió", "es", "Escribió", id="a-space-at-the-start"),
        pytest.param(
            '<x id="1"/> said', '<x id="1"/> Dijo', "es", '<x id="1"/> dijo', id="capital-after-a-placeholder"
        ),
        pytest.param("more", "Más", "es", "más", id="capital-of-a-fragment"),
        pytest.param('<x id="1"/> US', '<x id="1"/> EEUU', "es", '<x id="1"/> EEUU', id="an-acronym-stays"),
        pytest.param("The rate", '<g id="1">tasa</g>', "es", '<g id="1">Tasa</g>', id="no-capital"),
        pytest.param('Rates of <x id="1"/>', '<x id="1"/> tasas', "es", '<x id="1"/> tasas', id="behind-a-placeholder"),
        pytest.param("5 < 6", "5 &lt; 6", "es", "5 &lt; 6", id="no-words"),
        pytest.param("What?", "Qué?", "es", "¿Qué?", id="a-question"),
        pytest.param("What?", "Qué?", "es-MX", "¿Qué?", id="a-question-in-mexico"),
        pytest.param("What?", "Que?", "pt", "Que?", id="a-question-in-portuguese"),
        pytest.param("“Up!”", "“Arriba!”", "es", "“¡Arriba!”", id="an-exclamation-in-quotes"),
        pytest.param('Is <x id="1"/> up?', '<x id="1"/> es?', "es", '¿<x id="1"/> es?', id="before-a-placeholder"),
        pytest.param("What?", "¿Qué?", "es", "¿Qué?", id="opened-already"),
        pytest.param("Up. Why?", "Arriba. Por qué?", "es", "Arriba. Por qué?", id="two-sentences-are-left-alone"),
        pytest.param("5?", "5?", "es", "5?", id="a-question-without-words"),
    ],
)
def test_small_faults_are_mended(source: str, target: str, language: str, expected: str) -> None:
    assert polish(source, target, language) == expected
