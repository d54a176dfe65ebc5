"""A formula with its ranges and conditions, from text to claims that the kernel can decide."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sympy

from provcheck.formula.build import Need, Work
from provcheck.formula.clauses import Clause, aliases_in, clauses
from provcheck.formula.fault import Source, fault
from provcheck.formula.latex import tokenize_latex
from provcheck.formula.parse import Parser
from provcheck.formula.ranges import (
    Domain,
    Given,
    conditions_of,
    domain_of,
    lost,
    real_of,
    relation_of,
)
from provcheck.formula.readable import comparisons_text
from provcheck.formula.tokens import Token, tokenize
from provcheck.formula.tree import Comparison
from provcheck.greek import symbol_text
from provcheck.statement.claim import Claim, Hypothesis, Kind
from provcheck.statement.claim import Source as PaperSource
from provcheck.statement.space import Real, Space


@dataclass(frozen=True)
class Case:
    """The formula for one choice of its integer variables.

    Args:
        integers: their names and values, empty where there are none.
        variables: the real variables with rational ranges that contain the exact ones.
        relations: SymPy comparisons, derivatives taken and sums written out.
        conditions: all that is assumed, the ranges included.
        needs: for each relation, what its parts need in order to be defined.
    """

    integers: Mapping[str, int]
    variables: tuple[Real, ...]
    relations: tuple[sympy.Basic, ...]
    conditions: tuple[Given, ...]
    needs: tuple[tuple[Need, ...], ...]


@dataclass(frozen=True)
class Formula:
    """What was read.

    Args:
        source: the text as typed.
        readable: the formula as it was understood, in Unicode, before derivatives are taken.
        comparisons: the same as trees.
        cases: one for every choice of the integer variables; one if there are none.
        notes: what was assumed without being said, for the user.
    """

    source: str
    readable: str
    comparisons: tuple[Comparison, ...]
    cases: tuple[Case, ...]
    notes: tuple[str, ...]

    @property
    def relations(self) -> tuple[sympy.Basic, ...]:
        """The relations of all cases."""
        return tuple(relation for case in self.cases for relation in case.relations)


def parse_formula(
    text: str,
    *,
    ranges: Sequence[str] = (),
    given: Sequence[str] = (),
    latex: bool = False,
    name: str = "formula",
) -> Formula:
    """Read `formula [for ranges] [given conditions]`, with more ranges and conditions beside it.

    Args:
        text: comparisons joined by `and` or commas.
        ranges: each such as "x in [0, 1)", "x, y > 0" or "n integer in [1, 10]".
        given: conditions such as "y >= x**2"; also "sigma is sigmoid".
        latex: the formula, and every range or condition with a backslash or brace, is LaTeX.
        name: what messages call the text.

    Raises:
        FormulaError: it cannot be read; the message shows the place.
    """
    try:
        return _parsed(Source(text, name), ranges, given, latex)
    except RecursionError:
        raise fault(Source(text, name), 0, "nested too deep to be read; flatten it") from None


def _parsed(source: Source, ranges, given, latex: bool) -> Formula:
    tokens = tokenize_latex(source) if latex else tokenize(source)
    beside = [_beside(text, "range", latex) for text in ranges]
    beside += [_beside(text, "condition", latex) for text in given]
    aliases = aliases_in(source, tokens)
    for place, more, _ in beside:
        aliases |= aliases_in(place, more)
    variables = _variables([tokens, *(more for _, more, _ in beside)])
    options = {"aliases": aliases, "variables": variables}
    parser = Parser(source, tokens, juxtaposed=latex, **options)
    comparisons = parser.conjunction()
    found: list[Clause] = []
    for word in ("for", "given"):
        if parser.sees(word):
            parser.take()
            found += clauses(parser)
    parser.finish()
    for place, more, is_latex in beside:
        other = Parser(place, more, juxtaposed=is_latex, **options)
        found += clauses(other)
        other.finish()
    domain = domain_of(comparisons, found)
    cases = tuple(_cases(source, comparisons, domain))
    notes = (*domain.notes, *_outer_notes(cases))
    return Formula(source.text, comparisons_text(comparisons), comparisons, cases, notes)


def _beside(text: str, name: str, latex: bool) -> tuple[Source, tuple[Token, ...], bool]:
    source = Source(text, name)
    is_latex = latex and any(sign in text for sign in "\\{")
    return source, tokenize_latex(source) if is_latex else tokenize(source), is_latex


def _variables(texts: Iterable[Sequence[Token]]) -> frozenset[str]:
    """Names that stand somewhere with no parenthesis behind them: x in x(1 - x), not f in f(x)."""
    return frozenset(
        token.text
        for tokens in texts
        for token, after in zip(tokens, tokens[1:], strict=False)
        if token.kind == "name" and after.text not in ("(", "is")
    )


def _cases(source: Source, comparisons: tuple[Comparison, ...], domain: Domain):
    count, work = 0, Work()
    for integers in domain.cases():
        given = conditions_of(domain, integers, work)
        if given is None:
            continue
        count += 1
        variables, ends = [], []
        for name in domain.names:
            if name not in integers:
                real, said = real_of(name, domain, integers, work)
                variables.append(real)
                ends += said
        built = [relation_of(comparison, source, integers, work) for comparison in comparisons]
        relations, needs = zip(*built, strict=True)
        yield Case(integers, tuple(variables), relations, (*ends, *given), needs)
    if not count:
        said = "the conditions exclude all values of the whole numbers; widen them"
        raise fault(source, len(source.text), said)


def _outer_notes(cases: tuple[Case, ...]) -> list[str]:
    """Which ends of ranges are no rationals."""
    notes = []
    for case in cases:
        for given in case.conditions:
            ends = [part for part in given.relation.args if not part.free_symbols]
            if given.relation.args[0].is_Symbol and ends and not ends[0].is_Rational:
                notes.append(f"{given.text}: kept exactly, as a condition")
    return list(dict.fromkeys(notes))


# ---------------------------------------------------------------- claims


def to_claims(formula: Formula, stated: Collection[Any] = ()) -> tuple[Claim, ...]:
    """The claims that say the formula: `check/formula`, numbered if there are several.

    Args:
        stated: relations of needs (`needs_as_claims`) that are to be claims of their own, for
            they fail somewhere.

    Where SymPy may have simplified away what the formula needs to be defined (x ≠ 0 in x/x <= 1),
    `check/formula` assumes it and `check/defined` claims it. The formula holds if all of its
    claims do; where one of `check/defined` fails, it has no value. `check/understood` claims what
    is needed for it to be understood here (x > 0 in gamma(x)/gamma(x) <= 1): where that fails,
    nothing is known.
    """
    said: list[Claim] = []
    needed: list[Claim] = []
    asked: list[Claim] = []
    for case in formula.cases:
        for relation, needs in zip(case.relations, case.needs, strict=True):
            forgotten = lost(needs, relation)
            forgotten += [n for n in needs if n not in forgotten and n.relation() in stated]
            assumed = tuple(Given(str(need), need.relation()) for need in forgotten)
            title = formula.readable + (" wherever it is defined" if assumed else "")
            said.append(_claim(formula, case, title, relation, assumed))
            for need in forgotten:
                title = f"{need} in {formula.readable}"
                wanted = needed if need.is_exact else asked
                wanted.append(_claim(formula, case, title, need.relation()))
    return (
        *_named("check/formula", said),
        *_named("check/defined", needed),
        *_named("check/understood", asked),
    )


def needs_as_claims(formula: Formula) -> tuple[Claim, ...]:
    """What the parts of the formula cannot do without in order to be defined, a claim each."""
    claims = [
        _claim(formula, case, f"{need} in {formula.readable}", need.relation())
        for case in formula.cases
        for needs in case.needs
        for need in needs
        if need.is_exact
    ]
    return tuple(_named("check/defined", claims))


def _claim(
    formula: Formula, case: Case, title: str, relation: sympy.Basic, assumed: tuple[Given, ...] = ()
) -> Claim:
    values = ", ".join(f"{symbol_text(n)} = {value}" for n, value in case.integers.items())
    return Claim(
        name="",
        title=f"{title}, {values}" if values else title,
        source=PaperSource("check", formula.source),
        kind=Kind.IDENTITY if isinstance(relation, sympy.Eq) else Kind.UPPER_BOUND,
        space=Space(case.variables),
        relation=relation,
        hypotheses=tuple(Hypothesis(g.text, g.relation) for g in (*case.conditions, *assumed)),
    )


def _named(name: str, claims: list[Claim]) -> list[Claim]:
    """The claims under one name, numbered from 1 if there are several."""
    if len(claims) == 1:
        return [replace(claims[0], name=name)]
    return [replace(claim, name=f"{name}/{number}") for number, claim in enumerate(claims, 1)]
