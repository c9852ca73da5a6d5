"""Reading written numbers by the separators of a language."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

_SPACES = " \u00a0\u202f\u2009"
_MOST_DIGITS = 24
_SHAPE = re.compile(rf"[0-9]+(?:[.,'·][0-9]+)*|[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})+(?:[.,][0-9]+)?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:([.,'])[0-9]{3})(?:\1[0-9]{3})*")
_INDIAN = re.compile(r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}")


class Style(NamedTuple):
    """How a language writes numbers: the decimal separator and the signs that group digits."""

    decimal: str
    groups: str


class Numeral(NamedTuple):
    """A number that was read; `native` is False where its separators are those of another language."""

    number: Decimal
    native: bool = True


def read_numeral(text: str, style: Style) -> Numeral | None:
    """Return the number that a text of digits and separators stands for, or None when it is no number."""
    if len(text) > _MOST_DIGITS or not _SHAPE.fullmatch(text):
        return None
    text = text.replace("·", style.decimal)
    digits = "".join(character for character in text if character not in _SPACES)
    spaced = len(digits) < len(text)
    if digits.isdigit():
        return Numeral(Decimal(digits))
    separators = {character for character in digits if character in ".,'"}
    if len(separators) > 1:
        return _read_mixed(digits, style)
    separator = separators.pop()
    if spaced or digits.count(separator) == 1:
        return _read_single(digits, separator, style, spaced=spaced)
    if _GROUPED.fullmatch(digits) or _INDIAN.fullmatch(digits):
        return Numeral(Decimal(digits.replace(separator, "")), separator in style.groups)
    return None


def _read_mixed(digits: str, style: Style) -> Numeral | None:
    """Read a number with two separators: the last one is the decimal one, in any language."""
    position = max(digits.rfind(separator) for separator in ".,'")
    whole, decimal, fraction = digits[:position], digits[position], digits[position + 1 :]
    if decimal == "'" or not (_GROUPED.fullmatch(whole) or _INDIAN.fullmatch(whole)):
        return None
    group = next(character for character in whole if not character.isdigit())
    number = Decimal(f"{whole.replace(group, '')}.{fraction}")
    return Numeral(number, decimal == style.decimal and group in style.groups)


def _read_single(digits: str, separator: str, style: Style, *, spaced: bool) -> Numeral | None:
    whole, _, fraction = digits.partition(separator)
    if separator == style.decimal:
        return Numeral(Decimal(f"{whole}.{fraction}"))
    grouped = len(fraction) == 3 and len(whole) <= 3 and whole[0] != "0" and not spaced
    if grouped and (separator in style.groups or separator == "'"):
        return Numeral(Decimal(whole + fraction), separator in style.groups)
    return Numeral(Decimal(f"{whole}.{fraction}"), native=False)
