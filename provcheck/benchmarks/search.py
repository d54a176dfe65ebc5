"""Instances a second: `refute` on Lemma 3.1 as it runs, beside the plain reference.

An instance is one setting at which both sides of a claim and its hypotheses are evaluated in
floats. The rate of `refute` is that of a whole search: drawing, climbing, and what it takes to
balls. The plain rate is that of drawing the same settings and evaluating them one by one with
`Objective` from the quantities' NumPy references, without their compiled twins.
"""

import time
from dataclasses import replace
from typing import Any

LEMMA = "gopalani2025/lemma3_1"
TARGET = 50.0
_SEED = 1


def search_job(threads: int, quick: bool) -> list[dict[str, Any]]:
    """A row for every claim of the lemma that has settings to search."""
    from provcheck.benchmarks.measure import verdict_of
    from provcheck.library import Library

    library = Library(())
    rows = []
    for name in library.entries:
        if not name.startswith(f"{LEMMA}/"):
            continue
        claim = library.claim(name)
        if claim.expected == "REFUTED":
            continue  # its search ends with the first witness, and goes on to shrink it
        found = refute_rate(claim, 1000 if quick else 3000)
        if found is None:
            continue
        instances, rate = found
        plain = plain_rate(claim, 100 if quick else 400)
        ratio = rate / plain
        rows.append(
            {"claim": name, "instances": instances, "rate": rate, "plain_rate": plain,
             "ratio": ratio, "target": TARGET, "reached": verdict_of(ratio, TARGET)}
        )  # fmt: skip
    return rows


def refute_rate(claim: Any, settings: int) -> tuple[int, float] | None:
    """(instances, instances a second) of a second search, the first having compiled; or None."""
    from provcheck.engines.budget import Budget
    from provcheck.engines.refute import refute

    budget = Budget("bench", 60.0, settings, max(1, settings // 250))
    for _ in range(2):
        start = time.perf_counter()
        found = refute(claim, budget=budget, seed=_SEED, facts={})
        seconds = time.perf_counter() - start
        if not found.evaluations:
            return None
    return found.evaluations, found.evaluations / seconds


def plain_rate(claim: Any, settings: int) -> float:
    """Settings a second that are drawn and evaluated one by one.

    Raises:
        StatementError: the claim has no meaning in floats.
    """
    import numpy as np

    from provcheck.engines.objective import Objective
    from provcheck.engines.sample import draw_draft

    plain = tuple(replace(quantity, compiled=None) for quantity in claim.quantities)
    claim = replace(claim, quantities=plain)
    relation = claim.relation
    if claim.exists and claim.consequence is not None:
        relation = claim.consequence.lines[-1].relation
    objective, rng = Objective(claim, relation), np.random.default_rng(_SEED)
    objective(draw_draft(claim.space, rng))
    start = time.perf_counter()
    for _ in range(settings):
        objective(draw_draft(claim.space, rng))
    return settings / (time.perf_counter() - start)
