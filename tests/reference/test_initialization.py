"""Initializations: bounds by layer, moments, and the stream that the caller seeds."""

import math

import numpy as np
import pytest

from provcheck.errors import DomainError
from provcheck.reference.initialization import kaiming_uniform, normal, uniform
from provcheck.statement.network import Layer, Network, dense, leaky_relu, parametric_relu, split

WIDE = dense(16, (400, 100, 2), leaky_relu())


def generator():
    return np.random.default_rng(7)


def test_default_kaiming_is_one_over_the_root_of_fan_in():
    for (weights, bias, _), fan_in in zip(
        split(WIDE, kaiming_uniform(WIDE, generator())), WIDE.incoming, strict=True
    ):
        bound = 1 / math.sqrt(fan_in)
        for numbers in (weights, bias):
            assert np.abs(numbers).max() <= bound
        assert np.abs(weights).max() > (0.99 if weights.size > 1000 else 0.9) * bound
        if weights.size > 1000:  # variance b²/3, within 6 standard errors of 0.9 b²/3/sqrt(N)
            assert np.var(weights) == pytest.approx(bound**2 / 3, rel=6 / math.sqrt(weights.size))


def test_kaiming_with_the_slope_of_the_activation_is_hes():
    weights, bias, _ = split(WIDE, kaiming_uniform(WIDE, generator(), slope=0.01))[1]
    bound = math.sqrt(6 / (1.0001 * 400))
    assert 0.99 * bound < np.abs(weights).max() <= bound
    assert np.abs(bias).max() <= 1 / 20


def test_a_parametric_slope_starts_at_a_quarter_and_no_layer_is_forgotten():
    layers = (Layer(3, weights=False), Layer(2, bias=False), Layer(1, activated=False))
    net = Network(3, layers, parametric_relu())
    parts = split(net, kaiming_uniform(net, generator()))
    assert [part[2] is None or part[2].tolist() for part in parts] == [[0.25], [0.25], True]
    assert np.abs(parts[0][1]).max() <= 1 / math.sqrt(3)


@pytest.mark.parametrize("draw", [kaiming_uniform, normal, uniform])
def test_the_generator_decides(draw):
    assert (draw(WIDE, generator()) == draw(WIDE, generator())).all()
    assert len(draw(WIDE, generator())) == WIDE.parameters
    stream = generator()
    assert (draw(WIDE, stream) != draw(WIDE, stream)).any()


def test_normal_and_uniform_have_their_scale():
    size = math.sqrt(WIDE.parameters)
    drawn = normal(WIDE, generator(), deviation=2.0)
    assert abs(drawn.mean()) < 12 / size and drawn.std() == pytest.approx(2, rel=6 / size)
    drawn = uniform(WIDE, generator(), bound=3.0)
    assert 2.99 < np.abs(drawn).max() <= 3


def test_scales_out_of_range_are_refused():
    for call in (
        lambda: normal(WIDE, generator(), deviation=0),
        lambda: uniform(WIDE, generator(), bound=math.inf),
        lambda: kaiming_uniform(WIDE, generator(), slope=-1),
        lambda: kaiming_uniform(WIDE, generator(), slope=math.nan),
    ):
        with pytest.raises(DomainError, match="expected a finite number"):
            call()
