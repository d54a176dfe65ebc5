"""Theorem 3.1, (4)–(6): the dynamics of the predictions and of the loss under gradient flow.

Statement: ∇L = Jᵀ(F − y); with θ' = −∇L the predictions move by F' = −K(F − y), K = J Jᵀ, and
the loss by L' = −(F − y)ᵀK(F − y) = −‖∇L‖² ≤ −2λ_min(K) L.
Setting: any net that is differentiable at θ: F, J and y are any arrays; N = nq.
Where: proof of Theorem 3.1, (4), (5), (6); (14) of Theorem A.3. Kind: identity, upper bound.
Checked: every display, with derivatives taken. To first order a motion θ + τθ' moves the outputs
to F + τJθ', whose derivative in τ is taken; the loss of these outputs is differentiated too.
Not checked: that the net is differentiable where the flow is; at a kink there is no J.
Our statement differs from the print: λ_min(K) stands at each time, where (6) has it over [0, T].
False variants: the factor 2 left out or doubled, a sign flipped.
"""

import sympy
from sympy import Rational, Sum

from provcheck.proofs.jakhmola2025.net import (
    A_RANGE,
    B_RANGE,
    JACOBIAN,
    K_RANGE,
    L_RANGE,
    OUTPUTS,
    SIZES,
    F,
    J,
    N,
    a,
    b,
    c,
    equal,
    gradient,
    gradient_norm,
    k,
    l,
    le,
    least,
    loss,
    m,
    ntk,
    residual,
    sigma,
    source,
    tau,
    y,
)
from provcheck.statement import (
    Array,
    Claim,
    Derivation,
    Index,
    Jet,
    Kind,
    Norm,
    Partial,
    Real,
    Size,
    Space,
    Variant,
    define,
    line,
)

NAME = "jakhmola2025/theorem3_1"
PROOF = "proof of Theorem 3.1"
FIRST_ORDER = (
    "The net is taken to first order at the parameters, outputs F and Jacobian J; a derivative "
    "there is that of the net itself, by the chain rule."
)
_KINKS = "that the net is differentiable along the flow; at a kink there is no J"


def _derivation(name, *lines):
    return (Derivation(name, lines),)


# ---------------------------------------------------------------- the gradient

theta = sympy.IndexedBase("theta", shape=(m,), real=True)
theta_0 = sympy.IndexedBase("theta_0", shape=(m,), real=True)
near = define(
    "output_near",
    (a,),
    F[a] + Sum(J[a, l] * (theta[l] - theta_0[l]), L_RANGE),
    r"F_{<0>}(\theta)",
)
loss_near = define(
    "loss_near", (), Rational(1, 2) * Sum((near(a) - y[a]) ** 2, A_RANGE), r"L(\theta)"
)
_formula = equal(Partial(loss_near(), theta[k]), Sum(J[a, k] * (near(a) - y[a]), A_RANGE))

GRADIENT = Claim(
    name=f"{NAME}/gradient",
    title="∇L = Jᵀ(F − y)",
    source=source(PROOF, "gradient of loss by chain rule", "Gradient of loss can be written as "
                  "by chain rule."),
    kind=Kind.IDENTITY,
    space=Space(
        (*SIZES, JACOBIAN, *OUTPUTS, Array(theta, (m,)), Array(theta_0, (m,)), Index(k, m))
    ),
    relation=_formula,
    derivations=_derivation("chain rule", line("gradient", _formula, "calculus", printed=True)),
    variants=(
        Variant("without_half", equal(_formula.lhs, 2 * _formula.rhs)),
        Variant("flipped_sign", equal(_formula.lhs, -_formula.rhs)),
    ),
    reading=f"{FIRST_ORDER} For every θ, so at θ = θ_0 too; L = ½‖F − y‖².",
    not_checked=_KINKS,
)  # fmt: skip

h, h_0 = sympy.symbols("h h_0", real=True)
h_1 = sympy.IndexedBase("h_1", shape=(m,), real=True)
label = sympy.Symbol("y_1", real=True)
_one = equal(
    Partial((Jet(h, theta) - label) ** 2 / 2, theta[k]),
    (Jet(h, theta) - label) * Jet(h, theta, k),
)

GRADIENT_ONE = Claim(
    name=f"{NAME}/gradient/one_output",
    title="∇½(h(θ) − y)² = (h(θ) − y)∇h(θ) for every smooth h: one row of ∇L = Jᵀ(F − y)",
    source=source(PROOF, "gradient of loss by chain rule, N = 1"),
    kind=Kind.IDENTITY,
    space=Space(
        (Size(m), Real(label), Array(theta, (m,)), Real(h_0), Array(h_1, (m,)), Index(k, m))
    ),
    relation=_one,
    derivations=_derivation("chain rule", line("gradient", _one, "calculus", printed=True)),
    variants=(Variant("without_half", equal(_one.lhs, 2 * _one.rhs)),),
    reading="h is any one output as a function of all parameters; L is the sum of such terms.",
)

# ---------------------------------------------------------------- the predictions

velocity = define("velocity", (k,), -gradient(k), r"\theta'_{<0>}")
moved = define(
    "moved", (a,), F[a] + tau * Sum(J[a, k] * velocity(k), K_RANGE), r"F_{<0>}(t + \tau)"
)
_dynamics = equal(Partial(moved(a), tau), -Sum(ntk(a, b) * residual(b), B_RANGE))

PREDICTION_DYNAMICS = Claim(
    name=f"{NAME}/prediction_dynamics",
    title="under θ' = −∇L the predictions move by F' = −K(F − y), K = J Jᵀ",
    source=source(PROOF, "(4), (5)"),
    kind=Kind.IDENTITY,
    space=Space((*SIZES, JACOBIAN, *OUTPUTS, Real(tau), Index(a, N))),
    relation=_dynamics,
    derivations=_derivation(
        "chain rule",
        line("4", equal(Partial(moved(a), tau), Sum(J[a, k] * velocity(k), K_RANGE)), "calculus",
             printed=True, note="F' = Jθ'"),
        line("5", _dynamics, "arithmetic", "4", printed=True),
    ),
    variants=(
        Variant("flipped_sign", equal(_dynamics.lhs, -_dynamics.rhs)),
        Variant("without_labels", equal(_dynamics.lhs, -Sum(ntk(a, b) * F[b], B_RANGE))),
    ),
    reading=FIRST_ORDER,
    not_checked=_KINKS,
)  # fmt: skip

# ---------------------------------------------------------------- the loss

loss_moved = define(
    "loss_moved", (), Rational(1, 2) * Sum((moved(a) - y[a]) ** 2, A_RANGE), r"L(t + \tau)"
)
loss_rate = define("loss_rate", (), Sum(residual(a) * Partial(moved(a), tau), A_RANGE), "L'")
_second = Norm(Sum(J[a, k] * gradient(k), K_RANGE), A_RANGE) ** 2
_derivative = equal(Partial(loss_moved(), tau), loss_rate() + tau * _second)
_LOSS_SPACE = Space((*SIZES, JACOBIAN, *OUTPUTS, Real(tau)))

LOSS_DERIVATIVE = Claim(
    name=f"{NAME}/loss_dynamics/derivative",
    title="L' = (F − y)ᵀF': the loss of F + τF' has the derivative (F − y)ᵀF' + τ‖F'‖² in τ",
    source=source(PROOF, "(6), differentiating the loss"),
    kind=Kind.IDENTITY,
    space=_LOSS_SPACE,
    relation=_derivative,
    derivations=_derivation("calculus", line("derivative", _derivative, "calculus")),
    variants=(Variant("without_half", equal(_derivative.lhs, 2 * loss_rate() + tau * _second)),),
    reading=f"{FIRST_ORDER} The derivative of the loss is that at τ = 0; F' = −K(F − y).",
)

_form = Sum(residual(a) * ntk(a, b) * residual(b), A_RANGE, B_RANGE)
_quadratic = equal(loss_rate(), -_form)

LOSS_FORM = Claim(
    name=f"{NAME}/loss_dynamics/quadratic_form",
    title="L' = −(F − y)ᵀK(F − y)",
    source=source(PROOF, "(6), second expression"),
    kind=Kind.IDENTITY,
    space=_LOSS_SPACE,
    relation=_quadratic,
    derivations=_derivation("insert (5)",
                            line("form", _quadratic, "calculus", printed=True)),
    variants=(Variant("half", equal(loss_rate(), -_form / 2)),),
    not_checked=_KINKS,
)  # fmt: skip

_dissipation = equal(loss_rate(), -(gradient_norm() ** 2))

DISSIPATION = Claim(
    name=f"{NAME}/loss_dynamics/dissipation",
    title="L' = −‖∇L‖²",
    source=source("proof of Theorem A.3", "(14)"),
    kind=Kind.IDENTITY,
    space=_LOSS_SPACE,
    relation=_dissipation,
    derivations=_derivation("insert θ' = −∇L",
                            line("dissipation", _dissipation, "calculus", printed=True)),
    variants=(Variant("half", equal(loss_rate(), -(gradient_norm() ** 2) / 2)),),
    not_checked=_KINKS,
)  # fmt: skip

_rate = le(2 * least() * loss(), -loss_rate())
_size = Norm(residual(c), (c, 1, N))
RAYLEIGH = (
    line("rayleigh", le(sigma() * _size, gradient_norm()), "cited",
         theorem="least_singular_value", matrix=J[a, k], vector=residual(a), rows=A_RANGE,
         columns=K_RANGE, note="‖Jᵀv‖ ≥ σ_min(J)‖v‖ at v = F − y"),
    line("squared", le(sigma() ** 2 * _size**2, gradient_norm() ** 2), "monotone", "rayleigh",
         under="square", note="λ_min(K)‖v‖² ≤ vᵀKv"),
)  # fmt: skip

LOSS_DYNAMICS = Claim(
    name=f"{NAME}/loss_dynamics",
    title="L' ≤ −2λ_min(K) L",
    source=source(PROOF, "(6)"),
    kind=Kind.UPPER_BOUND,
    space=_LOSS_SPACE,
    relation=_rate,
    derivations=_derivation(
        "least eigenvalue",
        line("form", _quadratic, "calculus", printed=True),
        *RAYLEIGH,
        line("6", _rate, "arithmetic", "form", "squared", printed=True,
             multipliers={"form": -1}),
    ),
    variants=(
        Variant("twice", le(4 * least() * loss(), -loss_rate())),
        Variant("flipped_sign", le(2 * least() * loss(), loss_rate())),
        Variant("no_faster", le(-loss_rate(), 2 * least() * loss())),
    ),
    reading="λ_min(K) is that of K at the time at which L' is taken, σ_min(J)² = λ_min(J Jᵀ).",
    not_checked=_KINKS,
)  # fmt: skip

CLAIMS = (
    GRADIENT,
    GRADIENT_ONE,
    PREDICTION_DYNAMICS,
    LOSS_DERIVATIVE,
    LOSS_FORM,
    DISSIPATION,
    LOSS_DYNAMICS,
)
