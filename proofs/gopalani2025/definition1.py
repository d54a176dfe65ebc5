"""Definition 1 and Appendix A: the step of mini-batch SGD with weight decay.

Statement: W − (s/b) Σ_{i∈B} ∇L̃_i − sλW = (1 − sλ)W + (s/b) Σ_{i∈B} (y_i − f_i)∇f_i, entry by
entry, where L̃_i = ½(y_i − f_i)² has no regulariser; and where every sample is counted equally
often the step is that of gradient descent on L̃.
Setting: Definition 1, any activation that is differentiable. The batch is given by how often each
sample is in it, m_1 … m_n, so that drawing with and without replacement are both covered.
Where: Definition 1; the first displays of Appendix A. Kind: identity.
Checked: every display, with the derivatives taken. The identity holds for every real m and b > 0.
Not checked: how the batch is drawn; only the mean of m over the draws enters (full_batch).
False variants: the sign of the data term, the decay without its step size, b for n.
"""

import sympy
from sympy import Rational, Sum

from provcheck.proofs.gopalani2025.net import (
    ALL,
    I_RANGE,
    J_RANGE,
    K_RANGE,
    LAMBDA,
    STEP,
    WEIGHTS,
    Act,
    W,
    X,
    a,
    d,
    f,
    i,
    j,
    k,
    lam,
    loss,
    n,
    p,
    s,
    source,
    space,
    y,
    z,
)
from provcheck.statement import (
    Array,
    Claim,
    Derivation,
    Index,
    Kind,
    Norm,
    Partial,
    Real,
    Variant,
    define,
    line,
)

b = sympy.Symbol("b", positive=True)
m = sympy.IndexedBase("m", shape=(n,), real=True)

sample_loss = define(
    "sample_loss", (i,), Rational(1, 2) * (y[i] - f(i)) ** 2, r"\tilde{L}_{<0>}(W)"
)
regularizer = define(
    "regularizer", (), lam / 2 * Norm(W[j, k], J_RANGE, K_RANGE) ** 2, r"R_\lambda(W)"
)
_entry = W[j, k]
_drawn = Sum(m[i] * Partial(sample_loss(i), _entry), I_RANGE)  # Σ over the batch of ∇L̃_i
_pulled = Sum(m[i] * (y[i] - f(i)) * Partial(f(i), _entry), I_RANGE)
sgd_step = define("sgd_step", (j, k), _entry - s / b * _drawn - s * lam * _entry, r"W^+_{<0><1>}")
_final = (1 - s * lam) * _entry + s / b * _pulled
_slope = a[j] * Act(1, z(i, j)) * X[i, k]


def _equal(left, right):
    return sympy.Eq(left, right, evaluate=False)


_BATCH = (Real(b, low=0, open_low=True), Array(m, (n,), plain=1))
_SPACE = space(ALL, (), LAMBDA, STEP, WEIGHTS, *_BATCH, Index(j, p), Index(k, d))

_LINES = (
    line("first", _equal(sgd_step(j, k),
         _entry - s * (_drawn / b + Partial(regularizer(), _entry))), "calculus", printed=True,
         note="the regulariser's gradient is λW"),
    line("second", _equal(sgd_step(j, k), _entry + s / b * Sum(
        m[i] * (y[i] - f(i)) * Partial(f(i), _entry), I_RANGE) - s * lam * _entry), "calculus",
         printed=True, note="∇L̃_i = −(y_i − f_i)∇f_i"),
    line("third", _equal(sgd_step(j, k), _final), "algebra", printed=True),
)  # fmt: skip

UPDATE = Claim(
    name="gopalani2025/definition1/sgd_update",
    title="the SGD step is (1 − sλ)W + (s/b) Σ (y_i − f_i)∇f_i",
    source=source("Definition 1 and Appendix A", "first displays"),
    kind=Kind.IDENTITY,
    space=_SPACE,
    relation=_equal(sgd_step(j, k), _final),
    derivations=(Derivation("Appendix A", _LINES),),
    variants=(
        Variant("flipped_sign", _equal(sgd_step(j, k), (1 - s * lam) * _entry - s / b * _pulled)),
        Variant("decay_without_step", _equal(sgd_step(j, k), _final - (1 - s) * lam * _entry)),
        Variant("samples_for_batch", _equal(sgd_step(j, k), _final - _pulled * (s / b - s / n))),
    ),
    reading="L̃_i is the data loss alone, as Definition 1 and Appendix A define it. Section 4 "
    "writes L̃ = (1/n) Σ L̃_i and steps along (s/b) Σ ∇L̃_i only; there L̃_i must include the "
    "regulariser, or the step lacks −sλW. Σ over the batch is Σ_i m_i (·)_i with m_i the number "
    "of times that sample i is in it.",
    not_checked="how the batch is drawn",
)

EXPLICIT = Claim(
    name="gopalani2025/definition1/sgd_update_by_entries",
    title="∂f_i/∂W_jk = a_j σ'(W_jᵀx_i) x_ik in the SGD step",
    source=source("Definition 1", "written out; ours"),
    kind=Kind.IDENTITY,
    space=_SPACE,
    relation=_equal(
        sgd_step(j, k),
        (1 - s * lam) * _entry + s / b * Sum(m[i] * (y[i] - f(i)) * _slope, I_RANGE),
    ),
    derivations=(
        Derivation(
            "the chain rule",
            (
                line("step", _equal(sgd_step(j, k), _final), "claim",
                     claim="gopalani2025/definition1/sgd_update"),
                line("entries", _equal(sgd_step(j, k), (1 - s * lam) * _entry
                     + s / b * Sum(m[i] * (y[i] - f(i)) * _slope, I_RANGE)), "arithmetic",
                     "step"),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("without_outer_weight", _equal(sgd_step(j, k), (1 - s * lam) * _entry
                + s / b * Sum(m[i] * (y[i] - f(i)) * Act(1, z(i, j)) * X[i, k], I_RANGE))),
    ),
)  # fmt: skip

_mean_step = _entry - s / n * Sum(Partial(sample_loss(i), _entry), I_RANGE) - s * lam * _entry

FULL_BATCH = Claim(
    name="gopalani2025/definition1/mean_step",
    title="with every sample counted equally often the step is W − s∇L̃",
    source=source("Definition 1", "not in the paper: the mean step over uniform batches"),
    kind=Kind.IDENTITY,
    space=space(ALL, (), LAMBDA, STEP, WEIGHTS, Index(j, p), Index(k, d)),
    relation=_equal(_mean_step, _entry - s * Partial(loss(), _entry)),
    derivations=(
        Derivation(
            "derivatives",
            (
                line("step", _equal(_mean_step, _entry - s * Partial(loss(), _entry)),
                     "calculus"),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("twice_the_decay", _equal(_mean_step,
                _entry - s * Partial(loss(), _entry) - s * lam * _entry)),
    ),
    reading="A sample drawn uniformly is in a batch of size b on average b/n times, so m_i = b/n.",
)  # fmt: skip

CLAIMS = (UPDATE, EXPLICIT, FULL_BATCH)
