"""The algorithm for one ReLU gate: its step contracts in the realizable case.

Statement: without attacks the step is w⁺ − w_* = (I − ηM)(w − w_*), M = (1/b) Σ x_i x_iᵀ over the
active points of the batch, so ‖w⁺ − w_*‖ ≤ q‖w − w_*‖ where q = ‖I − ηM‖; and q ≤ 1 − ημ if the
eigenvalues m of M satisfy μ ≤ m ≤ 2/η − μ. The same holds for the expected step and E M; that
q < 1 where E M ≻ 0 is relu_gate_contraction.py.
Where: "Provable Iterative Non-Gradient Algorithm … Training of a ReLU Gate", lines 6 and 7; "linear
time convergence on a ReLU gate". Kind: identity, upper bound, lower bound.
Checked: each part; and that a larger step, ηm > 2, moves away from w_* along that eigenvector.
Not checked: that the eigenvalues of I − ηM are 1 − ηm; the expectation, in which the step is
linear in M; the attacked case, for which the slides give no constants.
False variants: factors and signs changed, hypotheses dropped.
"""

import sympy
from sympy import Abs, KroneckerDelta, Rational, Sum

from provcheck.proofs.gopalani2025.net import ge, le
from provcheck.proofs.mukherjee2023.net import relu, source
from provcheck.proofs.mukherjee2023.relu_gate_indicator import NAME, SLIDE
from provcheck.statement import (
    Array,
    Claim,
    Derivation,
    Hypothesis,
    Index,
    Kind,
    Norm,
    OperatorNorm,
    Real,
    Size,
    Space,
    Variant,
    define,
    line,
)

eta, batch = sympy.symbols("eta b", positive=True)
d, n = sympy.symbols("d n", integer=True, positive=True)
i, k, l = sympy.symbols("i k l", integer=True)  # noqa: E741
w = sympy.IndexedBase("w", shape=(d,), real=True)
w_star = sympy.IndexedBase("w_star", shape=(d,), real=True)
X = sympy.IndexedBase("X", shape=(n, d), real=True)
M = sympy.IndexedBase("M", shape=(d, d), real=True)
g = sympy.IndexedBase("g", shape=(d,), real=True)
q = sympy.Symbol("q", nonnegative=True)
I_RANGE, K_RANGE, L_RANGE = (i, 1, n), (k, 1, d), (l, 1, d)

target = define("target", (i,), Sum(w_star[l] * X[i, l], L_RANGE), r"w_*^\top x_{<0>}")
output = define("output", (i,), Sum(w[l] * X[i, l], L_RANGE), r"w^\top x_{<0>}")
stepped = define(
    "stepped",
    (k,),
    w[k] + eta / batch * Sum((relu(target(i)) - output(i)) * X[i, k], I_RANGE),
    r"w^{+}_{<0>}",
)
_moment = Sum(X[i, k] * X[i, l], I_RANGE) / batch
_linear = w[k] - w_star[k] - eta * Sum(_moment * (w[l] - w_star[l]), L_RANGE)
IS_ACTIVE = Hypothesis("active", sympy.Eq(Abs(target(i)), target(i), evaluate=False), (i,))
_step = sympy.Eq(stepped(k) - w_star[k], _linear, evaluate=False)
_label_part = (Abs(target(i)) - target(i)) * X[i, k]

STEP = Claim(
    name=f"{NAME}/step",
    title="without attacks the step is w⁺ − w_* = (I − ηM)(w − w_*)",
    source=source(SLIDE, "lines 6 and 7, realizable case"),
    kind=Kind.IDENTITY,
    space=Space(
        (
            Size(d),
            Size(n),
            Real(eta, low=0, open_low=True),
            Real(batch, low=0, open_low=True),
            Array(w, (d,)),
            Array(w_star, (d,), plain=1),
            Array(X, (n, d), plain=1),
            Index(k, d),
        )
    ),
    hypotheses=(IS_ACTIVE,),
    relation=_step,
    derivations=(
        Derivation(
            "the label of an active point is linear",
            (
                line("active", IS_ACTIVE.relation, "hypothesis", name="active"),
                line("point", sympy.Eq(_label_part, 0, evaluate=False), "arithmetic", "active",
                     multipliers={"active": X[i, k]}),
                line("points", sympy.Eq(Sum(_label_part, I_RANGE), Sum(0 * i, I_RANGE),
                     evaluate=False), "monotone", "point", under="sum", ranges=(I_RANGE,)),
                line("step", _step, "arithmetic", "points",
                     multipliers={"points": eta / (2 * batch)}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("inactive_points_too", _step, dropped=("active",)),
        Variant("other_sign", sympy.Eq(stepped(k) - w_star[k], 2 * (w[k] - w_star[k]) - _linear,
                evaluate=False)),
    ),
    reading="X holds the points of the batch whose label exceeds θ_* = 0, and b is the size of the "
    "whole batch; for these points w_*·x_i > 0 by relu_gate_indicator; here |w_*·x_i| = w_*·x_i.",
)  # fmt: skip

_factor = KroneckerDelta(k, l) - eta * M[k, l]
_moved = g[k] - eta * Sum(M[k, l] * g[l], L_RANGE)
SPECTRUM = Hypothesis("spectrum", le(OperatorNorm(_factor, K_RANGE, L_RANGE), q))
_contracts = le(Norm(_moved, K_RANGE), q * Norm(g[k], K_RANGE))


def _spectral_norm(values):
    """‖I − ηM‖ of a setting, generic over the kinds of numbers."""
    import numpy

    matrix = values["M"]
    factor = numpy.eye(len(matrix), dtype=int) - values["eta"] * matrix
    if factor.dtype == float:
        return float(numpy.linalg.norm(factor, 2))
    return _certain_norm(factor)


def _certain_norm(factor):
    import flint

    if not isinstance(factor.flat[0], flint.arb):
        raise TypeError("the spectral norm of a rational matrix need not be rational")
    rows = flint.arb_mat([list(row) for row in factor])
    largest = flint.arb(0)
    for value in flint.acb_mat(rows * rows.transpose()).eig(multiple=True):
        largest = largest.max(value.real)
    return largest.sqrt()


CONTRACTION = Claim(
    name=f"{NAME}/contraction",
    title="‖w⁺ − w_*‖ ≤ q‖w − w_*‖ where ‖I − ηM‖ ≤ q, by the definition of the operator norm",
    source=source(SLIDE, "the expected step in the realizable case"),
    kind=Kind.UPPER_BOUND,
    space=Space(
        (
            Size(d),
            Real(eta, low=0, open_low=True),
            Array(M, (d, d)),
            Array(g, (d,), plain=1),
            Real(q, low=0, at_least=_spectral_norm),
        )
    ),
    hypotheses=(SPECTRUM,),
    relation=_contracts,
    derivations=(
        Derivation(
            "operator norm",
            (
                line("spectrum", SPECTRUM.relation, "hypothesis", name="spectrum"),
                line("operator", le(Norm(Sum(_factor * g[l], L_RANGE), K_RANGE),
                     OperatorNorm(_factor, K_RANGE, L_RANGE) * Norm(g[l], L_RANGE)), "cited",
                     theorem="operator_norm", matrix=_factor, vector=g[l], rows=K_RANGE,
                     columns=L_RANGE),
                line("contraction", _contracts, "arithmetic", "operator", "spectrum",
                     multipliers={"spectrum": Norm(g[k], K_RANGE)}),
            ),
            as_printed=False,
        ),
    ),
    variants=(Variant("nine_tenths", le(Norm(_moved, K_RANGE),
                      Rational(9, 10) * q * Norm(g[k], K_RANGE))),),
    reading="g stands for w − w_*, M for the second moment of the step or its expectation. Nothing "
    "here says that q < 1: for that E M ≻ 0 is needed, see relu_gate_indicator/"
    "expected_contraction.",
)  # fmt: skip

# ---------------------------------------------------------------- which steps contract

mu, m, ell = sympy.symbols("mu m ell", positive=True)
LOW = Hypothesis("low", ge(m, mu))
HIGH = Hypothesis("high", le(m + mu, 2 * ell))
BEYOND = Hypothesis("beyond", sympy.Gt(eta * m, 2, evaluate=False))
_rate = le((1 - m / ell) ** 2, (1 - mu / ell) ** 2)

RATE = Claim(
    name=f"{NAME}/rate",
    title="η = 1/ℓ, μ ≤ m, m + μ ≤ 2ℓ ⇒ (1 − ηm)² ≤ (1 − ημ)²",
    source=source(SLIDE, "step size of the expected step"),
    kind=Kind.UPPER_BOUND,
    space=Space(
        (
            Real(mu, low=0, open_low=True),
            Real(m, low=0, open_low=True, at_least=lambda v: v["mu"]),
            Real(ell, low=0, open_low=True, at_least=lambda v: (v["m"] + v["mu"]) / 2),
        )
    ),
    hypotheses=(LOW, HIGH),
    relation=_rate,
    derivations=(
        Derivation(
            "difference of squares",
            (
                line("low", LOW.relation, "hypothesis", name="low"),
                line("high", HIGH.relation, "hypothesis", name="high"),
                line("rate", _rate, "arithmetic", "low", "high",
                     products=(("low", "high", 1 / ell**2),)),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("nine_tenths", le((1 - m / ell) ** 2, Rational(9, 10) * (1 - mu / ell) ** 2)),
        Variant("no_upper_end", _rate, dropped=("high",)),
        Variant("no_lower_end", _rate, dropped=("low",)),
    ),
    reading="The step is η = 1/ℓ. m is an eigenvalue of M, so 1 − ηm one of I − ηM: with "
    "μI ⪯ M ⪯ (2ℓ − μ)I the step contracts by 1 − ημ; μI ⪯ M ⪯ ℓI is the case η ≤ 1/λ_max.",
)  # fmt: skip

_grows = sympy.Gt((1 - eta * m) ** 2, 1, evaluate=False)

EXPANSION = Claim(
    name=f"{NAME}/step_too_large",
    title="ηm > 2 ⇒ (1 − ηm)² > 1: along that eigenvector the step moves away from w_*",
    source=source(SLIDE, "not in the slides, which ask for no bound on η"),
    kind=Kind.LOWER_BOUND,
    space=Space(
        (
            Real(eta, low=0, open_low=True),
            Real(m, low=0, open_low=True, at_least=lambda v: 2 / v["eta"]),
        )
    ),
    hypotheses=(BEYOND,),
    relation=_grows,
    derivations=(
        Derivation(
            "ηm(ηm − 2) > 0",
            (
                line("beyond", BEYOND.relation, "hypothesis", name="beyond"),
                line("grows", _grows, "arithmetic", "beyond", multipliers={"beyond": eta * m}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("any_step", _grows, dropped=("beyond",)),
        Variant("doubles", sympy.Gt((1 - eta * m) ** 2, 2, evaluate=False)),
    ),
)  # fmt: skip

CLAIMS = (STEP, CONTRACTION, RATE, EXPANSION)
