"""What is claimed of nets with their data, and the settings that can break it (trusted).

A claim about deep nets quantifies over architectures, parameters and data at once: its space has
the one component `Nets`. A setting of it is a concrete net with exact rational numbers and an
`argument`: plain data that says why the claim fails there, which `provcheck.almost_surely` checks.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import sympy
from sympy.logic.boolalg import Boolean

from provcheck.errors import StatementError
from provcheck.statement.network import (
    Activation,
    Network,
    Skip,
    dense,
    graph_net,
    identity,
    leaky_relu,
    parametric_relu,
    polynomial,
    residual,
)
from provcheck.statement.terms import Proposition

Rows = tuple[tuple[Fraction, ...], ...]


class Family(StrEnum):
    """Which nets a claim speaks about."""

    ANY = "any net of form (1)"
    DENSE = "fully connected nets with biases"
    RESIDUAL = "residual nets of one width with biases"
    GRAPH = "graph convolutional nets with biases"


class Activations(StrEnum):
    """Which activations a claim speaks about."""

    PIECEWISE_NONZERO = "piecewise polynomial, zero at finitely many points"
    LEAKY_RELU = "leaky ReLU with a slope in (0, 1)"
    RELU = "ReLU"
    SIGMOID = "sigmoid"


@dataclass(frozen=True)
class Nets:
    """Nets with data: the only component of a space whose claims are about nets.

    Args:
        overparametrized: whether m >= nq is assumed.

    Raises:
        StatementError: a family or activations that are no member of their enumeration.
    """

    family: Family = Family.ANY
    activations: Activations = Activations.PIECEWISE_NONZERO
    overparametrized: bool = True

    name = "net"

    def __post_init__(self) -> None:
        kinds = tuple(map(type, (self.family, self.activations, self.overparametrized)))
        if kinds != (Family, Activations, bool):
            raise StatementError(
                f"nets: {self}; expected a member of Family, one of Activations, and True or False."
            )


@dataclass(frozen=True)
class Polynomial:
    """Σ coefficient · Π variable^exponent, as plain data.

    Variables: the parameters by `parameter_names`, inputs ``x2_1`` (sample, coordinate), outputs
    ``F2_1`` (sample, output), and for an activation left open its value ``s1_2_3`` and derivative
    ``d1_2_3`` (layer, sample, unit).
    """

    terms: tuple[tuple[Fraction, tuple[tuple[str, int], ...]], ...]


@dataclass(frozen=True)
class NullVector:
    """vᵀJ = 0 as an identity between polynomials, v with nq entries.

    `opaque`: the identity holds for every activation, whose values and derivatives are variables;
    else it holds on the pieces where the setting's box lies.
    """

    entries: tuple[Polynomial, ...]
    opaque: bool

    kind = "null vector"


@dataclass(frozen=True)
class Invariant:
    """G(x, F) = 0 for the outputs F of the net, whatever its parameters."""

    polynomial: Polynomial
    opaque: bool

    kind = "invariant"


@dataclass(frozen=True)
class Kink:
    """The flow runs into the kink where unit `unit` of layer `layer` reaches a break on `sample`.

    All count from 1; `at_break` numbers the activation's breaks. The region is the box of radius
    `reach` about the parameters, which no flow from the setting's box leaves before the kink.
    """

    layer: int
    sample: int
    unit: int
    at_break: int
    reach: Fraction

    kind = "kink"


@dataclass(frozen=True)
class Direction:
    """A vector v with nq entries along which two Gram matrices are compared."""

    vector: tuple[Fraction, ...]

    kind = "direction"


Argument = NullVector | Invariant | Kink | Direction


@dataclass(frozen=True)
class NetSetting:
    """A net with its data, an open box about both, and why the claim fails there.

    Args:
        inputs: (n, d).
        labels: (n, q); () where the claim does not speak of labels.
        parameters: (m,), in the order of `network.split`.
        radius: >= 0; parameters and inputs within this distance, number by number.

    Raises:
        StatementError: a shape does not fit the network, or the radius is negative.
    """

    network: Network
    inputs: Rows
    labels: Rows
    parameters: tuple[Fraction, ...]
    radius: Fraction
    argument: Argument

    def __post_init__(self) -> None:
        n, net = len(self.inputs), self.network
        wrong = [
            f"inputs of shape {_shape(self.inputs)} (expected n >= 1 rows of {net.inputs})"
            for _ in [0]
            if not n or any(len(row) != net.inputs for row in self.inputs)
        ]
        if self.labels and (
            len(self.labels) != n or any(len(row) != net.outputs for row in self.labels)
        ):
            wrong.append(f"labels of shape {_shape(self.labels)} (expected {(n, net.outputs)})")
        if len(self.parameters) != net.parameters:
            wrong.append(f"{len(self.parameters)} parameters (expected m = {net.parameters})")
        if self.radius < 0:
            wrong.append(f"radius {self.radius} (expected >= 0)")
        if net.graph is not None and net.graph.vertices != n:
            wrong.append(f"a graph of {net.graph.vertices} vertices (expected n = {n})")
        if wrong:
            raise StatementError(f"net setting: {'; '.join(wrong)}.")

    @property
    def samples(self) -> int:
        return len(self.inputs)

    @property
    def stacked(self) -> int:
        """nq, the number of stacked outputs."""
        return len(self.inputs) * self.network.outputs


def _shape(rows: Rows) -> tuple[int, ...]:
    return (len(rows), *sorted({len(row) for row in rows}))


class NetProposition(Proposition):
    """A statement about nets with their data, over a space with the component `Nets`."""


class PositiveDefiniteAlmostSurely(NetProposition):
    """K is positive definite for almost all parameters and inputs."""

    words = r"K(\theta, X) \succ 0 \text{{ for almost all }} (\theta, X)"


class FinitelyManySingular(NetProposition):
    """The determinants of the nq × nq submatrices of J vanish at finitely many points only."""

    words = (
        r"\#\{{(\theta, X) : \det J_S(\theta, X) = 0 \text{{ for all }} S\}} < \infty,\quad "
        r"|S| = nq"
    )


class LossVanishesAlmostSurely(NetProposition):
    """The loss tends to 0 along the flow from almost all parameters and inputs."""

    words = (
        r"L(\theta(t)) \to 0 \text{{ as }} t \to \infty "
        r"\text{{ for almost all }} (\theta(0), X)"
    )


class FlowContinuesAlmostSurely(NetProposition):
    """From almost all parameters and inputs the flow has a solution for all times.

    A solution is continuous, with L differentiable and θ' = −∇L at all but finitely many times of
    each [0, T].
    """

    words = (
        r"\dot\theta = -\nabla L(\theta) \text{{ has a solution on }} [0, \infty) "
        r"\text{{ for almost all }} (\theta(0), X)"
    )


class FlowKeepsNullSets(NetProposition):
    """The flow is a diffeomorphism off a null set: it carries no more than that into a null set.

    Refuted where, whatever continues the flow on a kink, a set of positive measure arrives on it.
    """

    words = r"\theta(0) \mapsto \theta(t) \text{{ is a diffeomorphism off a null set}}"


class NtkContinuousAlmostSurely(NetProposition):
    """K(t) is continuous in t along the flow from almost all parameters and inputs."""

    words = r"t \mapsto K(\theta(t)) \text{{ is continuous for almost all }} (\theta(0), X)"


class NtkAtLeastThatOf(NetProposition):
    """``NtkAtLeastThatOf(name)``: K ⪰ that of the same net with a minorant for its activation.

    The name is a key of `MINORANTS`. Of nets whose activation does not lie above it (`is_minorant`)
    nothing is said.
    """

    words = r"K_\sigma(\theta, X) \succeq K_{{\mathrm{{{0}}}}}(\theta, X)"


class LossSmoothAlmostEverywhere(NetProposition):
    """The loss is analytic in the parameters near almost all parameters and inputs."""

    words = r"L \text{{ is analytic in }} \theta \text{{ near almost all }} (\theta, X)"


class FlowStartsAlmostSurely(NetProposition):
    """From almost all parameters and inputs the flow has a unique solution for some time."""

    words = (
        r"\dot\theta = -\nabla L(\theta) \text{{ has a unique solution on some }} [0, \tau), "
        r"\tau > 0, \text{{ for almost all }} (\theta(0), X)"
    )


class PositiveDefiniteAround(Proposition):
    """``PositiveDefiniteAround(text)``: K of one net is positive definite almost everywhere.

    The text is JSON data with a network, parameters and inputs. Where the activation is smooth, K
    is positive definite for almost all parameters and inputs; else for almost all of those that
    put every preactivation on the same piece of the activation as the ones given.
    """

    words = r"K(\theta, X) \succ 0 \text{{ for almost all }} (\theta, X) \text{{ of the piece}}"

    def __new__(cls, text):
        return Boolean.__new__(
            cls, text if isinstance(text, sympy.Symbol) else sympy.Symbol(text, real=True)
        )

    @property
    def text(self) -> str:
        """The JSON data as it was written."""
        return self.args[0].name


MINORANTS = {"linear": identity(), "minusone": polynomial((Fraction(-1),), "-1")}
"""u ≤ φ(u) for leaky ReLU with a slope in [0, 1]; -1 ≤ σ(u) for the sigmoid."""


def is_minorant(name: str, activation: Activation) -> bool:
    """Whether `MINORANTS` says that the one of this name lies below the activation."""
    above = {
        "linear": (Activations.LEAKY_RELU, Activations.RELU),
        "minusone": (Activations.SIGMOID,),
    }
    return any(_has_activation(kind, activation) for kind in above.get(name, ()))


def parameter_names(network: Network) -> list[str]:
    """W1_2_3 (layer, row, column), b1_2 (layer, row), a1 (layer), in the order of theta."""
    names: list[str] = []
    for number, (weights, bias, slope) in enumerate(network.shapes, start=1):
        if len(weights) == 2:
            names += [
                f"W{number}_{i}_{j}"
                for i in range(1, weights[0] + 1)
                for j in range(1, weights[1] + 1)
            ]
        names += [f"b{number}_{i}" for i in range(1, bias[0] + 1)]
        names += [f"a{number}"] if slope[0] else []
    return names


def admission_gap(nets: Nets, setting: NetSetting) -> str:
    """Why the claim's hypotheses exclude the setting's net, or ""."""
    net = setting.network
    if not _has_activation(nets.activations, net.activation):
        return f"activation '{net.activation.name}' is not admitted: {nets.activations}"
    if _misleads(net.activation):
        return f"the name '{net.activation.name}' is not admitted: it is that of another activation"
    if not any(layer.activated for layer in net.layers):
        return "a net that applies its activation nowhere is not admitted"
    if not _is_of_family(nets.family, net):
        return f"the net is not admitted: {nets.family}"
    if nets.overparametrized and net.parameters < setting.stacked:
        return f"m = {net.parameters} < nq = {setting.stacked}, and the claim assumes m >= nq"
    return ""


def _has_activation(wanted: Activations, activation: Activation) -> bool:
    if wanted is Activations.PIECEWISE_NONZERO:
        return activation.is_piecewise_nonzero
    if wanted is Activations.SIGMOID:
        return activation == Activation("sigmoid")
    if wanted is Activations.RELU:
        return activation == leaky_relu(Fraction(0))
    left = activation.pieces[0] if len(activation.pieces) == 2 else ()
    return len(left) == 2 and 0 < left[1] < 1 and activation == leaky_relu(left[1])


def _misleads(activation: Activation) -> bool:
    """Whether it bears the name that `network` gives to another one."""
    left = activation.pieces[0] if activation.pieces else ()
    honest = [parametric_relu(), identity(), leaky_relu(left[1] if len(left) == 2 else Fraction(0))]
    reserved = activation.name.startswith("leaky_relu(") or activation.name in (
        "relu",
        "identity",
        "absolute",
        "parametric_relu",
    )
    return reserved and activation not in honest


def _is_of_family(family: Family, net: Network) -> bool:
    widths = tuple(layer.width for layer in net.layers)
    if family is Family.ANY:
        return True
    if family is Family.DENSE:
        return net == dense(net.inputs, widths, net.activation)
    if family is Family.GRAPH:
        return net.graph is not None and net == graph_net(
            net.inputs, widths, net.activation, net.graph
        )
    hidden = len(widths) - 1
    return hidden >= 1 and any(
        net == residual(net.inputs, hidden, net.activation, skip=skip)
        for skip in (Skip.INSIDE, Skip.OUTSIDE)
    )
