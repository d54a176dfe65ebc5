"""Plain NumPy numerics, one function a formula, generic over float64, Arb balls and rationals."""

from provcheck.reference.activations import Activation
from provcheck.reference.numbers import as_ball, as_exact, as_float

__all__ = ["Activation", "as_ball", "as_exact", "as_float"]
