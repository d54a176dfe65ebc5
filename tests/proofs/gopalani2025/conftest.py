"""Digits for the numbers that are found by hand."""

import mpmath
import pytest

from tests.proofs.gopalani2025.by_hand import DIGITS


@pytest.fixture
def digits():
    """mpmath calculates with more digits than float64 has."""
    with mpmath.workdps(DIGITS):
        yield
