"""Two true claims; evaluating the second one takes forever while HALT names a file."""

import os
import time
from pathlib import Path

import sympy

from provcheck.statement.claim import Claim, Kind, Quantity, Source
from provcheck.statement.space import Real, Space
from provcheck.statement.terms import define

x = sympy.Symbol("x", real=True)
Square = define("square", (), x**2, "x^2")


def at_once(values):
    return values["x"] ** 2


def halting(values):
    if "HALT" in os.environ:
        Path(os.environ["HALT"]).touch()
        time.sleep(600)
    return values["x"] ** 2


CLAIMS = tuple(
    Claim(
        name=f"halting2024/theorem1/{name}",
        title="Half a square is at most the square",
        source=Source("halting2024 v1", "Theorem 1"),
        kind=Kind.UPPER_BOUND,
        space=Space((Real(x),)),
        relation=sympy.Le(Square() / 2, Square(), evaluate=False),
        quantities=(Quantity("square", Square(), "x^2", reference),),
    )
    for name, reference in (("at_once", at_once), ("halting", halting))
)
