"""The reader of values: walks over the tokens of a text once and says what each value means."""

from __future__ import annotations

from typing import NamedTuple

from locworker.values.lexicon import CODES, DOLLAR_PREFIXES, SIGNS, Entry, Lexicon
from locworker.values.model import Kind, Value
from locworker.values.tokens import NUMBER, SIGN, WORD, Token, plain_form, tokenise

_SUFFIX_SCALES = {"bn": 9, "tn": 12, "m": 6, "k": 3, "mn": 6}
"""English letters of magnitude, read in every language right behind an amount of money."""
_HYPHENS = frozenset("-–—")


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

    def whole(self, index: int) -> int:
        """Return the whole number of at most four digits at a token, or -1."""
        key = self.key(index)
        return int(key) if self.kind(index) == NUMBER and len(key) <= 4 and key.isdecimal() else -1

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
