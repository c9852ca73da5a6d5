"""Workers as processes: what they are sent, what kills them, how they start and end."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from brokers import PATIENCE
from command_line import environment
from locworker.broker import make_app
from service import TESTS, Service

TEXTS = [f"Sentence number {number} of the news." for number in range(20)]


def runs(service: Service, word: str) -> int:
    return (service.root / "runs").read_text(encoding="utf-8").count(word)


def test_a_batch_that_kills_its_worker_is_given_up_and_its_siblings_are_done(deadly: Service) -> None:
    texts = [*TEXTS[:8], "This is POISON for workers.", *TEXTS[8:]]
    deadly.keep("mt", 4)
    deadly.start("cpu", 1)

    ids = deadly.submit(deadly.write("news.txt", *texts), engine="deadly")
    deadly.settle(ids)

    view = deadly.queue.show(ids[0])
    assert view.job.state == "partial"
    assert [(batch.state, batch.refused) for batch in view.batches if batch.state != "done"] == [("failed", 2)]
    assert runs(deadly, "POISON") <= 4
    catalog = (deadly.root / "locales/de/news.txt.po").read_text(encoding="utf-8")
    done = [text for text in TEXTS if text.upper() in catalog]
    assert len(done) >= len(TEXTS) - 1
    assert "started 4 times without an end" in catalog


def test_a_round_that_kills_its_process_is_given_up_and_others_are_done(deadly: Service) -> None:
    deadly.start("cpu", 2)
    bad, good = deadly.write("bad.txt", "This is POISON."), deadly.write("good.txt", *TEXTS)

    ids = deadly.submit(bad, good, engine="deadly-copy")
    deadly.settle(ids)

    assert deadly.states(ids) == ["failed", "done"]
    assert "started 4 times" in deadly.queue.show(ids[0]).job.reason
    assert runs(deadly, "POISON") == 4
    assert deadly.workers[0].poll() is None


def test_a_poison_message_is_refused_and_the_worker_goes_on(service: Service) -> None:
    worker = service.start("cpu", 1)
    app = make_app(service.settings)
    with app.connection_for_write() as connection:
        for arguments in ([], ["canary"], [{"id": "canary"}], ["0" * 12, "0" * 12], ["x" * 12]):
            app.send_task("locworker.advance_job", args=arguments, connection=connection)
        app.send_task("locworker.nonsense", args=["canary"], connection=connection)
    with service.client() as client:
        for body in (b"canary", b'{"body": "canary"}', b"\x80\x04canary."):
            client.lpush("locworker:cpu", body)

    ids = service.submit(service.write("news.txt", *TEXTS), engine="pseudo")
    service.settle(ids)

    assert service.states(ids) == ["done"]
    assert worker.poll() is None
    told = [json.loads(line)["message"] for line in service.log("cpu").splitlines()]
    assert len([line for line in told if "dropped" in line or "refused" in line]) == 9
    assert "canary" not in service.log("cpu")


def test_a_request_that_takes_longer_than_the_queue_waits_goes_out_once(tmp_path: Path) -> None:
    with Service(tmp_path, packages=TESTS) as service:
        service.deepl.tell("behave", latency=9.0)
        service.start("mt", 4, module="impatient_worker")
        service.start("cpu", 1)

        ids = service.submit(service.write("news.txt", *TEXTS))
        service.settle(ids)

        assert service.states(ids) == ["done"]
        assert len(service.deepl.records()) == 1
        # The message was given out again meanwhile, or this would say nothing.
        assert len((tmp_path / "starts").read_text(encoding="utf-8").splitlines()) > 1


def test_a_worker_says_what_it_lacks(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "locworker.tasks", "--queue", "mt"],
        cwd=tmp_path,
        env=environment(LOCWORKER_BROKER_URL=""),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert done.returncode == 2
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert "locworker up" in json.loads(line)["message"]


@pytest.mark.parametrize("queue", ["mt", "cpu"])
def test_an_idle_worker_ends_at_once_and_says_nothing_on_stdout(service: Service, queue: str) -> None:
    worker = service.start(queue, 2)

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(PATIENCE) == 0
    assert all(line.startswith("{") for line in service.log(queue).splitlines())


def test_a_worker_lives_through_an_outage_of_the_broker(service: Service) -> None:
    service.start_both(threads=2)
    service.server.stop()
    ids = service.submit(service.write("news.txt", *TEXTS))

    service.restart_server()
    service.settle(ids)

    assert service.states(ids) == ["done"]
    assert [worker.poll() for worker in service.workers] == [None, None]
