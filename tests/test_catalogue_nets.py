"""The theorems about nets at random settings: smooth almost everywhere, a flow that starts."""

from fractions import Fraction

import numpy as np
import pytest

from provcheck.catalogue import CATALOGUE
from provcheck.statement import (
    Direction,
    FlowStartsAlmostSurely,
    LossSmoothAlmostEverywhere,
    NetSetting,
    dense,
    leaky_relu,
    residual,
    smooth,
)
from provcheck.statement.evaluate import precision
from provcheck.statement.net_rings import enclose

NETS = (
    dense(2, (3, 1), leaky_relu(Fraction(1, 10))),
    residual(2, 2, leaky_relu(Fraction(-1))),
    dense(1, (2, 2), smooth("tanh")),
)


def drawn(network, rng):
    """A random rational setting with three samples."""

    def numbers(count):
        return tuple(Fraction(int(v), 1000) for v in rng.integers(-2000, 2000, count))

    inputs = tuple(numbers(network.inputs) for _ in range(3))
    labels = tuple(numbers(network.outputs) for _ in range(3))
    parameters = numbers(network.parameters)
    return NetSetting(network, inputs, labels, parameters, Fraction(0), Direction(()))


def gradient(setting, theta):
    """∇L at float parameters, from the ball enclosure there."""
    at = NetSetting(
        setting.network, setting.inputs, setting.labels,
        tuple(Fraction(float(entry)) for entry in theta), Fraction(0), setting.argument,
    )  # fmt: skip
    with precision(64):
        over = enclose(at, reach=Fraction(0), spread=Fraction(0))
    total = np.zeros(len(theta))
    for (i, c), output in np.ndenumerate(over.outputs):
        residual_here = float(output.value) - float(setting.labels[i][c])
        for key, slope in output.slopes.items():
            total[key] += residual_here * float(slope)
    return total


@pytest.mark.parametrize("network", NETS)
def test_a_random_point_lies_inside_a_piece(network):
    """semialgebraic_smooth: about a random point there is a box on one piece, where L is smooth."""
    rng = np.random.default_rng(1)
    with precision(128):
        for _ in range(20):
            enclose(drawn(network, rng), reach=Fraction(1, 10**9), spread=Fraction(1, 10**9))


@pytest.mark.parametrize("network", NETS)
def test_two_integrators_find_the_same_start_of_the_flow(network):
    """picard: Euler steps of two sizes approach one solution at the first order."""
    rng = np.random.default_rng(2)
    setting = drawn(network, rng)
    start = np.array([float(entry) for entry in setting.parameters])
    ends = []
    for steps in (4, 8, 64):
        theta = start.copy()
        for _ in range(steps):
            theta -= 1e-3 / steps * gradient(setting, theta)
        ends.append(theta)
    coarse, fine = (np.abs(end - ends[2]).max() for end in ends[:2])
    assert fine < 0.6 * coarse


def test_the_premise_of_picard_is_the_conclusion_of_the_other():
    picard = CATALOGUE["picard"].build()
    assert picard.premises == (CATALOGUE["semialgebraic_smooth"].build().conclusion,)
    assert picard.premises == (LossSmoothAlmostEverywhere(),)
    assert picard.conclusion == FlowStartsAlmostSurely()
