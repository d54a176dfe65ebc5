"""What the paper gives for a user's net and data, as `provcheck constants` shows it.

Statement: the numbers of `user_net.py`, laid out, and in words what they are worth.
"""

from collections.abc import Iterator

from provcheck.constants import Findings, Request, Section, Side, Value, values_section
from provcheck.directed import at_least, at_most, plain
from provcheck.proofs.gopalani2025.user_net import BITS, Numbers, numbers_for
from provcheck.proofs.gopalani2025.user_net_words import guarantees
from provcheck.statement.evaluate import precision


def constants(request: Request) -> Findings:
    """All numbers of the paper for one net.

    Raises:
        DataError: the paper does not treat that activation, or the data are too large for float64.
        EngineError: a curvature was found that the proved sharp bound excludes.
    """
    numbers = numbers_for(request)
    with precision(BITS):
        return Findings(
            about=tuple(_about(numbers)),
            values=(*_data_values(numbers), *_smooth_values(numbers), *_gap_values(numbers)),
            sections=tuple(_sections(numbers)),
            guarantees=tuple(guarantees(numbers)),
        )


def _about(numbers: Numbers) -> Iterator[tuple[str, str]]:
    request, table = numbers.request, numbers.request.table
    yield (
        "data",
        f"{table.file}: n = {len(table.y)} rows, d = {len(table.columns)} columns, target "
        f"'{table.target}'",
    )
    yield from (("", note) for note in table.notes)
    gates = f"{request.width} {request.activation} gate{'s' if request.width > 1 else ''}"
    beta = "" if request.activation == "tanh" else f" (β = {plain(request.beta)})"
    weights = "as given" if request.outer is not None else "all equal"
    norms = ", ".join(
        f"{symbol} = {plain(float(numbers.known[name]))}"
        for symbol, name in (("‖a‖", "a_norm"), ("‖a‖₁", "a_sum"), ("max |a_j|", "a_max"))
    )
    yield (
        "net",
        f"f(x) = Σ_j a_j σ(W_j·x), {gates}{beta}; outer weights a {weights}: {norms}",
    )
    yield (
        "loss",
        "L̃(W) = mean of ½(f(x_i) - y_i)² + (λ/2)‖W‖², with λ = "
        f"{plain(request.lam)}; only W is trained",
    )


def _data_values(numbers: Numbers) -> tuple[Value, ...]:
    known = numbers.known
    return (
        Value("B_x", "B_x", Side.AT_MOST, at_most(known["B_x"], 6), "length of the longest row x"),
        Value("B_y", "B_y", Side.AT_MOST, at_most(known["B_y"], 6), "largest |label|"),
        Value(
            "lambda_c",
            "λ_c",
            Side.AT_MOST,
            at_most(numbers.lambda_c),
            "= 2 M_D L B_x²‖a‖²; the paper asks for λ > λ_c",
            "gopalani2025/lemma3_1/critical_regularization",
        ),
    )


def _smooth_values(numbers: Numbers) -> Iterator[Value]:
    yield Value(
        "largest_curvature",
        "gLip",
        Side.AT_LEAST,
        at_least(numbers.found),
        f"largest |Hessian eigenvalue| found, {numbers.points} weights tried; float64",
    )
    yield Value("weights_tried", "weights", Side.EQUAL, str(numbers.points), "tried by the search")
    for bound in numbers.bounds:
        key, worth = bound.name.removeprefix("as "), "" if bound.is_valid else ", false for B_x > 1"
        about = f"bound on gLip, {bound.name}{worth}"
        yield Value(f"gLip_{key}", "gLip", Side.AT_MOST, bound.decimal, about, bound.claim)
        yield Value(f"step_{key}", "1/gLip", Side.AT_LEAST, bound.step, about, bound.claim)
        yield Value(f"ratio_{key}", "bound/found", Side.AT_MOST, bound.ratio, about, bound.claim)


def _gap_values(numbers: Numbers) -> Iterator[Value]:
    if not numbers.is_bounded:
        return
    yield Value(
        "bakry_emery",
        "λ_s",
        Side.AT_LEAST,
        at_least(numbers.bakry_emery),
        "Bakry–Émery, at every step size; says nothing unless positive",
        "shi2020/bakry_emery",
    )
    yield Value(
        "convex_above",
        "λ - λ_s",
        Side.AT_MOST,
        at_most(numbers.convex_above),
        "a λ above this makes the loss strongly convex, and Bakry–Émery positive",
        "shi2020/bakry_emery",
    )
    for gap in numbers.gaps:
        key, about = gap.name.rsplit(" ", 1)[-1], f"Holley–Stroock at step size s = {gap.step}"
        claim = "shi2020/holley_stroock"
        yield Value(f"holley_stroock_{key}", "λ_s", Side.AT_LEAST, gap.decimal, about, claim)
        yield Value(f"mixing_time_{key}", "1/λ_s", Side.AT_MOST, gap.time, about, claim)
        yield Value(f"mixing_steps_{key}", "1/(s λ_s)", Side.AT_MOST, gap.steps, about, claim)


def _sections(numbers: Numbers) -> Iterator[Section]:
    yield values_section("Data, and the regularization the paper asks for", _data_values(numbers))
    found, *_ = _smooth_values(numbers)
    if not numbers.is_bounded:
        yield values_section("Smoothness of the loss", (found,))
        return
    bounds = [
        (b.name, f"≤ {b.decimal}", b.step, b.ratio, "" if b.is_valid else "false for B_x > 1")
        for b in numbers.bounds
    ]
    search = ("found", f"≥ {found.decimal}", "", "", f"{numbers.points} weights tried")
    yield Section(
        "Smoothness: gLip bounds every Hessian eigenvalue, and allows steps up to 1/gLip",
        ("bound", "gLip", "step 1/gLip", "bound/found", ""),
        (*bounds, search),
    )
    gaps = [(gap.name, gap.step, f"≥ {gap.decimal}", gap.time, gap.steps) for gap in numbers.gaps]
    is_useful = numbers.bakry_emery > 0
    time = at_most(1 / numbers.bakry_emery) if is_useful else "says nothing"
    everywhere = ("Bakry–Émery", "every s", f"≥ {at_least(numbers.bakry_emery)}", time, "")
    yield Section(
        "Spectral gap λ_s: in time 1/λ_s the loss forgets its start by a factor e",
        ("Holley–Stroock at", "step s", "λ_s", "time 1/λ_s", "in steps"),
        (*gaps, everywhere),
    )
