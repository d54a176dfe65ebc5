"""The peers of workloads E, F and G, for LeakyReLU nets of three layers with biases.

A problem has net, theta, X (n, d) and v (1, nq); see `ntk.py`.
"""

from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from provcheck.benchmarks.workload import Missing, Run, need

if TYPE_CHECKING:
    from provcheck.benchmarks.ntk import Problem

_SLOPE = 0.01


def _weights(problem: "Problem") -> list[tuple[np.ndarray, np.ndarray]]:
    """(W, b) of every layer."""
    from provcheck.statement.network import split

    return [(W, b) for W, b, _ in split(problem.net, problem.theta)]


def _passed(problem: "Problem") -> tuple[np.ndarray, ...]:
    """Activations and slopes of both hidden layers: h1, h2, s1, s2."""
    (W1, b1), (W2, b2), _ = _weights(problem)
    u1 = problem.X @ W1.T + b1
    h1 = np.where(u1 >= 0, u1, _SLOPE * u1)
    u2 = h1 @ W2.T + b2
    h2 = np.where(u2 >= 0, u2, _SLOPE * u2)
    return h1, h2, np.where(u1 >= 0, 1.0, _SLOPE), np.where(u2 >= 0, 1.0, _SLOPE)


def gram_by_numpy(problem: "Problem", threads: int) -> Run:
    """One symmetric product a layer, multiplied and added in place."""
    X, (_, (W2, _), (W3, _)) = problem.X, _weights(problem)
    n, q = len(X), len(W3)

    def run() -> np.ndarray:
        h1, h2, s1, s2 = _passed(problem)
        D2 = W3 * s2[:, None]  # (n, q, p2)
        D1 = (D2.reshape(n * q, -1) @ W2).reshape(n, q, -1) * s1[:, None]
        K = np.zeros((n, q, n, q))
        for D, a in ((D2, h1), (D1, X)):
            D = D.reshape(n * q, -1)
            product = (D @ D.T).reshape(n, q, n, q)
            product *= (a @ a.T + 1.0)[:, None, :, None]
            K += product
        last = h2 @ h2.T + 1.0
        for c in range(q):
            K[:, c, :, c] += last
        return K.reshape(n * q, n * q)

    return run


def gram_by_jacobian(problem: "Problem", threads: int) -> Run:
    """J Jᵀ with the Jacobian in memory."""
    from provcheck.reference.network import jacobian

    def run() -> np.ndarray:
        J = jacobian(problem.net, problem.theta, problem.X)
        return J @ J.T

    return run


def gram_by_jax(problem: "Problem", threads: int) -> Run:
    """The layer structure, compiled as a whole."""
    jax = need("jax")
    jnp = jax.numpy
    (W1, b1), (W2, b2), (W3, _) = _weights(problem)
    inputs, n, q = jnp.asarray(problem.X), len(problem.X), len(W3)

    @jax.jit
    def gram(X):
        u1 = X @ W1.T + b1
        h1 = jnp.where(u1 >= 0, u1, _SLOPE * u1)
        u2 = h1 @ W2.T + b2
        h2 = jnp.where(u2 >= 0, u2, _SLOPE * u2)
        D2 = W3 * jnp.where(u2 >= 0, 1.0, _SLOPE)[:, None]
        D1 = (D2 @ W2) * jnp.where(u1 >= 0, 1.0, _SLOPE)[:, None]
        K = jnp.kron(h2 @ h2.T + 1.0, jnp.eye(q))
        for D, a in ((D2, h1), (D1, X)):
            D = D.reshape(n * q, -1)
            K = K + (D @ D.T) * jnp.repeat(jnp.repeat(a @ a.T + 1.0, q, 0), q, 1)
        return K

    return lambda: gram(inputs).block_until_ready()


def _outputs(problem: "Problem", numbers: Any) -> Callable[[Any, Any], Any]:
    """theta -> outputs (n, q) on any array module with `where`."""
    shapes = [(W.shape, b.shape) for W, b in _weights(problem)]

    def outputs(theta: Any, X: Any) -> Any:
        start, hidden = 0, X
        for number, (shape, bias) in enumerate(shapes):
            middle = start + shape[0] * shape[1]
            W, b = theta[start:middle].reshape(shape), theta[middle : middle + bias[0]]
            start = middle + bias[0]
            hidden = hidden @ W.T + b
            if number + 1 < len(shapes):
                hidden = numbers.where(hidden >= 0, hidden, _SLOPE * hidden)
        return hidden

    return outputs


def gram_by_jax_jacrev(problem: "Problem", threads: int) -> Run:
    """J by reverse mode for all outputs at once, then J Jᵀ."""
    jax = need("jax")
    outputs = _outputs(problem, jax.numpy)
    theta, X = jax.numpy.asarray(problem.theta), jax.numpy.asarray(problem.X)

    @jax.jit
    def gram(theta):
        J = jax.vmap(lambda x: jax.jacrev(outputs)(theta, x))(X)
        J = J.reshape(-1, theta.shape[0])
        return J @ J.T

    return lambda: gram(theta).block_until_ready()


def gram_by_torch_jacrev(problem: "Problem", threads: int) -> Run:
    """`torch.func.jacrev` under `vmap`, then J Jᵀ."""
    torch = need("torch")
    torch.set_num_threads(threads)
    outputs = _outputs(problem, torch)
    theta, X = torch.from_numpy(problem.theta.copy()), torch.from_numpy(problem.X.copy())
    jacobian = torch.func.vmap(torch.func.jacrev(outputs), in_dims=(None, 0))

    def run() -> np.ndarray:
        J = jacobian(theta, X).reshape(-1, len(theta))
        return (J @ J.T).numpy()

    return run


def gram_by_neural_tangents(problem: "Problem", threads: int) -> Run:
    """Its empirical kernel, by the faster of the methods that jax 0.4.35 still carries."""
    tangents, jax = _neural_tangents(), need("jax")
    outputs = _outputs(problem, jax.numpy)
    theta, X = jax.numpy.asarray(problem.theta), jax.numpy.asarray(problem.X)
    rows = problem.v.size
    kernel = jax.jit(
        tangents.empirical_ntk_fn(
            outputs,
            trace_axes=(),
            implementation=tangents.NtkImplementation.NTK_VECTOR_PRODUCTS,
        )
    )

    def run() -> np.ndarray:
        found = np.asarray(kernel(X, None, theta))  # (n, n, q, q)
        return found.transpose(0, 2, 1, 3).reshape(rows, rows)

    return run


def _neural_tangents() -> ModuleType:
    """The package, which has not followed jax beyond 0.4."""
    jax = need("jax")
    try:
        return need("neural_tangents", "neural-tangents")
    except ImportError as error:
        raise Missing(
            f"cannot be imported beside jax {jax.__version__}; measure E once more in an "
            'environment of its own: pip install ".[bench-ntk]"'
        ) from error


def spectrum_by_numpy(K: np.ndarray, threads: int) -> Run:
    """All eigenvalues."""
    return lambda: _from_eigenvalues(np.linalg.eigvalsh(K))


def spectrum_by_jax(K: np.ndarray, threads: int) -> Run:
    """All eigenvalues."""
    jax = need("jax")
    matrix, eigenvalues = jax.numpy.asarray(K), jax.jit(jax.numpy.linalg.eigvalsh)
    return lambda: _from_eigenvalues(np.asarray(eigenvalues(matrix)))


def spectrum_by_torch(K: np.ndarray, threads: int) -> Run:
    """All eigenvalues."""
    torch = need("torch")
    torch.set_num_threads(threads)
    matrix = torch.from_numpy(K.copy())
    return lambda: _from_eigenvalues(torch.linalg.eigvalsh(matrix).numpy())


def _from_eigenvalues(values: np.ndarray) -> tuple[float, float]:
    return float(np.sum(np.log(values))), float(values[0])


def product_by_numpy(problem: "Problem", threads: int) -> Run:
    """Backward, gradients, forward, by hand."""
    X, v, (_, (W2, _), (W3, _)) = problem.X, problem.v, _weights(problem)
    h1, h2, s1, s2 = _passed(problem)

    def run() -> np.ndarray:
        D3 = v.reshape(len(X), -1)
        D2 = (D3 @ W3) * s2
        D1 = (D2 @ W2) * s1
        t = (X @ (X.T @ D1) + D1.sum(axis=0)) * s1
        t = (t @ W2.T + h1 @ (h1.T @ D2) + D2.sum(axis=0)) * s2
        return (t @ W3.T + h2 @ (h2.T @ D3) + D3.sum(axis=0)).reshape(1, -1)

    return run


def product_by_jax(problem: "Problem", threads: int) -> Run:
    """`jvp` along what `vjp` gives; the forward pass comes anew in both."""
    jax = need("jax")
    theta, X = jax.numpy.asarray(problem.theta), jax.numpy.asarray(problem.X)
    whole, v = _outputs(problem, jax.numpy), jax.numpy.asarray(problem.v)

    @jax.jit
    def product(v):
        def outputs(theta):
            return whole(theta, X)

        shape = jax.eval_shape(outputs, theta).shape
        (direction,) = jax.vjp(outputs, theta)[1](v.reshape(shape))
        return jax.jvp(outputs, (theta,), (direction,))[1].reshape(1, -1)

    return lambda: product(v).block_until_ready()


def product_by_torch(problem: "Problem", threads: int) -> Run:
    """`torch.func.jvp` along what `torch.func.vjp` gives."""
    torch = need("torch")
    torch.set_num_threads(threads)
    theta, X = torch.from_numpy(problem.theta.copy()), torch.from_numpy(problem.X.copy())
    v, whole = torch.from_numpy(problem.v.copy()), _outputs(problem, torch)

    def outputs(parameters: Any) -> Any:
        return whole(parameters, X)

    def run() -> np.ndarray:
        _, back = torch.func.vjp(outputs, theta)
        (direction,) = back(v.reshape(len(X), -1))
        return torch.func.jvp(outputs, (theta,), (direction,))[1].reshape(1, -1).numpy()

    return run
