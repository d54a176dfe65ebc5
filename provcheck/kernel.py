"""The small trusted checker: the only maker of evidence.

    check_derivation(claim, derivation, facts)  lines in, statuses and perhaps a Proof out
    certify(claim, setting, facts)              a setting in, a Counterexample out, or a refusal

A line is accepted when its rule, applied to hypotheses, earlier accepted lines and proved claims,
yields what the line says. Every line holds for all values of the variables that no hypothesis
constrains. What a rule does not recognise is refused (`Rejected`), never assumed.

Rules: algebra, arithmetic, enclosure, activation, cited, hypothesis, monotone, instance, claim,
supremum, at_most_supremum, growth, smooth, conjunction, full_rank. The trusted base is this file
with `rules`, `replacement`, `context`, `relations`, `catalogue`, `normalize`, `algebra`,
`identities`; `regions`, `goals`, `moves`, `polynomial_steps`, `intervals`, `infinity`,
`real_roots`, `boxes` (inequalities between numbers); `almost_surely` (nets); `decimals`; and
`statement/`, over SymPy and FLINT.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any

import flint
import sympy
from sympy.tensor.indexed import IndexException

from provcheck.almost_surely import check_net
from provcheck.context import Context, record_meaning, record_names
from provcheck.decimals import enclosing_decimals
from provcheck.errors import Rejected, StatementError, Undecided
from provcheck.identities import require_identity
from provcheck.relations import (
    OPERATORS,
    free_names,
    implies,
    normal_relation,
    pointwise,
    require_same,
)
from provcheck.rules import RULES
from provcheck.statement.claim import Claim, Derivation, Hypothesis, Line
from provcheck.statement.closed_form import is_closed_form
from provcheck.statement.evaluate import ball, evaluate, exact, precision, setting_values
from provcheck.statement.nets import NetProposition, Nets, admission_gap
from provcheck.statement.space import Component, Constant, Real, Setting
from provcheck.statement.terms import Sup
from provcheck.statement.unfold import instantiate, rename_bound, unfold

_CLOSED_BITS = 256
_REFUSALS = (Rejected, StatementError, Undecided)
_MALFORMED = (
    ArithmeticError,
    AttributeError,
    IndexException,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
)


class LineStatus(StrEnum):
    """What became of one derivation line."""

    OK = "ok"
    BROKEN = "broken"
    GAP = "gap"


@dataclass(frozen=True)
class _Seal:
    """Evidence is made by the kernel only; the seal repeats what the kernel put in."""

    contents: tuple


@dataclass(frozen=True)
class _Evidence:
    seal: _Seal = field(repr=False)

    def __post_init__(self) -> None:
        if not _is_genuine(self):
            raise StatementError("evidence can be made by provcheck.kernel only.")


def _is_genuine(evidence: _Evidence) -> bool:
    """Whether the seal is on and nothing was changed since."""
    contents = tuple(getattr(evidence, f.name) for f in fields(evidence) if f.name != "seal")
    return type(evidence.seal) is _Seal and evidence.seal.contents == contents


def _sealed(kind: type, *contents: Any) -> Any:
    return kind(_Seal(contents), *contents)


@dataclass(frozen=True)
class Proof(_Evidence):
    """The kernel accepted every line of a derivation that ends in the claim."""

    claim: Claim
    derivation: str
    as_printed: bool
    trust: tuple[str, ...]
    rests_on: tuple[str, ...]


@dataclass(frozen=True)
class Counterexample(_Evidence):
    """A setting that satisfies every hypothesis and violates the relation, certified.

    `lhs` and `rhs` are decimal enclosures (low, high) of the two sides; of a claim about nets,
    those that `almost_surely` names for it.
    """

    claim: str
    digest: str
    relation: Any
    setting: Setting
    lhs: tuple[str, str]
    rhs: tuple[str, str]
    bits: int
    trust: tuple[str, ...]


@dataclass(frozen=True)
class LineCheck:
    """One line of a derivation with what the kernel said about it.

    `claim` is the name of the claim whose derivation it stands in. `was_accepted` marks a broken
    line that the kernel had accepted: an alarm about provcheck.
    """

    claim: str
    id: str
    relation: Any
    by: str
    status: LineStatus
    reason: str
    trust: tuple[str, ...]
    printed: bool
    note: str
    counterexample: Counterexample | None = None
    was_accepted: bool = False


@dataclass(frozen=True)
class DerivationCheck:
    """A derivation, line by line, and the proof if all of it was accepted."""

    derivation: Derivation
    lines: tuple[LineCheck, ...]
    proof: Proof | None

    @property
    def first_broken(self) -> LineCheck | None:
        return next((line for line in self.lines if line.status is LineStatus.BROKEN), None)


def check_derivation(
    claim: Claim, derivation: Derivation, facts: Mapping[str, Proof]
) -> DerivationCheck:
    """Check a derivation line by line.

    Args:
        facts: proofs of other claims by name; only these can be used by the rule `claim`.

    Returns:
        every line with its status; a proof if all lines were accepted and the last one is the
        claim's relation. The claim's `consequence` is checked, and never proves the claim.

    Raises:
        StatementError: the derivation has no lines.
    """
    if not derivation.lines:
        raise StatementError(f"{claim.name}: the derivation '{derivation.name}' has no lines.")
    _require_genuine(facts)
    context = Context(claim, facts)
    checks = [_check_line(context, line) for line in derivation.lines]
    proof = None
    is_consequence = derivation is claim.consequence
    if not is_consequence and all(check.status is LineStatus.OK for check in checks):
        try:
            require_same(derivation.lines[-1].relation, claim.relation)
            proof = _proof(claim, derivation, checks, context)
        except Rejected as refusal:
            checks[-1] = replace(checks[-1], status=LineStatus.GAP, reason=str(refusal))
        except _MALFORMED as error:
            reason = f"malformed, {type(error).__name__}: {error}"
            checks[-1] = replace(checks[-1], status=LineStatus.GAP, reason=reason)
    return DerivationCheck(derivation, tuple(checks), proof)


def _require_genuine(facts: Mapping[str, Proof]) -> None:
    for name, proof in facts.items():
        if type(proof) is not Proof or not _is_genuine(proof) or proof.claim.name != name:
            raise StatementError(f"the fact '{name}' is not a proof of it made by the kernel.")


def _proof(claim, derivation, checks, context) -> Proof | None:
    if claim.exists:
        return None
    trust = sorted({entry for check in checks for entry in check.trust})
    return _sealed(
        Proof,
        claim,
        derivation.name,
        derivation.as_printed,
        tuple(trust),
        tuple(sorted(context.used_claims)),
    )


def _check_line(context: Context, line: Line) -> LineCheck:
    by = line.by.rule
    detail = line.by.arguments.get("theorem") or line.by.arguments.get("claim") or ""
    text = f"{by} {detail}".strip()
    base = LineCheck(
        context.claim.name,
        line.id,
        line.relation,
        text,
        LineStatus.OK,
        "",
        (),
        line.printed,
        line.note,
    )
    rule = RULES.get(by)
    try:
        context.require_one_meaning(line.relation)
        if rule is None:
            raise Rejected(f"no rule '{by}'; the kernel knows {', '.join(sorted(RULES))}.")
        if line.id in context.lines:
            raise Rejected(f"the line id '{line.id}' occurs twice.")
        trust = set(rule(context, line)) | {t for u in line.by.uses for t in context.trust[u]}
    except _REFUSALS as refusal:
        return replace(base, status=LineStatus.GAP, reason=f"{by}: {refusal}")
    except _MALFORMED as error:
        reason = f"{by}: malformed, {type(error).__name__}: {error}"
        return replace(base, status=LineStatus.GAP, reason=reason)
    context.lines[line.id] = line.relation
    context.trust[line.id] = tuple(sorted(trust))
    return replace(base, trust=tuple(sorted(trust)))


def refuted_line(check: LineCheck, counterexample: Counterexample) -> LineCheck:
    """The line marked broken by a certified counterexample to it.

    A line that was accepted before is marked too: that is an alarm about provcheck itself, and
    the verdict says so.

    Raises:
        Rejected: the counterexample is to another relation, or to a line of another claim
            (a line searched alone is the claim `name#line`).
    """
    if counterexample.relation != check.relation:
        raise Rejected(f"line {check.id}: the counterexample is to another relation.")
    if counterexample.claim.split("#", 1)[0] != check.claim:
        raise Rejected(f"line {check.id}: the counterexample is to '{counterexample.claim}'.")
    was_accepted = check.status is LineStatus.OK
    reason = "a counterexample to this line is certified"
    if was_accepted:
        reason = f"accepted by '{check.by}', and {reason}: provcheck is wrong"
    return replace(
        check,
        status=LineStatus.BROKEN,
        reason=reason,
        counterexample=counterexample,
        was_accepted=was_accepted,
    )


# ---------------------------------------------------------------- counterexamples


def certify(
    claim: Claim,
    setting: Setting,
    facts: Mapping[str, Proof],
    relation: Any = None,
    bits: tuple[int, ...] = (128, 512, 2048),
) -> Counterexample:
    """Certify that a setting satisfies every hypothesis and violates the relation.

    Args:
        facts: proved claims; the constants of the activation rest on them.
        relation: the claim's own by default (for a claim with `exists`, what its accepted
            `consequence` ends in); or that of a derivation line.

    Raises:
        Rejected: the relation holds there, or a hypothesis does not, or is not proved.
        Undecided: the enclosures overlap at every precision.
    """
    _require_genuine(facts)
    trust: set[str] = {"Arb ball arithmetic (python-flint)"}
    if relation is None:
        relation, more = _refutable(claim, facts)
        trust |= more
    _require_own(claim, relation)
    setting = _in_space(claim, setting)
    if isinstance(relation, NetProposition):
        return _certify_net(claim, setting, relation, bits[0])
    trust |= _require_hypotheses(claim, setting, facts, bits)
    for precision_bits in bits:
        with precision(precision_bits):
            sides = _sides(claim, setting, relation)
            if sides is not None:
                return _sealed(
                    Counterexample,
                    claim.name,
                    claim.digest(),
                    relation,
                    setting,
                    enclosing_decimals(sides[0]),
                    enclosing_decimals(sides[1]),
                    precision_bits,
                    tuple(sorted(trust)),
                )
    raise Undecided(
        f"{claim.name}: the sides overlap at {bits[-1]} bits; neither holds for certain."
    )


def _certify_net(claim: Claim, setting: Setting, relation: NetProposition, bits: int):
    """A net that breaks an almost-sure claim on a set of positive measure."""
    if tuple(map(type, claim.space.components)) != (Nets,) or claim.hypotheses:
        raise Rejected(f"{claim.name}: its space is not that of nets with their data alone.")
    (nets,) = claim.space.components
    with precision(bits):
        shown = check_net(nets, relation, setting[nets.name])
        return _sealed(
            Counterexample,
            claim.name,
            claim.digest(),
            relation,
            setting,
            enclosing_decimals(shown.lhs),
            enclosing_decimals(shown.rhs),
            bits,
            ("Arb ball arithmetic (python-flint)", *shown.trust),
        )


def require_admitted(
    claim: Claim, setting: Setting, facts: Mapping[str, Proof], bits: tuple[int, ...] = (128, 512)
) -> None:
    """Refuse a setting that does not certainly satisfy every hypothesis of the claim.

    A claim for which no setting passes may be vacuous, and must not count as proved.

    Raises:
        Rejected: a hypothesis fails, is undecided, or rests on no proved claim.
    """
    _require_hypotheses(claim, _in_space(claim, setting), facts, bits)


def _refutable(claim: Claim, facts: Mapping[str, Proof]) -> tuple[Any, set[str]]:
    if not claim.exists:
        return claim.relation, set()
    if claim.consequence is None:
        raise Rejected(
            f"{claim.name} says that constants exist, and has no consequence without them."
        )
    check = check_derivation(claim, claim.consequence, facts)
    if any(line.status is not LineStatus.OK for line in check.lines):
        raise Rejected(f"{claim.name}: its consequence is not accepted by the kernel.")
    relation = claim.consequence.lines[-1].relation
    if {symbol.name for symbol in claim.exists} & free_names(relation):
        raise Rejected(f"{claim.name}: the consequence still has the unknown constants in it.")
    return relation, {entry for line in check.lines for entry in line.trust}


def _sides(claim: Claim, setting: Setting, relation: Any) -> tuple[flint.arb, flint.arb] | None:
    """Both sides where they certainly violate the relation; None where that is not settled."""
    operator = OPERATORS.get(getattr(relation, "func", None))
    if operator is None:
        raise Rejected(f"'{relation}' is not a comparison; a single setting cannot violate it.")
    values = setting_values(claim.space, setting)
    sides = tuple(evaluate(side, values) for side in relation.args)
    small, large = reversed(sides) if operator[1] else sides
    verdict = _compare(operator[0], small, large)
    if verdict is None and operator[0] == "<" and _are_equal(setting, relation, sides):
        return sides
    if verdict is True:
        raise Rejected(f"{claim.name}: the relation holds at this setting.")
    return sides if verdict is False else None


def _are_equal(setting: Setting, relation: Any, sides: tuple) -> bool:
    """Whether both sides are exactly the same number, each with a value: u < u fails."""
    stored = {symbol: setting.values.get(str(symbol)) for symbol in relation.free_symbols}
    numbers = {
        symbol: sympy.Rational(value.numerator, value.denominator)
        for symbol, value in stored.items()
        if isinstance(value, Fraction)
    } | {symbol: value for symbol, value in stored.items() if is_closed_form(value)}
    if set(numbers) != relation.free_symbols or not all(side.is_finite() for side in sides):
        return False
    try:
        require_identity(*(side.xreplace(numbers) for side in relation.args))
    except Rejected:
        return False
    return True


def _compare(op: str, small: flint.arb, large: flint.arb) -> bool | None:
    if op == "==":
        return False if not small.overlaps(large) else None
    if small < large or (op == "<=" and small <= large):
        return True
    if small > large or (op == "<" and small >= large):
        return False
    return None


def _require_own(claim: Claim, relation: Any) -> None:
    """The claim's relation, or that of a line of its derivations or consequence."""
    derivations = (*claim.derivations, *((claim.consequence,) if claim.consequence else ()))
    own = [line.relation for derivation in derivations for line in derivation.lines]
    if relation != claim.relation and relation not in own:
        raise Rejected(f"{claim.name}: '{relation}' is neither the claim nor a line of it.")
    if {symbol.name for symbol in claim.exists} & free_names(relation):
        raise Rejected(f"{claim.name}: '{relation}' has constants of which no value is known.")
    meaning: dict[str, Any] = {}
    record_names(claim, meaning)
    record_meaning(relation, meaning)


def _in_space(claim: Claim, setting: Setting) -> Setting:
    """The setting read anew, its numbers within the declared ranges and signs, its net admitted.

    It passes through text, so that nothing is left of an object but what it says.
    """
    text = json.dumps(setting.to_json(), default=str)
    setting = Setting.from_json(claim.space, json.loads(text))
    for component in claim.space.components:
        if isinstance(component, Nets) and admission_gap(component, setting[component.name]):
            raise Rejected(f"{admission_gap(component, setting[component.name])}.")
        symbol = getattr(component, "symbol", None)
        if symbol is None or isinstance(component, Constant):
            continue
        value = setting[str(symbol)]
        if is_closed_form(value):
            value = _near(component, value)
        wrong = (
            (symbol.is_positive and value <= 0)
            or (symbol.is_nonnegative and value < 0)
            or (symbol.is_nonzero and value == 0)
            or (symbol.is_integer and value.denominator != 1)
            or (isinstance(component, Real) and not _in_range(component, value))
        )
        if wrong:
            raise Rejected(f"{symbol} = {value} is outside its declared range.")
    return setting


def _near(component: Component, number: sympy.Expr) -> Fraction:
    """A rational that is on the same side as a number by a formula of 0 and of every end.

    Raises:
        Rejected: the number is no real one, or not certainly apart from one of them.
    """
    if not isinstance(component, Real) or component.integer or component.symbol.is_integer:
        raise Rejected(f"{component.symbol} = {number} is no whole number.")
    with precision(_CLOSED_BITS):
        value = evaluate(number, {})
        if not value.is_finite():
            raise Rejected(f"{component.symbol} = {number} has no value.")
        for end in (0, component.low, component.high):
            if end is not None and value.overlaps(ball(Fraction(end))):
                raise Rejected(f"{component.symbol} = {number} is not certainly other than {end}.")
        mantissa, exponent = value.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _in_range(component: Real, value: Fraction) -> bool:
    low, high = component.low, component.high
    below = low is not None and (value < low or (component.open_low and value == low))
    above = high is not None and (value > high or (component.open_high and value == high))
    return not (below or above or (component.integer and value.denominator != 1))


def _require_hypotheses(claim, setting, facts, bits) -> set[str]:
    trust: set[str] = set()
    for hypothesis in claim.hypotheses:
        if all(symbol.is_integer for symbol in hypothesis.for_all):
            _require_pointwise(claim, setting, hypothesis, bits)
        else:
            trust.add(_require_fact(claim, setting, hypothesis, facts))
    return trust


def _require_pointwise(claim: Claim, setting: Setting, hypothesis: Hypothesis, bits) -> None:
    for point in _index_points(claim, setting, hypothesis):
        if not any(_holds(claim, setting, hypothesis.relation, point, b) for b in bits):
            raise Rejected(
                f"{claim.name}: the hypothesis '{hypothesis.name}' fails at this setting."
            )


def _index_points(claim: Claim, setting: Setting, hypothesis: Hypothesis) -> list[dict]:
    points: list[dict] = [{}]
    for symbol in hypothesis.for_all:
        size = _index_size(hypothesis.relation, symbol)
        count = setting[str(size)]
        points = [{**point, symbol: value} for point in points for value in range(1, count + 1)]
    return points


def _index_size(relation: Any, symbol: sympy.Symbol) -> sympy.Symbol:
    for entry in rename_bound(unfold(relation)).atoms(sympy.Indexed):
        if symbol in entry.indices:
            return entry.base.shape[entry.indices.index(symbol)]
    raise Rejected(f"the index {symbol} of a hypothesis stands in no array entry.")


def _holds(claim: Claim, setting: Setting, relation: Any, point: dict, bits: int) -> bool:
    """Whether a hypothesis certainly holds: exactly if it can be, else by balls."""
    if relation in (sympy.true, sympy.false):
        return relation is sympy.true
    operator = OPERATORS[relation.func]
    for number in (exact, ball):
        with precision(bits):
            try:
                values = {**setting_values(claim.space, setting, number), **point}
                sides = [evaluate(side, values, number) for side in relation.args]
            except Undecided:
                continue
            small, large = reversed(sides) if operator[1] else sides
            if number is exact:
                return {"<=": small <= large, "<": small < large, "==": small == large}[operator[0]]
            return _compare(operator[0], small, large) is True
    return False


def _require_fact(claim: Claim, setting: Setting, hypothesis: Hypothesis, facts) -> str:
    """A property of the activation at every point must be a proved claim about it."""
    name = setting["activation"]
    constants = {c.symbol: c.cases[name] for c in claim.space.components if isinstance(c, Constant)}
    wanted = normal_relation(instantiate(unfold(hypothesis.relation), constants))
    for proof in facts.values():
        if proof.claim.space.activations != (name,) or proof.claim.hypotheses:
            continue
        relation = proof.claim.relation
        if isinstance(relation, sympy.Eq) and isinstance(relation.lhs, Sup):
            relation = pointwise(relation)
        if isinstance(relation, sympy.core.relational.Relational):
            if implies(normal_relation(relation), wanted):
                return f"claim {proof.claim.name}"
    raise Rejected(f"no proved claim gives the hypothesis '{hypothesis.name}' for {name}.")
