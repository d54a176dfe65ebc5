"""Named theorems that a derivation may cite (trusted).

Each entry builds its instance from the terms that the line supplies: the conclusion, and the
premises that other lines must have established. The kernel compares the instance with what the
line says; nothing is taken on the author's word. Every entry has a property test of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy

from provcheck.errors import Rejected
from provcheck.normalize import is_plain
from provcheck.statement.nets import FlowStartsAlmostSurely, LossSmoothAlmostEverywhere
from provcheck.statement.terms import (
    Directional,
    ExpIntegrable,
    LeastSingularValue,
    MaxOver,
    NonnegativeIntegral,
    Norm,
    OperatorNorm,
    Partial,
    PoincareConstant,
    SatisfiesPoincare,
    Smooth,
    TendsToInfinity,
    ZeroIntegral,
)
from provcheck.statement.unfold import instantiate, unfold


@dataclass(frozen=True)
class Instance:
    """One use of a theorem: what it gives, and what must hold already.

    `fixed` lists pairs (term, base): the term must not contain the array; `positive` terms must
    be positive by their structure or by a premise; `supported` lists triples (term, h, base): the
    term must vanish wherever the function named h of the array vanishes identically; `ranges`
    are those of the free indices for which alone the conclusion holds.
    """

    conclusion: Any
    premises: tuple[Any, ...] = ()
    fixed: tuple[tuple[Any, Any], ...] = ()
    positive: tuple[Any, ...] = ()
    supported: tuple[tuple[Any, Any, Any], ...] = ()
    ranges: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Theorem:
    """A citable statement: its reference, exact hypotheses in words, and instance builder."""

    name: str
    statement: str
    reference: str
    build: Callable[..., Instance]


def _at_most_absolute(u: Any) -> Instance:
    return Instance(sympy.Le(u, sympy.Abs(u), evaluate=False))


def _triangle(u: Any, v: Any) -> Instance:
    return Instance(_le(sympy.Abs(u + v, evaluate=False), sympy.Abs(u) + sympy.Abs(v)))


def _triangle_sum(u: Any, ranges: tuple) -> Instance:
    total = sympy.Abs(sympy.Sum(u, *ranges), evaluate=False)
    return Instance(_le(total, sympy.Sum(sympy.Abs(u), *ranges)))


def _triangle_norm(u: Any, v: Any, ranges: tuple) -> Instance:
    return Instance(_le(Norm(u + v, *ranges), Norm(u, *ranges) + Norm(v, *ranges)))


def _norm_of_sum(u: Any, summed: tuple, ranges: tuple) -> Instance:
    left = Norm(sympy.Sum(u, *summed), *ranges)
    return Instance(_le(left, sympy.Sum(Norm(u, *ranges), *summed)))


def _cauchy_schwarz(u: Any, v: Any, ranges: tuple) -> Instance:
    inner = sympy.Abs(sympy.Sum(u * v, *ranges), evaluate=False)
    return Instance(_le(inner, Norm(u, *ranges) * Norm(v, *ranges)))


def _operator_norm(matrix: Any, vector: Any, rows: tuple, columns: tuple) -> Instance:
    if sympy.sympify(vector).has(rows[0]):
        raise Rejected(f"operator_norm: the vector {vector} depends on the row index {rows[0]}.")
    image = Norm(sympy.Sum(matrix * vector, columns), rows)
    return Instance(_le(image, OperatorNorm(matrix, rows, columns) * Norm(vector, columns)))


def _least_singular_value(matrix: Any, vector: Any, rows: tuple, columns: tuple) -> Instance:
    if sympy.sympify(vector).has(columns[0]):
        raise Rejected(
            f"least_singular_value: the vector {vector} depends on the column index {columns[0]}."
        )
    image = Norm(sympy.Sum(matrix * vector, rows), columns)
    return Instance(_le(LeastSingularValue(matrix, rows, columns) * Norm(vector, rows), image))


def _least_singular_value_bound(
    matrix: Any, bound: Any, base: Any, rows: tuple, columns: tuple
) -> Instance:
    """`base` is the array that stands for all v: it occurs in neither the matrix nor the bound."""
    _require_all_entries(base, rows[:1], (rows,), bound)
    if columns[0] in unfold(sympy.sympify(bound)).free_symbols:
        raise Rejected(f"least_singular_value_bound: {bound} depends on {columns[0]}.")
    vector = base[rows[0]]
    image = Norm(sympy.Sum(matrix * vector, rows), columns)
    return Instance(
        _le(bound, LeastSingularValue(matrix, rows, columns)),
        premises=(_le(bound * Norm(vector, rows), image),),
        fixed=((bound, base), (matrix, base)),
    )


def _operator_at_most_frobenius(matrix: Any, rows: tuple, columns: tuple) -> Instance:
    return Instance(_le(OperatorNorm(matrix, rows, columns), Norm(matrix, rows, columns)))


def _entry_at_most_norm(u: Any, ranges: tuple) -> Instance:
    """The bound indices of the norm stand free on the left; arrays hold them to their range."""
    return Instance(_le(sympy.Abs(u), Norm(u, *ranges)), ranges=ranges)


def _entry_at_most_max(u: Any, ranges: tuple) -> Instance:
    """The bound indices of the maximum stand free on the left."""
    return Instance(_le(u, MaxOver(u, *ranges)), ranges=ranges)


def _log_tangent(u: Any, v: Any) -> Instance:
    return Instance(_le(sympy.log(u), sympy.log(v) + (u - v) / v), positive=(u, v))


def _kronecker(left: Any, right: Any) -> Instance:
    return Instance(_le(sympy.KroneckerDelta(left, right), sympy.Integer(1)))


def _require_all_entries(base: Any, indices: tuple, ranges: tuple, *terms: Any) -> None:
    """The ranges run over every entry of the array once, and no term speaks of their indices."""
    symbols, sizes = tuple(entry[0] for entry in ranges), tuple(entry[2] for entry in ranges)
    if not isinstance(base, sympy.IndexedBase) or tuple(base.shape or ()) != sizes:
        raise Rejected(f"the ranges {ranges} are not those of the array {base}.")
    if tuple(indices) != symbols or len(set(symbols)) != len(symbols):
        raise Rejected(f"the entries {base}{indices} are not all those in {ranges}.")
    for term in terms:
        caught = set(symbols) & unfold(sympy.sympify(term)).free_symbols
        if caught:
            raise Rejected(f"{term} has the index {caught}, which runs over the entries of {base}.")


def _mean_value(
    of: Any, base: Any, bound: Any, start: Any, end: Any, indices: tuple, ranges: tuple
) -> Instance:
    _require_all_entries(base, indices, ranges, of, bound)
    slope = Norm(Partial(of, base[indices]), *ranges)
    change = instantiate(unfold(of), {base: end}) - instantiate(unfold(of), {base: start})
    distance = Norm(end[indices] - start[indices], *ranges)
    return Instance(
        _le(sympy.Abs(change, evaluate=False), bound * distance),
        premises=(Smooth(of, base), _le(slope, bound)),
        fixed=((bound, base),),
    )


def _mean_value_scalar(of: Any, variable: Any, bound: Any, start: Any, end: Any) -> Instance:
    if not is_plain(variable):
        raise Rejected(f"mean_value_scalar: {variable} does not run over the whole real line.")
    change = instantiate(unfold(of), {variable: end}) - instantiate(unfold(of), {variable: start})
    return Instance(
        _le(sympy.Abs(change, evaluate=False), bound * sympy.Abs(end - start)),
        premises=(Smooth(of, variable), _le(sympy.Abs(Partial(of, variable)), bound)),
        fixed=((bound, variable),),
    )


def _smooth_from_hessian(
    of: Any,
    base: Any,
    direction: Any,
    bound: Any,
    start: Any,
    end: Any,
    indices: tuple,
    ranges: tuple,
) -> Instance:
    _require_all_entries(base, indices, ranges, of, bound)
    gradient = Partial(of, base[indices])
    form = sympy.Sum(direction[indices] * Directional(gradient, base, direction), *ranges)
    at = [_gradient_at(of, base, point, indices) for point in (start, end)]
    distance = Norm(end[indices] - start[indices], *ranges)
    return Instance(
        _le(Norm(at[1] - at[0], *ranges), bound * distance),
        premises=(
            Smooth(of, base),
            _le(sympy.Abs(form), bound * Norm(direction[indices], *ranges) ** 2),
        ),
        fixed=((bound, base), (bound, direction), (of, direction)),
    )


def _gradient_at(of: Any, base: Any, point: Any, indices: tuple) -> Any:
    from provcheck.statement.calculus import partial

    return instantiate(unfold(partial(of, base[indices])), {base: point})


def _quadratic_growth(
    of: Any, base: Any, alpha: Any, gamma: Any, ranges: tuple, linear: Any = 0
) -> Instance:
    indices = tuple(entry[0] for entry in ranges)
    _require_all_entries(base, indices, ranges, of, alpha, linear, gamma)
    radius = Norm(base[indices], *ranges)
    return Instance(
        TendsToInfinity(of, base),
        premises=(sympy.Ge(of, alpha * radius**2 - linear * radius + gamma, evaluate=False),),
        fixed=((alpha, base), (linear, base), (gamma, base)),
        positive=(alpha,),
    )


def _gaussian_domination(of: Any, base: Any, alpha: Any, gamma: Any, ranges: tuple) -> Instance:
    instance = _quadratic_growth(of, base, alpha, gamma, ranges)
    premises = (Smooth(of, base), *instance.premises)
    return Instance(ExpIntegrable(of, base), premises, instance.fixed, instance.positive)


def _villani_poincare(of: Any, base: Any, step: Any, indices: tuple, ranges: tuple) -> Instance:
    _require_all_entries(base, indices, ranges, of, step)
    entry = base[indices]
    squares = Norm(Partial(of, entry), *ranges) ** 2
    laplacian = sympy.Sum(Partial(Partial(of, entry), entry), *ranges)
    return Instance(
        SatisfiesPoincare(of, base, step),
        premises=(
            Smooth(of, base),
            TendsToInfinity(of, base),
            ExpIntegrable(2 * of / step, base),
            TendsToInfinity(squares / step - laplacian, base),
        ),
        fixed=((step, base),),
        positive=(step,),
    )


def _bakry_emery(
    of: Any, base: Any, direction: Any, step: Any, kappa: Any, indices: tuple, ranges: tuple
) -> Instance:
    _require_all_entries(base, indices, ranges, of, step, kappa)
    gradient = Partial(of, base[indices])
    form = sympy.Sum(direction[indices] * Directional(gradient, base, direction), *ranges)
    squares = Norm(direction[indices], *ranges) ** 2
    return Instance(
        PoincareConstant(of, base, step, kappa),
        premises=(Smooth(of, base), sympy.Ge(form, kappa * squares, evaluate=False)),
        fixed=((step, base), (kappa, base), (kappa, direction), (of, direction)),
        positive=(step, kappa),
    )


def _holley_stroock(
    of: Any, reference: Any, base: Any, step: Any, kappa: Any, low: Any, high: Any
) -> Instance:
    factor = sympy.exp(-2 * (high - low) / step)
    return Instance(
        PoincareConstant(of, base, step, kappa * factor),
        premises=(
            PoincareConstant(reference, base, step, kappa),
            Smooth(of, base),
            _le(low, of - reference),
            _le(of - reference, high),
        ),
        fixed=((step, base), (kappa, base), (low, base), (high, base)),
        positive=(step, kappa),
    )


def _poincare_constant(of: Any, base: Any, step: Any, kappa: Any) -> Instance:
    return Instance(
        SatisfiesPoincare(of, base, step),
        premises=(PoincareConstant(of, base, step, kappa),),
        fixed=((step, base), (kappa, base)),
        positive=(step, kappa),
    )


def _semialgebraic_smooth() -> Instance:
    return Instance(LossSmoothAlmostEverywhere())


def _picard() -> Instance:
    return Instance(FlowStartsAlmostSurely(), premises=(LossSmoothAlmostEverywhere(),))


def _divergence(
    of: Any, field: Any, base: Any, test: Any, indices: tuple, ranges: tuple
) -> Instance:
    divergence = _divergence_of(of, field, base, indices, ranges)
    return Instance(
        ZeroIntegral(of, base, test),
        premises=(Smooth(field, base), sympy.Eq(of, divergence, evaluate=False)),
        fixed=((sympy.Integer(0), base),),
        supported=((field, test, base),),
    )


def _divergence_bound(
    of: Any, field: Any, base: Any, test: Any, indices: tuple, ranges: tuple
) -> Instance:
    divergence = _divergence_of(of, field, base, indices, ranges)
    return Instance(
        NonnegativeIntegral(of, base, test),
        premises=(
            Smooth(field, base),
            Smooth(of, base),
            sympy.Ge(of, divergence, evaluate=False),
        ),
        fixed=((sympy.Integer(0), base),),
        supported=((field, test, base), (of, test, base)),
    )


def _divergence_of(of: Any, field: Any, base: Any, indices: tuple, ranges: tuple) -> Any:
    _require_all_entries(base, indices, ranges, of)
    return sympy.Sum(Partial(field, base[indices]), *ranges)


def _le(small: Any, large: Any) -> Any:
    return sympy.Le(small, large, evaluate=False)


_HILBERT = "Horn & Johnson, Matrix Analysis, 2nd ed., Section 5.1"
_MATRIX = "Horn & Johnson, Matrix Analysis, 2nd ed., Section 5.6"
_RAYLEIGH = "Horn & Johnson, Matrix Analysis, 2nd ed., Theorem 4.2.2"
_ANALYSIS = "Rudin, Principles of Mathematical Analysis, 3rd ed., Theorem 9.19"

CATALOGUE: dict[str, Theorem] = {
    theorem.name: theorem
    for theorem in (
        Theorem("at_most_absolute", "u ≤ |u|", _HILBERT, _at_most_absolute),
        Theorem("triangle", "|u + v| ≤ |u| + |v|", _HILBERT, _triangle),
        Theorem("triangle_sum", "|Σ u_i| ≤ Σ |u_i|", _HILBERT, _triangle_sum),
        Theorem("triangle_norm", "‖u + v‖ ≤ ‖u‖ + ‖v‖", _HILBERT, _triangle_norm),
        Theorem("norm_of_sum", "‖Σ_i u_i‖ ≤ Σ_i ‖u_i‖", _HILBERT, _norm_of_sum),
        Theorem("cauchy_schwarz", "|Σ u_k v_k| ≤ ‖u‖·‖v‖", _HILBERT, _cauchy_schwarz),
        Theorem("operator_norm", "‖A x‖ ≤ ‖A‖_op ‖x‖", _MATRIX, _operator_norm),
        Theorem("least_singular_value", "σ_min(A)‖v‖ ≤ ‖Aᵀv‖", _RAYLEIGH, _least_singular_value),
        Theorem(
            "least_singular_value_bound",
            "c‖v‖ ≤ ‖Aᵀv‖ for all v, c constant: c ≤ σ_min(A)",
            _RAYLEIGH,
            _least_singular_value_bound,
        ),
        Theorem(
            "operator_at_most_frobenius", "‖A‖_op ≤ ‖A‖_F", _MATRIX, _operator_at_most_frobenius
        ),
        Theorem("entry_at_most_norm", "|u_k| ≤ ‖u‖", _HILBERT, _entry_at_most_norm),
        Theorem("entry_at_most_max", "u_k ≤ max_l u_l", "definition", _entry_at_most_max),
        Theorem(
            "log_tangent",
            "u, v > 0: log u ≤ log v + (u − v)/v",
            "Hardy, Littlewood & Pólya, Inequalities, Theorem 150",
            _log_tangent,
        ),
        Theorem("kronecker", "δ_jk ≤ 1", "definition", _kronecker),
        Theorem(
            "mean_value",
            "φ smooth with ‖∇φ‖ ≤ K everywhere, K constant: |φ(W₂) − φ(W₁)| ≤ K‖W₂ − W₁‖",
            _ANALYSIS,
            _mean_value,
        ),
        Theorem(
            "mean_value_scalar",
            "φ smooth with |φ'| ≤ K everywhere, K constant: |φ(u) − φ(t)| ≤ K|u − t|",
            _ANALYSIS,
            _mean_value_scalar,
        ),
        Theorem(
            "smooth_from_hessian",
            "F smooth with |⟨V, ∇²F(W)V⟩| ≤ K‖V‖² for all W, V: ∇F is K-Lipschitz",
            "Nesterov, Lectures on Convex Optimization, 2nd ed., Lemma 1.2.2",
            _smooth_from_hessian,
        ),
        Theorem(
            "quadratic_growth",
            "F ≥ α‖W‖² − b‖W‖ + γ with constants α > 0, b, γ: F → ∞ as ‖W‖ → ∞",
            "definition of the limit",
            _quadratic_growth,
        ),
        Theorem(
            "gaussian_domination",
            "F smooth, F ≥ α‖W‖² + γ with constants α > 0, γ: ∫ exp(−F) < ∞",
            "comparison with the Gaussian integral (π/α)^{dim/2}·e^{−γ}",
            _gaussian_domination,
        ),
        Theorem(
            "villani_poincare",
            "F smooth, F → ∞, ∫ exp(−2F/s) < ∞ and ‖∇F‖²/s − ΔF → ∞: the Gibbs measure "
            "∝ exp(−2F/s) satisfies a Poincaré inequality with some λ_s > 0",
            "Villani, Hypocoercivity (2009), Theorem A.1; gopalani2025, Theorem 4.1",
            _villani_poincare,
        ),
        Theorem(
            "bakry_emery",
            "F smooth with ⟨V, ∇²F(W)V⟩ ≥ κ‖V‖² for all W, V, κ > 0 constant: the Gibbs measure "
            "∝ exp(−2F/s) satisfies Var(h) ≤ (s/2κ) E‖∇h‖²",
            "Bakry, Gentil & Ledoux, Analysis and Geometry of Markov Diffusion Operators, "
            "Proposition 4.8.1",
            _bakry_emery,
        ),
        Theorem(
            "holley_stroock",
            "m ≤ F − F₀ ≤ M and ∝ exp(−2F₀/s) satisfies Var(h) ≤ (s/2κ) E‖∇h‖²: ∝ exp(−2F/s) "
            "does with κ·exp(−2(M − m)/s)",
            "Holley & Stroock (1987); Bakry, Gentil & Ledoux, Proposition 4.2.7",
            _holley_stroock,
        ),
        Theorem(
            "poincare_constant",
            "a Poincaré inequality with an explicit constant κ > 0 is one with some λ_s > 0",
            "definition",
            _poincare_constant,
        ),
        Theorem(
            "semialgebraic_smooth",
            "a semialgebraic function, such as the loss of a net with piecewise polynomial "
            "activation, is analytic off a null set; with an analytic one it is so everywhere",
            "Bochnak, Coste & Roy, Real Algebraic Geometry, Proposition 2.9.10",
            _semialgebraic_smooth,
        ),
        Theorem(
            "picard",
            "θ' = −∇L(θ) with ∇L locally Lipschitz near θ(0): a unique solution for some time",
            "Hartman, Ordinary Differential Equations, Theorem II.1.1",
            _picard,
        ),
        Theorem(
            "divergence",
            "φ = div G with G smooth of compact support: ∫ φ = 0",
            "Evans, Partial Differential Equations, 2nd ed., Appendix C.2",
            _divergence,
        ),
        Theorem(
            "divergence_bound",
            "φ ≥ div G with φ and G smooth of compact support: ∫ φ ≥ 0",
            "Evans, Partial Differential Equations, 2nd ed., Appendix C.2",
            _divergence_bound,
        ),
    )
}
