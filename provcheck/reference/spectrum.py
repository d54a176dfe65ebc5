"""Spectral gaps of -𝓛 = -(s/2)Δ + <∇U, ∇ > on L²(μ), μ ~ exp(-2U/s), in float64.

In one dimension to about ten digits, by spectral integration; in two and three by reversible finite
volumes of second order. With the energy E = 2U/s the gap is s/2 times that of -Δ + <∇E, ∇ >.
"""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from provcheck.errors import DomainError, EngineError

_ORDER = 16  # Gauss-Legendre nodes of a panel
_PANEL_RISE = 4.0  # most that E varies within a panel
_FEWEST_PANELS = 12
_MOST_PANELS = 4000
_HEIGHTS = (40.0, 80.0, 160.0, 320.0, 640.0)  # where e^{-E} is cut off; doubled until it is enough
_MOST_RANGE = 1200.0  # e^{E/2} has to stay a float
_GOAL = 1e-11


@dataclass(frozen=True)
class Spectrum:
    """The lowest part of the spectrum of -𝓛.

    Args:
        gap: least non-zero eigenvalue.
        error: estimate of |gap error|, from two resolutions and two cut-offs; not a bound.
        eigenvalues: (count,) non-zero ones, ascending, `gap` first; nan where the ratio to the gap
            is above 10⁸, which leaves no digits.
        x: (N,) points of the interval, ascending.
        eigenfunction: (N,) h at the points: increasing, mean 0 and variance 1 under μ.
    """

    gap: float
    error: float
    eigenvalues: np.ndarray
    x: np.ndarray
    eigenfunction: np.ndarray


def gap_1d(
    potential: Callable[[np.ndarray], np.ndarray],
    step_size: float,
    low: float = -np.inf,
    high: float = np.inf,
    *,
    count: int = 1,
) -> Spectrum:
    """The gap λ_s of -𝓛 on an interval with reflecting ends, to about ten digits.

    k = h' solves k = γ T k with T k (x) = e^{E(x)} [μ(> x) ∫_{t<x} μ(< t) k + μ(< x) ∫_{t>x} μ(> t)
    k], a positive kernel: nothing cancels, and exponentially small gaps keep their relative
    accuracy. T is applied by Gauss-Legendre panels and their integration matrices.

    Args:
        potential: U of an array of points, smooth; 2U/s tends to oo at the infinite ends.
        step_size: s > 0.
        low, high: ends, may be infinite.
        count: how many eigenvalues, >= 1.

    Raises:
        DomainError: s <= 0, low >= high, or U does not confine (or rises beyond 600 s).
        EngineError: the panels or the iteration do not converge.
    """
    if not step_size > 0:
        raise DomainError(f"gap_1d: step_size = {step_size}, expected a positive number.")
    if not low < high:
        raise DomainError(f"gap_1d: the interval ({low}, {high}) is empty; give low < high.")

    def energy(x: np.ndarray) -> np.ndarray:
        return 2 * np.asarray(potential(x), dtype=float) / step_size

    previous = None
    for height in _HEIGHTS:
        ends = _support(energy, low, high, height)
        current = _solve(energy, ends, _PANEL_RISE, count)
        if previous is not None and abs(current[0][0] / previous - 1) < _GOAL:
            break
        if ends == (low, high):
            break
        previous = current[0][0]
    coarse = previous if ends != (low, high) else current[0][0]
    values, x, eigenfunction = _solve(energy, ends, _PANEL_RISE / 2, count)
    error = max(abs(values[0] - current[0][0]), abs(values[0] - coarse), 1e-13 * values[0])
    scale = step_size / 2
    return Spectrum(
        float(values[0] * scale), float(error * scale), values * scale, x, eigenfunction
    )


def _support(energy, low: float, high: float, height: float) -> tuple[float, float]:
    """The interval, cut where E has risen by `height` since its last turn or shelf."""
    reach = np.concatenate([[0.0], np.geomspace(1e-6, 1e6, 6000)])
    grid = np.concatenate([-reach[:0:-1], reach])
    finite = [end for end in (low, high) if np.isfinite(end)]
    if len(finite) == 2:
        grid = np.linspace(low, high, 4001)
    elif finite:
        grid = np.sort(finite[0] + (reach if np.isfinite(low) else -reach))
    right = _rise(energy, grid, high, height)
    return -_rise(lambda x: energy(-x), -grid[::-1], -low, height), right


def _rise(energy, grid: np.ndarray, end: float, height: float) -> float:
    """The upper end, or the point before it beyond which e^{-E} is neglected.

    Beyond a turn or shelf the slope of E never falls below half of what it was.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        values = energy(grid)
        slopes = np.diff(values) / np.diff(grid)
    slopes = np.where(np.isnan(slopes), np.inf, slopes)
    least_ahead = np.minimum.accumulate(slopes[::-1])[::-1]
    shelves = np.flatnonzero((slopes <= 0) | (least_ahead < slopes / 2))
    turn = shelves[-1] + 1 if len(shelves) else 0
    target = values[turn] + height
    above = np.flatnonzero(values[turn:] >= target)
    if not len(above):
        if np.isfinite(end):
            return end
        raise DomainError(
            f"gap_1d: 2U/s rises by less than {height} towards an infinite end within 1e6 of 0;"
            " expected a confining potential: give finite ends."
        )
    inner, outer = grid[turn + above[0] - 1], grid[turn + above[0]]
    for _ in range(20):
        middle = (inner + outer) / 2
        inner, outer = (middle, outer) if energy(middle) < target else (inner, middle)
    return float(outer)


def _panels(energy, ends: tuple[float, float], rise: float) -> np.ndarray:
    """Panel boundaries (P + 1,): E varies by at most `rise` in each, and is smooth there."""
    todo = list(np.linspace(*ends, _FEWEST_PANELS + 1)[::-1])
    done = [todo.pop()]
    nodes = _rule(_ORDER)[0]
    between = (nodes[1:] + nodes[:-1]) / 2
    interpolation = np.polynomial.legendre.legvander(between, _ORDER - 1) @ _coefficients(_ORDER)
    while todo:
        left, right = done[-1], todo[-1]
        middle, half = (left + right) / 2, (right - left) / 2
        values = energy(middle + half * nodes)
        span = values.max() - values.min()
        if span <= rise:
            weight = np.exp(values.min() - values)
            true = np.exp(values.min() - energy(middle + half * between))
            defect = np.max(np.abs(interpolation @ weight - true))
            rounding = np.abs(values).max() + span * abs(middle) / half  # of E, and of x in E(x)
            if defect < 1e-12 + 1e-15 * rounding:
                done.append(todo.pop())
                continue
        if len(todo) + len(done) > _MOST_PANELS or not middle > left:
            raise EngineError(f"gap_1d: more than {_MOST_PANELS} panels; 2U/s is too rough.")
        todo.append(middle)
    return np.array(done)


@functools.lru_cache
def _rule(order: int):
    return np.polynomial.legendre.leggauss(order)


@functools.lru_cache
def _coefficients(order: int) -> np.ndarray:
    """(order, order): Legendre coefficients from values at the Gauss nodes."""
    nodes, weights = _rule(order)
    legendre = np.polynomial.legendre.legvander(nodes, order - 1)  # (node, degree)
    return (np.arange(order) + 0.5)[:, None] * legendre.T * weights


@functools.lru_cache
def _integration(order: int) -> np.ndarray:
    """(order, order): integrals from -1 to each Gauss node of the interpolating polynomial."""
    nodes, _ = _rule(order)
    columns = np.polynomial.legendre.legint(np.eye(order), lbnd=-1)  # (order + 1, degree)
    return np.polynomial.legendre.legval(nodes, columns).T @ _coefficients(order)


def _solve(energy, ends: tuple[float, float], rise: float, count: int):
    """(eigenvalues of -h'' + E'h', points, eigenfunction)."""
    from scipy.sparse.linalg import LinearOperator, eigs

    edges = _panels(energy, ends, rise)
    nodes, weights = _rule(_ORDER)
    upto = _integration(_ORDER).T  # (node, upper end)
    onward = weights[:, None] - upto
    half = np.diff(edges)[:, None] / 2  # (P, 1)
    x = (edges[:-1] + edges[1:])[:, None] / 2 + half * nodes  # (P, order)
    values = energy(x)
    values = values - values.min()
    if values.max() > _MOST_RANGE:
        raise DomainError(f"gap_1d: 2U/s ranges over {values.max():.4g}, expected < {_MOST_RANGE}.")

    def integral_below(f):
        totals = np.cumsum(half[:, 0] * (f @ weights))
        return half * (f @ upto) + np.concatenate([[0.0], totals[:-1]])[:, None]

    def integral_above(f):
        totals = np.cumsum((half[:, 0] * (f @ weights))[::-1])[::-1]
        return half * (f @ onward) + np.concatenate([totals[1:], [0.0]])[:, None]

    density, root = np.exp(-values), np.exp(values / 2)
    below, above = integral_below(density), integral_above(density)  # masses, (P, order)
    below, above = root * below, root * above
    mass = float(np.sum(half * density * weights))

    def apply(f):  # f = k e^{-E/2}
        f = f.reshape(x.shape)
        result = above * integral_below(below * f) + below * integral_above(above * f)
        return (result / mass).ravel()

    start = np.sqrt(half * weights).ravel()
    operator = LinearOperator((x.size, x.size), matvec=apply, dtype=float)
    inverse, vectors = eigs(operator, k=count, v0=start, tol=1e-14, maxiter=2000)
    order = np.argsort(-inverse.real)
    f = np.abs(vectors[:, order[0]].real)
    for _ in range(2):  # the positive kernel restores relative accuracy in the tails
        f = apply(f) / np.max(f)
    k = f.reshape(x.shape) * root
    rises = half[:, 0] * (k @ weights)  # of h, by panel; summed outward from the median
    median = np.searchsorted(np.cumsum(half[:, 0] * (density @ weights)), mass / 2)
    starts = np.concatenate(
        [-np.cumsum(rises[:median][::-1])[::-1], [0.0], np.cumsum(rises[median:-1])]
    )
    h = starts[:, None] + half * (k @ upto)
    h = h - np.sum(half * weights * density * h) / mass
    h = h / np.sqrt(np.sum(half * weights * density * h * h) / mass)
    inverse = inverse.real[order]
    known = inverse > 1e-8 * inverse[0]
    return np.where(known, 1 / np.where(known, inverse, 1.0), np.nan), x.ravel(), h.ravel()


# --- second order, any dimension ---


def tridiagonal_gap(energy: np.ndarray, spacing: float) -> float:
    """Gap of the reversible finite-volume matrix of -h'' + E'h' on cells of one size.

    The jump rate between neighbours is exp((E_i - E_j)/2)/spacing², so that e^{-E} is stationary
    and the symmetrised matrix is B'B with (B f)_e = (f_{e+1} t_e - f_e / t_e)/spacing,
    t_e = exp((E_{e+1} - E_e)/4). The gap is the square of B's least singular value, which the dense
    decomposition finds to about N 2⁻⁵³ of the largest one: of gaps below that square no digit is
    right here, and the compiled twin is.

    Args:
        energy: (N,) float64, E at the centres, N >= 2.
        spacing: > 0.
    """
    tilt = np.exp(np.diff(energy) / 4)
    rows = np.arange(len(tilt))
    bidiagonal = np.zeros((len(tilt), len(energy)))  # B
    bidiagonal[rows, rows] = -1 / tilt
    bidiagonal[rows, rows + 1] = tilt
    return float((np.linalg.svd(bidiagonal, compute_uv=False)[-1] / spacing) ** 2)


def gap_2d(potential: np.ndarray, spacings: Sequence[float], step_size: float) -> float:
    """The gap λ_s on a box with reflecting walls; finite volumes of second order, shift-invert.

    Args:
        potential: (n, m) float64, U at the centres of the cells; n m up to about 10⁵.
        spacings: (2,) cell sizes, > 0.
        step_size: s > 0.

    Raises:
        DomainError: wrong shapes or signs.
        EngineError: the iteration does not converge.
    """
    return _gap_on_grid(potential, spacings, step_size, 2)


def gap_3d(potential: np.ndarray, spacings: Sequence[float], step_size: float) -> float:
    """The gap λ_s on a box in three dimensions; LOBPCG, preconditioned by the Laplacian.

    Args:
        potential: (n, m, l) float64, U at the centres of the cells; up to about 10⁶ cells.
        spacings: (3,) cell sizes, > 0.
        step_size: s > 0.

    Raises:
        DomainError, EngineError: as `gap_2d`.
    """
    return _gap_on_grid(potential, spacings, step_size, 3)


def _gap_on_grid(potential, spacings, step_size: float, dimension: int) -> float:
    potential = np.asarray(potential, dtype=float)
    if potential.ndim != dimension or len(spacings) != dimension or min(potential.shape) < 2:
        raise DomainError(
            f"gap_{dimension}d: potential of shape {potential.shape} with {len(spacings)} spacings,"
            f" expected {dimension} axes of at least 2 cells and a spacing for each."
        )
    if not (step_size > 0 and min(spacings) > 0 and np.all(np.isfinite(potential))):
        raise DomainError(
            f"gap_{dimension}d: step_size = {step_size}, spacings = {tuple(spacings)},"
            " expected positive numbers, and a finite potential."
        )
    energy = 2 * potential / step_size
    matrix = grid_generator(energy, spacings)
    ground = np.exp(-(energy - energy.min()) / 2).ravel()
    ground /= np.linalg.norm(ground)
    if dimension == 2:
        gap = _by_shift_invert(matrix, ground, spacings)
    else:
        gap = _by_lobpcg(matrix, ground, _Separable(energy, spacings))
    return gap * step_size / 2


def _axis_rates(energy: np.ndarray, axis: int, spacing: float) -> np.ndarray:
    """Rate of leaving each cell along one axis, the shape of the energy."""
    ratio = np.exp(np.diff(energy, axis=axis) / 2)
    empty = np.zeros_like(np.take(energy, [0], axis))
    upward = np.concatenate([1 / ratio, empty], axis)
    return (upward + np.concatenate([empty, ratio], axis)) / spacing**2


def grid_generator(energy: np.ndarray, spacings: Sequence[float]):
    """The symmetrised finite-volume matrix of -Δ + <∇E, ∇ > on a grid, sparse (cells, cells).

    Jumps along axis a at rate exp((E_i - E_j)/2)/spacing_a²; e^{-E/2} spans its kernel. (Square
    root approximation; Lie, Fackeldey and Weber, SIAM J. Matrix Anal. Appl. 34, 2013.)
    """
    from scipy.sparse import csc_array, diags_array

    index = np.arange(energy.size).reshape(energy.shape)
    diagonal = sum(_axis_rates(energy, a, spacing) for a, spacing in enumerate(spacings))
    rows, columns, entries = [], [], []
    for axis, spacing in enumerate(spacings):
        lower = np.delete(index, -1, axis).ravel()
        upper = np.delete(index, 0, axis).ravel()
        rows += [lower, upper]
        columns += [upper, lower]
        entries += [np.full(2 * len(lower), -1 / spacing**2)]
    places = np.concatenate(rows), np.concatenate(columns)
    couplings = csc_array((np.concatenate(entries), places), shape=(energy.size,) * 2)
    return (couplings + diags_array(diagonal.ravel())).tocsc()


def _by_shift_invert(matrix, ground: np.ndarray, spacings) -> float:
    """Least eigenvalue above 0; the shift keeps the matrix invertible."""
    from scipy.sparse.linalg import ArpackError, eigsh

    shift = -1e-9 / max(spacings) ** 2
    start = np.random.default_rng(0).standard_normal(len(ground))
    try:
        values = eigsh(matrix, k=2, sigma=shift, v0=start, return_eigenvectors=False)
    except ArpackError as failure:
        raise EngineError(f"gap_2d: ARPACK failed: {failure}") from failure
    return float(np.max(values))


class _Separable:
    """Inverse of the matrix of a separable energy, shifted: a preconditioner.

    Each axis has the rates averaged under e^{-E} over the other axes; exact where E is separable.
    """

    def __init__(self, energy: np.ndarray, spacings) -> None:
        self.shape, self.bases = energy.shape, []
        levels = np.zeros(energy.shape)
        for axis, spacing in enumerate(spacings):
            others = tuple(a for a in range(energy.ndim) if a != axis)
            weight = np.exp(energy.min(others, keepdims=True) - energy)
            rates = (_axis_rates(energy, axis, spacing) * weight).sum(others) / weight.sum(others)
            off = np.full(len(rates) - 1, -1 / spacing**2)
            values, basis = np.linalg.eigh(np.diag(rates) + np.diag(off, 1) + np.diag(off, -1))
            self.bases.append(basis)
            levels = levels + values.reshape([-1 if a == axis else 1 for a in range(energy.ndim)])
        self.gap = float(np.partition(levels.ravel(), 1)[1])
        self.levels = levels + self.gap

    def __call__(self, block: np.ndarray) -> np.ndarray:
        """(cells, k) to (cells, k)."""
        columns = np.asarray(block).reshape(*self.shape, -1)
        columns = self._turned(columns, 0) / self.levels[..., None]
        return self._turned(columns, 1).reshape(np.asarray(block).shape)

    def _turned(self, columns: np.ndarray, side: int) -> np.ndarray:
        for axis, basis in enumerate(self.bases):
            turned = np.tensordot(basis, columns, axes=(side, axis))
            columns = np.moveaxis(turned, 0, axis)
        return columns


def _by_lobpcg(matrix, ground: np.ndarray, inverse: _Separable) -> float:
    import warnings

    from scipy.sparse.linalg import LinearOperator, lobpcg

    size = len(ground)
    guess = inverse(np.random.default_rng(0).standard_normal((size, 4)) * ground[:, None])
    operator = LinearOperator((size, size), matvec=inverse, matmat=inverse, dtype=float)
    with warnings.catch_warnings():  # scipy warns where the residual below decides
        warnings.simplefilter("ignore", UserWarning)
        values, vectors = lobpcg(
            matrix,
            guess,
            M=operator,
            Y=ground[:, None],
            largest=False,
            tol=1e-5 * inverse.gap,
            maxiter=100,
        )
    gap, vector = float(values[0]), vectors[:, 0] / np.linalg.norm(vectors[:, 0])
    residual = float(np.linalg.norm(matrix @ vector - gap * vector))
    if not residual < 1e-4 * gap:  # the error of the gap is at most that, and usually its square
        raise EngineError(
            f"gap_3d: LOBPCG stopped at {gap:.6g} with a residual of {residual:.2g}, expected below"
            " 1e-4 of it; cut the box where exp(-2U/s) is negligible, or refine less."
        )
    return gap
