"""Catalogs. In: an article's segments with what was found in them; out: a PO file, and the way back."""

from __future__ import annotations

from locworker.catalog.build import HUMAN, build_catalog, catalog_text
from locworker.catalog.decode import decode_catalog
from locworker.catalog.files import read_catalog, update_catalog, write_catalog
from locworker.catalog.header import ArticleSource, article_source
from locworker.catalog.model import (
    Catalog,
    Ignore,
    Message,
    MessageState,
    is_untouched,
    machine_hash,
    message_state,
)
from locworker.catalog.parse import parse_catalog
from locworker.catalog.paths import catalog_path
from locworker.catalog.places import locate, segment_place
from locworker.catalog.previous import Previous
from locworker.catalog.render import render_catalog

__all__ = [
    "HUMAN",
    "ArticleSource",
    "Catalog",
    "Ignore",
    "Message",
    "MessageState",
    "Previous",
    "article_source",
    "build_catalog",
    "catalog_path",
    "catalog_text",
    "decode_catalog",
    "is_untouched",
    "locate",
    "machine_hash",
    "message_state",
    "parse_catalog",
    "read_catalog",
    "render_catalog",
    "segment_place",
    "update_catalog",
    "write_catalog",
]
