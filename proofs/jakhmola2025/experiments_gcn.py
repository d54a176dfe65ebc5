"""Section 4, graph nets: do training curves come closer to lines with more parameters?

Statement: as over-parametrization increases, the training loss converges closer to linearly.
Setting: leaky ReLU graph nets with two hidden layers on the graph of nearest neighbours of the
inputs; the rest as in `experiments_dnn.py`.
Where: Section 4, GCN. Kind: experiment.
Checked: n, d, q and the widths divided by 16.7, with m/(nq) from 0.43 to 3.2 (printed: 0.29 to
3.0), on many draws; at a deep budget also the paper's own size, once.
Not checked: the paper's own runs; its learning rate and its k are lost in the text.
"""

from dataclasses import replace
from functools import partial

from provcheck.proofs.jakhmola2025.experiments_dnn import CURVES, NOT_CHECKED, OPEN
from provcheck.proofs.jakhmola2025.experiments_linearity import LINEAR, Experiment, measure
from provcheck.proofs.jakhmola2025.experiments_setup import GRAPH, GRAPH_PAPER, SetUp
from provcheck.proofs.jakhmola2025.net import source
from provcheck.statement import Claim, Kind, Space

PRINTED = SetUp(GRAPH)
GCN_EXPERIMENT = Experiment(
    PRINTED,
    {
        "2 nearest neighbours": replace(PRINTED, neighbours=2),
        "10 nearest neighbours": replace(PRINTED, neighbours=10),
        "four times the step": replace(PRINTED, step=4.0),
    },
    GRAPH_PAPER,
)

GCN = Claim(
    name="jakhmola2025/experiments/gcn",
    title="GCN: with more parameters the training loss converges closer to linearly",
    source=source("Section 4, GCN"),
    kind=Kind.EXPERIMENT,
    space=Space(()),
    relation=CURVES,
    experiment=partial(measure, GCN_EXPERIMENT),
    reading=LINEAR
    + OPEN
    + "Samples are joined where one is among the 5 nearest neighbours of the other, and every "
    "layer mixes by D^{-1/2}(A + I)D^{-1/2}. n = 60, d = 30, q = 3 and two hidden layers of 2, 4, "
    "6, 9, 12 for n = 1000, d = 500, q = 50 and 25 to 200.",
    not_checked=NOT_CHECKED + ", and so is the number k of neighbours",
)
CLAIMS = (GCN,)
