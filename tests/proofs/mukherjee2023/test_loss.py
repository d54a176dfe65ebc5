"""The slides' loss and its bounds against numbers found without the package, in mpmath.

The loss is written from the slide, without the factor ½; its derivatives are numerical.
"""

import random
from fractions import Fraction

import mpmath
import pytest
from mpmath import mpf

from provcheck.proofs.gopalani2025.net import LAMBDA, WEIGHTS, j, k, s, space
from provcheck.proofs.mukherjee2023 import net, softplus_one_gate
from provcheck.proofs.mukherjee2023.softplus_not_smooth import curvature, plain_curvature, w1, w2
from provcheck.statement import Real, Setting
from provcheck.statement.evaluate import ball, evaluate, precision, setting_values

DIGITS = 50
STEP = mpf(10) ** -12
SIGMA = {
    "sigmoid": lambda z, beta: 1 / (1 + mpmath.exp(-beta * z)),
    "tanh": lambda z, beta: mpmath.tanh(z),
    "softplus": lambda z, beta: mpmath.log(1 + mpmath.exp(beta * z)) / beta,
}


@pytest.fixture(autouse=True)
def digits():
    with mpmath.workdps(DIGITS):
        yield


def mp(fraction):
    return mpf(fraction.numerator) / fraction.denominator


def random_setting(seed, activation):
    rng = random.Random(seed)

    def number():
        return Fraction(rng.randint(-30, 30), 10)

    def rows(count, length):
        return tuple(tuple(number() for _ in range(length)) for _ in range(count))

    p, d, n = (rng.randint(1, 2) for _ in range(3))
    return Setting({
        "p": p, "d": d, "n": n, "activation": activation, "beta": Fraction(rng.randint(1, 30), 10),
        "a": rows(1, p)[0], "X": rows(n, d), "y": rows(1, n)[0], "B_x": Fraction(9),
        "B_y": Fraction(9), "lambda": Fraction(rng.randint(1, 20), 10), "W": rows(p, d),
        "s": Fraction(rng.randint(1, 20), 10),
    })  # fmt: skip


def loss_at(setting, weights):
    """(1/n) Σ (y_i − f(x_i))² + (λ/2)‖W‖², word for word."""
    beta, sigma, total = mp(setting["beta"]), SIGMA[setting["activation"]], mpf(0)
    for x, label in zip(setting["X"], setting["y"], strict=True):
        output = mpf(0)
        for outer, row in zip(setting["a"], weights, strict=True):
            output += mp(outer) * sigma(sum(w * mp(c) for w, c in zip(row, x, strict=True)), beta)
        total += (mp(label) - output) ** 2
    squares = sum(weight**2 for row in weights for weight in row)
    return total / len(setting["y"]) + mp(setting["lambda"]) / 2 * squares


def differences(setting, row, column):
    """First and second derivative of the loss in one weight, by central differences."""
    values = []
    for move in (-STEP, mpf(0), STEP):
        weights = [[mp(entry) for entry in entries] for entries in setting["W"]]
        weights[row][column] += move
        values.append(loss_at(setting, weights))
    low, middle, high = values
    return (high - low) / (2 * STEP), (high - 2 * middle + low) / STEP**2


def stated(term, setting, **places):
    with precision(256):
        components = space((setting["activation"],), (), LAMBDA, Real(s), WEIGHTS)
        values = {**setting_values(components, setting), **places}
        return mpf(evaluate(term, values).mid().str(DIGITS, radius=False))


CASES = [(seed, activation) for seed in range(3) for activation in SIGMA]


@pytest.mark.parametrize(("seed", "activation"), CASES)
def test_gradient_laplacian_and_villani_are_those_of_the_loss(seed, activation):
    setting = random_setting(seed, activation)
    squares, trace = mpf(0), mpf(0)
    for row in range(setting["p"]):
        for column in range(setting["d"]):
            first, second = differences(setting, row, column)
            found = stated(net.gradient(j, k), setting, j=row + 1, k=column + 1)
            assert abs(found - first) < mpf(10) ** -15 * (1 + abs(first))
            squares, trace = squares + first**2, trace + second
    assert abs(stated(net.laplacian(), setting) - trace) < mpf(10) ** -15 * (1 + abs(trace))
    villani = squares / mp(setting["s"]) - trace
    assert abs(stated(net.villani(), setting) - villani) < mpf(10) ** -14 * (1 + abs(villani))


def test_the_papers_loss_at_half_lambda_doubled_is_the_slides_loss():
    setting = random_setting(1, "tanh")
    weights = [[mp(entry) for entry in row] for row in setting["W"]]
    halved = setting.replaced(**{"lambda": setting["lambda"] / 2})
    data = loss_at(setting.replaced(**{"lambda": Fraction(0)}), weights)
    norm = loss_at(halved, weights) - data  # (λ/4)‖W‖²
    assert abs(loss_at(setting, weights) - 2 * (data / 2 + norm)) < mpf(10) ** -40


def printed_bound(setting, factor):
    """λ²W² − factor·λ(M_D L B_x²a²W² + M_D B_x|a|(B_y + |c||a|)|W|) for one neuron, sigmoid_1."""
    a, w, lam = mp(setting["a"][0]), mp(setting["W"][0][0]), mp(setting["lambda"])
    x, y, slope, half = mp(setting["B_x"]), mp(setting["B_y"]), mpf(1) / 4, mpf(1) / 2
    cross = slope**2 * x**2 * a**2 * w**2 + slope * x * abs(a) * (y + half * abs(a)) * abs(w)
    return lam**2 * w**2 - factor * lam * cross


def one_neuron(w, y, lam):
    numbers = {"p": 1, "d": 1, "n": 1, "activation": "sigmoid", "beta": Fraction(1)}
    return Setting({
        **numbers, "a": (Fraction(1),), "X": ((Fraction(1),),), "y": (Fraction(y),),
        "B_x": Fraction(1), "B_y": abs(Fraction(y)), "lambda": Fraction(lam),
        "W": ((Fraction(w),),),
    })  # fmt: skip


def test_a_large_label_breaks_the_bound_with_the_papers_constants():
    """By hand: W = 1/10, y = 100, λ = 1000 with the sigmoid; 4 in place of 2 holds."""
    setting = one_neuron("1/10", 100, 1000)
    gradient, _ = differences(setting, 0, 0)
    assert printed_bound(setting, 4) <= gradient**2 < printed_bound(setting, 2)


@pytest.mark.parametrize("seed", range(40))
def test_the_corrected_bound_holds_over_many_decades(seed):
    rng = random.Random(seed)
    w, y, lam = (rng.choice((-1, 1)) * Fraction(10) ** rng.randint(-6, 6) for _ in range(3))
    setting = one_neuron(w, y, abs(lam))
    gradient, _ = differences(setting, 0, 0)
    assert gradient**2 >= printed_bound(setting, 4) - mpf(10) ** -15 * gradient**2


# ---------------------------------------------------------------- SoftPlus and smoothness


def two_gate_loss(first, second, a1, a2, x, y, beta, lam):
    sigma = SIGMA["softplus"]
    output = a1 * sigma(first * x, beta) + a2 * sigma(second * x, beta)
    return (y - output) ** 2 + lam / 2 * (first**2 + second**2)


NETS = [(1, 1, 1, 0), (1, -2, 3, 5), (-1, 2, "-1/2", 100), (0, 1, 1, 1), (1, 1, 0, 1)]


@pytest.mark.parametrize(("a1", "a2", "x", "y"), NETS)
@pytest.mark.parametrize("far", [-50, -1, 0, 2, 40])
def test_the_second_derivative_of_two_gates(a1, a2, x, y, far):
    a1, a2, x, y = (mp(Fraction(number)) for number in (a1, a2, x, y))
    here, lam, beta = mpf(3) / 10, mpf(1) / 7, mpf(2)
    values = [
        two_gate_loss(here + move, mpf(far), a1, a2, x, y, beta, lam) for move in (-STEP, 0, STEP)
    ]
    numeric = (values[0] - 2 * values[1] + values[2]) / STEP**2
    with precision(256):
        numbers = {
            "a_1": a1, "a_2": a2, "x": x, "y": y, "beta": beta, "lambda": lam, "w_1": here,
            "w_2": mpf(far),
        }  # fmt: skip
        balls = {name: ball_of(value) for name, value in numbers.items()}
        found = evaluate(curvature(w1, w2), {**balls, "activation": "softplus"})
        stated_value = mpf(found.mid().str(DIGITS, radius=False))
    assert abs(stated_value - numeric) < mpf(10) ** -14 * (1 + abs(numeric))


def ball_of(number):
    import flint

    return flint.arb(mpmath.nstr(number, DIGITS))


@pytest.mark.parametrize("bound", [1, 10**3, 10**9])
def test_the_smallest_example_exceeds_every_bound(bound):
    """2σ'(0)² + 2(σ(0) + σ(t))σ''(0) at t = 2K/β, from the formula of SoftPlus."""
    beta, sigma = mpf(3), SIGMA["softplus"]
    value = mpf(1) / 2 + 2 * (sigma(0, beta) + sigma(2 * bound / beta, beta)) * beta / 4
    assert value > bound
    with precision(128):
        numbers = {"beta": ball(3), "lambda": ball(0), "activation": "softplus"}
        at = {"w_2": ball(Fraction(2 * bound, 3))}
        found = evaluate(plain_curvature(w2), {**numbers, **at})
    assert abs(mpf(found.mid().str(30, radius=False)) - value) < mpf(10) ** -20 * value


def one_gate_second(w, a, x, y, beta, lam):
    """L'' of (y − aσ(wx))² + (λ/2)w², by hand."""
    E = mpmath.exp(-abs(beta * w * x))
    slope = 1 / (1 + mpmath.exp(-beta * w * x))
    bend = beta * E / (1 + E) ** 2
    value = SIGMA["softplus"](w * x, beta)
    return 2 * a**2 * x**2 * slope**2 + 2 * (a * value - y) * a * x**2 * bend + lam


@pytest.mark.parametrize("beta", ["1/100", 1, 50])
@pytest.mark.parametrize(("a", "x", "y"), [(1, 1, 0), (-2, 3, 10), (5, "-1/3", -4), (0, 1, 9)])
def test_one_gate_stays_below_its_constant(beta, a, x, y):
    beta, a, x, y = (mp(Fraction(number)) for number in (beta, a, x, y))
    lam = mpf(1) / 10
    with precision(128):
        names = {"a": a, "B_x": abs(x), "B_y": abs(y), "beta": beta, "lambda": lam}
        balls = {name: ball_of(number) for name, number in names.items()}
        limit = mpf(evaluate(softplus_one_gate.gLip(), balls).mid().str(30, radius=False))
    points = [sign * mpf(10) ** (mpf(e) / 4) for e in range(-16, 17) for sign in (-1, 1)]
    largest = max(abs(one_gate_second(w, a, x, y, beta, lam)) for w in points)
    assert largest <= limit
    assert largest >= limit / 30  # no constant that is far too large


def test_the_product_of_softplus_and_its_second_derivative_reaches_a_quarter():
    sigma = SIGMA["softplus"]
    largest = max(
        sigma(z, 1) * mpmath.exp(-abs(z)) / (1 + mpmath.exp(-abs(z))) ** 2
        for z in mpmath.linspace(-20, 20, 801)
    )
    assert mpf("0.26") < largest < mpf("0.2604")
