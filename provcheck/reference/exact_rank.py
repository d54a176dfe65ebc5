"""Rank of the Jacobian over the rationals, for nets whose activation is piecewise polynomial.

Floats are rationals, so the parameters and inputs of a run are taken as exactly what they are.
Elimination modulo a prime comes first: a prime that divides no denominator maps J to a matrix of at
most its rank, so full rank there is full rank, for the price of machine words.
"""

from typing import Any

import numpy as np
from flint import fmpq_mat, nmod_mat

from provcheck.errors import DomainError
from provcheck.reference.network import jacobian
from provcheck.reference.numbers import as_exact
from provcheck.statement.network import Network

PRIME = 2**61 - 1


def exact_jacobian(network: Network, theta: Any, inputs: Any) -> np.ndarray:
    """J over the rationals, derivatives from the right at a kink.

    Args:
        theta: (m,) floats, Fractions or fmpq.
        inputs: (n, d) likewise.

    Returns:
        (nq, m) object array of fmpq.

    Raises:
        DataError: the inputs do not fit the net.
        DomainError: the activation is smooth, the graph's normalised adjacency is irrational, or
            a number is not finite.
    """
    if network.activation.is_smooth:
        raise DomainError(
            f"exact rank: the activation is {network.activation.name}, whose values are not "
            "rational; expected a piecewise polynomial. For a smooth one enclose the determinant "
            "in balls (enclosed_spectrum)."
        )
    return jacobian(network, as_exact(theta), as_exact(inputs))


def exact_rank(network: Network, theta: Any, inputs: Any) -> int:
    """The rank of J, exactly; K = J Jᵀ has the same, and is positive definite where it is nq.

    Arguments and errors as for `exact_jacobian`.
    """
    return rational_rank(exact_jacobian(network, theta, inputs))


def rational_rank(matrix: np.ndarray) -> int:
    """The rank of a matrix of rationals (N, m), fmpq; modulo a prime first."""
    lower = modular_rank(matrix, PRIME)
    if lower == min(matrix.shape):
        return lower
    return fmpq_mat(matrix.tolist()).rank()


def modular_rank(matrix: np.ndarray, prime: int) -> int:
    """The rank modulo a prime, at most that over the rationals; 0 if it divides a denominator.

    Args:
        matrix: (N, m) object array of fmpq.
        prime: below 2^64.
    """
    residues = []
    for entry in matrix.flat:
        below = int(entry.q) % prime
        if not below:
            return 0
        residues.append(int(entry.p) * pow(below, -1, prime) % prime)
    return nmod_mat(*matrix.shape, residues, prime).rank()
