"""Lemma 2.1 and Theorem 3.1 along random flows: do they exist, converge, and keep their bounds?

Statement: the flow has a solution for all t, almost surely (Lemma 2.1); its loss tends to 0 when
m ≥ nq (Theorem 3.1, Sections 1 and 5); along it L(t) ≤ L(0)e^{−2λ_t t} (Theorem 3.1),
L(t) ≤ L(0)e^{−2∫λ_min(K)} (Grönwall) and ‖θ(t)‖ ≤ ‖θ(0)‖ + √(t L(0)) (Theorem A.3).
Setting: small dense leaky ReLU nets with m ≥ nq, Kaiming-uniform weights, normal data; flows that
stop and restart at every kink, and say where both sides point into it.
Where: Lemma 2.1, Theorem 3.1, Theorem A.3. Kind: experiment.
Checked: the ending of every flow; the bounds at a dozen times of each.
Not checked: endings are found in floats, with a margin, and not certified.
False variants: in the tests, bounds with twice the rate, and flows that cannot reach a kink.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import NamedTuple

import numpy as np

from provcheck.proofs.jakhmola2025.flows_plots import BOUND_PLOTS, FLOOR_PLOTS, SLIDING_PLOTS
from provcheck.proofs.jakhmola2025.net import source
from provcheck.proofs.jakhmola2025.survey_draws import Initialization
from provcheck.reference.initialization import kaiming_uniform, normal
from provcheck.statement import (
    Activation,
    Claim,
    Kind,
    Measurement,
    Network,
    Outcome,
    Reading,
    Sentence,
    Space,
    dense,
    leaky_relu,
    relu,
)

Array = np.ndarray

CONFIDENCE = 0.99
RARE = 0.05
"""Something is rare if surely in fewer of the flows than this share, and common if in more."""
VANISHED, LEVEL = 1e-6, 0.99
"""L(T)/L(0) below which the loss has vanished, and L(T)/L(T/2) above which it has levelled off."""


@dataclass(frozen=True)
class Flows:
    """Random flows of one kind of net, m ≥ nq.

    Args:
        width, samples, outputs: h, n and q; one hidden layer, d = 2.
        horizon: T.
        initial: draws parameters (m,).
    """

    width: int
    samples: int
    outputs: int = 1
    activation: Activation = leaky_relu()
    bias: bool = True
    horizon: float = 30.0
    initial: Initialization = kaiming_uniform

    @property
    def network(self) -> Network:
        """The net."""
        return dense(2, (self.width, self.outputs), self.activation, bias=self.bias)

    def draw(self, rng: np.random.Generator) -> tuple[Array, Array, Array]:
        """θ(0) (m,), inputs (n, 2) and labels (n, q), all data N(0, 1)."""
        X = rng.normal(size=(self.samples, 2))
        y = rng.normal(size=(self.samples, self.outputs))
        return self.initial(self.network, rng), X, y

    def __str__(self) -> str:
        m = self.network.parameters
        return (
            f"h = {self.width}, n = {self.samples}, q = {self.outputs}, "
            f"m = {m / (self.samples * self.outputs):.3g}nq"
        )


class Ended(NamedTuple):
    """How a flow ended."""

    slides: bool
    """both sides of a kink pointed into it"""
    vanished: bool
    """its loss is below `VANISHED` times that at the start"""
    levelled: bool
    """it has not vanished, and hardly falls in the second half of the time"""
    end: float
    ratio: float
    """L(end)/L(0)"""


def ended(flows: Flows, rng: np.random.Generator, *, beyond: bool = False) -> Ended:
    """Follow one random flow; `beyond` kinks that both sides point into, in Filippov's sense."""
    from provcheck.reference.flow import Ending, OnSliding
    from provcheck.reference.network import loss
    from provcheck.reference.piece import fit_of
    from provcheck.reference.piecewise_flow import follow

    theta, X, y = flows.draw(rng)
    network = flows.network
    flow = follow(
        fit_of(network, X, y), theta, flows.horizon,
        on_sliding=OnSliding.FOLLOW if beyond else OnSliding.STOP, steps=1500, contacts=200,
    )  # fmt: skip
    first, last = (loss(network, at, X, y) for at in (theta, flow.final))
    vanished = last <= VANISHED * first
    levelled = False
    if not vanished and flow.ending is Ending.REACHED:
        middle = loss(network, flow.at(np.array([flow.end / 2]))[0], X, y)
        levelled = last >= LEVEL * middle
    return Ended(flow.ending is Ending.SLIDING, vanished, levelled, flow.end, last / first)


def never(successes: int, runs: int, confidence: float = CONFIDENCE) -> Outcome:
    """Whether something almost never happens: FAILS if it is common, HOLDS if it is rare."""
    from provcheck.statistics.shares import clopper_pearson

    share = clopper_pearson(successes, runs, confidence)
    if share.low > RARE:
        return Outcome.FAILS
    return Outcome.HOLDS if share.high < RARE else Outcome.UNDECIDED


def of_flows(successes: int, runs: int, confidence: float) -> str:
    """`3 of 24 flows, in [2, 36] %`."""
    from provcheck.statistics.shares import clopper_pearson

    share = clopper_pearson(successes, runs, confidence)
    return f"{successes} of {runs} flows, in [{100 * share.low:.0f}, {100 * share.high:.0f}] %"


# ---------------------------------------------------------------- Lemma 2.1

EXISTENCE = {
    "width 4": Flows(4, 3),
    "width 8": Flows(8, 4),
    "width 16": Flows(16, 4),
}
OTHER_EXISTENCE = {
    "slope 1/2": Flows(8, 4, activation=leaky_relu(Fraction(1, 2))),
    "ReLU": Flows(8, 4, activation=relu()),
    "no biases": Flows(8, 4, bias=False),
    "all parameters N(0, 1)": Flows(8, 4, initial=normal),
    "one sample": Flows(8, 1),
    "two outputs": Flows(8, 4, outputs=2),
}


def measure_existence(rng: np.random.Generator, effort: float) -> Measurement:
    """How often a flow runs into a kink that both sides point into."""
    each = max(1, round(24 * effort))
    confidence = 1 - (1 - CONFIDENCE) / (1 + len(EXISTENCE) + len(OTHER_EXISTENCE))
    readings, totals = [], np.zeros(2, dtype=int)
    for place, (name, flows) in enumerate((EXISTENCE | OTHER_EXISTENCE).items()):
        found = [ended(flows, rng) for _ in range(each)]
        slides = sum(one.slides for one in found)
        totals += (slides, each) if place < len(EXISTENCE) else 0
        at = [one.end for one in found if one.slides]
        when = f", at the median time {np.median(at):.3g}" if at else ""
        text = f"{flows}: {of_flows(slides, each, confidence)} end sliding{when}; "
        text += f"{sum(one.vanished for one in found)} reach L ≤ 1e-6 L(0)"
        readings.append(Reading(name, never(slides, each, confidence), text))
    slides, runs = totals.tolist()
    return Measurement(
        never(slides, runs, confidence),
        f"both sides of a kink point into it, so that θ' = −∇L has no solution beyond, in "
        f"{of_flows(slides, runs, confidence)}; "
        + "; ".join(reading.summary for reading in readings[: len(EXISTENCE)]),
        runs=each * len(readings),
        tests=len(readings) + 1,
        confidence=CONFIDENCE,
        false_alarm=1 - confidence,
        readings=tuple(readings),
    )


# ---------------------------------------------------------------- convergence

CONVERGENCE = {
    "width 4, n = 3": Flows(4, 3, horizon=60.0),
    "one hidden unit, n = 3, q = 2": Flows(1, 3, outputs=2, horizon=60.0),
}


def measure_convergence(rng: np.random.Generator, effort: float) -> Measurement:
    """How often the loss vanishes, or levels off above 0, when flows slide along kinks."""
    each = max(1, round(16 * effort))
    confidence = 1 - (1 - CONFIDENCE) / len(CONVERGENCE)
    readings = []
    for name, flows in CONVERGENCE.items():
        found = [ended(flows, rng, beyond=True) for _ in range(each)]
        levelled, vanished = (
            sum(getattr(one, what) for one in found) for what in ("levelled", "vanished")
        )
        ratios = [one.ratio for one in found]
        text = (
            f"{flows}: the loss levels off in {of_flows(levelled, each, confidence)}, vanishes in "
            f"{vanished}; L(end)/L(0) from {min(ratios):.2g} to {max(ratios):.2g}"
        )
        readings.append(Reading(name, never(levelled, each, confidence), text))
    outcomes = {reading.outcome for reading in readings}
    worst = (Outcome.FAILS, Outcome.UNDECIDED, Outcome.HOLDS)
    return Measurement(
        next(one for one in worst if one in outcomes),
        "; ".join(reading.summary for reading in readings),
        runs=each * len(readings),
        tests=len(readings),
        confidence=CONFIDENCE,
        false_alarm=1 - CONFIDENCE,
        readings=tuple(readings),
    )


# ---------------------------------------------------------------- the bounds

BOUNDS = {
    "width 4": Flows(4, 3, horizon=10.0),
    "width 8": Flows(8, 4, horizon=10.0),
    "slope 1/2": Flows(4, 3, activation=leaky_relu(Fraction(1, 2)), horizon=10.0),
}
CHECKS = {
    "printed bound, λ_t the least until t": "printed_bound",
    "a-posteriori bound, with ∫λ_min(K)": "integral_bound",
    "Theorem A.3": "no_blow_up",
}


def measure_bounds(rng: np.random.Generator, effort: float) -> Measurement:
    """Whether the bounds are kept by random flows, up to where each ends."""
    from provcheck.reference import flow_checks
    from provcheck.reference.piece import fit_of
    from provcheck.reference.piecewise_flow import follow
    from provcheck.reference.trajectory import record

    each, ratios, kept, unsure = max(1, round(14 * effort)), [], [], 0
    for flows in BOUNDS.values():
        for _ in range(each):
            theta, X, y = flows.draw(rng)
            flow = follow(fit_of(flows.network, X, y), theta, flows.horizon)
            if not flow.steps:
                continue
            recorded = record(flow, np.linspace(0, flow.end, 13)[1:])
            if not flow_checks.energy_identity(recorded).holds:
                unsure += 1  # the integrator went wrong: its numbers decide nothing
                continue
            checks = [getattr(flow_checks, check)(recorded) for check in CHECKS.values()]
            ratios.append([check.ratio for check in checks])
            kept.append([check.holds for check in checks])
    worst = np.max(ratios, axis=0, initial=0.0)
    held = np.array(kept).reshape(-1, len(CHECKS))
    readings = tuple(
        Reading(
            name,
            kept_outcome(held[:, place]),
            f"kept by {held[:, place].sum()} of {len(held)} flows, largest ratio of the two sides "
            f"{worst[place]:.4g}",
        )
        for place, name in enumerate(CHECKS)
    )
    return Measurement(
        kept_outcome(held.all(axis=1)),
        "; ".join(f"{reading.name}: {reading.summary}" for reading in readings)
        + (f"; {unsure} flows left out, whose energy does not add up" if unsure else ""),
        runs=each * len(BOUNDS),
        tests=1,
        confidence=CONFIDENCE,
        false_alarm=0.0,
        readings=readings,
    )


def kept_outcome(kept: Array) -> Outcome:
    """FAILS for any breach among the flows (N,); HOLDS if breaches are surely rare otherwise."""
    from provcheck.statistics.shares import clopper_pearson

    if not kept.all():
        return Outcome.FAILS
    certain = len(kept) > 0 and clopper_pearson(0, len(kept), CONFIDENCE).high < 3 * RARE
    return Outcome.HOLDS if certain else Outcome.UNDECIDED


# ---------------------------------------------------------------- claims

_NETS = (
    "Dense nets with one hidden layer, d = 2, leaky ReLU of slope 1/100, m ≥ nq; weights and "
    "biases U(±1/√fan_in), inputs and labels N(0, 1). "
)
_NOT_CHECKED = "endings are found in floats, with a margin; other nets"
_claim = partial(Claim, kind=Kind.EXPERIMENT, space=Space(()), not_checked=_NOT_CHECKED)

RANDOM_EXISTENCE = _claim(
    name="jakhmola2025/lemma2_1/random_flows",
    title="random flows can be continued until T = 30",
    source=source("Lemma 2.1"),
    relation=Sentence(
        "The GF initial-value problem has a unique, continuous and piecewise differentiable "
        "solution that can be extended till any T, for almost all initializations and input data."
    ),
    experiment=measure_existence,
    expected="DOUBTED",
    reading="Fails if surely more than 5 % of the flows end at a kink whose two one-sided "
    "velocities −∇L both point into it, before T = 30; holds if surely fewer. " + _NETS,
    plots=SLIDING_PLOTS,
)
RANDOM_CONVERGENCE = _claim(
    name="jakhmola2025/theorem3_1/random_convergence",
    title="with m ≥ nq the loss of random flows tends to 0",
    source=source("Sections 1 and 5"),
    relation=Sentence(
        "linear convergence of gradient flow to a global minimum almost surely (with respect to "
        "initial weights and input distributions), given that the function is sufficiently "
        "overparametrized"
    ),
    experiment=measure_convergence,
    expected="DOUBTED",
    reading="Fails if in surely more than 5 % of the flows of some kind the loss levels off: it is "
    "above 1e-6 L(0) at T = 60 and has fallen by less than 1 % since T/2. Flows go on along kinks "
    "that both sides point into, in Filippov's sense. 16 flows of each kind at standard effort; "
    "8 had left the answer open for one of four seeds. The net with one hidden unit is the one "
    "whose loss has a floor (theorem1_1); the other kind decides nothing by itself. " + _NETS,
    plots=FLOOR_PLOTS,
)
RANDOM_BOUNDS = _claim(
    name="jakhmola2025/theorem3_1/random_bounds",
    title="random flows keep the printed bound, the a-posteriori bound and Theorem A.3",
    source=source("Theorem 3.1, (3); Theorem A.3", "(18)"),
    relation=Sentence(
        "L(t) ≤ L(0)e^{−2λ_t t}, L(t) ≤ L(0)e^{−2∫λ_min(K)} and ‖θ(t)‖ ≤ ‖θ(0)‖ + √(t L(0)) along "
        "every flow, up to its end"
    ),
    experiment=measure_bounds,
    reading="Fails if one of them is broken by more than the integrator's error at one of 12 times "
    "until T = 10, or until the flow ends sliding. " + _NETS,
    plots=BOUND_PLOTS,
)

CLAIMS = (RANDOM_EXISTENCE, RANDOM_CONVERGENCE, RANDOM_BOUNDS)
