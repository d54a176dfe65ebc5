"""Polynomials in the form in which people check them: factored, or as few products as are found.

`F₁₁F₂₂ − F₁₁F₃₂ − …` with eight terms reads `(F₁₁ − F₃₁)(F₂₂ − F₃₂) − (F₁₂ − F₃₂)(F₂₁ − F₃₁)`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from provcheck.net_words.names import Spelled, joined, number_latex, number_text, plain, unbroken
from provcheck.statement.nets import Polynomial

if TYPE_CHECKING:
    import sympy

Names = Callable[[str], Spelled]

_MOST_TERMS, _MOST_DEGREE = 40, 8
"""Size up to which a shorter form is looked for; it takes a fraction of a second there."""
_DEPTH, _TRIED = 2, 3
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MINUS = Spelled("−", "-")


@dataclass(frozen=True)
class Product:
    """coefficient · Π base^power; a base is the name of a variable or a sum."""

    coefficient: Fraction
    factors: tuple[tuple["str | Sum", int], ...]


@dataclass(frozen=True)
class Sum:
    """Products added up; () is 0."""

    products: tuple[Product, ...]


def grouped(polynomial: Polynomial) -> Sum:
    """The polynomial in the shortest form that is found; expanded where it is large."""
    from sympy import Add, Mul, Poly, Rational, Symbol

    terms = [
        Mul(Rational(c.numerator, c.denominator), *(Symbol(name) ** k for name, k in powers))
        for c, powers in polynomial.terms
    ]
    whole = Add(*terms)
    if not whole.free_symbols:
        return _constant(Fraction(int(whole.p), int(whole.q)))
    whole = Poly(whole, *_ordered(whole.free_symbols))
    if len(whole.terms()) > _MOST_TERMS or whole.total_degree() > _MOST_DEGREE:
        return _expanded(whole)
    return _turned(_shortest(whole, _DEPTH))


def _turned(total: Sum) -> Sum:
    """`a(s₃ − s₂)` for `−a(s₂ − s₃)`: the sign of a lone product in its last difference."""
    if len(total.products) != 1 or total.products[0].coefficient >= 0:
        return total
    (product,) = total.products
    *others, (base, power) = product.factors
    if not isinstance(base, Sum) or len(base.products) != 2 or power % 2 == 0:
        return total
    turned = Sum(tuple(_scaled(part, Fraction(-1)) for part in reversed(base.products)))
    return Sum((Product(-product.coefficient, (*others, (turned, power))),))


def _constant(value: Fraction) -> Sum:
    return Sum((Product(value, ()),) if value else ())


def _ordered(symbols: Any) -> list["sympy.Symbol"]:
    """Parameters, then inputs, then outputs; each by number."""

    def key(symbol: "sympy.Symbol") -> tuple:
        kind, *rest = symbol.name
        return ("Wbaxsdr".find(kind) % 9, [int(n) for n in "".join(rest).split("_")])

    return sorted(symbols, key=key)


def _expanded(poly: "sympy.Poly") -> Sum:
    names = [symbol.name for symbol in poly.gens]
    return Sum(
        tuple(
            Product(
                Fraction(int(coefficient.p), int(coefficient.q)),
                tuple((name, k) for name, k in zip(names, powers, strict=True) if k),
            )
            for powers, coefficient in poly.terms()
        )
    )


def _shortest(poly: "sympy.Poly", depth: int) -> Sum:
    """Factored, and each factor that is a sum split into products as well as can be."""
    content, factors = poly.factor_list()
    bases: list[tuple[str | Sum, int]] = []
    for factor, power in factors:
        split = _expanded(factor) if len(factor.terms()) < 4 else _split(factor, depth)
        bases.append((_variable(split) or split, power))
    coefficient = Fraction(int(content.p), int(content.q))
    bases.sort(key=_place)
    if len(bases) == 1 and bases[0][1] == 1 and isinstance(bases[0][0], Sum):
        return Sum(tuple(_scaled(product, coefficient) for product in bases[0][0].products))
    return Sum((Product(coefficient, tuple(bases)),))


def _place(entry: "tuple[str | Sum, int]") -> tuple[bool, str]:
    """Where a factor stands in its product: variables first."""
    text = spelled(Sum((Product(Fraction(1), (entry,)),)), plain).text
    return isinstance(entry[0], Sum), text


def _variable(total: Sum) -> str:
    """The variable that the sum consists of, or ""."""
    if len(total.products) != 1:
        return ""
    (product,) = total.products
    alone = product.coefficient == 1 and len(product.factors) == 1 and product.factors[0][1] == 1
    return product.factors[0][0] if alone and isinstance(product.factors[0][0], str) else ""


def _scaled(product: Product, factor: Fraction) -> Product:
    return Product(product.coefficient * factor, product.factors)


def _split(poly: "sympy.Poly", depth: int) -> Sum:
    """P·(v + S) + R for the variable v and the division of the rest by P that read shortest."""
    candidates = [_expanded(poly)]
    if depth:
        candidates += _splits(poly, depth - 1)
    return min(candidates, key=_length)


def _splits(poly: "sympy.Poly", depth: int) -> Iterator[Sum]:
    """The divisions with the fewest terms, each part in its own shortest form."""
    divisions = sorted(_divisions(poly), key=lambda parts: sum(len(x.terms()) for x in parts))
    for slope, other, rest in divisions[:_TRIED]:
        products = _shortest(slope * other, depth).products
        products += () if rest.is_zero else _shortest(rest, depth).products
        yield Sum(tuple(sorted(products, key=lambda product: product.coefficient < 0)))


def _divisions(poly: "sympy.Poly") -> Iterator[tuple["sympy.Poly", "sympy.Poly", "sympy.Poly"]]:
    """(P, v + S, R) with poly = P·(v + S) + R for every v that occurs linearly, with P no term."""
    from sympy import Poly, reduced

    for v in poly.gens:
        if poly.degree(v) != 1:
            continue
        slope = poly.diff(v)
        rest = poly - slope * Poly(v, *poly.gens)
        if len(slope.terms()) < 2:
            continue
        for u in (gen for gen in poly.gens if slope.degree(gen) == 1):
            order = [u, *(gen for gen in poly.gens if gen not in (u, v)), v]
            (quotient,), remainder = reduced(rest.as_expr(), [slope.as_expr()], *order)
            yield slope, Poly(v + quotient, *poly.gens), Poly(remainder, *poly.gens)


def _length(total: Sum) -> int:
    return len(spelled(total, plain).text)


def equation(total: Sum, names: Names) -> Spelled:
    """`left = right` for a polynomial that is zero, what is subtracted on the right."""
    left, right = sides(total)
    return spelled(left, names) + plain(" = ") + spelled(right, names)


def sides(total: Sum) -> tuple[Sum, Sum]:
    """What is added and what is subtracted, both added."""
    added = tuple(product for product in total.products if product.coefficient > 0)
    taken = tuple(product for product in total.products if product.coefficient < 0)
    if not added:
        added, taken = taken, added
        return Sum(tuple(_scaled(product, Fraction(-1)) for product in added)), Sum(())
    return Sum(added), Sum(tuple(_scaled(product, Fraction(-1)) for product in taken))


def value(total: Sum, at: Mapping[str, Fraction]) -> Fraction:
    """The sum at numbers."""
    return sum((_product_value(product, at) for product in total.products), Fraction(0))


def _product_value(product: Product, at: Mapping[str, Fraction]) -> Fraction:
    result = product.coefficient
    for base, power in product.factors:
        result *= (at[base] if isinstance(base, str) else value(base, at)) ** power
    return result


def spelled(total: Sum, names: Names) -> Spelled:
    """The sum in Unicode and LaTeX; it begins with something added where there is any."""
    if not total.products:
        return plain("0")
    text, products = plain(""), list(total.products)
    first = next((n for n, product in enumerate(products) if product.coefficient > 0), 0)
    for number, product in enumerate([products.pop(first), *products]):
        negative = product.coefficient < 0
        sign = _MINUS if negative else plain("")
        if number:
            sign = plain(" ") + (_MINUS if negative else plain("+")) + plain(" ")
        text = text + sign + _product(product, names)
    return text


def _product(product: Product, names: Names) -> Spelled:
    size = abs(product.coefficient)
    parts = [_power(base, power, names) for base, power in product.factors]
    number = Spelled(number_text(size), number_latex(size))
    if not parts:
        return number
    body = joined(parts, Spelled("·" if any(part.text[-1].isalnum() for part in parts) else "", ""))
    if size == 1:
        return body
    if size.numerator == 1:
        return Spelled(f"{body.text}/{size.denominator}", number.latex + r"\," + body.latex)
    return number + Spelled("·", r"\,") + body


def _power(base: "str | Sum", power: int, names: Names) -> Spelled:
    if isinstance(base, str):
        text, latex = names(base)
    else:
        text, latex = spelled(base, names)
        text, latex = f"({unbroken(text)})", rf"\left({latex}\right)"
    if power == 1:
        return Spelled(text, latex)
    return Spelled(text + str(power).translate(_SUPERSCRIPT), f"{{{latex}}}^{{{power}}}")
