"""An error in `depth2` or in one element of a batch is seen; correct functions pass."""

from inspect import signature

import numpy as np
import pytest

from provcheck.benchmarks import accuracy_nets
from provcheck.benchmarks.accuracy_nets import arguments, hard_net, net_rows
from provcheck.compiled import depth2 as compiled
from provcheck.compiled import depth2_batched
from provcheck.reference import depth2 as reference
from tests.bench.spoiling import above, largest, spoiled

pytestmark = pytest.mark.usefixtures("many_bits")

NAMES = (*accuracy_nets._FUNCTIONS, "loss_gradient_laplacian")


def sweep(W, a, X, y, lam, beta, activation):
    given = W, a, X, y, lam, beta, activation
    return tuple(
        getattr(reference, name)(*given) for name in ("loss", "gradient", "laplacian_by_neuron")
    )


def over(function, stacked):
    """A batch by a loop; `stacked` names what has a leading axis."""
    names = signature(function).parameters

    def batch(*given):
        named = dict(zip(names, given, strict=True))
        results = [
            function(**named | {name: named[name][k] for name in named if name in stacked})
            for k in range(len(given[0]))
        ]
        if function is sweep:
            return tuple(map(np.stack, zip(*results, strict=True)))
        return np.array(results)

    return batch


@pytest.fixture
def plain(monkeypatch):
    """The references in place of their twins: their bounds are the same, and nothing compiles."""
    for name in NAMES:
        function = sweep if name == "loss_gradient_laplacian" else getattr(reference, name)
        monkeypatch.setattr(compiled, name, function)
        for form, stacked in (("weights", "W V"), ("settings", "W V a X y lam s beta")):
            batch = over(function, stacked.split())
            monkeypatch.setattr(depth2_batched, f"{name}_over_{form}", batch)


def test_every_spoiled_function_is_above_its_bound(plain, monkeypatch):
    for name in NAMES:
        monkeypatch.setattr(compiled, name, spoiled(getattr(compiled, name)))
    rows = list(net_rows(6))
    assert above(rows) == {row["function"] for row in rows} and len(rows) == 9


def test_one_spoiled_batch_is_seen(plain, monkeypatch):
    assert largest(net_rows(2))["depth2_batched"] == 0
    batch = depth2_batched.hessian_vector_over_settings
    monkeypatch.setattr(
        depth2_batched, "hessian_vector_over_settings", spoiled(batch, 1 + 2.0**-52)
    )
    assert 1 <= largest(net_rows(2))["depth2_batched"] <= 2


def test_correct_functions_are_within_their_bounds(plain):
    assert not above(net_rows(3))


def test_nets_cancel_underflow_and_meet_their_labels():
    nets = [hard_net(seed) for seed in range(60)]
    twin = next(net for net in nets[1::2] if len(net["a"]) > 1)
    assert (twin["W"][0] == twin["W"][1]).all() and 0 < abs(twin["a"][0] + twin["a"][1]) < 1e-12
    assert np.max(np.square(nets[4]["X"])) == 0 < np.max(abs(nets[4]["X"]))
    met = nets[3]
    assert (reference.outputs(*arguments(reference.outputs, met)) == met["y"]).all()
