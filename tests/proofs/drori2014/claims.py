"""The claims of the pack as the tests know them, and a witness of each false variant."""

from fractions import Fraction

from provcheck.proofs.drori2014.gradient_method import worst_setting
from provcheck.statement import Setting
from tests.proofs.loading import built_in

PACK, CLAIMS = built_in("drori2014")
STEPS = tuple(f"gradient_method/steps_{steps}" for steps in (1, 2, 3))
NAMES = (
    *STEPS,
    "worst_case/attained",
    "worst_case/stays_beyond_the_kink",
    "every_step/potential",
)


def slower(steps):
    """What the tangent at x_N excludes: slopes 1/2N and at last 0, and f(x_N) − f* = 1/4N."""
    slope, end = Fraction(1, 2 * steps), Fraction(1, 4 * steps)
    above = {f"f_{i}": end + (2 * (steps - i) - 1) * slope**2 / 2 for i in range(steps)} | {
        f"f_{steps}": end
    }
    slopes = {f"g_{i}": (slope,) for i in range(steps)} | {f"g_{steps}": (Fraction(0),)}
    return worst_setting(steps).replaced(**above, **slopes)


ONE_STEP = worst_setting(1)
WITNESSES = {
    **{(name, "larger_denominator"): CLAIMS[name].example for name in STEPS},
    **{(name, "without_convexity"): slower(steps) for steps, name in enumerate(STEPS, start=1)},
    ("worst_case/attained", "larger_denominator"): Setting({"N": Fraction(1)}),
    ("worst_case/stays_beyond_the_kink", "any_step"): Setting({"i": Fraction(3), "N": Fraction(1)}),
    ("worst_case/stays_beyond_the_kink", "twice_as_far"): Setting(
        {"i": Fraction(1), "N": Fraction(1)}
    ),
    ("every_step/potential", "twice_the_fall"): ONE_STEP.replaced(c=Fraction(1)),
    ("every_step/potential", "faster"): ONE_STEP.replaced(c=Fraction(1)),
    ("every_step/potential", "without_convexity"): ONE_STEP.replaced(
        c=Fraction(1), f_star=Fraction(-1)
    ),
}
"""A setting that breaks the variant, and not the claim: it holds there, or a hypothesis fails."""
