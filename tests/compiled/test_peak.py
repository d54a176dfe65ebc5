"""The loops that measure the machine do the work that they are said to do."""

import numpy as np
import pytest

from provcheck.compiled import peak
from provcheck.compiled.philox import normals
from provcheck.reference.philox import Stream

pytestmark = pytest.mark.slow


def test_every_loop_does_its_work():
    table = np.linspace(-30, 30, 4 * peak.LANES).reshape(4, peak.LANES)
    total, three = np.zeros((1, peak.LANES)), 3
    peak.exponentials(table, three, total)
    assert np.allclose(total, 3 * np.exp(table).sum(axis=0), rtol=1e-13)
    peak.sigmoids(table, three, total)
    assert np.allclose(total, 3 * (1 / (1 + np.exp(-table))).sum(axis=0), rtol=1e-13)
    peak.normals(4, total)
    drawn = [normals(1, Stream(1), np.arange(1), step, 2).sum(axis=1) for step in range(4)]
    assert np.allclose(total, np.sum(drawn), rtol=1e-13)


def test_multiply_adds_follow_their_recurrence():
    total = np.zeros((1, peak.LANES))
    peak.multiply_adds(5, total)
    starts = 0.1 + np.arange(8)
    values = np.concatenate([starts, starts + 9.0])
    for _ in range(5):
        values = values * (1.0 - 2.0**-30) + 1e-9
    assert values.size == peak.CHAINS and np.allclose(total, values.sum(), rtol=1e-14)
