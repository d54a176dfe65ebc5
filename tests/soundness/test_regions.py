"""Rule `enclosure` with a tree of steps: false inequalities on regions, step by step."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pytest
import sympy
from sympy import Abs, Max, Min, Rational, exp, log, sqrt, tanh

from provcheck.errors import ProvcheckError
from provcheck.kernel import certify
from provcheck.regions import Goal, Range, require, require_relation
from provcheck.statement import Real, Setting, define, line
from provcheck.statement.evaluate import precision
from tests.soundness.trial import (
    Case,
    X,
    a,
    claim_of,
    eq,
    i,
    le,
    lt,
    q,
    require_refused,
    t,
    x,
    y,
    z,
)

BALL = {"ball": 1}
STURM = {"sturm": 1}
RAMP = Abs(x) + x  # 0 for x <= 0
TWICE = 2 * Abs(x) + 2 * x
NOTHING = (x + 1) ** 2 - x**2 - 2 * x - 1  # 0, which SymPy does not see
HUGE = 10**40 + 1  # Arb overflows


def ge(large, small):
    return sympy.Ge(large, small, evaluate=False)


def gt(large, small):
    return sympy.Gt(large, small, evaluate=False)


def taylor(of, side, order, step=BALL):
    return {"taylor": {"of": of, "side": side, "order": order, "step": step}}


def face(of, side, slope=BALL, step=BALL):
    return {"face": {"of": of, "side": side, "slope": slope, "step": step}}


def limit(side, slope=BALL):
    return {"limit": {"of": "x", "side": side, "slope": slope}}


def cut(at, below, above, of="x"):
    return {"cut": {"of": of, "at": at, "below": below, "above": above}}


def end(side, at, rest, of="x"):
    return {"end": {"of": of, "side": side, "at": at, "rest": rest}}


def substitute(by, term, step, low=None, high=None, **more):
    return {"substitute": {"new": "t", "by": by, "low": low, "high": high, "above": BALL,
                           "below": BALL, "term": term, "step": step} | more}  # fmt: skip


def either(of, *steps):
    return {"either": {"of": of, "steps": list(steps)}}


def root(large, small, sign, step):
    return {"root": {"large": large, "small": small, "sign": sign, "step": step}}


def squares(*summands):
    return {"squares": [list(summand) for summand in summands]}


@dataclass(frozen=True)
class Attempt:
    """A falsehood with a tree that must not show it; and, nearby, a truth with one that must."""

    name: str
    why: str
    false: Any
    tree: Any
    true: tuple[Any, Any] | None = None
    given: tuple[Any, ...] = ()


def case(name, why, false, tree, true=None, given=()):
    """`true` is a relation with its tree, tried with the same hypotheses."""
    return Attempt(name, why, false, tree, true, given)


def require_shown(relation, given, tree):
    with precision(64):
        require_relation(relation, given, tree)


UNIT = (ge(x, 0), le(x, 1))
UNBOUNDED_SQUARE = {"squares": [[1, sqrt(Abs(x)) * RAMP / TWICE * 2, []]]}
CONSTANT = define("constant_t", (), t, "c")

BALLS = [
    case("false at infinity", "e^x has no bound", le(exp(x), 10**9), BALL, (lt(0, exp(x)), BALL)),
    case("strict at an end", "x > 0 fails at 0", lt(0, x), BALL, (le(0, x), BALL), UNIT),
    case("strict limit", "tanh stays below 1, but intervals do not say so", lt(tanh(x), 1), BALL,
         (le(tanh(x), 1), BALL)),
    case("pole inside", "1/x at 0", le(1 / x, 10**9), BALL, given=(ge(x, -1), le(x, 1))),
    case("pole under a bounded function", "tanh(1/x) at 0", le(tanh(1 / x), 1), BALL,
         (le(tanh(1 / (1 + x**2)), 1), BALL)),
    case("root of a negative number", "sqrt(x) for x < 0", le(0, sqrt(x)), BALL,
         (le(0, sqrt(x**2 + 1)), BALL)),
    case("cube root", "(-8)^(1/3) is not real", le(0, sympy.cbrt(x)), BALL),
    case("negative base", "(-2)^x", le(0, sympy.Pow(-2, x, evaluate=False)), BALL),
    case("power at zero", "0^y for y < 0", le(0, x**y), BALL, given=(ge(x, 0),)),
    case("logarithm", "log x for x <= 0", le(log(x), x**2 + 1), BALL),
    case("gamma", "poles", le(0, sympy.gamma(x)), BALL),
    case("gamma below 2", "Γ(1/100) > 3", le(sympy.gamma(x), 3), BALL,
         given=(ge(x, Rational(1, 100)), le(x, 3))),
    case("gamma between 1 and 2", "Γ(3/2) < 1", le(1, sympy.gamma(x)), BALL,
         (le(1, sympy.gamma(x + 1)), BALL), (ge(x, 1), le(x, 2))),
    case("a sum of squares may vanish", "x² + y² > 0 fails at 0", lt(0, x**2 + y**2), BALL,
         (lt(0, x**2 + exp(y)), BALL)),
    case("infinity", "∞ is no number", le(x, sympy.oo), BALL),
    case("not a number", "nan", le(0, sympy.nan), BALL),
    case("float", "0.1 is no rational", le(sympy.Float(0.1) * x**2, 1), BALL, given=UNIT),
    case("imaginary", "i² = -1", le(sympy.I * x, 1), BALL, given=UNIT),
    case("sine", "sin reaches 1", le(sympy.sin(x), Rational(999, 1000)), BALL,
         (le(sympy.sin(x), 1), BALL)),
    case("equality", "no step shows one", sympy.Eq(x, x**2, evaluate=False), BALL),
    case("equal numbers", "0 > 0", lt(0, sqrt(2) * sqrt(3) - sqrt(6) + sympy.sin(x) * 0), BALL),
    case("a cancelled root", "sqrt(x) − sqrt(x) has no value at -1",
         le(sqrt(x), sqrt(x)), BALL),
]  # fmt: skip

SPLITS = [
    case("wrong half", "x ≥ 0 above 0 only", le(0, x), cut("0", {"empty": 0}, BALL)),
    case("cut outside", "2 does not cut [0, 1]", le(x, -1), cut("2", BALL, BALL), given=UNIT),
    case("cut nothing", "y is no variable", le(0, x), cut("0", BALL, BALL, of="y")),
    case("end of a range", "0 alone", le(x, 0), end("low", BALL, BALL), (le(x, 1), BALL), UNIT),
    case("an end at infinity", "there is none", le(x, 0), end("low", BALL, BALL)),
    case("an unknown side", "there are two", le(x, 0), end("left", BALL, BALL), given=UNIT),
    case("open end", "x > 0 at 0", lt(0, x), end("low", BALL, BALL), given=UNIT),
    case("no case", "|x| is x or -x", le(0, x), either(Abs(x), BALL), given=UNIT[1:]),
    case("the other one", "|x| is not −x above 0", le(0, -x),
         {"either": {"of": Abs(x), "is": 1, "because": [BALL], "step": BALL}}, given=(ge(x, 0),)),
    case("not the one", "|x| ≤ −x fails above 0", le(Abs(x), -x),
         {"either": {"of": Abs(x), "is": 1, "because": [BALL], "step": BALL}},
         (le(Abs(x), x), {"either": {"of": Abs(x), "is": 0, "because": [BALL], "step": BALL}}),
         (ge(x, 0), le(x, 1))),
    case("no reason", "max(x, y) is not x", le(Max(x, y), x),
         {"either": {"of": Max(x, y), "is": 0, "because": [], "step": BALL}}),
    case("minimum for maximum", "min(x, 1) is not 1 below 1", le(1, Min(x, 1)),
         {"either": {"of": Min(x, 1), "is": 0, "because": [BALL], "step": BALL}},
         given=(ge(x, 0), le(x, 1))),
    case("log the wrong way", "log(1 + e^x) ≤ x", le(log(1 + exp(x)), x),
         {"exp": {"of": 1 + exp(x), "rest": x, "factor": "-1", "step": BALL}},
         (le(x, log(1 + exp(x))),
          {"exp": {"of": 1 + exp(x), "rest": x, "factor": "1", "step": BALL}})),
    case("sign of the factor", "log(1 + e^x) ≤ x", le(log(1 + exp(x)), x),
         {"exp": {"of": 1 + exp(x), "rest": x, "factor": "1", "step": BALL}}),
    case("factor 0", "0 ≥ 1", le(1, 0),
         {"exp": {"of": 1 + exp(x), "rest": x, "factor": "0", "step": BALL}}),
    case("one case", "|x| ≤ x fails below 0", le(Abs(x), x), either(Abs(x), BALL, BALL),
         (le(Abs(x), 1), either(Abs(x), BALL, BALL)), (ge(x, -1), le(x, 1))),
    case("Max", "max(x, y) ≤ x", le(Max(x, y), x), either(Max(x, y), BALL, BALL)),
    case("nested", "||x| − 1| ≤ 1 fails at 3", le(Abs(Abs(x) - 1), 1),
         either(Abs(Abs(x) - 1), either(Abs(x), BALL, BALL), either(Abs(x), BALL, BALL)),
         (le(0, Abs(Abs(x) - 1)), BALL)),
    case("condition that may hold", "x ≥ 1/2 holds on a part", le(2, x), {"empty": 0},
         (le(x, 2), BALL), (*UNIT, ge(x + y, Rational(1, 2)), ge(y, 0), le(y, 1))),
    case("no condition", "there is none", le(2, x), {"empty": 0}, given=UNIT),
    case("condition that holds at integers", "(-1)^1 = -1", le(0, x), {"empty": 0},
         given=(le(x**y, -Rational(1, 2)), le(y, 2))),
    case("condition at its edge", "x² ≥ 0 holds at 0", le(1, x), {"empty": 0},
         given=(*UNIT, ge(-(x**2), 0))),
]  # fmt: skip

MONOTONE = [
    case("Taylor: wrong side", "1 + x ≤ e^x from below", le(exp(x), 1 + x), taylor("x", "low", 2),
         (le(1 + x, exp(x)), taylor("x", "low", 2)), (ge(x, 0),)),
    case("Taylor: odd order from above", "x³ ≥ 0 on [-1, 0]", le(0, x**3), taylor("x", "high", 3),
         (le(0, -(x**3)), taylor("x", "high", 3)), (ge(x, -1), le(x, 0))),
    case("Taylor: order too low", "x³ ≤ x² − x…", le(x, x**2), taylor("x", "low", 2), given=UNIT),
    case("Taylor: negative start", "x² − 1 at 0", le(1, x**2), taylor("x", "low", 2), given=UNIT),
    case("Taylor: order 0", "says nothing", le(1, x), taylor("x", "low", 0), given=UNIT),
    case("Taylor: strict at a closed end", "sin x < x fails at 0", lt(sympy.sin(x), x),
         taylor("x", "low", 3), given=UNIT),
    case("Taylor: |x|", "no derivative at 0", le(x, Abs(x) - x), taylor("x", "low", 1),
         given=(ge(x, -1), le(x, 1))),
    case("Taylor: max inside", "no derivative", le(exp(Max(x, -x)), exp(1) - 1),
         taylor("x", "low", 1), given=(ge(x, -1), le(x, 1))),
    case("Taylor: root at its end", "sqrt has no derivative at 0", le(sqrt(x), 10 * x),
         taylor("x", "low", 1), given=UNIT),
    case("Taylor: a hidden |x|", "sqrt((x-1)²) ≥ 2 − 2x … has a kink at 1",
         le(x - sqrt(x**2 - 2 * x + 1), -1), taylor("x", "low", 1), given=(ge(x, 0), le(x, 2))),
    case("Taylor: jump over a pole", "1/x rises from 1 to 0 again", le(0, 1 / x),
         taylor("x", "high", 1, BALL), given=(ge(x, -1), le(x, 1))),
    case("Taylor: two variables", "the sign at (0, y) is not a number's", le(0, x * y),
         taylor("x", "low", 1), given=UNIT),
    case("face: wrong side", "x ≥ 1 at 1 only", le(1, x), face("x", "high"), (le(0, x),
         face("x", "low")), UNIT),
    case("face: kink", "|x| is smallest inside", le(1, Abs(x)), face("x", "low"),
         given=(ge(x, -1), le(x, 1))),
    case("face: pole at the open end", "-1/x at 0+", le(-1, -1 / x), face("x", "low"),
         (le(0, 1 / x), face("x", "high")), (gt(x, 0), le(x, 1))),
    case("face: logarithm at the open end", "log 0", le(-5, log(x)),
         face("x", "low", {"factor": [[1 / x, BALL]]}), given=(gt(x, 0), le(x, 1))),
    case("face: conditions do not reach it", "y ≥ x² bounds y on the face no more",
         le(1, x + y), face("x", "low", BALL, squares([1, 1, [0]])),
         given=(*UNIT, ge(y + x - 1, x**2), ge(x**2 + y - 1, 0))),
    case("face: strict", "x > 0 at 0", lt(0, x + y), face("x", "low", BALL, BALL),
         (le(0, x + y), face("x", "low")), (*UNIT, ge(y, 0))),
    case("face: infinite end", "there is none", le(0, exp(x) - 1), face("x", "low")),
]  # fmt: skip

RELATED = [
    case("factor: another product", "x is not x·y", le(0, x),
         {"factor": [[x**2, BALL], [x, BALL]]}, given=(ge(x, -1),)),
    case("factor: cancelled pole", "x = x²·(1/x)", le(0, x), {"factor": [[x**2, BALL],
         [1 / x, BALL]]}),
    case("factor: strict", "x² > 0 fails at 0", lt(0, x**2), {"factor": [[x**2, BALL]]},
         (le(0, x**2), {"factor": [[x**2, BALL]]})),
    case("factor: a factor that is nowhere defined", "1/0", le(0, x),
         {"factor": [[1 / NOTHING, BALL]]}),
    case("root: negative large", "x ≥ -1 … from squares", le(Rational(1, 2), -x),
         root(-x, Rational(1, 2), BALL, BALL), given=(ge(x, 1), le(x, 2))),
    case("root: other sides", "not the goal", le(1, x), root(x + 1, sympy.Integer(1), BALL, BALL),
         (le(0, x), root(x + 1, sympy.Integer(1), BALL, BALL)), UNIT),
    case("root: strict", "x > x fails", lt(x, Abs(x) + sympy.Integer(0)),
         root(Abs(x), x, BALL, BALL), given=UNIT),
    case("root: undefined small", "1/0", le(x, 0), root(sympy.Integer(0), 1 / NOTHING, BALL, BALL)),
    case("substitute: out of range", "x² is not below 1", le(x**2, 1),
         substitute(x**2, 1 - t, STURM, "0", "1"), (le(0, x**2), substitute(x**2, t, STURM, "0"))),
    case("substitute: open range at a closed end", "x² is 0 at 0", lt(0, x**2),
         substitute(x**2, t, STURM, "0", None, open=(True, True))),
    case("substitute: undefined inside", "log x for x < 0", le(0, x**2 + 1),
         substitute(log(x), x**2 + 1 + t - t, BALL)),
    case("substitute: inverse functions", "sin(asin 2)", le(-1, x),
         substitute(sympy.asin(x), sympy.sin(t) + 1, BALL)),
    case("substitute: another term", "x is not x²", le(0, x), substitute(x**2, t, STURM, "0")),
    case("substitute: a name that is taken", "t is the other variable", le(0, t),
         substitute(x**2, t, STURM, "0"), given=(le(t, x),)),
    case("substitute: a name hidden in an abbreviation", "t is any number", le(0, CONSTANT()),
         substitute(sympy.Integer(0), t + CONSTANT(), STURM, "0", "1")),
    case("substitute: no value", "nothing is above 1 and below 0", le(1, x),
         substitute(x, t, STURM, "1", "0")),
    case("substitute: conditions are not carried", "condition 0 speaks of x", le(0, x + 1),
         substitute(x, t + 1, squares([1, 1, [0]])), given=(ge(x + 1, y**2), ge(y, y))),
]  # fmt: skip

POLYNOMIALS = [
    case("Sturm: root inside", "x² − 2", le(2, x**2), STURM, (le(-2, x**2), STURM)),
    case("Sturm: touching", "(x − 1)² > 0 fails at 1", lt(0, (x - 1) ** 2), STURM,
         (le(0, (x - 1) ** 2), STURM)),
    case("Sturm: triple root", "(x − 1)³", le(0, (x - 1) ** 3), STURM),
    case("Sturm: triple root below", "(x + 5)³", le(0, (x + 5) ** 3), STURM,
         (le(0, (x + 5) ** 4), STURM)),
    case("Sturm: root at a closed end", "x > 0 at 0", lt(0, x), STURM, (le(0, x), STURM), UNIT),
    case("Sturm: root at an open end is none", "x < 0", lt(0, -x), STURM, (lt(0, x), STURM),
         (gt(x, 0),)),
    case("Sturm: negative", "-1 − x²", le(0, -1 - x**2), STURM),
    case("Sturm: negative far out", "x − x²·10⁻⁹", le(0, 1 + x - x**2 / 10**9), STURM,
         (le(0, 1 + x + x**2 / 10**9), STURM), (ge(x, 0),)),
    case("Sturm: roots that nearly meet", "x(x − 10⁻⁹)", le(0, x * (x - Rational(1, 10**9))),
         STURM, (le(0, x**2 - x / 10**9 + Rational(1, 10**18)), STURM)),
    case("Sturm: zero", "0 > 0", lt(0, (x + 1) ** 2 - x**2 - 2 * x - 1), STURM),
    case("Sturm: no polynomial", "sin x + 2 is one in nothing", le(1, 2 + sympy.sin(x)), STURM),
    case("Sturm: two variables", "x·y", le(0, x * y), STURM),
    case("squares: another term", "x", le(0, x), squares([1, x, []])),
    case("squares: negative coefficient", "-x²", le(0, -(x**2)), squares([-1, x, []]),
         (le(0, x**2), squares([1, x, []]))),
    case("squares: strict", "(x − y)² > 0", lt(2 * x * y, x**2 + y**2), squares([1, x - y, []]),
         (lt(2 * x * y, x**2 + y**2 + 1), squares([1, x - y, []], [1, 1, []]))),
    case("squares: strict by a number times a condition", "x ≥ 0 may vanish", lt(0, x),
         squares([1, 1, [["x", "low"]]]), given=UNIT),
    case("squares: wrong end", "1 − x is the other", le(1, x), squares([1, 1, [["x", "high"]]]),
         (le(x, 1), squares([1, 1, [["x", "high"]]])), UNIT),
    case("squares: a root of a negative number", "x = sqrt(x)²", le(0, x),
         squares([1, sqrt(x), []])),
    case("squares: a pole that cancels", "x = |x|·(|x| + x)²/(|x| + x)²", le(0, x),
         UNBOUNDED_SQUARE, (le(0, Abs(x)), BALL)),
    case("squares: division by zero", "x = 1/0²", le(0, x), squares([1, 1 / NOTHING, []])),
    case("squares: no such condition", "none", le(0, x), squares([1, 1, [0]])),
    case("squares: a condition on an array", "X[1] is anything", le(0, x),
         squares([1, 1, [0]]), given=(ge(x, X[1]),)),
]  # fmt: skip


class Changing(dict):
    """A mapping whose term is −1 when it is read first."""

    asked = False

    def __getitem__(self, key):
        first, self.asked = key == "term" and not self.asked, self.asked or key == "term"
        return sympy.Integer(-1) if first else super().__getitem__(key)


LOGARITHM = log(8, 2, evaluate=False)  # it is 3; log 8 is 2.08
OVERFLOW = sympy.Mul(x**HUGE, y, z, evaluate=False)
SHIFTED = sympy.Symbol("x", positive=True)
NUMBERS = [
    case("overflow times 0 is no 0", "x^N·y·z is any number", le(0, OVERFLOW), BALL,
         (le(0, y), BALL), (ge(x, -3), le(x, 1), ge(y, 0), le(y, 1))),
    case("overflow", "3^N > 10⁹", le(x**HUGE, 10**9), BALL, (le(0, x), BALL),
         (ge(x, 0), le(x, 3))),
    case("logarithm to a base", "log of 8 to the base 2 is 3", le(LOGARITHM, Rational(5, 2)), BALL,
         (le(log(8), Rational(5, 2)), BALL)),
    case("a number that is not 0", "10⁻⁵⁰ > 0", le(sqrt(2) + Rational(1, 10**50), sqrt(2)), BALL,
         (le(sqrt(2) * sqrt(3), sqrt(6)), BALL)),
    case("exact end", "x ≤ 1/3 is not x ≤ 0.333…", le(x, Rational(333333333333, 10**12)),
         BALL, (le(x, Rational(333333333334, 10**12)), BALL), (le(x, Rational(1, 3)),)),
]  # fmt: skip

REACH = sympy.Symbol("reciprocal 0", real=True)
NAMES = [
    case("a symbol named like a reciprocal", "r = 1/x", le(1 / x, REACH),
         {"factor": [[sympy.Integer(0), BALL]]}, given=(ge(x, 1),)),
    case("positive symbol below its range", "a² ≥ 1 from a = -1", le(1, a**2),
         taylor("a", "low", 1, {"factor": [[sympy.Integer(2), BALL],
                [sympy.Pow(sympy.Pow(a, 2), Rational(1, 2), evaluate=False),
                 BALL]]}), (le(0, a), BALL), (ge(a, -1),)),
    case("nonnegative symbol below its range", "q + 1/2 at -1/2", le(1, 2 * q), BALL,
         (le(0, q), BALL), (ge(q, Rational(1, 2) * -1),)),
    case("array entry", "X[i] has no range", le(0, X[i]), BALL),
    case("an entry as a square", "entries are not for regions", le(0, X[i]),
         squares([1, 1, [["X[i]", "low"]]]), given=(ge(X[i], 0),)),
    case("two symbols of one name", "x > 0 is not x", le(1, SHIFTED - x + 1), BALL,
         given=(ge(SHIFTED, 1), le(x, 1))),
    case("a dummy of the same name", "x = 1, and the other is -5",
         le(1, sympy.Dummy("x", real=True) + x), BALL, given=(ge(x, 1),)),
    case("complex symbol", "w² ≥ 0", le(0, sympy.Symbol("w") ** 2), squares([1,
         sympy.Symbol("w"), []])),
    case("integer symbol", "an index is no real number", le(0, sympy.sin(i * sympy.pi + 4)), BALL),
]  # fmt: skip

MALFORMED = [
    case("no kind", "says nothing", le(0, x), {}),
    case("two kinds", "which?", le(0, x**2), BALL | STURM, (le(0, x**2), BALL)),
    case("unknown kind", "faith", le(0, x), {"faith": 1}),
    case("another answer the second time", "t² is not −1", le(1, 0), {"substitute":
         Changing(new="t", by=x, low=None, high=None, above=BALL, below=BALL, term=t * t,
                  step=BALL)}, None, (ge(x, 0),)),
    case("a word", "no mapping", le(0, x), "ball"),
    case("nothing", "no mapping", le(0, x), None),
    case("a word for a term", "no term", le(0, x), {"factor": [["x**2", BALL]]}),
    case("a pole in a guard", "1/x is not shown", le(0, 1 / x),
         BALL | {"guards": [[1 / x, BALL]]}),
    case("a guard that is false", "x > 0 fails", le(0, sqrt(x)), BALL | {"guards": [[x, BALL]]},
         (le(0, sqrt(x**2 + x * y + y**2 + 1)), BALL | {"guards": [[x**2 + x * y + y**2 + 1,
          squares([1, x + y / 2, []], [Rational(3, 4), y, []], [1, 1, []])]]})),
    case("a guard by a condition", "conditions do not hold on the face", le(0, sqrt(x)),
         BALL | {"guards": [[x, squares([1, 1, [0]])]]}, given=(ge(x, y**2), ge(y, 1))),
    case("a guard by a condition, past a pole", "-1/(x² − 1/2) jumps where x² ≥ 1 fails",
         le(2, -1 / (x**2 - Rational(1, 2))), taylor("x", "low", 1) | {"guards": [[x**2 - Rational(
             1, 2), squares([1, 1, [0]], [Rational(1, 2), 1, []])]]},
         given=(ge(x, 0), le(x, 5), ge(x**2, 1))),
    case("a cut at infinity", "no number", le(0, x), cut("inf", BALL, BALL)),
    case("a cut at nan", "no number", le(0, x), cut("nan", BALL, BALL)),
]  # fmt: skip
HALF = (ge(x, 0),)
COMPLEMENTS = sympy.atan(x) + sympy.atan(1 / x)  # pi/2 for every x > 0
FLAT = {"factor": [[sympy.Integer(0), BALL]]}
UNITY = sympy.Pow(x, 0, evaluate=False)
LIMITS = [
    case("a limit above the bound", "erf(2) > 0.99", lt(sympy.erf(x), Rational(99, 100)),
         limit("high"), (lt(sympy.erf(x), 1), limit("high")), HALF),
    case("a limit too far", "x = 100", le(sympy.atan(x), Rational(157, 100)), limit("high"),
         (lt(sympy.atan(x), sympy.pi / 2), limit("high")), HALF),
    case("rising to its limit", "x = 0", le(Rational(1, 2), 1 - exp(-x)), limit("high"),
         given=HALF),
    case("a limit at the other end", "x = 0", lt(sympy.erf(x), 0), limit("low"),
         (lt(-1, sympy.erf(x)), limit("low"))),
    case("a limit at a finite end", "x = 5", le(x, 4), limit("high"), None, (ge(x, 0), le(x, 5))),
    case("a limit reached", "equal everywhere", lt(sympy.pi / 2, COMPLEMENTS), limit("high", FLAT),
         (le(sympy.pi / 2, COMPLEMENTS), limit("high", FLAT)), (gt(x, 0),)),
    case("a limit past a pole", "x = -1", lt(0, 1 / x), limit("high")),
    case("a limit past a kink", "x = 5", le(Rational(1, 10), exp(-Abs(x))), limit("high")),
    case("infinity minus infinity", "x = 1", le(x, sqrt(x)), limit("high"), None, HALF),
    case("zero times infinity", "x = 0", lt(0, x * exp(-x)), limit("high"), given=HALF),
    case("a limit of x⁰", "1, and not ∞", le(2, 1), {"factor": [[sympy.Add(UNITY, -2,
         evaluate=False), limit("high")]]}, (le(1, UNITY), limit("high")), (ge(x, 1),)),
    case("a limit of (1/x)⁰", "1, and not 0", le(sympy.Pow(1 / x, 0, evaluate=False),
         Rational(1, 2)), limit("high"), given=(ge(x, 1),)),
    case("no side", "erf(2) > 0.99", lt(sympy.erf(x), Rational(99, 100)), limit("up"), None, HALF),
]  # fmt: skip
SAME = {"identity": 1}
BIGGER = (x + y + Abs(x - y)) / 2  # max(x, y)
EQUALITIES = [
    case("an identity that is none", "x = 1", eq(sympy.sin(x) ** 2, sympy.cos(x) ** 2), SAME,
         (eq(sympy.sin(x) ** 2, 1 - sympy.cos(x) ** 2), SAME)),
    case("a root of a square", "x = -1", eq(sqrt(x**2), x), SAME, None, (ge(x, -1),)),
    case("an undefined side", "x = -1", eq(log(x**2), 2 * log(x)), SAME, None, ()),
    case("logarithms", "x = y = 2", eq(log(x + y), log(x) + log(y) + 1), SAME,
         (eq(log(x * y), log(x) + log(y)), SAME), (gt(x, 0), gt(y, 0))),
    case("division by what may be 0", "x = 0", eq(x / x**2, 1 / x + 0 * y), SAME),
    case("one direction only", "x = 1", eq(x, 2 * x), {"both": [BALL, face("x", "low")]},
         given=HALF),
    case("both directions", "x = 0, y = 1", eq(BIGGER, x),
         {"both": [either(Abs(x - y), BALL, BALL)] * 2}),
    case("an equality by intervals", "x = 1", eq(x, x**2), BALL, None, UNIT),
    case("a power of a negative base", "|(−2)³| is not (−2)³", eq(Abs(x**y), x**y), SAME,
         (eq(Abs((x**2 + 1) ** y), (x**2 + 1) ** y), SAME)),
    case("half an angle", "sin(−1/2) < 0", eq(sympy.sin(x / 2),
         sqrt((1 - sympy.cos(x)) / 2)), SAME),
    case("an angle equal up to π", "x = 1", eq(sympy.sin(sympy.Add(x, sympy.pi, evaluate=False)),
         sympy.sin(x)), SAME),
    case("an inequality by a form", "x = 1", le(x + 1, x), SAME),
]  # fmt: skip
CASES = (EQUALITIES + BALLS + NUMBERS + SPLITS + MONOTONE + LIMITS + RELATED + POLYNOMIALS + NAMES
         + MALFORMED)  # fmt: skip


REFUSALS = (ProvcheckError, AttributeError, LookupError, TypeError, ValueError)  # of the kernel


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_not_shown(case):
    """The rule alone: the kernel may refuse what it accepts for a reason of its own."""
    with pytest.raises(REFUSALS):
        require_shown(case.false, case.given, case.tree)
    if case.true:
        relation, tree = case.true
        require_shown(relation, case.given, tree)


ACCEPTED = [c for c in CASES if c.name in ("open end", "false at infinity", "no kind", "a word")]


@pytest.mark.parametrize("case", ACCEPTED, ids=lambda case: case.name)
def test_not_enclosed(case):
    """As a line of a derivation."""
    true = (line("1", case.true[0], "enclosure", tree=case.true[1]),) if case.true else ()
    false = (line("1", case.false, "enclosure", tree=case.tree),)
    require_refused(Case(case.name, case.why, false, true, case.given))


def test_a_tree_deeper_than_the_stack_is_refused():
    tree = BALL
    for _ in range(5000):
        tree = {"either": {"of": Abs(x), "steps": [tree, BALL]}}
    require_refused(Case("deep", "x", (line("1", le(0, x), "enclosure", tree=tree),)))


@pytest.mark.parametrize("bits", [2, 30])
def test_not_shown_at_low_precision(bits):
    for relation in (le(exp(x), Rational(271828, 100000)), le(sympy.sin(3 * x), Rational(99, 100))):
        with precision(bits), pytest.raises(ProvcheckError):
            require_relation(relation, UNIT, BALL)


def test_conditions_are_not_renumbered_on_a_face():
    """Condition 0 of the goal is no condition of the goal on a face, nor after a substitution."""
    given = (ge(x - 2 + y, 0), ge(y - 5, 0))
    tree = end("low", squares([1, 1, [0]]), squares([1, 1, [0]]))
    with pytest.raises(ProvcheckError):
        require_shown(le(0, y - 5 + x), (*UNIT, *given), tree)
    require_shown(le(2, x + y), (*UNIT, *given), tree)


def test_signs_are_not_carried_to_a_wider_region():
    """x > 0 is shown on the region, not for the values of a new variable, nor on a face."""
    guarded = {"guards": [[x - 1, BALL]]}
    wide = substitute(x, log(t - 1), BALL | {"guards": [[t - 1, BALL]]})
    with pytest.raises(ProvcheckError):
        require_shown(le(log(x - 1), 10), (ge(x, 2), le(x, 3)), guarded | wide)
    require_shown(le(log(x - 1), 10), (ge(x, 2), le(x, 3)), guarded | BALL)


def test_a_goal_with_a_single_point_is_that_point():
    point = Goal(x - 1, {x: Range(Fraction(1), Fraction(1))})
    with precision(64):
        for tree in (BALL, taylor("x", "low", 1)):
            require(point, tree)
            with pytest.raises(ProvcheckError):
                require(point.on(term=x - 2), tree)
            with pytest.raises(ProvcheckError):
                require(point.on(strict=True), tree)
        with pytest.raises(ProvcheckError):
            require(point.on(term=x - 2), STURM)


THIRD = sympy.Pow(-2, Max(1, 3, evaluate=False), evaluate=False)  # −8, which |THIRD| is not
POWERS = [  # relation, x, y, hypotheses
    (le(2, 0 * x * y), -2, 3, (le(x**y, -1), ge(Abs(x**y), 1))),  # squares show 2 ≤ 0 of these
    (le(log(x) ** y, 1 + x), -3, 0, ()),
    (lt(x**y, x**y), -1, 2, ()),
    (lt(x**y, x**y), 0, Rational(1, 2), ()),
    (lt(1, sympy.Pow(1 / x, 0, evaluate=False)), 0, 1, ()),
    (lt(y, y + sympy.pi * (Abs(THIRD, evaluate=False) - THIRD) / 10**100), 1, Rational(1, 3), ()),
]


@pytest.mark.parametrize(("relation", "base", "exponent", "given"), POWERS, ids=str)
def test_a_real_power_is_one_of_a_positive_number(relation, base, exponent, given):
    """Identities read x**y as exp(y·log x): where x ≤ 0, no setting may give it another value."""
    claim = claim_of(relation, *given, components=(Real(x), Real(y)))
    with pytest.raises(ProvcheckError):
        certify(claim, Setting({"x": Fraction(base), "y": Fraction(str(exponent))}), {})
