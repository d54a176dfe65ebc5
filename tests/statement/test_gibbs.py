"""Brackets of gaps, masses and infima: nothing false is believed, and the truth is inside."""

import dataclasses

import mpmath
import pytest
from flint import arb, fmpq, fmpq_poly

from provcheck.errors import StatementError, Undecided
from provcheck.statement.evaluate import precision
from provcheck.statement.gibbs import (
    Half,
    Piece,
    _tail_bound,
    _tail_holds,
    gibbs_mass,
    infimum,
    is_lower_bound,
    is_upper_bound,
    spectral_gap,
)
from provcheck.statement.shooting import proposals

X = fmpq_poly([0, 1])
ONE = fmpq_poly([1])
OSCILLATOR = X**2 / 2  # gap 1
FLAT = fmpq_poly([0])  # gap (π/2)² on (-1, 1)
A, B = fmpq(-1), fmpq(1)


def tent(slope, start: fmpq) -> Half:
    """One piece of width 1, q = 1 + slope t."""
    return Half(start, None, (Piece(fmpq(1), 1 + slope * X),))


def double_well(height) -> fmpq_poly:
    return height * (X**2 - 1) ** 2


def certified(energy, low, high, wanted):
    """The first proposal of one side that its own check accepts, with the precision it needs."""
    check = {"lower": is_lower_bound, "upper": is_upper_bound}[wanted]
    for side, bound, bits, left, right in proposals(energy, low, high, 60):
        if side == wanted:
            with precision(bits):
                if check(energy, low, high, bound, left, right):
                    return bound, bits, left, right
    raise LookupError(wanted)


# --- falsehoods ---


def test_a_supersolution_that_jumps_upward_is_refused_at_the_meeting_point():
    falling, rising = tent(fmpq(-1, 2), A), tent(fmpq(1, 2), A)  # R = 0: linear on both halves
    assert is_lower_bound(FLAT, A, B, fmpq(0), rising, rising)
    assert not is_lower_bound(FLAT, A, B, fmpq(0), falling, falling)  # u from -1 to 1 at 0


def test_a_supersolution_that_jumps_upward_between_pieces_is_refused():
    level = Half(A, None, (Piece(fmpq(1, 2), ONE),) * 2)
    assert is_lower_bound(FLAT, A, B, fmpq(0), level, level)
    up = Half(A, None, (Piece(fmpq(1, 2), 1 - X), *level.pieces[1:]))
    down = Half(A, None, (Piece(fmpq(1, 2), 1 + X), *level.pieces[1:]))
    assert not is_lower_bound(FLAT, A, B, fmpq(-10), up, level)
    assert is_lower_bound(FLAT, A, B, fmpq(-10), down, level)


def test_no_bound_above_the_gap_is_certified_from_below():
    bound, bits, left, right = certified(OSCILLATOR, None, None, "lower")
    with precision(bits):
        assert bound < 1
        for false in (fmpq(1), fmpq(11, 10), bound * fmpq(10**9 + 1, 10**9)):
            assert not is_lower_bound(OSCILLATOR, None, None, false, left, right)


def test_no_bound_below_the_gap_is_certified_from_above():
    bound, bits, left, right = certified(double_well(5), None, None, "upper")
    with precision(bits):
        for false in (fmpq(0), fmpq(1, 20), bound * fmpq(10**9 - 1, 10**9)):
            assert not is_upper_bound(double_well(5), None, None, false, left, right)


def test_a_certificate_for_one_energy_does_not_serve_a_flatter_one():
    bound, bits, left, right = certified(OSCILLATOR, None, None, "lower")
    with precision(bits):
        assert not is_lower_bound(OSCILLATOR / 2, None, None, bound, left, right)
        assert not is_lower_bound(OSCILLATOR + X**3, None, None, bound, left, right)


def test_a_lower_bound_needs_the_whole_interval():
    bound, bits, left, right = certified(FLAT, A, B, "lower")
    with precision(bits):
        assert is_lower_bound(FLAT, A, B, bound, left, right)
        assert not is_lower_bound(FLAT, fmpq(-2), B, bound, left, right)
        assert not is_lower_bound(FLAT, None, None, bound, left, right)
        shorter = dataclasses.replace(left, pieces=left.pieces[:-1])
        assert not is_lower_bound(FLAT, A, B, bound, shorter, right)


def test_a_trial_function_outside_the_interval_is_refused():
    bound, bits, left, right = certified(FLAT, A, B, "upper")
    with precision(bits):
        assert is_upper_bound(FLAT, A, B, bound, left, right)
        assert not is_upper_bound(FLAT, fmpq(-1, 2), B, bound, left, right)


def test_an_upper_bound_needs_a_trial_function_that_vanishes_at_the_ends():
    constant = tent(fmpq(0), A)
    assert not is_upper_bound(FLAT, A, B, fmpq(1), constant, constant)


def test_a_trial_function_with_a_zero_inside_is_refused():
    zero = tent(fmpq(-1), A)  # vanishes at t = 1
    assert not is_lower_bound(FLAT, A, B, fmpq(0), zero, zero)


def test_a_trial_function_that_vanishes_between_pieces_is_refused():
    half = Half(A, None, (Piece(fmpq(1, 2), ONE), Piece(fmpq(1, 2), X)))
    assert not is_lower_bound(FLAT, A, B, fmpq(-10), half, half)


def test_halves_that_do_not_meet_are_refused():
    half, short = tent(fmpq(0), A), Half(A, None, (Piece(fmpq(1, 2), ONE),))
    assert is_lower_bound(FLAT, A, B, fmpq(0), half, half)
    assert not is_lower_bound(FLAT, A, B, fmpq(0), half, short)
    assert not is_lower_bound(FLAT, A, B, fmpq(0), half, Half(A, None, ()))


def test_pieces_that_go_backward_are_refused():
    back = Half(A, None, (Piece(fmpq(3, 2), ONE), Piece(fmpq(-1, 2), ONE)))
    assert not is_lower_bound(FLAT, A, B, fmpq(0), back, back)


def test_a_tail_below_the_bound_is_refused():
    def half(rate):  # k = e^{rate x} up to -5, constant from there to 0: R = 1 + rate x - rate²
        return Half(fmpq(-5), rate, (Piece(fmpq(5), ONE),))

    zero, up = half(fmpq(0)), half(fmpq(1, 2))
    assert is_lower_bound(OSCILLATOR, None, None, fmpq(9, 10), zero, zero)
    assert not is_lower_bound(OSCILLATOR, None, None, fmpq(11, 10), zero, zero)
    assert not is_lower_bound(OSCILLATOR, None, None, fmpq(9, 10), up, zero)
    assert not is_lower_bound(OSCILLATOR, None, None, fmpq(9, 10), zero, up)


@pytest.mark.parametrize(
    "rate, bound, holds",
    [("-5/2", 7, True), ("-5/2", 8, False), ("-6", 0, False), ("1/10", -100, False)],
)
def test_tails_of_the_oscillator(rate, bound, holds):
    """R = 1 + rate x - rate² on (-oo, -5]: least at -5 for a negative rate, -oo for a positive."""
    numerator, _, denominator = rate.partition("/")
    rate = fmpq(int(numerator), int(denominator or 1))
    assert _tail_holds(OSCILLATOR.derivative(), None, fmpq(-5), rate, fmpq(bound)) == holds


def bent(half: Half) -> Half:
    """The same with one piece a millionth off."""
    piece = Piece(half.pieces[3].width, half.pieces[3].q + fmpq(1, 10**6) * X**2)
    return dataclasses.replace(half, pieces=(*half.pieces[:3], piece, *half.pieces[4:]))


def test_a_wrong_trial_function_is_refused():
    for side, check in (("lower", is_lower_bound), ("upper", is_upper_bound)):
        bound, bits, left, right = certified(OSCILLATOR, None, None, side)
        with precision(bits):
            assert check(OSCILLATOR, None, None, bound, left, right)
            assert not check(OSCILLATOR, None, None, bound, bent(left), right)
            assert not check(OSCILLATOR, None, None, bound, left, bent(right))


def test_wrong_trial_functions_only_widen_the_bracket(monkeypatch):
    def mostly_wrong(*arguments):
        for place, (side, bound, bits, left, right) in enumerate(proposals(*arguments)):
            yield side, bound, bits, bent(left) if place < 4 else left, right

    monkeypatch.setattr("provcheck.statement.shooting.proposals", mostly_wrong)
    gap = spectral_gap(fmpq(7, 11) * X**2 / 2, None, None)
    assert gap.contains(fmpq(7, 11))
    assert 1e-7 < float(gap.rad() / gap.mid()) < 1e-2


def test_without_true_proposals_nothing_is_decided(monkeypatch):
    def wrong(*arguments):
        for side, bound, bits, left, right in proposals(*arguments):
            yield side, bound * fmpq(3 if side == "lower" else 1, 2), bits, left, right

    monkeypatch.setattr("provcheck.statement.shooting.proposals", wrong)
    with pytest.raises(Undecided, match="no certificate for a lower bound"):
        spectral_gap(fmpq(7, 12) * X**2 / 2, None, None)


# --- the truth is inside ---


@pytest.mark.parametrize("curvature", [fmpq(1), fmpq(1, 10**6), fmpq(10**6), fmpq(22, 7)])
def test_oscillator(curvature):
    gap = spectral_gap(curvature * (X - fmpq(1, 3)) ** 2 / 2, None, None)
    assert gap.contains(curvature)
    assert float(gap.rad() / gap.mid()) < 1e-10


def test_half_oscillator_has_twice_the_gap():
    assert spectral_gap(OSCILLATOR, fmpq(0), None).contains(2)
    assert spectral_gap(OSCILLATOR, None, fmpq(0)).contains(2)


@pytest.mark.parametrize("slope", [0, 1, -3, 20])
def test_linear_energy_on_an_interval(slope):
    """-h'' + c h' on (0, 3/2) with reflecting ends: (2π/3)² + c²/4."""
    gap = spectral_gap(slope * X + 7, fmpq(0), fmpq(3, 2))
    with precision(128):
        exact = (2 * arb.pi() / 3) ** 2 + arb(slope) ** 2 / 4
    assert gap.contains(exact)
    assert float(gap.rad() / gap.mid()) < 1e-10


def test_tail_to_a_finite_end_that_is_cut_off():
    """E = 900 x on (0, 1): the cut stands far below the end; 900²/4 + π²."""
    with precision(128):
        exact = arb(900) ** 2 / 4 + arb.pi() ** 2
    gap = spectral_gap(900 * X, fmpq(0), fmpq(1))
    assert gap.contains(exact)


@pytest.mark.parametrize("height", [1, 5, 20])
def test_double_wells_against_finite_volumes(height):
    import numpy as np

    from provcheck.reference.spectrum import tridiagonal_gap

    estimates = []
    for cells in (200, 400):
        points, spacing = np.linspace(-2.2, 2.2, cells, endpoint=False, retstep=True)
        points = points + spacing / 2
        estimates.append(tridiagonal_gap(height * (points**2 - 1) ** 2, spacing))
    extrapolated = (4 * estimates[1] - estimates[0]) / 3
    gap = spectral_gap(double_well(height), None, None)
    assert float(gap.mid()) == pytest.approx(extrapolated, rel=3e-5)
    assert float(gap.rad() / gap.mid()) < 1e-10


def test_a_shelf_high_above_the_well_is_not_cut_off():
    """The slow function lives on a shelf where E is 100 above its minimum."""
    gap = spectral_gap(30 * X**4 - 60 * X**2 - 60 * X, None, None)
    assert float(gap.mid()) == pytest.approx(84.753377370, rel=1e-9)


def test_scaling_and_reflection_of_the_energy():
    energy = X**4 - X**3 / 2 + X / 3
    gap = spectral_gap(energy, None, None)
    assert spectral_gap(energy(-X), None, None).overlaps(gap)
    assert (spectral_gap(energy(3 * X), None, None) / 9).overlaps(gap)
    assert spectral_gap(energy + 12, None, None).overlaps(gap)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_random_energies_agree_with_the_spectral_method(seed):
    import numpy as np

    from provcheck.reference.spectrum import gap_1d

    rng = np.random.default_rng(seed)
    degree = int(rng.choice([2, 4, 6]))
    numbers = [*rng.integers(-4, 5, degree), int(rng.integers(3, 9))]
    energy = fmpq_poly([fmpq(int(c), 2) for c in numbers])
    ends = [(None, None), (fmpq(-1), None), (fmpq(-1), fmpq(5, 4))][seed % 3]
    gap = spectral_gap(energy, *ends)
    low, high = (-np.inf if ends[0] is None else -1.0), (np.inf if ends[1] is None else 1.25)
    found = gap_1d(
        lambda x: np.polynomial.polynomial.polyval(x, np.array(numbers) / 2), 2, low, high
    )
    assert abs(found.gap / float(gap.mid()) - 1) < 1e-10, (numbers, ends)


# --- masses ---


@pytest.mark.parametrize("low, high", [(1, None), (None, -2), (fmpq(-1, 3), 2), (6, 7), (12, None)])
def test_gaussian_mass_is_the_error_function(low, high):
    low, high = (None if end is None else fmpq(end) for end in (low, high))
    with precision(128):
        upper = arb(1) if high is None else arb(high).erf()
        exact = (upper + 1) / 2 if low is None else (arb(low).erfc() - 0) / 2
        if low is not None and high is not None:
            exact = (arb(low).erfc() - arb(high).erfc()) / 2
    mass = gibbs_mass(X**2, low, high)
    assert mass.overlaps(exact)
    assert mass.rel_accuracy_bits() > 40


@pytest.mark.parametrize(
    "energy, low, high, cuts",
    [
        (X**4 - X, 0, 1, [k / 2 for k in range(-8, 9)]),
        (40 * (X**2 - 1) ** 2, -0.125, 0.125, [k / 8 for k in range(-16, 17)]),  # a barrier of 40
        (125000 * (X**2 - 1) ** 2 + X, 1, None,  # curvature 10⁶ in the wells
         [sign + k / 256 for sign in (-1, 1) for k in range(-3, 4)]),
    ],
)  # fmt: skip
def test_mass_agrees_with_mpmath(energy, low, high, cuts):
    """The quadrature of mpmath runs over the cuts, outside which e^{-E} is below 10^-20."""
    coefficients = [int(c) for c in energy.coeffs()][::-1]
    with mpmath.workdps(25):

        def density(x):
            return mpmath.exp(-mpmath.polyval(coefficients, x))

        inner = [cut for cut in cuts if low <= cut and (high is None or cut <= high)]
        expected = str(mpmath.quad(density, inner) / mpmath.quad(density, cuts))
    mass = gibbs_mass(energy, exact_end(low), exact_end(high))
    assert abs(mass / arb(expected) - 1) < arb("1e-12")


def test_the_neglected_tail_is_in_its_bound():
    bound = _tail_bound(X**2, fmpq(3), fmpq(0))
    true = arb(3).erfc() * arb.pi().sqrt() / 2  # ∫_3^oo e^{-x²}
    assert bound.contains(true) and bound < 2 * true


def exact_end(end):
    return None if end is None else fmpq(int(end * 1024), 1024)


def test_masses_of_complements_add_to_one():
    energy = X**6 - 3 * X**2 + X
    total = gibbs_mass(energy, None, fmpq(1, 3)) + gibbs_mass(energy, fmpq(1, 3), None)
    assert total.contains(1) and total.rad() < arb("1e-13")


def test_empty_and_whole():
    assert gibbs_mass(X**2, fmpq(1), fmpq(1)) == 0
    assert gibbs_mass(X**2, None, None) == 1


# --- infima ---


@pytest.mark.parametrize(
    "poly, low, high, value",
    [
        (X**2 - 2 * X, None, None, -1),
        (X**2 - 2 * X, fmpq(3), None, 3),
        (X**2 - 2 * X, None, fmpq(0), 0),
        (-X, fmpq(0), fmpq(2), -2),
        (X, fmpq(0), None, 0),
        (7 + 0 * X, None, None, 7),
        (0 * X, fmpq(0), fmpq(1), 0),
        ((X - fmpq(1, 3)) ** 2, fmpq(1, 3), fmpq(2), 0),
        ((X**2 - 2) ** 2 + 5, None, None, 5),  # attained at two irrational points
        ((X**2 + 1) ** 3, None, None, 1),
    ],
)
def test_infimum(poly, low, high, value):
    found = infimum(poly, low, high)
    assert found.contains(value) and found.rad() < arb("1e-12")


def test_the_infimum_does_not_see_what_lies_outside():
    assert infimum(X**3 - 3 * X, fmpq(2), fmpq(3)) > 1  # the minimum at 1 is -2


@pytest.mark.parametrize(
    "poly, low, high", [(X, None, None), (-X, None, None), (-X, fmpq(0), None)]
)
def test_infimum_of_minus_infinity_is_refused(poly, low, high):
    with pytest.raises(StatementError, match="tends to -oo"):
        infimum(poly, low, high)


# --- refusals ---


@pytest.mark.parametrize("energy", [X, X**3, -(X**2), 0 * X, X**2 - X**4])
def test_energies_that_do_not_confine_are_refused(energy):
    for question in (spectral_gap, gibbs_mass):
        with pytest.raises(StatementError, match="does not confine"):
            question(energy, None, None)


def test_empty_intervals_and_other_types_are_refused():
    with pytest.raises(StatementError, match="is empty"):
        spectral_gap(X**2, fmpq(1), fmpq(1))
    with pytest.raises(StatementError, match="is empty"):
        gibbs_mass(X**2, fmpq(2), fmpq(1))
    with pytest.raises(StatementError, match="expected a flint.fmpq_poly, met list"):
        infimum([0, 1], None, None)


def test_what_costs_too_much_is_undecided():
    with pytest.raises(Undecided, match="rises and falls"):
        spectral_gap(10**6 * (X**2 - 1) ** 2, None, None)
