"""Jobs from their first round to their end, by a worker that is run by hand."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from job_desk import JobDesk
from locworker.catalog import Catalog, read_catalog, write_catalog
from locworker.engines.base import Request
from locworker.errors import EngineBusyError, EngineRejectedError, UnknownJobError
from locworker.jobs import Silence
from locworker.jobs.advancing import MOST_ROUNDS
from locworker.store import ATTEMPTS, Claimant, JobFilter

TEXTS = [f"Text number {word}." for word in ("one", "two", "three", "four", "five", "six", "seven")]
GLOSSARY = """concept,language,term,status,note
fed,en,Fed,protected,
bond,en,bond,preferred,
bond,de,Anleihe,preferred,
"""


def with_glossary(desk: JobDesk) -> None:
    """Give the desk's project a glossary of its own."""
    (desk.root / "glossaries").mkdir()
    (desk.root / "glossaries" / "terms.csv").write_text(GLOSSARY, encoding="utf-8")
    desk.settings = replace(desk.settings, glossaries=(desk.root / "glossaries",))
    desk.queue.close()
    desk.queue = desk.open()


def review(path: Path, change: Callable[[str], str] = str.title) -> None:
    """Accept the first message of a catalog as a person would, with another wording."""
    catalog = read_catalog(path)
    first = catalog.messages[0]
    message = replace(first, target=change(first.target), fuzzy=False)
    write_catalog(path, replace(catalog, messages=(message, *catalog.messages[1:])))


def sent(desk: JobDesk) -> list[str]:
    return [text for request in desk.engine.requests for text in request.texts]


def without_times(catalog: Catalog) -> list[tuple[str, str]]:
    return [(message.source, message.target) for message in catalog.live]


def test_a_job_ends_with_its_catalog(desk: JobDesk) -> None:
    job = desk.submit_one(*TEXTS)

    desk.work()

    row = desk.show(job).job
    assert (row.state, row.reason, row.error) == ("done", "", "")
    assert (row.catalog, row.engine_used, row.segments) == ("locales/de/news.txt.po", "small", 7)
    assert (row.to_send, row.billed_characters) == (7, sum(map(len, TEXTS)))
    assert row.estimated_characters == row.billed_characters
    assert without_times(read_catalog(desk.catalog())) == [(text, text.upper()) for text in TEXTS]


def test_texts_go_out_in_full_batches_and_in_order(desk: JobDesk) -> None:
    desk.submit_one(*TEXTS)

    desk.work()

    assert sorted(list(request.texts) for request in desk.engine.requests) == sorted([TEXTS[:3], TEXTS[3:6], TEXTS[6:]])


def test_the_events_tell_what_happened(desk: JobDesk) -> None:
    job = desk.submit_one(*TEXTS)

    desk.work()

    assert [event.kind for event in desk.show(job).events] == ["queued", "done"]


def test_a_catalog_made_by_the_queue_is_the_one_made_inline(desk: JobDesk) -> None:
    with_glossary(desk)
    article = desk.write("news.txt", "The Fed waits.", "Every bond rose.", "A <tag> & more.", "bond", "Shares fell 3%.")
    desk.submit(article, to=["de", "fr"])
    desk.work()
    queued = [desk.catalog(language=language).read_bytes() for language in ("de", "fr")]

    desk.inline(article, to=["de", "fr"], locales=desk.root / "other", database_url=f"sqlite:///{desk.root}/other.db")

    assert [(desk.root / "other" / language / "news.txt.po").read_bytes() for language in ("de", "fr")] == queued


def test_the_second_pass_is_a_round_of_its_own(desk: JobDesk) -> None:
    with_glossary(desk)
    job = desk.submit_one("Every bond rose.", "Shares fell.")

    desk.work()

    assert 'Every <x id="1"/> rose.' in sent(desk)
    assert desk.show(job).job.rounds == 2
    assert "EVERY Anleihe ROSE." in desk.catalog().read_text(encoding="utf-8")


def test_doing_everything_twice_equals_doing_it_once(desk: JobDesk) -> None:
    with_glossary(desk)
    job = desk.submit_one(*TEXTS, "Every bond rose.")
    seen = []
    while messages := desk.due():
        for message in messages:
            seen.append(message)
            desk.do(message)
            desk.do(message)
        # What was done before is done once more, as by a message that was lost and came again.
        for message in seen:
            desk.do(message)
    before = (desk.show(job), desk.catalog().read_bytes(), len(desk.engine.requests))

    for message in seen:
        desk.do(message)

    assert (desk.show(job), desk.catalog().read_bytes(), len(desk.engine.requests)) == before
    assert desk.state(job) == "done"
    assert len(sent(desk)) == len(set(sent(desk)))


def test_what_was_paid_before_is_not_sent_again(desk: JobDesk) -> None:
    article = desk.write("news.txt", *TEXTS)
    desk.inline(article)
    desk.catalog().unlink()
    requests = len(desk.engine.requests)

    [job] = desk.submit(article)
    desk.work()

    row = desk.show(job.id).job
    assert (row.state, row.billed_characters, row.to_send, row.rounds) == ("done", 0, 0, 0)
    assert len(desk.engine.requests) == requests


def test_reviewed_text_stays_and_becomes_memory(desk: JobDesk) -> None:
    first = desk.write("news.txt", *TEXTS)
    desk.submit(first)
    desk.work()
    review(desk.catalog())

    desk.submit(first)
    desk.work()
    desk.submit(desk.write("later.txt", TEXTS[0]))
    desk.work()

    assert read_catalog(desk.catalog()).messages[0].target == "Text Number One."
    assert read_catalog(desk.catalog("later.txt")).messages[0].target == "Text Number One."


def test_what_a_reviewer_saves_meanwhile_is_kept(desk: JobDesk) -> None:
    article = desk.write("news.txt", *TEXTS)
    desk.submit(article)
    desk.work()
    article = desk.write("news.txt", *TEXTS, "And one more.")
    [job] = desk.submit(article)
    while messages := desk.due():
        for message in messages:
            if message.task == "run_batch":
                review(desk.catalog(), str.swapcase)
            desk.do(message)

    assert desk.state(job.id) == "done"
    assert without_times(read_catalog(desk.catalog()))[0] == (TEXTS[0], TEXTS[0].upper().swapcase())
    assert without_times(read_catalog(desk.catalog()))[-1] == ("And one more.", "AND ONE MORE.")


def test_an_article_that_changes_meanwhile_is_translated_as_it_is_then(desk: JobDesk) -> None:
    job = desk.submit_one(*TEXTS)
    [first] = desk.due()
    desk.do(first)
    desk.write("news.txt", *TEXTS[:3], "And one more.")

    desk.work()

    assert desk.state(job) == "done"
    assert [target for _, target in without_times(read_catalog(desk.catalog()))] == [
        *(text.upper() for text in TEXTS[:3]),
        "AND ONE MORE.",
    ]


def test_a_glossary_that_changes_is_read_again(desk: JobDesk) -> None:
    with_glossary(desk)
    desk.submit(desk.write("one.txt", "The ECB waits."))
    desk.work()
    file = desk.root / "glossaries" / "terms.csv"
    file.write_text(GLOSSARY + "ecb,en,ECB,protected,\n", encoding="utf-8")

    desk.submit(desk.write("two.txt", "The ECB sleeps."))
    desk.work()

    assert sent(desk)[-1] == 'The <x id="1"/> sleeps.'


def test_an_article_that_always_changes_ends_its_job(desk: JobDesk) -> None:
    job = desk.submit_one("Change number 0.")
    for number in range(1, 2 * MOST_ROUNDS):
        desk.write("news.txt", f"Change number {number}.")
        desk.work(most=2)

    row = desk.show(job).job
    assert (row.state, row.rounds) == ("failed", MOST_ROUNDS)
    assert "keeps changing" in row.reason


def test_an_article_that_is_gone_ends_its_job(desk: JobDesk) -> None:
    job = desk.submit_one(*TEXTS)
    (desk.root / "news.txt").unlink()

    desk.work()

    row = desk.show(job).job
    assert (row.state, row.error) == ("failed", "InputError")
    assert "news.txt" in row.reason


def test_a_catalog_that_cannot_be_written_is_found_out_before_anything_is_paid(desk: JobDesk) -> None:
    job = desk.submit_one(*TEXTS)
    (desk.root / "locales").write_text("no folder")

    desk.work()

    assert (desk.state(job), desk.engine.requests) == ("failed", [])


def test_an_engine_whose_answers_are_not_kept_needs_no_batches(desk: JobDesk) -> None:
    job = desk.submit_one(*TEXTS, engine="pseudo")

    desk.work()

    view = desk.show(job)
    assert (view.job.state, view.batches, view.job.billed_characters) == ("done", (), 0)
    assert "⟦" in desk.catalog().read_text(encoding="utf-8")


def test_an_article_with_nothing_to_translate_is_done(desk: JobDesk) -> None:
    job = desk.submit_one("1234")

    desk.work()

    assert desk.state(job) == "done"


def test_an_engine_that_this_worker_has_not_ends_the_job(desk: JobDesk) -> None:
    job = desk.submit_one(*TEXTS)
    del desk.queue._shop.engines._loaded["small"]

    desk.work()

    row = desk.show(job).job
    assert (row.state, row.error) == ("failed", "ConfigError")


def test_a_refused_text_leaves_a_partial_catalog(desk: JobDesk) -> None:
    def before(request: Request) -> None:
        if TEXTS[1] in request.texts:
            raise EngineRejectedError("small: bad tag")

    desk.engine.before = before
    job = desk.submit_one(*TEXTS)

    desk.work()

    row = desk.show(job).job
    assert (row.state, row.error, row.reason) == (
        "partial",
        "EngineRejectedError",
        "1 text was refused: small: bad tag",
    )
    targets = dict(without_times(read_catalog(desk.catalog())))
    assert [text for text in TEXTS if not targets[text]] == [TEXTS[1]]
    assert "not translated: small: bad tag" in desk.catalog().read_text(encoding="utf-8")


def test_a_partial_job_that_is_resumed_sends_only_what_is_missing(desk: JobDesk) -> None:
    desk.engine.before = lambda _: (_ for _ in ()).throw(EngineRejectedError("small: bad tag"))
    job = desk.submit_one(*TEXTS[:4])
    desk.work()
    assert desk.state(job) == "partial"
    desk.engine.before = None
    requests = len(desk.engine.requests)

    assert desk.queue.resume([job[:8]]) == {job: "partial"}
    desk.work()

    assert desk.state(job) == "done"
    assert sorted(text for request in desk.engine.requests[requests:] for text in request.texts) == sorted(TEXTS[:4])


def test_a_cancelled_job_keeps_what_was_paid(desk: JobDesk) -> None:
    job = desk.submit_one(*TEXTS)
    desk.do(desk.due()[0])
    first, second, third = desk.due()
    desk.do(first)

    assert desk.queue.cancel([job]) == {job: "running"}
    desk.do(second)
    desk.do(third)

    assert (desk.state(job), len(desk.engine.requests)) == ("cancelled", 1)
    assert desk.queue.cancel([job]) == {job: "cancelled"}
    [again] = desk.submit(desk.root / "news.txt")
    desk.work()
    assert desk.state(again.id) == "done"
    assert len(sent(desk)) == len(TEXTS)


def test_a_job_that_is_cancelled_while_its_catalog_is_made_stays_cancelled(desk: JobDesk) -> None:
    job = desk.submit_one(*TEXTS)
    desk.do(desk.due()[0])
    for message in desk.due():
        desk.do(message)
    [last] = desk.due()
    shop = desk.queue._shop
    tell = shop.tell

    def tell_too_late(act: Callable[[], None]) -> None:
        desk.store.cancel_jobs([job], now=desk.now)
        tell(act)

    shop.tell = tell_too_late  # type: ignore[method-assign]
    desk.do(last)

    assert desk.state(job) == "cancelled"


def test_a_round_waits_for_batches_that_are_still_out(desk: JobDesk) -> None:
    job = desk.submit_one(*TEXTS)
    desk.do(desk.due()[0])
    first, *_ = desk.due()
    other = Claimant(owner="elsewhere:1:1", lease=600.0, is_alive=lambda _: True)
    out = desk.store.start_batch(first.id, other, now=desk.now)
    assert out is not None
    desk.store.pause_jobs(ids=[job], reason="by hand", now=desk.now)
    desk.queue.resume([job])

    desk.do(desk.due()[0])
    assert (desk.state(job), desk.engine.requests) == ("queued", [])
    desk.store.release_batch(out, not_before=desk.now, busy=False, now=desk.now)
    desk.work()

    assert desk.state(job) == "done"


def test_an_engine_without_a_store_that_is_busy_is_asked_again_and_then_given_up(desk: JobDesk) -> None:
    desk.engine.translates = False  # type: ignore[misc]
    desk.engine.before = lambda _: (_ for _ in ()).throw(EngineBusyError("small: busy", retry_after=3600.0))
    job = desk.submit_one(*TEXTS)

    desk.work()

    row = desk.show(job).job
    assert (row.state, len(desk.engine.requests)) == ("failed", ATTEMPTS)
    assert row.reason == "started 4 times without an end"


def test_a_job_that_is_cancelled_while_its_article_fails_stays_cancelled(desk: JobDesk) -> None:
    job = desk.submit_one(*TEXTS)
    (desk.root / "news.txt").unlink()
    shop = desk.queue._shop
    tell = shop.tell

    def tell_too_late(act: Callable[[], None]) -> None:
        desk.store.cancel_jobs([job], now=desk.now)
        tell(act)

    shop.tell = tell_too_late  # type: ignore[method-assign]

    desk.do(desk.due()[0])

    assert desk.state(job) == "cancelled"


def test_jobs_are_named_by_the_beginning_of_their_ids(desk: JobDesk) -> None:
    job = desk.submit_one(*TEXTS)

    assert desk.queue.show(job[:6]).job.id == job
    assert desk.queue.snapshot([job])[job].state == "queued"
    with pytest.raises(UnknownJobError):
        desk.queue.cancel([job, "ffffffffffff"])
    assert desk.state(job) == "queued"


def test_a_message_without_a_job_does_nothing(desk: JobDesk) -> None:
    desk.queue.advance_job("0" * 12)
    desk.queue.run_batch("0" * 16)

    assert desk.queue.list(JobFilter()) == ()


def test_a_worker_that_ends_begins_nothing(desk: JobDesk) -> None:
    job = desk.submit_one(*TEXTS)
    desk.do(desk.due()[0])
    messages = desk.due()
    desk.queue.stop()

    for message in messages:
        desk.do(message)

    assert (desk.engine.requests, desk.state(job)) == ([], "running")
    assert {batch.attempts for batch in desk.show(job).batches} == {0}
    desk.queue = desk.open()
    desk.work()
    assert desk.state(job) == "done"


def test_a_worker_that_ends_gives_an_unkept_job_back(desk: JobDesk) -> None:
    job = desk.submit_one(*TEXTS, engine="pseudo")
    desk.queue.stop()

    desk.do(desk.due()[0])

    assert (desk.state(job), desk.show(job).job.attempts) == ("queued", 0)


def test_one_article_into_six_languages_reads_and_pays_each_once(desk: JobDesk) -> None:
    languages = ["de", "fr", "es", "it", "nl", "pl"]
    jobs = desk.submit(desk.write("news.txt", *TEXTS), to=languages)

    desk.work()

    assert [desk.state(job.id) for job in jobs] == ["done"] * 6
    assert all(desk.catalog(language=language).exists() for language in languages)
    assert len(desk.engine.requests) == 18


def test_logs_and_events_hold_no_text(desk: JobDesk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "The quarterly canary sang of unannounced layoffs"

    def before(request: Request) -> None:
        raise EngineRejectedError(f"small: cannot do '{request.texts[0]}'")

    desk.engine.before = before
    job = desk.submit_one(secret, "Shares fell.")
    desk.work()

    view = desk.show(job)
    assert view.job.state == "partial"
    told = [repr(view.job), *(repr(event) for event in view.events), *(repr(vars(r)) for r in caplog.records)]
    assert not [line for line in told if "canary" in line]


def test_the_queue_is_closed_at_the_end(tmp_path: Path) -> None:
    desk = JobDesk(tmp_path)
    from locworker.jobs import open_queue

    with open_queue(desk.settings, Silence()) as queue:
        assert queue.count() == {}
    desk.close()
