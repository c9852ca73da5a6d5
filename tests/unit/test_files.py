from __future__ import annotations

import os
from pathlib import Path

import pytest

from locworker.errors import InputError
from locworker.files import check_writable, read_file, write_file


def test_a_file_is_read_up_to_a_byte_more_than_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(b"12345")

    assert read_file(path, most=5, what="article") == b"12345"
    assert read_file(path, most=3, what="article") == b"1234"


def test_a_pipe_is_no_file_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "page.html")

    with pytest.raises(InputError, match="is no file; name the article's file"):
        read_file(tmp_path / "page.html", most=5, what="article")


def test_a_new_file_gets_its_folders(tmp_path: Path) -> None:
    write_file(tmp_path / "a" / "b" / "page.html", b"new")

    assert (tmp_path / "a/b/page.html").read_bytes() == b"new"
    assert [file.name for file in (tmp_path / "a/b").iterdir()] == ["page.html"]


def test_a_file_that_is_replaced_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(b"old")
    path.chmod(0o640)

    write_file(path, b"new")

    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"kept")
    (tmp_path / "page.html").symlink_to(tmp_path / "secret")

    with pytest.raises(InputError, match="symbolic link"):
        write_file(tmp_path / "page.html", b"new")

    assert (tmp_path / "secret").read_bytes() == b"kept"


@pytest.mark.parametrize("name", ["file/page.html", "folder"], ids=["a file in the folder's place", "a folder"])
def test_what_cannot_be_written_is_named_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(b"kept")
    (tmp_path / "folder").mkdir()

    with pytest.raises(InputError, match="cannot be written") as caught:
        write_file(tmp_path / name, b"new")

    assert caught.value.path == str(tmp_path / name)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["file", "folder"]


def test_a_file_that_can_be_written_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(b"old")

    check_writable(tmp_path / "page.html")
    check_writable(tmp_path / "new" / "page.html")

    assert (tmp_path / "page.html").read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["page.html"]


def test_a_file_that_could_not_be_written_is_told_before(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"kept")
    (tmp_path / "link").symlink_to(tmp_path / "file")

    with pytest.raises(InputError, match="cannot be written"):
        check_writable(tmp_path / "file/page.html")
    with pytest.raises(InputError, match="symbolic link"):
        check_writable(tmp_path / "link")
