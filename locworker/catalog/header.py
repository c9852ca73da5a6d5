"""The header of a catalog: the usual fields, and where the catalog comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from locworker.catalog.model import Catalog
from locworker.languages import base_language, to_gettext
from locworker.model import Article

PROJECT = "locworker"


class ArticleSource(NamedTuple):
    """The article that a catalog was made from: its id, and the sha256 of its bytes in hex."""

    article_id: str
    sha256: str


def make_fields(
    article: Article, *, language: str, source_language: str, engine: str, glossary_hash: str, kept: Mapping[str, str]
) -> dict[str, str]:
    """Return a header's fields in order; what an editor wrote into its own fields is kept."""
    plural = plural_forms(language)
    fields = {
        "Project-Id-Version": kept.get("Project-Id-Version", "") or PROJECT,
        "PO-Revision-Date": kept.get("PO-Revision-Date", ""),
        "Last-Translator": kept.get("Last-Translator", ""),
        "Language-Team": kept.get("Language-Team", ""),
        "Language": to_gettext(language),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        **({"Plural-Forms": plural} if plural else {}),
        "X-Source-Language": to_gettext(source_language),
        "X-Locworker-Source": f"{article.id} {article.sha256}",
        "X-Locworker-Engine": engine,
        "X-Locworker-Glossary": glossary_hash,
    }
    # POT-Creation-Date would change with every run although nothing else does.
    others = {name: value for name, value in kept.items() if name not in fields and name != "POT-Creation-Date"}
    return {name: " ".join(value.split()) for name, value in {**fields, **others}.items()}


def plural_forms(language: str) -> str:
    """Return a language's `Plural-Forms` by CLDR; nothing for a language that CLDR does not know."""
    # Loaded late: Babel costs tens of milliseconds that reading a catalog should not pay.
    from babel.messages.plurals import PLURALS

    for tag in (to_gettext(language), base_language(language)):
        if tag in PLURALS:
            count, expression = PLURALS[tag]
            return f"nplurals={count}; plural={expression};"
    return ""


def article_source(catalog: Catalog) -> ArticleSource | None:
    """Return what the catalog says of the article it was made from, or None when it says nothing."""
    name, space, sha256 = catalog.headers().get("X-Locworker-Source", "").rpartition(" ")
    return ArticleSource(name, sha256) if space else None
