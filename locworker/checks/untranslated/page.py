"""A page without a source. In: its passages with what was found in each; out: the language that the page is in.

The language of most words decides: those of passages that are foreign as a whole, else an excerpt of all passages. A
page that is not in the language claimed is one finding, not hundreds.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from locworker.checks.untranslated.language import detect_other_language
from locworker.languages import base_language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from locworker.checks.base import CheckContext, Passage
    from locworker.checks.untranslated.fragments import Fragment

_PASSAGES, _WORDS, _MAJORITY = 3, 30, 0.5
_EXCERPT = 2_000


def find_page_language(
    passages: Sequence[Passage], found: Mapping[int, Sequence[Fragment]], context: CheckContext
) -> tuple[int, str] | None:
    """Return a passage and the language of a page that is not in the language claimed, or None.

    Args:
        passages: All passages of the page.
        found: For each passage that has some, by its index, the fragments that were found in it.
        context: The language claimed, and the one that passages are in that were not translated.
    """
    if not found or len(passages) < _PASSAGES or any(passage.source is not None for passage in passages):
        return None
    lengths = [len(passage.target.split()) for passage in passages]
    if sum(lengths) < _WORDS:
        return None
    source = base_language(context.source_lang)
    foreign = {index: group[0].language or source for index, group in found.items() if group[0].whole}
    words: Counter[str] = Counter()
    for index, language in foreign.items():
        words[language] += lengths[index]
    for language, count in words.most_common(1):
        if count > _MAJORITY * sum(lengths):
            return next(index for index, there in foreign.items() if there == language), language
    other = detect_other_language(_take_excerpt(passages), base_language(context.target_lang))
    return None if other is None else (min(found), other)


def _take_excerpt(passages: Sequence[Passage]) -> str:
    """Return the beginning of every passage, a longer one of a longer passage."""
    share = _EXCERPT / max(_EXCERPT, sum(len(passage.target) for passage in passages))
    return " ".join(passage.target[: int(share * len(passage.target))] for passage in passages)
