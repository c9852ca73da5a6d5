"""The glossaries of the fake DeepL: the endpoints under /v3/glossaries, with DeepL's limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

_MAX_TERM_BYTES = 1024
_MAX_DICTIONARY_BYTES = 10 * 1024 * 1024
_CREATED = "2026-01-01T00:00:00.000000Z"


class Reply(NamedTuple):
    """Status and JSON body of an answer; no body for 204."""

    status: int
    body: Any = None


class _RefusedError(Exception):
    """DeepL would answer 400 with this message."""


Pair = tuple[str, str]


class Glossaries:
    """All glossaries of the account, by id."""

    def __init__(self) -> None:
        self.maximum = 1000
        self._names: dict[str, str] = {}
        self._dictionaries: dict[str, dict[Pair, dict[str, str]]] = {}
        self._made = 0

    def names(self) -> list[str]:
        """Return the names, oldest first."""
        return list(self._names.values())

    def forget(self) -> None:
        """Delete all of them, as somebody else with the same key might."""
        self._names.clear()
        self._dictionaries.clear()

    def entries(self, glossary_id: str, source: str, target: str) -> dict[str, str] | Reply:
        """Return what a translation applies, or the refusal it gets."""
        if glossary_id not in self._names:
            return Reply(404, {"message": "Not found"})
        pair = (_root(source), _root(target))
        found = self._dictionaries[glossary_id].get(pair)
        return found if found is not None else Reply(400, {"message": "No dictionary found for language pair"})

    def answer(self, method: str, parts: list[str], query: Mapping[str, str], body: Any) -> Reply:
        """Answer a request under /v3/glossaries; `parts` is the path behind it."""
        try:
            if not parts:
                return self._create(body) if method == "POST" else Reply(200, {"glossaries": self._all()})
            if parts[0] not in self._names:
                return Reply(404, {"message": "Not found"})
            return self._answer_one(method, parts[0], parts[1:], query, body)
        except _RefusedError as error:
            return Reply(400, {"message": str(error)})

    def _answer_one(self, method: str, key: str, rest: list[str], query: Mapping[str, str], body: Any) -> Reply:
        pair = (query.get("source_lang", "").upper(), query.get("target_lang", "").upper())
        match (method, *rest):
            case ("GET",):
                return Reply(200, self._info(key))
            case ("PATCH",):
                self._names[key] = str(body.get("name", self._names[key]))
                for given_pair, entries in _parse(body.get("dictionaries", [])).items():
                    self._dictionaries[key].setdefault(given_pair, {}).update(entries)
                return Reply(200, self._info(key))
            case ("DELETE",):
                del self._names[key], self._dictionaries[key]
                return Reply(204)
            case ("GET", "entries"):
                found = self._dictionaries[key].get(pair, {})
                tsv = "\n".join(f"{source}\t{target}" for source, target in found.items())
                entry = {"source_lang": pair[0], "target_lang": pair[1], "entries": tsv, "entries_format": "tsv"}
                return Reply(200, {"dictionaries": [entry]})
            case ("PUT", "dictionaries"):
                parsed = _parse([body])
                self._dictionaries[key].update(parsed)
                given = next(iter(parsed))
                return Reply(200, self._dictionary(given, parsed[given]))
            case ("DELETE", "dictionaries"):
                return Reply(204) if self._dictionaries[key].pop(pair, None) is not None else Reply(404, {})
        return Reply(405, {"message": "Method not allowed"})

    def _create(self, body: Any) -> Reply:
        if len(self._names) >= self.maximum:
            raise _RefusedError("Maximum number of glossaries reached")
        name = str(body.get("name", ""))
        if not name or len(name.encode()) > _MAX_TERM_BYTES:
            raise _RefusedError("Invalid glossary name")
        dictionaries = _parse(body.get("dictionaries", []))
        self._made += 1
        key = str(UUID(int=self._made))
        self._names[key] = name
        self._dictionaries[key] = dictionaries
        return Reply(201, self._info(key))

    def _all(self) -> list[dict[str, Any]]:
        return [self._info(key) for key in self._names]

    def _info(self, key: str) -> dict[str, Any]:
        dictionaries = [self._dictionary(pair, entries) for pair, entries in self._dictionaries[key].items()]
        return {
            "glossary_id": key,
            "name": self._names[key],
            "creation_time": _CREATED,
            "dictionaries": dictionaries,
        }

    @staticmethod
    def _dictionary(pair: Pair, entries: Mapping[str, str]) -> dict[str, Any]:
        return {"source_lang": pair[0].lower(), "target_lang": pair[1].lower(), "entry_count": len(entries)}


def _root(language: str) -> str:
    return language.upper().partition("-")[0]


def _parse(dictionaries: list[dict[str, Any]]) -> dict[Pair, dict[str, str]]:
    parsed: dict[Pair, dict[str, str]] = {}
    for item in dictionaries:
        pair = (str(item["source_lang"]).upper(), str(item["target_lang"]).upper())
        if pair[0] == pair[1] or any("-" in language for language in pair):
            raise _RefusedError("Unsupported glossary language pair")
        if len(str(item["entries"]).encode()) > _MAX_DICTIONARY_BYTES:
            raise _RefusedError("Glossary too large")
        parsed[pair] = _parse_entries(str(item["entries"]))
    return parsed


def _parse_entries(tsv: str) -> dict[str, str]:
    entries: dict[str, str] = {}
    for line in tsv.split("\n"):
        source, _, target = line.partition("\t")
        for term in (source, target):
            if not term or term != term.strip() or len(term.encode()) > _MAX_TERM_BYTES or not term.isprintable():
                raise _RefusedError("Invalid glossary entry")
        if source in entries:
            raise _RefusedError("Duplicate glossary entry")
        entries[source] = target
    return entries
