"""Statements on one line read as people type them."""

import pytest
import sympy

from provcheck.statement import (
    FinitelyManySingular,
    FlowContinuesAlmostSurely,
    NtkAtLeastThatOf,
    PositiveDefiniteAlmostSurely,
    PositiveDefiniteAround,
    dense,
    encode_point,
    leaky_relu,
    nets,
    smooth,
)
from provcheck.statement.terms import Act, MaxOver, Norm, Sup, TendsToInfinity, define
from provcheck.text import label_text, latex_text, one_line

i, k, n, d, p = sympy.symbols("i k n d p", integer=True, positive=True)
lam, beta, t, M = sympy.symbols("lambda beta t M_D", positive=True)
x, W = sympy.IndexedBase("x"), sympy.IndexedBase("W")
gradient = define("gradient", (i,), x[i, k], r"\nabla_{W_{<0>}} \tilde{L}")
odd = define("odd", (i,), x[i, k], r"\sum_{q} x_{<0>}")


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (Norm(x[i, k], (k, 1, d)) ** 2, "(‖x_ik‖_k)²"),
        (Norm(W[i, k], (i, 1, p), (k, 1, d)) ** 2, "‖W‖_F²"),
        (sympy.sqrt(p) * beta / 8, "β·√p/8"),
        (Act(2, W[i, k]), "σ''(W_ik)"),
        (x[i + 1], "x_{i + 1}"),
        (sympy.Max(0, t - 1, evaluate=False), "max(t - 1, 0)"),
        (sympy.gamma(t) * sympy.Symbol("gamma"), "γ·Γ(t)"),
        (sympy.pi * sympy.sqrt(sympy.pi) ** 3 + sympy.E, "e + π^(5/2)"),
        (sympy.pi**2 * t / 7, "π²·t/7"),
        (sympy.Integer(10) ** 60 + 1, "10000000…00000001 (61 digits)"),
        (t * 3 / sympy.Integer(10) ** 400, "3·t/10⁴⁰⁰"),
        (Sup(sympy.Abs(Act(0, t)), (t, -sympy.oo, sympy.oo)), "sup_t |σ(t)|"),
        (MaxOver(x[i] + 1, (i, 1, n)), "max_i (x_i + 1)"),
        (sympy.Sum(x[i], (i, 1, n)) / n, "Σ_i x_i/n"),
        (gradient(i), "∇_{W_i} L̃"),
        (odd(k), "odd(k)"),
        (sympy.Lt(lam, sympy.exp(-M)), "λ < exp(-M_D)"),
        (sympy.Ge(lam, M, evaluate=False), "λ ≥ M_D"),
        (TendsToInfinity(lam, sympy.Symbol("W")), "λ → ∞ as ‖W‖_F → ∞"),
    ],
)
def test_a_term_on_one_line(term, text):
    assert one_line(term) == text


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\tilde{L}(W)", "L̃(W)"),
        (r"\|W_{j}\|", "‖W_j‖"),
        (r"\lambda_c", "λ_c"),
        (r"(x + y)^2", "(x + y)²"),
        (r"W_{j}^\top x_{i}", "W_jᵀx_i"),
        (r"\frac{1}{n}", ""),
        (r"\lambdax", ""),
    ],
)
def test_labels_in_unicode_or_not_at_all(latex, text):
    assert label_text(latex) == text


@pytest.mark.parametrize(
    ("relation", "text"),
    [
        (PositiveDefiniteAlmostSurely(), "K(θ, X) is positive definite for almost all θ and X"),
        (
            FlowContinuesAlmostSurely(),
            "θ′ = -∇L(θ) has a solution on [0, ∞) for almost all θ(0) and X",
        ),
        (NtkAtLeastThatOf("linear"), "K_σ(θ, X) ⪰ K_linear(θ, X) for all θ and X"),
        (
            FinitelyManySingular(),
            "all nq × nq submatrices of J(θ, X) are singular at finitely many (θ, X) only",
        ),
    ],
)
def test_a_statement_about_nets_is_a_sentence(relation, text):
    assert one_line(relation) == text


def test_every_statement_about_nets_has_a_sentence_of_its_own():
    kinds = [k for k in nets.NetProposition.__subclasses__() if k.__module__ == nets.__name__]
    said = [one_line(kind("linear") if kind is NtkAtLeastThatOf else kind()) for kind in kinds]
    assert len(set(said)) == len(kinds) >= 9
    assert max(map(len, said)) <= 76  # in a block of `verify` none is cut
    assert not [text for kind, text in zip(kinds, said, strict=True) if kind.__name__ in text]


def test_definite_around_a_point_says_where():
    sharp, soft = (
        PositiveDefiniteAround(encode_point(dense(1, (1, 1), kind), (1, 1, 1, 1), ((1,),)))
        for kind in (leaky_relu(), smooth("tanh"))
    )
    assert one_line(sharp) == (
        "K ≻ 0 for almost all θ and X of the piece, f(x) = a σ(w x + b) + c, n = 1"
    )
    assert one_line(soft) == "K ≻ 0 for almost all θ and X, f(x) = a σ(w x + b) + c, n = 1"


def test_a_number_of_many_digits_is_short_in_latex_too():
    assert latex_text(t / sympy.Integer(10) ** 400) == r"\frac{t}{10^{400}}"
    assert latex_text(t + 3 * sympy.Integer(10) ** 70) == r"t + 3 \cdot 10^{70}"
    assert latex_text(sympy.Integer(10) ** 60 + 1) == r"10000000\ldots 00000001"
    assert latex_text(sympy.Integer(10) ** 59 + 1) == str(10**59 + 1)
