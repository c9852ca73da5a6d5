from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from locworker.jobs.gate import Gate


def test_many_are_in_side_by_side() -> None:
    gate, all_in = Gate(), threading.Barrier(5)

    def work() -> None:
        with gate.beside():
            all_in.wait(10)

    with ThreadPoolExecutor(5) as pool:
        assert [future.result(10) for future in [pool.submit(work) for _ in range(5)]] == [None] * 5


def test_who_works_alone_waits_for_the_others_and_keeps_new_ones_out() -> None:
    gate, order = Gate(), list[str]()
    inside, leave, closed = threading.Event(), threading.Event(), threading.Event()

    def beside() -> None:
        with gate.beside():
            inside.set()
            leave.wait(10)
            order.append("before")

    def alone() -> None:
        inside.wait(10)
        closed.set()
        with gate.alone():
            order.append("alone")

    def late() -> None:
        while gate._closed_until == 0.0:
            time.sleep(0.001)
        leave.set()
        with gate.beside():
            order.append("after")

    with ThreadPoolExecutor(3) as pool:
        for future in [pool.submit(job) for job in (beside, alone, late)]:
            future.result(10)

    assert order == ["before", "alone", "after"]


def test_those_who_work_alone_do_so_one_after_another() -> None:
    gate, inside, most = Gate(), 0, 0

    def work() -> None:
        nonlocal inside, most
        with gate.alone():
            inside += 1
            most = max(most, inside)
            time.sleep(0.005)
            inside -= 1

    with ThreadPoolExecutor(8) as pool:
        for future in [pool.submit(work) for _ in range(8)]:
            future.result(10)

    assert most == 1


def test_nobody_waits_for_ever_for_what_hangs_alone() -> None:
    gate, hangs, done = Gate(patience=0.05), threading.Event(), threading.Event()

    def hang() -> None:
        with gate.alone():
            hangs.set()
            done.wait(10)

    with ThreadPoolExecutor(2) as pool:
        hanging = pool.submit(hang)
        hangs.wait(10)
        with gate.beside():
            done.set()
        hanging.result(10)
    with gate.alone():
        pass


def test_the_gate_opens_after_a_failure() -> None:
    gate = Gate()
    for way in (gate.beside, gate.alone):
        with pytest.raises(ZeroDivisionError), way():
            _ = 1 / 0

    with gate.alone():
        pass
