"""Workloads H and H2: bounds that hold for every point of an interval, or of a rectangle.

H encloses the largest |σ''(x)| on [-16, 16], σ the logistic function, to 1e-6. Every form does
best-first bisection with the mean-value form and a monotonicity test on 2⁻⁵-aligned intervals;
provcheck's takes any expression, the peers have σ'' and σ''' written out.

H2 shows h(x, y) = σ'(x)² + (σ(x) - y) σ''(x) <= c on [-16, 16] × [-1, 1], the curvature of a
sample's loss over pre-activations and labels, by plain bisection; c is so close to the largest
value that 226 000 boxes are needed. A form that is slow does its share of them.
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
"""Part of the boxes that provcheck's form of H2 examines; its time is divided by this."""

_TIGHT, _LOOSE, _FALSE = 0.1541844713, 0.2, 0.15  # the largest value is 0.15418424128…


def line_problem() -> None:
    """The function is the problem."""
    return None


def line_ours(problem: None, threads: int) -> Run:
    """The engine that takes any expression."""
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


def plane_ours(problem: None, threads: int) -> Run:
    """The engine whose boxes the kernel checks again; timed on a share of the boxes."""
    import sympy

    from provcheck.engines.enclose import Status, enclose_inequality

    x, y = sympy.symbols("x y", real=True)
    s = 1 / (1 + sympy.exp(-x))
    h = s**2 * (1 - s) ** 2 + (s - y) * s * (1 - s) * (1 - 2 * s)
    box = {x: (-REACH, REACH), y: (-1, 1)}

    def run(bound: float = _TIGHT, boxes: int = round(BOXES * SHARE)) -> bool:
        relation = sympy.Le(h, sympy.Rational(str(bound)))
        return enclose_inequality(relation, box, max_boxes=boxes).status is Status.HOLDS

    return run


def plane_by_crival(problem: None, threads: int) -> Run:
    """Intervals over NumPy arrays, all boxes of one generation at once."""
    ival = need("ival", "crival")
    import numpy as np

    def run(bound: float = _TIGHT, boxes: int = 10 * BOXES) -> bool:
        low, high = np.array([[-REACH], [-1.0]]), np.array([[REACH], [1.0]])
        examined = 0
        for generation in range(60):
            examined += low.shape[1]
            if examined > boxes:
                return False
            x, y = ival.Interval(low[0], high[0]), ival.Interval(low[1], high[1])
            s = 1.0 / (1.0 + ival.exp(-x))
            slope = s * (1.0 - s)
            h = ival.sqr(slope) + (s - y) * (slope * (1.0 - 2.0 * s))
            if np.any(np.asarray(h.lo) > bound):
                return False
            left = np.asarray(h.hi) > bound
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
    size="226 000 boxes, provcheck 1 % of them",
    problem=plane_problem,
    ours=Form("provcheck", plane_ours, share=SHARE),
    peers=(Form("crival, vectorised", plane_by_crival),),
    difference=_plane_difference,
    tolerance=0.0,
    within=0.2,
)
