"""Settings of nets as plain JSON data, and back (trusted).

Rationals are strings such as "1/3", so nothing is rounded.
"""

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from provcheck.errors import StatementError
from provcheck.statement.nets import (
    Argument,
    Direction,
    Invariant,
    Kink,
    NetSetting,
    NullVector,
    Polynomial,
)
from provcheck.statement.network import Activation, Graph, Layer, Network, Skip

_FLAGS = ("weights", "bias", "activated", "mixes")
_BROKEN = (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError, OverflowError)


def encode(setting: NetSetting) -> dict[str, Any]:
    """The setting as JSON data."""
    return {
        "network": encode_network(setting.network),
        "inputs": [[str(entry) for entry in row] for row in setting.inputs],
        "labels": [[str(entry) for entry in row] for row in setting.labels],
        "parameters": [str(entry) for entry in setting.parameters],
        "radius": str(setting.radius),
        "argument": _encoded_argument(setting.argument),
    }


def decode(data: Any) -> NetSetting:
    """The setting that the data describe.

    Raises:
        StatementError: something is missing, of the wrong kind, or does not fit together.
    """
    try:
        return NetSetting(
            decode_network(data["network"]),
            tuple(_numbers(row) for row in data["inputs"]),
            tuple(_numbers(row) for row in data["labels"]),
            _numbers(data["parameters"]),
            _number(data["radius"]),
            _decoded_argument(data["argument"]),
        )
    except _BROKEN as error:
        raise StatementError(
            f"net setting: {type(error).__name__}: {error}; expected network, inputs, labels, "
            'parameters, radius and argument, with rationals as text such as "1/3".'
        ) from error


def encode_point(network: Network, parameters: Any, inputs: Any) -> str:
    """A net at rational parameters (m,) and inputs (n, d), as one line of JSON text."""
    data = {
        "network": encode_network(network),
        "parameters": [str(entry) for entry in parameters],
        "inputs": [[str(entry) for entry in row] for row in inputs],
    }
    return json.dumps(data, sort_keys=True)


def decode_point(text: str) -> NetSetting:
    """The setting that `encode_point` wrote, without labels, box or argument of its own.

    Raises:
        StatementError: the text is no such data.
    """
    try:
        data = json.loads(text)
    except ValueError as error:
        raise StatementError(f"net: {error}; expected JSON data as encode_point writes.") from error
    if not isinstance(data, dict):
        raise StatementError(f"net: a {type(data).__name__}; expected an object with a network.")
    bare = {"labels": [], "radius": "0", "argument": {"kind": Direction.kind, "vector": []}}
    return decode({**data, **bare})


def encode_network(network: Network) -> dict[str, Any]:
    """The architecture as JSON data."""
    activation, graph = network.activation, network.graph
    return {
        "inputs": network.inputs,
        "layers": [
            {"width": layer.width, "skip": str(layer.skip)}
            | {flag: getattr(layer, flag) for flag in _FLAGS}
            for layer in network.layers
        ],
        "activation": {
            "name": activation.name,
            "breaks": [str(point) for point in activation.breaks],
            "pieces": [[str(entry) for entry in piece] for piece in activation.pieces],
            "trained_slope": activation.trained_slope,
        },
        "graph": None
        if graph is None
        else {
            "vertices": graph.vertices,
            "edges": [list(edge) for edge in graph.edges],
            "loops": graph.loops,
        },
    }


def decode_network(data: Mapping[str, Any]) -> Network:
    """The architecture that the data describe.

    Raises:
        StatementError: the layers do not fit, or a value is of the wrong kind.
    """
    layers = tuple(
        Layer(
            _whole(entry["width"]),
            skip=Skip(entry["skip"]),
            **{flag: _truth(entry[flag]) for flag in _FLAGS},
        )
        for entry in data["layers"]
    )
    chosen, graph = data["activation"], data["graph"]
    activation = Activation(
        str(chosen["name"]),
        _numbers(chosen["breaks"]),
        tuple(_numbers(piece) for piece in chosen["pieces"]),
        _truth(chosen["trained_slope"]),
    )
    return Network(
        _whole(data["inputs"]), layers, activation, None if graph is None else _graph(graph)
    )


def _graph(data: Mapping[str, Any]) -> Graph:
    edges = tuple((_whole(i), _whole(j)) for i, j in data["edges"])
    return Graph(_whole(data["vertices"]), edges, _truth(data["loops"]))


def _encoded_argument(argument: Argument) -> dict[str, Any]:
    kind = {"kind": argument.kind}
    if isinstance(argument, NullVector):
        vector = [_encoded_polynomial(entry) for entry in argument.entries]
        return kind | {"entries": vector, "opaque": argument.opaque}
    if isinstance(argument, Invariant):
        polynomial = _encoded_polynomial(argument.polynomial)
        return kind | {"polynomial": polynomial, "opaque": argument.opaque}
    if isinstance(argument, Direction):
        return kind | {"vector": [str(entry) for entry in argument.vector]}
    places = {name: getattr(argument, name) for name in ("layer", "sample", "unit", "at_break")}
    return kind | places | {"reach": str(argument.reach)}


def _decoded_argument(data: Mapping[str, Any]) -> Argument:
    kind = data["kind"]
    if kind == NullVector.kind:
        entries = tuple(_decoded_polynomial(entry) for entry in data["entries"])
        return NullVector(entries, _truth(data["opaque"]))
    if kind == Invariant.kind:
        return Invariant(_decoded_polynomial(data["polynomial"]), _truth(data["opaque"]))
    if kind == Direction.kind:
        return Direction(_numbers(data["vector"]))
    if kind == Kink.kind:
        places = (_whole(data[name]) for name in ("layer", "sample", "unit", "at_break"))
        return Kink(*places, _number(data["reach"]))
    raise ValueError(f"an argument of kind {kind!r}")


def _encoded_polynomial(polynomial: Polynomial) -> list[Any]:
    return [[str(coefficient), dict(powers)] for coefficient, powers in polynomial.terms]


def _decoded_polynomial(data: Any) -> Polynomial:
    terms = []
    for coefficient, powers in data:
        exponents = tuple((str(name), _whole(power)) for name, power in powers.items())
        terms.append((_number(coefficient), exponents))
    return Polynomial(tuple(terms))


def _numbers(data: Any) -> tuple[Fraction, ...]:
    if not isinstance(data, list | tuple):
        raise TypeError(f"{data!r} is no list of numbers")
    return tuple(_number(entry) for entry in data)


def _number(data: Any) -> Fraction:
    from provcheck.statement.space import rational

    return rational("a number", data)


def _whole(data: Any) -> int:
    if not isinstance(data, int) or isinstance(data, bool):
        raise TypeError(f"{data!r} is no whole number")
    return data


def _truth(data: Any) -> bool:
    if not isinstance(data, bool):
        raise TypeError(f"{data!r} is neither true nor false")
    return data
