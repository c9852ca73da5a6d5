"""Reading numbers that are written in digits, with all that belongs to them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from locworker.values.model import Kind, Measure, Value
from locworker.values.numerals import read_numeral
from locworker.values.scan import Amount
from locworker.values.tokens import NUMBER, WORD

if TYPE_CHECKING:
    from locworker.values.scan import Scanner

_MULTIPLES = {"decade": 10, "century": 100}
_SPEAKS_THOUSANDS = frozenset({"es", "pt"})
_FRACTION_SIGNS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_LETTERS = {"m": 6, "k": 3, "b": 9}
_HIGHEST = 100
_YEAR_LINKS = frozenset("/-–")
_EXPONENTS = (2, 3)
_SIGNED = frozenset("-–")
# "Al menos 2" and "au moins 2" are no -2.
_AT_LEAST = frozenset({"al", "lo", "pelo", "ao", "o", "au", "du", "a", "à", "di", "de", "per"})


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
        readings=(Measure(scaled, unit), *_in_other_units(scaled, unit)),
        **fields,
    )


def _with_letter(scanner: Scanner, value: Value, amount: Amount, number: Decimal) -> Value:
    """Add the readings of a single letter: `1.2m contracts` are millions, `the 50m race` is in metres."""
    power = _LETTERS.get(scanner.key(amount.stop), 0) if scanner.touches(amount.stop) else 0
    if not power or amount.scale or amount.unit or scanner.lexicon.language != "en":
        return value
    letter = scanner.key(amount.stop)
    return replace(value, readings=(Measure(number.scaleb(power)), Measure(number, letter), *value.readings))


def _in_other_units(number: Decimal, unit: str) -> tuple[Measure, ...]:
    """Return two decades as 20 years, the 15 of 15世紀 without its unit, 3割 as 30 percent."""
    if unit == "wari":
        return (Measure(number * 10, "percent"),)
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
    if before in _YEAR_LINKS and scanner.touches(index - 1):
        # "2025/26"
        year = scanner.key(index - 2)
        return len(year) == 4 and year.isdecimal() and year[0] in "12" and int(year[2:]) + 1 == int(token.key)
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
