"""Section 4, measured: mini-batch SGD and the SDE over a fixed time.

Statement: over any fixed time T the loss along SGD with step s and along the SDE differ by at most
B(T)·s in expectation.
Where: Section 4 before (2), from [50, Proposition 3.5]; used in Theorem 3.2. Kind: experiment.
Checked: the difference of the mean losses at T = 2 for four steps s, from ensembles; the order with
which it vanishes, by a weighted fit. Readings: batches with replacement; full-batch SGD, which has
no noise at all; and SGD against gradient flow, an SDE without noise. That the order is 1 for these
too says that the statement is about a fixed T only: it does not need the noise of (2), and the
noise of SGD, which depends on W, is not that of (2).
Not checked: the size of B(T) and its growth with T; other nets.
False variant: SGD at twice the learning rate of the SDE, which fails (see the tests).
"""

from collections.abc import Sequence

import numpy as np

from provcheck.proofs.gopalani2025.net import source
from provcheck.statement import (
    Claim,
    Curves,
    Kind,
    Measurement,
    Outcome,
    Reading,
    Sentence,
    Space,
)

HORIZON = 2.0
STEPS = (0.4, 0.2, 0.1, 0.05)
_SMALLEST_ORDER = 0.75
"""Order 1 is told from order 1/2, the next that stochastic schemes have."""
_SUBSTEPS = 16
"""Steps of Euler–Maruyama in the least s: its bias is 1/16 of the difference that is measured."""
_PATHS = 60_000
_CONFIDENCE = 0.998  # of each of five fits: 0.99 together
_BATCH = 2
_NO_NOISE = "gradient flow for the SDE: no noise in (2)"


def _net(activation: str) -> tuple:
    """W0 (2, 2), a (2,), X (8, 2), y (8,), λ, β of one small net, the same in every run."""
    from provcheck.reference import Activation

    angles = np.arange(8) * (np.pi / 4)
    X = np.stack([np.cos(angles), 1.5 * np.sin(angles)], axis=1)
    y = np.where(np.arange(8) % 3 == 0, 1.5, -0.5)
    W = np.array([[0.5, -1.0], [1.5, 0.25]])
    return W, np.array([1.0, -1.0]), X, y, 0.1, 1.0, Activation[activation]


def sgd_loss(
    s: float, batch: int, paths: int, seed: int, sampling: str, *, time: float = HORIZON
) -> tuple[float, float]:
    """Mean loss of mini-batch SGD after time/s steps, and its standard error."""
    from provcheck.compiled.ensemble import minibatch_sgd
    from provcheck.reference.ensemble import Sampling

    W, a, X, y, lam, beta, activation = _net("SIGMOID")
    start = np.repeat(W[None], paths, axis=0)
    count = round(time / s)
    found = minibatch_sgd(start, a, X, y, lam, s, beta, activation, batch=batch, steps=count,
                          seed=seed, sampling=Sampling[sampling], record=(count,))  # fmt: skip
    return float(found.means[-1]), float(found.errors[-1])


def sde_loss(s: float, paths: int, seed: int) -> tuple[float, float]:
    """Mean loss of the SDE at time T, and its standard error; s = 0 is gradient flow."""
    from provcheck.compiled.ensemble import euler_maruyama

    W, a, X, y, lam, beta, activation = _net("SIGMOID")
    start = np.repeat(W[None], paths, axis=0)
    dt = min(STEPS) / _SUBSTEPS
    count = round(HORIZON / dt)
    found = euler_maruyama(start, a, X, y, lam, s, beta, activation, dt=dt, steps=count,
                           seed=seed, record=(count,))  # fmt: skip
    return float(found.means[-1]), float(found.errors[-1])


Losses = Sequence[tuple[float, float]]


def _differences(sgd: Losses, sde: Losses) -> tuple[list[float], list[float]]:
    pairs = list(zip(sgd, sde, strict=True))
    errors = [float(np.hypot(left[1], right[1])) for left, right in pairs]
    # a loss without noise has the error of its own rounding only
    return [left[0] - right[0] for left, right in pairs], [max(e, 1e-12) for e in errors]


def judge(differences: Sequence[float], errors: Sequence[float]) -> tuple[Outcome, str]:
    """Whether the difference vanishes with order 1, and the numbers that say so."""
    from provcheck.errors import DomainError
    from provcheck.statistics.rates import fit_order, within

    try:
        fit = fit_order(STEPS, differences, errors, confidence=_CONFIDENCE)
    except DomainError as error:
        return Outcome.UNDECIDED, str(error)
    found = within(fit, _SMALLEST_ORDER, np.inf)
    largest = max(abs(d) / s for d, s in zip(differences, STEPS, strict=True))
    return found, (
        f"order {fit.estimate:.3f} in [{fit.low:.3f}, {fit.high:.3f}], "
        f"|difference| at most {largest:.3f}·s"
    )


def measure(rng: np.random.Generator, effort: float) -> Measurement:
    """The sentence for batches of 2 without replacement, and the other readings."""
    paths = max(2000, round(_PATHS * effort))
    seeds = iter(rng.integers(2**62, size=16).tolist())
    sde = [sde_loss(s, paths, next(seeds)) for s in STEPS]
    flow = [sde_loss(0.0, 2, 0)] * len(STEPS)
    ways = {
        "batches without replacement": "WITHOUT_REPLACEMENT",
        "batches with replacement": "WITH_REPLACEMENT",
    }
    noisy = {
        name: [sgd_loss(s, _BATCH, paths, next(seeds), way) for s in STEPS]
        for name, way in ways.items()
    }
    full = [sgd_loss(s, 8, 2, 0, "WITHOUT_REPLACEMENT") for s in STEPS]
    main, *_ = noisy
    compared = {name: _differences(losses, sde) for name, losses in noisy.items()}
    compared["full batch: SGD without any noise"] = _differences(full, sde)
    compared[_NO_NOISE] = _differences(noisy[main], flow)
    judged = {name: judge(*data) for name, data in compared.items()}
    outcome, summary = judged[main]
    return Measurement(
        outcome=outcome,
        summary=f"T = {HORIZON:g}, p = d = 2, n = 8, b = {_BATCH}: {summary}; "
        f"without the noise of (2) {_size(compared, _NO_NOISE)}",
        runs=paths * len(STEPS) * 3,
        tests=len(judged),
        confidence=0.99,
        false_alarm=0.01,
        readings=tuple(
            Reading(name, found, text) for name, (found, text) in judged.items() if name != main
        ),
        plots=(_curves(compared),),
    )


def _size(compared: dict, name: str) -> str:
    differences, _ = compared[name]
    largest = max(abs(d) / s for d, s in zip(differences, STEPS, strict=True))
    return f"at most {largest:.3f}·s"


def _curves(compared: dict) -> Curves:
    series = {name: [abs(d) for d in differences] for name, (differences, _) in compared.items()}
    bands = {
        name: ([max(abs(d) - 3 * e, 1e-9) for d, e in zip(*data, strict=True)],
               [abs(d) + 3 * e for d, e in zip(*data, strict=True)])
        for name, data in compared.items()
    }  # fmt: skip
    return Curves(
        title="SGD against the SDE at time T = 2",
        x_label="step size s",
        y_label="|difference of the mean losses|",
        x=list(STEPS),
        series={**series, "slope 1": [0.1 * s for s in STEPS]},
        bands=bands,
        log_x=True,
        log_y=True,
        caption="bands: three standard errors; all vanish like s, with noise or without",
    )


GRADIENT_NOISE = Claim(
    name="gopalani2025/theorem3_2/gradient_noise",
    title="SGD stays within B(T)s of the SDE over a fixed time",
    source=source("Section 4", "before (2); [50, Proposition 3.5]"),
    kind=Kind.EXPERIMENT,
    space=Space(()),
    relation=Sentence(
        "over any fixed time horizon T > 0, as s → 0, the dynamics of this SGD is arbitrarily well "
        "approximated (in expectation) by the Stochastic Differential Equation"
    ),
    experiment=measure,
    reading="read as |E L̃(SGD at T/s) - E L̃(SDE at T)| = O(s) for fixed T; it holds if the order "
    f"of the difference is at least {_SMALLEST_ORDER} with confidence {_CONFIDENCE}",
    not_checked="B(T) is not specified in the paper; T = 2 and one net are measured",
)

CLAIMS = (GRADIENT_NOISE,)
