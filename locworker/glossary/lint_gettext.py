"""Lint of gettext glossaries: the text of a PO file in, rows and the fault of its form out."""

from __future__ import annotations

from collections.abc import Iterator

from locworker.errors import InputError
from locworker.glossary.gettext import read_messages
from locworker.glossary.lint_rows import Report, Row
from locworker.glossary.reading import Pair


def read_gettext(text: str, *, path: str, pair: Pair, report: Report) -> Iterator[Row]:
    """Yield the rows of a PO glossary; a file that cannot be read is one finding."""
    seen: set[tuple[str, str, str]] = set()
    try:
        for message in read_messages(text, path=path, pair=pair):
            for number, term in enumerate(message.terms):
                # Each wording of a source names the target again.
                key = (message.concept, term.text, term.status)
                if number and key in seen:
                    continue
                seen.add(key)
                yield Row(
                    path=path,
                    kind="gettext",
                    line=message.line,
                    column=None,
                    concept=message.concept,
                    language=term.language,
                    text=term.text,
                    status=term.status,
                    note=term.note,
                    pos=term.pos,
                    case=term.case,
                    source=number == 0,
                )
    except InputError as error:
        place = f"{path}:{error.line}: " if error.line else f"{path}: "
        report.add("malformed-po", str(error).removeprefix(place), path=path, line=error.line or 1)
