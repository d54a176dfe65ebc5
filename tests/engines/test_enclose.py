"""Branch and bound on boxes: no falsehood passes, and the kernel can repeat a certificate."""

from fractions import Fraction

import pytest
import sympy
from sympy import Eq, Ge, Le, Lt, Rational, exp, sqrt, tanh

from provcheck.engines.enclose import Status, enclose_inequality, guards_of, interval_ball
from provcheck.errors import DomainError, StatementError
from provcheck.statement.evaluate import ball, evaluate, precision

x, y = sympy.symbols("x y", real=True)
NUDGE = Rational(1, 10**9)


@pytest.mark.parametrize(
    ("relation", "box"),
    [
        (Le(x * (1 - x), Rational(1, 4) - NUDGE), {x: (0, Rational(101, 100))}),
        (Lt(x, 1), {x: (0, 1)}),
        (Le(1 / x, 10), {x: (-1, 1)}),
        (Ge(tanh(1 / x), -2), {x: (-1, 1)}),
        (Ge(sqrt(x - 1), -1), {x: (0, 2)}),
        (Ge(sympy.log(x), -100), {x: (0, 1)}),
        (Ge(x * y, -1 + NUDGE), {x: (-1, 1), y: (-1, 1)}),
        (Ge(x ** Rational(1, 3), -1), {x: (-1, 1)}),
    ],
)
def test_falsehoods_and_undefined_points_are_never_accepted(relation, box):
    result = enclose_inequality(relation, box, max_boxes=2000)
    assert result.status is not Status.HOLDS
    assert not result.certificate


def test_a_violation_comes_with_its_point():
    result = enclose_inequality(Le(x * (1 - x), Rational(1, 4) - NUDGE), {x: (0, "1.01")})
    assert result.status is Status.VIOLATED
    point = Fraction(result.point["x"])
    assert point * (1 - point) > Fraction(1, 4) - Fraction(1, 10**9)


def covers(boxes, low, high):
    ends = sorted((Fraction(box["x"][0]), Fraction(box["x"][1])) for box in boxes)
    reached = low
    for left, right in ends:
        if left > reached:
            return False
        reached = max(reached, right)
    return reached >= high


def test_a_certificate_covers_the_range_and_can_be_repeated():
    relation = Le(x * exp(-x), Rational(37, 100))
    result = enclose_inequality(relation, {x: (0, 20)})
    assert result.status is Status.HOLDS and result.certificate["bits"] == 64
    boxes = result.certificate["boxes"]
    assert covers(boxes, 0, 20) and not covers(boxes[:-1], 0, 20)
    with precision(64):
        for box in boxes:
            env = {"x": interval_ball(*(Fraction(end) for end in box["x"]))}
            assert evaluate(relation.rhs - relation.lhs, env) >= 0


def test_several_variables():
    result = enclose_inequality(
        Le(x * y, Rational(51, 100) * (x**2 + y**2)), {x: (1, 2), y: (1, 2)}
    )
    assert result.status is Status.HOLDS and result.boxes > 100


def test_an_attained_bound_is_stuck_near_where_it_is_attained():
    result = enclose_inequality(Le(x * (1 - x), Rational(1, 4)), {x: (0, 1)}, max_boxes=3000)
    assert result.status is Status.STUCK and "attained" in result.reason
    low, high = (Fraction(end) for end in result.stuck["x"])
    assert abs(low - Fraction(1, 2)) < Fraction(1, 100) and low < high


def test_the_limit_on_boxes_is_kept_and_progress_is_shown():
    calls = []
    result = enclose_inequality(
        Le(x * (1 - x), Rational(1, 4)),
        {x: (0, 1)},
        max_boxes=600,
        progress=lambda done, left: calls.append((done, left)),
    )
    assert result.boxes == 600 and len(calls) >= 2


def test_what_cannot_be_asked_is_refused():
    with pytest.raises(StatementError, match="equality"):
        enclose_inequality(Eq(x, 1), {x: (0, 1)})
    with pytest.raises(DomainError, match="empty"):
        enclose_inequality(Le(x, 1), {x: (1, 0)})
    with pytest.raises(DomainError, match="rational ends"):
        enclose_inequality(Le(x, 1), {x: (0, sympy.oo)})
    with pytest.raises(StatementError, match="no value for 'y'"):
        enclose_inequality(Le(x, y), {x: (0, 1)})
    positive = sympy.Symbol("q", positive=True)
    with pytest.raises(DomainError, match="declared non-negative"):
        enclose_inequality(Le(positive, 1), {positive: (-1, 1)})


@pytest.mark.parametrize("ends", [("0", "1"), ("-1/3", "1/7"), ("1e-9", "1e9"), ("5", "5")])
def test_interval_balls_contain_their_interval(ends):
    low, high = map(Fraction, ends)
    whole = interval_ball(low, high)
    for share in range(5):
        assert whole.contains(ball(low + (high - low) * Fraction(share, 4)).mid())


def test_guards_name_every_place_without_a_value():
    kinds = {kind for _, kind in guards_of(1 / x + sqrt(y) + sympy.log(x) + (x * y) ** y)}
    assert kinds == {"!=0", ">=0", ">0"}
    assert guards_of(exp(-x) + x**2 + sqrt(x**2)) == []
