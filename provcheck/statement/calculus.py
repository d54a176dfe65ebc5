"""Derivatives of terms with indexed sums (trusted).

Only rules that hold term by term: sums, products, powers with a constant exponent, exp, log, sin,
cos, sinh, cosh, tanh, atan, erf, the activation, and finite sums over an index. Whatever else
occurs is refused.
"""

from collections.abc import Callable
from typing import Any

import sympy

from provcheck.errors import Rejected
from provcheck.statement.terms import Act, Defined, Directional, Jet, Norm, Partial
from provcheck.statement.unfold import body_of, instantiate, rename_bound

Delta = tuple[Any, Any, Any]  # two indices that must be equal, and how far they run
Piece = tuple[Any, tuple[Delta, ...]]  # a term and the index equalities it is multiplied by
_STEEPNESS = sympy.Symbol("beta", positive=True)  # every activation value depends on it
EntryRule = Callable[[Any], list[Piece]]


def evaluate_derivatives(expression: Any) -> Any:
    """The term with every `Partial` and `Directional` replaced by what it stands for."""
    if isinstance(expression, Partial):
        return partial(evaluate_derivatives(expression.args[0]), expression.args[1])
    if isinstance(expression, Directional):
        of, base, direction = expression.args
        return directional(evaluate_derivatives(of), base, direction)
    if isinstance(expression, Defined):
        body = body_of(expression)
        return evaluate_derivatives(body) if has_derivative(body) else expression
    if not getattr(expression, "args", ()) or not has_derivative(expression):
        return expression
    return expression.func(*(evaluate_derivatives(argument) for argument in expression.args))


def has_derivative(expression: Any) -> bool:
    """Whether a derivative occurs, also inside abbreviations."""
    if expression.atoms(Partial, Directional):
        return True
    return any(has_derivative(named.body) for named in expression.atoms(Defined))


def partial(term: Any, variable: Any) -> Any:
    """Partial derivative with respect to a symbol or an array entry ``W[j, k]``."""
    if isinstance(variable, sympy.Symbol) and not variable.is_integer:
        rule = _symbol_rule(variable)
    elif isinstance(variable, sympy.Indexed):
        rule = _entry_rule(variable)
    else:
        raise Rejected(f"derivative with respect to {variable}: expected a real symbol or entry.")
    return _added(_pieces(rename_bound(term), rule))


def directional(term: Any, base: Any, direction: Any) -> Any:
    """Derivative along a direction: every entry of `base` moves as that of `direction`."""

    if not isinstance(base, sympy.IndexedBase) or not isinstance(direction, sympy.IndexedBase):
        raise Rejected(f"the derivative in {base} along {direction}: expected two arrays.")

    def rule(leaf: Any) -> list[Piece]:
        if isinstance(leaf, sympy.Indexed) and leaf.base == base:
            return [(direction[leaf.indices], ())]
        if isinstance(leaf, Jet) and leaf.args[1] == base:
            raise Rejected(f"the derivative of {leaf} along {direction} is not provided.")
        return []

    return _added(_pieces(rename_bound(term), rule))


def is_smooth(term: Any, variable: Any = None) -> bool:
    """Whether the structure shows a C-infinity function of all array entries and the variable.

    The activation itself is taken to be smooth; that is part of the definition of the net.
    """
    if isinstance(term, Defined):
        return is_smooth(body_of(term), variable)
    if isinstance(term, Partial | Directional):
        return is_smooth(evaluate_derivatives(term), variable)
    if isinstance(term, sympy.Pow):
        return _is_smooth_power(term.base, term.exp, variable)
    if isinstance(term, sympy.Indexed | sympy.Symbol | sympy.Rational | Jet):
        return True
    if isinstance(term, sympy.Sum):
        return is_smooth(term.function, variable)
    if isinstance(term, sympy.Add | sympy.Mul | sympy.exp | sympy.tanh):
        return all(is_smooth(argument, variable) for argument in term.args)
    return isinstance(term, Act) and is_smooth(term.args[1], variable)


def _is_smooth_power(base: Any, exponent: Any, variable: Any) -> bool:
    """A constant, a whole power of a smooth term, or an even power of a norm of smooth terms."""
    if not any(_varies(part, variable) for part in (base, exponent)):
        return True
    if not isinstance(exponent, sympy.Integer) or exponent < 0:
        return False
    if isinstance(base, Defined):
        return _is_smooth_power(body_of(base), exponent, variable)
    if isinstance(base, Norm):
        return exponent % 2 == 0 and is_smooth(base.function, variable)
    return is_smooth(base, variable)


def _varies(term: Any, variable: Any) -> bool:
    return bool(term.atoms(sympy.Indexed, Act, Defined, Jet)) or variable in term.free_symbols


def _symbol_rule(variable: sympy.Symbol) -> EntryRule:
    def rule(leaf: Any) -> list[Piece]:
        if leaf != variable and variable in leaf.free_symbols:
            raise Rejected(f"the derivative in {variable}, which names an array or function.")
        return [(sympy.Integer(1), ())] if leaf == variable else []

    return rule


def _entry_rule(variable: sympy.Indexed) -> EntryRule:
    def rule(leaf: Any) -> list[Piece]:
        if isinstance(leaf, sympy.Indexed) and leaf.base == variable.base:
            ties = zip(leaf.indices, variable.indices, leaf.base.shape, strict=True)
            return [(sympy.Integer(1), tuple(tie for tie in ties if tie[0] != tie[1]))]
        if isinstance(leaf, Jet) and leaf.args[1] == variable.base:
            return [(Jet(*leaf.args, *variable.indices), ())]
        if isinstance(leaf, Jet) and leaf.has(variable.base):
            raise Rejected(f"{leaf} is no function of a whole array.")
        return []

    return rule


def _added(pieces: list[Piece]) -> Any:
    """The sum of all pieces; index equalities that stay open become Kronecker deltas."""
    deltas = [sympy.Mul(*(sympy.KroneckerDelta(*tie[:2]) for tie in ties)) for _, ties in pieces]
    terms = [term for term, _ in pieces]
    return sympy.Add(*(term * delta for term, delta in zip(terms, deltas, strict=True)))


def _pieces(term: Any, rule: EntryRule) -> list[Piece]:
    if isinstance(term, sympy.Indexed | sympy.Symbol | Jet):
        return rule(term)
    if isinstance(term, sympy.Number) or term is sympy.pi:
        return []
    if isinstance(term, sympy.Add):
        return [piece for argument in term.args for piece in _pieces(argument, rule)]
    if isinstance(term, sympy.Mul):
        return _product_pieces(term, rule)
    if isinstance(term, sympy.Pow):
        return _power_pieces(term, rule)
    if isinstance(term, Defined):
        return _pieces(rename_bound(body_of(term)), rule)
    if isinstance(term, sympy.Sum):
        return [_summed(piece, term.limits) for piece in _pieces(term.function, rule)]
    if isinstance(term, Act):
        order, point = term.args
        if rule(_STEEPNESS):
            raise Rejected("the derivative of the activation in its own parameter beta.")
        return _scaled(_pieces(point, rule), Act(order + 1, point))
    outer = _OUTER.get(term.func)
    if outer is not None:
        return _scaled(_pieces(term.args[0], rule), outer(term.args[0]))
    if not any(_pieces_of_leaf(leaf, rule) for leaf in _leaves(term)):
        return []
    raise Rejected(f"the derivative of {term} is not provided.")


def _leaves(term: Any) -> set:
    leaves = set(term.atoms(sympy.Symbol, sympy.Indexed, Jet))
    for named in term.atoms(Defined):
        leaves |= _leaves(body_of(named))
    return leaves


def _pieces_of_leaf(leaf: Any, rule: EntryRule) -> bool:
    return bool(rule(leaf))


_OUTER = {
    sympy.exp: sympy.exp,
    sympy.log: lambda argument: 1 / argument,
    sympy.tanh: lambda argument: 1 - sympy.tanh(argument) ** 2,
    sympy.sin: sympy.cos,
    sympy.cos: lambda argument: -sympy.sin(argument),
    sympy.sinh: sympy.cosh,
    sympy.cosh: sympy.sinh,
    sympy.atan: lambda argument: 1 / (1 + argument**2),
    sympy.erf: lambda argument: 2 * sympy.exp(-(argument**2)) / sympy.sqrt(sympy.pi),
}


def _scaled(pieces: list[Piece], factor: Any) -> list[Piece]:
    return [(factor * term, deltas) for term, deltas in pieces]


def _product_pieces(term: sympy.Mul, rule: EntryRule) -> list[Piece]:
    result: list[Piece] = []
    for position, factor in enumerate(term.args):
        others = sympy.Mul(*term.args[:position], *term.args[position + 1 :])
        result += _scaled(_pieces(factor, rule), rename_bound(others))
    return result


def _power_pieces(term: sympy.Pow, rule: EntryRule) -> list[Piece]:
    base, exponent = term.args
    if isinstance(base, Defined) and isinstance(body_of(base), Norm):
        base = body_of(base)
    if base is sympy.E:
        return _scaled(_pieces(exponent, rule), term)
    if _pieces(exponent, rule):
        raise Rejected(f"the derivative of {term}: the exponent varies.")
    if isinstance(base, Norm) and exponent == 2:
        squares = sympy.Sum(base.function**2, *base.limits)
        return _pieces(rename_bound(squares), rule)
    return _scaled(_pieces(base, rule), exponent * base ** (exponent - 1))


def _summed(piece: Piece, limits: tuple) -> Piece:
    """Sum over the bound indices; an index tied to an outer one takes its value."""
    term, deltas = piece
    for limit in limits:
        index = limit[0]
        tied = [tie for tie in deltas if index in tie[:2]]
        if not tied:
            term = sympy.Sum(term, limit)
            continue
        left, right, size = tied[0]
        if tuple(limit[1:]) != (1, size):
            raise Rejected(f"the derivative of a sum over {limit}, which is not the array's range.")
        value = right if left == index else left
        term = instantiate(term, {index: value})
        others = [tie for tie in deltas if tie != tied[0]]
        replaced = [tuple(value if part == index else part for part in tie) for tie in others]
        deltas = tuple(tie for tie in replaced if tie[0] != tie[1])
    return term, tuple(deltas)
