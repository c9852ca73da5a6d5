"""Names on disk: the path of an article's catalog."""

from __future__ import annotations

from pathlib import Path

from locworker.articles import is_plain
from locworker.errors import InputError
from locworker.languages import to_gettext


def catalog_path(locales: Path, language: str, article: str) -> Path:
    """Return where the catalog of an article and language is: `locales/pt_BR/examples/fed.html.po`.

    Raises:
        InputError: The id or the language would lead out of the folder.
    """
    folder = to_gettext(language)
    parts = article.split("/")
    if not is_plain(folder) or not all(is_plain(part) for part in parts):
        raise InputError("is no id of an article; ids are relative paths of letters, digits and ._/-", path=article)
    return locales.joinpath(folder, *parts[:-1], f"{parts[-1]}.po")
