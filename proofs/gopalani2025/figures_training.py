"""Training for the figures: mini-batch SGD on many sigmoid nets at once.

Shapes: S draws of everything random; for each of them K nets that share the data rows, the outer
weights, the initial weights and the mini-batches, and differ in their labels or in λ. So what is
compared between the K nets is compared on the same draw.
"""

from typing import NamedTuple

import numpy as np

D = 20
RADIUS = float(np.sqrt(D))
"""B_x of data in [0, 1)^20, so that λ_c = 0.125 needs ‖a‖ = 1/√20 (Sections 3.2 and 6)."""
_CACHED = 48_000
"""Numbers of one array that is updated at once; a few such arrays fit the second-level cache."""


_ONE_THREAD = 200_000
"""Multiplications of one matrix product for which BLAS does not wake a second thread."""
_SMALL = 1e-6
"""Scale of the weights at which it is put into them; far above the least of float64."""


class Data(NamedTuple):
    """Training and test sets."""

    X: np.ndarray
    """(S, n, d)"""
    Y: np.ndarray
    """(S, n, K) labels of the K nets, or (S, n, 1) if they share them"""
    X_test: np.ndarray
    """(S, m, d)"""
    y_test: np.ndarray
    """(S, m)"""


class Start(NamedTuple):
    """Outer weights, which stay, and initial inner weights."""

    a: np.ndarray
    """(S, p)"""
    W: np.ndarray
    """(S, p, d)"""


class Course(NamedTuple):
    """What is kept of the training: losses without the factor ½, at equally spaced steps."""

    steps: np.ndarray
    """(R,) the recorded steps, without the initial state"""
    test: np.ndarray
    """(S, K, R) mean squared error on the test set"""
    penalty: np.ndarray
    """(S, K, R) λ‖W‖_F², what the regularizer adds to it"""
    training: np.ndarray
    """(S, K, r) mean squared error on the net's own training set, at the last r of the steps"""

    @property
    def best(self) -> np.ndarray:
        """(S, K) least test loss over training, as the captions of Figures 1 and 2 say."""
        return self.test.min(axis=2)

    @property
    def final(self) -> np.ndarray:
        """(S, K) test loss after the last step."""
        return self.test[:, :, -1]

    @property
    def objective(self) -> np.ndarray:
        """(S, K, r) the regularized empirical risk L̃ that is trained, at the last r steps."""
        return (self.training + self.penalty[:, :, -self.training.shape[2] :]) / 2


def train(
    rng: np.random.Generator,
    data: Data,
    start: Start,
    lam: np.ndarray,
    *,
    step: float,
    batch: int,
    steps: int,
    records: int = 40,
    late: int = 1,
) -> Course:
    """SGD as in Definition 1: W⁺ = (1 − sλ)W − (s/b) Σ (f_i − y_i)∇f_i, samples drawn at random.

    Args:
        lam: (K,) regularization of the K nets, >= 0, with step·lam <= 1.
        step: s > 0. batch: b >= 1, drawn with replacement. steps: >= records >= 1.
        late: in 1..records, at how many of the last records the training loss is taken too.

    Source:
        gopalani2025, Definition 1 and Appendix A.
    """
    S, n, _ = data.X.shape
    p = start.a.shape[1]
    marks = np.linspace(0, steps, records + 1).round().astype(int)[1:]
    test, penalty = np.empty((2, S, len(lam), len(marks)))
    training = np.empty((S, len(lam), late))
    together = max(1, _CACHED // (batch * len(lam) * p))
    for low in range(0, S, together):
        part = slice(low, low + together)
        own = Data(*(array[part] for array in data))
        run = _Run(own, Start(start.a[part], start.W[part]), np.asarray(lam, float), step, batch)
        for place, mark in enumerate(marks):
            for _ in range(mark - (marks[place - 1] if place else 0)):
                run.advance(rng.integers(n, size=(len(own.X), batch)))
            test[part, :, place] = run.test_loss()
            penalty[part, :, place] = run.penalty()
            if place >= records - late:
                training[part, :, place - records] = run.training_loss()
    return Course(marks, test, penalty, training)


class _Run:
    """The weights of S draws on their way, with the arrays that every step uses again.

    W = scale·U, where the scale takes the decay by λ, so that a step touches U only once.
    """

    def __init__(self, data: Data, start: Start, lam: np.ndarray, step: float, batch: int) -> None:
        S, p, d = start.W.shape
        K = len(lam)
        self.data, self.a, self.lam = data, start.a, lam
        self.batch, self.shape = batch, (S, K, p, d)
        U = np.repeat(start.W.transpose(0, 2, 1)[:, :, None], K, axis=2)  # (S, d, K, p)
        self.U = np.ascontiguousarray(U).reshape(S, d, K * p)
        self.scale = np.ones(K * p)
        self.decay = np.repeat(1 - step * lam, p)  # (K p)
        self.pull = np.tile((step / batch) * start.a, K)[:, None]  # (S, 1, K p)
        self.gates, self.slope = np.empty((2, S, batch, K * p))
        self.gradient = np.empty_like(self.U)

    def advance(self, chosen: np.ndarray) -> None:
        """One step on the samples chosen, (S, b)."""
        S, K, p, _ = self.shape
        rows = np.arange(S)[:, None]
        X, Y = self.data.X[rows, chosen], self.data.Y[rows, chosen]  # (S, b, d), (S, b, K)
        gates, slope = self.gates, self.slope
        np.matmul(X, self.U, out=gates)
        gates *= -self.scale
        _sigmoid(gates)
        f = (gates.reshape(S, -1, p) @ self.a[:, :, None]).reshape(S, self.batch, K)
        np.multiply(gates, gates, out=slope)
        np.subtract(gates, slope, out=slope)  # σ' = σ − σ²
        slope.reshape(S, self.batch, K, p)[...] *= (f - Y)[..., None]
        self.scale *= self.decay
        slope *= self.pull / self.scale
        self.U -= np.matmul(X.transpose(0, 2, 1), slope, out=self.gradient)
        if self.scale.min() < _SMALL:
            self.settle()

    def settle(self) -> None:
        """Put the scale into the weights, before it becomes too small."""
        self.U *= self.scale
        self.scale[:] = 1.0

    def test_loss(self) -> np.ndarray:
        """(S, K)"""
        return self._mean_square(self.data.X_test, self.data.y_test[:, :, None])

    def training_loss(self) -> np.ndarray:
        """(S, K)"""
        return self._mean_square(self.data.X, self.data.Y)

    def _mean_square(self, X: np.ndarray, labels: np.ndarray) -> np.ndarray:
        """(S, K) mean of (f − label)² over X (S, m, d) with labels (S, m, K) or (S, m, 1)."""
        S, K, p, d = self.shape
        m = X.shape[1]
        rows = max(1, _ONE_THREAD // (d * K * p))
        total = np.zeros((S, K))
        negated = self.U * -self.scale
        for low in range(0, m, rows):
            part = slice(low, low + rows)
            gates = _sigmoid(X[:, part] @ negated)  # (S, r, K p)
            f = gates.reshape(S, -1, p) @ self.a[:, :, None]  # (S, r K, 1)
            off = f.reshape(S, -1, K) - labels[:, part]  # (S, r, K)
            total += np.square(off).sum(axis=1)
        return total / m

    def penalty(self) -> np.ndarray:
        """(S, K)"""
        S, K, p, d = self.shape
        return self.lam * np.square(self.U * self.scale).reshape(S, d, K, p).sum(axis=(1, 3))


def _sigmoid(negated: np.ndarray) -> np.ndarray:
    """1/(1 + e^z) in place, the sigmoid of −z; |z| stays far below 700, where e^z overflows."""
    np.exp(negated, out=negated)
    negated += 1
    return np.reciprocal(negated, out=negated)


# ---------------------------------------------------------------- baselines


def constant_losses(data: Data, a: np.ndarray) -> dict[str, np.ndarray]:
    """Test losses (S,) of predictors that do not look at x.

    "constant": the mean of the first net's training labels; "zero": the zero function; "W = 0":
    the net that the regularizer alone would choose, f = ½Σa_j.
    """
    values = {
        "constant": data.Y[:, :, 0].mean(axis=1),
        "zero": np.zeros(len(a)),
        "W = 0": a.sum(axis=1) / 2,
    }
    return {
        name: np.square(data.y_test - value[:, None]).mean(axis=1) for name, value in values.items()
    }
