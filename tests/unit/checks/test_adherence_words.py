from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locworker.checks import adherence
from locworker.checks.adherence.likeness import Likeness
from locworker.checks.adherence.text import TargetText, split_words, strip_marks
from locworker.checks.adherence.words import Word, load_word


def compare(language: str, approved: str, word: str, *, in_phrase: bool = False) -> Likeness | None:
    known = load_word(approved, language, in_phrase=in_phrase)
    return known.compare(word) if known.may_be(strip_marks(word.lower())) else None


@pytest.mark.parametrize(
    ("language", "approved", "word"),
    [
        pytest.param("de", "Anleihe", "Anleihen", id="de -n"),
        pytest.param("de", "Markt", "Märkten", id="de umlaut"),
        pytest.param("de", "Konto", "Konten", id="de -o"),
        pytest.param("de", "Risiko", "Risiken", id="de -iko"),
        pytest.param("de", "Datum", "Daten", id="de -um"),
        pytest.param("de", "Bonus", "Boni", id="de -us"),
        pytest.param("de", "Firma", "Firmen", id="de -a"),
        pytest.param("de", "Papier", "Papiere", id="de -ier"),
        pytest.param("de", "Händler", "Händlern", id="de -er"),
        pytest.param("de", "Händlerin", "Händlerinnen", id="de -in"),
        pytest.param("de", "Ersparnis", "Ersparnisse", id="de -nis"),
        pytest.param("de", "Geld", "Geldern", id="de -er plural"),
        pytest.param("de", "Index", "Indizes", id="de -ex"),
        pytest.param("de", "Zinsen", "Zins", id="de approved in the plural"),
        pytest.param("de", "Erlöse", "Erlös", id="de approved in the plural on -e"),
        pytest.param("de", "Futures", "Future", id="de approved in the plural on -s"),
        pytest.param("de", "Abschluß", "Abschlusses", id="de spelling before 1996"),
        pytest.param("de", "Angestellter", "Angestellten", id="de noun made of an adjective"),
        pytest.param("de", "restriktiv", "restriktiver", id="de adjective"),
        pytest.param("de", "locker", "lockerer", id="de adjective on -er"),
        pytest.param("de", "bereitstellen", "bereitgestellt", id="de verb"),
        pytest.param("fr", "action", "actions", id="fr -s"),
        pytest.param("fr", "capital", "capitaux", id="fr -aux"),
        pytest.param("fr", "salarié", "salariées", id="fr -ée"),
        pytest.param("fr", "relevé", "RELEVES", id="fr capitals without accents"),
        pytest.param("fr", "crédit", "credits", id="fr missing accent"),
        pytest.param("fr", "emprunter", "empruntait", id="fr verb"),
        pytest.param("es", "valor", "valores", id="es -es"),
        pytest.param("es", "raíz", "raíces", id="es -ces"),
        pytest.param("es", "acción", "acciones", id="es -ión"),
        pytest.param("es", "restrictivo", "restrictivas", id="es adjective"),
        pytest.param("es", "vendedor", "vendedoras", id="es person"),
        pytest.param("es", "bruto", "bruta", id="es short adjective"),
        pytest.param("es", "invertir", "invertimos", id="es verb"),
        pytest.param("it", "titolo", "titoli", id="it -o"),
        pytest.param("it", "banca", "banche", id="it -ca"),
        pytest.param("it", "economista", "economisti", id="it -ista"),
        pytest.param("it", "voucher", "vouchers", id="it loan word"),
        pytest.param("it", "creditore", "creditrici", id="it person"),
        pytest.param("it", "finanziare", "finanziato", id="it verb"),
        pytest.param("pt", "ação", "ações", id="pt -ões"),
        pytest.param("pt", "ação", "acções", id="pt silent letter"),
        pytest.param("pt", "fiscal", "fiscais", id="pt -ais"),
        pytest.param("pt", "homem", "homens", id="pt -ns"),
        pytest.param("pt", "prémio", "prêmio", id="pt accents"),
        pytest.param("nl", "prijs", "prijzen", id="nl -s, -zen"),
        pytest.param("nl", "bedrijf", "bedrijven", id="nl -f, -ven"),
        pytest.param("nl", "factuur", "facturen", id="nl long vowel"),
        pytest.param("nl", "som", "sommen", id="nl doubled"),
        pytest.param("nl", "hoeveelheid", "hoeveelheden", id="nl -heid"),
        pytest.param("pl", "budżet", "budżetem", id="pl -em"),
        pytest.param("pl", "rachunek", "rachunki", id="pl fleeting vowel before k"),
        pytest.param("pl", "rynek", "rynku", id="pl fleeting vowel"),
        pytest.param("pl", "pieniądze", "pieniędzy", id="pl ą, ę"),
        pytest.param("pl", "cło", "ceł", id="pl short"),
        pytest.param("pl", "tydzień", "tygodnie", id="pl other stem"),
        pytest.param("pl", "rok", "lata", id="pl other root"),
        pytest.param("pl", "finansować", "finansował", id="pl verb"),
        pytest.param("sv", "aktie", "aktier", id="sv by a guess"),
    ],
)
def test_an_inflected_form_is_the_same_word(language: str, approved: str, word: str) -> None:
    assert compare(language, approved, word) is Likeness.INFLECTED


@pytest.mark.parametrize(
    ("language", "approved", "word"),
    [
        pytest.param("de", "Bank", "Banker", id="de -er makes another noun"),
        pytest.param("de", "Zahlung", "Bezahlung", id="de inseparable particle"),
        pytest.param("de", "Kauf", "Verkauf", id="de opposite"),
        pytest.param("de", "Zahlung", "Vorauszahlung", id="de separable particle"),
        pytest.param("de", "Steuer", "Steuerung", id="de -ung makes another noun"),
        pytest.param("de", "Wert", "Schwert", id="de beginning without a vowel"),
        pytest.param("de", "Haus", "Hausse", id="de look-alike of a genitive"),
        pytest.param("de", "Aktie", "aktiviert", id="de look-alike"),
        pytest.param("de", "Kurs", "Konkurs", id="de short noun at the end by chance"),
        pytest.param("de", "straff", "strafen", id="de adjective"),
        pytest.param("fr", "facture", "facturation", id="fr noun of the same root"),
        pytest.param("fr", "cours", "cour", id="fr invariable"),
        pytest.param("es", "banco", "banca", id="es gender"),
        pytest.param("es", "prima", "primo", id="es gender of a feminine"),
        pytest.param("it", "tasso", "tasse", id="it gender"),
        pytest.param("pt", "banco", "banca", id="pt gender"),
        pytest.param("pl", "portfel", "portfolio", id="pl loan word"),
        pytest.param("nl", "som", "soms", id="nl short"),
        pytest.param("sv", "aktie", "aktiemarknad", id="sv longer word"),
    ],
)
def test_another_word_is_another_word(language: str, approved: str, word: str) -> None:
    assert compare(language, approved, word) is None


@pytest.mark.parametrize(
    ("language", "approved", "word"),
    [
        pytest.param("de", "Versicherung", "versichert", id="de participle"),
        pytest.param("de", "Kauf", "gekauft", id="de ge-"),
        pytest.param("de", "Gewinn", "gewinne", id="de verb in small letters"),
        pytest.param("de", "Bestellung", "Bestellnummer", id="de root of the verb"),
        pytest.param("de", "Kategorie", "Unterkategorie", id="de narrowing particle"),
        pytest.param("de", "Dividende", "Dividendenxqzt", id="de rest unknown"),
        pytest.param("de", "Dividende", "Xqztdividende", id="de beginning unknown"),
        pytest.param("de", "abheben", "abgehoben", id="de strong verb"),
        pytest.param("de", "bereitstellen", "stellt", id="de parted verb"),
        pytest.param("fr", "banque", "bancaire", id="fr adjective"),
        pytest.param("fr", "livraison", "livrer", id="fr verb"),
        pytest.param("pt", "pagamento", "pagar", id="pt verb"),
        pytest.param("fr", "impôt", "fiscale", id="fr adjective of another root"),
        pytest.param("fr", "paiement", "payement", id="fr other letter"),
        pytest.param("fr", "marché", "marche", id="fr final accent"),
        pytest.param("es", "contrato", "contrató", id="es verb by its accent"),
        pytest.param("es", "presupuesto", "presupuestario", id="es adjective"),
        pytest.param("it", "banca", "bancario", id="it adjective"),
        pytest.param("pl", "podatek", "podatkowy", id="pl adjective"),
        pytest.param("pl", "waluta", "niewalutowych", id="pl negated adjective"),
        pytest.param("nl", "bestelling", "bestelnummer", id="nl root of the verb"),
        pytest.param("nl", "betaling", "betalen", id="nl verb"),
        pytest.param("pt", "dividendo", "dividnedo", id="pt letters changed places"),
        pytest.param("de", "Geldpolitik", "geldpolitische", id="de adjective of a compound"),
        pytest.param("de", "Insolvenz", "insolvent", id="de adjective of a Latin noun"),
        pytest.param("de", "Abbau", "abgebaut", id="de participle of a verb with a particle"),
        pytest.param("fr", "liquidité", "liquide", id="fr adjective that a noun is made of"),
        pytest.param("fr", "inflation", "inflationnistes", id="fr adjective with a double letter"),
        pytest.param("es", "volatilidad", "volátiles", id="es adjective that a noun is made of"),
        pytest.param("es", "seguro", "aseguradas", id="es verb with a prefix"),
        pytest.param("it", "investitore", "investono", id="it verb of who does it"),
        pytest.param("it", "immobile", "immobiliari", id="it adjective of another root"),
        pytest.param("pt", "imóvel", "imobiliárias", id="pt adjective of another root"),
        pytest.param("nl", "werkloosheid", "werkloos", id="nl adjective that a noun is made of"),
        pytest.param("nl", "betaling", "betaalpas", id="nl root with a long vowel"),
    ],
)
def test_a_word_of_the_same_root_is_akin(language: str, approved: str, word: str) -> None:
    assert compare(language, approved, word) is Likeness.AKIN


@pytest.mark.parametrize(
    ("language", "approved", "word"),
    [
        pytest.param("de", "Anleihe", "Staatsanleihen", id="head"),
        pytest.param("de", "Konto", "Kontenübersicht", id="modifier with its own form"),
        pytest.param("de", "Zinsen", "Zinszahlung", id="modifier, approved in the plural"),
        pytest.param("de", "Kapital", "Eigenkapitalquote", id="in the middle"),
        pytest.param("de", "Betrag", "Höchstbetrag", id="adjective before it"),
        pytest.param("de", "Konto", "Bankkonten", id="head in the plural"),
        pytest.param("de", "Miete", "Mietpreis", id="without its -e"),
        pytest.param("de", "Versicherung", "Versicherungs", id="before a hyphen"),
        pytest.param("de", "Vertrag", "Lebensversicherungsvertrag", id="two words before it"),
        pytest.param("nl", "markt", "aandelenmarkt", id="nl head"),
        pytest.param("nl", "prijs", "huizenprijzen", id="nl head in the plural"),
    ],
)
def test_a_part_of_a_compound_is_the_word(language: str, approved: str, word: str) -> None:
    assert compare(language, approved, word) is Likeness.COMPOUND


def test_in_a_phrase_the_gender_may_change() -> None:
    assert compare("es", "económico", "económicas", in_phrase=True) is Likeness.INFLECTED
    assert compare("fr", "public", "publique", in_phrase=True) is Likeness.INFLECTED
    assert compare("de", "ausländische", "ausländischen", in_phrase=True) is Likeness.INFLECTED
    assert compare("nl", "centraal", "centraale", in_phrase=True) is Likeness.INFLECTED


def test_what_a_word_remembers_is_limited() -> None:
    word = Word("Bank", "de", in_phrase=False)

    for number in range(2_500):
        word.compare(f"Bank{number}")

    assert len(word._memory) <= 2_000


@pytest.mark.parametrize(
    ("text", "bare", "words"),
    [
        pytest.param("Zins\u00adsatz", "zinssatz", ["zinssatz"], id="soft hyphen"),
        pytest.param("MAẞNAHME", "massnahme", ["massnahme"], id="capital sharp s"),
        pytest.param("Maßnahme", "massnahme", ["massnahme"], id="sharp s"),
        pytest.param("İstanbul", "istanbul", ["istanbul"], id="a letter that grows"),
        pytest.param("l'ISIN", "l'isin", ["l", "isin"], id="apostrophe"),
        pytest.param("Łódź", "lodz", ["lodz"], id="marks"),
    ],
)
def test_a_target_is_read_without_marks(text: str, bare: str, words: list[str]) -> None:
    target = TargetText(text)

    assert (target.bare, target.words) == (bare, words)
    assert target.place(*target.spans[-1])[1] == len(text)


@given(st.text(alphabet="aé ß-\u00adẞİ\u200bŁΣ.", max_size=30))
def test_each_place_of_a_folded_target_has_its_place_in_the_target(text: str) -> None:
    target = TargetText(text)

    assert len(target.text) == len(target.folded) == len(target.bare)
    assert [target.bare[start:end] for start, end in target.spans] == target.words
    places = [target.place(*span) for span in target.spans]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)


def test_the_words_of_a_wording_have_no_hidden_characters() -> None:
    assert split_words("Zins\u00adsatz-Risiko") == ["Zinssatz", "Risiko"]


@pytest.mark.parametrize(
    ("language", "noun", "word"),
    [
        ("de", "Verlust", "verlor"),
        ("fr", "vente", "vendu"),
        ("es", "previsión", "previsto"),
        ("nl", "faillissement", "failliet"),
    ],
)
def test_irregular_derivations_are_listed(language: str, noun: str, word: str) -> None:
    assert load_word(noun, language, in_phrase=False).compare(word) is Likeness.AKIN


def test_each_line_of_the_list_of_derivations_can_be_matched() -> None:
    path = Path(adherence.__file__).parent / "derivations.txt"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert len({line.partition(":")[0] for line in lines}) == len(lines)
    for line in lines:
        assert re.fullmatch(r"(?:de|fr|es|it|pt|nl|pl) [a-z'-]+:(?: (?:[a-z'-]{3,}|[a-z'-]{2,}\.))+", line), line


@pytest.mark.parametrize(
    ("language", "approved", "word"),
    [
        pytest.param("fr", "chef", "cheffe", id="a feminine in -ffe"),
        pytest.param("pl", "dzień", "dnia", id="another root"),
        pytest.param("pl", "płynny", "najpłynniejszych", id="the highest degree"),
        pytest.param("pl", "najem", "najmu", id="a noun that only looks like the highest degree"),
        pytest.param("es", "invertir", "invirtieron", id="a stressed stem"),
    ],
)
def test_forms_with_another_stem(language: str, approved: str, word: str) -> None:
    assert compare(language, approved, word) is Likeness.INFLECTED


def test_the_same_consonants_make_no_strong_verb() -> None:
    assert compare("de", "beheben", "behob") is Likeness.AKIN
    assert compare("de", "veröffentlichen", "verlangt") is None
