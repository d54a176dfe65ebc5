"""Corollary 3.2.1: Theorem 3.1 for fully connected, residual and graph convolutional nets.

Statement: for each architecture with leaky ReLU, biases and m ≥ nq, K is positive definite almost
surely (dnn, resnet, gcn), and the loss tends to 0 along the flow (dnn_converges, gcn_converges).
Setting: DNN: layers W z + b, the last one not activated. ResNet: one width for inputs, layers and
outputs, z ↦ σ(z + W z + b) (the skip inside, so that the layer is of form (1)) or z + σ(W z + b),
then W z + b. GCN: W Â z + b with Â = D^{-1/2} A D^{-1/2}, A with or without loops; the samples are
the vertices. Any widths, depth, n, d, q.
Where: Corollary 3.2.1. Kind: almost-sure statements about nets.
Checked: each claim with leaky ReLU, the activation of the experiments; ReLU and sigmoid stand in
Corollaries 3.1.1 and 3.1.2.
Not checked: parametric ReLU with trained slopes. The limit for the ResNet: no polynomial identity
that would refute it is known here, but f = a σ(x + w x + b) + c with labels 0, 1, 0 keeps L ≥ ¼ by
theorem3_1/monotone_floor, since its hidden unit is monotone; so it fails with m = 4 ≥ nq = 3.
Ambiguous: the formulas of the layers are lost in the text; the readings above are the field's.
"""

from provcheck.proofs.jakhmola2025.nets import DEFINITE, VANISHES, net_claim
from provcheck.statement import Activations, Family

_QUOTE = "Conclusion of theorem 3.1 holds for the following forms"


def _architecture(name: str, who: str, family: Family, relation, reading: str):
    title = "the NTK is positive definite" if relation is DEFINITE else "the loss tends to 0"
    return net_claim(
        f"corollary3_2_1/{name}",
        f"{who} with leaky ReLU and m ≥ nq: {title} almost surely",
        "Corollary 3.2.1",
        relation,
        family=family,
        activations=Activations.LEAKY_RELU,
        quote=_QUOTE if relation is DEFINITE else "",
        reading=reading,
    )


_SKIP = "the skip connection stands inside or outside the activation"
_GRAPH = "Â = D^{-1/2} A D^{-1/2} of an undirected graph, with or without loops"

DNN = _architecture("dnn", "DNN", Family.DENSE, DEFINITE, "")
DNN_CONVERGES = _architecture("dnn_converges", "DNN", Family.DENSE, VANISHES, "")
RESNET = _architecture("resnet", "ResNet", Family.RESIDUAL, DEFINITE, _SKIP)
GCN = _architecture("gcn", "GCN", Family.GRAPH, DEFINITE, _GRAPH)
GCN_CONVERGES = _architecture("gcn_converges", "GCN", Family.GRAPH, VANISHES, _GRAPH)

CLAIMS = (DNN, DNN_CONVERGES, RESNET, GCN, GCN_CONVERGES)
