from __future__ import annotations

import pytest

from locworker.checks.adherence.claims import assign
from locworker.checks.adherence.likeness import Likeness, Occurrence
from locworker.checks.adherence.search import find_wording
from locworker.checks.adherence.text import TargetText


def find(language: str, target: str, wording: str) -> list[tuple[str, tuple[str, ...]]]:
    found = find_wording(TargetText(target), wording, language)
    return [(target[item.start : item.end], item.rules) for item in found]


@pytest.mark.parametrize(
    ("language", "target", "wording", "text", "rules"),
    [
        pytest.param("de", "Die Anleihe fiel.", "Anleihe", "Anleihe", ("exact",), id="exact"),
        pytest.param("de", "Die Sparmaßnahme", "Sparmaßnahme", "Sparmaßnahme", ("exact",), id="sharp s"),
        pytest.param("pt", "em 2 p.p. este ano", "p.p.", "p.p", ("exact",), id="single letters"),
        pytest.param("de", "Die Anleihen fielen.", "Anleihe", "Anleihen", ("inflected",), id="inflected"),
        pytest.param("de", "der Anleihekurs", "Anleihe", "Anleihekurs", ("compound",), id="compound"),
        pytest.param(
            "es",
            "El código de la otra cuenta",
            "código de cuenta",
            "código de la otra cuenta",
            ("exact", "inserted"),
            id="words between",
        ),
        pytest.param(
            "pl",
            "na skup własnych akcji",
            "skup akcji własnych",
            "skup własnych akcji",
            ("exact", "reordered"),
            id="three words in another order",
        ),
        pytest.param(
            "pl",
            "Zaplanowana transakcja",
            "transakcja zaplanowana",
            "Zaplanowana transakcja",
            ("exact", "reordered"),
            id="other order",
        ),
        pytest.param(
            "fr",
            "une division ou une fusion des actions",
            "division d'actions",
            "division ou une fusion des actions",
            ("exact", "inserted"),
            id="coordination",
        ),
        pytest.param(
            "fr", "les crypto-monnaies", "cryptomonnaie", "crypto-monnaies", ("hyphen",), id="hyphen for solid"
        ),
        pytest.param(
            "de", "das Tagesgeldkonto", "Tagesgeld-Konto", "Tagesgeldkonto", ("exact",), id="solid for hyphen"
        ),
        pytest.param("de", "Ein- und Auszahlungen", "Einzahlung", "Ein", ("suspended-hyphen",), id="end suspended"),
        pytest.param(
            "de",
            "Zwischenüberschrift/-summe",
            "Zwischensumme",
            "summe",
            ("suspended-hyphen",),
            id="beginning suspended",
        ),
        pytest.param("it", "Data pagam. del dividendo", "pagamento", "pagam", ("abbreviated",), id="cut short"),
        pytest.param(
            "fr", "les im- et exportations", "importation", "im", ("suspended-hyphen",), id="fr end suspended"
        ),
        pytest.param("ja", "国債と債券", "債券", "債券", ("exact",), id="script without spaces"),
        pytest.param("ja", "量的引締めを続ける", "引き締め", "引締め", ("spelling",), id="kana left out"),
        pytest.param("ja", "格付け会社は", "格付会社", "格付け会社", ("spelling",), id="kana written"),
        pytest.param("ja", "支払遅延", "支払い", "支払", ("spelling",), id="kana left out at the end"),
        pytest.param("ja", "ヘッジ・ファンド", "ヘッジファンド", "ヘッジ・ファンド", ("spelling",), id="dot"),
        pytest.param("ja", "ボラティリティが", "ボラティリティー", "ボラティリティ", ("spelling",), id="no long vowel"),
        pytest.param("ja", "サーバー", "サーバ", "サーバ", ("exact",), id="long vowel behind"),
        pytest.param("ja", "ボラティリティ", "ヴォラティリティ", "ボラティリティ", ("spelling",), id="sound"),
        pytest.param("de", "A + B", "+", "+", ("exact",), id="signs"),
        pytest.param("fr", "ce que de droit", "de", "de", ("exact",), id="function words alone"),
    ],
)
def test_a_wording_is_found(language: str, target: str, wording: str, text: str, rules: tuple[str, ...]) -> None:
    assert find(language, target, wording)[0] == (text, rules)


@pytest.mark.parametrize(
    ("language", "target", "wording"),
    [
        pytest.param("fr", "La division. Les actions", "division d'actions", id="over the end of a sentence"),
        pytest.param("es", "clave uno dos tres cuatro cinco privada", "clave privada", id="too far"),
        pytest.param("de", "Ein- und Ausgang", "Einzahlung", id="suspended, but another end"),
        pytest.param("de", "links/-summe", "Zwischensumme", id="suspended, but another beginning"),
        pytest.param("it", "taglio dei tassi", "taglio delle tasse", id="other gender"),
        pytest.param("de", "das Kurs-Gewinn-Verhältnis", "Kursgewinn", id="two words of three"),
        pytest.param("fr", "les crypto-valeurs", "cryptomonnaie", id="hyphen, other word"),
        pytest.param("es", "una clave", "clave privada", id="half"),
    ],
)
def test_another_wording_is_not_found(language: str, target: str, wording: str) -> None:
    assert find(language, target, wording) == []


def test_the_surest_place_comes_first() -> None:
    found = find("de", "Anleihekurs, Anleihen, Anleihe", "Anleihe")

    assert [text for text, _ in found] == ["Anleihe", "Anleihen", "Anleihekurs"]


def place(start: int, wording: str, likeness: Likeness = Likeness.EXACT) -> Occurrence:
    return Occurrence(start, start + 5, wording, likeness)


def test_one_word_serves_one_term() -> None:
    fee, charge = place(0, "Gebühr"), place(0, "Gebühr")

    assert assign({"fee": [fee], "charge": [charge]}) == {"fee": fee}


def test_a_term_gives_way_to_one_that_has_no_other_word() -> None:
    candidates = {"fee": [place(0, "Gebühr"), place(9, "Gebühr")], "charge": [place(0, "Gebühr")]}

    assert {concept: item.start for concept, item in assign(candidates).items()} == {"fee": 9, "charge": 0}


def test_parts_of_one_compound_are_two_words() -> None:
    market, price = place(0, "Markt", Likeness.COMPOUND), place(0, "Preis", Likeness.COMPOUND)

    assert assign({"market": [market], "price": [price]}) == {"market": market, "price": price}


def test_with_very_many_terms_words_are_shared() -> None:
    candidates = {str(number): [place(0, "Gebühr")] for number in range(60)}

    assert len(assign(candidates)) == 60
