"""Section 4, fully connected nets: do training curves come closer to lines with more parameters?

Statement: as over-parametrization increases, the training loss converges closer to linearly.
Setting: leaky ReLU nets with two hidden layers, Kaiming-uniform weights, inputs uniform in a ball,
normal labels, full-batch gradient descent with a very small step.
Where: Section 4, DNN. Kind: experiment.
Checked: n, d, q and the widths divided by 16.7, so that m/(nq) runs from 0.65 to 4.2 as printed
(0.60 to 4.0), on many draws; at a deep budget also the paper's own size, once.
Not checked: the paper's own runs; its learning rate is lost in the text.
False variants: planted curves in the tests, which the definition must refuse or accept.
"""

from dataclasses import replace
from functools import partial

from provcheck.proofs.jakhmola2025.experiments_linearity import LINEAR, Experiment, measure
from provcheck.proofs.jakhmola2025.experiments_setup import DENSE, DENSE_PAPER, SetUp, he_normal
from provcheck.proofs.jakhmola2025.net import source
from provcheck.statement import Claim, Kind, Sentence, Space

CURVES = Sentence(
    "The training curves verify the hypothesis that as we increase overparametrization, these "
    "architectures converge closer to linearly in training loss."
)
OPEN = (
    "Left open, and read as: leaky ReLU with slope 1/100; weights and biases U(±1/√fan_in), the "
    "frameworks' default; the ball of radius 1; labels N(0, 1); L = ½‖F − y‖², summed. Every net "
    "of a draw has the same step, as one is printed: η = 0.04/λ_max(K(0)), K that of the largest "
    "net, for 5000 epochs; the loss then falls at every one of 200 records in about nine runs of "
    "ten, and at five in six or more of them in the others, where the step is too large at times. "
)
NOT_CHECKED = "the paper's own runs: its learning rate is lost in the text"

PRINTED = SetUp(DENSE)
DNN_EXPERIMENT = Experiment(
    PRINTED,
    {
        "a quarter of the step": replace(PRINTED, step=0.25),
        "four times the step": replace(PRINTED, step=4.0),
        "a step of its own for each net": replace(PRINTED, own_step=True),
        "weights N(0, 2/fan_in), biases 0 (He normal)": replace(PRINTED, initial=he_normal),
        "a ball of radius √d": replace(PRINTED, radius=30**0.5),
    },
    DENSE_PAPER,
)

DNN = Claim(
    name="jakhmola2025/experiments/dnn",
    title="DNN: with more parameters the training loss converges closer to linearly",
    source=source("Section 4, DNN"),
    kind=Kind.EXPERIMENT,
    space=Space(()),
    relation=CURVES,
    experiment=partial(measure, DNN_EXPERIMENT),
    reading=LINEAR
    + OPEN
    + "n = 60, d = 30, q = 3 and two hidden layers of 3, 6, 9, 12, 15 for n = 1000, d = 500, "
    "q = 50 and 50 to 250.",
    not_checked=NOT_CHECKED,
)
CLAIMS = (DNN,)
