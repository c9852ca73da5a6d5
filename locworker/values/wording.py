"""Reading numbers that are written as words, fractions and ordinals."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from locworker.values.digits import measured, read_decade
from locworker.values.model import Kind, Measure, Value
from locworker.values.scan import Amount, Scanner
from locworker.values.tokens import NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterable

_ROMAN = re.compile(r"(X{0,3}(?:IX|IV|V?I{0,3}))(?:e|ème|er)?")
_ROMAN_PARTS = re.compile("IX|IV|X|V|I")
_ROMAN_VALUES = {"IX": 9, "IV": 4, "X": 10, "V": 5, "I": 1}
_HUNDRED = Decimal(100)
_HYPHENS = frozenset("-–")
# "Décimo quinto" is the fifteenth.
_TEN_AND_ONE = frozenset({"es", "it", "pt"})


class Spelled(NamedTuple):
    """A number in words: where it ends, and whether a word of it can only be a number."""

    stop: int
    number: Decimal
    sure: bool


def read_words(scanner: Scanner, index: int) -> tuple[int, Value] | None:
    """Read a number in words at a token: `twenty-five million dollars`, `three quarters`, `zehnjährig`."""
    spelled = _spell(scanner, index)
    if spelled is None:
        return (
            _read_named_decade(scanner, index)
            or _read_fraction(scanner, index, Decimal(1), index)
            or _read_ordinal(scanner, index)
            or _read_roman(scanner, index)
            or _read_bare_scale(scanner, index)
            or _read_multiple(scanner, index)
            or _read_compound(scanner, index)
        )
    fraction = _read_fraction(scanner, index, spelled.number, spelled.stop)
    if fraction:
        return fraction
    ordinal = _ordinal_after(scanner, index, spelled)
    if ordinal:
        return ordinal
    before_number = spelled.number == 1 and scanner.kind(spelled.stop) == NUMBER
    if spelled.stop == index + 1 and (before_number or scanner.match(index, "articles")):
        # "Un 7 %": an article, not a number.
        return None
    decade = read_decade(scanner, index, spelled.stop, spelled.number)
    if decade:
        return decade[0], replace(decade[1], from_word=True)
    number, stop = _add_half(scanner, spelled)
    amount = scanner.after_number(stop, "")
    value = measured(scanner, index, amount, number, from_word=True, sure=spelled.sure)
    if scanner.lexicon.language == "nl" and scanner.key(index - 1) == "op" and scanner.key(stop) == "na":
        # "Op twee na grootste" is the third-largest.
        value = replace(value, kind=Kind.ORDINAL, readings=(Measure(number + 1),), sure=False)
    return amount.stop, value


def _spell(scanner: Scanner, index: int) -> Spelled | None:
    """Add up the words of a number, as long as each fits under the one before it."""
    found = scanner.match(index, "cardinals") or scanner.match(index, "mixed")
    if found is None:
        article = scanner.match(index, "articles")
        follows = article and (scanner.match(article[0], "scales") or _is_hundred(scanner, article[0]))
        if article and follows:
            return Spelled(article[0], Decimal(1), sure=False)
        scale = scanner.match(index, "scales")
        alone = scale and scale[1].key == "3" and scanner.key(index) in {"mil", "mille", "tausend", "duizend", "tysiąc"}
        return Spelled(scale[0], Decimal(1000), sure=False) if scale and alone else None
    total = found[1].number
    stop, room = found[0], _room(total)
    while True:
        following = _next_word(scanner, stop)
        part = scanner.match(following, "cardinals")
        if part is None:
            break
        number = part[1].number
        if number == _HUNDRED and 1 < total < 100:
            total, room = total * _HUNDRED, _HUNDRED
        elif number == 20 and total == 4 and scanner.lexicon.language == "fr":
            total, room = Decimal(80), Decimal(20)
        elif 0 < number < room:
            total, room = total + number, _room(number, fallback=room)
        else:
            break
        stop = part[0]
    return Spelled(stop, total, sure=total != 1)


def _is_hundred(scanner: Scanner, index: int) -> bool:
    found = scanner.match(index, "cardinals")
    return found is not None and found[1].number == _HUNDRED


def _room(number: Decimal, fallback: Decimal = _HUNDRED) -> Decimal:
    """Return the bound under which a following word still belongs to the number: 20 leaves room for units."""
    if number >= 100:
        return Decimal(1000) if number % 1000 == 0 else _HUNDRED if number % 100 == 0 else Decimal(1)
    if number in {60, 80}:
        return min(fallback, Decimal(20))
    return Decimal(10) if number >= 10 and number % 10 == 0 else Decimal(1)


def _next_word(scanner: Scanner, index: int) -> int:
    """Step over a hyphen inside of a number word, or the language's word for `and`."""
    if scanner.key(index) in _HYPHENS and scanner.touches(index) and scanner.touches(index + 1):
        index += 1
    connector = scanner.match(index, "connectors")
    if connector and scanner.key(index) in {"and", "y", "e", "et", "en", "und"}:
        after = connector[0]
        return after + 1 if scanner.key(after) in _HYPHENS and scanner.touches(after) else after
    return index


def _add_half(scanner: Scanner, spelled: Spelled) -> tuple[Decimal, int]:
    """Read `two and a half`, `dos y medio` as 2.5."""
    following = _next_word(scanner, spelled.stop)
    if following > spelled.stop:
        article = scanner.match(following, "articles")
        half = scanner.match(article[0] if article else following, "fractions")
        if half and half[1].key == "2":
            return spelled.number + Decimal("0.5"), half[0]
    return spelled.number, spelled.stop


def _read_fraction(scanner: Scanner, index: int, count: Decimal, at: int) -> tuple[int, Value] | None:
    """Read `three-quarters`, `ein Drittel`, `half`, and a share of a point: `a quarter point`."""
    hyphened = scanner.key(at) in _HYPHENS and scanner.touches(at)
    found = scanner.match(at + 1 if hyphened else at, "fractions")
    if found is None or scanner.match(found[0], "periods") or count == 0:
        return None
    if at > index and count >= found[1].number:
        # "Nine quarters" are no share.
        return None
    number, stop = count / found[1].number, found[0]
    unit = scanner.match(_before_point(scanner, stop), "units")
    if unit and unit[1].key in {"point", "pp"}:
        value = scanner.value(index, unit[0], Kind.POINTS, from_word=True, number=number, unit="pp")
        return unit[0], _with_readings(value, [Measure(number, "pp"), Measure(number * 100, "bp")])
    share = _share_of_magnitude(scanner, index, stop, number)
    if share:
        return share
    # "A tenth of the farmers" is a share, "the tenth" is not.
    alone = at == index and found[1].key != "2" and not scanner.match(index - 1, "articles")
    if alone and (scanner.match(index, "ordinals") or scanner.match(index, "periods")):
        return None
    value = scanner.value(index, stop, Kind.FRACTION, from_word=True, sure=False, number=number)
    readings = [Measure(number), Measure(number * 100, "percent")]
    if at == index and scanner.past_of(stop) == stop and scanner.match(index, "ordinals"):
        # "A third day" is the third one.
        readings.append(Measure(found[1].number))
    # "The past three quarters" may be nine months.
    return stop, _with_readings(value, [*readings, Measure(count)] if found[1].key == "4" and at > index else readings)


def _before_point(scanner: Scanner, index: int) -> int:
    """Step over what may stand between a share and the point that it is of: `half a point`, `cuarto de punto`."""
    if scanner.key(index) in _HYPHENS and scanner.touches(index):
        return index + 1
    after_of = scanner.past_of(index)
    article = scanner.match(after_of, "articles")
    return article[0] if article else after_of


def _share_of_magnitude(scanner: Scanner, index: int, stop: int, number: Decimal) -> tuple[int, Value] | None:
    """Read `half a billion dollars`, `mezzo milione di euro`."""
    article = scanner.match(stop, "articles")
    hyphened = scanner.key(stop) in _HYPHENS and scanner.touches(stop)
    scale = scanner.match(article[0] if article else stop + 1 if hyphened else stop, "scales")
    if scale is None or scale[1].number < 3:
        return None
    amount = scanner.after_number(scanner.past_of(scale[0]), "")
    if not amount.currency:
        amount = scanner.after_number(scale[0], "")
    return amount.stop, measured(scanner, index, amount, number.scaleb(int(scale[1].number)), from_word=True)


def _ordinal_after(scanner: Scanner, index: int, spelled: Spelled) -> tuple[int, Value] | None:
    """Read `twenty-first`: a ten in words with an ordinal behind it."""
    following = _next_word(scanner, spelled.stop)
    found = scanner.match(following, "ordinals")
    joined = following > spelled.stop or scanner.lexicon.language in {"es", "pt", "pl"}
    if found and joined and spelled.number >= 20 and 0 < found[1].number < _room(spelled.number):
        number = spelled.number + found[1].number
        value = scanner.value(index, found[0], Kind.ORDINAL, from_word=True, number=number)
        return found[0], _with_readings(value, [Measure(number)])
    return None


def _read_named_decade(scanner: Scanner, index: int) -> tuple[int, Value] | None:
    """Read `the sixties`, `zwanziger Jahre`."""
    found = scanner.match(index, "decades")
    if found is None:
        return None
    number = found[1].number
    value = scanner.value(index, found[0], Kind.DECADE, from_word=True, sure=False, number=number)
    return found[0], replace(value, readings=(Measure(number),))


def _read_roman(scanner: Scanner, index: int) -> tuple[int, Value] | None:
    """Read a Roman numeral up to XXXIX: of two letters, or of one beside the word for century."""
    found = _ROMAN.fullmatch(scanner.written(index))
    letters = found[1] if found else ""
    if not letters:
        return None
    if len(letters) == 1 and not any(_is_century(scanner, at) for at in (index - 1, index + 1)):
        return None
    number = Decimal(sum(_ROMAN_VALUES[part] for part in _ROMAN_PARTS.findall(letters)))
    value = scanner.value(index, index + 1, Kind.ORDINAL, from_word=True, sure=False, number=number)
    return index + 1, replace(value, readings=(Measure(number),))


def _is_century(scanner: Scanner, index: int) -> bool:
    found = scanner.match(index, "units") if index >= 0 else None
    return found is not None and found[1].key == "century"


def _read_bare_scale(scanner: Scanner, index: int) -> tuple[int, Value] | None:
    """Read `the million`, `eine Milliarde` without its article: once the magnitude."""
    found = scanner.match(index, "scales")
    if found is None or found[1].number < 6 or scanner.lexicon.spaceless:
        return None
    wording = " ".join(scanner.key(at) for at in range(index, found[0]))
    if wording not in scanner.lexicon.magnitudes:
        return None
    amount = scanner.after_number(found[0], "")
    number = Decimal(1).scaleb(int(found[1].number))
    return amount.stop, measured(scanner, index, amount, number, from_word=True, sure=False)


def _read_multiple(scanner: Scanner, index: int) -> tuple[int, Value] | None:
    """Read `doubled`, `dreifach`, `ventennio` as a number that may also go unsaid."""
    found = scanner.match(index, "multiples")
    if found is None:
        return None
    number = found[1].number
    value = scanner.value(index, found[0], Kind.ORDINAL, from_word=True, sure=False, number=number)
    return found[0], replace(value, readings=(Measure(number), Measure(number, "year")))


def _read_compound(scanner: Scanner, index: int) -> tuple[int, Value] | None:
    """Read `neunprozentig`, `zehnjährige`, `dwugodzinnego`: a number and a noun in one word."""
    compounds = scanner.lexicon.compounds
    found = compounds.pattern.fullmatch(scanner.key(index)) if compounds.pattern else None
    number = compounds.numbers.get(found[1]) if found else None
    if found is None or number is None:
        return None
    unit = compounds.units[found[2]]
    amount = Amount(index + 1, 0, "" if unit == "times" else unit, "")
    return index + 1, measured(scanner, index, amount, number, from_word=True, sure=False)


def _read_ordinal(scanner: Scanner, index: int) -> tuple[int, Value] | None:
    found = scanner.match(index, "ordinals")
    if found is None:
        return None
    stop, number = found[0], found[1].number
    if number >= (10 if scanner.lexicon.language in _TEN_AND_ONE else 20):
        further = scanner.match(_next_word(scanner, stop), "ordinals")
        if further and further[1].number < 10:
            stop, number = further[0], number + further[1].number
    decade = read_decade(scanner, index, stop, number)
    if decade:
        return decade[0], replace(decade[1], from_word=True, sure=False)
    value = scanner.value(index, stop, Kind.ORDINAL, from_word=True, sure=False, number=number)
    return stop, _with_readings(value, [Measure(number)])


def _with_readings(value: Value, readings: Iterable[Measure]) -> Value:
    return replace(value, readings=tuple(readings))
