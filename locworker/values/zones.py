"""Time zones: which one stands beside a time, and whether two times in two zones are one moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locworker.values.model import Kind

if TYPE_CHECKING:
    from locworker.values.model import Value

_HOURS: dict[str, tuple[int, ...]] = {
    "gmt": (0,), "utc": (0,), "wez": (0,), "wet": (0,), "bst": (1,), "west": (1,), "cet": (1, 2), "mez": (1,),
    "hec": (1, 2), "cest": (2,), "mesz": (2,), "eet": (2, 3), "oez": (2, 3), "eest": (3,), "msk": (3,), "gst": (4,),
    "hkt": (8,), "sgt": (8,), "jst": (9,), "kst": (9,), "aest": (10,), "aedt": (11,), "et": (-5, -4), "est": (-5,),
    "edt": (-4,), "ct": (-6, -5), "cst": (-6,), "cdt": (-5,), "mt": (-7, -6), "pt": (-8, -7), "pst": (-8,),
    "pdt": (-7,), "brt": (-3,),
}  # fmt: skip
"""Hours ahead of UTC. Where a short form stands for summer and winter, or is used for both, it has both."""

_PHRASES: dict[str, tuple[int, ...]] = {
    "mitteleuropäischer zeit": (1, 2), "mitteleuropäische zeit": (1, 2), "deutscher zeit": (1, 2),
    "heure de paris": (1, 2), "heure de bruxelles": (1, 2), "heure de new york": (-5, -4), "heure de londres": (0, 1),
    "hora peninsular": (1, 2), "hora de madrid": (1, 2), "hora de nueva york": (-5, -4), "hora de londres": (0, 1),
    "ora italiana": (1, 2), "ora di roma": (1, 2), "ora di new york": (-5, -4), "ora di londra": (0, 1),
    "hora de lisboa": (0, 1), "hora de brasília": (-3,), "hora de nova york": (-5, -4), "hora de nova iorque": (-5, -4),
    "nederlandse tijd": (1, 2), "belgische tijd": (1, 2), "czasu polskiego": (1, 2),
    "czasu środkowoeuropejskiego": (1, 2), "london time": (0, 1), "new york time": (-5, -4), "tokyo time": (9,),
    "central european time": (1, 2), "eastern time": (-5, -4), "pacific time": (-8, -7),
}  # fmt: skip
_BEFORE: dict[str, tuple[int, ...]] = {
    "日本時間": (9,), "東京時間": (9,), "米東部時間": (-5, -4), "米国東部時間": (-5, -4), "中央欧州時間": (1, 2),
    "グリニッジ標準時": (0,), "英国時間": (0, 1), "協定世界時": (0,),
}  # fmt: skip
_OFFSETS = _HOURS | _PHRASES | _BEFORE
_REACH = 32
_LONGEST = max(map(len, _HOURS))
_HALF_DAY = 720


def find_zone(plain: str, start: int, end: int) -> str:
    """Return the time zone that stands right behind a time, or right before it in Japanese, or nothing."""
    behind = plain[end : end + _REACH].lstrip(" \u00a0\u202f(,")
    letters = behind[: _LONGEST + 1]
    length = next((at for at, letter in enumerate(letters) if not letter.isalpha()), len(letters))
    short = letters[:length]
    if short.isupper() and short.lower() in _HOURS:
        return short.lower()
    lowered = behind.lower()
    named = next((phrase for phrase in _PHRASES if lowered.startswith(phrase)), "")
    before = plain[max(0, start - _REACH) : start].rstrip("（( 、の")
    # The half of the day stands between zone and time: 日本時間午後11時.
    before = before.removesuffix("午前").removesuffix("午後")
    return named or next((phrase for phrase in _BEFORE if before.endswith(phrase)), "")


def are_zones_different(value: Value, other: Value) -> bool:
    """Say whether both times name a zone, and not the same one."""
    return bool(value.zone and other.zone) and _OFFSETS[value.zone] != _OFFSETS[other.zone]


def are_one_moment(value: Value, other: Value) -> bool:
    """Say whether two times of two zones are the same moment: 14:30 GMT and 15.30 Uhr MEZ."""
    if value.kind is not Kind.TIME or not are_zones_different(value, other):
        return False
    if value.number is None or other.number is None:
        return False
    moments = {(int(value.number) - 60 * hours) % _HALF_DAY for hours in _OFFSETS[value.zone]}
    return any((int(other.number) - 60 * hours) % _HALF_DAY in moments for hours in _OFFSETS[other.zone])
