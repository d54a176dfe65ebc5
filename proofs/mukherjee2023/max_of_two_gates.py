"""The max of two numbers is no net of two ReLU gates, whatever their weights and biases.

Statement: without biases, the errors of a net a₁ReLU(u₁·x) + a₂ReLU(u₂·x) at the four corners
(±1, ±1) have sizes that add up to at least 1 (which is attained). For a net b + Σ a_g ReLU(u_g·x +
c_g) those at (±T, ±T) add up to at least T − 4(|b| + |a₁c₁| + |a₂c₂|): unbounded in T.
Where: the second slide has a net of width 4, and leaves open with how few gates it can be done.
Kind: lower bound.
Checked: f(x) − f(−x) = Σ a_g u_g·x must be x₁ + x₂ and f(x) + f(−x) = Σ a_g|u_g·x| must be
|x₁ − x₂|. If a₁, a₂ have the same sign, this fails at x = (1, 1): |2| ≤ Σ|a_g u_g·x| = 0. If they
have opposite signs it fails at x = (1, −1): |2| = ||a₁u₁·x| − |a₂u₂·x|| ≤ |Σ a_g u_g·x| = 0. The
two cases are weighted by |a₁a₂| ± a₁a₂ and added. Biases move a ReLU by at most |c|.
Not checked: that the bound for biased nets is sharp.
False variants: errors at three corners, larger bounds, biases ignored.
"""

import sympy
from sympy import Abs, Integer, Rational

from provcheck.proofs.gopalani2025.net import ge, le
from provcheck.proofs.mukherjee2023.max_of_two import SLIDE, larger, x1, x2
from provcheck.proofs.mukherjee2023.net import relu, source, v
from provcheck.proofs.mukherjee2023.plots import errors_at_the_corners
from provcheck.statement import Claim, Derivation, Kind, Real, Space, Variant, line

a1, a2 = sympy.symbols("a_1 a_2", real=True, nonzero=True)
c1, c2, b = sympy.symbols("c_1 c_2 b", real=True)
u11, u12, u21, u22 = sympy.symbols("u_11 u_12 u_21 u_22", real=True)
T = sympy.Symbol("T", nonnegative=True)
c = sympy.Symbol("c", real=True)
HALF = Rational(1, 2)
NAME = "mukherjee2023/max_of_two"
NOT_ZERO = (
    "a₁ and a₂ are not 0; a gate that is not there is one with u = 0 and c = 0, so that "
    "nets of one gate are included."
)

# ---------------------------------------------------------------- without biases

WEIGHTS = (Real(a1), Real(a2), Real(u11), Real(u12), Real(u21), Real(u22))
ONE = Integer(1)
CORNERS = ((ONE, ONE), (-ONE, -ONE), (ONE, -ONE), (-ONE, ONE))


def without_bias(first, second):
    """a₁ReLU(u₁·x) + a₂ReLU(u₂·x) − max(x₁, x₂) at one point x."""
    gates = a1 * relu(u11 * first + u12 * second) + a2 * relu(u21 * first + u22 * second)
    return gates - larger(first, second)


_errors = [without_bias(*corner) for corner in CORNERS]
total = sum((Abs(error) for error in _errors), Integer(0))
_product, _size = a1 * a2, Abs(a1) * Abs(a2)
_same, _differ = _size + _product, _size - _product  # one of the two is 0
_s1, _s2, _d1, _d2 = u11 + u12, u21 + u22, u11 - u12, u21 - u22
_odd = [_errors[0] - _errors[1], _errors[2] - _errors[3]]
_even = [_errors[0] + _errors[1], _errors[2] + _errors[3]]


def _at_most_absolute(name, u):
    return line(name, le(u, Abs(u)), "cited", theorem="at_most_absolute", u=u)


def _factored(name, side, bound, error):
    """|side·error| ≤ 2|a₁a₂||error|, from the line `bound` that says |side| ≤ 2|a₁a₂|."""
    return (
        line(f"{name}_squares", le((side * error) ** 2, side**2 * error**2), "algebra"),
        line(f"{name}_parts", le(Abs(side * error), Abs(side) * Abs(error)), "monotone",
             f"{name}_squares", under="root"),
        line(name, le(Abs(side * error), 2 * _size * Abs(error)), "arithmetic",
             f"{name}_parts", bound, multipliers={bound: Abs(error)}),
    )  # fmt: skip


_SIDE_LINES = (
    line("same_side", ge(_same, 0), "cited", theorem="at_most_absolute", u=-_product),
    line("differ_side", ge(_differ, 0), "cited", theorem="at_most_absolute", u=_product),
    line("same_square", le(_same**2, (2 * _size) ** 2), "arithmetic", "differ_side",
         multipliers={"differ_side": 2 * _size}),
    line("differ_square", le(_differ**2, (2 * _size) ** 2), "arithmetic", "same_side",
         multipliers={"same_side": 2 * _size}),
    line("same_bound", le(Abs(_same), 2 * _size), "monotone", "same_square", under="root"),
    line("differ_bound", le(Abs(_differ), 2 * _size), "monotone", "differ_square", under="root"),
)  # fmt: skip

_SAME_LINES = (
    _at_most_absolute("gate_1", a1 * _s1),
    _at_most_absolute("gate_2", a2 * _s2),
    _at_most_absolute("minus_odd", -_odd[0]),
    line("same_sum_squares", le((_same * (Abs(a1 * _s1) + Abs(a2 * _s2))) ** 2,
         (_same * _even[0]) ** 2), "algebra", note="(|a₁a₂| + a₁a₂)(|a₁a₂| − a₁a₂) = 0"),
    line("same_sum", le(_same * (Abs(a1 * _s1) + Abs(a2 * _s2)), Abs(_same * _even[0])),
         "monotone", "same_sum_squares", under="root",
         note="Σ|a_g u_g·x| = |Σ a_g|u_g·x|| where the signs agree"),
    *_factored("same_even", _same, "same_bound", _even[0]),
    line("same", le(2 * _same, 2 * _size * (Abs(_odd[0]) + Abs(_even[0]))), "arithmetic",
         "same_side", "differ_side", "gate_1", "gate_2", "minus_odd", "same_sum", "same_even",
         multipliers={"differ_side": Abs(_odd[0])},
         products=(("same_side", "gate_1", 1), ("same_side", "gate_2", 1),
                   ("same_side", "minus_odd", 1))),
)  # fmt: skip

_DIFFER_LINES = (
    _at_most_absolute("minus_even", -_even[1]),
    line("cross_squares", le((_d1 * _d2) ** 2, Abs(_d1) ** 2 * Abs(_d2) ** 2), "algebra"),
    line("cross", le(_d1 * _d2, Abs(_d1) * Abs(_d2)), "monotone", "cross_squares", under="root"),
    line("differ_sum_squares", le((_differ * (a1 * Abs(_d1) + a2 * Abs(_d2))) ** 2,
         (_differ * _odd[1]) ** 2), "arithmetic", "differ_side", "cross",
         products=(("differ_side", "cross", 4 * _size**2),)),
    line("differ_sum", le(_differ * (a1 * Abs(_d1) + a2 * Abs(_d2)), Abs(_differ * _odd[1])),
         "monotone", "differ_sum_squares", under="root",
         note="Σ a_g|u_g·x| ≤ |Σ a_g u_g·x| where the signs differ"),
    *_factored("differ_odd", _differ, "differ_bound", _odd[1]),
    line("differ", le(2 * _differ, 2 * _size * (Abs(_odd[1]) + Abs(_even[1]))), "arithmetic",
         "same_side", "differ_side", "minus_even", "differ_sum", "differ_odd",
         multipliers={"same_side": Abs(_even[1])},
         products=(("differ_side", "minus_even", 1),)),
)  # fmt: skip

_PAIRS = ((_errors[0], _errors[1]), (_errors[2], _errors[3]))
_HOMOGENEOUS_LINES = (
    *_SIDE_LINES,
    *_SAME_LINES,
    *_DIFFER_LINES,
    *(line(f"odd_{p}", le(Abs(plus - minus), Abs(plus) + Abs(minus)), "cited",
           theorem="triangle", u=plus, v=-minus) for p, (plus, minus) in enumerate(_PAIRS)),
    *(line(f"even_{p}", le(Abs(plus + minus), Abs(plus) + Abs(minus)), "cited",
           theorem="triangle", u=plus, v=minus) for p, (plus, minus) in enumerate(_PAIRS)),
    line("corners", ge(total, 1), "arithmetic", "same", "differ",
         "odd_0", "even_0", "odd_1", "even_1",
         multipliers={"same": 1 / (4 * _size), "differ": 1 / (4 * _size),
                      "odd_0": HALF, "even_0": HALF, "odd_1": HALF, "even_1": HALF}),
)  # fmt: skip

HOMOGENEOUS = Claim(
    name=f"{NAME}/two_gates_without_bias",
    title="two ReLU gates without biases miss max(x₁, x₂) at the corners (±1, ±1), by ≥ 1 in all",
    source=source(SLIDE, "not in the slides"),
    kind=Kind.LOWER_BOUND,
    space=Space(WEIGHTS),
    relation=ge(total, 1),
    derivations=(Derivation("odd and even parts at the corners", _HOMOGENEOUS_LINES, False),),
    variants=(
        Variant("three_corners", ge(total - Abs(_errors[1]), 1)),
        Variant("eleven_tenths", ge(total, Rational(11, 10))),
    ),
    reading=NOT_ZERO,
    plots=(errors_at_the_corners,),
)

# ---------------------------------------------------------------- with biases

BIASED_WEIGHTS = (*WEIGHTS, Real(b), Real(c1), Real(c2))
_shift = (c + Abs(v + c) - Abs(v)) / 2
_SHIFT_LINES = (
    line("larger", le(Abs(v + c), Abs(v) + Abs(c)), "cited", theorem="triangle", u=v, v=c),
    line("smaller", le(Abs(v), Abs(v + c) + Abs(c)), "cited", theorem="triangle", u=v + c, v=-c),
    line("c", le(c, Abs(c)), "cited", theorem="at_most_absolute", u=c),
    line("minus_c", le(-c, Abs(c)), "cited", theorem="at_most_absolute", u=-c),
    line("above", le(_shift, Abs(c)), "arithmetic", "larger", "c",
         multipliers={"larger": HALF, "c": HALF}),
    line("below", le(-_shift, Abs(c)), "arithmetic", "smaller", "minus_c",
         multipliers={"smaller": HALF, "minus_c": HALF}),
    line("squared", le(_shift**2, c**2), "arithmetic", "above", "below",
         products=(("above", "below", 1),)),
    line("shift", le(Abs(relu(v + c) - relu(v)), Abs(c)), "monotone", "squared", under="root"),
)  # fmt: skip

RELU_SHIFT = Claim(
    name=f"{NAME}/relu_shift",
    title="|ReLU(v + c) − ReLU(v)| ≤ |c|",
    source=source(SLIDE, "not in the slides; used for two_gates"),
    kind=Kind.LIPSCHITZ,
    space=Space((Real(v), Real(c))),
    relation=le(Abs(relu(v + c) - relu(v)), Abs(c)),
    derivations=(Derivation("triangle inequality", _SHIFT_LINES, False),),
    variants=(Variant("half", le(Abs(relu(v + c) - relu(v)), Abs(c) / 2)),),
)


def with_bias(first, second):
    """b + a₁ReLU(u₁·x + c₁) + a₂ReLU(u₂·x + c₂) − max(x₁, x₂) at x = T·(first, second)."""
    one, two = T * (u11 * first + u12 * second), T * (u21 * first + u22 * second)
    gates = a1 * relu(one + c1) + a2 * relu(two + c2)
    return b + gates - larger(T * first, T * second)


biases = Abs(b) + Abs(a1 * c1) + Abs(a2 * c2)
_gates = ((a1, u11, u12, c1), (a2, u21, u22, c2))
_inner = [T * (left * x1 + right * x2) for _, left, right, _ in _gates]
_moved = [a * (relu(z + bias) - relu(z)) for (a, _, _, bias), z in zip(_gates, _inner, strict=True)]
_error, _scaled = with_bias(x1, x2), T * without_bias(x1, x2)
_close = le(T * Abs(without_bias(x1, x2)), Abs(_error) + biases)
_CLOSE_LINES = (
    *(line(f"shift_{g + 1}", le(Abs(relu(_inner[g] + bias) - relu(_inner[g])), Abs(bias)),
           "claim", claim=f"{NAME}/relu_shift", at={v: _inner[g], c: bias})
      for g, (_, _, _, bias) in enumerate(_gates)),
    line("moved", le(Abs(_scaled), Abs(_error) + Abs(b + _moved[0] + _moved[1])), "cited",
         theorem="triangle", u=_error, v=-(b + _moved[0] + _moved[1])),
    line("parts", le(Abs(b + _moved[0] + _moved[1]), Abs(b) + Abs(_moved[0] + _moved[1])),
         "cited", theorem="triangle", u=b, v=_moved[0] + _moved[1]),
    line("gates", le(Abs(_moved[0] + _moved[1]), Abs(_moved[0]) + Abs(_moved[1])), "cited",
         theorem="triangle", u=_moved[0], v=_moved[1]),
    line("close", _close, "arithmetic", "moved", "parts", "gates", "shift_1", "shift_2",
         multipliers={"shift_1": Abs(a1), "shift_2": Abs(a2)}),
)  # fmt: skip

CLOSE = Claim(
    name=f"{NAME}/biases_are_bounded",
    title="biases change a net of two ReLU gates by at most |b| + |a₁c₁| + |a₂c₂|",
    source=source(SLIDE, "not in the slides; used for two_gates"),
    kind=Kind.LOWER_BOUND,
    space=Space((*BIASED_WEIGHTS, Real(T, low=0), Real(x1), Real(x2))),
    relation=_close,
    derivations=(Derivation("triangle inequality", _CLOSE_LINES, False),),
    variants=(Variant("without_b", le(_close.lhs, _close.rhs - Abs(b))),),
)

biased_total = sum((Abs(with_bias(*corner)) for corner in CORNERS), Integer(0))
_bound = ge(biased_total, T - 4 * biases)
_TWO_GATES_LINES = (
    line("corners", ge(total, 1), "claim", claim=f"{NAME}/two_gates_without_bias"),
    *(line(f"close_{place}", le(T * Abs(without_bias(*corner)), Abs(with_bias(*corner)) + biases),
           "claim", claim=f"{NAME}/biases_are_bounded", at={x1: corner[0], x2: corner[1]})
      for place, corner in enumerate(CORNERS)),
    line("two_gates", _bound, "arithmetic", "corners",
         *(f"close_{place}" for place in range(4)), multipliers={"corners": T}),
)  # fmt: skip

TWO_GATES = Claim(
    name=f"{NAME}/two_gates",
    title="two gates do not suffice: with any weights and biases the errors grow without bound",
    source=source(SLIDE, "the question left open by the picture: with fewer gates?"),
    kind=Kind.LOWER_BOUND,
    space=Space((*BIASED_WEIGHTS, Real(T, low=0))),
    relation=_bound,
    derivations=(Derivation("gates without biases, and T → ∞", _TWO_GATES_LINES, False),),
    variants=(
        Variant("biases_ignored", ge(biased_total, T)),
        Variant("eleven_tenths", ge(biased_total, Rational(11, 10) * T - 4 * biases)),
    ),
    reading=f"The left side is the sum of |net − max| at the corners (±T, ±T). {NOT_ZERO}",
)

CLAIMS = (HOMOGENEOUS, RELU_SHIFT, CLOSE, TWO_GATES)
