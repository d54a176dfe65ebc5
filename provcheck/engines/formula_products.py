"""Goals taken apart: guards, products of factors with known signs, and changes of variable."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import flint
import sympy

from provcheck.engines.closed_forms import closed_forms
from provcheck.engines.formula_floats import compiled
from provcheck.engines.formula_sample import sample_of
from provcheck.engines.formula_search import (
    BALL,
    OutOfTime,
    Search,
    Stuck,
    as_rational,
)
from provcheck.engines.formula_terms import in_exponentials, only_exponential, product_of
from provcheck.errors import StatementError
from provcheck.goals import Goal, Range, guards_of
from provcheck.identities import require_identity
from provcheck.regions import Step
from provcheck.statement.evaluate import ball, evaluate

Prove = Callable[[Goal], Step]

_MOST_BITS = 10_000
_SEEN = Fraction(1, 10**12)
"""How well a float minimum must agree with a closed form."""


def with_guards(search: Search, goal: Goal, terms: tuple, prove: Prove) -> Step:
    """A step for the goal, led by what shows that some terms are defined.

    Args:
        terms: whose denominators, roots and logarithms are looked at.
        prove: finds steps, for the guards and then for the goal with their signs known.
    """
    needed = list(dict.fromkeys(guard for term in terms for guard in guards_of(term)))
    guards: list = []
    signs = set(goal.signs)
    for base, kind in reversed(needed):  # inner ones last
        known = goal.on(signs=frozenset(signs), conditions=())
        if base in signs or (kind == "!=0" and -base in signs):
            continue
        if any(search.accepts(known.on(term=s * base, strict=True), BALL) for s in _signs(kind)):
            continue
        if kind == ">=0" and search.accepts(known.on(term=base, strict=False), BALL):
            continue
        term = base if kind != "!=0" or sign_on(known, base) != -1 else -base
        guards.append([term, prove(known.on(term=term, strict=True))])
        signs.add(term)
    step = prove(goal.on(signs=frozenset(signs)))
    if not guards:
        return step
    return {**step, "guards": [*guards, *step.get("guards", ())]}


def _signs(kind: str) -> tuple[int, ...]:
    return (1, -1) if kind == "!=0" else (1,)


def sign_on(goal: Goal, term: Any) -> int:
    """Sign of a term over a sample of the region: 1 or -1, and 0 where both occur."""
    try:
        values = compiled(term)(sample_of(goal))
    except StatementError:
        return 0
    values = values[values == values]
    if (values >= 0).all():
        return 1
    return -1 if (values <= 0).all() else 0


def by_factors(search: Search, goal: Goal, prove: Prove) -> Step:
    """The term as a product; every factor of odd power is shown to have one sign.

    Raises:
        Stuck: there is nothing to take out, or a factor changes its sign.
        Rejected: the checker does not see that the product is the term.
    """
    for term in dict.fromkeys((goal.term, in_exponentials(goal.term))):
        product = product_of(term)
        if product.powers == ((goal.term, 1),):
            continue
        whole = product.number * sympy.Mul(*(base**power for base, power in product.powers))
        require_identity(goal.term, whole)
        return {"factor": _factor_steps(search, goal, product, prove)}
    raise Stuck("the term has no factor to take out.")


def _factor_steps(search: Search, goal: Goal, product: Any, prove: Prove) -> list:
    pairs: list = []
    sign = 1 if product.number > 0 else -1
    pairs.append([abs(product.number), BALL])
    cheap_first = sorted(product.powers, key=lambda p: p[0].count_ops())
    odd: list = []
    for base, power in cheap_first:
        own = sign_on(goal, base)
        if own == 0:
            if power % 2 or goal.strict:
                raise Stuck(f"the factor {base} changes its sign.")
            pairs.append([base**power, BALL])
            continue
        signed = base if own == 1 else sympy.expand(-base)
        sign = sign if own == 1 or power % 2 == 0 else -sign
        odd.append((signed, power))
    if sign < 0:
        raise Stuck(f"{goal.term} is negative somewhere.", goal)
    if [power for _, power in product.powers] == [1] and odd and _is_same(odd[0][0], goal.term):
        raise Stuck("the term has no factor to take out.")
    for signed, power in odd:
        pairs += _powers_of(search, goal, signed, power, prove)
    return pairs


def _is_same(left: Any, right: Any) -> bool:
    return left == right or sympy.expand(left) == sympy.expand(right)


def _powers_of(search: Search, goal: Goal, base: Any, power: int, prove: Prove) -> list:
    """Pairs for base^power, where base ≥ 0, each factor of odd power once."""
    if power > 0:
        if power % 2 == 0 and not goal.strict:
            return [[base**power, BALL]]
        first = [base, prove(goal.on(term=base, conditions=()))]
        if power % 2 == 0 or goal.strict:
            return [first] * power
        return [first, [base ** (power - 1), BALL]] if power > 1 else [first]
    inverse = goal.on(term=base**power)
    if search.accepts(inverse, BALL):
        return [[base**power, BALL]]
    positive = prove(goal.on(term=base, strict=True, conditions=()))
    return [[base**power, {"guards": [[base, positive]], "ball": 1}]]


# ---------------------------------------------------------------- changes of variable


def by_exponential(search: Search, goal: Goal, prove: Prove) -> Step:
    """A rational function of exp(c·x): t = exp(c·x), and then polynomials.

    Raises:
        Stuck: the term is no such function.
    """
    (symbol,) = goal.term.free_symbols
    rate = only_exponential(goal.term, symbol)
    if rate is None:
        raise Stuck("the term is not rational in one exponential.")
    new = fresh_symbol(goal)
    by = sympy.exp(as_rational(rate) * symbol)
    term = sympy.sympify(in_exponentials(goal.term)).replace(
        sympy.exp, lambda u: _in_new(u, symbol, rate, new)
    )
    if symbol in term.free_symbols:
        raise Stuck("the term is not rational in one exponential.")
    return substituted(search, goal, new, by, _image(goal.range_of(symbol), rate), term, prove)


def by_logarithm(search: Search, goal: Goal, prove: Prove) -> Step:
    """A logarithm of a linear term that is positive: t = log(u), x from exp(t).

    Raises:
        Stuck: there is none.
    """
    (symbol,) = goal.term.free_symbols
    for logarithm in sorted(goal.term.atoms(sympy.log), key=str):
        inside = logarithm.args[0]
        slope, number = inside.coeff(symbol, 1), inside.coeff(symbol, 0)
        if not slope.is_Rational or sympy.expand(inside - slope * symbol - number) != 0:
            continue
        new = fresh_symbol(goal)
        back = (sympy.exp(new) - number) / slope
        term = goal.term.xreplace({logarithm: new}).xreplace({symbol: back})
        range_ = _logarithmic(goal.range_of(symbol), Fraction(int(slope.p), int(slope.q)), number)
        return substituted(search, goal, new, logarithm, range_, term, prove)
    raise Stuck("there is no logarithm of a linear term.")


def by_radical(search: Search, goal: Goal, prove: Prove) -> Step:
    """A root of a variable: t = x^(1/q), and x = t^q.

    Raises:
        Stuck: there is none.
    """
    for power in sorted(goal.term.atoms(sympy.Pow), key=str):
        symbol, exponent = power.args
        if not (symbol.is_Symbol and exponent.is_Rational and not exponent.is_Integer):
            continue
        new, order = fresh_symbol(goal), int(exponent.q)
        plain = sympy.Dummy("t", positive=True)  # so that (t^q)^(1/q) is t
        term = goal.term.xreplace({symbol: plain**order}).xreplace({plain: new})
        by = symbol ** sympy.Rational(1, order)
        range_ = _rooted(goal.range_of(symbol), order)
        return substituted(search, goal, new, by, range_, term, prove)
    raise Stuck("there is no root of a variable.")


def by_scale(search: Search, goal: Goal, contacts: tuple[float, ...], prove: Prove) -> Step:
    """A bound attained at k·p/q for a known k (√2, π, …): t = x/k, where it is rational.

    Args:
        contacts: floats at which the term seems to vanish.

    Raises:
        Stuck: no such k is recognised.
    """
    (symbol,) = goal.term.free_symbols
    for at in contacts:
        for form in closed_forms(Fraction(at), _SEEN):
            if form.is_Rational:
                continue
            new, unit = fresh_symbol(goal), abs(form)
            term = goal.term.xreplace({symbol: unit * new})
            by = symbol / unit
            range_ = _scaled(goal.range_of(symbol), unit)
            return substituted(search, goal, new, by, range_, term, prove)
    raise Stuck("no irrational number is recognised where the slack vanishes.")


def _scaled(range_: Range, unit: Any) -> Range:
    """The range of x/k, rounded outward."""
    number = evaluate(unit, {})
    low, high = (None if end is None else ball(end) / number for end in (range_.low, range_.high))
    return Range(
        None if low is None else outward(low, up=False),
        None if high is None else outward(high, up=True),
        range_.open_low,
        range_.open_high,
    )


def _rooted(range_: Range, order: int) -> Range:
    """The range of x^(1/q) for x ≥ 0, rounded outward."""
    low, high = (None if e is None or e < 0 else ball(e) for e in (range_.low, range_.high))
    least = Fraction(0) if low is None else outward(low.root(order), up=False)
    most = None if high is None else outward(high.root(order), up=True)
    return Range(max(least, Fraction(0)), most, range_.open_low, range_.open_high)


def _logarithmic(range_: Range, slope: Fraction, number: Any) -> Range:
    """The range of log(a·x + b), rounded outward; infinite where that is not seen."""
    if not number.is_Rational or slope < 0:
        return Range(None, None)
    shift = Fraction(int(number.p), int(number.q))
    low = None if range_.low is None else slope * range_.low + shift
    high = None if range_.high is None else slope * range_.high + shift
    least = None if low is None or low <= 0 else outward(ball(low).log(), up=False)
    most = None if high is None else outward(ball(high).log(), up=True)
    return Range(least, most, least is None or range_.open_low, most is None or range_.open_high)


def _in_new(argument: Any, symbol: Any, rate: Fraction, new: Any) -> Any:
    """exp(c·k·x + number) as number · t^k."""
    varying = sympy.expand(argument).coeff(symbol, 1)
    number = sympy.exp(sympy.expand(argument).coeff(symbol, 0))
    return number * new ** (varying / as_rational(rate))


def fresh_symbol(goal: Goal) -> sympy.Symbol:
    names = {symbol.name for symbol in goal.ranges}
    for name in ("t", "s", "r", "t1", "t2", "t3"):
        if name not in names:
            return sympy.Symbol(name, real=True)
    raise Stuck("no name is left for a new variable.")


def _image(range_: Range, rate: Fraction) -> Range:
    """The range of exp(c·x), rounded outward."""
    ends = [(range_.low, range_.open_low), (range_.high, range_.open_high)]
    if rate < 0:
        ends.reverse()
    (low, open_low), (high, open_high) = ends
    least = Fraction(0) if low is None else outward(ball(rate * low).exp(), up=False)
    most = None if high is None else outward(ball(rate * high).exp(), up=True)
    return Range(least, most, open_low or low is None, False if high is None else open_high)


def outward(value: flint.arb, *, up: bool) -> Fraction:
    """A rational at or beyond the end of a ball; exact for exact balls.

    Raises:
        Stuck: it has more digits than are worth writing.
    """
    end = value.upper() if up else value.lower()
    if not end.is_finite() or abs(int(end.man_exp()[1])) > _MOST_BITS:
        raise Stuck("an end of the new variable's range is too large or small to be written out.")
    number = end.fmpq()
    return Fraction(int(number.p), int(number.q))


def by_dominant(search: Search, goal: Goal, prove: Prove) -> Step:
    """A sum with several exponentials, divided by one of them: a derivative then has fewer.

    Raises:
        Stuck: there are fewer than two, or no quotient is shown.
    """
    last = Stuck("there are no two exponentials to divide by.")
    parts = sympy.Add.make_args(sympy.expand(in_exponentials(goal.term)))
    exponents = list(dict.fromkeys(_exponent(part) for part in parts))
    if len(exponents) < 2:
        raise last
    for exponent in exponents:
        if exponent == 0:
            continue
        quotient = sympy.Add(*(_divided(part, exponent) for part in parts))
        try:
            inner = prove(goal.on(term=quotient))
            return {"factor": [[sympy.exp(exponent), BALL], [quotient, inner]]}
        except OutOfTime:
            raise
        except Stuck as stuck:
            last = stuck
    raise last


def _exponent(part: Any) -> Any:
    """u of a product that has exp(u) in it; 0 for others."""
    return sympy.Add(*(f.args[0] for f in sympy.Mul.make_args(part) if isinstance(f, sympy.exp)))


def _divided(part: Any, exponent: Any) -> Any:
    rest = [f for f in sympy.Mul.make_args(part) if not isinstance(f, sympy.exp)]
    return sympy.Mul(*rest) * sympy.exp(sympy.expand(_exponent(part) - exponent))


def substituted(
    search: Search, goal: Goal, new: Any, by: Any, range_: Range, term: Any, prove: Prove
) -> Step:
    """The step that goes over to the new variable, with all that it asks for shown.

    Raises:
        Stuck: one of its parts is not shown.
    """
    step: dict = {
        "new": new.name,
        "by": by,
        "low": None if range_.low is None else str(range_.low),
        "high": None if range_.high is None else str(range_.high),
        "open": [range_.open_low, range_.open_high],
        "term": term,
    }
    if range_.low is not None:
        inside = goal.on(term=by - as_rational(range_.low), strict=range_.open_low)
        step["above"] = prove(inside)
    if range_.high is not None:
        inside = goal.on(term=as_rational(range_.high) - by, strict=range_.open_high)
        step["below"] = prove(inside)
    left = {s: r for s, r in goal.ranges.items() if s in term.free_symbols}
    inner = goal.on(term=term, ranges={**left, new: range_}, conditions=(), signs=frozenset())
    step["step"] = with_guards(search, inner, (term,), prove)
    return {"substitute": step}
