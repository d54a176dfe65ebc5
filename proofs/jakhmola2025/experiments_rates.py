"""Section 4: the rate at which gradient descent trains, against the rate that Theorem 3.1 predicts.

Statement: with m ≥ nq, L(t) ≤ L(0)e^{−2λ_T t}, λ_T = min over [0, T] of λ_min(K(t)); and the
abstract's sentence that theory and practice agree excellently.
Setting: the over-parametrized nets of the experiments, gradient descent with a small step, t = ηk.
Where: abstract; Theorem 3.1, (3); Section 4. Kind: experiment.
Checked: λ_min(K) at six times of every run, by all eigenvalues of K; the bound at each of them; the
mean rate log(L(0)/L)/t and the rate of the last quarter, against 2λ_T and 2λ_min(K(0)).
Not checked: λ_min between the six times, so that λ_T is taken a little too large: a breach of the
bound would first have to be looked at there.
"""

from dataclasses import dataclass
from itertools import chain

import numpy as np

from provcheck.proofs.jakhmola2025.experiments_dnn import NOT_CHECKED, OPEN
from provcheck.proofs.jakhmola2025.experiments_linearity import CONFIDENCE, lines
from provcheck.proofs.jakhmola2025.experiments_setup import (
    DENSE,
    EPOCHS,
    GRAPH,
    RESIDUAL_OUTSIDE,
    Family,
    SetUp,
    run,
)
from provcheck.proofs.jakhmola2025.net import source
from provcheck.statement import (
    Claim,
    Curves,
    Kind,
    Measurement,
    Network,
    Outcome,
    Reading,
    Sentence,
    Space,
)

Array = np.ndarray

TIMES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
"""Shares of the epochs at which λ_min(K) is computed."""
RARE = 0.1
"""The bound is taken to hold if fewer than this share of runs, surely, break it."""
FACTOR = 2.0
"""Rates within this factor of each other agree."""
AGREES = (
    "“Excellent agreement” is taken to mean that in more than half of the draws the mean rate "
    "log(L(0)/L(T))/T of gradient descent is within a factor 2 of the predicted 2λ_T, for every "
    "size, with each architecture. "
)


@dataclass(frozen=True)
class Case:
    """An architecture with its over-parametrized sizes."""

    name: str
    family: Family
    sizes: tuple[int, ...]
    epochs: int


CASES = (
    Case("DNN", DENSE, (6, 9, 12, 15), EPOCHS),
    Case("ResNet", RESIDUAL_OUTSIDE, (10, 12, 16), 2000),
    Case("GCN", GRAPH, (6, 9, 12), EPOCHS),
)


@dataclass(frozen=True)
class Rates:
    """What is measured at one size, rates for one epoch; S draws, R = len(TIMES).

    Args:
        decay: (S, R) log(L(0)/L) until each time.
        bound: (S, R) what Theorem 3.1 says it is at least, with the least λ_min until then.
        initial, least: (S,) 2ηλ_min(K(0)) and 2ηλ_T, from above where floats cannot tell K from
            a singular matrix.
        definite: (S,) whether they can at all six times.
        mean, late: (S,) rate over the whole run, and fitted to its last quarter.
    """

    ratio: float
    decay: Array
    bound: Array
    initial: Array
    least: Array
    definite: Array
    mean: Array
    late: Array

    def is_kept(self) -> Array:
        """(S,) whether the bound holds at every time."""
        return (self.decay >= self.bound).all(axis=1)

    def within(self, factor: float, observed: Array, predicted: Array) -> Array:
        """(S,) whether one rate is within a factor of another."""
        return (observed <= factor * predicted) & (predicted <= factor * observed)


def rates_of(case: Case, rng: np.random.Generator, draws: int, epochs: int) -> list[Rates]:
    """Train every size of a case on the same draws, and compute K along the way."""
    found = run(
        rng, SetUp(case.family), draws, epochs, sizes=case.sizes, keep=TIMES, single=False
    )  # fmt: skip
    results = []
    for size, course in found.courses.items():
        shape = case.family.build(size)
        ends = np.array(
            [
                [
                    _ends(found.draws.network(shape, s), theta[s], inputs)
                    for s, inputs in enumerate(found.draws.data.inputs)
                ]
                for theta in course.kept.values()
            ]
        ).T  # (2, S, R)
        least = ends.max(axis=0)
        marks = np.array(list(course.kept))
        places = np.abs(course.epochs[:, None] - marks).argmin(axis=0)
        losses, marks = course.losses[:, places], course.epochs[places]
        with np.errstate(divide="ignore"):
            decay = np.log(losses[:, :1] / losses)
        rates = 2 * found.rates[size][:, None] * np.minimum.accumulate(least, axis=1)
        quarter = course.epochs >= 0.75 * course.epochs[-1]
        results.append(
            Rates(
                case.family.ratio(size),
                decay,
                rates * marks,
                rates[:, 0],
                rates[:, -1],
                (ends[0] > ends[1]).all(axis=1),
                decay[:, -1] / marks[-1],
                -lines(course.epochs[quarter], course.losses[:, quarter])[0],
            )
        )
    return results


def _ends(network: Network, theta: Array, inputs: Array) -> tuple[float, float]:
    """λ_min(K), and the largest number that rounding K may have made of a 0."""
    from provcheck.reference.ntk import gram_matrix

    values = np.linalg.eigvalsh(gram_matrix(network, theta, inputs))
    return float(values[0]), float(len(values) * 2.0**-53 * values[-1])


def _all_rates(rng: np.random.Generator, draws: int, effort: float) -> dict[str, list[Rates]]:
    own = max(1, round(draws * min(4.0, effort)))
    length = min(1.0, 10 * effort)
    return {
        case.name: rates_of(case, rng, own, max(40, round(case.epochs * length)))
        for case in CASES
    }  # fmt: skip


# ---------------------------------------------------------------- is the bound kept


def kept_outcome(kept: Array) -> Outcome:
    """FAILS for any breach among runs (N,); HOLDS if breaches are surely rarer than `RARE`."""
    from provcheck.statistics.shares import clopper_pearson

    if not kept.all():
        return Outcome.FAILS
    high = clopper_pearson(0, len(kept), CONFIDENCE).high
    return Outcome.HOLDS if high < RARE else Outcome.UNDECIDED


def measure_bound(rng: np.random.Generator, effort: float) -> Measurement:
    """Whether gradient descent stays below the bound of Theorem 3.1, and how far."""
    from provcheck.statistics.shares import clopper_pearson

    found = _all_rates(rng, 8, effort)
    everything = list(chain.from_iterable(found.values()))
    kept = np.concatenate([rates.is_kept() for rates in everything])
    high = clopper_pearson(int((~kept).sum()), len(kept), CONFIDENCE).high
    return Measurement(
        kept_outcome(kept),
        f"kept at all times by {kept.sum()} of {len(kept)} runs (breaches: at most {100 * high:.2g}"
        f" % of all runs); {'; '.join(_looseness(*item) for item in found.items())}",
        runs=len(kept),
        tests=1,
        confidence=CONFIDENCE,
        false_alarm=0.0,
        readings=tuple(
            Reading(
                name,
                kept_outcome(np.concatenate([rates.is_kept() for rates in cases])),
                _looseness(name, cases),
            )
            for name, cases in found.items()
        ),
        plots=tuple(
            plot
            for name, cases in found.items()
            for plot in (_against_size(name, cases), _against_prediction(name, cases))
        ),
    )


def _looseness(name: str, cases: list[Rates]) -> str:
    mean, late = (
        _factors([getattr(rates, one) / rates.least for rates in cases]) for one in ("mean", "late")
    )
    definite = np.concatenate([rates.definite for rates in cases])
    unsure = int((~definite).sum())
    least = "at least " if unsure else ""
    return (
        f"{name}: mean rate {least}{mean} times 2λ_T, late rate {least}{late} times (medians; K "
        f"may be singular as far as floats can tell in {unsure} of {len(definite)} runs)"
    )


def _factors(ratios) -> str:
    values = [float(np.median(ratio)) for ratio in ratios]
    low, high = format(min(values), ".2g"), format(max(values), ".2g")
    return low if low == high else f"{low} to {high}"


# ---------------------------------------------------------------- do the rates agree


def agreement(cases: dict[str, list[Rates]], agree, alpha: float) -> Outcome:
    """Whether rates agree in more than half of the draws, for every architecture."""
    from provcheck.statistics.shares import share_outcome

    return share_outcome(list(_agreeing(cases, agree).values()), 0.5, alpha)


def _agreeing(cases: dict[str, list[Rates]], agree) -> dict[str, tuple[int, int]]:
    held = {}
    for name, found in cases.items():
        both = np.all([agree(rates) for rates in found], axis=0)
        held[name] = (int(both.sum()), len(both))
    return held


def measure_agreement(rng: np.random.Generator, effort: float) -> Measurement:
    """Whether observed and predicted rates agree within a factor."""
    found = _all_rates(rng, 12, effort)
    definitions = {
        "mean rate and 2λ_T, within a factor 2": lambda r: r.within(FACTOR, r.mean, r.least),
        "within a factor 10": lambda r: r.within(10.0, r.mean, r.least),
        "mean rate and 2λ_min(K(0)), within a factor 2": lambda r: r.within(
            FACTOR, r.mean, r.initial
        ),
        "rate of the last quarter and 2λ_T, within a factor 2": lambda r: r.within(
            FACTOR, r.late, r.least
        ),
        "the prediction is the bound, and it is kept": Rates.is_kept,
    }
    alpha = (1 - CONFIDENCE) / len(definitions)
    readings = [
        Reading(name, agreement(found, agree, alpha), _counted(_agreeing(found, agree)))
        for name, agree in definitions.items()
    ]
    return Measurement(
        readings[0].outcome,
        f"within a factor 2 {readings[0].summary}; "
        + "; ".join(_looseness(*item) for item in found.items()),
        runs=sum(len(rates.mean) for cases in found.values() for rates in cases),
        tests=len(definitions) * len(found),
        confidence=CONFIDENCE,
        false_alarm=alpha,
        readings=tuple(readings[1:]),
    )


def _counted(counts: dict[str, tuple[int, int]]) -> str:
    return ", ".join(f"in {held} of {runs} draws ({name})" for name, (held, runs) in counts.items())


# ---------------------------------------------------------------- pictures


def _against_size(name: str, cases: list[Rates]) -> Curves:
    rows = {
        "mean rate of the run": [rates.mean for rates in cases],
        "rate of its last quarter": [rates.late for rates in cases],
        "2ηλ_min(K(0))": [rates.initial for rates in cases],
        "2ηλ_T, the predicted bound": [rates.least for rates in cases],
    }
    series = {label: _positive(np.median(row, axis=1)) for label, row in rows.items()}
    bands = {
        label: tuple(_positive(end) for end in np.quantile(row, (0.25, 0.75), axis=1))
        for label, row in rows.items()
        if np.min(row) > 0
    }
    return Curves(
        f"Observed and predicted rates: {name}",
        "m/(nq)",
        "decay of log L for one epoch",
        [rates.ratio for rates in cases],
        series,
        bands,
        log_y=True,
        caption=f"Medians with quartiles over {len(cases[0].mean)} draws. Where floats cannot tell "
        "K from a singular matrix, λ_min is taken as large as it may be.",
    )


def _against_prediction(name: str, cases: list[Rates]) -> Curves:
    predicted = np.concatenate([rates.least for rates in cases])
    observed = np.concatenate([rates.mean for rates in cases])
    late = np.concatenate([rates.late for rates in cases])
    order = np.argsort(predicted, kind="stable")
    x = predicted[order]
    return Curves(
        f"Observed against predicted rate: {name}",
        "2ηλ_T, the predicted bound",
        "decay of log L for one epoch",
        x.tolist(),
        {
            "mean rate of the run": _positive(observed[order]),
            "rate of its last quarter": _positive(late[order]),
            "equal": x.tolist(),
        },
        log_x=True,
        log_y=True,
        caption="One point for each run; below the line of equality the bound would be broken.",
    )


def _positive(values: Array) -> list[float]:
    return np.where(values > 0, values, np.nan).tolist()


# ---------------------------------------------------------------- claims

_SIZES = (
    "Nets: DNN with two hidden layers of 6, 9, 12, 15, n = 60, d = 30, q = 3; ResNet with 10, 12, "
    "16 hidden layers z + σ(Wz + b), n = 69, d = q = 6, 2000 epochs at 0.1/λ_max(K(0)); GCN with "
    "two of 6, 9, 12, n = 60, d = 30, q = 3. λ_min(K) is computed at six times of each run, and "
    "taken as large as it may be where floats cannot tell it from 0. "
)
RATE_PREDICTION = Claim(
    name="jakhmola2025/experiments/rate_prediction",
    title="gradient descent with a small step stays below the bound of Theorem 3.1",
    source=source("Theorem 3.1, (3), with gradient descent for the flow"),
    kind=Kind.EXPERIMENT,
    space=Space(()),
    relation=Sentence(
        "with m ≥ nq, the training loss of gradient descent with a small step η is at most "
        "L(0)e^{−2λ_T t} at t = ηk, λ_T the least λ_min(K) until then"
    ),
    experiment=measure_bound,
    reading="Fails if any run breaks the bound at one of the six times. " + _SIZES + OPEN,
    not_checked=NOT_CHECKED + "; λ_min(K) between the six times",
)
AGREEMENT = Claim(
    name="jakhmola2025/experiments/rate_agreement",
    title="gradient descent trains at the rate that Theorem 3.1 predicts, within a factor 2",
    source=source("Abstract"),
    kind=Kind.EXPERIMENT,
    space=Space(()),
    relation=Sentence(
        "we nevertheless find excellent empirical agreement between the predictions of our result "
        "and those of the practical step-size gradient descent method"
    ),
    experiment=measure_agreement,
    expected="DOUBTED",
    reading=AGREES + _SIZES + OPEN,
    not_checked=NOT_CHECKED + "; λ_min(K) between the six times",
)

CLAIMS = (RATE_PREDICTION, AGREEMENT)
