"""The terms of Appendix B: the factors of a row of the gradient, their changes, the constants."""

from sympy import Abs, sqrt

from provcheck.proofs.gopalani2025.net import (
    K_RANGE,
    L2,
    M_D,
    M_D2,
    W1,
    W2,
    B_sigma,
    B_x,
    B_y,
    W,
    a_norm,
    at_weights,
    f,
    gradient,
    i,
    j,
    k,
    l,
    lam,
    p,
    residual,
    y,
    z,
)
from provcheck.statement import (
    Act,
    Norm,
    Partial,
    define,
)

L_RANGE = (l, 1, p)


product = define("product", (i, j), f(i) * Act(1, z(i, j)), r"f\sigma'(W_{<1>}^\top x_{<0>})")
label_term = define("label_term", (i, j), y[i] * Act(1, z(i, j)), r"y_{<0>}\sigma'_{<1>}")
pull = define("pull", (i, j), residual(i) * Act(1, z(i, j)), r"F_{<0>}(W)")
product_gradient = Partial(product(i, j), W[l, k])
product_slope = define(
    "product_slope",
    (i, j, l),
    Norm(product_gradient, K_RANGE),
    r"\|\nabla_{W_{<2>}}[f\sigma'_{<1>}]\|",
)
L_prod = define(
    "L_prod", (), a_norm() * M_D**2 * B_x + a_norm() * sqrt(p) * B_sigma * M_D2 * B_x, r"L_{prod}"
)
L_row = define(
    "L_row",
    (),
    a_norm() * B_x * B_y * L2
    + sqrt(p) * a_norm() ** 2 * M_D**2 * B_x**2
    + p * a_norm() ** 2 * B_x**2 * M_D2 * B_sigma
    + lam,
    r"L_{row}",
)
L_row_corrected = define(
    "L_row_corrected",
    (),
    a_norm() * B_x**2 * B_y * L2
    + sqrt(p) * a_norm() ** 2 * M_D**2 * B_x**2
    + p * a_norm() ** 2 * B_x**2 * M_D2 * B_sigma
    + lam,
    r"L_{row}'",
)
_row_change = Norm(at_weights(gradient(j, k), W2) - at_weights(gradient(j, k), W1), K_RANGE)
row_change = define("row_change", (j,), _row_change, r"\|g_{<0>}(W_2) - g_{<0>}(W_1)\|")


def _change(term):
    """|term(W₂) − term(W₁)|."""
    return Abs(at_weights(term, W2) - at_weights(term, W1))


pull_change = define("pull_change", (i, j), _change(pull(i, j)), r"|F_{<0>}(W_2) - F_{<0>}(W_1)|")
product_change = define(
    "product_change", (i, j), _change(product(i, j)), r"|[f\sigma'](W_2) - [f\sigma'](W_1)|"
)
label_change = define(
    "label_change", (i, j), _change(label_term(i, j)),
    r"|y_{<0>}\sigma'(W_{2,<1>}^\top x_{<0>}) - y_{<0>}\sigma'(W_{1,<1>}^\top x_{<0>})|",
)  # fmt: skip
h_difference = at_weights(product_gradient, W2) - at_weights(product_gradient, W1)
h_change = define("h_change", (i, j), Norm(h_difference, L_RANGE, K_RANGE), r"\|h(W_2) - h(W_1)\|")
