"""Shrinking ends at a simplest witness, and never leaves the witnesses."""

from fractions import Fraction

import numpy as np
import pytest
import sympy

from provcheck.engines.climb import climb
from provcheck.engines.draft import Draft, complete_exact, complete_floats, exact_draft
from provcheck.engines.sample import draw_draft
from provcheck.engines.shrink import rounded, shrink, simpler_numbers, simplicity
from provcheck.statement.space import Real, Space, entries
from tests.engines.small_net import Net


def test_every_step_is_a_witness_and_simpler_than_the_last(rng):
    def violates(draft):
        return max(entries(complete_exact(Net.space, draft)["X"])) > 5

    drafts = (exact_draft(Net.space, draw_draft(Net.space, rng)) for _ in range(400))
    start = next(d for d in drafts if violates(d) and d.values["n"] * d.values["d"] > 6)
    trail = shrink(Net.space, start, violates)
    keys = [simplicity(Net.space, complete_exact(Net.space, draft)) for draft in trail]
    assert all(violates(draft) for draft in trail) and len(trail) > 3
    assert keys == sorted(keys, reverse=True) and len(set(keys)) == len(keys)
    last = complete_exact(Net.space, trail[-1])
    assert (last["p"], last["d"], last["n"], last["i"]) == (1, 1, 1, 1)
    assert last["X"] == ((6,),) and last["W"] == ((0,),) and last["B"] == 6


def test_the_number_of_tests_is_limited(rng):
    calls = []
    start = exact_draft(Net.space, draw_draft(Net.space, rng))
    assert shrink(Net.space, start, lambda d: bool(calls.append(d)), tests=9) == [start]
    assert len(calls) == 9


@pytest.mark.parametrize("number", ["355/113", "-1e-7", "123456789", "3", "1/3"])
def test_simpler_numbers_start_at_zero_and_exclude_the_number(number):
    found = simpler_numbers(Fraction(number))
    assert found[0] == 0 and Fraction(number) not in found
    assert any(abs(f - Fraction(number)) <= abs(Fraction(number)) / 2 for f in found)


def test_rounding_keeps_the_leading_digits():
    assert rounded(Fraction(355, 113), 3) == Fraction(314, 100)
    assert rounded(Fraction(0), 2) == 0


def test_a_climb_reaches_a_peak_and_stays_in_the_space(rng):
    x, y = sympy.symbols("x y", real=True)
    space = Space((Real(x), Real(y, low=Fraction(0), high=Fraction(2), open_high=True)))
    seen = []

    def score(draft):
        values = complete_floats(space, draft)
        seen.append(values["y"])
        return -((values["x"] - 1234.5) ** 2) / 1e6 + values["y"]

    best, value, used = climb(score, space, Draft({"x": 0.0, "y": 0.5}), rng, 2000)
    assert used == len(seen) <= 2000 and all(0 <= y < 2 for y in seen)
    assert best.values["x"] == pytest.approx(1234.5, rel=1e-2) and value > 1.99
    again = climb(score, space, Draft({"x": 0.0, "y": 0.5}), np.random.default_rng(1), 50)
    assert again[2] == 50
