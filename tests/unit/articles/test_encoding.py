from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locworker.articles.encoding import MAX_BYTES, decode_article, encode_article
from locworker.errors import InputError
from locworker.model import Article, Format

DECLARED = '<!DOCTYPE html><meta charset="{}"><p>{}</p>'


def make_article(encoding: str, *, format: Format, bom: bytes = b"", errors: str = "strict") -> Article:  # noqa: A002
    return Article(id="a", path="a", format=format, text="", encoding=encoding, bom=bom, errors=errors)


@pytest.mark.parametrize(
    ("content", "encoding", "text"),
    [
        pytest.param(b"", "utf-8", "", id="empty"),
        pytest.param("Zürich".encode(), "utf-8", "Zürich", id="utf-8"),
        pytest.param(codecs.BOM_UTF8 + "é".encode(), "utf-8", "é", id="utf-8-mark"),
        pytest.param(codecs.BOM_UTF8 * 2 + b"a", "utf-8", "\ufeffa", id="two-marks"),
        pytest.param(codecs.BOM_UTF16_LE + "# T".encode("utf-16-le"), "utf-16-le", "# T", id="utf-16-le-mark"),
        pytest.param(codecs.BOM_UTF16_BE + "# T".encode("utf-16-be"), "utf-16-be", "# T", id="utf-16-be-mark"),
        pytest.param(codecs.BOM_UTF32_LE + "# T".encode("utf-32-le"), "utf-32-le", "# T", id="utf-32-le-mark"),
        pytest.param("Yields rose.".encode("utf-16-le"), "utf-16-le", "Yields rose.", id="utf-16-le-bare"),
        pytest.param("Yields rose.".encode("utf-16-be"), "utf-16-be", "Yields rose.", id="utf-16-be-bare"),
        pytest.param(b"\x93Fed\x94 \x80", "cp1252", "“Fed” €", id="windows-1252"),
        pytest.param(b"\x81\xe9", "latin-1", "\x81é", id="hole-of-windows-1252"),
        pytest.param("größer über äö ".encode() + b"\xff", "utf-8", "größer über äö \udcff", id="stray-byte"),
    ],
)
def test_finds_the_encoding_of_text(content: bytes, encoding: str, text: str) -> None:
    decoded = decode_article(content, path="a.txt", format=Format.TEXT)

    assert (decoded.encoding, decoded.text) == (encoding, text)
    assert decoded.bom + decoded.text.encode(decoded.encoding, decoded.errors) == content


@pytest.mark.parametrize(
    ("label", "codec", "encoding"),
    [
        pytest.param("iso-8859-1", "cp1252", "cp1252", id="latin-1-is-windows-1252"),
        pytest.param("ISO-8859-2", "iso8859-2", "iso8859-2", id="latin-2"),
        pytest.param("euc-kr", "cp949", "cp949", id="korean"),
        pytest.param("gb2312", "gbk", "gb18030", id="chinese"),
        pytest.param("iso-8859-1", "utf-8", "utf-8", id="valid-utf-8-wins"),
        pytest.param("utf-8", "cp1252", "cp1252", id="wrongly-utf-8"),
        pytest.param("utf-16", "utf-8", "utf-8", id="readable-so-no-utf-16"),
        pytest.param("utf-7", "cp1252", "cp1252", id="refused-codec"),
        pytest.param("cp037", "cp1252", "cp1252", id="no-superset-of-ascii"),
        pytest.param("unknown", "cp1252", "cp1252", id="unknown-label"),
    ],
)
def test_reads_what_a_page_declares(label: str, codec: str, encoding: str) -> None:
    sample = {"cp949": "한국", "gbk": "债券"}.get(codec, "Dépôt")
    content = DECLARED.format(label, sample).encode(codec)

    decoded = decode_article(content, path="a.html", format=Format.HTML)

    assert decoded.encoding == encoding
    assert decoded.text == DECLARED.format(label, sample)


@pytest.mark.parametrize(
    ("page", "encoding"),
    [
        pytest.param('<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', "koi8-r", id="http-equiv"),
        pytest.param('<?xml version="1.0" encoding="ISO-8859-2"?><html/>', "iso8859-2", id="xml"),
        pytest.param('<!-- <meta charset="koi8-r"> --><meta charset="cp1250">', "cp1250", id="comment"),
        pytest.param('<meta name="x"><meta charset=shift_jis>', "cp932", id="second-meta"),
        pytest.param('<!-- <meta charset="koi8-r">', "utf-8", id="open-comment"),
        pytest.param(" " * 1100 + '<meta charset="koi8-r">', "utf-8", id="too-far-down"),
    ],
)
def test_takes_the_declared_encoding_of_an_ascii_page(page: str, encoding: str) -> None:
    decoded = decode_article(page.encode("ascii"), path="a.html", format=Format.HTML)

    assert decoded.encoding == encoding


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"PK\x03\x04 x", "zip", id="zip"),
        pytest.param(b"\x1f\x8b\x08", "gzip", id="gzip"),
        pytest.param(b"\x89PNG\r\n", "PNG", id="png"),
        pytest.param(b"abc\x00def ghi", "NUL", id="nul"),
        pytest.param(b"a" * 5000 + b"\x00", "NUL", id="late-nul"),
        pytest.param(b"a" * (MAX_BYTES + 1), "larger than 5 MB", id="large"),
    ],
)
def test_refuses_what_is_no_text(content: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        decode_article(content, path="a.html", format=Format.HTML)

    assert str(caught.value).startswith("a.html: ")
    assert "\n" not in str(caught.value)


def test_refuses_half_a_character_after_a_mark() -> None:
    with pytest.raises(InputError, match="NUL"):
        decode_article(codecs.BOM_UTF16_LE + b"a\x00b", path="a.md", format=Format.MARKDOWN)


@pytest.mark.parametrize("format", [Format.HTML, Format.MARKDOWN], ids=str)
def test_writes_missing_characters_as_references(format: Format) -> None:  # noqa: A002
    article = make_article("cp1252", format=format)

    assert encode_article(article, "Köln → 東") == b"K\xf6ln &#8594; &#26481;"


@pytest.mark.parametrize(
    ("format", "encoding", "text"),
    [
        pytest.param(Format.TEXT, "cp1252", "東", id="no-reference-in-text"),
        pytest.param(Format.HTML, "utf-8", "\ud800", id="lone-surrogate"),
    ],
)
def test_refuses_characters_that_cannot_be_written(format: Format, encoding: str, text: str) -> None:  # noqa: A002
    article = make_article(encoding, format=format)

    with pytest.raises(InputError, match=r"U\+[0-9A-F]{4} does not exist in"):
        encode_article(article, text)


def test_writes_the_mark_again() -> None:
    article = make_article("utf-16-le", format=Format.TEXT, bom=codecs.BOM_UTF16_LE)

    assert encode_article(article, "a") == b"\xff\xfea\x00"


@given(content=st.binary(max_size=200), format=st.sampled_from(Format))
def test_gives_every_byte_back_or_refuses(content: bytes, format: Format) -> None:  # noqa: A002
    try:
        decoded = decode_article(content, path="a", format=format)
    except InputError:
        return
    article = make_article(decoded.encoding, format=format, bom=decoded.bom, errors=decoded.errors)

    assert encode_article(article, decoded.text) == content
