"""Times of several forms, measured in turn, so that a noisy minute falls on all of them."""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

_SAMPLE = 0.02
"""Seconds that one sample takes at least: a shorter form is called several times."""
_LEAST_ROUNDS = 3
_PAUSE = 0.1
"""Seconds between samples: threads of the form before spin on, on the next one's processors."""
_LONG = 0.2
"""Seconds of a form that warms its own caches; others are called once before a sample."""


@dataclass(frozen=True)
class Timing:
    """Median and quartiles of the samples of one form, in seconds."""

    median: float
    low: float
    high: float
    rounds: int

    def over(self, share: float) -> "Timing":
        """The times of the whole, from those of a part."""
        return Timing(self.median / share, self.low / share, self.high / share, self.rounds)


@dataclass(frozen=True)
class Effort:
    """How much is measured: rounds, and the seconds after which a form sits out, from round 4."""

    rounds: int = 15
    seconds: float = 6.0

    @property
    def is_quick(self) -> bool:
        """Whether the spread rests on few samples."""
        return self.rounds < 9


STANDARD, QUICK = Effort(), Effort(rounds=5, seconds=1.5)


def interleaved(
    runs: Mapping[str, Callable[[], Any]],
    effort: Effort,
    before: Callable[[str], None] = lambda name: None,
    clock: Callable[[], float] = time.perf_counter,
    pause: float = _PAUSE,
) -> dict[str, Timing]:
    """One sample of each form a round; forms are in another order every second round.

    Args:
        runs: what is timed, by name; each has been called once before.
        before: called with the name of the form that comes next; its time does not count.
        clock: seconds.
        pause: seconds of rest before every sample.

    Raises:
        whatever a form raises.
    """
    calls, spent = {}, {}
    samples: dict[str, list[float]] = {name: [] for name in runs}
    for name, run in runs.items():  # the first round also shows how long a form takes
        before(name)
        time.sleep(pause)
        spent[name] = _sample(run, 1, clock)
        calls[name] = _calls(spent[name])
        if calls[name] == 1:
            samples[name].append(spent[name])
    short = {name for name, seconds in spent.items() if seconds < _LONG}
    for number in range(1, effort.rounds + 1):
        for name in list(runs) if number % 2 == 0 else reversed(list(runs)):
            is_spent = spent[name] > effort.seconds and len(samples[name]) >= _LEAST_ROUNDS
            if is_spent or len(samples[name]) >= effort.rounds:
                continue
            before(name)
            time.sleep(pause)
            if name in short:
                runs[name]()
            seconds = _sample(runs[name], calls[name], clock)
            samples[name].append(seconds / calls[name])
            spent[name] += seconds
    return {name: timing_of(values) for name, values in samples.items()}


def timing_of(samples: list[float]) -> Timing:
    """Median and quartiles of samples in seconds."""
    low, median, high = (float(value) for value in np.quantile(samples, (0.25, 0.5, 0.75)))
    return Timing(median, low, high, len(samples))


def _sample(run: Callable[[], Any], calls: int, clock: Callable[[], float]) -> float:
    start = clock()
    for _ in range(calls):
        run()
    return clock() - start


def _calls(seconds: float) -> int:
    """Calls that make up one sample, of a form that takes so long."""
    return min(1000, math.ceil(_SAMPLE / seconds)) if seconds > 0 else 1000
