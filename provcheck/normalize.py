"""From SymPy terms to normal forms (trusted).

Everything the kernel believes about a term goes through here. What is not understood is refused.
"""

import functools
from collections.abc import Callable, Mapping
from typing import Any

import flint
import sympy

from provcheck import algebra
from provcheck.algebra import Atom, Poly, Range, atom_poly, constant, fresh_index
from provcheck.errors import Rejected
from provcheck.statement.calculus import evaluate_derivatives
from provcheck.statement.terms import (
    Act,
    Defined,
    Directional,
    Jet,
    LeastSingularValue,
    MaxOver,
    Norm,
    OperatorNorm,
    Partial,
    Sup,
)

Env = Mapping[Any, Any]  # Symbol -> index name or Poly; array label -> function of index names


def normal(term: Any, env: Env | None = None) -> Poly:
    """The normal form of a scalar term.

    Args:
        env: values for symbols: a string is an index name, a `Poly` a value; for the label of an
            indexed base, a function from index names to a `Poly`.

    Raises:
        Rejected: the term divides by something that may vanish, takes the root of something that
            may be negative, or is not understood.
    """
    return Normalizer().poly(sympy.sympify(term), dict(env or {}))


def size_poly(size: Any) -> Poly:
    """The upper end of an index range: a positive integer symbol or number."""
    if isinstance(size, sympy.Integer) and size >= 1:
        return constant(int(size))
    if isinstance(size, sympy.Symbol) and size.is_integer and size.is_positive:
        return atom_poly(Atom("symbol", size.name, sign="positive"))
    raise Rejected(f"index range up to {size}: expected a positive integer symbol.")


class Normalizer:
    """One pass over terms; `sizes` records how far each index runs, and holds arrays to it.

    A Kronecker delta takes a free index (in `assumed`) to run as far as its bound partner; that
    is settled only where an array entry carries the index too (`carried`).
    """

    def __init__(self) -> None:
        self.sizes: dict[str, str] = {}
        self.assumed: set[str] = set()
        self.carried: set[str] = set()

    def poly(self, term: Any, env: dict) -> Poly:
        if isinstance(term, sympy.Rational):
            return constant(flint.fmpq(int(term.p), int(term.q)))
        if isinstance(term, sympy.Symbol):
            return self._symbol(term, env)
        if isinstance(term, sympy.Indexed):
            return self._entry(term, env)
        if isinstance(term, sympy.Add):
            return sum((self.poly(a, env) for a in term.args), algebra.ZERO)
        if isinstance(term, sympy.Mul):
            result = algebra.ONE
            for factor in term.args:
                result = result * self.poly(factor, env)
            return result
        if isinstance(term, sympy.Pow):
            return self._power(term, env)
        if isinstance(term, Defined):
            return self._defined(term, env)
        if isinstance(term, Act):
            return self._activation(term, env)
        if isinstance(term, Jet):
            return self._jet(term, env)
        if isinstance(term, Partial | Directional):
            return self._derivative(term, env)
        if isinstance(term, sympy.concrete.expr_with_limits.ExprWithLimits):
            return self._bound(term, env)
        if isinstance(term, sympy.KroneckerDelta):
            return self._delta(term, env)
        rule = _CALLS.get(term.func)
        if rule is not None:
            return rule(*(self.poly(argument, env) for argument in term.args))
        if term is sympy.pi:
            return atom_poly(Atom("number", "pi", sign="positive"))
        raise Rejected(f"the term {term} is not understood.")

    def _symbol(self, symbol: sympy.Symbol, env: dict) -> Poly:
        if symbol in env:
            value = env[symbol]
            if isinstance(value, Poly):
                return value
            raise Rejected(f"the index {symbol} stands where a number belongs.")
        if not symbol.is_real:
            raise Rejected(f"the symbol {symbol} is not declared real.")
        return atom_poly(Atom("symbol", symbol.name, sign=_sign(symbol)))

    def _index(self, index: Any, env: dict) -> str:
        if isinstance(index, sympy.Integer) and index >= 1:
            return str(int(index))
        if isinstance(index, sympy.Symbol) and index.is_integer:
            name = env.get(index, f"@{index.name}")  # no name of ours starts with "@"
            if isinstance(name, str):
                return name
        raise Rejected(f"the index {index} is not a plain index symbol.")

    def _entry(self, term: sympy.Indexed, env: dict) -> Poly:
        indices = tuple(self._index(index, env) for index in term.indices)
        label = str(term.base.label)
        if term.base.label.free_symbols & env.keys():
            raise Rejected(f"the entry {term}: the name of its array is bound outside.")
        if term.base.shape is None or len(term.base.shape) != len(indices):
            raise Rejected(f"the entry {term}: its array is declared with another shape.")
        if term.is_real is False or any(getattr(term, f"is_{fact}") is not None for fact in _FACTS):
            raise Rejected(f"the entry {term}: its array is declared to be more than real.")
        for index, size in zip(indices, term.base.shape, strict=True):
            self._check_range(term, index, _size(size, env))
        if label in env:
            return env[label](*indices)
        return atom_poly(Atom("entry", label, indices))

    def _jet(self, term: Jet, env: dict) -> Poly:
        """A value of an arbitrary function, or of a derivative; its order says which.

        The order of differentiation is kept as written: two mixed derivatives are not taken to
        be equal.
        """
        name, base, *indices = term.args
        if not is_plain(name) or not isinstance(base, sympy.IndexedBase) or not base.shape:
            raise Rejected(f"{term}: expected a plain real symbol and an array with a shape.")
        if base.label.free_symbols & env.keys() or str(base.label) in env or name in env:
            raise Rejected(f"{term}: its name or its array is bound outside.")
        if len(indices) % len(base.shape):
            raise Rejected(f"{term}: an index is missing.")
        names = tuple(self._index(index, env) for index in indices)
        sizes = base.shape * (len(indices) // len(base.shape))
        for index, size in zip(names, sizes, strict=True):
            self._check_range(term, index, _size(size, env))
        return atom_poly(Atom(f"jet in {str(base.label)!r}", name.name, names))

    def _check_range(self, term: Any, index: str, size: Poly) -> None:
        known = self.sizes.setdefault(index, size.key)
        self.carried.add(index)
        if known != size.key and not index.isdigit():
            raise Rejected(f"the entry {term}: one of its indices runs past the array.")
        if index.isdigit() and index != "1":
            raise Rejected(f"the entry {term}: index {index} need not exist; only 1 always does.")

    def _delta(self, term: sympy.KroneckerDelta, env: dict) -> Poly:
        left, right = (self._index(index, env) for index in term.args[:2])
        if any(index.isdigit() and index != "1" for index in (left, right)):
            raise Rejected(f"{term}: an index beyond 1 need not exist.")
        size = self.sizes.get(left, self.sizes.get(right))
        known = [self.sizes.setdefault(index, size) for index in (left, right) if size is not None]
        if len(set(known)) > 1:
            raise Rejected(f"{term}: its indices do not run equally far.")
        if any(index.startswith("#") for index in (left, right)):  # it may be summed over
            self.assumed |= {index for index in (left, right) if index.startswith("@")}
        return algebra.delta(left, right)

    def _power(self, term: sympy.Pow, env: dict) -> Poly:
        base, exponent = term.args
        if base is sympy.E:
            return algebra.exponential_of(self.poly(exponent, env))
        value = self.poly(base, env)
        if isinstance(exponent, sympy.Integer):
            return value ** int(exponent)
        if isinstance(exponent, sympy.Rational) and exponent.q == 2:
            return algebra.square_root(value) ** int(exponent.p)
        raise Rejected(f"the power {term} has an exponent that is not understood.")

    def _defined(self, term: Defined, env: dict) -> Poly:
        inner: dict = {key: value for key, value in env.items() if isinstance(key, str)}
        for parameter, argument in zip(term.parameters, term.args, strict=True):
            inner[parameter] = self._argument(parameter, argument, env)
        return self.poly(term.body, inner)

    def _argument(self, parameter: Any, argument: Any, env: dict) -> Any:
        if parameter.is_integer and not isinstance(argument, sympy.Add | sympy.Mul):
            return self._index(argument, env)
        return self.poly(argument, env)

    def _activation(self, term: Act, env: dict) -> Poly:
        order, point = term.args
        if not isinstance(order, sympy.Integer) or order < 0:
            raise Rejected(f"the activation's derivative of order {order} is not understood.")
        return algebra.call(f"act{int(order)}", self.poly(point, env))

    def _derivative(self, term: Any, env: dict) -> Poly:
        """Taken with the indices as written; indices bound outside keep their names.

        What is derived is read too: a sum past the end of its array must not slip through.
        """
        self.poly(term.args[0], env)
        if isinstance(term.args[1], sympy.Indexed):
            self.poly(term.args[1], env)
        return self.poly(evaluate_derivatives(term), env)

    def _bound(self, term: Any, env: dict) -> Poly:
        if isinstance(term, Sup):
            return self._supremum(term, env)
        names = {limit[0]: fresh_index() for limit in term.limits}
        ranges: list[Range] = []
        for limit in term.limits:
            if len(limit) != 3 or limit[1] != 1 or not limit[0].is_integer:
                raise Rejected(f"the range {limit} does not run from 1 to a size.")
            if not isinstance(limit[0], sympy.Symbol) or len(names) != len(term.limits):
                raise Rejected(f"the ranges {term.limits} do not bind one symbol each.")
            size = _size(limit[2], {**env, **names})
            self.sizes[names[limit[0]]] = size.key
            ranges.append((names[limit[0]], size))
        body = self.poly(term.function, {**env, **names})
        if isinstance(term, sympy.Sum):
            return algebra.sum_over(ranges, body)
        if isinstance(term, Norm):
            return algebra.norm_over(ranges, body)
        if isinstance(term, MaxOver):
            sign = "nonnegative" if algebra.is_nonnegative(body) else ""
            return algebra.bind("MaxOver", ranges, body, sign=sign, symmetric=True)
        if isinstance(term, OperatorNorm | LeastSingularValue) and len(ranges) == 2:
            name = type(term).__name__
            return algebra.bind(name, ranges, body, sign="nonnegative", symmetric=False)
        raise Rejected(f"the bound operation {term} is not understood.")

    def _supremum(self, term: Sup, env: dict) -> Poly:
        ((variable, low, high),) = term.limits
        if (low, high) != (-sympy.oo, sympy.oo):
            raise Rejected(f"the supremum over ({low}, {high}): only the whole line is understood.")
        index = fresh_index()
        if not is_plain(variable):
            raise Rejected(f"the supremum over {variable}, which is not just any real number.")
        stand_in = atom_poly(Atom("variable", "", (index,)))
        body = self.poly(term.function, {**env, variable: stand_in})
        sign = "nonnegative" if algebra.is_nonnegative(body) else ""
        return algebra.bind("Sup", [(index, algebra.ONE)], body, sign=sign, symmetric=True)


_FACTS = ("nonnegative", "nonpositive", "zero", "rational")
_PLAIN = sympy.Symbol("x", real=True).assumptions0


def is_plain(symbol: Any) -> bool:
    """Whether a symbol stands for any real number, with nothing else assumed."""
    return isinstance(symbol, sympy.Symbol) and symbol.assumptions0 == _PLAIN


def _size(size: Any, env: Mapping) -> Poly:
    if size in env:
        raise Rejected(f"the size {size} is bound outside; only fixed sizes are understood.")
    return size_poly(size)


def _sign(symbol: sympy.Symbol) -> str:
    if symbol.is_positive:
        return "positive"
    if symbol.is_nonnegative:
        return "nonnegative"
    return "nonzero" if symbol.is_nonzero else ""


def logarithm(argument: Poly) -> Poly:
    """log of a normal form that is seen to be positive; products and exp are taken apart."""
    if not algebra.is_positive(argument):
        raise Rejected(f"logarithm of {argument.key}, which is not seen to be positive.")
    if len(argument.terms) > 1:
        return _logarithm_call(argument)
    ((mono, coefficient),) = argument.terms.items()
    if not all(atom.is_positive for atom, _ in mono):
        raise Rejected(f"logarithm of {argument.key}, whose factors are not seen to be positive.")
    result = algebra.ZERO if coefficient == 1 else _logarithm_call(constant(coefficient))
    for atom, exponent in mono:
        result = result + _logarithm_of_atom(atom).scaled(flint.fmpq(exponent))
    return result


def _logarithm_of_atom(atom: Atom) -> Poly:
    if atom.applies("exp"):
        return atom.arguments[0]
    return _logarithm_call(atom_poly(atom))


def _logarithm_call(argument: Poly) -> Poly:
    above_one = algebra.is_positive(argument - algebra.ONE)
    sign = "positive" if above_one else ""
    return atom_poly(Atom("call", "log", arguments=(argument,), sign=sign))


_CALLS: dict[Any, Callable[..., Poly]] = {
    sympy.Abs: algebra.absolute,
    sympy.exp: algebra.exponential_of,
    sympy.log: logarithm,
} | {
    function: functools.partial(algebra.call, function.__name__)
    for function in (
        sympy.tanh,
        sympy.sin,
        sympy.cos,
        sympy.sinh,
        sympy.cosh,
        sympy.atan,
        sympy.erf,
    )
}
"""Functions that are more than a name, and those of which nothing is known but their argument."""
