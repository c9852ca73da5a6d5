"""Catalogs on disk."""

from __future__ import annotations

import os
import stat
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from locworker.catalog import Catalog, Message, read_catalog, update_catalog, write_catalog
from locworker.errors import InputError

CATALOG = Catalog(messages=(Message(source="a", target="ä"),))


def test_writes_and_reads(tmp_path: Path) -> None:
    path = tmp_path / "de" / "a" / "fed.html.po"

    changed = write_catalog(path, CATALOG)

    assert changed
    assert read_catalog(path) == CATALOG
    assert [file.name for file in path.parent.iterdir()] == ["fed.html.po"]


def test_an_unchanged_catalog_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    write_catalog(path, CATALOG)
    before = path.stat().st_mtime_ns

    changed = write_catalog(path, CATALOG)

    assert not changed
    assert path.stat().st_mtime_ns == before


def test_the_mode_of_a_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_text("")
    path.chmod(0o640)

    write_catalog(path, CATALOG)

    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_reading_says_what_was_read(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_bytes(
        b'msgid ""\nmsgstr "Content-Type: text/plain; charset=ISO-8859-1\\n"\n\nmsgid "a"\nmsgstr "\xe4"\n'
    )

    catalog = read_catalog(path)

    assert (catalog.path, catalog.encoding) == (str(path), "iso-8859-1")
    assert len(catalog.digest) == 64
    assert catalog.messages == CATALOG.messages


def test_a_file_that_is_too_large_for_a_catalog_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "huge.po"
    with path.open("wb") as file:
        file.truncate(200_000_001)

    with pytest.raises(InputError, match="larger than 200 MB"):
        read_catalog(path)


@pytest.mark.parametrize(
    ("name", "words"),
    [pytest.param("missing.po", "not found", id="missing"), pytest.param(".", "is no file; name the cat", id="folder")],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_catalog(tmp_path / name)


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    target = tmp_path / "secret"
    target.write_text("kept")
    path = tmp_path / "a.po"
    path.symlink_to(target)

    with pytest.raises(InputError, match="symbolic link"):
        write_catalog(path, CATALOG)

    assert target.read_text() == "kept"


@pytest.mark.parametrize(
    ("catalog", "words"),
    [
        pytest.param(Catalog(messages=(Message(source="e\u0301"),)), "would not read back", id="not composed"),
        pytest.param(Catalog(messages=(Message(source="\ud800"),)), "surrogate", id="half a surrogate pair"),
        pytest.param(Catalog(messages=(Message(source="a"),) * 2), "duplicate", id="duplicate"),
    ],
)
def test_what_would_not_read_back_is_not_written(tmp_path: Path, catalog: Catalog, words: str) -> None:
    path = tmp_path / "a.po"

    with pytest.raises(InputError, match=words):
        write_catalog(path, catalog)

    assert not path.exists()


def test_a_folder_in_the_way_is_named_and_nothing_is_left(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    (path / "inside").mkdir(parents=True)

    with pytest.raises(InputError, match="cannot be written: is a directory"):
        write_catalog(path, CATALOG)

    assert [file.name for file in tmp_path.iterdir()] == ["a.po"]


def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "de").write_text("")

    with pytest.raises(InputError, match="cannot be written"):
        write_catalog(tmp_path / "de" / "a.po", CATALOG)


def test_an_update_starts_from_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    seen: list[Catalog | None] = []

    def add(current: Catalog | None) -> Catalog:
        seen.append(current)
        messages = current.messages if current else ()
        return Catalog(messages=(*messages, Message(source=str(len(messages)))))

    for _ in range(2):
        update_catalog(path, add)

    assert seen[0] is None
    assert [message.source for message in read_catalog(path).messages] == ["0", "1"]


def test_updates_wait_for_each_other(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    write_catalog(path, Catalog())

    def add(current: Catalog | None) -> Catalog:
        assert current is not None
        return replace(current, messages=(*current.messages, Message(source=f"m{len(current.messages)}")))

    def add_many() -> None:
        for _ in range(5):
            update_catalog(path, add)

    threads = [threading.Thread(target=add_many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(read_catalog(path).messages) == 20


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    with pytest.raises(InputError, match="permission denied"):
        write_catalog(tmp_path / "a.po", CATALOG)

    tmp_path.chmod(0o700)


@pytest.mark.parametrize("character", ["\u2028", "\u2029", "\x85"])
def test_line_ends_of_other_kinds_are_text(tmp_path: Path, character: str) -> None:
    catalog = Catalog(messages=(Message(context="p", source=f"a{character}b", target=f"c{character}d"),))

    write_catalog(tmp_path / "a.po", catalog)

    assert read_catalog(tmp_path / "a.po") == catalog
