"""Number words that are built from others by rule: `einundzwanzig`, `ventuno`, `tweeëntwintig`, `twenty-first`."""

from __future__ import annotations

_DE_UNITS = ["", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"]
_DE_TEENS = [
    "zehn", "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn",
]  # fmt: skip
_DE_TENS = ["", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]
_NL_UNITS = ["", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen"]
_NL_TEENS = [
    "tien", "elf", "twaalf", "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien",
]  # fmt: skip
_NL_TENS = ["", "", "twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig"]
_IT_UNITS = ["", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove"]
_IT_TEENS = [
    "dieci", "undici", "dodici", "tredici", "quattordici", "quindici", "sedici", "diciassette", "diciotto",
    "diciannove",
]  # fmt: skip
_IT_TENS = ["", "", "venti", "trenta", "quaranta", "cinquanta", "sessanta", "settanta", "ottanta", "novanta"]
_DE_ENDINGS = ("e", "er", "es", "en", "em")
_IT_ENDINGS = ("o", "a", "i", "e")
_PLAIN = range(1, 1000)


def compound_cardinals(base: str) -> list[tuple[str, int]]:
    """Return the cardinals up to 999 that a language writes as one word."""
    builder = {"de": _german, "nl": _dutch, "it": _italian}.get(base)
    if builder is None:
        return []
    words = [(builder(number), number) for number in _PLAIN if number > 20]
    if base == "de":
        words += [(f"{_german(number)}tausend", number * 1000) for number in range(1, 100)]
    if base == "nl":
        words += [(f"{_dutch(number)}duizend", number * 1000) for number in range(2, 100)]
    if base == "it":
        words += [(f"{_italian(number)}mila", number * 1000) for number in range(2, 100)]
    return words


def compound_ordinals(base: str) -> list[tuple[str, int]]:
    """Return the ordinals from 21 to 99 that a language writes as one word."""
    if base == "de":
        return [(f"{_german(n)}st{ending}", n) for n in range(21, 100) for ending in _DE_ENDINGS]
    if base == "nl":
        return [(f"{_dutch(n)}ste", n) for n in range(21, 100)]
    if base == "it":
        return [(f"{_italian(n)[:-1]}esim{ending}", n) for n in range(21, 100) for ending in _IT_ENDINGS]
    return []


def _german(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    head = f"{_DE_UNITS[hundreds]}hundert" if hundreds else ""
    if rest < 10:
        return head + ("eins" if rest == 1 else _DE_UNITS[rest])
    if rest < 20:
        return head + _DE_TEENS[rest - 10]
    tens, units = divmod(rest, 10)
    return head + (f"{_DE_UNITS[units]}und" if units else "") + _DE_TENS[tens]


def _dutch(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    head = "" if not hundreds else "honderd" if hundreds == 1 else f"{_NL_UNITS[hundreds]}honderd"
    if rest < 10:
        return head + _NL_UNITS[rest]
    if rest < 20:
        return head + _NL_TEENS[rest - 10]
    tens, units = divmod(rest, 10)
    link = "ën" if units in {2, 3} else "en"
    return head + (f"{_NL_UNITS[units]}{link}" if units else "") + _NL_TENS[tens]


def _italian(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    head = "" if not hundreds else "cento" if hundreds == 1 else f"{_IT_UNITS[hundreds]}cento"
    if rest < 10:
        return head + _IT_UNITS[rest]
    if rest < 20:
        return head + _IT_TEENS[rest - 10]
    tens, units = divmod(rest, 10)
    stem = _IT_TENS[tens][:-1] if units in {1, 8} else _IT_TENS[tens]
    return head + stem + _IT_UNITS[units]
