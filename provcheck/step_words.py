"""The steps of a proof on a region in short words: what was cut, substituted, squared, and where.

A step is the plain data of `regions`; nothing is checked here.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from provcheck.greek import symbol_text
from provcheck.text import one_line

MOST_LINES = 24
_MOST_CUTS, _MOST_SQUARES, _MOST_TERM = 6, 6, 60
_DEEPER = "  "
_SIDES = {"low": "lower", "high": "upper"}
_SIGNS = {("low", False): "≥", ("low", True): ">", ("high", False): "≤", ("high", True): "<"}

Step = Mapping[str, Any]


def step_words(step: Step, most: int = MOST_LINES) -> list[str]:
    """A line for each step, those that belong to another indented below it.

    Args:
        most: >= 1 lines; what is beyond them is counted in one more.
    """
    told = list(_words(step))
    lines = [line for n, line in enumerate(told) if n == 0 or line != told[n - 1]]
    if len(lines) <= most:
        return lines
    return [*lines[:most], f"… and {len(lines) - most} more steps like these"]


def _words(step: Step) -> Iterator[str]:
    for term, inner in step.get("guards", ()):
        yield f"first {_term(term)} > 0:"
        yield from _below(inner)
    kind = next((kind for kind in _WORDS if kind in step), None)
    if kind is None:
        yield f"by {', '.join(map(str, step))}"
    else:
        yield from _WORDS[kind](step[kind])


def _below(step: Step) -> Iterator[str]:
    return (_DEEPER + line for line in _words(step))


def _labelled(label: str, step: Step) -> Iterator[str]:
    """`label: the step` on one line where it has only one, else below the label."""
    lines = list(_words(step))
    if len(lines) == 1:
        yield f"{label}: {lines[0]}"
    else:
        yield f"{label}:"
        yield from (_DEEPER + line for line in lines)


def _ball(_argument: Any) -> Iterator[str]:
    yield "by intervals"


def _cut(step: Step) -> Iterator[str]:
    """Cuts of one variable after another are told together, equal neighbours once."""
    name = symbol_text(str(step["of"]))
    pieces = list(_pieces(step, None, None))
    cuts = [_number(high) for _, high, _ in pieces[:-1]]
    many = f"{len(cuts)} places from {cuts[0]} to {cuts[-1]}"
    yield f"cut {name} at {many if len(cuts) > _MOST_CUTS else ', '.join(cuts)}"
    for low, high, lines, count in _joined(pieces):
        label = "" if low is None else f"{_number(low)} ≤ "
        label += name + ("" if high is None else f" ≤ {_number(high)}")
        label = "on each piece" if label == name else f"{label}{f', {count} pieces' * (count > 1)}"
        if len(lines) == 1:
            yield f"{_DEEPER}{label}: {lines[0]}"
        else:
            yield f"{_DEEPER}{label}:"
            yield from (2 * _DEEPER + line for line in lines)


def _pieces(cut: Step, low: Any, high: Any) -> Iterator[tuple[Any, Any, list[str]]]:
    for part, start, stop in ((cut["below"], low, cut["at"]), (cut["above"], cut["at"], high)):
        inner = part.get("cut")
        if inner is not None and inner["of"] == cut["of"] and "guards" not in part:
            yield from _pieces(inner, start, stop)
        else:
            yield start, stop, list(_words(part))


def _joined(pieces: list) -> Iterator[tuple[Any, Any, list[str], int]]:
    """Neighbours that one and the same line settles are told once, with their number."""
    current = (*pieces[0], 1)
    for low, high, lines in pieces[1:]:
        if current[2] == lines and len(lines) == 1:
            current = (current[0], high, lines, current[3] + 1)
        else:
            yield current
            current = (low, high, lines, 1)
    yield current


def _end(step: Step) -> Iterator[str]:
    name, side = symbol_text(str(step["of"])), _SIDES.get(step["side"], step["side"])
    yield from _labelled(f"the {side} end of {name} by itself", step["at"])
    yield from _labelled("the rest", step["rest"])


def _taylor(step: Step) -> Iterator[str]:
    name, side = symbol_text(str(step["of"])), _SIDES.get(step["side"], step["side"])
    yield from _labelled(
        f"Taylor in {name} from the {side} end, order {step['order']}", step["step"]
    )


def _face(step: Step) -> Iterator[str]:
    name, side = symbol_text(str(step["of"])), _SIDES.get(step["side"], step["side"])
    yield f"smallest at the {side} end of {name}, for it is monotone:"
    yield from (_DEEPER + line for line in _labelled("its slope", step["slope"]))
    yield from (_DEEPER + line for line in _labelled("at that end", step["step"]))


def _limit(step: Step) -> Iterator[str]:
    name, end = symbol_text(str(step["of"])), "∞" if step["side"] == "high" else "−∞"
    label = f"monotone, and at least 0 in the limit {name} → {end}; its slope"
    yield from _labelled(label, step["slope"])


def _identity(_argument: Any) -> Iterator[str]:
    yield "both sides have one normal form"


def _both(steps: Any) -> Iterator[str]:
    for label, step in zip(("≤", "≥"), steps, strict=True):
        yield from _labelled(label, step)


def _factor(factors: Any) -> Iterator[str]:
    yield "a product of factors of one sign:"
    for term, inner in factors:
        yield from (_DEEPER + line for line in _labelled(_term(term), inner))


def _root(step: Step) -> Iterator[str]:
    large, small = _term(step["large"]), _term(step["small"])
    yield f"squared: ({large})² and ({small})²"
    yield from (_DEEPER + line for line in _labelled(f"{large} ≥ 0", step["sign"]))
    yield from (_DEEPER + line for line in _labelled("the squares", step["step"]))


def _either(step: Step) -> Iterator[str]:
    of = step["of"]
    values = (of.args[0], -of.args[0]) if len(of.args) == 1 else of.args
    if "is" in step:
        yield f"{_term(of)} is {_term(values[int(step['is'])])} here:"
        for inner in (*step["because"], step["step"]):
            yield from (_DEEPER + line for line in _words(inner))
        return
    yield f"each value of {_term(of)} by itself"
    for value, inner in zip(values, step["steps"], strict=False):
        yield from (_DEEPER + line for line in _labelled(_term(value), inner))


def _exp(step: Step) -> Iterator[str]:
    yield f"the logarithm of {_term(step['of'])} by exponentials:"
    yield from (_DEEPER + line for line in _words(step["step"]))


def _log(step: Step) -> Iterator[str]:
    yield f"{_term(step['large'])} ≥ {_term(step['small'])}, under exp:"
    yield from (_DEEPER + line for line in _words(step["step"]))


def _narrow(step: Step) -> Iterator[str]:
    sign = _SIGNS[step["side"], bool(step["open"])]
    yield f"{symbol_text(str(step['of']))} {sign} {_number(step['at'])} by the conditions:"
    yield from _below(step["step"])


def _eliminate(step: Step) -> Iterator[str]:
    name = symbol_text(str(step["of"]))
    yield f"{name} = {_term(step['by'])} by condition {int(step['condition']) + 1}:"
    yield from _below(step["step"])


def _scale(step: Step) -> Iterator[str]:
    name, new = symbol_text(str(step["of"])), symbol_text(str(step["new"]))
    yield f"{name} in units of {_term(step['by'])}, {new} = {name}/({_term(step['by'])}):"
    yield from _below(step["step"])


def _substitute(step: Step) -> Iterator[str]:
    name, low, high = symbol_text(str(step["new"])), step["low"], step["high"]
    open_low, open_high = step.get("open", (False, False))
    left = "" if low is None else f"{_number(low)} {'<' if open_low else '≤'} "
    right = "" if high is None else f" {'<' if open_high else '≤'} {_number(high)}"
    where = f", {left}{name}{right}" if left or right else ""
    yield f"substitute {name} = {_term(step['by'])}{where}:"
    yield from _below(step["step"])


def _sturm(_argument: Any) -> Iterator[str]:
    yield "a polynomial: its real roots, counted exactly"


def _squares(parts: Any) -> Iterator[str]:
    if len(parts) > _MOST_SQUARES:
        yield f"a sum of {len(parts)} squares with weights ≥ 0"
        return
    yield "a sum of squares: " + " + ".join(_square(*part) for part in parts)


def _square(weight: Any, term: Any, given: Any) -> str:
    one = "" if str(weight) == "1" else f"{weight}·"
    return "·".join([f"{one}({_term(term)})²", *map(_given, given)])


def _given(name: Any) -> str:
    """What a square is multiplied by: a condition, or the distance to an end of a range."""
    if isinstance(name, int):
        return f"(condition {name + 1})"
    variable, side = name
    return f"({symbol_text(str(variable))} to its {_SIDES.get(side, side)} end)"


def _empty(number: Any) -> Iterator[str]:
    yield f"nothing to show: condition {int(number) + 1} fails on the whole range"


def _term(term: Any) -> str:
    text = one_line(term)
    return text if len(text) <= _MOST_TERM else text[: _MOST_TERM - 1].rstrip() + "…"


def _number(number: Any) -> str:
    """The number itself if it is short, else rounded."""
    text = str(Fraction(number))
    return text if len(text) <= 9 else f"≈ {float(Fraction(number)):.6g}"


_WORDS = {
    "ball": _ball,
    "cut": _cut,
    "end": _end,
    "taylor": _taylor,
    "face": _face,
    "limit": _limit,
    "identity": _identity,
    "both": _both,
    "factor": _factor,
    "root": _root,
    "either": _either,
    "exp": _exp,
    "log": _log,
    "narrow": _narrow,
    "eliminate": _eliminate,
    "scale": _scale,
    "substitute": _substitute,
    "sturm": _sturm,
    "squares": _squares,
    "empty": _empty,
}
