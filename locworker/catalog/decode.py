"""The bytes of a PO file in, its text out: by the charset that its header names, or refused by name."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from locworker.errors import InputError

# The charsets that GNU gettext knows and Python too; any other name is refused, so that none of Python's codecs that
# are no charsets (rot13, unicode_escape, utf-7) is ever tried on a stranger's file.
_CHARSETS = frozenset(
    ["ascii", "us-ascii", "utf-8", "utf8", "koi8-r", "koi8-u", "koi8-t", "gb2312", "gbk", "gb18030", "big5"]
    + ["big5-hkscs", "euc-jp", "euc-kr", "euc-cn", "shift_jis", "shift-jis", "sjis", "johab", "tis-620"]
    + ["cp850", "cp866", "cp874", "cp932", "cp949", "cp950"]
    + [f"iso-8859-{part}" for part in range(1, 17)]
    + [f"cp125{page}" for page in range(9)]
    + [f"windows-125{page}" for page in range(9)]
)
_CHARSET = re.compile(rb"Content-Type:[^\"\n]{0,200}?charset=([^\s\"\\;]{0,60})", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"), (codecs.BOM_UTF32_BE, "UTF-32"), (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)  # fmt: skip


class Decoded(NamedTuple):
    """The text of a PO file, with line feeds as line ends and no byte order mark, and the charset that it was in."""

    text: str
    encoding: str


def decode_catalog(content: bytes, *, path: str) -> Decoded:
    """Return the text of a PO file.

    Raises:
        InputError: The bytes hold a NUL, are UTF-16, or are not what the header's charset says.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            raise InputError(f"is {name}; PO files must be saved as UTF-8", path=path)
    if b"\0" in content:
        line, column = _place(content, content.index(b"\0"))
        raise InputError("holds a NUL byte; this is no PO file", path=path, line=line, column=column)
    content = content.removeprefix(codecs.BOM_UTF8)
    encoding = _charset(content, path=path)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line, column = _place(content, error.start)
        message = f"byte 0x{content[error.start]:02x} is not {encoding}, which the header names; save it as UTF-8"
        raise InputError(message, path=path, line=line, column=column) from error
    text = text.replace("\r\n", "\n")
    # Lone carriage returns are line ends only where there are no others.
    return Decoded(text if "\n" in text else text.replace("\r", "\n"), encoding)


def _charset(content: bytes, *, path: str) -> str:
    match = _CHARSET.search(content, 0, 65536)
    if not match:
        return "UTF-8"
    name = match[1].decode("ascii", "replace")
    # CHARSET is what stands in a template before anybody has filled it in.
    if name.upper() in ("", "CHARSET"):
        return "UTF-8"
    plain = re.sub(r"^iso_?8859_?", "iso-8859-", name.casefold()).replace("8859-_", "8859-").replace("8859--", "8859-")
    if plain not in _CHARSETS and plain.replace("_", "-") not in _CHARSETS:
        line, column = _place(content, match.start(1))
        message = f"charset {name!r} is unknown; convert it with `msgconv -t UTF-8`"
        raise InputError(message, path=path, line=line, column=column)
    # ASCII by name is often UTF-8 by now, and UTF-8 reads ASCII as it is.
    return "UTF-8" if plain in ("ascii", "us-ascii", "utf8", "utf-8") else plain


def _place(content: bytes, offset: int) -> tuple[int, int]:
    return content.count(b"\n", 0, offset) + 1, offset - content.rfind(b"\n", 0, offset)
