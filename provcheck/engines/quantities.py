"""Quantities against their terms: what an author's functions give, and what their formulas say.

`check_quantities` is thorough, and for an author's tests. `quantity_fault` is cheap, and for every
claim that a search decided: a search reads an author's functions, and so is worth what they are.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import flint
import numpy as np

from provcheck.engines.draft import Draft, complete_exact, draft_of, exact_draft, values_of
from provcheck.engines.sample import draw_draft
from provcheck.engines.settle import is_admitted
from provcheck.engines.shrink import rounded, shrink
from provcheck.errors import DomainError, ProvcheckError
from provcheck.reference.numbers import as_ball
from provcheck.statement.claim import Claim, Quantity
from provcheck.statement.evaluate import evaluate, precision, setting_values
from provcheck.statement.space import Array, Real, Setting, Space, name_of
from provcheck.statement.terms import GibbsMass, Infimum, SpectralGap
from provcheck.statement.unfold import unfold

Rounding = Callable[[Mapping[str, Any]], float]

BITS = (128, 512, 2048)
_COARSE_BITS = 44
"""A ball computed at 44 bits has a radius of at least 2^9 half-units of float64 for every rounded
operation on the way, and carries each through the formula. A float64 evaluation of the same
formula, in any order of summation, makes fewer: 40 at an activation (see `compiled.rounding`),
one for each other operation on a path. So it must lie inside that ball."""
_INFORMATIVE = 2.0**-20
"""Relative radius of a coarse ball that says something about the digits of a float."""
_UNDERFLOW = 1e-200
"""A product that underflows is off by 2^-1075; what it is multiplied by afterwards, a handful of
numbers of the sampled range of 10^±8 and sums of them, stays below 1e120."""
_PLAIN_DRAWS = 12
_PLAIN_SETTINGS = 4
"""Settings of plain numbers at which a search's functions are held against their terms."""
_PLAIN_SIZE = 3
_PLAIN = (0.1, 10.0)
"""Numbers so near to 1 that no formula of a paper loses many digits on them."""
_COARSE = 1e-6
"""Relative difference that no rounding makes there: 10 of the 16 digits may be lost."""
_SMALL = 1e-9
"""What a sum that cancels may leave of numbers of that size."""
_SHRINKS = 100


def check_quantities(
    claim: Claim,
    settings: Iterable[Setting],
    *,
    rounding: Mapping[str, Rounding] | None = None,
) -> list[str]:
    """The functions of every quantity agree with its term: in balls, in floats, and compiled.

    Args:
        rounding: see `check_conformance`.
    """
    settings, bounds = list(settings), dict(rounding or {})
    complaints = []
    for name in sorted(set(bounds) - {quantity.name for quantity in claim.quantities}):
        complaints.append(f"a rounding bound is given for '{name}', which is no quantity of it.")
    for quantity in claim.quantities:
        if quantity.reference is None:
            continue  # it only steers the search; balls read the term
        for setting in settings:
            complaints += _balls(claim, quantity, setting)
        complaints += _floats(claim, quantity, settings, bounds.get(quantity.name))
    return complaints


def _balls(claim: Claim, quantity: Quantity, setting: Setting) -> Iterator[str]:
    """Reference and term in balls, at a precision at which overlapping says something."""
    for bits in BITS:
        with precision(bits):
            symbolic = flint.arb(evaluate(quantity.term, setting_values(claim.space, setting)))
            plain = _value(quantity.reference, values_of(claim.space, setting, "ball"))
            if not symbolic.overlaps(plain):
                yield (
                    f"{quantity.name}: the reference gives {plain}, the term {symbolic} "
                    f"at {setting.to_json()}."
                )
                return
            if agree(symbolic, plain):
                return
    yield f"{quantity.name}: {plain} and {symbolic} stay wide at {setting.to_json()}."


def _floats(
    claim: Claim, quantity: Quantity, settings: list[Setting], bound: Rounding | None
) -> Iterator[str]:
    """Reference and compiled twin in float64, against balls on exactly the same floats."""
    told = 0
    for setting in settings:
        values = values_of(claim.space, setting, "float")
        exact = _enclosed(claim, quantity, values)
        if bound is None:
            with precision(_COARSE_BITS):
                coarse = _value(quantity.reference, _as_balls(values))
            radius = float(coarse.rad().upper())
            told += radius <= _INFORMATIVE * float(abs(exact).upper())
            allowed = 2 * radius + _UNDERFLOW  # the coarse ball holds the exact value as well
        else:
            allowed = float(bound(values))
            told += math.isfinite(allowed)
        for name in ("reference", "compiled"):
            function = getattr(quantity, name)
            if function is None:
                continue
            with np.errstate(all="ignore"):
                number = float(function(values))
            if not _within(number, exact, allowed):
                yield (
                    f"{quantity.name}: the {name} function gives {number!r} in float64 at "
                    f"{setting.to_json()}; expected {exact.str(17)} up to {allowed:.2g}."
                )
    if not told:
        yield f"{quantity.name}: no setting tells the digits of a float64 result."


def _enclosed(claim: Claim, quantity: Quantity, values: Mapping[str, Any]) -> flint.arb:
    """The reference on these very floats, enclosed tightly."""
    for bits in BITS:
        with precision(bits):
            found = _value(quantity.reference, _as_balls(values))
            if agree(found, found):
                break
    return found


def _as_balls(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: as_ball(value) if isinstance(value, float | np.ndarray) else value
        for name, value in values.items()
    }


def _value(function: Callable, values: Mapping[str, Any]) -> flint.arb:
    result = function(values)
    return flint.arb(result.item() if isinstance(result, np.ndarray) else result)


def agree(first: flint.arb, second: flint.arb) -> bool:
    """The two overlap, and each is known to 60 bits or to within the smallest of float64."""
    if not first.overlaps(second):
        return False
    tiny = flint.arb(2) ** -1080
    widths = (first.rad() + second.rad()), (abs(first) + abs(second)) * flint.arb(2) ** -60
    return bool(widths[0] <= widths[1] or widths[0] <= tiny)


def _within(number: float, exact: flint.arb, allowed: float) -> bool:
    """|number − exact| ≤ allowed for certain; beyond the range of float64 nothing is asked."""
    if not math.isfinite(number) or not math.isfinite(allowed):
        return not math.isnan(number) and float(abs(exact).upper()) > 1e300
    with precision(BITS[-1]):
        return bool(abs(flint.arb(number) - exact) <= flint.arb(allowed))


# ---------------------------------------------------------------- what a search rests on


def quantity_fault(claim: Claim, seed: int) -> str:
    """Where a quantity's function is not its term, at the simplest setting found; "" if nowhere.

    A few settings of plain numbers are looked at, those that certainly satisfy the hypotheses.
    Terms that need a spectrum or an integral are left to the author's tests.

    Args:
        seed: of the draws.
    """
    drafts = None
    for quantity in claim.quantities:
        function = quantity.compiled or quantity.reference
        if function is None or unfold(quantity.term).atoms(Infimum, GibbsMass, SpectralGap):
            continue
        drafts = _plain_drafts(claim, seed) if drafts is None else drafts
        for draft in drafts:
            if _difference(claim, quantity, function, draft):
                return _told(claim, quantity, function, draft)
    return ""


def _plain_drafts(claim: Claim, seed: int) -> list[Draft]:
    """The claim's example and drawn settings of plain numbers that satisfy the hypotheses."""
    found = [] if claim.example is None else [draft_of(claim.space, claim.example)]
    for number in range(_PLAIN_DRAWS):
        rng = np.random.Generator(np.random.Philox(key=[seed % 2**64, number]))
        found.append(_plain(claim.space, draw_draft(claim.space, rng, _PLAIN_SIZE)))
    admitted = (draft for draft in found if _is_admitted(claim, draft))
    return [draft for draft, _ in zip(admitted, range(_PLAIN_SETTINGS), strict=False)]


def _plain(space: Space, draft: Draft) -> Draft:
    """The draft with two digits of each number, and 1 for what is far from it; exact."""
    changed = {}
    for component in space.components:
        if isinstance(component, Array | Real):
            name = name_of(component)
            changed[name] = _near_one(np.array(draft.values[name], dtype=float))
    return exact_draft(space, draft.replaced(**changed))


def _near_one(numbers: np.ndarray) -> Any:
    far = (numbers != 0) & ((np.abs(numbers) < _PLAIN[0]) | (np.abs(numbers) > _PLAIN[1]))
    near = np.where(far, np.sign(numbers), numbers)
    for place in np.ndindex(near.shape):
        near[place] = float(rounded(near[place], 2))
    return near if near.shape else float(near)


def _is_admitted(claim: Claim, draft: Draft) -> bool:
    try:
        return is_admitted(claim, complete_exact(claim.space, draft))
    except DomainError:
        return False  # the rounded number lies outside the space


def _difference(claim: Claim, quantity: Quantity, function: Callable, draft: Draft) -> str:
    """What the function and the term give at an admitted setting where they differ, else ""."""
    try:
        setting = complete_exact(claim.space, draft)
        with precision(BITS[0]):
            exact = flint.arb(evaluate(quantity.term, setting_values(claim.space, setting)))
        if not exact.is_finite() or not is_admitted(claim, setting):
            return ""
        with np.errstate(all="ignore"):
            number = float(function(values_of(claim.space, setting, "float")))
    except (ProvcheckError, ArithmeticError, np.linalg.LinAlgError):
        return ""  # no number, which the search tells
    allowed = _COARSE * float(abs(exact).upper()) + _SMALL
    if math.isfinite(number) and _within(number, exact, allowed):
        return ""
    return f"its function gives {number:.6g}, its term {float(exact.mid()):.6g}"


def _told(claim: Claim, quantity: Quantity, function: Callable, draft: Draft) -> str:
    """The difference in one sentence, at a setting made as simple as it goes."""
    trail = shrink(
        claim.space,
        draft,
        lambda candidate: bool(_difference(claim, quantity, function, candidate)),
        _SHRINKS,
    )
    setting = complete_exact(claim.space, trail[-1])
    found = _difference(claim, quantity, function, trail[-1])
    return f"{quantity.name} is not its term at {_written(setting)}: {found}"


def _written(setting: Setting) -> str:
    """`n=1, x=0`: sizes and numbers, a single entry without brackets."""
    return ", ".join(f"{name}={_bare(value)}" for name, value in setting.to_json().items())


def _bare(value: Any) -> str:
    while isinstance(value, list) and len(value) == 1:
        value = value[0]
    return str(value).replace("'", "").replace(" ", "")
