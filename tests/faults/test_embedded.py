"""`locworker up` is killed and started again: one server, one owner, and the job goes on."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from brokers import poll
from faults.conftest import MakeNewsroom, Note, Size
from faults.workers import command_line
from locworker.broker import find_server, start_server


def servers(folder: Path) -> list[int]:
    """Return the processes of Valkey that work in a folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cwd"):
        try:
            inside = entry.resolve().is_relative_to(folder)
        except OSError:
            continue
        if inside and "valkey-server" in command_line(int(entry.parent.name)):
            found.append(int(entry.parent.name))
    return found


def test_a_killed_up_leaves_one_server_which_the_next_one_uses(
    make_newsroom: MakeNewsroom, size: Size, note: Note
) -> None:
    size.full_only("tests/acceptance/test_up.py has it small")
    newsroom = make_newsroom()
    first = newsroom.start("up", threads=4)
    requests = newsroom.fill(200)
    newsroom.wait_requests(requests // 4)
    [server] = servers(newsroom.root)

    first.kill_supervisor()
    poll(lambda: not first.children(), what="the end of the children")
    left = servers(newsroom.root)
    second = newsroom.start("up", threads=4)
    third = newsroom.run("up")
    newsroom.wait_ended()

    found, twice = newsroom.count(), newsroom.deepl.sent_twice()
    note(requests=requests, lost=found.lost, sent_twice=twice, servers=len(servers(newsroom.root)))
    assert left == servers(newsroom.root) == [server]
    assert third.code == 2
    assert f"process {second.process.pid}" in third.err
    assert found.lost == 0
    assert twice <= 4
    took = second.terminate()
    assert second.process.returncode == 0
    assert servers(newsroom.root) == []
    assert took < 35


def test_a_killed_server_is_started_again_and_the_job_goes_on(
    make_newsroom: MakeNewsroom, size: Size, note: Note
) -> None:
    size.full_only("tests/acceptance/test_up.py has it small")
    newsroom = make_newsroom()
    newsroom.start("up", threads=4)
    requests = newsroom.fill(200)
    newsroom.wait_requests(requests // 4)
    [server] = servers(newsroom.root)

    first = start_server(newsroom.settings.data_dir)
    assert (first.pid, first.started) == (server, False)
    os.kill(server, signal.SIGKILL)
    began = time.monotonic()
    poll(lambda: find_server(newsroom.settings.data_dir), what="another server")
    back = time.monotonic() - began
    newsroom.wait_ended()

    note(requests=requests, lost=newsroom.count().lost, server_back_after=back, sent_twice=newsroom.deepl.sent_twice())
    assert len(servers(newsroom.root)) == 1
    assert servers(newsroom.root) != [server]
    assert newsroom.count().lost == 0
    assert newsroom.deepl.sent_twice() == 0


def test_the_first_article_is_done_soon_after_the_start(make_newsroom: MakeNewsroom, note: Note) -> None:
    """How soon is a matter of the machine: it is told, and bounded loosely."""
    newsroom = make_newsroom()
    newsroom.languages = ("de",)
    newsroom.write(1, texts=5)

    up = newsroom.start("up")
    ready = time.monotonic() - up.began
    newsroom.submit("--wait")
    done = time.monotonic() - up.began

    note(ready=ready, first_article=done)
    assert newsroom.count().lost == 0
    assert ready < 60
    assert done < 120
