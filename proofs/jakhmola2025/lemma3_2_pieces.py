"""Lemma 3.2 as it can be had: definite at one point, definite almost everywhere on its piece.

Statement: where every preactivation stays on its piece of the activation, F is polynomial in
parameters and inputs (with a smooth activation it is analytic everywhere), and so is det K. Hence
one point with K positive definite makes K positive definite almost everywhere on the piece; what
fails in Lemma 3.2 is that other pieces have no such point.
Setting: five nets, each with the point that shows it: a sigmoid net with a single hidden unit and
nq = m; a fully connected leaky-ReLU net with nq = m − 2, the most that its two hidden units allow
(lemma3_2/rescaling); the same with ReLU; a residual net and a graph convolutional net.
Where: amends Lemma 3.2. Kind: almost-sure statements about single nets.
Checked: det K > 0 at the point, in ball arithmetic; the rest is the theorem on zeros of analytic
functions, which is cited.
Not checked: how much of the parameter space such pieces fill (lemma3_2/leaky_relu_initialization
measures it).
False variants: the same net with its inputs all on one piece, where K is singular.
"""

from fractions import Fraction

from provcheck.statement import (
    Claim,
    Derivation,
    Graph,
    Kind,
    Network,
    PositiveDefiniteAround,
    Source,
    Space,
    Variant,
    dense,
    encode_point,
    graph_net,
    leaky_relu,
    line,
    relu,
    residual,
    smooth,
)

_HALF = leaky_relu(Fraction(1, 2))


def _definite(
    name: str,
    title: str,
    network: Network,
    parameters: tuple[int, ...],
    inputs: tuple[tuple[int, ...], ...],
    one_piece: tuple[tuple[int, ...], ...],
    amends: str,
) -> Claim:
    """A claim that K is definite almost everywhere, and a variant on data where it is not."""
    claimed = PositiveDefiniteAround(encode_point(network, parameters, inputs))
    false = PositiveDefiniteAround(encode_point(network, parameters, one_piece))
    return Claim(
        name=f"jakhmola2025/lemma3_2/definite_{name}",
        title=title,
        source=Source("jakhmola2025", "Lemma 3.2, amended (not in the paper)"),
        kind=Kind.EXISTENCE,
        space=Space(()),
        relation=claimed,
        derivations=(
            Derivation("one point", (line("definite", claimed, "full_rank"),), as_printed=False),
        ),
        variants=(Variant("singular data", false),),
        amends=f"jakhmola2025/{amends}",
    )


SIGMOID = _definite(
    "sigmoid",
    "sigmoid net 1-1-1 with biases, n = m = 4: K is positive definite almost everywhere",
    dense(1, (1, 1), smooth("sigmoid")),
    (1, 0, 1, 0),
    ((0,), (1,), (2,), (3,)),
    ((0,), (1,), (2,), (2,)),
    "corollary3_1_2/sigmoid",
)
LEAKY_RELU = _definite(
    "leaky_relu",
    "leaky-ReLU net 1-2-1 with biases, n = 5, m = 7: K is positive definite almost everywhere "
    "where its units switch as at the point",
    dense(1, (2, 1), _HALF),
    (-2, 3, -1, -2, 3, 3, 3),
    ((0,), (-3,), (3,), (-1,), (2,)),
    ((1,), (2,), (3,), (4,), (5,)),
    "lemma3_2/positive_definite_leaky_relu",
)
RELU = _definite(
    "relu",
    "ReLU net 1-2-1 with biases, n = 5, m = 7: K is positive definite almost everywhere "
    "where its units switch as at the point",
    dense(1, (2, 1), relu()),
    (-2, -2, 3, -1, -1, 2, 1),
    ((-1,), (-2,), (2,), (1,), (0,)),
    ((1,), (2,), (3,), (4,), (5,)),
    "corollary3_1_1/relu",
)
RESIDUAL = _definite(
    "residual",
    "residual leaky-ReLU net of width 1 with 2 hidden layers, n = 4, m = 6: K is positive "
    "definite almost everywhere where its units switch as at the point",
    residual(1, 2, _HALF),
    (3, 3, 2, 2, -1, -1),
    ((-3,), (-1,), (3,), (1,)),
    ((1,), (2,), (3,), (4,)),
    "corollary3_2_1/resnet",
)
GRAPH = _definite(
    "graph",
    "graph convolutional leaky-ReLU net 1-1-1 on a path of 3 vertices with loops, m = 4: K is "
    "positive definite almost everywhere where its units switch as at the point",
    graph_net(1, (1, 1), _HALF, Graph(3, ((1, 2), (2, 3)))),
    (2, 3, -3, 1),
    ((1,), (3,), (2,)),
    ((0,), (0,), (0,)),
    "corollary3_2_1/gcn",
)

CLAIMS = (SIGMOID, LEAKY_RELU, RELU, RESIDUAL, GRAPH)
