"""Definitions 1 and 2: the two-layer net, its regularised loss, and what is assumed of them.

Everything is written by entries. W is the trained matrix (p, d), a the fixed outer weights (p,),
X the data (n, d), y the labels (n,); `gradient(j, k)` is ∂L̃/∂W_jk as Appendix A prints it.
"""

import functools

import sympy
from sympy import Abs, Sum, sqrt

from provcheck.reference import depth2
from provcheck.reference.norms import largest_abs, norm
from provcheck.statement import (
    Act,
    ActivationChoice,
    Array,
    Constant,
    Defined,
    Hypothesis,
    Norm,
    OperatorNorm,
    Partial,
    Quantity,
    Real,
    Size,
    Source,
    Space,
    define,
    evaluate_derivatives,
)

n, p, d = sympy.symbols("n p d", integer=True, positive=True)
i, j, k, l = sympy.symbols("i j k l", integer=True)  # noqa: E741 (the paper's index)
X = sympy.IndexedBase("X", shape=(n, d), real=True)
y = sympy.IndexedBase("y", shape=(n,), real=True)
a = sympy.IndexedBase("a", shape=(p,), real=True)
W = sympy.IndexedBase("W", shape=(p, d), real=True)
W1 = sympy.IndexedBase("W_1", shape=(p, d), real=True)
W2 = sympy.IndexedBase("W_2", shape=(p, d), real=True)
V = sympy.IndexedBase("V", shape=(p, d), real=True)
lam = sympy.Symbol("lambda", positive=True)
s = sympy.Symbol("s", positive=True)
beta = sympy.Symbol("beta", positive=True)
B_x, B_y = sympy.symbols("B_x B_y", nonnegative=True)
B_sigma, M_D, M_D2, L, L2 = sympy.symbols("B_sigma M_D M'_D L L'_sigma", positive=True)
t, u = sympy.symbols("t u", real=True)


def le(small, large):
    """small ≤ large, as written: SymPy does not decide it."""
    return sympy.Le(small, large, evaluate=False)


def ge(large, small):
    """large ≥ small, as written: SymPy does not decide it."""
    return sympy.Ge(large, small, evaluate=False)


I_RANGE, J_RANGE, K_RANGE = (i, 1, n), (j, 1, p), (k, 1, d)

# ---------------------------------------------------------------- terms

z = define("z", (i, j), Sum(W[j, k] * X[i, k], K_RANGE), r"W_{<1>}^\top x_{<0>}")
f = define("f", (i,), Sum(a[j] * Act(0, z(i, j)), J_RANGE), r"f(x_{<0>})")
residual = define("residual", (i,), f(i) - y[i], r"(f(x_{<0>}) - y_{<0>})")
loss = define(
    "loss",
    (),
    Sum((y[i] - f(i)) ** 2 / 2, I_RANGE) / n + lam / 2 * Norm(W[j, k], J_RANGE, K_RANGE) ** 2,
    r"\tilde{L}(W)",
)
data_gradient = define(
    "data_gradient",
    (j, k),
    Sum(a[j] * residual(i) * Act(1, z(i, j)) * X[i, k], I_RANGE) / n,
    r"D_{<0><1>}",
)
gradient = define(
    "gradient", (j, k), data_gradient(j, k) + lam * W[j, k], r"\nabla_{W_{<0><1>}} \tilde{L}"
)
neuron_laplacian = define(
    "neuron_laplacian",
    (j,),
    Sum(
        Norm(a[j] * Act(1, z(i, j)) * X[i, k], K_RANGE) ** 2
        + residual(i) * a[j] * Act(2, z(i, j)) * Norm(X[i, k], K_RANGE) ** 2,
        I_RANGE,
    )
    / n
    + lam * d,
    r"\Delta_{W_{<0>} W_{<0>}} \tilde{L}",
)
laplacian = define("laplacian", (), Sum(neuron_laplacian(j), J_RANGE), r"\Delta \tilde{L}")
gradient_norm = define(
    "gradient_norm", (), Norm(gradient(j, k), J_RANGE, K_RANGE), r"\|\nabla \tilde{L}\|"
)
neuron_gradient_norm = define(
    "neuron_gradient_norm", (j,), Norm(gradient(j, k), K_RANGE), r"\|\nabla_{W_{<0>}} \tilde{L}\|"
)
villani = define("villani", (), gradient_norm() ** 2 / s - laplacian(), r"V_s(W)")
x_norm = define("x_norm", (i,), Norm(X[i, k], K_RANGE), r"\|x_{<0>}\|")
row_norm = define("row_norm", (j,), Norm(W[j, k], K_RANGE), r"\|W_{<0>}\|")
W_norm = define("W_norm", (), Norm(W[j, k], J_RANGE, K_RANGE), r"\|W\|_F")
W_operator = define("W_operator", (), OperatorNorm(W[j, k], J_RANGE, K_RANGE), r"\|W\|")
a_norm = define("a_norm", (), Norm(a[j], J_RANGE), r"\|a\|")
a_sum = define("a_sum", (), Sum(Abs(a[j]), J_RANGE), r"\|a\|_1")
c_norm = define("c_norm", (), Norm(Act(0, sympy.Integer(0)), J_RANGE), r"\|c\|")
lambda_c = define("lambda_c", (), 2 * M_D * L * B_x**2 * a_norm() ** 2, r"\lambda_c")

# ---------------------------------------------------------------- assumptions

X_BOUND = Hypothesis("x_bound", le(x_norm(i), B_x), (i,))
Y_BOUND = Hypothesis("y_bound", le(Abs(y[i]), B_y), (i,))
SIGMA_BOUND = Hypothesis("sigma_bound", le(Abs(Act(0, t)), B_sigma), (t,))
SLOPE_BOUND = Hypothesis("slope_bound", le(Abs(Act(1, t)), M_D), (t,))
CURVE_BOUND = Hypothesis("curve_bound", le(Abs(Act(2, t)), M_D2), (t,))
LIPSCHITZ = Hypothesis("lipschitz", le(Abs(Act(0, t) - Act(0, u)), L * Abs(t - u)), (t, u))
SMOOTH = Hypothesis("smooth", le(Abs(Act(1, t) - Act(1, u)), L2 * Abs(t - u)), (t, u))
ABOVE_CRITICAL = Hypothesis("above_critical", sympy.Gt(lam, lambda_c(), evaluate=False))

_SIGMOID_CURVE = beta**2 / (6 * sqrt(3))
_TANH_CURVE = 4 / (3 * sqrt(3))


def _constant(symbol: sympy.Symbol, part: str, **cases: sympy.Expr) -> Constant:
    proved_by = {name: f"gopalani2025/definition2/{name}/{part}" for name in cases}
    return Constant(symbol, cases, proved_by)


ONE = sympy.Integer(1)
CONSTANTS = {
    "sigma_bound": _constant(B_sigma, "bound", sigmoid=ONE, tanh=ONE),
    "slope_bound": _constant(M_D, "first_derivative", sigmoid=beta / 4, tanh=ONE, softplus=ONE),
    "curve_bound": _constant(
        M_D2, "second_derivative", sigmoid=_SIGMOID_CURVE, tanh=_TANH_CURVE, softplus=beta / 4
    ),
    "lipschitz": _constant(L, "lipschitz", sigmoid=beta / 4, tanh=ONE, softplus=ONE),
    "smooth": _constant(
        L2, "smoothness", sigmoid=_SIGMOID_CURVE, tanh=_TANH_CURVE, softplus=beta / 4
    ),
}

BOUNDED = ("sigmoid", "tanh")
ALL = ("sigmoid", "tanh", "softplus")


def _largest_row(values):
    rows = values["X"]
    return largest_abs(_stacked([norm(row) for row in rows], rows.dtype))


def _stacked(numbers, dtype):
    import numpy

    return numpy.array(numbers, dtype=dtype)


def _largest_label(values):
    return largest_abs(values["y"])


def space(activations: tuple[str, ...], hypotheses: tuple[Hypothesis, ...], *more) -> Space:
    """Nets, data and weights of every size, with the constants that the hypotheses speak of."""
    constants = [CONSTANTS[h.name] for h in hypotheses if h.name in CONSTANTS]
    return Space(
        (
            Size(p),
            Size(d),
            Size(n),
            ActivationChoice(activations),
            Real(beta, low=0, open_low=True),
            Array(a, (p,), plain=1),
            Array(X, (n, d), plain=1),
            Array(y, (n,)),
            Real(B_x, low=0, at_least=_largest_row),
            Real(B_y, low=0, at_least=_largest_label),
            *constants,
            *more,
        )
    )


LAMBDA = Real(lam, low=0, open_low=True)
STEP = Real(s, low=0, open_low=True)
WEIGHTS = Array(W, (p, d))
WEIGHT_PAIR = (Array(W1, (p, d)), Array(W2, (p, d)))


def source(place: str, equation: str = "", quote: str = "") -> Source:
    """A place in this paper, with its words where the claim is what they imply."""
    return Source("gopalani2025", place, equation, quote)


# ---------------------------------------------------------------- quantities with numbers


def quantity(name, term, latex, reference, compiled=None) -> Quantity:
    """A term with its plain NumPy function and, where a search needs it, the compiled twin."""
    return Quantity(name, term, latex, reference, compiled)


def _compiled(function, *names):
    """The compiled twin of a depth-2 function, imported where it is first called."""

    def value(values):
        from provcheck.compiled import depth2 as compiled

        return getattr(compiled, function)(*(values[name] for name in names))

    return value


_LOSS = ("W", "a", "X", "y", "lambda", "beta", "activation")
_STEPPED = ("W", "a", "X", "y", "lambda", "s", "beta", "activation")

Q_GRADIENT_NORM = quantity(
    "gradient_norm",
    gradient_norm(),
    r"\|\nabla\tilde L\|",
    lambda values: norm(depth2.gradient(*(values[name] for name in _LOSS))),
    lambda values: norm(_compiled("gradient", *_LOSS)(values)),
)
Q_NEURON_GRADIENT_NORM = quantity(
    "neuron_gradient_norm",
    neuron_gradient_norm(j),
    r"\|\nabla_{W_j}\tilde L\|",
    lambda values: norm(depth2.gradient(*(values[name] for name in _LOSS))[values["j"] - 1]),
    lambda values: norm(_compiled("gradient", *_LOSS)(values)[values["j"] - 1]),
)
Q_GRADIENT_ENTRY = quantity(
    "gradient_entry",
    Partial(loss(), W[j, k]),
    r"\partial\tilde L/\partial W_{jk}",
    lambda values: depth2.gradient(*(values[name] for name in _LOSS))[
        values["j"] - 1, values["k"] - 1
    ],
)
Q_NEURON_LAPLACIAN = quantity(
    "neuron_laplacian_trace",
    Sum(Partial(Partial(loss(), W[j, k]), W[j, k]), K_RANGE),
    r"\Delta_{W_jW_j}\tilde L",
    lambda values: depth2.laplacian_by_neuron(*(values[name] for name in _LOSS))[values["j"] - 1],
)
Q_LAPLACIAN = quantity(
    "laplacian",
    laplacian(),
    r"\Delta\tilde L",
    lambda values: depth2.laplacian(*(values[name] for name in _LOSS)),
    _compiled("laplacian", *_LOSS),
)
Q_VILLANI = quantity(
    "villani",
    villani(),
    "V_s",
    lambda values: depth2.villani(*(values[name] for name in _STEPPED)),
    _compiled("villani", *_STEPPED),
)


# ---------------------------------------------------------------- two sets of weights


def at_weights(term, weights):
    """The term with W replaced by another array of the same shape; abbreviations keep names."""
    if isinstance(term, Defined):
        return _at(type(term), weights)(*term.args)
    if isinstance(term, Partial):
        return at_weights(evaluate_derivatives(term), weights)
    if term == W:
        return weights
    if not term.args:
        return term
    return term.func(*(at_weights(argument, weights) for argument in term.args))


@functools.cache
def _at(abbreviation, weights):
    name = f"{abbreviation.__name__}_at_{weights.label}"
    body = at_weights(abbreviation.body, weights)
    latex = rf"{abbreviation.latex_form}\big|_{{{weights.label}}}"
    return define(name, abbreviation.parameters, body, latex)


change_of_weights = define(
    "change_of_weights", (), Norm(W2[j, k] - W1[j, k], J_RANGE, K_RANGE), r"\|W_2 - W_1\|_F"
)
gradient_change = define(
    "gradient_change",
    (),
    Norm(at_weights(gradient(j, k), W2) - at_weights(gradient(j, k), W1), J_RANGE, K_RANGE),
    r"\|\nabla \tilde{L}(W_2) - \nabla \tilde{L}(W_1)\|",
)


def _gradients(function):
    def change(values):
        shared = [values[name] for name in _LOSS[1:]]
        first, second = (function()(values[name], *shared) for name in ("W_1", "W_2"))
        return norm(second - first)

    return change


def _compiled_gradient():
    from provcheck.compiled import depth2 as compiled

    return compiled.gradient


Q_GRADIENT_CHANGE = quantity(
    "gradient_change",
    gradient_change(),
    r"\|\nabla\tilde L(W_2)-\nabla\tilde L(W_1)\|",
    _gradients(lambda: depth2.gradient),
    _gradients(_compiled_gradient),
)
