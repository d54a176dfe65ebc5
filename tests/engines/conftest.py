"""Claims and searches that the engine tests share."""

import numpy as np
import pytest

from provcheck.engines.budget import Budget
from provcheck.engines.refute import refute
from provcheck.statement.claim import Claim, Kind, Source
from provcheck.statement.space import Space
from tests.engines.small_net import Net


@pytest.fixture
def net():
    return Net


@pytest.fixture
def make_claim():
    def make(relation, *components, hypotheses=(), space=None, quantities=()):
        return Claim(
            name="test2025/engine/claim",
            title="a claim of the test suite",
            source=Source("test2025", "here"),
            kind=Kind.UPPER_BOUND,
            space=space or Space(components),
            relation=relation,
            hypotheses=tuple(hypotheses),
            quantities=tuple(quantities),
        )

    return make


@pytest.fixture
def search():
    def run(claim, relation=None, *, budget="quick", seed=0):
        return refute(claim, relation, budget=Budget.parse(budget), seed=seed, facts={})

    return run


@pytest.fixture
def rng():
    return np.random.default_rng(20250101)
