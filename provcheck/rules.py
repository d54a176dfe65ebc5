"""The rules by which a derivation line may be accepted, one short checker each (trusted).

A rule receives the context and the line. It returns what it rested on, or raises `Rejected`.
Every line holds for all values of the variables that no hypothesis constrains.
"""

from collections.abc import Callable
from typing import Any

import sympy

from provcheck import algebra
from provcheck.algebra import Poly
from provcheck.almost_surely import require_definite_around
from provcheck.boxes import require_on_boxes
from provcheck.catalogue import CATALOGUE
from provcheck.context import Context, record_ranges
from provcheck.errors import Rejected
from provcheck.normalize import Normalizer, logarithm, size_poly
from provcheck.regions import require_relation
from provcheck.relations import (
    OPERATORS,
    Relation,
    free_names,
    implies,
    normal_relation,
    pointwise,
    require_same,
    same,
)
from provcheck.replacement import replaced, require_index, require_sign
from provcheck.statement import activations
from provcheck.statement.calculus import is_smooth
from provcheck.statement.claim import Claim, Hypothesis, Line
from provcheck.statement.evaluate import precision
from provcheck.statement.nets import NetProposition, PositiveDefiniteAround
from provcheck.statement.space import Index
from provcheck.statement.terms import Act, Jet, MaxOver, Norm, Proposition, Smooth, Sup
from provcheck.statement.unfold import instantiate, unfold

_NET_BITS = 256


def _conclude(known: Relation, line: Line) -> None:
    wanted = normal_relation(line.relation)
    if not implies(known, wanted):
        difference = (wanted.slack - known.slack).key
        raise Rejected(f"what follows is not what the line says; they differ by {difference:.300}.")


def _algebra(_context: Context, line: Line) -> list[str]:
    """An exact identity (or the non-strict comparison of equal sides)."""
    wanted = normal_relation(line.relation)
    if wanted.op == "<" or not algebra.is_zero(wanted.slack):
        raise Rejected(f"the sides differ by {algebra.cleared(wanted.slack).key:.300}.")
    return []


def _arithmetic(context: Context, line: Line) -> list[str]:
    """large − small = Σ multiplier·slack(used) + Σ coefficient·square² + something evident.

    Arguments:
        multipliers: {line id: term}; default 1. For an equality any term, else evidently >= 0.
        products: ((line id, line id, term), ...): products of two slacks.
        squares: ((coefficient, term), ...).
    """
    normalizer = Normalizer()
    wanted = normal_relation(line.relation)
    rest, strict, equal = wanted.slack, False, not line.by.arguments.get("squares", ())
    multipliers = line.by.arguments.get("multipliers", {})
    unknown = set(multipliers) - set(line.by.uses)
    if unknown:
        raise Rejected(f"multipliers for {sorted(unknown)}, which the line does not use.")
    products = line.by.arguments.get("products", ())
    strangers = {name for product in products for name in product[:2]} - set(line.by.uses)
    if strangers:
        raise Rejected(f"products of {sorted(strangers)}, which the line does not use.")
    for name in line.by.uses:
        if name not in multipliers and any(name in product[:2] for product in products):
            continue
        known = normal_relation(context.line(name))
        factor = normalizer.poly(sympy.sympify(multipliers.get(name, 1)), {})
        strict |= _require_multiplier(known.op, factor)
        equal &= known.op == "=="
        rest = rest - factor * known.slack
    for left, right, term in products:
        pair = [normal_relation(context.line(name)) for name in (left, right)]
        factor = normalizer.poly(sympy.sympify(term), {})
        op = "==" if "==" in (pair[0].op, pair[1].op) else "<="
        _require_multiplier(op, factor)
        equal &= op == "=="
        rest = rest - factor * pair[0].slack * pair[1].slack
    for coefficient, term in line.by.arguments.get("squares", ()):
        weight = normalizer.poly(sympy.sympify(coefficient), {})
        if not algebra.is_nonnegative(algebra.cleared(weight)):
            raise Rejected(f"the square of {term} has the coefficient {coefficient}.")
        rest = rest - weight * normalizer.poly(sympy.sympify(term), {}) ** 2
    if wanted.op == "==" and not equal:
        raise Rejected("an equality does not follow from inequalities or squares.")
    _require_evident(rest, wanted.op, strict)
    return []


def _require_multiplier(op: str, factor: Poly) -> bool:
    """Whether the used relation contributes strictly."""
    if op != "==" and not algebra.is_nonnegative(algebra.cleared(factor)):
        raise Rejected(f"the multiplier {factor.key:.200} is not seen to be non-negative.")
    return op == "<" and algebra.is_positive(algebra.cleared(factor))


def _require_evident(rest: Poly, op: str, strict: bool) -> None:
    rest = algebra.cleared(rest)
    if op == "==":
        fine = not rest.terms
    elif op == "<":
        fine = algebra.is_positive(rest) or (strict and algebra.is_nonnegative(rest))
    else:
        fine = algebra.is_nonnegative(rest)
    if not fine:
        raise Rejected(f"what remains is not evidently {op} 0: {rest.key:.400}")


def _cited(context: Context, line: Line) -> list[str]:
    """An instance of a theorem of the catalogue, its premises among the lines used."""
    arguments = dict(line.by.arguments)
    name = arguments.pop("theorem", "")
    if name not in CATALOGUE:
        raise Rejected(f"no theorem '{name}'; the catalogue has {', '.join(sorted(CATALOGUE))}.")
    try:
        instance = CATALOGUE[name].build(**arguments)
    except TypeError as error:
        raise Rejected(f"{name}: {error}") from error
    for term, base in instance.fixed:
        context.require_free(base)
        if str(getattr(base, "label", base)) in free_names(sympy.sympify(term)):
            raise Rejected(f"{name}: {term} depends on {base}, and must not.")
    for term, function, base in instance.supported:
        context.require_free(function)
        _require_supported(term, function, base)
    for index, _, size in instance.ranges:
        context.require_range(index, size)
    given, wanted = _antecedent(line.relation)
    for premise in instance.premises:
        if not any(same(part, premise) for part in given):
            context.establish(premise, line)
    for term in instance.positive:
        context.require_positive(term, line)
    if isinstance(instance.conclusion, Proposition):
        if not same(instance.conclusion, wanted):
            raise Rejected(f"{name} gives {instance.conclusion}, not {wanted}.")
    else:
        _conclude(normal_relation(instance.conclusion), line)
    return [f"{name}: {CATALOGUE[name].statement} ({CATALOGUE[name].reference})"]


def _antecedent(relation: Any) -> tuple[tuple[Any, ...], Any]:
    """What a line "if these propositions then that one" supposes, and what it concludes."""
    if not isinstance(relation, sympy.Implies):
        return (), relation
    given, wanted = relation.args
    parts = given.args if isinstance(given, sympy.And) else (given,)
    if not all(isinstance(part, Proposition) for part in (*parts, wanted)):
        raise Rejected(f"'{relation}': only propositions can be supposed and concluded.")
    return parts, wanted


def _require_supported(term: Any, function: Any, base: Any) -> None:
    ((mono, _),) = Normalizer().poly(Jet(function, base), {}).terms.items()
    if not _vanishes_with(Normalizer().poly(sympy.sympify(term), {}), mono[0][0]):
        raise Rejected(f"{term} need not vanish where {function} does as a function of {base}.")


def _vanishes_with(poly: Poly, jet: algebra.Atom) -> bool:
    """Every monomial has a factor that is the function or a derivative, or a sum of such."""

    def vanishes(atom: algebra.Atom) -> bool:
        if atom.kind == jet.kind:
            return atom.name == jet.name
        return atom.applies("Sum", "Norm") and _vanishes_with(atom.arguments[0], jet)

    return all(any(e > 0 and vanishes(atom) for atom, e in mono) for mono in poly.terms)


def _hypothesis(context: Context, line: Line) -> list[str]:
    """An instance of one of the claim's own hypotheses."""
    name = line.by.arguments.get("name", "")
    found = [h for h in context.claim.hypotheses if h.name == name]
    if not found:
        raise Rejected(f"the claim has no hypothesis '{name}'.")
    (hypothesis,) = found
    at = dict(line.by.arguments.get("at", {}))
    strangers = set(at) - set(hypothesis.for_all)
    if strangers:
        raise Rejected(f"the hypothesis '{name}' is not for all {strangers}.")
    for variable, value in at.items():
        if not variable.is_integer:
            require_sign(variable, value)
        elif not isinstance(value, sympy.Integer):
            require_index(variable, value)
    relation = instantiate(unfold(hypothesis.relation), at)
    context.require_ranges(relation)
    _conclude(normal_relation(relation), line)
    return []


def _monotone(context: Context, line: Line) -> list[str]:
    """An accepted relation under a sum or maximum over an index, a square, root, log or exp."""
    under = line.by.arguments.get("under", "")
    (name,) = line.by.uses
    relation = context.line(name)
    if under in ("sum", "max"):
        _conclude(_under_index(context, relation, under, line.by.arguments["ranges"]), line)
    elif under == "root":
        _conclude_root(normal_relation(relation), line)
    elif under == "square":
        known = normal_relation(relation)
        if not algebra.is_nonnegative(algebra.cleared(known.small)):
            raise Rejected(f"squaring: {known.small.key:.200} is not seen to be non-negative.")
        _conclude(Relation(known.op, known.small**2, known.large**2), line)
    elif under == "log":
        known = normal_relation(relation)
        sides = [logarithm(side) for side in (known.small, known.large)]
        _conclude(Relation(known.op, *sides), line)
    elif under == "exp":
        known = normal_relation(relation)
        sides = [algebra.exponential_of(side) for side in (known.small, known.large)]
        _conclude(Relation(known.op, *sides), line)
    else:
        raise Rejected(f"nothing is known to be monotone under '{under}'.")
    return []


def _under_index(context: Context, relation: Any, under: str, ranges: tuple) -> Relation:
    operator = OPERATORS.get(relation.func)
    for limit in ranges:
        context.require_free(limit[0])
        size_poly(limit[2])
        _require_in_range(context, relation, limit)
    wrapper = sympy.Sum if under == "sum" else MaxOver
    sides = [wrapper(unfold(side), *ranges) for side in relation.args]
    if operator is None:
        raise Rejected(f"'{relation}' is not a comparison.")
    weaker = {"<": sympy.Le, "<=": sympy.Le, "==": sympy.Eq}[operator[0]]
    small, large = reversed(sides) if operator[1] else sides
    return normal_relation(weaker(small, large, evaluate=False))


def _require_in_range(context: Context, relation: Any, limit: tuple) -> None:
    """The relation holds for the index up to its own size only; the sum may not go further."""
    if limit[0] in unfold(relation).free_symbols and context.range_of(limit[0]) != limit[2]:
        raise Rejected(f"the index {limit[0]} is not seen to run as far as {limit[2]}.")


def _conclude_root(known: Relation, line: Line) -> None:
    """From u² ≤ v² and v ≥ 0: u ≤ v (also |u| ≤ v)."""
    wanted = normal_relation(line.relation)
    if wanted.op == "==" or not algebra.is_nonnegative(algebra.cleared(wanted.large)):
        raise Rejected("taking roots: the larger side is not seen to be non-negative.")
    squared = Relation(wanted.op, wanted.small**2, wanted.large**2)
    if not implies(known, squared):
        raise Rejected("taking roots: the used line is not the square of this one.")


def _instance(context: Context, line: Line) -> list[str]:
    """An accepted line at other values of its unconstrained variables."""
    (name,) = line.by.uses
    at = line.by.arguments.get("at", {})
    relation = replaced(context.line(name), at, context.claim)
    for variable, value in at.items():
        if variable.is_integer and context.range_of(variable) is not None:
            context.require_range(value, context.range_of(variable))
    _conclude(normal_relation(relation), line)
    return []


def _claim(context: Context, line: Line) -> list[str]:
    """Another claim that is proved, under hypotheses that this claim has too."""
    name = line.by.arguments.get("claim", "")
    if name == context.claim.name:
        raise Rejected(f"'{name}' is the claim itself.")
    if name not in context.facts:
        raise Rejected(f"the claim '{name}' is not proved.")
    proof = context.facts[name]
    if context.claim.name in proof.rests_on:
        raise Rejected(f"circular: '{name}' rests on '{context.claim.name}'.")
    ours, theirs = (set(c.space.activations) for c in (context.claim, proof.claim))
    if theirs and not (ours and ours <= theirs):
        raise Rejected(f"'{name}' is proved for {proof.claim.space.activations} only.")
    if isinstance(line.relation, NetProposition) and proof.claim.space != context.claim.space:
        raise Rejected(f"'{name}' is proved for other nets.")
    for hypothesis in proof.claim.hypotheses:
        _require_hypothesis(context, hypothesis, line)
    _require_carried(proof.claim)
    relation = replaced(proof.claim.relation, line.by.arguments.get("at", {}), proof.claim)
    context.require_ranges(relation)
    if isinstance(relation, sympy.And) and not isinstance(line.relation, sympy.And):
        if not any(same(part, line.relation) for part in relation.args):
            raise Rejected(f"'{name}' has no part {line.relation}.")
    elif isinstance(relation, Proposition | sympy.And):
        require_same(relation, line.relation)
    else:
        _conclude(normal_relation(relation), line)
    context.used_claims |= {name, *proof.rests_on}
    return [f"claim {name}", *proof.trust]


def _require_carried(claim: Claim) -> None:
    """A claim can be cited if its own array entries say how far each of its free indices runs."""
    ranges: dict[str, Any] = {}
    record_ranges(claim.relation, ranges)
    for component in claim.space.components:
        if isinstance(component, Index) and f"range of {component.symbol}" not in ranges:
            if component.symbol in unfold(claim.relation).free_symbols:
                raise Rejected(f"'{claim.name}' has the index {component.symbol} in no entry.")


def _require_hypothesis(context: Context, wanted: Hypothesis, line: Line) -> None:
    """A hypothesis of a cited claim must be one of ours, or a used line."""
    target = normal_relation(wanted.relation)
    for own in context.claim.hypotheses:
        if set(wanted.for_all) <= set(own.for_all) and implies(
            normal_relation(own.relation), target
        ):
            return
    if not wanted.for_all and any(implies(known, target) for known in context.relations(line)):
        return
    raise Rejected(f"the cited claim needs the hypothesis '{wanted.name}', which is not given.")


def _activation(context: Context, line: Line) -> list[str]:
    """The activation's derivatives, spelled out; only where the claim fixes the activation."""
    names = context.claim.space.activations
    if len(names) != 1:
        raise Rejected(f"the claim admits {names}; spelling one out would drop the others.")
    order, point = line.by.arguments["order"], line.by.arguments["point"]
    spelled = activations.derivative(names[0], int(order), sympy.sympify(point))
    _conclude(normal_relation(sympy.Eq(Act(order, point), spelled, evaluate=False)), line)
    return []


def _supremum(context: Context, line: Line) -> list[str]:
    """sup_t e = v from e ≤ v for all t (first line used) and a second line that says that it is

    attained: e at `point` equals v; or approached: for the positive symbol `gap` and a point that
    depends on it, e ≥ v − gap.
    """
    upper, lower = (context.line(name) for name in line.by.uses)
    if not isinstance(line.relation, sympy.Eq) or not isinstance(line.relation.lhs, Sup):
        raise Rejected("expected a line of the form Sup(e, (t, -oo, oo)) = v.")
    normal_relation(line.relation)
    supremum, value = line.relation.args
    variable = supremum.limits[0][0]
    context.require_free(variable)
    if variable in unfold(value).free_symbols:
        raise Rejected(f"the value {value} depends on {variable}.")
    bound = normal_relation(sympy.Le(supremum.function, value, evaluate=False))
    if not implies(normal_relation(upper), bound):
        raise Rejected("the first line used is not the upper bound.")
    at_point = instantiate(unfold(supremum.function), {variable: line.by.arguments["point"]})
    gap = line.by.arguments.get("gap", sympy.Integer(0))
    if gap != 0:
        context.require_free(gap)
        taken = free_names(supremum) | free_names(value)
        if not gap.is_positive or gap.is_integer is not None or gap.name in taken:
            raise Rejected(f"the gap {gap} must be a positive symbol of its own.")
    reached = normal_relation(sympy.Ge(at_point, value - gap, evaluate=False))
    if not implies(normal_relation(lower), reached):
        raise Rejected("the second line used does not say that the value is attained.")
    return []


def _at_most_supremum(context: Context, line: Line) -> list[str]:
    """e(t) ≤ v from sup_t e = v."""
    (name,) = line.by.uses
    relation = context.line(name)
    _conclude(normal_relation(pointwise(relation)), line)
    return []


def _growth(context: Context, line: Line) -> list[str]:
    """What a quadratic minorant with unknown lower-order constants implies.

    The claim says V ≥ g₁R² − g₂R + g₃ for all W with constants that exist; the used line says
    V ≤ αR² + c₁R + c₂ for all W, R = ‖W‖_F. Both for all R: hence g₁ ≤ α.

    Arguments: base (the array W), lower (g1, g2, g3), upper (alpha, c1, c2).
    """
    claim, arguments = context.claim, line.by.arguments
    base = arguments["base"]
    if not claim.exists or not isinstance(claim.relation, sympy.Ge):
        raise Rejected("expected a claim V >= q with constants that exist.")
    context.require_free(base)
    indices = sympy.symbols("row column", integer=True)
    limits = [(i, 1, size) for i, size in zip(indices, base.shape, strict=True)]
    radius = Norm(base[indices], *limits)
    value, quadratic = claim.relation.args
    lower, upper = arguments["lower"], arguments["upper"]
    for term in (*lower, *upper):
        if str(base.label) in free_names(sympy.sympify(term)):
            raise Rejected(f"the coefficient {term} depends on {base.label}.")
    for term in (lower[0], *upper):
        if {s.name for s in claim.exists} & free_names(sympy.sympify(term)):
            raise Rejected(f"the coefficient {term} is one of the unknown constants.")
    shape = lower[0] * radius**2 - lower[1] * radius + lower[2]
    if not same(sympy.Eq(quadratic, shape, evaluate=False), sympy.Eq(shape, shape, evaluate=False)):
        raise Rejected("the claim's right side is not g1 R^2 - g2 R + g3.")
    bound = upper[0] * radius**2 + upper[1] * radius + upper[2]
    context.establish(sympy.Le(value, bound, evaluate=False), line)
    _conclude(normal_relation(sympy.Le(lower[0], upper[0], evaluate=False)), line)
    return ["growth: a quadratic that lies above another one far out has no smaller leading term"]


def _smooth(_context: Context, line: Line) -> list[str]:
    """Smoothness by structure: sums, products and smooth functions of smooth functions."""
    if not isinstance(line.relation, Smooth) or not is_smooth(*line.relation.args):
        raise Rejected(f"'{line.relation}' is not seen to be a smooth function.")
    return ["composition of smooth functions is smooth (the activation by Definition 2)"]


def _conjunction(context: Context, line: Line) -> list[str]:
    """Several accepted lines at once."""
    if not isinstance(line.relation, sympy.And):
        raise Rejected("expected And(...).")
    known = [context.line(name) for name in line.by.uses]
    for part in line.relation.args:
        if not any(same(relation, part) for relation in known):
            raise Rejected(f"the part {part} is not among the lines used.")
    return []


def _full_rank(_context: Context, line: Line) -> list[str]:
    """A net's NTK is positive definite almost everywhere on a piece, for it is so at a point."""
    if not isinstance(line.relation, PositiveDefiniteAround):
        raise Rejected(f"'{line.relation}' does not say that an NTK is positive definite.")
    with precision(_NET_BITS):
        return [require_definite_around(line.relation), "Arb ball arithmetic (python-flint)"]


def _enclosure(context: Context, line: Line) -> list[str]:
    """A comparison of scalar terms on the region that the hypotheses give.

    Argument: tree, a step of `regions`; or, for a bounded box, by ball arithmetic on its parts,
    boxes ([{name: (low, high)}, …], rationals as strings), bits.
    The claim's hypotheses give the range: variable ≥ number and variable ≤ number.
    """
    if "tree" in line.by.arguments:
        hypotheses = [h.relation for h in context.claim.hypotheses if not h.for_all]
        with precision(int(line.by.arguments.get("bits", 64))):
            require_relation(line.relation, hypotheses, line.by.arguments["tree"])
        return ["Arb ball arithmetic (python-flint)"]
    require_on_boxes(context.claim, line)
    return ["Arb ball arithmetic (python-flint)"]


RULES: dict[str, Callable[[Context, Line], list[str]]] = {
    "algebra": _algebra,
    "calculus": _algebra,
    "arithmetic": _arithmetic,
    "cited": _cited,
    "hypothesis": _hypothesis,
    "monotone": _monotone,
    "instance": _instance,
    "claim": _claim,
    "activation": _activation,
    "supremum": _supremum,
    "at_most_supremum": _at_most_supremum,
    "growth": _growth,
    "smooth": _smooth,
    "conjunction": _conjunction,
    "enclosure": _enclosure,
    "full_rank": _full_rank,
}
