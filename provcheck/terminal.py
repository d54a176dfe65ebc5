"""Results as text for a terminal of 80 columns, or for pasting into a review."""

import itertools
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from provcheck.folding import folded
from provcheck.greek import symbol_text
from provcheck.verdict import Result, Verdict, certainty

if TYPE_CHECKING:
    from rich.table import Table

    from provcheck.cards import Card
    from provcheck.kernel import Counterexample
    from provcheck.net_words import NetWords

STYLES = {
    Verdict.PROVED: "bold green",
    Verdict.SUPPORTED: "green",
    Verdict.REFUTED: "bold red",
    Verdict.DOUBTED: "yellow",
    Verdict.OPEN: "yellow",
    Verdict.ERROR: "bold magenta",
    Verdict.INCONSISTENT: "bold magenta",
}
_LINE_STYLES = {"ok": "green", "broken": "bold red", "gap": "yellow"}
_INDENT = "    "
_REASON, _DEEPER = " " * 11, "  "
_FIELD = 12
_OUTCOME = 11
_ENTRIES_SHOWN = 4
_DIGITS = (3, 4, 6, 9, 12, 17)


def console(*, stderr: bool = False) -> Console:
    """A console that is plain when piped and honours NO_COLOR."""
    plain = {"highlight": False, "markup": False, "emoji": False, "force_jupyter": False}
    return Console(stderr=stderr, soft_wrap=True, **plain)


def print_folded(out: Console, text: str, *, first: str = "", rest: str = "") -> None:
    """The text as `folded` lays it out for the console."""
    for line in folded(text, out.width, first=first, rest=rest):
        out.print(line)


def print_block(out: Console, result: Result, amendments: Mapping[str, str]) -> None:
    """One claim as a block of a few lines.

    Args:
        amendments: verdict of each claim that amends this one, "" where it is not known.
    """
    heading = Text(f"{result.verdict:<10}", style=STYLES[result.verdict])
    heading.append(result.claim, style="bold")
    heading.append(_remark(result))
    out.print(heading)
    for line in _body(result, amendments, out.width - len(_INDENT)):
        out.print(_INDENT + line)


def _remark(result: Result) -> str:
    if result.expected:
        return "  (as recorded)" if result.as_expected else f"  (recorded: {result.expected})"
    return ""


def _body(result: Result, amendments: Mapping[str, str], width: int) -> Iterator[str]:
    statement = result.details.get("statement") or result.title
    if result.measured is not None:
        yield from textwrap.wrap(f"“{statement}”", width)
        yield from _experiment(result, width)
        yield from _amendments(result, amendments)
        return
    yield shortened(statement, width)
    yield from _numbers_meant(result, width)
    if result.worst_ratio is not None:
        yield f"worst ratio {ratio_text(result.worst_ratio)} in {result.searched} settings"
    if result.verdict is Verdict.PROVED and _is_cited(result):
        yield "by citation: its derivation only cites what it rests on, see `show --trust`"
    if result.witness is not None:
        yield from folded(f"witness: {witness_line(result.witness)}", width, rest=_INDENT)
    broken = result.first_broken
    if broken is not None:
        where = "first broken line"
        if result.verdict is Verdict.PROVED:  # by another derivation than this one
            where += f" of '{broken['derivation']}'"
        yield shortened(f"{where}: {broken['id']}: {broken['relation']}", width)
    missing = result.first_gap if result.verdict is Verdict.SUPPORTED else None
    if missing is not None:
        yield shortened(f"not proved: line {missing['id']}: {missing['relation']}", width)
        if missing.get("reason"):
            yield shortened(f"because: {missing['reason']}", width)
    if not result.as_expected or result.verdict in (Verdict.OPEN, Verdict.DOUBTED):
        yield from folded(f"reason: {result.reason}", width, rest=_INDENT)
    yield from _amendments(result, amendments)


def _numbers_meant(result: Result, width: int) -> Iterator[str]:
    """For a claim about numbers alone their ranges, without which it says little."""
    domain = result.details.get("domain", "")
    if domain and not set(domain) & set("^…") and "nets" not in domain:
        yield shortened(f"for {domain.replace('; ', ', ')}", width)


def _is_cited(result: Result) -> bool:
    """Nothing but cited theorems stands in the derivation."""
    return bool(result.lines) and all(line["by"].split(" ")[0] == "cited" for line in result.lines)


def _experiment(result: Result, width: int) -> Iterator[str]:
    """What was measured, under each reading, and how sure it is."""
    yield from textwrap.wrap(f"measured: {result.measured['summary']}", width)
    if result.details["readings"]:
        yield "other readings of the set-up, which do not decide:"
    for reading in result.details["readings"]:
        found = shortened(f"{reading['name']}: {reading['summary']}", width - _OUTCOME)
        yield f"{reading['outcome']:<{_OUTCOME}}{found}"
    yield from textwrap.wrap(certainty(result.measured), width)


def _amendments(result: Result, amendments: Mapping[str, str]) -> Iterator[str]:
    for name in result.amended_by:
        known = amendments.get(name, "")
        yield f"amended by {_short(name, result.claim)}" + (f" ({known})" if known else "")
    if result.amends:
        yield f"amends {_short(result.amends, result.claim)}"


def ratio_text(ratio: float) -> str:
    """Four digits; what is not 1 never reads as 1."""
    text = f"{ratio:.4g}"
    if text == "1" and ratio != 1:
        return f"1 {'+' if ratio > 1 else '-'} {abs(ratio - 1):.0e}"
    return "∞" if text == "inf" else text


def _short(name: str, beside: str) -> str:
    """A claim's name without the paper that it shares with its neighbour."""
    pack = beside.split("/", 1)[0] + "/"
    return name.removeprefix(pack)


def shortened(text: str, width: int) -> str:
    """One line of at most `width` characters; what is cut is marked."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1].rstrip() + "…"


def witness_line(witness: Mapping[str, Any]) -> str:
    """A witness on one line: `p=d=n=1, tanh, a=1, x=2 : 32.1 > 23.5`; a net in words."""
    words = _net_words(witness)
    if words is not None:
        return f"{words.net}: {words.short}"
    return f"{setting_line(witness['setting'])} : {sides_line(witness['lhs'], witness['rhs'])}"


def _net_words(witness: Mapping[str, Any]) -> "NetWords | None":
    """What to say of the net that a witness is about, None where it is about none."""
    if "net" not in witness["setting"]:
        return None  # without the imports that words about nets need
    from provcheck.net_words import net_words

    return net_words(witness)


def setting_line(setting: Mapping[str, Any]) -> str:
    """The values of a setting; large arrays by their shape."""
    by_size: dict[int, list[str]] = {}
    rest: list[str] = []
    for name, value in setting.items():
        if isinstance(value, int):
            by_size.setdefault(value, []).append(symbol_text(name))
        else:
            rest.append(value if name == "activation" else f"{symbol_text(name)}={_value(value)}")
    sizes = [f"{'='.join(names)}={size}" for size, names in by_size.items()]
    return ", ".join([*sizes, *rest])


def _scalar(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    from provcheck.text import number_text

    return number_text(value)


def _value(value: Any) -> str:
    if not isinstance(value, list):
        return _scalar(value)
    entries = list(_entries(value))
    if len(entries) == 1:
        return entries[0]
    if len(entries) <= _ENTRIES_SHOWN:
        return str(value).replace("'", "").replace(" ", "")
    shape = []
    while isinstance(value, list):
        shape.append(str(len(value)))
        value = value[0]
    return f"<{'×'.join(shape)}>"


def _entries(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for entry in value:
            yield from _entries(entry)
    else:
        yield str(value)


def sides_line(lhs: Sequence[str], rhs: Sequence[str]) -> str:
    """Both sides with as few digits as still show which is larger."""
    left, right = _middle(lhs), _middle(rhs)
    if Decimal(lhs[0]) > Decimal(rhs[1]):
        sign = ">"
    elif Decimal(lhs[1]) < Decimal(rhs[0]):
        sign = "<"
    else:
        sign = "="
        left = right = _middle(min((lhs, rhs), key=_width))
    for digits in _DIGITS:
        texts = _rounded(left, digits), _rounded(right, digits)
        if texts[0] != texts[1] or sign == "=":
            return f"{texts[0]} {sign} {texts[1]}"
    return f"{lhs[0]} {sign} {rhs[1]}"


def _rounded(number: Decimal, digits: int) -> str:
    text = f"{number:.{digits}g}"
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def _width(enclosure: Sequence[str]) -> Decimal:
    return Decimal(enclosure[1]) - Decimal(enclosure[0])


def _middle(enclosure: Sequence[str]) -> Decimal:
    return (Decimal(enclosure[0]) + Decimal(enclosure[1])) / 2


def print_summary(
    out: Console, results: Sequence[Result], seconds: float, *, stored: int = 0
) -> None:
    """One row a claim, a table for each paper, then the counts.

    Args:
        stored: how many of the results are of an earlier run, and their seconds too.
    """
    if len(results) > 1:
        for paper, group in itertools.groupby(results, lambda r: r.claim.split("/", 1)[0]):
            out.print(_table(f"{paper}/", list(group)))
            out.print()
    out.print(counts_line(results) + f" · {seconds:.1f} s")
    if stored:
        which = "all" if stored == len(results) else f"{stored} of them"
        seconds_of = ", and their seconds with them" if len(results) > 1 else ""
        out.print(f"{which} stored by an earlier run{seconds_of}; --fresh computes anew")


def _table(shared: str, results: Sequence[Result]) -> "Table":
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("verdict")
    table.add_column(f"claim below {shared}", overflow="fold")
    table.add_column("worst ratio", justify="right")
    table.add_column("s", justify="right")
    for result in results:
        table.add_row(
            Text(str(result.verdict), style=STYLES[result.verdict]),
            result.claim.removeprefix(shared) + ("" if result.as_expected else "  !"),
            "" if result.worst_ratio is None else ratio_text(result.worst_ratio),
            f"{result.seconds:.1f}",
        )
    return table


def counts_line(results: Sequence[Result]) -> str:
    """`12 claims: 7 PROVED, 2 REFUTED (as recorded), 3 SUPPORTED`."""
    verdicts = Counter(result.verdict for result in results)
    parts = []
    for verdict, count in ((v, verdicts[v]) for v in Verdict if verdicts[v]):
        recorded = all(r.as_expected and r.expected for r in results if r.verdict is verdict)
        parts.append(f"{count} {verdict}" + (" (as recorded)" if recorded else ""))
    surprises = sum(not result.as_expected for result in results)
    tail = f" · {surprises} not as expected" if surprises else ""
    return f"{_claims(len(results))}: {', '.join(parts) or 'nothing decided'}{tail}"


def _claims(count: int) -> str:
    return f"{count} claim" + ("" if count == 1 else "s")


def print_lines(out: Console, lines: Sequence[Mapping[str, Any]]) -> None:
    """Derivation lines with their statuses, one derivation after the other."""
    derivation = None
    for line in lines:
        if line["derivation"] != derivation:
            derivation = line["derivation"]
            ours = "" if line.get("as_printed", True) else "  (ours, not in the paper)"
            out.print(f"\nderivation '{derivation}'{ours}")
        mark = Text(f"  {line['status']:<7}", style=_LINE_STYLES.get(line["status"], ""))
        filled = line.get("as_printed", True) and not line.get("printed", True)
        added = "  (filled in by us)" if filled else ""
        _print_after(out, mark, f"{line['id']}  {line['relation']}{added}")
        reasons = [f"by {line['by']}  {line.get('how', '')}", line.get("reason"), line.get("note")]
        if line.get("witness"):
            reasons.append(witness_line(line["witness"]))
        for reason in filter(None, reasons):
            print_folded(out, reason.strip(), first=_REASON, rest=_REASON + _DEEPER)


def _print_after(out: Console, mark: Text, text: str) -> None:
    """The text after a mark in its own style, further lines below the text's beginning."""
    room = out.width - len(mark)
    left = " " * len(mark)
    first, *more = folded(text, room, rest=_DEEPER)
    out.print(mark.append(first, style="default"))
    for line in more:
        out.print(f"{left}{line}")


_NO_TRUST = {
    Verdict.PROVED: "no cited theorem and no other claim",
    Verdict.REFUTED: "no cited theorem and no other claim",
}
_SEARCHED = "a search in float64 and the functions of its pack; nothing was certified"
_NO_TRUST |= {Verdict.SUPPORTED: _SEARCHED, Verdict.DOUBTED: _SEARCHED}
_NO_EVIDENCE = "nothing: no evidence was accepted"


def print_claim(
    out: Console, card: "Card", result: Result | None, *, with_trust: bool, option: str = ""
) -> None:
    """Everything that is said about one claim, and what was decided.

    Args:
        option: what a command needs besides its name, such as " --pack my_lemma.py".
    """
    out.print(Text(card.name, style="bold"))
    print_folded(out, card.title)
    out.print()
    for label, text in card.rows:
        _field(out, label, text)
    if result is None:
        out.print(f"\nNot decided yet: provcheck verify {card.name}{option}")
        return
    _print_decision(out, result)
    if with_trust and result.measured is not None:
        out.print("\nrests on the runs above; nothing was certified")
    elif with_trust:
        out.print("\nrests on")
        for entry in result.trust or (_NO_TRUST.get(result.verdict, _NO_EVIDENCE),):
            print_folded(out, entry, first="  ", rest="    ")
        if result.has_evidence:
            out.print("  and on the kernel, SymPy's term structure and python-flint")


def _print_decision(out: Console, result: Result) -> None:
    print_lines(out, result.lines)
    out.print()
    heading = Text(str(result.verdict), style=STYLES[result.verdict])
    if result.measured is not None:
        out.print(heading.append(_remark(result), style="default"))
        for line in _experiment(result, out.width):
            out.print(line)
        out.print(f"run again: {result.measured['command']}")
    else:
        _print_after(out, heading.append("  "), f"{_remark(result)}  {result.reason}".lstrip())
        _print_effort(out, result)
    if result.witness is not None:
        _print_witness(out, result.witness)
        out.print(f"replay:  {result.witness['command']}")
    for name in result.amended_by:
        out.print(f"amended by {name}")


def _print_effort(out: Console, result: Result) -> None:
    """With what the stored verdict was reached; one of another budget may differ."""
    budget, seed = (result.details.get(name) for name in ("budget", "seed"))
    if budget is not None:
        text = f"decided with --budget {budget} --seed {seed} in {result.seconds:.1f} s"
        searched = f", {result.searched:,} settings" if result.searched else ""
        print_folded(out, text + searched, rest="  ")


def _print_witness(out: Console, witness: Mapping[str, Any]) -> None:
    """One line, or for a net all that it takes to check it by hand."""
    words = _net_words(witness)
    if words is None:
        print_folded(out, f"witness: {witness_line(witness)}", rest=_INDENT)
        return
    out.print("witness:")
    _print_net(out, words, indent="  ")


def _print_net(out: Console, words: "NetWords", *, indent: str = "") -> None:
    for line in words.lines:
        label = f"{indent}{line.label:<{_FIELD}}"
        print_folded(out, line.text, first=label, rest=" " * len(label))


def _field(out: Console, name: str, text: str) -> None:
    print_folded(out, text, first=f"{name:<{_FIELD}}", rest=" " * _FIELD)


def print_counterexample(out: Console, witness: Mapping[str, Any], found: "Counterexample") -> None:
    """A counterexample that the kernel has just certified."""
    from provcheck.text import one_line

    out.print(Text(f"certified  {found.claim}", style="bold red"))
    print_folded(out, one_line(found.relation), first="violated:  ", rest=" " * 11)
    words = _net_words(witness)
    if words is None:
        print_folded(out, setting_line(witness["setting"]), first="setting:   ", rest=" " * 11)
    else:
        out.print()
        _print_net(out, words)
        out.print()
    names = words.sides if words else ("left", "right")
    size = max(11, *(len(name) + 2 for name in names))
    for name, (low, high) in zip(names, (found.lhs, found.rhs), strict=True):
        print_folded(out, f"[{low}, {high}]", first=f"{name + ':':<{size}}", rest=" " * size)
    out.print(f"{'precision:':<{size}}{found.bits} bits")


def print_rechecks(out: Console, results: Sequence[Result], faults: Sequence[str]) -> None:
    """One line for each result whose evidence was checked again."""
    for result, fault in zip(results, faults, strict=True):
        if result.measured is not None:
            out.print(Text("rerun   ").append(f"{result.verdict:<10}{result.claim}"))
            out.print(f"{_INDENT}nothing to recheck: an experiment leaves no certificate; run it")
            out.print(f"{_INDENT}again: {result.measured['command']}")
            continue
        mark = Text("FAILED  " if fault else "holds   ", style="bold red" if fault else "green")
        out.print(mark.append(f"{result.verdict:<10}{result.claim}", style="default"))
        if fault:
            print_folded(out, fault, first=_INDENT, rest=_INDENT)
