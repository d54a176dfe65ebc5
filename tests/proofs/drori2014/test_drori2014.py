"""The bounds for gradient descent are proved, are attained, and no larger ones pass."""

from dataclasses import replace
from fractions import Fraction

import pytest

from provcheck.errors import Rejected, Undecided
from provcheck.kernel import certify, check_derivation
from provcheck.proofs.drori2014.gradient_method import worst_setting
from provcheck.statement import Setting
from provcheck.statement.evaluate import evaluate, exact, setting_values
from provcheck.testing import check_metadata
from tests.proofs.drori2014.claims import CLAIMS, NAMES, STEPS
from tests.proofs.forging import require_variant_refused

VARIANTS = [(name, variant) for name, claim in CLAIMS.items() for variant in claim.variants]
EACH_VARIANT = [pytest.param(name, v, id=f"{name}-{v.name}") for name, v in VARIANTS]


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


def without(claim, variant):
    kept = tuple(h for h in claim.hypotheses if h.name not in variant.dropped)
    return replace(claim, relation=variant.relation, hypotheses=kept)


def test_the_pack_has_every_claim_and_no_other():
    assert tuple(CLAIMS) == NAMES
    assert set(WITNESSES) == {(name, variant.name) for name, variant in VARIANTS}


@pytest.mark.parametrize(("name", "variant"), EACH_VARIANT)
def test_no_derivation_proves_a_false_variant(name, variant):
    require_variant_refused(CLAIMS[name], variant, {})


@pytest.mark.parametrize(("name", "variant"), EACH_VARIANT)
def test_a_false_variant_is_refuted(name, variant):
    """By a setting that does not break the claim itself, where that may hold with equality."""
    claim = CLAIMS[name]
    certify(without(claim, variant), WITNESSES[name, variant.name], {})
    with pytest.raises((Rejected, Undecided), match="holds at this setting|hypothesis|overlap"):
        certify(claim, WITNESSES[name, variant.name], {})


@pytest.mark.parametrize("name", NAMES)
def test_the_kernel_proves(name):
    claim = CLAIMS[name]
    check = check_derivation(claim, claim.derivations[0], {})
    assert check.proof is not None, [(line.id, line.reason) for line in check.lines if line.reason]


@pytest.mark.parametrize("name", NAMES)
def test_the_metadata_are_complete(name):
    assert check_metadata(CLAIMS[name], known={claim.name for claim in CLAIMS.values()}) == []


@pytest.mark.parametrize("name", STEPS)
def test_the_huber_function_attains_the_bound(name):
    claim = CLAIMS[name]
    values = setting_values(claim.space, claim.example, exact)
    small, large = (evaluate(side, values, exact) for side in claim.relation.args)
    assert small == large


@pytest.mark.parametrize("steps", (1, 2, 3))
def test_gradient_descent_on_the_huber_function_gives_that_setting(steps):
    """Run it, with the function in its two pieces: h and its slope share no code with the pack."""
    kink = Fraction(1, 2 * steps + 1)
    x, setting = Fraction(1), worst_setting(steps)
    for i in range(steps + 1):
        is_inside = abs(x) <= kink
        height = x**2 / 2 if is_inside else kink * abs(x) - kink**2 / 2
        slope = x if is_inside else kink
        assert (setting[f"f_{i}"], setting[f"g_{i}"]) == (height, (slope,))
        x -= slope
