"""What is asked of SymPy terms that a formula became: how large, of what kind, where defined."""

import sympy

from provcheck.formula.constants import Sign

KNOWN = (
    sympy.Add, sympy.Mul, sympy.Pow, sympy.Rational, sympy.Symbol, sympy.exp, sympy.log, sympy.sin,
    sympy.cos, sympy.atan, sympy.sinh, sympy.cosh, sympy.tanh, sympy.erf, sympy.gamma, sympy.Abs,
    sympy.Max, sympy.Min, type(sympy.pi), type(sympy.E),
)  # fmt: skip
"""The classes of terms with a meaning in balls (statement/evaluate.py)."""


def foreign(term: sympy.Expr) -> sympy.Basic | None:
    """The first part without a meaning in balls, such as I, oo or sign(x); None if there is none.

    A power of E is written exp; the class of an infinite number is not Rational.
    """
    for part in sympy.preorder_traversal(term):
        if not isinstance(part, KNOWN):
            return part
    return None


def size(term: sympy.Basic, most: int = 1_000_000) -> int:
    """The number of nodes, counted up to `most`."""
    count = 0
    for _ in sympy.preorder_traversal(term):
        count += 1
        if count >= most:
            break
    return count


def largest_bits(term: sympy.Expr) -> int:
    """The length in bits of the longest numerator or denominator in a term; ±1 and 0 count none."""
    longest = 1
    for number in term.atoms(sympy.Rational):
        longest = max(longest, int(number.p).bit_length(), int(number.q).bit_length())
    return 0 if longest == 1 else longest


def root_bits(term: sympy.Expr) -> int:
    """The bits of all numbers under roots among the factors of a term."""
    roots = (factor for factor in sympy.Mul.make_args(term) if isinstance(factor, sympy.Pow))
    return sum(largest_bits(r.base) for r in roots if r.base.is_Rational and r.exp.is_Rational)


def largest_exponent(term: sympy.Expr) -> int:
    """The largest absolute value of a whole exponent in a term, 1 if it has none."""
    exponents = (power.exp for power in term.atoms(sympy.Pow) if power.exp.is_Integer)
    return max((abs(int(exponent)) for exponent in exponents), default=1)


def needs_of(term: sympy.Expr) -> list[tuple[sympy.Expr, Sign]]:
    """The parts of a term whose sign it needs to be defined, with that sign."""
    found = []
    for part in sympy.preorder_traversal(term):
        if isinstance(part, sympy.log | sympy.gamma):
            found.append((part.args[0], Sign.POSITIVE))
        elif isinstance(part, sympy.Pow) and part.base is not sympy.E:
            sign = _sign_below(part.exp)
            found += [(part.base, sign)] if sign else []
    return list(dict.fromkeys(found))


def _sign_below(exponent: sympy.Expr) -> Sign | None:
    if isinstance(exponent, sympy.Integer):
        return Sign.NONZERO if exponent < 0 else None
    is_positive = isinstance(exponent, sympy.Rational) and exponent > 0
    return Sign.NONNEGATIVE if is_positive else Sign.POSITIVE


def shows(visible: set[tuple[sympy.Expr, Sign]], needed: sympy.Expr, sign: Sign) -> bool:
    """Whether a term still needs that sign, so that its enclosure fails where the sign does.

    False where SymPy may have simplified the need away, as x ≠ 0 in x/x.

    Args:
        visible: `needs_of` the term.
    """
    if sign is Sign.NONZERO:
        factors = (_base(f) for f in sympy.Mul.make_args(needed) if not f.is_number)
        strong = (Sign.NONZERO, Sign.POSITIVE)
        return all(any((factor, known) in visible for known in strong) for factor in factors)
    accepted = [Sign.POSITIVE] if sign is Sign.POSITIVE else [Sign.POSITIVE, Sign.NONNEGATIVE]
    return any((needed, known) in visible for known in accepted)


def _base(factor: sympy.Expr) -> sympy.Expr:
    is_root = isinstance(factor, sympy.Pow) and isinstance(factor.exp, sympy.Rational)
    return factor.base if is_root else factor
