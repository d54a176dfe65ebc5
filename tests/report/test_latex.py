"""Formulas: everything SymPy prints is set as mathematics, and nothing makes the report fail."""

import re
from xml.etree import ElementTree

import pytest
import sympy
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import latex

from provcheck.report import latex_names
from provcheck.report.latex import Fenced, Mark, Scripts, Words, parse
from provcheck.report.mathml import mathml
from provcheck.report.typst_math import typst_math, typst_segments
from provcheck.statement import terms

x, y, z, t = sympy.symbols("x y z t", real=True)
beta = sympy.Symbol("beta", positive=True)
i, j, k, n, p = sympy.symbols("i j k n p", integer=True, positive=True)
a, W = sympy.IndexedBase("a"), sympy.IndexedBase("W")
F = terms.define("F", (i,), x, r"F_{<0>}(W)")

SYMPY_FORMS = [
    x / y + sympy.Rational(1, 8) * beta**2,
    sympy.sqrt(x) * sympy.cbrt(y) ** 2 / sympy.root(z, 5),
    1.5e-7 * x - sympy.pi * sympy.E,
    sympy.Symbol("M'_D") * sympy.Symbol("lambda_c") ** 2 * sympy.Symbol("x_hat"),
    sympy.Abs(x) + sympy.floor(y) + sympy.ceiling(z) + sympy.sign(x),
    sympy.log(1 + sympy.exp(beta * x)) / beta,
    sympy.sin(x) ** 2 + sympy.cosh(y) ** -1 + sympy.sech(z) + sympy.atan2(x, y) + sympy.erf(x),
    sympy.Max(x, y, 0) - sympy.Min(x, y),
    sympy.Sum(a[j] * W[j, k], (j, 1, p), (k, 1, n)),
    sympy.Sum(x, (i, 1, n), (j, 1, n)) ** 2,
    sympy.Product(i + 1, (i, 1, n)),
    sympy.Integral(sympy.exp(-(x**2)), (x, -sympy.oo, sympy.oo)),
    sympy.Integral(x * y, x, y),
    sympy.Limit(1 / x, x, sympy.oo),
    sympy.Derivative(sympy.Function("f")(x), x, 2),
    sympy.Derivative(sympy.Function("f")(x, y), x, y),
    sympy.Subs(x**2, x, 3),
    sympy.Piecewise((1, x > 0), (-1, True)),
    sympy.KroneckerDelta(i, j) + sympy.Heaviside(x) + sympy.DiracDelta(x),
    sympy.binomial(n, 2) + sympy.factorial(n) + sympy.gamma(x),
    sympy.And(x > 0, sympy.Or(y <= 1, sympy.Ne(z, 0))),
    sympy.Implies(sympy.Symbol("A"), sympy.Not(sympy.Symbol("B"))),
    sympy.Equivalent(sympy.Symbol("A"), sympy.Symbol("B")),
    sympy.Contains(t, sympy.Interval.open(0, 1)),
    sympy.Union(sympy.FiniteSet(1, 2), sympy.Interval(3, sympy.oo)),
    sympy.S.Reals, sympy.S.EmptySet, sympy.zoo, -sympy.oo, sympy.S.true,
    sympy.Matrix([[1, x], [y, 4]]),
    sympy.Tuple(x, y), sympy.conjugate(sympy.Symbol("w")), sympy.I,
    sympy.Eq(x, y, evaluate=False), x < y, x >= y,
    terms.Norm(W[j, k], (j, 1, p), (k, 1, n)) ** 2,
    terms.OperatorNorm(W[i, j], (i, 1, p), (j, 1, p)),
    terms.MaxOver(sympy.Abs(a[j]), (j, 1, p)),
    terms.Sup(terms.Act(2, t), (t, -sympy.oo, sympy.oo)),
    terms.Act(0, x) + terms.Act(1, x) ** 2 + terms.Act(3, x),
    F(i) ** 2,
    terms.TendsToInfinity(x, W), terms.Smooth(x, W), terms.ExpIntegrable(x, W),
    terms.SatisfiesPoincare(x, W, sympy.Symbol("s")),
]  # fmt: skip


def typeset(segments):
    """Fails if typst refuses one of the segments."""
    source = "\n".join(f'#eval({quoted(segment)}, mode: "math")' for segment in segments)
    return typst.compile(source.encode())


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@pytest.mark.parametrize("form", SYMPY_FORMS, ids=lambda form: type(form).__name__)
def test_every_form_of_sympy_is_known(form):
    source = latex(form)
    known = {"frac", "sqrt", "left", "right", "begin", "end", "substack", "binom", "text",
             "operatorname", "limits", "tfrac"}  # fmt: skip
    known |= {*latex_names.SYMBOLS, *latex_names.FUNCTIONS, *latex_names.STYLES}
    known |= {*latex_names.ACCENTS, *latex_names.SPACES}
    assert set(re.findall(r"\\([A-Za-z]+)", source.replace(r"\\", " "))) <= known
    ElementTree.fromstring(f"<p>{mathml(source).replace('<wbr>', '')}</p>")
    assert "<math" in mathml(source)


def test_typst_accepts_every_form_of_sympy():
    segments = [segment for form in SYMPY_FORMS for segment in typst_segments(latex(form))]
    assert typeset(segments).startswith(b"%PDF-")


def test_typst_accepts_every_name():
    names = [*latex_names.SYMBOLS, *latex_names.SPACES, *latex_names.FUNCTIONS]
    names += [f"{name}{{x}}" for name in (*latex_names.STYLES, *latex_names.ACCENTS)]
    environments = ("matrix pmatrix bmatrix vmatrix Vmatrix cases aligned array substack").split()
    formulas = [rf"x \{name} y" for name in names]
    formulas += [rf"\begin{{{e}}}{{c}} a & b, c \\ d; \end{{{e}}}" for e in environments]
    assert typeset([s for f in formulas for s in typst_segments(f)]).startswith(b"%PDF-")


@pytest.mark.parametrize("source, wanted", [
    (r"\frac{1}{2}", "frac(1, 2)"),
    (r"\sigma'^{2}", "attach(σ, t: ′ 2)"),
    (r"M'_{D}", "attach(M, b: D, t: ′)"),
    (r"\left(a, b\right)", r"lr(\( a \, b \))"),
    (r"\mathrm{gLip}", '"gLip"'),
    (r"\max_{j} x", 'attach(op("max", limits: #true), b: j) x'),
    (r"\sum_{\substack{i\\j}}^{n}",
     "attach(∑, b: mat(delim: #none, row-gap: #0.15em, i; j), t: n)"),
    (r"{}^{2}", 'attach("", t: 2)'),
    (r"\unheard{x}", '"unheard" x'),
    ("#x", r"\# x"),
    (r"\text{a \_ b}", '"a _ b"'),
    ("", ""),
])  # fmt: skip
def test_typst_text_of_a_formula(source, wanted):
    assert typst_math(source) == wanted


def test_lines_may_break_before_relations_and_signs_only():
    assert typst_segments("-a + b \\leq c = -d") == ["− a", r'"" \+ b', '"" ≤ c', r'"" \= − d']
    assert typst_segments(r"\left(a + b\right)") == [r"lr(\( a \+ b \))"]


def test_bare_bars_pair_up():
    assert parse(r"\|W\|_F^2").items == (
        Scripts(Fenced("‖", parse("W"), "‖"), below=Mark("F"), above=Mark("2")),
    )
    assert parse("a | b").items[1] == Mark("|")


def test_text_keeps_its_spaces():
    assert parse(r"\text{ as }").items == (Words(" as "),)


@pytest.mark.parametrize(
    "source",
    [
        r"\frac",
        r"\frac{1",
        r"\left(",
        r"\right)",
        "^",
        "_{",
        "}}}{{",
        r"\begin{cases}",
        r"\end{x}",
        "&",
        r"\\",
        r"\sqrt[",
        "\\",
        r"\text{",
        "x^^2",
        "a__b",
        "'" * 9,
        r"\operatorname",
        "{" * 900,
    ],
)
def test_unbalanced_input_never_fails(source):
    typeset(typst_segments(source))
    assert "<" in mathml(source) or source == ""


@pytest.mark.parametrize("source", [r"\text{<script>x</script>}", "<b>", "a & b", '"', r"\foo<i>"])
def test_mathml_escapes_what_a_page_would_run(source):
    tree = ElementTree.fromstring(f"<p>{mathml(source).replace('<wbr>', '')}</p>")
    assert not {"script", "b", "i"} & {node.tag for node in tree.iter()}


PIECES = st.sampled_from([
    "{", "}", "^", "_", "'", "&", r"\\", r"\left", r"\right", "(", ")", "|", r"\|", ",", ";", "#",
    "$", '"', r"\frac", r"\sqrt", r"\text", r"\sum", r"\substack", r"\begin{cases}", r"\end{cases}",
    r"\mathbb", r"\!", "x", "1.5", " ", "/", ":", "=", "\\", "é", "∑", "*", "@", "~", "`", "-", ".",
])  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_no_mixture_of_pieces_breaks_typst(source):
    typeset(typst_segments(source))
