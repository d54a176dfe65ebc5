"""Section 3, the remarks on λ_c = 2M_D L B_x²‖a‖²: what it depends on, and what it costs.

Statement: λ_c depends on the net and the data through ‖a‖B_x only (so not on n, p, d where that is
bounded); it does grow with the width p where the outer weights keep their size, and with d where
the data entries do; it scales with ‖a‖² and B_x², so small outer weights make it as small as one
likes, at the price L̃ ≥ mean(½y²) − ‖a‖₁B_σ mean|y|: the net can then fit nothing but 0.
With ‖a‖B_x = 1 it is 2M_D L: 2 for tanh and 2 for SoftPlus.
Where: Section 3 after Corollary 3.3, Section 1, abstract. Kind: upper bound, identity.
Checked: each as a comparison of numbers. The printed "does not explicitly depend on the training
data or the neural architecture" is read as: given ‖a‖B_x, and so is "independent of the size of
the net" (abstract, Theorem 1.1). With equal outer weights that keep their size instead, which is
not what the paper says, it is false (lambda_c_width).
False variants: the exponents of the scaling, the price without its correction.
"""

from fractions import Fraction

import sympy
from sympy import Abs, Integer, Rational, Sum, sqrt

from provcheck.proofs.gopalani2025.lemma3_1_lambda_c import NORMALISED, SIGMOID_SLOPE
from provcheck.proofs.gopalani2025.lemma3_1_laplacian import BOUNDED_RESIDUAL_LINES
from provcheck.proofs.gopalani2025.net import (
    ALL,
    BOUNDED,
    CONSTANTS,
    I_RANGE,
    J_RANGE,
    K_RANGE,
    LAMBDA,
    LIPSCHITZ,
    M_D,
    SIGMA_BOUND,
    SLOPE_BOUND,
    WEIGHTS,
    X_BOUND,
    Y_BOUND,
    B_sigma,
    B_x,
    L,
    Real,
    W_norm,
    a,
    a_norm,
    a_sum,
    beta,
    d,
    f,
    ge,
    i,
    j,
    lam,
    lambda_c,
    le,
    loss,
    n,
    p,
    source,
    space,
    y,
)
from provcheck.statement import (
    ActivationChoice,
    Claim,
    Derivation,
    Hypothesis,
    Kind,
    Norm,
    Setting,
    Size,
    Space,
    Variant,
    define,
    line,
)

kappa = sympy.Symbol("kappa", nonnegative=True)
alpha = sympy.Symbol("alpha", real=True)
xi = sympy.Symbol("xi", real=True)
delta = sympy.Symbol("delta", positive=True)
_FACTOR = 2 * M_D * L
_ACTIVATION = (
    ActivationChoice(ALL),
    Real(beta, low=0, open_low=True),
    CONSTANTS["slope_bound"],
    CONSTANTS["lipschitz"],
)
_ANY = (SLOPE_BOUND, LIPSCHITZ)  # the constants M_D and L of the space
_CONSTANTS_OF = "M_D bounds |σ'|, and L is a Lipschitz constant of σ."


def _equal(left, right):
    return sympy.Eq(left, right, evaluate=False)


# ---------------------------------------------------------------- what it depends on


def _outer_norm(values):
    """‖a‖B_x of a setting, generic over the kinds of numbers."""
    from provcheck.reference.norms import norm

    return norm(values["a"]) * values["B_x"]


BOUNDED_PRODUCT = Hypothesis("bounded_product", le(a_norm() * B_x, kappa))
_KAPPA = Real(kappa, low=0, at_least=_outer_norm)
_independent = le(lambda_c(), _FACTOR * kappa**2)

INDEPENDENCE = Claim(
    name="gopalani2025/section3/lambda_c_independence",
    title="λ_c ≤ 2M_D L κ² for every size and all data with ‖a‖B_x ≤ κ",
    source=source("Section 3", "remark on λ_c after Corollary 3.3"),
    kind=Kind.UPPER_BOUND,
    space=space(ALL, _ANY, _KAPPA),
    hypotheses=(BOUNDED_PRODUCT,),
    relation=_independent,
    derivations=(
        Derivation(
            "‖a‖B_x ≤ κ",
            (
                line("product", le(a_norm() * B_x, kappa), "hypothesis", name="bounded_product"),
                line("square", le((a_norm() * B_x) ** 2, kappa**2), "monotone", "product",
                     under="square"),
                line("lambda_c", _independent, "arithmetic", "square",
                     multipliers={"square": _FACTOR}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("linear_in_kappa", le(lambda_c(), _FACTOR * kappa)),
        Variant("without_the_bound", _independent, dropped=("bounded_product",)),
    ),
    reading="'Does not explicitly depend on the training data or the neural architecture' is read "
    "as: neither n, p, d nor the labels occur in λ_c, given ‖a‖B_x. The norm of the data and of "
    "the outer layer do occur, as the next sentence of the paper says. " + _CONSTANTS_OF,
)  # fmt: skip

equal_lambda_c = define(
    "equal_lambda_c",
    (),
    _FACTOR * B_x**2 * Sum(alpha**2, J_RANGE),
    r"\lambda_c(p\text{ equal outer weights})",
)
_B_X = Real(B_x, low=0)
_WIDE = Space((Size(p), *_ACTIVATION, _B_X, Real(alpha)))

WIDTH = Claim(
    name="gopalani2025/section3/lambda_c_width",
    title="λ_c with p equal outer weights α is at most its value for p = 1",
    source=source(
        "abstract",
        "not in the paper: equal outer weights that keep their size",
        "Most critically the amount of regularization required for our analysis is independent of "
        "the size of the net.",
    ),
    kind=Kind.UPPER_BOUND,
    space=_WIDE,
    relation=le(equal_lambda_c(), _FACTOR * B_x**2 * alpha**2),
    expected="REFUTED",
    reading="The quoted sentence, Theorem 1.1 ('a width independent constant λ_c') and Section 1 "
    "do not say what is kept while the net grows. Here it is the size of each outer weight, a_j = "
    "α for all j, which is not the paper's reading: then ‖a‖² = pα², and λ_c grows like p. As the "
    "remark after Corollary 3.3 reads them, with ‖a‖ (and B_x) kept, the sentences are true: that "
    "is decided by lambda_c_independence. A λ that does not grow is enough for the conclusion in "
    "any case (lemma1_2_every_lambda). " + _CONSTANTS_OF,
)

_equal_entries = _FACTOR * Sum(xi**2, K_RANGE) * Sum(alpha**2, J_RANGE)
SIZE = Claim(
    name="gopalani2025/section3/lambda_c_equal_entries",
    title="with equal outer weights α and data entries ξ, λ_c = 2M_D L p d α²ξ²",
    source=source("Section 1", "not in the paper: what λ_c is where every entry keeps its size"),
    kind=Kind.IDENTITY,
    space=Space((Size(p), Size(d), *_ACTIVATION, Real(alpha), Real(xi))),
    relation=_equal(_equal_entries, _FACTOR * p * d * alpha**2 * xi**2),
    derivations=(
        Derivation(
            "sums of equal terms",
            (
                line("sizes", _equal(_equal_entries, _FACTOR * p * d * alpha**2 * xi**2),
                     "algebra"),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("without_the_width", _equal(_equal_entries, _FACTOR * d * alpha**2 * xi**2)),
        Variant("without_the_dimension", _equal(_equal_entries, _FACTOR * p * alpha**2 * xi**2)),
    ),
    amends="gopalani2025/section3/lambda_c_width",
    reading="Every data row has norm B_x = √d |ξ|, as with data in [0, 1]^d at ξ = 1. "
    + _CONSTANTS_OF,
)  # fmt: skip

# ---------------------------------------------------------------- how it scales, and the price

_scaled = _FACTOR * B_x**2 * Norm(alpha * a[j], J_RANGE) ** 2
_SCALING = Space((Size(p), *_ACTIVATION, space(ALL, ())["a"], _B_X, Real(alpha)))
SCALING = Claim(
    name="gopalani2025/section3/lambda_c_scaling",
    title="λ_c scales with the square of the outer weights and of the data: λ_c(αa) = α²λ_c(a)",
    source=source("Section 3", "scales with the norm of the data and the outer layer"),
    kind=Kind.IDENTITY,
    space=_SCALING,
    relation=_equal(_scaled, alpha**2 * lambda_c()),
    derivations=(
        Derivation(
            "the norm is homogeneous",
            (line("scaled", _equal(_scaled, alpha**2 * lambda_c()), "algebra"),),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("linear", _equal(_scaled, Abs(alpha) * lambda_c())),
        Variant("fourth_power", _equal(_scaled, alpha**4 * lambda_c())),
    ),
    reading="λ_c has the product B_x‖a‖ only, so αB_x in place of αa gives the same. 'Scales with "
    "the norm' is with its square. " + _CONSTANTS_OF,
)

_shrink = sqrt(delta / (delta + lambda_c()))
_shrunk = _FACTOR * B_x**2 * Norm(_shrink * a[j], J_RANGE) ** 2
SMALL = Claim(
    name="gopalani2025/section3/lambda_c_arbitrarily_small",
    title="outer weights scaled by √(δ/(δ + λ_c)) have λ_c < δ, for every δ > 0",
    source=source("Section 1", "made arbitrarily small by outer weights 'proportionately small'"),
    kind=Kind.UPPER_BOUND,
    space=Space((*_SCALING.components[:-1], Real(delta, low=0, open_low=True))),
    relation=sympy.Lt(_shrunk, delta, evaluate=False),
    derivations=(
        Derivation(
            "λ_c(αa) = α²λ_c(a)",
            (line("small", sympy.Lt(_shrunk, delta, evaluate=False), "arithmetic"),),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("half", sympy.Lt(_shrunk, delta / 2, evaluate=False)),
        Variant("unscaled", sympy.Lt(lambda_c(), delta, evaluate=False)),
    ),
    reading="'Proportionately' is quadratic: λ_c is proportional to ‖a‖² (lambda_c_scaling), so "
    "the weights shrink like √δ. " + _CONSTANTS_OF,
    not_checked="what the net can still do with such weights; see price_of_small_outer_weights",
)

_half_square = (y[i] - f(i)) ** 2 / 2
_still = y[i] ** 2 / 2 - Abs(y[i]) * a_sum() * B_sigma
_price = ge(loss(), Sum(_still, I_RANGE) / n + lam / 2 * W_norm() ** 2)
_PRICED = (X_BOUND, Y_BOUND, SIGMA_BOUND)
_PRICE_LINES = (
    *BOUNDED_RESIDUAL_LINES,
    line("product", le(y[i] * f(i), Abs(y[i] * f(i))), "cited", theorem="at_most_absolute",
         u=y[i] * f(i)),
    line("sample", ge(_half_square, _still), "arithmetic", "product", "output",
         multipliers={"output": Abs(y[i])}, squares=((Rational(1, 2), f(i)),)),
    line("samples", ge(Sum(_half_square, I_RANGE), Sum(_still, I_RANGE)), "monotone", "sample",
         under="sum", ranges=(I_RANGE,)),
    line("price", _price, "arithmetic", "samples", multipliers={"samples": 1 / n}),
)  # fmt: skip

PRICE = Claim(
    name="gopalani2025/section3/price_of_small_outer_weights",
    title="L̃(W) ≥ mean(½y²) − ‖a‖₁B_σ mean|y| + (λ/2)‖W‖² for bounded activations",
    source=source("Section 1", "not in the paper: the price of small outer weights"),
    kind=Kind.LOWER_BOUND,
    space=space(BOUNDED, _PRICED, LAMBDA, WEIGHTS),
    hypotheses=_PRICED,
    relation=_price,
    derivations=(Derivation("|f| ≤ ‖a‖₁B_σ", _PRICE_LINES, as_printed=False),),
    variants=(
        Variant("without_correction", ge(loss(), Sum(y[i] ** 2 / 2, I_RANGE) / n)),
        Variant("half_correction", ge(loss(), Sum(_still + y[i] ** 2 / 2, I_RANGE) / (2 * n))),
    ),
)

# ---------------------------------------------------------------- tanh and SoftPlus


def _normalised_lambda_c(activation: str, text: str) -> Claim:
    value = _equal(2 * SIGMOID_SLOPE**2 * B_x**2 * a_norm() ** 2, Integer(2))
    lines = (
        line("slope", _equal(SIGMOID_SLOPE, Integer(1)), "claim",
             claim=f"gopalani2025/definition2/{activation}/first_derivative"),
        line("normalised", _equal(a_norm() * B_x, Integer(1)), "hypothesis", name="normalised"),
        line("value", value, "arithmetic", "slope", "normalised", multipliers={
            "slope": 2 * (1 + SIGMOID_SLOPE) * a_norm() ** 2 * B_x**2,
            "normalised": 2 * (1 + a_norm() * B_x),
        }),
    )  # fmt: skip
    return Claim(
        name=f"gopalani2025/section3/lambda_c_{activation}",
        title=f"for {text} with ‖a‖B_x = 1, λ_c = 2",
        source=source("Section 3", "λ_c = 2M_D L; the number is ours"),
        kind=Kind.IDENTITY,
        space=space((activation,), ()),
        example=Setting(
            {
                "p": 1, "d": 1, "n": 1, "activation": activation, "beta": Fraction(1),
                "a": (Fraction(1),), "X": ((Fraction(1),),), "y": (Fraction(0),),
                "B_x": Fraction(1), "B_y": Fraction(0),
            }
        ),
        hypotheses=(NORMALISED,),
        relation=value,
        derivations=(Derivation("M_D = L = 1", lines, as_printed=False),),
        variants=(Variant("half", _equal(value.lhs, Rational(1, 2))),),
        reading="M_D and L are both the supremum of the slope.",
    )  # fmt: skip


TANH = _normalised_lambda_c("tanh", "tanh")
SOFTPLUS = _normalised_lambda_c("softplus", "SoftPlus_β")

CLAIMS = (INDEPENDENCE, WIDTH, SIZE, SCALING, SMALL, PRICE, TANH, SOFTPLUS)
