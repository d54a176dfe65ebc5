"""Checks along flows: they refuse records that were tampered with, and hold on true ones."""

from dataclasses import replace

import numpy as np
import pytest

from provcheck.reference.flow import OnSliding
from provcheck.reference.flow_checks import (
    energy_identity,
    integral_bound,
    no_blow_up,
    printed_bound,
)
from provcheck.reference.piece import fit_of
from provcheck.reference.piecewise_flow import follow
from provcheck.reference.trajectory import record
from provcheck.statement.network import smooth
from tests.reference.test_piecewise_flow import HALF, random_fit, shift

CHECKS = [printed_bound, integral_bound, no_blow_up, energy_identity]


def crossing(times=(0.0, 0.5, 1.0, 3.0)):
    return record(follow(shift(HALF, 0, -1), [1.0], 4.0), times)


@pytest.mark.parametrize("check, change", [
    (printed_bound, lambda true: {"least_so_far": true.least_so_far * 4.0}),
    (printed_bound, lambda true: {"loss": true.loss * 8.0}),
    (integral_bound, lambda true: {"integral": true.times}),  # as if K did not jump
    (integral_bound, lambda true: {"loss": true.loss * 1.0001}),
    (no_blow_up, lambda true: {"norm": 1 + np.sqrt(2 * true.times) * 1.001}),
    (energy_identity, lambda true: {"energy": true.energy * 1.0001}),
    (energy_identity, lambda true: {"loss": true.loss + 1e-5}),
])  # fmt: skip
def test_a_false_record_does_not_pass(check, change):
    true = crossing()
    assert check(true).holds
    assert not check(replace(true, **change(true))).holds


def test_the_bound_with_the_integral_is_attained_by_one_parameter():
    """K is a number there, so Grönwall's inequality is an equality, across the kink too."""
    found = integral_bound(crossing())
    assert found.ratio == pytest.approx(1.0, abs=1e-7) and found.compared == 3


def test_the_printed_bound_is_worst_just_before_the_matrix_jumps():
    """Before ln 2 it is an equality; after, λ_t = ¼ forgets that it was 1."""
    early, late = (printed_bound(crossing(times)) for times in ((0.0, 0.5), (0.0, 1.0, 3.0)))
    assert early.ratio == pytest.approx(1.0, abs=1e-7)
    assert late.holds
    # L(t)/L(0) = e^(−2 ln 2 − (t − ln 2)/2) against e^(−t/2)
    assert late.ratio == pytest.approx(np.exp(-1.5 * np.log(2)), rel=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_all_hold_along_flows_of_random_nets(seed):
    fit, theta = random_fit(seed)
    kinked = follow(fit, theta, 3.0, on_sliding=OnSliding.FOLLOW)
    fit, theta = random_fit(seed, (4, 3, 2), smooth("softplus"), make=fit_of)
    for flow in (kinked, follow(fit, theta, 1.0)):
        found = record(flow, np.linspace(0, flow.end, 9))
        for check in CHECKS:
            result = check(found)
            assert result.holds, (check.__name__, result)


def test_bounds_below_what_the_integrator_resolves_are_not_compared():
    found = crossing(np.array([1.0, 3.0]))
    tiny = replace(found, integral=np.array([1.0, 40.0]))
    assert integral_bound(tiny).compared == 1
