"""What draws in floats must cover, and that every one lies in the space."""

from fractions import Fraction

import flint
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from sympy import Symbol

from provcheck.engines.corners import settings_of
from provcheck.engines.draft import Draft, complete_exact, complete_floats, round_up, values_of
from provcheck.engines.sample import draw, draw_draft
from provcheck.errors import DomainError, Undecided
from provcheck.reference.activations import Activation
from provcheck.statement.evaluate import precision
from provcheck.statement.space import Array, Real, Setting, Size, Space
from tests.engines.small_net import Net, largest_row_norm

few = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def test_a_lower_bound_is_never_rounded_down():
    draft = Draft({"n": 1, "d": 2, "X": np.array([[1.0, 1.0]]), "B": 0.0}, digits=2)
    space = Space(
        (
            Size(Net.n),
            Size(Net.d),
            Array(Net.X, (Net.n, Net.d)),
            Real(Net.B, at_least=largest_row_norm),
        )
    )
    assert complete_exact(space, draft)["B"] ** 2 >= 2
    assert complete_exact(space, draft)["B"] == Fraction(15, 10)
    assert complete_exact(space, Draft(draft.values, 4))["B"] == Fraction(1415, 1000)


@pytest.mark.parametrize("text", ["1.4142", "-1.4142", "0.00099999", "123456", "1e-30", "7"])
def test_round_up_rounds_up_and_little(text):
    value = Fraction(text)
    rounded = round_up(value, 3)
    assert value <= rounded <= value + abs(value) / 10


def setting_entry(setting, place):
    return setting["W"][place[0]][place[1]].as_integer_ratio()


@few
@given(settings_of(Net.space))
def test_the_three_kinds_of_values_agree(setting):
    floats = values_of(Net.space, setting, "float")
    with precision(128):
        balls = values_of(Net.space, setting, "ball")
    exact = values_of(Net.space, setting, "exact")
    assert floats["W"].dtype == float and isinstance(floats["activation"], Activation)
    for place in np.ndindex(floats["W"].shape):
        top, bottom = setting_entry(setting, place)
        assert (balls["W"][place] * bottom).contains(flint.arb(top))
        assert exact["W"][place] == flint.fmpq(top, bottom)
        assert floats["W"][place] == top / bottom
    assert abs(float(balls["M"].mid()) - floats["M"]) <= 4 * np.finfo(float).eps * floats["M"]


def test_an_irrational_constant_has_no_exact_value():
    from sympy import sqrt

    from provcheck.statement.space import ActivationChoice, Constant

    space = Space((ActivationChoice(("tanh",)), Constant(Symbol("K"), {"tanh": sqrt(2)})))
    with pytest.raises(Undecided):
        values_of(space, Setting({"activation": "tanh"}), "exact")
    assert values_of(space, Setting({"activation": "tanh"}), "float")["K"] == np.sqrt(2)


def test_float_draws_lie_in_the_space_and_cover_it(rng):
    gaps, decades, zero_arrays, equal_rows = [], set(), 0, 0
    for _ in range(1500):
        values = draw(Net.space, rng)
        tight = largest_row_norm(values)
        assert values["B"] >= tight
        gaps.append(values["B"] == tight)
        decades |= {int(np.floor(np.log10(abs(x)))) for x in np.ravel(values["W"]) if x}
        zero_arrays += not np.any(values["W"])
        equal_rows += len(values["X"]) > 1 and bool(np.all(values["X"] == values["X"][0]))
        assert 1e-5 < values["beta"] < 1e5
        assert values["activation"] is not Activation.TANH or values["beta"] == 1
    assert 0.2 < np.mean(gaps) < 0.7
    assert decades >= set(range(-8, 9))
    assert zero_arrays > 20 and equal_rows > 20


def test_draws_repeat_under_a_seed():
    first, second = (draw(Net.space, np.random.default_rng(5)) for _ in range(2))
    assert repr(first) == repr(second)


BOUNDED = Space(
    (
        Real(Symbol("u"), low=Fraction(0), high=Fraction(1), open_low=True),
        Real(Symbol("v"), high=Fraction(-1), open_high=True),
        Real(Symbol("w"), low=Fraction(3), integer=True),
        Real(Symbol("z"), low=Fraction(-1), high=Fraction(2), open_high=True),
    )
)


def is_inside(values):
    return (
        0 < values["u"] <= 1
        and values["v"] < -1
        and values["w"] >= 3
        and values["w"] % 1 == 0
        and -1 <= values["z"] < 2
    )


def test_bounds_are_respected_in_floats(rng):
    drafts = [draw_draft(BOUNDED, rng) for _ in range(500)]
    for draft in drafts:
        assert is_inside(complete_exact(BOUNDED, draft))
    ends = [complete_floats(BOUNDED, draft)["u"] for draft in drafts]
    assert 1.0 in ends and min(ends) < 1e-6


def test_a_parameter_outside_its_domain_is_refused():
    draft = Draft({"u": 0.0, "v": 1.0, "w": 0.0, "z": 0.5})
    with pytest.raises(DomainError, match="u has the parameter"):
        complete_floats(BOUNDED, draft)
    with pytest.raises(DomainError, match="u has the parameter"):
        complete_exact(BOUNDED, draft)


def test_an_empty_range_is_refused():
    bounded = Real(Symbol("y"), high=Fraction(1), at_least=lambda values: values["x"])
    space = Space((Real(Symbol("x")), bounded))
    with pytest.raises(DomainError, match="empty"):
        complete_exact(space, Draft({"x": 2.0, "y": 0.5}))
