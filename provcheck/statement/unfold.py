"""Abbreviations replaced by their bodies, without capturing bound indices."""

import sympy
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.core.relational import Relational

from provcheck.statement.terms import Defined


def unfold(expression):
    """The expression with every `Defined` term replaced by its body, at every depth."""
    if isinstance(expression, Relational):
        return _with_sides(expression, unfold)
    while True:
        named = expression.atoms(Defined) if hasattr(expression, "atoms") else set()
        innermost = {term for term in named if not any(a.atoms(Defined) for a in term.args)}
        if not innermost:
            return expression
        bodies = {term: body_of(term) for term in innermost}
        if any(_is_caught(body, term, expression) for term, body in bodies.items()):
            expression = rename_bound(expression)
        else:
            expression = expression.xreplace(bodies)


def _is_caught(body, term: Defined, expression) -> bool:
    """Whether an index that the body leaves free is bound somewhere in the expression."""
    operations = expression.atoms(ExprWithLimits)
    bound = {limit[0] for operation in operations for limit in operation.limits}
    return bool(bound & (body.free_symbols - term.free_symbols))


def body_of(term: Defined):
    """Body of one `Defined` term at its arguments, bound indices renamed apart."""
    return instantiate(term.body, dict(zip(term.parameters, term.args, strict=True)))


def instantiate(expression, replacements: dict):
    """Replace free symbols (or indexed bases) after renaming every bound index.

    A plain `subs` would let an index of the replacement be caught by a sum inside; and a
    derivative is taken first, so that what replaces a variable is not differentiated too.
    """
    from provcheck.statement.calculus import evaluate_derivatives, has_derivative

    if isinstance(expression, Relational):
        return _with_sides(expression, lambda side: instantiate(side, replacements))
    if not all(variable.is_integer for variable in replacements) and has_derivative(expression):
        expression = evaluate_derivatives(expression)
    return rename_bound(expression).xreplace(replacements)


def rename_bound(expression):
    """The same expression with a fresh symbol for every bound index."""
    if not getattr(expression, "args", ()):
        return expression
    if isinstance(expression, Relational):
        return _with_sides(expression, rename_bound)
    arguments = [rename_bound(argument) for argument in expression.args]
    if not isinstance(expression, ExprWithLimits):
        return expression.func(*arguments)
    body, limits = arguments[0], list(arguments[1:])
    fresh = {lim[0]: sympy.Dummy(lim[0].name, **lim[0].assumptions0) for lim in limits}
    return expression.func(body.xreplace(fresh), *(lim.xreplace(fresh) for lim in limits))


def _with_sides(relation: Relational, change) -> Relational:
    """The comparison with both sides changed; SymPy would try to decide it on the way."""
    return relation.func(*(change(side) for side in relation.args), evaluate=False)
