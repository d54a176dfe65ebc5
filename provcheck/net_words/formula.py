"""A net as a formula: `f(x) = a σ(w x + b) + c`, and its activation: `σ(u) = max(u, u/2)`."""

from fractions import Fraction

from provcheck.net_words.names import (
    COMMA,
    Spelled,
    array_name,
    indexed,
    joined,
    number_latex,
    number_text,
    plain,
)
from provcheck.statement.network import Activation, Layer, Network, Skip

_PLUS, _SPACE = plain(" + "), Spelled(" ", r"\,")
_MIXED = Spelled("Â", r"\hat{A}")
_SIGMA = Spelled("σ", r"\sigma")
_SMOOTH = {
    "sigmoid": Spelled("1/(1 + e^−u)", r"\frac{1}{1 + e^{-u}}"),
    "tanh": Spelled("tanh(u)", r"\tanh(u)"),
    "softplus": Spelled("log(1 + e^u)", r"\log(1 + e^u)"),
}


def net_formula(net: Network) -> Spelled:
    """The outputs as a formula; what a skip connection needs twice gets a name h first."""
    steps: list[Spelled] = []
    z, is_sum = plain("x"), False
    for number, layer in enumerate(net.layers, start=1):
        adds_twice = layer.skip is not Skip.NONE and z.text != "x"
        if adds_twice or (len(z.text) > 40 and number > 1):
            name = indexed("h", (len(steps) + 1,))
            steps.append(name + plain(" = ") + z)
            z, is_sum = name, False
        z, is_sum = _through(net, number, layer, z, is_sum)
    steps.append(plain("f(x) = ") + z)
    return joined(steps, COMMA)


def _through(
    net: Network, number: int, layer: Layer, z: Spelled, is_sum: bool
) -> tuple[Spelled, bool]:
    """A layer applied to z, and whether the outcome is a sum that needs parentheses."""
    factors = [array_name(net, number, "W")] if layer.weights else []
    factors += [_MIXED] if layer.mixes else []
    inner = joined([*factors, _grouped(z, is_sum)], _SPACE) if factors else z
    terms = [z] if layer.skip is Skip.INSIDE else []
    terms += [inner] + ([array_name(net, number, "b")] if layer.bias else [])
    u = joined(terms, _PLUS)
    u_is_sum = len(terms) > 1 or (not factors and is_sum)
    if layer.activated:
        u, u_is_sum = _activated(net.activation, u, u_is_sum)
    if layer.skip is Skip.OUTSIDE:
        return z + _PLUS + u, True
    return u, u_is_sum


def _activated(activation: Activation, u: Spelled, is_sum: bool) -> tuple[Spelled, bool]:
    if activation.name == "identity":
        return u, is_sum
    if activation.name == "absolute":
        return Spelled(f"|{u.text}|", rf"\left|{u.latex}\right|"), False
    return _SIGMA + Spelled(f"({u.text})", rf"\left({u.latex}\right)"), False


def _grouped(z: Spelled, is_sum: bool) -> Spelled:
    return Spelled(f"({z.text})", rf"\left({z.latex}\right)") if is_sum else z


def activation_formula(activation: Activation) -> Spelled | None:
    """`σ(u) = …`; None where the net's formula shows it already."""
    if activation.name in ("identity", "absolute"):
        return None
    left = _SIGMA + plain("(u) = ")
    if activation.is_smooth:
        return left + _SMOOTH[activation.name]
    if activation.trained_slope:
        return left + Spelled(
            "u for u ≥ 0, α·u for u < 0, α trained", r"\max(u, 0) + \alpha \min(u, 0)"
        )
    slope = _leaky_slope(activation)
    if slope is not None:
        scaled = _polynomial((Fraction(0), slope)) if slope else plain("0")
        larger = Spelled("max(u, ", r"\max(u, ") if slope < 1 else Spelled("min(u, ", r"\min(u, ")
        return left + larger + scaled + plain(")")
    if not activation.breaks:
        return left + _polynomial(activation.pieces[0])
    return left + _cases(activation)


def _leaky_slope(activation: Activation) -> Fraction | None:
    """The slope a where the activation is u for u >= 0 and a·u for u < 0, else None."""
    if activation.breaks != (Fraction(0),) or activation.pieces[1] != (Fraction(0), Fraction(1)):
        return None
    left = activation.pieces[0]
    if len(left) > 2 or (left and left[0]):
        return None
    return left[1] if len(left) == 2 else Fraction(0)


def _cases(activation: Activation) -> Spelled:
    texts, rows = [], []
    for number, piece in enumerate(activation.pieces):
        body = _polynomial(piece)
        last = number == len(activation.breaks)
        point = activation.breaks[number - 1 if last else number]
        sign = ("≥", r"\ge") if last else ("≤", r"\le")
        texts.append(f"{body.text} for u {sign[0]} {number_text(point)}")
        rows.append(rf"{body.latex} & u {sign[1]} {number_latex(point)}")
    table = r" \\ ".join(rows)
    return Spelled(", ".join(texts), rf"\begin{{cases}} {table} \end{{cases}}")


def _polynomial(coefficients: tuple[Fraction, ...]) -> Spelled:
    """A polynomial in u, highest power first."""
    total = plain("")
    for power, coefficient in reversed(list(enumerate(coefficients))):
        if coefficient == 0:
            continue
        size = abs(coefficient)
        sign = (
            ("−" if coefficient < 0 else "")
            if not total.text
            else (" − " if coefficient < 0 else " + ")
        )
        total = total + Spelled(sign, sign.replace("−", "-")) + _monomial(size, power)
    return total if total.text else plain("0")


def _monomial(size: Fraction, power: int) -> Spelled:
    if power == 0:
        return Spelled(number_text(size), number_latex(size))
    u = (
        plain("u")
        if power == 1
        else Spelled(
            "u" + str(power).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")), f"u^{{{power}}}"
        )
    )
    if size == 1:
        return u
    if size.numerator == 1:
        return Spelled(f"{u.text}/{size.denominator}", rf"{u.latex}/{size.denominator}")
    return Spelled(f"{number_text(size)}·{u.text}", rf"{number_latex(size)}\,{u.latex}")


def graph_text(net: Network) -> str:
    """What mixes the samples of a graph net, "" for other nets."""
    graph = net.graph
    if graph is None:
        return ""
    edges = ", ".join(f"{i}–{j}" for i, j in graph.edges) or "without edges"
    loops = " with loops" if graph.loops else ""
    return f"Â: normalised adjacency of the graph {edges}{loops}"
