"""The rule for placeholders of templates, addresses of pages and of mail: the same in the target."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from locworker.checks.base import Check, CheckContext, Hit, Passage, in_source, in_target
from locworker.model import Severity
from locworker.text import mask_unspaced

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLACEHOLDER = re.compile(
    r"\{\{[^{}]{0,80}\}\}"
    r"|\$?\{[^{} \t\r\n\u00a0]{0,80}\}"
    r"|(?<![\w%])%(?:\([A-Za-z_][\w.]{0,80}\)|[1-9]\$)?[-+0#]{0,3}[0-9]{0,3}(?:\.[0-9]{1,3})?[sdifuxXeEgGr](?![A-Za-z])"
    r"|%[A-Z][A-Z_]{2,40}%"
    r"|\bhttps?://[^\s<>\"“”„«»]+|\bwww\.[^\s<>\"“”„«»]+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
)
_MARKS = "{%@:w"
_TRAILING = ".,;:!?)]}'’…。，"


class PlaceholderMismatch(Check):
    """Report placeholders, page and mail addresses that are missing, added or changed."""

    id = "placeholder-mismatch"
    category = "accuracy/do-not-translate"
    severity = Severity.ERROR

    def find(self, passage: Passage, context: CheckContext) -> Iterator[Hit]:  # noqa: ARG002 -- the base's signature
        """Yield one hit a placeholder, on the source for a missing one, on the target for an added one."""
        source, target = _read(passage.source or ""), _read(passage.target)
        if not source and not target:
            return
        missing, added = _left_over(source, target), _left_over(target, source)
        for start, end, text in missing:
            moved = next((other for other in added if _same_site(text, other[2])), None)
            if moved:
                added.remove(moved)
                yield Hit(
                    place=in_target(moved[0], moved[1]),
                    message=f"the address {text} became {moved[2]}: is the page there?",
                    severity=Severity.WARNING,
                    related=(in_source(start, end),),
                )
            else:
                message = f"{text} is missing from the target"
                yield Hit(place=in_source(start, end), message=message, suggestion=text)
        for start, end, text in added:
            yield Hit(place=in_target(start, end), message=f"{text} is not in the source")


def _read(text: str) -> list[tuple[int, int, str]]:
    if not any(mark in text for mark in _MARKS):
        return []
    found: list[tuple[int, int, str]] = []
    for match in _PLACEHOLDER.finditer(mask_unspaced(text)):
        value = text[slice(*match.span())]
        if "://" in value or value.startswith("www."):
            value = value.rstrip(_TRAILING)
        elif value.startswith("{{"):
            value = "{{" + value[2:-2].strip() + "}}"
        found.append((match.start(), match.start() + len(value) if value[0] != "{" else match.end(), value))
    return found


def _left_over(ours: list[tuple[int, int, str]], theirs: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    due = Counter(text for _, _, text in theirs)
    rest: list[tuple[int, int, str]] = []
    for item in ours:
        if due[item[2]] > 0:
            due[item[2]] -= 1
        else:
            rest.append(item)
    return rest


def _same_site(one: str, other: str) -> bool:
    """Say whether two addresses are of one site: a localized page may have its own address there."""
    host, other_host = _host(one), _host(other)
    return bool(host) and host.split(".")[-2:] == other_host.split(".")[-2:]


def _host(address: str) -> str:
    try:
        return urlsplit(address if "://" in address else f"http://{address}").hostname or "" if "." in address else ""
    except ValueError:
        return ""
