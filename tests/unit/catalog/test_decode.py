"""The bytes of a PO file in, its text out."""

from __future__ import annotations

import codecs

import pytest

from locworker.catalog import decode_catalog
from locworker.errors import InputError


def _content(charset: str, text: str, *, encoding: str | None = None) -> bytes:
    head = f'msgid ""\nmsgstr "Content-Type: text/plain; charset={charset}\\n"\n\nmsgid "a"\nmsgstr "'
    return head.encode("ascii") + text.encode(encoding or charset) + b'"\n'


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        pytest.param("UTF-8", "Zürich — 金利", id="UTF-8"),
        pytest.param("ISO-8859-1", "Zürich", id="Latin 1"),
        pytest.param("iso8859_15", "5 €", id="Latin 9, written oddly"),
        pytest.param("ISO8859-2", "Łódź", id="Latin 2 without a hyphen"),
        pytest.param("windows-1251", "Ставка", id="Cyrillic"),
        pytest.param("KOI8-R", "Ставка", id="KOI8"),
        pytest.param("Shift_JIS", "表n", id="backslash as a trail byte"),
        pytest.param("EUC-KR", "금리", id="Korean"),
        pytest.param("GB18030", "昞", id="GB18030"),
    ],
)
def test_reads_the_charset_that_the_header_names(charset: str, text: str) -> None:
    decoded = decode_catalog(_content(charset, text), path="x.po")

    assert decoded.text.endswith(f'msgstr "{text}"\n')


@pytest.mark.parametrize("charset", ["CHARSET", "", "ASCII", "utf8"])
def test_reads_utf_8_where_the_header_says_nothing_better(charset: str) -> None:
    decoded = decode_catalog(_content(charset, "ä", encoding="utf-8"), path="x.po")

    assert decoded.encoding == "UTF-8"


def test_reads_utf_8_without_a_header_and_with_a_byte_order_mark() -> None:
    decoded = decode_catalog(codecs.BOM_UTF8 + 'msgid "ä"\nmsgstr ""\n'.encode(), path="x.po")

    assert decoded == ('msgid "ä"\nmsgstr ""\n', "UTF-8")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param(b"a\r\nb\r\n", "a\nb\n", id="CRLF"),
        pytest.param(b"a\rb\r", "a\nb\n", id="CR alone"),
        pytest.param(b"a\rb\n", "a\rb\n", id="CR inside a line"),
    ],
)
def test_reads_line_ends_of_all_systems(content: bytes, text: str) -> None:
    assert decode_catalog(content, path="x.po").text == text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(codecs.BOM_UTF16_LE + b"m\0", "x.po: is UTF-16; PO files must be saved as UTF-8", id="UTF-16"),
        pytest.param(codecs.BOM_UTF32_LE + b"m\0\0\0", "x.po: is UTF-32", id="UTF-32"),
        pytest.param(b"msgid\n a\0", "x.po:2:3: holds a NUL byte", id="NUL"),
        pytest.param(b'msgid "a"\nmsgstr "\xff"', "x.po:2:9: byte 0xff is not UTF-8", id="wrong charset"),
        pytest.param(_content("rot13", "a", encoding="ascii"), "x.po:2:", id="no charset but a codec"),
        pytest.param(_content("UTF-7", "a"), "charset 'UTF-7' is unknown", id="charset never used in PO files"),
    ],
)
def test_refuses_what_it_cannot_read_by_name(content: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        decode_catalog(content, path="x.po")

    assert message in str(caught.value)
