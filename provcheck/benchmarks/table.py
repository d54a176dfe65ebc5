"""A run's document as lines for a terminal of 80 columns."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from provcheck.benchmarks.run import outcomes, runs_of
from provcheck.folding import folded

Document = Mapping[str, Any]

_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))
_NAME = 24
_WORDS = {
    "target": "at the target",
    "gate": "at the gate",
    "below": "below the gate",
    "measured": "without a target",
    "disagrees": "in disagreement",
    "failed": "failed",
    "missing": "missing",
    "failed by provcheck": "failed by provcheck itself",
}


def lines(document: Document, width: int = 80) -> Iterator[str]:
    """Header, one block a workload, accuracy, search, growth, and the counts.

    Args:
        width: columns, of which no more than 80 are used for the figures.
    """
    yield from _header(document, width)
    for workload in document["workloads"]:
        yield ""
        yield from _workload(workload, width)
    for block in (_accuracy, _search, _growth):
        yield from block(document, width)
    yield ""
    yield from folded(counts_line(document), width)


def _header(document: Document, width: int) -> Iterator[str]:
    machine = document["machine"]
    load = "" if machine["load"] is None else f", load {machine['load']:.2f} at the start"
    first = f"{machine['processor']}, {machine['processors']} processors, {machine['registers']}"
    yield from folded(first + load, width, rest="  ")
    versions = [f"provcheck {machine['provcheck']}", f"python {machine['python']}"]
    versions += [f"{name} {number}" for name, number in machine["versions"].items()]
    yield from folded(", ".join(versions), width, rest="  ")
    for rates in document["limits"]:
        count = rates["threads"]
        yield from folded(
            f"limit, {count} thread{'s' * (count > 1)}: fused multiply-add "
            f"{rates['multiply_add_gflops']:.0f} GF/s, matrix product "
            f"{rates['matrix_product_gflops']:.0f} GF/s; exp {rates['exp_ns']:.2f} ns (NumPy "
            f"{rates['numpy_exp_ns']:.2f}), sigmoid {rates['sigmoid_ns']:.2f}, normal "
            f"{rates['normal_ns']:.2f}",
            width,
            rest="  ",
        )
    for note in document["notes"]:
        yield from folded(f"note: {note}", width, rest="  ")
    yield from folded(
        "Medians with quartiles of interleaved rounds. ratio: the peer's time over provcheck's; "
        "most: over the limit's; gate: half of the target."
        + " Few rounds: --quick."
        * document["quick"],
        width,
    )


def _workload(workload: Mapping[str, Any], width: int) -> Iterator[str]:
    yield from folded(f"{workload['key']:<3}{workload['title']}: {workload['size']}", width,
                      rest="   ")  # fmt: skip
    yield f"   {'':<{_NAME}}{'median':>9}  {'quartiles':^13}{'ratio':>7}{'target':>8}{'most':>6}"
    for run in workload["runs"]:
        yield f"   {run['threads']} thread{'s' * (run['threads'] > 1)}"
        if run["status"] != "measured":
            yield from folded(f"FAILED: {run['reason']}", width, first="    ", rest="      ")
        for form in run["forms"]:
            yield from _form(form, width)


def _form(form: Mapping[str, Any], width: int) -> Iterator[str]:
    name = f"    {form['name']:<{_NAME - 1}}"
    if form["status"] != "measured":
        mark = form["status"].upper() if form["status"] == "disagrees" else form["status"]
        yield from folded(f"{mark}: {form['reason']}", width, first=name, rest="      ")
        return
    line = f"{name}{seconds_text(form['median']):>9}  {_quartiles(form):^13}"
    if form["ratio"] is not None:
        target, most = number_text(form["target"]), number_text(most_of(form))
        line += f"{number_text(form['ratio']):>7}{target:>8}{most:>6}"
        line += f"  {form['reached'] or ''}"
    else:
        line += f"  {_own_remark(form)}"
    yield line.rstrip()


def _own_remark(form: Mapping[str, Any]) -> str:
    """What provcheck's own line says instead of a ratio."""
    if form["within"] is not None:
        words = {"target": "reached", "gate": "within twice", "below": "missed"}
        return f"≤ {seconds_text(form['within'])}: {words[form['reached']]}"
    share = form["share_of_limit"]
    return "" if share is None else f"{share:.0%} of the limit"


def most_of(form: Mapping[str, Any]) -> float | None:
    """The ratio that this peer would have to the machine's limit, which no code can exceed."""
    share = form["share_of_limit"]
    return None if share is None else 1 / share


def _quartiles(form: Mapping[str, Any]) -> str:
    """Both quartiles in the unit of the median."""
    unit, _ = _unit(form["median"])
    return f"{_digits(form['low'] / unit)} – {_digits(form['high'] / unit)}"


def seconds_text(seconds: float) -> str:
    """`2.21 ms`, with three digits."""
    unit, name = _unit(seconds)
    return f"{_digits(seconds / unit)} {name}"


def _unit(seconds: float) -> tuple[float, str]:
    return next(((size, name) for size, name in _UNITS if seconds >= size), _UNITS[-1])


def _digits(number: float) -> str:
    return f"{number:.0f}" if number >= 100 else f"{number:.3g}"


def number_text(number: float | None) -> str:
    """A ratio in two digits, or as a whole number; "" for none."""
    if number is None:
        return ""
    if number >= 10:
        return f"{number:.0f}"
    return f"{number:.2f}" if number < 1 else f"{number:.1f}".removesuffix(".0")


def _accuracy(document: Document, width: int) -> Iterator[str]:
    if not document["accuracy"]:
        return
    yield ""
    yield "accuracy: the largest error seen against Arb, and over how many inputs"
    for row in document["accuracy"]:
        unit = {"ulp": "ulp", "share of the bound": "of bound"}[row["unit"]]
        bound = "" if row["bound"] is None else f"(stated {row['bound']:g})"
        found = f"{row['largest']:>8.2g} {unit:<9}{bound:<13}{row['inputs']:>8,}"
        yield f"   {row['function']:<28}{found}{'  ABOVE' if exceeds(row) else ''}"


def exceeds(row: Mapping[str, Any]) -> bool:
    """Whether an error was seen that the stated bound does not allow."""
    return row["bound"] is not None and row["largest"] > row["bound"]


def _search(document: Document, width: int) -> Iterator[str]:
    if not document["search"]:
        return
    yield ""
    yield "search of Lemma 3.1: instances a second by refute, and by the plain reference"
    for row in document["search"]:
        name = row["claim"].rsplit("/", 1)[-1]
        yield (
            f"   {name:<36}{row['rate']:>10,.0f}{row['plain_rate']:>10,.0f}"
            f"{number_text(row['ratio']):>7}{number_text(row['target']):>4}  {row['reached']}"
        )


def _growth(document: Document, width: int) -> Iterator[str]:
    if not document["growth"]:
        return
    yield ""
    yield "growth: exponents fitted over the larger decade, and expected"
    yield f"   {'':<12}{'sizes':<16}{'time':>6}{'expected':>10}{'memory':>9}{'expected':>10}"
    for row in document["growth"]:
        if row["reason"]:
            yield from folded(f"{row['axis']}: {row['reason']}", width, first="   ", rest="      ")
            continue
        sizes = f"{row['sizes'][0]:,} – {row['sizes'][-1]:,}"
        yield (
            f"   {row['axis']:<12}{sizes:<16}{_exponent(row['time_exponent']):>6}"
            f"{row['expected_time']:>10g}{_exponent(row['memory_exponent']):>9}"
            f"{row['expected_memory']:>10g}"
        )


def _exponent(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def counts_line(document: Document) -> str:
    """`37 forms: 20 at the target, 10 at the gate, 7 below the gate; 2 missing.`"""
    counts = Counter(outcomes(document))
    parts = [f"{counts[key]} {text}" for key, text in _WORDS.items() if counts[key]]
    line = f"{sum(counts.values())} figures: {', '.join(parts) or 'nothing measured'}."
    beyond = [form for run in runs_of(document) for form in run["forms"] if is_beyond(form)]
    lie = "target lies" if len(beyond) == 1 else "targets lie"
    return line + f" {len(beyond)} {lie} beyond this machine's limit." * bool(beyond)


def is_beyond(form: Mapping[str, Any]) -> bool:
    """Whether the target asks for more than the machine's limit allows."""
    most = most_of(form)
    return None not in (form["target"], most) and form["target"] > most


def exit_code(document: Document) -> int:
    """0 every ratio at its gate, 1 some below, 3 an alarm.

    Alarms are a disagreement, an error above its stated bound, and a failure of provcheck's own.
    """
    found = set(outcomes(document))
    if found & {"disagrees", "failed by provcheck"} or any(map(exceeds, document["accuracy"])):
        return 3
    searched = {row["reached"] for row in document["search"]}
    return 1 if "below" in found | searched else 0
