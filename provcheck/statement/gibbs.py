"""One-dimensional Gibbs measures of polynomial energies in balls: infimum, mass, spectral gap.

Trusted. Polynomials are exact rationals; what is returned certainly contains the true number. The
proposals that the gap needs come from `shooting.py` and are only believed after a check here.

The spectral gap. Let D h = h' on L²(e^{-E}) over (low, high) with its largest domain, so that
D*D h = -h'' + E'h' is the Neumann operator. D* k = -k' + E'k is the closure of its restriction to
C¹ functions k of compact support in the open interval; D* k = 0 has no solution but 0, since the
range of D holds every continuous function of compact support. DD* and D*D have the same spectrum
away from 0 (Deift 1978), a discrete one since E'²/4 - E''/2 tends to oo at infinite ends. An
integration by parts gives

    gap = inf over such k of Q(k),   Q(k) = |D* k|² / |k|² = ∫(k'² + E''k²)e^{-E} / ∫k² e^{-E}.

Let q > 0 be smooth on each of finitely many pieces of the interval, u = q'/q, and
R = (-q'' + (E'q)')/q = E'' + E'u - u' - u². Piece by piece, -∫u(k²)' e^{-E} = ∫k²(u' - E'u)e^{-E}
and jumps, whence

    ∫(k'² + E''k²)e^{-E} = ∫(k' - uk)² e^{-E} + ∫R k² e^{-E} - Σ (u(x+) - u(x-)) k(x)² e^{-E(x)}.

From below: R >= b on every piece and u jumps downward only: Q(k) >= b for every k, so gap >= b.
What u does at low and high does not matter, because k vanishes near them. (Riccati or Barta;
Chen and Wang, Trans. AMS 349, 1997; Bonnefont and Joulin, Potential Anal. 41, 2014.)
From above: q vanishes at both ends of a compact interval and is 0 outside, R <= b in it, u jumps
upward only: k = q, scaled on each piece to be continuous, has k' = uk, so Q(k) <= b, and gap <= b.
"""

import functools
from collections.abc import Iterator
from dataclasses import dataclass

from flint import acb, arb, arb_poly, ctx, fmpq, fmpq_poly

from provcheck.errors import StatementError, Undecided
from provcheck.statement.evaluate import precision

_TAIL_HEIGHTS = (60, 240, 960)  # e^-60: what a proposal neglects; a high shelf needs more
_GAP_BITS = 192


def infimum(poly: fmpq_poly, low: fmpq | None, high: fmpq | None) -> arb:
    """Enclosure of the infimum of a polynomial over an interval; None is an infinite end.

    Raises:
        StatementError: the interval is empty, or the polynomial has no lower bound on it.
    """
    poly = _as_polynomial(poly)
    _check_ends(low, high)
    if low is None:
        _check_grows(poly(fmpq_poly([0, -1])), "low")
    if high is None:
        _check_grows(poly, "high")
    attained = [arb(poly(end)) for end in (low, high) if end is not None]
    possible = []
    for root in critical_points(poly):
        if (low is not None and root < low) or (high is not None and root > high):
            continue
        inside = (low is None or root > low) and (high is None or root < high)
        (attained if inside else possible).append(_value(poly, root))
    if not attained and not possible:
        attained.append(arb(poly(0)))  # constant on the whole line
    smallest = functools.reduce(arb.min, attained or possible)
    for value in possible:  # a ball around an end may hold a point just outside the interval
        smallest = smallest.union(smallest.min(value))
    return smallest


def gibbs_mass(energy: fmpq_poly, low: fmpq | None, high: fmpq | None) -> arb:
    """Enclosure of ∫_low^high e^{-E} / ∫_R e^{-E}, to a relative 2^-prec or so.

    Raises:
        StatementError: E does not tend to oo at both infinities, or high < low.
        Undecided: the quadrature does not converge.
    """
    energy = _as_polynomial(energy)
    _check_confines(energy, None, None)
    if low is not None and low == high:
        return arb(0)
    _check_ends(low, high)
    if low is None and high is None:
        return arb(1)
    with precision(2 * ctx.prec + 64):  # E - inf E cancels, and e^{-E} has a large phase
        part, part_level = _partition_function(energy, low, high)
        whole, whole_level = _partition_function(energy, None, None)
    mass = part / whole * arb(whole_level - part_level).exp()
    if not mass.is_finite():
        raise Undecided(f"gibbs_mass: the quadrature of exp(-({energy})) does not converge.")
    return mass


def spectral_gap(energy: fmpq_poly, low: fmpq | None, high: fmpq | None) -> arb:
    """Enclosure of the least non-zero eigenvalue of -h'' + E'h' on L²(e^{-E}), Neumann ends.

    The ball does not narrow with Arb's precision; it is as narrow as the certificates allow.

    Args:
        energy: degree >= 2 and tending to oo at the infinite ends; any polynomial otherwise.
        low, high: ends, low < high; None is an infinite one.

    Raises:
        StatementError: the interval is empty, or the measure is not confined by E.
        Undecided: no certificate was found for a lower or for an upper bound.
    """
    energy = _as_polynomial(energy)
    _check_ends(low, high)
    _check_confines(energy, low, high)
    lower, upper = _gap_bracket(tuple(energy.coeffs()), low, high)
    return arb(lower).union(arb(upper))


# --- the certificate of a bound on the gap ---


@dataclass(frozen=True)
class Piece:
    """A polynomial q in the distance t from the piece's beginning, 0 <= t <= width."""

    width: fmpq
    q: fmpq_poly


@dataclass(frozen=True)
class Half:
    """A trial function from one end of the interval to the meeting point.

    The half at the upper end is written in the coordinate -x, so that it too goes upward.

    Args:
        start: where the first piece begins.
        rate: k'/k between the interval's end and `start`; None where nothing stands there.
        pieces: one after the other.
    """

    start: fmpq
    rate: fmpq | None
    pieces: tuple[Piece, ...]

    def stop(self) -> fmpq:
        return sum((piece.width for piece in self.pieces), self.start)


def is_lower_bound(energy, low, high, bound: fmpq, left: Half, right: Half) -> bool:
    """Whether the two halves certify gap >= bound (see the head of the file)."""
    return _certifies(energy, low, high, bound, left, right, sign=1)


def is_upper_bound(energy, low, high, bound: fmpq, left: Half, right: Half) -> bool:
    """Whether the two halves certify gap <= bound (see the head of the file)."""
    for half in (left, right):
        if half.rate is not None or not half.pieces or half.pieces[0].q[0] != 0:
            return False
    return _certifies(energy, low, high, bound, left, right, sign=-1)


def _certifies(energy, low, high, bound, left, right, sign) -> bool:
    if left.stop() != -right.stop():
        return False
    slope, mirrored = energy.derivative(), energy(fmpq_poly([0, -1])).derivative()
    mirrored_high = None if high is None else -high
    ends = [
        _end_rate(slope, low, left, bound, sign),
        _end_rate(mirrored, mirrored_high, right, bound, sign),
    ]
    if None in ends:
        return False
    return bool(sign * (ends[0] + ends[1]) >= 0)  # u(c+) is minus the mirrored half's rate


def _end_rate(slope: fmpq_poly, end, half: Half, bound: fmpq, sign: int) -> arb | None:
    """k'/k where the half stops; None unless sign·(R - b) >= 0 and sign·jumps <= 0 all along."""
    if end is not None and half.start < end:
        return None
    if sign > 0 and half.rate is None and half.start != end:
        return None  # a lower bound needs u everywhere
    rate, position = None, half.start
    if half.rate is not None:
        if not _tail_holds(slope, end, half.start, half.rate, bound):
            return None
        rate = arb(half.rate)
    for piece in half.pieces:
        if not piece.width > 0:
            return None
        if rate is not None:  # the first piece may vanish at the end of the interval
            if not piece.q[0] > 0 or not sign * (rate - piece.q[1] / piece.q[0]) >= 0:
                return None
        local = slope(fmpq_poly([position, 1]))
        residual = (local * piece.q - piece.q.derivative()).derivative() - bound * piece.q
        if not _is_positive(piece.q, piece.width):
            return None
        if residual != 0 and not _is_positive(sign * residual, piece.width):
            return None
        rate = arb(piece.q.derivative()(piece.width) / piece.q(piece.width))
        position += piece.width
    return rate


def _tail_holds(slope: fmpq_poly, end, start: fmpq, rate: fmpq, bound: fmpq) -> bool:
    """Whether R - b = E'' + rate E' - rate² - b >= 0 from the end of the interval up to `start`."""
    residual = slope.derivative() + rate * slope - rate * rate - bound
    outward = residual(fmpq_poly([start, -1]))  # in the distance from the start
    if all(coefficient >= 0 for coefficient in outward.coeffs()):
        return True
    return end is not None and start > end and _is_positive(outward, start - end)


def _is_positive(poly: fmpq_poly, width: fmpq) -> bool:
    """Whether p > 0 on (0, width]: p = t^m times a polynomial with positive Bernstein coefficients.

    Sufficient, not necessary.
    """
    coefficients = poly.coeffs()
    while coefficients and coefficients[0] == 0:
        coefficients = coefficients[1:]
    if not coefficients:
        return False
    degree = len(coefficients) - 1
    scaled, power, binomial = [], arb(1), fmpq(1)  # c_j width^j / C(n, j)
    for j, coefficient in enumerate(coefficients):
        scaled.append(arb(coefficient / binomial) * power)
        power = power * width
        binomial = binomial * (degree - j) / (j + 1)
    return all(value > 0 for value in _binomial_sums(scaled))


def _binomial_sums(scaled: list[arb]) -> Iterator[arb]:
    """The Bernstein coefficients b_i = Σ_{j <= i} C(i, j) s_j, by repeated addition."""
    row = list(scaled)
    while row:
        yield row[0]
        row = [row[j] + row[j + 1] for j in range(len(row) - 1)]


@functools.lru_cache(maxsize=1024)
def _gap_bracket(coefficients: tuple[fmpq, ...], low, high) -> tuple[fmpq, fmpq]:
    """The best certified bounds among those proposed."""
    energy = fmpq_poly(list(coefficients))
    lowers, uppers = [], []
    for height in _TAIL_HEIGHTS:
        found = _certified_at(energy, low, high, height)
        if len(found) == 2:
            return found["lower"], found["upper"]
        lowers += [found["lower"]] if "lower" in found else []
        uppers += [found["upper"]] if "upper" in found else []
    if lowers and uppers:
        return max(lowers), min(uppers)
    missing = "lower" if not lowers else "upper"
    raise Undecided(f"spectral_gap: no certificate for a {missing} bound with E = {energy}.")


def _certified_at(energy: fmpq_poly, low, high, height: int) -> dict[str, fmpq]:
    """The first bound of each side that a proposal made with these tails certifies."""
    from provcheck.statement.shooting import proposals

    checks = {"lower": is_lower_bound, "upper": is_upper_bound}
    found: dict[str, fmpq] = {}
    with precision(_GAP_BITS):
        for side, bound, bits, left, right in proposals(energy, low, high, height):
            with precision(bits):
                if side not in found and checks[side](energy, low, high, bound, left, right):
                    found[side] = bound
            if len(found) == 2:
                break
    return found


# --- quadrature ---


def _partition_function(energy: fmpq_poly, low, high) -> tuple[arb, fmpq]:
    """(∫_low^high e^{-(E - m)}, m) with a rational m near the infimum of E there."""
    level = infimum(energy, low, high).mid().fmpq()
    height = ctx.prec + 10  # e^-height is far below the precision
    inside = sorted(
        root.mid().fmpq()
        for root in critical_points(energy)
        if not (low is not None and root < low) and not (high is not None and root > high)
    )
    mirrored = energy(fmpq_poly([0, -1]))
    total = arb(0)
    if low is None:
        low = -tail_start(mirrored, -min([*inside, high or fmpq(0)]), level + height)
        total += _tail_bound(mirrored, -low, level)
    if high is None:
        high = tail_start(energy, max([*inside, low]), level + height)
        total += _tail_bound(energy, high, level)
    cuts = [low, *(cut for cut in inside if low < cut < high), high]
    centred = arb_poly(energy - level)

    def density(z, _analytic):
        value = acb(0)
        for coefficient in reversed(centred.coeffs()):
            value = value * z + coefficient
        return (-value).exp()

    for left, right in zip(cuts, cuts[1:], strict=False):
        total += acb.integral(density, arb(left), arb(right)).real
    return total, level


def _tail_bound(energy: fmpq_poly, start: fmpq, level: fmpq) -> arb:
    """[0, e^{-(E(X) - m)}/E'(X)], which contains ∫_X^oo e^{-(E - m)} for E convex beyond X."""
    bound = (arb(level) - energy(start)).exp() / energy.derivative()(start)
    return arb(0).union(bound)


def tail_start(energy: fmpq_poly, beyond: fmpq, height: fmpq) -> fmpq:
    """A dyadic X > beyond with E >= height and E' > 0, E'' >= 0 on [X, oo), not far past the first.

    Raises:
        Undecided: none within 2^200; E does not tend to oo.
    """
    base = (beyond * 2**60).floor() / fmpq(2**60)  # few digits, whatever the root
    for exponent in range(-70, 200):
        distance = fmpq(2) ** exponent
        if _is_tail(energy, base + distance, height) and base + distance > beyond:
            break
    else:
        raise Undecided(f"tail_start: {energy} stays below {height}.")
    for _ in range(5):  # the first power of two may be nearly twice too far
        nearer = distance * fmpq(7, 8)
        if not _is_tail(energy, base + nearer, height) or not base + nearer > beyond:
            break
        distance = nearer
    return base + distance


def _is_tail(energy: fmpq_poly, start: fmpq, height: fmpq) -> bool:
    """Whether E(start) >= height, E'(start) > 0 and E' grows from there on, for certain."""
    if energy(start) < height:
        return False
    local = energy(fmpq_poly([start, 1])).coeffs()
    return local[1] > 0 and all(coefficient >= 0 for coefficient in local[2:])


# --- polynomials ---


def critical_points(poly: fmpq_poly) -> list[arb]:
    """Enclosures of all real zeros of p', in no order; none for a constant."""
    slope = poly.derivative()
    if slope.degree() < 1:
        return []
    roots = [acb(root) for root, _ in slope.numer().complex_roots()]
    return [root.real for root in roots if root.imag.contains(0)]  # a few too many do no harm


def _value(poly: fmpq_poly, point: arb) -> arb:
    """p on a narrow ball, by the mean value form at its centre."""
    middle = point.mid().fmpq()
    slope = arb_poly(poly.derivative())(point)
    return arb(poly(middle)) + slope * (point - arb(middle))


def _as_polynomial(poly) -> fmpq_poly:
    if not isinstance(poly, fmpq_poly):
        raise StatementError(f"gibbs: expected a flint.fmpq_poly, met {type(poly).__name__}.")
    return poly


def _check_ends(low, high) -> None:
    if low is not None and high is not None and not low < high:
        raise StatementError(f"gibbs: the interval ({low}, {high}) is empty; give low < high.")


def _check_grows(poly: fmpq_poly, end: str) -> None:
    if poly.degree() >= 1 and not poly.leading_coefficient() > 0:
        raise StatementError(f"infimum: the polynomial tends to -oo at the infinite end '{end}'.")


def _check_confines(energy: fmpq_poly, low, high) -> None:
    directions = []
    if low is None:
        directions.append(energy(fmpq_poly([0, -1])))
    if high is None:
        directions.append(energy)
    for outward in directions:
        if outward.degree() < 2 or not outward.leading_coefficient() > 0:
            raise StatementError(
                f"gibbs: the energy {energy} on ({low}, {high}) does not confine; expected degree"
                " >= 2 and a limit of +oo at every infinite end."
            )
