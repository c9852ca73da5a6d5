from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from locworker.articles import extract_units, locate, parse_article, read_article, render_article
from locworker.errors import InputError
from locworker.model import Format, Unit

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        pytest.param("a.html", Format.HTML, id="html"),
        pytest.param("a.HTM", Format.HTML, id="upper-case"),
        pytest.param("a.xhtml", Format.HTML, id="xhtml"),
        pytest.param("a.shtml", Format.HTML, id="shtml"),
        pytest.param("a.md", Format.MARKDOWN, id="md"),
        pytest.param("dir.html/a.markdown", Format.MARKDOWN, id="markdown"),
        pytest.param("a.RSS", Format.XML_FEED, id="rss"),
        pytest.param("a.xml", Format.XML_FEED, id="xml"),
        pytest.param("a.json", Format.JSON_FEED, id="json"),
        pytest.param("C:\\news\\a.txt", Format.TEXT, id="windows-path"),
    ],
)
def test_the_suffix_tells_the_format(name: str, kind: Format) -> None:
    article = parse_article(b"Bonds rose.", article_id="a", path=name)

    assert article.format is kind


def test_an_unknown_suffix_is_refused_by_name() -> None:
    with pytest.raises(InputError, match=r"report\.docx: is not an article"):
        parse_article(b"x", article_id="a", path="report.docx")


def test_an_article_keeps_what_its_bytes_need() -> None:
    content = "\ufeff<p>Zinsen</p>".encode()

    article = parse_article(content, article_id="a.html", path="a.html")

    assert (article.text, article.bom, article.encoding) == ("<p>Zinsen</p>", b"\xef\xbb\xbf", "utf-8")
    assert len(article.sha256) == 64


@pytest.mark.parametrize(
    ("name", "article_id"),
    [
        pytest.param("news/fed.html", "news/fed.html", id="below-the-root"),
        pytest.param("news/Fed & ECB.html", "news/Fed-ECB-e3c0e4b4.html", id="slug-and-hash"),
        pytest.param("日銀.html", "24e3bc1a.html", id="hash-alone"),
    ],
)
def test_the_id_is_the_path_under_the_root(tmp_path: Path, name: str, article_id: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("<p>Yields fell.</p>")

    article = read_article(path, root=tmp_path)

    assert article.id == article_id


def test_the_id_is_the_name_outside_the_root(tmp_path: Path) -> None:
    path = tmp_path / "fed.html"
    path.write_text("<p>Yields fell.</p>")

    article = read_article(path, root=tmp_path / "project")

    assert article.id == "fed.html"
    assert article.path == str(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not found"):
        read_article(tmp_path / "fed.html", root=tmp_path)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no file"):
        read_article(tmp_path, root=tmp_path)


def test_a_pipe_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fed.html")

    with pytest.raises(InputError, match="is no file"):
        read_article(tmp_path / "fed.html", root=tmp_path)


def test_a_path_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_article(tmp_path / ("x" * 300 + ".html"), root=tmp_path)


@pytest.mark.parametrize("name", ["a.html", "a.md", "a.txt"])
def test_each_format_gives_its_bytes_back(name: str) -> None:
    content = "Bonds rose 2.5 %.\r\n\r\nStocks fell — again.".encode()
    article = parse_article(content, article_id=name, path=name)

    units = extract_units(article)
    rendered = render_article(article, {unit.id: unit.text for unit in units}, source_lang="en", target_lang="de")

    assert units
    assert rendered == content


@pytest.mark.parametrize("name", ["a.html", "a.md", "a.txt"])
def test_each_format_takes_a_target(name: str) -> None:
    article = parse_article(b"Bonds rose.", article_id=name, path=name)
    unit = extract_units(article)[0]

    rendered = render_article(article, {unit.id: "Anleihen stiegen."}, source_lang="en", target_lang="de")

    assert rendered == b"Anleihen stiegen."


@pytest.mark.parametrize(
    ("text", "part", "place"),
    [
        pytest.param("<p>one\ntwo</p>", "two", (2, 1), id="lf"),
        pytest.param("<p>one\r\ntwo</p>", "two", (2, 1), id="crlf"),
        pytest.param("<p>one\rtwo</p>", "two", (2, 1), id="cr"),
        pytest.param("<p>one\u2028two</p>", "two", (1, 8), id="other-line-ends-are-text"),
        pytest.param("<p>AT&amp;T  and   <b>bond</b> prices</p>", "prices", (1, 32), id="references-spaces-tags"),
        pytest.param("<p>Cafe\u0301 prices</p>", "prices", (1, 10), id="composed"),
    ],
)
def test_an_offset_is_found_again_in_the_source(text: str, part: str, place: tuple[int, int]) -> None:
    article = parse_article(text.encode(), article_id="a.html", path="a.html")
    unit = extract_units(article)[0]

    assert locate(article, unit, unit.text.index(part)) == place


def test_an_offset_past_the_end_is_the_end_of_the_unit() -> None:
    article = parse_article(b"<p>Bonds</p>", article_id="a.html", path="a.html")
    unit = extract_units(article)[0]

    assert locate(article, unit, 99) == (1, 9)


def test_a_unit_without_offsets_is_placed_at_its_start() -> None:
    article = parse_article(b"\n<p>Bonds</p>", article_id="a.html", path="a.html")
    unit = Unit(id="p:1", role="p", text="Bonds", start=4, end=9, syntax="text")

    assert locate(article, unit, 3) == (2, 4)
