"""λ_c of the slides: the threshold for their loss, which has no factor ½.

Statement: for the slides' loss ‖∇L̃‖² ≥ λ²‖W‖_F² − 4λM_D L B_x²‖a‖²‖W‖_F² −
4λM_D B_x‖a‖(B_y + ‖c‖‖a‖)‖W‖_F, so that the argument from the leading coefficient asks for
λ > λ_c = 4M_D L B_x²‖a‖²: with B_x‖a‖ = 1 that is β²/4 for sigmoid_β (0.25 at β = 1) and 4 for
SoftPlus. The slides print 0.125 and "2^{-1}", which may be 2 with a footnote mark.
Where: "Remarks & Proof Sketch"; "Our Result in arXiv:2210.11452 About SoftPlus Nets". Kind: lower
bound, identity, limit.
Checked: the lower bound, from (A.1) of the paper at λ/2; that the paper's constants 2 in place of
4 do not bound the slides' gradient; the value of the threshold for each activation.
Not checked: whether a threshold is needed. None is: see villani.py.
False variants: the printed values; the constants of the paper's loss.
"""

from fractions import Fraction

import sympy
from sympy import Abs, Integer, Rational

from provcheck.proofs.gopalani2025.lemma3_1_lower_bounds import HYPOTHESES
from provcheck.proofs.gopalani2025.lemma3_1_lower_bounds import flat as paper_flat
from provcheck.proofs.gopalani2025.net import (
    ALL,
    J_RANGE,
    K_RANGE,
    LAMBDA,
    LIPSCHITZ,
    M_D,
    SLOPE_BOUND,
    WEIGHTS,
    B_x,
    L,
    W,
    W_norm,
    a_norm,
    beta,
    data_gradient,
    ge,
    j,
    k,
    lam,
    space,
    t,
)
from provcheck.proofs.mukherjee2023.net import Q_GRADIENT_NORM, gradient_norm, source
from provcheck.statement import (
    Act,
    Claim,
    Derivation,
    Hypothesis,
    Kind,
    Norm,
    Setting,
    Sup,
    Variant,
    define,
    line,
)

SIGMOID_SLIDE, SOFTPLUS_SLIDE = "Remarks & Proof Sketch", "Our Result … About SoftPlus Nets"
SIGMOID, SOFTPLUS = "mukherjee2023/lambda_c_sigmoid", "mukherjee2023/lambda_c_softplus"
PAPER_BOUND = "gopalani2025/lemma3_1/gradient_lower_bound"

# ---------------------------------------------------------------- the gradient of the slides' loss


def bound(factor: int):
    """The lower bound with `factor`·λ in the two cross terms: 2 in the paper, 4 here."""
    cross = factor * lam * M_D * L * B_x**2 * a_norm() ** 2 * W_norm() ** 2
    return lam**2 * W_norm() ** 2 - cross - Rational(factor, 2) * paper_flat


_total = gradient_norm() ** 2
_halved = Norm(data_gradient(j, k) + lam / 2 * W[j, k], J_RANGE, K_RANGE) ** 2
_halved_bound = (
    lam**2 / 4 * W_norm() ** 2
    - lam * M_D * L * B_x**2 * a_norm() ** 2 * W_norm() ** 2
    - paper_flat / 2
)

GRADIENT_LOWER_BOUND = Claim(
    name=f"{SIGMOID}/gradient_lower_bound",
    title="lower bound on the gradient of the slides' loss, with 4λ in the cross terms",
    source=source(SIGMOID_SLIDE, "(A.1) of the paper, redone for the loss of the slides"),
    kind=Kind.LOWER_BOUND,
    space=space(ALL, HYPOTHESES, LAMBDA, WEIGHTS),
    hypotheses=HYPOTHESES,
    relation=ge(_total, bound(4)),
    quantities=(Q_GRADIENT_NORM,),
    derivations=(
        Derivation(
            "(A.1) at λ/2",
            (
                line("A.1", ge(_halved, _halved_bound), "claim", claim=PAPER_BOUND,
                     at={lam: lam / 2}),
                line("slides", ge(_total, bound(4)), "arithmetic", "A.1",
                     multipliers={"A.1": 4}),
            ),
            as_printed=False,
        ),
    ),
    variants=(
        Variant("constants_of_the_papers_loss", ge(_total, bound(2))),
        Variant("three", ge(_total, bound(3))),
    ),
    amends=f"{SIGMOID}/gradient_lower_bound_papers_constants",
)  # fmt: skip

PAPERS_CONSTANTS = Claim(
    name=f"{SIGMOID}/gradient_lower_bound_papers_constants",
    title="(A.1) with the paper's constants, 2λ in the cross terms, for the slides' loss",
    source=source(SIGMOID_SLIDE, "not in the slides: (A.1) with the paper's constants"),
    kind=Kind.LOWER_BOUND,
    space=space(ALL, HYPOTHESES, LAMBDA, WEIGHTS),
    hypotheses=HYPOTHESES,
    relation=ge(_total, bound(2)),
    quantities=(Q_GRADIENT_NORM,),
    expected="REFUTED",
    reading="The slides print no bound on the gradient. 0.125 is the threshold of (A.1) with the "
    "constants 2λ of the paper, whose loss has the factor ½; for the slides' loss that bound is "
    "false. The witness breaks its linear term.",
)

# ---------------------------------------------------------------- the threshold and its values

lambda_c = define("slides_lambda_c", (), 4 * M_D * L * B_x**2 * a_norm() ** 2, r"\lambda_c")
NORMALISED = Hypothesis("normalised", sympy.Eq(a_norm() * B_x, Integer(1), evaluate=False))
BETA_ONE = Hypothesis("beta_one", sympy.Eq(beta, Integer(1), evaluate=False))
_SUP = Sup(Abs(Act(1, t)), (t, -sympy.oo, sympy.oo))
_SLOPES = (SLOPE_BOUND, LIPSCHITZ)


def _example(activation: str) -> Setting:
    """One neuron, one sample, everything 1."""
    one = Fraction(1)
    values = {"p": 1, "d": 1, "n": 1, "activation": activation, "beta": one, "a": (one,)}
    return Setting({**values, "X": ((one,),), "y": (Fraction(0),), "B_x": one, "B_y": Fraction(0)})


def _printed(name, activation, value, title, place, reading, hypotheses=()) -> Claim:
    """The printed value, held against the threshold of the slides' loss."""
    villani = "main_theorem/villani" if activation == "sigmoid" else "softplus_rate/villani"
    return Claim(
        name=name,
        title=title,
        source=source(*place[:2], quote=place[2]),
        kind=Kind.IDENTITY,
        space=space((activation,), _SLOPES),
        example=_example(activation),
        hypotheses=(*_SLOPES, NORMALISED, *hypotheses),
        relation=sympy.Eq(lambda_c(), value, evaluate=False),
        expected="REFUTED",
        reading=reading + " λ_c is read as the threshold that makes the leading coefficient "
        "λ² − 4λM_D L B_x²‖a‖² of the lower bound on the gradient positive, M_D and L the least "
        "constants. As a λ_c above which the loss is a Villani function the printed value is "
        f"right, like every λ_c > 0: the loss is one for every λ > 0 ({villani}).",
    )


def _threshold(name, activation, factor, slope, title, place, amends) -> Claim:
    """factor·sup|σ'|²B_x²‖a‖² where ‖a‖B_x = 1, from the proved supremum `slope`."""
    relation = sympy.Eq(
        factor * _SUP**2 * B_x**2 * a_norm() ** 2, factor * slope**2, evaluate=False
    )
    lines = (
        line("slope", sympy.Eq(_SUP, slope, evaluate=False), "claim",
             claim=f"gopalani2025/definition2/{activation}/first_derivative"),
        line("normalised", NORMALISED.relation, "hypothesis", name="normalised"),
        line("value", relation, "arithmetic", "slope", "normalised", multipliers={
            "slope": factor * (slope + _SUP) * a_norm() ** 2 * B_x**2,
            "normalised": factor * slope**2 * (1 + a_norm() * B_x),
        }),
    )  # fmt: skip
    return Claim(
        name=name,
        title=title,
        source=source(*place),
        kind=Kind.IDENTITY,
        space=space((activation,), ()),
        example=_example(activation),
        hypotheses=(NORMALISED,),
        relation=relation,
        derivations=(Derivation("the supremum of the slope", lines, as_printed=False),),
        variants=(
            Variant("half", sympy.Eq(relation.lhs, factor * slope**2 / 2, evaluate=False)),
            Variant("eighth", sympy.Eq(relation.lhs, factor * slope**2 / 8, evaluate=False)),
        ),
        reading="M_D and L are both the supremum of the slope.",
        amends=amends,
    )


_SIGMOID_QUOTE = (
    "consider sigmoid activations and suppose we normalize the data (of max norm B_x) and the "
    "outer layer weights (a) s.t B_x · ‖a‖ = 1, then, λ_c = 0.125"
)
_SOFTPLUS_QUOTE = "For any small enough step-size s and λ > λ_c := 2^{-1}"
_FOOTNOTE = "The slide prints 2^{-1}, with a footnote 1 below; "
CLAIMS = (
    PAPERS_CONSTANTS,
    GRADIENT_LOWER_BOUND,
    _printed(
        SIGMOID, "sigmoid", Rational(1, 8),
        "the printed 0.125 is the threshold 4M_D L B_x²‖a‖² that the paper's argument gives for "
        "the slides' loss (sigmoid, B_x‖a‖ = 1)",
        (SIGMOID_SLIDE, "λ_c = 0.125", _SIGMOID_QUOTE),
        "The sigmoid is that with β = 1.", (BETA_ONE,),
    ),
    _threshold(
        f"{SIGMOID}/corrected", "sigmoid", 4, beta / 4,
        "for the slides' loss, sigmoid_β, B_x‖a‖ = 1: 4M_D L B_x²‖a‖² is β²/4 (0.25 at β = 1)",
        (SIGMOID_SLIDE, "λ_c, for the loss without the factor ½"), SIGMOID,
    ),
    _printed(
        SOFTPLUS, "softplus", Rational(1, 2),
        "the printed 2^{-1}, read as 1/2, is the threshold 4M_D L B_x²‖a‖² that the paper's "
        "argument gives for the slides' loss (SoftPlus, B_x‖a‖ = 1)",
        (SOFTPLUS_SLIDE, "λ_c := 2^{-1}", _SOFTPLUS_QUOTE),
        _FOOTNOTE + "here it is read as one half.",
    ),
    _printed(
        f"{SOFTPLUS}/footnote", "softplus", Integer(2),
        "the printed 2^{-1}, read as 2 with a footnote, is the threshold 4M_D L B_x²‖a‖² that the "
        "paper's argument gives for the slides' loss (SoftPlus, B_x‖a‖ = 1)",
        (SOFTPLUS_SLIDE, "λ_c := 2 with a footnote", _SOFTPLUS_QUOTE),
        _FOOTNOTE + "here it is read as 2 with the mark of the footnote.",
    ),
    _threshold(
        f"{SOFTPLUS}/corrected", "softplus", 4, Integer(1),
        "for the slides' loss, SoftPlus, B_x‖a‖ = 1: 4M_D L B_x²‖a‖² is 4",
        (SOFTPLUS_SLIDE, "λ_c, for the loss without the factor ½"), SOFTPLUS,
    ),
    _threshold(
        f"{SOFTPLUS}/papers_loss", "softplus", 2, Integer(1),
        "for the paper's loss, with its factor ½, SoftPlus, B_x‖a‖ = 1: 2M_D L B_x²‖a‖² is 2",
        (SOFTPLUS_SLIDE, "λ_c, for the loss of the paper"), f"{SOFTPLUS}/footnote",
    ),
)  # fmt: skip
