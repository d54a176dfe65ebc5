"""The paper's numbers for a user's net: each a second way, and on its safe side."""

from dataclasses import replace
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from provcheck.constants import Request, Status
from provcheck.errors import DataError, EngineError
from provcheck.proofs.gopalani2025 import curvature, user_net
from provcheck.proofs.gopalani2025.constants import constants
from provcheck.proofs.gopalani2025.user_net_words import output_range, unreached
from provcheck.proofs.shi2020.poincare_constants import holley_stroock
from provcheck.reference.activations import Activation
from provcheck.statement.evaluate import precision
from provcheck.tabular import Table

DIGITS = 50


def request(seed=0, *, activation="sigmoid", n=6, d=3, width=4, scale=1.0, **more) -> Request:
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((n, d)) * scale
    table = Table("data.csv", X, rng.standard_normal(n), tuple(f"x{k}" for k in range(d)), "y")
    usual = dict(outer_norm=Fraction(1), outer=None, lam=Fraction(13, 100), beta=Fraction(3, 2))
    return Request(table, activation, width, **(usual | more))


def decimals(findings) -> dict[str, mpmath.mpf]:
    """All numbers but those whose exponent alone has ten digits."""
    shown = {value.key: value.decimal for value in findings.values}
    return {key: mpmath.mpf(text) for key, text in shown.items() if not text.startswith("10^")}


def second_way(asked: Request) -> dict[str, mpmath.mpf]:
    """Every bound written out anew, for equal outer weights, in mpmath."""
    m = mpmath
    rows = [m.sqrt(m.fsum(m.mpf(float(x)) ** 2 for x in row)) for row in asked.table.X]
    B_x, B_y = max(rows), m.mpf(float(np.max(np.abs(asked.table.y))))
    p, norm = asked.width, m.mpf(asked.outer_norm.numerator) / asked.outer_norm.denominator
    lam, beta = (m.mpf(q.numerator) / q.denominator for q in (asked.lam, asked.beta))
    slope, curve = {
        "sigmoid": (beta / 4, beta**2 / (6 * m.sqrt(3))),
        "tanh": (m.mpf(1), 4 / (3 * m.sqrt(3))),
    }[asked.activation]
    a_sum, a_max = norm * m.sqrt(p), norm / m.sqrt(p)
    rest = m.sqrt(p) * norm**2 * slope**2 * B_x**2 + p * norm**2 * B_x**2 * curve + lam
    label = norm * B_x * B_y * curve
    convex = (B_y + a_sum) * a_max * curve * B_x**2
    return {
        "B_x": B_x,
        "B_y": B_y,
        "lambda_c": 2 * slope * slope * B_x**2 * norm**2,
        "gLip_printed": m.sqrt(p) * (label + rest),
        "gLip_corrected": m.sqrt(p) * (label * B_x + rest),
        "gLip_sharp": norm**2 * slope**2 * B_x**2 + convex + lam,
        "convex_above": convex,
        "bakry_emery": lam - convex,
        "osc": (B_y + a_sum) ** 2 / 2,
        "lam": lam,
    }


AT_LEAST = {"bakry_emery"}


# ---------------------------------------------------------------- what is refused


def test_a_curvature_above_the_proved_bound_is_an_alarm(monkeypatch):
    real = curvature.largest_curvature

    def too_large(net, rng):
        peak = real(net, rng)
        return replace(peak, value=1e6)

    monkeypatch.setattr(curvature, "largest_curvature", too_large)
    with pytest.raises(EngineError, match="sharp bound"):
        constants(request())


def test_an_activation_that_the_paper_does_not_treat_is_refused():
    with pytest.raises(DataError, match="expected one of sigmoid, tanh, softplus"):
        constants(request(activation="relu"))


def test_data_whose_squares_overflow_are_refused():
    with pytest.raises(DataError, match="largest entry is 1e\\+200"):
        asked = request()
        asked.table.X[0, 0] = 1e200
        constants(asked)


def test_softplus_gets_no_bound_and_is_told_why():
    findings = constants(request(activation="softplus"))
    assert {value.key for value in findings.values} == {
        "B_x", "B_y", "lambda_c", "largest_curvature", "weights_tried",
    }  # fmt: skip
    (said,) = [g for g in findings.guarantees if "Holley–Stroock" in g.about]
    assert said.status is Status.DOES_NOT_APPLY and "unbounded" in said.text


# ---------------------------------------------------------------- the bounds


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
@pytest.mark.parametrize("scale", [1e-3, 0.3, 10.0, 1e5])
def test_every_bound_agrees_with_mpmath_and_is_on_its_safe_side(activation, scale):
    asked = request(activation=activation, scale=scale, outer_norm=Fraction(7, 10), width=9)
    shown = decimals(constants(asked))
    with mpmath.workdps(DIGITS):
        for key, exact in second_way(asked).items():
            if key not in shown:
                continue
            if key in AT_LEAST:
                assert shown[key] <= exact, key
            else:
                assert shown[key] >= exact, key
            assert abs(shown[key] - exact) <= abs(exact) * mpmath.mpf("1.1e-3"), key
        for kind in ("printed", "corrected", "sharp"):
            assert shown[f"step_{kind}"] * second_way(asked)[f"gLip_{kind}"] <= 1


@pytest.mark.parametrize("scale", [0.1, 30.0])
def test_holley_stroock_agrees_with_mpmath_far_below_the_smallest_float(scale):
    asked = request(scale=scale, step=Fraction(1, 1000))
    shown = decimals(constants(asked))
    with mpmath.workdps(DIGITS):
        numbers = second_way(asked)
        for key, step in (("sharp", shown["step_sharp"]), ("yours", mpmath.mpf(1) / 1000)):
            exact = numbers["lam"] * mpmath.exp(-2 * numbers["osc"] / step)
            found = shown[f"holley_stroock_{key}"]
            assert 0 < found <= exact < found * mpmath.mpf("1.002")
            assert shown[f"mixing_time_{key}"] * exact >= 1
            assert shown[f"mixing_steps_{key}"] * exact * step >= 1
            assert shown[f"mixing_steps_{key}"] * exact * step < mpmath.mpf("1.003")


def test_the_logarithm_of_holley_stroock_is_that_of_its_term():
    asked = request()
    with precision(200):
        known = user_net.known_numbers(asked) | {"s": user_net.ball(Fraction(1, 10))}
        term = user_net.value(holley_stroock(), known)
        logarithm = user_net.log10_holley_stroock(known)
        assert (term.log() / user_net.ball(10).log()).overlaps(logarithm)
        assert logarithm.rad() < 1e-40


@pytest.mark.parametrize("term", [user_net.lambda_c, user_net.gLip_printed, user_net.gLip_sharp,
                                  user_net.bakry_emery])  # fmt: skip
def test_norms_looked_up_give_what_the_sums_over_the_gates_give(term):
    weights = (Fraction(1, 2), Fraction(-1, 3), Fraction(2))
    asked = request(width=3, outer=weights, outer_norm=None)
    with precision(200):
        known = user_net.known_numbers(asked)
        summed = user_net.evaluate(term(), known | {"a": tuple(map(user_net.ball, weights))})
        assert summed.overlaps(user_net.value(term(), known))
        assert abs(summed).rad() < 1e-40


def test_the_longest_row_is_found_among_rows_that_float64_cannot_tell_apart():
    X = np.array([[1.0, 1e-9], [1.0, 2e-9], [1.0, 1.5e-9]])
    with precision(200):
        squared = user_net._largest_squared_row(X)
        assert squared.contains(user_net.ball(1 + Fraction(2e-9) ** 2)) and squared.rad() < 1e-50


def test_many_rows_of_one_length_are_enclosed_without_exact_sums():
    X = np.random.default_rng(0).standard_normal((1000, 5))
    X /= np.linalg.norm(X, axis=1)[:, None]
    exact = max(sum(Fraction(float(entry)) ** 2 for entry in row) for row in X)
    with precision(200):
        squared = user_net._largest_squared_row(X)
        assert squared.contains(user_net.ball(exact)) and 0 < squared.rad() < 1e-14


# ---------------------------------------------------------------- the search


def net(asked: Request) -> curvature.Net:
    outer = np.full(asked.width, float(asked.outer_norm) / np.sqrt(asked.width))
    activation = Activation[asked.activation.upper()]
    return curvature.Net(
        outer, asked.table.X, asked.table.y, float(asked.lam), float(asked.beta), activation
    )


def plain_loss(where: curvature.Net, W: np.ndarray) -> float:
    z = where.X @ W.T
    sigma = {0: lambda t: 1 / (1 + np.exp(-where.beta * t)), 1: np.tanh}[int(where.activation)]
    residuals = sigma(z) @ where.a - where.y
    return np.mean(residuals**2) / 2 + where.lam / 2 * np.sum(W**2)


def difference_hessian(where: curvature.Net, W: np.ndarray, h=2e-4) -> np.ndarray:
    """Second differences of the loss itself, (p d, p d)."""
    size, unit = W.size, np.eye(W.size).reshape(-1, *W.shape) * h
    H = np.empty((size, size))
    for r in range(size):
        for c in range(size):
            signs = [(1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1)]
            H[r, c] = sum(s * plain_loss(where, W + u * unit[r] + v * unit[c])
                          for u, v, s in signs) / (4 * h * h)  # fmt: skip
    return H


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_the_curvature_found_is_that_of_a_difference_hessian(activation):
    where = net(request(activation=activation, d=2, width=2, outer_norm=Fraction(3)))
    peak = curvature.largest_curvature(where, np.random.default_rng(0))
    values = np.linalg.eigvalsh(difference_hessian(where, peak.W))
    assert np.max(np.abs(values)) == pytest.approx(peak.value, rel=1e-5)
    origin = np.max(np.abs(np.linalg.eigvalsh(difference_hessian(where, np.zeros((2, 2))))))
    assert peak.value >= origin * (1 - 1e-5)  # the origin is one of the points tried


def test_what_is_found_lies_below_the_sharp_bound_on_random_nets():
    rng = np.random.default_rng(5)
    for seed in range(12):
        activation = ("sigmoid", "tanh")[seed % 2]
        asked = request(
            seed, activation=activation, scale=10.0 ** rng.integers(-2, 4),
            n=int(rng.integers(1, 9)), width=int(rng.integers(1, 6)),
            outer_norm=Fraction(int(rng.integers(1, 50)), 10),
        )  # fmt: skip
        shown = decimals(constants(asked))
        assert 0 < shown["largest_curvature"] <= shown["gLip_sharp"]
        assert shown["ratio_sharp"] >= 1 - 1e-9


def test_the_search_comes_close_to_a_curvature_that_is_known():
    """One sample, one gate, y far off: the curvature term is largest where |σ''| is."""
    X, y = np.array([[2.0]]), np.array([1000.0])
    where = curvature.Net(np.ones(1), X, y, 0.1, 1.0, Activation.SIGMOID)
    peak = curvature.largest_curvature(where, np.random.default_rng(0))
    assert peak.value == pytest.approx(1000 * 4 / (6 * np.sqrt(3)), rel=2e-3)


def test_the_ascent_follows_the_gradient_of_the_curvature():
    where, rng = net(request()), np.random.default_rng(2)
    W, V, turn = rng.standard_normal((3, 4, 3))
    slope = np.sum(turn * curvature._third_derivative(where, curvature.Peak(0.0, True, W, V, 1)))
    ahead, behind = (np.sum(V * where.hessian_vector(W + h * turn, V)) for h in (1e-5, -1e-5))
    assert slope == pytest.approx((ahead - behind) / 2e-5, rel=1e-4)


def test_the_ascent_never_descends():
    where, rng = net(request(outer_norm=Fraction(3))), np.random.default_rng(4)
    for _ in range(5):
        start = curvature._examined(where, rng.standard_normal((4, 3)), 10, rng)
        assert curvature._climbed(where, start, 5, rng).value > start.value


def test_the_search_depends_on_the_generator_only():
    where = net(request())
    first, second = (curvature.largest_curvature(where, np.random.default_rng(3)) for _ in "ab")
    assert first.value == second.value and first.points == second.points


def test_with_many_rows_the_value_is_still_that_of_all_rows(monkeypatch):
    asked = request(n=400, outer_norm=Fraction(3))
    asked.table.X[17] *= 30
    monkeypatch.setattr(curvature, "_WORK", 1e6)  # a sample of 100 rows is all it can afford
    where = net(asked)
    peak = curvature.largest_curvature(where, np.random.default_rng(0))
    assert abs(np.sum(peak.V * where.hessian_vector(peak.W, peak.V))) == pytest.approx(peak.value)
    assert np.sum(peak.V**2) == pytest.approx(1)


@pytest.mark.parametrize("X", [np.zeros((2, 2)), np.zeros((1, 1))])
def test_data_without_any_length_leave_the_regularizer(X):
    where = curvature.Net(np.ones(2), X, np.zeros(len(X)), 0.5, 1.0, Activation.TANH)
    assert curvature.largest_curvature(where, np.random.default_rng(0)).value == pytest.approx(0.5)


# ---------------------------------------------------------------- the words


def status(findings, about: str) -> Status:
    (found,) = [g for g in findings.guarantees if about in g.about]
    return found.status


def test_a_small_lambda_makes_the_printed_theorem_inapplicable():
    findings = constants(request(scale=10.0))
    assert status(findings, "λ > λ_c") is Status.DOES_NOT_APPLY
    assert status(findings, "bound on gLip") is Status.FALSE
    assert status(findings, "Holley–Stroock") is Status.VACUOUS
    assert status(findings, "Bakry–Émery") is Status.VACUOUS


def test_a_large_lambda_makes_everything_hold():
    asked = request(scale=0.1, lam=Fraction(5), step=Fraction(1, 10))
    asked.table.y[:] *= 0.01
    findings = constants(asked)
    for about in ("λ > λ_c", "bound on gLip", "Bakry–Émery", "Your step size"):
        assert status(findings, about) is Status.HOLDS, about


def test_a_lambda_equal_to_lambda_c_is_not_above_it():
    """One row of length 2, ‖a‖ = 1, β = 1: λ_c = 2·(1/4)·(1/4)·4 = 1/2, exactly."""
    table = Table("f", np.array([[2.0]]), np.array([0.5]), ("x",), "y")
    asked = Request(table, "sigmoid", 1, Fraction(1), None, Fraction(1, 2), Fraction(1))
    assert status(constants(asked), "λ > λ_c") is Status.DOES_NOT_APPLY
    above = replace(asked, lam=Fraction(1, 2) + Fraction(1, 10**25))
    assert status(constants(above), "λ > λ_c") is Status.HOLDS


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_no_weights_reach_labels_outside_the_range_that_is_said(activation):
    weights = (Fraction(2), Fraction(-1, 2))
    asked = request(activation=activation, width=2, outer=weights, outer_norm=None)
    asked.table.y[:] = np.linspace(-5, 5, 6)
    low, high = output_range(asked)
    assert (low, high) == pytest.approx((-0.5, 2.0) if activation == "sigmoid" else (-2.5, 2.5))
    outside, loss = unreached(asked, low, high)
    where = replace(net(replace(asked, outer_norm=Fraction(1))), a=np.array([2.0, -0.5]), lam=0.0)
    rng = np.random.default_rng(0)
    tried = [plain_loss(where, rng.standard_normal((2, 3)) * 10.0 ** rng.uniform(-1, 1.5))
             for _ in range(500)]  # fmt: skip
    assert 0 < loss <= min(tried)
    assert outside == np.count_nonzero((asked.table.y < low) | (asked.table.y > high))


def test_one_row_or_one_column_that_dominates_is_named():
    asked = request(n=20)
    asked.table.X[7, 1] = 1e4
    (said,) = [g for g in constants(asked).guarantees if g.about == "Scale of the data"]
    assert "row 8" in said.text and "'x1' makes 100 %" in said.text
    assert "--standardise" in said.text
