"""The collections of inequalities: what they say is so, and `check` contradicts none of it.

Here a small seeded part is decided with a short limit; `benchmarks/test_check_speed.py` asks all.
"""

import random
from fractions import Fraction

import pytest

import provcheck
from provcheck.api import Answers
from provcheck.formula import read_formulas
from tests.benchmarks.check_peers import Reply
from tests.benchmarks.inequality_collection import (
    FAMILIES,
    FOLDER,
    Problem,
    read_all,
    read_family,
)
from tests.benchmarks.test_check_speed import is_wrong

SEED = 20_251_122
POINTS = 4
DECIDED = 3  # true and false problems of each family
SECONDS = 1.0
FAR = 30  # |x| of sampled points; farther out the sides agree to more digits than are computed


def points(problem: Problem, generator: random.Random):
    """Exact points in the ranges: their ends, their middles and anything between."""
    for _ in range(POINTS):
        point = {}
        for real in problem.claims[0].space.components:
            low = Fraction(real.low) if real.low is not None else None
            high = Fraction(real.high) if real.high is not None else None
            low = (-FAR if high is None else high - FAR) if low is None else low
            high = low + FAR if high is None else high
            share = Fraction(generator.choice((0, 1, 50, 99, 100, *range(2, 98, 5))), 100)
            point[real.symbol.name] = low + share**2 * (high - low)
        yield point


def as_sympy(point):
    import sympy

    return {name: sympy.Rational(x.numerator, x.denominator) for name, x in point.items()}


def decided(problem: Problem) -> Reply:
    found = provcheck.check(problem.text, budget=SECONDS)
    verdicts = [str(a.verdict) for a in (found if isinstance(found, Answers) else [found])]
    order = ("INCONSISTENT", "ERROR", "REFUTED", "OPEN", "PROVED")
    return Reply(min(verdicts, key=order.index), 0.0)


# ---------------------------------------------------------------- the collections


def test_a_verdict_against_the_known_truth_is_wrong():
    for problem in read_all():
        right, wrong = ("PROVED", "REFUTED") if problem.expected else ("REFUTED", "PROVED")
        assert is_wrong(problem, Reply(wrong, 0.0))
        assert not is_wrong(problem, Reply(right, 0.0))
        assert not is_wrong(problem, Reply("OPEN", 0.0))


@pytest.mark.parametrize("family", FAMILIES)
def test_names_are_unique_and_both_truths_are_there(family):
    problems = read_family(family)
    kinds = [(problem.name, problem.text) for problem in problems]
    assert len(set(kinds)) == len(problems) >= 40
    assert 10 <= sum(not problem.expected for problem in problems) < len(problems) / 2
    assert all(bool(problem.witness) is not problem.expected for problem in problems)


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
def test_check_reads_the_file(family):
    entries = read_formulas((FOLDER / f"{family}.txt").read_text(encoding="utf-8"))
    assert [entry.line for entry in entries] == [problem.line for problem in read_family(family)]


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_true_holds_at_points_and_what_is_false_fails_at_its_witness(family):
    generator = random.Random(SEED)
    for problem in read_family(family):
        if not problem.expected:
            status = problem.status_at(problem.exact_witness)
            assert status == "fails" or (status == "equal" and problem.is_strict), problem.id
            continue
        for point in points(problem, generator):
            assert problem.status_at(as_sympy(point)) != "fails", (problem.id, point)


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
def test_check_contradicts_no_known_truth(family):
    generator, problems = random.Random(SEED), read_family(family)
    for truth in (True, False):
        some = [problem for problem in problems if problem.expected is truth]
        for problem in generator.sample(some, DECIDED):
            reply = decided(problem)
            assert reply.verdict in ("PROVED", "REFUTED", "OPEN"), problem.id
            assert not is_wrong(problem, reply), f"{problem.id}: {reply.verdict}"
