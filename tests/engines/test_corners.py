"""What the settings that Hypothesis generates must cover, and that all of them lie in the space."""

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from sympy import IndexedBase, Symbol, symbols

from provcheck.engines.corners import corner_drafts, settings_of
from provcheck.engines.draft import is_allowed
from provcheck.statement.space import Array, Real, Setting, Size, Space, entries
from tests.engines.small_net import Net
from tests.engines.test_sample import BOUNDED, few, is_inside

n, d = symbols("n d", integer=True, positive=True)
SHAPE = Size(n), Size(d)


def squared_row_norms(setting):
    return [sum(x * x for x in row) for row in setting["X"]]


@few
@given(settings_of(Net.space))
def test_exact_settings_lie_in_the_space(setting):
    assert Setting.from_json(Net.space, setting.to_json()).values == setting.values
    assert all(setting["B"] ** 2 >= square for square in squared_row_norms(setting))
    assert setting["beta"] > 0
    assert 1 <= setting["i"] <= setting["n"] <= 4
    assert setting["activation"] != "tanh" or setting["beta"] == 1


@few
@given(settings_of(BOUNDED))
def test_bounds_are_respected_exactly(setting):
    assert is_inside(setting)


def test_all_zero_and_huge_exact_arrays_occur():
    seen = []

    @settings(max_examples=200, deadline=None, database=None, derandomize=True)
    @given(settings_of(Net.space))
    def collect(setting):
        seen.append(entries(setting["W"]))

    collect()
    assert any(not any(numbers) for numbers in seen)
    assert any(max(map(abs, numbers)) > 10**6 for numbers in seen)
    assert any(0 < min(map(abs, numbers)) < Fraction(1, 10**6) for numbers in seen)


def test_corner_drafts_repeat_under_their_seed_and_hold_corners():
    space = Net.space
    first, again = (corner_drafts(space, 60, 7) for _ in range(2))
    assert [str(draft.values) for draft in first] == [str(draft.values) for draft in again]
    assert [str(d.values) for d in corner_drafts(space, 60, 8)] != [str(d.values) for d in first]
    arrays = [value for d in first for value in d.values.values() if hasattr(value, "dtype")]
    assert any(not array.any() for array in arrays)
    assert all(array.dtype == float for array in arrays)


def test_numbers_have_zeros_ones_signs_and_many_decades():
    space = Space((*SHAPE, Array(IndexedBase("x"), (n, d)), Real(Symbol("y", real=True))))
    drafts = corner_drafts(space, 200, 3)
    free = {draft.values["y"] for draft in drafts}
    assert free >= {0.0, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0}
    sizes = np.abs(np.concatenate([draft.values["x"].ravel() for draft in drafts]))
    decades = {int(np.floor(np.log10(size))) for size in sizes if size}
    assert min(decades) <= -6 and max(decades) >= 6 and len(decades) > 8


def test_arrays_have_equal_entries_equal_rows_and_neither():
    space = Space((Size(n, low=5), Size(d, low=5), Array(IndexedBase("x"), (n, d))))
    arrays = np.array([draft.values["x"] for draft in corner_drafts(space, 150, 3)])
    equal = np.all(arrays == arrays[:, :1, :1], axis=(1, 2))
    rows = np.all(arrays == arrays[:, :1], axis=(1, 2)) & ~equal
    assert np.sum(~np.any(arrays, axis=(1, 2))) == 1  # all drafts differ
    assert np.mean(equal) > 0.03 and np.mean(rows) > 0.1 and np.mean(~rows & ~equal) > 0.2


def test_parameters_meet_their_bounds_and_come_close():
    ts = [draft.values for draft in corner_drafts(BOUNDED, 300, 3)]
    for component in BOUNDED.components:
        found = [values[str(component.symbol)] for values in ts]
        assert all(is_allowed(component, t) for t in found)
    assert {values["z"] for values in ts} >= {0.0, 1e-8} and 1.0 in {values["u"] for values in ts}
    assert {values["w"] for values in ts} >= {0.0, 1.0}
    assert min(values["v"] for values in ts) < 1e-6 and max(values["v"] for values in ts) > 1e6
