"""Which guarantee of the paper binds for one user's net, and which is vacuous: in words.

Statement: none of its own; each sentence rests on the numbers of `user_net.py`.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from provcheck.constants import Guarantee, Request, Status
from provcheck.directed import at_least, at_most, plain
from provcheck.proofs.gopalani2025.lemma3_1_smoothness import gLip_sharp
from provcheck.proofs.gopalani2025.user_net import (
    Numbers,
    known_numbers,
    outer_norms,
    value,
)
from provcheck.statement.evaluate import ball

USELESS_STEPS = 10**12  # more steps than anyone makes
SLOW_STEPS = 10**6
_FAR = 3  # times the median row: the longest row stands out


def guarantees(numbers: Numbers) -> Iterator[Guarantee]:
    """One paragraph for each result of the paper, then what the data themselves suggest."""
    yield _critical_regularization(numbers)
    if numbers.is_bounded:
        yield _printed_smoothness(numbers)
        yield _allowed_step(numbers)
        yield from _own_step(numbers)
        yield _holley_stroock(numbers)
        yield _bakry_emery(numbers)
        yield from _labels_out_of_reach(numbers.request)
    else:
        yield _unbounded()
    yield from _spread_of_rows(numbers)


def _critical_regularization(numbers: Numbers) -> Guarantee:
    given, critical = plain(numbers.request.lam), at_most(numbers.lambda_c)
    theorem = "Theorem 3.2" if numbers.is_bounded else "Theorem 3.4"
    about = f"Lemma 3.1 and {theorem}, which ask for λ > λ_c"
    if numbers.known["lambda"] > numbers.lambda_c:
        return Guarantee(
            about,
            Status.HOLDS,
            f"λ = {given} is above λ_c = {critical}. Still, they give no number of steps: the "
            "paper leaves its constants A, B, C and λ_s without values.",
        )
    amended = "poincare_every_lambda" + ("" if numbers.is_bounded else "_softplus")
    return Guarantee(
        about,
        Status.DOES_NOT_APPLY,
        f"λ = {given} is not above λ_c = {critical}. provcheck's amended Lemma 3.1 needs only "
        f"λ > 0: see provcheck show gopalani2025/lemma3_1/{amended}",
    )


def _printed_smoothness(numbers: Numbers) -> Guarantee:
    about = "Lemma 3.1, the bound on gLip"
    printed, _, sharp = numbers.bounds
    length = at_most(numbers.known["B_x"], 6)
    if printed.is_valid:
        return Guarantee(
            about,
            Status.HOLDS,
            f"it is right for B_x ≤ 1, and yours is {length}. The sharp bound is "
            f"{sharp.decimal}, against {printed.decimal} as printed.",
        )
    if printed.bound >= sharp.bound:
        here = (
            "For this net the printed number lies above the sharp bound, which is proved, so it "
            "happens to be true; the step it allows is safe but small."
        )
    else:
        here = "For this net the printed number lies below what is proved: do not use its step."
    return Guarantee(
        about,
        Status.FALSE,
        f"its label term lacks a factor B_x, which matters for B_x > 1; yours is {length}. {here}",
    )


def _allowed_step(numbers: Numbers) -> Guarantee:
    sharp = numbers.bounds[-1]
    shrinking = sharp.bound / numbers.known["lambda"]
    text = (
        f"s ≤ 1/gLip = {sharp.step} (sharp). At that step the regularizer alone takes gLip/λ = "
        f"{at_most(shrinking, 3)} steps to shrink the weights by a factor e. The bound is "
        f"{sharp.ratio} times the curvature found; no bound on gLip, however sharp, can allow a "
        f"step above {at_most(1 / numbers.found, 3)}."
    )
    status = Status.VACUOUS if shrinking > SLOW_STEPS else Status.HOLDS
    return Guarantee("Step size that the theorems allow", status, text)


def _own_step(numbers: Numbers) -> Iterator[Guarantee]:
    step, sharp = numbers.request.step, numbers.bounds[-1]
    if step is None:
        return
    about = f"Your step size {plain(step)}"
    if ball(step) * sharp.bound <= 1:
        yield Guarantee(about, Status.HOLDS, f"it is at most 1/gLip = {sharp.step}.")
        return
    text = f"it is above 1/gLip = {sharp.step}, so the theorems do not speak of it."
    if numbers.curves_up and step > 2 / numbers.found:
        text += (
            f" It is also above {at_most(2 / numbers.found, 3)}, which is 2 divided by the "
            "curvature found: gradient descent overshoots at those weights."
        )
    yield Guarantee(about, Status.DOES_NOT_APPLY, text)


def _holley_stroock(numbers: Numbers) -> Guarantee:
    gap = numbers.gaps[-1]  # the user's own step, else the largest that is allowed
    text = (
        f"λ_s ≥ {gap.decimal} at s = {gap.step}: to forget the start by a factor e takes up to "
        f"{gap.steps} steps."
    )
    if gap.log10_steps < ball(USELESS_STEPS).log() / ball(10).log():
        return Guarantee("Holley–Stroock", Status.HOLDS, text)
    text += (
        f" True and useless. The bound reaches λ/e only at s = {at_most(2 * numbers.osc, 3)}, "
        "where s is as large as twice the range of the data loss."
    )
    return Guarantee("Holley–Stroock", Status.VACUOUS, text)


def _bakry_emery(numbers: Numbers) -> Guarantee:
    shown = at_least(numbers.bakry_emery)
    if numbers.bakry_emery > 0:
        return Guarantee(
            "Bakry–Émery",
            Status.HOLDS,
            f"λ_s ≥ {shown} at every step size. The loss is strongly convex: the regularizer "
            "outweighs the curvature of the data loss, so there is one minimum, and no special "
            "theorem is needed to reach it.",
        )
    return Guarantee(
        "Bakry–Émery",
        Status.VACUOUS,
        f"λ_s ≥ {shown}, not positive: says nothing. It would need λ > "
        f"{at_most(numbers.convex_above)}, where the loss is convex anyway.",
    )


def _unbounded() -> Guarantee:
    return Guarantee(
        "Every bound on gLip, Holley–Stroock, Bakry–Émery",
        Status.DOES_NOT_APPLY,
        "softplus is unbounded (B_σ = ∞), and with it the residuals; these bounds need ‖a‖₁B_σ "
        "to be finite. For a number choose sigmoid or tanh.",
    )


# ---------------------------------------------------------------- labels and rows


def _labels_out_of_reach(request: Request) -> Iterator[Guarantee]:
    low, high = output_range(request)
    outside, loss = unreached(request, low, high)
    if not outside:
        return
    y = request.table.y
    gate = "(0, 1)" if request.activation == "sigmoid" else "(-1, 1)"
    yield Guarantee(
        "Labels that the net cannot reach",
        Status.NOTE,
        f"{request.activation} takes values in {gate}, so the net's output stays between "
        f"{plain(low)} and {plain(high)} whatever W is, and {outside} of {len(y)} labels lie "
        f"outside. The data loss is at least {at_least(Fraction(loss))} (predicting the mean label "
        f"everywhere gives {float(y.var()) / 2:.4g}). Shift or scale the labels, or enlarge the "
        "outer weights.",
    )


def unreached(request: Request, low: float, high: float) -> tuple[int, float]:
    """How many labels lie outside [low, high], and the data loss that costs, rounded down.

    The loss is a sum of n squares of exact differences, each with a relative error below 4 eps.
    """
    import numpy as np

    y = request.table.y
    gaps = np.maximum(np.maximum(low - y, y - high), 0.0)  # (n,)
    loss = float(np.sum(np.square(gaps)) / (2 * len(y)))
    error = (len(y) + 8) * np.finfo(float).eps
    return int(np.count_nonzero(gaps)), max(0.0, loss * (1 - error))


def output_range(request: Request) -> tuple[float, float]:
    """Infimum and supremum of f over all weights, rounded outwards to floats; σ bounded."""
    if request.outer is None:
        positive, negative = outer_norms(request)["a_sum"].upper(), 0
    else:
        positive = ball(sum(weight for weight in request.outer if weight > 0)).upper()
        negative = ball(-sum(weight for weight in request.outer if weight < 0)).upper()
    if request.activation == "tanh":
        positive = negative = (positive + negative).upper()
    return 0.0 - _float_above(negative), _float_above(positive)


def _float_above(number) -> float:
    import numpy as np

    return float(np.nextafter(float(number), np.inf)) if number > 0 else 0.0


def _spread_of_rows(numbers: Numbers) -> Iterator[Guarantee]:
    """Where B_x comes from, if one row or one column makes most of it."""
    import numpy as np

    table = numbers.request.table
    lengths = np.linalg.norm(table.X, axis=1)
    longest, usual = int(np.argmax(lengths)), float(np.median(lengths))
    if lengths[longest] == 0:
        return
    shares = np.square(table.X[longest] / lengths[longest])
    column = int(np.argmax(shares))
    is_column = len(shares) > 1 and shares[column] > 0.5
    if not is_column and lengths[longest] <= _FAR * usual:
        return
    text = (
        f"B_x comes from row {longest + 1}, whose length is {plain(lengths[longest])}; the median "
        f"is {plain(usual)}."
    )
    if is_column:
        share = f"{100 * shares[column]:.0f} %"
        text += f" Column '{table.columns[column]}' makes {share} of its square."
    yield Guarantee(
        "Scale of the data", Status.NOTE, f"{text} Every bound grows with B_x².{_advice(numbers)}"
    )


def _advice(numbers: Numbers) -> str:
    from provcheck.tabular import standardised

    scaled = known_numbers(replace(numbers.request, table=standardised(numbers.request.table)))
    if not scaled["B_x"] < numbers.known["B_x"] * ball(Fraction(99, 100)):
        return " Is that row an outlier?"
    change = f"B_x = {at_most(scaled['B_x'])}"
    if numbers.is_bounded:
        change += f" and a sharp gLip of {at_most(value(gLip_sharp(), scaled))}"
    return f" With --standardise: {change}."
