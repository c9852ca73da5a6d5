"""Month names do not depend on which language a process met before."""

from __future__ import annotations

import subprocess
import sys

import pytest
from babel import Locale

from locworker.values.months import month_names, stand_alone_month_names

LANGUAGES = ("ja", "pl", "de", "fr", "es", "it", "pt", "nl", "en", "cs", "he")
# Each in a process of its own: what Babel holds of a language outlives a test.
FORMAT_ALL = """
import sys
from locworker.values import find_values, format_value
(value,) = find_values("in November", "en")
read = lambda text, language: len(find_values(text, language))
for language in sys.argv[1].split():
    print(language, format_value(value, language), read("Es kam im noviembre", language), sep=":")
"""


def run_in_order(languages: tuple[str, ...]) -> dict[str, str]:
    argv = [sys.executable, "-c", FORMAT_ALL, " ".join(languages)]
    printed = subprocess.run(argv, check=True, capture_output=True, text=True).stdout
    return dict(line.split(":", 1) for line in printed.splitlines())


def test_the_order_of_languages_changes_nothing() -> None:
    alone = {language: run_in_order((language,))[language] for language in LANGUAGES}
    assert alone["de"] == "November:0"
    assert alone["es"] == "noviembre:1"
    assert alone["pl"] == "listopad:0"
    for order in (LANGUAGES, LANGUAGES[::-1], ("es", *LANGUAGES)):
        assert run_in_order(order) == alone


@pytest.mark.parametrize(
    ("language", "after_a_day", "alone"),
    [("pl", "listopada", "listopad"), ("cs", "listopadu", "listopad"), ("de", "November", "November")],
)
def test_names_by_place(language: str, after_a_day: str, alone: str) -> None:
    locale = Locale.parse(language)
    assert month_names(locale, "wide")[11] == after_a_day
    assert stand_alone_month_names(locale, "wide")[11] == alone
