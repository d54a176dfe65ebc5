"""Diffusions on the line for the experiments of Section 4: two nets with one weight, a double well.

Each is dw = -U'(w) dt + √s dB from a normal start, with its Fokker–Planck density, the law of its
Euler–Maruyama chain (by quadrature, without random numbers), and its ensemble.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from provcheck.errors import DomainError
from provcheck.reference import ensemble, spectrum
from provcheck.reference import fokker_planck as reference
from provcheck.reference.activations import Activation, activate
from provcheck.reference.fokker_planck import Scheme

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Array = np.ndarray
Simulate = Callable[..., ensemble.Ensemble]

CELLS = 1000


@dataclass(frozen=True)
class Diffusion:
    """One potential with its temperature, box and start.

    Args:
        potential, slope: (k,) positions to U and U' there.
        simulate: (w0, s, dt=, steps=, seed=, record=) to the ensemble, `final` of shape (K,).
        s: > 0, as in √s dB.
        low, high: of the box; the Gibbs density at its ends is below 1e-9 of its peak.
        start, deviation: of the normal law of w(0).
        horizon: > 0, the last time looked at.
    """

    name: str
    potential: Callable[[Array], Array]
    slope: Callable[[Array], Array]
    simulate: Simulate
    s: float
    low: float
    high: float
    start: float
    deviation: float
    horizon: float

    @property
    def spacing(self) -> float:
        """Width of a cell."""
        return (self.high - self.low) / CELLS

    @cached_property
    def centres(self) -> Array:
        """Of the cells, (CELLS,)."""
        return reference.cell_centres(self.low, self.high, CELLS)

    @cached_property
    def values(self) -> Array:
        """U at the centres, (CELLS,)."""
        return self.potential(self.centres)

    @cached_property
    def gibbs(self) -> Array:
        """Gibbs density on the cells, (CELLS,)."""
        return reference.gibbs_density(self.values, self.spacing, self.s)

    @cached_property
    def initial(self) -> Array:
        """Normal density of w(0), as means over the cells, (CELLS,), of mass 1."""
        from scipy.special import ndtr

        faces = np.linspace(self.low, self.high, CELLS + 1)
        masses = np.diff(ndtr((faces - self.start) / self.deviation))
        return masses / (masses.sum() * self.spacing)

    @cached_property
    def spectral_gap(self) -> float:
        """λ_s, by spectral integration on the whole line."""
        return spectrum.gap_1d(self.potential, self.s).gap

    def density(self, density: Array, time: float, steps: int) -> Array:
        """Fokker–Planck density a time later, in `steps` steps of second order."""
        from provcheck.compiled import fokker_planck as compiled

        return compiled.evolve(
            density, self.values, self.spacing, self.s, time / steps, steps, Scheme.PATANKAR
        )

    def chain_matrix(self, dt: float) -> "csr_matrix":
        """One step of Euler–Maruyama, from densities on the cells to densities on the cells.

        The rule for ∫ N(w'; w - dt U'(w), s dt) ρ(w) dw errs by exp(-2π² s dt/spacing²).

        Raises:
            DomainError: s dt < spacing², where that exceeds 1e-8.
        """
        from scipy.sparse import csr_matrix

        spread = np.sqrt(self.s * dt)
        if not spread >= self.spacing:
            raise DomainError(
                f"{self.name}: a step moves by {spread:.3g}, cells are {self.spacing:.3g} wide; "
                "expected narrower cells: raise CELLS or lower the effort"
            )
        means = self.centres - dt * self.slope(self.centres)
        scores = (self.centres[:, None] - means) / spread
        weights = np.where(np.abs(scores) < 9, np.exp(-np.square(scores) / 2), 0.0)
        return csr_matrix(weights * (self.spacing / (spread * np.sqrt(2 * np.pi))))

    def sample(self, rng: np.random.Generator, paths: int) -> Array:
        """Independent draws of w(0), (paths,)."""
        return rng.normal(self.start, self.deviation, size=paths)


# ---------------------------------------------------------------- one weight, four data points

INPUTS = (1.0, 0.9, 0.7, 0.5)


def _net(activation: Activation, beta: float, labels, lam: float):
    """U, U' and the ensemble of the loss (Def. 1) with p = d = 1 and a = 1."""
    inputs = np.array(INPUTS)
    data = (np.ones(1), inputs[:, None], np.array(labels), lam)

    def potential(w):
        residuals = activate(np.multiply.outer(w, inputs), beta, activation) - labels  # (k, n)
        return np.mean(np.square(residuals), axis=-1) / 2 + lam * np.square(w) / 2

    def slope(w):
        turns = np.multiply.outer(w, inputs)  # (k, n)
        residuals = activate(turns, beta, activation) - labels
        slopes = activate(turns, beta, activation, order=1) * inputs
        return np.mean(residuals * slopes, axis=-1) + lam * w

    def simulate(w0, s, **options):
        from provcheck.compiled.ensemble import euler_maruyama

        found = euler_maruyama(w0[:, None, None], *data, s, beta, activation, **options)
        return found._replace(final=found.final[:, 0, 0])

    return potential, slope, simulate


def _polynomial(coefficients):
    def simulate(w0, s, **options):
        from provcheck.compiled.ensemble import euler_maruyama_polynomial

        return euler_maruyama_polynomial(w0, np.array(coefficients), s, **options)

    potential = np.polynomial.Polynomial(coefficients)
    return potential, potential.deriv(), simulate


SIGMOID_NET = Diffusion(
    "sigmoid net", *_net(Activation.SIGMOID, 1.0, (3.0,) * 4, 0.13), s=3.0,
    low=-22.0, high=24.0, start=-2.0, deviation=2.4, horizon=56.0,
)  # fmt: skip
SOFTPLUS_NET = Diffusion(
    "SoftPlus net", *_net(Activation.SOFTPLUS, 4.0, (-10.0,) * 4, 2.1), s=10.0,
    low=-11.0, high=6.5, start=-2.6, deviation=0.8, horizon=2.2,
)  # fmt: skip
DOUBLE_WELL = Diffusion(
    "double well", *_polynomial((0.5, 0.0, -1.0, 0.0, 0.5)), s=1.0,
    low=-2.9, high=2.9, start=0.0, deviation=0.2, horizon=2.7,
)  # fmt: skip


def after(matrix: "csr_matrix", density: Array, steps: int) -> Array:
    """A density after so many steps of the chain."""
    for _ in range(steps):
        density = matrix @ density
    return density
