"""Names on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from locworker.catalog import catalog_path
from locworker.errors import InputError


def test_a_catalog_stands_in_its_language_folder() -> None:
    path = catalog_path(Path("locales"), "pt-BR", "examples/fed.html")

    assert path == Path("locales/pt_BR/examples/fed.html.po")


@pytest.mark.parametrize(
    ("language", "article"),
    [
        pytest.param("de", "../fed.html", id="up"),
        pytest.param("de", "a/../../fed.html", id="up from within"),
        pytest.param("de", "/etc/passwd", id="absolute"),
        pytest.param("de", "", id="empty"),
        pytest.param("de", "a//b.html", id="empty part"),
        pytest.param("de", "a\0b", id="NUL"),
        pytest.param("../de", "a.html", id="language"),
        pytest.param("..", "a.html", id="language up"),
    ],
)
def test_no_catalog_stands_outside_the_folder(language: str, article: str) -> None:
    with pytest.raises(InputError, match="no id of an article"):
        catalog_path(Path("locales"), language, article)
