"""Japanese spellings of one word (kana written or left out, marks in foreign words), and its short forms."""

from __future__ import annotations

import re
from functools import lru_cache

# The ends of verbs that compounds are made of: 引き締め is 引締め, 格付け会社 is 格付会社.
_VERB_ENDS = "いえきぎけげしじせちてにびみめりれわ"
_CHARACTER = re.compile(r"[㐀-䶿一-鿿々]")
_KATAKANA = re.compile(r"[ァ-ヺ]")
_SOUNDS = {"ヴァ": "バ", "ヴィ": "ビ", "ヴェ": "ベ", "ヴォ": "ボ"}
_PIECE = re.compile("|".join([*_SOUNDS, "."]), re.DOTALL)
_SHORTEST = 3
_PAIR = 2


@lru_cache(maxsize=20_000)
def spellings(wording: str) -> re.Pattern[str] | None:
    """Return what finds a wording in any of its spellings; None for one that is too short to be sure."""
    if len(wording) < _SHORTEST:
        return None
    pieces = _PIECE.findall(wording)
    parts = []
    for piece, following in zip(pieces, [*pieces[1:], ""], strict=True):
        if piece == "・":
            parts.append("・?")
        elif piece == "ー":
            parts.append("ー?・?" if following else "ー?")
        elif piece in _VERB_ENDS and parts and (not following or _CHARACTER.fullmatch(following)):
            parts.append(f"{piece}?")
        elif piece in _SOUNDS:
            parts.append(f"(?:{piece}|{_SOUNDS[piece]})")
        else:
            parts.append(re.escape(piece))
        if _CHARACTER.fullmatch(piece) and _CHARACTER.fullmatch(following):
            parts.append(f"[{_VERB_ENDS}]?")
        elif _KATAKANA.match(piece):
            parts.append("・?" if following else "ー?")
    return re.compile("".join(parts))


@lru_cache(maxsize=20_000)
def short_forms(wording: str) -> re.Pattern[str] | None:
    """Return what finds one part of a compound that stands alone, and its usual abbreviation; None where it has none.

    株主総会 for 定時株主総会, 中銀 for 中央銀行: compounds are pairs of characters, of which the first remain.
    """
    if len(wording) < 2 * _PAIR or not all(_CHARACTER.fullmatch(char) for char in wording[: 2 * _PAIR]):
        return None
    forms = [re.escape(wording[_PAIR:])]
    if len(wording) == 2 * _PAIR:
        forms.append(re.escape(wording[0] + wording[_PAIR]))
    return re.compile(rf"(?<![㐀-䶿一-鿿々ァ-ヺー])(?:{'|'.join(forms)})")
