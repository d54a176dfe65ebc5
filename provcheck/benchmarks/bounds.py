"""Workloads H and H2: bounds that hold for every point of an interval, or of a rectangle.

H encloses the largest |σ''(x)| on [-16, 16], σ the logistic function, to 1e-6. The peers do
best-first bisection with the mean-value form and a monotonicity test, and have σ'' and σ''' written
out; provcheck's form takes any expression, and uses tangents where it is concave.

H2 shows h(x, y) = σ'(x)² + (σ(x) - y) σ''(x) <= c on [-16, 16] × [-1, 1], the curvature of a
sample's loss over pre-activations and labels; c is so close to the largest value that plain
bisection needs 226 000 boxes. provcheck's form uses slopes and needs 400; its result is the tree
that the kernel checks, and a form beside it includes that check. mpmath's does its share.
"""

import heapq
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from provcheck.benchmarks.workload import Form, Run, Workload, need

REACH = 16
TOLERANCE = 1e-6
BOXES = 226_000
SHARE = 0.01
"""Part of the boxes that mpmath's form of H2 examines; its time is divided by this."""

_TIGHT, _LOOSE, _FALSE = 0.1541844713, 0.2, 0.15  # the largest value is 0.15418424128…


def line_problem() -> None:
    """The function is the problem."""
    return None


def line_ours(problem: None, threads: int) -> Run:
    """The engine that takes any expression; its program is compiled at the first call."""
    import sympy

    from provcheck.engines.supremum import enclose_supremum

    x = sympy.Symbol("x", real=True)
    expression = sympy.Abs(sympy.diff(1 / (1 + sympy.exp(-x)), x, 2))
    ends = sympy.Integer(-REACH), sympy.Integer(REACH)
    tolerance = Fraction(1, 10**6)

    def run() -> tuple[float, float]:
        found = enclose_supremum(expression, x, *ends, tolerance)
        return float(found.low), float(found.high)

    return run


def line_by_arb(problem: None, threads: int) -> Run:
    """python-flint, with the derivatives by hand."""
    flint = need("flint", "python-flint")
    arb, one = flint.arb, flint.arb(1)

    def over(low: float, high: float) -> Any:
        middle, radius = (low + high) / 2, (high - low) / 2  # exact: few bits
        return arb(middle, radius)

    def ends(value: Any) -> tuple[float, float]:
        return float(value.lower()), float(value.upper())

    return lambda: _enclosed(lambda x: one / (one + (-x).exp()), over, ends)


def line_by_mpmath(problem: None, threads: int) -> Run:
    """mpmath's intervals, with the derivatives by hand."""
    iv = need("mpmath").iv

    def ends(value: Any) -> tuple[float, float]:
        return float(value.a), float(value.b)

    def over(low: float, high: float) -> Any:
        return iv.mpf([low, high])

    return lambda: _enclosed(lambda x: 1 / (1 + iv.exp(-x)), over, ends)


def _enclosed(
    sigmoid: Callable[[Any], Any],
    over: Callable[[float, float], Any],
    ends: Callable[[Any], tuple[float, float]],
) -> tuple[float, float]:
    """Best-first bisection for the largest |σ''|, as sup of σ'' and of -σ'', in any intervals."""

    def second(x: Any) -> Any:
        s = sigmoid(x)
        return s * (1 - s) * (1 - 2 * s)

    def third(x: Any) -> Any:
        s = sigmoid(x)
        return s * (1 - s) * (1 - 6 * s * (1 - s))

    least = 0.0
    queue: list[tuple[float, float, float, int]] = []

    def push(low: float, high: float, sign: int) -> None:
        nonlocal least
        middle = (low + high) / 2
        whole, centre = over(low, high), sign * second(over(middle, middle))
        least = max(least, ends(centre)[0])
        slope = sign * third(whole)
        falls, rises = ends(slope)
        if falls >= 0 or rises <= 0:
            end = high if falls >= 0 else low
            bound = ends(sign * second(over(end, end)))[1]
        else:
            mean = centre + slope * (whole - over(middle, middle))
            bound = min(ends(mean)[1], ends(sign * second(whole))[1])
        if bound > least:
            heapq.heappush(queue, (-bound, low, high, sign))

    for sign in (1, -1):
        push(-REACH, REACH, sign)
    while queue and -queue[0][0] - least > TOLERANCE:
        _, low, high, sign = heapq.heappop(queue)
        middle = (low + high) / 2
        push(low, middle, sign)
        push(middle, high, sign)
    return least, max(least, -queue[0][0] if queue else least)


def _line_difference(ours: Run, theirs: Run) -> float:
    """How far two enclosures of one number are apart at most, over what was asked."""
    both = ours(), theirs()
    highest, lowest = max(high for _, high in both), min(low for low, _ in both)
    disjoint = max(low for low, _ in both) > min(high for _, high in both)
    return float("inf") if disjoint else (highest - lowest) / TOLERANCE


def plane_problem() -> None:
    """The function is the problem."""
    return None


def _plane_goal(bound: float) -> Any:
    """c - h(x, y) >= 0 on the rectangle, as the engines take it."""
    import sympy

    from provcheck.goals import Goal, Range

    x, y = sympy.symbols("x y", real=True)
    s = 1 / (1 + sympy.exp(-x))
    h = s**2 * (1 - s) ** 2 + (s - y) * s * (1 - s) * (1 - 2 * s)
    reach, one = Fraction(REACH), Fraction(1)
    return Goal(sympy.Rational(str(bound)) - h, {x: Range(-reach, reach), y: Range(-one, one)})


def plane_ours(problem: None, threads: int) -> Run:
    """The engine behind `check`, to its certificate: a tree of cuts, faces and boxes."""
    from provcheck.engines.formula_search import Search, Stuck
    from provcheck.engines.formula_trees import by_tree

    def run(bound: float = _TIGHT, boxes: int = 10 * BOXES) -> bool:
        try:
            by_tree(Search(float("inf")), _plane_goal(bound), boxes, boxes, checked=False)
        except Stuck:
            return False
        return True

    return run


def plane_proved(problem: None, threads: int) -> Run:
    """The same, and the certificate checked by the trusted checker in Arb."""
    from provcheck.engines.formula_search import Search, Stuck
    from provcheck.engines.formula_trees import by_tree
    from provcheck.regions import require
    from provcheck.statement.evaluate import precision

    def run(bound: float = _TIGHT, boxes: int = 10 * BOXES) -> bool:
        goal = _plane_goal(bound)
        with precision(64):
            try:
                tree = by_tree(Search(float("inf")), goal, boxes, boxes, checked=False)
            except Stuck:
                return False
            require(goal, tree)
        return True

    return run


def plane_plain(problem: None, threads: int) -> Run:
    """provcheck's vector intervals in the peers' own bisection, box for box."""
    from provcheck.engines.vector_intervals import vectorised

    goal = _plane_goal(0)
    program = vectorised((-goal.term,), ("x", "y"))

    def over(low: Any, high: Any) -> tuple[Any, Any]:
        lows, highs = program.over(low, high)
        return lows[0], highs[0]

    return _bisected(over)


def plane_by_crival(problem: None, threads: int) -> Run:
    """crival's intervals over NumPy arrays."""
    ival = need("ival", "crival")
    import numpy as np

    def over(low: Any, high: Any) -> tuple[Any, Any]:
        x, y = ival.Interval(low[0], high[0]), ival.Interval(low[1], high[1])
        s = 1.0 / (1.0 + ival.exp(-x))
        slope = s * (1.0 - s)
        h = ival.sqr(slope) + (s - y) * (slope * (1.0 - 2.0 * s))
        return np.asarray(h.lo), np.asarray(h.hi)

    return _bisected(over)


def plane_by_mpmath(problem: None, threads: int) -> Run:
    """mpmath's intervals, box by box."""
    iv = need("mpmath").iv
    import numpy as np

    def one(left: float, below: float, right: float, above: float) -> tuple[float, float]:
        x, y = iv.mpf([left, right]), iv.mpf([below, above])
        s = 1 / (1 + iv.exp(-x))
        slope = s * (1 - s)
        h = slope**2 + (s - y) * (slope * (1 - 2 * s))
        return float(h.a), float(h.b)

    def over(low: Any, high: Any) -> tuple[Any, Any]:
        return tuple(np.array([one(*box) for box in np.concatenate([low, high]).T.tolist()]).T)

    return _bisected(over, round(BOXES * SHARE))


def _bisected(over: Callable[[Any, Any], tuple[Any, Any]], most: int = 10 * BOXES) -> Run:
    """Bisection of the rectangle, all boxes of one generation at once.

    Args:
        over: (low, high), each (2, n) -> lower and upper bounds of h, each (n,).
        most: boxes examined before giving up; the last generation is cut there.
    """
    import numpy as np

    def run(bound: float = _TIGHT, boxes: int = most) -> bool:
        low, high = np.array([[-REACH], [-1.0]]), np.array([[REACH], [1.0]])
        examined = 0
        for generation in range(60):
            low, high = low[:, : boxes - examined], high[:, : boxes - examined]
            examined += low.shape[1]
            lowest, highest = over(low, high)
            if np.any(lowest > bound) or examined >= boxes:
                return False
            left = highest > bound
            if not left.any():
                return True
            low, high = low[:, left], high[:, left]
            middle = low.copy()
            axis = generation % 2
            middle[axis] = (low[axis] + high[axis]) / 2
            upper = high.copy()
            upper[axis] = middle[axis]
            low = np.concatenate([low, middle], axis=1)
            high = np.concatenate([upper, high], axis=1)
        return False

    return run


def _plane_difference(ours: Run, theirs: Run) -> float:
    """0 if both accept a true bound and refuse a false one."""
    answers = [(run(bound=_LOOSE, boxes=20_000), run(bound=_FALSE, boxes=20_000))
               for run in (ours, theirs)]  # fmt: skip
    return float(answers != [(True, False)] * 2)


LINE = Workload(
    key="H",
    title="largest |σ''| on a line",
    size="to 1e-6, mean-value form",
    problem=line_problem,
    ours=Form("provcheck", line_ours),
    peers=(
        Form("mpmath iv", line_by_mpmath, (30.0,)),
        Form("Arb, by hand", line_by_arb),
    ),
    difference=_line_difference,
    tolerance=2.0,
    within=0.6e-3,
)

PLANE = Workload(
    key="H2",
    title="h(x, y) <= c on a rectangle",
    size="226 000 boxes, or a tree of 400",
    problem=plane_problem,
    ours=Form("provcheck", plane_ours),
    peers=(
        Form("provcheck, with check", plane_proved),
        Form("provcheck, plain boxes", plane_plain),
        Form("crival, vectorised", plane_by_crival),
        Form("mpmath iv", plane_by_mpmath, share=SHARE),
    ),
    difference=_plane_difference,
    tolerance=0.0,
    within=0.2,
)
