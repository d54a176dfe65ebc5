"""Notation of the slides: the ReLU gate, and the loss where it differs from gopalani2025.net.

The slides' loss is L̃(W) = (1/n) Σ (y_i − f(x_i))² + (λ/2)‖W‖_F², without the paper's factor ½.
With the paper's L̃_λ it is 2 L̃_{λ/2}, so its gradient is 2∇L̃_{λ/2}, its Laplacian 2ΔL̃_{λ/2},
and its V_s is twice the paper's at λ/2 and s/2.
"""

import sympy
from sympy import Abs, Sum

from provcheck.proofs.gopalani2025 import net as paper
from provcheck.proofs.gopalani2025.net import I_RANGE, J_RANGE, K_RANGE, W, i, j, k, lam, n, s, y
from provcheck.reference import depth2
from provcheck.reference.norms import norm
from provcheck.statement import Norm, Quantity, Source, define

v = sympy.Symbol("v", real=True)
relu = define("relu", (v,), (v + Abs(v)) / 2, r"\mathrm{ReLU}(<0>)")

loss = define(
    "slides_loss",
    (),
    Sum((y[i] - paper.f(i)) ** 2, I_RANGE) / n + lam / 2 * Norm(W[j, k], J_RANGE, K_RANGE) ** 2,
    r"\tilde{L}(W)",
)
gradient = define(
    "slides_gradient",
    (j, k),
    2 * paper.data_gradient(j, k) + lam * W[j, k],
    r"\nabla_{W_{<0><1>}} \tilde{L}",
)
gradient_norm = define(
    "slides_gradient_norm",
    (),
    Norm(gradient(j, k), J_RANGE, K_RANGE),
    r"\|\nabla \tilde{L}\|",
)
laplacian = define(
    "slides_laplacian",
    (),
    2 * paper.laplacian() - lam * paper.p * paper.d,
    r"\Delta \tilde{L}",
)
villani = define("slides_villani", (), gradient_norm() ** 2 / s - laplacian(), r"V_s(W)")


def source(place: str, equation: str = "", quote: str = "") -> Source:
    """A slide, by its title, with its words where the claim is what they imply."""
    return Source("mukherjee2023", place, equation, quote)


_LOSS = ("W", "a", "X", "y", "lambda", "beta", "activation")


def _halved(values):
    """The arguments of the paper's loss at λ/2."""
    return [values[name] / 2 if name == "lambda" else values[name] for name in _LOSS]


def _compiled_gradient_norm(values):
    from provcheck.compiled import depth2 as compiled

    return 2 * norm(compiled.gradient(*_halved(values)))


Q_GRADIENT_NORM = Quantity(
    "slides_gradient_norm",
    gradient_norm(),
    r"\|\nabla\tilde L\|",
    lambda values: 2 * norm(depth2.gradient(*_halved(values))),
    _compiled_gradient_norm,
)
