"""A fake of the DeepL API on the loopback interface: the requests of the real SDK in, made-up translations out.

In a test: `with DeepLServer() as server:` and point the engine at `server.url` with `server.key`. As a process of its
own, for tests that kill and restart: `python -m fakes.deepl_server --port 0 --log FILE` prints its address as one line
of JSON; `POST /__control` with `{"call": "fail", "status": 503, "times": 2}` calls the method of that name, and
`GET /__records` gives what was asked so far. It answers as DeepL's documentation says, refuses what DeepL refuses, and
misbehaves when told to: see `behave`, `fail`, `hang`, `drip`, `cut` and `garble`.
"""

from __future__ import annotations

import argparse
import json
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree as ET

from fakes.deepl_glossaries import Glossaries, Reply
from fakes.deepl_records import MAX_BODY, TARGETS, Fault, Record, read_record, refusal, spoil
from fakes.deepl_text import Manners, billed_characters, translate


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
        after: int = 0,
        on: str = "/v2/translate",
        retry_after: str | None = None,
        body: dict[str, Any] | None = None,
    ) -> None:
        """Answer the next requests, after some others, with an HTTP status; nothing is translated or billed."""
        self._add(
            Fault(kind="fail", status=status, times=times, after=after, on=on, retry_after=retry_after, body=body)
        )

    def hang(self, seconds: float, *, times: int = 1, on: str = "/v2/translate") -> None:
        """Do the work and bill it, then keep the next answers back for some seconds."""
        self._add(Fault(kind="hang", seconds=seconds, times=times, on=on))

    def drip(self, seconds: float, *, times: int = 1) -> None:
        """Do the work and bill it, then answer a byte at a time, with a pause of some seconds between."""
        self._add(Fault(kind="drip", seconds=seconds, times=times))

    def cut(self, *, times: int = 1, on: str = "/v2/translate") -> None:
        """Do the work and bill it, then break off in the middle of the next answers."""
        self._add(Fault(kind="cut", times=times, on=on))

    def garble(self, what: str, *, times: int = 1) -> None:
        """Do the work, then answer wrongly: `json` (none at all), `short`, `unbilled`, `list` or `null`."""
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
        paid = Counter(
            (text, record.target_lang) for record in self.requests() if record.billed for text in record.texts
        )
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
        arguments = {key: value for key, value in order.items() if key != "call"}
        calls: dict[str, Callable[..., None]] = {
            "behave": self.behave,
            "fail": self.fail,
            "hang": self.hang,
            "cut": self.cut,
            "garble": self.garble,
            "reset": self.reset,
        }
        calls[order["call"]](**arguments)

    def answer(self, record: Record, query: Mapping[str, str]) -> tuple[Reply, Fault | None]:
        """Answer one request, and say what goes wrong on the way back."""
        with self._lock:
            fault = self._take_fault(record.path)
            reply = Reply(fault.status, fault.body) if fault and fault.kind == "fail" else self._route(record, query)
            record.status = reply.status
            record.fault = fault.kind if fault else ""
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
            if fault.on in path and fault.after:
                fault.after -= 1
                return None
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
        why = refusal(body, record.texts, target)
        if why:
            return Reply(400, {"message": why})
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


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    # Workers by the dozen connect at once; a connection that finds no place is tried again a second later.
    request_queue_size = 512
    fake: DeepLServer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Http

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Keep stderr free."""

    def do_GET(self) -> None:
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
            record = read_record(self.command, parts.path, raw, self.headers.get("Content-Type", ""))
            record.at = time.time()
            fake.closing.wait(fake.latency)
            reply, fault = fake.answer(record, dict(parse_qsl(parts.query)))
            self._send(reply, fault)

    def _send(self, reply: Reply, fault: Fault | None) -> None:
        kind = fault.kind if fault else ""
        if fault and kind == "hang":
            self.server.fake.closing.wait(fault.seconds)
        body = b"" if reply.body is None else json.dumps(spoil(reply.body, kind)).encode()
        body = b"<html>Bad gateway</html>" if kind == "json" else body
        try:
            self.send_response(reply.status)
            if fault and fault.retry_after is not None:
                self.send_header("Retry-After", fault.retry_after)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if fault and kind == "drip":
                self._drip(body, fault.seconds)
                return
            self.wfile.write(body[: len(body) // 2] if kind == "cut" else body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        self.close_connection = self.close_connection or kind == "cut"

    def _drip(self, body: bytes, pause: float) -> None:
        for place in range(len(body)):
            self.wfile.write(body[place : place + 1])
            if self.server.fake.closing.wait(pause):
                return


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--key", default="fake-key")
    parser.add_argument("--log", type=Path)
    parser.add_argument("--limit", type=int, help="the account's characters; without it there is no limit")
    options = parser.parse_args()
    with DeepLServer(key=options.key, port=options.port, limit=options.limit, log=options.log) as server:
        print(json.dumps({"url": server.url, "key": server.key}), flush=True)  # noqa: T201 - the address is the output
        server.closing.wait()


if __name__ == "__main__":
    main()
