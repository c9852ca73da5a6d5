"""Rebuild. In: an article and its segments with reviewed targets; out: the bytes of the article in the target language.

Everything outside the translated units keeps its bytes, and a unit whose target equals its source keeps them too.
"""

from __future__ import annotations

from collections.abc import Sequence

from locworker.articles import render_article
from locworker.languages import LanguagePair
from locworker.model import Article, Segment
from locworker.segments import join_units


def rebuild_article(article: Article, segments: Sequence[Segment], pair: LanguagePair) -> bytes:
    """Return the article with its segments' targets in place; a segment without one keeps the source.

    Raises:
        InputError: A target's inline markup does not fit its unit.
    """
    return render_article(article, join_units(segments), source_lang=pair.source, target_lang=pair.target)
