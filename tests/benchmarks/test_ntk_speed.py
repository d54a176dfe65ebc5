"""How fast are the NTK, its spectrum, its products and the verified Cholesky beside their peers?

Workloads E (Gram matrix of [100, 100, 100, 10] at n = 200), F (its log-determinant and least
eigenvalue), G (K v at the paper's size, where K would take 20 GB) and I (verified positive
definiteness at N = 2000). Peers are the best forms we know in NumPy and SciPy, and JAX where it is
installed. Rounds are interleaved, the figures are medians of wall time; run with OMP_NUM_THREADS
and NUMBA_NUM_THREADS set, once for each number of threads. No time is asserted; before anything is
timed, all forms agree.

    pytest -m benchmark -s tests/benchmarks/test_ntk_speed.py
"""

import os
import platform
import resource
import sys
import time
from functools import partial

import numpy as np
import pytest

from provcheck.compiled import ntk as compiled
from provcheck.reference import ntk as reference
from provcheck.reference.initialization import kaiming_uniform
from provcheck.reference.lanczos import extremes
from provcheck.reference.matrix_free import gram_product, linearize
from provcheck.reference.network import jacobian
from provcheck.reference.positive_definite import Definiteness, verified_positive_definite
from provcheck.statement.network import dense, leaky_relu, split

ROUNDS = 7
SLOPE = 0.01


def drawn(inputs, widths, samples):
    net = dense(inputs, widths, leaky_relu())
    generator = np.random.default_rng(0)
    return net, kaiming_uniform(net, generator), generator.normal(size=(samples, inputs))


def tuned_gram(net, theta, inputs):
    """Layer structure in NumPy: one symmetric product a layer, multiplied and added in place."""
    (W1, b1, _), (W2, b2, _), (W3, _, _) = split(net, theta)
    n, q = len(inputs), net.outputs
    u1 = inputs @ W1.T + b1
    h1 = np.where(u1 >= 0, u1, SLOPE * u1)
    u2 = h1 @ W2.T + b2
    h2 = np.where(u2 >= 0, u2, SLOPE * u2)
    D2 = W3 * np.where(u2 >= 0, 1.0, SLOPE)[:, None]  # (n, q, p2)
    D1 = (D2.reshape(n * q, -1) @ W2).reshape(n, q, -1) * np.where(u1 >= 0, 1.0, SLOPE)[:, None]
    K = np.zeros((n, q, n, q))
    for D, a in ((D2, h1), (D1, inputs)):
        D = D.reshape(n * q, -1)
        product = (D @ D.T).reshape(n, q, n, q)
        product *= (a @ a.T + 1.0)[:, None, :, None]
        K += product
    last = h2 @ h2.T + 1.0
    for c in range(q):
        K[:, c, :, c] += last
    return K.reshape(n * q, n * q)


def by_jacobian(net, theta, inputs):
    J = jacobian(net, theta, inputs)
    return J @ J.T


def jax_gram(net, theta, inputs):
    """The same layer structure, compiled by JAX; None where it is not installed."""
    try:
        import jax
    except ImportError:
        return None
    jax.config.update("jax_enable_x64", True)
    np_like = jax.numpy
    (W1, b1, _), (W2, b2, _), (W3, _, _) = split(net, theta)
    n, q = len(inputs), net.outputs

    @jax.jit
    def gram(X):
        u1 = X @ W1.T + b1
        h1 = np_like.where(u1 >= 0, u1, SLOPE * u1)
        u2 = h1 @ W2.T + b2
        h2 = np_like.where(u2 >= 0, u2, SLOPE * u2)
        D2 = W3 * np_like.where(u2 >= 0, 1.0, SLOPE)[:, None]
        D1 = (D2 @ W2) * np_like.where(u1 >= 0, 1.0, SLOPE)[:, None]
        K = np_like.kron(h2 @ h2.T + 1.0, np_like.eye(q))
        for D, a in ((D2, h1), (D1, X)):
            D = D.reshape(n * q, -1)
            K = K + (D @ D.T) * np_like.repeat(np_like.repeat(a @ a.T + 1.0, q, 0), q, 1)
        return K

    return lambda: gram(inputs).block_until_ready()


def tuned_product(net, theta, inputs):
    """K v by hand: backward, gradients, forward."""
    (W1, b1, _), (W2, b2, _), (W3, _, _) = split(net, theta)
    u1 = inputs @ W1.T + b1
    h1 = np.where(u1 >= 0, u1, SLOPE * u1)
    u2 = h1 @ W2.T + b2
    h2 = np.where(u2 >= 0, u2, SLOPE * u2)
    s1, s2 = np.where(u1 >= 0, 1.0, SLOPE), np.where(u2 >= 0, 1.0, SLOPE)

    def product(v):
        D3 = v.reshape(len(inputs), -1)
        D2 = (D3 @ W3) * s2
        D1 = (D2 @ W2) * s1
        t = (inputs @ (inputs.T @ D1) + D1.sum(axis=0)) * s1
        t = (t @ W2.T + h1 @ (h1.T @ D2) + D2.sum(axis=0)) * s2
        return (t @ W3.T + h2 @ (h2.T @ D3) + D3.sum(axis=0)).reshape(1, -1)

    return product


def measured(title, forms, rounds=ROUNDS):
    """Interleaved medians in seconds, printed beside the first."""
    times = {name: [] for name in forms}
    for _ in range(rounds):
        for name, call in forms.items():
            start = time.perf_counter()
            call()
            times[name].append(time.perf_counter() - start)
    medians = {name: float(np.median(values)) for name, values in times.items()}
    ours = next(iter(medians.values()))
    print(f"\n{title}; {platform.machine()}, {len(os.sched_getaffinity(0))} processors,"
          f" load {os.getloadavg()[0]:.1f}, OMP_NUM_THREADS {os.environ.get('OMP_NUM_THREADS')};"
          f" python {sys.version.split()[0]}, numpy {np.__version__}")  # fmt: skip
    for name, median in medians.items():
        print(f"    {name:36} {median * 1e3:10.1f} ms   ratio {median / ours:6.2f}")
    return medians


@pytest.mark.benchmark
def test_products_at_the_size_of_the_paper():
    """First of all, so that the peak memory is its own."""
    net, theta, inputs = drawn(500, (250, 250, 50), 1000)
    at, by_hand = linearize(net, theta, inputs), tuned_product(net, theta, inputs)
    v = np.random.default_rng(1).normal(size=(1, at.rows))
    assert np.abs(gram_product(at, v) - by_hand(v)).max() < 1e-11 * np.abs(by_hand(v)).max()
    forms = {
        "provcheck, matrix-free": partial(gram_product, at, v),
        "NumPy, by hand": partial(by_hand, v),
    }
    measured(f"G: K v, nq = {at.rows}, m = {at.columns}", forms, rounds=15)
    start = time.perf_counter()
    found = extremes(partial(gram_product, at), at.rows, np.random.default_rng(2), tolerance=1e-6)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"    {found}\n    {time.perf_counter() - start:.1f} s, peak memory {peak:.2f} GB")
    assert found.converged


@pytest.mark.benchmark
def test_gram_matrix_beside_its_peers():
    net, theta, inputs = drawn(100, (100, 100, 10), 200)
    forms = {
        "provcheck, compiled": partial(compiled.gram_matrix, net, theta, inputs),
        "provcheck, reference": partial(reference.gram_matrix, net, theta, inputs),
        "NumPy, layer structure": partial(tuned_gram, net, theta, inputs),
        "NumPy, explicit Jacobian": partial(by_jacobian, net, theta, inputs),
    }
    other = jax_gram(net, theta, inputs)
    forms |= {"JAX, layer structure": other} if other else {}
    found = [np.asarray(call()) for call in forms.values()]
    assert all(np.abs(K - found[0]).max() < 1e-12 * found[0].max() for K in found)
    measured("E: Gram matrix, 2000 x 2000", forms)


@pytest.mark.benchmark
def test_spectrum_beside_its_peers():
    from scipy.linalg import eigvalsh

    K = compiled.gram_matrix(*drawn(100, (100, 100, 10), 200))
    forms = {
        "provcheck, compiled": partial(compiled.gram_spectrum, K),
        "NumPy eigvalsh": partial(np.linalg.eigvalsh, K),
        "SciPy eigvalsh": partial(eigvalsh, K),
        "NumPy Cholesky alone": partial(np.linalg.cholesky, K),
    }
    ours, values = compiled.gram_spectrum(K), np.linalg.eigvalsh(K)
    assert ours.log_determinant == pytest.approx(np.log(values).sum(), rel=1e-11)
    assert ours.least_eigenvalue == pytest.approx(values[0], rel=1e-9)
    measured("F: log-determinant and least eigenvalue, N = 2000", forms, rounds=5)


@pytest.mark.benchmark
def test_verified_definiteness_beside_a_plain_cholesky():
    from scipy.linalg import cholesky

    K = compiled.gram_matrix(*drawn(100, (100, 100, 10), 200))
    assert verified_positive_definite(K) is Definiteness.CERTIFIED
    forms = {
        "provcheck, verified": partial(verified_positive_definite, K),
        "NumPy Cholesky": partial(np.linalg.cholesky, K),
        "SciPy Cholesky": partial(cholesky, K, lower=True),
    }
    measured("I: verified positive definiteness, N = 2000", forms)
