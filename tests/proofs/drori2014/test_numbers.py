"""The bounds for gradient descent are attained by the Huber function."""

from fractions import Fraction

import pytest

from provcheck.proofs.drori2014.gradient_method import worst_setting
from provcheck.statement.evaluate import evaluate, exact, setting_values
from tests.proofs.drori2014.claims import CLAIMS, STEPS


@pytest.mark.parametrize("name", STEPS)
def test_the_huber_function_attains_the_bound(name):
    claim = CLAIMS[name]
    values = setting_values(claim.space, claim.example, exact)
    small, large = (evaluate(side, values, exact) for side in claim.relation.args)
    assert small == large


@pytest.mark.parametrize("steps", (1, 2, 3))
def test_gradient_descent_on_the_huber_function_gives_that_setting(steps):
    """Run it, with the function in its two pieces: h and its slope share no code with the pack."""
    kink = Fraction(1, 2 * steps + 1)
    x, setting = Fraction(1), worst_setting(steps)
    for i in range(steps + 1):
        is_inside = abs(x) <= kink
        height = x**2 / 2 if is_inside else kink * abs(x) - kink**2 / 2
        slope = x if is_inside else kink
        assert (setting[f"f_{i}"], setting[f"g_{i}"]) == (height, (slope,))
        x -= slope
