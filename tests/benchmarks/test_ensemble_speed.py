"""How much faster is an ensemble than the best form that NumPy, JAX and PyTorch have for it?

Workload C: Euler-Maruyama for the depth-2 net, p = 4, d = 3, n = 20. Workload D: mini-batch SGD
for the same net, b = 5, without replacement (peers take the five largest of n random keys).
Every peer uses the closed form of the gradient, its own generator, and blocks of paths that stay
in cache where that helps. Before anything is timed, each agrees with provcheck: without noise
path by path (D: with the batch of all samples), with noise in the mean loss within six standard
errors. Rounds are interleaved; the figures are medians, in ns for one step of one path, at a
number of steps that does not matter to them. No time is asserted.

    pytest -m benchmark -s tests/benchmarks/test_ensemble_speed.py
"""

import importlib.util
import os
import platform
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from provcheck.reference.activations import Activation

P, D, N, BATCH = 4, 3, 20, 5
LAM, S, DT = 0.2, 0.1, 0.05
PATHS, STEPS, ROUNDS = 10_000, 50, 5
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@pytest.mark.benchmark
@pytest.mark.parametrize("threads", [1, 2])
def test_ensembles_beside_their_peers(threads):
    if len(os.sched_getaffinity(0)) < threads:
        pytest.skip(f"{threads} threads asked, {len(os.sched_getaffinity(0))} processors here")
    environment = os.environ | dict.fromkeys(ONE_THREAD, "1")
    environment |= {"NUMBA_NUM_THREADS": str(threads), "JAX_ENABLE_X64": "1"}
    environment["PYTHONPATH"] = str(Path(__file__).parents[2])
    script = [sys.executable, __file__, str(threads)]
    run = subprocess.run(script, env=environment, text=True, capture_output=True, check=False)
    print("\n" + run.stdout)
    assert run.returncode == 0, run.stderr


def problem():
    """A net, its data, and initial weights (PATHS, P, D)."""
    rng = np.random.default_rng(1)
    X = rng.normal(size=(N, D))
    X /= np.linalg.norm(X, axis=1)[:, None]
    return rng.normal(size=(PATHS, P, D)), rng.normal(size=P) / 2, X, rng.normal(size=N)


class Provcheck:
    """The compiled twins."""

    def __init__(self, W0, a, X, y, threads):
        from provcheck.compiled import ensemble

        self.module, self.net = ensemble, (W0, a, X, y, LAM)

    def diffuse(self, steps, s=S):
        run = self.module.euler_maruyama(
            *self.net, s, 1.0, Activation.SIGMOID, dt=DT, steps=steps, seed=1
        )
        return run.final

    def descend(self, steps, batch=BATCH):
        run = self.module.minibatch_sgd(
            *self.net, S, 1.0, Activation.SIGMOID, batch=batch, steps=steps, seed=1
        )
        return run.final


class NumPy:
    """Matrix products over blocks of paths that fit in cache, one generator a block."""

    BLOCK = 250

    def __init__(self, W0, a, X, y, threads):
        self.W0, self.a, self.X, self.y, self.threads = W0, a, X, y, threads

    def _blocks(self, function):
        starts = range(0, len(self.W0), self.BLOCK)
        with ThreadPoolExecutor(self.threads) as pool:
            return np.concatenate(list(pool.map(function, starts)))

    def diffuse(self, steps, s=S):
        def block(start):
            rng = np.random.Generator(np.random.SFC64(start))
            W = self.W0[start : start + self.BLOCK].reshape(-1, P * D).copy()
            weighted = -DT / N * self.a[:, None]
            for _ in range(steps):
                z = (W.reshape(-1, D) @ self.X.T).reshape(-1, P, N)
                np.negative(z, out=z)
                np.exp(z, out=z)
                z += 1.0
                np.divide(1.0, z, out=z)
                residuals = self.a @ z - self.y  # (K, N)
                z -= z * z
                z *= weighted
                z *= residuals[:, None, :]
                step = (z.reshape(-1, N) @ self.X).reshape(-1, P * D)
                W *= 1 - DT * LAM
                W += step
                if s:
                    noise = rng.standard_normal(W.shape)
                    noise *= np.sqrt(s * DT)
                    W += noise
            return W.reshape(-1, P, D)

        return self._blocks(block)

    def descend(self, steps, batch=BATCH):
        def block(start):
            rng = np.random.Generator(np.random.SFC64(start))
            W = self.W0[start : start + self.BLOCK].copy()
            weighted = -S / batch * self.a[:, None]
            for _ in range(steps):
                keys = rng.random((len(W), N), dtype=np.float32)
                chosen = np.argpartition(keys, batch - 1, axis=1)[:, :batch]
                x, y = self.X[chosen], self.y[chosen]  # (K, b, D), (K, b)
                z = W @ x.transpose(0, 2, 1)  # (K, P, b)
                np.negative(z, out=z)
                np.exp(z, out=z)
                z += 1.0
                np.divide(1.0, z, out=z)
                residuals = self.a @ z - y
                z -= z * z
                z *= weighted
                z *= residuals[:, None, :]
                W *= 1 - S * LAM
                W += z @ x
            return W

        return self._blocks(block)


class Jax:
    """One compiled loop over the steps, all paths at once."""

    def __init__(self, W0, a, X, y, threads):
        import jax

        self.jax, self.W0 = jax, jax.numpy.asarray(W0)
        a, X, y = (jax.numpy.asarray(value) for value in (a, X, y))
        jnp = jax.numpy

        def slopes(W, x, labels, count):
            values = jax.nn.sigmoid(jnp.einsum("kpd,...nd->kpn", W, x))
            residuals = jnp.einsum("p,kpn->kn", a, values) - labels
            weights = residuals[:, None, :] * values * (1 - values) * a[:, None] / count
            return weights

        def diffuse(W, steps, s):
            def step(i, state):
                W, key = state
                key, used = jax.random.split(key)
                noise = jax.random.normal(used, W.shape, dtype=W.dtype)
                G = slopes(W, X, y, N) @ X + LAM * W
                return W - DT * G + jnp.sqrt(s * DT) * noise, key

            return jax.lax.fori_loop(0, steps, step, (W, jax.random.key(1)))[0]

        def descend(W, steps, batch):
            def step(i, state):
                W, key = state
                key, used = jax.random.split(key)
                keys = jax.random.uniform(used, (W.shape[0], N))
                chosen = jax.lax.top_k(keys, batch)[1]
                x, labels = X[chosen], y[chosen]
                values = jax.nn.sigmoid(jnp.einsum("kpd,knd->kpn", W, x))
                residuals = jnp.einsum("p,kpn->kn", a, values) - labels
                weights = residuals[:, None, :] * values * (1 - values) * a[:, None] / batch
                return W - S * (jnp.einsum("kpn,knd->kpd", weights, x) + LAM * W), key

            return jax.lax.fori_loop(0, steps, step, (W, jax.random.key(1)))[0]

        self._diffuse = jax.jit(diffuse)
        self._descend = jax.jit(descend, static_argnums=2)

    def diffuse(self, steps, s=S):
        return np.asarray(self._diffuse(self.W0, steps, s))

    def descend(self, steps, batch=BATCH):
        return np.asarray(self._descend(self.W0, steps, batch))


class PyTorch:
    """Matrix products over all paths at once, in place where it can be."""

    def __init__(self, W0, a, X, y, threads):
        import torch

        torch.set_num_threads(threads)
        torch.manual_seed(1)
        self.torch = torch
        self.W0, self.a, self.X, self.y = (torch.from_numpy(v.copy()) for v in (W0, a, X, y))

    def diffuse(self, steps, s=S):
        torch, a, X, y = self.torch, self.a, self.X, self.y
        W = self.W0.clone()
        with torch.inference_mode():
            for _ in range(steps):
                values = torch.sigmoid(W @ X.T)  # (K, P, N)
                residuals = a @ values - y  # (K, N)
                weights = (values - values * values).mul_(a[:, None] * (-DT / N))
                weights.mul_(residuals[:, None, :])
                W.mul_(1 - DT * LAM).add_(weights @ X)
                if s:
                    W.add_(torch.randn_like(W), alpha=float(np.sqrt(s * DT)))
        return W.numpy()

    def descend(self, steps, batch=BATCH):
        torch, a = self.torch, self.a
        W = self.W0.clone()
        with torch.inference_mode():
            for _ in range(steps):
                chosen = torch.rand(len(W), N).topk(batch, dim=1, sorted=False).indices
                x, y = self.X[chosen], self.y[chosen]  # (K, b, D), (K, b)
                values = torch.sigmoid(W @ x.transpose(1, 2))
                residuals = a @ values - y
                weights = (values - values * values).mul_(a[:, None] * (-S / batch))
                weights.mul_(residuals[:, None, :])
                W.mul_(1 - S * LAM).add_(weights @ x)
        return W.numpy()


def mean_and_error(W, a, X, y):
    """Mean loss over the paths and its standard error."""
    residuals = a @ (1 / (1 + np.exp(-W @ X.T))) - y
    losses = np.mean(residuals**2, axis=1) / 2 + LAM / 2 * np.sum(W**2, axis=(1, 2))
    return np.mean(losses), np.std(losses) / np.sqrt(len(losses))


def check_agreement(ours, peer, data):
    """Raise unless a peer solves the same problem."""
    _, a, X, y = data
    exact = ((ours.diffuse(20, s=0.0), peer.diffuse(20, s=0.0)),
             (ours.descend(20, batch=N), peer.descend(20, batch=N)))  # fmt: skip
    for mine, other in exact:
        if not np.max(abs(mine - other)) < 1e-12:
            raise SystemExit(f"{type(peer).__name__} differs by {np.max(abs(mine - other))}")
    for mine, other in ((ours.diffuse(50), peer.diffuse(50)), (ours.descend(50), peer.descend(50))):
        (mean, error), (theirs, spread) = (mean_and_error(W, a, X, y) for W in (mine, other))
        if not abs(mean - theirs) < 6 * np.hypot(error, spread):
            raise SystemExit(f"{type(peer).__name__}: mean loss {theirs}, expected {mean}")


def versions(threads):
    """What the figures belong to."""
    names = [
        line for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line
    ]
    modules = [
        name for name in ("numpy", "numba", "jax", "torch") if importlib.util.find_spec(name)
    ]
    found = [f"{name} {importlib.import_module(name).__version__}" for name in modules]
    machine = names[0].split(":")[1].strip() if names else platform.machine()
    return f"{machine}, {threads} thread(s), load {os.getloadavg()[0]:.1f}; " + ", ".join(found)


def main(threads):
    """Print one line a peer and workload."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    data = problem()
    ours = Provcheck(*data, threads)
    peers = [ours]
    print(versions(threads))
    for peer, module in ((NumPy, "numpy"), (Jax, "jax"), (PyTorch, "torch")):
        if importlib.util.find_spec(module) is None:
            print(f"  {peer.__name__}: not installed, not measured")
            continue
        peers.append(peer(*data, threads))
        check_agreement(ours, peers[-1], data)
    print(f"  {PATHS} paths, {STEPS} steps, median of {ROUNDS} interleaved rounds")
    for workload, name in (("C: Euler-Maruyama", "diffuse"), ("D: mini-batch SGD", "descend")):
        seconds = {peer: [] for peer in peers}
        for _ in range(ROUNDS):
            for peer in peers:
                start = time.perf_counter()
                getattr(peer, name)(STEPS)
                seconds[peer].append(time.perf_counter() - start)
        base = np.median(seconds[ours])
        for peer in peers:
            median = np.median(seconds[peer])
            each = median / PATHS / STEPS * 1e9
            ratio = f"{median / base:6.1f} times provcheck's"
            print(f"  {workload:18} {type(peer).__name__:10} {each:8.0f} ns  {ratio}")


if __name__ == "__main__":
    main(int(sys.argv[1]))
