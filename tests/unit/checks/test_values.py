from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locworker.checks import check_pair
from locworker.model import Finding

RULE = ("value-mismatch",)


def mismatches(source: str, target: str, language: str = "de") -> list[Finding]:
    return check_pair(source, target, target_lang=language, rules=RULE)


@pytest.mark.parametrize(
    ("language", "source", "target"),
    [
        pytest.param("de", "Sales rose to $0.9 billion.", "Der Umsatz stieg auf 900 Millionen Dollar.", id="magnitude"),
        pytest.param("pt", "It raised rates by 50 bps.", "Subiu os juros em 0,5 ponto percentual.", id="bp as points"),
        pytest.param("de", "A quarter point", "25 Basispunkte", id="quarter point as bp"),
        pytest.param("de", "three-quarters of voters", "75 % der Wähler", id="fraction as percent"),
        pytest.param("de-CH", "It costs CHF 1,234.50.", "Es kostet CHF 1'234.50.", id="Swiss"),
        pytest.param("pl", "45 trillion zlotys", "45 bln zł", id="pl bilion"),
        pytest.param("pt-BR", "a €2 billion plan", "um plano de 2 bilhões de euros", id="pt-BR"),
        pytest.param("pt-PT", "a €2 billion plan", "um plano de 2 mil milhões de euros", id="pt-PT"),
        pytest.param("fr", "80,000 people", "quatre-vingt mille personnes", id="fr words"),
        pytest.param(
            "de", "a ten-year bond at 9 percent", "eine zehnjährige, neunprozentige Anleihe", id="de compounds"
        ),
        pytest.param("nl", "in the 1930s", "in de jaren dertig", id="nl decade"),
        pytest.param("ja", "48,580.44 yen", "4万8580円44銭", id="ja sen"),
        pytest.param("ja", "3.9 to 4.2 million", "390～420万", id="ja range"),
        pytest.param("fr", "fell to 7.1% from 7.4%", "est passé de 7,4 % à 7,1 %", id="reordered with its roles"),
        pytest.param("de", "on 05/06/2026", "am 6. Mai 2026", id="ambiguous date"),
        pytest.param("de", "on Sep 1", "am 1.09.", id="date in numbers"),
        pytest.param("nl", "in Q2", "in het tweede kwartaal", id="quarter"),
        pytest.param("es-MX", "1,280.50 pesos", "1,280.50 pesos", id="es-MX"),
        pytest.param("es", "1,280.50 pesos", "1.280,50 pesos", id="es"),
        pytest.param("de", "at 8:30 p.m.", "um 20.30 Uhr", id="24 hours"),
        pytest.param("de", "at 11.45 on Friday evening", "am Freitagabend um 23.45 Uhr", id="evening"),
        pytest.param("de", "FY26 guidance", "Prognose für 2026", id="fiscal year"),
        pytest.param("de", "in the '90s", "in den 90er Jahren", id="decade"),
        pytest.param("it", "in the 1970s", "negli anni Settanta", id="it decade"),
        pytest.param("pl", "in the 15th century", "w XV wieku", id="Roman"),
        pytest.param("nl", "the 1830s", "de jaren 30 van de 19e eeuw", id="century named"),
        pytest.param("de", "€5-6bn", "5 bis 6 Milliarden Euro", id="range"),
        pytest.param("de", "between 30 and 37 percent", "zwischen 30 und 37 Prozent", id="list"),
        pytest.param("de", "one of 3 banks", "eine von drei Banken", id="words for digits"),
        pytest.param("de", "carbon dioxide", "CO2", id="digits of a formula"),
        pytest.param("de", "profit doubled", "der Gewinn stieg auf das Doppelte", id="doubled"),
        pytest.param("de", "It cost $5, yes $5.", "Es kostete 5 Dollar.", id="said once"),
        pytest.param("de", "a share", "1 Aktie", id="article as 1"),
        pytest.param("es", "two decades", "20 años", id="decades as years"),
        pytest.param("en", "Up 5%", "Up 5%", id="same language"),
        pytest.param(
            "de", "9.3% of men and 9.7 of women", "9,3 % der Männer und 9,7 % der Frauen", id="sign not repeated"
        ),
        pytest.param("de", "4:41.30 minutes", "4:41:30 Minuten", id="stopwatch"),
        pytest.param("de", "(ECB)", "(EZB)", id="abbreviation translated"),
        pytest.param("es", "at least 2 years", "al menos 2 años", id="at least is no minus"),
        pytest.param("de", "more than 1m people", "mehr als 1 Million Menschen", id="letter"),
        pytest.param("de", "the 50m race", "das 50-Meter-Rennen", id="metres"),
        pytest.param("de", "130 feet, or 40 metres", "40 Meter", id="one of two units"),
        pytest.param("de", "COVID-19 (a COVID-19 test)", "COVID-19 (ein Test)", id="a name said once"),
        pytest.param("es", "half a percentage point", "medio punto porcentual", id="half a point"),
        pytest.param("es", "a quarter of a point", "un cuarto de punto", id="a quarter of a point"),
        pytest.param("de", "the second-largest bank", "die zweitgrößte Bank", id="ordinal compound"),
        pytest.param("fr", "the top 5%", "les 5 premiers %", id="percent behind a word"),
        pytest.param("nl", "the third-largest bank", "de op twee na grootste bank", id="op twee na"),
        pytest.param("es", "between 2% and 3%", "entre el 2 y el 3 %", id="article in a range"),
        pytest.param("es", "between 2% and 3%", "entre un 2 y un 3 %", id="indefinite article in a range"),
        pytest.param("pt", "the fifteenth year", "o décimo quinto ano", id="ordinal of two words"),
        pytest.param("de", "in 2025/26", "in 2025/2026", id="two-digit year"),
        pytest.param("es", "1/3 of the firms", "un tercio de las empresas", id="slashed share"),
        pytest.param("de", "open 24/7", "rund um die Uhr geöffnet", id="always"),
        pytest.param("de", "It costs $0.25.", "Es kostet 25 Cent.", id="cents"),
        pytest.param("de", "5 crore rupees", "50 Millionen Rupien", id="crore"),
        pytest.param("de", "a 12-month high", "ein Zwölfmonatshoch", id="noun compound"),
        pytest.param("ja", "30% of firms", "企業の3割", id="ja tenths"),
        pytest.param("ja", "in the third quarter", "7～9月期に", id="ja months of a quarter"),
        pytest.param("es", "for nine quarters", "durante nueve trimestres", id="quarters of a year"),
        pytest.param("es", "the past three quarters", "los tres últimos trimestres", id="three quarters of a year"),
        pytest.param("de", "no figures", "keine Angaben", id="nothing"),
        pytest.param("de", "-0.3%", "minus 0,3 %", id="minus in words"),
        pytest.param("it", "the second quarter and the third", "il secondo trimestre e il terzo", id="elided noun"),
    ],
)
def test_a_right_value_is_no_finding(language: str, source: str, target: str) -> None:
    assert [f for f in mismatches(source, target, language) if str(f.severity) == "error"] == []


@pytest.mark.parametrize(
    ("language", "source", "target", "change", "text"),
    [
        pytest.param("de", "£27 million", "27 Millionen Dollar", "currency", "27 Millionen Dollar", id="currency"),
        pytest.param("de", "$18 billion", "18 Billionen Dollar", "magnitude", "18 Billionen Dollar", id="long scale"),
        pytest.param("it", "£80m", "80mila £", "magnitude", "80mila £", id="mila"),
        pytest.param(
            "es", "2.631 million people", "2.631 millones de personas", "magnitude", "2.631 millones", id="es dot"
        ),
        pytest.param("fr", "1,280 people", "1,280 personnes", "magnitude", "1,280", id="English group"),
        pytest.param("de", "$1.234 a unit", "1.234 Dollar je Stück", "magnitude", "1.234 Dollar", id="English decimal"),
        pytest.param("de", "up 5.2%", "plus 5,3 %", "number", "5,3 %", id="digit"),
        pytest.param("de", "up 5.2%", "plus 5,2", "unit", "5,2", id="percent lost"),
        pytest.param("de", "up 2 percentage points", "plus 2 Prozent", "unit", "2 Prozent", id="points as percent"),
        pytest.param("de", "the third-largest", "die zweitgrößte", "number", "zweitgrößte", id="ordinal compound"),
        pytest.param("fr", "the third bank", "la quatrième banque", "number", "quatrième", id="ordinal words"),
        pytest.param("es", "at 432 points", "en 432 euros", "unit", "432 euros", id="points as money"),
        pytest.param("nl", "75 bps", "75 procent", "unit", "75 procent", id="bp as percent"),
        pytest.param("de", "on May 6", "am 7. Mai", "date", "7. Mai", id="day"),
        pytest.param("de", "on May 6", "am 6. März", "date", "6. März", id="month"),
        pytest.param("de", "in May 2025", "im Mai 2024", "date", "Mai 2024", id="year"),
        pytest.param("de", "at 3 pm", "um 16 Uhr", "time", "16 Uhr", id="time"),
        pytest.param("de", "Q4 results", "Ergebnisse des dritten Quartals", "period", "dritten Quartals", id="quarter"),
        pytest.param("nl", "Q1", "tweede kwartaal", "period", "tweede kwartaal", id="other quarter"),
        pytest.param("de", "three hikes", "zwei Erhöhungen", "number", "zwei", id="number words"),
        pytest.param("pt", "-$2.1bn", "US$ 2,1 bilhões", "sign", "US$ 2,1 bilhões", id="sign"),
        pytest.param("fr", "Orange (ORA.PA)", "Orange (OR.PA)", "code", "OR.PA", id="ticker"),
        pytest.param("de", "Amazon (AMZN)", "Amazon (AMNZ)", "code", "AMNZ", id="mistyped ticker"),
        pytest.param("de", "Nvidia (NVDA)", "Nvidia (NVDIA)", "code", "NVDIA", id="letter added to a ticker"),
        pytest.param("de", "more than 50", "weniger als 50", "comparison", "weniger als 50", id="comparison"),
        pytest.param(
            "es",
            "Exports increased 7%.",
            "Las exportaciones cayeron un 7 %.",
            "direction",
            "cayeron un 7 %",
            id="direction",
        ),
    ],
)
def test_a_changed_value_is_an_error_on_the_target(
    language: str, source: str, target: str, change: str, text: str
) -> None:
    (finding,) = mismatches(source, target, language)

    assert (finding.matched, finding.text, str(finding.severity)) == ((change,), text, "error")
    assert finding.related[0].side == "source"


@pytest.mark.parametrize(
    ("source", "target"),
    [
        pytest.param("Oil rose 1.1% to $71.", "Öl stieg auf 71 Dollar.", id="percent"),
        pytest.param("the G7 said", "die G-Staaten sagten", id="digit of a name"),
        pytest.param("Wez, 25, works", "Wez arbeitet", id="age"),
        pytest.param("ISIN US0231351067", "die ISIN", id="code"),
    ],
)
def test_a_missing_value_is_an_error_on_the_source(source: str, target: str) -> None:
    (finding,) = mismatches(source, target)

    assert (finding.side, str(finding.severity)) == ("source", "error")


def test_a_missing_date_is_one_finding() -> None:
    (finding,) = mismatches("It closed on May 6, 2026.", "Es schloss.")

    assert finding.text == "May 6, 2026"


def test_an_added_value_is_an_error() -> None:
    (finding,) = mismatches("Shares rose.", "Aktien stiegen um 12 Euro.")

    assert (finding.matched, finding.text) == (("added",), "12 Euro")


@pytest.mark.parametrize(
    ("language", "source", "target"),
    [
        pytest.param("de", "from $9m to $6m", "von 6 Millionen auf 9 Millionen Dollar", id="in the same order"),
        pytest.param("es", "to 320 from 400", "de 320 a 400", id="roles crossed"),
        pytest.param("de", "5 dogs, 7 cats and 9 mice", "9 Hunde, 7 Katzen und 5 Mäuse", id="round a third"),
    ],
)
def test_values_that_changed_places_are_errors(language: str, source: str, target: str) -> None:
    findings = mismatches(source, target, language)

    assert [finding.matched for finding in findings] == [("order",)] * 2


@pytest.mark.parametrize(
    ("source", "target"),
    [
        pytest.param(
            "In 2024 it had 39 lines in 30 states", "Es hatte 39 Linien in 30 Staaten 2024", id="a year moves"
        ),
        pytest.param("8 Bitcoin and 6 Ether", "6 Ether und 8 Bitcoin", id="with their words"),
        pytest.param("1 dog, 2 cats, 3 mice", "3 Mäuse, 1 Hund, 2 Katzen", id="one moves over two"),
        pytest.param("6 and 1.5 million", "1,5 Millionen und 6", id="of other magnitude"),
    ],
)
def test_a_turned_sentence_is_no_finding(source: str, target: str) -> None:
    assert mismatches(source, target) == []


@pytest.mark.parametrize(
    ("source", "target", "change"),
    [
        pytest.param("It cost $25.", "Es kostete 25.", "lost-currency", id="currency lost"),
        pytest.param("up 56.4%", "plus 56 %", "rounded", id="rounded"),
        pytest.param("3000 miles away", "4828 Kilometer entfernt", "converted", id="converted"),
        pytest.param("The Fed raised rates.", "Die Fed senkte die Zinsen.", "tendency", id="rise and fall"),
    ],
)
def test_what_a_reviewer_should_look_at_is_a_warning(source: str, target: str, change: str) -> None:
    (finding,) = mismatches(source, target)

    assert (finding.matched, str(finding.severity)) == ((change,), "warning")


@pytest.mark.parametrize(
    ("source", "target"),
    [
        pytest.param("not more than 50", "weniger als 50", id="negation"),
        pytest.param("Rates rose 5%.", "Zinsen stiegen um 5 %.", id="same direction"),
        pytest.param("The rise slowed to 2%", "Der Anstieg sank auf 2 %", id="both directions"),
        pytest.param("A gallon costs $3.", "Eine Gallone (3,8 Liter) kostet 3 Dollar.", id="one gallon"),
        pytest.param("5 miles", "5 Meilen (8 km)", id="conversion added"),
    ],
)
def test_surroundings_that_agree_are_no_finding(source: str, target: str) -> None:
    assert [f for f in mismatches(source, target) if f.matched != ("added",)] == []


@pytest.mark.parametrize(
    ("language", "source", "target"),
    [
        pytest.param("de", "Profit rose 12%.", "Der Gewinn ging um 12 % zurück.", id="de rise"),
        pytest.param("de", "The Fed cut rates by 25bp.", "Die Fed erhöhte die Zinsen um 25 Bp.", id="de cut"),
        pytest.param("fr", "The CAC lost 1.2%.", "Le CAC a gagné 1,2 %.", id="fr loss"),
        pytest.param("it", "Oil fell 2%.", "Il petrolio ha guadagnato il 2%.", id="it fall"),
        pytest.param("pt", "Shares dropped 3%.", "As ações subiram 3%.", id="pt drop"),
        pytest.param("nl", "Profit rose 12%.", "De winst daalde 12 procent.", id="nl rise"),
        pytest.param("pl", "Inflation fell to 4.7%.", "Inflacja wzrosła do 4,7 proc.", id="pl fall"),
        pytest.param("ja", "Profit rose 12%.", "利益は12%減少した。", id="ja rise"),
        pytest.param("fr", "at least 20 people", "au plus 20 personnes", id="fr at least"),
        pytest.param("ja", "more than 30 people", "30人未満", id="ja more"),
    ],
)
def test_a_turned_direction_beside_a_value_is_an_error(language: str, source: str, target: str) -> None:
    (finding,) = mismatches(source, target, language)

    assert (str(finding.severity), finding.matched[0] in {"direction", "comparison"}) == ("error", True)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        pytest.param("Losses narrowed to $5m.", "Der Verlust verringerte sich auf 5 Mio. Dollar.", id="narrowed"),
        pytest.param("Growth fell to 2%.", "Das Wachstum sank auf 2 %.", id="growth fell"),
        pytest.param("The cut lifted shares by 2%.", "Die Senkung ließ die Aktien um 2 % steigen.", id="cut lifted"),
        pytest.param("Area: 5 sq mi", "Fläche: 5 km2", id="square sign"),
    ],
)
def test_mixed_directions_are_no_finding(source: str, target: str) -> None:
    assert [f for f in mismatches(source, target) if str(f.severity) == "error"] == []


def test_a_changed_currency_names_both_and_suggests_the_locales_form() -> None:
    (finding,) = mismatches("£27 million", "27 Millionen Dollar")

    assert finding.message == "£27 million → 27 Millionen Dollar: currency changed (GBP → DOLLAR)"
    assert finding.suggestion == "27 Millionen Pfund"


@pytest.mark.parametrize(
    ("language", "target", "suggestion"),
    [
        pytest.param("de", "auf 18,432.10 Punkte", "18.432,10 Punkte", id="points"),
        pytest.param("de", "um -4.5 Millionen Tonnen", "-4,5 Millionen Tonnen", id="quantity with a magnitude"),
        pytest.param("de-CH", "auf 18.432,10 Punkte", "18’432.10 Punkte", id="Swiss"),
        pytest.param("de", "auf 18.432,10 Punkte", None, id="points in the locale's form"),
        pytest.param("fr", "1,280 points", None, id="an English group reads as a decimal"),
        pytest.param("de", "WLAN802.11", None, id="a name"),
        pytest.param("de", "bei 18,432.10 liegend", "18.432,10", id="number"),
        pytest.param("de", "um 4.5 %", "4,5\u00a0%", id="percent"),
        pytest.param("de", "um 4,5%", "4,5\u00a0%", id="space"),
        pytest.param("it", "del 4,5 %", "4,5%", id="no space in Italian"),
        pytest.param("de", "um 4,5 Prozent", None, id="in words"),
        pytest.param("de", "Web 2.0", None, id="a version"),
        pytest.param("de", "fünf Prozent", None, id="number word"),
    ],
)
def test_the_form_of_another_language_is_an_info(language: str, target: str, suggestion: str | None) -> None:
    findings = check_pair(None, target, target_lang=language, rules=("value-format",))

    assert [finding.suggestion for finding in findings] == ([suggestion] if suggestion else [])
    assert all(str(finding.severity) == "info" for finding in findings)


def test_foreign_separators_that_keep_the_value_are_an_info_beside_a_source_too() -> None:
    findings = check_pair(
        "It closed at 18,432.10 points.",
        "Er schloss bei 18,432.10 Punkten.",
        target_lang="de",
        rules=("value-mismatch", "value-format"),
    )

    assert [(finding.rule, str(finding.severity), finding.suggestion) for finding in findings] == [
        ("value-format", "info", "18.432,10 Punkten")
    ]


@pytest.mark.parametrize(
    ("language", "source", "target", "severities"),
    [
        pytest.param("de", "at 14:30 GMT", "um 15.30 Uhr MEZ", [], id="one moment"),
        pytest.param("de", "at 14:30 GMT", "um 15.30 MEZ", [], id="a zone makes it a time"),
        pytest.param("de", "at 9:30 a.m. ET", "um 15.30 Uhr (MEZ)", [], id="in brackets"),
        pytest.param("fr", "at 2:30 p.m. GMT", "à 15h30 (heure de Paris)", [], id="a zone in words"),
        pytest.param("ja", "at 14:30 GMT", "日本時間午後11時30分", [], id="ja, before the time"),
        pytest.param("ja", "at 14:30 GMT", "日本時間で11時30分", ["error"], id="ja, no zone right before"),
        pytest.param("de", "at 14:30 GMT", "um 14.30 Uhr GMT (15.30 MEZ)", [], id="both zones"),
        pytest.param("de", "at 14:30 GMT (15:30 CET)", "um 15.30 Uhr MEZ", [], id="one of two"),
        pytest.param("de", "at 14:30 GMT", "um 17.45 Uhr MEZ", ["warning"], id="another moment"),
        pytest.param("de", "at 14:30 GMT", "um 15.30 Uhr GMT", ["error"], id="in the same zone"),
        pytest.param("de", "at 14:30 GMT", "um 15.30 Uhr", ["error"], id="one side names a zone"),
    ],
)
def test_a_time_in_another_zone_is_no_error(language: str, source: str, target: str, severities: list[str]) -> None:
    assert [str(finding.severity) for finding in mismatches(source, target, language)] == severities


def test_a_turned_direction_has_no_value_as_suggestion() -> None:
    (finding,) = mismatches("Exports increased 7%.", "Las exportaciones cayeron un 7 %.", "es")

    assert (finding.text, finding.suggestion) == ("cayeron un 7 %", None)


def test_a_turned_direction_without_a_value_is_told_at_its_word() -> None:
    (finding,) = mismatches("The Fed raised rates.", "Die Fed senkte die Zinsen.")

    assert (finding.text, finding.message) == ("senkte", "raised → senkte: the direction is the opposite")


@settings(max_examples=80, deadline=None)
@given(st.text(st.sampled_from("0123456789.,:'/- %$€Mrd²½٣３\u202f"), max_size=60), st.sampled_from(["de", "fr", "ja"]))
def test_any_digits_are_compared_without_an_error(text: str, language: str) -> None:
    check_pair("Up 5% to $3.", text, target_lang=language, rules=RULE)
    check_pair(text, text, target_lang=language, rules=RULE)


@pytest.mark.parametrize("piece", ["1", "1,", "1.", "1:", "1/", "12 "])
def test_long_runs_take_linear_time(piece: str) -> None:
    text = piece * (20_000 // len(piece))

    mismatches(text, text)
    mismatches("Up 5%", text)
