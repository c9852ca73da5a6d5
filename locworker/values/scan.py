"""The reader of values: walks over the tokens of a text once and says what each value means."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from locworker.values.lexicon import CODES, DOLLAR_PREFIXES, SIGNS, Entry, Lexicon
from locworker.values.model import Kind, Measure, Value
from locworker.values.numerals import read_numeral
from locworker.values.tokens import NUMBER, SIGN, WORD, Token, plain_form, tokenise

_SUFFIX_SCALES = {"bn": 9, "tn": 12, "m": 6, "k": 3, "mn": 6}
"""English letters of magnitude, read in every language right behind an amount of money."""
_MULTIPLES = {"decade": 10, "century": 100}
_SPEAKS_THOUSANDS = frozenset({"es", "pt"})
_FRACTION_SIGNS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_LETTERS = {"m": 6, "k": 3, "b": 9}
_HIGHEST = 100
_EXPONENTS = (2, 3)
# "Al menos 2" and "au moins 2" are no -2.
_AT_LEAST = frozenset({"al", "lo", "pelo", "ao", "o", "au", "du", "a", "à", "di", "de", "per"})
_HYPHENS = frozenset("-–—")
_SIGNED = frozenset("-–")


class Amount(NamedTuple):
    """What was read around a number: where it ends, and what it measures."""

    stop: int
    scale: int
    unit: str
    currency: str


class Scanner:
    """A text's tokens with the lexicon of its language; the readers of this room share it."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.plain = plain_form(text)
        self.lexicon = lexicon
        self.tokens: list[Token] = tokenise(self.plain, spaceless=lexicon.spaceless)

    def match(self, index: int, section: str) -> tuple[int, Entry] | None:
        """Return where the longest wording of a section ends that starts at a token, and its meaning."""
        if not 0 <= index < len(self.tokens):
            return None
        wordings = self.lexicon.sections[section].get(self.tokens[index].key)
        if wordings is None:
            return None
        for rest, entry in wordings.longer:
            stop = index + 1 + len(rest)
            if tuple(token.key for token in self.tokens[index + 1 : stop]) == rest:
                return stop, entry
        return (index + 1, wordings.alone) if wordings.alone else None

    def key(self, index: int) -> str:
        """Return the key of a token, or nothing outside of the text."""
        return self.tokens[index].key if 0 <= index < len(self.tokens) else ""

    def kind(self, index: int) -> str:
        """Return the kind of a token, or nothing outside of the text."""
        return self.tokens[index].kind if 0 <= index < len(self.tokens) else ""

    def touches(self, index: int) -> bool:
        """Say whether a token stands right behind the one before it."""
        return 0 < index < len(self.tokens) and self.tokens[index].start == self.tokens[index - 1].end

    def written(self, index: int) -> str:
        """Return a token as it is written."""
        token = self.tokens[index]
        return self.plain[token.start : token.end]

    def value(self, first: int, stop: int, kind: Kind, **fields: object) -> Value:
        """Return a value that covers the tokens from `first` up to `stop`."""
        start, end = self.tokens[first].start, self.tokens[stop - 1].end
        return Value(start=start, end=end, text=self.text[start:end], kind=kind, **fields)  # type: ignore[arg-type]

    def money_before(self, index: int) -> tuple[int, str]:
        """Return where a currency before a number starts and which it is, or the index and nothing."""
        if self.kind(index - 1) == SIGN and self.key(index - 1) in SIGNS:
            currency = SIGNS[self.key(index - 1)]
            prefix = self.key(index - 2) if self.touches(index - 1) else ""
            if currency == "DOLLAR" and prefix in DOLLAR_PREFIXES:
                return index - 2, DOLLAR_PREFIXES[prefix]
            return index - 1, currency
        if self.kind(index - 1) == WORD and self.written(index - 1) in CODES:
            return index - 1, self.written(index - 1)
        return index, ""

    def after_number(self, index: int, currency: str) -> Amount:
        """Read magnitude, currency and unit behind a number whose last token is before `index`."""
        stop, scale = self._scale(index, currency)
        found = self._currency(self.past_of(stop) if scale else stop)
        if found:
            later = (found[0], 0) if scale else self._scale(found[0], found[1])
            return Amount(later[0], scale or later[1], "", currency or found[1])
        unit_at = self._past_hyphen(stop)
        unit = self.match(unit_at, "units")
        if unit and not currency and not (scale and unit[1].key == "m" and not self.touches(unit_at)):
            return Amount(unit[0], scale, unit[1].key, "")
        hyphenated = self._currency(unit_at)
        if hyphenated:
            return Amount(hyphenated[0], scale, "", currency or hyphenated[1])
        if not currency and self.kind(stop) == WORD and self.key(stop + 1) == "%" and not self.touches(stop):
            # The sign behind a word: "les 5 premiers %".
            return Amount(stop + 2, scale, "percent", "")
        return Amount(stop, scale, "", currency)

    def _scale(self, index: int, currency: str) -> tuple[int, int]:
        at = self._past_hyphen(index)
        key = self.key(at)
        if currency and self.touches(at) and key in _SUFFIX_SCALES:
            return at + 1, _SUFFIX_SCALES[key]
        found = self.match(at, "scales")
        doubtful = self.kind(at) == WORD and (len(key) == 1 or self.match(at, "units") is not None)
        if found is None or (doubtful and not self._letter_scale(at, currency)):
            return index, 0
        stop, power = found[0], int(found[1].number)
        further = self.match(stop, "scales")
        if further and power in {2, 3} and not self.lexicon.spaceless:
            stop, power = further[0], power + int(further[1].number)
        # An abbreviation's full stop is part of it when something goes on behind.
        if self.key(stop) == "." and self.touches(stop) and stop + 1 < len(self.tokens):
            behind = self.written(stop + 1)
            if behind[0].islower() or self._currency(stop + 1) or self.match(stop + 1, "units"):
                stop += 1
        return stop, power

    def _letter_scale(self, index: int, currency: str) -> bool:
        """Say whether a single letter behind a number is a magnitude and not, say, metres."""
        if self.lexicon.spaceless and not self.key(index).isascii():
            return True
        return self.touches(index) and (bool(currency) or self._currency(index + 1) is not None)

    def _currency(self, index: int) -> tuple[int, str] | None:
        if index >= len(self.tokens):
            return None
        found = self.match(index, "currencies")
        if found:
            return found[0], found[1].key
        token = self.tokens[index]
        if token.kind == SIGN and token.key in SIGNS and not self._money_of_next(index):
            return index + 1, SIGNS[token.key]
        if token.kind == WORD and self.key(index + 1) == "$" and self.touches(index + 1):
            return (index + 2, DOLLAR_PREFIXES[token.key]) if token.key in DOLLAR_PREFIXES else None
        if token.kind == WORD and self.written(index) in CODES and self.kind(index + 1) != NUMBER:
            return index + 1, self.written(index)
        return None

    def _money_of_next(self, index: int) -> bool:
        """Say whether a sign belongs to the number behind it: `5 $10`."""
        return self.kind(index + 1) == NUMBER and self.touches(index + 1) and not self.touches(index)

    def past_of(self, index: int) -> int:
        """Return the token behind a word such as `of` or `de`, or the same one."""
        found = self.match(index, "connectors")
        return found[0] if found and found[1].key == "of" else index

    def _past_hyphen(self, index: int) -> int:
        joined = self.key(index) in _HYPHENS and self.touches(index) and self.touches(index + 1)
        return index + 1 if joined and self.kind(index + 1) != NUMBER else index


def measured(scanner: Scanner, first: int, amount: Amount, number: Decimal, **fields: bool) -> Value:
    """Return the value of a number from a token to the end of its amount, with the ways to read it."""
    scaled = number.scaleb(amount.scale) if amount.scale else number
    unit = amount.currency or amount.unit
    return scanner.value(
        first,
        amount.stop,
        _kind(amount),
        number=scaled,
        unit=amount.unit,
        currency=amount.currency or None,
        scale=amount.scale,
        readings=(Measure(scaled, unit), *_in_years(scaled, unit)),
        **fields,
    )


def _with_letter(scanner: Scanner, value: Value, amount: Amount, number: Decimal) -> Value:
    """Add the readings of a single letter: `1.2m contracts` are millions, `the 50m race` is in metres."""
    power = _LETTERS.get(scanner.key(amount.stop), 0) if scanner.touches(amount.stop) else 0
    if not power or amount.scale or amount.unit or scanner.lexicon.language != "en":
        return value
    letter = scanner.key(amount.stop)
    return replace(value, readings=(Measure(number.scaleb(power)), Measure(number, letter), *value.readings))


def _in_years(number: Decimal, unit: str) -> tuple[Measure, ...]:
    """Return two decades as 20 years, and the 15 of 15世紀 without its unit."""
    years = _MULTIPLES.get(unit)
    return (Measure(number * years, "year"), Measure(number)) if years else ()


def _kind(amount: Amount) -> Kind:
    if amount.currency:
        return Kind.MONEY
    kinds = {"": Kind.NUMBER, "percent": Kind.PERCENT, "pp": Kind.POINTS, "bp": Kind.BASIS_POINTS}
    return kinds.get(amount.unit, Kind.QUANTITY)


def read_number(scanner: Scanner, index: int) -> tuple[int, Value] | None:
    """Read a number written in digits, with what belongs to it; None when the digits are no number."""
    token = scanner.tokens[index]
    numeral = read_numeral(scanner.plain[token.start : token.end], scanner.lexicon.style)
    if numeral is None:
        return index + 1, scanner.value(index, index + 1, Kind.CODE)
    number, index_after, power = numeral.number, index + 1, 0
    first, currency = scanner.money_before(index)
    if scanner.lexicon.spaceless:
        number, index_after, power = _chain(scanner, index, number)
    if scanner.key(index_after) in _FRACTION_SIGNS and scanner.touches(index_after):
        number, index_after = number + _FRACTION_SIGNS[scanner.key(index_after)], index_after + 1
    decade = None if currency else read_decade(scanner, index, index_after, number)
    if decade:
        return decade
    if scanner.lexicon.language in _SPEAKS_THOUSANDS:
        number, index_after = _add_thousands(scanner, index_after, number)
    amount = scanner.after_number(index_after, currency)
    if power:
        amount = amount._replace(scale=power)
    if scanner.lexicon.spaceless and amount.currency:
        number, amount = _add_hundredths(scanner, number, amount)
    negative = _is_negative(scanner, first)
    glued = first == index and scanner.kind(index - 1) == WORD and scanner.touches(index)
    glued = glued and scanner.key(index - 1).isascii()
    if glued and number in _EXPONENTS and scanner.match(index - 1, "units"):
        return None
    value = measured(scanner, first - negative, amount, number, negative=negative, native=numeral.native, glued=glued)
    value = _with_letter(scanner, value, amount, number)
    if _two_digit_year(scanner, index):
        value = replace(value, readings=(*value.readings, Measure(number + 2000), Measure(number + 1900)))
    return amount.stop, value


def read_decade(scanner: Scanner, index: int, stop: int, number: Decimal) -> tuple[int, Value] | None:
    """Read `1990s`, `'90s`, `90er`, `anni Novanta`: a ten with a suffix, or behind the language's word for years."""
    if number % 10 or not (10 <= number < 100 or 1000 < number < 3000):
        return None
    suffix = scanner.match(stop, "suffixes")
    if suffix and suffix[1].key == "decade" and scanner.touches(stop):
        stop = suffix[0]
    else:
        before = index - 1 if scanner.key(index - 1) != "'" else index - 2
        words = next((before - back for back in (2, 1, 0) if _is_before_decade(scanner, before - back, before)), None)
        if words is None or scanner.match(stop, "units"):
            return None
    value = scanner.value(index, stop, Kind.DECADE, number=number, readings=(Measure(number),))
    return stop, value


def _add_thousands(scanner: Scanner, index: int, number: Decimal) -> tuple[Decimal, int]:
    """Read `6 mil 74` as 6074."""
    found = scanner.match(index, "scales")
    if found is None or found[1].key != "3" or scanner.kind(found[0]) != NUMBER or scanner.touches(found[0]):
        return number, index
    key = scanner.key(found[0])
    whole = len(key) <= 3 and key.isdecimal() and number == number.to_integral_value()
    return (number * 1000 + int(key), found[0] + 1) if whole else (number, index)


def _is_before_decade(scanner: Scanner, first: int, last: int) -> bool:
    found = scanner.match(first, "before") if first >= 0 else None
    return found is not None and found[0] == last + 1


def _two_digit_year(scanner: Scanner, index: int) -> bool:
    """Say whether two digits are a year: `FY26`, `'08`."""
    before, token = scanner.key(index - 1), scanner.tokens[index]
    if not scanner.touches(index) or not (token.key.isdecimal() and len(token.key) == 2):
        return False
    return before == "fy" or (before == "'" and not scanner.touches(index - 1))


def _chain(scanner: Scanner, index: int, number: Decimal) -> tuple[Decimal, int, int]:
    """Read the parts of a Japanese number, each of a lower magnitude than the one before: 4万8580 is 48580.

    A number of one part comes back without its magnitude, and with its power of ten: a range may share it.
    """
    total, last, stop = Decimal(0), _HIGHEST, index
    while True:
        power, after = 0, stop + 1
        while found := scanner.match(after, "scales"):
            power, after = power + int(found[1].number), found[0]
        if power >= last or number.adjusted() + power >= last:
            return total, stop, 0
        alone = last == _HIGHEST
        total, last, stop = total + number.scaleb(power), power, after
        numeral = _numeral_at(scanner, stop) if power else None
        if numeral is None:
            return (number, stop, power) if alone else (total, stop, 0)
        number = numeral


def _numeral_at(scanner: Scanner, index: int) -> Decimal | None:
    if scanner.kind(index) != NUMBER:
        return None
    token = scanner.tokens[index]
    numeral = read_numeral(scanner.plain[token.start : token.end], scanner.lexicon.style)
    return numeral.number if numeral else None


def _add_hundredths(scanner: Scanner, number: Decimal, amount: Amount) -> tuple[Decimal, Amount]:
    """Add the 44銭 of 4万8580円44銭."""
    cents = _numeral_at(scanner, amount.stop)
    found = scanner.match(amount.stop + 1, "currencies")
    if cents is None or found is None or found[1].key != "CENT":
        return number, amount
    scaled = number.scaleb(amount.scale) + cents / 100
    return scaled, amount._replace(stop=found[0], scale=0)


def _is_negative(scanner: Scanner, first: int) -> bool:
    """Say whether a minus sign stands right before a number, and behind a space or bracket."""
    before = scanner.key(first - 1)
    said = scanner.match(first - 1, "connectors")
    if said and said[1].key == "minus":
        return scanner.key(first - 2) not in _AT_LEAST
    if before not in _SIGNED or not before or not scanner.touches(first):
        return False
    return not scanner.touches(first - 1) or scanner.key(first - 2) in {"(", "[", '"', "“", "„", "«"}
