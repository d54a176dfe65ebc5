"""Pictures for Appendix C: the formula for λ_s, printed and corrected, beside exact gaps.

A potential is written as its energy E = 2L̃/s. For a fixed E the Gibbs measure is fixed and the gap
is proportional to s, so the ratio of a correct formula to the gap cannot depend on s.
"""

from dataclasses import dataclass

import numpy as np
from numpy.polynomial import Polynomial

from provcheck.errors import DomainError
from provcheck.proofs.gopalani2025 import potentials
from provcheck.statement import Curves

TWO_WELLS = 8.0 * Polynomial([-1.0, 0.0, 1.0]) ** 2
_RADII = np.linspace(1.05, 2.0, 39)
_STEPS = 10.0 ** np.arange(-6.0, 1.01, 0.5)
_SURVEYED = 150
_HIGHEST = 40.0  # of a barrier or a second well above the minimum; floats follow it on one grid
_RADIUS_FACTORS = (1.01, 1.05, 1.2, 1.5, 2.0, 3.0)


@dataclass(frozen=True)
class Shape:
    """What a formula for λ_s needs of an energy and a radius, all divided by s."""

    least: float  # inf V_s
    outside: float  # inf of V_s beyond the radius
    gap: float
    local: float  # gap of the measure on the ball


def shape(energy: Polynomial, radius: float) -> Shape | None:
    """The numbers of one energy and radius; None where the formula does not apply.

    Raises:
        DomainError: float64 cannot follow the energy on a grid.
    """
    slope = energy.deriv()
    villani = slope**2 / 4 - slope.deriv() / 2
    outside = min(
        potentials.infimum(villani, -np.inf, -radius), potentials.infimum(villani, radius, np.inf)
    )
    if outside <= 0 or potentials.mass(energy, -radius, radius) < 0.5:
        return None
    return Shape(
        potentials.infimum(villani, -np.inf, np.inf),
        outside,
        potentials.gap(energy, -np.inf, np.inf) / 2,
        potentials.gap(energy, -radius, radius) / 2,
    )


FORMS = {"as printed": 3, "without the factor s": 3, "with 2 for 3": 2}


def ratio(of: Shape | None, step: float, form: str) -> float:
    """λ_s over the gap; NaN where λ_s does not apply or is not positive."""
    if of is None:
        return float("nan")
    factor, weight = FORMS[form], step if form == "as printed" else 1.0
    top = 1 + factor * weight * of.least / of.outside
    value = top / (1 / of.local + 2 * factor / of.outside) / of.gap
    return value if value > 0 else float("nan")


def _over_radius(_rng) -> Curves:
    shapes = [shape(TWO_WELLS, float(radius)) for radius in _RADII]
    return Curves(
        title="λ_s over the exact gap, two wells at ±1, s = 0.001",
        x_label="radius R",
        y_label="λ_s / gap",
        x=_RADII.tolist(),
        series={form: [ratio(of, 1e-3, form) for of in shapes] for form in FORMS},
        caption="above 1 the formula is no lower bound of the gap; gaps in a curve: not positive",
    )


def _over_step(_rng) -> Curves:
    series = {}
    for radius in (1.2, 1.5):
        of = shape(TWO_WELLS, radius)
        for form in ("as printed", "without the factor s"):
            series[f"{form}, R = {radius}"] = [ratio(of, float(step), form) for step in _STEPS]
    return Curves(
        title="the same Gibbs measure at every s: a correct formula does not bend",
        x_label="step size s, L̃ = 4s(x² - 1)²",
        y_label="λ_s / gap",
        x=_STEPS.tolist(),
        series=series,
        log_x=True,
        caption="s·C(R), ε(R)·inf V_s and the measure are the same at every s",
    )


def random_energy(rng) -> Polynomial:
    """One to three wells, tilted, barriers up to about 10: A·q² + bx + cx², q cubic."""
    q = Polynomial(rng.normal(size=4) * np.array([1.0, 1.0, 1.0, 0.3]))
    line = Polynomial([0.0, rng.normal(), 10.0 ** rng.uniform(-3, 0)])
    return 10.0 ** rng.uniform(-1, 1) * (q**2 + line)


def least_radius(energy: Polynomial) -> float:
    """The radius beyond which V_s > 0; it does not depend on s."""
    slope = energy.deriv()
    roots = (slope**2 / 4 - slope.deriv() / 2).roots()
    return max(abs(root.real) for root in roots if abs(root.imag) < 1e-9 * (1 + abs(root)))


def _height(energy: Polynomial) -> float:
    """How far the critical values of an energy lie apart."""
    roots = energy.deriv().roots()
    values = [energy(r.real) for r in roots if abs(r.imag) < 1e-9 * (1 + abs(r))]
    return max(values) - min(values)


def _shapes(energy: Polynomial):
    if _height(energy) > _HIGHEST:
        return
    for factor in _RADIUS_FACTORS:
        try:
            yield shape(energy, factor * least_radius(energy))
        except DomainError:
            continue  # a wall too steep for the grid; the next radius or potential


def _survey(rng) -> Curves:
    shapes = [of for _ in range(_SURVEYED) for of in _shapes(random_energy(rng))]
    return Curves(
        title=f"largest λ_s / gap over {_SURVEYED} random potentials, six radii each",
        x_label="step size s",
        y_label="largest λ_s / gap",
        x=_STEPS.tolist(),
        series={
            form: [
                float(np.nanmax([ratio(of, float(step), form) for of in shapes])) for step in _STEPS
            ]
            for form in FORMS
        },
        log_x=True,
        caption="one to three wells, tilted, sharp and flat walls; floats, which decide nothing",
    )


# ---------------------------------------------------------------- in the plane

_STIFFNESS = (
    40.0  # of the Gaussian direction, in units of s/2; its gap is far above that of the wells
)
_PLANE_RADII = (1.21, 1.23, 1.26, 1.3, 1.35, 1.4)
_WALL = 50.0  # e^-50 outside the disc: reflecting, as Neumann's condition is
_CELLS = (180, 140)


def _plane_villani(x, y):
    """V_s / s of the energy E(x) + K y²/2 in the plane."""
    slope = TWO_WELLS.deriv()
    laplacian = slope.deriv()(x) + _STIFFNESS
    return (slope(x) ** 2 + (_STIFFNESS * y) ** 2) / 4 - laplacian / 2


def plane_shapes(radii) -> list[Shape | None]:
    """As `shape`, for two wells times a Gaussian: the gap of the product is that of the wells."""
    from provcheck.reference.spectrum import gap_2d

    axes = [np.linspace(-1.75, 1.75, count) for count in _CELLS]
    spacings = tuple(axis[1] - axis[0] for axis in axes)
    x, y = np.meshgrid(*axes, indexing="ij")
    energy = TWO_WELLS(x) + _STIFFNESS * y**2 / 2
    gap = gap_2d(energy / 2, spacings, 1.0)
    least = float(_plane_villani(x, y).min())
    angles, shapes = np.linspace(0, np.pi / 2, 721), []
    for radius in radii:
        ring = np.linspace(radius, 3 * radius, 1500)[:, None]
        outside = float(_plane_villani(ring * np.cos(angles), ring * np.sin(angles)).min())
        disc = energy + np.where(x**2 + y**2 <= radius**2, 0.0, _WALL)
        local = gap_2d(disc / 2, spacings, 1.0)
        shapes.append(Shape(least, outside, gap, local) if outside > 0 else None)
    return shapes


def _in_the_plane(_rng) -> Curves:
    shapes = plane_shapes(_PLANE_RADII)
    return Curves(
        title="in the plane: two wells times a Gaussian, s = 0.001",
        x_label="radius R of the disc",
        y_label="λ_s / gap",
        x=list(_PLANE_RADII),
        series={form: [ratio(of, 1e-3, form) for of in shapes] for form in FORMS},
        caption="finite volumes, about three digits; the gap of a product is the smaller gap",
    )


LAMBDA_S_PLOTS = (_over_radius, _over_step, _survey, _in_the_plane)
