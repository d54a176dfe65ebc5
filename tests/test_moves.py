"""What conditions give: other ranges and variables; the falsehoods are in tests/soundness."""

import pytest
from sympy import Integer, Rational, exp, log, pi, sqrt

from provcheck.moves import MOVES
from provcheck.regions import require_relation
from provcheck.statement.evaluate import precision
from tests.soundness.test_moves import eliminate, logs, narrow, scale
from tests.soundness.test_regions import BALL, STURM, ge, gt, squares
from tests.soundness.trial import eq, le, lt, q, t, x, y


def factor(*factors):
    return {"factor": [list(f) if isinstance(f, tuple) else [f, BALL] for f in factors]}


SHOWN = {
    "log": (lt(exp(x), exp(x + 1)), [], logs(x + 1, x, BALL)),
    "log, a power": (le(1, x**x), [ge(x, 1)],
                     logs(x * log(x), Integer(0), factor(x, log(x)))),
    "squares, an equality": (le(x * y, Rational(1, 2)), [eq(x**2 + y**2, 1)],
                             squares([Rational(1, 2), x - y, []], [Rational(1, 2), 1, [1]])),
    "squares, strict givens": (lt(0, x * (1 - x)), [gt(x, 0), lt(x, 1)],
                               squares([1, 1, [["x", "low"], ["x", "high"]]])),
    "narrow": (le(sqrt(2 - x), 2), [ge(x, 0), le(x + q, 2)],
               narrow("high", "2", squares([1, 1, [0]], [1, 1, [["q", "low"]]]), BALL)),
    "eliminate": (le(4, 1 / x + 1 / y), [gt(x, 0), gt(y, 0), eq(x + y, 1)],
                  eliminate(0, "y", 1 - x, 1, narrow("high", "1", squares([1, 1, [2]]),
                            factor((1 - 2 * x) ** 2, 1 / x, 1 / (1 - x))
                            | {"guards": [[1 - x, squares([1, 1, [["x", "high"]]])]]},
                            open=True))),
    "scale": (lt(x**2, pi**2 / 4), [ge(x, 0), lt(x, pi / 2)],
              scale(pi, narrow("high", "1/2", squares([1, 1 / sqrt(pi), [0]]),
                    factor(pi**2, (Rational(1, 4) - t**2, STURM)), of="t", open=True))),
}  # fmt: skip


@pytest.mark.parametrize("name", SHOWN)
def test_shown(name):
    relation, given, tree = SHOWN[name]
    with precision(64):
        require_relation(relation, given, tree)


def test_every_kind_of_move_shows_something():
    assert set(MOVES) <= set(SHOWN)
