"""Log-sum-exp: between the maximum and the maximum plus log(n)/λ, with gradient softmax.

Statement: lse(x) = (1/λ) log Σ_i exp(λx_i) has max_i x_i ≤ lse(x) ≤ max_i x_i + log(n)/λ, and its
gradient is the softmax function, σ_k(x) = exp(λx_k)/Σ_i exp(λx_i), which sums to 1.
Setting: x of any size n, inverse temperature λ > 0.
Where: the paper's properties of log-sum-exp, and its "softmax is the gradient map of the
log-sum-exp function". Kind: upper bound, lower bound, identity.
Checked: each part, the lower bound as x_k ≤ lse(x) for every k.
Attained: the upper bound at x = 0, the lower one for n = 1.
Not checked: nothing is left out.
False variants: half of log(n)/λ; the lower bound raised by 1/100; a factor λ in the gradient.
"""

import sympy
from sympy import Abs, Rational, Sum, exp, log

from provcheck.statement import (
    Array,
    Claim,
    Derivation,
    Index,
    Kind,
    MaxOver,
    Norm,
    Partial,
    Real,
    Size,
    Source,
    Space,
    Variant,
    define,
    line,
)

n = sympy.Symbol("n", integer=True, positive=True)
i, k = sympy.symbols("i k", integer=True)
lam = sympy.Symbol("lambda", positive=True)
x = sympy.IndexedBase("x", shape=(n,), real=True)
I_RANGE = (i, 1, n)
SPACE = Space((Size(n), Real(lam, low=0, open_low=True), Array(x, (n,))))
AT_INDEX = Space((*SPACE.components, Index(k, n)))

total = define("total", (), Sum(exp(lam * x[i]), I_RANGE), r"\sum_i e^{\lambda x_i}")
lse = define("lse", (), log(total()) / lam, r"\mathrm{lse}(x)")
softmax = define("softmax", (k,), exp(lam * x[k]) / total(), r"\sigma_{<0>}(x)")


def source(place: str) -> Source:
    """A place in the paper."""
    return Source("gao2017", place)


def le(small, large):
    """small ≤ large, as written: SymPy does not decide it."""
    return sympy.Le(small, large, evaluate=False)


def equal(left, right):
    """left = right, as written: SymPy does not decide it."""
    return sympy.Eq(left, right, evaluate=False)


_largest = MaxOver(x[i], I_RANGE)
_upper = le(lse(), _largest + log(n) / lam)
_at_most = le(exp(lam * x[i]), exp(lam * _largest))
UPPER = Claim(
    name="gao2017/log_sum_exp/upper",
    title="lse(x) ≤ max_i x_i + log(n)/λ",
    source=source("bounds of log-sum-exp by the maximum"),
    kind=Kind.UPPER_BOUND,
    space=SPACE,
    relation=_upper,
    derivations=(
        Derivation(
            "each term is at most the largest",
            (
                line("entry", le(x[i], _largest), "cited", theorem="entry_at_most_max", u=x[i],
                     ranges=(I_RANGE,)),
                line("scaled", le(lam * x[i], lam * _largest), "arithmetic", "entry",
                     multipliers={"entry": lam}),
                line("power", _at_most, "monotone", "scaled", under="exp"),
                line("sum", le(total(), Sum(exp(lam * _largest), I_RANGE)), "monotone", "power",
                     under="sum", ranges=(I_RANGE,)),
                line("log", le(log(total()), log(n) + lam * _largest), "monotone", "sum",
                     under="log"),
                line("upper", _upper, "arithmetic", "log", multipliers={"log": 1 / lam}),
            ),
            as_printed=False,
        ),
    ),
    variants=(Variant("half", le(lse(), _largest + log(n) / lam / 2)),),
)  # fmt: skip

_half = exp(lam * x[k] / 2)
_lower = le(x[k], lse())
LOWER = Claim(
    name="gao2017/log_sum_exp/lower",
    title="x_k ≤ lse(x) for every k: max_k x_k ≤ lse(x)",
    source=source("bounds of log-sum-exp by the maximum"),
    kind=Kind.LOWER_BOUND,
    space=AT_INDEX,
    relation=_lower,
    derivations=(
        Derivation(
            "each term is at most the sum",
            (
                line("root", le(Abs(_half), Norm(_half, (k, 1, n))), "cited",
                     theorem="entry_at_most_norm", u=_half, ranges=((k, 1, n),)),
                line("term", le(exp(lam * x[k]), total()), "monotone", "root", under="square"),
                line("log", le(lam * x[k], log(total())), "monotone", "term", under="log"),
                line("lower", _lower, "arithmetic", "log", multipliers={"log": 1 / lam}),
            ),
            as_printed=False,
        ),
    ),
    variants=(Variant("raised", le(x[k] + Rational(1, 100), lse())),),
)  # fmt: skip

_gradient = equal(Partial(lse(), x[k]), softmax(k))
GRADIENT = Claim(
    name="gao2017/log_sum_exp/gradient",
    title="the gradient of log-sum-exp is softmax",
    source=source("softmax is the gradient map of log-sum-exp"),
    kind=Kind.IDENTITY,
    space=AT_INDEX,
    relation=_gradient,
    derivations=(
        Derivation("chain rule", (line("gradient", _gradient, "calculus"),), as_printed=False),
    ),
    variants=(Variant("without_temperature", equal(_gradient.lhs, lam * softmax(k))),),
)

_one = equal(Sum(softmax(i), I_RANGE), 1)
SUM = Claim(
    name="gao2017/log_sum_exp/probabilities",
    title="softmax sums to 1",
    source=source("softmax maps into the simplex"),
    kind=Kind.IDENTITY,
    space=SPACE,
    relation=_one,
    derivations=(Derivation("divide", (line("one", _one, "algebra"),), as_printed=False),),
    variants=(Variant("squares", equal(Sum(softmax(i) ** 2, I_RANGE), 1)),),
)

CLAIMS = (UPPER, LOWER, GRADIENT, SUM)
