"""Which stored result is that of a claim as it stands now: content keys, and looking them up."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from provcheck.errors import StoreError
from provcheck.library import Library
from provcheck.store import Store, code_digest
from provcheck.verdict import Result


def content_keys(library: Library, names: Sequence[str]) -> dict[str, str]:
    """For each name the key of all that its verdict depends on but budget and seed.

    It covers the claim's sources, those of the claims it rests on, and the code.
    """
    code = code_digest()
    return {name: _content_key(library, name, code) for name in names}


def _content_key(library: Library, name: str, code: str) -> str:
    sources = ",".join(library.source_digest(used) for used in (name, *library.below(name)))
    return hashlib.sha256(f"{code}:{sources}".encode()).hexdigest()[:24]


def latest_result(library: Library, store: Store, name: str) -> Result | None:
    """The newest stored result of a claim as it stands now, or None."""
    return stored_result(library, store, name, content_keys(library, [name])[name])


def stored_result(library: Library, store: Store, name: str, content: str) -> Result | None:
    """The newest stored result of a claim under a content key, or None."""
    result = read_result(store, store.latest(name, content))
    return placed(library, name, result) if result else None


def placed(library: Library, name: str, result: Result) -> Result:
    """A result with what only the packs in reach tell: amendments, and how to find its pack."""
    return result.with_amendments(library.amended_by(name)).with_pack(library.option(name))


def read_result(store: Store, data: Mapping[str, Any] | None) -> Result | None:
    """A result from the store's data, or None for none.

    Raises:
        StoreError: the store holds something else than results.
    """
    try:
        return None if data is None else Result.from_json(data)
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(
            f"{store.path}: a stored result cannot be read ({error!r}). Compute it anew with "
            "--fresh, or set PROVCHECK_STORE to another file."
        ) from error
