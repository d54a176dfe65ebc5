"""Section 3, equation (1): λ_c of the sigmoid.

Statement: for sigmoid_β with ‖a‖B_x = 1, λ_c = 2M_D L = β²/8, so 0.125 at β = 1.
Where: Section 3, (1). Kind: identity.
Checked: from M_D = L = sup |σ'| = β/4 (definition2/sigmoid/first_derivative).
Reading: M_D and L are the least constants that Definition 2 allows.
False variants: β²/4.
"""

from fractions import Fraction

import sympy
from sympy import Abs, Integer

from provcheck.proofs.gopalani2025.net import (
    B_x,
    a_norm,
    beta,
    source,
    space,
    t,
)
from provcheck.statement import (
    Act,
    Claim,
    Derivation,
    Hypothesis,
    Kind,
    Setting,
    Sup,
    Variant,
    line,
)

SIGMOID_SLOPE = Sup(Abs(Act(1, t)), (t, -sympy.oo, sympy.oo))
NORMALISED = Hypothesis("normalised", sympy.Eq(a_norm() * B_x, Integer(1), evaluate=False))
_lambda_c_sigmoid = sympy.Eq(
    2 * SIGMOID_SLOPE**2 * B_x**2 * a_norm() ** 2, beta**2 / 8, evaluate=False
)

LAMBDA_C_SIGMOID = Claim(
    name="gopalani2025/lemma3_1/lambda_c_sigmoid",
    title="for sigmoid_β with ‖a‖B_x = 1, λ_c = β²/8 (0.125 at β = 1)",
    source=source("Section 3", "(1)"),
    kind=Kind.IDENTITY,
    space=space(("sigmoid",), ()),
    example=Setting(
        {
            "p": 1, "d": 1, "n": 1, "activation": "sigmoid", "beta": Fraction(1),
            "a": (Fraction(1),), "X": ((Fraction(1),),), "y": (Fraction(0),),
            "B_x": Fraction(1), "B_y": Fraction(0),
        }
    ),
    hypotheses=(NORMALISED,),
    relation=_lambda_c_sigmoid,
    derivations=(
        Derivation(
            "Section 3",
            (
                line("slope", sympy.Eq(SIGMOID_SLOPE, beta / 4, evaluate=False), "claim",
                     claim="gopalani2025/definition2/sigmoid/first_derivative", printed=True),
                line("normalised", sympy.Eq(a_norm() * B_x, Integer(1), evaluate=False),
                     "hypothesis", name="normalised", printed=True),
                line("1", _lambda_c_sigmoid, "arithmetic", "slope", "normalised", printed=True,
                     multipliers={
                         "slope": 2 * (beta / 4 + SIGMOID_SLOPE) * a_norm() ** 2 * B_x**2,
                         "normalised": beta**2 / 8 * (1 + a_norm() * B_x),
                     }),
            ),
        ),
    ),
    variants=(
        Variant("quarter", sympy.Eq(_lambda_c_sigmoid.lhs, beta**2 / 4, evaluate=False)),
    ),
    reading="M_D and L are both the supremum of the slope; Definition 2 allows larger constants, "
    "and then λ_c is larger.",
)  # fmt: skip

CLAIMS = (LAMBDA_C_SIGMOID,)
