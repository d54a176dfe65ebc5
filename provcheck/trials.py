"""What a claim's engines say of it, for its author's tests: its false variants fail, runs repeat.

Each check returns complaints as sentences, none where all is well; `provcheck.testing` offers
them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from provcheck.engines.budget import Budget
from provcheck.errors import Rejected, Undecided
from provcheck.statement.claim import Claim, Variant
from provcheck.statement.space import Real, Setting, Space

SMALL = Budget("small", seconds=60.0, settings=400, starts=6)
"""What a false variant is searched with: it should fail at once."""
SHORT = Budget("short", seconds=5.0, settings=400, starts=6)
"""What a false variant about numbers is decided with."""
TINY = Budget("tiny", seconds=60.0, settings=60, starts=1)


def check_variants(
    claim: Claim,
    *,
    facts: Mapping[str, Any] | None = None,
    witnesses: Mapping[str, Setting] | None = None,
    budget: Budget = SMALL,
    seed: int = 0,
) -> list[str]:
    """Every false variant fails: no derivation shows it, and numbers break it.

    Args:
        facts: proofs of the claims that this one rests on, by name.
        witnesses: settings that break a variant and not the claim, by the variant's name; give
            one where a search seldom meets the hypotheses.
        budget: for the search, which is made where no witness is given and the variant compares
            numbers or speaks of nets.
    """
    known, given = dict(facts or {}), dict(witnesses or {})
    complaints = [
        f"a witness is given for '{name}', which is no variant of it."
        for name in sorted(set(given) - {variant.name for variant in claim.variants})
    ]
    for variant in claim.variants:
        complaints += check_unproved(claim, variant, facts=known)
        if variant.name in given:
            complaints += _kept(claim, variant, given[variant.name], known)
        else:
            complaints += _unbroken(claim, variant, budget, seed)
    return complaints


def variants_that_hold(
    claim: Claim, *, facts: Mapping[str, Any] | None = None, seed: int = 0
) -> list[str]:
    """Complaints of the variants that may be true, for a run of the claim without its tests.

    A variant about numbers, whose claim has no derivation, must be refuted like any formula. Of
    others it is only told what is certain, that a derivation shows them: the witness that a rare
    setting needs stands in the author's tests.
    """
    from provcheck.examine import is_unproved_scalar

    if is_unproved_scalar(claim):
        return [said for variant in claim.variants for said in _not_refuted(claim, variant, seed)]
    return [said for v in claim.variants for said in check_unproved(claim, v, facts=facts)]


def _not_refuted(claim: Claim, variant: Variant, seed: int) -> Iterator[str]:
    """What comes of the variant where it is looked at as a claim of its own."""
    from provcheck.examine import Session, examine_claim
    from provcheck.verdict import Verdict

    found = examine_claim(Session(), falsified(claim, variant), SHORT, seed)
    if found.verdict is Verdict.PROVED:
        yield f"the variant '{variant.name}' is true; expected one that fails, to show the check."
    elif found.verdict is not Verdict.REFUTED:
        yield (
            f"the variant '{variant.name}' was not refuted: {found.reason}. Expected one that "
            "fails clearly."
        )


def falsified(claim: Claim, variant: Variant) -> Claim:
    """The claim with a variant's relation; where it drops hypotheses, drawn without them."""
    kept = tuple(h for h in claim.hypotheses if h.name not in variant.dropped)
    space = _unsteered(claim.space) if variant.dropped else claim.space
    return replace(claim, relation=variant.relation, hypotheses=kept, space=space)


def _unsteered(space: Space) -> Space:
    """The space without the lower bounds by which a draw meets the hypotheses."""
    return Space(
        tuple(replace(c, at_least=None) if isinstance(c, Real) else c for c in space.components)
    )


def check_unproved(
    claim: Claim, variant: Variant, *, facts: Mapping[str, Any] | None = None
) -> list[str]:
    """No derivation shows the variant, as it stands or with its last line forged.

    Args:
        facts: proofs of the claims that this one rests on, by name.
    """
    from provcheck.kernel import LineStatus, check_derivation

    false, known = falsified(claim, variant), dict(facts or {})
    complaints = []
    for derivation in claim.derivations:
        last = replace(derivation.lines[-1], relation=variant.relation)
        forged = replace(derivation, lines=(*derivation.lines[:-1], last))
        plain, check = (check_derivation(false, d, known) for d in (derivation, forged))
        is_accepted = check.proof is not None or check.lines[-1].status is LineStatus.OK
        if plain.proof is not None or is_accepted:
            complaints.append(
                f"the variant '{variant.name}' is shown by the derivation "
                f"'{derivation.name}'; a false variant must not be."
            )
    return complaints


def _kept(
    claim: Claim, variant: Variant, setting: Setting, facts: Mapping[str, Any]
) -> Iterator[str]:
    """What a given witness does not do: break the variant, and not the claim."""
    from provcheck.kernel import certify

    try:
        certify(falsified(claim, variant), setting, facts)
    except (Rejected, Undecided) as error:
        yield f"the variant '{variant.name}' is not broken by its witness: {error}"
    try:
        certify(claim, setting, facts)
    except (Rejected, Undecided):
        return
    yield f"the witness of the variant '{variant.name}' breaks the claim itself."


def _unbroken(claim: Claim, variant: Variant, budget: Budget, seed: int) -> Iterator[str]:
    """What the search did not find."""
    search = _search(falsified(claim, variant), budget, seed)
    if search is None or search.counterexample is not None:
        return
    if search.suspect is not None:
        return  # outside the enclosure of a supremum, or of what the search met in floats
    ratio = "" if search.worst_ratio is None else f", worst ratio {search.worst_ratio:.6g}"
    yield (
        f"the variant '{variant.name}' was not refuted in {search.drawn} settings{ratio}"
        f"{'; ' + search.reason if search.reason else ''}; if it is true, it is no false variant, "
        "and if settings are rare, give one in `witnesses`."
    )


def _search(claim: Claim, budget: Budget, seed: int) -> Any:
    """The search that fits the statement, None where numbers break no such statement."""
    from provcheck.examine import is_searchable, searched

    if claim.exists or not is_searchable(claim):
        return None
    return searched(claim, {}, budget, seed)


def check_repeats(claim: Claim, *, budget: Budget = TINY, seed: int = 0) -> list[str]:
    """Two searches with the same seed do and find the same."""
    first, second = (_account(_search(claim, budget, seed)) for _ in range(2))
    if first == second:
        return []
    return [
        f"two searches with seed {seed} differ: {first} and {second}; a reference or a compiled "
        "function gives different numbers for the same setting."
    ]


def _account(search: Any) -> dict[str, Any]:
    if search is None:
        return {}
    found = search.counterexample
    return {
        "settings": search.drawn,
        "evaluations": search.evaluations,
        "worst ratio": search.worst_ratio,
        "ratios": repr(search.ratios),
        "witness": None if found is None else found.setting.to_json(),
    }
