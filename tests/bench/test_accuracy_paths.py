"""An error in random numbers or in one step of an ensemble is seen."""

import numpy as np
import pytest

from provcheck.benchmarks import accuracy_paths
from provcheck.compiled import ensemble as compiled
from provcheck.compiled import philox
from provcheck.reference import ensemble
from provcheck.reference import philox as reference
from tests.bench.spoiling import spoiled

pytestmark = pytest.mark.usefixtures("many_bits")

STEPS = {
    "euler_maruyama": accuracy_paths._diffusion,
    "minibatch_sgd": accuracy_paths._descent,
    "euler_maruyama_polynomial": accuracy_paths._line,
}


@pytest.mark.parametrize("name", STEPS)
def test_a_spoiled_step_is_above_its_bound_and_the_plain_one_is_not(name, monkeypatch):
    """The plain step with normals of the compiled kind is as accurate as the compiled one."""
    monkeypatch.setattr(ensemble, "normals", philox.normals)
    monkeypatch.setattr(compiled, name, getattr(ensemble, name))
    assert max(map(STEPS[name], range(4))) <= 1
    monkeypatch.setattr(compiled, name, spoiled(getattr(ensemble, name)))
    assert max(map(STEPS[name], range(4))) > 1


def test_a_normal_of_another_step_is_above_the_bound(monkeypatch):
    assert max(map(accuracy_paths._normal_error, range(9))) <= philox.NORMAL_ROUNDINGS
    drawn = philox.normals
    monkeypatch.setattr(philox, "normals", spoiled(drawn, 1 + 2.0**-48))
    assert max(map(accuracy_paths._normal_error, range(9))) > philox.NORMAL_ROUNDINGS


@pytest.mark.parametrize("name", ["bits", "uniforms", "integers"])
def test_one_wrong_word_is_seen(name, monkeypatch):
    for other in ("bits", "uniforms", "integers"):
        monkeypatch.setattr(philox, other, getattr(reference, other))
    assert accuracy_paths._words(3) == 0

    def wrong(*arguments, **options):
        words = getattr(reference, name)(*arguments, **options)
        words[-1, -1] += words.dtype.type(1)
        return words

    monkeypatch.setattr(philox, name, wrong)
    assert accuracy_paths._words(3) >= 1


def test_positions_where_the_drift_cancels_and_subnormal_ones():
    w0, coefficients, *_ = accuracy_paths.hard_line(5)
    assert np.allclose(np.polyval(coefficients[::-1], 1.0), 0) and np.min(abs(w0 - 1)) < 1e-9
    assert 5e-324 in accuracy_paths.hard_line(4)[0]
