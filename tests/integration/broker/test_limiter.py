"""One pace for all workers: what the limits let through, by the server's own clock."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from brokers import Broker, poll
from builders import make_settings
from grants import most_within, watching
from locworker.broker import Limiter
from locworker.errors import EngineBusyError
from locworker.settings import Settings

ROOT = Path(__file__).resolve().parents[3]


def limited(broker: Broker, folder: Path, **limits: float) -> Settings:
    return broker.settings(folder, {"limits": {"deepl": limits}} if limits else None)


def run_workers(
    broker: Broker, folder: Path, *, count: int, seconds: float, threads: int = 2, characters: int = 1
) -> list[int]:
    environ = os.environ | {"LOCWORKER_BROKER_URL": broker.url, "PYTHONPATH": str(ROOT)}
    program = [sys.executable, str(Path(__file__).with_name("pace_worker.py"))]
    arguments = [str(part) for part in (seconds, threads, characters)]
    workers = [
        subprocess.Popen([*program, *arguments], cwd=folder, env=environ, stdout=subprocess.PIPE) for _ in range(count)
    ]
    poll(lambda: len(list(folder.glob("ready-*"))) == count, what="the workers")
    (folder / "go").touch()
    return [int(worker.communicate()[0]) for worker in workers]


def write_limits(folder: Path, limits: Mapping[str, float]) -> None:
    lines = [f"{name} = {value}" for name, value in limits.items()]
    (folder / "locworker.toml").write_text("\n".join(["[limits.deepl]", *lines]), encoding="utf-8")


def test_eight_workers_keep_one_limit_and_use_it(broker: Broker, tmp_path: Path) -> None:
    write_limits(tmp_path, {"requests_per_second": 50})

    with watching(broker) as moments:
        sent = run_workers(broker, tmp_path, count=8, seconds=12, threads=4)

    assert most_within(moments, 10.0) <= 525
    assert most_within(moments, 1.0) <= 50 + 0.4 * 50 + 1
    # On a busy machine workers come late. In their best seconds they use what there is, each its part of it.
    assert most_within(moments, 4.0) >= 0.9 * 50 * 4
    assert min(sent) >= 0.5 * len(moments) / 8
    # An answer that came after the worker had given it up was let through and not sent, and it went by its own share.
    assert sum(sent) == pytest.approx(len(moments), rel=0.1)


def test_characters_are_limited_as_well(broker: Broker, tmp_path: Path) -> None:
    # A batch of 2000 where 10,000 a second are allowed: five a second, though fifty requests would be.
    write_limits(tmp_path, {"requests_per_second": 50, "characters_per_second": 10_000})

    with watching(broker) as moments:
        run_workers(broker, tmp_path, count=3, seconds=9, characters=2000)

    assert 0.9 * 4 * 5 <= most_within(moments, 4.0) <= 4 * 5 + 3


def test_a_request_above_the_whole_limit_goes_and_is_paid_off(broker: Broker, tmp_path: Path) -> None:
    limiter = Limiter(limited(broker, tmp_path, characters_per_second=1000))
    first = limiter.acquire("deepl", characters=1500, deadline=5)

    second = limiter.acquire("deepl", characters=1, deadline=5)

    # 200 could be saved up before; the other 1300 take 1.3 seconds.
    assert first == pytest.approx(0.0, abs=0.1)
    assert 1.2 <= second < 2.5


def test_a_wait_beyond_the_deadline_is_told_at_once_and_reserves_nothing(broker: Broker, tmp_path: Path) -> None:
    # One in four seconds; who waited for each of the ten would wait for ten.
    limiter = Limiter(limited(broker, tmp_path, requests_per_second=0.25))
    limiter.acquire("deepl", characters=1, deadline=5)
    began = time.monotonic()

    for _ in range(10):
        with pytest.raises(EngineBusyError) as caught:
            limiter.acquire("deepl", characters=1, deadline=1.0)
        assert caught.value.retry_after is not None
        assert 1.0 < caught.value.retry_after <= 4.0

    limiter.acquire("deepl", characters=1, deadline=5)
    assert time.monotonic() - began < 8.0


def test_waiting_threads_go_in_the_order_in_which_they_came(broker: Broker, tmp_path: Path) -> None:
    # So far apart that a busy machine does not wake one of them when the next one's moment is there.
    limiter = Limiter(limited(broker, tmp_path, requests_per_second=2))
    order: list[int] = []

    def send(number: int) -> None:
        limiter.acquire("deepl", characters=1, deadline=60)
        order.append(number)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(6)]
    for place, thread in enumerate(threads):
        thread.start()
        # Each has its place before the next one comes.
        poll(lambda place=place: len(order) + waiting(broker) > place, what="its place")  # type: ignore[misc]
    for thread in threads:
        thread.join()

    assert order == list(range(6))


def waiting(broker: Broker) -> float:
    """Return how many moments lie ahead in the line."""
    with broker.client() as client:
        at = client.hget("locworker:limit:deepl", "line_at")
        seconds, micros = client.time()
    return 0 if at is None else (float(at) - seconds - micros / 1e6) * 2 + 0.5


def test_an_engine_without_a_limit_waits_for_nothing(broker: Broker, tmp_path: Path) -> None:
    limiter = Limiter(limited(broker, tmp_path))

    assert all(limiter.acquire("apertium", characters=10**6, deadline=0) < 0.5 for _ in range(100))


@pytest.mark.parametrize("limits", [{}, {"requests_per_second": 100.0}], ids=["without a limit", "with a limit"])
def test_a_cool_down_holds_for_all_workers(broker: Broker, tmp_path: Path, limits: dict[str, float]) -> None:
    one, other = (Limiter(limited(broker, tmp_path, **limits)) for _ in range(2))
    began = time.monotonic()

    one.cool_down("deepl", 3.0)

    for limiter in (one, other):
        with pytest.raises(EngineBusyError) as caught:
            limiter.acquire("deepl", characters=1, deadline=0.1)
        assert caught.value.retry_after is not None
        assert 0.1 < caught.value.retry_after <= 3.0
    other.acquire("apertium", characters=1, deadline=0)
    other.acquire("deepl", characters=1, deadline=5)
    assert time.monotonic() - began >= 3.0


@pytest.mark.parametrize("seconds", [(1.5, 0.2), (0.2, 1.5)], ids=["longer first", "longer last"])
def test_the_later_end_of_two_cool_downs_holds(broker: Broker, tmp_path: Path, seconds: tuple[float, float]) -> None:
    one, other, third = (Limiter(limited(broker, tmp_path)) for _ in range(3))
    began = time.monotonic()
    one.cool_down("deepl", seconds[0])
    other.cool_down("deepl", seconds[1])
    other.cool_down("deepl", -1)

    third.acquire("deepl", characters=1, deadline=5)

    assert 1.5 <= time.monotonic() - began < 10.0


def test_a_cool_down_reaches_those_who_wait_already(broker: Broker, tmp_path: Path) -> None:
    one, other = (Limiter(limited(broker, tmp_path, requests_per_second=0.5)) for _ in range(2))
    one.acquire("deepl", characters=1, deadline=5)
    waited: list[float] = []
    thread = threading.Thread(target=lambda: waited.append(other.acquire("deepl", characters=1, deadline=30)))
    thread.start()
    # Its moment is in two seconds.
    poll(lambda: waiting(broker) > 0.5, what="a place in the line")

    one.cool_down("deepl", 3.0)
    thread.join()

    assert waited[0] >= 2.9


def test_nothing_is_left_in_redis_after_a_pause(
    broker: Broker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("locworker.broker.limiter._MEMBER_SECONDS", 3.0)
    limiter = Limiter(limited(broker, tmp_path, requests_per_second=50))
    limiter.acquire("deepl", characters=1, deadline=1)
    limiter.cool_down("deepl", 3.0)

    with broker.client() as client:
        assert sorted(client.keys()) == [
            b"locworker:cool:deepl",
            b"locworker:limit-members",
            b"locworker:limit:deepl",
        ]
        poll(lambda: client.keys() == [], what="the end of the keys")


def test_a_limiter_that_is_closed_counts_no_more(broker: Broker, tmp_path: Path) -> None:
    one, other = (Limiter(limited(broker, tmp_path)) for _ in range(2))
    for limiter in (one, other):
        limiter.acquire("deepl", characters=1, deadline=1)

    one.close()
    one.close()

    with broker.client() as client:
        assert client.zcard("locworker:limit-members") == 1
    broker.kill()
    other.close()


def count_sent(limiter: Limiter, seconds: float) -> int:
    """Return how many requests one thread may send in a time."""
    end, count = time.monotonic() + seconds, 0
    while (left := end - time.monotonic()) > 0:
        try:
            limiter.acquire("deepl", characters=1, deadline=left)
        except EngineBusyError:
            break
        count += 1
    return count


def test_without_redis_each_takes_its_share_and_never_more(broker: Broker, tmp_path: Path) -> None:
    limiters = [Limiter(limited(broker, tmp_path, requests_per_second=40)) for _ in range(4)]
    for limiter in (*limiters, *limiters):
        # Twice, so that each has seen all others.
        limiter.acquire("deepl", characters=1, deadline=5)
    broker.kill()

    sent = [count_sent(limiter, 3) for limiter in limiters[:2]]

    # Half of it would be an eighth, which is for those who have seen nobody.
    assert all(0.7 * 30 <= count <= 30 + 2 for count in sent), sent


def test_a_worker_that_never_saw_redis_takes_an_eighth(tmp_path: Path) -> None:
    limits = {"limits": {"deepl": {"requests_per_second": 80}}}
    limiter = Limiter(make_settings(tmp_path, limits, LOCWORKER_BROKER_URL="redis://127.0.0.1:1/0"))

    count = count_sent(limiter, 3)

    assert 0.7 * 30 <= count <= 30 + 2


def test_with_rabbitmq_each_takes_an_eighth(tmp_path: Path) -> None:
    limits = {"limits": {"deepl": {"requests_per_second": 80}}}
    limiter = Limiter(make_settings(tmp_path, limits, LOCWORKER_BROKER_URL="amqp://u:p@127.0.0.1:1//"))

    assert count_sent(limiter, 1.0) <= 10 + 2


def test_without_redis_a_cool_down_holds_for_the_worker_that_called_it(broker: Broker, tmp_path: Path) -> None:
    limiter = Limiter(limited(broker, tmp_path))
    limiter.acquire("deepl", characters=1, deadline=1)
    broker.kill()

    began = time.monotonic()
    limiter.cool_down("deepl", 3.0)

    with pytest.raises(EngineBusyError):
        limiter.acquire("deepl", characters=1, deadline=0.3)
    limiter.acquire("deepl", characters=1, deadline=5)
    assert time.monotonic() - began >= 3.0


def test_a_request_that_comes_too_late_without_redis_reserves_nothing(broker: Broker, tmp_path: Path) -> None:
    # An eighth of it is one in four seconds.
    limiter = Limiter(limited(broker, tmp_path, requests_per_second=2))
    broker.kill()
    limiter.acquire("deepl", characters=1, deadline=5)

    for _ in range(5):
        with pytest.raises(EngineBusyError):
            limiter.acquire("deepl", characters=1, deadline=0.1)

    assert limiter.acquire("deepl", characters=1, deadline=30) < 8.0


def test_workers_come_back_to_one_pace_by_themselves(
    broker: Broker, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    limiter = Limiter(limited(broker, tmp_path, requests_per_second=1000))
    broker.kill()
    limiter.acquire("deepl", characters=1, deadline=5)
    broker.start()

    poll(lambda: comes_back(limiter, broker), what="a grant by the server")

    said = [record.message for record in caplog.records if record.name.startswith("locworker")]
    assert [line.split(":")[0] for line in said] == [
        "The shared limits are out of reach",
        "The shared limits are back.",
    ][: len(said)]
    assert said


def comes_back(limiter: Limiter, broker: Broker) -> bool:
    limiter.acquire("deepl", characters=1, deadline=5)
    with broker.client() as client:
        return bool(client.exists("locworker:limit:deepl"))


def test_a_flush_forgets_a_fraction_of_a_second_only(broker: Broker, tmp_path: Path) -> None:
    limiter = Limiter(limited(broker, tmp_path, requests_per_second=20))
    with watching(broker) as moments, broker.client() as client:
        for turn in range(30):
            limiter.acquire("deepl", characters=1, deadline=10)
            if turn == 15:
                client.flushall()
                client.script_flush()

    assert most_within(moments, 1.0) <= 20 + 2 * 8 + 2


def test_a_server_that_hangs_holds_nobody_up_for_long(broker: Broker, tmp_path: Path) -> None:
    limiter = Limiter(limited(broker, tmp_path, requests_per_second=80))
    limiter.acquire("deepl", characters=1, deadline=5)
    broker.hold()
    began = time.monotonic()
    try:
        limiter.acquire("deepl", characters=1, deadline=5)
        limiter.acquire("deepl", characters=1, deadline=5)
    finally:
        broker.go_on()

    # The first waits for a second, the other one asks nobody; without a time-out they would wait for ever.
    assert time.monotonic() - began < 5.0
