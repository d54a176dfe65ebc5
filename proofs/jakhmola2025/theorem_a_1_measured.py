"""Theorem A.1, measured: do flows reach intersections of kinks?

Statement: the gradient flow reaches a subspace of codimension 2 or more from almost no
initialization; Lemma 2.1 uses it for the intersections of the boundaries of the pieces.
Setting: dense leaky-ReLU nets with one hidden layer, d = 2, m ≥ nq, Kaiming-uniform weights, normal
data. Most flows run into a kink that both sides point into (lemma2_1/random_flows), where no
solution in the classical sense goes on; continued in Filippov's sense they slide along it.
Where: Theorem A.1; its use in the proof of Lemma 2.1. Kind: experiment.
Checked: whether the flow, so continued, is held on two kinks at once, a set of codimension 2, or
more, before T = 10. The flows that end where the classical solution ends are a reading.
Not checked: the kinks are found in floats, with a margin. For classical solutions the theorem is
not decided here; theorem_a_1/union_bound is its printed proof over real numbers.
False variants: in the tests, nets that cannot slide.
"""

from typing import TYPE_CHECKING

import numpy as np

from provcheck.proofs.jakhmola2025.flows import CONFIDENCE, Flows, never, of_flows
from provcheck.proofs.jakhmola2025.net import source
from provcheck.statement import (
    Claim,
    Kind,
    Measurement,
    Reading,
    Sentence,
    Space,
)

if TYPE_CHECKING:
    from provcheck.reference.flow import Flow

NETS = {"width 8": Flows(8, 4, horizon=10.0), "width 16": Flows(16, 4, horizon=10.0)}
OTHERS = {"width 4": Flows(4, 3, horizon=10.0)}


CLASSICAL = 8
"""Flows that end at their first kink, for each one that goes on; they are cheap."""


def held(flows: Flows, rng: np.random.Generator) -> int:
    """The largest number of kinks that a random flow is held on at once, in Filippov's sense."""
    flow = _followed(flows, rng, "FOLLOW")
    return max((len(step.piece.sliding) for step in flow.steps), default=0)


def met(flows: Flows, rng: np.random.Generator) -> int:
    """How many kinks a random flow meets at the time of its last contact, if it ends there."""
    contacts = _followed(flows, rng, "STOP").contacts
    return sum(contact.time == contacts[-1].time for contact in contacts)


def _followed(flows: Flows, rng: np.random.Generator, rule: str) -> "Flow":
    from provcheck.compiled.piece import fit_of
    from provcheck.reference.flow import OnSliding
    from provcheck.reference.piecewise_flow import follow

    theta, X, y = flows.draw(rng)
    return follow(
        fit_of(flows.network, X, y), theta, flows.horizon,
        on_sliding=OnSliding[rule], steps=1500, contacts=200,
    )  # fmt: skip


def measure(rng: np.random.Generator, effort: float) -> Measurement:
    """How often a flow comes to be held on two kinks at once."""
    each = max(1, round(20 * effort))
    kinds = NETS | OTHERS
    confidence = 1 - (1 - CONFIDENCE) / (len(kinds) + 2)
    found = {name: [held(flows, rng) for _ in range(each)] for name, flows in kinds.items()}
    readings = [_reading(f"{name}, continued", found[name], confidence) for name in kinds]
    classical = [met(flows, rng) for flows in NETS.values() for _ in range(CLASSICAL * each // 2)]
    readings.append(_reading("solutions that end at the first kink", classical, confidence))
    decisive = [number for name in NETS for number in found[name]]
    two = sum(number >= 2 for number in decisive)
    return Measurement(
        never(two, len(decisive), confidence),
        f"held on two kinks or more at once: {of_flows(two, len(decisive), confidence)}, up to "
        f"{max(decisive)} kinks; "
        + "; ".join(f"{reading.name}: {reading.summary}" for reading in readings),
        runs=each * len(kinds) + len(classical),
        tests=len(readings) + 1,
        confidence=CONFIDENCE,
        false_alarm=1 - confidence,
        readings=tuple(readings),
    )


def _reading(name: str, numbers: list[int], confidence: float) -> Reading:
    two = sum(number >= 2 for number in numbers)
    summary = of_flows(two, len(numbers), confidence)
    return Reading(name, never(two, len(numbers), confidence), summary)


THEOREM = Claim(
    name="jakhmola2025/theorem_a_1",
    title="the flow reaches a set of codimension ≥ 2 from almost no initialization",
    source=source("Theorem A.1"),
    kind=Kind.EXPERIMENT,
    space=Space(()),
    relation=Sentence(
        "The solution curve of the GF equation 2 reaches a subspace of codimension … for almost "
        "no initializations."
    ),
    experiment=measure,
    expected="DOUBTED",
    reading="The codimension is read as 2 or more, as Lemma 2.1 needs it. The solution is the one "
    "until T = 10, continued in Filippov's sense where both sides of a kink point into it (there "
    "is no other). Fails if surely more than 5 % of the flows of the nets of width 8 and 16 are "
    "held on two kinks or more at once; 20 flows of each at standard effort. An example by hand: "
    "f(x) = |x + b| in the plane, y = (−1, −1), goes from every start with x + b > 0 to b = −x.",
    not_checked="kinks are found in floats; classical solutions, which end at the first kink that "
    "holds them, are a reading: there the theorem may well hold",
)

CLAIMS = (THEOREM,)
