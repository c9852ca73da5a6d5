"""A process is killed while it writes a catalog: the file is the old one or the new one, never something between."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from brokers import PATIENCE, poll
from command_line import environment
from faults.conftest import Note, Size
from faults.plugin import TESTS
from locworker.catalog import Catalog, Message, read_catalog, write_catalog

MESSAGES = 200

LONGEST = 0.004
"""Seconds after the beginning of a write within which it is stopped: about as long as it takes."""


def make_catalog(path: Path, target: str) -> bytes:
    """Write a catalog of half a megabyte, and return its bytes."""
    messages = [
        Message(context=f"p#{at}", source=f"Ship {at} " * 100, target=f"{target} {at} " * 100) for at in range(MESSAGES)
    ]
    write_catalog(path, Catalog(header=Message(source="", target="Language: de\n"), messages=tuple(messages)))
    return path.read_bytes()


@contextmanager
def started(nursery: subprocess.Popen[str]) -> Iterator[int]:
    """Have a writer started, and killed at the end, however that comes."""
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    nursery.stdin.write("\n")
    nursery.stdin.flush()
    writer = int(nursery.stdout.readline())
    try:
        yield writer
    finally:
        os.kill(writer, signal.SIGKILL)
        assert nursery.stdout.readline() == "ended\n"


def stop_in_a_write(writer: int, folder: Path, before: set[Path], dice: random.Random) -> None:
    """Stop a writer some time after it has begun to write; let it go on and try again while it had just ended."""
    latest = time.monotonic() + PATIENCE
    while time.monotonic() < latest:
        if not halves(folder) - before:
            continue
        time.sleep(dice.uniform(0, LONGEST))
        os.kill(writer, signal.SIGSTOP)
        poll(lambda: stands_still(writer), what="a writer that stands still")
        if halves(folder) - before:
            return
        os.kill(writer, signal.SIGCONT)
    raise AssertionError("no write could be broken off")


def halves(folder: Path) -> set[Path]:
    """Return the files that were begun and have not taken their place."""
    return set(folder.glob(".*.tmp"))


def stands_still(process: int) -> bool:
    """Return whether a process stands still."""
    stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    return stat.rpartition(")")[2].split()[0] == "T"


def test_a_catalog_whose_writer_is_killed_is_the_old_one_or_the_new_one(tmp_path: Path, size: Size, note: Note) -> None:
    """Three in four are killed in the middle of a write, the others at any moment."""
    kills = size.of(small=20, full=100)
    one, other, target = tmp_path / "one.po", tmp_path / "other.po", tmp_path / "de" / "article.po"
    allowed = [make_catalog(one, "Schiff"), make_catalog(other, "Dampfer")]
    dice = random.Random(7)  # noqa: S311 - moments, not secrets
    found = []
    command = [sys.executable, "-m", "faults.writer", *map(str, (target, one, other))]
    with subprocess.Popen(
        command, env=environment(PYTHONPATH=str(TESTS)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as nursery:
        assert nursery.stdin is not None
        with closing(nursery.stdin):
            for number in range(kills):
                before = halves(target.parent)
                with started(nursery) as writer:
                    # By turns the one is there and the other is being written.
                    old = allowed[number % 2]
                    poll(lambda old=old: target.exists() and target.read_bytes() == old, what="a catalog")  # type: ignore[misc]
                    if number % 4:
                        stop_in_a_write(writer, target.parent, before, dice)
                assert not number % 4 or halves(target.parent) - before
                found.append(allowed.index(target.read_bytes()))

    note(
        kills=kills, in_the_middle=kills * 3 // 4, old_or_new=len(found), each=f"{found.count(0)} and {found.count(1)}"
    )
    assert set(found) == {0, 1}
    assert len(read_catalog(target).messages) == MESSAGES
