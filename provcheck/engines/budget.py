"""How much work an engine may spend on one claim: counts first, the clock as a last resort."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from provcheck.errors import UsageError

BY_VECTORS = 50
"""Settings that are drawn and evaluated together take less than a fiftieth of the time each."""


@dataclass(frozen=True)
class Budget:
    """Work allowed for one claim.

    Args:
        name: how the user asked for it.
        seconds: > 0, wall-clock cap; a run that reaches it says so and is not reproducible.
        settings: >= 1, how many settings are drawn one by one; by vectors `BY_VECTORS` times as
            many.
        starts: >= 0, how many local searches follow.
    """

    name: str
    seconds: float
    settings: int
    starts: int

    @staticmethod
    def parse(text: str) -> "Budget":
        """The budget called "quick", "standard" or "deep", or a number of seconds.

        A number of seconds fixes the counts too, in proportion to those of "standard".

        Raises:
            UsageError: neither a name nor a positive number.
        """
        if text in NAMED:
            return NAMED[text]
        try:
            seconds = float(text)
        except ValueError:
            seconds = 0.0
        if not 0 < seconds < 1e7:
            names = ", ".join(NAMED)
            raise UsageError(
                f"budget: {text!r} is none of {names} and no number of seconds in (0, 1e7); "
                "write for instance --budget 30."
            )
        share = seconds / NAMED["standard"].seconds
        standard = NAMED["standard"]
        return Budget(
            text,
            seconds,
            max(1, round(share * standard.settings)),
            max(1, round(share * standard.starts)),
        )


NAMED: Mapping[str, Budget] = MappingProxyType(
    {
        "quick": Budget("quick", 15.0, 1_000, 6),
        "standard": Budget("standard", 30.0, 3_000, 12),
        "deep": Budget("deep", 600.0, 60_000, 240),
    }
)
"""The clock caps are several times what the counts take, so that they rarely bind."""
