"""The pieces of its activation on which a net lies, and gradient flow at a kink, as formulas."""

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from provcheck.net_words.names import COMMA, Spelled, joined, number_text, plain, variable_name
from provcheck.net_words.polynomials import grouped, spelled
from provcheck.statement.nets import Kink, NetSetting, Polynomial, parameter_names
from provcheck.statement.network import Network, horner, outputs

if TYPE_CHECKING:
    import numpy as np
    import sympy

_FEW, _MANY = 2, 20
"""Parameters up to which the equations of the flow, or its speed at the setting, are shown."""


def pieces_taken(setting: NetSetting) -> frozenset[int]:
    """The numbers of the pieces on which preactivations lie at the setting, found in floats."""
    import numpy as np

    net = setting.network
    found: set[int] = set()

    def activate(_layer: int, values: "np.ndarray", slope: Any) -> "np.ndarray":
        pieces = np.searchsorted([float(point) for point in net.activation.breaks], values)
        found.update(int(piece) for piece in pieces.flat)
        if net.activation.trained_slope:
            return np.where(values > 0, values, slope * values)
        each = [horner(tuple(map(float, piece)), values) for piece in net.activation.pieces]
        return np.choose(pieces, each)

    theta = np.array(setting.parameters, dtype=float)
    outputs(net, theta, np.array(setting.inputs, dtype=float), activate, _mixing(net))
    return frozenset(found)


def _mixing(net: Network) -> "np.ndarray | None":
    import numpy as np

    if net.graph is None:
        return None
    mixing = np.zeros((net.graph.vertices, net.graph.vertices))
    for i, j in net.graph.neighbours:
        mixing[i, j] = 1 / math.sqrt(net.graph.degrees[i] * net.graph.degrees[j])
    return mixing


def flow_at_kink(setting: NetSetting, kink: Kink) -> tuple[str, list[Spelled]]:
    """What enters σ at the kink, and where gradient flow goes on both sides of it.

    Returns:
        ("b", [`b′ = −b − 1 for u > 0`, `b′ = 1 − b for u < 0`]) for up to `_FEW` parameters;
        ("", [`u′ = −3/2 for u > 0 …`, …]) at the setting for up to `_MANY`; else ("", []).
    """
    net = setting.network
    if net.parameters > _MANY or net.graph is not None or not setting.labels:
        return "", []
    point = net.activation.breaks[kink.at_break - 1]
    names = [variable_name(setting, name) for name in parameter_names(net)]
    entering, speeds = "", []
    for piece, sign in ((kink.at_break, ">"), (kink.at_break - 1, "<")):
        u, velocity = _flow(setting, kink, piece)
        if net.parameters <= _FEW:
            entering = _spelled(setting, u).text
            moving = zip(names, velocity, strict=True)
        else:
            moving = [(plain("u"), _growth(setting, u, velocity))]
        parts = [
            _derivative(name) + plain(" = ") + _spelled(setting, entry) for name, entry in moving
        ]
        there = Spelled(f" for u {sign} {number_text(point)}", rf"\ \text{{for }} u {sign} {point}")
        speeds.append(joined(parts, COMMA) + there)
    return entering, speeds


def _growth(setting: NetSetting, u: Any, velocity: list[Any]) -> Any:
    """u′ at the setting."""
    import sympy

    at = _at(setting)
    symbols = [sympy.Symbol(name) for name in parameter_names(setting.network)]
    moved = zip(symbols, velocity, strict=True)
    return sum(sympy.diff(u, symbol).subs(at) * entry.subs(at) for symbol, entry in moved)


def _at(setting: NetSetting) -> dict[Any, Any]:
    import sympy

    names = parameter_names(setting.network)
    numbers = map(_rational, setting.parameters)
    return {sympy.Symbol(name): number for name, number in zip(names, numbers, strict=True)}


def _derivative(name: Spelled) -> Spelled:
    """`w₁′`, with a dot in LaTeX."""
    return Spelled(f"{name.text}′", rf"\dot{{{name.latex[0]}}}{name.latex[1:]}")


def _flow(setting: NetSetting, kink: Kink, piece: int) -> tuple[Any, list[Any]]:
    """What enters σ at the kink, and −∇L by parameter, on that piece of σ."""
    import numpy as np
    import sympy

    net = setting.network
    symbols = [sympy.Symbol(name) for name in parameter_names(net)]
    at = _at(setting)
    entering: list[Any] = []

    def activate(layer: int, values: "np.ndarray", _slope: Any) -> "np.ndarray":
        result = np.empty_like(values)
        for (sample, unit), u in np.ndenumerate(values):
            is_kink = (layer, sample, unit) == (kink.layer - 1, kink.sample - 1, kink.unit - 1)
            entering.extend([u] if is_kink else [])
            number = piece if is_kink else _piece(net.activation.breaks, u.subs(at))
            result[sample, unit] = horner(tuple(map(_rational, _of(net, number))), u)
        return result

    inputs = np.array([[_rational(x) for x in row] for row in setting.inputs], dtype=object)
    found = outputs(net, np.array(symbols, dtype=object), inputs, activate)
    loss = sum(
        (found[i, c] - _rational(label)) ** 2
        for i, row in enumerate(setting.labels)
        for c, label in enumerate(row)
    ) / sympy.Integer(2)
    return entering[0], [-sympy.diff(loss, symbol) for symbol in symbols]


def _of(net: Network, piece: int) -> tuple[Fraction, ...]:
    return net.activation.pieces[piece] or (Fraction(0),)


def _piece(breaks: tuple[Fraction, ...], u: Any) -> int:
    return sum(1 for point in breaks if u > _rational(point))


def _rational(number: Fraction) -> "sympy.Rational":
    import sympy

    return sympy.Rational(number.numerator, number.denominator)


def _spelled(setting: NetSetting, expression: Any) -> Spelled:
    import sympy

    expanded = sympy.expand(expression)
    if not expanded.free_symbols:
        return plain(number_text(Fraction(int(expanded.p), int(expanded.q))))
    poly = sympy.Poly(expanded)
    terms = tuple(
        (
            Fraction(int(coefficient.p), int(coefficient.q)),
            tuple((g.name, k) for g, k in zip(poly.gens, powers, strict=True) if k),
        )
        for powers, coefficient in poly.terms()
    )
    return spelled(grouped(Polynomial(terms)), lambda variable: variable_name(setting, variable))
