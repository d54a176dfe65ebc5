"""The conformance checks complain of everything that is wrong with a claim, and of nothing else."""

import json
import re
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import sympy
from sympy import Ge, Le, Rational

from provcheck import testing
from provcheck.errors import StatementError
from provcheck.packs import find_packs
from provcheck.statement import (
    Act,
    ActivationChoice,
    Array,
    Claim,
    Constant,
    Curves,
    Hypothesis,
    Kind,
    Measurement,
    Outcome,
    Quantity,
    Real,
    Sentence,
    Setting,
    Size,
    Source,
    Space,
    Variant,
    define,
)

x, y = sympy.symbols("x y", real=True)
beta = sympy.Symbol("beta", positive=True)
M_D = sympy.Symbol("M_D", positive=True)
term = define("square_of_sum", (), (x + y) ** 2, "(x + y)^2")()
QUANTITY = Quantity("square", term, "(x + y)^2", lambda values: (values["x"] + values["y"]) ** 2)
TRUE = Le(term, 2 * (x**2 + y**2), evaluate=False)
FALSE = Le(term, x**2 + y**2, evaluate=False)
CLAIM = Claim(
    name="test2025/theorem1/square",
    title="the square of a sum is at most twice the sum of the squares",
    source=Source("test2025", "Theorem 1"),
    kind=Kind.UPPER_BOUND,
    space=Space((Real(x), Real(y))),
    relation=TRUE,
    quantities=(QUANTITY,),
    variants=(Variant("once", FALSE),),
)
KNOWN = (CLAIM.name,)


def complaints(claim, **options):
    with pytest.raises(StatementError) as error:
        testing.check_conformance(claim, known=KNOWN, **options)
    return str(error.value)


def test_a_sound_claim_conforms():
    testing.check_conformance(CLAIM, known=KNOWN)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": " "}, "the title is empty"),
        ({"source": Source("test2025", "")}, "lacks the paper or the place"),
        ({"kind": "upper bound, roughly"}, "expected a member of Kind"),
        ({"expected": "TRUE"}, "the expected verdict 'TRUE' is none of"),
        ({"amends": "test2025/theorem1/cube"}, "there is no such claim"),
        ({"variants": ()}, "it has no false variant"),
        ({"variants": (Variant("same", TRUE),)}, "'same' is the claim itself"),
        ({"variants": (Variant("v", FALSE), Variant("v", FALSE))}, "two variants are called 'v'"),
        ({"variants": (Variant("v", TRUE, ("h",)),)}, "drops 'h', which is no hypothesis"),
        ({"quantities": (QUANTITY, QUANTITY)}, "two quantities are called 'square'"),
        ({"quantities": (replace(QUANTITY, latex=""),)}, "has no LaTeX"),
        ({"quantities": (replace(QUANTITY, term=x - y),)}, "occurs in no relation of the claim"),
    ],
)
def test_wrong_metadata_is_named(changes, words):
    assert words in complaints(replace(CLAIM, **changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": Kind.LIMIT},
        {"expected": "REFUTED"},
        {"not_checked": "no false variant, because any other constant is a claim of its own"},
    ],
)
def test_a_false_variant_may_be_spared(changes):
    testing.check_conformance(replace(CLAIM, variants=(), **changes), known=KNOWN)


def test_all_complaints_come_at_once():
    text = complaints(replace(CLAIM, title="", variants=()))
    assert text.startswith("test2025/theorem1/square does not conform:")
    assert "title" in text and "variant" in text


# ---------------------------------------------------------------- quantities


def _with(**changes):
    return replace(CLAIM, quantities=(replace(QUANTITY, **changes),))


def test_a_reference_of_another_formula_is_found():
    wrong = _with(reference=lambda v: v["x"] ** 2 + v["y"] ** 2)
    assert "the reference gives" in complaints(wrong)


def test_a_reference_off_in_the_ninth_digit_is_found():
    wrong = _with(reference=lambda v: (v["x"] + v["y"]) ** 2 * (1 + 2**-30))
    assert "the reference gives" in complaints(wrong)


def test_a_reference_that_encloses_everything_is_found():
    """An infinite ball overlaps every value; that must not count as agreement."""

    def wide(values):
        value = (values["x"] + values["y"]) ** 2
        return value if isinstance(value, float) else value.union(value + 1)

    assert "stay wide" in complaints(_with(reference=wide))


@pytest.mark.parametrize("factor", [1 + 2.0**-30, 1 - 2.0**-30, float("nan"), float("inf")])
def test_a_wrong_compiled_twin_is_found(factor):
    wrong = _with(compiled=lambda v: (v["x"] + v["y"]) ** 2 * factor)
    assert "the compiled function gives" in complaints(wrong)


def test_a_wrong_float_result_is_found():
    """The formula is right in balls and reads the wrong number in floats."""

    def reference(values):
        shift = 1e-6 if isinstance(values["x"], float) else 0
        return (values["x"] + values["y"] + shift) ** 2

    assert "the reference function gives" in complaints(_with(reference=reference))


def test_a_twin_that_cancels_needs_a_bound_of_its_own():
    """Expanded, the square loses digits near x = −y that the formula keeps."""
    twin = _with(compiled=lambda v: v["y"] * v["y"] + (v["x"] + 2 * v["y"]) * v["x"])
    near = Setting({"x": Fraction(1, 3), "y": Fraction(-1, 3) + Fraction(1, 2**30)})
    twin = replace(twin, example=near)
    assert "the compiled function gives" in complaints(twin)

    def bound(values):  # gamma(5) times the sum of absolute values
        return 6 * 2.0**-53 * (abs(values["x"]) + abs(values["y"])) ** 2

    testing.check_conformance(twin, known=KNOWN, rounding={"square": bound})


def test_a_given_rounding_bound_is_used():
    assert "up to 0" in complaints(CLAIM, rounding={"square": lambda values: 0.0})


def test_a_rounding_bound_for_an_unknown_quantity_is_named():
    assert "no quantity of it" in complaints(CLAIM, rounding={"cube": lambda values: 1.0})


# ---------------------------------------------------------------- settings


def test_a_hypothesis_that_the_space_breaks_is_found():
    positive = Hypothesis("x_positive", Ge(x, 0, evaluate=False))
    assert "which breaks a hypothesis" in complaints(replace(CLAIM, hypotheses=(positive,)))
    space = Space((Real(x, low=Fraction(0)), Real(y)))
    testing.check_conformance(replace(CLAIM, hypotheses=(positive,), space=space), known=KNOWN)


def test_hypotheses_that_nothing_satisfies_are_found():
    never = (Hypothesis("up", Ge(x, y + 1)), Hypothesis("down", Ge(y, x + 1)))
    assert "certainly satisfies the hypotheses" in complaints(replace(CLAIM, hypotheses=never))
    false = Hypothesis("never", Le(x**2 + 1, 0))  # SymPy makes it false at once
    assert "'never' is false" in complaints(replace(CLAIM, hypotheses=(false,)))


def test_an_equality_needs_an_example():
    claim = replace(CLAIM, hypotheses=(Hypothesis("on_the_line", sympy.Eq(x + y, 7)),))
    assert "give it as the claim's example" in complaints(claim)
    example = Setting({"x": Fraction(3), "y": Fraction(4)})
    testing.check_conformance(replace(claim, example=example), known=KNOWN)
    beside = Setting({"x": Fraction(3), "y": Fraction(5)})
    assert "give it as the claim's example" in complaints(replace(claim, example=beside))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ([Fraction(1, 3)], "cannot be kept"),
        ((Fraction(1, 3),) * 2, "2 where 1 entries belong"),
        (("1/3",), "changes on its way through JSON"),
        ((Fraction(1, 3),), ""),
    ],
)
def test_a_setting_that_json_does_not_keep_is_found(row, words):
    n = sympy.Symbol("n", integer=True, positive=True)
    array = sympy.IndexedBase("row", shape=(n,), real=True)
    claim = replace(CLAIM, space=Space((Size(n), Array(array, (n,)))))
    found = testing.check_settings(claim, [Setting({"n": 1, "row": row})])
    assert bool(found) == bool(words) and words in "".join(found)


def test_an_example_of_another_space_is_named():
    assert "missing ['y']" in complaints(replace(CLAIM, example=Setting({"x": Fraction(1)})))


def _slope_claim(value):
    return replace(
        CLAIM,
        space=Space((
            ActivationChoice(("sigmoid",)), Real(beta, low=Fraction(0), open_low=True), Real(x),
            Constant(M_D, {"sigmoid": value}),
        )),
        relation=Le(Act(1, x), M_D, evaluate=False),
        quantities=(),
        variants=(Variant("half", Le(Act(1, x), M_D / 2, evaluate=False)),),
    )  # fmt: skip


def test_a_wrong_constant_of_the_activation_is_found():
    testing.check_conformance(_slope_claim(beta / 4), known=KNOWN)
    assert "M_D is" in complaints(_slope_claim(beta / 4 * (1 + Rational(1, 10**12))))


# ---------------------------------------------------------------- packs

MODULE = """
import sympy
{effect}
from provcheck.statement import Claim, Kind, Real, Source, Space
x = sympy.Symbol("x", real=True)
CLAIMS = (
    Claim("{name}/theorem1", "a square", Source("{name}", "1"), Kind.LOWER_BOUND,
          Space((Real(x),)), sympy.Ge(x**2, {least}, evaluate=False)),
)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("effect", "least", "words"),
    [
        ("", "0", ""),
        ("import scipy.optimize", "0", "imports scipy"),
        ("import provcheck.engines.refute", "0", "imports provcheck.engines"),
        ("print('sampling')", "0", "prints"),
        ("", "-1 - abs(hash('provcheck'))", "digest of"),
        ("raise ValueError('no')", "0", "cannot be imported"),
    ],
)
def test_what_importing_a_pack_does_is_found(new_pack, effect, least, words):
    name = "quiet2025"
    folder = new_pack(name, MODULE.format(effect=effect, least=least, name=name))
    pack = next(pack for pack in find_packs([folder]) if pack.name == name)
    found = testing.check_pack(pack)
    assert bool(found) == bool(words) and words in "".join(found)


def test_samples_repeat_under_their_seed():
    first, second, other = (
        [json.dumps(setting.to_json()) for setting in testing.sample_settings(CLAIM.space, 5, seed)]
        for seed in (0, 0, 1)
    )
    assert first == second != other and len(set(first)) == 5


# ---------------------------------------------------------------- experiments


def measured(rng, effort):
    share = float((rng.random(max(1, round(300 * effort))) < 0.5).mean())
    plots = (Curves("t", "x", "y", [1.0], {"a": [float("nan")]}),)
    return Measurement(Outcome.HOLDS, f"{share!r}", 1, 1, 0.9, 0.1, plots=plots)


EXPERIMENT = Claim(
    name="test2025/figure1",
    title="a fair coin",
    source=Source("test2025", "Figure 1"),
    kind=Kind.EXPERIMENT,
    space=Space(()),
    relation=Sentence("the coin is fair"),
    experiment=measured,
    reading="fair: within 0.1 of one half",
)


def test_a_sound_experiment_conforms():
    testing.check_conformance(EXPERIMENT, known=KNOWN)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"experiment": lambda rng, effort: measured(np.random.default_rng(), 1)},
            "differ",
        ),
        ({"experiment": lambda rng, effort: None}, "returned None; expected a Measurement"),
        ({"experiment": lambda rng, effort: 1 / 0}, "fails at effort 0.01: ZeroDivisionError"),
        ({"reading": " "}, "the reading is empty"),
        ({"title": ""}, "the title is empty"),
        ({"source": Source("test2025", "")}, "lacks the paper or the place"),
    ],
)
def test_an_experiment_that_cannot_be_repeated_or_says_nothing_does_not_conform(changes, words):
    assert re.search(words, complaints(replace(EXPERIMENT, **changes)))
