"""What a reader needs beside a statement: its domain, its notation, and how a line follows."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import sympy

from provcheck.net_words import net_lines
from provcheck.statement.claim import Claim, Hypothesis, Justification
from provcheck.statement.net_json import decode_point
from provcheck.statement.nets import (
    FinitelyManySingular,
    NetProposition,
    Nets,
    NtkAtLeastThatOf,
    PositiveDefiniteAlmostSurely,
    PositiveDefiniteAround,
)
from provcheck.statement.space import (
    ActivationChoice,
    Array,
    Component,
    Constant,
    Index,
    Real,
    Size,
    Space,
)
from provcheck.statement.terms import Defined
from provcheck.step_words import step_words
from provcheck.text import one_line

_ARRANGEMENT = str.maketrans("", "", " ()·+")
_MOST_STEPS = 12
_RANGES = ("ranges", "summed", "rows", "columns", "indices")


class Notation(NamedTuple):
    """What an abbreviation stands for, for terminals and for pages."""

    text: str
    latex: str


_STACKED = Notation(
    "F = (f(x_1), …, f(x_n)) ∈ ℝ^nq, the q outputs for each of n inputs x_i ∈ ℝ^d, the rows of X",
    r"F = (f(x_1), \dots, f(x_n)) \in \mathbb{R}^{nq},\ X = (x_1, \dots, x_n),\ "
    r"x_i \in \mathbb{R}^d",
)
_JACOBIAN = Notation(
    "J = ∂F/∂θ, an nq × m matrix; θ ∈ ℝ^m, all parameters",
    r"J = \partial F / \partial\theta \in \mathbb{R}^{nq \times m},\ \theta \in \mathbb{R}^m",
)
_GRAM = Notation("K = J·Jᵀ", r"K = J J^\top")
_SUBMATRIX = Notation(
    "J_S, the columns of J with numbers in S ⊆ {1, …, m}",
    r"J_S = (J_{ak})_{a \le nq,\, k \in S},\ S \subseteq \{1, \dots, m\}",
)
_LOSS = Notation(
    "L = ½·‖F - y‖², y ∈ ℝ^nq the labels",
    r"L(\theta) = \tfrac{1}{2} \|F - y\|^2,\ y \in \mathbb{R}^{nq}",
)
_FLOW = Notation("θ(t) solves θ′ = -∇L(θ)", r"\dot\theta = -\nabla L(\theta)")
_PIECE = Notation(
    "the piece: where every unit is on the same piece of σ as at the point",
    r"\text{the piece: where every unit is on the same piece of } \sigma \text{ as at the point}",
)
_MINORANTS = {
    "linear": Notation(
        "K_linear, the K of the same net with σ(u) = u",
        r"K_{\mathrm{linear}} = K_\sigma \text{ of the same net with } \sigma(u) = u",
    ),
    "minusone": Notation(
        "K_minusone, the K of the same net with σ(u) = -1",
        r"K_{\mathrm{minusone}} = K_\sigma \text{ of the same net with } \sigma(u) = -1",
    ),
}


def telling_hypotheses(claim: Claim) -> tuple[Hypothesis, ...]:
    """The hypotheses that say more than the domain, or that a derivation refers to by name."""
    used = _used_names(claim)
    return tuple(
        hypothesis
        for hypothesis in claim.hypotheses
        if hypothesis.name in used or not _is_end(claim.space, hypothesis.relation)
    )


def _used_names(claim: Claim) -> set[str]:
    derivations = [*claim.derivations, *([claim.consequence] if claim.consequence else [])]
    steps = [line.by for derivation in derivations for line in derivation.lines]
    return {name for by in steps for name in (*by.uses, *map(str, by.arguments.values()))}


def _is_end(space: Space, relation: Any) -> bool:
    """It says where the range of one variable ends, which the domain says too."""
    if not isinstance(relation, sympy.Le | sympy.Lt | sympy.Ge | sympy.Gt):
        return False
    component = next(
        (c for c in space.components if isinstance(c, Real) and c.symbol == relation.lhs), None
    )
    if component is None:
        return False
    if isinstance(relation, sympy.Ge | sympy.Gt):
        end, is_open = component.low, component.open_low
    else:
        end, is_open = component.high, component.open_high
    is_strict = isinstance(relation, sympy.Lt | sympy.Gt)
    return end is not None and is_open == is_strict and sympy.Rational(end) == relation.rhs


def domain(space: Space) -> str:
    """What a claim quantifies over, on one line: `p, d, n ≥ 1; sigmoid or tanh; β > 0; a ∈ ℝ^p`."""
    sizes = [one_line(c.symbol) for c in space.components if isinstance(c, Size)]
    parts = [f"{', '.join(sizes)} = 1, 2, …"] if sizes else []
    parts += [_range(c) for c in space.components if not isinstance(c, Size | Constant)]
    return "; ".join(parts)


def _range(component: Component) -> str:
    if isinstance(component, Nets):
        return _nets(component)
    if isinstance(component, ActivationChoice):
        return " or ".join(component.names)
    if isinstance(component, Index):
        return f"{one_line(component.symbol)} = 1 … {one_line(component.size)}"
    if isinstance(component, Array):
        shape = "×".join(one_line(size) for size in component.shape)
        return f"{one_line(component.base)} ∈ ℝ^{shape}"
    return _interval(component)


def _nets(nets: Nets) -> str:
    assumed = "; m ≥ nq" if nets.overparametrized else ""
    return f"{nets.family}; {nets.activations}; any n, d, q and widths{assumed}"


def _interval(component: Real) -> str:
    name = one_line(component.symbol)
    low = "" if component.low is None else f"{component.low} {'<' if component.open_low else '≤'} "
    high = (
        "" if component.high is None else f" {'<' if component.open_high else '≤'} {component.high}"
    )
    nonzero = " ∖ {0}" if component.symbol.is_nonzero else ""
    return f"{low}{name}{high}" if low or high else f"{name} ∈ ℝ{nonzero}"


def notation(claim: Claim) -> list[Notation]:
    """What every abbreviation in the claim and its hypotheses stands for, the outer ones first.

    One that reads like its own body, but for the order of its parts, explains nothing and is
    left out.
    """
    if isinstance(claim.relation, NetProposition):
        return _net_notation(claim.relation)
    if isinstance(claim.relation, PositiveDefiniteAround):
        return _one_net(claim.relation)
    relations = [claim.relation, *(hypothesis.relation for hypothesis in claim.hypotheses)]
    waiting = [kind for relation in relations for kind in _kinds(relation)]
    found: dict[type[Defined], None] = {}
    while waiting:
        kind = waiting.pop(0)
        if kind not in found:
            found[kind] = None
            waiting += _kinds(kind.body)
    equations = [sympy.Eq(kind(*kind.parameters), kind.body, evaluate=False) for kind in found]
    return [
        Notation(one_line(equation), sympy.latex(equation))
        for equation in equations
        if _letters(equation.lhs) != _letters(equation.rhs)
    ]


def _letters(term: Any) -> list[str]:
    """What a term is written with; one that only orders its parts otherwise has the same."""
    return sorted(one_line(term).translate(_ARRANGEMENT))


def _net_notation(relation: NetProposition) -> list[Notation]:
    if isinstance(relation, FinitelyManySingular):
        return [_SUBMATRIX, _JACOBIAN, _STACKED]
    if isinstance(relation, PositiveDefiniteAlmostSurely):
        return [_GRAM, _JACOBIAN, _STACKED]
    if isinstance(relation, NtkAtLeastThatOf):
        return [_GRAM, _MINORANTS[str(relation.args[0])], _JACOBIAN, _STACKED]
    about_gram = [_GRAM, _JACOBIAN] if "K" in one_line(relation) else []
    return [*about_gram, _FLOW, _LOSS, _STACKED]


def _one_net(relation: PositiveDefiniteAround) -> list[Notation]:
    """The net that the claim is about, with the point on its piece."""
    setting = decode_point(relation.text)
    shown = []
    for line in net_lines(setting):
        text, latex = line.text, line.latex or rf"\text{{{line.text}}}"
        if line.label == "inputs":
            text, latex = f"the point: {text}", r"\text{the point: }" + latex
        shown.append(Notation(text, latex))
    pieces = [] if setting.network.activation.is_smooth else [_PIECE]
    return [*shown, *pieces, _GRAM, _JACOBIAN, _STACKED]


def _kinds(expression: Any) -> list[type[Defined]]:
    return sorted(
        {type(term) for term in expression.atoms(Defined)}, key=lambda kind: kind.__name__
    )


def how(by: Justification) -> str:
    """How a line follows: the lines it uses, what they are multiplied by, what is inserted.

    The steps of a proof on a region stand on lines of their own, indented.
    """
    arguments = by.arguments
    multipliers = arguments.get("multipliers", {})
    parts = []
    if by.uses:
        used = [_used(name, multipliers.get(name, 1)) for name in by.uses]
        parts.append("from " + ", ".join(used))
    for left, right, factor in arguments.get("products", ()):
        parts.append(f"the product of {left} and {right}" + _times(factor))
    for weight, term in arguments.get("squares", ()):
        parts.append(f"the square of {one_line(term)}" + _times(weight))
    if "name" in arguments:
        parts.insert(0, str(arguments["name"]))
    if "under" in arguments:
        parts.insert(0, f"under the {arguments['under']}")
    if "tree" in arguments:
        parts.append(_steps(arguments["tree"]))
    inserted = {**arguments.get("at", {}), **_plain(arguments)}
    if inserted:
        pairs = [f"{_shown(key)} = {_shown(value)}" for key, value in inserted.items()]
        parts.append("with " + ", ".join(pairs))
    return "; ".join(parts)


def _steps(tree: Any) -> str:
    """The steps in words; a tree that an author has written wrongly is the kernel's to refuse."""
    try:
        return "\n".join(step_words(tree, _MOST_STEPS))
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return "steps that cannot be told in words"


def _used(name: str, factor: Any) -> str:
    return name + _times(factor)


def _times(factor: Any) -> str:
    factor = sympy.sympify(factor)
    if factor == 1:
        return ""
    text = one_line(factor)
    return f" × ({text})" if factor.is_Add else f" × {text}"


def _plain(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The terms that a theorem is applied to, without index ranges and what is told elsewhere."""
    told = {
        "multipliers",
        "products",
        "squares",
        "at",
        "name",
        "under",
        "theorem",
        "claim",
        "boxes",
        "tree",
    }
    skipped = told | set(_RANGES) | {"lower", "upper", "bits"}
    return {key: value for key, value in arguments.items() if key not in skipped}


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else one_line(value)
