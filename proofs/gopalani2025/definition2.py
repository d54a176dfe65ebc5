"""Definition 2, Section 3 and the Remark: the constants of sigmoid_β, tanh and SoftPlus_β.

Statement: the least constants that Definition 2 allows are suprema over the whole line, and have
the closed forms B_σ = 1, M_D = L = β/4, M'_D = L'_σ = β²/(6√3) for sigmoid_β; 1, 1, 4/(3√3) for
tanh; M_D = L = 1, M'_D = L'_σ = β/4 for SoftPlus_β, which is unbounded.
Setting: β > 0. Kind: supremum.
Checked: with E = e^{−βx} (e^{−2x} for tanh, e^{βx} for SoftPlus) every derivative is a rational
function of E > 0; the bound is a sum of squares over positive denominators, and a point where it
is attained, or approached, is given exactly. The Lipschitz constants follow by the mean value
theorem. The paper prints M_D = L = β/4 for sigmoid and M_D = L = 1 for SoftPlus; the other closed
forms are ours, the definition asks for some constants with the property.
Not checked: that no smaller constant would do for a Lipschitz bound (it is the supremum of the
slope, which is checked).
"""

import sympy
from sympy import Abs, Rational, exp, log, sqrt

from provcheck.proofs.gopalani2025.net import ONE, beta, le, source, t, u
from provcheck.statement import (
    Act,
    ActivationChoice,
    Claim,
    Derivation,
    Kind,
    Real,
    Space,
    Sup,
    Variant,
    line,
)

E = sympy.Symbol("E", positive=True)
gap = sympy.Symbol("gap", positive=True)
_FAR = 2 + sqrt(3)
_VALUES = {0: "|σ|", 1: "|σ'|", 2: "|σ''|"}
_PART = {0: "bound", 1: "first_derivative", 2: "second_derivative"}
_BASE = {"sigmoid": exp(-beta * t), "tanh": exp(-2 * t), "softplus": exp(beta * t)}
_TEXT = {
    ONE: "1",
    beta / 4: "β/4",
    beta**2 / (6 * sqrt(3)): "β²/(6√3)",
    4 / (3 * sqrt(3)): "4/(3√3)",
}
_OURS = "closed form ours"
_PLACE = {
    ("sigmoid", 1): "M_D = L = β/4",
    ("softplus", 1): "M_D = L = 1 in the Remark",
    ("sigmoid", 0): "B_σ",
    ("tanh", 0): "B_σ",
}
_NAME = {"sigmoid": "sigmoid_β", "tanh": "tanh", "softplus": "SoftPlus_β"}


def _space(activation: str) -> Space:
    steepness = () if activation == "tanh" else (Real(beta, low=0, open_low=True),)
    return Space((ActivationChoice((activation,)), *steepness))


def _supremum(activation, order, rational, value, squares, point, reached=0) -> Claim:
    """sup |σ^(order)| = value, where σ^(order) is `rational` in E at E = `_BASE`.

    `squares` certify rational² ≤ value²; at `point` the value is attained up to `reached`.
    """
    term = Act(order, t)
    spelled = rational.subs(E, _BASE[activation])
    at_point = Act(order, point)
    spelled_there = rational.subs(E, _BASE[activation].subs(t, point))
    sup = Sup(Abs(term), (t, -sympy.oo, sympy.oo))
    relation = sympy.Eq(sup, value, evaluate=False)
    ending = {"point": point} | ({"gap": reached} if reached != 0 else {})
    lines = (
        line(
            "spelled", sympy.Eq(term, spelled, evaluate=False), "activation", order=order, point=t
        ),
        line(
            "in_E",
            le(rational**2, value**2),
            "arithmetic",
            squares=squares,
            note="E stands for the exponential; both sides are rational in it",
        ),
        line(
            "substituted", le(spelled**2, value**2), "instance", "in_E", at={E: _BASE[activation]}
        ),
        line(
            "squared",
            le(term**2, value**2),
            "arithmetic",
            "spelled",
            "substituted",
            multipliers={"spelled": term + spelled},
        ),
        line("upper", le(Abs(term), value), "monotone", "squared", under="root"),
        line(
            "spelled_there",
            sympy.Eq(at_point, spelled_there, evaluate=False),
            "activation",
            order=order,
            point=point,
        ),
        line(
            "absolute", le(at_point, Abs(at_point)), "cited", theorem="at_most_absolute", u=at_point
        ),
        line(
            "reached",
            sympy.Ge(Abs(at_point), value - reached, evaluate=False),
            "arithmetic",
            "spelled_there",
            "absolute",
            multipliers={"spelled_there": -ONE},
        ),
        line("supremum", relation, "supremum", "upper", "reached", **ending),
    )
    return Claim(
        name=f"gopalani2025/definition2/{activation}/{_PART[order]}",
        title=f"sup {_VALUES[order]} of {_NAME[activation]} is {_TEXT[value]}",
        source=source("Definition 2 and Section 3", _PLACE.get((activation, order), _OURS)),
        kind=Kind.SUPREMUM,
        space=_space(activation),
        relation=relation,
        derivations=(Derivation("substitution of the exponential", lines, as_printed=False),),
        variants=(
            Variant("nudged_down", sympy.Eq(sup, value * Rational(999999, 10**6), evaluate=False)),
            Variant("nudged_up", sympy.Eq(sup, value * Rational(10**6 + 1, 10**6), evaluate=False)),
        ),
    )


def _lipschitz(activation: str, order: int, constant) -> Claim:
    """|σ^(order)(t) − σ^(order)(u)| ≤ constant·|t − u|, from the bound on the next derivative."""
    part = "lipschitz" if order == 0 else "smoothness"
    slope = f"gopalani2025/definition2/{activation}/{_PART[order + 1]}"
    sup = Sup(Abs(Act(order + 1, t)), (t, -sympy.oo, sympy.oo))
    relation = sympy.Le(Abs(Act(order, t) - Act(order, u)), constant * Abs(t - u), evaluate=False)
    x = sympy.Symbol("x", real=True)
    lines = (
        line("supremum", sympy.Eq(sup, constant, evaluate=False), "claim", claim=slope),
        line("slope", le(Abs(Act(order + 1, t)), constant), "at_most_supremum", "supremum"),
        line("slope_x", le(Abs(Act(order + 1, x)), constant), "instance", "slope", at={t: x}),
        line(
            "difference",
            relation,
            "cited",
            "slope_x",
            theorem="mean_value_scalar",
            of=Act(order, x),
            variable=x,
            bound=constant,
            start=u,
            end=t,
        ),
    )
    wrong = relation.func(relation.lhs, constant * Rational(9, 10) * Abs(t - u), evaluate=False)
    return Claim(
        name=f"gopalani2025/definition2/{activation}/{part}",
        title=f"{_NAME[activation]}{chr(39) * order} is {_TEXT[constant]}-Lipschitz",
        source=source("Definition 2 and Section 3", _PLACE.get((activation, order + 1), _OURS)),
        kind=Kind.LIPSCHITZ,
        space=Space((*_space(activation).components, Real(t), Real(u))),
        relation=relation,
        derivations=(Derivation("mean value theorem", lines, as_printed=False),),
        variants=(Variant("nine_tenths", wrong),),
    )


_UNBOUNDED = Claim(
    name="gopalani2025/definition2/softplus/unbounded",
    title="SoftPlus_β(t) > t for every t, so no bound B_σ exists",
    source=source("Definition 2 and Definition 3"),
    kind=Kind.LOWER_BOUND,
    space=Space((*_space("softplus").components, Real(t))),
    relation=sympy.Gt(Act(0, t), t, evaluate=False),
    derivations=(
        Derivation(
            "monotonicity of the logarithm",
            (
                line("in_E", sympy.Lt(E, 1 + E, evaluate=False), "arithmetic"),
                line(
                    "logarithm",
                    sympy.Lt(log(E), log(1 + E), evaluate=False),
                    "monotone",
                    "in_E",
                    under="log",
                ),
                line(
                    "substituted",
                    sympy.Lt(beta * t, log(1 + exp(beta * t)), evaluate=False),
                    "instance",
                    "logarithm",
                    at={E: exp(beta * t)},
                ),
                line(
                    "spelled",
                    sympy.Eq(Act(0, t), log(1 + exp(beta * t)) / beta, evaluate=False),
                    "activation",
                    order=0,
                    point=t,
                ),
                line(
                    "above",
                    sympy.Gt(Act(0, t), t, evaluate=False),
                    "arithmetic",
                    "spelled",
                    "substituted",
                    multipliers={"substituted": 1 / beta, "spelled": -ONE},
                ),
            ),
            as_printed=False,
        ),
    ),
    variants=(Variant("flipped", sympy.Lt(Act(0, t), t, evaluate=False)),),
    reading="Definition 2 asks for a bound B_σ, which SoftPlus does not have; the claims about "
    "SoftPlus use the other constants only.",
)

_ENTROPY_E = log(1 + E) - E / (1 + E) * log(E)  # binary entropy of E/(1+E)
_ENTROPY = Act(0, t) - t * Act(1, t)
_POWER = exp(beta * t)

_ENTROPY_SPELLED = (
    line("value", sympy.Eq(Act(0, t), log(1 + _POWER) / beta, evaluate=False), "activation",
         order=0, point=t),
    line("slope", sympy.Eq(Act(1, t), _POWER / (1 + _POWER), evaluate=False), "activation",
         order=1, point=t),
)  # fmt: skip


def _entropy_claim(part, title, relation, in_E, steps, variants) -> Claim:
    low = relation.func is sympy.Ge
    sign = 1 if low else -1
    lines = (
        *steps,
        *_ENTROPY_SPELLED,
        line("substituted", in_E.xreplace({E: _POWER}), "instance", "in_E", at={E: _POWER}),
        line("entropy", relation, "arithmetic", "value", "slope", "substituted",
             multipliers={"value": -sign, "slope": sign * t, "substituted": 1 / beta}),
    )  # fmt: skip
    return Claim(
        name=f"gopalani2025/definition2/softplus/{part}",
        title=title,
        source=source("Definition 3", "not in the paper; used for SoftPlus at every λ"),
        kind=Kind.LOWER_BOUND if low else Kind.UPPER_BOUND,
        space=Space((*_space("softplus").components, Real(t))),
        relation=relation,
        derivations=(Derivation("entropy of the sigmoid", lines, as_printed=False),),
        variants=variants,
    )


_ENTROPY_LOW = _entropy_claim(
    "entropy_nonnegative",
    "SoftPlus(t) − t·SoftPlus'(t) ≥ 0",
    sympy.Ge(_ENTROPY, 0, evaluate=False),
    sympy.Ge(_ENTROPY_E, 0, evaluate=False),
    (
        line("one", sympy.Lt(ONE, 1 + E, evaluate=False), "arithmetic"),
        line("log_one", sympy.Lt(0, log(1 + E), evaluate=False), "monotone", "one", under="log"),
        line("more", sympy.Lt(E, 1 + E, evaluate=False), "arithmetic"),
        line("log_more", sympy.Lt(log(E), log(1 + E), evaluate=False), "monotone", "more",
             under="log"),
        line("in_E", sympy.Ge(_ENTROPY_E, 0, evaluate=False), "arithmetic", "log_one", "log_more",
             multipliers={"log_one": 1 / (1 + E), "log_more": E / (1 + E)}),
    ),
    (Variant("flipped", sympy.Le(_ENTROPY, 0, evaluate=False)),),
)  # fmt: skip

_ENTROPY_HIGH = _entropy_claim(
    "entropy_at_most_log2",
    "SoftPlus(t) − t·SoftPlus'(t) ≤ ln 2/β",
    sympy.Le(_ENTROPY, log(2) / beta, evaluate=False),
    sympy.Le(_ENTROPY_E, log(2), evaluate=False),
    (
        line("tangent_at_2E", sympy.Le(log(1 + E), log(2 * E) + (1 - E) / (2 * E),
             evaluate=False), "cited", theorem="log_tangent", u=1 + E, v=2 * E),
        line("tangent_at_2", sympy.Le(log(1 + E), log(2) + (E - 1) / 2, evaluate=False), "cited",
             theorem="log_tangent", u=1 + E, v=sympy.Integer(2)),
        line("in_E", sympy.Le(_ENTROPY_E, log(2), evaluate=False), "arithmetic",
             "tangent_at_2E", "tangent_at_2",
             multipliers={"tangent_at_2E": E / (1 + E), "tangent_at_2": 1 / (1 + E)}),
    ),
    (Variant("nine_tenths", sympy.Le(_ENTROPY, log(2) * Rational(9, 10) / beta, evaluate=False)),),
)  # fmt: skip

_STEEP = E**2 + 6 * E + 1
_CURVED = E**2 + 14 * E + 1
_CUBIC = E * (E - 1) / (1 + E) ** 3

CLAIMS = (
    _supremum("sigmoid", 0, 1 / (1 + E), ONE, (), -log(gap) / beta, reached=gap),
    _supremum(
        "sigmoid", 1, beta * E / (1 + E) ** 2, beta / 4,
        ((beta**2 * _STEEP / (16 * (1 + E) ** 4), 1 - E),), sympy.Integer(0),
    ),
    _supremum(
        "sigmoid", 2, beta**2 * _CUBIC, beta**2 / (6 * sqrt(3)),
        ((beta**4 * _CURVED / (108 * (1 + E) ** 6), E**2 - 4 * E + 1),), -log(_FAR) / beta,
    ),
    _supremum("tanh", 0, (1 - E) / (1 + E), ONE, (), -log(gap / 2) / 2, reached=gap),
    _supremum(
        "tanh", 1, 4 * E / (1 + E) ** 2, ONE, ((_STEEP / (1 + E) ** 4, 1 - E),), sympy.Integer(0)
    ),
    _supremum(
        "tanh", 2, 8 * _CUBIC, 4 / (3 * sqrt(3)),
        ((64 * _CURVED / (108 * (1 + E) ** 6), E**2 - 4 * E + 1),), -log(_FAR) / 2,
    ),
    _supremum("softplus", 1, E / (1 + E), ONE, (), -log(gap) / beta, reached=gap),
    _supremum(
        "softplus", 2, beta * E / (1 + E) ** 2, beta / 4,
        ((beta**2 * _STEEP / (16 * (1 + E) ** 4), 1 - E),), sympy.Integer(0),
    ),
    _lipschitz("sigmoid", 0, beta / 4),
    _lipschitz("sigmoid", 1, beta**2 / (6 * sqrt(3))),
    _lipschitz("tanh", 0, ONE),
    _lipschitz("tanh", 1, 4 / (3 * sqrt(3))),
    _lipschitz("softplus", 0, ONE),
    _lipschitz("softplus", 1, beta / 4),
    _UNBOUNDED,
    _ENTROPY_LOW,
    _ENTROPY_HIGH,
)  # fmt: skip
