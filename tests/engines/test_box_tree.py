"""Trees of boxes: what is false is not shown, and every leaf and face of a tree is true."""

import numpy as np
import pytest
import sympy
from sympy import exp, sin

from provcheck.engines.box_tree import CUT, FACE, SHOWN, subdivide
from provcheck.engines.vector_intervals import vectorised

x, y, z = sympy.symbols("x y z", real=True)
NAMES = ("x", "y", "z")
UNIT = np.zeros(3), np.ones(3)


def tree_of(term, low=UNIT[0], high=UNIT[1], *, slopes=True, strict=True, most=20_000):
    kept = [0, 1, 2] if slopes else []
    program = vectorised((term, *(sympy.diff(term, (x, y, z)[k]) for k in kept)), NAMES)
    return subdivide(program, kept, low, high, strict=strict, most=most)


@pytest.mark.parametrize(
    "term",
    [
        x + y + z - sympy.Rational(1, 1000),
        x**2 - x + sympy.Rational(1, 4) - sympy.Rational(1, 10**6) + y * z,
        1 - x * y * z - exp(-20 * (1 - x)),
    ],
    ids=str,
)
def test_a_violation_is_met_and_is_one(term):
    tree = tree_of(term)
    assert not tree.is_complete and tree.violation is not None
    at = dict(zip((x, y, z), map(sympy.Rational, tree.violation.tolist()), strict=True))
    assert term.xreplace(at).evalf(50) < 0


@pytest.mark.parametrize("slopes", [True, False])
@pytest.mark.parametrize(
    "term",
    [1 + x - x * y * z / 2, exp(x * y) - sin(z) * x, (x - y) ** 2 + (y - z) ** 2 + z / 9 + 0.001],
    ids=str,
)
def test_leaves_and_faces_say_what_is_so(term, slopes):
    tree = tree_of(sympy.nsimplify(term), slopes=slopes)
    assert tree.is_complete
    value = sympy.lambdify((x, y, z), term)
    generator = np.random.default_rng(3)

    def look(node, low, high):
        points = low[:, None] + (high - low)[:, None] * generator.random((3, 20))
        assert np.all(value(*points) > 0)
        kind, variable, child = tree.kind[node], tree.variable[node], tree.child[node]
        if kind == SHOWN:
            return
        below, above = (low.copy(), high.copy()), (low.copy(), high.copy())
        if kind == FACE:
            end = (low, high)[tree.side[node]][variable]
            below[0][variable] = below[1][variable] = end
            on_face = points.copy()
            on_face[variable] = end
            assert np.all(value(*on_face) <= value(*points) + 1e-12)
            look(child, *below)
        else:
            assert kind == CUT
            below[1][variable] = above[0][variable] = (low[variable] + high[variable]) / 2
            look(child, *below)
            look(child + 1, *above)

    look(0, *UNIT)


def test_a_bound_that_is_attained_ends_with_the_boxes_and_within_them():
    tree = tree_of((x - y) ** 2 + z, strict=True, most=500)
    assert not tree.is_complete and tree.violation is None and tree.boxes > 500


def test_a_corner_where_the_term_is_zero_is_left_to_the_checker():
    assert tree_of(x + y * z, strict=False).is_complete
    assert not tree_of(x + y * z, strict=True).is_complete


def test_a_variable_with_one_value_is_not_cut():
    low, high = np.array([0.0, 0.5, 0.0]), np.array([1.0, 0.5, 1.0])
    tree = tree_of(sympy.Rational(7, 10) + x * (1 - x) * y - z / 2, low, high, slopes=False)
    assert tree.is_complete and 1 not in tree.variable


def test_many_variables_have_no_corners_tried():
    symbols = sympy.symbols("a:l", real=True)
    program = vectorised((1 + sum(s**2 for s in symbols),), tuple(s.name for s in symbols))
    tree = subdivide(program, (), -np.ones(12), np.ones(12), strict=True, most=10)
    assert tree.is_complete and tree.boxes == 1
