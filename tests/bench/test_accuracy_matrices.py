"""An error in a determinant, a least eigenvalue or a gap is seen; the exact gap is the gap."""

import math

import flint
import numpy as np
import pytest

from provcheck.benchmarks import accuracy_matrices
from provcheck.benchmarks.accuracy_matrices import exact_gap, hard_energy, hard_matrix
from provcheck.compiled import ntk, spectrum
from tests.bench.spoiling import spoiled

pytestmark = pytest.mark.usefixtures("many_bits")

ROWS = {
    "log_determinant": accuracy_matrices._log_determinant,
    "least_eigenvalue": accuracy_matrices._least_eigenvalue,
}


@pytest.mark.parametrize("name", ROWS)
def test_a_spoiled_value_is_above_its_bound_and_the_true_one_is_not(name, monkeypatch):
    assert max(map(ROWS[name], range(8))) <= 1
    monkeypatch.setattr(ntk, name, spoiled(getattr(ntk, name)))
    assert max(map(ROWS[name], range(8))) > 1


@pytest.mark.parametrize("units", [-4, 1, 1000])
def test_the_error_of_a_gap_is_counted_in_ulp(units, monkeypatch):
    energy, spacing = hard_energy(0)
    true = float(exact_gap(energy, spacing, 1.0).mid())
    wrong = true + units * math.ulp(true)
    monkeypatch.setattr(spectrum, "tridiagonal_gap", lambda energy, spacing: wrong)
    assert accuracy_matrices._gap(0) == pytest.approx(abs(units), abs=0.6)


@pytest.mark.parametrize("near", [math.nan, 0.0, 1e-9, 1.0, 1e5])
def test_the_exact_gap_does_not_depend_on_where_the_search_begins(near):
    """N equal cells have the gap 2 - 2 cos(π/N)."""
    gap = exact_gap(np.full(7, 3.5), 0.5, near)
    assert gap.overlaps(8 * (1 - (flint.arb(1) / 7).cos_pi())) and gap.rel_accuracy_bits() > 80


def test_a_gap_of_two_cells_is_that_of_one_jump():
    rise = flint.arb(0.75) / 2
    assert exact_gap(np.array([1.0, 1.75]), 1.0, 2.0).overlaps(rise.exp() + (-rise).exp())


def test_matrices_are_symmetric_and_nearly_singular():
    matrices = [hard_matrix(seed) for seed in range(40)]
    assert all((K == K.T).all() for K in matrices)
    assert max(map(np.linalg.cond, matrices)) > 1e10
