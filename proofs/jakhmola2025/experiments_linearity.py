"""Whether training curves come closer to straight lines as nets get more parameters: definitions.

R² and the confidence were fixed before anything was run; the step was then chosen so that gradient
descent nearly follows the flow. Page's test on all draws was asked for from the start, but first
runs counted single draws instead; both had been seen when it became the one that decides, and the
count is kept as a reading. A claim of `experiments_dnn.py`, `_resnet.py` and `_gcn.py` is one call
of `measure`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from provcheck.proofs.jakhmola2025.experiments_setup import EPOCHS, Family, SetUp, Trained, run
from provcheck.proofs.jakhmola2025.experiments_training import Course
from provcheck.statement import Curves, Measurement, Outcome, Reading
from provcheck.statistics.ranks import page_p_value, spearman
from provcheck.statistics.shares import share_outcome

Array = np.ndarray

CONFIDENCE = 0.99
"""Of all tests of one claim together."""
DRAWS, OTHER_DRAWS = 24, 12
"""At effort 1, of the set-up as printed and of each other reading of it."""
TREND = 0.5
"""Rank correlation from which on a single draw shows the sentence, in one of the readings."""
LINEAR = (
    "How close a curve is to linear convergence is measured by R² of the straight line fitted to "
    "log L against the epoch, 0 where that line does not fall. In each draw (data, and one net of "
    "each size) the sizes are ranked by R²; the sentence is taken to say that these ranks rise "
    "with the number of parameters, over all draws together (Page's test, exact; it was chosen to "
    "decide after the count of single draws, which is among the results, had been seen too). "
)
_MOST = 2.0
_DEEP = 20.0


@dataclass(frozen=True)
class Experiment:
    """What one claim measures.

    Args:
        printed: the set-up as the paper prints it, at the reduced size.
        others: other readings of what it leaves open, by name.
        paper: the same at the paper's own size, for a deep budget.
        skipped: share of the epochs at the start that is not shown, as printed.
        epochs: at effort 1; every effort runs the same time η·epochs.
        draws, other_draws: at effort 1.
    """

    printed: SetUp
    others: Mapping[str, SetUp]
    paper: Family
    skipped: float = 0.0
    epochs: int = EPOCHS
    draws: int = DRAWS
    other_draws: int = OTHER_DRAWS


# ---------------------------------------------------------------- definitions


def linearity(course: Course, skipped: float = 0.0) -> Array:
    """R² of the falling line through log L, (S,) in [0, 1], without a share of epochs at first."""
    kept = course.epochs >= skipped * course.epochs[-1]
    slopes, r_squared = lines(course.epochs[kept], course.losses[:, kept])
    return np.where(slopes < 0, r_squared, 0.0)


def lines(epochs: Array, losses: Array) -> tuple[Array, Array]:
    """Slope and R² of the line through log L, (S,) each; 0 and 0 for a curve that is not finite."""
    x = epochs - epochs.mean()
    with np.errstate(divide="ignore", invalid="ignore"):
        y = np.log(losses)
        y = y - y.mean(axis=1, keepdims=True)
        slopes, total = (y @ x) / (x @ x), np.square(y).sum(axis=1)
        r_squared = np.square(y @ x) / (x @ x) / total
    usable = np.isfinite(r_squared)
    return np.where(usable, slopes, 0.0), np.where(usable, r_squared, 0.0)


def steadiness(course: Course) -> Array:
    """Rate of decay of the last quarter and of the second, the lesser over the larger, (S,)."""
    share = course.epochs / course.epochs[-1]
    late, early = (
        -lines(course.epochs[part], course.losses[:, part])[0]
        for part in (share >= 0.75, (share >= 0.25) & (share <= 0.5))
    )
    lesser, larger = np.minimum(late, early), np.maximum(late, early)
    return np.where(lesser > 0, lesser / np.where(larger > 0, larger, 1.0), 0.0)


def shown(rows: Array) -> tuple[int, int]:
    """In how many draws a number (S, k) rises with the k sizes, of how many."""
    correlations = spearman(rows)
    return int((correlations >= TREND).sum()), len(correlations)


def trend(rows: Array, alpha: float) -> Outcome:
    """Page's test of numbers (S, k): HOLDS if they rise with the k sizes, FAILS if they fall."""
    if page_p_value(rows) <= alpha / 2:
        return Outcome.HOLDS
    return Outcome.FAILS if page_p_value(-rows) <= alpha / 2 else Outcome.UNDECIDED


# ---------------------------------------------------------------- the measurement


def measure(experiment: Experiment, rng: np.random.Generator, effort: float) -> Measurement:
    """The verdict on the printed set-up, and under every other reading.

    Below effort 1 other set-ups are left out; from 20 on the paper's own size is run once.
    """
    factor = min(_MOST, effort if effort >= 1 else min(1.0, 3 * effort))
    draws = max(1, round(experiment.draws * factor))
    epochs = experiment.epochs if effort < _DEEP else 2 * EPOCHS
    epochs = max(40, round(epochs * min(1.0, 3 * effort)))
    found = run(rng, experiment.printed, draws, epochs)
    others = experiment.others if effort >= 1 else {}
    alpha = (1 - CONFIDENCE) / (len(experiment.others) + 7)
    readings = list(definitions(found, experiment.skipped, alpha))
    runs = draws * len(found.courses)
    for name, setup in others.items():
        own = max(1, round(experiment.other_draws * factor))
        other = run(rng, setup, own, epochs)
        rows = table(other, experiment.skipped)
        readings.append(Reading(name, trend(rows, alpha), summary(rows)))
        runs += own * len(other.courses)
    if effort >= _DEEP:
        readings.append(_paper_size(experiment, rng, alpha))
        runs += len(experiment.paper.sizes)
    rows = table(found, experiment.skipped)
    return Measurement(
        trend(rows, alpha),
        f"{summary(rows)}; {_sizes(found)}",
        runs=runs,
        tests=len(readings) + 1,
        confidence=CONFIDENCE,
        false_alarm=alpha,
        readings=tuple(readings),
        plots=(_curves(found), _linearity_plot(found, experiment.skipped)),
    )


def table(found: Trained, skipped: float = 0.0) -> Array:
    """`linearity` of every draw and size, (S, k)."""
    return np.array([linearity(course, skipped) for course in found.courses.values()]).T


def definitions(found: Trained, skipped: float, alpha: float):
    """The same runs with other meanings of "closer to linearly", one reading each."""
    rows, courses = table(found, skipped), list(found.courses.values())
    over = [found.setup.family.ratio(size) >= 1 for size in found.courses]
    others = {
        "R² without the first tenth of the epochs": table(found, 0.1),
        "the same rate in the last quarter as in the second": np.array(
            [steadiness(course) for course in courses]
        ).T,
        "loss at the end, over that at the start, is less": np.array(
            [-course.losses[:, -1] / course.losses[:, 0] for course in courses]
        ).T,
        "over-parametrized sizes only (m ≥ nq)": rows[:, over],
    }
    for name, numbers in others.items():
        yield Reading(name, trend(numbers, alpha), _shares(numbers))
    held, draws = shown(rows)
    yield Reading(
        "most single draws show it: rank correlation ½ or more",
        share_outcome([(held, draws)], 0.5, alpha),
        f"in {held} of {draws} draws",
    )
    larger = rows[:, -1] > rows[:, 0]
    yield Reading(
        "the largest net has a larger R² than the smallest",
        share_outcome([(int(larger.sum()), len(larger))], 0.5, alpha),
        f"in {larger.sum()} of {len(larger)} draws",
    )


def _paper_size(experiment: Experiment, rng: np.random.Generator, alpha: float) -> Reading:
    from dataclasses import replace

    setup = replace(experiment.printed, family=experiment.paper)
    rows = table(run(rng, setup, 1, 2 * EPOCHS), experiment.skipped)
    values = ", ".join(f"{value:.3f}" for value in rows[0])
    sizes = ", ".join(map(str, experiment.paper.sizes))
    return Reading(
        "the paper's own size, one draw of each net, which decides nothing",
        trend(rows, alpha),
        f"R² {values} at {experiment.paper.size_label} {sizes}: {_shares(rows)}",
    )


def summary(rows: Array) -> str:
    """Counts, and medians of R² (S, k)."""
    medians = ", ".join(f"{value:.3f}" for value in np.median(rows, axis=0))
    return f"{_shares(rows)}; median R² {medians}"


def _shares(rows: Array) -> str:
    held, runs = shown(rows)
    correlation = float(np.median(spearman(rows)))
    rising, falling = page_p_value(rows), page_p_value(-rows)
    way = f"a rise, p = {rising:.2g}" if rising <= falling else f"a fall, p = {falling:.2g}"
    return f"{way}; median rank correlation {correlation:.2f}, at least ½ in {held} of {runs} draws"


def _sizes(found: Trained) -> str:
    family = found.setup.family
    ratios = ", ".join(f"{family.ratio(size):.2f}" for size in found.courses)
    falls = ", ".join(
        f"{np.median(course.losses[:, -1] / course.losses[:, 0]):.2g}"
        for course in found.courses.values()
    )
    return f"at m/(nq) = {ratios}; losses end at {falls} of the first"


def _label(family: Family, size: int) -> str:
    return f"{family.size_label} {size}, m/(nq) = {family.ratio(size):.2f}"


def _curves(found: Trained) -> Curves:
    series, bands, family = {}, {}, found.setup.family
    first = next(iter(found.courses.values()))
    for size, course in found.courses.items():
        losses = np.where(np.isfinite(course.losses), course.losses, np.nan)
        losses = np.where(losses > 0, losses, np.nan)
        label = _label(family, size)
        series[label] = np.median(losses, axis=0).tolist()
        low, high = np.quantile(losses, (0.25, 0.75), axis=0)
        bands[label] = (low.tolist(), high.tolist())
    return Curves(
        "Training loss",
        "epoch",
        "L = ½‖F − y‖²",
        [float(epoch) for epoch in first.epochs],
        series,
        bands,
        log_y=True,
        caption=f"Medians with quartiles over {len(first.losses)} draws; a straight line is linear "
        "convergence.",
    )


def _linearity_plot(found: Trained, skipped: float) -> Curves:
    family, rows = found.setup.family, table(found, skipped)
    ratios = [family.ratio(size) for size in found.courses]
    steady = np.array([steadiness(course) for course in found.courses.values()])
    names = {"R² of the line through log L": rows.T, "late rate / early rate": steady}
    return Curves(
        "How linear the decay is",
        "m/(nq)",
        "1 is exactly linear",
        ratios,
        {name: np.median(values, axis=1).tolist() for name, values in names.items()},
        {
            name: tuple(end.tolist() for end in np.quantile(values, (0.25, 0.75), axis=1))
            for name, values in names.items()
        },
        caption=f"Medians with quartiles over {len(rows)} draws; over-parametrized from 1 on.",
    )
