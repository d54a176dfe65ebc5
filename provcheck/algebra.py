"""Exact normal forms: polynomials with rational coefficients in canonical atoms (trusted).

An atom is a symbol, an array entry, a function value (activation, exp, Abs, sqrt, reciprocal) or a
bound operation (sum, norm, maximum, supremum). Bound indices get canonical names, sums are split
into monomials and flattened, squares of norms and roots are replaced by what they are squares of.
Two terms with the same normal form are equal wherever both are defined; the converse may fail, so
a comparison can be refused but is never accepted wrongly.

One file, because its parts call one another: a product multiplies the squares of norms out into
sums, a sum multiplies, and both rename indices, which makes products and sums anew.
"""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import gcd, isqrt, lcm

import flint

from provcheck.errors import Rejected

Index = str  # a bound index "#3" (fresh) or "b1.0" (canonical), a free one "@j", or a number "1"
Monomial = tuple[tuple["Atom", int], ...]

_fresh = itertools.count()


def fresh_index() -> Index:
    """A bound index that occurs nowhere else."""
    return f"#{next(_fresh)}"


@dataclass(frozen=True, eq=False)
class Atom:
    """One indivisible factor.

    Args:
        kind: 'symbol', 'entry', 'call' or the name of a bound operation.
        name: symbol, array or function name.
        indices: of an entry; or the bound indices of a bound operation.
        arguments: normal forms inside.
        sizes: of a bound operation, the ranges of its indices.
        sign: 'positive', 'nonnegative', 'nonzero' or '' where nothing is known.
    """

    kind: str
    name: str
    indices: tuple[Index, ...] = ()
    arguments: tuple["Poly", ...] = ()
    sizes: tuple["Poly", ...] = ()
    sign: str = ""

    @cached_property
    def key(self) -> str:
        inside = ";".join(argument.key for argument in (*self.sizes, *self.arguments))
        return f"{self.kind}:{self.name!r}{self.indices!r}({inside}){self.sign[:4]}"

    @cached_property
    def free(self) -> frozenset[Index]:
        """Indices that occur and are not bound inside."""
        inside = frozenset().union(*(argument.free for argument in self.arguments))
        return inside - set(self.indices) if self.sizes else inside | set(self.indices)

    @cached_property
    def height(self) -> int:
        """Nesting depth of bound operations."""
        inside = max((argument.height for argument in self.arguments), default=0)
        return inside + 1 if self.sizes else inside

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Atom) and self.key == other.key

    def applies(self, *names: str) -> bool:
        """Whether it is one of these operations; a symbol or array may bear the same name."""
        return self.kind in ("call", "bound") and self.name in names

    @property
    def is_positive(self) -> bool:
        return self.sign == "positive"

    @property
    def is_nonnegative(self) -> bool:
        return self.sign in ("positive", "nonnegative")

    @property
    def is_nonzero(self) -> bool:
        return self.sign in ("positive", "nonzero")


@dataclass(frozen=True, eq=False)
class Poly:
    """A polynomial (with negative powers of nonzero atoms) in atoms; compare with `==`."""

    terms: Mapping[Monomial, flint.fmpq]

    @cached_property
    def key(self) -> str:
        parts = sorted(
            f"{c}*{'*'.join(f'{a.key}^{e}' for a, e in m)}" for m, c in self.terms.items()
        )
        return "{" + "+".join(parts) + "}"

    @cached_property
    def free(self) -> frozenset[Index]:
        return frozenset().union(*(atom.free for mono in self.terms for atom, _ in mono))

    @cached_property
    def height(self) -> int:
        return max((atom.height for mono in self.terms for atom, _ in mono), default=0)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Poly) and self.key == other.key

    def __add__(self, other: "Poly") -> "Poly":
        total = dict(self.terms)
        for mono, coefficient in other.terms.items():
            value = total.get(mono, _ZERO) + coefficient
            if value == 0:
                total.pop(mono, None)
            else:
                total[mono] = value
        return Poly(total)

    def __neg__(self) -> "Poly":
        return self.scaled(flint.fmpq(-1))

    def __sub__(self, other: "Poly") -> "Poly":
        return self + (-other)

    def scaled(self, factor: flint.fmpq) -> "Poly":
        """Every coefficient times one rational."""
        if factor == 0:
            return ZERO
        return Poly({mono: coefficient * factor for mono, coefficient in self.terms.items()})

    def __mul__(self, other: "Poly") -> "Poly":
        total = ZERO
        for (left, a), (right, b) in itertools.product(self.terms.items(), other.terms.items()):
            total = total + _product(left, right).scaled(a * b)
        return total

    def __pow__(self, exponent: int) -> "Poly":
        if exponent < 0:
            return reciprocal(self) ** (-exponent)
        result = ONE
        for _ in range(exponent):
            result = result * self
        return result

    @property
    def is_single(self) -> bool:
        return len(self.terms) == 1

    def atoms(self) -> set[Atom]:
        """The factors of all terms (not what is inside them)."""
        return {atom for mono in self.terms for atom, _ in mono}


_ZERO = flint.fmpq(0)
ZERO = Poly({})
ONE = Poly({(): flint.fmpq(1)})


def constant(value: flint.fmpq | int) -> Poly:
    """A rational number."""
    return ONE.scaled(flint.fmpq(value))


def atom_poly(atom: Atom, exponent: int = 1) -> Poly:
    """A power of one atom."""
    return Poly({((atom, exponent),): flint.fmpq(1)})


# ---------------------------------------------------------------- products and their reductions


def _product(left: Monomial, right: Monomial) -> Poly:
    powers: dict[Atom, int] = {}
    for atom, exponent in (*left, *right):
        powers[atom] = powers.get(atom, 0) + exponent
    return _reduced({atom: exponent for atom, exponent in powers.items() if exponent})


def _reduced(powers: Mapping[Atom, int]) -> Poly:
    """A product of powers with squares of roots, norms and absolute values multiplied out."""
    plain: dict[Atom, int] = {}
    extra = ONE
    exponential = ZERO
    for atom, exponent in powers.items():
        if atom.applies("exp"):
            exponential = exponential + atom.arguments[0].scaled(flint.fmpq(exponent))
            continue
        whole, rest = _split_square(atom, exponent)
        if rest:
            plain[atom] = rest
        if whole:
            extra = extra * _square(atom) ** whole
    monomial = tuple(sorted(plain.items(), key=lambda item: item[0].key))
    result = Poly({monomial: flint.fmpq(1)})
    if exponential.terms:
        result = _times_exponential(result, exponential)
    return result if extra is ONE else result * extra


def _split_square(atom: Atom, exponent: int) -> tuple[int, int]:
    """How many squares to multiply out, and the exponent that stays."""
    if atom.applies("Abs", "Norm") and exponent >= 2:
        return divmod(exponent, 2)
    if is_delta(atom) and exponent >= 2:
        return exponent - 1, 1
    if atom.applies("sqrt") and exponent not in (0, 1):
        return divmod(exponent, 2)
    return 0, exponent


def _square(atom: Atom) -> Poly:
    if is_delta(atom):
        return ONE
    if atom.name == "Abs":
        return atom.arguments[0] * atom.arguments[0]
    if atom.name == "sqrt":
        return atom.arguments[0]
    body = atom.arguments[0]
    names = {index: fresh_index() for index in atom.indices}
    body = rename(body, names)
    return sum_over(
        [(names[i], s) for i, s in zip(atom.indices, atom.sizes, strict=True)], body * body
    )


def _times_exponential(poly: Poly, exponent: Poly) -> Poly:
    value = exponential_of(exponent)
    if value != _exponential_atom(exponent):
        return poly * value
    total = ZERO
    for mono, coefficient in poly.terms.items():
        ((factor, _),) = value.terms.items()
        merged = tuple(sorted((*mono, *factor), key=lambda item: item[0].key))
        total = total + Poly({merged: coefficient})
    return total


def exponential_of(argument: Poly) -> Poly:
    """exp of a normal form; exp(c·log u + v) is u^c·exp(v) for integer c and positive u."""
    powers, rest = ONE, {}
    for mono, coefficient in argument.terms.items():
        if len(mono) == 1 and mono[0][1] == 1 and mono[0][0].applies("log") and coefficient.q == 1:
            powers = powers * mono[0][0].arguments[0] ** int(coefficient.p)
        else:
            rest[mono] = coefficient
    if not rest:
        return powers
    return _exponential_atom(argument) if powers == ONE else powers * _exponential_atom(Poly(rest))


def _exponential_atom(argument: Poly) -> Poly:
    return atom_poly(Atom("call", "exp", arguments=(argument,), sign="positive"))


# ---------------------------------------------------------------- signs that the structure shows


def monomial_is_nonnegative(mono: Monomial) -> bool:
    """Whether a product of powers cannot be negative."""
    return all(exponent % 2 == 0 or atom.is_nonnegative for atom, exponent in mono)


def is_nonnegative(poly: Poly) -> bool:
    """Whether every term has a positive coefficient and a product that cannot be negative."""
    return all(c > 0 and monomial_is_nonnegative(m) for m, c in poly.terms.items())


def is_positive(poly: Poly) -> bool:
    """Whether, besides, one term is certainly positive."""
    return is_nonnegative(poly) and any(
        all(atom.is_positive or (e % 2 == 0 and atom.is_nonzero) for atom, e in mono)
        for mono in poly.terms
    )


# ---------------------------------------------------------------- constructors


def _content(poly: Poly, keep: frozenset[Index] = frozenset()) -> tuple[flint.fmpq, Monomial, Poly]:
    """Split c·m·Q: a rational, common factors without the indices in `keep`, and the rest.

    Q's coefficients are coprime integers and its first one, in the order of keys, is positive.
    """
    ordered = sorted(poly.terms.items(), key=lambda term: _monomial_key(term[0]))
    powers = [dict(mono) for mono, _ in ordered]
    common = {}
    for atom in powers[0]:
        exponents = [term.get(atom, 0) for term in powers]
        shared = min(exponents) if min(exponents) > 0 else max(exponents)
        if min(exponents) * max(exponents) > 0 and not atom.free & keep:
            common[atom] = shared
    leading = _rational_content([coefficient for _, coefficient in ordered])
    rest: dict[Monomial, flint.fmpq] = {}
    for (_, coefficient), term in zip(ordered, powers, strict=True):
        left = {a: e - common.get(a, 0) for a, e in term.items()}
        mono = tuple(sorted(((a, e) for a, e in left.items() if e), key=lambda t: t[0].key))
        rest[mono] = coefficient / leading
    return leading, tuple(sorted(common.items(), key=lambda t: t[0].key)), Poly(rest)


def _rational_content(coefficients: list[flint.fmpq]) -> flint.fmpq:
    """Greatest common divisor, with the sign of the first coefficient."""
    numerator = gcd(*(int(value.p) for value in coefficients))
    denominator = lcm(*(int(value.q) for value in coefficients))
    sign = -1 if coefficients[0] < 0 else 1
    return flint.fmpq(sign * numerator, denominator)


def _monomial_key(mono: Monomial) -> str:
    return "*".join(f"{atom.key}^{exponent}" for atom, exponent in mono)


def _absolute_rational(value: flint.fmpq) -> flint.fmpq:
    return -value if value < 0 else value


def _absolute_power(atom: Atom, exponent: int) -> Poly:
    if atom.is_nonnegative or exponent % 2 == 0:
        return atom_poly(atom, exponent)
    sign = "positive" if atom.is_nonzero else "nonnegative"
    inner = Atom("call", "Abs", arguments=(atom_poly(atom),), sign=sign)
    return _reduced({inner: exponent})


def absolute(poly: Poly) -> Poly:
    """|P|, as a product over the factors that can be split off."""
    if not poly.terms or is_nonnegative(poly):
        return poly
    if is_nonnegative(-poly):
        return -poly
    coefficient, common, rest = _content(poly)
    result = constant(_absolute_rational(coefficient))
    for atom, exponent in common:
        result = result * _absolute_power(atom, exponent)
    if rest == ONE:
        return result
    if rest.is_single:
        ((mono, _),) = rest.terms.items()
        for atom, exponent in mono:
            result = result * _absolute_power(atom, exponent)
        return result
    return result * atom_poly(Atom("call", "Abs", arguments=(rest,), sign="nonnegative"))


def reciprocal(poly: Poly) -> Poly:
    """1/P, only where the structure shows that P is nowhere zero."""
    if not poly.terms:
        raise Rejected("division by zero.")
    coefficient, common, rest = _content(poly)
    if rest.is_single:
        common = (*common, *next(iter(rest.terms)))
        rest = ONE
    vanishing = [atom.key for atom, _ in common if not atom.is_nonzero]
    if vanishing:
        raise Rejected(f"division by {vanishing[0]}, which may vanish; add the hypothesis.")
    result = constant(flint.fmpq(1) / coefficient)
    for atom, exponent in common:
        result = result * _reduced({atom: -exponent})
    if rest == ONE:
        return result
    if not is_positive(rest):
        raise Rejected(f"division by {rest.key}, which is not seen to be positive.")
    return result * atom_poly(Atom("call", "inverse", arguments=(rest,), sign="positive"))


def square_root(poly: Poly) -> Poly:
    """sqrt(P), only where the structure shows that P ≥ 0."""
    if not poly.terms:
        return ZERO
    if not is_nonnegative(poly):
        raise Rejected(f"square root of {poly.key}, which is not seen to be non-negative.")
    coefficient, common, rest = _content(poly)
    result = _rational_root(coefficient)
    if rest.is_single:
        common = (*common, *next(iter(rest.terms)))
        rest = ONE
    for atom, exponent in common:
        result = result * _root_power(atom, exponent)
    if rest == ONE:
        return result
    return result * _root_atom(rest)


def _root_atom(poly: Poly) -> Poly:
    sign = "positive" if is_positive(poly) else "nonnegative"
    return atom_poly(Atom("call", "sqrt", arguments=(poly,), sign=sign))


def _root_power(atom: Atom, exponent: int) -> Poly:
    whole, odd = divmod(exponent, 2)
    result = _absolute_power(atom, whole) if whole else ONE
    return result * _root_of_atom(atom) if odd else result


def _root_of_atom(atom: Atom) -> Poly:
    if atom.applies("Sum"):
        ((mono, _),) = atom.arguments[0].terms.items()
        if all(exponent % 2 == 0 for _, exponent in mono):
            half = Poly({tuple((a, e // 2) for a, e in mono): flint.fmpq(1)})
            return norm_over(list(zip(atom.indices, atom.sizes, strict=True)), half)
    return _root_atom(atom_poly(atom))


def _rational_root(value: flint.fmpq) -> Poly:
    """sqrt(p/q) = sqrt(p·q)/q with square factors taken out."""
    radicand, outside = int(value.p) * int(value.q), flint.fmpq(1, int(value.q))
    whole = isqrt(radicand)
    if whole * whole == radicand:
        return constant(outside * whole)
    divisor = 2
    while divisor * divisor <= radicand and divisor < 10_000:
        while radicand % (divisor * divisor) == 0:
            radicand //= divisor * divisor
            outside *= divisor
        divisor += 1
    return constant(outside) * _root_atom(constant(radicand))


def delta(left: Index, right: Index) -> Poly:
    """1 where the two indices are equal, else 0."""
    if left == right:
        return ONE
    indices = tuple(sorted((left, right)))
    return atom_poly(Atom("delta", "Kronecker", indices, sign="nonnegative"))


def is_delta(atom: Atom) -> bool:
    """Whether the atom is a Kronecker delta."""
    return atom.kind == "delta"


def call(name: str, *arguments: Poly) -> Poly:
    """An opaque function value, such as the activation's m-th derivative."""
    return atom_poly(Atom("call", name, arguments=arguments))


# ---------------------------------------------------------------- bound operations

Range = tuple[Index, Poly]


def sum_over(ranges: Iterable[Range], body: Poly) -> Poly:
    """Sum over indices that each run from 1 to a size, split into canonical parts."""
    bound = list(ranges)
    total = ZERO
    for mono, coefficient in body.terms.items():
        total = total + _sum_monomial(bound, mono).scaled(coefficient)
    return total


def _sum_monomial(bound: list[Range], mono: Monomial) -> Poly:
    names = {index for index, _ in bound}
    for atom, exponent in mono:
        if atom.applies("Sum") and atom.free & names and exponent > 0:
            return _sum_flattened(bound, mono, atom)
    tied = next(
        (
            (index, atom)
            for index, _ in bound
            for atom, _ in mono
            if is_delta(atom) and index in atom.indices
        ),
        None,
    )
    if tied is not None:
        return _sum_collapsed(bound, mono, *tied)
    result = ONE
    remaining = dict(mono)
    for component in _components(bound, mono):
        inside = {a: e for a, e in remaining.items() if a.free & {i for i, _ in component}}
        for atom in inside:
            del remaining[atom]
        result = result * _sum_atom(component, inside)
    outside = tuple(sorted(remaining.items(), key=lambda t: t[0].key))
    return result * Poly({outside: flint.fmpq(1)})


def _sum_collapsed(bound: list[Range], mono: Monomial, index: Index, tie: Atom) -> Poly:
    """Σ_i δ_ij u_i = u_j; the normaliser has seen to it that i and j run equally far."""
    (other,) = (name for name in tie.indices if name != index)
    rest = Poly({tuple((a, e) for a, e in mono if a != tie): flint.fmpq(1)})
    left = [(name, size) for name, size in bound if name != index]
    collapsed = rename(rest, {index: other})
    return sum_over(left, collapsed) if left else collapsed


def _sum_flattened(bound: list[Range], mono: Monomial, inner: Atom) -> Poly:
    """Σ_i u_i·(Σ_k v_ik)^e as one sum over more indices."""
    names = {index: fresh_index() for index in inner.indices}
    more = [(names[i], s) for i, s in zip(inner.indices, inner.sizes, strict=True)]
    rest = {atom: exponent for atom, exponent in mono}
    rest[inner] -= 1
    others = _reduced({atom: exponent for atom, exponent in rest.items() if exponent})
    return sum_over([*bound, *more], others * rename(inner.arguments[0], names))


def _components(bound: list[Range], mono: Monomial) -> list[list[Range]]:
    """Indices that occur together in a factor stay in one sum."""
    groups: list[set[Index]] = [{index} for index, _ in bound]
    names = {index for index, _ in bound}
    for atom, _ in mono:
        touched = atom.free & names
        joined = [group for group in groups if group & touched]
        if len(joined) > 1:
            groups = [group for group in groups if not group & touched] + [set().union(*joined)]
    sizes = dict(bound)
    return [[(index, sizes[index]) for index in sorted(group)] for group in groups]


def _sum_atom(ranges: list[Range], powers: Mapping[Atom, int]) -> Poly:
    if not powers:
        ((_, size),) = ranges
        return size
    mono = tuple(sorted(powers.items(), key=lambda t: t[0].key))
    sign = ""
    if monomial_is_nonnegative(mono):
        positive = all(atom.is_positive for atom, _ in mono)
        sign = "positive" if positive else "nonnegative"
    return bind("Sum", ranges, Poly({mono: flint.fmpq(1)}), sign=sign, symmetric=True)


def norm_over(ranges: list[Range], body: Poly) -> Poly:
    """Euclidean norm over the bound indices, free factors split off as absolute values."""
    if not body.terms:
        return ZERO
    names = frozenset(index for index, _ in ranges)
    coefficient, common, rest = _content(body)
    if not rest.free & names:
        outside = constant(_absolute_rational(coefficient)) * absolute(rest)
        return outside * _norm_of_product(ranges, common)
    coefficient, common, rest = _content(body, keep=names)
    result = constant(_absolute_rational(coefficient)) * _absolute_product(common)
    return result * _norm_atom(ranges, rest)


def _norm_of_product(ranges: list[Range], mono: Monomial) -> Poly:
    """Factors without bound indices come out; ‖u_j v_k‖ over j and k is ‖u‖·‖v‖."""
    names = {index for index, _ in ranges}
    inside = tuple((a, e) for a, e in mono if a.free & names)
    result = _absolute_product((a, e) for a, e in mono if not a.free & names)
    for component in _components(ranges, inside):
        bound = {index for index, _ in component}
        part = tuple((a, e) for a, e in inside if a.free & bound)
        result = result * _norm_of_connected(component, part)
    return result


def _norm_of_connected(ranges: list[Range], mono: Monomial) -> Poly:
    """‖ |u| ‖ = ‖u‖, and a norm of norms is one norm over more indices."""
    body, unwrapped = ONE, False
    for atom, exponent in mono:
        if exponent == 1 and atom.applies("Abs"):
            body, unwrapped = body * atom.arguments[0], True
        elif exponent == 1 and atom.applies("Norm"):
            fresh = {index: fresh_index() for index in atom.indices}
            inner = zip(atom.indices, atom.sizes, strict=True)
            ranges = [*ranges, *((fresh[index], size) for index, size in inner)]
            body, unwrapped = body * rename(atom.arguments[0], fresh), True
        else:
            body = body * atom_poly(atom, exponent)
    return norm_over(ranges, body) if unwrapped else _norm_atom(ranges, body)


def _absolute_product(powers: Iterable[tuple[Atom, int]]) -> Poly:
    result = ONE
    for atom, exponent in powers:
        result = result * _absolute_power(atom, exponent)
    return result


def _norm_atom(ranges: list[Range], body: Poly) -> Poly:
    used = [(index, size) for index, size in ranges if index in body.free]
    result = ONE
    for index, size in ranges:
        if index not in body.free:
            result = result * square_root(size)
    if not used:
        return result * absolute(body)
    return result * bind("Norm", used, body, sign="nonnegative", symmetric=True)


def bind(name: str, ranges: list[Range], body: Poly, *, sign: str = "", symmetric: bool) -> Poly:
    """A bound operation with canonical index names.

    `symmetric` operations do not care about the order of their indices: the least key wins.
    """
    depth = body.height + 1
    ordered = sorted(ranges, key=lambda item: item[1].key) if symmetric else list(ranges)
    best: tuple[str, Atom] | None = None
    for candidate in _orders(ordered, symmetric):
        names = {index: f"b{depth}.{place}" for place, (index, _) in enumerate(candidate)}
        inside = rename(body, names)
        if name == "Norm" and _content(inside)[0] < 0:
            inside = -inside
        sizes = tuple(size for _, size in candidate)
        atom = Atom("bound", name, tuple(names.values()), (inside,), sizes, sign)
        if best is None or atom.key < best[0]:
            best = atom.key, atom
    return atom_poly(best[1])


def _orders(ranges: list[Range], symmetric: bool) -> Iterable[list[Range]]:
    """All orders of the indices that keep equal sizes together."""
    if not symmetric:
        return [ranges]
    groups = [list(group) for _, group in itertools.groupby(ranges, key=lambda item: item[1].key)]
    choices = itertools.product(*(itertools.permutations(group) for group in groups))
    return [list(itertools.chain.from_iterable(choice)) for choice in choices]


def rename(poly: Poly, names: Mapping[Index, Index]) -> Poly:
    """Free indices renamed, everything inside made canonical again."""
    if not poly.free & names.keys():
        return poly
    total = ZERO
    for mono, coefficient in poly.terms.items():
        product = constant(coefficient)
        for atom, exponent in mono:
            product = product * _renamed_atom(atom, names, exponent)
        total = total + product
    return total


def _renamed_atom(atom: Atom, names: Mapping[Index, Index], exponent: int) -> Poly:
    if not atom.free & names.keys():
        return atom_poly(atom, exponent)
    if atom.sizes:
        inner = {index: fresh_index() for index in atom.indices}
        body = rename(rename(atom.arguments[0], inner), names)
        ranges = [(inner[i], s) for i, s in zip(atom.indices, atom.sizes, strict=True)]
        if atom.name == "Norm":
            return norm_over(ranges, body) ** exponent
        if atom.name == "Sum":
            return sum_over(ranges, body) ** exponent
        symmetric = not atom.applies("OperatorNorm", "LeastSingularValue")
        renamed = bind(atom.name, ranges, body, sign=atom.sign, symmetric=symmetric)
        ((same, _),) = next(iter(renamed.terms))
        return atom_poly(same, exponent)
    arguments = tuple(rename(argument, names) for argument in atom.arguments)
    if is_delta(atom):
        return delta(*(names.get(index, index) for index in atom.indices)) ** exponent
    if atom.applies(*_REBUILT):
        return _REBUILT[atom.name](*arguments) ** exponent
    indices = tuple(names.get(index, index) for index in atom.indices)
    return atom_poly(Atom(atom.kind, atom.name, indices, arguments, (), atom.sign), exponent)


_REBUILT = {
    "Abs": absolute,
    "sqrt": square_root,
    "inverse": reciprocal,
    "exp": exponential_of,
}


# ---------------------------------------------------------------- deciding equality


def is_zero(poly: Poly) -> bool:
    """Whether a normal form is identically zero, reciprocals cleared."""
    while poly.terms:
        reciprocals = [atom for atom in poly.atoms() if atom.applies("inverse")]
        if not reciprocals:
            return False
        poly = _cleared(poly, reciprocals[0])
    return True


def cleared(poly: Poly) -> Poly:
    """The polynomial times the positive denominators of its reciprocals; signs are kept."""
    while True:
        reciprocals = sorted((a for a in poly.atoms() if a.applies("inverse")), key=lambda a: a.key)
        if not reciprocals:
            return poly
        poly = _cleared(poly, reciprocals[0])


def _cleared(poly: Poly, inverse: Atom) -> Poly:
    degree = max(dict(mono).get(inverse, 0) for mono in poly.terms)
    total = ZERO
    for mono, coefficient in poly.terms.items():
        power = dict(mono).get(inverse, 0)
        rest = tuple((atom, e) for atom, e in mono if atom != inverse)
        total = total + Poly({rest: coefficient}) * inverse.arguments[0] ** (degree - power)
    return total
