"""Proposals for bounds of a spectral gap: Taylor shooting for k = h' from both ends.

Not trusted: `gibbs.py` checks every proposal. With the gap λ, k solves -k'' + (E'k)' = λk and
vanishes at finite ends. For ρ < λ the solutions of -k'' + (E'k)' = ρk from both ends meet with a
downward jump of k'/k, for ρ > λ with an upward one; so the gap is where the jump is zero.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flint import arb, ctx, fmpq, fmpq_poly

from provcheck.errors import Undecided
from provcheck.statement.evaluate import precision
from provcheck.statement.gibbs import Half, Piece, critical_points, tail_start

_DEGREE = 40
_MARGINS = (1e-12, 1e-9, 1e-6, 1e-3)  # relative distance of the proposed bounds from the gap
_MOST_PIECES = 3000  # of one half
_GRID = 4000
_POWER_STEPS = 60
_SPARED = 600  # a finite end is cut off only where E rises much higher than needed
_MOST_CLIMB = 6000  # total variation of E; the work is proportional to it
_BRACKETING_STEPS = 80


@dataclass(frozen=True)
class _End:
    """One end, in the coordinate that points inward.

    Args:
        slope: E' in that coordinate.
        start: where the shooting begins.
        is_cut: whether the interval goes on outside, where e^{-E} is negligible.
    """

    slope: fmpq_poly
    start: fmpq
    is_cut: bool


def proposals(energy: fmpq_poly, low, high, height: int) -> Iterator[tuple]:
    """(side, bound, bits, left, right), the narrowest first; side is "lower" or "upper".

    Args:
        height: what lies outside a point with E >= inf E + height is cut off.

    Raises:
        Undecided: no estimate of the gap was found.
    """
    ends, meeting, guess, bits = _frame(energy, low, high, height)
    with precision(bits):
        gap = _find_gap(ends, meeting, guess)
    for margin in _MARGINS:
        for side, sign in (("lower", -1), ("upper", 1)):
            with precision(bits):
                bound = _dyadic(gap * (1 + sign * margin), 80)
                target = gap * (1 + arb(sign * margin) / 2)
                halves = [
                    _shoot(end, stop, target, margin / 4, sign)
                    for end, stop in zip(ends, (meeting, -meeting), strict=True)
                ]
            if None not in halves:
                yield side, bound, bits, halves[0][0], halves[1][0]


def _frame(energy: fmpq_poly, low, high, height: int):
    """Both ends, a meeting point where k² e^{-E} is large, a guess of the gap, the precision."""
    import numpy as np

    points = sorted(root.mid().fmpq() for root in critical_points(energy))
    points = [x for x in points if (low is None or low < x) and (high is None or x < high)]
    mirrored = energy(fmpq_poly([0, -1]))
    ends = [end for end in (low, high) if end is not None]
    first, last = (points[0], points[-1]) if points else (ends[-1], ends[0])
    left = -_outermost(mirrored, -first, None if low is None else -low, height)
    right = _outermost(energy, last, high, height)
    heights = [energy(x) for x in (left, *(x for x in points if left < x < right), right)]
    climb = sum((abs(b - a) for a, b in zip(heights, heights[1:], strict=False)), fmpq(0))
    if climb > _MOST_CLIMB:
        raise Undecided(
            f"spectral_gap: {energy} rises and falls by {_float(climb):.3g} in all,"
            f" expected at most {_MOST_CLIMB}."
        )
    grid, values = _sampled(energy, left, right)
    if not (np.all(np.diff(grid) > 0) and np.all(np.isfinite(values))):
        raise Undecided(f"spectral_gap: floats cannot sample {energy} between {left} and {right}.")
    meeting, log_guess = _float_guess(grid, values - values.min())
    meeting = _short(meeting)
    if not left < meeting < right:
        meeting = _short(_float(left + right) / 2)
    steepest = max(1.0, float(np.max(np.abs(np.diff(values) / np.diff(grid)))))
    bits = 288 + max(0, int(2 * np.log2(steepest) - log_guess / np.log(2)))
    slope, back = energy.derivative(), mirrored.derivative()
    ends = _End(slope, left, left != low), _End(back, -right, right != high)
    return ends, meeting, log_guess, bits


def _outermost(energy: fmpq_poly, turning: fmpq, end: fmpq | None, height: int) -> fmpq:
    """The upper end, or a point where E has risen by the height since it last turned."""
    level = energy(turning) + height
    if end is None:
        return tail_start(energy, turning, level)
    if energy(end) < level + _SPARED:
        return end
    inner, outer = turning, end
    for _ in range(_BRACKETING_STEPS):
        if energy(outer) <= level + 10:
            break
        middle = _short(_float(inner + outer) / 2)
        inner, outer = (middle, outer) if energy(middle) < level else (inner, middle)
    return outer


def _sampled(energy: fmpq_poly, first: fmpq, last: fmpq):
    """(grid, E on it) in float64."""
    import numpy as np

    grid = np.linspace(_float(first), _float(last), _GRID + 1)
    coefficients = [_float(c) for c in energy.coeffs()] or [0.0]
    return grid, np.polynomial.polynomial.polyval(grid, coefficients)


def _float_guess(grid, values) -> tuple[float, float]:
    """(argmax of k² e^{-E}, log of the gap) by power iteration of the Green function of k.

    k <- e^{E(x)} [μ(> x) ∫_{t<x} k μ(< t) dt + μ(< x) ∫_{t>x} k μ(> t) dt]: sums of positive
    terms, kept as logarithms.
    """
    import numpy as np

    width = np.log(grid[1] - grid[0])
    cells = np.logaddexp(-values[:-1], -values[1:]) - np.log(2) + width
    below = np.concatenate([[-np.inf], np.logaddexp.accumulate(cells)])
    above = np.concatenate([np.logaddexp.accumulate(cells[::-1])[::-1], [-np.inf]])
    log_k, growth = np.zeros_like(grid), 0.0
    for _ in range(_POWER_STEPS):
        before = np.logaddexp.accumulate(log_k + below)
        after = np.logaddexp.accumulate((log_k + above)[::-1])[::-1]
        new = values + np.logaddexp(above + before, below + after) + width - below[-1]
        best = int(np.argmax(new + log_k - values))
        growth = new[best] - log_k[best]
        log_k = new - new[best]
    return float(grid[best]), -float(growth)


def _find_gap(ends, meeting: fmpq, log_guess: float) -> arb:
    """The least zero of the jump of k'/k at the meeting point; a midpoint, of unknown error."""

    def jump(rate: arb) -> arb | None:
        rates = []
        for end, stop in zip(ends, (meeting, -meeting), strict=True):
            half = _shoot(_End(end.slope, end.start, False), stop, rate, 1e-15, 0)
            if half is None:
                return None
            rates.append(half[1])
        return (rates[0] + rates[1]).mid()

    low = (arb(log_guess) - arb(2) ** -8).exp().mid()
    at_low = jump(low)
    for _ in range(_BRACKETING_STEPS):
        if at_low is not None and at_low > 0:
            break
        low = low / 2
        at_low = jump(low)
    else:
        raise Undecided("spectral_gap: no rate was found below the gap.")
    high, at_high, step = low, at_low, -6
    while at_high is not None and at_high > 0:
        low, at_low = high, at_high
        high = high * (1 + arb(2) ** step)
        step += 2
        at_high = jump(high)
    return _bracketed_zero(jump, low, at_low, high, at_high)


def _bracketed_zero(jump, low, at_low, high, at_high) -> arb:
    """Illinois' method; a jump of None lies on the side of `high`."""
    side = 0
    for _ in range(_BRACKETING_STEPS):
        if at_high is None:
            trial = (low + high) / 2
        else:
            trial = (low * at_high - high * at_low) / (at_high - at_low)
        trial = trial.mid()
        if not (low < trial and trial < high):
            return low
        value = jump(trial)
        previous = low if value is not None and value > 0 else high
        if value is not None and value > 0:
            low, at_low = trial, value
            at_high = at_high / 2 if at_high is not None and side == 1 else at_high
            side = 1
        else:
            high, at_high = trial, value
            at_low = at_low / 2 if side == -1 and value is not None else at_low
            side = -1
        if abs(trial - previous) < trial * arb(2) ** -50 or high - low < low * arb(2) ** -50:
            return trial
    raise Undecided("spectral_gap: the search for the gap does not converge.")


def _shoot(end: _End, stop: fmpq, rho: arb, tolerance: float, sign: int):
    """(Half, k'/k at the stop), or None where k has a zero on the way.

    Args:
        tolerance: of the defect, relative to rho k.
        sign: -1 for a lower bound (k'/k rounded down between pieces, a tail outside a cut), +1 for
            an upper bound (rounded up), 0 for neither.
    """
    rate, start = None, [fmpq(0), fmpq(1)]
    if end.is_cut and sign < 0:
        rate = _dyadic(arb(end.slope(end.start)) / 2, 40)
        start = [fmpq(1), rate]
    position, pieces = end.start, []
    allowed = _log2(rho) + _log2(arb(tolerance)) - 16
    degree = max(_DEGREE, -allowed // 3)
    while position < stop:
        local = end.slope(fmpq_poly([position, 1])).coeffs()
        k = _taylor(local, start, rho, degree)
        width = min(_width(local, k, rho, allowed), stop - position)
        q = _exact(local, start, k)
        there = q(width)
        if not there > 0 or len(pieces) == _MOST_PIECES:
            return None
        slope = arb(q.derivative()(width) / there)
        pieces.append(Piece(width, q))
        nudge = abs(slope).upper() * arb(2) ** (8 - ctx.prec)
        start = [fmpq(1), (slope + sign * nudge).mid().fmpq()]
        position += width
    return Half(end.start, rate, tuple(pieces)), slope


def _taylor(local: list[fmpq], start: list[fmpq], rho: arb, degree: int) -> list[arb]:
    """Taylor coefficients of the solution of -k'' + (E'k)' = rho k, midpoints."""
    slope = [arb(coefficient) for coefficient in local]
    k = [arb(value) for value in start]
    for n in range(degree - 1):
        drift = -rho * k[n] / (n + 1)
        for g, value in zip(slope, reversed(k), strict=False):
            drift += g * value
        k.append((drift / (n + 2)).mid())
    return k


def _exact(local: list[fmpq], start: list[fmpq], k: list[arb]) -> fmpq_poly:
    """The rational polynomial; where k(0) = 0, the equation holds at 0 exactly."""
    exact = start + [value.fmpq() for value in k[2:]]
    if start[0] == 0:
        exact[2] = (local[0] if local else fmpq(0)) / 2
    return fmpq_poly(exact)


def _width(local: list[fmpq], k: list[arb], rho: arb, allowed: int) -> fmpq:
    """The largest width whose truncation leaves a defect below 2^allowed times k."""
    degree = len(k) - 1
    shift = 1 if k[0] == 0 else 0  # k itself is as small as the width
    terms = [(degree, k[-1] * rho), (degree - 1, k[-2] * rho)]
    for j in range(degree, degree + len(local)):
        pairs = zip(local[j - degree :], reversed(k), strict=False)
        terms.append((j - 1, j * sum((arb(g) * value for g, value in pairs), arb(0))))
    exponent = min(
        ((allowed - _log2(size)) / (power - shift) for power, size in terms if size != 0),
    )
    return fmpq(int(8 * 2 ** (exponent % 1))) * fmpq(2) ** int(exponent // 1 - 3)


def _log2(value: arb) -> int:
    """Binary exponent of a non-zero number."""
    mantissa, exponent = value.mid().man_exp()
    return abs(int(mantissa)).bit_length() + int(exponent)


def _dyadic(value: arb, bits: int) -> fmpq:
    """The midpoint, rounded to so many bits."""
    with precision(bits):
        mantissa, exponent = (+value.mid()).mid().man_exp()
    return fmpq(mantissa) * fmpq(2) ** int(exponent)


def _float(value: fmpq) -> float:
    try:
        return int(value.p) / int(value.q)
    except OverflowError as failure:
        raise Undecided(
            "spectral_gap: met a number beyond floats, expected |x| < 1e308."
        ) from failure


def _short(value: float) -> fmpq:
    """A rational with few digits near a float."""
    return _dyadic(arb(float(value)), 30)
