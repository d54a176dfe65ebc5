"""What a number of independent runs says of a share: exact binomial tests, Holm's correction.

Nothing is assumed of the distribution of a loss, which noise from a Cauchy law would make hopeless
anyway: a run either shows what the sentence says or does not.
"""

import math
from collections.abc import Sequence

from provcheck.errors import DomainError
from provcheck.statement import Outcome

CONFIDENCE = 0.99
"""Of all tests of one claim together."""


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
    above, below = [], []
    for successes, runs in counts:
        if not 0 <= successes <= runs or runs < 1:
            raise DomainError(
                f"share_outcome: {successes} of {runs} runs; expected 0 <= successes <= runs and "
                "at least one run."
            )
        above.append(min(1.0, 2 * tail(successes, runs, threshold)))
        below.append(min(1.0, 2 * tail(runs - successes, runs, 1 - threshold)))
    is_certain = holm([min(pair) for pair in zip(above, below, strict=True)], alpha)
    signs = [high < low for high, low in zip(above, below, strict=True)]
    if any(sure and not up for sure, up in zip(is_certain, signs, strict=True)):
        return Outcome.FAILS
    return Outcome.HOLDS if all(is_certain) else Outcome.UNDECIDED


def tail(successes: int, runs: int, share: float) -> float:
    """P(at least `successes` of `runs` independent trials), each with probability `share`."""
    logs = (math.log(share), math.log1p(-share))
    terms = [
        math.exp(_log_choose(runs, k) + k * logs[0] + (runs - k) * logs[1])
        for k in range(successes, runs + 1)
    ]
    return min(1.0, math.fsum(terms))


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def holm(p_values: Sequence[float], alpha: float) -> list[bool]:
    """Which hypotheses Holm's step-down method rejects at family-wise level alpha."""
    order = sorted(range(len(p_values)), key=lambda place: p_values[place])
    rejected = [False] * len(p_values)
    for rank, place in enumerate(order):
        if p_values[place] > alpha / (len(p_values) - rank):
            break
        rejected[place] = True
    return rejected
