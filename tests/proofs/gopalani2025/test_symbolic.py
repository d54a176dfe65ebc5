"""Gradient and Laplacian against SymPy's own derivative of sums over symbolic ranges.

The loss is written anew with an undefined activation; `sympy.diff` differentiates it with n, p
and d as symbols. Both sides are then written out at small sizes, and their difference is expanded.
"""

import pytest
import sympy
from sympy import Sum, diff, sqrt

from provcheck.proofs.gopalani2025 import net
from provcheck.statement import Act, Norm
from provcheck.statement.unfold import unfold
from tests.proofs.gopalani2025.claims import CLAIMS

n, p, d = net.n, net.p, net.d
i, q, r, J, K = sympy.symbols("i q r J K", integer=True)
SIZES = {n: 2, p: 2, d: 2}


class Sigma2(sympy.Function):
    """σ'', not differentiated further."""


class Sigma1(sympy.Function):
    def fdiff(self, argindex=1):
        return Sigma2(self.args[0])


class Sigma0(sympy.Function):
    def fdiff(self, argindex=1):
        return Sigma1(self.args[0])


SIGMA = (Sigma0, Sigma1, Sigma2)


def written_loss():
    inner = Sum(net.W[q, r] * net.X[i, r], (r, 1, d))
    output = Sum(net.a[q] * Sigma0(inner), (q, 1, p))
    squares = Sum(Sum(net.W[q, r] ** 2, (r, 1, d)), (q, 1, p))
    return Sum((net.y[i] - output) ** 2, (i, 1, n)) / (2 * n) + net.lam / 2 * squares


def written_out(term, place):
    """The term at the sizes, neuron and coordinate given, as a polynomial in its entries."""
    return sympy.expand(term.subs({**SIZES, **place}).doit())


def of_the_package(term):
    """The package's term with the activation of this file and norms as roots of sums."""
    plain = unfold(term)
    plain = plain.replace(Norm, lambda body, *limits: sqrt(Sum(body**2, *limits)))
    plain = plain.replace(Act, lambda order, point: SIGMA[int(order)](point))
    return plain.subs({net.j: J, net.k: K})


PLACES = [{J: 1, K: 1}, {J: 2, K: 1}, {J: 1, K: 2}]


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES, ids=str)
def test_the_gradient_is_the_derivative_that_sympy_finds(place):
    by_sympy = written_out(diff(written_loss(), net.W[J, K]), place)
    claim = CLAIMS["lemma3_1/gradient_formula"]
    assert sympy.expand(by_sympy - written_out(of_the_package(claim.relation.rhs), place)) == 0
    for variant in claim.variants:
        wrong = written_out(of_the_package(variant.relation.rhs), place)
        assert sympy.expand(by_sympy - wrong) != 0


@pytest.mark.slow
@pytest.mark.parametrize("neuron", [1, 2])
def test_the_laplacian_is_the_second_derivative_that_sympy_finds(neuron):
    second = diff(written_loss(), net.W[J, K], net.W[J, K])
    by_sympy = sum(written_out(second, {J: neuron, K: column}) for column in (1, 2))
    claim = CLAIMS["lemma3_1/laplacian_formula"]
    place = {J: neuron}
    assert sympy.expand(by_sympy - written_out(of_the_package(claim.relation.rhs), place)) == 0
    for variant in claim.variants:
        wrong = written_out(of_the_package(variant.relation.rhs), place)
        assert sympy.expand(by_sympy - wrong) != 0


def test_the_derivative_of_the_loss_keeps_its_symbolic_sizes():
    """Otherwise the tests above would be about fixed sizes only."""
    derivative = diff(written_loss(), net.W[J, K])
    assert {n, p, d} <= derivative.free_symbols and derivative.has(sympy.KroneckerDelta)
