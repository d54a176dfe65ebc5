"""Section 3.1, Remark: SoftPlus tends to ReLU, and its derivative is the sigmoid.

Statement: 0 ≤ SoftPlus_β(t) − ReLU(t) ≤ ln 2/β for every t and β > 0, hence SoftPlus_β → ReLU,
uniformly, as β → ∞; SoftPlus_β'(t) = 1/(1 + e^{−βt}).
Where: Remark after Definition 3. Kind: lower bound, upper bound, identity.
Checked: with SoftPlus_β(t) = ln(1 + e^{βt})/β and ReLU(t) = (t + |t|)/2. The print has the limit
at every t; the bounds say how fast, and that it is uniform.
False variants: a smaller constant than ln 2, the sigmoid of another steepness.
"""

import sympy
from sympy import Abs, Rational, exp, log

from provcheck.proofs.gopalani2025.net import beta, ge, le, source, t
from provcheck.statement import (
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

E = sympy.Symbol("E", positive=True)
_power = exp(beta * t)
softplus = define("softplus", (), log(1 + _power) / beta, r"\mathrm{SoftPlus}_\beta(t)")
relu = define("relu", (), (t + Abs(t)) / 2, r"\mathrm{ReLU}(t)")
_SPACE = Space((Real(beta, low=0, open_low=True), Real(t)))


def absolute_lines(term, nonnegative: str, name: str) -> tuple:
    """|u| ≤ u from the accepted line `nonnegative`: u ≥ 0; the last line is called `name`."""
    excess = Abs(term) - term  # δ ≥ 0 with δ² = −2uδ
    return (
        line(f"{name}_excess", ge(excess, 0), "cited", theorem="at_most_absolute", u=term),
        line(f"{name}_squared", le(excess**2, 0), "arithmetic", nonnegative, f"{name}_excess",
             products=((nonnegative, f"{name}_excess", 2),)),
        line(f"{name}_root", le(Abs(excess), 0), "monotone", f"{name}_squared", under="root"),
        line(f"{name}_signed", le(excess, Abs(excess)), "cited", theorem="at_most_absolute",
             u=excess),
        line(name, le(Abs(term), term), "arithmetic", f"{name}_root", f"{name}_signed"),
    )  # fmt: skip


_twice = 2 * softplus() - t
_LOW_LINES = (
    line("one", sympy.Lt(1, 1 + E, evaluate=False), "arithmetic"),
    line("log_one", sympy.Lt(0, log(1 + E), evaluate=False), "monotone", "one", under="log"),
    line("more", sympy.Lt(E, 1 + E, evaluate=False), "arithmetic"),
    line("log_more", sympy.Lt(log(E), log(1 + E), evaluate=False), "monotone", "more",
         under="log"),
    line("above_zero", sympy.Lt(0, log(1 + _power), evaluate=False), "instance", "log_one",
         at={E: _power}),
    line("above_t", sympy.Lt(beta * t, log(1 + _power), evaluate=False), "instance", "log_more",
         at={E: _power}),
    line("nonnegative", ge(_twice, 0), "arithmetic", "above_zero", "above_t",
         multipliers={"above_zero": 1 / beta, "above_t": 1 / beta},
         note="SoftPlus ≥ 0 and SoftPlus ≥ t"),
    line("squares", le(t**2, _twice**2), "arithmetic", "above_zero", "above_t",
         products=(("above_zero", "above_t", 4 / beta**2),)),
    line("root", le(Abs(t), Abs(_twice)), "monotone", "squares", under="root"),
    *absolute_lines(_twice, "nonnegative", "absolute"),
    line("above", ge(softplus() - relu(), 0), "arithmetic", "root", "absolute",
         multipliers={"root": Rational(1, 2), "absolute": Rational(1, 2)}),
)  # fmt: skip

ABOVE_RELU = Claim(
    name="gopalani2025/section3_1/softplus_above_relu",
    title="SoftPlus_β(t) ≥ ReLU(t)",
    source=source("Section 3.1, Remark", "not in the paper: the sign of the difference"),
    kind=Kind.LOWER_BOUND,
    space=_SPACE,
    relation=ge(softplus() - relu(), 0),
    derivations=(Derivation("SoftPlus is above 0 and above t", _LOW_LINES, as_printed=False),),
    variants=(Variant("flipped", le(softplus() - relu(), 0)),),
)

_twice_relu = beta * (t + Abs(t)) / 2
_down, _back = -_twice_relu, beta * (t - Abs(t)) / 2


def _at_most_one(exponent, nonpositive: str, name: str, *, factor) -> tuple:
    """e^x ≤ 1 from the accepted line `nonpositive`, times the positive `factor`: x ≤ 0."""
    return (
        line(f"{name}_exponent", le(exponent, 0), "arithmetic", nonpositive,
             multipliers={nonpositive: factor}),
        line(name, le(exp(exponent), 1), "monotone", f"{name}_exponent", under="exp"),
    )  # fmt: skip


_HIGH_LINES = (
    line("t", le(t, Abs(t)), "cited", theorem="at_most_absolute", u=t),
    line("minus_t", le(-t, Abs(t)), "cited", theorem="at_most_absolute", u=-t),
    *_at_most_one(_down, "minus_t", "first", factor=beta / 2),
    *_at_most_one(_back, "t", "second", factor=beta / 2),
    line("tangent", le(log(1 + _power), log(2 * exp(_twice_relu))
         + (1 + _power - 2 * exp(_twice_relu)) / (2 * exp(_twice_relu))), "cited",
         theorem="log_tangent", u=1 + _power, v=2 * exp(_twice_relu),
         note="the tangent of ln at 2e^{β ReLU(t)}"),
    line("below", le(softplus() - relu(), log(2) / beta), "arithmetic", "tangent", "first",
         "second", multipliers={"tangent": 1 / beta, "first": 1 / (2 * beta),
                                "second": 1 / (2 * beta)}),
)  # fmt: skip

LIMIT = Claim(
    name="gopalani2025/section3_1/softplus_limit",
    title="SoftPlus_β(t) − ReLU(t) ≤ ln 2/β, so SoftPlus_β → ReLU as β → ∞",
    source=source("Section 3.1, Remark", "lim SoftPlus_β = ReLU"),
    kind=Kind.UPPER_BOUND,
    space=_SPACE,
    relation=le(softplus() - relu(), log(2) / beta),
    derivations=(Derivation("the tangent of the logarithm", _HIGH_LINES, as_printed=False),),
    variants=(
        Variant("nine_tenths", le(softplus() - relu(), Rational(9, 10) * log(2) / beta)),
        Variant("squared_rate", le(softplus() - relu(), log(2) / beta**2)),
    ),
    reading="The limit is stated by its rate: with softplus_above_relu the difference lies in "
    "[0, ln 2/β] for every t, so it tends to 0 uniformly. It equals ln 2/β at t = 0.",
)

_derivative = sympy.Eq(Partial(log(1 + _power) / beta, t), 1 / (1 + exp(-beta * t)), evaluate=False)
DERIVATIVE = Claim(
    name="gopalani2025/section3_1/softplus_derivative",
    title="the derivative of SoftPlus_β is sigmoid_β",
    source=source("Section 3.1, Remark", "f'(x) = σ_β(x)"),
    kind=Kind.IDENTITY,
    space=_SPACE,
    relation=_derivative,
    derivations=(
        Derivation("differentiation", (line("slope", _derivative, "calculus", printed=True),)),
    ),
    variants=(
        Variant("flipped", sympy.Eq(_derivative.lhs, 1 / (1 + _power), evaluate=False)),
        Variant("times_beta", sympy.Eq(_derivative.lhs, beta * _derivative.rhs, evaluate=False)),
    ),
    reading="That |f'| ≤ M_D = 1 and L = 1 is definition2/softplus.",
)

CLAIMS = (ABOVE_RELU, LIMIT, DERIVATIVE)
