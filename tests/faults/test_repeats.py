"""The same work asked for more than once: by people, and by a queue that gives messages out again."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import closing

from brokers import PATIENCE
from faults.conftest import MakeNewsroom, MakeRedis, Note, Size
from faults.newsroom import Newsroom
from locworker.broker import Publisher, make_app
from locworker.store import Message, open_store


def submit_at_once(newsroom: Newsroom, people: int) -> list[list[str]]:
    """Have people queue all articles at the same moment; return the ids that each was told."""
    command = [sys.executable, "-m", "locworker", "jobs", "submit", *newsroom.articles, "--output-format=json"]
    command += ["--to", ",".join(newsroom.languages)]
    started = [
        subprocess.Popen(command, cwd=newsroom.root, env=newsroom.environ, stdout=subprocess.PIPE)
        for _ in range(people)
    ]
    answers = [process.communicate(timeout=2 * PATIENCE)[0] for process in started]
    assert [process.returncode for process in started] == [0] * people
    return [[job["id"] for job in json.loads(answer)["jobs"]] for answer in answers]


def test_the_same_articles_queued_by_several_at_once_are_billed_once(
    make_newsroom: MakeNewsroom, make_redis: MakeRedis, size: Size, note: Note
) -> None:
    newsroom = make_newsroom(broker=make_redis().url)
    newsroom.languages = ("de", "fr")
    newsroom.write(size.of(small=2, full=10), texts=20)
    # The same texts under another name: a second article costs nothing.
    newsroom.write_one("copy.txt", *newsroom.articles["article-0000.txt"])
    newsroom.deepl.tell("behave", latency=0.2)
    newsroom.start(threads=8)

    told = submit_at_once(newsroom, size.of(small=3, full=8))
    newsroom.wait_ended(seconds=240)

    distinct = {text for texts in newsroom.articles.values() for text in texts}
    once = sum(map(len, distinct)) * len(newsroom.languages)
    billed = newsroom.deepl.billed_characters()
    note(submits=len(told), jobs=len(newsroom.jobs()), characters=once, billed=billed)
    assert billed == once
    assert newsroom.count().lost == 0
    assert sum(job.billed_characters for job in newsroom.jobs()) == once


def test_messages_that_come_again_while_their_work_is_out_do_nothing(
    make_newsroom: MakeNewsroom, make_redis: MakeRedis, size: Size, note: Note
) -> None:
    """What a visibility time-out does that is shorter than the work, many times over."""
    newsroom = make_newsroom(broker=make_redis().url)
    requests = newsroom.fill(size.of(small=20, full=100), latency=2.0)
    newsroom.start(threads=8, processes=2)
    again, latest = 0, time.monotonic() + PATIENCE

    with closing(Publisher(make_app(newsroom.settings))) as publisher:
        while newsroom.deepl.count() < requests:
            assert time.monotonic() < latest, f"they never ended; see {newsroom.root}"
            messages = outstanding(newsroom)
            publisher.publish(messages)
            again += len(messages)
            time.sleep(0.5)
    newsroom.wait_ended(seconds=240)

    found, twice = newsroom.count(), newsroom.deepl.sent_twice()
    note(requests=requests, messages_again=again, sent_twice=twice, lost=found.lost)
    assert again > 2 * requests
    assert (found.lost, found.held, twice) == (0, 0, 0)
    assert newsroom.deepl.count() == requests


def outstanding(newsroom: Newsroom) -> list[Message]:
    """Return every task that is in the queue or out with a worker."""
    with closing(open_store(newsroom.settings.database_url)) as store, store._reading() as connection:
        rows = connection.exec_driver_sql("SELECT id, task, queue, priority FROM outbox WHERE published IS NOT NULL")
        return [Message(id=row.id, task=row.task, queue=row.queue, priority=row.priority) for row in rows]
