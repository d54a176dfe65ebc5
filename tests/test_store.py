"""Stored results are found again exactly as long as nothing they depend on changes."""

import sqlite3
from dataclasses import replace

import pytest

from provcheck import store as store_module
from provcheck.errors import StoreError
from provcheck.store import Key, Store, code_digest, default_path

KEY = Key("p/claim", "content", "quick", 0)
RESULT = {"claim": "p/claim", "verdict": "PROVED"}


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "results.sqlite")


def test_a_result_is_found_again(store):
    store.put(KEY, RESULT)
    assert Store(store.path).get(KEY) == RESULT


@pytest.mark.parametrize(
    "change", [{"claim": "p/other"}, {"content": "new"}, {"budget": "deep"}, {"seed": 1}]
)
def test_anything_else_is_not_found(store, change):
    store.put(KEY, RESULT)
    assert store.get(replace(KEY, **change)) is None


def test_looking_does_not_make_a_store(store):
    assert store.get(KEY) is None
    assert not store.path.exists()


def test_the_latest_result_of_the_same_content_is_found(store):
    store.put(KEY, RESULT)
    store.put(replace(KEY, budget="deep"), {**RESULT, "verdict": "REFUTED"})
    store.put(replace(KEY, content="new"), {**RESULT, "verdict": "OPEN"})
    assert store.latest("p/claim", "content")["verdict"] == "REFUTED"


def test_a_corrupt_store_is_named_with_the_way_out(store):
    store.path.write_bytes(b"this is no database, but it is long enough to look at" * 50)
    with pytest.raises(StoreError, match="results.sqlite.*PROVCHECK_STORE"):
        store.get(KEY)


def test_a_store_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="PROVCHECK_STORE"):
        Store(tmp_path / "file" / "results.sqlite").put(KEY, RESULT)


def test_a_locked_store_is_waited_for_and_then_named(store, monkeypatch):
    store.put(KEY, RESULT)
    monkeypatch.setattr(store_module, "_BUSY_SECONDS", 0.1)
    other = sqlite3.connect(store.path)
    try:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="locked.*Another provcheck.*PROVCHECK_STORE"):
            store.put(KEY, RESULT)
    finally:
        other.close()


def test_a_store_of_a_later_version_is_not_touched(store):
    connection = sqlite3.connect(store.path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="layout 99"):
        store.put(KEY, RESULT)


def test_nan_is_not_stored(store):
    with pytest.raises(ValueError):
        store.put(KEY, {**RESULT, "worst_ratio": float("nan")})


def test_the_environment_names_the_place(monkeypatch, tmp_path):
    assert default_path().name == "results.sqlite"
    monkeypatch.setenv("PROVCHECK_STORE", str(tmp_path / "mine"))
    assert default_path() == tmp_path / "mine"


def test_the_code_digest_changes_with_the_libraries(monkeypatch):
    before = code_digest()
    assert code_digest() == before
    monkeypatch.setattr(store_module, "library_versions", lambda: {"numpy": "0"})
    assert code_digest() != before
