"""`provcheck check` on a terminal: how a formula was read, and what was decided about it."""

import shlex
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sympy
from rich.text import Text

from provcheck.checking import Answered, Question
from provcheck.errors import UsageError
from provcheck.explain import domain
from provcheck.terminal import (
    STYLES,
    console,
    print_folded,
    setting_line,
    shortened,
    sides_line,
)
from provcheck.verdict import Result, Verdict

if TYPE_CHECKING:
    from provcheck.statement.claim import Hypothesis

_FIELD, _MOST_TRIED = 10, 8
_BASE = "the kernel, SymPy's term structure and python-flint"


def questions(
    formula: str | None,
    ranges: Sequence[str],
    given: Sequence[str],
    latex: bool,
    file: Path | None,
) -> tuple[list[Question], str]:
    """What is asked, and the command that asks it, without budget and seed.

    Raises:
        UsageError: neither or both of a formula and a file are given, or it cannot be read.
    """
    from provcheck.formula import parse_formula, read_formulas

    if (formula is None) == (file is None):
        met = "both a formula and" if file else "neither a formula nor"
        raise UsageError(
            f"check: {met} a --file; expected one of them, such as provcheck check "
            '"x*(1 - x) <= 1/4" --for "x in [0, 1]".'
        )
    if file is None:
        read = parse_formula(formula, ranges=ranges, given=given, latex=latex)
        question = Question(read, tuple(ranges), tuple(given), latex)
        return [question], question.command()
    if ranges or given:
        raise UsageError(
            "check: --for and --given beside --file; in a file each formula has its own: "
            "x*y <= 1 for x, y in [0, 1] given x + y <= 1."
        )
    found = [
        Question(entry.formula, latex=latex, line=entry.line)
        for entry in read_formulas(_text(file), latex=latex)
    ]
    return found, f"provcheck check --file {shlex.quote(str(file))}" + (" --latex" if latex else "")


def run(
    asked: Sequence[Question], budget: str, seed: int, *, sharpen: bool, quiet: bool
) -> list[Answered]:
    """Decide what is asked and print it, one line each where it comes from a file.

    Args:
        budget: as `Budget.parse` reads it.
        quiet: print nothing.

    Raises:
        UsageError: the budget is none.
    """
    from provcheck.checking import ask
    from provcheck.engines.budget import Budget

    started, allowed = time.monotonic(), Budget.parse(budget)
    answered: list[Answered] = []
    for question in asked:
        in_short = bool(question.line)
        if not quiet and not in_short:
            print_question(question)
        with waiting(allowed.seconds, len(answered), len(asked)) as progress:
            answered.append(ask(question, allowed, seed, sharpen=sharpen, progress=progress))
        if not quiet:
            print_answer(answered[-1], in_short=in_short)
    if not quiet and answered[0].question.line:
        print_counts(answered, time.monotonic() - started)
    return answered


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise UsageError(
            f"{file}: cannot be read ({reason}); expected a text file with one formula a line."
        ) from error


@contextmanager
def waiting(seconds: float, done: int, count: int) -> Iterator[Callable[[str, int, int], None]]:
    """Shows on the error stream, where that is a terminal, that work goes on."""
    out, started = console(stderr=True), time.monotonic()
    place = f"formula {done + 1} of {count}, " if count > 1 else ""
    if not out.is_terminal:
        yield lambda *_: None
        return
    with out.status(f"{place}at most {seconds:g} s, Ctrl-C ends it") as status:

        def report(_phase: str, checks: int, _total: int) -> None:
            spent = time.monotonic() - started
            status.update(f"{place}{spent:.0f} of at most {seconds:g} s, {checks:,} steps tried")

        yield report


# ---------------------------------------------------------------- the question


def print_question(question: Question) -> None:
    """How the formula was read, so that a misreading is seen."""
    from provcheck.formula import to_claims

    out, formula = console(), question.formula
    _field(out, "read as", formula.readable)
    case = formula.cases[0]
    for name in dict.fromkeys(name for each in formula.cases for name in each.integers):
        values = sorted({each.integers[name] for each in formula.cases})
        _field(out, "for", f"{name} = {_whole(values)}")
    claim = to_claims(formula)[0]
    _field(out, "for", domain(claim.space).replace("; ", ", ") if case.variables else "")
    said = {given.text for given in case.conditions}
    for hypothesis in claim.hypotheses:
        if not _is_range(hypothesis):
            _field(out, "given" if hypothesis.name in said else "where", hypothesis.name)
    for note in formula.notes:
        _field(out, "note", note)
    out.print()


def _whole(values: list[int]) -> str:
    steps = {after - before for before, after in zip(values, values[1:], strict=False)}
    if len(values) > 3 and steps == {1}:
        return f"{values[0]}, …, {values[-1]}"
    return ", ".join(map(str, values))


def _is_range(hypothesis: "Hypothesis") -> bool:
    """It only says where one variable lies, which "for" has said."""
    left, right = hypothesis.relation.args
    ends = [left, right] if left.is_Symbol else [right, left]
    return ends[0].is_Symbol and isinstance(ends[1], sympy.Rational)


# ---------------------------------------------------------------- the answer


def print_answer(answered: Answered, *, in_short: bool) -> None:
    """What was decided; in short, on one line."""
    out = console()
    if in_short:
        _print_short(out, answered)
        return
    several = len(answered.results) > 1
    for result in answered.results:
        _print_result(out, result, with_title=several)
        if several:
            out.print()
    if several:
        _heading(out, answered.verdict, f"all together, in {answered.seconds:.1f} s")


def _print_short(out: Any, answered: Answered) -> None:
    start = f"{answered.seconds:5.1f} s  line {answered.question.line:<4} "
    room = out.width - 10 - len(start)
    broken = next((r for r in answered.results if r.witness is not None), None)
    tail = "" if broken is None else f"  at {setting_line(broken.witness['setting'])}"
    tail = shortened(tail.strip(), room // 2)
    formula = shortened(answered.question.formula.readable, room - len(tail) - 2)
    _heading(out, answered.verdict, start + formula + (f"  {tail}" if tail else ""))


def _heading(out: Any, verdict: Verdict, text: str) -> None:
    out.print(Text(f"{verdict:<10}", style=STYLES[verdict]).append(text, style="default"))


def _print_result(out: Any, result: Result, *, with_title: bool) -> None:
    _heading(out, result.verdict, f"in {result.seconds:.1f} s")
    if with_title:
        _field(out, "that", result.title)
    if result.verdict is Verdict.PROVED:
        for number, line in enumerate(result.details["steps"]):
            _field(out, "" if number else "proof", line)
        _field(out, "rests on", "; ".join([*result.trust, _BASE]))
    elif result.witness is not None:
        _print_witness(out, result)
    else:
        _print_open(out, result)
    _print_sharpest(out, result.details.get("sharpest"))


def _print_witness(out: Any, result: Result) -> None:
    found = result.witness
    _field(out, "at", setting_line(found["setting"]) or "any point")
    if result.claim.startswith("check/defined"):
        _field(out, "there", _without_value(result.title.split(" in ")[0]))
    _field(out, "sides", sides_line(found["lhs"], found["rhs"]))
    for name, (low, high) in (("left", found["lhs"]), ("right", found["rhs"])):
        _field(out, name, f"in [{low}, {high}]")
    _field(out, "certified", f"in ball arithmetic with {found['bits']} bits")


def _without_value(needed: str) -> str:
    """Why the formula has no value where "the denominator x is not zero" fails."""
    part = needed.removesuffix(" is not zero")
    if part != needed:
        return f"the formula has no value: division by zero, for {part} is 0"
    return f"the formula has no real value, for that takes: {needed}"


def _print_open(out: Any, result: Result) -> None:
    _field(out, "because", _bare(result.reason))
    box = result.details.get("stuck") or {}
    _field(out, "stuck at", ", ".join(_interval(name, *ends) for name, ends in box.items()))
    tried = sorted(result.details.get("tried", {}).items(), key=lambda entry: -entry[1])
    shown = [f"{name} ({count}×)" for name, count in tried[:_MOST_TRIED]]
    shown += [f"{len(tried) - _MOST_TRIED} more methods"] * (len(tried) > _MOST_TRIED)
    _field(out, "tried", ", ".join(shown))


def _bare(reason: str) -> str:
    """Without where it got stuck and what was tried, which have lines of their own."""
    return reason.split(" Stuck at ")[0].split(" Tried: ")[0]


def _interval(name: str, low: str | None, high: str | None) -> str:
    from fractions import Fraction

    ends = ["-oo" if low is None else f"{float(Fraction(low)):.6g}"]
    ends.append("oo" if high is None else f"{float(Fraction(high)):.6g}")
    return f"{name} in [{', '.join(ends)}]"


def _print_sharpest(out: Any, found: dict[str, Any] | None) -> None:
    """The best constant with its bracket."""
    if found is None:
        return
    if found.get("attained") is None:
        _field(out, "sharpest", found["reason"])
        return
    sign, word = ("≤", "more") if found["is_upper"] else ("≥", "less")
    at = setting_line({name: _short(x) for name, x in found["at"].items()})
    if found["proved"] is None:
        _field(out, "sharpest", f"not proved: {_bare(found['reason'])}")
    else:
        exact = "" if found["is_closed_form"] else "; a better one is not excluded"
        value = found["proved_value"]
        equals = "" if value == found["proved"] else f" = {value}"
        _field(out, "sharpest", f"{sign} {found['proved']}{equals}, proved{exact}")
    _field(out, "", f"and ≈ {found['attained']} or {word} is reached at {at}")


def _short(number: str) -> str:
    from fractions import Fraction

    return number if len(number) <= 12 else f"{float(Fraction(number)):.9g}"


def _field(out: Any, name: str, text: str) -> None:
    """A name and its text; a text keeps its own indentation."""
    if text:
        own = " " * (len(text) - len(text.lstrip()))
        first = f"{name:<{_FIELD}}{own}"
        print_folded(out, text.lstrip(), first=first, rest=" " * (_FIELD + len(own) + 2))


def print_counts(answered: Sequence[Answered], seconds: float) -> None:
    """`3 formulas: 2 PROVED, 1 REFUTED · 1.2 s`."""
    found = Counter(answer.verdict for answer in answered)
    parts = ", ".join(f"{found[verdict]} {verdict}" for verdict in Verdict if found[verdict])
    count = f"{len(answered)} formula" + ("" if len(answered) == 1 else "s")
    console().print(f"\n{count}: {parts} · {seconds:.1f} s")
