"""Activation patterns of a gate, enumerated exactly, against the count and the printed bound.

Every way in which a gate with bias can be active on points in general position comes from a
hyperplane through n of them, which are then put on either side; signs are exact determinants.
"""

import itertools
import math
from fractions import Fraction

import pytest
import sympy

from provcheck.proofs.mukherjee2023 import exact_erm_runtime
from tests.proofs.mukherjee2023.claims import CLAIMS


def moment_curve(samples, dimension):
    """Points (t, t², …, t^n): any n + 1 of them are affinely independent."""
    return [tuple((t - 2) ** k for k in range(1, dimension + 1)) for t in range(samples)]


def determinant(rows):
    """Exact, by expansion; the matrices are at most 4 × 4."""
    if not rows:
        return 1
    return sum(
        (-1) ** k * entry * determinant([row[:k] + row[k + 1 :] for row in rows[1:]])
        for k, entry in enumerate(rows[0])
        if entry
    )


def patterns(points, dimension):
    """The subsets on which some gate w·x + b is positive, at least n points being given."""
    lifted = [(1, *point) for point in points]
    found = set()
    for base in itertools.combinations(range(len(points)), dimension):
        sides = [determinant([lifted[i] for i in base] + [row]) for row in lifted]
        off = [i for i in range(len(points)) if i not in base]
        assert all(sides[i] != 0 for i in off), "not in general position"
        for sign in (1, -1):
            positive = {i for i in off if sign * sides[i] > 0}
            for chosen in itertools.product((False, True), repeat=dimension):
                moved = {i for i, active in zip(base, chosen, strict=True) if active}
                found.add(frozenset(positive | moved))
    return found


def cover(samples, dimension):
    return 2 * sum(math.comb(samples - 1, k) for k in range(dimension + 1))


CASES = [(S, n) for n in (1, 2, 3) for S in range(2, 8) if S >= n]


@pytest.mark.parametrize(("samples", "dimension"), CASES)
def test_the_count_is_that_of_an_exact_enumeration(samples, dimension):
    found = patterns(moment_curve(samples, dimension), dimension)
    claimed = exact_erm_runtime.count(dimension).subs(exact_erm_runtime.S, samples)
    assert len(found) == cover(samples, dimension) == claimed


@pytest.mark.parametrize(("samples", "dimension"), CASES)
def test_the_one_formula_for_all_three_dimensions_agrees(samples, dimension):
    symbols = {exact_erm_runtime.S: samples, exact_erm_runtime.n: dimension}
    assert exact_erm_runtime.any_count.subs(symbols) == cover(samples, dimension)


@pytest.mark.parametrize("samples", range(1, 9))
def test_on_the_line_the_patterns_are_prefixes_and_suffixes(samples):
    """The second way for n = 1: thresholds between the points, in two directions."""
    halves = {frozenset(range(k)) for k in range(samples + 1)}
    halves |= {frozenset(range(k, samples)) for k in range(samples + 1)}
    assert len(halves) == 2 * samples == cover(samples, 1)


def test_every_pattern_on_a_small_grid_of_gates_is_enumerated():
    """The third way for n = 2: gates with small rational weights, evaluated at the points."""
    points = moment_curve(5, 2)
    weights = [Fraction(k, 2) for k in range(-12, 13)]
    met = {
        frozenset(i for i, (x, y) in enumerate(points) if v * x + w * y + b > 0)
        for v in weights
        for w in (-1, 0, 1)
        for b in weights
    }
    assert met <= patterns(points, 2) and len(met) == 22


def test_special_position_has_fewer():
    """Four points on a line in the plane have 8 patterns, in general position 14."""
    line = {frozenset(range(k)) for k in range(5)} | {frozenset(range(k, 4)) for k in range(5)}
    assert len(line) == 8 < cover(4, 2) == 14


@pytest.mark.parametrize("dimension", range(1, 7))
def test_where_the_printed_bound_holds(dimension):
    """For n = 1 nowhere; for n ≥ 2 from two samples on; twice the bound always."""
    for samples in range(1, 40):
        count, printed = cover(samples, dimension), samples**dimension
        assert (count <= printed) == (dimension >= 2 and samples >= 2)
        assert count <= 2 * printed


GRID = list(itertools.product(range(1, 9), range(1, 7)))


@pytest.mark.parametrize(("samples", "dimension"), GRID)
def test_the_recursion_of_cover(samples, dimension):
    assert cover(samples + 1, dimension) == cover(samples, dimension) + cover(
        samples, dimension - 1
    )


def test_the_signs_of_the_outer_weights_do_not_pay_for_it():
    """w gates on a line: 2^w sign choices times (2S)^w patterns, 2^w times the printed factors."""
    for width, samples in itertools.product(range(1, 5), range(2, 6)):
        programs = 2**width * cover(samples, 1) ** width
        assert programs == 2**width * (2**width * samples**width)


def test_the_claims_are_about_this_count():
    bounded = CLAIMS["exact_erm_runtime/n_3"].relation
    assert sympy.expand(bounded.lhs - exact_erm_runtime.count(3)) == 0
