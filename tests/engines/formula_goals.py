"""Goals of the tests of the engines behind `check`."""

import time

import sympy

from provcheck.engines.formula_search import Search
from provcheck.goals import Condition, Goal, Range

x, y, z, t = sympy.symbols("x y z t", real=True)
LINE = Range(None, None)


def search(seconds=10.0):
    return Search(time.monotonic() + seconds)


def goal(term, *conditions, strict=False, range_=LINE, **ranges):
    """A goal with one range for all variables but those named, under terms that are ≥ 0."""
    symbols = set().union(sympy.sympify(term).free_symbols, *(c.free_symbols for c in conditions))
    known = {s: ranges.get(s.name, range_) for s in sorted(symbols, key=str)}
    return Goal(sympy.sympify(term), known, strict, tuple(Condition(c) for c in conditions))


def equal(term):
    """An equality term = 0 as two conditions."""
    return term, -term
