"""The hard cases of value comparison, one row each: a right target is no error, the wrong one beside it is."""

from __future__ import annotations

import pytest

from locworker.checks import check_pair


def _errors(language: str, source: str, target: str, source_lang: str = "en") -> list[str]:
    findings = check_pair(source, target, source_lang=source_lang, target_lang=language, rules=("value-mismatch",))
    return [finding.text for finding in findings if str(finding.severity) == "error"]


@pytest.mark.parametrize(
    ("language", "source", "right", "wrong"),
    [
        pytest.param(
            "de",
            "The deal is worth $0.9 billion.",
            "Das Geschäft ist 900 Millionen Dollar wert.",
            "Das Geschäft ist 900 Milliarden Dollar wert.",
            id="another magnitude of the same amount",
        ),
        pytest.param(
            "pt-BR",
            "The board raised the rate 50 bps.",
            "O conselho elevou a taxa em 0,5 ponto percentual.",
            "O conselho elevou a taxa em 5 pontos percentuais.",
            id="basis points as percentage points",
        ),
        pytest.param(
            "de",
            "Three-quarters of savers agree.",
            "75 % der Sparer stimmen zu.",
            "57 % der Sparer stimmen zu.",
            id="a share in words as percent",
        ),
        pytest.param(
            "es",
            "It has 2.631 million clients.",
            "Tiene 2,631 millones de clientes.",
            "Tiene 2.631 millones de clientes.",
            id="the same digits, a thousand times the value",
        ),
        pytest.param(
            "de-CH",
            "The fee is CHF 1,234.50.",
            "Die Gebühr beträgt CHF 1'234.50.",
            "Die Gebühr beträgt CHF 12'345.50.",
            id="Swiss apostrophe",
        ),
        pytest.param(
            "pl", "The debt is 45 trillion zlotys.", "Dług wynosi 45 bln zł.", "Dług wynosi 45 mld zł.", id="pl bln"
        ),
        pytest.param(
            "pt-BR", "It costs $4 billion.", "Custa 4 bilhões de dólares.", "Custa 4 milhões de dólares.", id="bilhão"
        ),
        pytest.param(
            "pt-PT",
            "It costs $4 billion.",
            "Custa 4 mil milhões de dólares.",
            "Custa 4 milhões de dólares.",
            id="mil milhões",
        ),
        pytest.param(
            "it",
            "The club paid £80m.",
            "Il club ha pagato 80 milioni di £.",
            "Il club ha pagato 80mila £.",
            id="80mila",
        ),
        pytest.param(
            "fr",
            "The top 5% pay more.",
            "Les 5 premiers % paient plus.",
            "Les 8 premiers % paient plus.",
            id="a percent sign behind a word",
        ),
        pytest.param(
            "fr",
            "Some 80,000 clients left.",
            "Quelque quatre-vingt mille clients sont partis.",
            "Quelque quatre-vingt-deux mille clients sont partis.",
            id="quatre-vingt mille",
        ),
        pytest.param("de", "a ten-year bond", "eine zehnjährige Anleihe", "eine zweijährige Anleihe", id="zehnjährig"),
        pytest.param(
            "de", "a nine percent coupon", "ein neunprozentiger Kupon", "ein sechsprozentiger Kupon", id="neunprozentig"
        ),
        pytest.param(
            "nl",
            "the third-largest bank",
            "de op twee na grootste bank",
            "de op drie na grootste bank",
            id="op twee na",
        ),
        pytest.param("nl", "in the 1930s", "in de jaren 30", "in de jaren 50", id="jaren 30"),
        pytest.param(
            "ja", "It cost 48,580.44 yen.", "4万8580円44銭だった。", "4万8850円44銭だった。", id="yen and sen"
        ),
        pytest.param("ja", "3.9 to 4.2 million cars", "390～420万台", "390～420億台", id="a range that shares 万"),
        pytest.param(
            "fr",
            "Inflation fell to 7.1% from 7.4%.",
            "L'inflation est passée de 7,4 % à 7,1 %.",
            "L'inflation est passée de 7,1 % à 7,4 %.",
            id="reordered with its prepositions",
        ),
        pytest.param(
            "de", "on 05/06/2026", "am 6. Mai 2026", "am 7. Mai 2026", id="a date of two readings, as month first"
        ),
        pytest.param(
            "de", "on 05/06/2026", "am 5. Juni 2026", "am 5. Juli 2026", id="a date of two readings, as day first"
        ),
        pytest.param("nl", "in Q1", "in het eerste kwartaal", "in het tweede kwartaal", id="Q1 in words"),
        pytest.param("es-MX", "1,280.50 pesos", "1,280.50 pesos", "128,050 pesos", id="es-MX separators"),
        pytest.param("es-ES", "1,280.50 pesos", "1.280,50 pesos", "128.050 pesos", id="es-ES separators"),
        pytest.param("es-MX", "1,280 homes", "1,280 casas", "1.280 casas", id="es-MX groups with commas"),
        pytest.param("es-ES", "1,280 homes", "1.280 casas", "1,280 casas", id="es-ES groups with full stops"),
        pytest.param(
            "de", "a £27 million fund", "ein 27-Millionen-Pfund-Fonds", "ein 27-Millionen-Dollar-Fonds", id="hyphens"
        ),
        pytest.param("fr", "1,280 jobs", "1 280 emplois", "1,280 emplois", id="an English group in French"),
        pytest.param("de", "a quarter point", "25 Basispunkte", "50 Basispunkte", id="a quarter point"),
        pytest.param("pl", "the 15th century", "XV wiek", "XIV wiek", id="Roman numerals"),
        pytest.param(
            "es",
            "€5-6bn",
            "entre 5.000 y 6.000 millones de euros",
            "entre 5 y 6 millones de euros",
            id="a shared magnitude",
        ),
        pytest.param(
            "it", "the 20-year yield", "il rendimento ventennale", "il rendimento decennale", id="Latin years"
        ),
        pytest.param("ja", "fell for a third day", "3日連続で下落した", "4日連続で下落した", id="a third day"),
        pytest.param("de", "cut by a third", "um ein Drittel gekürzt", "um ein Viertel gekürzt", id="a third alone"),
        pytest.param(
            "de", "between 30 and 37 percent", "zwischen 30 und 37 %", "zwischen 30 und 73 %", id="a shared unit"
        ),
    ],
)
def test_a_hard_case_is_right_and_its_neighbour_is_wrong(language: str, source: str, right: str, wrong: str) -> None:
    assert _errors(language, source, right) == []
    assert _errors(language, source, wrong) != []


@pytest.mark.parametrize(
    ("language", "source", "target"),
    [
        pytest.param("de", "It met three times.", "Es tagte viermal.", id="WRONG TODAY: an adverb of number"),
        pytest.param("pl", "a £789bn market", "rynek wart £789bn", id="an English magnitude that stayed"),
        pytest.param("de", "closed at 18,432.10", "schloss bei 18,432.10", id="English separators that are readable"),
    ],
)
def test_what_is_not_an_error_today(language: str, source: str, target: str) -> None:
    assert _errors(language, source, target) == []


def test_a_british_date_is_day_first_in_both_directions() -> None:
    assert _errors("en-GB", "am 5. Juni 2026", "on 05/06/2026", "de") == []
    assert _errors("de", "on 05/06/2026", "am 5. Juni 2026", "en-GB") == []
