"""The max of two numbers as a depth-2 ReLU net: four gates, and three.

Statement: max(x₁, x₂) = ½[ReLU(x₁ + x₂) − ReLU(−x₁ − x₂) + ReLU(x₁ − x₂) + ReLU(x₂ − x₁)] for all
real x₁, x₂; three gates do as well, max = ReLU(x₁ − x₂) + ReLU(x₂) − ReLU(−x₂). Two do not: see
max_of_two_gates.py.
Where: the picture on the second slide, which prints "depth 2, width 4". Kind: identity.
Checked: as identities, with ReLU(v) = (v + |v|)/2 and max = (x₁ + x₂ + |x₁ − x₂|)/2.
Not checked: that the picture shows this net.
False variants: a sign or the weights changed, a gate dropped.
"""

import sympy
from sympy import Abs

from provcheck.proofs.mukherjee2023.net import relu, source
from provcheck.statement import Claim, Derivation, Kind, Real, Space, Variant, define, line

x1, x2 = sympy.symbols("x_1 x_2", real=True)
POINT = Space((Real(x1), Real(x2)))
SLIDE = "second slide: a net computing the max of 2 numbers"

larger = define("larger", (x1, x2), (x1 + x2 + Abs(x1 - x2)) / 2, r"\mathrm{max}(<0>, <1>)")


def _identity(name, title, net, wrong, **more) -> Claim:
    relation = sympy.Eq(larger(x1, x2), net, evaluate=False)
    return Claim(
        name=f"mukherjee2023/{name}",
        title=title,
        source=source(SLIDE),
        kind=Kind.IDENTITY,
        space=POINT,
        relation=relation,
        derivations=(
            Derivation("ReLU(v) = (v + |v|)/2", (line("net", relation, "algebra"),), False),
        ),
        variants=tuple(
            Variant(part, sympy.Eq(larger(x1, x2), other, evaluate=False))
            for part, other in wrong.items()
        ),
        **more,
    )


_sum, _difference = relu(x1 + x2) - relu(-x1 - x2), relu(x1 - x2) + relu(x2 - x1)

FOUR_GATES = _identity(
    "max_of_two",
    "max(x₁, x₂) is a depth-2 net of four ReLU gates",
    (_sum + _difference) / 2,
    {"minus_the_difference": (_sum - _difference) / 2, "weights_one": _sum + _difference},
    reading="The picture's weights are lost in the text. The net is the usual one of width 4, "
    "½[ReLU(x₁ + x₂) − ReLU(−x₁ − x₂) + ReLU(x₁ − x₂) + ReLU(x₂ − x₁)].",
)

THREE_GATES = _identity(
    "max_of_two/three_gates",
    "three gates suffice: max(x₁, x₂) = ReLU(x₁ − x₂) + ReLU(x₂) − ReLU(−x₂)",
    relu(x1 - x2) + relu(x2) - relu(-x2),
    {"without_the_third_gate": relu(x1 - x2) + relu(x2)},
    amends="mukherjee2023/max_of_two",
)

CLAIMS = (FOUR_GATES, THREE_GATES)
