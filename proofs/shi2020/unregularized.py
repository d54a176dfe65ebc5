"""Without regularization the loss of a bounded net is no Villani function.

Statement: for bounded activations the data loss (λ = 0) is at most (B_y + ‖a‖₁B_σ)²/2 for all W, so
it does not tend to infinity, and condition 2 of the definition fails.
Where: the slides mukherjee2023 quote [50]: some losses of nets might not satisfy the condition.
Kind: upper bound.
Checked: the bound. Attained: where f = -‖a‖₁B_σ and y = B_y, approached by tanh.
False variants: half of it.
"""

from provcheck.proofs.gopalani2025.net import BOUNDED, LAMBDA, WEIGHTS, le, loss, space
from provcheck.proofs.shi2020.poincare_constants import (
    DATA_LINES,
    HOLLEY_STROOCK,
    oscillation,
    ridge,
)
from provcheck.statement import Claim, Derivation, Kind, Source, Variant, define

data_loss = define("data_loss", (), loss() - ridge(), r"L(W)")
_BOUNDED = le(data_loss(), oscillation())
_last = next(place for place, line in enumerate(DATA_LINES) if line.id == "below")
UNREGULARIZED = Claim(
    name="shi2020/villani_definition/unregularized",
    title="without regularization the loss of a bounded net is bounded: condition 2 fails",
    source=Source("shi2020", "page 9, as mukherjee2023 quotes it",
                  quote="some loss functions used for training neural networks might not satisfy "
                  "this condition"),
    kind=Kind.UPPER_BOUND,
    space=space(BOUNDED, HOLLEY_STROOCK.hypotheses, LAMBDA, WEIGHTS),
    hypotheses=HOLLEY_STROOCK.hypotheses,
    relation=_BOUNDED,
    derivations=(
        Derivation("bounded outputs", DATA_LINES[: _last + 1], as_printed=False),
    ),
    variants=(Variant("half", le(data_loss(), oscillation() / 2)),),
    reading="L = L̃ - (λ/2)‖W‖_F², the loss at λ = 0",
)  # fmt: skip

CLAIMS = (UNREGULARIZED,)
