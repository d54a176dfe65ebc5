"""Figures 3 to 6: test loss under noisy labels.

Statement: the test loss on clean data degrades progressively with the fraction of noisy labels,
in each of four experiments.
Setting: sigmoid nets, d = 20, x uniform on [0, 1)^20, y = sin(π‖x‖²/d), 0, 50 or 90 % of the
training labels with 0.05·Cauchy(0, 1) added; (p, step, λ) as in each caption.
Where: Section 6, Figures 3 to 6. Kind: experiment.
Checked: mini-batch SGD on many draws; the three training sets of a draw share everything but the
noise. `PROGRESSIVE` was fixed before anything was run. The training loss, of which the first aim of
Section 6 speaks too, is a reading.
Not checked: the authors' own code, and what the paper does not print.
False variants: shuffled fractions in the tests, which must not come out as progressive.
"""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from provcheck.proofs.gopalani2025.figures import counts
from provcheck.proofs.gopalani2025.figures_setup import CONFIDENCE, outer_weights, sine
from provcheck.proofs.gopalani2025.figures_training import (
    Course,
    D,
    Data,
    Start,
    constant_losses,
    train,
)
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
from provcheck.statistics.shares import share_outcome

FRACTIONS = (0.0, 0.5, 0.9)
SCALE = 0.05
RUNS = 96
"""Draws at effort 1; a quarter of them for each other reading of the set-up."""
SHARE = 0.75
PROGRESSIVE = (
    "“Progressively degrades” is taken to mean that in more than three draws of four the test "
    "loss on clean data after training is larger for 50 % than for no noisy labels, and larger "
    "for 90 % than for 50 %. "
)


@dataclass(frozen=True)
class Ablation:
    """One figure's experiment, as it is read here; one field is changed for each reading.

    Args:
        p, step, lam: from the caption.
        nested: the labels that are noisy at 50 % are so at 90 % too, with the same noise.
    """

    p: int
    step: float
    lam: float
    outer: str = "Gaussian"
    initial: float = D**-0.5
    nested: bool = True
    steps: int = 8000
    batch: int = 8
    n: int = 1000
    m: int = 500

    def draw(self, rng: np.random.Generator, runs: int) -> tuple[Data, Start]:
        """Training sets with the three fractions of noisy labels, a clean test set, weights."""
        X, X_test = rng.random((runs, self.n, D)), rng.random((runs, self.m, D))
        noise = noisy(rng, runs, self.n, nested=self.nested)
        a = outer_weights(rng, self.outer, runs, self.p)
        W = self.initial * rng.normal(size=(runs, self.p, D))
        return Data(X, sine(X)[:, :, None] + noise, X_test, sine(X_test)), Start(a, W)

    def run(self, rng: np.random.Generator, runs: int, effort: float) -> tuple[Course, Data, Start]:
        """Train; below an effort of 0.1, which decides nothing, for a shorter time."""
        data, start = self.draw(rng, runs)
        steps = max(40, round(self.steps * min(1.0, 10 * effort)))
        lam = np.full(len(FRACTIONS), self.lam)
        course = train(rng, data, start, lam, step=self.step, batch=self.batch, steps=steps)
        return course, data, start


def noisy(rng: np.random.Generator, runs: int, n: int, *, nested: bool) -> np.ndarray:
    """What is added to the labels, (runs, n, 3): exactly the fraction of them gets noise."""
    columns = []
    for place, fraction in enumerate(FRACTIONS):
        if place == 0 or not nested:
            noise = SCALE * rng.standard_cauchy(size=(runs, n))
            order = rng.permuted(np.tile(np.arange(n), (runs, 1)), axis=1)
        columns.append(np.where(order < round(fraction * n), noise, 0.0))
    return np.stack(columns, axis=2)


def progressive(losses: np.ndarray) -> np.ndarray:
    """(S,) whether the losses (S, 3) rise with the fraction of noisy labels."""
    return (losses[:, 1] > losses[:, 0]) & (losses[:, 2] > losses[:, 1])


def others(printed: Ablation) -> dict[str, Ablation]:
    """The other readings of the set-up."""
    changes = {
        "positive: a_j = ‖a‖/√p": {"outer": "positive"},
        "signs: a_j = ±‖a‖/√p": {"outer": "signs"},
        "initial weights N(0, 1)": {"initial": 1.0},
        "other noise at 50 % than at 90 %": {"nested": False},
        "100 training samples": {"n": 100},
        "trained five times as long": {"step": 5 * printed.step},
    }
    return {name: replace(printed, **change) for name, change in changes.items()}


def measure(printed: Ablation, rng: np.random.Generator, effort: float) -> Measurement:
    """The verdict under the printed set-up, and under every other reading."""
    readings, setups = [], others(printed)
    alpha = (1 - CONFIDENCE) / (len(setups) + 4)
    runs, fewer = max(1, round(RUNS * effort)), max(1, round(RUNS * effort / 4))
    course, data, start = printed.run(rng, runs, effort)
    for name, losses, share in (
        ("least test loss over training", course.best, SHARE),
        ("progressively: in most draws", course.final, 0.5),
    ):
        readings.append(_reading(name, losses, share, alpha))
    readings.append(_training(course, data, start, alpha))
    for name, setup in setups.items():
        other, _, _ = setup.run(rng, fewer, effort)
        readings.append(_reading(name, other.final, SHARE, alpha))
    return Measurement(
        _outcome(course.final, SHARE, alpha),
        f"{_counted(course.final)}; {_medians(course.final)}; best constant "
        f"{np.median(constant_losses(data, start.a)['constant']):.2g}",
        runs=len(FRACTIONS) * (runs + fewer * len(setups)),
        tests=len(readings) + 1,
        confidence=CONFIDENCE,
        false_alarm=alpha,
        readings=tuple(readings),
        plots=(_curves(course, data, start), _changes(course)),
    )


def _outcome(losses: np.ndarray, share: float, alpha: float) -> Outcome:
    return share_outcome(counts({0: progressive(losses)}), share, alpha)


def _reading(name: str, losses: np.ndarray, share: float, alpha: float) -> Reading:
    return Reading(name, _outcome(losses, share, alpha), _counted(losses))


def _training(course: Course, data: Data, start: Start, alpha: float) -> Reading:
    """The loss on the noisy training labels, and what of its rise no training brings about.

    The noise raises the training loss of every fixed predictor, also of the net with W = 0.
    """
    losses = course.training[:, :, -1]
    untrained = start.a.sum(axis=1) / 2  # f at W = 0
    idle = np.square(data.Y - untrained[:, None, None]).mean(axis=1)  # (S, 3)
    half, most = np.median(np.square(data.Y - data.Y[:, :, :1]).mean(axis=1)[:, 1:], axis=0)
    return Reading(
        "training loss, on the noisy labels",
        _outcome(losses, SHARE, alpha),
        f"{_counted(losses)}, without training, at W = 0, in {progressive(idle).sum()}; "
        f"{_medians(losses, 'training')}; mean square of the noise {half:.4g} and {most:.4g}",
    )


def _counted(losses: np.ndarray) -> str:
    shown, runs = int(progressive(losses).sum()), len(losses)
    first, second = (int((losses[:, k + 1] > losses[:, k]).sum()) for k in (0, 1))
    return f"progressive in {shown} of {runs} draws (0 to 50 % in {first}, 50 to 90 % in {second})"


def _medians(losses: np.ndarray, which: str = "test") -> str:
    clean, half, most = np.median(losses, axis=0)
    return f"median {which} loss {clean:.4g} clean, {half:.4g} at 50 %, {most:.4g} at 90 %"


def _curves(course: Course, data: Data, start: Start) -> Curves:
    series, bands = quartiles(
        {f"{fraction:.0%} noisy": course.test[:, k] for k, fraction in enumerate(FRACTIONS)}
    )
    constant = float(np.median(constant_losses(data, start.a)["constant"]))
    series["best constant"] = [constant] * len(course.steps)
    return Curves(
        "Test loss on clean data during training",
        "SGD steps",
        "test loss",
        [float(step) for step in course.steps],
        series,
        bands,
        log_y=True,
        caption=f"Medians with quartiles over {len(course.test)} draws; best constant: the mean "
        "of the clean training labels.",
    )


def _changes(course: Course) -> Curves:
    changes = {
        f"{FRACTIONS[k]:.0%} against none": course.test[:, k] - course.test[:, 0] for k in (1, 2)
    }
    series, bands = quartiles(changes)
    series["no change"] = [0.0] * len(course.steps)
    return Curves(
        "Change of the test loss by noisy labels",
        "SGD steps",
        "test loss with - without noise",
        [float(step) for step in course.steps],
        series,
        bands,
        caption=f"On the same draw; medians with quartiles over {len(course.test)} draws. "
        "Progressive degradation would be two curves above 0, one above the other.",
    )


def quartiles(numbers: dict[str, np.ndarray]) -> tuple[dict, dict]:
    """Medians and quartiles over the draws of (S, R) numbers by label."""
    ends = {label: np.quantile(rows, (0.25, 0.5, 0.75), axis=0) for label, rows in numbers.items()}
    series = {label: middle.tolist() for label, (_, middle, _) in ends.items()}
    bands = {label: (low.tolist(), high.tolist()) for label, (low, _, high) in ends.items()}
    return series, bands


# ---------------------------------------------------------------- claims

LEFT_OPEN = (
    "Left open, and read as: a of Gaussian direction with ‖a‖ = 1/B_x, B_x = √20; initial weights "
    "N(0, 1/d); 1000 training and 500 clean test samples; batches of 8 with replacement, 8000 "
    "steps (64 epochs); "
)
NOT_CHECKED = "The authors' own code and data."
DEGRADES = Sentence(
    "In all experiments we see that the test loss on clean data progressively degrades with "
    "increasing the fraction of noisy labels in the training data"
)
CAPTIONS = {
    3: Ablation(10, 1e-2, 0.013),
    4: Ablation(10, 1e-2, 0.13),
    5: Ablation(50, 5e-3, 0.013),
    6: Ablation(50, 1e-2, 0.13),
}
FIGURES = tuple(
    Claim(
        name=f"gopalani2025/figure{number}",
        title=f"Figure {number}: test loss degrades progressively with noisy labels, p = "
        f"{ablation.p}, λ = {ablation.lam:g}",
        source=source(f"Section 6, Figure {number}"),
        kind=Kind.EXPERIMENT,
        space=Space(()),
        relation=DEGRADES,
        experiment=partial(measure, ablation),
        expected="DOUBTED",
        reading=PROGRESSIVE
        + LEFT_OPEN
        + "loss after the last step; noise that is added at 50 % is "
        "there at 90 % too.",
        not_checked=NOT_CHECKED,
    )
    for number, ablation in CAPTIONS.items()
)
CLAIMS = FIGURES
