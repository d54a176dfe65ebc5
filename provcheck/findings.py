"""What was found of a claim, as plain data: witnesses, lines, the statement, pictures."""

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from provcheck.engines.refute import Search
    from provcheck.kernel import Counterexample, DerivationCheck, LineCheck
    from provcheck.statement.claim import Claim, Hypothesis
    from provcheck.statement.experiment import Curves, HeatMap


WITNESS_SCHEMA = "provcheck.witness/1"


def witness_of(claim: str, found: "Counterexample") -> dict[str, Any]:
    """A certified counterexample as JSON data that `provcheck replay` reads."""
    from provcheck.text import one_line

    return {
        "schema": WITNESS_SCHEMA,
        "claim": claim,
        "relation": one_line(found.relation),
        "setting": found.setting.to_json(),
        "lhs": list(found.lhs),
        "rhs": list(found.rhs),
        "bits": found.bits,
        "command": f"provcheck replay {claim}",
    }


def lines_of(claim: "Claim", checks: "tuple[DerivationCheck, ...]") -> Iterator[dict[str, Any]]:
    from provcheck.explain import how
    from provcheck.text import latex_text, one_line

    for check in checks:
        for line, source in zip(check.lines, check.derivation.lines, strict=True):
            yield {
                "id": line.id,
                "relation": one_line(line.relation),
                "latex": latex_text(line.relation),
                "status": str(line.status),
                "by": line.by,
                "how": how(source.by),
                "reason": line.reason,
                "printed": line.printed,
                "note": line.note,
                "derivation": check.derivation.name,
                "as_printed": check.derivation.as_printed,
                "witness": _line_witness(claim, line),
            }


def _line_witness(claim: "Claim", line: "LineCheck") -> dict[str, Any] | None:
    found = line.counterexample
    if found is None:
        return None
    command = f"provcheck replay {claim.name} --line {line.id}"
    return witness_of(claim.name, found) | {"line": line.id, "command": command}


def trust_of(checks: "tuple[DerivationCheck, ...]", search: "Search | None") -> tuple[str, ...]:
    """What the verdict rests on: of the accepted proof, or of the counterexample."""
    found: dict[str, None] = {}
    for check in checks:
        if check.proof is not None:
            found |= dict.fromkeys(check.proof.trust)
    if search is not None and search.counterexample is not None:
        found |= dict.fromkeys(search.counterexample.trust)
    return tuple(found)


def statement_of(claim: "Claim") -> dict[str, Any]:
    from provcheck.explain import domain, notation, telling_hypotheses
    from provcheck.text import latex_text, one_line

    return {
        "kind": str(claim.kind),
        "statement": one_line(claim.relation),
        "statement_latex": latex_text(claim.relation),
        "hypotheses": [_hypothesis_latex(hypothesis) for hypothesis in telling_hypotheses(claim)],
        "domain": domain(claim.space),
        "notation": [entry.latex for entry in notation(claim)],
        "reading": claim.reading,
        "quote": claim.source.quote,
        "not_checked": claim.not_checked,
        "digest": claim.digest(),
    }


def _hypothesis_latex(hypothesis: "Hypothesis") -> str:
    from provcheck.text import latex_text

    bound = ", ".join(latex_text(symbol) for symbol in hypothesis.for_all)
    prefix = rf"\forall {bound}:\ " if bound else ""
    return prefix + latex_text(hypothesis.relation)


def accounts_of(search: "Search | None") -> dict[str, Any]:
    """What the search tried, for the record and for the report's histogram."""
    if search is None:
        return {}
    return {
        "evaluations": search.evaluations,
        "starts": search.starts,
        "capped": search.capped,
        "ratios": [ratio for ratio in search.ratios if math.isfinite(ratio)],
        "tightest": search.tightest.to_json() if search.tightest else None,
        "suspect": search.suspect.to_json() if search.suspect else None,
    }


def plots_of(claim: "Claim", seed: int) -> list[dict[str, Any]]:
    """The numbers behind the claim's pictures, one random stream each."""
    return [plot_data(plot(stream(seed, n))) for n, plot in enumerate(claim.plots)]


def stream(seed: int, number: int) -> "np.random.Generator":
    """The random stream of that number under a seed; counter-based, so none overlaps another."""
    import numpy as np

    return np.random.Generator(np.random.Philox(key=[seed % 2**64, number]))


def plot_data(plot: "Curves | HeatMap") -> dict[str, Any]:
    """A picture as JSON data; a missing number is null."""
    from provcheck.statement.experiment import HeatMap

    shared = {name: getattr(plot, name) for name in ("title", "x_label", "y_label", "caption")}
    if isinstance(plot, HeatMap):
        return shared | {
            "kind": "heat",
            "x": _numbers(plot.x),
            "y": _numbers(plot.y),
            "values": [_numbers(row) for row in plot.values],
            "value_label": plot.value_label,
            "log_values": plot.log_values,
        }
    series = []
    for label, y in plot.series.items():
        low, high = plot.bands.get(label, ((), ()))
        band = {"band": {"low": _numbers(low), "high": _numbers(high)}} if low else {}
        series.append({"label": label, "y": _numbers(y), **band})
    return shared | {
        "kind": "curves",
        "x": _numbers(plot.x),
        "series": series,
        "log_x": plot.log_x,
        "log_y": plot.log_y,
    }


def _numbers(row: Sequence[float]) -> list[float | None]:
    return [None if math.isnan(number) else number for number in row]
