"""Rule `arithmetic`: inequalities that do not follow."""

import pytest

from provcheck.statement import line
from tests.soundness.trial import Case, a, b, eq, le, lt, q, require_refused, x, y, z

H0 = line("h0", le(x, y), "hypothesis", name="h0")
H1 = line("h1", le(y, z), "hypothesis", name="h1")
ZERO = line("h0", le(0, x), "hypothesis", name="h0")
ONE = line("h1", le(0, y), "hypothesis", name="h1")
STRICT = line("h0", lt(x, y), "hypothesis", name="h0")


def case(name, why, relation, used, true=None, *, given, products=(), **arguments):
    """Arguments hold for the falsehood and for the truth beside it alike."""
    names = [entry.id for entry in used]
    if products:
        arguments["products"] = products

    def lines(wanted):
        return (*used, line("last", wanted, "arithmetic", *names, **arguments))

    return Case(name, why, lines(relation), lines(true) if true is not None else (), given)


ORDER, SIGNS = (le(x, y), le(y, z)), (le(0, x), le(0, y))
CASES = [
    case("flipped", "from x ≤ y ≤ z not z ≤ x", le(z, x), (H0, H1), le(x, z), given=ORDER),
    case("strictness gained", "x ≤ z is not x < z", lt(x, z), (H0, H1), le(x, z), given=ORDER),
    case("equality gained", "0 ≤ x does not make x zero", eq(0, x), (ZERO,), le(0, x), given=SIGNS),
    case("equality from a square", "x² need not vanish", eq(0, x**2), (), le(0, x**2), given=(),
         squares=((1, x),)),
    case("negative multiplier", "-x ≤ -y does not follow", le(-x, -y), (H0,), given=ORDER,
         multipliers={"h0": -1}),
    case("multiplier of unknown sign", "z may be negative", le(z * x, z * y), (H0,), given=ORDER,
         multipliers={"h0": z}),
    case("non-negative multiplier", "q·x ≤ q·y, never <", lt(q * x, q * y), (STRICT,),
         le(q * x, q * y), given=(lt(x, y),), multipliers={"h0": q}),
    case("positive multiplier", "a·x < a·y, not the other way", lt(a * y, a * x), (STRICT,),
         lt(a * x, a * y), given=(lt(x, y),), multipliers={"h0": a}),
    case("negative square", "-x² ≤ … is no square", le(x**2, 0), (), given=(), squares=((-1, x),)),
    case("square of unknown weight", "z·x² may be negative", le(0, z * x**2), (),
         given=(), squares=((z, x),)),
    case("product of slacks", "xy ≥ 0, not ≥ 1", le(1, x * y), (ZERO, ONE), le(0, x * y),
         given=SIGNS, products=(("h0", "h1", 1),)),
    case("product with a negative factor", "-xy ≥ 0 does not follow", le(0, -x * y), (ZERO, ONE),
         given=SIGNS, products=(("h0", "h1", -1),)),
    case("product made an equality", "xy = 0 does not follow", eq(0, x * y), (ZERO, ONE),
         le(0, x * y), given=SIGNS, products=(("h0", "h1", 1),)),
    case("product of lines not used", "its trust would be lost", le(0, x**2), (), given=SIGNS,
         products=(("h0", "h0", 1),)),
    case("used twice", "x ≤ y twice is 2x ≤ 2y, not 2x ≤ y", le(2 * x, y), (H0,), le(x, y),
         given=ORDER),
    case("nudged constant", "x + 1/1000 ≤ y", le(1000 * x + 1, 1000 * y), (H0,), given=ORDER,
         multipliers={"h0": 1000}),
    case("positive is not above one", "0 < a, not 1 < a", lt(1, a), (), lt(0, a), given=()),
    case("vanishing denominators", "1/(a+b) ≤ 1/a, not ≥", le(1 / a, 1 / (a + b)), (),
         le(1 / (a + b), 1 / a), given=()),
    case("unknown line", "it was never accepted", le(x, z), (), given=ORDER,
         multipliers={"h9": 1}),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_does_not_follow(case):
    require_refused(case)


def test_products_name_lines_that_are_used():
    """Else the trust of a factor would be lost."""
    squared = {"products": (("h0", "h0", 1),)}
    lines = (ZERO, line("last", le(0, x**2 + y**2), "arithmetic", **squared))
    used = (ZERO, line("last", le(0, x**2 + y**2), "arithmetic", "h0", **squared))
    require_refused(Case("", "h0 is not used", lines, used, given=SIGNS[:1]))
