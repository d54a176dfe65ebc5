"""Draws are classified for certain; “almost surely” fails on one singular draw, and only then."""

from fractions import Fraction

import numpy as np
import pytest

from provcheck.proofs.jakhmola2025 import survey, survey_section4
from provcheck.proofs.jakhmola2025.survey_draws import (
    Count,
    Found,
    Kind,
    classify,
    count,
    is_bottleneck,
    is_scaled_out,
)
from provcheck.reference.initialization import kaiming_uniform
from provcheck.reference.network import jacobian
from provcheck.statement import Outcome, dense, identity, leaky_relu, polynomial, relu, smooth
from provcheck.testing import check_experiment

CLAIMS = {claim.name: claim for pack in (survey, survey_section4) for claim in pack.CLAIMS}


def generator(seed=0):
    return np.random.Generator(np.random.Philox(key=[seed, 1]))


# ---------------------------------------------------------------- falsehoods


def test_a_net_that_is_always_singular_is_not_definite_almost_surely():
    """Identity: F is affine in x, so rank J ≤ q(d + 1) = 6 < nq = 8 ≤ m = 17."""
    found = count(Kind(identity(), 1), 3, 4, 20, generator())
    assert (found.singular, found.definite) == (20, 0)
    assert survey.outcome([found], 0.99) is Outcome.FAILS


def test_a_net_that_is_never_singular_is_definite():
    """One sample, q = 1 and a bias after the last layer: J has a column of ones."""
    found = count(Kind(leaky_relu(), 1, outputs=1), 3, 1, 120, generator())
    assert (found.singular, found.definite) == (0, 120)
    assert survey.outcome([found], 0.99) is Outcome.HOLDS
    assert survey.outcome([Count(0, 5, 5, False)], 0.99) is Outcome.UNDECIDED


def test_one_singular_draw_is_enough_and_an_undecided_one_is_not():
    many = Count(0, 1000, 1000, False)
    assert survey.outcome([many, Count(1, 9, 10, False)], 0.99) is Outcome.FAILS
    assert survey.outcome([many, Count(0, 9, 10, False)], 0.99) is Outcome.UNDECIDED
    assert survey.outcome([many], 0.99) is Outcome.HOLDS


def test_dead_units_are_seen():
    """ReLU, all preactivations negative: J has the columns of the last bias only."""
    net = dense(1, (2, 1), relu())
    theta = np.array([1.0, 1.0, -9.0, -9.0, 1.0, 1.0, 0.0])
    inputs = np.array([[0.5], [1.0]])
    assert classify(net, theta, inputs) is Found.SINGULAR
    assert classify(net, np.abs(theta), inputs) is Found.DEFINITE


def test_a_net_on_one_side_of_its_kinks_is_affine():
    net = dense(1, (2, 1), leaky_relu())
    theta = np.array([1.0, 2.0, 3.0, 5.0, 1.0, -0.5, 0.0])
    inputs = np.array([[0.5], [1.0], [2.0]])
    assert classify(net, theta, inputs) is Found.SINGULAR


# ---------------------------------------------------------------- bounds of the rank


@pytest.mark.parametrize("hidden", [1, 2])
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("slope", [0, Fraction(1, 100), Fraction(1, 2)])
def test_where_rescaling_leaves_too_few_parameters_every_draw_is_singular(hidden, bias, slope):
    kind, rng = Kind(leaky_relu(slope), hidden, bias=bias), generator()
    for width in (1, 2, 3):
        net, samples = kind.network(width), kind.samples(width, 1.0)
        if not (samples and is_scaled_out(net, samples)):
            continue
        for _ in range(5):
            theta, inputs = kaiming_uniform(net, rng), rng.normal(size=(samples, 2))
            assert classify(net, theta, inputs) is Found.SINGULAR


def test_other_activations_are_not_scaled_out():
    square = polynomial((Fraction(0), Fraction(0), Fraction(1)), "square")
    for activation in (smooth("tanh"), square):
        net = dense(2, (3, 2), activation)
        assert not is_scaled_out(net, net.parameters // 2)
    net = dense(2, (3, 2), relu())
    assert is_scaled_out(net, 8) and not is_scaled_out(net, 7)  # m − 3 = 14 = 7q


@pytest.mark.parametrize("activation", [leaky_relu(), smooth("tanh")])
@pytest.mark.parametrize("bias", [True, False])
def test_a_bottleneck_is_singular_and_a_wider_net_need_not_be(activation, bias):
    rng = generator()
    for width, samples in ((1, 3), (2, 5), (2, 4)):
        net = dense(40, (width, 3), activation, bias=bias)
        assert is_bottleneck(net, samples)
        rank = np.linalg.matrix_rank(
            jacobian(net, kaiming_uniform(net, rng), rng.normal(size=(samples, 40)))
        )
        assert rank < 3 * samples
    net = dense(40, (3, 3), smooth("tanh"), bias=bias)
    assert not is_bottleneck(net, 5)
    J = jacobian(net, kaiming_uniform(net, rng), rng.normal(size=(5, 40)))
    assert np.linalg.matrix_rank(J) == 15


def test_two_samples_are_no_bottleneck():
    assert not is_bottleneck(dense(2, (1, 2), relu()), 2)


def test_exact_ranks_and_floats_agree_where_floats_are_clear():
    rng, kind = generator(), Kind(leaky_relu(), 1)
    for _ in range(30):
        net = kind.network(4)
        theta, inputs = kaiming_uniform(net, rng), rng.normal(size=(5, 2))
        values = np.linalg.svd(jacobian(net, theta, inputs), compute_uv=False)
        if values[-1] > 1e-9 * values[0]:
            assert classify(net, theta, inputs) is Found.DEFINITE
        elif values[-1] < 1e-17 * values[0]:
            assert classify(net, theta, inputs) is Found.SINGULAR


def test_sigmoid_nets_are_certified_by_balls():
    kind, rng = Kind(smooth("sigmoid"), 1), generator()
    found = count(kind, 2, 5, 5, rng)
    assert (found.definite, found.always) == (5, False)
    assert classify(kind.network(1), np.ones(7), np.ones((2, 2))) is Found.UNKNOWN  # equal rows


# ---------------------------------------------------------------- the claims


@pytest.mark.slow
@pytest.mark.parametrize("name", CLAIMS)
def test_the_same_seed_measures_the_same(name):
    assert check_experiment(CLAIMS[name]) == []


@pytest.mark.slow
@pytest.mark.parametrize("where", ["lemma3_2", "corollary3_1_1", "corollary3_1_2"])
def test_the_recorded_verdict_comes_out_at_a_tenth_of_the_effort(where):
    claim = CLAIMS[f"jakhmola2025/{where}/default_initialization"]
    found = claim.experiment(generator(3), 0.1)
    assert (found.outcome is Outcome.FAILS) == (claim.expected == "DOUBTED")
    for plot in found.plots:
        assert plot.title


def test_random_primes_are_primes_of_that_size():
    import sympy

    for seed in range(3):
        prime = survey_section4.random_prime(generator(seed))
        assert 2**60 <= prime < 2**61 and sympy.isprime(prime)
