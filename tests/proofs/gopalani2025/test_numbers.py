"""The formulas and bounds of the pack against numbers found without the package, in mpmath.

The loss is written from Definition 1; its derivatives are numerical, at 60 digits. Only the
statement under test is evaluated by the package.
"""

import random
from fractions import Fraction

import mpmath
import pytest
from mpmath import mpf

from provcheck.proofs.gopalani2025 import net
from provcheck.proofs.gopalani2025.lemma3_1_smoothness import gLip_sharp
from provcheck.statement import Setting
from provcheck.statement.evaluate import ball, evaluate, precision, setting_values
from tests.proofs.gopalani2025.claims import CLAIMS

DIGITS = 60
STEP = mpf(10) ** -15
"""Step of a second difference: truncation 1e-30 of the fourth derivative, cancellation 1e-30."""

SIGMA = {
    "sigmoid": lambda z, beta: 1 / (1 + mpmath.exp(-beta * z)),
    "tanh": lambda z, beta: mpmath.tanh(z),
    "softplus": lambda z, beta: mpmath.log(1 + mpmath.exp(beta * z)) / beta,
}
FIRST = {
    "sigmoid": lambda z, beta: beta / (4 * mpmath.cosh(beta * z / 2) ** 2),
    "tanh": lambda z, beta: mpmath.sech(z) ** 2,
    "softplus": lambda z, beta: 1 / (1 + mpmath.exp(-beta * z)),
}


@pytest.fixture(autouse=True)
def digits():
    with mpmath.workdps(DIGITS):
        yield


def random_setting(seed, activation, largest=2):
    """Small sizes and two-digit decimals, with the least B_x and B_y of one more digit."""
    rng = random.Random(seed)

    def number():
        return Fraction(rng.randint(-30, 30), 10)

    def rows(count, length):
        return tuple(tuple(number() for _ in range(length)) for _ in range(count))

    p, d, n = (rng.randint(1, largest) for _ in range(3))
    X, y = rows(n, d), rows(1, n)[0]
    longest = max(sum(entry**2 for entry in row) for row in X)
    return Setting({
        "p": p, "d": d, "n": n, "activation": activation, "beta": Fraction(rng.randint(1, 30), 10),
        "a": rows(1, p)[0], "X": X, "y": y, "W": rows(p, d), "W_1": rows(p, d), "W_2": rows(p, d),
        "B_x": Fraction(int(mpmath.ceil(1000 * mpmath.sqrt(mp(longest)))), 1000),
        "B_y": max(map(abs, y)), "lambda": Fraction(rng.randint(1, 20), 10),
        "j": rng.randint(1, p), "k": rng.randint(1, d),
    })  # fmt: skip


def mp(fraction):
    return mpf(fraction.numerator) / fraction.denominator


def loss_at(setting, weights):
    """Definition 1, word for word; `weights` are rows of numbers."""
    beta, sigma = mp(setting["beta"]), SIGMA[setting["activation"]]
    total = mpf(0)
    for x, label in zip(setting["X"], setting["y"], strict=True):
        output = mpf(0)
        for outer, row in zip(setting["a"], weights, strict=True):
            output += mp(outer) * sigma(sum(w * mp(c) for w, c in zip(row, x, strict=True)), beta)
        total += (mp(label) - output) ** 2 / 2
    squares = sum(weight**2 for row in weights for weight in row)
    return total / len(setting["y"]) + mp(setting["lambda"]) / 2 * squares


def along(setting, moves):
    """The loss as a function of moves of some entries (j, k), counted from 0."""
    weights = [[mp(entry) for entry in row] for row in setting["W"]]

    def value(*shifts):
        moved = [list(row) for row in weights]
        for (row, column), shift in zip(moves, shifts, strict=True):
            moved[row][column] += shift
        return loss_at(setting, moved)

    return value


def second_difference(setting, first, second):
    value, h = along(setting, [first, second]), STEP
    return (value(h, h) - value(h, -h) - value(-h, h) + value(-h, -h)) / (4 * h * h)


def stated(term, setting):
    """The package's value of a term, as an mpmath number with its ball's radius."""
    with precision(256):
        # every entry of the setting is a rational; its constants come from its activation
        values = dict(setting_values(net.space((setting["activation"],), (), net.LAMBDA), setting))
        for name in ("W", "W_1", "W_2"):
            values[name] = tuple(tuple(map(ball, row)) for row in setting[name])
        values |= {"j": setting["j"], "k": setting["k"]}
        for name in ("sigma_bound", "slope_bound", "curve_bound"):
            constant = net.CONSTANTS[name]
            if setting["activation"] in constant.cases:
                case = constant.cases[setting["activation"]]
                values[constant.symbol.name] = evaluate(case, values)
        found = evaluate(term, values)
        return mpf(found.mid().str(DIGITS, radius=False))


CASES = [(seed, activation) for seed in range(4) for activation in SIGMA]


@pytest.mark.parametrize(("seed", "activation"), CASES)
def test_the_gradient_formula_is_the_derivative_of_the_loss(seed, activation):
    setting = random_setting(seed, activation)
    place = setting["j"] - 1, setting["k"] - 1
    numeric = mpmath.diff(along(setting, [place]), 0)
    formula = stated(CLAIMS["lemma3_1/gradient_formula"].relation.rhs, setting)
    assert abs(formula - numeric) < mpf(10) ** -25 * (1 + abs(numeric))


@pytest.mark.parametrize(("seed", "activation"), CASES)
def test_the_laplacian_formula_is_the_trace_of_second_differences(seed, activation):
    setting = random_setting(seed, activation)
    row = setting["j"] - 1
    value = [along(setting, [(row, column)]) for column in range(setting["d"])]
    numeric = sum((v(STEP) - 2 * v(0) + v(-STEP)) / STEP**2 for v in value)
    formula = stated(CLAIMS["lemma3_1/laplacian_formula"].relation.rhs, setting)
    assert abs(formula - numeric) < mpf(10) ** -20 * (1 + abs(numeric))


@pytest.mark.parametrize(("seed", "activation"), CASES)
def test_a_false_variant_of_either_formula_differs_from_the_numbers(seed, activation):
    """The test of the tests above: they can tell a formula from its neighbour."""
    setting = random_setting(seed, activation)
    for name in ("lemma3_1/gradient_formula", "lemma3_1/laplacian_formula"):
        claim = CLAIMS[name]
        right = stated(claim.relation.rhs, setting)
        wrong = [stated(variant.relation.rhs, setting) for variant in claim.variants]
        assert max(abs(right - other) for other in wrong) > mpf(10) ** -12


def largest_curvature(setting):
    """Largest |eigenvalue| of the Hessian, from second differences of the loss."""
    places = [(j, k) for j in range(setting["p"]) for k in range(setting["d"])]
    hessian = mpmath.matrix(len(places), len(places))
    for row, first in enumerate(places):
        for column, second in enumerate(places[: row + 1]):
            entry = second_difference(setting, first, second)
            hessian[row, column] = hessian[column, row] = entry
    return max(abs(value) for value in mpmath.eigsy(hessian, eigvals_only=True))


@pytest.mark.parametrize(("seed", "activation"), [(s, a) for s in range(12) for a in net.BOUNDED])
def test_the_sharp_bound_exceeds_every_curvature(seed, activation):
    setting = random_setting(seed, activation, largest=3)
    assert largest_curvature(setting) <= stated(gLip_sharp(), setting) * (1 + mpf(10) ** -15)


@pytest.mark.parametrize(
    ("outer", "label", "weight", "least"),
    [
        ("1/1000", "100", "0.6585", "0.999"),  # the curvature term: |σ''| is largest here
        ("10", "0", "0", "0.56"),  # the rank-one term a²; the bound adds a²·4/(3√3) to it
    ],
)
def test_the_sharp_bound_is_nearly_met(outer, label, weight, least):
    """tanh, one neuron, x = 1: no term of the bound could be much smaller."""
    at, zero = ((Fraction(weight),),), ((Fraction(0),),)
    setting = Setting({
        "p": 1, "d": 1, "n": 1, "activation": "tanh", "beta": Fraction(1), "a": (Fraction(outer),),
        "X": ((Fraction(1),),), "y": (Fraction(label),), "W": at, "W_1": zero, "W_2": zero,
        "B_x": Fraction(1), "B_y": abs(Fraction(label)), "lambda": Fraction(1, 10**9),
        "j": 1, "k": 1,
    })  # fmt: skip
    ratio = largest_curvature(setting) / stated(gLip_sharp(), setting)
    assert mpf(least) < ratio <= 1


# ---------------------------------------------------------------- one variable

SUPREMA = [
    ("sigmoid", "first_derivative", 1), ("sigmoid", "second_derivative", 2),
    ("tanh", "first_derivative", 1), ("tanh", "second_derivative", 2),
    ("softplus", "first_derivative", 1), ("softplus", "second_derivative", 2),
]  # fmt: skip


@pytest.mark.parametrize(("activation", "part", "order"), SUPREMA)
@pytest.mark.parametrize("beta", [Fraction(1, 5), Fraction(1), Fraction(7)])
def test_a_supremum_is_the_largest_value_on_a_fine_grid(activation, part, order, beta):
    """σ'' peaks at βz = log(2 ± √3); a grid of βz in steps of 1/100 is within 1e-4 of the top."""
    scale = 2 if activation == "tanh" else mp(beta)
    claimed = CLAIMS[f"definition2/{activation}/{part}"].relation.rhs
    value = mpf(str(claimed.subs(net.beta, beta).evalf(30)))
    with mpmath.workdps(20):
        slope = FIRST[activation]
        points = [mpf(step) / 100 / scale for step in range(-400, 4001)]

        def size(z):
            if order == 1:
                return slope(z, mp(beta))
            h = mpf(10) ** -6 / scale
            return (slope(z + h, mp(beta)) - slope(z - h, mp(beta))) / (2 * h)

        largest = max(abs(size(z)) for z in points)
    assert value * (1 - mpf(10) ** -4) <= largest <= value * (1 + mpf(10) ** -9)


@pytest.mark.parametrize("beta", [mpf(1) / 5, mpf(1), mpf(7)])
def test_softplus_less_its_tangent_part_is_an_entropy_between_0_and_log_2(beta):
    """σ(z) − zσ'(z) = H(sigmoid(βz))/β, with H the binary entropy in nats."""
    for step in range(-300, 301):
        z = mpf(step) / 20 / beta
        gap = SIGMA["softplus"](z, beta) - z * FIRST["softplus"](z, beta)
        share = FIRST["softplus"](z, beta)
        entropy = -share * mpmath.log(share) - (1 - share) * mpmath.log(1 - share)
        assert abs(gap - entropy / beta) < mpf(10) ** -45
        assert 0 <= gap <= mpmath.log(2) / beta
    assert SIGMA["softplus"](mpf(0), beta) == mpmath.log(2) / beta  # met at 0
