"""Outputs and derivatives of nets, against plain loops, differences and exact fractions."""

from fractions import Fraction

import flint
import numpy as np
import pytest

from provcheck.errors import Rejected
from provcheck.statement import Polynomial
from provcheck.statement.evaluate import exact, precision
from provcheck.statement.net_rings import (
    enclose,
    numbers_at,
    polynomial_at,
    symbolic,
    variable_names,
)
from provcheck.statement.network import relu, smooth
from tests.statement.nets import (
    BENT,
    PATH,
    PIECEWISE,
    SMOOTH_ONES,
    SQUARE,
    plain_outputs,
    random_setting,
)

POINT = Fraction(0)
STEP = Fraction(1, 10**6)
ALL = (*PIECEWISE, *SMOOTH_ONES)
NETS = [
    pytest.param(activation, graph, id=f"{activation.name}, {name}")
    for activation in ALL
    for name, graph in (("no graph", None), ("square", SQUARE), ("path", PATH))
]


def inside_pieces(activation, graph, count=12):
    """Random settings whose preactivations are no breaks, and the net at them."""
    rng = np.random.default_rng(sum(map(ord, activation.name)) + (graph is not None))
    for _ in range(count):
        setting = random_setting(rng, activation, graph)
        try:
            yield setting, enclose(setting, reach=POINT, spread=POINT)
        except Rejected:
            continue


def holds(enclosure, number):
    """Arb's own `contains` asks for the whole ball about a fraction that is no dyadic number."""
    return enclosure.overlaps(flint.arb(exact(number))) and float(enclosure.rad()) < 1e-9


def is_exact(setting):
    """Whether plain loops give the outputs as Fractions."""
    return not setting.network.activation.is_smooth and setting.network.graph in (None, SQUARE)


def moved(setting, number, step):
    theta = list(setting.parameters)
    theta[number] += step
    return plain_outputs(setting, theta)


def differences(setting, number):
    """∂F by central differences; exact where F is affine in each single parameter."""
    step = STEP if is_exact(setting) else 1e-5
    above, below = (moved(setting, number, sign * step) for sign in (1, -1))
    return [
        [(a - b) / (2 * step) for a, b in zip(*rows, strict=True)]
        for rows in zip(above, below, strict=True)
    ]


@pytest.mark.parametrize(("activation", "graph"), NETS)
def test_outputs_are_those_of_plain_loops(activation, graph):
    tried = 0
    for setting, over in inside_pieces(activation, graph):
        tried += 1
        for (i, c), output in np.ndenumerate(over.outputs):
            plain = plain_outputs(setting)[i][c]
            if is_exact(setting):
                assert holds(output.value, plain), setting
            else:
                assert abs(float(output.value) - plain) <= 1e-9 * (1 + abs(plain)), setting
    assert tried >= 4


@pytest.mark.parametrize(("activation", "graph"), NETS)
def test_derivatives_are_those_of_differences(activation, graph):
    for setting, over in inside_pieces(activation, graph, count=8):
        for number in range(setting.network.parameters):
            column = differences(setting, number)
            for (i, c), output in np.ndenumerate(over.outputs):
                slope, near = output.slopes.get(number, flint.arb(0)), column[i][c]
                if is_exact(setting) and activation is not BENT:
                    assert holds(slope, near), setting
                else:
                    assert abs(float(slope) - near) <= 1e-3 * (1 + abs(near)), setting


@pytest.mark.parametrize("activation", PIECEWISE, ids=lambda activation: activation.name)
@pytest.mark.parametrize("graph", [None, SQUARE], ids=["no graph", "square"])
def test_polynomials_at_the_setting_are_the_numbers(activation, graph):
    for setting, over in inside_pieces(activation, graph, count=6):
        net = symbolic(setting, over.pieces)
        point = [*setting.parameters, *(x for row in setting.inputs for x in row)]
        assert len(point) == len(variable_names(setting, []))
        values = [exact(number) for number in point]
        plain = plain_outputs(setting)
        for (i, c), output in np.ndenumerate(net.outputs):
            assert _at(net.ring, output.value, values) == exact(plain[i][c])
            for number in range(setting.network.parameters):
                slope = output.slopes.get(number, net.ring.constant(0))
                enclosed = over.outputs[i, c].slopes.get(number, flint.arb(0))
                assert enclosed.overlaps(flint.arb(_at(net.ring, slope, values)))


def _at(ring, polynomial, values):
    return (ring.constant(0) + polynomial)(*values)


@pytest.mark.parametrize("activation", [relu(), *SMOOTH_ONES], ids=lambda a: a.name)
@pytest.mark.parametrize("graph", [None, PATH], ids=["no graph", "path"])
def test_open_activations_at_the_setting_are_the_numbers(activation, graph):
    with precision(128):
        for setting, over in inside_pieces(activation, graph):
            net, values = symbolic(setting, None), numbers_at(setting, over)
            for place, output in np.ndenumerate(net.outputs):
                found = over.outputs[place]
                assert _enclosed(net.ring, output.value, values).overlaps(found.value)
                assert set(output.slopes) == set(found.slopes)
                for number, slope in output.slopes.items():
                    value = _enclosed(net.ring, slope, values)
                    assert value.overlaps(found.slopes[number])
                    assert float(value.rad()) < 1e-20


def _enclosed(ring, polynomial, values):
    names = ring.names()
    terms = tuple(
        (Fraction(int(c.p), int(c.q)), tuple(zip(names, map(int, powers), strict=True)))
        for powers, c in (ring.constant(0) + polynomial).terms()
    )
    return polynomial_at(Polynomial(terms), values)


@pytest.mark.parametrize("activation", ALL, ids=lambda activation: activation.name)
def test_a_box_contains_what_its_points_give(activation):
    rng = np.random.default_rng(5)
    reach = Fraction(1, 500)
    for setting, _ in inside_pieces(activation, None):
        try:
            over = enclose(setting, reach=reach, spread=POINT)
        except Rejected:
            continue
        for _ in range(3):
            shifts = [reach * Fraction(int(k), 10) for k in rng.integers(-10, 11, 40)]
            theta = [t + s for t, s in zip(setting.parameters, shifts, strict=False)]
            plain = plain_outputs(setting, theta)
            for (i, c), output in np.ndenumerate(over.outputs):
                assert float(output.value.lower()) - 1e-12 <= plain[i][c]
                assert float(output.value.upper()) + 1e-12 >= plain[i][c]


def test_variables_have_names_of_their_own():
    rng = np.random.default_rng(2)
    for activation in (relu(), smooth("tanh")):
        for _ in range(20):
            setting = random_setting(rng, activation, PATH)
            names = variable_names(setting, [(0, i, j) for i in range(3) for j in range(3)])
            assert len(set(names)) == len(names)
