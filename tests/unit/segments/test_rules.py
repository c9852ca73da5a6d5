from __future__ import annotations

import pytest

from locworker.segments.rules import split_sentences


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        pytest.param("en", ["The U.S. economy grew 2% in Q4.", "Markets rose."], id="country"),
        pytest.param("en", ["Acme Inc. reported.", "Shares fell 3.5%."], id="company"),
        pytest.param("en", ["The call starts at 4 p.m. ET on Friday.", "Analysts wait."], id="time"),
        pytest.param("en", ["It fell approx. 3% vs. May.", "Then it rose."], id="approximately"),
        pytest.param("en", ["Yields rose 5 bps.", "The Fed held."], id="basis-points"),
        pytest.param("en", ["See No. 4, p. 3 and Fig. 2.", "Really?", "Yes!"], id="numbers"),
        pytest.param("en-GB", ["Yields fell.", "Bonds rose."], id="variant"),
        pytest.param("en", ["no end"], id="one"),
        pytest.param("de", ["Der Umsatz stieg auf 4,5 Mrd. Euro im 4. Quartal.", "Gut so."], id="quarter"),
        pytest.param("de", ["Am 31. Dez. 2025 war Schluss.", "Am 2. Januar ging es weiter."], id="date"),
        pytest.param("de", ["Das sind z. B. 3 Mio. Euro ggü. Vorjahr.", "Gut so."], id="compared-with"),
        pytest.param("es", ["Subió aprox. 3 %.", "Fin."], id="spanish"),
        pytest.param("pl", ["To 5 mld. zł i ok. 3 proc. PKB.", "Rynek spadł."], id="polish"),
    ],
)
def test_finds_the_ends_of_sentences(language: str, sentences: list[str]) -> None:
    found = split_sentences(" ".join(sentences), language=language)

    assert [sentence.text for sentence in found] == sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param('<g id="1">One. Two.</g> Three.', ['<g id="1">One. Two.</g>', "Three."], id="not-inside-a-pair"),
        pytest.param(
            'One.<x id="1"/> <g id="2">Two</g>.', ['One.<x id="1"/>', '<g id="2">Two</g>.'], id="between-tags"
        ),
        pytest.param(
            '今日は雨。<g id="1">明日</g>は晴れ。', ["今日は雨。", '<g id="1">明日</g>は晴れ。'], id="without-spaces"
        ),
        pytest.param("S&amp;P &lt;up. Dow down.", ["S&amp;P &lt;up.", "Dow down."], id="escapes"),
        pytest.param(
            '<g id="1">One</g>. <g id="2">A <g id="3">b. C</g> d. E</g> f.',
            ['<g id="1">One</g>.', '<g id="2">A <g id="3">b. C</g> d. E</g> f.'],
            id="nested",
        ),
    ],
)
def test_respects_inline_tags(text: str, sentences: list[str]) -> None:
    language = "ja" if text.startswith("今") else "en"

    found = split_sentences(text, language=language)

    assert [sentence.text for sentence in found] == sentences
    assert "".join(lead + part for lead, part in found) == text
