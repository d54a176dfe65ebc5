"""True claims about nets must stand; false ones fall to the smallest net that breaks them."""

import functools
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from provcheck import kernel
from provcheck.engines import break_net as engine
from provcheck.engines import net_invariant, net_null_vector
from provcheck.engines.break_net import break_net
from provcheck.engines.net_catalogue import Candidate
from provcheck.engines.prove import line_claim, prove
from provcheck.errors import Rejected
from provcheck.reference.network import forward, loss_gradient, ntk
from provcheck.statement import (
    Activations,
    Derivation,
    Family,
    FinitelyManySingular,
    FlowContinuesAlmostSurely,
    FlowKeepsNullSets,
    FlowStartsAlmostSurely,
    Invariant,
    LossVanishesAlmostSurely,
    NtkAtLeastThatOf,
    NtkContinuousAlmostSurely,
    NullVector,
    PositiveDefiniteAlmostSurely,
    Setting,
    line,
)
from provcheck.statement.nets import MINORANTS, Polynomial
from provcheck.statement.network import Activation, dense, leaky_relu
from provcheck.verdict import Verdict, decide
from tests.engines.nets import BUDGET, net_claim

DEFINITE, VANISHES = PositiveDefiniteAlmostSurely(), LossVanishesAlmostSurely()
CONTINUES, KEEPS = FlowContinuesAlmostSurely(), FlowKeepsNullSets()
CONTINUOUS = NtkContinuousAlmostSurely()
ANY, DENSE, RESIDUAL, GRAPH = Family
PIECEWISE, LEAKY, RELU, SIGMOID = Activations


def search(relation, family=ANY, activations=PIECEWISE, *, seed=0, budget=BUDGET, **more):
    claim = net_claim(relation, family, activations, **more)
    return break_net(claim, budget=budget, seed=seed)


@functools.cache
def witness(*arguments, **more):
    """The net that a search finds; each search is made once."""
    found = search(*arguments, **more).counterexample
    assert found is not None
    return found.setting["net"]


def shape(setting):
    """(m, n, q, number of layers)"""
    net = setting.network
    return net.parameters, setting.samples, net.outputs, len(net.layers)


# ---------------------------------------------------------------- falsehoods


BOTTLENECK = dense(1, (1, 2), Activation("sigmoid"))
ONE_UNIT = dense(1, (1, 1), leaky_relu(Fraction(1, 2)))


@pytest.fixture
def only(monkeypatch):
    """Lets the search try one net alone."""

    def only(network, samples):
        tried = [Candidate(network, samples)]
        monkeypatch.setattr(engine, "candidates", lambda nets: iter(tried))

    return only


def negated(entry: Polynomial) -> Polynomial:
    return Polynomial(tuple((-c, powers) for c, powers in entry.terms))


def test_a_wrong_null_vector_is_refused(monkeypatch, only):
    only(BOTTLENECK, 3)
    assert search(DEFINITE, DENSE, SIGMOID).counterexample is not None
    right = net_null_vector.null_vector

    def wrong(*arguments):
        found = right(*arguments)
        return NullVector((negated(found.entries[0]), *found.entries[1:]), found.opaque)

    monkeypatch.setattr(net_null_vector, "null_vector", wrong)
    found = search(DEFINITE, DENSE, SIGMOID)
    assert found.counterexample is None and found.evaluations > 0


def test_a_wrong_invariant_is_refused(monkeypatch, only):
    only(BOTTLENECK, 3)
    assert search(VANISHES, DENSE, SIGMOID).counterexample is not None
    right = net_invariant.invariant

    def wrong(*arguments):
        found = right(*arguments)
        return Polynomial((*negated(found).terms[:1], *found.terms[1:]))

    monkeypatch.setattr(net_invariant, "invariant", wrong)
    found = search(VANISHES, DENSE, SIGMOID)
    assert found.counterexample is None and found.evaluations > 0


@pytest.mark.parametrize("samples", [1, 2])
def test_a_leaky_net_with_one_hidden_unit_is_regular_on_two_samples(only, samples):
    """J has rows (a s x, a s, σ, 1) with s > 0: any two of them are independent almost surely."""
    only(ONE_UNIT, samples)
    found = search(DEFINITE, DENSE, LEAKY)
    assert found.counterexample is None and found.drawn > samples and not found.capped
    assert "no polynomials v" in found.reason


def test_the_same_net_is_singular_on_three_samples(only):
    """The test above looks where something can be found."""
    only(ONE_UNIT, 3)
    assert search(DEFINITE, DENSE, LEAKY).counterexample is not None


def test_no_kink_stops_a_flow_with_one_sample_and_a_monotone_activation(only):
    """With one output the rates on both sides of a kink have one sign."""
    only(ONE_UNIT, 1)
    found = search(CONTINUES, DENSE, LEAKY)
    assert found.counterexample is None and found.evaluations == 0 and found.drawn > 0


@pytest.mark.parametrize("relation", [CONTINUES, KEEPS, CONTINUOUS])
def test_a_smooth_flow_has_no_kinks_and_nothing_is_searched(relation):
    found = search(relation, ANY, SIGMOID)
    assert found.counterexample is None and found.drawn == 0 and "none" in found.reason
    claim = net_claim(relation, ANY, SIGMOID)
    assert decide(claim, (), found)[0] is Verdict.OPEN


def test_a_statement_that_no_setting_breaks_is_not_searched():
    found = search(FlowStartsAlmostSurely())
    assert found.counterexample is None and found.drawn == 0 and found.reason


def test_what_was_enumerated_is_said():
    found = search(VANISHES, RESIDUAL, SIGMOID)
    assert found.counterexample is None and found.admitted == found.drawn > 50
    assert "residual" in found.reason and "m ≤" in found.reason and "sigmoid" in found.reason


def test_the_clock_ends_a_search():
    found = search(VANISHES, RESIDUAL, SIGMOID, budget=replace(BUDGET, seconds=1e-9))
    assert found.capped and found.drawn == 0


# ---------------------------------------------------------------- smallest witnesses

SINGULAR = {
    (ANY, PIECEWISE): (1, 1, 1, 1),
    (ANY, LEAKY): (2, 2, 1, 2),
    (ANY, RELU): (1, 1, 1, 1),
    (ANY, SIGMOID): (2, 2, 1, 2),
    (DENSE, PIECEWISE): (4, 2, 1, 2),
    (DENSE, LEAKY): (4, 3, 1, 2),
    (DENSE, RELU): (4, 2, 1, 2),
    (DENSE, SIGMOID): (6, 3, 2, 2),
    (RESIDUAL, PIECEWISE): (4, 2, 1, 2),
    (RESIDUAL, LEAKY): (4, 3, 1, 2),
    (RESIDUAL, RELU): (4, 2, 1, 2),
    (GRAPH, PIECEWISE): (4, 2, 1, 2),
    (GRAPH, LEAKY): (4, 2, 1, 2),
    (GRAPH, RELU): (4, 2, 1, 2),
    (GRAPH, SIGMOID): (4, 2, 1, 2),
}


@pytest.mark.parametrize("family, activations", SINGULAR)
def test_the_gram_matrix_is_singular_all_over_the_box(family, activations, rng):
    """By float eigenvalues at random points of the box, which share no code with the search."""
    setting = witness(DEFINITE, family, activations)
    assert shape(setting) == SINGULAR[family, activations]
    assert setting.network.parameters >= setting.stacked and setting.radius >= Fraction(1, 10)
    for _ in range(5):
        theta, X = (
            np.array(centre, dtype=float) + rng.uniform(-1, 1, np.shape(centre)) * setting.radius
            for centre in (setting.parameters, setting.inputs)
        )
        values = np.linalg.eigvalsh(ntk(setting.network, theta.astype(float), X.astype(float)))
        assert values[0] < 1e-12 * max(values[-1], 1e-3)


def test_with_fewer_parameters_than_outputs_nothing_smaller_is_needed():
    assert shape(witness(DEFINITE, ANY, SIGMOID, overparametrized=False)) == (1, 2, 1, 1)


def test_the_determinants_fall_to_the_same_net():
    assert witness(FinitelyManySingular()) == witness(DEFINITE)


UNREACHED = {
    (ANY, PIECEWISE): (2, 2, 1, 2),
    (ANY, LEAKY): (2, 2, 1, 2),
    (DENSE, PIECEWISE): (4, 3, 1, 2),
    (DENSE, LEAKY): (6, 3, 2, 2),
    (DENSE, RELU): (6, 3, 2, 2),
    (DENSE, SIGMOID): (6, 3, 2, 2),
    (RESIDUAL, PIECEWISE): (4, 3, 1, 2),
    (GRAPH, PIECEWISE): (4, 2, 1, 2),
    (GRAPH, LEAKY): (4, 2, 1, 2),
    (GRAPH, SIGMOID): (4, 2, 1, 2),
}


@pytest.mark.parametrize("family, activations", UNREACHED)
def test_random_parameters_never_reach_the_labels(family, activations, rng):
    claim = net_claim(VANISHES, family, activations)
    found = break_net(claim, budget=BUDGET, seed=0).counterexample
    setting, floor = found.setting["net"], float(found.lhs[0])
    assert shape(setting) == UNREACHED[family, activations] and floor > 0.01
    labels = np.array(setting.labels, dtype=float)
    for scale in (0.1, 1.0, 10.0):
        for _ in range(20):
            theta = scale * rng.normal(size=setting.network.parameters)
            F = forward(setting.network, theta, np.array(setting.inputs, dtype=float)).outputs
            assert 0.5 * np.sum((F - labels) ** 2) >= floor


def test_the_identity_net_with_two_weights_is_found_for_what_it_is():
    setting = witness(VANISHES)
    assert setting.network.activation.name == "identity"
    assert setting.argument == Invariant(
        Polynomial(
            (
                (Fraction(1), (("F1_1", 1), ("x2_1", 1))),
                (Fraction(-1), (("F2_1", 1), ("x1_1", 1))),
            )
        ),
        False,
    )


SLIDING = {
    (ANY, PIECEWISE, True): (1, 1, 1, 1),
    (ANY, LEAKY, False): (1, 2, 1, 1),
    (ANY, LEAKY, True): (2, 2, 1, 1),
    (ANY, RELU, False): (1, 2, 1, 1),
    (DENSE, LEAKY, True): (4, 2, 1, 2),
    (DENSE, PIECEWISE, True): (4, 1, 1, 2),
}
CROSSING = {
    (ANY, PIECEWISE, True): (1, 1, 1, 1),
    (ANY, LEAKY, True): (1, 1, 1, 1),
    (ANY, RELU, True): (2, 2, 1, 1),
    (DENSE, LEAKY, True): (4, 1, 1, 2),
}


def descended(setting, rng):
    """The kink's preactivation less its break along small gradient steps from the box.

    It comes to the kink after about 20 of the 60 steps.
    """
    X, y = (np.array(part, dtype=float) for part in (setting.inputs, setting.labels))
    kink, net = setting.argument, setting.network
    at_break = float(net.activation.breaks[kink.at_break - 1])

    def height(theta):
        values = forward(net, theta, X).preactivations[kink.layer - 1]
        return values[kink.sample - 1, kink.unit - 1] - at_break

    def downhill(theta, step):
        return theta - step * loss_gradient(net, theta, X, y)

    theta = np.array(setting.parameters, dtype=float)
    theta = theta + rng.uniform(-1, 1, len(theta)) * float(setting.radius)
    speed = (height(theta) - height(downhill(theta, 1e-6))) / 1e-6
    step = height(theta) / speed / 20
    assert step > 0
    heights = []
    for _ in range(60):
        heights.append(height(theta))
        theta = downhill(theta, step)
    return np.array(heights) / heights[0]


@pytest.mark.parametrize("family, activations, over", SLIDING)
def test_gradient_descent_is_caught_by_the_kink(family, activations, over, rng):
    setting = witness(CONTINUES, family, activations, overparametrized=over)
    assert shape(setting) == SLIDING[family, activations, over]
    heights = descended(setting, rng)
    assert np.all(heights[:10] > 0)
    caught = heights[25:]
    assert np.any(caught > 0) and np.any(caught < 0)
    assert np.abs(caught).max() < 2.1 * np.abs(np.diff(heights)).max()


def test_the_null_sets_fall_to_the_same_net():
    assert witness(KEEPS, ANY, LEAKY) == witness(CONTINUES, ANY, LEAKY, overparametrized=True)


@pytest.mark.parametrize("family, activations, over", CROSSING)
def test_gradient_descent_crosses_the_kink(family, activations, over, rng):
    setting = witness(CONTINUOUS, family, activations, overparametrized=over)
    assert shape(setting) == CROSSING[family, activations, over]
    heights = descended(setting, rng)
    assert np.all(heights[:10] > 0) and np.all(np.diff(heights) < 0) and heights[-1] < 0


@pytest.mark.parametrize("name, activations", [("linear", LEAKY), ("minusone", SIGMOID)])
def test_the_minorant_has_the_larger_gram_matrix(name, activations):
    for family, size in ((ANY, None), (DENSE, (4, 1, 1, 2))):
        setting = witness(NtkAtLeastThatOf(name), family, activations, overparametrized=False)
        assert size is None or shape(setting) == size
        net, v = setting.network, np.array(setting.argument.vector, dtype=float)
        theta, X = (np.array(part, dtype=float) for part in (setting.parameters, setting.inputs))
        other = replace(net, activation=MINORANTS[name])
        assert v @ ntk(other, theta, X) @ v > v @ ntk(net, theta, X) @ v + 0.1


# ---------------------------------------------------------------- the engine's promises


@pytest.mark.parametrize("relation", [DEFINITE, VANISHES, CONTINUES])
def test_a_seed_gives_the_same_witness_and_another_one_as_small(relation):
    first, again = (search(relation, ANY, RELU) for _ in range(2))
    assert first.counterexample.setting.to_json() == again.counterexample.setting.to_json()
    assert first.drawn == again.drawn and first.evaluations == again.evaluations
    other = witness(relation, ANY, RELU, seed=7)
    assert shape(other) == shape(first.counterexample.setting["net"])


def test_witnesses_survive_the_way_to_a_file_and_back():
    claim = net_claim(DEFINITE, DENSE, SIGMOID)
    found = break_net(claim, budget=BUDGET, seed=0).counterexample
    read = Setting.from_json(claim.space, found.setting.to_json())
    assert kernel.certify(claim, read, {}).lhs == found.lhs


def test_a_printed_line_about_nets_is_broken_by_a_net_of_its_own():
    lines = (
        line("finite", FinitelyManySingular(), "cited", printed=True),
        line("own", CONTINUES, "cited"),
        line("definite", DEFINITE, "cited", printed=True),
    )
    claim = net_claim(DEFINITE, derivations=(Derivation("as printed", lines),))
    (check,) = prove(claim, {}, budget=BUDGET, seed=0)
    assert [str(entry.status) for entry in check.lines] == ["broken", "gap", "broken"]
    assert check.first_broken.id == "finite" and not check.first_broken.was_accepted
    found = check.first_broken.counterexample
    assert found.claim == "test2025/nets/claim#finite"
    alone = line_claim(claim, lines[0])
    assert alone.space == claim.space and kernel.certify(alone, found.setting, {}).lhs == found.lhs
    with pytest.raises(Rejected):
        kernel.certify(line_claim(claim, lines[1]), found.setting, {})
