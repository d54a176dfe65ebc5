"""Trees in, SymPy terms out, each built by hand from numbers, symbols and known functions.

SymPy simplifies while it builds (x/x is 1), so what a formula needs in order to be defined is noted
on the way, and constants are refused before they would be complex or too large to compute with.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import sympy

from provcheck.formula import limits
from provcheck.formula.constants import Sign, magnitude_above, sign_of
from provcheck.formula.fault import Source, fault
from provcheck.formula.readable import readable
from provcheck.formula.terms import (
    foreign,
    largest_bits,
    largest_exponent,
    needs_of,
    root_bits,
    size,
)
from provcheck.formula.tree import (
    Call,
    Constant,
    Derivative,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Series,
    Total,
    free_names,
)

_CONSTANTS = {"pi": sympy.pi, "E": sympy.E}
_PLAIN = {
    "exp": sympy.exp, "sin": sympy.sin, "cos": sympy.cos, "atan": sympy.atan, "sinh": sympy.sinh,
    "cosh": sympy.cosh, "tanh": sympy.tanh, "erf": sympy.erf, "abs": sympy.Abs,
}  # fmt: skip
_GROWING = ("exp", "sinh", "cosh")
_SYMPY_GIVES_UP = (ArithmeticError, AttributeError, NotImplementedError, TypeError, ValueError)
_FEW = 8  # terms or factors that are combined at once
_SMALL_CONSTANT, _SMALL_TERM = 60, 300  # nodes up to which SymPy may simplify a function's value


@dataclass(frozen=True)
class Need:
    """What a part of the formula needs in order to be a real number.

    Args:
        term: what has a sign everywhere if the formula is defined everywhere.
        sign: NONZERO, POSITIVE or NONNEGATIVE.
        what: "the denominator x - 1", "the argument x of log".
        at: index into the source.
        is_exact: without it the part has no value; False where more is asked than is needed, as
            a positive argument of gamma.
    """

    term: sympy.Expr
    sign: Sign
    what: str
    at: int
    is_exact: bool = True

    def __str__(self) -> str:
        return f"{self.what} is {self.sign.value}"

    def relation(self):
        """The need as one comparison: t > 0, t >= 0, or t² > 0 for t ≠ 0."""
        if self.sign is Sign.NONZERO:
            return sympy.Gt(sympy.Pow(self.term, 2), 0, evaluate=False)
        comparison = sympy.Gt if self.sign is Sign.POSITIVE else sympy.Ge
        return comparison(self.term, 0, evaluate=False)


@dataclass
class Work:
    """Nodes that were built so far, over all cases of a formula."""

    count: int = 0


class Builder:
    """Builds terms; `needs` collects what they need to be defined.

    Args:
        integers: values of the integer variables, by name.
    """

    def __init__(self, source: Source, integers: Mapping[str, int], work: Work) -> None:
        self.source = source
        self.integers = dict(integers)
        self.work = work
        self._noted: dict[tuple[sympy.Expr, Sign], Need] = {}

    def build(self, node: Node) -> sympy.Expr:
        """The term of a tree.

        Raises:
            FormulaError: it is complex, divides by zero, or is too large, with the place.
        """
        try:
            term = self._term(node, self.integers)
            str(term)  # SymPy evaluates coefficients to print, and fails on 1/log(1 + exp(-100))
        except _SYMPY_GIVES_UP as error:
            said = f"SymPy cannot build this ({type(error).__name__}); write it another way"
            raise self._fault(node, said) from error
        stranger = foreign(term)
        if stranger is sympy.I:
            said = "no real number: a root or logarithm in it is complex, which is not supported"
            raise self._fault(node, said)
        if stranger is not None:
            said = f"SymPy turned this into {type(stranger).__name__}(...), which has no enclosure"
            raise self._fault(node, f"{said}; write the formula another way")
        if largest_exponent(term) > limits.MAX_POWER:
            raise self._fault(node, f"its powers grow beyond {limits.MAX_POWER}; use smaller ones")
        return self._short(node, term)

    def _fault(self, node: Node, said: str):
        return fault(self.source, node.at, said)

    def _term(self, node: Node, env: Mapping[str, int]) -> sympy.Expr:
        self.work.count += 1
        if self.work.count > limits.MAX_SIZE:
            said = (
                f"written out it has more than {limits.MAX_SIZE} parts; use fewer or shorter sums"
            )
            raise self._fault(node, said)
        if isinstance(node, Number):
            return _rational(node.value)
        if isinstance(node, Constant):
            return self._constant(node)
        if isinstance(node, Name):
            return _rational(env[node.name]) if node.name in env else symbol(node.name)
        if isinstance(node, Negative):
            return -self._term(node.operand, env)
        if isinstance(node, Total):
            return self._total(node, env)
        if isinstance(node, Product):
            return self._product(node, env)
        if isinstance(node, Power):
            base, exponent = self._term(node.base, env), self._term(node.exponent, env)
            return self._power(node, base, exponent)
        if isinstance(node, Derivative):
            return self._derivative(node, env)
        if isinstance(node, Series):
            return self._series(node, env)
        arguments = [self._term(argument, env) for argument in node.arguments]
        return self._call(node, node.function, arguments)

    def _constant(self, node: Constant) -> sympy.Expr:
        if node.name == "oo":
            said = "infinity stands in a formula; it may only bound a range, as in x in [0, oo)"
            raise self._fault(node, said)
        return _CONSTANTS[node.name]

    # ------------------------------------------------------------ arithmetic

    def _total(self, node: Total, env: Mapping[str, int]) -> sympy.Expr:
        terms = [self._term(term, env) for _, term in node.terms]
        signed = [-t if minus else t for (minus, _), t in zip(node.terms, terms, strict=True)]
        return self._combined(node, sympy.Add, signed)

    def _product(self, node: Product, env: Mapping[str, int]) -> sympy.Expr:
        factors = []
        for is_divided, part in node.factors:
            factor = self._term(part, env)
            if is_divided:
                self._need(part, part, factor, Sign.NONZERO, "the denominator {}")
                factor = sympy.Pow(factor, -1)
            factors.append(factor)
        return self._combined(node, sympy.Mul, factors)

    def _combined(self, node: Node, function, parts: list) -> sympy.Expr:
        """A sum or product; of many parts in halves, lest a number outgrow the limit unseen."""
        if len(parts) > _FEW:
            middle = len(parts) // 2
            parts = [self._combined(node, function, p) for p in (parts[:middle], parts[middle:])]
        if function is sympy.Mul and sum(map(root_bits, parts)) > limits.MAX_ROOT_BITS:
            raise self._fault(node, "too many roots of long numbers; use fewer, or shorter ones")
        return self._short(node, function(*parts))

    def _short(self, node: Node, term: sympy.Expr) -> sympy.Expr:
        """The term, refused if it or a number in it is too long; nested arcsin double each time."""
        if size(term, limits.MAX_SIZE + 1) > limits.MAX_SIZE:
            said = f"the term has more than {limits.MAX_SIZE} parts when written out; simplify it"
            raise self._fault(node, said)
        if largest_bits(term) > limits.MAX_BITS:
            raise self._fault(node, "its numbers grow too long; use shorter ones")
        return term

    def _power(self, node: Node, base: sympy.Expr, exponent: sympy.Expr) -> sympy.Expr:
        if base is sympy.E:
            return self._call(node, "exp", [exponent])
        if isinstance(exponent, sympy.Integer):
            self._require_small_power(node, base, int(exponent))
            if exponent < 0:
                self._need(node, node.base, base, Sign.NONZERO, "the base {}")
            return self._short(node, sympy.Pow(base, exponent))
        is_positive = isinstance(exponent, sympy.Rational) and exponent > 0
        sign = Sign.NONNEGATIVE if is_positive else Sign.POSITIVE
        is_exact = isinstance(exponent, sympy.Rational)
        self._need(node, node.base, base, sign, "the base {}", is_exact=is_exact)
        if base.is_number and exponent.is_number and base != 0:
            growth = sympy.Mul(exponent, sympy.log(base, evaluate=False), evaluate=False)
            self._require_below(node, growth, limits.MAX_EXPONENT)
        if isinstance(exponent, sympy.Rational):
            self._require_plain_root(node, base, exponent)
        is_small = size(exponent, _SMALL_CONSTANT + 1) <= _SMALL_CONSTANT
        return self._short(node, sympy.Pow(base, exponent, evaluate=is_small))

    def _require_small_power(self, node: Node, base: sympy.Expr, exponent: int) -> None:
        if abs(exponent) > limits.MAX_POWER:
            said = f"whole exponents up to {limits.MAX_POWER} are supported; this one is larger"
            raise self._fault(node, said)
        if largest_bits(base) * abs(exponent) > limits.MAX_BITS:
            raise self._fault(node, "the power is too long a number; use a smaller exponent")

    def _require_plain_root(self, node: Node, base: sympy.Expr, exponent: sympy.Rational) -> None:
        """SymPy writes 2^(7/1000000) with numbers of a million bits, and factors under a root."""
        if largest_bits(base) > limits.MAX_ROOT_BITS:
            raise self._fault(node, "a root of a number this long is not taken; use a shorter one")
        if largest_bits(base) * max(abs(int(exponent.p)), int(exponent.q)) > limits.MAX_BITS:
            said = "the exponent of this number is too fine a fraction; expected one of few digits"
            raise self._fault(node, said)

    def _require_below(self, node: Node, term: sympy.Expr, most: int) -> None:
        """A constant so large, or so small, that computing with it would never end is refused."""
        if magnitude_above(term, most):
            raise self._fault(node, "a constant this large or this small cannot be computed with")

    def _need(
        self, node: Node, of: Node, term: sympy.Expr, sign: Sign, what: str, is_exact: bool = True
    ) -> None:
        """Note what the formula needs; a constant that certainly fails it is refused.

        Args:
            node: where it stands.
            of: the part whose value `term` needs the sign; it is written in place of {} in `what`.
        """
        if not term.is_number:
            known = self._noted.get((term, sign))
            if not _has_sign(term, sign) and (known is None or is_exact > known.is_exact):
                said = what.replace("{}", shortened(readable(of)))
                self._noted[term, sign] = Need(term, sign, said, node.at, is_exact)
            return
        known = sign_of(term)
        if known is not None and known not in sign.excluded:
            return
        what = what.replace("{}", shortened(readable(of)))
        if known is None:
            said = f"{what} may be zero, which 256 bits do not tell"
            raise self._fault(node, f"{said}; write it in simpler terms")
        raise self._fault(node, sign.failure(what, known))

    @property
    def needs(self) -> tuple[Need, ...]:
        """What the terms built so far need, each need once."""
        return tuple(self._noted.values())

    # ------------------------------------------------------------ functions

    def _call(self, node: Call, name: str, arguments: list[sympy.Expr]) -> sympy.Expr:
        return self._short(node, self._value(node, name, arguments))

    def _value(self, node: Call, name: str, arguments: list[sympy.Expr]) -> sympy.Expr:
        if name in ("min", "max"):
            return _extreme(sympy.Min if name == "min" else sympy.Max, arguments)
        (point,) = arguments
        if name in _GROWING and point.is_number:
            self._require_below(node, point, limits.MAX_EXPONENT)
        if name in _PLAIN:
            return _applied(_PLAIN[name], point)
        return getattr(self, f"_{name}")(node, point)

    def _sqrt(self, node: Call, point: sympy.Expr) -> sympy.Expr:
        self._need(node, *node.arguments, point, Sign.NONNEGATIVE, "the argument {} of sqrt")
        self._require_plain_root(node, point, sympy.Rational(1, 2))
        return sympy.Pow(point, sympy.Rational(1, 2))

    def _log(self, node: Call, point: sympy.Expr) -> sympy.Expr:
        self._need(node, *node.arguments, point, Sign.POSITIVE, "the argument {} of log")
        return _applied(sympy.log, point)

    def _gamma(self, node: Call, point: sympy.Expr) -> sympy.Expr:
        if point.is_number:
            self._require_below(node, point, limits.MAX_GAMMA)
        if isinstance(point, sympy.Integer) and point <= 0:
            raise self._fault(node, f"gamma has a pole at {point}; expected no 0, -1, -2, ...")
        if not point.is_number and not _has_sign(point, Sign.POSITIVE):
            said = "the argument {} of gamma"
            self._need(node, *node.arguments, point, Sign.POSITIVE, said, is_exact=False)
        return _applied(sympy.gamma, point)

    def _tan(self, node: Call, point: sympy.Expr) -> sympy.Expr:
        cosine = _applied(sympy.cos, point)
        self._need(node, Call("cos", node.arguments), cosine, Sign.NONZERO, "the denominator {}")
        return sympy.Mul(_applied(sympy.sin, point), sympy.Pow(cosine, -1))

    def _asin(self, node: Call, point: sympy.Expr) -> sympy.Expr:
        """asin x = 2·atan(x/(1 + √(1 − x²))), which holds at ±1 too."""
        rest = sympy.Add(1, -sympy.Pow(point, 2))
        square = Power(node.arguments[0], Number(Fraction(2)))
        below = Total(((False, Number(Fraction(1))), (True, square)))
        self._need(node, below, rest, Sign.NONNEGATIVE, f"for {node.function}, {{}}")
        self._require_plain_root(node, rest, sympy.Rational(1, 2))
        below = sympy.Add(1, sympy.Pow(rest, sympy.Rational(1, 2)))
        return 2 * _applied(sympy.atan, sympy.Mul(point, sympy.Pow(below, -1)))

    def _acos(self, node: Call, point: sympy.Expr) -> sympy.Expr:
        return sympy.pi / 2 - self._asin(node, point)

    def _sigmoid(self, node: Call, point: sympy.Expr) -> sympy.Expr:
        if point.is_number:
            self._require_below(node, point, limits.MAX_EXPONENT)
        return sympy.Pow(sympy.Add(1, _applied(sympy.exp, -point)), -1)

    def _softplus(self, node: Call, point: sympy.Expr) -> sympy.Expr:
        if point.is_number:
            self._require_below(node, point, limits.MAX_EXPONENT)
        return _applied(sympy.log, sympy.Add(1, _applied(sympy.exp, point)))

    def _relu(self, node: Call, point: sympy.Expr) -> sympy.Expr:
        return _extreme(sympy.Max, [sympy.Integer(0), point])

    # ------------------------------------------------------------ derivatives and sums

    def _derivative(self, node: Derivative, env: Mapping[str, int]) -> sympy.Expr:
        term = self._term(node.body, env)
        for name, order in node.by:
            self._require_variable(node, name, env)
            for _ in range(order):
                term = self._differentiated(node, term, name)
        powers = {p.base for p in term.atoms(sympy.Pow) if not isinstance(p.exp, sympy.Rational)}
        for part, sign in needs_of(term):
            said = f"the part {part} of {{}}"
            self._need(node, node, part, sign, said, is_exact=part not in powers)
        return term

    def _require_variable(self, node: Derivative, name: str, env: Mapping[str, int]) -> None:
        if name in env:
            said = f"the derivative is taken by '{name}', which is a whole number here"
            raise self._fault(node, f"{said}; expected a real variable")
        known = list(dict.fromkeys(n.name for n in free_names(node.body) if n.name not in env))
        if name not in known:
            said = f"the derivative is taken by '{name}', which does not occur in it"
            raise self._fault(node, f"{said}; its variables are {', '.join(known) or 'none'}")

    def _differentiated(self, node: Derivative, term: sympy.Expr, name: str) -> sympy.Expr:
        derivative = sympy.diff(term, symbol(name))
        if size(derivative, limits.MAX_DERIVATIVE + 1) > limits.MAX_DERIVATIVE:
            said = f"the derivative has more than {limits.MAX_DERIVATIVE} parts; take a lower order"
            raise self._fault(node, said)
        if foreign(derivative) is None:
            return self._short(node, derivative)
        if term.atoms(sympy.Abs, sympy.Max, sympy.Min):
            said = "|...|, min, max and relu have kinks, where this derivative does not exist"
            raise self._fault(node, f"{said}; differentiate the pieces one by one")
        if term.atoms(sympy.gamma):
            said = (
                "the derivative of gamma has no enclosure here; expected a function other than it"
            )
            raise self._fault(node, said)
        raise self._fault(node, "this derivative has no closed form that can be enclosed")

    def _series(self, node: Series, env: Mapping[str, int]) -> sympy.Expr:
        low, high = (self._whole(end, env) for end in (node.low, node.high))
        if high - low + 1 > limits.MAX_SUM:
            said = f"a sum of {high - low + 1} terms; at most {limits.MAX_SUM} are written out"
            raise self._fault(node, said)
        steps = range(low, high + 1)
        terms = [self._term(node.body, {**env, node.index: step}) for step in steps]
        return self._combined(node, sympy.Add, terms)

    def _whole(self, end: Node, env: Mapping[str, int]) -> int:
        value = self._term(end, env)
        if not isinstance(value, sympy.Integer):
            said = "the ends of a sum must be whole numbers; for one up to n, give n a range as in"
            raise self._fault(end, f"{said} n integer in [1, 10]")
        return int(value)


def shortened(text: str, most: int = 40) -> str:
    """A text that is not longer than a message bears."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def symbol(name: str) -> sympy.Symbol:
    """The real variable of that name."""
    return sympy.Symbol(name, real=True)


def _rational(value: Fraction | int) -> sympy.Rational:
    value = Fraction(value)
    return sympy.Rational(value.numerator, value.denominator)


def _has_sign(term: sympy.Expr, sign: Sign) -> bool:
    """Whether the structure of a term shows its sign, for every real value of its variables."""
    if size(term, _SMALL_TERM + 1) > _SMALL_TERM:
        return False
    if sign is Sign.NONZERO:
        return term.is_zero is False and term.is_real is True
    return (term.is_positive if sign is Sign.POSITIVE else term.is_nonnegative) is True


def _applied(function, point: sympy.Expr) -> sympy.Expr:
    """function(point), simplified by SymPy where that is quick and leaves a function known here."""
    most = _SMALL_CONSTANT if point.is_number else _SMALL_TERM
    if size(point, most + 1) <= most:
        value = function(point)
        if foreign(value) is None:
            return value
    return function(point, evaluate=False)


def _extreme(function, arguments: list[sympy.Expr]) -> sympy.Expr:
    """min or max, without the constants that are certainly beaten by another."""
    flat: list[sympy.Expr] = []
    for argument in arguments:
        flat += argument.args if isinstance(argument, function) else [argument]
    flat = list(dict.fromkeys(flat))
    worse = Sign.NEGATIVE if function is sympy.Max else Sign.POSITIVE
    best = [argument for argument in flat if argument.is_number][:1]
    for argument in flat:
        if argument.is_number and argument not in best:
            signs = [sign_of(sympy.Add(argument, -other)) for other in best]
            if worse not in signs:
                best = [b for b, s in zip(best, signs, strict=True) if s in (None, worse)]
                best.append(argument)
    kept = [argument for argument in flat if not argument.is_number or argument in best]
    return function(*kept, evaluate=False) if len(kept) > 1 else kept[0]
