"""Rules for values: nothing of a number, unit, currency, date or time may change, and each has the locale's form."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from locworker.checks.base import Check, CheckContext, Hit, Passage, in_source, in_target
from locworker.model import Severity
from locworker.values import Change, Difference, Kind, Value, compare_texts, find_values, format_value, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_SENTENCES = {
    Change.NUMBER: "number changed",
    Change.MAGNITUDE: "magnitude changed",
    Change.UNIT: "unit changed",
    Change.CURRENCY: "currency changed",
    Change.DATE: "date changed",
    Change.TIME: "time changed",
    Change.PERIOD: "period changed",
    Change.SIGN: "sign changed",
    Change.ORDER: "values changed places",
    Change.CODE: "code changed",
    Change.LOST_CURRENCY: "currency lost",
    Change.ROUNDED: "rounded",
    Change.CONVERTED: "converted to another unit",
    Change.COMPARISON: "more became less, or less more",
    Change.DIRECTION: "the direction is the opposite",
    Change.TENDENCY: "the direction is the opposite",
}
_SHORT_NUMBER = 5
_NUMERAL = re.compile(r"[0-9](?:[0-9.,' \u00a0\u202f\u2009’]*[0-9])?")
# Their spans reach to a verb, which the locale's form of the value must not replace.
_WORDED = frozenset({Change.COMPARISON, Change.DIRECTION, Change.TENDENCY})
_DOUBTFUL = frozenset({Change.LOST_CURRENCY, Change.TENDENCY, Change.ROUNDED, Change.CONVERTED})


class ValueMismatch(Check):
    """Report numbers, amounts, dates, times and codes that are not those of the source."""

    id = "value-mismatch"
    category = "accuracy/mistranslation"
    severity = Severity.ERROR

    def find(self, passage: Passage, context: CheckContext) -> Iterator[Hit]:
        """Yield one hit a value: on the target, or on the source where it is missing."""
        source = read_text(passage.source or "", context.source_lang)
        target = read_text(passage.target, context.target_lang)
        for difference in compare_texts(source, target):
            yield self._hit(difference, context)

    def _hit(self, difference: Difference, context: CheckContext) -> Hit:
        source, target, change = difference.source, difference.target, difference.change
        severity = Severity.WARNING if change in _DOUBTFUL else self.severity
        suggestion = format_value(source, context.target_lang) if source and change not in _WORDED else None
        matched = (str(change),)
        if source and target:
            message = f"{source.text} → {target.text}: {_SENTENCES[change]}"
            return Hit(
                place=in_target(target.start, target.end),
                message=message + _detail(difference),
                severity=severity,
                related=(in_source(source.start, source.end),),
                matched=matched,
                suggestion=suggestion,
            )
        if source:
            place, message = in_source(source.start, source.end), f"{source.text} is missing from the target"
        else:
            start, end, text = (target.start, target.end, target.text) if target else (0, 0, "")
            place, message = in_target(start, end), f"{text} is not in the source"
        return Hit(place=place, message=message, severity=severity, matched=matched, suggestion=suggestion)


def _detail(difference: Difference) -> str:
    source, target = difference.source, difference.target
    if difference.change is Change.CURRENCY and source and target:
        return f" ({source.currency} → {target.currency})"
    return ""


class ValueFormat(Check):
    """Report values that can be read, but are written as another language writes them."""

    id = "value-format"
    category = "locale-convention/number-format"
    severity = Severity.INFO
    needs_source = False

    def find(self, passage: Passage, context: CheckContext) -> Iterator[Hit]:
        """Yield one hit a value, with the locale's form as suggestion."""
        for value in read_text(passage.target, context.target_lang).values:
            if value.from_word or value.glued:
                continue
            form = _write(value, context.target_lang) if _has_a_form(value) else None
            if form is None:
                continue
            if not value.native:
                message = f"{value.text} has the separators of another language"
            elif value.text.endswith("%") and _is_spaced(form) != _is_spaced(value.text):
                message = f"{value.text}: the locale writes {form}"
            else:
                continue
            yield Hit(place=in_target(value.start, value.end), message=message, suggestion=form)


def _has_a_form(value: Value) -> bool:
    """Say whether a value is surely an amount, and not a version or a name such as Web 2.0."""
    return value.kind not in {Kind.NUMBER, Kind.CODE} or value.scale > 0 or len(value.text) > _SHORT_NUMBER


def _write(value: Value, language: str) -> str | None:
    """Return the locale's form of a value; of a quantity with foreign separators the number is rewritten alone."""
    if value.kind is not Kind.QUANTITY:
        return format_value(value, language)
    found = _NUMERAL.search(value.text)
    if value.native or value.number is None or found is None:
        return None
    number = replace(
        value, kind=Kind.NUMBER, text=found[0], number=value.number.scaleb(-value.scale), scale=0, negative=False
    )
    written = format_value(number, language)
    form = value.text[: found.start()] + (written or "") + value.text[found.end() :]
    # Only what reads as the same value may be suggested.
    return form if [other.number for other in find_values(form, language)] == [value.number] else None


def _is_spaced(text: str) -> bool:
    return any(character.isspace() for character in text.rstrip("%"))
