"""The Jacobian of softmax, against numpy."""

from fractions import Fraction

import numpy as np
import pytest

from provcheck.statement.evaluate import evaluate, setting_values
from tests.proofs.gao2017.claims import CLAIMS, setting


@pytest.mark.parametrize("temperature", (Fraction(1, 2), Fraction(3)))
def test_the_form_is_that_of_the_matrix(temperature):
    """Against λ(diag σ − σσᵀ) in numpy, which shares no code with the terms."""
    claim = CLAIMS["hessian/half"]
    x, v = (0.5, -1.25, 2.0), (1.0, 3.0, -2.0)
    exact = {"x": tuple(map(Fraction, x)), "v": tuple(map(Fraction, v)), "lambda": temperature}
    form, bound = claim.relation.args
    found = evaluate(form, setting_values(claim.space, setting(3, **exact)))
    powers = np.exp(float(temperature) * np.array(x))
    sigma = powers / powers.sum()
    jacobian = float(temperature) * (np.diag(sigma) - np.outer(sigma, sigma))
    assert float(found.mid()) == pytest.approx(np.array(v) @ jacobian @ np.array(v), rel=1e-13)
    assert found < evaluate(bound, setting_values(claim.space, setting(3, **exact)))
