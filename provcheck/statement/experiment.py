"""Experiments: what a claim measures where no single setting could decide it.

A claim of kind `experiment` states the paper's sentence and carries a function of a random
generator and an effort, which simulates, tests, and returns one `Measurement`.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from provcheck.errors import StatementError


class Outcome(StrEnum):
    """What a measurement says of a sentence."""

    HOLDS = "holds"
    FAILS = "fails"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Reading:
    """One way to read an ambiguous set-up, with what was found under it.

    Args:
        name: what was chosen, in a few words.
        summary: one line with the numbers.
    """

    name: str
    outcome: Outcome
    summary: str

    def __post_init__(self) -> None:
        _check_line(f"reading '{self.name}'", "name", self.name)
        _check_line(f"reading '{self.name}'", "summary", self.summary)
        _check_outcome(f"reading '{self.name}'", self.outcome)


@dataclass(frozen=True)
class Curves:
    """Lines over one axis, each with a band about it where its spread is known.

    Args:
        x: (k,) numbers.
        series: label to (k,) numbers; NaN where there is nothing to draw.
        bands: label of a series to its (low, high), each (k,) numbers with low <= high.
        caption: what was measured; for a band, what it shows.

    Raises:
        StatementError: a length differs from that of x, a number is infinite or none at all, or
            a band belongs to no series.
    """

    title: str
    x_label: str
    y_label: str
    x: Sequence[float]
    series: Mapping[str, Sequence[float]]
    bands: Mapping[str, tuple[Sequence[float], Sequence[float]]] = field(default_factory=dict)
    log_x: bool = False
    log_y: bool = False
    caption: str = ""

    def __post_init__(self) -> None:
        who = f"curves '{self.title}'"
        _check_numbers(who, "x", self.x)
        for label, y in self.series.items():
            _check_row(who, label, y, len(self.x))
        for label, (low, high) in self.bands.items():
            if label not in self.series:
                raise StatementError(
                    f"{who}: a band is given for '{label}'; expected one of {list(self.series)}."
                )
            _check_row(who, f"{label}, low", low, len(self.x))
            _check_row(who, f"{label}, high", high, len(self.x))
            if any(bottom > top for bottom, top in zip(low, high, strict=True)):
                raise StatementError(f"{who}: the band of '{label}' has low > high; swap them.")


@dataclass(frozen=True)
class HeatMap:
    """A number for every pair of an x and a y, drawn as a grid of equal cells.

    Args:
        x: (k,) numbers, one a column.
        y: (m,) numbers, one a row, the first at the bottom.
        values: m rows of k numbers; NaN where there is nothing to draw.
        log_values: colours follow the logarithm of the values.

    Raises:
        StatementError: the shapes do not agree, or a number is infinite or none at all.
    """

    title: str
    x_label: str
    y_label: str
    value_label: str
    x: Sequence[float]
    y: Sequence[float]
    values: Sequence[Sequence[float]]
    log_values: bool = False
    caption: str = ""

    def __post_init__(self) -> None:
        who = f"heat map '{self.title}'"
        _check_numbers(who, "x", self.x)
        _check_numbers(who, "y", self.y)
        if not isinstance(self.values, list | tuple) or len(self.values) != len(self.y):
            raise StatementError(
                f"{who}: its values are no list of {len(self.y)} rows; expected one row for each y."
            )
        for number, row in enumerate(self.values):
            _check_row(who, f"row {number}", row, len(self.x))


@dataclass(frozen=True)
class Measurement:
    """What an experiment found about its sentence.

    Args:
        outcome: on the sentence as the claim's `reading` defines it, before anything was run.
        summary: one line with the numbers that decide.
        runs: >= 1, simulations made.
        tests: >= 0, statistical tests made, for which the confidence is corrected.
        confidence: in (0, 1), of all tests together.
        false_alarm: in [0, 1), chance that a true sentence fails.
        readings: the other ways to read the set-up, one each.
        plots: pictures of the numbers, for the report.

    Raises:
        StatementError: a number lies outside its range, or a text is empty or has a line break.
    """

    outcome: Outcome
    summary: str
    runs: int
    tests: int
    confidence: float
    false_alarm: float
    readings: tuple[Reading, ...] = ()
    plots: tuple[Curves | HeatMap, ...] = ()

    def __post_init__(self) -> None:
        _check_outcome("measurement", self.outcome)
        _check_line("measurement", "summary", self.summary)
        _check_count("runs", self.runs, 1)
        _check_count("tests", self.tests, 0)
        if not _is_number(self.confidence) or not 0 < self.confidence < 1:
            raise StatementError(
                f"measurement: confidence {self.confidence!r} lies outside (0, 1); give the "
                "probability with which all its tests are right together, such as 0.99."
            )
        if not _is_number(self.false_alarm) or not 0 <= self.false_alarm < 1:
            raise StatementError(
                f"measurement: false_alarm {self.false_alarm!r} lies outside [0, 1); give the "
                "probability that a true sentence fails, such as 0.01."
            )
        for kind, entries in ((Reading, self.readings), (Curves | HeatMap, self.plots)):
            for entry in entries:
                if not isinstance(entry, kind):
                    raise StatementError(
                        f"measurement: {entry!r} among its readings and plots; expected a Reading "
                        "in `readings`, and Curves or a HeatMap in `plots`."
                    )


def _check_outcome(who: str, outcome: object) -> None:
    if not isinstance(outcome, Outcome):
        raise StatementError(f"{who}: its outcome is {outcome!r}; expected a member of Outcome.")


def _check_line(who: str, what: str, text: object) -> None:
    if not isinstance(text, str) or not text.strip() or "\n" in text:
        raise StatementError(f"{who}: its {what} is {text!r}; expected one line of text.")


def _check_count(what: str, count: object, least: int) -> None:
    if not isinstance(count, int) or isinstance(count, bool) or count < least:
        raise StatementError(
            f"measurement: {what} is {count!r}; expected a whole number >= {least}."
        )


def _check_row(who: str, label: str, row: object, length: int) -> None:
    _check_numbers(who, label, row)
    if len(row) != length:
        raise StatementError(f"{who}: '{label}' has {len(row)} numbers; expected {length}.")


def _check_numbers(who: str, label: str, numbers: object) -> None:
    if not isinstance(numbers, list | tuple):
        raise StatementError(
            f"{who}: '{label}' is a {type(numbers).__name__}; expected a list of numbers (for an "
            "array, its .tolist())."
        )
    for number in numbers:
        if not _is_number(number) or math.isinf(number):
            raise StatementError(
                f"{who}: '{label}' holds {number!r}; expected finite numbers, or NaN for a gap."
            )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
