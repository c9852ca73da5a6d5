"""One account's connection to DeepL: a call and a dictionary in, results out, every failure an error of ours.

It imports the SDK, so `deepl.py` loads it with the first request.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import NamedTuple, TypeVar
from weakref import WeakSet

import deepl

from locworker.engines.deepl_client import WatchedAdapter, open_client
from locworker.engines.deepl_dictionary import PairDictionary
from locworker.engines.deepl_errors import StaleGlossaryError, engine_error, lost_reply
from locworker.engines.deepl_glossaries import Older, Shelf
from locworker.engines.deepl_writing import Shelved
from locworker.errors import EngineBusyError, StoreBusyError

_log = logging.getLogger(__name__)
_T = TypeVar("_T")
# The turn of those who look after the account's glossaries.
_TURN = "deepl-glossaries"
# What the SDK runs into when an answer is JSON but not the one that is documented.
_MISREAD = (AttributeError, IndexError, KeyError, TypeError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One translate request as it goes out, in DeepL's language codes, with its options."""

    texts: tuple[str, ...]
    source: str
    target: str
    context: str | None
    options: Mapping[str, str | bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One text as it came back."""

    text: str
    billed: int


class _Line(NamedTuple):
    """One thread's client, and the adapter that sees its answers."""

    client: deepl.DeepLClient
    adapter: WatchedAdapter


class Connection:
    """A client for each thread that asks, and the ids of the glossaries that any of them has looked up."""

    def __init__(
        self,
        key: str,
        *,
        url: str | None,
        timeout: float,
        version: str,
        project: str,
        take_turn: Callable[[str], AbstractContextManager[None]],
    ) -> None:
        self._open = partial(open_client, key, url=url, timeout=timeout, version=version)
        self._project = project
        self._take_turn = take_turn
        self._own = threading.local()
        # The clients of threads that have ended are let go with them.
        self._opening = threading.Lock()
        self._clients: WeakSet[deepl.DeepLClient] = WeakSet()
        self._shared = deepl.auth_key_is_free_account(key)
        self._owner = os.getpid()
        self._lock = threading.Lock()
        self._shelves: dict[str, Shelved] = {}

    @property
    def is_ours(self) -> bool:
        """Say whether this process opened it."""
        return self._owner == os.getpid()

    def translate(self, call: Call, dictionary: PairDictionary | None) -> list[Result]:
        """Translate the texts of a call, with a glossary of these entries."""
        if dictionary is None or not dictionary.entries:
            return self._send(call, None)
        glossary = self._glossary_id(dictionary)
        try:
            return self._send(call, glossary)
        except StaleGlossaryError:
            # Somebody deleted it since it was looked up. DeepL refused, so nothing was billed: once more is safe.
            self._forget(dictionary, glossary)
        try:
            return self._send(call, self._glossary_id(dictionary))
        except StaleGlossaryError as error:
            raise EngineBusyError("deepl: the glossary was made again and is not there yet: try again later") from error

    def refused(self, dictionary: PairDictionary) -> tuple[tuple[str, str], ...]:
        """Return pairs (source wording, why) of the entries that DeepL refused when the glossary was made."""
        shelved = self._shelves.get(dictionary.token)
        return shelved.refused if shelved else ()

    def sync(
        self, dictionaries: Sequence[PairDictionary], *, label: str, in_use: Sequence[PairDictionary], dry_run: bool
    ) -> tuple[list[Shelved], list[Older]]:
        """Make sure that the account holds these dictionaries in the glossary of this name, and no older ones."""
        shelf = Shelf(self._line.client, project=self._project, shared=self._shared)
        return self._ask_alone(lambda: shelf.sync(dictionaries, label=label, in_use=in_use, dry_run=dry_run))

    def remaining_quota(self) -> int | None:
        """Return the characters left in this period, or None when DeepL does not say."""
        character = self._ask(self._line.client.get_usage, free=True).character
        return None if character.count is None or character.limit is None else max(0, character.limit - character.count)

    def close(self) -> None:
        """Close the sockets of all threads."""
        with self._opening:
            clients = list(self._clients)
        for client in clients:
            client.close()  # type: ignore[no-untyped-call]

    @property
    def _line(self) -> _Line:
        """Return this thread's client: one that is shared would make threads wait for each other's connections."""
        line: _Line | None = getattr(self._own, "line", None)
        if line is None:
            line = self._own.line = _Line(*self._open())
            with self._opening:
                self._clients.add(line.client)
        return line

    def _send(self, call: Call, glossary: str | None) -> list[Result]:
        def request() -> list[deepl.TextResult]:
            results = self._line.client.translate_text(
                call.texts,
                source_lang=call.source,
                target_lang=call.target,
                context=call.context,
                glossary=glossary,
                **call.options,  # type: ignore[arg-type]
            )
            return results if isinstance(results, list) else [results]

        found = self._ask(request, free=False, glossary=glossary, texts=(*call.texts, call.context or ""))
        if len(found) != len(call.texts):
            raise lost_reply(f"{len(found)} texts came back for {len(call.texts)}")
        if not all(isinstance(result.text, str) for result in found):
            raise lost_reply("what came back is not text")
        results = [Result(text=result.text, billed=result.billed_characters) for result in found]
        billed = sum(result.billed for result in results)
        _log.debug("deepl translated", extra={"texts": len(results), "billed_characters": billed})
        return results

    def _glossary_id(self, dictionary: PairDictionary) -> str:
        # One thread looks up and creates; the others wait for its id instead of creating a second one.
        with self._lock:
            known = self._shelves.get(dictionary.token)
            if known is None:
                shelf = Shelf(self._line.client, project=self._project, shared=self._shared)
                known = self._shelves[dictionary.token] = self._ask_alone(lambda: shelf.find_or_make(dictionary))
            return known.glossary_id

    def _ask_alone(self, ask: Callable[[], _T]) -> _T:
        """Ask about glossaries in turn with other processes: two that look at once would each make what is missing."""
        with ExitStack() as turn:
            try:
                turn.enter_context(self._take_turn(_TURN))
            except StoreBusyError as error:
                raise EngineBusyError(f"deepl: the glossary has to wait: {error}") from error
            return self._ask(ask, free=True, on_glossary=True)

    def _forget(self, dictionary: PairDictionary, glossary: str) -> None:
        """Forget a glossary that is gone, unless another thread has found its successor already."""
        with self._lock:
            known = self._shelves.get(dictionary.token)
            if known is not None and known.glossary_id == glossary:
                del self._shelves[dictionary.token]

    def _ask(
        self,
        ask: Callable[[], _T],
        *,
        free: bool,
        on_glossary: bool = False,
        glossary: str | None = None,
        texts: Sequence[str] = (),
    ) -> _T:
        """Call the SDK; a failure of a free call is never one that may have been billed."""
        adapter = self._line.adapter
        adapter.forget()
        try:
            return ask()
        except deepl.DeepLException as error:
            response = adapter.last
            if glossary is not None and error.http_status_code == HTTPStatus.NOT_FOUND:
                raise StaleGlossaryError from None
            # Not chained: the SDK's text may hold the server's answer, and so the article.
            raise engine_error(error, response, free=free, on_glossary=on_glossary, texts=texts) from None
        except _MISREAD as error:
            if free:
                raise EngineBusyError("deepl: the answer is not the documented one: try again later") from error
            raise lost_reply("the answer is not the documented one") from error
