"""The nets for max(x₁, x₂) in plain NumPy, and how close two gates come to it."""

import numpy as np
import pytest

EXTREME = [0.0, 1.0, -1.0, 1e-300, -1e-300, 1e150, -1e150, 3.0, -7.0]
CORNERS = np.array([[1, 1], [-1, -1], [1, -1], [-1, 1]])


def relu(v):
    return np.maximum(v, 0.0)


def net(x, inner, outer, biases=0.0, offset=0.0):
    """offset + Σ_g outer_g ReLU(inner_g·x + biases_g) at the points x (m, 2)."""
    return offset + relu(x @ np.asarray(inner, float).T + biases) @ np.asarray(outer, float)


FOUR = ([[1, 1], [-1, -1], [1, -1], [-1, 1]], [0.5, -0.5, 0.5, 0.5])
THREE = ([[1, -1], [0, 1], [0, -1]], [1, 1, -1])


@pytest.fixture
def points():
    rng = np.random.default_rng(1)
    grid = np.array([(x, y) for x in EXTREME for y in EXTREME])
    return np.concatenate(
        [grid, rng.normal(size=(1000, 2)) * 10.0 ** rng.uniform(-8, 8, (1000, 1))]
    )


@pytest.mark.parametrize(("inner", "outer"), [FOUR, THREE], ids=["four", "three"])
def test_four_and_three_gates_compute_the_max(inner, outer, points):
    error = np.abs(net(points, inner, outer) - points.max(axis=1))
    assert np.all(error <= 8 * np.finfo(float).eps * np.abs(points).max(axis=1))


@pytest.mark.parametrize("gate", range(4))
def test_no_gate_of_the_four_can_be_left_out(gate, points):
    inner, outer = (np.delete(part, gate, axis=0) for part in FOUR)
    assert np.max(np.abs(net(points, inner, outer) - points.max(axis=1))) > 0.1


def corner_errors(inner, outer, biases=0.0, offset=0.0, size=1.0):
    x = size * CORNERS
    return np.abs(net(x, inner, outer, biases, offset) - x.max(axis=1))


def test_two_gates_miss_the_corners_by_one_in_all():
    """20,000 nets, weights over 8 decades; then the best of them improved by random steps."""
    rng = np.random.default_rng(2)
    least, best = np.inf, None
    for _ in range(20_000):
        weights = rng.normal(size=6) * 10.0 ** rng.uniform(-4, 4)
        total = corner_errors(weights[:4].reshape(2, 2), weights[4:]).sum()
        least, best = min((least, best), (total, tuple(weights)))
    step = 1.0
    for _ in range(5_000):
        weights = np.array(best) + step * rng.normal(size=6)
        total = corner_errors(weights[:4].reshape(2, 2), weights[4:]).sum()
        least, best, step = (
            (total, tuple(weights), step) if total < least else (least, best, 0.999 * step)
        )
    assert 1 - 1e-12 <= least < 1.2


def test_one_is_attained():
    assert corner_errors([[0.75, -0.25], [-0.25, 0.75]], [1, 1]).tolist() == [0, 1, 0, 0]


@pytest.mark.parametrize("size", [1.0, 1e3, 1e6])
def test_with_biases_the_errors_outgrow_them(size):
    rng = np.random.default_rng(3)
    for _ in range(2_000):
        inner, outer, biases = rng.normal(size=(2, 2)), rng.normal(size=2), 10 * rng.normal(size=2)
        offset = 10 * rng.normal()
        total = corner_errors(inner, outer, biases, offset, size).sum()
        assert total >= size - 4 * (abs(offset) + np.abs(outer * biases).sum()) - 1e-9 * size


def test_biases_can_hide_the_errors_at_one_size():
    """1 − 2 ReLU(−(x₁ + x₂)/2) is the max at the corners (±1, ±1), and far out it is not."""
    inner, outer = [[-0.5, -0.5], [0, 0]], [-2, 0]
    assert corner_errors(inner, outer, offset=1.0).tolist() == [0, 0, 0, 0]
    assert corner_errors(inner, outer, offset=1.0, size=8.0).sum() >= 8 - 4
