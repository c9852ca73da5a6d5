"""The names of months by CLDR, in the form that follows a day and in the form that stands alone."""

from __future__ import annotations

import copy
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from babel import Locale


def month_names(locale: Locale, width: str) -> Mapping[int, str]:
    """Return the names (January is 1) as they follow a day, `wide` or `abbreviated`: Polish `listopada`."""
    return dict(locale.months["format"].get(width, {}))


@lru_cache(maxsize=64)
def stand_alone_month_names(locale: Locale, width: str) -> Mapping[int, str]:
    """Return the names (January is 1) as they stand without a day, `wide` or `abbreviated`: Polish `listopad`.

    Read from a copy of the locale's data: Babel writes what an alias stands for into data that locales share, so that
    a German text asked after a Japanese one would get Japanese months (Babel's issue 1234, open in 2.18).
    """
    from babel.localedata import LocaleDataDict, load

    shared: dict[Any, Any] = load(str(locale))
    data = LocaleDataDict(copy.deepcopy(shared))
    return dict(data["months"]["stand-alone"].get(width, {}))
