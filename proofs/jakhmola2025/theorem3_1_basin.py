"""Theorem 3.1 amended: linear convergence for all time under a condition at the initialisation.

Statement: let J be β-Lipschitz (operator norm) on the ball of radius s/(2β) around θ(0), s > 0,
s² ≤ λ_min(K(0)), and ‖r(0)‖ ≤ s²/(4β). Then the flow stays in the ball and
L(t) ≤ L(0) e^{−s²t/2} for all t ≥ 0; with λ₀ = s² = λ_min(K(0)), L(t) ≤ L(0)e^{−λ₀t/2}.
Setting: any net that is differentiable with a Lipschitz Jacobian in that ball.
Where: amends Theorem 3.1, which has no condition at the initialisation and no rate for t → ∞.
Kind: lower bound, upper bound, rate.
Checked: σ_min(J) ≥ σ_min(J₀) − ‖J − J₀‖; λ_min(K) ≥ s²/4 in the ball; ‖r‖ + (s/2)·path decreases
there; the path is at most the radius, and shorter while r ≠ 0; the rate from all of these.
Not checked: the mean value theorem, twice (for ‖r‖ + (s/2)ℓ and for e^{s²t/2}L); that the
distance from θ(0) is at most the length of the path; and the continuity argument: at the first time
when the flow is about to leave the ball its path has the length s/(2β), so r = 0 by
basin/first_exit, and a flow at r = 0 does not move. Each is a hypothesis where it is used.
False variants: twice the rate, constants halved, each hypothesis dropped.
"""

from fractions import Fraction

import sympy
from sympy import Sum, exp

from provcheck.proofs.jakhmola2025.net import (
    A_RANGE,
    J_0,
    JACOBIAN,
    K_RANGE,
    SIZES,
    J,
    N,
    a,
    ge,
    k,
    le,
    m,
    positive,
    r,
    sigma,
    sigma_0,
    source,
    v,
)
from provcheck.proofs.jakhmola2025.theorem3_1_dynamics import NAME
from provcheck.proofs.jakhmola2025.theorem3_1_rate import (
    L_0,
    RAYLEIGH_AT_XI,
    L_t,
    pull_norm,
    r_norm,
    slope,
    t,
    xi,
)
from provcheck.statement import (
    Array,
    Claim,
    Derivation,
    Hypothesis,
    Kind,
    Norm,
    OperatorNorm,
    Real,
    Setting,
    Space,
    Variant,
    define,
    line,
)

PLACE = "Theorem 3.1, amended"
BASIN = f"{NAME}/basin"
s, beta = sympy.symbols("s beta", positive=True)
distance, path = sympy.symbols("d ell", nonnegative=True)
R_0, R_t = sympy.symbols("R_0 R_t", nonnegative=True)
radius = sympy.Symbol("rho", positive=True)
change = define(
    "jacobian_change", (), OperatorNorm(J[a, k] - J_0[a, k], K_RANGE, A_RANGE), r"\|J - J_0\|"
)
JACOBIANS = (*SIZES, JACOBIAN, Array(J_0, (N, m), plain=1))

# ---------------------------------------------------------------- Weyl for singular values

_at_v = Norm(Sum(J[a, k] * v[a], A_RANGE), K_RANGE)
_at_v_0 = Norm(Sum(J_0[a, k] * v[a], A_RANGE), K_RANGE)
_moved = Norm(Sum((J_0[a, k] - J[a, k]) * v[a], A_RANGE), K_RANGE)
_v_norm = Norm(v[a], A_RANGE)
_lower = sigma_0() - change()
_weyl = ge(sigma(), _lower)

WEYL = Claim(
    name=f"{BASIN}/weyl",
    title="σ_min(J) ≥ σ_min(J₀) − ‖J − J₀‖",
    source=source(PLACE, "ours: Weyl's inequality for the least singular value"),
    kind=Kind.LOWER_BOUND,
    space=Space(JACOBIANS),
    relation=_weyl,
    derivations=(
        Derivation(
            "for every vector v",
            (
                line("start", le(sigma_0() * _v_norm, _at_v_0), "cited",
                     theorem="least_singular_value", matrix=J_0[a, k], vector=v[a],
                     rows=A_RANGE, columns=K_RANGE),
                line("operator", le(_moved, change() * _v_norm), "cited",
                     theorem="operator_norm", matrix=J[a, k] - J_0[a, k], vector=v[a],
                     rows=K_RANGE, columns=A_RANGE),
                line("triangle", le(_at_v_0, _at_v + _moved), "cited", theorem="triangle_norm",
                     u=Sum(J[a, k] * v[a], A_RANGE),
                     v=Sum((J_0[a, k] - J[a, k]) * v[a], A_RANGE), ranges=(K_RANGE,)),
                line("vector", le(_lower * _v_norm, _at_v), "arithmetic", "start", "operator",
                     "triangle"),
                line("weyl", _weyl, "cited", "vector", theorem="least_singular_value_bound",
                     matrix=J[a, k], bound=_lower, base=v, rows=A_RANGE, columns=K_RANGE),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("half", ge(sigma(), sigma_0() - change() / 2)),
        Variant("flipped_sign", ge(sigma(), sigma_0() + change())),
        Variant("unchanged", ge(sigma(), sigma_0())),
    ),
)  # fmt: skip

LIPSCHITZ = Hypothesis("lipschitz", le(change(), beta * distance))
START = Hypothesis("start", le(s, sigma_0()))
IN_BALL = Hypothesis("in_ball", le(2 * beta * distance, s))
_half = ge(sigma(), s / 2)

HALF = Claim(
    name=f"{BASIN}/least_eigenvalue",
    title="in the ball, ‖θ − θ(0)‖ ≤ s/(2β), σ_min(J) ≥ s/2, so that λ_min(K) ≥ s²/4",
    source=source(PLACE, "ours"),
    kind=Kind.LOWER_BOUND,
    space=Space((*JACOBIANS, positive(s), positive(beta), Real(distance, low=0))),
    hypotheses=(LIPSCHITZ, START, IN_BALL),
    relation=_half,
    example=Setting({
        "N": 2, "m": 2, "J": ((Fraction(7, 2), Fraction(0)), (Fraction(1, 2), Fraction(2))),
        "J_0": ((Fraction(4), Fraction(0)), (Fraction(0), Fraction(2))), "s": Fraction(2),
        "beta": Fraction(1), "d": Fraction(1),
    }),
    derivations=(
        Derivation(
            "Weyl",
            (
                *(line(h.name, h.relation, "hypothesis", name=h.name)
                  for h in (LIPSCHITZ, START, IN_BALL)),
                line("weyl", _weyl, "claim", claim=f"{BASIN}/weyl"),
                line("half", _half, "arithmetic", "weyl", "lipschitz", "start", "in_ball",
                     multipliers={"in_ball": sympy.Rational(1, 2)}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("all", ge(sigma(), s)),
        Variant("any_distance", _half, dropped=("in_ball",)),
        Variant("any_jacobian", _half, dropped=("lipschitz",)),
        Variant("any_start", _half, dropped=("start",)),
    ),
    reading="d is the distance ‖θ − θ(0)‖; s² is any number in (0, λ_min(K(0))].",
)  # fmt: skip

# ---------------------------------------------------------------- the path

_slower = le(sigma() * r_norm * pull_norm, pull_norm**2)

DECREASE = Claim(
    name=f"{BASIN}/decrease",
    title="σ_min(J)‖r‖·‖θ'‖ ≤ −½(‖r‖²)': ‖r‖ falls at least σ_min(J) times as fast as θ moves",
    source=source(PLACE, "ours"),
    kind=Kind.UPPER_BOUND,
    space=Space((*SIZES, JACOBIAN, Array(r, (N,), plain=1))),
    relation=_slower,
    derivations=(
        Derivation(
            "θ' = −Jᵀr, ½(‖r‖²)' = −‖Jᵀr‖²",
            (
                RAYLEIGH_AT_XI[0],
                line("slower", _slower, "arithmetic", "rayleigh",
                     multipliers={"rayleigh": pull_norm}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("twice", le(2 * _slower.lhs, pull_norm**2)),
        Variant("flipped_sign", le(_slower.lhs, -(pull_norm**2))),
    ),
    reading="‖θ'‖ = ‖Jᵀr‖ and ½(‖r‖²)' = −‖Jᵀr‖² by theorem3_1/loss_dynamics. Where σ_min(J) ≥ s/2 "
    "the slope of ‖r‖ + (s/2)ℓ, ℓ the length of the path, is −‖Jᵀr‖²/‖r‖ + (s/2)‖Jᵀr‖ ≤ 0.",
)  # fmt: skip

R_positive = sympy.Symbol("R_t", positive=True)
MONOTONE = Hypothesis("mean_value", le(R_t + s / 2 * path, R_0))
SMALL = Hypothesis("small_residual", le(2 * R_0, s * radius))
_short = le(path + 2 * R_t / s, radius)


def _least_residual(v):
    return v["R_t"] + v["s"] / 2 * v["ell"]


def _path_claim(name, title, residual, first, second, last, variants, reading) -> Claim:
    """What ‖r‖ + (s/2)·path ≤ ‖r(0)‖ ≤ sρ/2 gives."""
    return Claim(
        name=f"{BASIN}/{name}",
        title=title,
        source=source(PLACE, "ours"),
        kind=Kind.UPPER_BOUND,
        space=Space(
            (
                positive(s),
                Real(path, low=0),
                residual,
                Real(R_0, low=0, at_least=_least_residual),
                positive(radius, at_least=lambda v: 2 * v["R_0"] / v["s"]),
            )
        ),
        hypotheses=(first, second),
        relation=last.relation,
        derivations=(
            Derivation(
                "‖r‖ + (s/2)·path ≤ ‖r(0)‖",
                (
                    line(first.name, first.relation, "hypothesis", name=first.name),
                    line(second.name, second.relation, "hypothesis", name=second.name),
                    last,
                ),
                as_printed=False,
            ),
        ),
        variants=variants,
        reading=f"R_0 = ‖r(0)‖ and R_t = ‖r(t)‖; ℓ is the length of the path up to t and ρ = "
        f"s/(2β) the radius, so that ‖r(0)‖ ≤ s²/(4β) reads 2R_0 ≤ sρ. {reading}",
        not_checked="the mean value theorem for ‖r‖ + (s/2)ℓ, whose slope is ≤ 0 in the ball by "
        "basin/decrease and basin/least_eigenvalue",
    )


PATH = _path_claim(
    "path_length",
    "‖r(0)‖ ≤ s²/(4β) ⇒ path + 2‖r‖/s ≤ s/(2β): the path is no longer than the radius",
    Real(R_t, low=0),
    MONOTONE,
    SMALL,
    line("short", _short, "arithmetic", "mean_value", "small_residual",
         multipliers={"mean_value": 2 / s, "small_residual": 1 / s}),
    (
        Variant("half", le(_short.lhs, radius / 2)),
        Variant("any_path", _short, dropped=("mean_value",)),
        Variant("any_residual", _short, dropped=("small_residual",)),
    ),
    "‖θ(t) − θ(0)‖ ≤ ℓ, so the flow is in the ball as long as the first hypothesis holds.",
)  # fmt: skip

_MONOTONE_POSITIVE = Hypothesis("mean_value", le(R_positive + s / 2 * path, R_0))
_strict = sympy.Lt(path, radius, evaluate=False)

FIRST_EXIT = _path_claim(
    "first_exit",
    "while r ≠ 0 the path is shorter than the radius, so the flow is inside the ball",
    positive(R_positive),
    _MONOTONE_POSITIVE,
    SMALL,
    line("strict", _strict, "arithmetic", "mean_value", "small_residual",
         multipliers={"mean_value": 2 / s, "small_residual": 1 / s}),
    (
        Variant("half", sympy.Lt(path, radius / 2, evaluate=False)),
        Variant("any_path", _strict, dropped=("mean_value",)),
        Variant("any_residual", _strict, dropped=("small_residual",)),
    ),
    "At the time when the flow is about to leave the closed ball ℓ ≥ ρ, so r = 0 there, and a flow "
    "at r = 0 does not move: it never leaves.",
)  # fmt: skip

# ---------------------------------------------------------------- the rate

_SLOW = s**2 / 4
_MEAN_VALUE = Hypothesis(
    "mean_value",
    le(exp(s**2 * t / 2) * L_t, L_0 + t * exp(s**2 * xi / 2) * slope(_SLOW)),
)
_ENERGY = Hypothesis("path_and_residual", le(r_norm + s / 2 * path, R_0))
_ARC = Hypothesis("distance_at_most_path", le(distance, path))
_INITIAL = Hypothesis("small_residual", le(4 * beta * R_0, s**2))
_ALL = (START, _INITIAL, LIPSCHITZ, _ARC, _ENERGY, _MEAN_VALUE)
_basin = le(L_t, L_0 * exp(-(s**2) * t / 2))

RATE_FOR_ALL_TIME = Claim(
    name=BASIN,
    title="J β-Lipschitz in the ball, ‖r(0)‖ ≤ λ₀/(4β) ⇒ L(t) ≤ L(0) e^{−λ₀t/2} for all t",
    source=source(PLACE, "a condition at the initialisation"),
    kind=Kind.UPPER_BOUND,
    space=Space(
        (
            *JACOBIANS,
            Array(r, (N,), plain=1),
            positive(s),
            positive(beta),
            Real(distance, low=0),
            Real(path, low=0, at_least=lambda values: values["d"]),
            Real(R_0, low=0),
            Real(t, low=0),
            Real(xi, low=0),
            Real(L_t, low=0),
            Real(L_0, low=0),
        )
    ),
    hypotheses=_ALL,
    relation=_basin,
    example=Setting({
        "N": 1, "m": 1, "J": ((Fraction(3, 2),),), "J_0": ((Fraction(2),),), "r": (Fraction(1, 4),),
        "s": Fraction(2), "beta": Fraction(1), "d": Fraction(1, 2), "ell": Fraction(1, 2),
        "R_0": Fraction(1), "t": Fraction(1), "xi": Fraction(1, 2), "L_t": Fraction(1, 32),
        "L_0": Fraction(1, 2),
    }),
    derivations=(
        Derivation(
            "the flow stays where λ_min(K) ≥ λ₀/4",
            (
                *(line(h.name, h.relation, "hypothesis", name=h.name) for h in _ALL),
                line("residual", ge(r_norm, 0), "arithmetic"),
                line("in_ball", IN_BALL.relation, "arithmetic", "small_residual",
                     "path_and_residual", "distance_at_most_path", "residual",
                     multipliers={"small_residual": 1 / s, "path_and_residual": 4 * beta / s,
                                  "distance_at_most_path": 2 * beta, "residual": 4 * beta / s},
                     note="‖θ − θ(0)‖ ≤ path ≤ 2‖r(0)‖/s ≤ s/(2β)"),
                line("half", _half, "claim", "in_ball", claim=f"{BASIN}/least_eigenvalue"),
                line("quarter", le(s**2 / 4, sigma() ** 2), "monotone", "half", under="square"),
                *RAYLEIGH_AT_XI,
                line("slope", le(slope(_SLOW), 0), "arithmetic", "quarter", "squared",
                     multipliers={"quarter": r_norm**2}, note="L' + (λ₀/2)L ≤ 0 at ξ"),
                line("weighted", le(exp(s**2 * t / 2) * L_t, L_0), "arithmetic", "mean_value",
                     "slope", multipliers={"slope": t * exp(s**2 * xi / 2)}),
                line("basin", _basin, "arithmetic", "weighted",
                     multipliers={"weighted": exp(-(s**2) * t / 2)}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("the_full_rate", le(L_t, L_0 * exp(-2 * s**2 * t))),
        Variant("half", le(L_t, L_0 * exp(-(s**2) * t / 2) / 2)),
        *(Variant(f"without_{h.name}", _basin, dropped=(h.name,)) for h in _ALL),
    ),
    amends=f"{NAME}/converges",
    reading="λ₀ = s², any number in (0, λ_min(K(0))]; J₀ = J(θ(0)), R_0 = ‖r(0)‖. J and r are "
    "those at the time ξ in (0, t) of the mean value theorem, d = ‖θ(ξ) − θ(0)‖ and ℓ the length "
    "of the path up to ξ; L_t and L_0 stand for L(t) and L(0). β need be a Lipschitz constant of J "
    "on the ball of radius s/(2β) only.",
    not_checked="the mean value theorem for e^{s²t/2}L(t), and for ‖r‖ + (s/2)ℓ (the hypothesis "
    "path_and_residual, basin/path_length); the continuity argument by which the flow is in the "
    "ball up to ξ (basin/first_exit); that a flow with bounded path exists for all time",
)  # fmt: skip

CLAIMS = (WEYL, HALF, DECREASE, PATH, FIRST_EXIT, RATE_FOR_ALL_TIME)
