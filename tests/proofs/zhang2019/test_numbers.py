"""The directional derivative of RMSNorm, against numpy."""

import numpy as np
import pytest

from provcheck.statement.evaluate import evaluate, setting_values
from tests.proofs.zhang2019.claims import CLAIMS, inputs


def test_the_derivative_is_that_of_finite_differences():
    """Central differences of x/√(mean(x²) + ε) in numpy, which share no code with the terms."""
    claim = CLAIMS["rms_norm/jacobian"]
    x, v, step = np.array([1.0, -0.5, 2.0]), np.array([0.25, 3.0, -1.0]), 1e-5
    ends = [(x + s * v) / np.sqrt(np.mean((x + s * v) ** 2) + 0.01) for s in (step, -step)]
    expected = (ends[0] - ends[1]) / (2 * step)
    for k in (1, 2, 3):
        setting = inputs(x, v=v, k=k)
        found = evaluate(claim.relation.args[1], setting_values(claim.space, setting))
        assert float(found.mid()) == pytest.approx(expected[k - 1], abs=1e-7)
