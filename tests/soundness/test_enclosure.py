"""Rule `enclosure`: boxes that leave something out, or hide a pole."""

import pytest
import sympy
from sympy import exp, log, sqrt, tanh

from provcheck.statement import line
from tests.soundness.trial import Case, attempt, eq, le, lt, require_refused, x, y

UNIT = (sympy.Ge(x, 0, evaluate=False), le(x, 1))
BOTH = (*UNIT, sympy.Ge(y, 0, evaluate=False), le(y, 1))
SYMMETRIC = (sympy.Ge(x, -1, evaluate=False), le(x, 1))


def case(name, why, relation, boxes, true=None, given=UNIT, **more):
    def lines(wanted, covering):
        return (line("1", wanted, "enclosure", boxes=covering, **more),)

    return Case(name, why, lines(relation, boxes), lines(*true) if true else (), given)


WHOLE = [{"x": ("0", "1")}]
HALVES = [{"x": ("0", "1/2")}, {"x": ("1/2", "1")}]
CASES = [
    case("false inequality", "e ≤ 2 is false at 1", le(exp(x), 2), WHOLE, (le(exp(x), 3), WHOLE)),
    case("hole", "nothing covers (1/3, 1/2)", le(exp(x), 3),
         [{"x": ("0", "1/3")}, {"x": ("1/2", "1")}], (le(exp(x), 3), HALVES)),
    case("no box", "nothing is covered", le(exp(x), 3), []),
    case("zero width", "a point is no interval", le(exp(x), 3), [{"x": ("0", "0")}]),
    case("past the range only", "the box begins at 2", le(exp(x), 3), [{"x": ("2", "3")}]),
    case("hole in a square", "one quarter is missing", le(x * y, 2),
         [{"x": ("0", "1/2"), "y": ("0", "1")}, {"x": ("1/2", "1"), "y": ("0", "1/2")}],
         (le(x * y, 2), [{"x": ("0", "1/2"), "y": ("0", "1")},
                         {"x": ("1/2", "1"), "y": ("0", "1")}]), given=BOTH),
    case("unbounded", "x has no upper bound", le(-exp(x), 1), WHOLE, given=UNIT[:1]),
    case("no hypothesis", "x is any real", le(exp(x), 3), WHOLE, given=()),
    case("bound by another variable", "x ≥ y is no number", le(exp(x), 3), WHOLE,
         given=(sympy.Ge(x, y, evaluate=False), le(x, 1))),
    case("pole inside", "1/x at 0", le(1 / x, 10), [{"x": ("-1", "1")}], given=SYMMETRIC),
    case("pole that cancels", "1/x has no value at 0", lt(1 / x, 1 + 1 / x),
         [{"x": ("-1", "1")}], given=SYMMETRIC),
    case("logarithm that cancels", "log(-1)", lt(log(x) - 1, log(x)), [{"x": ("-1", "1")}],
         given=SYMMETRIC),
    case("logarithm of zero", "log x at 0", le(-log(x), 10**6), WHOLE),
    case("negative root", "sqrt(x - 2) is not real", lt(-1, sqrt(x - 2)), WHOLE),
    case("root negative on a part", "sqrt(x - 1/2) is not real below 1/2",
         le(-1, sqrt(x - sympy.Rational(1, 2))), WHOLE, (le(-1, sqrt(x**2 + 1)), WHOLE)),
    case("pole under a bounded function", "tanh(1/x) has no value at 0", le(tanh(1 / x), 2),
         [{"x": ("-1", "1")}], given=SYMMETRIC),
    case("strict at equality", "x² > 0 fails at 0", lt(0, x**2), WHOLE, (lt(-1, x**2), WHOLE)),
    case("equality", "balls show no equality", eq(x, x**2), WHOLE),
    case("attained", "a touching bound is not settled by balls", le(x * (1 - x), sympy.Rational(
        1, 4) - sympy.Rational(1, 10**9)), HALVES),
    case("infinite box", "ends are rationals", le(exp(-x), 1), [{"x": ("0", "inf")}]),
    case("NaN box", "ends are numbers", le(exp(x), 3), [{"x": ("nan", "nan")}]),
    case("missing name", "y has no interval", le(x * y, 2), WHOLE, given=BOTH),
    case("no precision", "one bit is too coarse", le(exp(x), sympy.Rational(2719, 1000)), WHOLE,
         bits=1),
    case("float", "0.1 is not a rational", le(sympy.Float(0.1) * x, 1), WHOLE),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_not_enclosed(case):
    require_refused(case)


def test_range_for_one_value_is_not_a_range():
    """A hypothesis for all t bounds no variable of that name."""
    from provcheck.statement import Hypothesis

    given = (Hypothesis("low", UNIT[0], (x,)), Hypothesis("high", UNIT[1], (x,)))
    lines = (line("1", le(exp(x), 3), "enclosure", boxes=WHOLE),)
    assert attempt(Case("", "", lines, given=given), lines).proof is None


def test_thousands_of_boxes_are_read_without_deep_recursion():
    ends = [sympy.Rational(k, 3000) for k in range(3001)]
    boxes = [{"x": (str(low), str(high))} for low, high in zip(ends, ends[1:], strict=False)]
    whole = case("fine", "", le(exp(x), 2), boxes, (le(exp(x), 3), boxes))
    require_refused(whole)
    require_refused(case("one missing", "a hole", le(exp(x), 3), boxes[:1500] + boxes[1501:]))
