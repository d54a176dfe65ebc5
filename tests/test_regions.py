"""What trees of steps show; the falsehoods they must not show are in tests/soundness."""

import pytest
import sympy
from sympy import Abs, Max, Rational, exp, log, sin, sqrt, tanh

from provcheck.goals import guards_of
from provcheck.regions import _CHECKERS, require_relation
from provcheck.statement import line
from provcheck.statement.evaluate import precision
from tests.soundness.test_regions import (
    BALL,
    STURM,
    cut,
    either,
    end,
    face,
    ge,
    gt,
    root,
    squares,
    substitute,
    taylor,
)
from tests.soundness.trial import le, lt, prove, q, t, x, y, z

SIGMOID = 1 / (1 + exp(-x))
BEND = SIGMOID * (1 - SIGMOID) * (1 - 2 * SIGMOID)
STEEPEST = 1 / (6 * sqrt(3))
CUBIC = t * (1 - t) * (1 - 2 * t)
DECAY = exp(-1) - t * exp(-t)
FORM = x**2 + x * y + y**2 + 1


def factor(*factors):
    return {"factor": [list(f) if isinstance(f, tuple) else [f, BALL] for f in factors]}


def bend(sign):
    """sign·t(1 − t)(1 − 2t) ≤ 1/(6√3) on (0, 1), at t = σ(x)."""
    step = root(STEEPEST, sign * CUBIC, BALL, STURM)
    return substitute(SIGMOID, STEEPEST - sign * CUBIC, step, "0", "1")


FORM_SQUARES = squares([1, x + y / 2, []], [Rational(3, 4), y, []], [1, 1, []])
THREE = [[Rational(1, 2), a - b, [[c, "low"]]] for a, b in ((x, y), (y, z), (z, x)) for c in "xyz"]
SHOWN = {
    "exponential": (le(1 + x, exp(x)), [],
                    cut("0", taylor("x", "high", 2), taylor("x", "low", 2))),
    "exponential, strict on one side": (lt(1 + x, exp(x)), [gt(x, 0)], taylor("x", "low", 2)),
    "logarithm": (le(log(1 + x), x), [gt(x, -1)],
                  cut("0", taylor("x", "high", 1, factor(-x, 1 / (1 + x))),
                      taylor("x", "low", 1, factor(x, 1 / (1 + x))))
                  | {"guards": [[1 + x, taylor("x", "low", 1)]]}),
    "second derivative of the sigmoid": (le(Abs(BEND, evaluate=False), STEEPEST), [],
                                         either(Abs(BEND, evaluate=False), bend(1), bend(-1))),
    "exp": (le(x, log(1 + exp(x))), [],
            {"exp": {"of": 1 + exp(x), "rest": x, "factor": "1", "step": BALL}}),
    "log": (lt(exp(x), exp(x + 1)), [],
            {"log": {"large": x + 1, "small": x, "factor": "1", "step": BALL}}),
    "either, the one": (le(x, Abs(x)), [ge(x, 0)],
                        {"either": {"of": Abs(x), "is": 0, "because": [BALL], "step": BALL}}),
    "sine": (le(sin(x), x), [ge(x, 0)], taylor("x", "low", 1)),
    "two squares": (le(2 * x * y, x**2 + y**2), [], squares([1, x - y, []])),
    "entropy": (le(-exp(-1), x * log(x)), [gt(x, 0)], substitute(-log(x), DECAY, cut("1",
                taylor("t", "high", 1, factor(1 - t, exp(-t))),
                taylor("t", "low", 1, factor(t - 1, exp(-t))), of="t"))),
    "hyperbolic tangent": (le(tanh(x), x), [ge(x, 0)], taylor("x", "low", 1)),
    "geometric mean of two": (le(sqrt(x * y), (x + y) / 2), [ge(x, 0), ge(y, 0)],
                              root((x + y) / 2, sqrt(x * y), BALL,
                                   squares([Rational(1, 4), x - y, []]))),
    "geometric mean of three": (le(3 * x * y * z, x**3 + y**3 + z**3),
                                [ge(x, 0), ge(y, 0), ge(z, 0)], squares(*THREE)),
    "tangent to a parabola": (le(2 * x - 1, y), [ge(y, x**2)],
                              squares([1, 1, [0]], [1, x - 1, []])),
    "ball": (lt(0, exp(x) + x**2), [], BALL),
    "cut": (le(0, Max(x, -x)), [], cut("0", BALL, BALL)),
    "end": (lt(0, x + y), [ge(x, 0), gt(y, 0)], end("low", BALL, BALL)),
    "taylor from an open end": (lt(sin(x), x), [gt(x, 0), le(x, 1)], taylor("x", "low", 3)),
    "face": (le(1, exp(x * y)), [ge(x, 0), ge(y, 0)], face("x", "low")),
    "face on the high side": (le(-1, -x * y), [le(x, 1), ge(x, 0), ge(y, 0), le(y, 1)],
                              face("x", "high")),
    "limit": (lt(sympy.erf(x), 1), [], {"limit": {"of": "x", "side": "high", "slope": BALL}}),
    "identity": (sympy.Eq(sin(x) ** 2, 1 - sympy.cos(x) ** 2), [], {"identity": 1}),
    "both": (sympy.Eq(Abs(x), x, evaluate=False), [ge(x, 0)], {"both": [
             {"either": {"of": Abs(x), "is": 0, "because": [BALL], "step": BALL}}] * 2}),
    "factor": (le(0, (x - 1) * exp(y)), [ge(x, 1)], factor(x - 1, exp(y))),
    "root": (le(x, sqrt(1 + x**2)), [], root(sqrt(1 + x**2), x, BALL, BALL)),
    "either": (le(Max(x, y), 1), [le(x, 1), le(y, 1)], either(Max(x, y), BALL, BALL)),
    "substitute": (le(2 * exp(x), exp(2 * x) + 1), [], substitute(exp(x), t**2 - 2 * t + 1, STURM)),
    "sturm": (le(x**3 - 3 * x, 2), [le(x, 2)], STURM),
    "sturm, strict": (lt(x**3 - 3 * x, 2), [gt(x, -1), lt(x, 2)], STURM),
    "squares": (lt(0, FORM), [], FORM_SQUARES),
    "empty": (le(x, -5), [ge(x, 0), le(x, 1), ge(y, 0), le(y, 1), ge(x * y, 2)], {"empty": 0}),
    "guards": (lt(0, 1 / FORM), [], BALL | {"guards": [[FORM, FORM_SQUARES]]}),
    "a variable of the hypotheses": (le(x, 5), [ge(y, 0), le(x + y, 5)],
                                     squares([1, 1, [0]], [1, 1, [["y", "low"]]])),
    "nonnegative symbol": (le(0, q), [], BALL),
}  # fmt: skip


@pytest.mark.parametrize("name", SHOWN)
def test_shown(name):
    relation, given, tree = SHOWN[name]
    with precision(64):
        require_relation(relation, given, tree)


def test_every_kind_of_step_shows_something():
    assert set(_CHECKERS) <= {name.split(",")[0] for name in SHOWN} | {"taylor"}


@pytest.mark.parametrize("name", ["exponential", "two squares", "sturm", "sine", "face"])
def test_shown_as_a_line_of_a_derivation(name):
    relation, given, tree = SHOWN[name]
    proof = prove(relation, line("1", relation, "enclosure", tree=tree), given=tuple(given))
    assert proof.trust == ("Arb ball arithmetic (python-flint)",)


GUARDS = [
    (log(x), [(x, ">0")]), (1 / x, [(x, "!=0")]), (sqrt(x), [(x, ">=0")]),
    (1 / sqrt(x), [(x, ">0")]), (x**y, [(x, ">0")]), (x**sqrt(2), [(x, ">0")]), (exp(x), []),
    (x**3, []), (sqrt(2) * x, []), (sympy.gamma(x), [(x, ">0")]),
    (log(1 / (x + 1)), [(1 / (x + 1), ">0"), (x + 1, "!=0")]),
]  # fmt: skip


@pytest.mark.parametrize(("term", "guards"), GUARDS, ids=str)
def test_guards(term, guards):
    assert set(guards_of(term)) == set(map(tuple, guards))
