"""Section 4, measured: the density of the SDE.

Statement: the density of dW = -∇L̃ dt + √s dB evolves by equation (3) and converges exponentially
fast to the Gibbs measure.
Where: Section 4, (2) and (3). Kind: experiment.
Checked: with one weight. Ensembles of Euler–Maruyama paths against the density that finite volumes
give for (3), and against the Gibbs density at the end, by chi-squared and Kolmogorov–Smirnov tests
together corrected by Holm; ‖ρ(t) - μ_s‖ of the density against e^{-λ_s t}. The bias of the chain is
known, from its law by quadrature, and counted in the chance of a false alarm.
Not checked: more than one weight, where no density can be had to that accuracy.
False variant: a temperature 10 % off, which fails (see the tests).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from provcheck.proofs.gopalani2025.net import source
from provcheck.proofs.gopalani2025.section4_diffusions import (
    DOUBLE_WELL,
    SIGMOID_NET,
    Diffusion,
    after,
)
from provcheck.reference import fokker_planck
from provcheck.statement import (
    Claim,
    Curves,
    Kind,
    Measurement,
    Outcome,
    Reading,
    Sentence,
    Space,
)

Array = np.ndarray

_BINS = 40
_FAMILY = 0.01
_PARTS = (0.05, 0.2, 0.5, 1.0)
"""Times of comparison, as parts of the horizon."""
_MESH_STEPS = 600
"""Time steps of the Fokker–Planck density up to each time looked at."""


def sizes(effort: float) -> tuple[int, int]:
    """(paths, steps) at an effort: 10⁵ and 4000 at 1.

    The bias of Euler–Maruyama is O(1/steps), the sampling error 1/√paths: both shrink alike.
    """
    return max(4000, round(100_000 * effort ** (2 / 3))), max(400, round(4000 * effort ** (1 / 3)))


def draw_seed(rng: np.random.Generator) -> int:
    """A seed for one ensemble."""
    return int(rng.integers(2**63))


# ---------------------------------------------------------------- densities


@dataclass(frozen=True)
class _Snapshot:
    """An ensemble at one time beside the density of equation (3), and of its own chain."""

    time: float
    sample: Array
    density: Array
    chain: Array


def _snapshots(
    diffusion: Diffusion, rng: np.random.Generator, effort: float, temperature: float
) -> list[_Snapshot]:
    """The ensemble at the times of comparison; its noise is s times `temperature`."""
    paths, steps = sizes(effort)
    dt = diffusion.horizon / steps
    sample, density = diffusion.sample(rng, paths), diffusion.initial
    chain, matrix, done, found = density, diffusion.chain_matrix(dt), 0, []
    for part in _PARTS:
        count = round(part * steps) - done
        noise = temperature * diffusion.s
        sample = diffusion.simulate(sample, noise, dt=dt, steps=count, seed=draw_seed(rng)).final
        density = diffusion.density(density, count * dt, _MESH_STEPS)
        chain = after(matrix, chain, count)
        done += count
        found.append(_Snapshot(done * dt, sample, density, chain))
    return found


def _compared(diffusion: Diffusion, taken: Sequence[_Snapshot]) -> list[tuple[_Snapshot, Array]]:
    """Every snapshot with its density, and the last with the Gibbs density."""
    return [*((snapshot, snapshot.density) for snapshot in taken), (taken[-1], diffusion.gibbs)]


def _p_values(diffusion: Diffusion, taken: Sequence[_Snapshot]) -> list[float]:
    from provcheck.statistics import densities

    values = []
    for snapshot, density in _compared(diffusion, taken):
        found = densities.compare(snapshot.sample, density, diffusion.low, diffusion.high, _BINS)
        values += [test.p_value for test in found if test.name != "L1"]
    return values


def _false_alarm(diffusion: Diffusion, taken: Sequence[_Snapshot], level: float) -> float:
    """Bound on the chance that some test rejects at the level, with the bias of the chain."""
    from provcheck.statistics import densities

    total = 0.0
    for snapshot, density in _compared(diffusion, taken):
        chi, kolmogorov, _ = densities.false_alarms(
            level, len(snapshot.sample), density, snapshot.chain, diffusion.low, diffusion.high,
            _BINS,
        )  # fmt: skip
        total += chi + kolmogorov
    return total


def _is_within_rate(diffusion: Diffusion, taken: Sequence[_Snapshot]) -> bool:
    """Whether ‖ρ(t) - μ‖ ≤ ‖ρ(0) - μ‖e^{-λ_s t} at every time looked at."""
    gap = diffusion.spectral_gap

    def distance(density):
        return fokker_planck.chi_squared_distance(density, diffusion.gibbs, diffusion.spacing)

    first = distance(diffusion.initial)
    return all(distance(one.density) <= first * np.exp(-gap * one.time) for one in taken)


def _l1(diffusion: Diffusion, snapshot: _Snapshot) -> str:
    """L1 distance from the density of (3), beside what sampling alone makes of it."""
    from provcheck.statistics import densities

    bins = densities.equal_probability_bins(snapshot.density, diffusion.low, diffusion.high, _BINS)
    found = densities.l1_distance(densities.count(snapshot.sample, bins), bins)
    return f"L1 distance {found.distance:.4f} (sampling error {found.sampling_error:.4f})"


def _density_curves(diffusion: Diffusion, taken: Sequence[_Snapshot], paths: int) -> Curves:
    """Histogram and density at the first and the last time, with the Gibbs density."""
    gibbs, centres = diffusion.gibbs, diffusion.centres
    seen = (gibbs > 1e-4 * gibbs.max()) | (diffusion.initial > 1e-4 * diffusion.initial.max())
    ends = np.flatnonzero(seen)[[0, -1]]
    faces = np.linspace(centres[ends[0]], centres[ends[1]], 81)
    middles, width = (faces[1:] + faces[:-1]) / 2, faces[1] - faces[0]
    series, bands = {}, {}
    for snapshot in (taken[0], taken[-1]):
        share = np.histogram(snapshot.sample, faces)[0] / paths
        label = f"paths, t = {snapshot.time:.3g}"
        series[label] = (share / width).tolist()
        error = 2.576 * np.sqrt(share * (1 - share) / paths)  # 99 % of a normal law
        bands[label] = (
            (np.maximum(share - error, 0) / width).tolist(),
            ((share + error) / width).tolist(),
        )
        series[f"equation (3), t = {snapshot.time:.3g}"] = np.interp(
            middles, centres, snapshot.density
        ).tolist()
    series["Gibbs"] = np.interp(middles, centres, gibbs).tolist()
    return Curves(
        f"Density of the SDE: {diffusion.name}", "w", "density", middles.tolist(), series, bands,
        caption=f"s = {diffusion.s:g}, {paths} paths of Euler–Maruyama; bands: 99 % of the "
        "sampling error of each bar.",
    )  # fmt: skip


def _distance_curves(diffusion: Diffusion) -> Curves:
    """‖ρ(t) - μ‖ against its bound."""
    times = np.linspace(0, diffusion.horizon, 41)
    density, distances = diffusion.initial, []
    for before, time in zip([0.0, *times], times, strict=False):
        if time > before:
            density = diffusion.density(density, time - before, 50)
        distances.append(
            fokker_planck.chi_squared_distance(density, diffusion.gibbs, diffusion.spacing)
        )
    bound = distances[0] * np.exp(-diffusion.spectral_gap * times)
    return Curves(
        f"Distance from the Gibbs measure: {diffusion.name}", "t", "‖ρ(t) − μ‖",
        times.tolist(), {"equation (3)": distances, "‖ρ − μ‖e^{−λt}": bound.tolist()}, log_y=True,
        caption=f"λ = λ_s = {diffusion.spectral_gap:.6g}, the spectral gap.",
    )  # fmt: skip


def measure_density(
    rng: np.random.Generator, effort: float, *, temperature: float = 1.0
) -> Measurement:
    """Ensembles against equation (3) and the Gibbs density; `temperature` 1 is the paper's."""
    from provcheck.statistics.rates import holm

    cases = (SIGMOID_NET, DOUBLE_WELL)
    taken = [_snapshots(case, rng, effort, temperature) for case in cases]
    p_values = [_p_values(case, found) for case, found in zip(cases, taken, strict=True)]
    tests = sum(map(len, p_values))
    rejected = holm(sum(p_values, []), _FAMILY)
    alarm = sum(
        _false_alarm(case, found, _FAMILY / tests) for case, found in zip(cases, taken, strict=True)
    )
    readings, plots, paths = [], [], sizes(effort)[0]
    for position, (case, found, values) in enumerate(zip(cases, taken, p_values, strict=True)):
        start = sum(map(len, p_values[:position]))
        rejections = sum(rejected[start : start + len(values)])
        decays = _is_within_rate(case, found)
        readings.append(
            Reading(
                case.name,
                Outcome.FAILS if rejections or not decays else Outcome.HOLDS,
                f"{rejections} of {len(values)} tests reject, least p {min(values):.3g}; "
                f"{_l1(case, found[-1])} at t = {found[-1].time:.3g}; ‖ρ(t) - μ‖ "
                f"{'stays below' if decays else 'exceeds'} ‖ρ - μ‖e^(-{case.spectral_gap:.4g} t)",
            )
        )
        plots += [_density_curves(case, found, paths), _distance_curves(case)]
    fails = any(reading.outcome is Outcome.FAILS for reading in readings)
    return Measurement(
        outcome=Outcome.FAILS if fails else Outcome.HOLDS,
        summary=f"{sum(rejected)} of {tests} tests reject at family-wise {_FAMILY:.0%} (least p "
        f"{min(map(min, p_values)):.3g}); {paths} paths each, dt = horizon/{sizes(effort)[1]}, "
        "whose bias is in the false alarm",
        runs=len(cases) * paths,
        tests=tests,
        confidence=1 - _FAMILY,
        false_alarm=min(alarm, 0.999),
        readings=tuple(readings),
        plots=tuple(plots),
    )


_READING = (
    "Two losses of one weight. A sigmoid net, a = β = 1, inputs 1, 0.9, 0.7, 0.5, all labels 3, "
    "λ = 0.13 > λ_c, s = 3, from N(-2, 2.4²) to time 56; and, for several minima, "
    "L̃ = (w² - 1)²/2, s = 1, from N(0, 0.2²) to time 2.7. Taken to say that 1 %-level tests, "
    "Holm-corrected, tell no histogram from the density of (3) at four times, nor the last one "
    "from the Gibbs density, and that ‖ρ(t) - μ_s‖ in L²(1/μ_s) stays below ‖ρ - μ_s‖e^{-λ_s t}."
)

DENSITY_OF_SDE = Claim(
    name="gopalani2025/section4/density_of_sde",
    title="densities of the SDE follow the Fokker–Planck equation to the Gibbs measure",
    source=source("Section 4", "(2), (3)"),
    kind=Kind.EXPERIMENT,
    space=Space(()),
    relation=Sentence(
        "the density of the SDE (2) evolves by the Fokker–Planck–Smoluchowski equation (3) and "
        "converges exponentially fast to the Gibbs measure"
    ),
    experiment=measure_density,
    reading=_READING,
    not_checked="more than one weight; potentials other than the two",
)

CLAIMS = (DENSITY_OF_SDE,)
