from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locworker.articles import extract_units, parse_article
from locworker.model import Article, Segment
from locworker.segments import join_units, split_article


def make_article(text: str, *, path: str = "a.txt") -> Article:
    return parse_article(text.encode(), article_id=path, path=path)


def test_a_segment_is_a_unit() -> None:
    article = make_article("Rates fell. Bonds rose.\n\nThe end")

    segments = split_article(article)

    assert segments == (
        Segment(unit="p:1", context="p", source="Rates fell. Bonds rose."),
        Segment(unit="p:2", context="p", source="The end"),
    )


def test_counts_repeated_texts_of_one_role() -> None:
    article = make_article("# More\n\nMore\n\nMore\n\nLess\n\nMore\n", path="a.md")

    segments = split_article(article)

    assert [segment.context for segment in segments] == ["h1", "p", "p#2", "p", "p#3"]


def test_splits_units_into_sentences_when_asked() -> None:
    article = make_article("Rates fell.  Bonds rose.\n\nRates fell.")

    segments = split_article(article, sentences=True)

    assert segments == (
        Segment(unit="p:1", index=0, context="p", source="Rates fell."),
        Segment(unit="p:1", index=1, context="p", source="Bonds rose.", lead="  "),
        Segment(unit="p:2", index=0, context="p#2", source="Rates fell."),
    )


def test_joins_the_targets_of_each_unit() -> None:
    article = make_article("Rates fell.  Bonds rose.\nThe end")
    segments = split_article(article, sentences=True)

    translated = [replace(segment, target=segment.source.upper()) for segment in segments]

    assert join_units(translated) == {"p:1": "RATES FELL.  BONDS ROSE.", "p:2": "THE END"}


@pytest.mark.parametrize("sentences", [False, True], ids=["units", "sentences"])
@given(
    text=st.lists(
        st.sampled_from(
            [
                "Rates fell. ",
                "U.S. ",
                "*two. Three.* ",
                "`a. B` ",
                "Q4. ",
                "? ",
                "! ",
                "S&P <3. ",
                "今日は雨。明日。",
                "e\u0301. ",
            ]
        ),
        min_size=1,
        max_size=12,
    ).map("".join)
)
def test_sources_joined_are_the_texts_of_the_units(text: str, *, sentences: bool) -> None:
    article = make_article(text, path="a.md")

    copied = [replace(segment, target=segment.source) for segment in split_article(article, sentences=sentences)]

    assert join_units(copied) == {unit.id: unit.text for unit in extract_units(article)}
