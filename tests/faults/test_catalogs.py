"""A process is killed while it writes a catalog: the file is the old one or the new one, never something between."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from brokers import poll
from command_line import environment
from faults.conftest import Note, Size
from faults.plugin import TESTS
from locworker.catalog import Catalog, Message, read_catalog, write_catalog

LONGEST = 0.004
"""Seconds after the beginning of a write within which it is killed: about as long as it takes."""

PATIENCE = 2.0
"""Seconds until a writer is killed that was not seen to begin."""


def make_catalog(path: Path, target: str) -> bytes:
    """Write a catalog of a megabyte, and return its bytes."""
    messages = [
        Message(context=f"p#{at}", source=f"Ship {at} " * 100, target=f"{target} {at} " * 100) for at in range(400)
    ]
    write_catalog(path, Catalog(header=Message(source="", target="Language: de\n"), messages=tuple(messages)))
    return path.read_bytes()


def test_a_catalog_whose_writer_is_killed_is_the_old_one_or_the_new_one(tmp_path: Path, size: Size, note: Note) -> None:
    kills = size.of(small=20, full=100)
    one, other, target = tmp_path / "one.po", tmp_path / "other.po", tmp_path / "de" / "article.po"
    allowed = [make_catalog(one, "Schiff"), make_catalog(other, "Dampfer")]
    dice = random.Random(7)  # noqa: S311 - moments, not secrets
    found, halves = [], 0
    command = [sys.executable, "-m", "faults.writer", *map(str, (target, one, other))]
    with subprocess.Popen(
        command, env=environment(PYTHONPATH=str(TESTS)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as nursery:
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        with closing(nursery.stdin):
            for _ in range(kills):
                nursery.stdin.write("\n")
                nursery.stdin.flush()
                writer = int(nursery.stdout.readline())
                before = set(target.parent.glob(".*.tmp"))
                poll(target.exists, what="the first catalog")
                deadline = time.monotonic() + PATIENCE
                while not set(target.parent.glob(".*.tmp")) - before and time.monotonic() < deadline:
                    pass
                time.sleep(dice.uniform(0, LONGEST))
                os.kill(writer, signal.SIGKILL)
                assert nursery.stdout.readline() == "ended\n"
                found.append(allowed.index(target.read_bytes()))
                halves += bool(set(target.parent.glob(".*.tmp")) - before)

    note(kills=kills, in_the_middle=halves, old_or_new=len(found), each=f"{found.count(0)} and {found.count(1)}")
    assert halves > kills // 4
    assert set(found) == {0, 1}
    assert len(read_catalog(target).messages) == 400
