from __future__ import annotations

from job_rows import make_job, make_progress
from locworker.cli.jobs_table import job_line, job_table


def test_a_table_fits_the_terminal() -> None:
    long = make_job(article="a/very/long/folder/of/articles/that/goes/on/and/on/fed.html", target_language="zh-Hant-TW")
    paused = make_job(state="paused", reason="budget", billed_characters=123_456)
    progress = {long.id: make_progress(total=1234, answered=1200)}

    lines = job_table([long, paused], progress, {}, width=80)

    assert max(map(len, lines)) <= 80
    assert lines[1].endswith("fed.html")
    assert "…" in lines[1]
    assert "1200/1234" in lines[1]
    assert "paused (budget)" in lines[2]


def test_a_wide_terminal_shows_whole_names() -> None:
    long = make_job(article="a/very/long/folder/of/articles/that/goes/on/and/on/fed.html")

    lines = job_table([long], {}, {}, width=200)

    assert lines[1].endswith("  a/very/long/folder/of/articles/that/goes/on/and/on/fed.html")


def test_queued_jobs_show_their_place() -> None:
    lines = job_table([make_job(id="b" * 12), make_job()], {}, {"b" * 12: 2, "0123456789ab": 1}, width=80)

    assert "queued #2" in lines[1]
    assert "queued #1" in lines[2]


def test_what_is_planned_counts_until_texts_are_cut() -> None:
    lines = job_table([make_job(to_send=4), make_job(to_send=0), make_job(state="cancelled")], {}, {}, width=80)

    assert [line.split()[3] for line in lines[1:]] == ["0/4", "-", "-"]


def test_a_pipe_gets_the_whole_name_and_tabs() -> None:
    line = job_line(make_job(state="paused", reason="quota", billed_characters=7))

    assert line == "0123456789ab\tpaused (quota)\tde\t7\tnews/fed.html"
