"""The SoftPlus loss and the smoothness condition: from two gates on the sentence is true.

Statement: "The loss function L̃ for SoftPlus … does not satisfy the smoothness condition", that is,
its gradient is not Lipschitz. With two gates f = a₁σ(w₁x) + a₂σ(w₂x) the second derivative in w₁ is
R + 2a₁a₂x²σ''(w₁x)σ(w₂x), R free of w₂, and σ(w₂x) > w₂x: it grows without bound along w₂ unless
a₁a₂x = 0. For one gate the sentence is false: see softplus_one_gate.py.
Where: "Remarks & Proof Sketch". Kind: identity, lower bound.
Checked: two gates, one sample, one coordinate.
Not checked: p > 2, where y stands for the label less what p − 2 further gates put out with their
weights held fixed; n, d > 1, where the same happens at W_1 = 0 along W_2 = t·x_i for an x_i ≠ 0.
For p ≥ 2 the gradient is Lipschitz where all x_i = 0, or at most one a_j is not 0.
False variants: a growth of twice the rate, the coupling dropped.
"""

import sympy
from sympy import Abs, Integer

from provcheck.proofs.gopalani2025.net import ge, le
from provcheck.proofs.mukherjee2023.net import source
from provcheck.proofs.mukherjee2023.plots import second_derivatives
from provcheck.statement import (
    Act,
    ActivationChoice,
    Claim,
    Derivation,
    Kind,
    Partial,
    Real,
    Space,
    Variant,
    define,
    line,
)

NAME = "mukherjee2023/softplus_not_smooth"
SLIDE = "Remarks & Proof Sketch"
SENTENCE = "the loss for SoftPlus does not satisfy the smoothness condition"
beta, lam = sympy.symbols("beta lambda", positive=True)
t = sympy.Symbol("t", real=True)
BETA, LAMBDA = Real(beta, low=0, open_low=True), Real(lam, low=0, open_low=True)
SOFTPLUS = ActivationChoice(("softplus",))
w1, w2, a1, a2, x, y = sympy.symbols("w_1 w_2 a_1 a_2 x y", real=True)
K = sympy.Symbol("K", positive=True)

two_gates = define(
    "two_gate_loss",
    (),
    (y - a1 * Act(0, w1 * x) - a2 * Act(0, w2 * x)) ** 2 + lam / 2 * (w1**2 + w2**2),
    r"\tilde{L}(w_1, w_2)",
)
own = define(
    "own_curvature",
    (w1,),
    2 * a1**2 * x**2 * Act(1, w1 * x) ** 2
    + 2 * (a1 * Act(0, w1 * x) - y) * a1 * x**2 * Act(2, w1 * x)
    + lam,
    r"R(<0>)",
)
curvature = define(
    "curvature",
    (w1, w2),
    own(w1) + 2 * a1 * a2 * x**2 * Act(2, w1 * x) * Act(0, w2 * x),
    r"\partial^2_{w_1} \tilde{L}(<0>, <1>)",
)
_second = Partial(Partial(two_gates(), w1), w1)
_TWO = Space(
    (SOFTPLUS, BETA, Real(a1), Real(a2), Real(x), Real(y), LAMBDA, Real(w1), Real(w2))
)  # fmt: skip
_split = sympy.Eq(_second, curvature(w1, w2), evaluate=False)

SECOND_DERIVATIVE = Claim(
    name=f"{NAME}/second_derivative",
    title="∂²L̃/∂w₁² = R(w₁) + 2a₁a₂x²σ''(w₁x)σ(w₂x) for two gates",
    source=source(SLIDE, "not in the slides"),
    kind=Kind.IDENTITY,
    space=_TWO,
    relation=_split,
    derivations=(Derivation("product rule", (line("split", _split, "calculus"),), False),),
    variants=(Variant("without_coupling", sympy.Eq(_second, own(w1), evaluate=False)),),
)

_coupling = 2 * a1 * a2 * x**2 * Act(2, w1 * x) * Act(0, w2 * x)
_growth = 2 * Abs(a1 * a2) * x**2 * Abs(Act(2, w1 * x)) * w2 * x
_two_gates = ge(Abs(curvature(w1, w2)), _growth - Abs(own(w1)))
_GROWTH_LINES = (
    line("above", sympy.Gt(Act(0, w2 * x), w2 * x, evaluate=False), "claim", at={t: w2 * x},
         claim="gopalani2025/definition2/softplus/unbounded"),
    line("positive", ge(Abs(Act(0, w2 * x)), Act(0, w2 * x)), "cited",
         theorem="at_most_absolute", u=Act(0, w2 * x)),
    line("triangle", le(Abs(_coupling), Abs(curvature(w1, w2)) + Abs(own(w1))), "cited",
         theorem="triangle", u=curvature(w1, w2), v=-own(w1)),
    line("growth", _two_gates, "arithmetic", "triangle", "positive", "above",
         multipliers={"positive": 2 * Abs(a1 * a2) * x**2 * Abs(Act(2, w1 * x)),
                      "above": 2 * Abs(a1 * a2) * x**2 * Abs(Act(2, w1 * x))}),
)  # fmt: skip

TWO_GATES = Claim(
    name=NAME,
    title="for two or more gates the SoftPlus loss is not gradient Lipschitz: with two, "
    "|∂²L̃/∂w₁²| ≥ 2|a₁a₂|x²|σ''(w₁x)|·w₂x − |R(w₁)|, unbounded in w₂",
    source=source(SLIDE, SENTENCE),
    kind=Kind.LOWER_BOUND,
    space=_TWO,
    relation=_two_gates,
    derivations=(Derivation("SoftPlus is above the identity", _GROWTH_LINES, False),),
    variants=(
        Variant("twice", ge(Abs(curvature(w1, w2)), 2 * _growth - Abs(own(w1)))),
        Variant("own_curvature_dropped", ge(Abs(curvature(w1, w2)), _growth)),
    ),
    reading="The sentence is read for nets of two or more gates with outer weights that are not "
    "zero: no Lipschitz constant bounds the gradient, since a second derivative, given by "
    "softplus_not_smooth/second_derivative, exceeds every number as w₂x → ∞. At w₁ = 0 the rate "
    "is |a₁a₂|x²β/2 > 0. For one gate the sentence is false: see softplus_not_smooth/one_gate.",
    not_checked="p > 2: y is then the label less what the p − 2 further gates put out with their "
    "weights held fixed, so that the second derivative is this one; n, d > 1, where it grows "
    "likewise at W_1 = 0 along W_2 = t·x_i for an x_i ≠ 0",
    plots=(second_derivatives,),
)

plain_curvature = define(
    "plain_curvature",
    (w2,),
    2 * Act(1, Integer(0)) ** 2 + 2 * (Act(0, Integer(0)) + Act(0, w2)) * Act(2, Integer(0)) + lam,
    r"\partial^2_{w_1} \tilde{L}(0, <0>)",
)
_far = 2 * K / beta
_exceeds = sympy.Gt(plain_curvature(_far), K, evaluate=False)
_UNBOUNDED = "gopalani2025/definition2/softplus/unbounded"
_weight = Act(0, Integer(0)) + Act(0, _far)
_SMALLEST_LINES = (
    line("bend", sympy.Eq(Act(2, Integer(0)), beta / 4, evaluate=False), "activation", order=2,
         point=Integer(0)),
    line("at_zero", sympy.Gt(Act(0, Integer(0)), 0, evaluate=False), "claim", at={t: Integer(0)},
         claim=_UNBOUNDED),
    line("far_out", sympy.Gt(Act(0, _far), _far, evaluate=False), "claim", at={t: _far},
         claim=_UNBOUNDED),
    line("exceeds", _exceeds, "arithmetic", "bend", "at_zero", "far_out",
         multipliers={"bend": -2 * _weight, "at_zero": beta / 2, "far_out": beta / 2}),
)  # fmt: skip

SMALLEST = Claim(
    name=f"{NAME}/smallest_example",
    title="two gates, a = (1, 1), x = 1, y = 0: at W = (0, 2K/β), ∂²L̃/∂w₁² > K for every K > 0",
    source=source(SLIDE, SENTENCE),
    kind=Kind.LOWER_BOUND,
    space=Space((SOFTPLUS, BETA, LAMBDA, Real(K, low=0, open_low=True))),
    relation=_exceeds,
    derivations=(Derivation("SoftPlus is above the identity", _SMALLEST_LINES, False),),
    variants=(
        Variant("thrice", sympy.Gt(plain_curvature(_far), 3 * K, evaluate=False)),
        Variant("near_zero", sympy.Gt(plain_curvature(w2), K, evaluate=False).xreplace(
            {w2: Integer(0)})),
    ),
    reading="The second derivative is that of softplus_not_smooth/second_derivative at w₁ = 0.",
)  # fmt: skip

CLAIMS = (SECOND_DERIVATIVE, TWO_GATES, SMALLEST)
