"""The peers of workloads C and D: NumPy, JAX and PyTorch in closed form, diffrax, torchsde.

A problem has W (K, p, d), a (p,), X (n, d), y (n,), lam, s, dt, batch and steps; σ is the logistic
function. Runs take other numbers of steps, and other noise or batches, by keyword.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from provcheck.benchmarks.workload import Run, need

if TYPE_CHECKING:
    from provcheck.benchmarks.ensemble import Problem

_BLOCK = 250
"""Paths that NumPy advances together: they stay in cache."""


def _in_blocks(problem: "Problem", pool: ThreadPoolExecutor, advance: Callable) -> np.ndarray:
    """NumPy's paths, block by block, each with a generator of its own."""

    def block(start: int) -> np.ndarray:
        rng = np.random.Generator(np.random.SFC64(start))
        return advance(problem.W[start : start + _BLOCK], rng)

    return np.concatenate(list(pool.map(block, range(0, len(problem.W), _BLOCK))))


def diffusion_by_numpy(problem: "Problem", threads: int) -> Run:
    """Matrix products in place over blocks of paths."""
    P, pool = problem, ThreadPoolExecutor(threads)
    (_, p, d), n = P.W.shape, len(P.y)
    weighted = -P.dt / n * P.a[:, None]

    def run(steps: int = P.steps, s: float = P.s) -> np.ndarray:
        def advance(W: np.ndarray, rng: np.random.Generator) -> np.ndarray:
            W = W.reshape(-1, p * d).copy()
            for _ in range(steps):
                z = (W.reshape(-1, d) @ P.X.T).reshape(-1, p, n)
                _sigmoid_in_place(z)
                residuals = P.a @ z - P.y  # (K, n)
                z -= z * z
                z *= weighted
                z *= residuals[:, None, :]
                step = (z.reshape(-1, n) @ P.X).reshape(-1, p * d)
                W *= 1 - P.dt * P.lam
                W += step
                if s:
                    noise = rng.standard_normal(W.shape)
                    noise *= np.sqrt(s * P.dt)
                    W += noise
            return W.reshape(-1, p, d)

        return _in_blocks(P, pool, advance)

    return run


def descent_by_numpy(problem: "Problem", threads: int) -> Run:
    """The batches by the largest of random keys."""
    P, pool = problem, ThreadPoolExecutor(threads)

    def run(steps: int = P.steps, batch: int = P.batch) -> np.ndarray:
        weighted = -P.s / batch * P.a[:, None]

        def advance(W: np.ndarray, rng: np.random.Generator) -> np.ndarray:
            W = W.copy()
            for _ in range(steps):
                keys = rng.random((len(W), len(P.y)), dtype=np.float32)
                chosen = np.argpartition(keys, batch - 1, axis=1)[:, :batch]
                x, y = P.X[chosen], P.y[chosen]  # (K, b, d), (K, b)
                z = W @ x.transpose(0, 2, 1)  # (K, p, b)
                _sigmoid_in_place(z)
                residuals = P.a @ z - y
                z -= z * z
                z *= weighted
                z *= residuals[:, None, :]
                W *= 1 - P.s * P.lam
                W += z @ x
            return W

        return _in_blocks(P, pool, advance)

    return run


def _sigmoid_in_place(z: np.ndarray) -> None:
    np.negative(z, out=z)
    np.exp(z, out=z)
    z += 1.0
    np.divide(1.0, z, out=z)


def diffusion_by_jax(problem: "Problem", threads: int) -> Run:
    """One compiled loop over the steps, all paths at once."""
    jax = need("jax")
    jnp, P, gradient = jax.numpy, problem, _jax_gradient(problem, jax)
    W0 = jnp.asarray(P.W)

    @jax.jit
    def diffuse(W, steps, s):
        def step(i, state):
            W, key = state
            key, used = jax.random.split(key)
            noise = jax.random.normal(used, W.shape, dtype=W.dtype)
            return W - P.dt * gradient(W) + jnp.sqrt(s * P.dt) * noise, key

        return jax.lax.fori_loop(0, steps, step, (W, jax.random.key(1)))[0]

    return lambda steps=P.steps, s=P.s: np.asarray(diffuse(W0, steps, s))


def _jax_gradient(problem: "Problem", jax: Any) -> Callable:
    jnp = jax.numpy
    a, X, y = (jnp.asarray(value) for value in (problem.a, problem.X, problem.y))
    lam, n = problem.lam, len(problem.y)

    def gradient(W):
        values = jax.nn.sigmoid(W @ X.T)  # (K, p, n)
        residuals = jnp.einsum("p,kpn->kn", a, values) - y
        weights = residuals[:, None, :] * values * (1 - values) * a[:, None] / n
        return weights @ X + lam * W

    return gradient


def descent_by_jax(problem: "Problem", threads: int) -> Run:
    """One compiled loop; the batches by `top_k` of random keys."""
    jax = need("jax")
    jnp, P = jax.numpy, problem
    W0, a, X, y = (jnp.asarray(value) for value in (P.W, P.a, P.X, P.y))

    def descend(W, steps, batch):
        def step(i, state):
            W, key = state
            key, used = jax.random.split(key)
            keys = jax.random.uniform(used, (W.shape[0], len(P.y)))
            chosen = jax.lax.top_k(keys, batch)[1]
            x, labels = X[chosen], y[chosen]
            values = jax.nn.sigmoid(jnp.einsum("kpd,knd->kpn", W, x))
            residuals = jnp.einsum("p,kpn->kn", a, values) - labels
            weights = residuals[:, None, :] * values * (1 - values) * a[:, None] / batch
            return W - P.s * (jnp.einsum("kpn,knd->kpd", weights, x) + P.lam * W), key

        return jax.lax.fori_loop(0, steps, step, (W, jax.random.key(1)))[0]

    compiled = jax.jit(descend, static_argnums=2)
    return lambda steps=P.steps, batch=P.batch: np.asarray(compiled(W0, steps, batch))


def diffusion_by_torch(problem: "Problem", threads: int) -> Run:
    """Matrix products over all paths at once, in place where it can be."""
    torch = need("torch")
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    P, n = problem, len(problem.y)
    W0, a, X, y = (torch.from_numpy(value.copy()) for value in (P.W, P.a, P.X, P.y))

    @torch.inference_mode()
    def run(steps: int = P.steps, s: float = P.s) -> np.ndarray:
        W = W0.clone()
        for _ in range(steps):
            values = torch.sigmoid(W @ X.T)  # (K, p, n)
            residuals = a @ values - y  # (K, n)
            weights = (values - values * values).mul_(a[:, None] * (-P.dt / n))
            weights.mul_(residuals[:, None, :])
            W.mul_(1 - P.dt * P.lam).add_(weights @ X)
            if s:
                W.add_(torch.randn_like(W), alpha=float(np.sqrt(s * P.dt)))
        return W.numpy()

    return run


def descent_by_torch(problem: "Problem", threads: int) -> Run:
    """The batches by `topk` of random keys."""
    torch = need("torch")
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    P = problem
    W0, a, X, labels = (torch.from_numpy(value.copy()) for value in (P.W, P.a, P.X, P.y))

    @torch.inference_mode()
    def run(steps: int = P.steps, batch: int = P.batch) -> np.ndarray:
        W = W0.clone()
        for _ in range(steps):
            keys = torch.rand(len(W), len(P.y))
            chosen = keys.topk(batch, dim=1, sorted=False).indices
            x, y = X[chosen], labels[chosen]  # (K, b, d), (K, b)
            values = torch.sigmoid(W @ x.transpose(1, 2))
            residuals = a @ values - y
            weights = (values - values * values).mul_(a[:, None] * (-P.s / batch))
            weights.mul_(residuals[:, None, :])
            W.mul_(1 - P.s * P.lam).add_(weights @ x)
        return W.numpy()

    return run


def diffusion_by_diffrax(problem: "Problem", threads: int) -> Run:
    """Its Euler method with its fastest Brownian path, all paths as one state."""
    diffrax, jax, lineax = need("diffrax"), need("jax"), need("lineax", "diffrax")
    P, gradient = problem, _jax_gradient(problem, jax)
    W0 = jax.numpy.asarray(P.W)
    like = jax.ShapeDtypeStruct(P.W.shape, W0.dtype)
    path = diffrax.UnsafeBrownianPath(like, jax.random.key(1))

    def diffuse(steps, s):
        noise = jax.numpy.sqrt(s) * lineax.IdentityLinearOperator(like)
        drift = diffrax.ODETerm(lambda t, W, arguments: -gradient(W))
        spread = diffrax.ControlTerm(lambda t, W, arguments: noise, path)
        solution = diffrax.diffeqsolve(
            diffrax.MultiTerm(drift, spread),
            diffrax.Euler(),
            t0=0.0,
            t1=steps * P.dt,
            dt0=None,
            y0=W0,
            stepsize_controller=diffrax.StepTo(P.dt * jax.numpy.arange(steps + 1)),
            saveat=diffrax.SaveAt(t1=True),
            adjoint=diffrax.DirectAdjoint(),
            max_steps=None,
        )
        return solution.ys[0]

    compiled = jax.jit(diffuse, static_argnums=0)
    return lambda steps=P.steps, s=P.s: np.asarray(compiled(steps, s))


def diffusion_by_torchsde(problem: "Problem", threads: int) -> Run:
    """Its Euler method for diagonal noise, all paths as one batch."""
    torchsde, torch = need("torchsde"), need("torch")
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    P, n = problem, len(problem.y)
    a, X, y = (torch.from_numpy(value.copy()) for value in (P.a, P.X, P.y))
    W0 = torch.from_numpy(P.W.reshape(len(P.W), -1).copy())

    class Langevin(torch.nn.Module):
        noise_type, sde_type = "diagonal", "ito"

        def __init__(self, s: float) -> None:
            super().__init__()
            self.spread = torch.full_like(W0, float(np.sqrt(s)))

        def f(self, t, state):
            W = state.view(P.W.shape)
            values = torch.sigmoid(W @ X.T)
            residuals = a @ values - y
            weights = (values - values * values).mul_(a[:, None] / -n)
            weights.mul_(residuals[:, None, :])
            return (weights @ X).sub_(W, alpha=P.lam).view(state.shape)

        def g(self, t, state):
            return self.spread

    @torch.no_grad()
    def run(steps: int = P.steps, s: float = P.s) -> np.ndarray:
        times = torch.tensor([0.0, steps * P.dt], dtype=torch.float64)
        found = torchsde.sdeint(Langevin(s), W0, times, method="euler", dt=P.dt)
        return found[-1].view(P.W.shape).numpy()

    return run
