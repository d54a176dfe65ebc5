"""Vectors that annihilate a matrix of polynomials from the left, as short as they can be."""

import itertools
import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import flint

from provcheck.statement.nets import Polynomial

_MOST_TERMS = 2000
_MOST_CIRCUITS = 12


def circuits(matrix: flint.nmod_mat) -> Iterator[tuple[int, ...]]:
    """The smallest sets of rows that are linearly dependent, at most a dozen."""
    rows = [[int(matrix[i, j]) for j in range(matrix.ncols())] for i in range(matrix.nrows())]
    for size in range(1, matrix.rank() + 2):
        found = 0
        for chosen in itertools.combinations(range(len(rows)), size):
            if found < _MOST_CIRCUITS and _rank(rows, chosen, matrix) < size:
                found += 1
                yield chosen
        if found:
            return


def _rank(rows: list[list[int]], chosen: tuple[int, ...], matrix: flint.nmod_mat) -> int:
    entries = [entry for i in chosen for entry in rows[i]]
    return flint.nmod_mat(len(chosen), matrix.ncols(), entries, matrix.modulus()).rank()


def independent_columns(
    matrix: flint.nmod_mat, rows: tuple[int, ...], order: list[int]
) -> list[int]:
    """Columns, the first ones in the order given, that have full rank on the rows but one."""
    chosen: list[int] = []
    for column in order:
        tried = [*chosen, column]
        entries = [int(matrix[i, j]) for i in rows for j in tried]
        part = flint.nmod_mat(len(rows), len(tried), entries, matrix.modulus())
        if part.rank() == len(tried):
            chosen = tried
    return chosen


def annihilator(matrix: list[list[Any]], one: Any) -> list[Any] | None:
    """v with vᵀM = 0 for M of k rows, k - 1 columns and full rank, by signed minors.

    Common factors are taken out. None where the minors grow too large to be read.
    """
    rows = len(matrix)
    minors: dict[tuple[int, ...], Any] = {(): one}
    for column in range(rows - 1):
        grown: dict[tuple[int, ...], Any] = {}
        for chosen in itertools.combinations(range(rows), column + 1):
            total = one * 0
            for position, row in enumerate(chosen):
                rest = minors[chosen[:position] + chosen[position + 1 :]]
                total = total + matrix[row][column] * rest * (-1) ** position
            if len(total) > _MOST_TERMS:
                return None
            grown[chosen] = total
        minors = grown
    every = tuple(range(rows))
    return primitive([minors[every[:i] + every[i + 1 :]] * (-1) ** i for i in every])


def primitive(entries: list[Any]) -> list[Any]:
    """The entries over their common factor, with whole coefficients, the first one positive."""
    common = entries[0]
    for entry in entries[1:]:
        common = common.gcd(entry)
    entries = [entry / common for entry in entries]
    coefficients = [c for entry in entries for c in entry.coeffs()]
    scale = math.lcm(*(int(c.q) for c in coefficients))
    content = math.gcd(*(int(c.p) * (scale // int(c.q)) for c in coefficients))
    sign = -1 if coefficients[0] < 0 else 1
    return [entry * flint.fmpq(sign * scale, content) for entry in entries]


def as_data(polynomial: Any, names: tuple[str, ...]) -> Polynomial:
    """A FLINT polynomial as plain data."""
    terms = []
    for exponents, coefficient in polynomial.terms():
        powers = zip(names, exponents, strict=True)
        terms.append(
            (
                Fraction(int(coefficient.p), int(coefficient.q)),
                tuple((name, int(power)) for name, power in powers if power),
            )
        )
    return Polynomial(tuple(terms))


def column_contents(columns: list[list[Any]]) -> list[Any]:
    """For each column the greatest common factor of its entries."""
    contents = []
    for column in columns:
        common = column[0]
        for entry in column[1:]:
            common = common.gcd(entry)
        contents.append(common)
    return contents
