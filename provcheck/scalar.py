"""A claim about numbers in one call: an inequality, and the range of each variable.

    from provcheck import scalar_claim

    CLAIMS = (scalar_claim("my_lemma/tangent", "exp(x) >= 1 + x", "x in (-oo, oo)"),)

in the words of `provcheck check`, or in SymPy, where a derivation is to go on with its terms:

    x = sympy.Symbol("x")
    scalar_claim("my_lemma/tangent", sympy.exp(x) >= 1 + x, {x: "(-oo, oo)"})

Numbers and balls follow from the expression. Without a derivation, provcheck looks for one.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import sympy

from provcheck.errors import StatementError
from provcheck.statement.claim import Claim, Derivation, Hypothesis, Kind, Source, Variant
from provcheck.statement.space import Real, Space
from provcheck.text import one_line
from provcheck.verdict import RECORDED

__all__ = ["scalar_claim"]

_KINDS = {
    sympy.Le: Kind.UPPER_BOUND,
    sympy.Lt: Kind.UPPER_BOUND,
    sympy.Ge: Kind.LOWER_BOUND,
    sympy.Gt: Kind.LOWER_BOUND,
    sympy.Eq: Kind.IDENTITY,
}
_RANGE = re.compile(r"\s*([\[(])\s*([^,\s]+)\s*,\s*([^,\s]+)\s*([\])])\s*")
_INFINITE = {"-oo": -sympy.oo, "oo": sympy.oo, "+oo": sympy.oo, "-inf": -sympy.oo, "inf": sympy.oo}
_FINE = 2**40
"""An end that is not rational is drawn up to the next multiple of 1/_FINE outside of it."""


def scalar_claim(
    name: str,
    relation: Any,
    ranges: str | Mapping[Any, Any],
    *,
    given: Iterable[Any] = (),
    title: str = "",
    place: str = "",
    derivations: tuple[Derivation, ...] = (),
    false_variants: Mapping[str, Any] | None = None,
    amends: str = "",
    expected: str = "",
    reading: str = "",
    not_checked: str = "",
) -> Claim:
    """A claim over real numbers: the relation holds for all of them in their ranges.

    Args:
        name: `pack/result` or `pack/result/part`; the pack is the file's or folder's name.
        relation: a formula as text; or a SymPy comparison: `lhs <= rhs`, or `sympy.Eq(lhs, rhs)`.
            Where SymPy decides it at once, write `sympy.Le(lhs, rhs, evaluate=False)`, or use
            plain symbols, which are taken to be real here.
        ranges: as text, "x in [0, 1), y > 0". In SymPy, for every symbol "(low, high)", round
            where the end is left out and square where it belongs to the range, with rational
            numbers or oo; or a `sympy.Interval`.
        given: comparisons that are assumed besides, as text or in SymPy like the relation.
        title: what a person would say aloud; the relation itself by default.
        place: where it stands in the paper, "Lemma 3, eq. (7)"; the name by default.
        derivations: why it holds; without one, provcheck looks for a proof of its own.
        false_variants: comparisons that must not pass, by name, written like the relation; keep
            at least one.
        amends: name of the claim that this one corrects.
        expected: the verdict recorded for it, such as "REFUTED"; "" for PROVED or SUPPORTED.
        reading: what the print leaves open and how it was read.
        not_checked: what the verdict takes for granted.

    Raises:
        StatementError: the relation is no comparison, or was decided by SymPy, or has a float in
            it; a symbol has no range, or an empty one, or an assumption that its range lacks;
            `expected` is no verdict.
        FormulaError: a text cannot be read; the message shows the place.
    """
    if expected and expected not in RECORDED:
        raise StatementError(
            f"claim '{name}': expected='{expected}' is no verdict; write one of "
            f"{', '.join(RECORDED)}, or leave it out."
        )
    false = dict(false_variants or {})
    if isinstance(relation, str):
        read = _read_claim(name, relation, ranges, given)
        wrong = {
            key: _read_claim(name, text, ranges, given).relation for key, text in false.items()
        }
    else:
        read, wrong = _built_claim(name, relation, ranges, tuple(given), false)
    return replace(
        read,
        name=name,
        title=title or one_line(read.relation),
        source=Source(name.partition("/")[0], place or name.partition("/")[2] or name),
        kind=_KINDS[read.relation.func],
        derivations=derivations,
        variants=tuple(Variant(key, entry) for key, entry in wrong.items()),
        amends=amends,
        expected=expected,
        reading="; ".join(filter(None, [reading, read.reading])),
        not_checked=not_checked,
    )


def _read_claim(name: str, text: str, ranges: Any, given: Iterable[Any]) -> Claim:
    """The claim that a text says; one only, or it needs a name for each."""
    from provcheck.formula import parse_formula, to_claims

    beside = [ranges, *given]
    odd = next((entry for entry in [text, *beside] if not isinstance(entry, str)), None)
    if odd is not None:
        raise StatementError(
            f"claim '{name}': the relation is text, and {odd!r} beside it is not; write all of it "
            'as text, such as "x in (0, 1)", or all of it in SymPy.'
        )
    formula = parse_formula(text, ranges=[ranges], given=list(given), name=name)
    claims = to_claims(formula)
    if len(claims) != 1:
        said = "; ".join(claim.title for claim in claims)
        raise StatementError(
            f"claim '{name}': '{text}' says {len(claims)} things: {said}. Make each a claim."
        )
    return replace(claims[0], reading="; ".join(formula.notes))


def _built_claim(
    name: str, relation: Any, ranges: Any, given: tuple, false: Mapping[str, Any]
) -> tuple[Claim, dict[str, Any]]:
    """The claim that SymPy terms say, and the comparisons of its false variants."""
    asked = f"claim '{name}'"
    if not isinstance(ranges, Mapping):
        raise StatementError(
            f"{asked}: the ranges are {ranges!r}; expected {{x: '[0, 1)'}} beside a relation in "
            "SymPy, or all of it as text."
        )
    pairs = {symbol: _interval(asked, symbol, wanted) for symbol, wanted in ranges.items()}
    relations = [relation, *given, *false.values()]
    for entry in relations:
        _require_comparison(asked, entry)
    symbols = _symbols(asked, relations, list(pairs))
    claimed, *others = (_with_real(entry, symbols) for entry in relations)
    limits = {_known(symbols, symbol): interval for symbol, interval in pairs.items()}
    claim = Claim(
        name=name,
        title=name,
        source=Source(name, name),
        kind=_KINDS[claimed.func],
        space=Space(tuple(_component(symbol, limits[symbol]) for symbol in limits)),
        relation=claimed,
        hypotheses=(
            *(bound for symbol, interval in limits.items() for bound in _bounds(symbol, interval)),
            *(Hypothesis(f"given_{n + 1}", others[n]) for n in range(len(given))),
        ),
    )
    return claim, dict(zip(false, others[len(given) :], strict=True))


def _interval(asked: str, symbol: Any, wanted: Any) -> sympy.Interval:
    """The range of one symbol."""
    if isinstance(wanted, str) and (parts := _RANGE.fullmatch(wanted)):
        opening, low, high, closing = parts.groups()
        try:
            ends = [_end(text) for text in (low, high)]
        except (ValueError, ZeroDivisionError):
            ends = None
        wanted = ends and sympy.Interval(*ends, opening == "(", closing == ")")
    if wanted == sympy.S.Reals:
        wanted = sympy.Interval(-sympy.oo, sympy.oo)
    if wanted == sympy.S.EmptySet:
        raise StatementError(f"{asked}: the range of {symbol} is empty; expected low < high.")
    if not isinstance(wanted, sympy.Interval):
        raise StatementError(
            f"{asked}: the range of {symbol} is {wanted!r}; expected text such as '[0, 1)' or "
            "'(-oo, oo)', square where the end belongs to it, or a sympy.Interval."
        )
    return wanted


def _end(text: str) -> Any:
    return _INFINITE[text] if text in _INFINITE else sympy.Rational(Fraction(text))


def _symbols(asked: str, relations: Iterable[Any], ranged: list[Any]) -> dict[Any, sympy.Symbol]:
    """A real symbol for each symbol that is met; all of them have ranges, and no others."""
    met: dict[Any, None] = {}
    for relation in relations:
        met |= dict.fromkeys(sorted(getattr(relation, "free_symbols", ()), key=str))
    names = {str(symbol) for symbol in ranged}
    missing = sorted({str(symbol) for symbol in met} - names)
    unused = sorted(names - {str(symbol) for symbol in met})
    if missing or unused:
        raise StatementError(
            f"{asked}: {', '.join(missing) or 'no symbol'} without a range, a range for "
            f"{', '.join(unused) or 'no symbol'} that does not occur; expected a range for every "
            "symbol, such as {x: '(-oo, oo)'}."
        )
    return {symbol: _as_real(asked, symbol) for symbol in met}


def _as_real(asked: str, symbol: sympy.Symbol) -> sympy.Symbol:
    """The real symbol of that name; SymPy may have simplified with any other assumption."""
    real = sympy.Symbol(symbol.name, real=True)
    if symbol not in (real, sympy.Symbol(symbol.name)):
        raise StatementError(
            f"{asked}: the symbol {symbol} carries assumptions of its own; expected "
            f"sympy.Symbol('{symbol}') or one with real=True. What else is assumed of it belongs "
            "into its range or into given."
        )
    return real


def _known(symbols: Mapping[Any, sympy.Symbol], symbol: Any) -> sympy.Symbol:
    return next(real for met, real in symbols.items() if str(met) == str(symbol))


def _require_comparison(asked: str, relation: Any) -> None:
    """Refuse what is no comparison of exact terms."""
    if relation in (sympy.true, sympy.false):
        raise StatementError(
            f"{asked}: SymPy has decided a comparison at once, as {relation}; write it as "
            "sympy.Le(left, right, evaluate=False) so that it is checked here."
        )
    if getattr(relation, "func", None) not in _KINDS:
        raise StatementError(
            f"{asked}: {relation!r} is no comparison of numbers; expected left <= right, <, >=, > "
            "or sympy.Eq(left, right)."
        )
    floats = relation.atoms(sympy.Float)
    if floats:
        raise StatementError(
            f"{asked}: {min(floats, key=str)} is a rounded number; expected an exact one, such as "
            "sympy.Rational('0.1') or sympy.sqrt(2)."
        )


def _with_real(relation: Any, symbols: Mapping[Any, sympy.Symbol]) -> Any:
    """The comparison between terms in real symbols, as it was written."""
    sides = (side.xreplace(dict(symbols)) for side in relation.args)
    return relation.func(*sides, evaluate=False)


def _component(symbol: sympy.Symbol, interval: sympy.Interval) -> Real:
    low, high = interval.start, interval.end
    return Real(
        symbol,
        low=_outside(low, sympy.floor) if low.is_finite else None,
        high=_outside(high, sympy.ceiling) if high.is_finite else None,
        open_low=bool(low.is_finite and interval.left_open),
        open_high=bool(high.is_finite and interval.right_open),
    )


def _outside(end: Any, rounded: Any) -> Fraction:
    """The end if it is rational, else one a little further out; the hypotheses have the end."""
    exact = end if end.is_Rational else sympy.Rational(rounded(end * _FINE), _FINE)
    return Fraction(int(exact.p), int(exact.q))


def _bounds(symbol: sympy.Symbol, interval: sympy.Interval) -> Iterable[Hypothesis]:
    if interval.start.is_finite:
        relation = sympy.Gt if interval.left_open else sympy.Ge
        yield Hypothesis(f"{symbol}_low", relation(symbol, interval.start, evaluate=False))
    if interval.end.is_finite:
        relation = sympy.Lt if interval.right_open else sympy.Le
        yield Hypothesis(f"{symbol}_high", relation(symbol, interval.end, evaluate=False))
