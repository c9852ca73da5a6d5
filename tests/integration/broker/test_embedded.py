"""The embedded server: one for each data folder, whatever was killed before."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from redis import Redis

from brokers import poll
from builders import make_settings
from locworker.broker import EmbeddedServer, broker_url, find_server, start_server
from locworker.broker.embedded import server as server_module
from locworker.broker.embedded.files import ServerFolder, ServerState, cannot_write
from locworker.broker.embedded.locks import locked
from locworker.broker.embedded.process import end_process, is_ours, start_mark
from locworker.errors import BrokerError, ConfigError

ROOT = Path(__file__).resolve().parents[3]
START = """
import sys
from pathlib import Path
from locworker.broker import start_server
print(start_server(Path(sys.argv[1])).pid, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    """Give a data folder; whatever server runs on it at the end is ended."""
    folder = tmp_path / "data"
    with ExitStack() as stack:
        stack.callback(_end, folder)
        yield folder


def _end(folder: Path) -> None:
    state = ServerFolder(folder).read_state()
    if state is not None and is_ours(state, ServerFolder(folder).path):
        os.kill(state.pid, signal.SIGKILL)


def ask(server: EmbeddedServer) -> Redis:
    return Redis(unix_socket_path=server.url.removeprefix("redis+socket://").partition("?")[0])


def start_elsewhere(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", START, str(folder)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def servers_of(folder: Path) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if b"valkey-server" in words and os.fsencode(folder.resolve()) in words:
                found.append(int(entry.name))
    return found


def test_a_server_answers_on_a_socket_of_its_owner_alone(data_dir: Path) -> None:
    server = start_server(data_dir)

    socket_path = ServerFolder(data_dir).socket
    assert server.started
    assert server.url == f"redis+socket://{socket_path.resolve()}?virtual_host=0"
    assert stat.S_IMODE(socket_path.stat().st_mode) == 0o700
    assert stat.S_IMODE(socket_path.parent.stat().st_mode) == 0o700
    with ask(server) as client:
        assert client.ping()
        assert client.config_get("port") == {"port": "0"}
        assert client.config_get("appendonly", "appendfsync", "maxmemory-policy", "save") == {
            "appendonly": "yes",
            "appendfsync": "everysec",
            "maxmemory-policy": "noeviction",
            "save": "",
        }


def test_it_starts_in_less_than_half_a_second(data_dir: Path) -> None:
    took: list[float] = []
    # The best of ten: the machine may be busy.
    while len(took) < 10 and min(took, default=1.0) >= 0.5:
        began = time.monotonic()
        server = start_server(data_dir)
        took.append(time.monotonic() - began)
        server.stop()

    assert min(took) < 0.5


def test_its_log_stands_in_the_data_folder_and_no_key_in_its_environment(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEEPL_AUTH_KEY", "canary-key")

    server = start_server(data_dir)

    assert b"Ready to accept connections" in (data_dir / "broker" / "valkey.log").read_bytes()
    assert Path(f"/proc/{server.pid}/environ").read_bytes() == b""


def test_a_project_finds_its_server(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)
    server = start_server(settings.data_dir)

    found = (find_server(settings.data_dir), broker_url(settings))
    explicit = broker_url(make_settings(tmp_path, LOCWORKER_BROKER_URL="redis://localhost/3"))
    server.stop()

    assert found == (server.url, server.url)
    assert explicit == "redis://localhost/3"
    with pytest.raises(BrokerError, match="locworker up"):
        broker_url(settings)


def test_a_second_start_takes_over_the_first_server(data_dir: Path) -> None:
    first = start_server(data_dir)

    second = start_server(data_dir)

    assert (second.pid, second.started) == (first.pid, False)
    second.stop()
    assert find_server(data_dir) is None


def test_a_server_outlives_its_killed_parent_and_is_taken_over(data_dir: Path) -> None:
    parent = start_elsewhere(data_dir)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()

    server = start_server(data_dir)

    assert (server.pid, server.started) == (pid, False)
    assert servers_of(data_dir) == [pid]
    server.stop()
    poll(lambda: not servers_of(data_dir), what="the end of a server that is not our child")


def test_two_callers_at_once_get_one_server(data_dir: Path) -> None:
    parents = [start_elsewhere(data_dir) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        own = list(pool.map(lambda _: start_server(data_dir).pid, range(4)))
    others = [int(parent.stdout.readline()) for parent in parents if parent.stdout]
    for parent in parents:
        parent.communicate()

    assert len(servers_of(data_dir)) == 1
    assert len({*own, *others}) == 1


def test_a_killed_server_is_replaced_and_has_its_messages_back(data_dir: Path) -> None:
    first = start_server(data_dir)
    with ask(first) as client:
        client.lpush("list", "message")
        poll(lambda: client.info("persistence")["aof_buffer_length"] == 0, what="an empty buffer")
    os.kill(first.pid, signal.SIGKILL)
    poll(lambda: find_server(data_dir) is None, what="the end of the server")

    second = start_server(data_dir)

    assert second.started
    assert second.pid != first.pid
    with ask(second) as client:
        assert client.lrange("list", 0, -1) == [b"message"]


def test_a_stopped_server_keeps_its_messages_and_leaves_nothing_else(data_dir: Path) -> None:
    server = start_server(data_dir)
    with ask(server) as client:
        client.lpush("list", "message")

    server.stop()

    left = {path.name for path in (data_dir / "broker").iterdir()}
    assert left == {"appendonlydir", "valkey.log", "start.lock", "server.lock"}
    with ask(start_server(data_dir)) as client:
        assert client.llen("list") == 1


def test_a_server_that_hangs_is_replaced(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locworker.broker.embedded.server._HUNG", 1.0)
    monkeypatch.setattr("locworker.broker.embedded.server._END", 1.0)
    first = start_server(data_dir)
    os.kill(first.pid, signal.SIGSTOP)

    second = start_server(data_dir)

    assert second.started
    assert servers_of(data_dir) == [second.pid]


def test_a_server_whose_socket_is_gone_is_replaced(data_dir: Path) -> None:
    first = start_server(data_dir)
    with ask(first) as client:
        client.lpush("list", "message")
    ServerFolder(data_dir).socket.unlink()

    second = start_server(data_dir)

    assert second.pid != first.pid
    assert servers_of(data_dir) == [second.pid]
    with ask(second) as client:
        assert client.llen("list") == 1


@pytest.mark.parametrize(
    "state", [None, "", "{", "[]", '{"pid": "x"}'], ids=["missing", "empty", "broken", "list", "text"]
)
def test_a_server_is_found_without_its_record(data_dir: Path, state: str | None) -> None:
    first = start_server(data_dir)
    record = data_dir / "broker" / "server.json"
    if state is None:
        record.unlink()
    else:
        record.write_text(state, encoding="utf-8")

    second = start_server(data_dir)

    assert (second.pid, second.started) == (first.pid, False)
    assert json.loads(record.read_text(encoding="utf-8"))["pid"] == first.pid


def test_a_number_that_another_process_has_now_is_left_alone(data_dir: Path) -> None:
    stranger = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    folder = ServerFolder(data_dir)
    folder.make()
    folder.enter()
    mark = start_mark(stranger.pid)
    assert mark is not None
    folder.socket.touch()
    for started in ("another-boot:1", mark):
        folder.write_state(ServerState(pid=stranger.pid, started=started))

        server = start_server(data_dir)

        assert server.started
        assert stranger.poll() is None
        server.stop()
        assert stranger.poll() is None
    stranger.communicate()


def test_a_stop_of_a_server_that_was_replaced_leaves_the_new_one(data_dir: Path) -> None:
    first = start_server(data_dir)
    os.kill(first.pid, signal.SIGKILL)
    poll(lambda: find_server(data_dir) is None, what="the end of the server")
    second = start_server(data_dir)

    first.stop()

    assert find_server(data_dir) == second.url


def test_stopping_twice_is_no_fault(data_dir: Path) -> None:
    server = start_server(data_dir)

    server.stop()
    server.stop()

    assert find_server(data_dir) is None


def test_a_server_that_nobody_can_reach_or_name_keeps_its_folder(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("locworker.broker.embedded.server._HUNG", 0.3)
    first = start_server(data_dir)
    record = (data_dir / "broker" / "server.json").read_text(encoding="utf-8")
    (data_dir / "broker" / "server.json").unlink()
    ServerFolder(data_dir).socket.unlink()

    with pytest.raises(BrokerError, match="does not answer"):
        start_server(data_dir)

    assert servers_of(data_dir) == [first.pid]
    (data_dir / "broker" / "server.json").write_text(record, encoding="utf-8")


def test_a_socket_of_somebody_else_is_not_used(data_dir: Path) -> None:
    folder = ServerFolder(data_dir)
    folder.make()
    folder.enter()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder.socket))
        listener.listen()

        def answer() -> None:
            link, _ = listener.accept()
            with link:
                link.recv(100)
                link.sendall(b"$14\r\nprocess_id:1\r\n\r\n")

        threading.Thread(target=answer, daemon=True).start()

        with pytest.raises(BrokerError, match="did not start"):
            start_server(data_dir)


@pytest.mark.parametrize("name", ["x" * 120, "mit Leerzeichen & 100 %?#", "größer"], ids=["long", "signs", "letters"])
def test_any_path_will_do(tmp_path: Path, name: str) -> None:
    settings = make_settings(tmp_path, {"data_dir": f"{name}/data"})

    server = start_server(settings.data_dir)

    try:
        path = Path(server.url.removeprefix("redis+socket://").partition("?")[0])
        assert len(os.fsencode(path)) <= 100
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert broker_url(settings) == server.url
        with ask(server) as client:
            assert client.config_get("dir")["dir"] == str(settings.data_dir.resolve() / "broker")
    finally:
        server.stop()
    assert not path.exists()


def test_a_start_while_another_one_stops_has_a_place_for_its_socket(tmp_path: Path) -> None:
    data_dir = tmp_path / ("x" * 120)
    folder = ServerFolder(data_dir)
    folder.make()
    with ThreadPoolExecutor(1) as pool:
        with locked(folder.start_lock, timeout=1, otherwise="never"):
            starting = pool.submit(start_server, data_dir)
            # It waits for its turn, and who has it leaves no socket's folder behind.
            time.sleep(0.3)
            folder.leave()
        server = starting.result()

    assert find_server(data_dir) == server.url
    server.stop()


def test_a_stop_leaves_what_others_have_put_beside_the_socket(tmp_path: Path) -> None:
    server = start_server(tmp_path / ("x" * 120))
    other = ServerFolder(server.data_dir).socket.with_name("other")
    other.touch()

    server.stop()

    assert find_server(server.data_dir) is None
    other.unlink()
    other.parent.rmdir()


@pytest.mark.parametrize("name", ["x" * 120, "short"])
def test_a_folder_that_was_deleted_under_its_server_gets_a_new_one(tmp_path: Path, name: str) -> None:
    data_dir = tmp_path / name
    first = start_server(data_dir)
    shutil.rmtree(data_dir)

    second = start_server(data_dir)

    assert second.started
    assert second.pid != first.pid
    with ask(second) as client:
        client.lpush("list", "message")
    second.stop()
    with ask(start_server(data_dir)) as client:
        assert client.llen("list") == 1
    start_server(data_dir).stop()
    for pid in servers_of(data_dir):
        os.kill(pid, signal.SIGKILL)


def test_a_server_that_still_reads_its_messages_is_waited_for(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = start_server(data_dir)
    real = server_module._ask
    answers = ["-LOADING Valkey is loading the dataset in memory\r\n"] * 3
    monkeypatch.setattr(
        server_module, "_ask", lambda *given, **named: answers.pop() if answers else real(*given, **named)
    )

    again = start_server(data_dir)

    assert (again.pid, again.started, answers) == (server.pid, False, [])


def test_a_program_that_never_answers_is_ended_and_told(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = data_dir.with_name("deaf")
    program.write_text("#!/bin/sh\nexec sleep 600\n", encoding="utf-8")
    program.chmod(0o700)
    monkeypatch.setattr(server_module, "find_binary", lambda: program)
    monkeypatch.setattr(server_module, "_START", 0.3)

    with pytest.raises(BrokerError, match="does not start"):
        start_server(data_dir)

    state = ServerFolder(data_dir).read_state()
    assert state is not None
    poll(lambda: start_mark(state.pid) is None, what="the end of the program")


def test_messages_are_set_aside_once_and_not_again(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = data_dir.with_name("broken")
    program.write_text("#!/bin/sh\necho 'Bad file format reading the append only file' >&2\nexit 1\n", encoding="utf-8")
    program.chmod(0o700)
    (data_dir / "broker" / "appendonlydir").mkdir(parents=True)
    monkeypatch.setattr(server_module, "find_binary", lambda: program)

    with pytest.raises(BrokerError, match="does not start"):
        start_server(data_dir)

    assert [path.name for path in (data_dir / "broker").glob("appendonlydir*")] == ["appendonlydir.broken-1"]


def test_earlier_messages_that_were_set_aside_are_kept(data_dir: Path) -> None:
    folder = ServerFolder(data_dir)
    for number in (1, 2):
        folder.append_only.mkdir(parents=True)

        assert folder.set_aside().name == f"appendonlydir.broken-{number}"


def test_a_lock_that_cannot_be_opened_is_one_clear_error(data_dir: Path) -> None:
    (data_dir / "broker" / "server.lock").mkdir(parents=True)

    with pytest.raises(ConfigError, match="cannot be written: Is a directory"):
        start_server(data_dir)


def test_a_short_place_that_somebody_else_could_write_to_is_refused(tmp_path: Path) -> None:
    data_dir = tmp_path / ("x" * 120)
    place = ServerFolder(data_dir).socket.parent
    place.mkdir(mode=0o777)
    place.chmod(0o777)
    try:
        with pytest.raises(ConfigError, match="somebody else can write"):
            start_server(data_dir)
        assert find_server(data_dir) is None
    finally:
        place.rmdir()


def test_a_folder_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(ConfigError, match="cannot be written: Not a directory; choose another folder") as caught:
        start_server(tmp_path / "file" / "data")

    assert "\n" not in str(caught.value)


def test_a_full_disk_may_be_tried_again_later() -> None:
    assert isinstance(cannot_write(Path("data"), OSError(errno.ENOSPC, "No space left on device")), BrokerError)


def test_messages_that_cannot_be_read_are_set_aside(data_dir: Path) -> None:
    server = start_server(data_dir)
    with ask(server) as client:
        client.lpush("list", "message")
    server.stop()
    (written,) = (data_dir / "broker" / "appendonlydir").glob("*.incr.aof")
    written.write_bytes(b"*2\r\nno command at all\r\n" + written.read_bytes())

    again = start_server(data_dir)

    with ask(again) as client:
        assert client.llen("list") == 0
    assert (data_dir / "broker" / "appendonlydir.broken-1").is_dir()


def test_a_torn_last_message_costs_no_other(data_dir: Path) -> None:
    server = start_server(data_dir)
    with ask(server) as client:
        client.lpush("list", "message")
    server.stop()
    (written,) = (data_dir / "broker" / "appendonlydir").glob("*.incr.aof")
    with written.open("ab") as file:
        file.write(b"*3\r\n$5\r\nLPUSH\r\n$4\r\nli")

    with ask(start_server(data_dir)) as client:
        assert client.llen("list") == 1


def test_a_server_that_does_not_start_names_its_log(data_dir: Path) -> None:
    # A manifest that is a folder cannot be read, nor is it a damaged list of messages.
    folder = ServerFolder(data_dir)
    folder.make()
    (folder.path / "appendonlydir").write_text("a file where a folder should be", encoding="utf-8")

    with pytest.raises(BrokerError, match=r"does not start; .*valkey\.log"):
        start_server(data_dir)


def test_a_machine_without_a_server_is_told_what_to_do(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.system", lambda: "Plan9")

    with pytest.raises(ConfigError, match="set LOCWORKER_BROKER_URL"):
        start_server(data_dir)


def test_a_start_that_waits_too_long_for_another_gives_up(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_START", "_END", "_HUNG"):
        monkeypatch.setattr(f"locworker.broker.embedded.server.{name}", 0.05)
    folder = ServerFolder(data_dir)
    folder.make()

    with locked(folder.start_lock, timeout=1, otherwise="never"), pytest.raises(BrokerError, match="does not come to"):
        start_server(data_dir)


def test_a_process_that_does_not_listen_is_made_to_end(tmp_path: Path) -> None:
    program = "import signal, sys; signal.signal(15, signal.SIG_IGN); print(1, flush=True); sys.stdin.read()"
    deaf = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert deaf.stdout is not None
    deaf.stdout.readline()
    state = ServerState(pid=deaf.pid, started=start_mark(deaf.pid) or "")

    assert end_process(state, tmp_path, patience=1.0)

    assert deaf.wait() == -signal.SIGKILL
    deaf.communicate()
    assert end_process(state, tmp_path, patience=0.3)
