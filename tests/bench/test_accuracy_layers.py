"""An error in the Gram matrix or in a function of `piece` is seen."""

import numpy as np
import pytest

from provcheck.benchmarks.accuracy_layers import hard_layers, layer_rows
from provcheck.compiled import ntk as compiled
from provcheck.compiled import piece as compiled_piece
from provcheck.reference import ntk, piece
from tests.bench.spoiling import above, largest, spoiled

pytestmark = pytest.mark.usefixtures("many_bits")

PIECES = ("preactivations", "jacobian", "gradient", "preactivation_gradient")


@pytest.fixture
def plain(monkeypatch):
    """The references in place of their twins: their bounds are the same, and nothing compiles."""
    monkeypatch.setattr(compiled, "gram_matrix", ntk.gram_matrix)
    monkeypatch.setattr(compiled_piece, "fit_of", piece.fit_of)


def test_every_spoiled_function_is_above_its_bound(plain, monkeypatch):
    monkeypatch.setattr(compiled, "gram_matrix", spoiled(ntk.gram_matrix))
    for name in PIECES:
        monkeypatch.setattr(piece, name, spoiled(getattr(piece, name)))
    rows = list(layer_rows(4))
    assert above(rows) == set(largest(rows)) and len(rows) == 6


def test_correct_functions_are_within_their_bounds(plain):
    rows = list(layer_rows(5))
    assert not above(rows) and min(largest(rows).values()) > 0


def test_first_preactivations_cancel():
    net, theta, inputs, _ = hard_layers(0)
    weights = theta[: 3 * net.layers[0].width].reshape(-1, 3)
    assert np.all(abs(weights[:, 0] + weights[:, 1]) < 1e-11 * abs(weights[:, 0]))
    assert (inputs[:, 0] == inputs[:, 1]).all()
