"""Normal forms against ball evaluation: equal forms, equal values; and forms that see changes."""

import functools
import itertools
from fractions import Fraction

import flint
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Abs, Rational, Sum, exp, log, sqrt

from provcheck import algebra
from provcheck.errors import Rejected
from provcheck.normalize import normal
from provcheck.statement import Act, MaxOver, Norm, OperatorNorm
from provcheck.statement.evaluate import ball, evaluate, precision
from provcheck.statement.unfold import rename_bound

n, p, d = sympy.symbols("n p d", integer=True, positive=True)
i, j, k, e = sympy.symbols("i j k e", integer=True)
X = sympy.IndexedBase("X", shape=(n, d), real=True)
W = sympy.IndexedBase("W", shape=(p, d), real=True)
a = sympy.IndexedBase("a", shape=(p,), real=True)
x, y = sympy.symbols("x y", real=True)
s, t = sympy.symbols("s t", positive=True)
RANGES = {i: (i, 1, n), j: (j, 1, p), k: (k, 1, d)}
QUICK = settings(max_examples=150, deadline=None, derandomize=True)


def leaves(free):
    terms = [x, y, s, t, sympy.Integer(2), Rational(-1, 3), n]
    terms += [W[j, k]] if {j, k} <= free else []
    terms += [X[i, k]] if {i, k} <= free else []
    terms += [a[j]] if j in free else []
    return st.sampled_from(terms)


@st.composite
def terms(draw, depth=3, free=frozenset()):
    """A random scalar term; bound indices only where they are bound."""
    if depth == 0:
        return draw(leaves(free))
    kind = draw(st.sampled_from("+*^|NSMOAelri."))
    again = terms(depth - 1, free)
    if kind in "+*":
        left, right = draw(again), draw(again)
        return left + right if kind == "+" else left * right
    if kind in "NSM":
        index = draw(st.sampled_from(sorted(set(RANGES) - free, key=str) or [None]))
        if index is not None:
            inside = draw(terms(depth - 1, free | {index}))
            operation = {"N": Norm, "S": Sum, "M": MaxOver}[kind]
            return operation(inside, RANGES[index])
    if kind == "O" and not {j, k} & free:
        return OperatorNorm(draw(terms(depth - 1, free | {j, k})), RANGES[j], RANGES[k])
    unary = {
        "^": lambda u: u**2,
        "|": Abs,
        "A": lambda u: Act(1, u),
        "e": lambda u: exp(u / 8),
        "l": lambda u: log(1 + u**2),
        "r": lambda u: sqrt(u**2 + s),
        "i": lambda u: 1 / (1 + u**2),
    }
    return unary.get(kind, lambda u: u)(draw(again))


numbers = st.fractions(-3, 3, max_denominator=4)


@st.composite
def points(draw):
    def array(*shape):
        if not shape:
            return ball(draw(numbers))
        return tuple(array(*shape[1:]) for _ in range(shape[0]))

    sizes = [draw(st.integers(1, 2)) for _ in range(3)]
    named = dict(zip("npd", sizes, strict=True))
    reals = {name: ball(draw(numbers)) for name in "xy"}
    signed = {name: ball(abs(draw(numbers)) + Fraction(1, 4)) for name in "st"}
    arrays = {"X": array(sizes[0], sizes[2]), "W": array(*sizes[1:]), "a": array(sizes[1])}
    return {**named, **reals, **signed, **arrays, "activation": "tanh", "beta": ball(1)}


def form(term):
    try:
        return normal(term)
    except Rejected:
        return None


def value(term, point):
    with precision(128):
        return evaluate(term, point)


class Reader:
    """The value of a normal form, read from its data and from nothing else."""

    def __init__(self, point):
        self.point = point

    def poly(self, poly, env):
        total = ball(0)
        for mono, coefficient in poly.terms.items():
            product = ball(Fraction(int(coefficient.p), int(coefficient.q)))
            for atom, exponent in mono:
                factor = self.atom(atom, env)
                product *= factor**exponent if exponent > 0 else (1 / factor) ** -exponent
            total += product
        return total

    def atom(self, atom, env):
        if atom.kind == "symbol":
            return ball(self.point[atom.name])
        if atom.kind == "entry":
            entry = self.point[atom.name]
            for index in atom.indices:
                entry = entry[env[index]]
            return entry
        if atom.kind == "call":
            return self.call(atom.name, self.poly(atom.arguments[0], env))
        counts = [int(float(self.poly(size, {}))) for size in atom.sizes]
        places = itertools.product(*(range(count) for count in counts))
        body = atom.arguments[0]
        values = [
            self.poly(body, {**env, **dict(zip(atom.indices, at, strict=True))}) for at in places
        ]
        return self.bound(atom.name, values, counts)

    def call(self, name, inside):
        if name.startswith("act"):
            return value(Act(int(name[3:]), x), {**self.point, "x": inside})
        if name == "sqrt":
            return flint.arb.nonnegative_part(inside).sqrt()
        return {"Abs": abs, "inverse": lambda u: 1 / u}.get(name, lambda u: getattr(u, name)())(
            inside
        )

    def bound(self, name, values, counts):
        if name == "Sum":
            return sum(values, ball(0))
        if name == "MaxOver":
            return functools.reduce(flint.arb.max, values)
        if name == "OperatorNorm" and 1 not in counts:
            gram = flint.arb_mat(*counts, values)
            tops = flint.acb_mat(gram * gram.transpose()).eig(multiple=True)
            return flint.arb.nonnegative_part(
                functools.reduce(flint.arb.max, (top.real for top in tops))
            ).sqrt()
        return flint.arb.nonnegative_part(sum((u * u for u in values), ball(0))).sqrt()


@QUICK
@given(terms(), points())
def test_a_term_and_its_form_have_one_value(term, point):
    seen = form(term)
    if seen is not None:
        with precision(128):
            assert value(term, point).overlaps(Reader(point).poly(seen, {})), (term, seen.key)


@QUICK
@given(st.lists(terms(depth=2), min_size=4, max_size=4), points())
def test_a_sum_of_terms_and_its_form_have_one_value(found, point):
    first, second, third, fourth = found
    whole = sqrt((first - second) ** 2) * third / (1 + fourth**2) - (first * third) ** 2
    seen = form(whole)
    if seen is not None:
        with precision(128):
            assert value(whole, point).overlaps(Reader(point).poly(seen, {})), whole


@QUICK
@given(terms(), points())
def test_terms_seen_to_be_nonnegative_are(term, point):
    seen = form(term)
    if seen is not None and algebra.is_nonnegative(seen):
        assert not value(term, point) < 0, term
    if seen is not None and algebra.is_positive(seen):
        assert not value(term, point) <= 0, term


def rewritten(term, factor, base):
    """Other ways to write `term`."""
    yield term * factor / factor
    yield Rational(1, 3) * term + Rational(2, 3) * term
    yield (term + base) - base
    yield Sum(term, (e, 1, n)) / n
    yield rename_bound(term)
    yield term + (base + 1) ** 2 - base**2 - 2 * base - 1
    yield sqrt(s) * sqrt(t) * term / sqrt(s * t)


@QUICK
@given(terms(), terms(depth=1))
def test_rewriting_keeps_the_form(term, base):
    seen = form(term)
    if seen is None or form(base) is None:
        return
    for other in rewritten(term, s + t, base):
        assert algebra.is_zero(normal(other) - seen), other


@QUICK
@given(terms(), terms(depth=2), points())
def test_nudged_coefficient_changes_the_form(term, other, point):
    seen, more = form(term), form(other)
    if seen is None or more is None or not more.terms:
        return
    assert not algebra.is_zero(normal(term + other / 1000) - seen), (term, other)


@QUICK
@given(terms(depth=2), points())
def test_constructors_agree_with_their_values(term, point):
    """|u|, ‖u‖ over an unused index, and the root of u² are what they are called."""
    if form(term) is None:
        return
    inside = value(term, point)
    for whole, expected in (
        (sympy.Pow(term**2, sympy.S.Half, evaluate=False), abs(inside)),
        (Norm(term, (e, 1, n)), abs(inside) * ball(point["n"]).sqrt()),
        (Sum(term, (e, 1, n)), inside * point["n"]),
    ):
        assert value(whole, point).overlaps(expected)


def test_symbols_may_bear_the_names_of_operations():
    for name in ("Abs", "Norm", "Sum", "sqrt", "exp", "log", "inverse", "Kronecker", "act0", "pi"):
        symbol = sympy.Symbol(name, positive=True)
        assert algebra.is_zero(normal((symbol + 1) ** 2) - normal(symbol**2 + 2 * symbol + 1))
        assert normal(1 / (1 + symbol)) != normal(1 / (2 + symbol))
        assert not algebra.is_zero(normal(symbol) - normal(sympy.pi))
