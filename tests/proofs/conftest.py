"""One session of proofs for all tests of the packs: the kernel makes each of them once."""

import pytest


@pytest.fixture(scope="session")
def session(tmp_path_factory):
    """The packs and the proofs made so far; its cache is its own."""
    from provcheck.examine import Session
    from provcheck.library import Library

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROVCHECK_CACHE", str(tmp_path_factory.mktemp("session")))
        return Session(Library())


@pytest.fixture(scope="session")
def facts_for(session):
    """The proofs that a claim may rest on."""
    return lambda claim: session.facts_for(claim)
