"""What the fake DeepL knows of a request: its parts, what DeepL would refuse in it, what goes wrong with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

_TARGET_CODES = """
AR BG CS DA DE EL EN EN-GB EN-US ES ES-419 ET FI FR HE HU ID IT JA KO LT LV NB NL PL PT PT-BR PT-PT RO RU SK SL SV TH
TR UK VI ZH ZH-HANS ZH-HANT
"""
TARGETS = frozenset(_TARGET_CODES.split())
"""The target languages that the fake knows; the real one knows more."""
MAX_BODY = 128 * 1024
MAX_TEXTS = 50


@dataclass(kw_only=True)
class Record:
    """One request as the fake saw it; `billed` has one number a text, empty when nothing was translated.

    `at` is when it came, in seconds since the epoch; `fault` is the kind of what went wrong with it.
    """

    method: str
    path: str
    status: int = 0
    size: int = 0
    texts: list[str] = field(default_factory=list)
    source_lang: str | None = None
    target_lang: str | None = None
    context: str | None = None
    glossary_id: str | None = None
    billed: list[int] = field(default_factory=list)
    body: dict[str, Any] = field(default_factory=dict)
    at: float = 0.0
    fault: str = ""


@dataclass(kw_only=True)
class Fault:
    """What goes wrong with the next `times` requests whose path holds `on`, once `after` others have gone well."""

    kind: str
    times: int = 1
    after: int = 0
    on: str = "/v2/translate"
    status: int = 0
    retry_after: str | None = None
    seconds: float = 0.0
    body: dict[str, Any] | None = None


def refusal(body: Mapping[str, Any], texts: list[str], target: str) -> str:
    """Return DeepL's message for a translate request that it does not take, or nothing."""
    if not texts:
        return "Parameter 'text' not specified."
    if len(texts) > MAX_TEXTS:
        return "Too many texts, the limit is 50."
    if target not in TARGETS:
        return "Value for 'target_lang' not supported."
    if "-" in str(body.get("source_lang", "")):
        return "Value for 'source_lang' not supported."
    if body.get("formality") in {"more", "less"} and target.startswith("EN"):
        return "'formality' is not supported for given 'target_lang'."
    return ""


def spoil(body: Any, kind: str) -> Any:
    """Return an answer's body as a fault of that kind leaves it."""
    if kind == "short":
        return {"translations": body["translations"][:-1]}
    if kind == "list":
        return ["translations"]
    if kind == "null":
        return {"translations": [{**item, "text": None} for item in body["translations"]]}
    if kind == "unbilled":
        return {"translations": [{"text": item["text"]} for item in body["translations"]]}
    return body


def read_record(method: str, path: str, raw: bytes, content_type: str) -> Record:
    """Return a request in parts; the body is JSON or a form."""
    body: dict[str, Any] = {}
    if raw and "json" in content_type:
        body = json.loads(raw)
    elif raw:
        form = parse_qs(raw.decode())
        body = {key: values if key == "text" else values[-1] for key, values in form.items()}
    texts = body.get("text", [])
    return Record(
        method=method,
        path=path,
        size=len(raw),
        texts=[texts] if isinstance(texts, str) else list(texts),
        source_lang=body.get("source_lang"),
        target_lang=body.get("target_lang"),
        context=body.get("context"),
        glossary_id=body.get("glossary_id"),
        body=body,
    )
