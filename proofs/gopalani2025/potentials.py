"""Potentials on the line as float numbers: infima, masses and gaps that steer a search.

Nothing here decides anything; `provcheck.statement.gibbs` has the same quantities as balls.
"""

import numpy as np

from provcheck.errors import DomainError

CELLS = 500
_DEPTH = 60.0  # e^-60 of the density is left out
_STEEPEST = 2.0  # change of E from one cell to the next


def infimum(polynomial, low: float, high: float) -> float:
    """Infimum of a polynomial (lowest coefficient first) over [low, high], ends may be infinite."""
    roots = polynomial.deriv().roots()
    inside = [r.real for r in roots if abs(r.imag) < 1e-9 * (1 + abs(r)) and low < r.real < high]
    points = inside + [end for end in (low, high) if np.isfinite(end)]
    return float(min(polynomial(point) for point in points)) if points else float(polynomial(0.0))


def support(energy, low: float, high: float) -> tuple[float, float]:
    """The part of [low, high] outside which e^(-E) is below e^-60 of its largest value.

    Raises:
        DomainError: float64 does not find both ends.
    """
    level = (energy - (infimum(energy, low, high) + _DEPTH)).roots()
    real = [root.real for root in level if abs(root.imag) < 1e-9 * (1 + abs(root))]
    left, right = max([low, min(real, default=low)]), min([high, max(real, default=high)])
    if not (np.isfinite(left) and np.isfinite(right) and left < right):
        raise DomainError(f"potentials: [{left}, {right}] is no interval for {energy} in float64.")
    return float(left), float(right)


def mass(energy, low: float, high: float) -> float:
    """∫_low^high e^(-E) / ∫_ℝ e^(-E), by the trapezoidal rule."""
    left, right = support(energy, -np.inf, np.inf)
    grid = np.linspace(left, right, 8 * CELLS)
    values = energy(grid)
    if np.abs(np.diff(values)).max() > _STEEPEST:
        raise DomainError(f"potentials: {energy} is too steep on [{left}, {right}] for a grid.")
    density = np.exp(infimum(energy, -np.inf, np.inf) - values)
    inside = (grid >= low) & (grid <= high)
    return float(density[inside].sum() / density.sum())


def gap(energy, low: float, high: float) -> float:
    """Least non-zero eigenvalue of -h'' + E'h' with Neumann ends, to about 1e-4.

    Finite volumes; the matrix is that of the fluxes between cells, which has no zero eigenvalue,
    so that an exponentially small gap keeps its leading digits.

    Raises:
        DomainError: the energy changes too much from one cell to the next.
    """
    from scipy.linalg import eigh_tridiagonal

    left, right = support(energy, low, high)
    edges = np.linspace(left, right, CELLS + 1)
    width = edges[1] - edges[0]
    values = energy((edges[1:] + edges[:-1]) / 2)  # (CELLS,)
    if np.abs(np.diff(values)).max() > _STEEPEST:
        raise DomainError(f"potentials: {energy} is too steep on [{left}, {right}] for a grid.")
    flux = energy(edges[1:-1])  # (CELLS - 1,)
    rise, fall = np.exp(values[:-1] - flux), np.exp(values[1:] - flux)
    diagonal = (rise + fall) / width**2
    beside = -np.exp(values[1:-1] - (flux[1:] + flux[:-1]) / 2) / width**2
    smallest = eigh_tridiagonal(
        diagonal, beside, eigvals_only=True, select="i", select_range=(0, 0)
    )
    return float(smallest[0])
