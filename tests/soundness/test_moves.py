"""Steps that change the region alone, strict givens and logarithms: false inequalities by them."""

import pytest
import sympy
from sympy import Rational, exp, log, sqrt

from tests.soundness.test_regions import BALL, REFUSALS, case, ge, gt, require_shown, squares
from tests.soundness.trial import a, eq, le, lt, q, t, x, y

NOTHING = (x + 1) ** 2 - x**2 - 2 * x - 1  # 0, which SymPy does not see
UNIT = (ge(x, 0), le(x, 1))


def logs(large, small, step, factor="1"):
    return {"log": {"large": large, "small": small, "factor": factor, "step": step}}


def narrow(side, at, because, step, of="x", open=False):
    said = {"of": of, "side": side, "at": at, "open": open, "because": because, "step": step}
    return {"narrow": said}


def eliminate(condition, of, by, times, step):
    said = {"condition": condition, "of": of, "by": by, "times": sympy.sympify(times), "step": step}
    return {"eliminate": said}


def faced(of="x"):
    return {"face": {"of": of, "side": "low", "slope": BALL, "step": BALL}}


def scale(by, step, low="0", high=None, of="x"):
    return {"scale": {"of": of, "new": "t", "by": by, "low": low, "high": high, "step": step}}


ON_CIRCLE = (eq(x**2 + y**2, 1),)
ADDED = (ge(x, 0), ge(y, 0), eq(x + y, 1))
BEYOND = -1 / (x - Rational(3, 2))  # −2 at 2, and 2/3 at 0
ROOT = sympy.Pow(sympy.Pow(a, 2, evaluate=False), Rational(1, 2), evaluate=False)  # |a|
FROM_BELOW = {"taylor": {"of": "a", "side": "low", "order": 1, "step": {"factor": [
    [sympy.Integer(2), BALL], [ROOT, BALL]]}}}  # fmt: skip
BY_Q = squares([1, 1, [0]], [1, 1, [["q", "low"]]])  # 1 − x = (1 − x − q) + q
CASES = [
    case("log: the wrong way", "e^x ≤ e^(x+1)", le(exp(x + 1), exp(x)), logs(x + 1, x, BALL),
         (le(exp(x), exp(x + 1)), logs(x + 1, x, BALL))),
    case("log: negative factor", "−1", le(exp(x + 1), exp(x)), logs(x + 1, x, BALL, "-1")),
    case("log: factor 0", "0", le(1, 0 * x), logs(x + 1, x, BALL, "0")),
    case("log: another term", "x + 1 − x", le(exp(x) + 1, exp(x + 1)), logs(x + 1, x, BALL)),
    case("log: where it is not defined", "x < 0", le(0, x), logs(log(x), -exp(20), BALL)),
    case("equality: one side of it", "xy ≤ 1/4 fails at x = y", le(x * y, Rational(1, 4)),
         squares([Rational(1, 2), x - y, []], [Rational(1, 4), 1, [1]]), given=ON_CIRCLE),
    case("equality: of a sum", "no range", le(x, 5), BALL, given=ADDED[2:]),
    case("strict givens", "(x + y) > 0 at 0", lt(0, x + y), squares([1, 1, [["x", "low"]]],
         [1, 1, [["y", "low"]]]), (le(0, x + y), squares([1, 1, [["x", "low"]]],
         [1, 1, [["y", "low"]]])), ADDED[:2]),
    case("strict givens, one not", "x·y > 0 at y = 0", lt(0, x * y),
         squares([1, 1, [["x", "low"], ["y", "low"]]]), given=(gt(x, 0), ge(y, 0))),
    case("strict givens, times 0", "0·x > 0", lt(0, 0 * x + NOTHING),
         squares([1, NOTHING, [["x", "low"]]]), given=(gt(x, 0),)),
    case("strict givens, weight 0", "0·x > 0", lt(0, NOTHING), squares([0, 1, [["x", "low"]]]),
         given=(gt(x, 0), le(x, 1))),
    case("narrow: not shown", "x ≤ 1 on [0, ∞)", le(x, 1), narrow("high", "1", BALL, BALL),
         given=(ge(x, 0),)),
    case("narrow: open without reason", "x = 1 is there", lt(x, 1),
         narrow("high", "1", BY_Q, BALL, open=True), given=(le(x + q, 1),)),
    case("narrow: the other side", "x ≥ 1", le(1, x),
         narrow("low", "1", BY_Q, BALL), given=(le(x + q, 1),)),
    case("narrow: to nothing", "x ≤ 0 and x ≥ 0", le(5, x), narrow("high", "0",
         BY_Q, BALL), given=(ge(x, 0), le(x + q, 0))),
    case("narrow: side", "no such side", le(x, 1), narrow("top", "1", BY_Q, BALL),
         given=(le(x + q, 1),)),
    case("narrow: a pole within", "1/x at 0", le(1 / x, 10**9), narrow("high", "1",
         BY_Q, BALL), given=(ge(x, 0), le(x + q, 1))),
    case("eliminate: no equality", "x + y ≤ 1 is not x + y = 1", le(1, x + y),
         eliminate(0, "y", 1 - x, 1, BALL), (le(x + y, 1), squares([1, 1, [0]])),
         (le(x + y, 1),)),
    case("eliminate: two inequalities", "x ≥ 0 and x + y ≥ 0", le(0, y), eliminate(0, "y", -x, 1,
         BALL), given=(ge(x + y, 0), ge(2 * x + y, 0))),
    case("eliminate: another solution", "y = x is not y = 1 − x", le(y, x),
         eliminate(0, "y", x, 1, BALL), given=ADDED),
    case("eliminate: of itself", "y = y", le(y, 0), eliminate(0, "y", y, 1, BALL), given=ADDED),
    case("eliminate: by a root", "x = ±√(1 − y²)", le(0, x), eliminate(0, "x", sqrt(1 - y**2), 1,
         BALL), given=(*ON_CIRCLE, ge(y, -1), le(y, 1))),
    case("eliminate: factor 0", "0·(x² + y² − 1) = x − 0", le(x, 0), eliminate(0, "x", 0 * y, 0,
         BALL), given=ON_CIRCLE),
    case("eliminate: a factor with a pole", "xy = 0 is not x = 0", le(x, 0),
         eliminate(0, "x", 0 * y, 1 / y, BALL), given=(eq(x * y, 0),)),
    case("eliminate: what bounds it is lost", "y ≤ 2 is not y ≤ 1 − x", le(2, x),
         eliminate(0, "y", 1 - x, 1, squares([1, 1, [2]])),
         given=(*ADDED[:1], ADDED[2], ge(y, -1))),
    case("eliminate: a pole", "1/(x + y − 1) has no value", le(0, 1 / (x + y - 1) ** 2),
         eliminate(0, "y", 1 - x, 1, BALL), given=ADDED),
    case("eliminate: a logarithm times 0", "0·log 0", le(0, (x + y - 1) * log(x + y - 1)),
         eliminate(0, "y", 1 - x, 1, BALL), given=ADDED),
    case("eliminate: past the conditions", "there are two", le(y, 1),
         eliminate(1, "y", 1 - x, 1, BALL), given=ADDED),
    case("scale: negative", "x = −t", le(0, -x), scale(sympy.Integer(-1), BALL),
         given=(ge(x, 0),)),
    case("scale: too short", "t ≤ 1/4 is x ≤ π/4", le(x, 1), scale(sympy.pi, BALL, high="1/4"),
         (le(x, 2), scale(sympy.pi, BALL, high="3/5")), UNIT),
    case("scale: low end", "x ≥ −1", le(0, x), scale(sympy.Integer(2), BALL), given=(ge(x, -1),)),
    case("scale: no end", "x has no low end", le(0, x), scale(sympy.Integer(2), BALL)),
    case("scale: open end", "x = 1 is there", lt(0, 1 - x), scale(sympy.Integer(1), BALL,
         high="1"), given=UNIT),
    case("scale: by a variable", "x = y·t", le(0, x), scale(y, BALL), given=(ge(x, 0), ge(y, 1))),
    case("scale: no new name", "t is there", le(x, t), scale(sympy.pi, BALL),
         given=(ge(x, 0), ge(t, 0))),
    case("narrow: an end that is open only because it says so", "x = 1 is there", lt(x, 1),
         narrow("high", "1", BY_Q, squares([1, 1, [["x", "high"]]]), open=True),
         (le(x, 1), narrow("high", "1", BY_Q, squares([1, 1, [["x", "high"]]]))),
         (le(x + q, 1),)),
    case("eliminate: one inequality and another", "x = y = 1", le(x + y, 0),
         eliminate(0, "y", -x, 1, BALL), given=(ge(x + y, 0), ge(2 * x + y, 0))),
    case("eliminate: 0·log(−x), which SymPy calls 0", "log(−1/2)", le(0, (x + y - 1) * log(-x)),
         eliminate(0, "y", 1 - x, 1, BALL), given=(gt(x, 0), eq(x + y, 1))),
    case("narrow: wider, with a sign that holds on the region alone", "−1/(x − 3/2) at 2",
         le(0, BEYOND), {"guards": [[x - Rational(3, 2), BALL]]}
         | narrow("low", "0", BALL, faced()), given=(ge(x, 2), le(x, 3))),
    case("narrow: wider, below such a sign", "−1/(x − 3/2) at 2", le(0, BEYOND),
         {"guards": [[x - Rational(3, 2), BALL]], "cut": {"of": "x", "at": "5/2", "below":
          narrow("low", "0", BALL, faced()), "above": narrow("low", "0", BALL, faced())}},
         given=(ge(x, 2), le(x, 3))),
    case("narrow: a positive number from −1 on", "a² at 1/2", le(1, a**2),
         narrow("low", "-1", BALL, FROM_BELOW, of="a"), (le(0, a**2), narrow("low", "-1", BALL,
         FROM_BELOW, of="a"))),
    case("exp: a logarithm without value cancels", "log x ≥ log x + y for x < 0", le(y, 0),
         {"exp": {"of": x, "rest": log(x) + y, "factor": "1", "step": BALL}},
         given=(ge(x, -2), le(x, -1), ge(y, 1), le(y, 2))),
    case("log: a logarithm without value cancels", "log x + y and log x", le(0, y),
         logs(log(x) + y, log(x), BALL), given=(ge(x, -2), le(x, -1), ge(y, -1))),
    case("eliminate: ∞⁰", "∞ is no number", le(1, sympy.Pow(sympy.oo, x - y, evaluate=False)),
         eliminate(0, "x", y, 1, BALL), given=(eq(x, y),)),
    case("eliminate: the other root", "x² = y² is not x = y", le(y, x),
         eliminate(0, "x", y, 1 / (x + y), BALL), given=(eq(x**2, y**2), ge(x, -1), ge(y, -1))),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_not_shown(case):
    with pytest.raises(REFUSALS):
        require_shown(case.false, case.given, case.tree)
    if case.true:
        relation, tree = case.true
        require_shown(relation, case.given, tree)
