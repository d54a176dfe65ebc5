"""What the searches over nets share: proposals, plain starting points, and simpler numbers."""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

import numpy as np

from provcheck.engines.net_catalogue import Candidate
from provcheck.statement.nets import (
    Argument,
    Direction,
    NetSetting,
    NullVector,
    Rows,
    parameter_names,
)

Numbers = tuple[Fraction, ...]
Found = TypeVar("Found")

RADII = tuple(Fraction(1, k) for k in (2, 4, 10, 20, 100, 1000))
"""Radii of boxes, the largest first."""
_PLAIN = tuple(map(Fraction, (0, 1, -1, 2, -2, 3, -3)))
_SIMPLER = (*_PLAIN[:5], Fraction(1, 2), Fraction(-1, 2), *_PLAIN[5:])
_MOST_CHECKS = 150
_ONE_ACTIVATION_ONLY = 100  # what an argument for every activation may cost more


@dataclass(frozen=True)
class Proposal:
    """Numbers from which settings can be built that may break a claim.

    Args:
        numbers: parameters, inputs, and what else the searcher needs.
        build: the settings for such numbers, the largest box first; none where it is hopeless.
    """

    numbers: Numbers
    build: Callable[[Numbers], Iterator[NetSetting]]


def cost(number: Fraction) -> int:
    """How much there is to read: 0 for 0, then 1, -1, 2, -2, …; 1/2 and 1/10 before 1/7."""
    over, under = abs(number.numerator), number.denominator
    digits, plain = len(str(under)), under in (1, 2, 10, 100, 1000)
    below = 0 if under == 1 else 4 + 2 * digits + (0 if plain else 2)
    return 2 * min(over, 5) + 4 * (len(str(over)) - 1) + below + (number < 0)


def total_cost(numbers: Sequence[Fraction]) -> int:
    return sum(map(cost, numbers))


def plain_points(candidate: Candidate, draws: int, rng: np.random.Generator) -> list[Numbers]:
    """Parameters and inputs in small whole numbers, the plainest first, none twice.

    All are generic in the sense of `is_generic`.
    """
    network = candidate.network
    count = network.parameters + candidate.samples * network.inputs
    chances = np.array([3, 4, 3, 2, 2, 1, 1]) / 16
    rows = rng.choice(len(_PLAIN), size=(draws, count), p=chances)
    weights = _weights(candidate)
    rows[:, weights] = np.maximum(rows[:, weights], 1)  # the plainest number is 0
    points = dict.fromkeys(tuple(_PLAIN[k] for k in row) for row in rows)
    return sorted(
        (numbers for numbers in points if is_generic(candidate, numbers)),
        key=lambda numbers: (total_cost(numbers), numbers),
    )


def is_generic(candidate: Candidate, numbers: Numbers) -> bool:
    """No weight is 0, which would hide a part of the net, and no input occurs twice."""
    _, inputs, _ = cut(candidate, numbers)
    return len(set(inputs)) == len(inputs) and all(numbers[k] for k in _weights(candidate))


def _weights(candidate: Candidate) -> list[int]:
    names = parameter_names(candidate.network)
    return [number for number, name in enumerate(names) if name.startswith("W")]


def cut(candidate: Candidate, numbers: Numbers) -> tuple[Numbers, Rows, Numbers]:
    """The numbers as parameters (m,), inputs (n, d), and what is left."""
    m, d = candidate.network.parameters, candidate.network.inputs
    end = m + candidate.samples * d
    return numbers[:m], rows_of(numbers[m:end], d), numbers[end:]


def rows_of(numbers: Numbers, width: int) -> Rows:
    """The numbers as rows of one width."""
    return tuple(tuple(numbers[k : k + width]) for k in range(0, len(numbers), width))


def effort(setting: NetSetting) -> float:
    """How much a person has to read and compute who checks the setting by hand."""
    labels = itertools.chain.from_iterable((*setting.inputs, *setting.labels))
    numbers = total_cost((*setting.parameters, *labels))
    box = 2 * math.log2(1 / setting.radius) + cost(setting.radius) if setting.radius else 0.0
    return numbers + box + _effort_of_argument(setting.argument)


def _effort_of_argument(argument: Argument) -> float:
    if isinstance(argument, NullVector):
        factors = [powers for entry in argument.entries for _, powers in entry.terms]
        special = 0 if argument.opaque else _ONE_ACTIVATION_ONLY
        return special + sum(1 + sum(power for _, power in powers) for powers in factors)
    return float(total_cost(argument.vector)) if isinstance(argument, Direction) else 0.0


def simplified(
    numbers: Numbers,
    found: Found,
    attempt: Callable[[Numbers], Found | None],
    measure: Callable[[Found], float],
) -> Found:
    """What `attempt` makes of the plainest numbers near the given ones, one changed at a time.

    Args:
        measure: of what was found, to become smaller.
    """
    checks, improved = 0, True
    while improved:
        improved = False
        for place, simpler in itertools.product(range(len(numbers)), _SIMPLER):
            if cost(simpler) >= cost(numbers[place]) or checks >= _MOST_CHECKS:
                continue
            changed = (*numbers[:place], simpler, *numbers[place + 1 :])
            better = attempt(changed)
            checks += 1
            if better is not None and measure(better) < measure(found):
                numbers, found, improved = changed, better, True
    return found
