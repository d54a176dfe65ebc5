"""Conformance checks for pack authors: is a claim written so that the engines may rely on it?

    from provcheck.testing import check_conformance, check_pack, check_variants

    def test_the_claim_conforms():
        check_conformance(CLAIM)
        assert check_variants(CLAIM) == []

Each part returns its complaints as sentences, none where all is well; `check_conformance` raises
one error with all of them. Nothing here decides whether a claim is true.
"""

import json
import os
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import flint
import numpy as np
import sympy

from provcheck.engines.draft import complete_exact, exact_draft
from provcheck.engines.quantities import BITS, Rounding, agree, check_quantities
from provcheck.engines.sample import draw_draft
from provcheck.engines.settle import Outcome, impossible, is_admitted, plain_hypotheses, settle
from provcheck.errors import DomainError, StatementError
from provcheck.packs import Pack, find_packs, load_claims
from provcheck.reference.activations import Activation, activation_constants
from provcheck.statement.claim import Claim, Kind
from provcheck.statement.evaluate import precision, setting_values
from provcheck.statement.experiment import Measurement
from provcheck.statement.space import Constant, Setting, Space
from provcheck.statement.terms import GibbsMass, Infimum, Proposition, SpectralGap
from provcheck.statement.unfold import unfold
from provcheck.trials import check_repeats, check_variants
from provcheck.verdict import RECORDED, Verdict

__all__ = [
    "check_conformance",
    "check_constants",
    "check_experiment",
    "check_hypotheses",
    "check_metadata",
    "check_pack",
    "check_quantities",
    "check_repeats",
    "check_settings",
    "check_variants",
    "load_pack",
    "sample_settings",
]

TINY_EFFORT = 0.01
"""What an experiment is run with here; 1 is the effort of the budget "standard"."""
SAMPLES = 12
"""Settings at which a claim is looked at, small ones, since terms are expanded."""
_SIZE = 3
_CONSTANTS = {
    "B_sigma": "bound",
    "L": "lipschitz",
    "L'_sigma": "smoothness",
    "M_D": "first_derivative",
    "M'_D": "second_derivative",
}


def check_conformance(
    claim: Claim,
    *,
    known: Collection[str] | None = None,
    rounding: Mapping[str, Rounding] | None = None,
    samples: int = SAMPLES,
    seed: int = 0,
) -> None:
    """All checks of one claim, at its own example and at drawn settings.

    Args:
        known: names of the claims that this one may amend; None for those of the built-in packs.
        rounding: for a quantity by name, a bound on the rounding error of its functions as a
            function of the float64 values; without one, a ball of 44 bits is the yardstick.
        samples: >= 1, settings drawn.
        seed: of the draws.

    Raises:
        StatementError: the claim does not conform; every complaint is listed.
    """
    settings = sample_settings(claim.space, samples, seed)
    settings += [] if claim.example is None else [claim.example]
    complaints = check_metadata(claim, known=known)
    if claim.experiment is not None:
        complaints += check_experiment(claim, seed=seed)
    malformed = check_settings(claim, settings)
    complaints += malformed
    if not malformed:
        complaints += check_hypotheses(claim, settings)
        complaints += check_constants(claim, settings)
        complaints += check_quantities(claim, settings, rounding=rounding)
    if complaints:
        raise StatementError(f"{claim.name} does not conform:\n- " + "\n- ".join(complaints))


def sample_settings(space: Space, count: int = SAMPLES, seed: int = 0) -> list[Setting]:
    """Exact settings from the sampler of the searches; one that cannot be made exact is left out.

    Args:
        count: >= 1, how many are drawn.
    """
    found = []
    for number in range(count):
        rng = np.random.Generator(np.random.Philox(key=[seed, number]))
        draft = draw_draft(space, rng, _SIZE)
        try:
            found.append(complete_exact(space, exact_draft(space, draft)))
        except DomainError:
            continue  # a drawn float lies outside the space once made exact
    return found


# ---------------------------------------------------------------- what is written down


def check_metadata(claim: Claim, *, known: Collection[str] | None = None) -> list[str]:
    """Title, source, kind, amended claim, expected verdict, quantities and false variants.

    A claim needs a false variant unless it is an identity, a limit, no comparison of numbers, or
    expected to be refuted; or unless its `not_checked` says "no false variant" and why.
    """
    complaints = []
    for what in ("name", "title"):
        if not getattr(claim, what).strip():
            complaints.append(f"the {what} is empty.")
    if not claim.source.paper.strip() or not claim.source.place.strip():
        complaints.append(f"the source '{claim.source}' lacks the paper or the place in it.")
    if not isinstance(claim.kind, Kind):
        complaints.append(f"the kind is {claim.kind!r}; expected a member of Kind.")
    if claim.expected not in {"", *map(str, RECORDED)}:
        complaints.append(f"the expected verdict '{claim.expected}' is none of {[*RECORDED]}.")
    if claim.amends and claim.amends not in (_built_in() if known is None else known):
        complaints.append(f"it amends '{claim.amends}', and there is no such claim.")
    return complaints + list(_variant_complaints(claim)) + list(_quantity_names(claim))


@lru_cache(maxsize=1)
def _built_in() -> frozenset[str]:
    from provcheck.library import Library

    return frozenset(Library().entries)


def _variant_complaints(claim: Claim) -> Iterator[str]:
    names = [variant.name for variant in claim.variants]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"two variants are called '{name}'."
    hypotheses = {hypothesis.name for hypothesis in claim.hypotheses}
    for variant in claim.variants:
        if variant.relation == claim.relation and not variant.dropped:
            yield f"the variant '{variant.name}' is the claim itself."
        for name in sorted(set(variant.dropped) - hypotheses):
            yield f"the variant '{variant.name}' drops '{name}', which is no hypothesis."
    is_free = (
        claim.kind in (Kind.IDENTITY, Kind.LIMIT)
        or isinstance(claim.relation, Proposition | sympy.And)
        or claim.expected == Verdict.REFUTED
    )
    if not claim.variants and not is_free and "no false variant" not in claim.not_checked:
        yield (
            "it has no false variant; keep one beside it, or say in not_checked: "
            "'no false variant, because …'."
        )


def _quantity_names(claim: Claim) -> Iterator[str]:
    names = [quantity.name for quantity in claim.quantities]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"two quantities are called '{name}'."
    relations = [claim.relation, *(hypothesis.relation for hypothesis in claim.hypotheses)]
    for quantity in claim.quantities:
        if not quantity.latex.strip():
            yield f"the quantity '{quantity.name}' has no LaTeX."
        if not any(relation.has(quantity.term) for relation in relations):
            yield f"the quantity '{quantity.name}' occurs in no relation of the claim."


# ---------------------------------------------------------------- experiments


def check_experiment(claim: Claim, *, effort: float = TINY_EFFORT, seed: int = 0) -> list[str]:
    """The experiment runs at a tiny effort, comes out the same again, and says what it reads.

    Args:
        effort: > 0, what it is run with, twice.
        seed: of the random stream.
    """
    complaints = []
    if not claim.reading.strip():
        complaints.append(
            "the reading is empty; say what the sentence is taken to mean, before it is measured."
        )
    try:
        first, second = (_measured(claim, effort, seed) for _ in range(2))
    except Exception as error:  # whatever the author's code raises is told, not passed on
        told = f"its experiment fails at effort {effort:g}: {type(error).__name__}: {error}"
        return [*complaints, told]
    if not isinstance(first, Measurement):
        complaints.append(f"its experiment returned {first!r:.100}; expected a Measurement.")
    if repr(first) != repr(second):  # unlike ==, the same for NaN
        complaints.append(
            f"two runs of its experiment with seed {seed} and effort {effort:g} differ; draw every "
            "random number from the generator it is given."
        )
    return complaints


def _measured(claim: Claim, effort: float, seed: int) -> Any:
    return claim.experiment(np.random.Generator(np.random.Philox(key=[seed, 0])), effort)


# ---------------------------------------------------------------- settings and hypotheses


def check_settings(claim: Claim, settings: Iterable[Setting]) -> list[str]:
    """Every setting fits the space and is the same after a round trip through JSON."""
    complaints = []
    for setting in settings:
        try:
            data = json.loads(json.dumps(setting.to_json()))
            read = Setting.from_json(claim.space, data)
        except (StatementError, TypeError) as error:
            complaints.append(f"the setting {dict(setting.values)} cannot be kept: {error}")
            continue
        if read != setting:
            complaints.append(f"the setting {data} changes on its way through JSON.")
    return complaints


def check_hypotheses(claim: Claim, settings: Iterable[Setting]) -> list[str]:
    """Some setting certainly satisfies the hypotheses that numbers decide, and none breaks one.

    With an equality among them chance misses, so a setting that breaks them is no complaint; nor
    is it where one of them speaks of an infimum, a mass or a gap and the claim gives an example.
    """
    settings = list(settings)
    complaints = [f"the hypothesis '{name}' is false." for name in impossible(claim)]
    if not any(is_admitted(claim, setting) for setting in settings):
        complaints.append(
            f"none of {len(settings)} settings certainly satisfies the hypotheses; "
            "if some setting does, give it as the claim's example."
        )
    if any(_is_missed_by_chance(claim, h.relation) for h in plain_hypotheses(claim)):
        return complaints
    nothing = sympy.Le(0, 0, evaluate=False)  # what is settled then is the hypotheses alone
    for setting in settings:
        if settle(claim, setting, nothing) is Outcome.EXCLUDED:
            complaints.append(f"the space has {setting.to_json()}, which breaks a hypothesis.")
    return complaints


def _is_missed_by_chance(claim: Claim, relation: Any) -> bool:
    """No lower bound of a component can steer a draw into the relation."""
    on_the_line = unfold(relation).atoms(Infimum, GibbsMass, SpectralGap)
    return isinstance(relation, sympy.Eq) or bool(on_the_line and claim.example is not None)


def check_constants(claim: Claim, settings: Iterable[Setting]) -> list[str]:
    """The constants of the activation are those of `reference.activations`.

    B_sigma, M_D, M'_D, L and L'_sigma are compared; constants of other names have no reference.
    """
    constants = [c for c in claim.space.components if isinstance(c, Constant)]
    complaints = []
    for setting in settings:
        for constant in constants:
            field = _CONSTANTS.get(constant.symbol.name)
            if field is None:
                continue
            with precision(BITS[0]):
                values = setting_values(claim.space, setting)
                activation = Activation[setting["activation"].upper()]
                found = flint.arb(values[constant.symbol.name])
                wanted = getattr(activation_constants(activation, values["beta"]), field)
                if wanted is None or not agree(found, flint.arb(wanted)):
                    complaints.append(
                        f"{constant.symbol} is {found} at {setting.to_json()}; expected {wanted}."
                    )
    return complaints


# ---------------------------------------------------------------- packs


def load_pack(path: Path) -> tuple[Pack, tuple[Claim, ...]]:
    """The pack at a path, a folder or a single file, and its claims.

    Raises:
        PackError: it is no pack, its name is taken, or it cannot be imported.
    """
    wanted = Path(path).resolve()
    pack = next(pack for pack in find_packs([wanted]) if pack.path.resolve() == wanted)
    return pack, load_claims(pack)


_PROBE = """
import json, sys
from pathlib import Path
from provcheck.packs import find_packs, load_claims
before = set(sys.modules)
name, paths = sys.argv[1], [Path(path) for path in sys.argv[2:]]
claims = load_claims(next(pack for pack in find_packs(paths) if pack.name == name))
loaded = sorted(set(sys.modules) - before)
digests = {claim.name: claim.digest() for claim in claims}
print("PROBE" + json.dumps({"modules": loaded, "digests": digests}))
"""
_WORK = ("numba", "scipy", "matplotlib", "hypothesis", "provcheck.engines", "provcheck.compiled",
         "provcheck.kernel", "provcheck.runner")  # fmt: skip


def check_pack(pack: Pack) -> list[str]:
    """Importing the pack does no work and prints nothing, and its content keys are stable.

    Two fresh processes with different hash seeds import it.
    """
    first, second = (_probe(pack, seed) for seed in ("1", "2"))
    if isinstance(first, str) or isinstance(second, str):
        return [next(answer for answer in (first, second) if isinstance(answer, str))]
    complaints = []
    for name in _WORK:
        if any(module == name or module.startswith(f"{name}.") for module in first["modules"]):
            complaints.append(f"importing the pack imports {name}; import it where it is used.")
    for name, digest in first["digests"].items():
        if second["digests"].get(name) != digest:
            complaints.append(f"the digest of {name} differs between two processes.")
    return complaints


def _probe(pack: Pack, seed: str) -> dict[str, Any] | str:
    """What one fresh process says of the pack, or a complaint."""
    own = [] if _is_built_in(pack) else [str(pack.path)]
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, pack.name, *own],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        timeout=120,
    )
    printed, mark, answer = done.stdout.partition("PROBE")
    if done.returncode or not mark:
        return f"the pack cannot be imported in a fresh process: {done.stderr.strip()[-500:]}"
    if printed or done.stderr:
        return f"importing the pack prints {(printed + done.stderr).strip()[:200]!r}."
    return json.loads(answer)


def _is_built_in(pack: Pack) -> bool:
    return any(found.path == pack.path for found in find_packs())
