"""The fake DeepL as a process of its own, which outlives all that is killed; what it was asked is in a file."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Self
from urllib.request import Request, urlopen

from faults.engines import KEY
from faults.plugin import TESTS


class DeepLProcess:
    """The process, as a context manager. Call the fake's methods by `tell`; the requests are in `log`."""

    def __init__(self, folder: Path, *, limit: int | None = None) -> None:
        self.log = folder / "deepl.jsonl"
        command = [sys.executable, "-m", "fakes.deepl_server", "--key", KEY, "--log", str(self.log)]
        command += ["--limit", str(limit)] if limit is not None else []
        self._process = subprocess.Popen(command, cwd=TESTS, stdout=subprocess.PIPE, start_new_session=True)
        assert self._process.stdout is not None
        self.url: str = json.loads(self._process.stdout.readline())["url"]

    def __enter__(self) -> Self:
        """Begin; it answers already."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def tell(self, call: str, **arguments: object) -> None:
        """Call a method of the fake: `behave(latency=0.3)`, `fail(status=503)`, `hang(seconds=5)`, `cut()`."""
        body = json.dumps({"call": call, **arguments}).encode()
        with urlopen(Request(f"{self.url}/__control", data=body, method="POST"), timeout=60) as reply:  # noqa: S310
            reply.read()

    def requests(self) -> list[dict[str, Any]]:
        """Return the requests for translations, in the order of their answers."""
        if not self.log.exists():
            return []
        # A line that is being written may be there in part.
        lines = self.log.read_text(encoding="utf-8").splitlines(keepends=True)
        records = [json.loads(line) for line in lines if line.endswith("\n")]
        return [record for record in records if record["path"] == "/v2/translate"]

    def count(self) -> int:
        """Return how many requests were answered so far; quick, for it is asked again and again."""
        return self.log.read_bytes().count(b"\n") if self.log.exists() else 0

    def hung(self) -> int:
        """Return how many answers were kept back so far, each of which is billed."""
        return sum(record["fault"] == "hang" for record in self.requests())

    def billed_texts(self) -> Counter[tuple[str, str]]:
        """Return how often each text was billed, by text and target language."""
        return Counter((text, r["target_lang"]) for r in self.requests() if r["billed"] for text in r["texts"])

    def billed_characters(self) -> int:
        """Return the characters that were billed."""
        return sum(sum(record["billed"]) for record in self.requests())

    def sent_twice(self) -> int:
        """Return how many requests were billed that held a text which had been billed before."""
        seen: set[tuple[str, str]] = set()
        twice = 0
        for record in self.requests():
            if record["billed"]:
                texts = {(text, record["target_lang"]) for text in record["texts"]}
                twice += bool(texts & seen)
                seen |= texts
        return twice
