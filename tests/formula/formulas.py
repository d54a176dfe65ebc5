"""What the tests of formulas share: random trees, their meaning in balls, and short calls."""

from fractions import Fraction

import flint
from hypothesis import strategies as st

from provcheck.formula.build import Builder, Work
from provcheck.formula.fault import Source
from provcheck.formula.latex import tokenize_latex
from provcheck.formula.parse import Parser
from provcheck.formula.tokens import tokenize
from provcheck.formula.tree import (
    Call,
    Constant,
    Derivative,
    Name,
    Negative,
    Number,
    Power,
    Product,
    Series,
    Total,
)

NAMES = ("x", "y", "beta", "x_1", "lambda_c")
FUNCTIONS = (
    "abs", "sqrt", "exp", "log", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh",
    "tanh", "erf", "gamma", "sigmoid", "softplus", "relu",
)  # fmt: skip


def tree_of(text, *, latex=False, variables=()):
    """The tree of one expression."""
    source = Source(text)
    tokens = tokenize_latex(source) if latex else tokenize(source)
    parser = Parser(source, tokens, juxtaposed=latex, variables=variables)
    tree = parser.expression()
    parser.finish()
    return tree


def term_of(tree, text=""):
    """The SymPy term of a tree, or of a text."""
    if isinstance(tree, str):
        tree, text = tree_of(tree), tree
    return Builder(Source(text), {}, Work()).build(tree)


whole = st.integers(0, 12).map(lambda n: Number(Fraction(n)))
fractions = st.fractions(0, 9, max_denominator=12).map(Number)


def trees(numbers=whole, *, notations=True, names=NAMES):
    """Random trees such as the parser makes them."""
    leaves = st.one_of(
        numbers,
        st.sampled_from(names).map(Name),
        st.sampled_from(["pi", "E"]).map(Constant),
    )
    return st.recursive(leaves, lambda part: _grown(part, notations), max_leaves=8)


def _grown(part, notations):
    later = st.lists(st.tuples(st.booleans(), part), min_size=1, max_size=3)
    joined = st.tuples(part, later).map(lambda p: ((False, p[0]), *p[1]))
    small = st.integers(1, 4).map(lambda n: Number(Fraction(n)))
    kinds = [
        part.map(Negative),
        joined.map(Total),
        joined.map(Product),
        st.builds(Power, part, st.one_of(small, small.map(Negative), part)),
        st.builds(lambda f, a: Call(f, (a,)), st.sampled_from(FUNCTIONS), part),
        st.builds(lambda f, a, b: Call(f, (a, b)), st.sampled_from(["min", "max"]), part, part),
    ]
    if notations:
        kinds += [
            st.builds(lambda a, n, k: Derivative(a, ((n, k),)), part, st.sampled_from(NAMES),
                      st.integers(1, 2)),
            st.builds(lambda a, n: Series(a, "k", Number(Fraction(1)), n), part, small),
        ]  # fmt: skip
    return st.one_of(*kinds)


def value(tree, point):
    """The meaning of a tree in balls, by its definition alone; NaN where it is undefined."""
    if isinstance(tree, Number):
        return flint.arb(flint.fmpq(tree.value.numerator, tree.value.denominator))
    if isinstance(tree, Constant):
        return flint.arb.pi() if tree.name == "pi" else flint.arb.const_e()
    if isinstance(tree, Name):
        return point[tree.name]
    if isinstance(tree, Negative):
        return -value(tree.operand, point)
    if isinstance(tree, Total):
        parts = [(minus, value(term, point)) for minus, term in tree.terms]
        return sum((-v if minus else v for minus, v in parts), flint.arb(0))
    if isinstance(tree, Product):
        result = flint.arb(1)
        for divided, factor in tree.factors:
            result = result / value(factor, point) if divided else result * value(factor, point)
        return result
    if isinstance(tree, Power):
        exponent = value(tree.exponent, point)
        whole_number = exponent.unique_fmpz() if exponent.is_exact() else None
        base = value(tree.base, point)
        return base ** (exponent if whole_number is None else whole_number)
    return _called(tree.function, [value(argument, point) for argument in tree.arguments])


def _called(name, arguments):
    x = arguments[0]
    if name in ("min", "max"):
        return getattr(x, name)(arguments[1])
    special = {
        "abs": lambda: abs(x),
        "sigmoid": lambda: 1 / (1 + (-x).exp()),
        "softplus": lambda: (1 + x.exp()).log(),
        "relu": lambda: x.max(flint.arb(0)),
    }
    return special[name]() if name in special else getattr(x, name)()
