from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from locworker.errors import ConfigError, StoreBusyError, StoreError
from locworker.languages import LanguagePair
from locworker.store import Attempt, Claim, Claimant, PaidResult, Store, open_store

PAIR = LanguagePair("en", "de")
CALL = Attempt(article="news.html", engine="deepl", pair=PAIR, texts=2, characters=20)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'data' / 'store.sqlite3'}")
    yield opened
    opened.close()


def claimant(owner: str, *, others_live: bool = True) -> Claimant:
    return Claimant(owner=owner, lease=60.0, is_alive=lambda _: others_live)


def claim(store: Store, keys: list[str], who: Claimant, *, now: float = 0.0, resend: bool = True) -> Claim:
    return store.claim(keys, CALL, who, now=now, resend=resend)


def test_a_fresh_text_is_claimed(store: Store) -> None:
    got = claim(store, ["b", "a"], claimant("one"))

    assert got.keys == ("b", "a")
    assert not got.paid
    assert not got.resent


def test_a_text_is_claimed_once(store: Store) -> None:
    claim(store, ["a", "b"], claimant("one"))

    second = claim(store, ["b", "c"], claimant("two"))

    assert second.keys == ("c",)
    assert second.busy == ("b",)


def test_what_was_paid_is_never_claimed_again(store: Store) -> None:
    first = claim(store, ["a", "b"], claimant("one"))
    store.finish(first, {"a": PaidResult(text="A", billed=4, notes=("x", "y")), "b": PaidResult(text="B")}, now=1.0)

    second = claim(store, ["a", "b"], claimant("two"))

    assert second.keys == ()
    assert second.paid == {"a": PaidResult(text="A", billed=4, notes=("x", "y")), "b": PaidResult(text="B")}
    assert store.find_paid(["a", "nothing"]) == {"a": PaidResult(text="A", billed=4, notes=("x", "y"))}
    assert store.count() == {"attempts": 1, "claims": 0, "paid_results": 2, "memory": 0, "billed_characters": 4}


def test_a_failed_call_lets_its_texts_go(store: Store) -> None:
    first = claim(store, ["a"], claimant("one"))
    store.fail(first, now=1.0, error="EngineBusyError")

    assert claim(store, ["a"], claimant("two")).keys == ("a",)


@pytest.mark.parametrize(
    ("now", "others_live"),
    [pytest.param(61.0, True, id="the lease is over"), pytest.param(1.0, False, id="the owner is dead")],
)
def test_a_text_whose_reply_was_lost_is_sent_again_or_held(store: Store, now: float, *, others_live: bool) -> None:
    claim(store, ["a"], claimant("one"))

    held = claim(store, ["a"], claimant("two", others_live=others_live), now=now, resend=False)
    again = claim(store, ["a"], claimant("two", others_live=others_live), now=now, resend=True)

    assert held.unknown == ("a",)
    assert held.keys == ()
    assert again.keys == again.resent == ("a",)


def test_a_call_that_lost_its_reply_stays_claimed(store: Store) -> None:
    first = claim(store, ["a"], claimant("one"))
    store.lose(first, now=1.0, error="ReplyLostError")

    assert store.find_unknown(["a", "b"], now=2.0, is_alive=lambda _: True) == {"a"}
    assert claim(store, ["a"], claimant("one"), now=2.0, resend=False).unknown == ("a",)


def test_a_longer_lease_keeps_others_out(store: Store) -> None:
    first = claim(store, ["a"], claimant("one"))
    store.extend(first.attempt, until=200.0)

    assert claim(store, ["a"], claimant("two"), now=100.0).busy == ("a",)


def test_a_result_that_comes_after_a_takeover_is_kept(store: Store) -> None:
    slow = claim(store, ["a"], claimant("one"))
    taken_over = claim(store, ["a"], claimant("two"), now=100.0)
    store.finish(slow, {"a": PaidResult(text="A", billed=3)}, now=101.0)
    store.finish(taken_over, {"a": PaidResult(text="A2", billed=3)}, now=102.0)

    assert store.find_paid(["a"])["a"].text == "A"
    assert store.count()["billed_characters"] == 6
    assert store.count()["claims"] == 0


def test_more_keys_than_a_query_holds(store: Store) -> None:
    keys = [f"k{number}" for number in range(1203)]
    everything = claim(store, keys, claimant("one"))
    store.finish(everything, {key: PaidResult(text=key) for key in keys}, now=1.0)

    assert len(store.find_paid(keys)) == 1203


def test_memory_keeps_the_newest_wording_a_role(store: Store) -> None:
    store.remember(PAIR, [("h2", "Flow", "Der Flow"), ("p", "Flow", "Fluss")], article="a", now=1.0)
    store.remember(PAIR, [("h2", "Flow", "Flow")], article="b", now=2.0)

    assert store.recall(PAIR, ["Flow", "Yield"]) == {"Flow": [("p", "Fluss"), ("h2", "Flow")]}
    assert store.recall(LanguagePair("en", "fr"), ["Flow"]) == {}


def test_a_store_is_opened_again_with_what_it_holds(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.sqlite3'}"
    first = open_store(url)
    first.finish(claim(first, ["a"], claimant("one")), {"a": PaidResult(text="A")}, now=1.0)
    first.close()

    second = open_store(url)

    assert second.find_paid(["a"]) == {"a": PaidResult(text="A")}
    second.close()


@pytest.mark.parametrize("url", ["", "nonsense", "nodb://x/y"])
def test_a_bad_address_is_named(url: str) -> None:
    with pytest.raises(ConfigError, match="LOCWORKER_DATABASE_URL"):
        open_store(url)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(StoreError, match="cannot be created"):
        open_store(f"sqlite:///{tmp_path / 'file' / 'data' / 'store.sqlite3'}")


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite3").write_text("not a database, " * 100, encoding="utf-8")

    with pytest.raises(StoreError, match="not a database"):
        open_store(f"sqlite:///{tmp_path / 'store.sqlite3'}")


def test_a_store_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    open_store(f"sqlite:///{path}").close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    with pytest.raises(StoreError, match="newer locworker"):
        open_store(f"sqlite:///{path}")


def test_a_locked_store_is_busy_before_anything_is_claimed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locworker.store.connection.BUSY_TIMEOUT", 0.05)
    path = tmp_path / "store.sqlite3"
    store = open_store(f"sqlite:///{path}")
    other = sqlite3.connect(path)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreBusyError, match="locked"):
        claim(store, ["a"], claimant("one"))

    other.rollback()
    other.close()
    assert claim(store, ["a"], claimant("one")).keys == ("a",)
    store.close()


def test_without_room_for_the_results_nothing_is_claimed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    free = shutil.disk_usage("/")._replace(free=100_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: free)

    with pytest.raises(StoreBusyError, match="97 KiB are free on its disk; nothing was sent"):
        claim(store, ["a"], claimant("one"))

    assert store.count()["claims"] == 0


def test_an_address_that_names_no_file_is_a_wrong_setting() -> None:
    with pytest.raises(ConfigError, match="names no file"):
        open_store("sqlite:////tmp/a%00b/store.sqlite3")
