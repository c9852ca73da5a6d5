"""A data folder has one owner, and a dead owner's folder is free at once."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from brokers import PATIENCE
from locworker.errors import ConfigError
from locworker.supervisor.owner import LOCK, Owner, own_folder

_HOLD = """
import sys
from pathlib import Path
from locworker.supervisor.owner import own_folder
with own_folder(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def _hold(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_owner_is_told_who_the_first_is(tmp_path: Path) -> None:
    with _hold(tmp_path) as first:
        with (
            pytest.raises(ConfigError, match=rf"process {first.pid} on {socket.gethostname()}, since 2"),
            own_folder(tmp_path),
        ):
            pass

        first.kill()


def test_a_killed_owner_leaves_the_folder_free(tmp_path: Path) -> None:
    with _hold(tmp_path) as first:
        first.kill()

    with own_folder(tmp_path):
        owner = json.loads((tmp_path / LOCK).read_text(encoding="utf-8"))

    assert owner["pid"] == os.getpid()


def test_the_end_of_a_dead_owners_children_is_waited_for(tmp_path: Path) -> None:
    # The lock is held by a process that lives while the owner that it names is dead, as a guard does.
    with _hold(tmp_path) as guard:
        lock = tmp_path / LOCK
        with subprocess.Popen([sys.executable, "-c", ""]) as dead:
            pass
        lock.write_text(json.dumps({"host": socket.gethostname(), "pid": dead.pid, "since": 0.0}), encoding="utf-8")
        taken = threading.Event()

        def take() -> None:
            with own_folder(tmp_path):
                taken.set()

        waiting = threading.Thread(target=take)
        waiting.start()
        assert not taken.wait(0.2)
        guard.kill()
        waiting.join(PATIENCE)

    assert taken.is_set()


def test_a_killed_owner_that_nobody_has_waited_for_is_dead(tmp_path: Path) -> None:
    with _hold(tmp_path) as zombie:
        zombie.kill()
        os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)

        assert Owner(host=socket.gethostname(), pid=zombie.pid, since=0.0).has_died()


def test_an_owner_on_another_machine_is_taken_for_alive(tmp_path: Path) -> None:
    with _hold(tmp_path) as first:
        (tmp_path / LOCK).write_text(json.dumps({"host": "elsewhere", "pid": 1, "since": 0.0}), encoding="utf-8")

        with pytest.raises(ConfigError, match="process 1 on elsewhere"), own_folder(tmp_path):
            pass

        first.kill()


def test_a_folder_that_cannot_be_made_is_a_setting_to_mend(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(ConfigError, match="LOCWORKER_DATA_DIR"), own_folder(tmp_path / "file" / "data"):
        pass
