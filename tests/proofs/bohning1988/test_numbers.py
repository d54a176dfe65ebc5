"""What the bounds rest on, and the Hessian of the logistic loss against numpy."""

from fractions import Fraction

import numpy as np
import pytest

from provcheck.kernel import check_derivation
from provcheck.statement import Setting
from provcheck.statement.evaluate import evaluate, setting_values
from tests.proofs.bohning1988.claims import CLAIMS, at


def test_the_bounds_rest_on_the_curvature():
    """Without its proof the derivation has a gap at that line."""
    claim = CLAIMS["logistic_regression/dominated"]
    check = check_derivation(claim, claim.derivations[0], {})
    assert check.proof is None
    assert next(line for line in check.lines if line.reason).id == "bend"


def test_the_form_is_that_of_the_usual_hessian():
    """Against Xᵀ diag(p(1 − p)) X/n in numpy, which shares no code with the terms."""
    claim = CLAIMS["logistic_regression/dominated"]
    X = np.array([[1.0, -0.5], [2.0, 0.25], [-1.5, 1.0]])
    w, v = np.array([0.75, -1.0]), np.array([1.0, 3.0])
    setting = Setting(
        {
            **at().values,
            "d": 2,
            "n": 3,
            "X": tuple(tuple(map(Fraction, row)) for row in X),
            "w": tuple(map(Fraction, w)),
            "v": tuple(map(Fraction, v)),
        }
    )
    form = evaluate(claim.relation.args[0], setting_values(claim.space, setting))
    p = 1 / (1 + np.exp(-X @ w))
    expected = v @ (X.T @ np.diag(p * (1 - p)) @ X / 3) @ v
    assert float(form.mid()) == pytest.approx(expected, rel=1e-13)
