from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event

from job_desk import JobDesk
from locworker.errors import ConfigError, InputError, NoEngineError
from locworker.store import JobFilter


def test_each_article_and_language_is_a_job(desk: JobDesk) -> None:
    one, two = desk.write("one.txt", "Bonds rose."), desk.write("in/two.txt", "Shares fell.")

    jobs = desk.submit(one, two, to=["de", "fr"])

    assert [(job.article, job.pair.target, job.new) for job in jobs] == [
        ("one.txt", "de", True),
        ("one.txt", "fr", True),
        ("in/two.txt", "de", True),
        ("in/two.txt", "fr", True),
    ]
    rows = desk.queue.list(JobFilter())
    assert {(row.id, row.path, row.state, row.priority) for row in rows} == {
        (job.id, job.article, "queued", 6) for job in jobs
    }


def test_what_is_queued_already_is_not_queued_again(desk: JobDesk) -> None:
    article = desk.write("news.txt", "Bonds rose.")
    [first] = desk.submit(article)

    again = desk.submit(article, to=["de", "fr"])

    assert [(job.id == first.id, job.new) for job in again] == [(True, False), (False, True)]


def test_the_store_is_not_asked_for_each_of_many_jobs(desk: JobDesk) -> None:
    few = [desk.write(f"{number}.txt", "The news.") for number in range(3)]
    many = [desk.write(f"{number}.txt", "The news.") for number in range(3, 40)]
    ids = [[job.id for job in desk.submit(*articles)] for articles in (few, many)]

    for act in (desk.queue.resume, desk.queue.cancel):
        asked = [len(statements(desk, lambda: act(names))) for names in ids]  # noqa: B023 - called at once
        assert asked[0] == asked[1]
    desk.submit(*few, *many)
    assert len(statements(desk, lambda: desk.submit(*few))) == len(statements(desk, lambda: desk.submit(*many)))


def statements(desk: JobDesk, act: Callable[[], object]) -> list[str]:
    """Return the statements that something sends to the store."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        found.append(statement)

    event.listen(desk.store._engine, "before_cursor_execute", note)
    act()
    event.remove(desk.store._engine, "before_cursor_execute", note)
    return found


def test_an_article_that_is_named_twice_is_one_job(desk: JobDesk) -> None:
    article = desk.write("news.txt", "Bonds rose.")

    assert len(desk.submit(article, Path("news.txt"))) == 1


def test_the_characters_are_a_bound_for_what_is_billed(desk: JobDesk) -> None:
    [job] = desk.submit(desk.write("news.txt", "Bonds rose.", "Shares fell.", "Bonds rose."))

    assert job.segments == 3
    assert job.characters == len("Bonds rose.") + len("Shares fell.")


def test_the_engine_and_the_most_that_it_bills_are_told(tmp_path: Path) -> None:
    desk = JobDesk(tmp_path, prices={"small": 1000})
    one, two = desk.write("one.txt", "Bonds rose."), desk.write("two.txt", "Bonds rose.")

    desk.submit(one, two, to=["de", "fr"])

    assert desk.talk.lines[:2] == [
        "en → de: small (en → de), 2 articles, at most 11 characters to bill, about 0.01",
        "en → fr: small (en → fr), 2 articles, at most 11 characters to bill, about 0.01",
    ]


def test_an_engine_that_costs_nothing_bills_nothing(desk: JobDesk) -> None:
    [job] = desk.submit(desk.write("news.txt", "Bonds rose."), engine="pseudo")

    assert job.characters == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [pytest.param("missing.txt", None, id="missing"), pytest.param("odd.txt", b"\xff\xfe\x00", id="broken")],
)
def test_an_article_that_cannot_be_read_queues_nothing(desk: JobDesk, name: str, content: bytes | None) -> None:
    good, bad = desk.write("good.txt", "Bonds rose."), desk.root / name
    if content is not None:
        bad.write_bytes(content)

    with pytest.raises(InputError, match=name):
        desk.submit(good, bad)

    assert desk.queue.count() == {}


def test_a_broken_glossary_queues_nothing(desk: JobDesk) -> None:
    (desk.root / "glossaries").mkdir()
    (desk.root / "glossaries" / "terms.csv").write_text("nonsense\n1\n", encoding="utf-8")
    article = desk.write("good.txt", "Bonds rose.")

    with pytest.raises(InputError, match=r"terms\.csv"):
        desk.open(glossaries=(desk.root / "glossaries",)).submit([article], ["de"], engine="small", priority="low")

    assert desk.queue.count() == {}


def test_a_pair_that_no_engine_can_do_queues_nothing(desk: JobDesk) -> None:
    article = desk.write("news.txt", "Bonds rose.")

    with pytest.raises(NoEngineError, match="deepl"):
        desk.submit(article, to=["fr", "de"], engine="deepl")

    assert desk.queue.count() == {}


def test_the_articles_own_language_is_refused(desk: JobDesk) -> None:
    with pytest.raises(ConfigError, match="the language of the articles"):
        desk.submit(desk.write("news.txt", "Bonds rose."), to=["en"])


def test_an_unknown_priority_is_refused(desk: JobDesk) -> None:
    with pytest.raises(ConfigError, match="low, normal, high, urgent"):
        desk.queue.submit([desk.write("news.txt", "Bonds rose.")], ["de"], engine="small", priority="soon")


@pytest.mark.parametrize(("priority", "number"), [("low", 9), ("normal", 6), ("high", 3), ("urgent", 0)])
def test_a_priority_is_a_name(desk: JobDesk, priority: str, number: int) -> None:
    [job] = desk.queue.submit([desk.write("news.txt", "Bonds rose.")], ["de"], engine="small", priority=priority)

    assert desk.show(job.id).job.priority == number


def test_more_characters_than_are_allowed_queue_nothing(desk: JobDesk) -> None:
    queue = desk.open(max_chars=10)

    with pytest.raises(ConfigError, match="11 characters would be billed and 10 are allowed"):
        queue.submit([desk.write("news.txt", "Bonds rose.")], ["de"], engine="small", priority="normal")

    assert desk.queue.count() == {}


def test_what_is_paid_already_does_not_count_against_what_is_allowed(desk: JobDesk) -> None:
    article = desk.write("news.txt", "Bonds rose.")
    desk.submit(article)
    desk.work()

    [job] = desk.open(max_chars=10).submit([article], ["de"], engine="small", priority="normal")

    assert job.new


def test_an_article_outside_of_the_project_keeps_its_whole_path(tmp_path: Path) -> None:
    desk = JobDesk(tmp_path / "project")
    outside = desk.write("../elsewhere/news.txt", "Bonds rose.").resolve()

    [job] = desk.submit(outside)

    assert (job.article, desk.show(job.id).job.path) == ("news.txt", str(outside))


def test_two_articles_with_one_id_are_refused(tmp_path: Path) -> None:
    desk = JobDesk(tmp_path / "project")
    one, two = desk.write("../a/news.txt", "Bonds rose.").resolve(), desk.write("../b/news.txt", "Shares.").resolve()

    with pytest.raises(InputError, match=r"has the article id news\.txt"):
        desk.submit(one, two)


def test_an_unfinished_job_for_another_file_of_that_id_is_told(tmp_path: Path) -> None:
    desk = JobDesk(tmp_path / "project")
    one, two = desk.write("../a/news.txt", "Bonds rose.").resolve(), desk.write("../b/news.txt", "Shares.").resolve()
    desk.submit(one)

    [job] = desk.submit(two)

    assert not job.new
    assert any("for another file" in line for line in desk.talk.lines)


def test_an_unfinished_job_of_another_engine_is_told(desk: JobDesk) -> None:
    article = desk.write("news.txt", "Bonds rose.")
    desk.submit(article)

    desk.submit(article, engine="pseudo")

    assert any("cancel it to use pseudo" in line for line in desk.talk.lines)


def test_without_a_queue_the_jobs_are_kept(desk: JobDesk) -> None:
    [job] = desk.submit(desk.write("news.txt", "Bonds rose."))

    assert not job.published
    assert any("The jobs are kept" in line for line in desk.talk.lines)
    assert [message.id for message in desk.due()] == [job.id]


def test_an_article_with_nothing_to_translate_is_queued_with_a_note(desk: JobDesk) -> None:
    [job] = desk.submit(desk.write("empty.txt", ""))

    assert job.new
    assert "empty.txt: nothing to translate" in desk.talk.lines


def test_a_broken_article_is_named_as_it_was_written(desk: JobDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk.root)
    desk.write("news.txt", "Bonds rose.")
    Path("broken.html").write_bytes(b"\0")

    with pytest.raises(InputError, match=r"^broken\.html: "):
        desk.submit(Path("news.txt"), Path("broken.html"))

    assert desk.queue.count() == {}
