"""Scalar terms as NumPy functions of whole samples, to see where a proof should cut.

Nothing here decides anything. A term is compiled to closures; no text is ever run.
"""

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import numpy as np
import sympy

from provcheck.engines.numeric import ELEMENTARY
from provcheck.errors import StatementError

Samples = Mapping[Any, np.ndarray]
Numeric = Callable[[Samples], Any]


def _special(name: str) -> Callable:
    def function(values: Any) -> Any:
        import scipy.special

        return getattr(scipy.special, name)(values)

    return function


_FUNCTIONS: dict[Any, Callable] = {
    **ELEMENTARY,
    sympy.erf: _special("erf"),
    sympy.gamma: _special("gamma"),
}
_FOLDS: dict[Any, Callable] = {sympy.Max: np.maximum, sympy.Min: np.minimum}


def compiled(term: Any) -> Numeric:
    """The term as a function of arrays of values, {symbol: (n,) float64} -> (n,) float64.

    NaN where the term has no real value; warnings are silenced.

    Raises:
        StatementError: a function of the term has no float meaning here.
    """
    run = _closure(term)

    def values(samples: Samples) -> np.ndarray:
        size = max((np.size(value) for value in samples.values()), default=1)
        with np.errstate(all="ignore"):
            return np.broadcast_to(np.asarray(run(samples), dtype=float), (size,))

    return values


def _closure(term: Any) -> Numeric:
    if isinstance(term, sympy.Symbol):
        return lambda samples: samples[term]
    if term.is_number and not term.atoms(sympy.Symbol):
        number = _number(term)
        return lambda samples: number
    parts = [_closure(argument) for argument in term.args]
    if isinstance(term, sympy.Add):
        return lambda samples: sum(part(samples) for part in parts)
    if isinstance(term, sympy.Mul):
        return lambda samples: reduce(np.multiply, (part(samples) for part in parts))
    if isinstance(term, sympy.Pow):
        return _power(term, *parts)
    if term.func in _FOLDS:
        fold = _FOLDS[term.func]
        return lambda samples: reduce(fold, (part(samples) for part in parts))
    if term.func not in _FUNCTIONS:
        raise StatementError(f"check: '{term}' has no numeric meaning here.")
    function, inner = _FUNCTIONS[term.func], parts[0]
    return lambda samples: function(inner(samples))


def _number(term: Any) -> float:
    try:
        return float(term)
    except TypeError as error:
        raise StatementError(f"check: the number '{term}' is not real.") from error


def _power(term: sympy.Pow, base: Numeric, exponent: Numeric) -> Numeric:
    if term.base is sympy.E:
        return lambda samples: np.exp(exponent(samples))
    if isinstance(term.exp, sympy.Integer):
        whole = int(term.exp)
        return lambda samples: np.float_power(base(samples), whole)
    return lambda samples: np.float_power(base(samples), exponent(samples))
