"""Points that satisfy equalities, exactly."""

from fractions import Fraction

import pytest
import sympy

from provcheck.engines.formula_surfaces import on_equalities, point_of
from provcheck.goals import Range
from tests.engines.formula_goals import equal, goal, x, y, z

POSITIVE = Range(Fraction(0), None, open_low=True)
SURFACES = [
    (x + y + z - 1,),
    (x**2 + y**2 - 1,),
    (x * y - 1,),
    (x**2 + 2 * y**2 - z**2 + x * y - 3, ),
    (x + y - z, x**2 + y**2 + z**2 - 2),
]  # fmt: skip


@pytest.mark.parametrize("terms", SURFACES, ids=str)
def test_points_of_the_parameters_lie_on_the_surface(terms):
    conditions = [part for term in terms for part in equal(term)]
    free, back = on_equalities(goal(x + y + z, *conditions))
    assert not any(sympy.expand(c.term) == 0 for c in free.conditions)
    for shift in (1, 2, 3):
        values = {
            s: Fraction(shift + place, 7) for place, s in enumerate(sorted(free.ranges, key=str))
        }
        at = point_of(back, values)
        if at is not None:
            for term in terms:
                assert term.xreplace({s: sympy.Rational(str(v)) for s, v in at.items()}) == 0
    assert at is not None


def test_ranges_become_conditions():
    free, _ = on_equalities(goal(x * y, *equal(x + y - 1), range_=POSITIVE))
    assert [c.strict for c in free.conditions] == [True]


def test_what_is_neither_is_left():
    left = goal(x, *equal(x**3 + y**3 - 1 + x**2 * y**2))
    assert on_equalities(left)[0] is left
    nowhere = goal(x, *equal(x**2 + y**2 + 1))
    assert on_equalities(nowhere)[0] is nowhere
