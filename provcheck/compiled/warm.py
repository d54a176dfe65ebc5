"""Call every compiled function once on small arguments, so that its machine code is kept.

The calls have the types that packs and engines use; others are compiled when they are met.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np

_K, _P, _D, _N, _CELLS = 9, 2, 3, 5, 12


class Call(NamedTuple):
    """A call that compiles; `name` is the module's and the function's, with a slash between."""

    name: str
    run: Callable[[], Any]


def calls() -> Iterator[Call]:
    """Every call, module by module."""
    for module, functions in (
        ("philox", _philox()),
        ("depth2", _depth2()),
        ("depth2_batched", _depth2_batched()),
        ("ensemble", _ensemble()),
        ("fokker_planck", _fokker_planck()),
        ("spectrum", _spectrum()),
        ("ntk", _ntk()),
        ("matrix_free", _matrix_free()),
        ("piece", _piece()),
    ):
        for function, run in functions.items():
            yield Call(f"{module}/{function}", run)


def _module(name: str) -> Any:
    import importlib

    return importlib.import_module(f"provcheck.compiled.{name}")


def _delayed(module: str, function: str, *arguments: Any, **options: Any) -> Callable[[], Any]:
    return lambda: getattr(_module(module), function)(*arguments, **options)


def _rng() -> np.random.Generator:
    return np.random.default_rng(0)


@cache
def _net() -> dict[str, Any]:
    """A net of two gates with its data."""
    from provcheck.reference.activations import Activation

    rng = _rng()
    arrays = {"a": (_P,), "X": (_N, _D), "y": (_N,)}
    values: dict[str, Any] = {name: rng.normal(size=shape) for name, shape in arrays.items()}
    return values | {"lam": 0.1, "beta": 1.0, "activation": Activation.SIGMOID}


_LOSS = ("a", "X", "y", "lam", "beta", "activation")


def _depth2() -> dict[str, Callable]:
    net, W, V = _net(), *_rng().normal(size=(2, _P, _D))
    loss = [net[name] for name in _LOSS]
    a, X, y, lam, beta, activation = loss
    arguments = {
        "outputs": (W, a, X, beta, activation),
        "loss": (W, *loss),
        "loss_gradient_laplacian": (W, *loss),
        "gradient": (W, *loss),
        "laplacian_by_neuron": (W, *loss),
        "laplacian": (W, *loss),
        "villani": (W, a, X, y, lam, 0.1, beta, activation),
        "hessian_vector": (W, V, *loss),
        "hessian_extremes": (W, *loss),
    }
    return {name: _delayed("depth2", name, *given) for name, given in arguments.items()}


def _depth2_batched() -> dict[str, Callable]:
    """Over weights, and over settings: with a leading axis everywhere."""
    found = {}
    shared = _net()
    stacked = {
        name: np.repeat(np.asarray(value)[None], _K, axis=0)
        for name, value in shared.items()
        if name != "activation"
    }
    W, V = _rng().normal(size=(2, _K, _P, _D))
    for form, net in (
        ("weights", shared),
        ("settings", {**stacked, "activation": shared["activation"]}),
    ):
        a, X, y, lam, beta, activation = (net[name] for name in _LOSS)
        s = 0.1 if form == "weights" else np.full(_K, 0.1)
        loss = a, X, y, lam, beta, activation
        arguments = {
            "outputs": (W, a, X, beta, activation),
            "loss": (W, *loss),
            "loss_gradient_laplacian": (W, *loss),
            "laplacian": (W, *loss),
            "villani": (W, a, X, y, lam, s, beta, activation),
            "hessian_vector": (W, V, *loss),
            "hessian_extremes": (W, *loss),
        }
        for name, given in arguments.items():
            function = f"{name}_over_{form}"
            found[function] = _delayed("depth2_batched", function, *given)
    return found


def _ensemble() -> dict[str, Callable]:
    W0 = _rng().normal(size=(_K, _P, _D))
    net, run = _net(), {"seed": 0, "steps": 2, "record": (0, 2)}
    line = {"w0": np.linspace(-1, 1, _K), "coefficients": np.array([0.0, -1.0, 0.0, 1.0])}
    observable = np.array([0.0, 0.0, 1.0])
    return {
        "euler_maruyama": _delayed("ensemble", "euler_maruyama", W0, **net, s=0.1, dt=0.1, **run),
        "minibatch_sgd": lambda: [
            _module("ensemble").minibatch_sgd(W0, **net, s=0.1, batch=2, sampling=sampling, **run)
            for sampling in _samplings()
        ],
        "euler_maruyama_polynomial": lambda: [
            _module("ensemble").euler_maruyama_polynomial(
                **line, s=0.1, dt=0.1, **run, observable=observed
            )
            for observed in (None, observable)
        ],
    }


def _samplings() -> Any:
    from provcheck.reference.ensemble import Sampling

    return Sampling


def _fokker_planck() -> dict[str, Callable]:
    from provcheck.reference.fokker_planck import Scheme

    line, plane = np.linspace(-1, 1, _CELLS) ** 2, np.zeros((_CELLS, _CELLS))
    after = {
        "evolve": (np.ones(_CELLS), line, 0.1, 0.1, 0.1, 2),
        "evolve_plane": (np.ones_like(plane), plane, 0.1, 0.1, 0.1, 0.1, 2),
    }
    return {
        name: lambda name=name, given=given: [
            getattr(_module("fokker_planck"), name)(*given, scheme) for scheme in Scheme
        ]
        for name, given in after.items()
    }


def _spectrum() -> dict[str, Callable]:
    energy = np.linspace(-1, 1, _CELLS) ** 2
    return {"tridiagonal_gap": _delayed("spectrum", "tridiagonal_gap", energy, 0.1)}


def _ntk() -> dict[str, Callable]:
    from provcheck.statement.network import dense, leaky_relu, smooth

    def gram_matrix() -> None:
        rng = _rng()
        for activation in (leaky_relu(), smooth("tanh")):
            net = dense(_D, (_P + 1, _P), activation)
            theta, X = rng.normal(size=net.parameters), rng.normal(size=(_N, _D))
            _module("ntk").gram_matrix(net, theta, X)

    J = _rng().normal(size=(_N, 3 * _N))
    K = J @ J.T
    spectral = ("gram_spectrum", "log_determinant", "least_eigenvalue")
    return {"gram_matrix": gram_matrix} | {name: _delayed("ntk", name, K) for name in spectral}


def _matrix_free() -> dict[str, Callable]:
    from provcheck.statement.network import dense, leaky_relu

    def gram_product() -> None:
        net, rng, module = dense(_D, (_P + 1, _P), leaky_relu()), _rng(), _module("matrix_free")
        at = module.linearize(net, rng.normal(size=net.parameters), rng.normal(size=(_N, _D)))
        module.gram_product(at, rng.normal(size=(1, _N * _P)))

    return {"gram_product": gram_product}


def _philox() -> dict[str, Callable]:
    from provcheck.reference.philox import Stream

    paths, below = np.arange(_K), np.array([3, 5])
    drawn = {
        name: _delayed("philox", name, 0, Stream.NOISE, paths, 1, 2)
        for name in ("bits", "uniforms", "normals")
    }
    return drawn | {
        "integers": _delayed("philox", "integers", 0, Stream.BATCH, paths, 1, 2, below=below)
    }


def _piece() -> dict[str, Callable]:
    from provcheck.reference import piece
    from provcheck.statement.network import dense, leaky_relu

    def fit_of() -> None:
        rng = _rng()
        net = dense(_D, (_P + 1, _P), leaky_relu())
        X, y = rng.normal(size=(_N, _D)), rng.normal(size=(_N, _P))
        fit, theta = _module("piece").fit_of(net, X, y), rng.normal(size=net.parameters)
        own = piece.Piece(fit, piece.pattern_at(fit, theta))
        for function in (piece.gradient, piece.jacobian, piece.preactivations):
            function(own, theta)
        piece.preactivation_gradient(own, theta, 0)

    return {"fit_of": fit_of}
