"""What a paper's theorems give for a user's own data and net: the request, the findings.

A pack offers its constants with an entry `constants = "MODULE"` in its paper.toml; that module
has a function `constants(request: Request) -> Findings`. The page is in `constants_words.py`.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

from provcheck.errors import DataError
from provcheck.tabular import Table

SCHEMA = "provcheck.constants/1"
_LARGEST_EXPONENT = 30  # of a number given by hand; products of several are still float64


@dataclass(frozen=True)
class Request:
    """A net and its data, as the user describes them.

    Attributes:
        activation: a name; the pack says which it knows.
        outer: the outer weights (p,), exact; None: all equal, of Euclidean norm `outer_norm`.
        width: p >= 1.
        lam: λ > 0; beta: β > 0; step: a step size > 0 of the user's own, or None.
        seed: of the search for large curvature.
    """

    table: Table
    activation: str
    width: int
    outer_norm: Fraction | None
    outer: tuple[Fraction, ...] | None
    lam: Fraction
    beta: Fraction
    step: Fraction | None = None
    seed: int = 0


class Side(StrEnum):
    """How a printed decimal stands to the number it is printed for; members are shown so."""

    AT_MOST = "≤"
    AT_LEAST = "≥"
    EQUAL = "="


class Status(StrEnum):
    """What a guarantee is worth for this net."""

    HOLDS = "holds"
    VACUOUS = "vacuous"
    DOES_NOT_APPLY = "does not apply"
    FALSE = "false as printed"
    NOTE = "note"


@dataclass(frozen=True)
class Value:
    """One number: the quantity, then on which side of it the printed decimal lies.

    Attributes:
        decimal: text of a number; an exponent of ten digits or more is itself a decimal.
        claim: the claim that the number rests on, "" for data and measurements.
    """

    key: str
    symbol: str
    side: Side
    decimal: str
    meaning: str
    claim: str = ""


@dataclass(frozen=True)
class Section:
    """Rows of cells under a title; without a header the rows are those of `values_section`."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Guarantee:
    """What one guarantee says for this net, in words."""

    about: str
    status: Status
    text: str


@dataclass(frozen=True)
class Findings:
    """All that a pack has to say about one net.

    Attributes:
        about: (label, text) lines on the data and the net.
        values: every number, once.
        sections: how the page shows them.
        guarantees: which one holds, and which is vacuous.
    """

    about: tuple[tuple[str, str], ...]
    values: tuple[Value, ...]
    sections: tuple[Section, ...]
    guarantees: tuple[Guarantee, ...]


def values_section(title: str, values: Sequence[Value]) -> Section:
    """A section with one value a row: symbol, side, decimal, meaning."""
    rows = tuple((v.symbol, v.side, v.decimal, v.meaning) for v in values)
    return Section(title, (), rows)


# ---------------------------------------------------------------- the request


def positive(option: str, text: str) -> Fraction:
    """A number given by hand, exact.

    Raises:
        DataError: it is no finite number, not positive, or beyond the range of float64.
    """
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        number = Decimal("nan")
    in_range = number.is_finite() and abs(number.adjusted()) <= _LARGEST_EXPONENT
    if not in_range or number <= 0:
        raise DataError(
            f"{option} {text}: expected a number above 0, from 1e-30 to 1e30, such as 0.13. "
            f"Correct the value of {option}."
        )
    return Fraction(number)


def outer_weights(text: str) -> tuple[Fraction, ...]:
    """Outer weights from a list such as `0.5,-0.25`, or from a text file of numbers.

    Raises:
        DataError: an entry is no finite number, or there is none.
    """
    file = Path(text)
    is_file = file.is_file()
    try:
        words = (file.read_text() if is_file else text).replace(",", " ").split()
        numbers = [Decimal(word) for word in words]
    except (OSError, UnicodeDecodeError, InvalidOperation):
        numbers = []
    usable = [n.is_finite() and abs(n.adjusted()) <= _LARGEST_EXPONENT for n in numbers]
    if not numbers or not all(usable):
        raise DataError(
            f"--outer {text}: {'holds' if is_file else 'is'} no list of finite numbers; expected "
            "numbers separated by commas or spaces, or a text file of them. Correct it."
        )
    return tuple(Fraction(number) for number in numbers)


def net_shape(
    width: str | None, outer_norm: str | None, outer: str | None
) -> tuple[int, Fraction | None, tuple[Fraction, ...] | None]:
    """Width, norm of the outer weights, and the outer weights themselves if they are given.

    Raises:
        DataError: the width is no positive integer, or two of the options contradict each other.
    """
    weights = outer_weights(outer) if outer is not None else None
    if weights is not None and outer_norm is not None:
        raise DataError(
            "--outer gives the outer weights and with them their norm; expected either --outer or "
            "--outer-norm. Leave one out."
        )
    if width is None and weights is None:
        raise DataError("no width is given; expected --width, such as --width 64, or --outer.")
    if width is not None and not (width.isascii() and width.isdigit() and int(width) > 0):
        raise DataError(
            f"--width {width}: expected a whole number of gates, at least 1. Correct it."
        )
    if weights is None:
        return int(width), positive("--outer-norm", outer_norm or "1"), None
    if width is not None and int(width) != len(weights):
        raise DataError(
            f"--width {width}: --outer has {len(weights)} weights; expected one a gate. Leave "
            "--width out, or correct one of them."
        )
    return len(weights), None, weights


# ---------------------------------------------------------------- the document


def document(paper: str, request: Request, findings: Findings) -> dict[str, Any]:
    """The findings as one JSON object (schema/constants.schema.json), numbers as text."""
    table = request.table
    return {
        "schema": SCHEMA,
        "paper": paper,
        "data": {
            "file": table.file,
            "target": table.target,
            "columns": list(table.columns),
            "rows": len(table.y),
            "notes": list(table.notes),
        },
        "net": {
            "activation": request.activation,
            "width": request.width,
            "outer_norm": _number(request.outer_norm),
            "outer": None if request.outer is None else [_number(a) for a in request.outer],
            "lambda": _number(request.lam),
            "beta": _number(request.beta),
            "step": _number(request.step),
            "seed": request.seed,
        },
        "constants": {value.key: asdict(value) for value in findings.values},
        "guarantees": [asdict(guarantee) for guarantee in findings.guarantees],
    }


def _number(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
