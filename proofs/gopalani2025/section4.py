"""Section 4: the generator of the SGD-SDE, its adjoint, and the equations that follow.

Statement: for dW = -∇L̃ dt + √s dB, 𝓛f = (s/2)Δf - ⟨∇f, ∇L̃⟩, its adjoint is
𝓛*f = ⟨∇f, ∇L̃⟩ + fΔL̃ + (s/2)Δf, densities obey ∂_tρ = 𝓛*ρ, and 𝓛*μ_s = 0 for the Gibbs density.
Where: Section 4, (2) and (3). Kind: identity.
Checked: for every smooth L̃ (not only the net's), f and g. The generator: its drift is 𝓛W_jk =
-∂L̃/∂W_jk and its carré du champ 𝓛(fg) - f𝓛g - g𝓛f = s⟨∇f, ∇g⟩, which are those of (2). The
adjoint: the integral of g𝓛f - f𝓛*g vanishes, by the divergence theorem.
Not checked: Itô's formula, which says that drift and carré du champ determine the generator.
False variants: the sign of the drift, s for s/2, a term left out.
"""

import hashlib

import sympy
from sympy import Sum, exp

from provcheck.proofs.gopalani2025.net import J_RANGE, K_RANGE, STEP, W, d, j, k, p, s, source
from provcheck.statement import (
    Array,
    Claim,
    Derivation,
    Index,
    Jet,
    Kind,
    Partial,
    Real,
    Size,
    Space,
    Variant,
    ZeroIntegral,
    define,
    line,
)

RANGES = (J_RANGE, K_RANGE)
L_NAME, f_name, g_name, rho_name = sympy.symbols("L f g rho", real=True)
potential = define("potential", (), Jet(L_NAME, W), r"\tilde{L}")
gibbs = define("gibbs", (), exp(-2 * potential() / s), r"\mu_s")
f = Jet(f_name, W)
g = Jet(g_name, W)
rho = Jet(rho_name, W)


def eq(left, right):
    """left = right, as written: SymPy does not decide it."""
    return sympy.Eq(left, right, evaluate=False)


def laplacian_of(term):
    """Δ of a term: the sum of the second derivatives in every entry of W."""
    body = Sum(Partial(Partial(term, W[j, k]), W[j, k]), *RANGES)
    return _named("laplacian_of", body, rf"\Delta {_latex(term)}", term)


def product_of_gradients(left, right):
    """Inner product of two gradients."""
    body = Sum(Partial(left, W[j, k]) * Partial(right, W[j, k]), *RANGES)
    latex = rf"\langle \nabla {_latex(left)}, \nabla {_latex(right)}\rangle"
    return _named("gradients", body, latex, left, right)


def generator(term):
    """𝓛 of a term, as printed."""
    body = s / 2 * laplacian_of(term) - product_of_gradients(term, potential())
    return _named("generator_of", body, rf"\mathcal{{L}}{_latex(term)}", term)


def adjoint(term):
    """𝓛* of a term, as printed."""
    drift = product_of_gradients(term, potential()) + term * laplacian_of(potential())
    body = drift + s / 2 * laplacian_of(term)
    return _named("adjoint_of", body, rf"\mathcal{{L}}^\ast {_latex(term)}", term)


def _latex(term) -> str:
    if isinstance(term, sympy.Indexed):
        return f"{term.base.label}_{{{''.join(map(str, term.indices))}}}"
    text = sympy.latex(term)
    return rf"({text})" if term.is_Mul or term.is_Add else text


def _named(name: str, body, latex: str, *terms):
    """The body under a name that is its own for these terms."""
    key = hashlib.sha256(sympy.srepr(terms).encode()).hexdigest()[:8]
    return define(f"{name}_{key}", (), body, latex)()


def _numbers(name: str, order: int = 2) -> tuple:
    """Value, gradient and Hessian of a function at one point, as components of a space."""
    shapes = [(), (p, d), (p, d, p, d)]
    arrays = [
        Array(sympy.IndexedBase(f"{name}_{place}", shape=shapes[place], real=True), shapes[place])
        for place in range(1, order + 1)
    ]
    return (Real(sympy.Symbol(f"{name}_0", real=True)), *arrays)


def space_of(*names: str) -> Space:
    """Settings of smooth functions: the numbers of their values and derivatives at one point."""
    numbers = [component for name in names for component in _numbers(name)]
    return Space((Size(p), Size(d), STEP, *numbers))


_PRODUCT = eq(
    generator(f * g), f * generator(g) + g * generator(f) + s * product_of_gradients(f, g)
)
GENERATOR = Claim(
    name="gopalani2025/section4/generator",
    title="𝓛 has the quadratic variation of √s dB: 𝓛(fg) = f𝓛g + g𝓛f + s⟨∇f, ∇g⟩",
    source=source("Section 4", "after (2)"),
    kind=Kind.IDENTITY,
    space=space_of("f", "g", "L"),
    relation=_PRODUCT,
    derivations=(Derivation("product rule", (line("product", _PRODUCT, "calculus"),)),),
    variants=(
        Variant("twice the noise", eq(generator(f * g), f * generator(g) + g * generator(f)
                                      + 2 * s * product_of_gradients(f, g))),
    ),
    not_checked="Itô's formula: drift and carré du champ determine the generator",
)  # fmt: skip
row, column = sympy.symbols("l m", integer=True)
_ENTRY = W[row, column]
_COORDINATE = eq(generator(_ENTRY), -Partial(potential(), _ENTRY))
GENERATOR_DRIFT = Claim(
    name="gopalani2025/section4/generator_drift",
    title="𝓛 has the drift -∇L̃: 𝓛W_jk = -∂L̃/∂W_jk",
    source=source("Section 4", "after (2)"),
    kind=Kind.IDENTITY,
    space=Space(
        (Size(p), Size(d), Index(row, p), Index(column, d), STEP, Array(W, (p, d)), *_numbers("L"))
    ),
    relation=_COORDINATE,
    derivations=(Derivation("calculus", (line("drift", _COORDINATE, "calculus"),)),),
    variants=(Variant("other sign", eq(generator(_ENTRY), Partial(potential(), _ENTRY))),),
    not_checked="Itô's formula: drift and carré du champ determine the generator",
)

_DIFFERENCE = g * generator(f) - f * adjoint(g)
_FIELD = s / 2 * (g * Partial(f, W[j, k]) - f * Partial(g, W[j, k])) - f * g * Partial(
    potential(), W[j, k]
)
_DIVERGENCE = Sum(Partial(_FIELD, W[j, k]), *RANGES)
_ADJOINT = ZeroIntegral(_DIFFERENCE, W, f_name)
ADJOINT = Claim(
    name="gopalani2025/section4/adjoint",
    title="∫ g·𝓛f = ∫ f·𝓛*g for f of compact support",
    source=source("Section 4", "after (2)"),
    kind=Kind.IDENTITY,
    space=space_of("f", "g", "L"),
    relation=_ADJOINT,
    derivations=(
        Derivation(
            "integration by parts",
            (
                line("divergence", eq(_DIFFERENCE, _DIVERGENCE), "calculus"),
                line("adjoint", _ADJOINT, "cited", "divergence", theorem="divergence",
                     of=_DIFFERENCE, field=_FIELD, base=W, test=f_name, indices=(j, k),
                     ranges=RANGES),
            ),
        ),
    ),
    variants=(
        Variant("without fΔL̃", ZeroIntegral(
            g * generator(f) - f * (adjoint(g) - g * laplacian_of(potential())), W, f_name)),
        Variant("other sign", ZeroIntegral(
            g * generator(f) - f * (s * laplacian_of(g) - adjoint(g)), W, f_name)),
    ),
)  # fmt: skip

_FLUX = rho * Partial(potential(), W[j, k]) + s / 2 * Partial(rho, W[j, k])
_EQUATION = eq(Sum(Partial(_FLUX, W[j, k]), *RANGES), adjoint(rho))
FOKKER_PLANCK = Claim(
    name="gopalani2025/section4/fokker_planck",
    title="(3) is ∂_tρ = ∇·(ρ∇L̃) + (s/2)Δρ: probability flows, none is made",
    source=source("Section 4", "(3)"),
    kind=Kind.IDENTITY,
    space=space_of("rho", "L"),
    relation=_EQUATION,
    derivations=(Derivation("product rule", (line("flux", _EQUATION, "calculus"),)),),
    variants=(
        Variant("s for s/2", eq(Sum(Partial(rho * Partial(potential(), W[j, k])
                                            + s * Partial(rho, W[j, k]), W[j, k]), *RANGES),
                                adjoint(rho))),
    ),
    reading="the right side of (3) as printed against the divergence form of the slides "
    "(mukherjee2023); that densities obey it is Kolmogorov's forward equation",
    not_checked="Kolmogorov's forward equation ∂_tρ = 𝓛*ρ",
)  # fmt: skip


_STATIONARY = eq(adjoint(gibbs()), sympy.Integer(0))
GIBBS_STATIONARY = Claim(
    name="gopalani2025/section4/gibbs_stationary",
    title="the Gibbs density is stationary: 𝓛* exp(-2L̃/s) = 0",
    source=source("Section 4"),
    kind=Kind.IDENTITY,
    space=space_of("L"),
    relation=_STATIONARY,
    derivations=(Derivation("calculus", (line("stationary", _STATIONARY, "calculus"),)),),
    variants=(
        Variant("temperature s", eq(adjoint(exp(-potential() / s)), sympy.Integer(0))),
        Variant("temperature s/4", eq(adjoint(exp(-4 * potential() / s)), sympy.Integer(0))),
    ),
)

CLAIMS = (GENERATOR, GENERATOR_DRIFT, ADJOINT, FOKKER_PLANCK, GIBBS_STATIONARY)
