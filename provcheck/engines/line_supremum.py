"""Hold a claimed supremum over the whole line against its certified enclosure.

For a claim sup_t e(t) = v about one activation the supremum is enclosed in Arb balls for several
steepnesses; v must lie inside. This shares nothing with the proof.
"""

import time
from fractions import Fraction
from typing import Any

import sympy

from provcheck.engines.budget import Budget
from provcheck.engines.refute import Progress, Search
from provcheck.engines.supremum import Supremum, enclose_supremum
from provcheck.statement import activations
from provcheck.statement.claim import Claim
from provcheck.statement.evaluate import ball, evaluate, precision, setting_values
from provcheck.statement.space import Setting, name_of
from provcheck.statement.terms import Act, Sup
from provcheck.statement.unfold import unfold

_BITS = 128
_TOLERANCE = Fraction(1, 10**9)
"""Width of an enclosure asked for, relative to the claimed value."""

_STEEPNESS = tuple(Fraction(2) ** k for k in (0, -3, 3, -1, 1, -6, 6))
"""β in the order in which a larger budget adds them; the suprema scale with powers of β."""


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
    progress: Progress | None = None,
) -> Search:
    """Enclose the supremum at several settings and compare it with the claimed value.

    Returns:
        a search whose `worst_ratio` is the largest (certified value reached)/(claimed value);
        `suspect` is a setting at which the claimed value lies outside the enclosure.
    """
    began, report = time.monotonic(), progress or (lambda *_: None)
    settings = _settings(claim, budget)
    boxes, worst, tightest, undecided = 0, None, None, 0
    for number, setting in enumerate(settings):
        report("enclose", number, len(settings))
        found, claimed = _enclosed(claim, setting)
        boxes += found.boxes
        if _is_outside(found, claimed):
            return _result(claim, number + 1, boxes, worst, tightest, began, suspect=setting)
        undecided += not found.decided
        reached = float(found.low / Fraction(float(claimed.mid()))) if found.low else None
        if reached is not None and (worst is None or reached > worst):
            worst, tightest = reached, setting
    reason = f"{undecided} of {len(settings)} enclosures stayed wide" if undecided else ""
    return _result(claim, len(settings), boxes, worst, tightest, began, reason=reason)


def _settings(claim: Claim, budget: Budget) -> list[Setting]:
    """The activation at several powers of two of its steepness; one where it has none."""
    (name,) = claim.space.activations
    if not any(name_of(component) == "beta" for component in claim.space.components):
        return [Setting({"activation": name})]
    count = min(len(_STEEPNESS), max(2, budget.settings // 500))
    return [Setting({"activation": name, "beta": beta}) for beta in _STEEPNESS[:count]]


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
