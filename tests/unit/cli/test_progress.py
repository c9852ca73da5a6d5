from __future__ import annotations

import signal

import pytest

from locworker.cli.progress import PaidProgress, TerminalProgress


def test_ctrl_c_ends_at_once_where_nothing_is_paid() -> None:
    with pytest.raises(KeyboardInterrupt), TerminalProgress(quiet=True):
        signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_asks_to_stop_and_the_second_one_stops(
    sent: signal.Signals, capsys: pytest.CaptureFixture[str]
) -> None:
    before = signal.getsignal(sent)

    with PaidProgress() as progress:
        assert not progress.stopping()
        signal.raise_signal(sent)
        assert progress.stopping()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(sent)

    assert "stopping after the request that is out" in capsys.readouterr().err
    assert signal.getsignal(sent) is before
