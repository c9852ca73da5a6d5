"""Attributes: a tag in; the values that a reader sees or hears, and those that name the page's language, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locworker.articles.html_references import decode_references

if TYPE_CHECKING:
    from collections.abc import Iterator

    from locworker.articles.html_tokens import Attribute, Token

_ROLES = {
    "title": "title-attribute",
    "aria-label": "aria-label",
    "aria-description": "aria-description",
    "aria-placeholder": "aria-placeholder",
    "aria-roledescription": "aria-roledescription",
    "aria-valuetext": "aria-valuetext",
}
_OF_ELEMENTS = {
    ("img", "alt"): "alt",
    ("area", "alt"): "alt",
    ("input", "alt"): "alt",
    ("applet", "alt"): "alt",
    ("input", "placeholder"): "placeholder",
    ("textarea", "placeholder"): "placeholder",
    ("option", "label"): "label-attribute",
    ("optgroup", "label"): "label-attribute",
    ("track", "label"): "label-attribute",
    ("table", "summary"): "summary-attribute",
}
_METAS = frozenset(
    {
        "description",
        "keywords",
        "og:title",
        "og:description",
        "og:image:alt",
        "twitter:title",
        "twitter:description",
        "twitter:image:alt",
        "dc.title",
        "dc.description",
        "dcterms.title",
        "dcterms.description",
    }
)
_ITEM_PROPERTIES = frozenset({"headline", "alternativeheadline", "description"})
_SILENT = frozenset({"link", "meta", "script", "style"})
_BUTTONS = frozenset({"submit", "button", "reset"})


_ANSWERS: dict[str | None, bool] = {"": True, "yes": True, "no": False}


def value_of(source: str, tag: Token, name: str) -> str | None:
    """Return an attribute's value in lower case, references resolved; None when the tag has none of that name."""
    attribute = tag.find(name)
    if attribute is None:
        return None
    value = source[attribute.start : attribute.end]
    return decode_references(value, in_attribute=True).strip().lower()


def translates(source: str, tag: Token) -> bool | None:
    """Return what a tag says of its translation: `translate`, or the class `notranslate`; None when nothing."""
    if not tag.attributes:
        return None
    answer = _ANSWERS.get(value_of(source, tag, "translate"))
    if answer is None and "notranslate" in (value_of(source, tag, "class") or "").split():
        return False
    return answer


def find_values(source: str, tag: Token) -> Iterator[tuple[str, Attribute]]:
    """Yield the attributes of a tag whose values are translated, each with its role."""
    seen: set[str] = set()
    for attribute in tag.attributes:
        if attribute.name in seen:
            continue
        seen.add(attribute.name)
        role = _role(source, tag, attribute.name)
        if role and attribute.start < attribute.end:
            yield role, attribute


def find_language(source: str, tag: Token) -> Iterator[tuple[str, Attribute]]:
    """Yield the attributes that hold the page's language, each with its form: a tag or that of Open Graph."""
    if tag.name in {"html", "body"}:
        for name in ("lang", "xml:lang"):
            attribute = tag.find(name)
            if attribute is not None:
                yield "tag", attribute
    elif tag.name == "meta":
        content = tag.find("content")
        if content is None:
            return
        if value_of(source, tag, "http-equiv") == "content-language":
            yield "tag", content
        elif _meta_name(source, tag) == "og:locale":
            yield "og", content


def _role(source: str, tag: Token, name: str) -> str | None:
    if tag.name == "meta":
        return _meta_role(source, tag) if name == "content" else None
    if tag.name in _SILENT:
        return None
    if (tag.name, name) == ("input", "value"):
        return "value" if value_of(source, tag, "type") in _BUTTONS else None
    return _ROLES.get(name) or _OF_ELEMENTS.get((tag.name, name))


def _meta_role(source: str, tag: Token) -> str | None:
    name = _meta_name(source, tag)
    if name in _METAS:
        return f"meta:{name}"
    item = value_of(source, tag, "itemprop")
    return f"meta:{item}" if item in _ITEM_PROPERTIES else None


def _meta_name(source: str, tag: Token) -> str:
    return value_of(source, tag, "property") or value_of(source, tag, "name") or ""
