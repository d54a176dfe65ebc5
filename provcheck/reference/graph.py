"""The graph of a graph net: from an adjacency matrix, and to the matrix that mixes samples."""

import math
from functools import lru_cache
from typing import Any

import numpy as np
from flint import arb, fmpq

from provcheck.errors import DataError, DomainError
from provcheck.statement.network import Graph

_SPARSE_FROM = 64  # vertices; below, one dense product is faster than SciPy's bookkeeping


def adjacency_graph(matrix: Any, *, loops: bool = True) -> Graph:
    """The graph with this adjacency matrix.

    Args:
        matrix: (n, n), symmetric, entries 0 or 1. A diagonal of ones says A + I: it is the same as
            `loops=True` with a diagonal of zeros.
        loops: whether every vertex becomes its own neighbour.

    Raises:
        DataError: the matrix is empty (no vertex, or no edge), not square, not symmetric, has an
            entry that is neither 0 nor 1, or some loops but not all.
        StatementError: a vertex has no neighbour and no loop: its row of the normalised adjacency
            would be 0/0.
    """
    adjacency = np.asarray(matrix)
    if adjacency.ndim != 2 or adjacency.shape[0] != adjacency.shape[1]:
        raise DataError(
            f"adjacency matrix: met shape {adjacency.shape}; expected one row and one column for "
            "each sample."
        )
    _refuse_entries(adjacency)
    diagonal = np.diagonal(adjacency)
    if diagonal.any() and not diagonal.all():
        raise DataError(
            f"adjacency matrix: {int(np.sum(diagonal))} of {len(diagonal)} diagonal entries are "
            "1; expected all (A + I) or none (A)."
        )
    rows, columns = np.nonzero(np.triu(adjacency, 1))
    if not len(rows):
        raise DataError(
            f"adjacency matrix: no edge between the {len(adjacency)} vertices; list at least one, "
            "or use a net without graph."
        )
    edges = tuple((int(i) + 1, int(j) + 1) for i, j in zip(rows, columns, strict=True))
    return Graph(len(adjacency), edges, loops=loops or bool(diagonal.any()))


def _refuse_entries(adjacency: np.ndarray) -> None:
    strange = np.argwhere((adjacency != 0) & (adjacency != 1))
    if len(strange):
        i, j = strange[0]
        raise DataError(
            f"adjacency matrix: entry ({i + 1}, {j + 1}) is {adjacency[i, j]}; expected 0 or 1."
        )
    uneven = np.argwhere(adjacency != adjacency.T)
    if len(uneven):
        i, j = uneven[0]
        raise DataError(
            f"adjacency matrix: entry ({i + 1}, {j + 1}) is {adjacency[i, j]} but "
            f"({j + 1}, {i + 1}) is {adjacency[j, i]}; expected a symmetric matrix. For a directed "
            "neighbour list take max(A, A transposed)."
        )


def mixing_matrix(graph: Graph, number: type = float) -> np.ndarray:
    """The normalised adjacency D^(-1/2) A D^(-1/2), with A + I for A where there are loops.

    Args:
        number: float, arb or fmpq, what the entries are to be.

    Returns:
        (n, n) float64 with correctly rounded square roots, or object array; symmetric exactly.

    Raises:
        DomainError: fmpq, and an entry 1/sqrt(d_i d_j) is irrational.

    Source:
        Kipf and Welling (2017), eq. (2); jakhmola2025, Corollary 3.2.1 (GCN).
    """
    degrees = graph.degrees
    entry = {float: _float_entry, arb: _ball_entry, fmpq: _exact_entry}[number]
    mixing = np.zeros((graph.vertices, graph.vertices), dtype=float if number is float else object)
    if number is not float:
        mixing[...] = number(0)
    for i, j in graph.neighbours:
        mixing[i, j] = entry(degrees[i] * degrees[j])
    return mixing


def _float_entry(product: int) -> float:
    return 1.0 / math.sqrt(product)


def _ball_entry(product: int) -> arb:
    return arb(product).rsqrt()


def _exact_entry(product: int) -> fmpq:
    root = math.isqrt(product)
    if root * root != product:
        raise DomainError(
            f"mixing matrix: an entry 1/sqrt({product}) is irrational; expected degrees whose "
            "products are squares (a regular graph has them), or use balls."
        )
    return fmpq(1, root)


def mix(graph: Graph, z: np.ndarray) -> np.ndarray:
    """S z for the normalised adjacency S, along the last axis but one of z.

    Args:
        z: (..., n, p) float64, or object array of arb or of fmpq.

    Returns:
        array of the shape and number type of z.
    """
    if z.dtype == object:
        return mixing_matrix(graph, type(z.flat[0])) @ z
    mixing = _float_mixing(graph)
    if graph.vertices < _SPARSE_FROM:
        return mixing @ z
    first = np.moveaxis(z, -2, 0)  # (n, ..., p)
    mixed = mixing @ first.reshape(graph.vertices, -1)
    return np.moveaxis(mixed.reshape(first.shape), 0, -2)


@lru_cache(maxsize=8)
def _float_mixing(graph: Graph) -> Any:
    """The mixing matrix, dense and read-only, or in rows that list their neighbours."""
    if graph.vertices < _SPARSE_FROM:
        mixing = mixing_matrix(graph)
        mixing.flags.writeable = False
        return mixing
    from scipy.sparse import csr_array

    rows, columns = np.array(graph.neighbours).T
    degrees = np.array(graph.degrees)
    entries = 1.0 / np.sqrt(degrees[rows] * degrees[columns])
    return csr_array((entries, (rows, columns)), shape=(graph.vertices, graph.vertices))
