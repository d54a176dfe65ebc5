"""Compiled losses against the reference's, on the net's pattern and on others."""

import numpy as np
import pytest

from provcheck.compiled import piece as compiled
from provcheck.errors import DataError
from provcheck.reference import piece as pieces
from provcheck.reference.piece import Piece
from provcheck.statement.network import smooth
from tests.reference.test_piece import ACTIVATIONS, SHAPES, other, piece_at_random

PIECEWISE = [act for act in ACTIVATIONS if not act.is_smooth]


def test_smooth_activations_are_refused():
    net = SHAPES["dense"](smooth("tanh"))
    with pytest.raises(DataError, match="piecewise polynomial"):
        compiled.fit_of(net, np.ones((4, 2)), np.ones((4, 2)))


@pytest.mark.parametrize("act", PIECEWISE, ids=lambda act: act.name)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_twin_is_its_reference_up_to_rounding(shape, act):
    own, theta = piece_at_random(shape, act)
    fit = compiled.fit_of(own.fit.network, own.fit.inputs, own.fit.labels)
    assert fit.twins is not None
    for plain in (own, other(own)):
        twin = Piece(fit, plain.pattern)
        for name in ("gradient", "jacobian", "preactivations"):
            expected = getattr(pieces, name)(plain, theta)
            # some 100 rounded operations on numbers as large as the largest result
            allowed = 100 * 2.0**-52 * (1 + np.abs(expected).max()) ** 2
            assert np.abs(getattr(pieces, name)(twin, theta) - expected).max() <= allowed
        for entry in range(len(plain.pattern)):
            expected = pieces.preactivation_gradient(plain, theta, entry)
            found = pieces.preactivation_gradient(twin, theta, entry)
            assert np.abs(found - expected).max() <= 1e-13 * (1 + np.abs(expected).max())
