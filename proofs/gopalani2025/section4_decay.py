"""Theorem 3.4, measured: how fast the mean loss of the SDE comes to its limit.

Statement: |E L̃(W_s(t)) - E L̃(W_s(∞))| ≤ C(s)‖ρ - μ_s‖e^{-λ_s t}.
Where: Theorem 3.4, with C(s) of Appendix C. Kind: experiment.
Checked: with one weight, SoftPlus and sigmoid. That the bound holds at 51 times, for the density of
equation (3) and, tested, for ensembles of Euler–Maruyama paths; and that the rate fitted to either
is not below λ_s. λ_s is the spectral gap from a solver that shares no code with them.
Not checked: more than one weight; that C(s) increases with s.
False variant: λ_s 30 % too large, which fails (see the tests).
"""

from dataclasses import dataclass

import numpy as np

from provcheck.errors import DomainError
from provcheck.proofs.gopalani2025.net import source
from provcheck.proofs.gopalani2025.section4_diffusions import (
    SIGMOID_NET,
    SOFTPLUS_NET,
    Diffusion,
    after,
)
from provcheck.proofs.gopalani2025.section4_numerics import draw_seed, sizes
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

_BATCHES = 20
_RECORDED, _LATER = 31, 20
"""Times at which paths are recorded, and later ones for the density of equation (3) alone."""
_REACH = 3.0
"""Length of the paths, in units of 1/λ_s."""
_STEPS = 600
"""Steps of a path at effort 1."""
_WINDOW = (0.5, 2.5)
"""Times of the fit, in units of 1/λ_s."""
_LEVEL = 0.005
"""Of the tests of the bound together, and of the two intervals of rates together."""
_RESOLVED = 0.2
"""Half-width of the interval, relative to λ_s, above which a rate counts as undecided."""
_MESH = 1e-3
"""What cells and time steps may take from the rate of equation (3), relatively; 1e-4 was found."""


@dataclass(frozen=True)
class _Decay:
    """E L̃(t) - E L̃(∞) of one diffusion: by equation (3), by its ensemble, and its bound.

    `exact` and `bound` stand at all times, `measured`, `errors` and `bias` (that of the chain) at
    the first of them; `tail` is the rate of `exact` at the last two, `fit` (estimate, low, high)
    that of the paths.
    """

    times: Array
    exact: Array
    bound: Array
    measured: Array
    errors: Array
    bias: Array
    tail: float
    fit: tuple[float, float, float]
    paths: int


def _loss_means(diffusion: Diffusion, times: Array) -> Array:
    """E L̃(t) - E L̃(∞) by equation (3); the difference is summed, so that it keeps its digits."""
    density, found = diffusion.initial, []
    for before, time in zip([0.0, *times], times, strict=False):
        if time > before:
            density = diffusion.density(density, time - before, 200)
        found.append(
            fokker_planck.mean(density - diffusion.gibbs, diffusion.values, diffusion.spacing)
        )
    return np.array(found)


def _chain_means(diffusion: Diffusion, dt: float, record: Array) -> tuple[Array, float]:
    """E L̃ of the Euler–Maruyama chain at the recorded steps, and as they go to infinity."""
    matrix, density, before, found = diffusion.chain_matrix(dt), diffusion.initial, 0, []
    for step in [*record, record[-1] + round(diffusion.horizon / dt)]:
        density, before = after(matrix, density, step - before), step
        found.append(float(density @ diffusion.values / density.sum()))
    return np.array(found[:-1]), found[-1]


def _constant_c(diffusion: Diffusion) -> float:
    """C(s) of Appendix C: the norm of L̃ - min L̃ in L²(μ_s)."""
    excess = diffusion.values - diffusion.values.min()
    return np.sqrt(fokker_planck.mean(diffusion.gibbs, excess**2, diffusion.spacing))


def _jackknife(
    times: Array, means: Array, errors: Array, limit: float
) -> tuple[float, float, float]:
    """Rate with its interval, from fits that each leave one batch out.

    Means of one batch depend on each other, batches do not: so the spread comes from them. The
    interval is infinite where the paths show no decay.
    """
    from provcheck.statistics.rates import fit_decay, pool

    def rate(kept: Array) -> float:
        spread = np.sqrt(np.sum(np.square(errors[kept]), axis=0)) / len(kept)
        return fit_decay(times, means[kept].mean(axis=0), spread, limit=limit).estimate

    batches = np.arange(len(means))
    try:
        together = rate(batches)
        apart = [rate(np.delete(batches, batch)) for batch in batches]
    except DomainError:
        return np.nan, -np.inf, np.inf
    values = [len(batches) * together - (len(batches) - 1) * one for one in apart]
    pooled = pool(values, confidence=1 - _LEVEL / 2)
    return pooled.estimate, pooled.low, pooled.high


def _decay(diffusion: Diffusion, rng: np.random.Generator, effort: float, gap: float) -> _Decay:
    """Everything about one diffusion; the ensemble in batches, so that rates have a spread."""
    paths = sizes(effort)[0] // _BATCHES
    steps = max(150, round(_STEPS * effort ** (1 / 3)))
    dt = _REACH / diffusion.spectral_gap / steps
    record = np.unique(np.round(np.linspace(0, steps, _RECORDED)).astype(int))
    found = [
        diffusion.simulate(
            diffusion.sample(rng, paths), diffusion.s, dt=dt, steps=steps, seed=draw_seed(rng),
            record=record,
        )
        for _ in range(_BATCHES)
    ]  # fmt: skip
    means, errors = (
        np.array([getattr(one, name) for one in found]) for name in ("means", "errors")
    )
    early = record * dt
    times = np.concatenate([early, np.linspace(early[-1], 2 * diffusion.horizon, _LATER + 1)[1:]])
    exact = _loss_means(diffusion, times)
    distance = fokker_planck.chi_squared_distance(
        diffusion.initial, diffusion.gibbs, diffusion.spacing
    )
    limit = fokker_planck.mean(diffusion.gibbs, diffusion.values, diffusion.spacing)
    chain, chain_limit = _chain_means(diffusion, dt, record)
    window = (early >= _WINDOW[0] / gap) & (early <= _WINDOW[1] / gap)
    return _Decay(
        times=times,
        exact=exact,
        bound=_constant_c(diffusion) * distance * np.exp(-gap * times),
        measured=means.mean(axis=0) - limit,
        errors=np.sqrt(np.sum(np.square(errors), axis=0)) / _BATCHES,
        bias=np.abs(chain - limit - exact[: len(record)]),
        tail=float(np.log(exact[-2] / exact[-1]) / (times[-1] - times[-2])),
        fit=_jackknife(early[window], means[:, window], errors[:, window], chain_limit),
        paths=paths * _BATCHES,
    )


def _late_rate_low(decay: _Decay, gap: float) -> bool:
    """Whether the density's rate at late times falls below λ_s, by more than its cells explain."""
    return decay.tail < gap * (1 - _MESH)


def _p_values(decay: _Decay) -> Array:
    """Of |E L̃(t) - E L̃(∞)| ≤ bound at each time, one-sided, the chain's bias allowed for."""
    from scipy.special import ndtr

    excess = np.abs(decay.measured) - decay.bias - decay.bound[: len(decay.measured)]
    return ndtr(-excess / decay.errors)


def _outcome(decay: _Decay, rejected: int, gap: float) -> Outcome:
    broken = np.any(np.abs(decay.exact) > decay.bound)
    _, low, high = decay.fit
    if broken or rejected or _late_rate_low(decay, gap) or high < gap:
        return Outcome.FAILS
    return Outcome.HOLDS if high - low < 2 * _RESOLVED * gap else Outcome.UNDECIDED


def _summary(decay: _Decay, rejected: int, gap: float) -> str:
    ratio = np.max(np.abs(decay.exact) / decay.bound)
    estimate, low, high = decay.fit
    return (
        f"λ_s = {gap:.6g}; largest difference/bound {ratio:.3g} by equation (3), {rejected} of "
        f"{len(decay.measured)} tests of the bound reject; rate {decay.tail:.6g} at late times by "
        f"(3), {estimate:.4g} in [{low:.4g}, {high:.4g}] by the paths"
    )


def _short(diffusion: Diffusion, decay: _Decay, gap: float) -> str:
    estimate, low, high = np.array(decay.fit) / gap
    return (
        f"{diffusion.name}: difference at most {np.max(np.abs(decay.exact) / decay.bound):.3g} of "
        f"the bound, rate of the paths {estimate:.3g} λ_s in [{low:.3g}, {high:.3g}] λ_s"
    )


def _curves(diffusion: Diffusion, decay: _Decay, gap: float) -> Curves:
    floor = np.min(np.abs(decay.exact)) / 10  # a logarithmic axis has no 0
    size, spread = np.abs(decay.measured), 2.576 * decay.errors  # 99 % of a normal law

    def padded(values: Array) -> list[float]:
        later = len(decay.times) - len(values)
        return [*np.maximum(values, floor).tolist(), *[float("nan")] * later]

    return Curves(
        f"Decay of the mean loss: {diffusion.name}", "t", "|E L̃(t) − E L̃(∞)|",
        decay.times.tolist(),
        {
            "bound of Theorem 3.4": decay.bound.tolist(),
            "equation (3)": np.abs(decay.exact).tolist(),
            "paths": padded(size),
        },
        {"paths": (padded(size - spread), padded(size + spread))},
        log_y=True,
        caption=f"λ = λ_s = {gap:.6g}, s = {diffusion.s:g}, {decay.paths} paths; band: 99 % of "
        "the sampling error.",
    )  # fmt: skip


def measure_decay(rng: np.random.Generator, effort: float, *, rate: float = 1.0) -> Measurement:
    """The bound and the rate of Theorem 3.4, for `rate` times λ_s; 1 is the paper's."""
    from provcheck.statistics.rates import holm

    cases = (SOFTPLUS_NET, SIGMOID_NET)
    gaps = [rate * case.spectral_gap for case in cases]
    decays = [_decay(case, rng, effort, gap) for case, gap in zip(cases, gaps, strict=True)]
    flags = holm(np.concatenate([_p_values(decay) for decay in decays]), _LEVEL)
    split = len(decays[0].measured)
    counts = sum(flags[:split]), sum(flags[split:])
    readings = tuple(
        Reading(case.name, _outcome(decay, count, gap), _summary(decay, count, gap))
        for case, decay, count, gap in zip(cases, decays, counts, gaps, strict=True)
    )
    outcomes = {reading.outcome for reading in readings}
    worst = next(
        one for one in (Outcome.FAILS, Outcome.UNDECIDED, Outcome.HOLDS) if one in outcomes
    )
    return Measurement(
        outcome=worst,
        summary="; ".join(map(_short, cases, decays, gaps)),
        runs=sum(decay.paths for decay in decays),
        tests=len(flags) + len(cases),
        confidence=1 - 2 * _LEVEL,
        false_alarm=1.5 * _LEVEL,
        readings=readings,
        plots=tuple(
            _curves(case, decay, gap) for case, decay, gap in zip(cases, decays, gaps, strict=True)
        ),
    )


DECAY_RATE = Claim(
    name="gopalani2025/section4/decay_rate",
    title="the mean loss of the SDE comes to its limit at least at the rate λ_s",
    source=source("Theorem 3.4", "mixing bound; C(s) of App. C"),
    kind=Kind.EXPERIMENT,
    space=Space(()),
    relation=Sentence("|E L̃(W_s(t)) − E L̃(W_s(∞))| ≤ C(s, L̃) ‖ρ − μ_s‖ e^{−λ_s t}"),
    experiment=measure_decay,
    reading="p = d = a = 1, inputs 1, 0.9, 0.7, 0.5, λ > λ_c. SoftPlus: β = 4, labels -10, "
    "λ = 2.1, s = 10, from N(-2.6, 0.8²); sigmoid: β = 1, labels 3, λ = 0.13, s = 3, from "
    "N(-2, 2.4²); starts from which E L̃ shows the slowest mode. C(s) as Appendix C defines it, "
    "λ_s the spectral gap of the generator. Taken to say that the bound holds at 51 times, 31 of "
    "them by paths, and that no fitted rate lies below λ_s.",
    not_checked="more than one weight; that C(s) increases with s",
)

CLAIMS = (DECAY_RATE,)
