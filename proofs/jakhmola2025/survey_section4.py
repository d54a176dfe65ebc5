"""Lemma 3.2 for the nets of Section 4: is K positive definite where their training starts?

Statement: the over-parametrized nets of the experiments start with K(0) positive definite, almost
surely.
Setting: the fully connected and the residual nets of `experiments_dnn.py` and `_resnet.py`, at the
reduced size with the paper's m/(nq), at their default initialization.
Where: Lemma 3.2 with the set-up of Section 4. Kind: experiment.
Checked: the rank of J modulo a random prime, in exact arithmetic on the floats drawn. Full rank
there is full rank. Less is counted as singular: a J of full rank has an nq × nq minor that is not
0, with a numerator of fewer than 10^7 bits, so of fewer than 2·10^5 prime factors above 2^60; of
the more than 10^16 primes in [2^60, 2^61) one of these is drawn with chance below 1e-10.
Not checked: the paper's own size, where J is 50 000 × 65 000; graph nets, whose mixing is
irrational (in floats their K cannot be told from a singular one: experiments/rate_prediction).
"""

import numpy as np

from provcheck.proofs.jakhmola2025.experiments_setup import (
    DENSE,
    RESIDUAL,
    RESIDUAL_OUTSIDE,
    Family,
    SetUp,
    draw,
)
from provcheck.proofs.jakhmola2025.net import source
from provcheck.proofs.jakhmola2025.survey import CONFIDENCE, outcome
from provcheck.proofs.jakhmola2025.survey_draws import Count
from provcheck.reference.initialization import kaiming_uniform
from provcheck.statement import (
    Claim,
    Curves,
    Kind,
    Measurement,
    Reading,
    Sentence,
    Space,
)

CASES: dict[str, tuple[Family, tuple[int, ...], int]] = {
    "DNN": (DENSE, (6, 9), 10),
    "ResNet, layers σ(z + Wz + b)": (RESIDUAL, (10,), 4),
    "ResNet, layers z + σ(Wz + b)": (RESIDUAL_OUTSIDE, (10,), 2),
}
"""Architecture with the sizes that are drawn, and how often at effort 1."""


def random_prime(rng: np.random.Generator) -> int:
    """A prime in [2^60, 2^61), each equally likely."""
    from flint import fmpz

    while True:
        number = 2**60 + int(rng.integers(2**60))
        if fmpz(number).is_prime():
            return number


def ranks(family: Family, size: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Rank of J modulo a random prime at random starts of one net, (draws,)."""
    from provcheck.reference.exact_rank import exact_jacobian, modular_rank

    network, found = family.build(size), []
    inputs = draw(rng, SetUp(family), draws).data.inputs
    for sample in inputs:
        J = exact_jacobian(network, kaiming_uniform(network, rng), sample)
        found.append(modular_rank(J, random_prime(rng)))
    return np.array(found)


def measure(rng: np.random.Generator, effort: float) -> Measurement:
    """Ranks at the start of training, for each architecture and size."""
    readings, counts, shares = [], [], {}
    for name, (family, sizes, often) in CASES.items():
        draws, own, texts, shares[name] = max(1, round(often * effort)), [], [], []
        for size in sizes:
            rows = family.samples * family.build(size).outputs
            found = ranks(family, size, draws, rng)
            full = int((found == rows).sum())
            own.append(Count(draws - full, full, draws, False))
            shares[name].append((family.ratio(size), *_spread(found / rows)))
            texts.append(
                f"{family.size_label} {size}, m = {family.ratio(size):.2f}nq: {draws - full} of "
                f"{draws} draws singular, ranks {found.min()} to {found.max()} of {rows}"
            )
        counts += own
        readings.append(Reading(name, outcome(own, CONFIDENCE), "; ".join(texts)))
    return Measurement(
        outcome(counts, CONFIDENCE),
        "; ".join(f"{reading.name}: {reading.summary}" for reading in readings),
        runs=sum(each.draws for each in counts),
        tests=1,
        confidence=CONFIDENCE,
        false_alarm=1e-8,
        readings=tuple(readings),
        plots=(_curves(shares),),
    )


def _spread(values: np.ndarray) -> tuple[float, float, float]:
    return float(np.median(values)), float(values.min()), float(values.max())


def _curves(shares: dict[str, list[tuple[float, float, float, float]]]) -> Curves:
    x = sorted({ratio for rows in shares.values() for ratio, *_ in rows})
    series, bands = {}, {}
    for name, rows in shares.items():
        at = {ratio: rest for ratio, *rest in rows}
        middle, low, high = zip(*(at.get(ratio, (np.nan,) * 3) for ratio in x), strict=True)
        series[name], bands[name] = list(middle), (list(low), list(high))
    return Curves(
        "Rank of J where the training of Section 4 starts",
        "m/(nq)",
        "rank J / (nq)",
        x,
        series,
        bands,
        caption="Medians with the range over the draws, at the reduced size; below 1 the NTK is "
        "singular although m ≥ nq.",
    )


START = Claim(
    name="jakhmola2025/experiments/default_initialization",
    title="the over-parametrized nets of Section 4 start with K(0) positive definite",
    source=source("Lemma 3.2", "at t = 0, with the nets of Section 4"),
    kind=Kind.EXPERIMENT,
    space=Space(()),
    relation=Sentence(
        "K(0) is a positive definite matrix almost surely (with respect to initialization and "
        "input data) for the over-parametrized nets of the experiments"
    ),
    experiment=measure,
    expected="DOUBTED",
    reading="Fails as soon as one draw is singular, as no event of probability 0 occurs. Leaky "
    "ReLU with slope 1/100, weights and biases U(±1/√fan_in), inputs uniform in the unit ball. "
    "DNN: two hidden layers of 6 or 9, n = 60, d = 30, q = 3; ResNet: 10 hidden layers, n = 69, "
    "d = q = 6: the paper's numbers divided by 16.7, with its m/(nq).",
    not_checked="the paper's own size; graph nets",
)

CLAIMS = (START,)
