"""Many climbs side by side find what one climb finds, inside the space, each on its own."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from sympy import Abs, Le, exp

from provcheck.engines.climb_batch import climb_lanes
from provcheck.engines.draft import Draft, is_allowed
from provcheck.engines.draw_batch import copies, draw_batch
from provcheck.engines.objective import Objective
from provcheck.engines.objective_batch import BatchObjective
from provcheck.statement.space import Real, Size, Space
from tests.engines.small_net import Net

x, y = sympy.symbols("x y", real=True)


@pytest.fixture
def climbed(make_claim, rng):
    """Lanes and scores from copies of one point."""

    def climb(relation, *space, steps=200, lanes=64, **start):
        claim = make_claim(relation, *space)
        score = BatchObjective(Objective(claim, relation), claim, relation)
        batch = copies(claim.space, Draft(start), lanes)
        return climb_lanes(lambda b: score(b).scores, claim.space, batch, rng, steps)

    return climb


def test_a_maximum_far_away_is_reached(climbed):
    """The violation begins at 10 000, where the score of the start says nothing of it."""
    lanes, scores = climbed(Le(x, 10_000 + x**2 / 100_000), Real(x), x=1.0)
    assert np.max(scores) > 0 and 10_000 < lanes.values["x"][np.argmax(scores)] < 100_000


def test_a_narrow_ridge_is_followed(climbed):
    relation = Le(x * exp(-100 * (x - y) ** 2), 3 + 9 * Abs(y) / 10)
    _, scores = climbed(relation, Real(x), Real(y), steps=400, x=1.0, y=1.0)
    assert np.max(scores) > 0


def test_bounds_are_kept(climbed):
    """The score rises towards and beyond both ends; 1 itself is excluded, 0 is allowed."""
    space = Real(x, low=0, high=1, open_high=True), Real(y, low=Fraction(2), open_low=True)
    lanes, _ = climbed(Le(Abs(x - Fraction(1, 2)), 10 * y), *space, x=0.25, y=3.0)
    for component in space:
        values = lanes.values[str(component.symbol)]
        assert all(is_allowed(component, t) for t in values)
    assert min(lanes.values["y"]) < 0.1


def test_no_lane_falls_below_where_it_began(make_claim, rng):
    relation = Le(Net.B, Net.W[1, 1])
    claim = make_claim(relation, space=Net.space)
    score = BatchObjective(Objective(claim, relation), claim, relation)
    batch = draw_batch(Net.space, rng, 40)
    before = score(batch).scores
    lanes, scores = climb_lanes(lambda b: score(b).scores, Net.space, batch, rng, 60)
    assert (scores >= before).all() and (scores > before).any()
    assert score(lanes).scores == pytest.approx(scores)


def test_the_same_stream_climbs_alike(make_claim):
    claim = make_claim(Le(x, y), Real(x), Real(y))
    score = BatchObjective(Objective(claim, claim.relation), claim, claim.relation)
    batch = copies(claim.space, Draft({"x": 1.0, "y": 5.0}), 16)
    found = [
        climb_lanes(lambda b: score(b).scores, claim.space, batch, np.random.default_rng(3), 30)[1]
        for _ in range(2)
    ]
    assert (found[0] == found[1]).all()


def test_without_numbers_there_is_nothing_to_climb(rng):
    p = sympy.Symbol("p", integer=True, positive=True)
    space = Space((Size(p),))
    batch = draw_batch(space, rng, 5)
    lanes, scores = climb_lanes(lambda b: np.zeros(5), space, batch, rng, 10)
    assert lanes is batch and len(scores) == 5
