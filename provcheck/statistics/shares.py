"""What a number of independent runs says of a share: exact binomial tests and intervals.

Nothing is assumed of the distribution of what is measured: a run either shows it or does not.
"""

from collections.abc import Sequence
from typing import NamedTuple

from provcheck.errors import DomainError
from provcheck.statement.experiment import Outcome
from provcheck.statistics.rates import holm


class Share(NamedTuple):
    """A share with its interval."""

    estimate: float
    low: float
    high: float


def clopper_pearson(successes: int, runs: int, confidence: float = 0.99) -> Share:
    """The exact interval of a share: it holds the true one with at least that confidence.

    Args:
        successes: in 0..runs; runs: >= 1.
        confidence: in (0, 1).

    Raises:
        DomainError: a count or the confidence lies outside its range.

    Source:
        Clopper and Pearson, The use of confidence or fiducial limits, Biometrika 26 (1934).
    """
    from scipy.special import betaincinv

    _require("clopper_pearson", successes, runs)
    if not 0 < confidence < 1:
        raise DomainError(
            f"clopper_pearson: confidence is {confidence}; expected a number in (0, 1)."
        )
    alpha, failures = (1 - confidence) / 2, runs - successes
    low = float(betaincinv(successes, failures + 1, alpha)) if successes else 0.0
    high = float(betaincinv(successes + 1, failures, 1 - alpha)) if failures else 1.0
    return Share(successes / runs, low, high)


def tail(successes: int, runs: int, share: float) -> float:
    """P(at least `successes` of `runs` independent trials), each with probability `share`."""
    from scipy.special import betainc

    _require("tail", successes, runs)
    return float(betainc(successes, runs - successes + 1, share)) if successes else 1.0


def share_outcome(counts: Sequence[tuple[int, int]], threshold: float, alpha: float) -> Outcome:
    """Whether each of several shares lies above a threshold.

    HOLDS if every share is significantly above it, FAILS if some share is significantly below it;
    the two-sided exact binomial tests are corrected by Holm's method, so that all their answers
    are right together with probability at least 1 - alpha.

    Args:
        counts: (successes, runs) for each share; runs >= 1.
        threshold: in (0, 1). alpha: in (0, 1).

    Raises:
        DomainError: a count lies outside its range.

    Source:
        Holm, A simple sequentially rejective multiple test procedure, 1979.
    """
    above = [min(1.0, 2 * tail(k, runs, threshold)) for k, runs in counts]
    below = [min(1.0, 2 * tail(runs - k, runs, 1 - threshold)) for k, runs in counts]
    certain = holm([min(pair) for pair in zip(above, below, strict=True)], alpha)
    signs = [high < low for high, low in zip(above, below, strict=True)]
    if any(sure and not up for sure, up in zip(certain, signs, strict=True)):
        return Outcome.FAILS
    return Outcome.HOLDS if all(certain) else Outcome.UNDECIDED


def _require(name: str, successes: int, runs: int) -> None:
    if not 0 <= successes <= runs or runs < 1:
        raise DomainError(
            f"{name}: {successes} of {runs} runs; expected 0 <= successes <= runs and at least "
            "one run."
        )
