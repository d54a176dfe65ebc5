"""Twins against the ball of the reference on the same inputs, within the derived bound."""

from types import SimpleNamespace

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import example, given, settings
from hypothesis import strategies as st

from provcheck.compiled import depth2 as compiled
from provcheck.compiled import rounding, samples
from provcheck.compiled.lanes import WIDTH
from provcheck.reference import Activation, as_ball
from provcheck.reference import depth2 as reference

_size = st.integers(1, 5)
_positive = st.builds(lambda m, e: m * 10.0**e, st.floats(1, 9.99), st.integers(-8, 7))
_entry = st.one_of(st.just(0.0), _positive, _positive.map(lambda x: -x))
_beta = st.builds(lambda m, e: m * 10.0**e, st.floats(1, 9.99), st.integers(-3, 2))


@pytest.fixture(autouse=True, scope="module")
def _many_bits():
    before, ctx.prec = ctx.prec, 400
    yield
    ctx.prec = before


def _array(draw, *shape):
    count = int(np.prod(shape))
    one_scale = draw(st.booleans())  # moderate entries of one size, or anything from 1e-8 to 1e8
    entry = st.floats(-3, 3) if one_scale else _entry
    return np.array(draw(st.lists(entry, min_size=count, max_size=count))).reshape(shape)


@st.composite
def nets(draw):
    """Settings over sixteen orders of magnitude, with zeros, and rows and samples repeated."""
    p, d, n = draw(_size), draw(_size), draw(_size)
    W, V, a = _array(draw, p, d), _array(draw, p, d), _array(draw, p)
    X, y = _array(draw, n, d), _array(draw, n)
    if draw(st.booleans()):
        W[-1], X[-1] = W[0], X[0]
    lam = draw(st.one_of(st.just(0.0), _positive))
    activation = draw(st.sampled_from(Activation))
    return SimpleNamespace(
        W=W, V=V, a=a, X=X, y=y, lam=lam, s=draw(_positive), beta=draw(_beta), activation=activation
    )


TINY_SAMPLE = SimpleNamespace(
    W=np.zeros((1, 1)), V=np.ones((1, 1)), a=np.ones(1), X=np.full((1, 1), 1e-260), y=np.zeros(1),
    lam=0.0, s=1.0, beta=1.0, activation=Activation.SIGMOID,
)  # fmt: skip

ARGUMENTS = {
    "outputs": "W a X beta activation",
    "loss": "W a X y lam beta activation",
    "gradient": "W a X y lam beta activation",
    "laplacian_by_neuron": "W a X y lam beta activation",
    "laplacian": "W a X y lam beta activation",
    "villani": "W a X y lam s beta activation",
    "hessian_vector": "W V a X y lam beta activation",
    "hessian_extremes": "W a X y lam beta activation",
}


def in_balls(arguments):
    return [x if isinstance(x, Activation) else as_ball(x) for x in arguments]


def excess(value, ball, bound):
    """The entries, if any, that are not certainly within the bound of the ball."""
    values, balls = np.atleast_1d(value), np.atleast_1d(np.asarray(ball, dtype=object))
    bounds = np.broadcast_to(bound, values.shape)
    return [
        (index, values[index], balls[index], bounds[index])
        for index in np.ndindex(values.shape)
        if not abs(arb(float(values[index])) - balls[index]) <= arb(float(bounds[index]))
    ]


@pytest.mark.parametrize("name", ARGUMENTS)
@given(net=nets())
@example(net=TINY_SAMPLE)
@settings(max_examples=40, deadline=None)
def test_compiled_and_float_reference_lie_within_the_bound_of_the_ball(name, net):
    arguments = [getattr(net, argument) for argument in ARGUMENTS[name].split()]
    ball = getattr(reference, name)(*in_balls(arguments))
    bound = getattr(rounding, f"{name}_bound")(*arguments)
    assert not excess(getattr(compiled, name)(*arguments), ball, bound)
    assert not excess(getattr(reference, name)(*arguments), ball, bound)


@given(net=nets())
@settings(max_examples=40, deadline=None)
def test_loss_of_the_fused_sweep_lies_within_the_bound_of_the_ball(net):
    arguments = [getattr(net, argument) for argument in ARGUMENTS["loss"].split()]
    value, G, neurons = compiled.loss_gradient_laplacian(*arguments)
    assert not excess(value, reference.loss(*in_balls(arguments)), rounding.loss_bound(*arguments))
    assert G.tobytes() == compiled.gradient(*arguments).tobytes()
    assert neurons.tobytes() == compiled.laplacian_by_neuron(*arguments).tobytes()


@pytest.mark.parametrize("activation", Activation)
@pytest.mark.parametrize("name", ARGUMENTS)
def test_bound_is_small_enough_to_notice_a_wrong_tenth_digit(name, activation):
    rng = np.random.default_rng(3)
    p, d, n = 5, 4, 20
    net = SimpleNamespace(
        W=rng.normal(size=(p, d)), V=rng.normal(size=(p, d)), a=rng.normal(size=p),
        X=rng.normal(size=(n, d)), y=rng.normal(size=n), lam=0.3, s=0.1, beta=1.5,
        activation=activation,
    )  # fmt: skip
    arguments = [getattr(net, argument) for argument in ARGUMENTS[name].split()]
    value = np.array(getattr(compiled, name)(*arguments))
    ball = getattr(reference, name)(*in_balls(arguments))
    bound = getattr(rounding, f"{name}_bound")(*arguments)
    assert not excess(value, ball, bound)
    assert len(excess(value * (1 + 1e-9) + 1e-10, ball, bound)) == value.size


@pytest.mark.parametrize("activation", Activation)
def test_more_samples_than_a_tile_and_more_weights_than_the_dense_limit(activation):
    rng = np.random.default_rng(4)
    p, d = 7, 11
    n = samples.tile_of(p, 10**6) * WIDTH * 2 + 3
    W, V, a = rng.normal(size=(p, d)), rng.normal(size=(p, d)), rng.normal(size=p)
    rest = a, rng.normal(size=(n, d)), rng.normal(size=n), 0.2, 1.0, activation
    ball = reference.gradient(*in_balls((W, *rest)))
    assert not excess(compiled.gradient(W, *rest), ball, rounding.gradient_bound(W, *rest))
    ball = reference.hessian_vector(*in_balls((W, V, *rest)))
    bound = rounding.hessian_vector_bound(W, V, *rest)
    assert not excess(compiled.hessian_vector(W, V, *rest), ball, bound)
    found = compiled.hessian_extremes(W, *rest)
    assert W.size > compiled.DENSE_LIMIT
    np.testing.assert_allclose(found, reference.hessian_extremes(W, *rest), rtol=1e-10)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("activation", Activation)
def test_what_is_not_finite_never_comes_out_finite(activation, bad):
    W = np.ones((2, 3))
    rest = np.ones(2), np.ones((4, 3)), np.ones(4), 0.1, 1.0, activation
    W[1, 2] = bad
    assert not np.isfinite(compiled.loss(W, *rest))
    assert not np.isfinite(compiled.gradient(W, *rest)).all()
