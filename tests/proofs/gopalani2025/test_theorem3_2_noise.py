"""The measured order of SGD against the SDE, and falsehoods that it must tell."""

import numpy as np
import pytest

from provcheck.proofs.gopalani2025 import theorem3_2_noise as noise
from provcheck.statement import Outcome

STEPS = np.array(noise.STEPS)


@pytest.mark.parametrize(
    ("differences", "expected"),
    [
        (0.3 * STEPS, Outcome.HOLDS),
        (0.3 * STEPS**0.5, Outcome.FAILS),
        (0.3 + 0 * STEPS, Outcome.FAILS),
    ],
)
def test_the_order_is_told(differences, expected):
    assert noise.judge(differences.tolist(), [1e-3] * 4)[0] is expected


def test_noise_that_hides_the_order_decides_nothing():
    assert noise.judge((0.3 * STEPS).tolist(), [1.0] * 4)[0] is Outcome.UNDECIDED


@pytest.mark.slow
def test_sgd_at_twice_the_rate_does_not_follow_the_sde():
    """It is at 2T when the SDE is at T; the difference does not vanish."""
    later = 2 * noise.HORIZON
    sgd = [noise.sgd_loss(s, 2, 4000, 1, "WITHOUT_REPLACEMENT", time=later) for s in noise.STEPS]
    sde = [noise.sde_loss(s, 4000, 2) for s in noise.STEPS]
    pairs = zip(sgd, sde, strict=True)
    differences = [left[0] - right[0] for left, right in pairs]
    errors = [np.hypot(left[1], right[1]) for left, right in zip(sgd, sde, strict=True)]
    assert noise.judge(differences, errors)[0] is not Outcome.HOLDS


@pytest.mark.slow
def test_the_sentence_holds_at_small_effort_and_the_same_seed_gives_the_same_numbers():
    first, second = (
        noise.measure(np.random.Generator(np.random.Philox(key=[1, 2])), 0.1) for _ in range(2)
    )
    assert first == second
    assert first.outcome is not Outcome.FAILS
