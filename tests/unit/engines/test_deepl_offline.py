from __future__ import annotations

import deepl
import pytest

from locworker.engines import Engine, EngineOptions, Request
from locworker.engines.deepl import DeepLEngine
from locworker.engines.deepl_languages import ALL_CODES, source_code, target_code
from locworker.errors import AuthorisationError, ConfigError, EngineRejectedError
from locworker.languages import DEFAULT_VARIANTS, LanguagePair


def make_engine(*, key: str | None = "key", url: str | None = None, **extra: str) -> Engine:
    return DeepLEngine(EngineOptions(key=key, url=url, extra=extra))


def test_the_table_of_languages_is_the_sdks() -> None:
    named = {value.casefold() for name, value in vars(deepl.Language).items() if name.isupper()}

    assert named == ALL_CODES


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        pytest.param("de", "DE", id="plain"),
        pytest.param("de-CH", "DE", id="a-region-it-lacks"),
        pytest.param("pt", "PT-PT", id="bare-pt"),
        pytest.param("pt-BR", "PT-BR", id="pt-br"),
        pytest.param("pt-AO", "PT-PT", id="pt-ao"),
        pytest.param("en", "EN-US", id="bare-en"),
        pytest.param("en-GB", "EN-GB", id="en-gb"),
        pytest.param("en-AU", "EN-GB", id="en-au"),
        pytest.param("es-MX", "ES-419", id="es-mx"),
        pytest.param("es", "ES", id="es"),
        pytest.param("zh", "ZH", id="zh"),
        pytest.param("zh-TW", "ZH-HANT", id="zh-tw"),
        pytest.param("zh-Hans", "ZH-HANS", id="zh-hans"),
        pytest.param("no", "NB", id="an-alias"),
        pytest.param("tlh", None, id="none"),
    ],
)
def test_targets_take_deepls_codes(tag: str, code: str | None) -> None:
    assert target_code(tag, DEFAULT_VARIANTS) == code


def test_the_setting_says_which_variant_a_bare_target_is() -> None:
    assert target_code("pt", {"pt": "pt-BR"}) == "PT-BR"
    assert target_code("pt", {}) == "PT-PT"
    assert target_code("en", {}) == "EN-US"


@pytest.mark.parametrize(("tag", "code"), [("en-US", "EN"), ("pt-BR", "PT"), ("fil", "TL"), ("tlh", None)])
def test_sources_have_no_variant(tag: str, code: str | None) -> None:
    assert source_code(tag) == code


@pytest.mark.parametrize(
    ("pair", "route"),
    [
        pytest.param(LanguagePair("en", "pt"), "EN → PT-PT", id="a-variant"),
        pytest.param(LanguagePair("en", "tlh"), None, id="no-such-target"),
        pytest.param(LanguagePair("tlh", "en"), None, id="no-such-source"),
    ],
)
def test_routes_are_known_offline(pair: LanguagePair, route: str | None) -> None:
    assert make_engine().route(pair) == route


@pytest.mark.parametrize(
    ("key", "url", "word"),
    [
        pytest.param(None, None, "no key", id="no-key"),
        pytest.param("", None, "no key", id="empty-key"),
        pytest.param("two words", None, "characters", id="space-in-key"),
        pytest.param("key\n", None, "characters", id="line-break-in-key"),
        pytest.param("schlüssel", None, "characters", id="umlaut-in-key"),
        pytest.param("key", "localhost:8080", "address", id="no-scheme"),
        pytest.param("key", "http://", "address", id="no-host"),
        pytest.param("key", "http://[::1", "address", id="broken-host"),
        pytest.param("key", "ftp://host", "address", id="another-scheme"),
    ],
)
def test_says_why_it_cannot_work_and_what_would_help(key: str | None, url: str | None, word: str) -> None:
    usability = make_engine(key=key, url=url).check()

    assert not usability.usable
    assert word in usability.reason
    assert "DEEPL_" in usability.remedy


def test_a_request_without_a_key_is_not_authorised() -> None:
    request = Request(texts=("Rates",), pair=LanguagePair("en", "de"))

    with pytest.raises(AuthorisationError, match="set DEEPL_AUTH_KEY"):
        make_engine(key=None).translate(request)


def test_a_pair_it_does_not_have_is_refused() -> None:
    with pytest.raises(EngineRejectedError, match="en → tlh"):
        make_engine().translate(Request(texts=("Rates",), pair=LanguagePair("en", "tlh")))


@pytest.mark.parametrize("url", [None, "http://127.0.0.1:1", "https://api.deepl.com/"])
def test_is_usable_with_a_key(url: str | None) -> None:
    assert make_engine(url=url).check().usable


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        pytest.param("formality", "rude", "formality is 'rude', not one of default, prefer_more", id="value"),
        pytest.param("tone", "kind", "deepl has no setting 'tone'; it has formality and model_type", id="name"),
    ],
)
def test_a_wrong_setting_is_named(setting: str, value: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        make_engine(**{setting: value})


def test_settings_name_what_changes_the_answer() -> None:
    plain, formal = make_engine().settings(), make_engine(formality="prefer_more").settings()

    assert plain["tag_handling_version"] == "v2"
    assert plain["variants"] == "en=en-US,pt=pt-PT"
    assert {key for key in plain if plain[key] != formal[key]} == {"formality"}


def test_is_first_in_the_order_and_costs_money() -> None:
    engine = make_engine()

    assert (engine.billed, engine.localizes_values, engine.translates) == (True, True, True)
    assert engine.limits.texts == 50
    assert engine.version == deepl.__version__
    engine.close()
