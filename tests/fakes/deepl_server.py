"""A fake of the DeepL API on the loopback interface: the requests of the real SDK in, made-up translations out.

In a test: `with DeepLServer() as server:` and point the engine at `server.url` with `server.key`. As a process of its
own, for tests that kill and restart: `python -m fakes.deepl_server --port 0 --log FILE` prints its address as one line
of JSON; `POST /__control` with `{"call": "fail", "status": 503, "times": 2}` calls the method of that name, and
`GET /__records` gives what was asked so far. It answers as DeepL's documentation says, refuses what DeepL refuses, and
misbehaves when told to: see `behave`, `fail`, `hang`, `cut` and `garble`.
"""

from __future__ import annotations

import argparse
import json
import threading
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, parse_qsl, urlsplit
from xml.etree import ElementTree as ET

from fakes.deepl_glossaries import Glossaries, Reply
from fakes.deepl_text import Manners, billed_characters, translate

TARGETS = frozenset(
    "AR BG CS DA DE EL EN EN-GB EN-US ES ES-419 ET FI FR HE HU ID IT JA KO LT LV NB NL PL PT PT-BR PT-PT RO RU SK SL SV "
    "TH TR UK VI ZH ZH-HANS ZH-HANT".split()
)
"""The target languages that the fake knows; the real one knows more."""
MAX_BODY = 128 * 1024
MAX_TEXTS = 50


@dataclass(kw_only=True)
class Record:
    """One request as the fake saw it; `billed` has one number a text, empty when nothing was translated."""

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


@dataclass(kw_only=True)
class Fault:
    """What goes wrong with the next `times` requests whose path holds `on`."""

    kind: str
    times: int = 1
    on: str = "/v2/translate"
    status: int = 0
    retry_after: str | None = None
    seconds: float = 0.0
    body: dict[str, Any] | None = None


class DeepLServer:
    """The fake as a context manager: listens on a free port of 127.0.0.1 until it is closed."""

    def __init__(
        self, *, key: str = "fake-key", port: int = 0, limit: int | None = 500_000, log: Path | None = None
    ) -> None:
        self.key = key
        self.limit = limit
        self.records: list[Record] = []
        self.glossaries = Glossaries()
        self.manners = Manners()
        self.latency = 0.0
        self.closing = threading.Event()
        self._faults: deque[Fault] = deque()
        self._lock = threading.RLock()
        self._log = log
        self._server = _Http(("127.0.0.1", port), _Handler)
        self._server.fake = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Self:
        """Start to listen."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop; requests that hang are let go."""
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """Return the address to give to the SDK."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def behave(
        self,
        *,
        leave: tuple[str, ...] | list[str] = (),
        move_tags: bool = False,
        drop_tags: bool = False,
        drop_sentences: bool = False,
        latency: float = 0.0,
    ) -> None:
        """Set how all texts are treated from now on: words left, tags moved or dropped, sentences dropped."""
        self.manners = Manners(
            leave=tuple(leave), move_tags=move_tags, drop_tags=drop_tags, drop_sentences=drop_sentences
        )
        self.latency = latency

    def fail(
        self,
        status: int,
        *,
        times: int = 1,
        on: str = "/v2/translate",
        retry_after: str | None = None,
        body: dict[str, Any] | None = None,
    ) -> None:
        """Answer the next requests with an HTTP status; nothing is translated or billed."""
        self._add(Fault(kind="fail", status=status, times=times, on=on, retry_after=retry_after, body=body))

    def hang(self, seconds: float, *, times: int = 1, on: str = "/v2/translate") -> None:
        """Do the work and bill it, then keep the next answers back for some seconds."""
        self._add(Fault(kind="hang", seconds=seconds, times=times, on=on))

    def cut(self, *, times: int = 1, on: str = "/v2/translate") -> None:
        """Do the work and bill it, then break off in the middle of the next answers."""
        self._add(Fault(kind="cut", times=times, on=on))

    def garble(self, what: str, *, times: int = 1) -> None:
        """Do the work, then answer wrongly: `json` (none), `short` (a text missing) or `unbilled` (no characters)."""
        self._add(Fault(kind=what, times=times))

    def reset(self) -> None:
        """Forget records, glossaries and all misbehaviour."""
        with self._lock:
            self.records.clear()
            self._faults.clear()
            self.glossaries.forget()
            self.behave()

    def requests(self, path: str = "/v2/translate") -> list[Record]:
        """Return the requests to a path, in order."""
        with self._lock:
            return [record for record in self.records if record.path == path]

    @property
    def billed_total(self) -> int:
        """Return the characters billed so far."""
        return sum(sum(record.billed) for record in self.requests())

    def texts_sent_twice(self) -> list[str]:
        """Return the texts that were translated into one language more than once: paid twice."""
        paid = Counter((text, record.target_lang) for record in self.requests() if record.billed for text in record.texts)
        return [text for (text, _), count in paid.items() if count > 1]

    def summary(self) -> dict[str, Any]:
        """Return the totals that `GET /__records` shows above the records."""
        return {
            "requests": len(self.requests()),
            "billed": self.billed_total,
            "twice": self.texts_sent_twice(),
            "glossaries": self.glossaries.names(),
            "records": [asdict(record) for record in self.records],
        }

    def control(self, order: Mapping[str, Any]) -> None:
        """Call the method that an order names, with its other members as arguments."""
        calls = {"behave": self.behave, "fail": self.fail, "hang": self.hang, "cut": self.cut, "garble": self.garble}
        arguments = {key: value for key, value in order.items() if key != "call"}
        if order["call"] == "reset":
            self.reset()
        else:
            calls[order["call"]](**arguments)

    def answer(self, record: Record, query: Mapping[str, str]) -> tuple[Reply, Fault | None]:
        """Answer one request, and say what goes wrong on the way back."""
        with self._lock:
            fault = self._take_fault(record.path)
            reply = Reply(fault.status, fault.body) if fault and fault.kind == "fail" else self._route(record, query)
            record.status = reply.status
            self.records.append(record)
            if self._log is not None:
                with self._log.open("a", encoding="utf-8") as stream:
                    stream.write(json.dumps(asdict(record)) + "\n")
        return reply, fault

    def _add(self, fault: Fault) -> None:
        with self._lock:
            self._faults.append(fault)

    def _take_fault(self, path: str) -> Fault | None:
        for fault in self._faults:
            if fault.on in path:
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
                return fault
        return None

    def _route(self, record: Record, query: Mapping[str, str]) -> Reply:
        parts = record.path.strip("/").split("/")
        match (record.method, *parts):
            case ("POST", "v2", "translate"):
                return self._translate(record)
            case (_, "v2", "usage"):
                limit = {} if self.limit is None else {"character_limit": self.limit}
                return Reply(200, {"character_count": self.billed_total, **limit})
            case (_, "v2", "languages"):
                return Reply(200, [{"language": code, "name": code} for code in sorted(TARGETS)])
            case (method, "v3", "glossaries", *rest):
                return self.glossaries.answer(method, rest, query, record.body)
        return Reply(404, {"message": "Not found"})

    def _translate(self, record: Record) -> Reply:
        body, target = record.body, (record.target_lang or "").upper()
        if record.size > MAX_BODY:
            return Reply(413, {"message": "Request size exceeds the supported limit"})
        refusal = _refusal(body, record.texts, target)
        if refusal:
            return Reply(400, {"message": refusal})
        try:
            billed = [billed_characters(text, tags=bool(body.get("tag_handling"))) for text in record.texts]
        except ET.ParseError:
            return Reply(400, {"message": "Tag handling parsing failed, please check input."})
        glossary: dict[str, str] = {}
        if record.glossary_id:
            found = self.glossaries.entries(record.glossary_id, record.source_lang or "", target)
            if isinstance(found, Reply):
                return found
            glossary = found
        if self.limit is not None and self.billed_total + sum(billed) > self.limit:
            return Reply(456, {"message": "Quota exceeded"})
        record.billed = billed
        return Reply(200, {"translations": self._translations(record, target, glossary)})

    def _translations(self, record: Record, target: str, glossary: Mapping[str, str]) -> list[dict[str, Any]]:
        return [
            {
                "detected_source_language": (record.source_lang or "EN").upper(),
                "text": translate(text, target=target, glossary=glossary, manners=self.manners),
                "billed_characters": billed,
            }
            for text, billed in zip(record.texts, record.billed, strict=True)
        ]


def _refusal(body: Mapping[str, Any], texts: list[str], target: str) -> str:
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


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    fake: DeepLServer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Http

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Keep stderr free."""

    def do_GET(self) -> None:  # noqa: N802 - the base class looks for this name
        """Answer a GET request."""
        self._respond()

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815 - the same

    def _respond(self) -> None:
        fake = self.server.fake
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        if parts.path == "/__control":
            fake.control(json.loads(raw))
            self._send(Reply(200, {}), None)
        elif parts.path == "/__records":
            self._send(Reply(200, fake.summary()), None)
        elif self.headers.get("Authorization") != f"DeepL-Auth-Key {fake.key}":
            self._send(Reply(403, {"message": "Authorization failed"}), None)
        else:
            record = _read_record(self.command, parts.path, raw, self.headers.get("Content-Type", ""))
            fake.closing.wait(fake.latency)
            reply, fault = fake.answer(record, dict(parse_qsl(parts.query)))
            self._send(reply, fault)

    def _send(self, reply: Reply, fault: Fault | None) -> None:
        kind = fault.kind if fault else ""
        if fault and kind == "hang":
            self.server.fake.closing.wait(fault.seconds)
        body = b"" if reply.body is None else json.dumps(_spoil(reply.body, kind)).encode()
        body = b"<html>Bad gateway</html>" if kind == "json" else body
        try:
            self.send_response(reply.status)
            if fault and fault.retry_after is not None:
                self.send_header("Retry-After", fault.retry_after)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if kind == "cut" else body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        self.close_connection = self.close_connection or kind == "cut"


def _spoil(body: Any, kind: str) -> Any:
    if kind == "short":
        return {"translations": body["translations"][:-1]}
    if kind == "unbilled":
        return {"translations": [{"text": item["text"]} for item in body["translations"]]}
    return body


def _read_record(method: str, path: str, raw: bytes, content_type: str) -> Record:
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


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--key", default="fake-key")
    parser.add_argument("--log", type=Path)
    options = parser.parse_args()
    with DeepLServer(key=options.key, port=options.port, log=options.log) as server:
        print(json.dumps({"url": server.url, "key": server.key}), flush=True)  # noqa: T201 - the address is the output
        server.closing.wait()


if __name__ == "__main__":
    main()
