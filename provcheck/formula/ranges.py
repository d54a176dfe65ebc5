"""Clauses in, ranges and conditions out: which values the variables of a formula run through.

A comparison of one variable with a constant is a range; one between variables is a condition. An
end that is no rational (pi/2) becomes a condition, and a rational beyond it the end of the range.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import sympy

from provcheck.formula.build import Builder, Need, Work, symbol
from provcheck.formula.clauses import Clause, Condition, Membership
from provcheck.formula.constants import Sign, outer_bound, sign_of
from provcheck.formula.fault import Source, fault, suggestion
from provcheck.formula.limits import MAX_CASES
from provcheck.formula.readable import comparison_text, readable
from provcheck.formula.terms import needs_of, shows
from provcheck.formula.tree import Comparison, Constant, Name, Negative, Node, free_names
from provcheck.greek import symbol_text
from provcheck.statement.space import Real

RELATIONS = {"<=": sympy.Le, "<": sympy.Lt, ">=": sympy.Ge, ">": sympy.Gt, "==": sympy.Eq}
_TURNED = {"<=": ">=", "<": ">", ">=": "<=", ">": "<", "==": "=="}


@dataclass(frozen=True)
class End:
    """One end of the range of a variable, as it was typed."""

    name: str
    node: Node
    is_low: bool
    is_open: bool
    at: int
    source: Source

    @property
    def text(self) -> str:
        sign = {(True, True): ">", (True, False): "≥", (False, True): "<", (False, False): "≤"}
        return f"{symbol_text(self.name)} {sign[self.is_low, self.is_open]} {readable(self.node)}"


@dataclass(frozen=True)
class Domain:
    """All that was said about the variables.

    Args:
        names: the variables, in order of appearance.
        integers: those declared as whole numbers, with their values.
        ends: what bounds the other variables.
        conditions: the comparisons between variables.
        notes: what was assumed, for the user.
    """

    names: tuple[str, ...]
    integers: Mapping[str, range]
    ends: tuple[End, ...]
    conditions: tuple[Condition, ...]
    notes: tuple[str, ...]

    def cases(self) -> Iterator[dict[str, int]]:
        """All combinations of values of the integer variables; one empty one if there are none."""
        for values in itertools.product(*self.integers.values()):
            yield dict(zip(self.integers, values, strict=True))


@dataclass(frozen=True)
class Given:
    """A condition that a claim assumes, with its text."""

    text: str
    relation: sympy.Basic


def domain_of(comparisons: Iterable[Comparison], clauses: Iterable[Clause]) -> Domain:
    """What the clauses say about the variables of the comparisons.

    Raises:
        FormulaError: a clause speaks of something else, or leaves an integer unbounded or
            without values.
    """
    clauses = list(clauses)
    integers = {c.name for c in clauses if isinstance(c, Membership) and c.is_integer}
    ends: list[End] = []
    conditions: list[Condition] = []
    for clause in clauses:
        if isinstance(clause, Membership):
            ends += _ends_of_membership(clause)
        elif (found := _ends_of_condition(clause, integers)) is not None:
            ends += found
        else:
            conditions.append(clause)
    names = _relevant(comparisons, ends, conditions)
    _require_relevant(names, clauses, conditions)
    values = {name: _values(name, clauses, ends) for name in names if name in integers}
    if _product_size(values.values()) > MAX_CASES:
        clause = next(c for c in clauses if isinstance(c, Membership) and c.is_integer)
        said = f"{_product_size(values.values())} combinations of whole numbers; at most"
        raise fault(clause.source, clause.at, f"{said} {MAX_CASES} are tried")
    real_ends = [end for end in ends if end.name not in integers]
    said_of = {end.name for end in ends} | {c.name for c in clauses if isinstance(c, Membership)}
    notes = (
        f"{symbol_text(name)}: no range was given, so it is any real number"
        for name in names
        if name not in said_of
    )
    return Domain(names, values, tuple(real_ends), tuple(conditions), tuple(notes))


def _ends_of_membership(clause: Membership) -> list[End]:
    ends = []
    for node, is_open, is_low in (
        (clause.low, clause.open_low, True),
        (clause.high, clause.open_high, False),
    ):
        if node is not None:
            end = End(clause.name, node, is_low, is_open, clause.interval_at, clause.source)
            ends += [end] if _bounds(end) else []
    return ends


def _ends_of_condition(clause: Condition, integers: set[str]) -> list[End] | None:
    """The ends that a comparison of one variable with a constant gives; None if it is no such."""
    comparison = clause.comparison
    for one, other, op in (
        (comparison.left, comparison.right, comparison.op),
        (comparison.right, comparison.left, _TURNED[comparison.op]),
    ):
        if not isinstance(one, Name):
            continue
        others = {name.name for name in free_names(other)}
        if others - integers or (others and one.name in integers):
            continue
        is_open = op in ("<", ">")
        lows = {"<": (False,), "<=": (False,), ">": (True,), ">=": (True,)}.get(op, (True, False))
        made = [End(one.name, other, low, is_open, one.at, clause.source) for low in lows]
        return [end for end in made if _bounds(end)]
    return None


def _bounds(end: End) -> bool:
    """Whether an end is finite; one at the wrong infinity is refused."""
    side = _infinite(end.node)
    if side and (side > 0) == end.is_low:
        said = f"no real number satisfies {end.text}; expected a range such as x in (-oo, oo)"
        raise fault(end.source, end.at, said)
    return not side


def _infinite(node: Node) -> int:
    """1 for oo, -1 for -oo, 0 for anything else."""
    if isinstance(node, Negative):
        return -_infinite(node.operand)
    return 1 if isinstance(node, Constant) and node.name == "oo" else 0


# ---------------------------------------------------------------- which variables there are


def _names_of(comparison: Comparison) -> list[str]:
    return [n.name for side in (comparison.left, comparison.right) for n in free_names(side)]


def _relevant(comparisons, ends: list[End], conditions: list[Condition]) -> tuple[str, ...]:
    """The formula's variables and those that a condition or an end ties to them."""
    names = dict.fromkeys(name for comparison in comparisons for name in _names_of(comparison))
    groups = [_names_of(condition.comparison) for condition in conditions]
    groups += [[end.name, *(n.name for n in free_names(end.node))] for end in ends]
    while True:
        tied = [name for group in groups if set(group) & names.keys() for name in group]
        if set(tied) <= names.keys():
            return tuple(names)
        names |= dict.fromkeys(tied)


def _require_relevant(names: tuple[str, ...], clauses, conditions: list[Condition]) -> None:
    for clause in clauses:
        if isinstance(clause, Membership):
            if clause.name not in names:
                raise _stranger(clause.name, clause.at, clause.source, names)
            continue
        sides = (clause.comparison.left, clause.comparison.right)
        found = [name for side in sides for name in free_names(side)]
        if not found:
            said = "this condition has no variable in it; expected one such as y >= x**2"
            raise fault(clause.source, clause.comparison.at, said)
        for name in found:
            if name.name not in names:
                raise _stranger(name.name, name.at, clause.source, names)


def _stranger(name: str, at: int, source: Source, names: tuple[str, ...]):
    has = f"its variables are {', '.join(map(symbol_text, names))}" if names else "it has none"
    said = f"'{symbol_text(name)}' does not occur in the formula; {has}{suggestion(name, names)}"
    return fault(source, at, said)


# ---------------------------------------------------------------- whole numbers


def _values(name: str, clauses, ends: list[End]) -> range:
    """The values of an integer variable, from its rational ends."""
    clause = next(c for c in clauses if isinstance(c, Membership) and c.name == name)
    lows, highs = [], []
    for end in ends:
        if end.name != name:
            continue
        value = Builder(end.source, {}, Work()).build(end.node)
        if not isinstance(value, sympy.Rational):
            said = f"the end {readable(end.node)} of a range of whole numbers is no rational"
            raise fault(end.source, end.at, f"{said}; expected one such as 10")
        exact = Fraction(int(value.p), int(value.q))
        if end.is_low:
            lows.append(exact.__floor__() + 1 if end.is_open else exact.__ceil__())
        else:
            highs.append(exact.__ceil__() - 1 if end.is_open else exact.__floor__())
    if not lows or not highs:
        missing = "lower" if not lows else "upper"
        said = f"'{symbol_text(name)}' has no {missing} end; whole numbers are tried one by one"
        raise fault(clause.source, clause.at, f"{said}, so give both: n integer in [1, 10]")
    found = range(max(lows), min(highs) + 1)
    if not found:
        said = f"no whole number is in the range of '{symbol_text(name)}'; widen it"
        raise fault(clause.source, clause.at, said)
    return found


def _product_size(ranges: Iterable[range]) -> int:
    size = 1
    for values in ranges:
        size *= values[-1] - values[0] + 1
    return size


# ---------------------------------------------------------------- one case


def real_of(
    name: str, domain: Domain, case: Mapping[str, int], work: Work
) -> tuple[Real, list[Given]]:
    """A variable with rational ends, and as conditions its ends as they were said.

    Raises:
        FormulaError: the range is empty.
    """
    ends = [end for end in domain.ends if end.name == name]
    terms = [Builder(end.source, case, work).build(end.node) for end in ends]
    sided = [list(zip(ends, terms, strict=True)) for _ in range(2)]
    lows = [(e, t) for e, t in sided[0] if e.is_low]
    highs = [(e, t) for e, t in sided[1] if not e.is_low]
    for (low, below), (high, above) in itertools.product(lows, highs):
        sign = sign_of(sympy.Add(below, -above))
        if sign is Sign.POSITIVE or (sign is Sign.ZERO and (low.is_open or high.is_open)):
            said = f"the range of '{symbol_text(name)}' is empty: nothing has both {low.text} and"
            raise fault(high.source, high.at, f"{said} {high.text}{_in_case(case)}")
    low, open_low = _outermost(lows, is_low=True)
    high, open_high = _outermost(highs, is_low=False)
    real = Real(symbol(name), low, high, open_low, open_high)
    return real, _as_conditions(real, [*lows, *highs])


def _outermost(ends, *, is_low: bool) -> tuple[Fraction | None, bool]:
    """The tightest rational end, and whether it is open."""
    found = []
    for end, term in ends:
        if isinstance(term, sympy.Rational):
            found.append((Fraction(int(term.p), int(term.q)), end.is_open))
        elif (bound := outer_bound(term, is_low=is_low)) is not None:
            found.append((bound, False))
    if not found:
        return None, False
    tightest = (max if is_low else min)(value for value, _ in found)
    return tightest, (tightest, True) in found


def _as_conditions(real: Real, ends) -> list[Given]:
    given = []
    for end, term in ends:
        if isinstance(term, sympy.Rational):
            kept = real.low if end.is_low else real.high
            is_open = real.open_low if end.is_low else real.open_high
            if kept != Fraction(int(term.p), int(term.q)) or is_open != end.is_open:
                continue
        op = (">" if end.is_low else "<") + ("" if end.is_open else "=")
        given.append(Given(end.text, RELATIONS[op](real.symbol, term, evaluate=False)))
    return list(dict.fromkeys(given))


def conditions_of(domain: Domain, case: Mapping[str, int], work: Work) -> list[Given] | None:
    """The conditions between variables in one case; None if they exclude it."""
    given: list[Given] = []
    for condition in domain.conditions:
        relation, needs = relation_of(condition.comparison, condition.source, case, work)
        given += [Given(str(need), need.relation()) for need in lost(needs, relation)]
        if not relation.free_symbols:
            holds = _holds(condition.comparison.op, sign_of(sympy.Add(relation.lhs, -relation.rhs)))
            if holds is False:
                return None
            if holds:
                continue
        given.append(Given(comparison_text(condition.comparison), relation))
    return given


def relation_of(
    comparison: Comparison, source: Source, case: Mapping[str, int], work: Work
) -> tuple[sympy.Basic, tuple[Need, ...]]:
    """The comparison of two terms, and what it needs in order to be defined."""
    builder = Builder(source, case, work)
    sides = builder.build(comparison.left), builder.build(comparison.right)
    return RELATIONS[comparison.op](*sides, evaluate=False), builder.needs


def lost(needs: Iterable[Need], relation: sympy.Basic) -> list[Need]:
    """The needs that SymPy may have simplified away: x ≠ 0 in x/x <= 1."""
    visible = {need for side in relation.args for need in needs_of(side)}
    return [need for need in needs if not shows(visible, need.term, need.sign)]


def _holds(op: str, sign: Sign | None) -> bool | None:
    """Whether a comparison of constants holds, from the sign of left - right."""
    if sign is None:
        return None
    true_for = {
        "<=": (Sign.NEGATIVE, Sign.ZERO), "<": (Sign.NEGATIVE,), "==": (Sign.ZERO,),
        ">=": (Sign.POSITIVE, Sign.ZERO), ">": (Sign.POSITIVE,),
    }  # fmt: skip
    return sign in true_for[op]


def _in_case(case: Mapping[str, int]) -> str:
    """` for n = 1`, "" without integers."""
    values = ", ".join(f"{symbol_text(name)} = {value}" for name, value in case.items())
    return f" for {values}" if values else ""
