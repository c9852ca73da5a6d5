from __future__ import annotations

import os
from pathlib import Path

import pytest

from builders import make_settings
from locworker.errors import InputError
from locworker.jobs.inputs import expand_inputs
from locworker.jobs.report import Silence
from locworker.settings import Settings


class Listener(Silence):
    """Keeps what was said."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, line: str) -> None:
        self.lines.append(line)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Give a project in the current folder with articles of all kinds, and much that is none."""
    monkeypatch.chdir(tmp_path)
    for name in (
        "news/fed.html",
        "news/bonds.MD",
        "news/deep/er/page.xhtml",
        "news/notes.txt",
        "news/feed.rss",
        "news/data.json",
        "news/photo.png",
        "news/.draft.html",
        "news/.git/readme.md",
        "locales/de/note.txt",
        "build/de/fed.html",
        ".locworker/log.txt",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Bonds rose.", encoding="utf-8")
    return make_settings(tmp_path)


def names(paths: list[Path]) -> list[str]:
    return [path.as_posix() for path in paths]


def test_a_folder_is_walked_for_articles(project: Settings) -> None:
    found = expand_inputs(["news"], project)

    assert names(found) == [
        "news/bonds.MD",
        "news/fed.html",
        "news/feed.rss",
        "news/notes.txt",
        "news/deep/er/page.xhtml",
    ]


def test_what_is_passed_over_is_said(project: Settings) -> None:
    listener = Listener()

    expand_inputs(["."], project, progress=listener)

    assert listener.lines == ["5 articles found; passed over: 3 other files and the folders build, locales"]


def test_nothing_is_said_of_files_that_were_named(project: Settings) -> None:
    listener = Listener()

    expand_inputs(["news/fed.html", "news/notes.txt"], project, progress=listener)

    assert listener.lines == []


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        pytest.param("news/*.html", ["news/fed.html"], id="one folder"),
        pytest.param("**/*.[hx]*", ["news/deep/er/page.xhtml", "news/fed.html"], id="any depth, not what is built"),
        pytest.param("news/*.json", ["news/data.json"], id="a suffix that is written out"),
        pytest.param("news/*o*", ["news/bonds.MD", "news/notes.txt"], id="not the picture"),
        pytest.param("build/de/*", ["build/de/fed.html"], id="a folder that is named"),
        pytest.param("new?/dee*", ["news/deep/er/page.xhtml"], id="a folder that is matched"),
        pytest.param("news/**", 5, id="everything below"),
        pytest.param("*", 5, id="everything here, but catalogs and what is built"),
    ],
)
def test_a_pattern_finds_articles(project: Settings, pattern: str, found: list[str] | int) -> None:
    paths = expand_inputs([pattern], project)

    assert (names(paths) if isinstance(found, list) else len(paths)) == found


def test_order_is_that_of_the_arguments_and_each_article_comes_once(project: Settings) -> None:
    again = Path("news/deep/../fed.html")

    found = expand_inputs(["news/notes.txt", "news/*.html", str(again.absolute()), "news"], project)

    assert names(found)[:2] == ["news/notes.txt", "news/fed.html"]
    assert len(found) == 5


def test_a_link_is_the_article_that_it_points_to(project: Settings) -> None:
    Path("news/alias.html").symlink_to("fed.html")

    found = expand_inputs(["news/fed.html", "news"], project)

    assert "news/alias.html" not in names(found)


def test_a_folder_in_a_ring_of_links_ends(project: Settings) -> None:
    Path("news/deep/up").symlink_to("..", target_is_directory=True)

    assert len(expand_inputs(["news"], project)) == 5


def test_lists_name_articles_a_line_each(project: Settings) -> None:
    Path("today.txt").write_text("\ufeff# the morning\nnews/fed.html\n\n  news/notes.txt  \n", encoding="utf-8")

    found = expand_inputs(["@today.txt", "-"], project, stdin=["news/feed.rss\n", "news/fed.html\n"])

    assert names(found) == ["news/fed.html", "news/notes.txt", "news/feed.rss"]


def test_a_file_that_begins_like_a_list_is_an_article(project: Settings) -> None:
    Path("@home.html").write_text("Bonds rose.", encoding="utf-8")

    assert names(expand_inputs(["@home.html"], project)) == ["@home.html"]


def test_a_name_with_brackets_is_a_file_before_it_is_a_pattern(project: Settings) -> None:
    Path("news/fed[1].html").write_text("Bonds rose.", encoding="utf-8")

    assert names(expand_inputs(["news/fed[1].html"], project)) == ["news/fed[1].html"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["nosuch.html"], "nosuch.html: not found", id="a missing file"),
        pytest.param(["news/*.docx"], r"news/\*.docx: matches no article", id="a pattern without a match"),
        pytest.param(["empty"], r"empty: holds no article \(\.atom", id="a folder without articles"),
        pytest.param(["locales"], "locales: holds no article", id="a folder of catalogs"),
        pytest.param(["pipe.html"], "pipe.html: is no file", id="a pipe"),
        pytest.param(["dangling.html"], "dangling.html: is no file", id="a link to nothing"),
        pytest.param(["@nosuch"], "nosuch: cannot be read", id="a missing list"),
        pytest.param(["@."], "cannot be read", id="a folder as list"),
        pytest.param(["@long"], "long: is too long for a list", id="no list at all"),
        pytest.param(["ftp://news.example/a.html"], "only http and https", id="an address of no page"),
        pytest.param(["http://127.0.0.1/a.html"], "not a public address", id="an address inside"),
        pytest.param(["http://127.0.0.1/a.html", "nosuch.html"], "nosuch", id="what is here comes before the web"),
        pytest.param(["-"], "-: the list names no article", id="an empty list"),
        pytest.param([], "the list names no article", id="nothing"),
        pytest.param(["news/fed.html", "nosuch.html"], "nosuch.html", id="one of two"),
    ],
)
def test_what_names_nothing_is_refused(project: Settings, arguments: list[str], says: str) -> None:
    Path("empty").mkdir()
    Path("empty/photo.png").write_bytes(b"")
    Path("locales/de/note.txt").rename("locales/de/note.po")
    os.mkfifo("pipe.html")
    Path("dangling.html").symlink_to("nowhere")
    Path("long").write_bytes(b"a\n" * 2**20)

    with pytest.raises(InputError, match=says):
        expand_inputs(arguments, project)


def test_a_folder_that_may_not_be_read_is_named(project: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str) -> object:
        raise PermissionError(13, "Permission denied", str(path))

    # Root may read everything, so that the system has to refuse on our behalf.
    monkeypatch.setattr(os, "scandir", refuse)

    with pytest.raises(InputError, match="news: cannot be read: Permission denied"):
        expand_inputs(["news"], project)


@pytest.mark.usefixtures("project")
def test_two_articles_that_would_share_a_catalog_are_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "fed.html").write_text("Bonds rose.", encoding="utf-8")
    inner = make_settings(tmp_path / "news")

    with pytest.raises(InputError, match=r"b/fed.html: would have the same catalog as a/fed.html"):
        expand_inputs(["a/fed.html", "b/fed.html"], inner)


def test_thousands_of_files_are_found(project: Settings) -> None:
    for number in range(2000):
        Path(f"news/{number}.html").touch()

    assert len(expand_inputs(["news", "news/*.html"], project)) == 2005
