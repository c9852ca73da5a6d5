from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from builders import make_settings
from locworker.jobs.owner import LEASE, is_alive, own_claimant, own_name, own_place


def test_this_process_is_alive() -> None:
    assert is_alive(own_name())


def test_a_process_that_ended_is_dead() -> None:
    code = "from locworker.jobs.owner import own_name; print(own_name())"
    name = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()

    assert not is_alive(name)


def test_a_process_that_ended_and_that_nobody_has_waited_for_is_dead() -> None:
    code = "from locworker.jobs.owner import own_name; print(own_name())"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        name = child.stdout.readline().strip()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)

        assert not is_alive(name)


def test_a_process_id_that_was_given_away_again_is_another_name() -> None:
    head, _, started = own_name().rpartition(":")

    assert not is_alive(f"{head}:{int(started) + 1}")


def test_another_machine_can_only_be_believed() -> None:
    assert is_alive("elsewhere:1:1")
    # A container with this host's name: there is no process of that id here, and it says nothing.
    assert is_alive(f"{own_place().rpartition('/')[0]}/1:999999999:1")
    assert is_alive("no name of ours")


@pytest.mark.parametrize(
    ("timeouts", "lease"),
    [
        pytest.param((), LEASE, id="as it comes"),
        pytest.param(("600", "20"), LEASE + 600, id="a slow engine"),
    ],
)
def test_a_lease_outlasts_the_longest_request(tmp_path: Path, timeouts: tuple[str, ...], lease: float) -> None:
    engines = {f"engine-{number}": {"timeout": timeout} for number, timeout in enumerate(timeouts)}

    claimant = own_claimant(make_settings(tmp_path, {"engines": engines}))

    assert (claimant.owner, claimant.lease) == (own_name(), lease)
