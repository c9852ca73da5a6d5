"""HTML articles: the page in, units by source offsets out; targets in, the page with only their ranges replaced out."""

from __future__ import annotations

from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from locworker.articles.html_compare import confirm_text, read_xml_text
from locworker.articles.html_page import Page, read_page
from locworker.articles.html_text import escape_for
from locworker.articles.inline import Side, write_target
from locworker.articles.medium import Edit, Edited, Medium, apply_edits
from locworker.languages import LanguagePair, base_language, to_gettext

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from locworker.articles.html_page import LanguageMark
    from locworker.articles.html_text import Places
    from locworker.model import Article, InlineCode, Unit


def extract(article: Article) -> tuple[Unit, ...]:
    """Return the units of a page.

    Raises:
        InputError: A second parser reads another text.
    """
    return tuple(_read(article.text, article.path).units)


def render(article: Article, targets: Mapping[str, str], *, source_lang: str, target_lang: str) -> str:
    """Return the page with targets in place of its text; what names its language follows once one differs.

    A page that does not say which language it is in does not say so afterwards either.

    Raises:
        InputError: The inline markup of a target does not fit.
    """
    edits = find_edits(
        _read(article.text, article.path),
        targets,
        medium=Medium(article.text),
        path=article.path,
        encoding=article.encoding,
        pair=LanguagePair(source_lang, target_lang),
    )
    return apply_edits(article.text, edits)


def read_fragment(source: str, *, path: str, xml: bool = False) -> Page:
    """Read a page or a part of one that stands in another article; with `xml` it is XHTML unless it is ill-formed.

    Raises:
        InputError: A second parser reads another text.
    """
    xml_text = read_xml_text(f"<x>{source}</x>") if xml else None
    return _confirm(source, path=path, xml_text=xml_text)


def find_edits(
    page: Page, targets: Mapping[str, str], *, medium: Medium, path: str, encoding: str, pair: LanguagePair
) -> list[Edit]:
    """Return what targets change in a page: ranges of its text, in order, and what the medium has in their place.

    Raises:
        InputError: The inline markup of a target does not fit.
    """
    changed = [unit for unit in page.units if targets.get(unit.id, unit.text) not in {unit.text, ""}]
    if not changed:
        return []

    def write(unit: Unit, below: Edited) -> Edit:
        places = page.places.get(unit.id, {})
        text = _write(unit, targets[unit.id], path=path, encoding=encoding, places=places, below=below)
        return unit.start, unit.end, text

    untouched = Edited(medium, ())
    inner = localise(medium.text, page.marks, source_lang=pair.source, target_lang=pair.target)
    inner += [write(unit, untouched) for unit in changed if unit.syntax != "text"]
    # Attributes stand inside of texts, in the tags that placeholders stand for.
    below = Edited(medium, sorted(inner))
    edits: list[Edit] = []
    position = 0
    for unit in changed:
        if unit.syntax == "text":
            edits += (*below.between(position, unit.start), write(unit, below))
            position = unit.end
    return [*edits, *below.between(position, len(medium.text) + 1)]


def render_unit(article: Article, unit: Unit, target: str) -> str:
    """Return a target in the syntax of its unit, its inline tags as they stand in the source.

    Raises:
        InputError: The inline markup of the target does not fit.
    """
    below = Edited(Medium(article.text), ())
    return _write(unit, target, path=article.path, encoding=article.encoding, places=None, below=below)


def localise(text: str, marks: Sequence[LanguageMark], *, source_lang: str, target_lang: str) -> list[Edit]:
    """Return the edits that let a text name the target language where it names the source's."""
    edits: list[Edit] = []
    if source_lang == target_lang:
        return edits
    for mark in marks:
        value = text[mark.start : mark.end].strip()
        if base_language(value) == base_language(source_lang):
            edits.append((mark.start, mark.end, _locale(target_lang) if mark.form == "og" else target_lang))
    return edits


@lru_cache(maxsize=2)
def _read(source: str, path: str) -> Page:
    """Read a page; the last ones are kept, since a page is most often read to extract and again to render."""
    xml_text = read_xml_text(source) if PurePosixPath(path).suffix.lower() == ".xhtml" else None
    return _confirm(source, path=path, xml_text=xml_text)


def _confirm(source: str, *, path: str, xml_text: str | None) -> Page:
    page = read_page(source, path=path, xml=xml_text is not None)
    confirm_text(source, page, path=path, xml_text=xml_text)
    return page


def _write(
    unit: Unit, target: str, *, path: str, encoding: str, places: Mapping[int, Places] | None, below: Edited
) -> str:
    medium = below.medium
    escape = escape_for(unit.syntax, encoding)

    def write_code(code: InlineCode, side: Side) -> str:
        if places is None:
            return (code.close or "") if side == "close" else code.open
        start, end = places[code.id][side == "close"] or (0, 0)
        return below.copy(start, end)

    text = write_target(
        unit, target, path=path, write_text=lambda text: medium.write(escape(text)), write_code=write_code
    )
    quote = medium.write('"') if unit.syntax == "attribute-bare" else ""
    return f"{quote}{text}{quote}"


def _locale(language: str) -> str:
    """Return a language as Open Graph has it: with the region, the most likely one if none is given."""
    if "-" in language:
        return to_gettext(language)
    import langcodes

    return f"{language}_{langcodes.Language.get(language).maximize().territory}"
