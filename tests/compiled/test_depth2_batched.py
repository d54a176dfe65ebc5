"""Batches equal the single form bit for bit, on any number of threads, and refuse wrong shapes."""

import numba
import numpy as np
import pytest

from provcheck.compiled import depth2, depth2_batched
from provcheck.compiled.lanes import WIDTH
from provcheck.compiled.samples import tile_of
from provcheck.errors import DomainError
from provcheck.reference import Activation

K, P, D, N = 5, 3, 4, 21
NAMES = ["outputs", "loss", "gradient", "laplacian_by_neuron", "laplacian", "villani",
         "hessian_vector", "hessian_extremes", "loss_gradient_laplacian"]  # fmt: skip


def batch(seed=0, p=P):
    rng = np.random.default_rng(seed)
    return {
        "W": rng.normal(size=(K, p, D)), "V": rng.normal(size=(K, p, D)),
        "a": rng.normal(size=(K, p)), "X": rng.normal(size=(K, N, D)),
        "y": rng.normal(size=(K, N)), "lam": rng.uniform(0, 1, size=K),
        "s": rng.uniform(0.1, 1, size=K), "beta": rng.uniform(0.5, 2, size=K),
    }  # fmt: skip


def arguments(name, values, activation):
    wanted = {
        "outputs": "W a X beta",
        "villani": "W a X y lam s beta",
        "hessian_vector": "W V a X y lam beta",
    }.get(name, "W a X y lam beta")
    return [*(values[key] for key in wanted.split()), activation]


def element(values, k, shared=0):
    return {key: value[k if key in "WV" else shared] for key, value in values.items()}


def same_bits(together, alone):
    """Whether a batch and the list of its single results are equal, bit for bit."""
    if isinstance(together, tuple):
        return all(map(same_bits, together, zip(*alone, strict=True)))
    stacked = np.array(alone)
    return stacked.shape == together.shape and stacked.tobytes() == together.tobytes()


@pytest.mark.parametrize("activation", Activation)
@pytest.mark.parametrize("name", NAMES)
def test_over_settings_equals_one_by_one(name, activation):
    values = batch()
    together = getattr(depth2_batched, f"{name}_over_settings")(
        *arguments(name, values, activation)
    )
    alone = [
        getattr(depth2, name)(*arguments(name, element(values, k, k), activation)) for k in range(K)
    ]
    assert same_bits(together, alone)


@pytest.mark.parametrize("activation", Activation)
@pytest.mark.parametrize("name", NAMES)
def test_over_weights_equals_one_by_one(name, activation):
    values = batch()
    given = {key: value if key in "WV" else value[0] for key, value in values.items()}
    together = getattr(depth2_batched, f"{name}_over_weights")(*arguments(name, given, activation))
    alone = [
        getattr(depth2, name)(*arguments(name, element(values, k), activation)) for k in range(K)
    ]
    assert same_bits(together, alone)


@pytest.mark.parametrize("p", [P, 20], ids=["dense", "lanczos"])
@pytest.mark.parametrize("name", NAMES)
def test_results_do_not_depend_on_the_number_of_threads(name, p):
    given = arguments(name, batch(1, p), Activation.SIGMOID)
    function = getattr(depth2_batched, f"{name}_over_settings")
    before = numba.get_num_threads()
    results = []
    for threads in (1, before):
        numba.set_num_threads(threads)
        results.append(function(*given))
    numba.set_num_threads(before)
    first, second = (r if isinstance(r, tuple) else (r,) for r in results)
    assert [x.tobytes() for x in first] == [x.tobytes() for x in second]


def test_batch_of_one_and_of_none():
    given = arguments("gradient", batch(), Activation.TANH)
    one = depth2_batched.gradient_over_settings(*(v[:1] for v in given[:-1]), given[-1])
    assert one.tobytes() == depth2.gradient(*(v[0] for v in given[:-1]), given[-1]).tobytes()
    none = depth2_batched.gradient_over_settings(*(v[:0] for v in given[:-1]), given[-1])
    assert none.shape == (0, P, D)


def test_many_nets_of_more_samples_than_a_tile_equal_one_by_one_wherever_they_stand():
    rng = np.random.default_rng(3)
    n = tile_of(P, 10**6) * WIDTH + 3
    W, a, X = rng.normal(size=(19, P, D)), rng.normal(size=P), rng.normal(size=(n, D))
    rest = a, X, rng.normal(size=n), 0.3, 1.5, Activation.SIGMOID
    together = depth2_batched.loss_gradient_laplacian_over_weights(W, *rest)
    turned = depth2_batched.loss_gradient_laplacian_over_weights(W[::-1], *rest)
    assert same_bits(together, [depth2.loss_gradient_laplacian(w, *rest) for w in W])
    assert same_bits(tuple(part[::-1].copy() for part in turned), list(zip(*together, strict=True)))


@pytest.mark.parametrize("form", ["weights", "settings"])
def test_results_go_where_they_are_asked_to(form):
    values = batch()
    if form == "weights":
        values = {key: value if key in "WV" else value[0] for key, value in values.items()}
    rooms = {
        "outputs": np.empty((K, N)),
        "hessian_vector": np.empty((K, P, D)),
        "loss_gradient_laplacian": (np.empty(K), np.empty((K, P, D)), np.empty((K, P))),
    }
    for name, out in rooms.items():
        given = arguments(name, values, Activation.SIGMOID)
        function = getattr(depth2_batched, f"{name}_over_{form}")
        expected, found = function(*given), function(*given, out=out)
        pairs = zip(found, out, strict=True) if isinstance(out, tuple) else [(found, out)]
        assert all(result is room for result, room in pairs)
        alone = zip(*expected, strict=True) if isinstance(out, tuple) else expected
        assert same_bits(found, list(alone))


@pytest.mark.parametrize(
    "out",
    [np.empty((K, N + 1)), np.empty((N, K)).T, np.empty((K, N), dtype=np.float32),
     np.broadcast_to(0.0, (K, N))],
)  # fmt: skip
def test_unfit_room_is_refused(out):
    given = arguments("outputs", batch(), Activation.SIGMOID)
    with pytest.raises(DomainError, match="batch: out is"):
        depth2_batched.outputs_over_settings(*given, out=out)


def test_wrong_number_of_step_sizes_is_refused():
    values = batch() | {"s": np.ones(K + 1)}
    with pytest.raises(DomainError, match="batch: s has shape"):
        depth2_batched.villani_over_settings(*arguments("villani", values, Activation.SIGMOID))


@pytest.mark.parametrize(
    ("name", "shape"),
    [("a", (K, P + 1)), ("a", (1, P)), ("X", (K, N, D + 1)), ("y", (K, N - 1)), ("lam", (1,)),
     ("beta", ()), ("W", (P, D))],
)  # fmt: skip
def test_wrong_shape_is_refused_by_name(name, shape):
    values = batch() | {name: np.ones(shape)}
    with pytest.raises(DomainError, match=f"batch: {name} has shape"):
        depth2_batched.loss_over_settings(*arguments("loss", values, Activation.SIGMOID))


def test_direction_of_another_shape_than_the_weights_is_refused():
    values = batch() | {"V": np.ones((K, P, D + 1))}
    with pytest.raises(DomainError, match="batch: V has shape"):
        depth2_batched.hessian_vector_over_settings(
            *arguments("hessian_vector", values, Activation.SIGMOID)
        )
