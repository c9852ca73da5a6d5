"""The formats of glossary files: which one a file has, and the way in and out of each."""

from __future__ import annotations

import codecs
from enum import StrEnum
from pathlib import Path, PurePath

from locworker.errors import ConfigError, InputError
from locworker.glossary.csv import parse_glossary, render_native, starts_native
from locworker.glossary.deepl import parse_deepl, render_deepl
from locworker.glossary.pair import Glossary
from locworker.glossary.reading import Pair, Reading, read_bytes

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Form(StrEnum):
    """A format of glossary files."""

    NATIVE = "csv"
    DEEPL_CSV = "deepl-csv"
    DEEPL_TSV = "deepl-tsv"
    TBX = "tbx"
    GETTEXT = "po"


SUFFIXES = {
    ".csv": Form.NATIVE,
    ".tsv": Form.DEEPL_TSV,
    ".tab": Form.DEEPL_TSV,
    ".txt": Form.DEEPL_TSV,
    ".tbx": Form.TBX,
    ".xml": Form.TBX,
    ".po": Form.GETTEXT,
    ".pot": Form.GETTEXT,
}
"""What a file's suffix says; a CSV file without the native columns is DeepL's."""

ONE_PAIR = frozenset({Form.DEEPL_CSV, Form.DEEPL_TSV, Form.GETTEXT})
"""The formats that hold one pair of languages."""


def form_of(path: str) -> Form:
    """Return the format that a file's name asks for.

    Raises:
        InputError: No format has this suffix.
    """
    form = SUFFIXES.get(PurePath(path).suffix.casefold())
    if form is None:
        raise InputError(f"has none of the suffixes {', '.join(SUFFIXES)}", path=path)
    return form


def load_glossary(path: Path | str, *, source_lang: str = "en", target_lang: str | None = None) -> Glossary:
    """Return the glossary in a file of any format.

    Args:
        path: The file; its suffix says the format.
        source_lang: The source language of a file that names none.
        target_lang: The target language of a file that names none.

    Raises:
        InputError: The file cannot be read or is broken.
    """
    return read_glossary(path, source_lang=source_lang, target_lang=target_lang).glossary


def read_glossary(path: Path | str, *, source_lang: str = "en", target_lang: str | None = None) -> Reading:
    """Return the glossary in a file of any format, and what of the file is not in it.

    Raises:
        InputError: The file cannot be read or is broken.
    """
    return read_content(read_bytes(path), path=str(path), pair=Pair(source=source_lang, target=target_lang))


def read_content(content: bytes, *, path: str, pair: Pair) -> Reading:
    """Return the glossary in a file's bytes.

    Raises:
        InputError: They are no glossary of the format that the path's suffix says.
    """
    form = form_of(path)
    if form is Form.TBX:
        # Loaded late: most projects have no XML, and no PO files.
        from locworker.glossary.tbx import parse_tbx

        return parse_tbx(content, path=path)
    text = _decode(content, path)
    if form is Form.GETTEXT:
        from locworker.glossary.gettext import parse_gettext

        return parse_gettext(text, path=path, pair=pair)
    if form is Form.NATIVE and starts_native(text):
        return Reading(glossary=parse_glossary(text, path=path))
    return parse_deepl(text, path=path, tabs=form is Form.DEEPL_TSV, pair=pair)


def render_glossary(glossary: Glossary, form: Form, *, source_lang: str, target_lang: str | None) -> str:
    """Return a glossary as a file of a format.

    Raises:
        ConfigError: The format holds one pair of languages and the target is not given.
        InputError: A term cannot stand in this format.
    """
    if form is Form.NATIVE:
        return render_native(glossary)
    if form is Form.TBX:
        from locworker.glossary.tbx_write import render_tbx

        return render_tbx(glossary, source_lang=source_lang)
    if target_lang is None:
        raise ConfigError(f"the format {form} holds one pair of languages; give --to, for example --to de")
    if form is Form.GETTEXT:
        from locworker.glossary.gettext import render_gettext

        return render_gettext(glossary, source_lang=source_lang, target_lang=target_lang)
    return render_deepl(glossary, tabs=form is Form.DEEPL_TSV, source_lang=source_lang, target_lang=target_lang)


def _decode(content: bytes, path: str) -> str:
    if content.startswith(_UTF16):
        raise InputError("is UTF-16; save the glossary as UTF-8", path=path)
    if b"\0" in content:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        raise InputError("holds a NUL byte; this is no glossary", path=path, line=line)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError("not UTF-8; save the glossary as UTF-8", path=path, line=line) from error
