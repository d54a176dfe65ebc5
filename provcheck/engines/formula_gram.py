"""Sums of squares by a semidefinite program, made exact over the rationals.

p = Σ g·(zᵀ·G·z) + Σ h·m for given polynomials g, vectors z of polynomials and positive semidefinite
G; and where h = 0, polynomials m of any sign.
The solver's G are floats. Where the sum is on the boundary of what is possible (p has zeros), the
kernels of G are guessed as rational vectors and left out; what remains is interior, and is rounded
and put back on the affine space of solutions exactly. LDLᵀ then gives the squares.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import flint
import numpy as np

Power = tuple[int, ...]
Monomials = dict[Power, Fraction]
"""A polynomial: coefficients by exponents."""

_FREE = -1
"""In place of a column's second index: the entry of a polynomial of any sign."""
_ROUNDS = 4
_SOLVER_SECONDS = 10.0
_INTERIOR = 1e-7
"""Smallest eigenvalue above which a float solution is taken to be interior."""


@dataclass(frozen=True)
class Block:
    """One multiplier with the monomials of its Gram matrix; or, if free, of any polynomial."""

    names: list
    given: Monomials
    basis: list[Power]
    is_free: bool = False


@dataclass
class _Face:
    """A block with the polynomials its squares are made of, rows over the monomials."""

    block: Block
    rows: list[list[Fraction]]


def monomials_up_to(variables: int, degree: int) -> list[Power]:
    """Exponents of all monomials of at most some degree, lowest first."""
    found = [
        power
        for power in itertools.product(range(degree + 1), repeat=variables)
        if sum(power) <= degree
    ]
    return sorted(found, key=lambda power: (sum(power), power))


def as_sum(
    polynomial: Monomials,
    blocks: Sequence[Block],
    *,
    is_strict: bool,
    tick: Callable[[], None] = lambda: None,
) -> list[tuple[Fraction, Monomials, list]] | None:
    """Summands (c, q, names) with p = Σ c·q²·Π names, c > 0; None if none are found.

    Args:
        is_strict: with a positive number among them.
        tick: called between the costly parts; it may raise to end the search.
    """
    variables = len(next(iter(polynomial), ()))
    one = (0,) * variables
    lowered = dict(polynomial)
    share = _gap(polynomial, blocks) if is_strict else Fraction(0)
    if share is None:
        return None
    if share:
        lowered[one] = lowered.get(one, Fraction(0)) - share
    faces = [_Face(block, _identity(len(block.basis))) for block in blocks]
    for _ in range(_ROUNDS):
        tick()
        faces = [face for face in faces if face.rows]
        system = _System(lowered, faces)
        grams, interior = _solved(system)
        if grams is None:
            return None
        if interior > _INTERIOR:
            exact = _rounded(system, grams, tick)
            if exact is not None:
                summands = _squares(system, exact)
                return summands + ([(share, {one: Fraction(1)}, [])] if share else [])
        narrowed = [_narrowed(face, gram) for face, gram in zip(faces, grams, strict=True)]
        if all(len(n.rows) == len(f.rows) for n, f in zip(narrowed, faces, strict=True)):
            return None
        faces = narrowed
    return None


def _identity(size: int) -> list[list[Fraction]]:
    return [[Fraction(int(i == j)) for j in range(size)] for i in range(size)]


# ---------------------------------------------------------------- the linear system


def product(left: Monomials, right: Monomials) -> Monomials:
    total: Monomials = {}
    for (p, a), (q, b) in itertools.product(left.items(), right.items()):
        power = tuple(x + y for x, y in zip(p, q, strict=True))
        total[power] = total.get(power, Fraction(0)) + a * b
    return {power: c for power, c in total.items() if c}


class _System:
    """Entries of all Gram matrices, upper triangles in turn, against coefficients of p."""

    def __init__(self, polynomial: Monomials, faces: list[_Face]) -> None:
        self.faces = faces
        self.columns: list[tuple[int, int, int]] = []
        images: list[Monomials] = []
        for number, face in enumerate(faces):
            elements = [_polynomial(row, face.block.basis) for row in face.rows]
            if face.block.is_free:
                images += [product(face.block.given, element) for element in elements]
                self.columns += [(number, i, _FREE) for i in range(len(elements))]
                continue
            for i, j in itertools.combinations_with_replacement(range(len(elements)), 2):
                image = product(face.block.given, product(elements[i], elements[j]))
                factor = 1 if i == j else 2
                images.append({power: factor * c for power, c in image.items()})
                self.columns.append((number, i, j))
        powers = sorted(set(polynomial).union(*images))
        self.place = {power: row for row, power in enumerate(powers)}
        self.images = images
        self.target = [polynomial.get(power, Fraction(0)) for power in powers]

    def dense(self) -> np.ndarray:
        matrix = np.zeros((len(self.target), len(self.images)))
        for column, image in enumerate(self.images):
            for power, c in image.items():
                matrix[self.place[power], column] = float(c)
        return matrix

    def residual(self, values: list[Fraction]) -> list[Fraction]:
        left = list(self.target)
        for image, value in zip(self.images, values, strict=True):
            for power, c in image.items():
                left[self.place[power]] -= c * value
        return left


def _polynomial(row: list[Fraction], basis: list[Power]) -> Monomials:
    return {power: c for power, c in zip(basis, row, strict=True) if c}


# ---------------------------------------------------------------- floats


def _gap(polynomial: Monomials, blocks: Sequence[Block]) -> Fraction | None:
    """A positive number that may be taken off; None if there is none."""
    one = (0,) * len(next(iter(polynomial), ()))
    faces = [_Face(block, _identity(len(block.basis))) for block in blocks]
    system = _System({**polynomial, one: polynomial.get(one, Fraction(0))}, faces)
    solved = _program(system, free=_unit(system, one))
    if solved is None or solved[1] < 1e-8:
        return None
    return Fraction(solved[1] / 2).limit_denominator(10**9) or None


def _unit(system: _System, power: Power) -> np.ndarray:
    column = np.zeros(len(system.target))
    column[system.place[power]] = 1.0
    return column


def _solved(system: _System) -> tuple[list[np.ndarray] | None, float]:
    """Gram matrices with the largest least eigenvalue, and that eigenvalue."""
    shift = np.zeros(len(system.target))
    matrix = system.dense()
    for column, (_, i, j) in enumerate(system.columns):
        if i == j:
            shift += matrix[:, column]
    solved = _program(system, free=shift, matrix=matrix)
    if solved is None:
        return None, 0.0
    grams, level = solved
    return [
        gram if face.block.is_free else gram + level * np.eye(len(gram))
        for gram, face in zip(grams, system.faces, strict=True)
    ], level


def _program(
    system: _System, free: np.ndarray, matrix: np.ndarray | None = None
) -> tuple[list[np.ndarray], float] | None:
    """max t ≤ 1 so that A·G + t·free = p, every G ⪰ 0; a small weight keeps G bounded."""
    import clarabel
    from scipy import sparse

    matrix = system.dense() if matrix is None else matrix
    scale = np.abs(matrix).max(axis=1)
    if any(target and not size for target, size in zip(system.target, scale, strict=True)):
        return None  # a coefficient that nothing gives
    scale = np.maximum(scale, 1e-12)
    count, root = len(system.columns), np.sqrt(2.0)
    cost = np.zeros(count + 1)
    cost[-1] = -1.0
    for column, (_, i, j) in enumerate(system.columns):
        cost[column] = 1e-6 if i == j else 0.0
    equal = np.hstack([matrix, free[:, None]]) / scale[:, None]
    target = np.array([float(c) for c in system.target]) / scale
    top = np.zeros((1, count + 1))
    top[0, -1] = 1.0
    order = _svec_order(system)
    cone = sparse.csc_matrix(
        (
            [-1.0 if i == j else -root for _, i, j in (system.columns[c] for c in order)],
            (range(len(order)), order),
        ),
        shape=(len(order), count + 1),
    )
    rows = sparse.vstack([sparse.csc_matrix(equal), sparse.csc_matrix(top), cone]).tocsc()
    right = np.concatenate([target, [1.0], np.zeros(len(order))])
    cones = [clarabel.ZeroConeT(len(target)), clarabel.NonnegativeConeT(1)]
    psd = [face for face in system.faces if not face.block.is_free]
    cones += [clarabel.PSDTriangleConeT(len(face.rows)) for face in psd]
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.max_threads = 1
    settings.time_limit = _SOLVER_SECONDS
    quadratic = sparse.csc_matrix((count + 1, count + 1))
    solver = clarabel.DefaultSolver(quadratic, cost, rows, right, cones, settings)
    solution = solver.solve()
    if str(solution.status) not in ("Solved", "AlmostSolved"):
        return None
    values = np.array(solution.x)
    return _matrices(system, values[:-1]), float(values[-1])


def _svec_order(system: _System) -> list[int]:
    """Columns in the solver's order: of each matrix the upper triangle, column by column."""
    held = [c for c, (_, _, j) in enumerate(system.columns) if j != _FREE]
    return sorted(held, key=lambda c: _column_key(system.columns[c]))


def _column_key(entry: tuple[int, int, int]) -> tuple[int, int, int]:
    number, i, j = entry
    return number, j, i


def _matrices(system: _System, values: Sequence[Any]) -> list[np.ndarray]:
    """Gram matrices; of a free polynomial, its entries as one column."""
    sizes = [(len(f.rows), 1 if f.block.is_free else len(f.rows)) for f in system.faces]
    grams = [np.zeros(size) for size in sizes]
    for (number, i, j), value in zip(system.columns, values, strict=True):
        grams[number][i, j] = value
        if j != _FREE:
            grams[number][j, i] = value
    return grams


# ---------------------------------------------------------------- zeros


def _narrowed(face: _Face, gram: np.ndarray) -> _Face:
    """The face without the kernel of its Gram matrix, where that looks rational."""
    if face.block.is_free:
        return face
    values, vectors = np.linalg.eigh(gram)
    largest = max(float(values[-1]), 1e-12)
    kernel = vectors[:, values < 1e-4 * max(largest, 1e-2)].T
    while len(kernel):
        rational = _rational_rows(kernel)
        if rational is not None:
            return _Face(face.block, _complement(rational, face.rows))
        kernel = kernel[:-1]  # the least certain direction
    return face


def _rational_rows(kernel: np.ndarray) -> list[list[Fraction]] | None:
    """The reduced echelon form of a row space, its entries guessed as simple fractions."""
    rows = kernel.copy()
    pivots: list[int] = []
    for step in range(len(rows)):
        rest = np.abs(rows[step:])
        rest[:, pivots] = 0
        place, column = np.unravel_index(np.argmax(rest), rest.shape)
        if rest[place, column] < 1e-6:
            return None
        rows[[step, step + place]] = rows[[step + place, step]]
        rows[step] /= rows[step, column]
        for other in range(len(rows)):
            if other != step:
                rows[other] -= rows[other, column] * rows[step]
        pivots.append(int(column))
    found = []
    for row in rows:
        guessed = [Fraction(float(v)).limit_denominator(60) for v in row]
        if max(abs(float(g) - v) for g, v in zip(guessed, row, strict=True)) > 2e-3:
            return None
        found.append(guessed)
    return found


def _complement(kernel: list[list[Fraction]], rows: list[list[Fraction]]) -> list[list[Fraction]]:
    """Combinations v·rows over all v orthogonal to the kernel."""
    matrix = flint.fmpq_mat([[_exact(v) for v in row] for row in kernel])
    reduced, rank = matrix.rref()
    size = len(kernel[0])
    pivots = [next(c for c in range(size) if reduced[r, c] != 0) for r in range(rank)]
    found = []
    for free in (c for c in range(size) if c not in pivots):
        vector = [Fraction(0)] * size
        vector[free] = Fraction(1)
        for row, pivot in enumerate(pivots):
            vector[pivot] = -_fraction(reduced[row, free])
        found.append(
            [sum(v * r[c] for v, r in zip(vector, rows, strict=True)) for c in range(len(rows[0]))]
        )
    return found


def _exact(value: Fraction) -> flint.fmpq:
    return flint.fmpq(value.numerator, value.denominator)


def _fraction(value: Any) -> Fraction:
    return Fraction(int(value.p), int(value.q))


# ---------------------------------------------------------------- exact


def _rounded(
    system: _System, grams: list[np.ndarray], tick: Callable[[], None]
) -> list[Fraction] | None:
    """Rational entries that solve the system exactly, near the float ones and still ⪰ 0."""
    for digits in (2**6, 2**12, 2**20, 2**32):
        tick()
        values = [Fraction(round(grams[n][i, j] * digits), digits) for n, i, j in system.columns]
        moved = _on_space(system, values)
        if moved is not None and _factorized(system, moved) is not None:
            return moved
    return None


def _on_space(system: _System, values: list[Fraction]) -> list[Fraction] | None:
    """The nearest solution of the system: values + Aᵀ·y with A·Aᵀ·y = what is missing."""
    missing = system.residual(values)
    if not any(missing):
        return values
    size = len(missing)
    gram = [[Fraction(0)] * size for _ in range(size)]
    for image in system.images:
        entries = [(system.place[power], c) for power, c in image.items()]
        for (r, a), (s, b) in itertools.product(entries, entries):
            gram[r][s] += a * b
    augmented = flint.fmpq_mat(
        [[_exact(v) for v in (*row, m)] for row, m in zip(gram, missing, strict=True)]
    )
    reduced, rank = augmented.rref()
    y = [Fraction(0)] * size
    for row in range(rank):
        pivot = next(c for c in range(size + 1) if reduced[row, c] != 0)
        if pivot == size:
            return None  # the polynomial has a term that nothing gives
        y[pivot] = _fraction(reduced[row, size])
    return [
        value + sum((c * y[system.place[power]] for power, c in image.items()), Fraction(0))
        for value, image in zip(values, system.images, strict=True)
    ]


def _factorized(system: _System, values: list[Fraction]) -> list | None:
    """LDLᵀ of every Gram matrix: [(d, row), …] each; None where one is not ⪰ 0."""
    found = []
    for number, face in enumerate(system.faces):
        size = len(face.rows)
        if face.block.is_free:
            found.append(_as_squares(system, values, number))
            continue
        matrix = [[Fraction(0)] * size for _ in range(size)]
        for (n, i, j), value in zip(system.columns, values, strict=True):
            if n == number:
                matrix[i][j] = matrix[j][i] = value
        parts = ldl(matrix)
        if parts is None:
            return None
        found.append(parts)
    return found


def _as_squares(system: _System, values: list[Fraction], number: int) -> list:
    """A polynomial m of any sign as ((m + 1)/2)² − ((m − 1)/2)²: the second is to subtract."""
    row = [value for (n, _, _), value in zip(system.columns, values, strict=True) if n == number]
    return [(Fraction(1), row), (Fraction(-1), row)] if any(row) else []


def ldl(matrix: list[list[Fraction]]) -> list[tuple[Fraction, list[Fraction]]] | None:
    """[(d, row)] with matrix = Σ d·row·rowᵀ, d > 0; None if it is not ⪰ 0. Zero pivots are fine."""
    left = [list(row) for row in matrix]
    size, parts = len(left), []
    for k in range(size):
        pivot = left[k][k]
        if pivot < 0 or (pivot == 0 and any(left[k][j] for j in range(k, size))):
            return None
        if pivot == 0:
            continue
        row = [left[k][j] / pivot for j in range(size)]
        parts.append((pivot, [Fraction(0)] * k + row[k:]))
        for i in range(k, size):
            for j in range(k, size):
                left[i][j] -= pivot * row[i] * row[j]
    return parts


def _squares(system: _System, values: list[Fraction]) -> list[tuple[Fraction, Monomials, list]]:
    summands = []
    parts = _factorized(system, values) or []
    for face, own in zip(system.faces, parts, strict=True):
        for number, row in own:
            total: Monomials = {}
            for weight, element in zip(row, face.rows, strict=True):
                for power, c in _polynomial(element, face.block.basis).items():
                    total[power] = total.get(power, Fraction(0)) + weight * c
            names = face.block.names
            if face.block.is_free:
                total, names = _halved(total, number), names if number > 0 else _opposite(names)
            total = {power: c for power, c in total.items() if c}
            summands.append((abs(number), total, names))
    return summands


def _halved(polynomial: Monomials, sign: Fraction) -> Monomials:
    """(m + 1)/2 or (m − 1)/2."""
    one = (0,) * len(next(iter(polynomial)))
    half = {power: c / 2 for power, c in polynomial.items()}
    half[one] = half.get(one, Fraction(0)) + sign / 2
    return half


def _opposite(names: list) -> list:
    """The condition −h ≥ 0, which stands behind h ≥ 0."""
    return [names[0] + 1]
