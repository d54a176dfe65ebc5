"""Hold a claimed supremum over the whole line against its certified enclosure.

For a claim sup_t e(t) = v about one activation the supremum is enclosed in Arb balls at many
values of the activation's steepness; v must lie inside. This shares nothing with the proof.
"""

import time
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import sympy

from provcheck.engines.budget import Budget
from provcheck.engines.draft import complete_exact, exact_draft
from provcheck.engines.refute import Progress, Search
from provcheck.engines.sample import draw_draft
from provcheck.engines.supremum import Supremum, enclose_supremum
from provcheck.statement import activations
from provcheck.statement.claim import Claim
from provcheck.statement.evaluate import evaluate, precision, setting_values
from provcheck.statement.space import Setting
from provcheck.statement.terms import Act, Sup
from provcheck.statement.unfold import unfold

_BITS = 128
_TOLERANCE = Fraction(1, 10**9)
"""Width of an enclosure asked for, relative to the claimed value."""


def is_supremum(claim: Claim) -> bool:
    """Whether the claim gives the value of a supremum over the line for one activation."""
    relation = claim.relation
    return (
        isinstance(relation, sympy.Eq)
        and isinstance(relation.lhs, Sup)
        and len(claim.space.activations) == 1
    )


def check_supremum(
    claim: Claim,
    *,
    budget: Budget,
    seed: int,
    facts: Mapping[str, Any],
    progress: Progress | None = None,
) -> Search:
    """Enclose the supremum at drawn settings and compare it with the claimed value.

    Args:
        facts: not needed here; the signature is that of `refute`.

    Returns:
        a search whose `worst_ratio` is the largest (certified value reached)/(claimed value);
        `suspect` is a setting at which the claimed value lies outside the enclosure.
    """
    began, report = time.monotonic(), progress or (lambda *_: None)
    count = max(2, budget.settings // 250)
    boxes, worst, tightest, undecided = 0, None, None, 0
    for number in range(count):
        report("enclose", number, count)
        setting = _setting(claim, seed, number)
        found, claimed = _enclosed(claim, setting)
        boxes += found.boxes
        if _is_outside(found, claimed):
            return _result(claim, number + 1, boxes, worst, tightest, began, suspect=setting)
        undecided += not found.decided
        reached = float(found.low / Fraction(float(claimed.mid()))) if found.low else None
        if reached is not None and (worst is None or reached > worst):
            worst, tightest = reached, setting
    reason = f"{undecided} of {count} enclosures stayed wide" if undecided else ""
    return _result(claim, count, boxes, worst, tightest, began, reason=reason)


def _setting(claim: Claim, seed: int, number: int) -> Setting:
    rng = np.random.Generator(np.random.Philox(key=[seed % 2**64, number]))
    draft = draw_draft(claim.space, rng)
    return complete_exact(claim.space, exact_draft(claim.space, draft))


def _enclosed(claim: Claim, setting: Setting) -> tuple[Supremum, Any]:
    """The enclosure of the supremum, and the claimed value as a ball."""
    (name,) = claim.space.activations
    supremum, value = claim.relation.args
    variable = supremum.limits[0][0]
    numbers = {
        symbol: sympy.Rational(setting[symbol.name].numerator, setting[symbol.name].denominator)
        for symbol in unfold(claim.relation).free_symbols
        if symbol.name in setting.values
    }
    term = unfold(supremum.function)
    spelled = {act: activations.derivative(name, *act.args) for act in term.atoms(Act)}
    expression = term.xreplace(spelled).xreplace(numbers)
    if activations.BETA in expression.free_symbols:
        beta = setting["beta"]
        expression = expression.xreplace(
            {activations.BETA: sympy.Rational(beta.numerator, beta.denominator)}
        )
    with precision(_BITS):
        claimed = evaluate(value, setting_values(claim.space, setting))
        size = Fraction(float(abs(claimed).mid()))
    found = enclose_supremum(
        expression, variable, -sympy.oo, sympy.oo, _TOLERANCE * size, bits=_BITS
    )
    return found, claimed


def _is_outside(found: Supremum, claimed: Any) -> bool:
    with precision(_BITS):
        from provcheck.statement.evaluate import ball

        too_small = found.low is not None and claimed < ball(found.low)
        too_large = found.high is not None and claimed > ball(found.high)
    return bool(too_small or too_large)


def _result(claim, drawn, boxes, worst, tightest, began, suspect=None, reason="") -> Search:
    if suspect is not None:
        reason = "the claimed value lies outside the certified enclosure of the supremum."
    return Search(
        relation=claim.relation,
        drawn=drawn,
        evaluations=boxes,
        worst_ratio=worst,
        tightest=tightest,
        suspect=suspect,
        seconds=time.monotonic() - began,
        reason=reason,
        admitted=drawn,
    )
