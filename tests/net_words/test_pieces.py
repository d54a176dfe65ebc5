"""The pieces a net lies on, and the flow at a kink against finite differences."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from provcheck.net_words.pieces import flow_at_kink, pieces_taken
from provcheck.statement import (
    Graph,
    Kink,
    NetSetting,
    dense,
    graph_net,
    leaky_relu,
    parametric_relu,
)
from tests.net_words.settings import HALF, crossing, rows, singular, sliding, sliding_on_two


def test_all_units_of_the_affine_net_are_on_the_right():
    assert pieces_taken(singular()) == {1}
    negative = replace(singular(), parameters=tuple(map(Fraction, (1, -9, 1, 0))))
    assert pieces_taken(negative) == {0}
    mixed = replace(singular(), parameters=tuple(map(Fraction, (1, -1, 1, 0))), radius=Fraction(0))
    assert pieces_taken(mixed) == {0, 1}


def test_graphs_and_trained_slopes_have_pieces_too():
    for net in (
        graph_net(1, (1, 1), leaky_relu(HALF), Graph(3, ((1, 2), (2, 3)))),
        dense(1, (1, 1), parametric_relu()),
    ):
        theta = tuple(Fraction(1) for _ in range(net.parameters))
        setting = replace(singular(), network=net, parameters=theta)
        assert pieces_taken(setting) == {1}


@pytest.mark.parametrize("make", [sliding, sliding_on_two, crossing])
def test_the_equations_agree_with_finite_differences(make):
    setting = make()
    slope = float(setting.network.activation.pieces[0][1])
    x, y = (np.array(part, dtype=float).ravel() for part in (setting.inputs, setting.labels))

    def loss(b):
        u = x + b
        return 0.5 * np.sum((np.where(u > 0, u, slope * u) - y) ** 2)

    name, speeds = flow_at_kink(setting, setting.argument)
    assert name == "b"
    for equation, at in zip(speeds, (0.03, -0.03), strict=True):
        body = equation.text.split(" = ")[1].split(" for ")[0]
        code = body.replace("−", "-").replace("·", "*")
        numeric = -(loss(at + 1e-6) - loss(at - 1e-6)) / 2e-6
        assert eval(code, {"b": at}) == pytest.approx(numeric, rel=1e-5)
        assert equation.text.endswith("u > 0" if at > 0 else "u < 0")


def test_a_net_with_more_parameters_tells_the_speed_at_the_setting():
    net = dense(1, (1, 1), leaky_relu(HALF))
    kink = Kink(1, 1, 1, 1, Fraction(1, 4))
    theta = (Fraction(-2), Fraction(1, 100), Fraction(-2), Fraction(1))
    setting = NetSetting(net, rows([0], [1]), rows([4], [-1]), theta, Fraction(1, 1000), kink)
    name, speeds = flow_at_kink(setting, kink)
    # u = b and b' = −a Σ_i σ'(u_i)(F_i − y_i), by hand with F = (0.98, 2.99) and F_1 = 0.99
    above = 2 * ((0.98 - 4) + HALF * (2.99 + 1))
    below = 2 * (HALF * (0.99 - 4) + HALF * (2.99 + 1))
    assert name == ""
    shown = [speed.text.split(" = ")[1].split(" ")[0].replace("−", "-") for speed in speeds]
    assert [float(Fraction(text)) for text in shown] == pytest.approx([above, below])


def test_a_large_net_is_left_without_equations():
    net = dense(2, (10, 1), leaky_relu(HALF))
    kink = Kink(1, 1, 1, 1, Fraction(1, 4))
    theta = (Fraction(1),) * net.parameters
    setting = NetSetting(net, rows([0, 1]), rows([4]), theta, Fraction(1, 1000), kink)
    assert flow_at_kink(setting, kink) == ("", [])
