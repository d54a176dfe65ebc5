"""Meaning of terms as numbers: Arb balls, or exact rationals where a term is rational.

This evaluator reads the *symbolic* statement. It shares no code with the NumPy references, so
the two can be held against each other; the kernel certifies counterexamples with it.
"""

import functools
import itertools
from collections.abc import Mapping
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

import flint
import sympy

from provcheck.errors import StatementError, Undecided
from provcheck.statement.calculus import evaluate_derivatives
from provcheck.statement.closed_form import is_closed_form
from provcheck.statement.space import ActivationChoice, Array, Constant, Setting, Space, name_of
from provcheck.statement.terms import (
    Act,
    Defined,
    Directional,
    GibbsMass,
    Infimum,
    Jet,
    LeastSingularValue,
    MaxOver,
    Norm,
    OperatorNorm,
    Partial,
    SpectralGap,
)

FUNCTIONS = {
    sympy.exp: "exp",
    sympy.log: "log",
    sympy.tanh: "tanh",
    sympy.sin: "sin",
    sympy.cos: "cos",
    sympy.atan: "atan",
    sympy.sinh: "sinh",
    sympy.cosh: "cosh",
    sympy.erf: "erf",
    sympy.gamma: "gamma",
}
"""Functions of one argument, and what Arb calls them."""

EXACT = "the same values as exact rationals"
_X = flint.fmpq_poly([0, 1])


@contextmanager
def precision(bits: int):
    """Arb's working precision inside the block; it is process-wide."""
    before = flint.ctx.prec
    flint.ctx.prec = bits
    try:
        yield
    finally:
        flint.ctx.prec = before


def ball(value: Any) -> flint.arb:
    """An Arb ball that contains a Fraction, int or fmpq exactly."""
    if isinstance(value, Fraction):
        value = flint.fmpq(value.numerator, value.denominator)
    return flint.arb(value)


def exact(value: Any) -> flint.fmpq:
    """A Fraction or int as an fmpq."""
    fraction = Fraction(value)
    return flint.fmpq(fraction.numerator, fraction.denominator)


def setting_values(space: Space, setting: Setting, number=ball) -> dict[str, Any]:
    """The values of a setting, constants included, as numbers of one kind.

    Args:
        number: `ball` or `exact`; sizes, indices and the activation's name stay as they are.
    """
    values: dict[str, Any] = {}
    for component in space.components:
        name = name_of(component)
        if isinstance(component, Constant):
            values[name] = evaluate(component.cases[values["activation"]], values, number)
            continue
        stored = setting[name]
        if isinstance(component, Array) or isinstance(stored, Fraction):
            values[name] = _converted(stored, number)
        elif is_closed_form(stored):
            values[name] = evaluate(stored, {}, number)
        else:
            values[name] = stored
        if isinstance(component, ActivationChoice) and "beta" not in setting.values:
            values["beta"] = number(1)
    if number is ball:
        values[EXACT] = {
            name: _converted(stored, exact)
            for name, stored in setting.values.items()
            if isinstance(stored, Fraction | tuple)
        }
    return values


def _converted(stored: Any, number) -> Any:
    if isinstance(stored, tuple):
        return tuple(_converted(entry, number) for entry in stored)
    return number(stored)


def evaluate(expression: Any, values: Mapping[str, Any], number=ball) -> Any:
    """The value of a scalar term.

    Args:
        expression: a term without propositions.
        values: from `setting_values`, plus bound indices.
        number: `ball` for enclosures, `exact` for rationals.

    Raises:
        Undecided: an exact value was asked of a term that is not rational.
        StatementError: the term has a symbol or function without a meaning here.
    """
    return _Evaluator(number).value(expression, dict(values))


class _Evaluator:
    """One recursive pass over a term; sums and norms are expanded over their indices."""

    def __init__(self, number) -> None:
        self.number = number
        self.is_exact = number is exact

    def value(self, term: Any, env: dict) -> Any:
        if isinstance(term, sympy.Rational):
            return self.number(Fraction(int(term.p), int(term.q)))
        if isinstance(term, sympy.Symbol):
            return self._symbol(term, env)
        if isinstance(term, sympy.Indexed):
            return self._entry(term, env)
        if isinstance(term, sympy.Add):
            return sum((self.value(a, env) for a in term.args), self.number(0))
        if isinstance(term, sympy.Mul):
            return self._product(term.args, env)
        if isinstance(term, sympy.Pow):
            return self._power(term, env)
        if isinstance(term, Defined):
            return self._defined(term, env)
        if isinstance(term, sympy.Sum):
            return sum(self._bodies(term, env), self.number(0))
        if isinstance(term, Norm):
            squares = sum((v * v for v in self._bodies(term, env)), self.number(0))
            return self._root(squares, is_nonnegative=True)
        if isinstance(term, MaxOver):
            return self._largest(self._bodies(term, env))
        if isinstance(term, OperatorNorm):
            return self._operator_norm(term, env)
        if isinstance(term, LeastSingularValue):
            return self._least_singular_value(term, env)
        if isinstance(term, Infimum | GibbsMass | SpectralGap):
            return self._on_the_line(term, env)
        if isinstance(term, Act):
            return self._activation(int(term.args[0]), self.value(term.args[1], env), env)
        if isinstance(term, Jet):
            return self._jet(term, env)
        if isinstance(term, Partial | Directional):
            return self.value(_derivative_taken(term), env)
        if isinstance(term, sympy.KroneckerDelta):
            left, right = (self._position(index, env) for index in term.args[:2])
            if not (isinstance(left, int) and isinstance(right, int)):
                raise StatementError(f"evaluate: '{term}' compares what is no index.")
            return self.number(int(left == right))
        if isinstance(term, sympy.Abs):
            return abs(self.value(term.args[0], env))
        if isinstance(term, sympy.Max | sympy.Min):
            values = [self.value(argument, env) for argument in term.args]
            if isinstance(term, sympy.Max):
                return self._largest(values)
            return -self._largest([-value for value in values])
        if term in (sympy.pi, sympy.E):
            self._needs_balls(term)
            return flint.arb.pi() if term is sympy.pi else flint.arb.const_e()
        if term.func in FUNCTIONS and len(term.args) == 1:
            self._needs_balls(term)
            return getattr(self.value(term.args[0], env), FUNCTIONS[term.func])()
        raise StatementError(f"evaluate: '{term}' has no numeric meaning here.")

    def _defined(self, term: Defined, env: dict) -> Any:
        """The body, with the parameters as its only indices; the setting's names stay known."""
        inner: dict = {key: value for key, value in env.items() if isinstance(key, str)}
        for parameter, argument in zip(term.parameters, term.args, strict=True):
            is_index = parameter.is_integer
            inner[parameter] = (self._position if is_index else self.value)(argument, env)
        return self.value(term.body, inner)

    def _needs_balls(self, term: Any) -> None:
        if self.is_exact:
            raise Undecided(f"evaluate: '{term}' has no exact rational value; use balls.")

    def _symbol(self, symbol: sympy.Symbol, env: dict) -> Any:
        key = symbol if symbol in env else symbol.name
        if key not in env:
            raise StatementError(
                f"evaluate: no value for '{symbol}'; known: {sorted(map(str, env))}."
            )
        value = env[key]
        return self.number(value) if isinstance(value, int) else value

    def _entry(self, term: sympy.Indexed, env: dict) -> Any:
        self._require_own_name(term, term.base.label, env)
        array = env[str(term.base.label)]
        for index in term.indices:
            position = self._position(index, env)
            if not 1 <= position <= len(array):
                raise StatementError(f"evaluate: '{term}' has no entry at {index} = {position}.")
            array = array[position - 1]
        return array

    def _jet(self, term: Jet, env: dict) -> Any:
        """A value of an arbitrary function: numbers h_0, arrays h_1, h_2 hold its derivatives.

        Any numbers are the value, gradient and Hessian of some smooth function at one point, the
        Hessian made symmetric.
        """
        name, base, *indices = term.args
        if not isinstance(base, sympy.IndexedBase) or len(indices) % len(base.shape):
            raise StatementError(f"evaluate: '{term}' is no derivative of a function of an array.")
        for part in (name, base.label):
            self._require_own_name(term, part, env)
        positions = [self._position(index, env) for index in indices]
        sizes = [self._position(size, env) for size in base.shape * term.order]
        if not all(1 <= place <= size for place, size in zip(positions, sizes, strict=True)):
            raise StatementError(f"evaluate: '{term}' has no derivative at {positions}.")
        if term.order > 2:
            raise StatementError(f"evaluate: '{term}' is a derivative of order {term.order}.")
        key = f"{name}_{term.order}"
        if key not in env:
            raise StatementError(f"evaluate: no value '{key}' for '{term}'.")
        half = len(positions) // 2
        if term.order < 2:
            return _at(env[key], positions)
        turned = positions[half:] + positions[:half]
        return (_at(env[key], positions) + _at(env[key], turned)) / 2

    def _require_own_name(self, term: Any, name: Any, env: dict) -> None:
        """What an abbreviation or an operation binds may not name an array or a function."""
        if name.free_symbols & env.keys():
            raise StatementError(f"evaluate: '{term}' has a name that is bound outside.")

    def _position(self, index: Any, env: dict) -> int:
        if isinstance(index, sympy.Integer):
            return int(index)
        return env[index] if index in env else env[index.name]

    def _bodies(self, term: Any, env: dict):
        for point in self._points(term, env):
            yield self.value(term.function, {**env, **point})

    def _points(self, term: Any, env: dict):
        symbols = [limit[0] for limit in term.limits]
        if any(len(limit) != 3 or limit[1] != 1 for limit in term.limits):
            raise StatementError(f"evaluate: '{term}' has an index that does not start at 1.")
        if len(set(symbols)) != len(symbols) or set(symbols) & {x[2] for x in term.limits}:
            raise StatementError(f"evaluate: '{term}' binds one index twice.")
        ranges = [range(1, self._position(limit[2], env) + 1) for limit in term.limits]
        for point in itertools.product(*ranges):
            yield dict(zip(symbols, point, strict=True))

    def _product(self, factors: Any, env: dict) -> Any:
        result = self.number(1)
        for factor in factors:
            result = result * self.value(factor, env)
        return result

    def _power(self, term: sympy.Pow, env: dict) -> Any:
        base = self.value(term.base, env)
        if isinstance(term.exp, sympy.Integer):
            base = base if term.exp >= 0 else self._inverse(base)
            return _integer_power(base, abs(int(term.exp)))
        if term.exp == sympy.Rational(1, 2):
            return self._root(base)
        if term.exp == sympy.Rational(-1, 2):
            return self._inverse(self._root(base))
        self._needs_balls(term)
        at_zero = isinstance(term.exp, sympy.Rational) and term.exp > 0
        if not (base > 0 or (at_zero and base >= 0)):
            return flint.arb.nan()  # a real power is one of a positive number
        return base ** self.value(term.exp, env)

    def _inverse(self, base: Any) -> Any:
        if self.is_exact and base == 0:
            raise StatementError("evaluate: division by zero.")
        if not self.is_exact and base.contains(0):
            return flint.arb.nan()  # a pole may lie inside; nothing is known from here on
        return self.number(1) / base

    def _root(self, square: Any, is_nonnegative: bool = False) -> Any:
        """Square root; a ball that reaches below zero has none unless it is a sum of squares."""
        if not self.is_exact:
            if is_nonnegative and square.contains(0):
                return flint.arb(0).union(square.upper().sqrt())
            return square.sqrt()
        numerator, denominator = square.p, square.q
        if numerator < 0:
            raise StatementError(f"evaluate: square root of {square}.")
        root = flint.fmpq(numerator.isqrt(), denominator.isqrt())
        if root * root != square:
            raise Undecided(f"evaluate: sqrt({square}) is not rational; use balls.")
        return root

    def _largest(self, values: Any) -> Any:
        values = list(values)
        result = values[0]
        for value in values[1:]:
            result = max(result, value) if self.is_exact else result.max(value)
        return result

    def _operator_norm(self, term: OperatorNorm, env: dict) -> Any:
        matrix = self._matrix(term, env)
        if 1 in (len(matrix), len(matrix[0])):
            return self._norm_of_entries(matrix)
        self._needs_balls(term)
        return _spectral_norm(flint.arb_mat(matrix))

    def _least_singular_value(self, term: LeastSingularValue, env: dict) -> Any:
        matrix = self._matrix(term, env)
        if len(matrix) > len(matrix[0]):
            return self.number(0)
        if len(matrix) == 1:
            return self._norm_of_entries(matrix)
        self._needs_balls(term)
        return _least_singular_value(flint.arb_mat(matrix))

    def _matrix(self, term: Any, env: dict) -> list[list]:
        next(self._points(term, env))  # checks the ranges
        (row, _, rows), (column, _, columns) = term.limits
        sizes = self._position(rows, env), self._position(columns, env)
        return [
            [self.value(term.function, {**env, row: r + 1, column: c + 1}) for c in range(sizes[1])]
            for r in range(sizes[0])
        ]

    def _norm_of_entries(self, matrix: list[list]) -> Any:
        squares = (v * v for line in matrix for v in line)
        return self._root(sum(squares, self.number(0)), is_nonnegative=True)

    def _on_the_line(self, term: Any, env: dict) -> flint.arb:
        """Infimum, mass or spectral gap of a polynomial with exact rational coefficients."""
        self._needs_balls(term)
        from provcheck.statement import gibbs

        if EXACT not in env:
            raise StatementError(f"evaluate: '{term}' needs the values as exact rationals.")
        ((variable, *ends),) = term.limits
        known = {**env, **env[EXACT]}
        polynomial = evaluate(term.function, {**known, variable: _X}, exact)
        low, high = (
            None if end == infinity else evaluate(end, known, exact)
            for end, infinity in zip(ends, (-sympy.oo, sympy.oo), strict=True)
        )
        function = {Infimum: gibbs.infimum, GibbsMass: gibbs.gibbs_mass}
        return function.get(type(term), gibbs.spectral_gap)(polynomial, low, high)

    def _activation(self, order: int, point: Any, env: dict) -> Any:
        self._needs_balls(Act(order, sympy.Symbol("z")))
        return _ACTIVATIONS[env["activation"]](order, point, env["beta"])


def _at(array: Any, positions: list[int]) -> Any:
    for position in positions:
        array = array[position - 1]
    return array


@functools.lru_cache(maxsize=512)
def _derivative_taken(term: Any) -> Any:
    return evaluate_derivatives(term)


def _integer_power(base: Any, exponent: int) -> Any:
    """base^exponent; Arb's own power of a wide ball around zero is NaN, and NaN^0 is 1."""
    if isinstance(base, flint.arb) and not base.is_finite():
        return flint.arb.nan()
    if not isinstance(base, flint.arb) or base.is_exact() or not base.contains(0):
        return base**exponent
    if exponent % 2 == 0:
        return flint.arb(0).union(base.abs_upper() ** exponent)
    result = base
    for _ in range(exponent - 1):
        result = result * base
    return result


def _spectral_norm(matrix: flint.arb_mat) -> flint.arb:
    """Rigorous enclosure of the largest singular value."""
    values = _gram_spectrum(matrix)
    if values is None:
        rows = _row_norms(matrix)
        return _fold_balls(flint.arb.max, rows).union(
            sum((r * r for r in rows), flint.arb()).sqrt()
        )
    return flint.arb.nonnegative_part(_fold_balls(flint.arb.max, values)).sqrt()


def _least_singular_value(matrix: flint.arb_mat) -> flint.arb:
    """Rigorous enclosure of the least singular value of a matrix with no more rows than columns."""
    values = _gram_spectrum(matrix)
    if values is None:
        return flint.arb(0).union(_fold_balls(flint.arb.min, _row_norms(matrix)))
    return flint.arb.nonnegative_part(_fold_balls(flint.arb.min, values)).sqrt()


def _gram_spectrum(matrix: flint.arb_mat) -> list[flint.arb] | None:
    """Eigenvalues of A·Aᵀ; None where FLINT does not isolate them at this precision."""
    gram = matrix * matrix.transpose()
    try:
        return [value.real for value in flint.acb_mat(gram).eig(multiple=True)]
    except ValueError:
        return None


def _row_norms(matrix: flint.arb_mat) -> list[flint.arb]:
    squares = (sum((v * v for v in row), flint.arb()) for row in matrix.tolist())
    return [flint.arb.nonnegative_part(square).sqrt() for square in squares]


def _fold_balls(operation: Any, values: list[flint.arb]) -> flint.arb:
    return functools.reduce(operation, values)


def _sigmoid(order: int, z: flint.arb, beta: flint.arb) -> flint.arb:
    """Written with σ(z)·σ(−z) for σ(1 − σ), which would cancel far out."""
    value = 1 / (1 + (-beta * z).exp())
    if order == 0:
        return value
    bump = value / (1 + (beta * z).exp())
    if order == 1:
        return beta * bump
    if order == 2:
        return -beta * beta * bump * (beta * z / 2).tanh()
    if order == 3:
        return beta * beta * beta * bump * (1 - 6 * bump)
    raise StatementError(f"evaluate: derivative {order} of the sigmoid is not provided.")


def _tanh(order: int, z: flint.arb, _beta: flint.arb) -> flint.arb:
    """Written with 1/cosh² for 1 − tanh², which would cancel far out."""
    if order == 0:
        return z.tanh()
    inverse = 1 / z.cosh()
    bump = inverse * inverse
    if order == 1:
        return bump
    if order == 2:
        return -2 * z.tanh() * bump
    if order == 3:
        return bump * (4 - 6 * bump)
    raise StatementError(f"evaluate: derivative {order} of tanh is not provided.")


def _softplus(order: int, z: flint.arb, beta: flint.arb) -> flint.arb:
    if order == 0:
        return (beta * z).exp().log1p() / beta
    return _sigmoid(order - 1, z, beta)


_ACTIVATIONS = {"sigmoid": _sigmoid, "tanh": _tanh, "softplus": _softplus}
