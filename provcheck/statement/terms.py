"""The symbolic language of claims: scalars with indices, sums and norms that bind them.

Vectors and matrices are written by their entries. ``Norm(x[i, k], (k, 1, d))`` is the Euclidean
norm of the vector (x_i1 … x_id), and with two ranges the Frobenius norm of a matrix; an inner
product is a plain ``Sum``. Every atom is therefore a scalar SymPy expression, and what a cited
inequality says about vectors can be matched index by index.
"""

import re

import sympy
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.logic.boolalg import Boolean

from provcheck.errors import StatementError


class IndexRange(ExprWithLimits):
    """An operation that binds index symbols, each running from 1 to a size."""

    is_commutative = True
    is_extended_real = True
    is_real = True

    def __new__(cls, body, *ranges):
        return ExprWithLimits.__new__(cls, sympy.sympify(body), *ranges)

    def doit(self, **_hints):
        return self


class Norm(IndexRange):
    """Euclidean norm over the bound indices: sqrt(Sum(body**2)). Frobenius with two of them."""

    is_nonnegative = True

    def _latex(self, printer):
        return rf"\left\|{printer.doprint(self.function)}\right\|_{{{_bound(self, printer)}}}"


class OperatorNorm(IndexRange):
    """Spectral norm of the matrix whose rows and columns are the two bound indices."""

    is_nonnegative = True

    def _latex(self, printer):
        return rf"\left\|{printer.doprint(self.function)}\right\|_{{\mathrm{{op}}}}"


class LeastSingularValue(IndexRange):
    """``LeastSingularValue(J[a, k], (a, 1, N), (k, 1, m))``: least ‖Jᵀv‖ over unit v in R^N.

    It is the square root of the least eigenvalue of J Jᵀ, and 0 where N > m.
    """

    is_nonnegative = True

    def _latex(self, printer):
        return rf"\sigma_{{\min}}\!\left({printer.doprint(self.function)}\right)"


class MaxOver(IndexRange):
    """Largest value over the bound indices."""

    def _latex(self, printer):
        return rf"\max_{{{_bound(self, printer)}}} {printer.doprint(self.function)}"


class Sup(IndexRange):
    """Supremum over one real variable, written ``Sup(body, (t, -oo, oo))``."""

    def _latex(self, printer):
        return rf"\sup_{{{_bound(self, printer)}}} {printer.doprint(self.function)}"


class Infimum(IndexRange):
    """Infimum over an interval of one real variable, written ``Infimum(body, (x, low, high))``."""

    def _latex(self, printer):
        return rf"\inf_{{{_interval(self, printer)}}} {printer.doprint(self.function)}"


class GibbsMass(IndexRange):
    """``GibbsMass(E, (x, low, high))``: the integral of exp(-E) over the interval, by that over ℝ.

    E is a polynomial in x, of even degree and positive leading coefficient.
    """

    is_nonnegative = True

    def _latex(self, printer):
        inside = rf"e^{{-{printer.doprint(self.function)}}}"
        return rf"\mu_{{{inside}}}\!\left({_interval(self, printer)}\right)"


class SpectralGap(IndexRange):
    """``SpectralGap(E, (x, low, high))``: least non-zero Neumann eigenvalue of -h'' + E'h'.

    It is the largest κ with κ·Var(h) ≤ E[h'²] under the measure ∝ exp(-E) on the interval; for a
    loss L and step s, λ_s = (s/2)·SpectralGap(2L/s, (x, -oo, oo)). E is a polynomial in x.
    """

    is_nonnegative = True

    def _latex(self, printer):
        body = printer.doprint(self.function)
        return rf"\mathrm{{gap}}_{{{_interval(self, printer)}}}\!\left({body}\right)"


def _interval(term, printer) -> str:
    (variable, low, high) = (printer.doprint(part) for part in term.limits[0])
    return rf"{low} \le {variable} \le {high}"


def _bound(term, printer) -> str:
    return ", ".join(printer.doprint(limit[0]) for limit in term.limits)


class Act(sympy.Function):
    """``Act(m, z)``: the m-th derivative of the activation function at z."""

    nargs = 2
    is_real = True

    def fdiff(self, argindex=2):
        if argindex != 2:
            raise sympy.core.function.ArgumentIndexError(self, argindex)
        return Act(self.args[0] + 1, self.args[1])

    def _latex(self, printer, exp=None):
        order, point = self.args
        primes = "'" * int(order)
        power = "" if exp is None else rf"^{{{exp}}}"
        return rf"\sigma{primes}{power}\!\left({printer.doprint(point)}\right)"


class Partial(sympy.Function):
    """``Partial(expr, W[j, k])`` or ``Partial(expr, t)``: a partial derivative, not yet taken.

    Unlike `sympy.Derivative` it looks through abbreviations and does not evaluate on its own.
    """

    nargs = 2
    is_real = True

    def _latex(self, printer, exp=None):
        of, variable = _operand(self.args[0], printer), printer.doprint(self.args[1])
        text = rf"\frac{{\partial}}{{\partial {variable}}} {of}"
        return text if exp is None else rf"\left({text}\right)^{{{exp}}}"


class Jet(sympy.Function):
    """``Jet(h, W)``: an arbitrary smooth function h of the array W, at W.

    With indices its partial derivatives: ``Jet(h, W, j, k)`` is ∂h/∂W[j, k], and twice as many
    indices make a second derivative. h is a plain real symbol that only names the function.
    """

    is_real = True

    @property
    def order(self) -> int:
        """How many times the function is differentiated."""
        return (len(self.args) - 2) // len(self.args[1].shape)

    def _latex(self, printer, exp=None):
        name, base, *indices = (printer.doprint(argument) for argument in self.args)
        rank = len(self.args[1].shape)
        groups = [indices[i : i + rank] for i in range(0, len(indices), rank)]
        below = "".join(rf"\partial {base}_{{{' '.join(group)}}}" for group in groups)
        power = "" if len(groups) < 2 else f"^{{{len(groups)}}}"
        text = rf"\frac{{\partial{power} {name}}}{{{below}}}" if groups else name
        return text if exp is None else rf"{_fenced(text)}^{{{exp}}}"


class Directional(sympy.Function):
    """``Directional(expr, W, V)``: derivative of expr in W along the direction V (two arrays)."""

    nargs = 3
    is_real = True

    def _latex(self, printer, exp=None):
        of = _operand(self.args[0], printer)
        base, direction = (printer.doprint(argument) for argument in self.args[1:])
        text = rf"D_{{{base}}} {of}[{direction}]"
        return text if exp is None else rf"\left({text}\right)^{{{exp}}}"


class Defined(sympy.Function):
    """A named abbreviation; the kernel reads it as its body, a reader as its name.

    Made by `define`, one class each, and applied to its parameters: ``f(i)``, ``loss()``.
    """

    is_real = True
    parameters: tuple = ()
    body = None
    latex_form = ""

    def _latex(self, printer, exp=None):
        values = [printer.doprint(argument) for argument in self.args]
        text = self.latex_form
        for position, value in enumerate(values):
            text = text.replace(f"<{position}>", value)
        return text if exp is None else rf"{_fenced(text)}^{{{exp}}}"


_CLOSED = re.compile(r"\\?\w+(_\{[^{}]*\}|_\w)?|\\\|.*\\\|(_\{[^{}]*\}|_\\?\w+)?|\(.*\)")


def _fenced(text: str) -> str:
    """LaTeX that a power can stand on: a symbol, a norm, or something in parentheses."""
    return f"{{{text}}}" if _CLOSED.fullmatch(text) else rf"\left({text}\right)"


def _operand(term, printer) -> str:
    """An operand of a derivative, in parentheses where it is a sum, a product or a power."""
    text = printer.doprint(term)
    is_loose = term.is_Add or term.is_Mul or term.is_Pow or isinstance(term, sympy.Sum)
    return rf"\left({text}\right)" if is_loose else text


def define(name: str, parameters: tuple, body, latex: str) -> type[Defined]:
    """Name an expression.

    Args:
        name: identifier, unique in its pack.
        parameters: symbols (indices) or IndexedBases' stand-ins that the body depends on.
        body: expression in those parameters.
        latex: how people read it; ``<0>``, ``<1>`` … stand for the arguments.
    """
    attributes = {
        "nargs": len(parameters),
        "parameters": tuple(parameters),
        "body": sympy.sympify(body),
        "latex_form": latex,
        "__module__": __name__,
    }
    return type(name, (Defined,), attributes)


class Proposition(Boolean):
    """A statement that is not a comparison of two numbers: a limit, integrability, smoothness."""

    words = ""

    def __new__(cls, *arguments):
        return Boolean.__new__(cls, *(sympy.sympify(argument) for argument in arguments))

    def _latex(self, printer):
        return self.words.format(*(printer.doprint(argument) for argument in self.args))


class Sentence(Proposition):
    """``Sentence("…")``: a sentence of a paper as it stands, for an experiment to measure.

    The text is kept as the name of one symbol.
    """

    def __new__(cls, text):
        if isinstance(text, sympy.Symbol):  # SymPy makes a term anew from its arguments
            text = text.name
        if not isinstance(text, str) or not text.strip():
            raise StatementError(f"sentence: {text!r} is no text; give the paper's own words.")
        return Boolean.__new__(cls, sympy.Symbol(" ".join(text.split())))

    @property
    def text(self) -> str:
        """The sentence as it was written, on one line."""
        return self.args[0].name

    def _latex(self, printer):
        escaped = (_ESCAPED.get(letter, letter) for letter in self.text)
        return rf"\text{{{''.join(escaped)}}}"


_ESCAPED = {letter: f"\\{letter}" for letter in "%&#$_{}"}
_ESCAPED |= {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


class TendsToInfinity(Proposition):
    """``TendsToInfinity(expr, W)``: expr → +∞ as the Frobenius norm of W grows."""

    words = r"{0} \to \infty \text{{ as }} \|{1}\|_F \to \infty"


class Smooth(Proposition):
    """``Smooth(expr, W)``: expr is infinitely differentiable in the entries of W."""

    words = r"{0} \in C^\infty \text{{ in }} {1}"


class ExpIntegrable(Proposition):
    """``ExpIntegrable(expr, W)``: the integral of exp(-expr) over all W is finite."""

    words = r"\int e^{{-{0}}}\,d{1} < \infty"


class SatisfiesPoincare(Proposition):
    """``SatisfiesPoincare(F, W, s)``: the measure ∝ exp(-2F/s) obeys a Poincaré inequality.

    There is a λ_s > 0 with Var(h) ≤ (s/2λ_s)·E‖∇h‖² for every smooth h of compact support.
    """

    words = (
        r"\exists \lambda_{2} > 0:\ \mathrm{{Var}}_{{\mu_{2}}}(h) \le "
        r"\tfrac{{{2}}}{{2\lambda_{2}}}\,\mathbb{{E}}_{{\mu_{2}}}\|\nabla h\|^2,\ "
        r"\mu_{2} \propto e^{{-2 {0} / {2}}}"
    )


class PoincareConstant(Proposition):
    """``PoincareConstant(F, W, s, kappa)``: the measure ∝ exp(-2F/s) has the constant kappa.

    Var(h) ≤ (s/2·kappa)·E‖∇h‖² for every smooth h of compact support.
    """

    words = (
        r"\mathrm{{Var}}_{{\mu}}(h) \le \frac{{{2}}}{{2 \cdot {3}}}\,"
        r"\mathbb{{E}}_{{\mu}}\|\nabla h\|^2,\ \mu \propto e^{{-2 {0} / {2}}}"
    )


class ZeroIntegral(Proposition):
    """``ZeroIntegral(expr, W, h)``: the integral of expr over all W is 0.

    For every smooth function named h of compact support.
    """

    words = r"\int {0}\,d{1} = 0 \text{{ for all }} {2} \in C_c^\infty"


class NonnegativeIntegral(Proposition):
    """``NonnegativeIntegral(expr, W, h)``: the integral of expr over all W is at least 0.

    For every smooth function named h of compact support.
    """

    words = r"\int {0}\,d{1} \ge 0 \text{{ for all }} {2} \in C_c^\infty"
