"""Lemma 3.2 under the default initialization, measured: how often is K singular at random?

Statement: m ≥ nq ⇒ K(0) is positive definite almost surely.
Setting: dense nets, Kaiming-uniform weights, inputs uniform in a ball; leaky ReLU, ReLU (Corollary
3.1.1) and sigmoid (Corollary 3.1.2), over depth, width, bias and m/(nq).
Where: Lemma 3.2, Corollaries 3.1.1 and 3.1.2. Kind: experiment.
Checked: every draw is decided for certain (`survey_draws.py`); shares of singular draws with exact
intervals, mapped against width and m/(nq).
Not checked: larger nets; the distribution of floats stands for a continuous one.
False variants: in the tests, nets whose K is singular always, and never.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

import numpy as np

from provcheck.proofs.jakhmola2025.net import source
from provcheck.proofs.jakhmola2025.survey_draws import Count, Kind, count
from provcheck.reference.initialization import kaiming_uniform, normal
from provcheck.statement import (
    Claim,
    Curves,
    HeatMap,
    Measurement,
    Outcome,
    Reading,
    Sentence,
    Space,
    leaky_relu,
    relu,
    smooth,
)
from provcheck.statement import Kind as ClaimKind

CONFIDENCE = 0.99
"""Of the intervals of one claim together."""
RARE = 0.05
RATIOS = (1.0, 1.25, 1.5, 2.0, 3.0, 4.0)
"""m/(nq) of the map; the actual one is as little above as whole numbers of samples allow."""


@dataclass(frozen=True)
class Survey:
    """What one claim draws.

    Args:
        kinds: name to nets with their widths, mapped over all of `RATIOS`.
        others: the same for readings, over `other_ratios`.
        draws: of each net and number of samples, at effort 1.
    """

    kinds: dict[str, tuple[Kind, tuple[int, ...]]]
    others: dict[str, tuple[Kind, tuple[int, ...]]]
    draws: int
    other_ratios: tuple[float, ...] = (1.25, 2.0, 4.0)


Cells = dict[tuple[int, float], Count]
"""From width and ratio, where there is a sample at all."""


def map_of(
    kind: Kind,
    widths: tuple[int, ...],
    ratios: tuple[float, ...],
    draws: int,
    rng: np.random.Generator,
) -> Cells:
    """Counts over widths and ratios."""
    return {
        (width, ratio): count(kind, width, samples, draws, rng)
        for width in widths
        for ratio in ratios
        if (samples := kind.samples(width, ratio))
    }


def outcome(counts: list[Count], confidence: float) -> Outcome:
    """Whether K is definite almost surely, from draws that are each decided for certain.

    FAILS if one is singular: an event of probability 0 does not occur. HOLDS if none is, and the
    share of draws that are not certainly definite is surely below `RARE` in the mean over all.
    Without one such draw among N, of chances p_i, that mean has the usual bound: Π(1 − p_i) is at
    most (1 − p)^N for their mean p.
    """
    from provcheck.statistics.shares import clopper_pearson

    if any(each.singular for each in counts):
        return Outcome.FAILS
    draws, definite = (
        sum(getattr(each, what) for each in counts) for what in ("draws", "definite")
    )
    if definite < draws:
        return Outcome.UNDECIDED
    certain = clopper_pearson(0, draws, confidence).high < RARE
    return Outcome.HOLDS if certain else Outcome.UNDECIDED


def measure(survey: Survey, rng: np.random.Generator, effort: float) -> Measurement:
    """The map of singular draws, and the verdict on “almost surely”."""
    draws = max(1, round(survey.draws * effort))
    maps = {
        name: map_of(kind, widths, RATIOS, draws, rng)
        for name, (kind, widths) in survey.kinds.items()
    }
    everything = [each for cells in maps.values() for each in cells.values()]
    confidence = 1 - (1 - CONFIDENCE) / len(everything)
    readings = [
        Reading(name, outcome(list(cells.values()), confidence), summary(cells, confidence))
        for name, cells in maps.items()
    ]
    readings += _restricted(maps, confidence)
    for name, (kind, widths) in survey.others.items():
        cells = map_of(kind, widths, survey.other_ratios, draws, rng)
        everything += cells.values()
        readings.append(
            Reading(name, outcome(list(cells.values()), confidence), summary(cells, confidence))
        )
    drawn = [each for each in everything if not each.always]
    first = next(iter(maps.values()))
    return Measurement(
        outcome([each for cells in maps.values() for each in cells.values()], confidence),
        "; ".join(f"{name}: {summary(cells, confidence)}" for name, cells in maps.items()),
        runs=max(1, sum(each.draws for each in drawn)),
        tests=len(first) * len(maps),
        confidence=CONFIDENCE,
        false_alarm=0.0,
        readings=tuple(readings),
        plots=tuple(
            plot
            for name, (_, widths) in survey.kinds.items()
            for plot in (
                _heat_map(name, widths, maps[name]),
                _curves(name, widths, maps[name], confidence),
            )
        ),
    )


def _restricted(maps: dict[str, Cells], confidence: float):
    """The same maps, without what can be said of every net in advance."""
    left = [each for cells in maps.values() for each in cells.values() if not each.always]
    ample = [each for cells in maps.values() for (_, r), each in cells.items() if r >= 2]
    for name, counts in (
        ("without nets where K is singular for all parameters", left),
        ("m ≥ 2nq", ample),
        ("m ≥ 2nq, without nets where K is singular for all parameters",
         [each for each in ample if not each.always]),
    ):  # fmt: skip
        if counts:
            yield Reading(name, outcome(counts, confidence), _totals(counts))


def _totals(counts: list[Count]) -> str:
    singular, draws = (
        sum(getattr(each, what) for each in counts) for what in ("singular", "draws")
    )
    definite = sum(each.definite for each in counts)
    rest = f", {draws - singular - definite} undecided" if draws > singular + definite else ""
    return f"{singular} of {draws} draws singular{rest}"


def summary(cells: Cells, confidence: float) -> str:
    """Totals, and the cell that has most singular draws among those that do not always."""
    from provcheck.statistics.shares import clopper_pearson

    always = [key for key, each in cells.items() if each.always]
    drawn = {key: each for key, each in cells.items() if not each.always}
    text = f"singular for all parameters in {len(always)} of {len(cells)} cells"
    if not drawn:
        return text
    (width, ratio), most = max(drawn.items(), key=lambda item: item[1].share)
    share = clopper_pearson(most.singular, most.draws, confidence)
    return (
        f"{text}, {_totals(list(drawn.values()))} in the others; at most {100 * share.estimate:.0f}"
        f" % in [{100 * share.low:.0f}, {100 * share.high:.0f}] % (width {width}, m ≥ {ratio:g}nq)"
    )


# ---------------------------------------------------------------- pictures


def _heat_map(name: str, widths: tuple[int, ...], cells: Cells) -> HeatMap:
    nan = float("nan")
    return HeatMap(
        f"Share of singular draws: {name}",
        "hidden width",
        "m/(nq)",
        "share",
        [float(width) for width in widths],
        list(RATIOS),
        [
            [cells[width, ratio].share if (width, ratio) in cells else nan for width in widths]
            for ratio in RATIOS
        ],
        caption=f"{next(iter(cells.values())).draws} draws a cell; d = q = 2, inputs uniform in "
        "the unit ball, Kaiming-uniform weights; each draw decided in exact arithmetic.",
    )


def _curves(name: str, widths: tuple[int, ...], cells: Cells, confidence: float) -> Curves:
    from provcheck.statistics.shares import clopper_pearson

    series, bands = {}, {}
    for width in sorted({widths[0], widths[len(widths) // 2], widths[-1]}):
        rows = [cells.get((width, ratio)) for ratio in RATIOS]
        shares = [clopper_pearson(c.singular, c.draws, confidence) if c else None for c in rows]
        label, nan = f"width {width}", float("nan")
        series[label] = [share.estimate if share else nan for share in shares]
        lows = [
            nan if share is None else (1.0 if each.always else share.low)
            for share, each in zip(shares, rows, strict=True)
        ]
        bands[label] = (lows, [share.high if share else nan for share in shares])
    return Curves(
        f"Singular draws against over-parametrization: {name}",
        "m/(nq)",
        "share of singular draws",
        list(RATIOS),
        series,
        bands,
        caption=f"Bands: Clopper–Pearson intervals, together {100 * CONFIDENCE:.0f} %.",
    )


# ---------------------------------------------------------------- claims


def _kinds(activation, **changes):
    return {
        "one hidden layer": (replace(Kind(activation, 1), **changes), (1, 2, 3, 4, 5, 6)),
        "two hidden layers": (replace(Kind(activation, 2), **changes), (1, 2, 3, 4)),
    }


def _others(activation, **changes):
    return {
        "one hidden layer, no biases": (Kind(activation, 1, bias=False), (2, 4, 6)),
        "two hidden layers, no biases": (Kind(activation, 2, bias=False), (2, 3, 4)),
        "one hidden layer, all parameters N(0, 1)": (Kind(activation, 1, initial=normal), (2, 4)),
        "one hidden layer, q = 1": (Kind(activation, 1, outputs=1), (2, 4)),
        **changes,
    }


LEAKY = Survey(
    _kinds(leaky_relu()),
    _others(
        leaky_relu(),
        **{
            "one hidden layer, slope 1/2": (Kind(leaky_relu(Fraction(1, 2)), 1), (2, 4)),
            "one hidden layer, He's bound for the slope 1/100": (
                Kind(leaky_relu(), 1, initial=partial(kaiming_uniform, slope=0.01)),
                (2, 4),
            ),
        },
    ),
    draws=60,
)
RELU = Survey(_kinds(relu()), _others(relu()), draws=40)
SIGMOID = Survey(
    _kinds(smooth("sigmoid")),
    {
        "one hidden layer, q = 1": (Kind(smooth("sigmoid"), 1, outputs=1), (1, 2, 4)),
        "one hidden layer, width 2 and more": (Kind(smooth("sigmoid"), 1), (2, 3, 4)),
    },
    draws=12,
)
_NOT_CHECKED = "larger nets; floats stand for a continuous distribution"
_READING = (
    "Fails as soon as one draw is certainly singular, as no event of probability 0 occurs; holds "
    "if all are certainly definite and so many that the share of others is surely below 5 %. "
    "Weights and biases U(±1/√fan_in), inputs uniform in the unit ball, d = q = 2. "
)


def _claim(where: str, place: str, who: str, survey: Survey, reading: str) -> Claim:
    return Claim(
        name=f"jakhmola2025/{where}/default_initialization",
        title=f"{who} with m ≥ nq: K(0) is positive definite almost surely, at the default "
        "initialization",
        source=source(place, "at t = 0, initialization of Section 4"),
        kind=ClaimKind.EXPERIMENT,
        space=Space(()),
        relation=Sentence(
            "K(0) is a positive definite matrix almost surely (with respect to initialization and "
            "input data) if m ≥ nq"
        ),
        experiment=partial(measure, survey),
        expected="DOUBTED",
        reading=_READING + reading,
        not_checked=_NOT_CHECKED,
    )


LEAKY_RELU = _claim(
    "lemma3_2", "Lemma 3.2", "dense leaky ReLU nets", LEAKY,
    "Where nq > m − (hidden units), or the last hidden layer is narrower than q and n − 1, K is "
    "singular for all parameters and data, and nothing is drawn.",
)  # fmt: skip
RELU_CLAIM = _claim(
    "corollary3_1_1", "Corollary 3.1.1", "dense ReLU nets", RELU,
    "Where nq > m − (hidden units), or the last hidden layer is narrower than q and n − 1, K is "
    "singular for all parameters and data, and nothing is drawn.",
)  # fmt: skip
SIGMOID_CLAIM = _claim(
    "corollary3_1_2", "Corollary 3.1.2", "dense sigmoid nets", SIGMOID,
    "Where the last hidden layer is narrower than q and n − 1, K is singular for all parameters "
    "and data, and nothing is drawn. The sentence fails by those nets alone: of the draws of all "
    "other nets none is singular, which is a reading.",
)  # fmt: skip

CLAIMS = (LEAKY_RELU, RELU_CLAIM, SIGMOID_CLAIM)
