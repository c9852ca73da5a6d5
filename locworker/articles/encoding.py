"""Encodings: the bytes of an article in, its text out, with all that it takes to write the same bytes again.

The order of proof: a byte order mark; UTF-16 without one, where every second byte is NUL; UTF-8, when the bytes are
valid and a character needs more than one of them, unless the page declares an East Asian encoding that fits too (no
Latin text is valid UTF-8 by chance, but two Chinese words may be); what an HTML page or an XML feed declares; UTF-8
for pure ASCII; UTF-8 with stray bytes kept as lone surrogates (U+DC80 to U+DCFF), when most characters beyond ASCII
are valid; windows-1252, then ISO-8859-1. A codec is taken only when it gives every byte back.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from locworker.errors import InputError
from locworker.model import Article, Format

MAX_BYTES = 5 * 1024 * 1024
"""The largest article that is read; a page above it is no article, and parsers need many times its size."""

STRAY_BYTE = re.compile("[\\udc80-\\udcff]")
"""A byte that the encoding of its article does not know; no catalog can hold it, so it travels as a placeholder."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    # UTF-32 before UTF-16: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\x1f\x8b", "a gzip file"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ", "an xz file"),
    (b"\x28\xb5\x2f\xfd", "a zstd file"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"%PDF-", "a PDF document"),
    (b"\x7fELF", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"SQLite format 3\x00", "a database"),
)
# Where the WHATWG encoding standard reads a label otherwise than Python does.
_LABELS = {
    "ascii": "cp1252", "us-ascii": "cp1252", "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252",
    "latin-1": "cp1252", "l1": "cp1252", "iso_8859-1": "cp1252", "iso-8859-9": "cp1254", "latin5": "cp1254",
    "iso-8859-11": "cp874", "tis-620": "cp874", "windows-874": "cp874", "gbk": "gb18030", "gb2312": "gb18030",
    "gb_2312-80": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs", "x-x-big5": "big5hkscs", "shift_jis": "cp932",
    "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932", "x-euc-jp": "euc_jp",
    "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "macintosh": "mac-roman", "x-mac-roman": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic", "iso-8859-8-i": "iso8859-8",
}  # fmt: skip
# utf-7, escapes and EBCDIC are codecs of Python too, but no page may choose them.
_ALLOWED = re.compile(r"utf-8|cp\d+|iso8859-\d+|iso2022_\w+|gb\w+|big5\w*|euc_\w+|shift_jis\w*|koi8-\w|mac-\w+|kz1048")
_ASCII = bytes(range(0x20, 0x7F))
_EAST_ASIAN = re.compile(r"gb\w+|big5\w*|euc_\w+|shift_jis\w*|iso2022_\w+|cp9\d\d")
_DECLARED_IN = 1024
_DECLARING = frozenset({Format.HTML, Format.XML_FEED})
_XML_DECLARATION = re.compile(rb"\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.IGNORECASE)
_META = re.compile(rb"<!--.*?(?:-->|\Z)|<meta[\s/]([^>]*)", re.IGNORECASE | re.DOTALL)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The text of an article and how to encode it again: `bom + text.encode(encoding, errors)` are its bytes."""

    text: str
    encoding: str = "utf-8"
    errors: str = "strict"
    bom: bytes = b""


def decode_article(content: bytes, *, path: str, format: Format) -> Decoded:  # noqa: A002 - the field's name
    """Return the text of an article's bytes, with a codec that gives every byte back.

    Raises:
        InputError: The file is too large, or it is not text.
    """
    if len(content) > MAX_BYTES:
        raise InputError(f"larger than {MAX_BYTES // 1024**2} MB; cut the article in parts", path=path)
    for magic, name in _MAGIC:
        if content.startswith(magic):
            raise InputError(f"is not text but {name}", path=path)
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            decoded = _try_codec(content[len(bom) :], encoding, "strict")
            if decoded is not None:
                return Decoded(text=decoded, encoding=encoding, bom=bom)
    declared = _declared_codec(content[:_DECLARED_IN], format) if format in _DECLARING else None
    for encoding, errors in _candidates(content, declared):
        decoded = _try_codec(content, encoding, errors)
        if decoded is not None and "\x00" not in decoded:
            return Decoded(text=decoded, encoding=encoding, errors=errors)
    raise InputError("is not text: it holds NUL bytes", path=path)


def encode_article(article: Article, text: str) -> bytes:
    """Return the bytes of a text in the article's encoding, its byte order mark before it.

    What the encoding lacks becomes a numeric character reference in HTML and Markdown.

    Raises:
        InputError: A plain text article needs a character that its encoding lacks.
    """
    try:
        return article.bom + text.encode(article.encoding, article.errors)
    except UnicodeEncodeError as error:
        character = text[error.start]
        if article.format is Format.TEXT or "\ud800" <= character <= "\udfff":
            message = f"U+{ord(character):04X} does not exist in {article.encoding}; save the source as UTF-8"
            raise InputError(message, path=article.path) from error
    return article.bom + text.encode(article.encoding, "xmlcharrefreplace")


def _candidates(content: bytes, declared: str | None) -> list[tuple[str, str]]:
    """Return pairs of codec and error handler, the most probable first."""
    head = content[:4096]
    if b"\x00" in head:
        return [(_utf16_without_bom(head), "strict")]
    named = [(declared, "strict")] if declared else []
    if content.isascii():
        # Pure ASCII tells nothing: the declared encoding is the one that a translation will need.
        return [*named, ("utf-8", "strict")]
    utf8 = ("utf-8", "strict")
    first = [*named, utf8] if declared and _EAST_ASIAN.fullmatch(declared) else [utf8, *named]
    return [*first, ("utf-8", "surrogateescape"), ("cp1252", "strict"), ("latin-1", "strict")]


def _utf16_without_bom(head: bytes) -> str:
    """Return the UTF-16 whose high bytes are mostly NUL here, or UTF-8 when neither shows."""
    half = max(1, len(head) // 2)
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.05:
        return "utf-16-be"
    return "utf-8"


def _try_codec(content: bytes, encoding: str, errors: str) -> str | None:
    try:
        text = content.decode(encoding, errors)
        if errors != "strict" and 2 * len(STRAY_BYTE.findall(text)) >= sum(
            1 for character in text if character > "\x7f"
        ):
            return None
        return text if text.encode(encoding, errors) == content else None
    except UnicodeError:
        return None


def _declared_codec(head: bytes, kind: Format) -> str | None:
    """Return the codec that the start of a page or feed declares, or None."""
    match = _XML_DECLARATION.match(head)
    labels = [match[1]] if match else []
    for meta in _META.finditer(head) if kind is Format.HTML else ():
        charset = _CHARSET.search(meta[1] or b"")
        if charset:
            labels.append(charset[1])
    codec_names = (_codec_of(label.decode("ascii", "replace")) for label in labels)
    return next((name for name in codec_names if name), None)


def _codec_of(label: str) -> str | None:
    label = label.casefold()
    if label.startswith(("utf-16", "utf-32")):
        return "utf-8"  # A declaration that can be read byte by byte is none of UTF-16.
    try:
        name = codecs.lookup(_LABELS.get(label, label)).name
    except LookupError:
        return None
    try:
        is_ascii = _ASCII.decode(name) == _ASCII.decode("ascii")
    except (UnicodeError, LookupError):
        return None
    return name if is_ascii and _ALLOWED.fullmatch(name) else None
