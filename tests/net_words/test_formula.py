"""The net as a formula says what the net computes."""

import math
import re
from fractions import Fraction

import numpy as np
import pytest

from provcheck.net_words.formula import activation_formula, net_formula
from provcheck.net_words.names import variable_name
from provcheck.statement import (
    Activation,
    Direction,
    Graph,
    Layer,
    NetSetting,
    Network,
    Skip,
    dense,
    graph_net,
    identity,
    leaky_relu,
    parametric_relu,
    polynomial,
    relu,
    residual,
    smooth,
)
from provcheck.statement.nets import parameter_names
from provcheck.statement.network import outputs

HALF = Fraction(1, 2)
PATH = Graph(3, ((1, 2), (2, 3)))


@pytest.mark.parametrize(
    ("net", "text"),
    [
        (dense(1, (1, 2), relu()), "f(x) = a σ(w x + b) + c"),
        (dense(2, (3, 2), relu()), "f(x) = A σ(W x + b) + c"),
        (dense(1, (1, 1), identity(), bias=False), "f(x) = a w x"),
        (dense(1, (1, 1), identity()), "f(x) = a (w x + b) + c"),
        (dense(1, (1, 2, 2, 1), relu()), "f(x) = w₄ σ(W₃ σ(w₂ σ(w₁ x + b₁) + b₂) + b₃) + b₄"),
        (residual(2, 1, relu()), "f(x) = A σ(x + W x + b) + c"),
        (residual(1, 1, relu(), skip=Skip.OUTSIDE), "f(x) = a (x + σ(w x + b)) + c"),
        (residual(2, 2, relu()), "h₁ = σ(x + W₁ x + b₁), f(x) = W₃ σ(h₁ + W₂ h₁ + b₂) + b₃"),
        (graph_net(2, (2, 1), relu(), PATH), "f(x) = a Â σ(W Â x + b) + c"),
        (Network(1, (Layer(1, weights=False),), leaky_relu(-1)), "f(x) = |x + b|"),
    ],
)
def test_a_net_as_a_formula(net, text):
    assert net_formula(net).text == text


@pytest.mark.parametrize(
    ("activation", "text"),
    [
        (relu(), "σ(u) = max(u, 0)"),
        (leaky_relu(HALF), "σ(u) = max(u, u/2)"),
        (leaky_relu(2), "σ(u) = min(u, 2·u)"),
        (leaky_relu(-HALF), "σ(u) = max(u, −u/2)"),
        (polynomial((1, 0, -HALF)), "σ(u) = −u²/2 + 1"),
        (smooth("tanh"), "σ(u) = tanh(u)"),
        (parametric_relu(), "σ(u) = u for u ≥ 0, α·u for u < 0, α trained"),
        (
            Activation("bent", (Fraction(0), Fraction(1)), ((), (Fraction(0), Fraction(1)), (1,))),
            "σ(u) = 0 for u ≤ 0, u for u ≤ 1, 1 for u ≥ 1",
        ),
    ],
)
def test_an_activation_as_a_formula(activation, text):
    assert activation_formula(activation).text == text


def test_what_the_net_shows_already_needs_no_formula():
    assert activation_formula(identity()) is activation_formula(leaky_relu(-1)) is None


@pytest.mark.parametrize("slope", [HALF, Fraction(2), -HALF, Fraction(0), Fraction(-3)])
def test_the_formula_of_an_activation_is_the_activation(slope):
    text = activation_formula(leaky_relu(slope)).text.split(" = ")[1]
    code = text.replace("·", "*").replace("−", "-")
    for u in (-2.0, -0.5, 0.0, 1.5):
        assert eval(code, {"u": u, "max": max, "min": min}) == (u if u >= 0 else float(slope) * u)


@pytest.mark.parametrize("widths", [(1, 1), (1, 1, 1), (1, 1, 1, 1)])
@pytest.mark.parametrize("skip", [Skip.NONE, Skip.INSIDE, Skip.OUTSIDE])
def test_the_formula_computes_the_net(widths, skip):
    """The text itself, read as Python, against the trusted forward pass."""
    last = len(widths) - 1
    layers = tuple(
        Layer(1, activated=k < last, skip=skip if k < last else Skip.NONE)
        for k in range(len(widths))
    )
    net = Network(1, layers, smooth("tanh"))
    theta = np.random.default_rng(3).normal(size=net.parameters)
    setting = NetSetting(
        net, ((Fraction(1),),), (), (Fraction(0),) * net.parameters, Fraction(0), Direction(())
    )
    names = [variable_name(setting, name).text for name in parameter_names(net)]
    known = dict(zip(names, theta, strict=True)) | {"x": 0.7, "σ": math.tanh}
    for step in net_formula(net).text.split(", "):
        name, body = step.split(" = ")
        code = re.sub(r"(?<=[\wσ₀-₉)]) (?=[\w(σ])", "*", body)
        known[name] = eval(re.sub(r"[₀-₉]", lambda d: f"_{ord(d[0]) - 8320}", code), _python(known))
    direct = outputs(net, theta, np.array([[0.7]]), lambda _layer, u, _slope: np.tanh(u))
    assert known["f(x)"] == pytest.approx(direct[0, 0], rel=1e-12)


def _python(known):
    """Names with subscripts as Python can spell them."""
    return {
        re.sub(r"[₀-₉]", lambda d: f"_{ord(d[0]) - 8320}", name): v for name, v in known.items()
    }


def test_parameters_are_named_once_each():
    for net in (
        dense(2, (3, 2), relu()),
        dense(12, (11, 2, 1), relu()),
        residual(3, 3, parametric_relu()),
        dense(1, (2, 1), parametric_relu()),
    ):
        inputs = ((Fraction(0),) * net.inputs,)
        setting = NetSetting(
            net, inputs, (), (Fraction(0),) * net.parameters, Fraction(0), Direction(())
        )
        names = [variable_name(setting, name) for name in parameter_names(net)]
        assert len({name.text for name in names}) == len({n.latex for n in names}) == len(names)
