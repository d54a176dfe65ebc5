"""Section 4, residual nets: do training curves come closer to lines with more parameters?

Statement: as over-parametrization increases, the training loss converges closer to linearly.
Setting: leaky ReLU residual nets of one width with 8 to 16 hidden layers; the rest as in
`experiments_dnn.py`. The first hundredth of the epochs is left out, as the paper's figure does.
Where: Section 4, ResNet. Kind: experiment.
Checked: d = q = 6 for 100 and n = 69 for 1000, so that m/(nq) runs from 0.91 to 1.7 as printed,
on many draws; at a deep budget also the paper's own size, once.
Not checked: the paper's own runs; its learning rate is lost in the text.
"""

from dataclasses import replace
from functools import partial

from provcheck.proofs.jakhmola2025.experiments_dnn import CURVES, NOT_CHECKED, OPEN
from provcheck.proofs.jakhmola2025.experiments_linearity import LINEAR, Experiment, measure
from provcheck.proofs.jakhmola2025.experiments_setup import (
    RESIDUAL,
    RESIDUAL_OUTSIDE,
    RESIDUAL_PAPER,
    SetUp,
)
from provcheck.proofs.jakhmola2025.net import source
from provcheck.statement import Claim, Kind, Space

PRINTED = SetUp(RESIDUAL_OUTSIDE)
RESNET_EXPERIMENT = Experiment(
    PRINTED,
    {
        "layers σ(z + Wz + b)": replace(PRINTED, family=RESIDUAL),
        "a step of its own for each net": replace(PRINTED, own_step=True),
    },
    RESIDUAL_PAPER,
    skipped=0.01,
    epochs=2000,
    draws=16,
)

RESNET = Claim(
    name="jakhmola2025/experiments/resnet",
    title="ResNet: with more layers the training loss converges closer to linearly",
    source=source("Section 4, ResNet"),
    kind=Kind.EXPERIMENT,
    space=Space(()),
    relation=CURVES,
    experiment=partial(measure, RESNET_EXPERIMENT),
    expected="DOUBTED",
    reading=LINEAR
    + OPEN.replace("0.04", "0.1").replace("5000", "2000")
    + "The first hundredth of the epochs is left out, as printed (100 of 10,000). Layers are "
    "z + σ(Wz + b), the last one Wz + b, since with them the initial error is very large, as the "
    "paper reports (chosen when both forms had been run; the other is among the results); n = 69 "
    "and d = q = 6 for n = 1000 and d = q = 100.",
    not_checked=NOT_CHECKED,
)
CLAIMS = (RESNET,)
