"""Numbers of Lemma 3.1 and the bounds on λ_s for one user's net, as balls and safe decimals.

Statement: λ_c, gLip (as printed, corrected, sharp), Holley–Stroock λ_s ≥ λ exp(−2 osc/s) with
osc ≤ (B_y + ‖a‖₁B_σ)²/2, Bakry–Émery λ_s ≥ λ − (B_y + ‖a‖₁B_σ)‖a‖_∞M'_D B_x².
Setting: Definitions 1 and 2; all but B_x, B_y and λ_c need a bounded σ (sigmoid, tanh).
Checked: every bound is a term of the claims, evaluated in balls at the data as float64 and at the
options as exact decimals, and printed on its safe side.
Not checked: the curvature found is a float64 number; Theorem 3.2's A, B and C have no values.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy

from provcheck.constants import Request
from provcheck.directed import at_least, at_most, power_at_least, power_at_most
from provcheck.errors import DataError, EngineError
from provcheck.proofs.gopalani2025.lemma3_1_smoothness import (
    a_max,
    curve_bound,
    gLip_corrected,
    gLip_printed,
    gLip_sharp,
)
from provcheck.proofs.gopalani2025.net import (
    ALL,
    BOUNDED,
    CONSTANTS,
    a_norm,
    a_sum,
    lambda_c,
    s,
)
from provcheck.proofs.shi2020.poincare_constants import bakry_emery, oscillation
from provcheck.statement import Defined
from provcheck.statement.evaluate import ball, evaluate, precision

BITS = 320
LARGEST_ENTRY = 1e30  # of the data; its fourth power is a float64
_EXACT_ROWS = 200
_ROUNDING = Fraction(1, 10**9)  # far more than the rounding of a Rayleigh quotient

_NORMS = {
    a_norm(): sympy.Symbol("a_norm"),
    a_sum(): sympy.Symbol("a_sum"),
    a_max(): sympy.Symbol("a_max"),
}


@dataclass(frozen=True)
class Smoothness:
    """One bound on gLip, with the step size 1/gLip it allows and how far it lies above `found`.

    Attributes:
        bound: ball; `decimal` is at least that, `step` at most its inverse.
        is_valid: whether the bound is true whatever the net is; the printed one is where B_x ≤ 1,
            or all labels are 0.
    """

    name: str
    claim: str
    bound: Any
    decimal: str
    step: str
    ratio: str
    is_valid: bool


@dataclass(frozen=True)
class Gap:
    """Holley–Stroock at one step size: λ_s from below, 1/λ_s and the steps in it from above."""

    name: str
    step: str
    decimal: str
    time: str
    steps: str
    log10_steps: Any


@dataclass(frozen=True)
class Numbers:
    """All numbers for one net.

    Attributes:
        known: balls of the symbols by name; n, p and d are integers.
        found: the largest |Hessian eigenvalue| found at `points` weights, rounded down.
        curves_up: whether that eigenvalue is positive.
        bounds: printed, corrected, sharp; () if σ is unbounded, as are `gaps`.
        bakry_emery, convex_above, osc: balls; None if σ is unbounded.
    """

    request: Request
    known: dict[str, Any]
    lambda_c: Any
    found: Fraction
    points: int
    curves_up: bool
    bounds: tuple[Smoothness, ...] = ()
    gaps: tuple[Gap, ...] = ()
    bakry_emery: Any = None
    convex_above: Any = None
    osc: Any = None

    @property
    def is_bounded(self) -> bool:
        """Whether σ is bounded, and with it every bound of this module finite."""
        return bool(self.bounds)


def numbers_for(request: Request) -> Numbers:
    """Evaluate every bound for one net, and search for the largest curvature.

    Raises:
        DataError: the paper does not treat that activation, or the data are too large for float64.
        EngineError: a curvature was found that the proved sharp bound excludes.
    """
    _require_usable(request)
    with precision(BITS):
        known = known_numbers(request)
        peak = _search(request)
        found = Fraction(peak.value) * (1 - _ROUNDING)
        critical = value(lambda_c(), known)
        if request.activation not in BOUNDED:
            return Numbers(request, known, critical, found, peak.points, peak.curves_up)
        bounds = tuple(_bounds(known, found))
        _require_consistent(bounds[-1], found)
        terms = (bakry_emery(), curve_bound, oscillation())
        return Numbers(
            request, known, critical, found, peak.points, peak.curves_up, bounds,
            tuple(_gaps(request, known, bounds)), *(value(term, known) for term in terms),
        )  # fmt: skip


def _require_usable(request: Request) -> None:
    if request.activation not in ALL:
        raise DataError(
            f"--activation {request.activation}: the paper does not treat it; expected one of "
            f"{', '.join(ALL)}. Choose one of these."
        )
    largest = max(float(abs(values).max()) for values in (request.table.X, request.table.y))
    if largest > LARGEST_ENTRY:
        raise DataError(
            f"{request.table.file}: its largest entry is {largest:.3g}; expected at most "
            f"{LARGEST_ENTRY:.0e}, so that squares are float64 numbers. Scale the data, or use "
            "--standardise."
        )


def _require_consistent(sharp: Smoothness, found: Fraction) -> None:
    if ball(found) > sharp.bound:
        raise EngineError(
            f"constants: a Hessian eigenvalue of {float(found)} was found, but the sharp bound is "
            f"{sharp.decimal}; expected no more than that. One of the two is wrong: please report "
            "this with your data."
        )


def known_numbers(request: Request) -> dict[str, Any]:
    """Balls of the symbols of the terms, by name; n, d and p are integers."""
    table = request.table
    numbers = outer_norms(request) | {
        "n": len(table.y),
        "d": len(table.columns),
        "p": request.width,
        "lambda": ball(request.lam),
        "beta": ball(request.beta),
        "B_x": _largest_squared_row(table.X).sqrt(),
        "B_y": ball(Fraction(float(abs(table.y).max()))),
    }
    for constant in CONSTANTS.values():
        if request.activation in constant.cases:
            case = constant.cases[request.activation]
            numbers[constant.symbol.name] = evaluate(case, numbers)
    return numbers


def outer_norms(request: Request) -> dict[str, Any]:
    """‖a‖, ‖a‖₁ and ‖a‖_∞ without a sum over the gates where all are equal."""
    if request.outer is None:
        norm, root = ball(request.outer_norm), ball(request.width).sqrt()
        return {"a_norm": norm, "a_sum": norm * root, "a_max": norm / root}
    sizes = [abs(weight) for weight in request.outer]
    return {
        "a_norm": ball(sum(size * size for size in sizes)).sqrt(),
        "a_sum": ball(sum(sizes)),
        "a_max": ball(max(sizes)),
    }


def _largest_squared_row(X: Any) -> Any:
    """max ‖x_i‖² as a ball, exact but for many rows that float64 cannot tell apart."""
    import numpy as np
    from flint import arb

    largest = float(np.max(np.abs(X)))
    if largest == 0:
        return ball(0)
    squares = np.sum(np.square(X / largest), axis=1)  # (n,)
    error = (X.shape[1] + 4) * np.finfo(float).eps  # a division, a square, d additions; twice that
    rows = np.unique(X[squares >= squares.max() * (1 - 2 * error)], axis=0)
    if len(rows) > _EXACT_ROWS:
        return ball(Fraction(float(squares.max())) * Fraction(largest) ** 2) * arb(1, error)
    return ball(max(sum(Fraction(float(entry)) ** 2 for entry in row) for row in rows))


def value(term: Any, known: dict[str, Any]) -> Any:
    """A term of the claims as a ball; norms of `a` are looked up, not summed anew."""
    return evaluate(_by_norms(term), known)


def _by_norms(term: Any) -> Any:
    if isinstance(term, Defined):
        return _NORMS[term] if term in _NORMS else _by_norms(term.body)
    if not term.args:
        return term
    return term.func(*(_by_norms(argument) for argument in term.args))


def log10_holley_stroock(known: dict[str, Any]) -> Any:
    """log₁₀ of the bound; the bound itself may have more digits in its exponent than a ball."""
    exponent = value(2 * oscillation() / s, known)
    return (known["lambda"].log() - exponent) / ball(10).log()


def _search(request: Request) -> Any:
    import numpy as np

    from provcheck.proofs.gopalani2025.curvature import Net, largest_curvature
    from provcheck.reference.activations import Activation

    p = request.width
    if request.outer is None:
        outer = np.full(p, float(request.outer_norm) / np.sqrt(p))
    else:
        outer = np.array([float(weight) for weight in request.outer])
    activation = Activation[request.activation.upper()]
    net = Net(outer, request.table.X, request.table.y, float(request.lam), float(request.beta),
              activation)  # fmt: skip
    return largest_curvature(net, np.random.default_rng(request.seed))


def _bounds(known: dict[str, Any], found: Fraction) -> Iterator[Smoothness]:
    for name, suffix, term in (
        ("as printed", "", gLip_printed()),
        ("corrected", "_corrected", gLip_corrected()),
        ("sharp", "_sharp", gLip_sharp()),
    ):
        bound = value(term, known)
        yield Smoothness(
            name=name,
            claim=f"gopalani2025/lemma3_1/gradient_lipschitz{suffix}",
            bound=bound,
            decimal=at_most(bound),
            step=at_least(1 / bound),
            ratio=at_most(bound / ball(found), 3),
            is_valid=bool(suffix) or bool(known["B_x"] <= 1) or bool(known["B_y"] <= 0),
        )


def _gaps(request: Request, known: dict[str, Any], bounds: tuple[Smoothness, ...]) -> Iterator[Gap]:
    steps = [(f"1/gLip {b.name}", b.step, Fraction(b.step)) for b in bounds if b.is_valid]
    if request.step is not None:
        steps.append(("yours", at_least(request.step, 6), request.step))
    for name, shown, step in steps:
        log10_gap = log10_holley_stroock({**known, "s": ball(step)})
        log10_steps = -log10_gap - ball(step).log() / ball(10).log()
        yield Gap(
            name,
            shown,
            power_at_least(log10_gap),
            power_at_most(-log10_gap),
            power_at_most(log10_steps),
            log10_steps,
        )
