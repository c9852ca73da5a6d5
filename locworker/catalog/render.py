"""A catalog in, the text of a PO file out: as GNU gettext would write it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from locworker.catalog.model import Catalog, Message
from locworker.catalog.wrap import WIDTH, wrap_line

_ESCAPES = {
    "\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\a": "\\a", "\b": "\\b", "\f": "\\f", "\v": "\\v",
}  # fmt: skip
_ESCAPED = re.compile(r"[\\\"\n\t\r\a\x08\f\v]")


def render_catalog(catalog: Catalog) -> str:
    """Return the catalog as the text of a PO file, obsolete messages last."""
    live = [message for message in catalog.messages if not message.obsolete]
    obsolete = [message for message in catalog.messages if message.obsolete]
    head = [catalog.header] if catalog.header else []
    return "\n".join("".join(f"{line}\n" for line in render_message(message)) for message in [*head, *live, *obsolete])


def render_message(message: Message) -> Iterator[str]:
    """Yield the lines of one message."""
    yield from (f"# {line}" if line else "#" for line in message.comments)
    if message.machine_hash:
        yield f"# locworker: mt={message.machine_hash}"
    yield from (f"# locworker: ignore={ignore.rule} {ignore.reason}".rstrip() for ignore in message.ignores)
    yield from (f"#. {line}" if line else "#." for line in message.notes)
    yield from _render_places(message.places)
    flags = (*(("fuzzy",) if message.fuzzy else ()), *message.flags)
    if flags:
        yield f"#, {', '.join(flags)}"
    mark, wrap = "#~ " if message.obsolete else "", "no-wrap" not in flags
    before = "#~| " if message.obsolete else "#| "
    yield from _render_fields(before, (("msgctxt", message.previous_context), ("msgid", message.previous_source)), wrap)
    yield from _render_fields(before, (("msgid_plural", message.previous_plural),), wrap)
    yield from _render_fields(mark, (("msgctxt", message.context), ("msgid", message.source)), wrap)
    yield from _render_fields(mark, (("msgid_plural", message.plural),), wrap)
    if message.plural is None:
        yield from _render_fields(mark, (("msgstr", message.target),), wrap)
    else:
        forms = message.plurals or ("",)
        yield from _render_fields(mark, [(f"msgstr[{index}]", form) for index, form in enumerate(forms)], wrap)


def _render_fields(prefix: str, fields: Iterable[tuple[str, str | None]], wrap: bool) -> Iterator[str]:  # noqa: FBT001 - internal
    for name, value in fields:
        if value is not None:
            yield from _render_field(prefix, name, value, wrap=wrap)


def _render_field(prefix: str, name: str, value: str, *, wrap: bool) -> Iterator[str]:
    width = WIDTH - 2 - len(prefix) if wrap else len(value) * 4 + WIDTH
    portions = _portions(value)
    first = wrap_line(portions[0], column=len(name) + 1, width=width)
    if portions[0] and (len(portions) > 1 or len(first) > 1 or len(name) + 1 > width):
        yield f'{prefix}{name} ""'
        for portion in portions:
            yield from (f'{prefix}"{line}"' for line in wrap_line(portion, column=0, width=width))
    else:
        yield f'{prefix}{name} "{first[0]}"'


def _portions(value: str) -> Sequence[str]:
    """Return the escaped text, cut after each line end."""
    if "\n" not in value:
        return [_escape(value)]
    lines = value.split("\n")
    ended = [f"{_escape(line)}\\n" for line in lines[:-1]]
    return [*ended, _escape(lines[-1])] if lines[-1] else ended


def _escape(text: str) -> str:
    return _ESCAPED.sub(lambda match: _ESCAPES[match[0]], text)


def _render_places(places: Sequence[str]) -> Iterator[str]:
    line = "#:"
    for place in places:
        word = _render_place(place)
        if len(line) > 2 and len(line) + 1 + len(word) > WIDTH:
            yield line
            line = "#:"
        line += f" {word}"
    if places:
        yield line


def _render_place(place: str) -> str:
    """Return a place in one word: a file name with spaces stands between isolates, its line number after them."""
    if not re.search(r"\s", place):
        return place
    name, colon, line = place.rpartition(":")
    name, line = (name, f":{line}") if colon and line.isdecimal() else (place, "")
    return f"\u2068{name}\u2069{line}"
