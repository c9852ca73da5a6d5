"""Ids of articles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from locworker.articles import article_id


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("fed.html", "fed.html", id="at the root"),
        pytest.param("examples/fed.html", "examples/fed.html", id="in a folder"),
        pytest.param("a/../fed.html", "fed.html", id="with a detour"),
        pytest.param("../elsewhere/fed.md", "fed.md", id="outside: the base name"),
    ],
)
def test_an_article_is_named_by_its_path(tmp_path: Path, path: str, expected: str) -> None:
    root = tmp_path / "project"
    (root / "a").mkdir(parents=True)

    assert article_id(root / path, root) == expected


def test_a_link_into_the_root_is_named_by_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "root").symlink_to(tmp_path / "store")

    assert article_id(tmp_path / "store" / "a.md", tmp_path / "root") == "a.md"


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        pytest.param("Zürich heute.html", r"Zurich-heute-[0-9a-f]{8}\.html", id="letters and spaces"),
        pytest.param("größe/a b.md", r"groe/a-b-[0-9a-f]{8}\.md", id="in the folder's name"),
        pytest.param("金利.txt", r"[0-9a-f]{8}\.txt", id="no plain letter"),
        pytest.param("金利/a.txt", r"[0-9a-f]{8}/a-[0-9a-f]{8}\.txt", id="no plain letter in the folder"),
        pytest.param("a b", r"a-b-[0-9a-f]{8}", id="without a suffix"),
        pytest.param("x" * 240, r"x{80}-[0-9a-f]{8}", id="too long"),
    ],
)
def test_odd_names_become_a_slug_with_a_hash(tmp_path: Path, path: str, pattern: str) -> None:
    assert re.fullmatch(pattern, article_id(tmp_path / path, tmp_path))


def test_two_odd_names_never_share_an_id(tmp_path: Path) -> None:
    assert article_id(tmp_path / "a b.md", tmp_path) != article_id(tmp_path / "a_b .md", tmp_path)
