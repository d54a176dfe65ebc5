"""Lemma 3.1, Appendix A: the gradient and the Laplacian of the regularised loss.

Statement: ∂L̃/∂W_jk = (1/n) Σ_i a_j (f_i − y_i) σ'(W_j·x_i) x_ik + λW_jk, and the Laplacian of
neuron j is (1/n) Σ_i {‖a_j σ'(W_j·x_i) x_i‖² + (f_i − y_i) a_j σ''(W_j·x_i) ‖x_i‖²} + λd.
Setting: any data, any twice differentiable activation, λ > 0; n, p, d are symbols throughout.
Where: Appendix A, the displays before (A.1) and before the bound on the Laplacian.
Kind: identity. Checked: by differentiating the sums symbolically, and against the NumPy functions.
Reading: in the display of the Laplacian, braces close around (1/n) Σ (f − y) before ∇f, and λW_j
and λd stand outside and inside the divergence by turns; as printed its first two lines add a
scalar to a vector. They are read as the divergence of the whole gradient, which is what the third
and fourth lines, printed correctly, continue.
Not checked: existence of the second derivative, which Definition 2 grants (σ is C^∞).
False variants: a flipped sign of the residual, a missing 1/n, λ for λd.
"""

import sympy
from sympy import Sum

from provcheck.proofs.gopalani2025.net import (
    ALL,
    I_RANGE,
    K_RANGE,
    LAMBDA,
    Q_GRADIENT_ENTRY,
    Q_NEURON_LAPLACIAN,
    WEIGHTS,
    Act,
    W,
    X,
    a,
    d,
    data_gradient,
    f,
    gradient,
    i,
    j,
    k,
    lam,
    loss,
    n,
    neuron_laplacian,
    p,
    residual,
    source,
    space,
    z,
)
from provcheck.statement import Claim, Derivation, Index, Kind, Norm, Partial, Variant, line

_GRADIENT = Partial(loss(), W[j, k])
_BY_CHAIN_RULE = Sum(residual(i) * Partial(f(i), W[j, k]), I_RANGE) / n + lam * W[j, k]
_LAPLACIAN = Sum(Partial(_GRADIENT, W[j, k]), K_RANGE)


def _equal(left, right):
    return sympy.Eq(left, right, evaluate=False)


GRADIENT_FORMULA = Claim(
    name="gopalani2025/lemma3_1/gradient_formula",
    title="the gradient of the regularised loss",
    source=source("Appendix A", "first display"),
    kind=Kind.IDENTITY,
    space=space(ALL, (), LAMBDA, WEIGHTS, Index(j, p), Index(k, d)),
    relation=_equal(_GRADIENT, gradient(j, k)),
    quantities=(Q_GRADIENT_ENTRY,),
    derivations=(
        Derivation(
            "Appendix A",
            (
                line("gradient.1", _equal(_GRADIENT, _BY_CHAIN_RULE), "calculus", printed=True),
                line("gradient.2", _equal(_GRADIENT, gradient(j, k)), "calculus", printed=True),
            ),
        ),
    ),
    variants=(
        Variant("flipped_residual", _equal(_GRADIENT, -data_gradient(j, k) + lam * W[j, k])),
        Variant("without_mean", _equal(_GRADIENT, n * data_gradient(j, k) + lam * W[j, k])),
    ),
    not_checked="differentiability of σ, which Definition 2 assumes",
)

_PRODUCTS = (
    Sum(Sum(Partial(residual(i) * Partial(f(i), W[j, k]), W[j, k]), K_RANGE), I_RANGE) / n + lam * d
)
_SPLIT = (
    Sum(
        Norm(Partial(f(i), W[j, k]), K_RANGE) ** 2
        + residual(i) * Sum(Partial(Partial(f(i), W[j, k]), W[j, k]), K_RANGE),
        I_RANGE,
    )
    / n
    + lam * d
)
_WITHOUT_CURVATURE = (
    Sum(Norm(a[j] * Act(1, z(i, j)) * X[i, k], K_RANGE) ** 2, I_RANGE) / n + lam * d
)

LAPLACIAN_FORMULA = Claim(
    name="gopalani2025/lemma3_1/laplacian_formula",
    title="the Laplacian of the regularised loss, neuron by neuron",
    source=source("Appendix A", "second display"),
    kind=Kind.IDENTITY,
    space=space(ALL, (), LAMBDA, WEIGHTS, Index(j, p)),
    relation=_equal(_LAPLACIAN, neuron_laplacian(j)),
    quantities=(Q_NEURON_LAPLACIAN,),
    derivations=(
        Derivation(
            "Appendix A",
            (
                line(
                    "laplacian.1",
                    _equal(_LAPLACIAN, Sum(Partial(_BY_CHAIN_RULE, W[j, k]), K_RANGE)),
                    "calculus",
                    printed=True,
                    note="read as the divergence of the whole gradient, λW_j included",
                ),
                line(
                    "laplacian.2",
                    _equal(_LAPLACIAN, _PRODUCTS),
                    "calculus",
                    printed=True,
                    note="the braces of the print are read around the product (f − y)∇f",
                ),
                line("laplacian.3", _equal(_LAPLACIAN, _SPLIT), "calculus", printed=True),
                line(
                    "laplacian.4",
                    _equal(_LAPLACIAN, neuron_laplacian(j)),
                    "calculus",
                    printed=True,
                ),
            ),
        ),
    ),
    variants=(
        Variant("without_curvature", _equal(_LAPLACIAN, _WITHOUT_CURVATURE)),
        Variant("lambda_for_lambda_d", _equal(_LAPLACIAN, neuron_laplacian(j) - lam * d + lam)),
    ),
    reading="The first two displayed lines add a scalar to a vector as printed; they are read as "
    "the divergence of the whole gradient.",
    not_checked="differentiability of σ, which Definition 2 assumes",
)

CLAIMS = (GRADIENT_FORMULA, LAPLACIAN_FORMULA)
