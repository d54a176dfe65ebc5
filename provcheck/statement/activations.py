"""The activations by their formulas: sigmoid, tanh and SoftPlus (gopalani2025, Section 3)."""

import sympy

from provcheck.errors import StatementError
from provcheck.statement.calculus import partial

BETA = sympy.Symbol("beta", positive=True)


def formula(name: str, point: sympy.Expr) -> sympy.Expr:
    """σ at a point: sigmoid_β(x) = 1/(1+e^{−βx}), SoftPlus_β(x) = log(1+e^{βx})/β, tanh(x)."""
    if name == "sigmoid":
        return 1 / (1 + sympy.exp(-BETA * point))
    if name == "tanh":
        return (1 - sympy.exp(-2 * point)) / (1 + sympy.exp(-2 * point))
    if name == "softplus":
        return sympy.log(1 + sympy.exp(BETA * point)) / BETA
    raise StatementError(f"activation '{name}': expected sigmoid, tanh or softplus.")


def derivative(name: str, order: int, point: sympy.Expr) -> sympy.Expr:
    """The derivative of the given order, at a point."""
    variable = sympy.Dummy("x", real=True)
    term = formula(name, variable)
    for _ in range(order):
        term = partial(term, variable)
    return term.xreplace({variable: point})
