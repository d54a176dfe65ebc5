"""False variants must fail, runs must repeat; what does not is told."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest
import sympy
from sympy import Le

from provcheck.statement import (
    Derivation,
    Hypothesis,
    Quantity,
    Sentence,
    Setting,
    Variant,
    define,
    line,
)
from provcheck.testing import check_repeats, check_variants, load_pack
from tests.test_testing import CLAIM, EXPERIMENT, FALSE, TRUE, x, y

PROVED = replace(
    CLAIM,
    derivations=(Derivation("a square", (line("1", TRUE, "arithmetic", squares=((1, x - y),)),)),),
)


def variants(claim, *relations, dropped=()):
    named = (Variant(f"v{n}", relation, dropped) for n, relation in enumerate(relations))
    return check_variants(replace(claim, variants=tuple(named)))


def test_a_true_variant_is_found_out():
    tripled = Le(FALSE.lhs, 3 * (x**2 + y**2), evaluate=False)
    (said,) = variants(CLAIM, FALSE, tripled)
    assert re.match(r"the variant 'v1' was not refuted in \d+ settings", said)


def test_a_variant_that_the_derivation_shows_is_found_out():
    (shown, unbroken) = variants(PROVED, Le(FALSE.lhs, 2 * (x**2 + y**2) + 1, evaluate=False))
    assert "is shown by the derivation 'a square'" in shown
    assert "was not refuted" in unbroken


def test_a_false_variant_fails():
    assert variants(PROVED, FALSE) == []


def test_a_witness_that_breaks_no_variant_or_the_claim_too_is_found_out():
    claim = replace(CLAIM, variants=(Variant("v", FALSE),))
    zero, one = (Setting({"x": Fraction(n), "y": Fraction(n)}) for n in (0, 1))
    (said,) = check_variants(claim, witnesses={"v": zero})
    assert "'v' is not broken by its witness" in said and "holds at this setting" in said
    (said,) = check_variants(replace(claim, relation=FALSE), witnesses={"v": one})
    assert "the witness of the variant 'v' breaks the claim itself" in said
    (said,) = check_variants(claim, witnesses={"v": one, "w": one})
    assert "'w', which is no variant" in said


def test_a_witness_stands_in_for_the_search():
    """No draw meets an equality between two variables."""
    rare = replace(CLAIM, hypotheses=(Hypothesis("equal", sympy.Eq(x, y, evaluate=False)),))
    claim = replace(rare, variants=(Variant("v", Le(FALSE.lhs, x**2 / 2, evaluate=False)),))
    one = Setting({"x": Fraction(1), "y": Fraction(1)})
    assert check_variants(claim, witnesses={"v": one}) == []


def test_a_dropped_hypothesis_is_dropped():
    assumed = replace(CLAIM, hypotheses=(Hypothesis("apart", Le(x * y, 0, evaluate=False)),))
    claim = replace(assumed, relation=FALSE)
    assert variants(claim, FALSE, dropped=("apart",)) == []
    (said,) = variants(claim, FALSE)
    assert "was not refuted" in said


def test_what_no_number_breaks_is_only_held_against_the_derivations():
    claim = replace(EXPERIMENT, variants=(Variant("unfair", Sentence("the coin is unfair")),))
    assert check_variants(claim) == []


def test_a_reference_that_rolls_dice_is_found_out():
    rolls = iter(range(10**6))
    term = define("rolled", (), (x + y) ** 2, "r")()
    claim = replace(
        CLAIM,
        relation=Le(term, 2 * (x**2 + y**2), evaluate=False),
        quantities=(
            Quantity("rolled", term, "r", lambda v: (v["x"] + v["y"]) ** 2 / (1 + next(rolls))),
        ),
    )
    (said,) = check_repeats(claim)
    assert "two searches with seed 0 differ" in said


@pytest.mark.parametrize("claim", [CLAIM, replace(CLAIM, relation=FALSE), EXPERIMENT])
def test_what_repeats_is_fine(claim):
    assert check_repeats(claim) == []


def test_a_pack_is_loaded_from_its_path(sums):
    pack, claims = load_pack(sums)
    assert pack.name == "sums2024" and len(claims) == 2
    assert isinstance(claims[0].relation, sympy.Le)
