from __future__ import annotations

import pytest

from locworker.errors import ConfigError
from locworker.languages import LanguagePair, base_language, choose_variant, parse_language, to_gettext


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        pytest.param("de", "de", id="bare"),
        pytest.param("pt_br", "pt-BR", id="gettext form"),
        pytest.param(" zh-hans ", "zh-Hans", id="script"),
        pytest.param("es-419", "es-419", id="region number"),
    ],
)
def test_tags_are_normalised(text: str, tag: str) -> None:
    assert parse_language(text) == tag


@pytest.mark.parametrize("text", ["", "german", "d", "de-", "xq", "de/../x", "zz-ZZ"])
def test_what_is_no_language_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="for example de or pt-BR"):
        parse_language(text)


def test_forms_of_a_tag() -> None:
    assert to_gettext("pt-BR") == "pt_BR"
    assert base_language("pt_BR") == "pt"
    assert choose_variant("pt") == "pt-PT"
    assert choose_variant("de") == "de"
    assert str(LanguagePair("en", "de")) == "en → de"
