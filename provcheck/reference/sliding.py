"""The velocity of a gradient flow, also along kinks it is held on (Filippov's solutions).

At a break of preactivation u_k the two one-sided gradients of L differ by a multiple of ∇u_k. The
convex combination of the two velocities that keeps u_k at its break is therefore the projection of
either onto the surface u_k = const: the flow of L restricted to the kink. The prediction dynamics
keep their form, F' = −K(F − y), with K = JPJᵀ for the projection P, the same from both sides.

Source:
    Filippov (1988), Differential Equations with Discontinuous Righthand Sides, § 4.
"""

from dataclasses import replace

import numpy as np

from provcheck.reference.piece import (
    Piece,
    gradient,
    jacobian,
    preactivation_gradient,
    switched,
)

Array = np.ndarray


def velocity(piece: Piece, theta: Array) -> Array:
    """θ', (m,): −∇L, projected onto the kinks that the flow is held on."""
    slope = gradient(piece, theta)
    if not piece.sliding:
        return -slope
    normals = normals_of(piece, theta)
    return normals.T @ _coefficients(normals, slope) - slope


def pressures(piece: Piece, theta: Array) -> Array:
    """How hard the side below and the side above push into each kink held, (2, s).

    The one-sided velocities towards the break, over |∇u|²; of several kinks, with the others
    held. The convex combination that stays on them has the weights of these numbers, so the flow
    stays as long as all are positive, and is released by the side whose number vanishes.
    """
    slope, normals = gradient(piece, theta), normals_of(piece, theta)
    from_below = -_coefficients(normals, slope)
    return np.stack([from_below, jumps_of(piece, theta, slope, normals) - from_below])


def jumps_of(piece: Piece, theta: Array, slope: Array, normals: Array) -> Array:
    """∇L above each break held minus ∇L below, in units of ∇u, (s,); positive: L is convex there.

    Args:
        slope: (m,) ∇L below all of them.
        normals: (s, m) ∇u.
    """
    free = replace(piece, sliding=())
    jumps = np.zeros(len(normals))
    for number, (entry, normal) in enumerate(zip(piece.sliding, normals, strict=True)):
        above = switched(free, entry, int(piece.pattern[entry]) + 1)
        jumps[number] = normal @ (gradient(above, theta) - slope) / (normal @ normal)
    return jumps


def held_jacobian(piece: Piece, theta: Array) -> Array:
    """J, or J projected onto the kinks that the flow is held on; (nq, m)."""
    J = jacobian(piece, theta)
    if not piece.sliding:
        return J
    basis = np.linalg.qr(normals_of(piece, theta).T)[0]  # (m, s)
    return J - (J @ basis) @ basis.T


def normals_of(piece: Piece, theta: Array) -> Array:
    """∇u of the entries held, (s, m)."""
    return np.array([preactivation_gradient(piece, theta, entry) for entry in piece.sliding])


def _coefficients(normals: Array, slope: Array) -> Array:
    """λ with N(Nᵀλ − slope) = 0 for the normals N, (s,)."""
    return np.linalg.solve(normals @ normals.T, normals @ slope)
