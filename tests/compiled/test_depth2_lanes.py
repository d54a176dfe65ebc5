"""Eight nets in lanes give each net's own results, to the bit, wherever it stands in the batch."""

import numpy as np
import pytest

from provcheck.compiled import depth2, depth2_lanes
from provcheck.compiled.depth2_batched import loss_gradient_laplacian_over_weights as together
from provcheck.compiled.lanes import WIDTH
from provcheck.reference import Activation

BLOCK = depth2_lanes.block_of(5)


def problem(K, p, d, n, seed=0):
    """Weights (K, p, d), and what all nets share."""
    rng = np.random.default_rng(seed)
    W, a, X, y = (rng.normal(size=shape) for shape in ((K, p, d), p, (n, d), n))
    return W, (a, X, y, 0.3, 1.5)


def differing(found, W, rest, activation):
    """The nets whose results are not those of the single form, bit for bit."""
    return [
        k
        for k, w in enumerate(W)
        if any(
            np.asarray(part[k]).tobytes() != np.asarray(own).tobytes()
            for part, own in zip(
                found, depth2.loss_gradient_laplacian(w, *rest, activation), strict=True
            )
        )
    ]


def test_the_result_of_another_lane_is_noticed():
    W, rest = problem(WIDTH, 2, 3, 5)
    found = together(W, *rest, Activation.SIGMOID)
    swapped = tuple(part[[0, 1, 2, 4, 3, 5, 6, 7]] for part in found)
    assert differing(found, W, rest, Activation.SIGMOID) == []
    assert differing(swapped, W, rest, Activation.SIGMOID) == [3, 4]


@pytest.mark.parametrize("K", [7, 8, 9, 23, 24])
def test_no_net_is_left_out(K):
    W, rest = problem(K, 3, 9, 4)
    out = tuple(np.full(shape, np.nan) for shape in (K, W.shape, (K, 3)))
    together(W, *rest, Activation.TANH, out=out)
    assert differing(out, W, rest, Activation.TANH) == []


@pytest.mark.parametrize("activation", Activation)
@pytest.mark.parametrize("n", [1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 4, 200])
def test_every_sample_counts_once(n, activation):
    W, rest = problem(WIDTH, 5, 7, n)
    assert differing(together(W, *rest, activation), W, rest, activation) == []


@pytest.mark.parametrize("shape", [(1, 1), (1, 8), (2, 17), (13, 1), (16, 16), (32, 16), (9, 57)])
def test_any_shape(shape):
    W, rest = problem(2 * WIDTH, *shape, 21)
    assert differing(together(W, *rest, Activation.SIGMOID), W, rest, Activation.SIGMOID) == []


def test_blocks_are_of_whole_eights_and_hold_one_at_least():
    sizes = [depth2_lanes.block_of(p) for p in (1, 10, 137, 138, 512)]
    assert sizes == [104, 104, 8, 8, 8]


def test_both_sides_of_the_limit():
    limit = depth2_lanes._LARGEST
    assert depth2_lanes.pays(2, limit // 2) and not depth2_lanes.pays(2, limit // 2 + 1)


def test_a_net_that_is_not_a_number_harms_no_other():
    W, rest = problem(WIDTH, 2, 3, 5)
    harmed = W.copy()
    harmed[2, 1, 1] = np.nan
    found = together(harmed, *rest, Activation.SIGMOID)
    assert differing(found, W, rest, Activation.SIGMOID) == [2]
    assert np.isnan(found[0][2])
