"""Pages that parsers are known to lose text of: all of it is there, or the page is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from locworker.articles import extract_units, parse_article
from locworker.errors import InputError

SECRET = "what-no-page-may-see"


def texts_of(content: bytes, path: str = "page.html") -> list[str]:
    """Return the texts of a page's units."""
    return [unit.text for unit in extract_units(parse_article(content, article_id=path, path=path))]


@pytest.mark.parametrize("depth", [260, 3000])
def test_text_below_many_elements_is_there_and_so_is_what_follows(depth: int) -> None:
    page = "<div>" * depth + "<p>Below.</p>" + "</div>" * depth + "<p>After.</p>"

    assert texts_of(page.encode()) == ["Below.", "After."]


def test_text_without_a_charset_is_read_as_it_is_meant() -> None:
    assert texts_of("<p>Élan, 日本 und Öl</p>".encode()) == ["Élan, 日本 und Öl"]


def test_a_page_of_five_megabytes_is_read_whole_and_a_larger_one_refused() -> None:
    paragraphs = [f"Ship {number} left with {'much ' * 15}cargo." for number in range(45_000)]
    page = "".join(f"<p>{text}</p>\n" for text in paragraphs).encode()

    assert 4.5 * 2**20 < len(page) <= 5 * 2**20
    assert texts_of(page) == paragraphs
    with pytest.raises(InputError, match="larger than 5 MB"):
        texts_of(page + page)


@pytest.mark.parametrize("name", ["page.xhtml", "page.html", "feed.xml"])
def test_no_page_reads_another_file(tmp_path: Path, name: str) -> None:
    other = tmp_path / "other"
    other.write_text(SECRET, "utf-8")
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{other.as_uri()}">]><html><body><p>Text &x;</p></body></html>'

    try:
        found = texts_of(page.encode(), name)
    except InputError:
        found = []

    assert SECRET not in "".join(found)


def test_a_page_with_a_nul_is_refused() -> None:
    with pytest.raises(InputError, match="NUL"):
        texts_of(b"<p>Before.\x00</p><p>After.</p>")
