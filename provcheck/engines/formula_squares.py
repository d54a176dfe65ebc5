"""Polynomials in several variables as sums of squares, with conditions as multipliers.

p = Σ c·q²·Π given is looked for as a semidefinite program (`formula_gram`). Where only a product
of p with 1 + Σx² is such a sum (Motzkin's polynomial), that is taken.
"""

import itertools
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import sympy

from provcheck.engines.formula_conditions import equalities
from provcheck.engines.formula_gram import Block, Monomials, as_sum, monomials_up_to
from provcheck.engines.formula_search import BALL, Search, Stuck, as_rational
from provcheck.engines.formula_terms import is_polynomial_in
from provcheck.goals import Goal
from provcheck.regions import Step

_MOST_MONOMIALS = 90
_MOST_MULTIPLIERS = 24
_MOST_ENTRIES = 700

Given = tuple[list, Any]
"""Names as the checker reads them, and the product they stand for."""


def by_squares(search: Search, goal: Goal) -> Step:
    """A polynomial as a sum of squares with multipliers of low degree.

    Raises:
        Stuck: the term is no polynomial, or no sum was found.
    """
    symbols = sorted(goal.ranges, key=str)
    if not is_polynomial_in(goal.term, symbols):
        raise Stuck("the term is no polynomial with rational coefficients.")
    polynomial = sympy.Poly(goal.term, *symbols)
    for level in (0, 2):
        for most in (0, 1, 2):
            search.tick()
            step = _sum(search, goal, polynomial, most, level)
            if step is not None and search.accepts(goal, step):
                return step
            if not goal.conditions and not _ends(goal):
                break
    step = _with_denominator(search, goal, polynomial)
    if step is None:
        raise Stuck("no sum of squares of low degree was found.", goal)
    return step


def _sum(search: Search, goal: Goal, polynomial: sympy.Poly, most: int, level: int) -> Step | None:
    """With products of at most `most` multipliers, `level` degrees above the polynomial's own."""
    symbols = polynomial.gens
    degree = polynomial.total_degree() + polynomial.total_degree() % 2 + level
    blocks = []
    for names, product in itertools.islice(_givens(goal, most), _MOST_MULTIPLIERS):
        given = sympy.Poly(product, *symbols)
        room = (degree - given.total_degree()) // 2
        if room < 0:
            continue
        basis = monomials_up_to(len(symbols), room)
        if not names:
            basis = _within(basis, polynomial) if most == 0 else basis
        if len(basis) > _MOST_MONOMIALS:
            return None
        blocks.append(Block(names, _terms(given), basis))
    for number in equalities(goal):
        given = sympy.Poly(goal.conditions[number].term, *symbols)
        if 0 <= degree - given.total_degree() and is_polynomial_in(given.as_expr(), symbols):
            basis = monomials_up_to(len(symbols), degree - given.total_degree())
            blocks.append(Block([number], _terms(given), basis, is_free=True))
    if sum(len(block.basis) * (len(block.basis) + 1) // 2 for block in blocks) > _MOST_ENTRIES:
        return None
    summands = as_sum(_terms(polynomial), blocks, is_strict=goal.strict, tick=search.tick)
    if summands is None:
        return None
    return {"squares": [[str(c), _term_of(q, symbols), names] for c, q, names in summands]}


def _terms(polynomial: sympy.Poly) -> Monomials:
    return {power: Fraction(int(c.p), int(c.q)) for power, c in polynomial.terms() if c}


def _term_of(terms: Monomials, symbols: tuple) -> Any:
    return sympy.Add(
        *(
            as_rational(c) * sympy.Mul(*(s**e for s, e in zip(symbols, power, strict=True)))
            for power, c in sorted(terms.items())
        )
    )


def _ends(goal: Goal) -> list[Given]:
    found: list[Given] = []
    for symbol, range_ in sorted(goal.ranges.items(), key=str):
        if range_.low is not None:
            found.append(([[symbol.name, "low"]], symbol - as_rational(range_.low)))
        if range_.high is not None:
            found.append(([[symbol.name, "high"]], as_rational(range_.high) - symbol))
    return found


def _givens(goal: Goal, most: int) -> Iterator[Given]:
    """Products of at most `most` terms that are ≥ 0 on the region; the empty one first."""
    symbols = sorted(goal.ranges, key=str)
    equal = {place for number in equalities(goal) for place in (number, number + 1)}
    single = [
        ([number], condition.term)
        for number, condition in enumerate(goal.conditions)
        if number not in equal and is_polynomial_in(condition.term, symbols)
    ]
    single += _ends(goal)
    for count in range(most + 1):
        for chosen in itertools.combinations(single, count):
            names = [name for names, _ in chosen for name in names]
            yield names, sympy.expand(sympy.Mul(*(term for _, term in chosen)))


def _within(basis: list[tuple], polynomial: sympy.Poly) -> list[tuple]:
    """Monomials m whose square may occur: 2m lies in the polynomial's Newton polytope."""
    import numpy as np
    from scipy.optimize import linprog

    corners = np.array([power for power, _ in polynomial.terms()] + [(0,) * len(polynomial.gens)])
    rows = np.vstack([corners.T, np.ones(len(corners))])
    kept = []
    for power in basis:
        target = np.array([*(2 * e for e in power), 1.0])
        found = linprog(np.zeros(len(corners)), A_eq=rows, b_eq=target, method="highs")
        if found.status == 0:
            kept.append(power)
    return kept


def _with_denominator(search: Search, goal: Goal, polynomial: sympy.Poly) -> Step | None:
    """p·u^k as a sum of squares, for u = 1 + Σx², or Σx where every x > 0; u is positive."""
    positive = 1 + sympy.Add(*(symbol**2 for symbol in polynomial.gens))
    tries = [(positive, 1, 0), (positive, 2, 0)]
    if all(r.low == 0 and r.open_low for r in goal.ranges.values()):
        tries.insert(0, (sympy.Add(*polynomial.gens), 1, 2))
    for positive, power, most in tries:
        search.tick()
        product = sympy.expand(goal.term * positive**power)
        inner = goal.on(term=product)
        step = _sum(search, inner, sympy.Poly(product, *polynomial.gens), most, 0)
        if step is None:
            continue
        whole = {"factor": [[product, step], [positive**-power, BALL]]}
        if search.accepts(goal, whole):
            return whole
    return None
