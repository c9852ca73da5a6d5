"""Language tags: BCP 47 text in, the same tag in the form that each place wants out.

Command line and settings speak BCP 47 (`pt-BR`); gettext folders and headers speak `pt_BR`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from locworker.errors import ConfigError

DEFAULT_VARIANTS: Mapping[str, str] = {"pt": "pt-PT", "en": "en-US"}
"""The variant that a bare tag takes where an engine needs one; the setting `variants` overrides it."""

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|[0-9]{3}))?(?:[-_][A-Za-z0-9]{5,8})*")


class LanguagePair(NamedTuple):
    """Source and target language of a translation, each a normalised BCP 47 tag."""

    source: str
    target: str

    def __str__(self) -> str:
        """Return the pair as people write it: `en → de`."""
        return f"{self.source} → {self.target}"


def parse_language(text: str) -> str:
    """Return the normalised BCP 47 tag of a tag in BCP 47 or gettext form (`pt_br` → `pt-BR`).

    Raises:
        ConfigError: The text is no tag of a registered language, or its script or region is unknown.
    """
    tag = text.strip()
    if not _TAG.fullmatch(tag):
        raise ConfigError(f"'{text}' is not a language tag; write BCP 47, for example de or pt-BR")
    # Loaded late: the registry costs 30 ms that `--help` should not pay.
    import langcodes

    if not langcodes.tag_is_valid(tag):
        raise ConfigError(f"'{text}' is not a known language; write BCP 47, for example de or pt-BR")
    return langcodes.standardize_tag(tag)


def to_gettext(tag: str) -> str:
    """Return a tag in gettext form: `pt-BR` → `pt_BR`, `zh-Hans` → `zh_Hans`."""
    return tag.replace("-", "_")


@lru_cache(maxsize=512)
def base_language(tag: str) -> str:
    """Return the language without script and region: `pt-BR` → `pt`."""
    return tag.replace("_", "-").partition("-")[0].casefold()


def choose_variant(tag: str, variants: Mapping[str, str] = DEFAULT_VARIANTS) -> str:
    """Return the variant that a bare tag stands for (`pt` → `pt-PT`), or the tag itself."""
    return variants.get(tag, tag)
