"""Statements as one line of Unicode text, for terminals and plain JSON."""

import re
from typing import Any

import sympy
from sympy.printing.str import StrPrinter

from provcheck.greek import GREEK, symbol_text
from provcheck.statement.closed_form import decode
from provcheck.statement.net_json import decode_point
from provcheck.statement.terms import Act, Defined, Partial, Proposition

_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_COMMANDS = {
    r"\|": "‖", r"\nabla": "∇", r"\Delta": "Δ", r"\partial": "∂", r"^\top": "ᵀ", r"\infty": "∞",
    r"\left": "", r"\right": "", r"\,": "", r"\lambda": "λ", r"\ell": "ℓ",
    r"\mathcal{L}": "𝓛", r"\langle": "⟨", r"^\ast": "∗", r"\rangle": "⟩", r"\cdot": "·",
    r"\exp": "exp",
} | {f"\\{name}": sign for name, sign in GREEK.items()}  # fmt: skip
_SIGNS = {"LessThan": "≤", "StrictLessThan": "<", "GreaterThan": "≥", "StrictGreaterThan": ">"}
_SIGNS |= {"Equality": "=", "Unequality": "≠"}
_ABOUT_NETS = {
    "PositiveDefiniteAlmostSurely": "K(θ, X) is positive definite for almost all θ and X",
    "FinitelyManySingular": "all nq × nq submatrices of J(θ, X) are singular at finitely many "
    "(θ, X) only",
    "LossVanishesAlmostSurely": "L(θ(t)) → 0 as t → ∞ for almost all θ(0) and X",
    "FlowContinuesAlmostSurely": "θ′ = -∇L(θ) has a solution on [0, ∞) for almost all θ(0) and X",
    "FlowKeepsNullSets": "θ(0) ↦ θ(t) is a diffeomorphism off a null set",
    "NtkContinuousAlmostSurely": "t ↦ K(θ(t)) is continuous for almost all θ(0) and X",
    "NtkAtLeastThatOf": "K_σ(θ, X) ⪰ K_{0}(θ, X) for all θ and X",
    "LossSmoothAlmostEverywhere": "L(θ) is analytic in θ near almost all θ and X",
    "FlowStartsAlmostSurely": "θ′ = -∇L(θ) has a unique solution for some time from almost all "
    "θ(0) and X",
}


_MOST_DIGITS, _ENDS = 60, 8
"""A number of more digits is shortened, to so many at either end."""
_COUNTED = 4000


def one_line(relation: Any) -> str:
    """A relation or term as people would type it in a review: `‖a‖·√p ≤ 2·λ²`."""
    return _Line().doprint(relation)


def number_text(value: Any) -> str:
    """A scalar of a setting as it stands in JSON: a rational, or a closed form as `log(2 + √3)`."""
    if isinstance(value, dict) and "closed_form" in value:
        return one_line(decode(value["closed_form"]))
    return str(value)


def latex_text(term: Any) -> str:
    """A relation or term in LaTeX, its numbers of very many digits shortened as in `one_line`."""
    return re.sub(
        rf"\d{{{_MOST_DIGITS + 1},}}", lambda found: _in_latex(found[0]), sympy.latex(term)
    )


def _in_latex(digits: str) -> str:
    head = digits.rstrip("0")
    if len(head) > _ENDS:
        return rf"{digits[:_ENDS]}\ldots {digits[-_ENDS:]}"
    power = f"10^{{{len(digits) - len(head)}}}"
    return power if head == "1" else rf"{head} \cdot {power}"


def label_text(latex: str) -> str:
    """A short LaTeX label in Unicode, "" where that needs more than signs and accents."""
    text = re.sub(r"\\tilde\s*\{?(\w)\}?", "\\1\N{COMBINING TILDE}", latex)
    text = re.sub(r"\\mathrm\{(\w+)\}", r"\1", text)
    text = re.sub(r"\\big\|_\{(\w+)\}", r"|\1", text)
    text = re.sub(r"\\sqrt\{(\w+)\}", r"√\1", text)
    for command in sorted(_COMMANDS, key=len, reverse=True):
        ending = r"(?![a-zA-Z])\s*" if command[-1].isalpha() else ""
        text = re.sub(re.escape(command) + ending, _COMMANDS[command], text)
    text = re.sub(r"_\{(\w+)\}", r"_\1", text)
    text = re.sub(r"\^(\d)", lambda power: power[1].translate(_SUPERSCRIPT), text)
    return "" if "\\" in text else text


def _digits(number: int) -> str:
    """A whole number; one of very many digits as a power of ten, or by its ends."""
    if abs(number) < 10**_MOST_DIGITS:
        return str(number)
    if abs(number) >= 10**_COUNTED:
        return f"{'-' * (number < 0)}(more than {_COUNTED} digits)"
    text = str(abs(number))
    head = text.rstrip("0")
    sign = "-" * (number < 0)
    if len(head) <= _ENDS:
        power = "10" + str(len(text) - len(head)).translate(_SUPERSCRIPT)
        return sign + (power if head == "1" else f"{head}·{power}")
    return f"{sign}{text[:_ENDS]}…{text[-_ENDS:]} ({len(text)} digits)"


def _numbers_last(term: Any) -> list[Any]:
    """The arguments of a maximum in a fixed order, as people write them: max(x, 0)."""
    return sorted(term.args, key=lambda argument: (argument.is_number, str(argument)))


class _Line(StrPrinter):
    """SymPy's one-line printer with mathematical signs and the terms of the statement language."""

    printmethod = "_one_line"  # Indexed prints itself otherwise

    def _print_Symbol(self, symbol):
        return symbol_text(symbol.name)

    _print_Dummy = _print_Symbol

    def _print_IndexedBase(self, base):
        return symbol_text(str(base.label))

    def _print_Indexed(self, term):
        indices = "".join(self._print(index) for index in term.indices)
        simple = all(index.is_Symbol or index.is_Integer for index in term.indices)
        return f"{self._print(term.base)}_{indices if simple else '{' + indices + '}'}"

    def _print_Relational(self, relation):
        sign = _SIGNS.get(type(relation).__name__, relation.rel_op)
        return f"{self._print(relation.lhs)} {sign} {self._print(relation.rhs)}"

    def _print_Mul(self, product):
        return super()._print_Mul(product).replace("*", "·")

    def _print_Pow(self, power, rational=False):
        base, exponent = power.as_base_exp()
        if exponent == sympy.Rational(1, 2):
            return f"√{self._atomic(base)}"
        if exponent == -sympy.Rational(1, 2):
            return f"1/√{self._atomic(base)}"
        if exponent.is_Integer and exponent > 0:
            return self._atomic(base) + str(exponent).translate(_SUPERSCRIPT)
        if exponent == -1:
            return f"1/{self._atomic(base)}"
        return super()._print_Pow(power, rational=rational).replace("**", "^")

    def _atomic(self, term):
        text = self._print(term)
        plain = term.is_Symbol or isinstance(term, sympy.Indexed | sympy.Function)
        plain = plain and not isinstance(term, Partial) or isinstance(term, sympy.NumberSymbol)
        plain = plain or (term.is_Integer and term >= 0) or text.endswith(("‖", "‖_F", "‖_op"))
        return text if plain else f"({text})"

    def _print_KroneckerDelta(self, term):
        return "δ_" + "".join(self._print(index) for index in term.args[:2])

    def _print_Abs(self, term):
        return f"|{self._print(term.args[0])}|"

    def _print_Integer(self, number):
        return _digits(int(number))

    def _print_Rational(self, number):
        return f"{_digits(int(number.p))}/{_digits(int(number.q))}"

    def _print_Max(self, term):
        return self._applied("max", _numbers_last(term))

    def _print_Min(self, term):
        return self._applied("min", _numbers_last(term))

    def _print_gamma(self, term):
        return self._applied("Γ", term)

    def _print_Pi(self, _term):
        return "π"

    def _print_Exp1(self, _term):
        return "e"

    def _print_Infinity(self, _term):
        return "∞"

    def _print_NegativeInfinity(self, _term):
        return "-∞"

    def _print_Sum(self, term):
        return f"Σ_{self._bound(term)} {self._grouped(term.function)}"

    def _print_Norm(self, term):
        body, bound = term.function, [limit[0] for limit in term.limits]
        if isinstance(body, sympy.Indexed) and list(body.indices) == bound:
            return f"‖{self._print(body.base)}‖" + ("_F" if len(bound) == 2 else "")
        return f"‖{self._print(body)}‖_{self._bound(term)}"

    def _print_OperatorNorm(self, term):
        return f"‖{self._print(term.function)}‖_op"

    def _print_LeastSingularValue(self, term):
        return f"σ_min({self._print(term.function)})"

    def _print_MaxOver(self, term):
        return f"max_{self._bound(term)} {self._grouped(term.function)}"

    def _print_Sup(self, term):
        return f"sup_{self._bound(term)} {self._grouped(term.function)}"

    def _print_Partial(self, term):
        of, variable = term.args
        if type(of).__name__ == "Partial" and of.args[1] == variable:
            return f"∂²{self._operand(of.args[0])}/∂{self._print(variable)}²"
        return f"∂{self._operand(of)}/∂{self._print(variable)}"

    def _operand(self, term):
        """What is differentiated, in parentheses where it is more than one sign."""
        text = self._print(term)
        return f"({text})" if term.is_Add or term.is_Mul else text

    def _print_Jet(self, term):
        name, base, *indices = (self._print(argument) for argument in term.args)
        if not indices:
            return name
        rank = len(indices) // term.order
        below = [base + "_" + "".join(indices[i : i + rank]) for i in range(0, len(indices), rank)]
        power = str(term.order).translate(_SUPERSCRIPT) if term.order > 1 else ""
        return f"∂{power}{name}/" + "".join(f"∂{entry}" for entry in below)

    def _print_Infimum(self, term):
        return f"inf_{self._interval(term)} {self._grouped(term.function)}"

    def _print_GibbsMass(self, term):
        return f"μ({self._interval(term)}), μ ∝ exp(-({self._print(term.function)}))"

    def _print_SpectralGap(self, term):
        return f"gap_{self._interval(term)}({self._print(term.function)})"

    def _interval(self, term):
        variable, low, high = (self._print(part) for part in term.limits[0])
        if (low, high) == ("-∞", "∞"):
            return variable
        return f"{{{low} ≤ {variable} ≤ {high}}}"

    def _print_Directional(self, term):
        of, base, direction = (self._print(argument) for argument in term.args)
        return f"D_{base} {of}[{direction}]"

    def _print_And(self, term):
        return " and ".join(self._print(part) for part in term.args)

    def _print_Sentence(self, term):
        return term.text

    def _print_TendsToInfinity(self, term):
        of, base = (self._print(argument) for argument in term.args)
        return f"{of} → ∞ as ‖{base}‖_F → ∞"

    def _print_Smooth(self, term):
        of, base = (self._print(argument) for argument in term.args)
        return f"{of} is smooth in {base}"

    def _print_ExpIntegrable(self, term):
        of, base = (self._print(argument) for argument in term.args)
        return f"∫ exp(-{of}) d{base} < ∞"

    def _print_SatisfiesPoincare(self, term):
        of, _, step = (self._print(argument) for argument in term.args)
        return f"the measure ∝ exp(-2·{of}/{step}) satisfies a Poincaré inequality"

    def _print_PoincareConstant(self, term):
        of, _, step, kappa = (self._print(argument) for argument in term.args)
        return f"the measure ∝ exp(-2·{of}/{step}) has the Poincaré constant λ_s ≥ {kappa}"

    def _print_ZeroIntegral(self, term):
        of, base, test = (self._print(argument) for argument in term.args)
        return f"∫ {of} d{base} = 0 for all {test} ∈ C_c^∞"

    def _print_NonnegativeIntegral(self, term):
        of, base, test = (self._print(argument) for argument in term.args)
        return f"∫ {of} d{base} ≥ 0 for all {test} ∈ C_c^∞"

    def _print_NetProposition(self, term):
        said = _ABOUT_NETS.get(type(term).__name__)
        if said is None:
            return self.emptyPrinter(term)
        return said.format(*map(self._print, term.args))

    def _print_PositiveDefiniteAround(self, term):
        from provcheck.net_words.formula import net_formula

        setting = decode_point(term.text)
        where = "" if setting.network.activation.is_smooth else " of the piece"
        net = net_formula(setting.network).text
        return f"K ≻ 0 for almost all θ and X{where}, {net}, n = {setting.samples}"

    def _print_Implies(self, term):
        given, wanted = (self._print(argument) for argument in term.args)
        return f"if {given}, then {wanted}"

    def _grouped(self, term):
        return f"({self._print(term)})" if term.is_Add else self._print(term)

    def _bound(self, term):
        return "".join(self._print(limit[0]) for limit in term.limits)

    def _print_Function(self, term):
        if isinstance(term, Act):
            return f"σ{chr(39) * int(term.args[0])}({self._print(term.args[1])})"
        name = symbol_text(type(term).__name__)
        if isinstance(term, Defined):
            return self._label(term) or (name if not term.args else self._applied(name, term))
        return self._applied(name, term)

    def _applied(self, name, term):
        arguments = getattr(term, "args", term)
        return f"{name}({', '.join(self._print(argument) for argument in arguments)})"

    def _label(self, term):
        """How people read an abbreviation, with its arguments filled in."""
        latex = term.latex_form
        for position, argument in enumerate(term.args):
            latex = latex.replace(f"<{position}>", self._print(argument))
        text = label_text(latex)
        loose = ("ᵀ" in text or " " in text) and text[0] not in "(‖∇Δ⟨𝓛"
        return f"({text})" if loose else text

    def emptyPrinter(self, term):
        if isinstance(term, Proposition):
            return f"{type(term).__name__}({', '.join(map(self._print, term.args))})"
        return super().emptyPrinter(term)
