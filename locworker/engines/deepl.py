"""DeepL, through its official SDK: texts, context and a pair's glossary in; translations and billed characters out."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from importlib.metadata import version as distribution_version
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from locworker.engines.base import (
    Answer,
    Engine,
    EngineGlossary,
    EngineOptions,
    GlossarySync,
    Limits,
    Request,
    Usability,
)
from locworker.engines.deepl_languages import source_code, target_code
from locworker.engines.markup import canonical, has_words, split_edges, without_forbidden
from locworker.errors import AuthorisationError, ConfigError, EngineRejectedError, RequestTooLargeError
from locworker.languages import LanguagePair
from locworker.text import fold

if TYPE_CHECKING:
    from locworker.engines.deepl_connection import Call, Connection
    from locworker.engines.deepl_dictionary import PairDictionary

_CHOICES: Mapping[str, tuple[str, ...]] = {
    "formality": ("default", "prefer_more", "prefer_less"),
    "model_type": ("latency_optimized", "quality_optimized", "prefer_quality_optimized"),
}
# DeepL takes 128 KiB, headers aside; ours is the body as JSON, where each letter outside ASCII takes six bytes.
_MAX_BODY = 120 * 1024
_OPTIONS_BYTES = 600
_SENT: Mapping[str, str | bool] = {
    "tag_handling": "xml",
    "tag_handling_version": "v2",
    # Our tags are inline: none of them ends a sentence, and neither does a line break inside a paragraph.
    "outline_detection": False,
    "split_sentences": "nonewlines",
}


class DeepLEngine(Engine):
    """Translate with DeepL; needs a key.

    Settings: `formality` (`prefer_more`, `prefer_less`) and `model_type` (`quality_optimized`,
    `prefer_quality_optimized`, `latency_optimized`).
    """

    name = "deepl"
    billed = True
    auto_rank: ClassVar[int | None] = 10
    localizes_values = True
    applies_glossary = True

    def __init__(self, options: EngineOptions) -> None:
        super().__init__(options)
        for setting, value in options.extra.items():
            if setting not in _CHOICES:
                raise ConfigError(f"deepl has no setting '{setting}'; it has {' and '.join(_CHOICES)}")
            if value not in _CHOICES[setting]:
                raise ConfigError(f"deepl: {setting} is '{value}', not one of {', '.join(_CHOICES[setting])}")
        self._lock = threading.Lock()
        self._connection: Connection | None = None

    @property
    def version(self) -> str:
        """Return the SDK's version: DeepL names none for its models."""
        return distribution_version("deepl")

    @property
    def limits(self) -> Limits:
        """Return DeepL's 50 texts, and the bytes that leave room for JSON's escapes and the options."""
        return Limits(texts=50, bytes=112 * 1024)

    def check(self) -> Usability:
        """Say whether there is a key that can be sent, and an address."""
        remedy = "set DEEPL_AUTH_KEY (or DEEPL_AUTH_KEY_FILE) to the key of a DeepL API account"
        key = self.options.key
        if not key:
            return Usability(usable=False, reason="no key", remedy=remedy)
        if not (key.isascii() and key.isprintable()) or " " in key:
            return Usability(usable=False, reason="the key holds characters that no key has", remedy=remedy)
        if self.options.url and not _is_address(self.options.url):
            remedy = "set DEEPL_SERVER_URL to an http or https address, or leave it unset"
            return Usability(usable=False, reason="the server's address is none", remedy=remedy)
        return Usability(usable=True)

    def route(self, pair: LanguagePair) -> str | None:
        """Return the pair in DeepL's codes (`EN → PT-PT`), or None when it has no such languages."""
        source, target = source_code(pair.source), target_code(pair.target, self.options.variants)
        return f"{source} → {target}" if source and target else None

    def settings(self) -> Mapping[str, str]:
        """Return what is sent with every request, and the variants that bare languages take."""
        chosen = {name: self.options.extra.get(name, values[0]) for name, values in _CHOICES.items()}
        variants = ",".join(f"{tag}={variant}" for tag, variant in sorted(self.options.variants.items()))
        return {**{name: str(value) for name, value in _SENT.items()}, **chosen, "variants": variants}

    def translate(self, request: Request) -> Sequence[Answer]:
        """Translate the texts of one request; texts without a word are given back and not sent."""
        source, target = source_code(request.pair.source), target_code(request.pair.target, self.options.variants)
        if not source or not target:
            raise EngineRejectedError(f"deepl does not translate {request.pair}")
        edges = [split_edges(without_forbidden(text)) for text in request.texts]
        sent = [index for index, (_, body, _) in enumerate(edges) if has_words(body)]
        answers = [Answer(text=text) for text in request.texts]
        if not sent:
            return answers
        connection = self._open()
        call = _make_call([edges[at][1] for at in sent], request, (source, target), {**_SENT, **self.options.extra})
        terms = EngineGlossary(pair=request.pair, terms=request.glossary)
        dictionary = self._dictionary_of(terms) if request.glossary else None
        results = connection.translate(call, dictionary)
        dropped = (*dictionary.dropped, *connection.refused(dictionary)) if dictionary else ()
        for index, result in zip(sent, results, strict=True):
            lead, body, trail = edges[index]
            text = lead + canonical(result.text) + trail
            answers[index] = Answer(text=text, billed=result.billed, notes=_notes(body, dropped))
        return answers

    def sync_glossaries(
        self, glossaries: Sequence[EngineGlossary], *, label: str, in_use: Sequence[EngineGlossary], dry_run: bool
    ) -> Sequence[GlossarySync]:
        """Keep one glossary of this name at DeepL, a dictionary a pair, with exactly these terms."""
        dictionaries = [self._dictionary_of(glossary) for glossary in glossaries]
        used = [self._dictionary_of(glossary) for glossary in in_use if self.route(glossary.pair)]
        shelves, deleted = self._open().sync(dictionaries, label=label, in_use=used, dry_run=dry_run)
        kept = [
            GlossarySync(
                pair=glossary.pair,
                action=shelved.action,
                entries=0 if shelved.action == "none" else len(dictionary.entries) - len(shelved.refused),
                left_out=(*dictionary.dropped, *shelved.refused),
            )
            for glossary, dictionary, shelved in zip(glossaries, dictionaries, shelves, strict=True)
        ]
        return [
            *kept,
            *(GlossarySync(pair=LanguagePair(*old.pair), action="deleted", entries=old.entries) for old in deleted),
        ]

    def remaining_quota(self) -> int | None:
        """Return the characters left in this period; the account's count lags behind."""
        return self._open().remaining_quota()

    def close(self) -> None:
        """Close the connection; the glossaries stay at DeepL for the next run."""
        with self._lock:
            connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _dictionary_of(self, glossary: EngineGlossary) -> PairDictionary:
        from locworker.engines.deepl_dictionary import make_dictionary

        source, target = source_code(glossary.pair.source), target_code(glossary.pair.target, self.options.variants)
        if not source or not target:
            raise EngineRejectedError(f"deepl does not translate {glossary.pair}")
        # Glossaries are for languages, not for their variants.
        return make_dictionary(glossary.terms, source=source, target=target.partition("-")[0])

    def _open(self) -> Connection:
        from locworker.engines.deepl_connection import Connection

        usability = self.check()
        if not usability.usable:
            raise AuthorisationError(f"deepl: {usability.reason}: {usability.remedy}")
        with self._lock:
            # A forked child opens its own: two processes on one socket would read each other's answers.
            if self._connection is None or not self._connection.is_ours:
                self._connection = Connection(
                    self.options.key or "",
                    url=self.options.url,
                    timeout=self.options.timeout,
                    version=distribution_version("locworker"),
                    project=self.options.project,
                    take_turn=self.options.take_turn,
                )
            return self._connection


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _make_call(texts: list[str], request: Request, codes: tuple[str, str], options: Mapping[str, str | bool]) -> Call:
    """Return the call; context that does not fit beside the texts stays at home.

    Raises:
        RequestTooLargeError: The texts alone are more than DeepL takes; nothing was sent.
    """
    from locworker.engines.deepl_connection import Call

    size = _OPTIONS_BYTES + len(json.dumps(texts))
    context = without_forbidden(request.context) if request.context else None
    if context and size + len(json.dumps(context)) > _MAX_BODY:
        context = None
    if size > _MAX_BODY:
        raise RequestTooLargeError(f"deepl: the request would be {size} bytes, more than {_MAX_BODY}")
    return Call(texts=tuple(texts), source=codes[0], target=codes[1], context=context, options=options)


def _notes(text: str, dropped: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return a line for each term of the text that could not go into the glossary."""
    if not dropped:
        return ()
    folded = fold(text)
    lost = [(wording, why) for wording, why in dropped if wording and fold(wording) in folded]
    return tuple(f"glossary term '{wording}' was not sent to DeepL: {why}" for wording, why in lost)
