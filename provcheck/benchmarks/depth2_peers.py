"""The peers of workloads A and B: the best forms known of NumPy, JAX and PyTorch.

A problem has W (K, p, d), a (p,), X (n, d), y (n,), lam and beta; σ is the logistic function.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from provcheck.benchmarks.workload import Run, need

if TYPE_CHECKING:
    from provcheck.benchmarks.depth2 import Problem

_ELEMENTS = 20_000
"""Numbers of p × n in a block: the best of 5000 to 300 000 in trials."""


def by_numpy(problem: "Problem", threads: int) -> Run:
    """Matrix products over blocks of nets that fit in cache, in place, each thread some blocks."""
    (K, p, d), n = problem.W.shape, len(problem.y)
    lengths = np.sum(problem.X**2, axis=1)
    out = np.empty(K), np.empty((K, p, d)), np.empty((K, p))
    pool = ThreadPoolExecutor(threads)
    nets = max(1, _ELEMENTS // (p * n))  # in a block, with all their samples if they fit
    samples = n if p * n <= _ELEMENTS else max(64, _ELEMENTS // p)
    share = -(-K // threads)
    share += -share % nets

    def several(begin: int) -> None:
        for start in range(begin, min(begin + share, K), nets):
            block = slice(start, min(start + nets, K))
            _numpy_block(problem, lengths, block, samples, tuple(part[block] for part in out))

    def run() -> tuple[np.ndarray, ...]:
        list(pool.map(several, range(0, K, share)))
        return out

    return run


def _numpy_block(
    problem: "Problem",
    lengths: np.ndarray,
    block: slice,
    samples: int,
    out: tuple[np.ndarray, ...],
) -> None:
    W, a, n = problem.W[block], problem.a, len(problem.y)
    lam, beta = problem.lam, problem.beta
    k, p, d = W.shape
    losses, G, neurons = out
    G[:], neurons[:], losses[:] = 0.0, 0.0, 0.0
    flat = np.ascontiguousarray(W.reshape(-1, d) * -beta)
    outer = a[:, None]
    for start in range(0, n, samples):
        X, y = problem.X[start : start + samples], problem.y[start : start + samples]
        values = (flat @ X.T).reshape(k, p, len(y))
        np.exp(values, out=values)
        values += 1.0
        np.divide(1.0, values, out=values)
        residuals = a @ values
        residuals -= y
        losses += np.einsum("kn,kn->k", residuals, residuals)
        slopes = values * values
        np.subtract(values, slopes, out=slopes)
        slopes *= outer  # a sigma' / beta
        values *= -2.0
        values += 1.0
        values *= residuals[:, None, :]  # r sigma'' / (beta sigma')
        values += slopes
        values *= slopes
        neurons += values @ lengths[start : start + samples]
        slopes *= residuals[:, None, :]
        G += (slopes.reshape(-1, len(y)) @ X).reshape(k, p, d)
    G *= beta / n
    G += lam * W
    neurons *= beta * beta / n
    neurons += lam * d
    losses /= 2 * n
    losses += lam / 2 * np.einsum("kpd,kpd->k", W, W)


def by_jax(problem: "Problem", threads: int) -> Run:
    """The closed form, compiled as a whole."""
    jax = need("jax")
    jnp, W = jax.numpy, jax.numpy.asarray(problem.W)
    a, X, y = (jnp.asarray(value) for value in (problem.a, problem.X, problem.y))
    lam, beta, d, n = problem.lam, problem.beta, problem.W.shape[2], len(problem.y)
    lengths = jnp.sum(X * X, axis=1)

    @jax.jit
    def sweep(W):
        values = jax.nn.sigmoid(beta * (W @ X.T))  # (K, p, n)
        residuals = jnp.einsum("p,kpn->kn", a, values) - y
        slopes = beta * a[:, None] * values * (1 - values)
        bends = slopes * beta * (1 - 2 * values)
        weights = residuals[:, None, :] * slopes
        losses = jnp.mean(residuals**2, axis=1) / 2 + lam / 2 * jnp.sum(W * W, axis=(1, 2))
        neurons = (slopes * slopes + residuals[:, None, :] * bends) @ lengths / n + lam * d
        return losses, weights @ X / n + lam * W, neurons

    return lambda: jax.block_until_ready(sweep(W))


def by_torch(problem: "Problem", threads: int) -> Run:
    """Matrix products over all nets at once, in place where it can be."""
    torch = need("torch")
    torch.set_num_threads(threads)
    W, a, X, y = (
        torch.from_numpy(value.copy()) for value in (problem.W, problem.a, problem.X, problem.y)
    )
    lam, beta, (K, p, d), n = problem.lam, problem.beta, problem.W.shape, len(problem.y)
    lengths, outer = (X * X).sum(1), (beta * a)[:, None]

    @torch.inference_mode()
    def run() -> tuple[np.ndarray, ...]:
        values = (W.view(-1, d) @ X.T).mul_(beta).sigmoid_().view(K, p, n)
        residuals = (a @ values).sub_(y)
        losses = residuals.square().sum(1).div_(2 * n)
        losses.add_(W.square().sum((1, 2)), alpha=lam / 2)
        slopes = torch.addcmul(values, values, values, value=-1).mul_(outer)
        bends = values.mul_(-2 * beta).add_(beta).mul_(residuals[:, None, :])
        neurons = bends.add_(slopes).mul_(slopes) @ lengths
        slopes.mul_(residuals[:, None, :])
        G = (slopes.view(-1, n) @ X).view(K, p, d).div_(n).add_(W, alpha=lam)
        return losses.numpy(), G.numpy(), neurons.div_(n).add_(lam * d).numpy()

    return run


def gradient_by_jax(problem: "Problem", threads: int) -> Run:
    """Loss and gradient alone, by automatic differentiation."""
    jax = need("jax")
    W, loss = jax.numpy.asarray(problem.W), _jax_loss(problem, jax)
    sweep = jax.jit(jax.vmap(jax.value_and_grad(loss)))
    return lambda: jax.block_until_ready(sweep(W))


def laplacian_by_jax(problem: "Problem", threads: int) -> Run:
    """All three by automatic differentiation, the Laplacian as `jvp` of `grad`."""
    jax = need("jax")
    jnp, W, loss = jax.numpy, jax.numpy.asarray(problem.W), _jax_loss(problem, jax)
    p, d = problem.W.shape[1:]
    directions = jnp.eye(p * d).reshape(-1, p, d)

    def second(W):
        def along(V):
            return jnp.sum(V * jax.jvp(jax.grad(loss), (W,), (V,))[1])

        return jnp.sum(jax.vmap(along)(directions).reshape(p, d), axis=1)

    @jax.jit
    def sweep(W):
        return *jax.vmap(jax.value_and_grad(loss))(W), jax.lax.map(second, W)

    return lambda: jax.block_until_ready(sweep(W))


def _jax_loss(problem, jax):
    jnp, lam, beta = jax.numpy, problem.lam, problem.beta
    a, X, y = (jnp.asarray(value) for value in (problem.a, problem.X, problem.y))

    def loss(W):
        residuals = jax.nn.sigmoid(beta * (X @ W.T)) @ a - y
        return jnp.mean(residuals**2) / 2 + lam / 2 * jnp.sum(W * W)

    return loss
