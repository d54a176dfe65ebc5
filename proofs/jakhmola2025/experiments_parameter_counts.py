"""Section 4: numbers of parameters, and the sizes at which m reaches nq.

Statement: a dense net with layers d_0, …, d_L has m = Σ_l (d_{l−1} + 1) d_l weights and biases.
With 500 inputs, 50 outputs and two hidden layers of h units m = h² + 552h + 50; with 1000 samples
nq = 50 000 lies between h = 79 (49 899) and h = 80 (50 610). The GCN has the same count. A ResNet
of width 100 has 10 100 parameters a layer; nq = 100 000 lies between nine and ten layers.
Setting: the sizes of Section 4, every whole h and every whole number of layers.
Where: Section 4; Corollary 3.2.1, "Over-parametrization requires …". Kind: identity, lower bound,
upper bound. Checked: exactly. The ranges of the experiments, h from 50 to 250 (DNN) and 25 to 200
(GCN), 8 to 16 layers (ResNet), have the crossing inside.
Not checked: that the code of the paper, which is not given, counts in this way.
False variants: the crossing one earlier or one later.
"""

from fractions import Fraction

import sympy
from sympy import Integer

from provcheck.proofs.jakhmola2025.net import equal, ge, source
from provcheck.statement import (
    Claim,
    Derivation,
    Hypothesis,
    Kind,
    Real,
    Space,
    Variant,
    line,
)

NAME = "jakhmola2025/experiments/parameter_counts"
PLACE = "Section 4"
INPUTS, OUTPUTS, SAMPLES, WIDTH = 500, 50, 1000, 100
h = sympy.Symbol("h", positive=True)
layers = sympy.Symbol("l", positive=True)
dense_count = h**2 + 552 * h + 50
residual_count = 10_100 * layers


def _layer(before, after):
    """Weights and biases of one layer."""
    return (before + 1) * after


_dense_sum = _layer(Integer(INPUTS), h) + _layer(h, h) + _layer(h, Integer(OUTPUTS))
_dense = equal(_dense_sum, dense_count)

DENSE = Claim(
    name=f"{NAME}/dense",
    title="500 inputs, two hidden layers of h, 50 outputs: m = h² + 552h + 50",
    source=source(PLACE, "DNN and GCN"),
    kind=Kind.IDENTITY,
    space=Space((Real(h, low=1, integer=True),)),
    relation=_dense,
    derivations=(Derivation("Σ (d_{l−1} + 1) d_l", (line("count", _dense, "algebra"),),
                            as_printed=False),),
    variants=(
        Variant("without_biases", equal(_dense_sum, h**2 + 550 * h)),
        Variant("one_hidden_layer", equal(_dense_sum, 551 * h + 50)),
    ),
    reading="Every layer has a matrix and a bias for each unit; the GCN's adjacency matrix is not "
    "trained, so it has the same count.",
)  # fmt: skip


def _crossing(
    part, title, symbol, count, needed, low, high, multiplier, nudge, place, reading
) -> Claim:
    """Where the count is certainly enough, or certainly not: `low` or `high` is None."""
    is_enough = low is not None
    limit = low if is_enough else high
    hypothesis = Hypothesis("size", ge(symbol, limit) if is_enough else ge(limit, symbol))
    relation = ge(count, needed) if is_enough else sympy.Lt(count, needed, evaluate=False)
    nudged = (
        ge(count, needed + nudge) if is_enough else sympy.Lt(count, needed - nudge, evaluate=False)
    )
    component = (
        Real(symbol, low=1, integer=True, at_least=lambda _values: limit)
        if is_enough
        else Real(symbol, low=1, high=Fraction(limit), integer=True)
    )
    lines = (
        line("size", hypothesis.relation, "hypothesis", name="size"),
        line("count", relation, "arithmetic", "size", multipliers={"size": multiplier}),
    )
    return Claim(
        name=f"{NAME}/{part}",
        title=title,
        source=source(PLACE, place),
        kind=Kind.LOWER_BOUND if is_enough else Kind.UPPER_BOUND,
        space=Space((component,)),
        hypotheses=(hypothesis,),
        relation=relation,
        derivations=(Derivation("the count grows", lines, as_printed=False),),
        variants=(
            Variant("nudged", nudged),
            *((Variant("any_size", relation, dropped=("size",)),) if is_enough else ()),
        ),
        reading=reading,
    )


_DENSE_READING = (
    "nq = 1000·50 = 50 000. The DNN's widths run from 50 (m = 30 150) to 250 (m = 200 550), the "
    "GCN's from 25 to 200. Without biases m = h² + 550h, and the crossing is at 80 as well."
)
_RESIDUAL_READING = (
    "nq = 1000·100 = 100 000. ℓ counts all 100×100 maps with their biases; if the output layer is "
    "one of them, ℓ is one more than the number of hidden layers, which runs from 8 to 16."
)

DENSE_ENOUGH = _crossing(
    "dense/enough", "h ≥ 80 ⇒ m ≥ nq = 50 000: the smallest two hidden layers are [80, 80]", h,
    dense_count, SAMPLES * OUTPUTS, 80, None, h + 632, 1_000, "DNN and GCN, sizes", _DENSE_READING,
)  # fmt: skip
DENSE_TOO_FEW = _crossing(
    "dense/too_few", "h ≤ 79 ⇒ m < nq = 50 000", h, dense_count, SAMPLES * OUTPUTS, None, 79,
    h + 631, 1_000, "DNN and GCN, sizes", _DENSE_READING,
)  # fmt: skip
RESIDUAL_ENOUGH = _crossing(
    "residual/enough", "ten layers of width 100 have m = 101 000 ≥ nq = 100 000", layers,
    residual_count, SAMPLES * WIDTH, 10, None, 10_100, 10_000, "ResNet, sizes", _RESIDUAL_READING,
)  # fmt: skip
RESIDUAL_TOO_FEW = _crossing(
    "residual/too_few", "nine layers of width 100 have m = 90 900 < nq = 100 000", layers,
    residual_count, SAMPLES * WIDTH, None, 9, 10_100, 10_000, "ResNet, sizes", _RESIDUAL_READING,
)  # fmt: skip

CLAIMS = (DENSE, DENSE_ENOUGH, DENSE_TOO_FEW, RESIDUAL_ENOUGH, RESIDUAL_TOO_FEW)
