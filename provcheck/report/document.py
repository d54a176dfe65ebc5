"""The run document as the report sees it: defaults filled in, links resolved, nothing computed."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from provcheck.errors import OutputError
from provcheck.net_words import Line as NetLine
from provcheck.net_words import net_words
from provcheck.report.numbers import Enclosure, enclosure_pair, ratio_text, setting_text
from provcheck.verdict import Verdict

SCHEMA = "provcheck.run/1"


@dataclass(frozen=True)
class Meaning:
    """What a verdict says and what it must not be taken for."""

    symbol: str
    summary: str
    means: str
    never: str


VERDICTS = {
    Verdict.PROVED: Meaning(
        "✓",
        "proved",
        "Every line of a complete derivation was accepted by the kernel; the trust base lists "
        "what that rests on.",
        "sampled, fitted, or merely not refuted",
    ),
    Verdict.REFUTED: Meaning(
        "✗",
        "refuted by a certified witness",
        "A witness exists whose violation is certified in ball or rational arithmetic (for an "
        "almost-sure claim: a certified set of positive measure).",
        "a float that came out too large",
    ),
    Verdict.SUPPORTED: Meaning(
        "≈",
        "supported by search but not proved",
        "Holds in practice: the settings searched and simulated gave no violation; the worst "
        "ratio and the budget say how hard it was tried.",
        "proved",
    ),
    Verdict.DOUBTED: Meaning(
        "~",
        "doubted without a certified witness",
        "A float search found a violation, or a statistical test rejects, and certification did "
        "not succeed.",
        "refuted",
    ),
    Verdict.OPEN: Meaning(
        "?",
        "open",
        "Could not be decided; the reason is given: a vacuous hypothesis, an unspecified "
        "constant, a spent budget.",
        "fine",
    ),
    Verdict.ERROR: Meaning(
        "!",
        "ended in an error",
        "An engine failed; the traceback is kept.",
        "any of the other verdicts",
    ),
    Verdict.INCONSISTENT: Meaning(
        "‼",
        "inconsistent (a fault of provcheck)",
        "Proved and refuted at once: an alarm about provcheck itself.",
        "a statement about the paper",
    ),
}
HOLDING = (Verdict.PROVED, Verdict.SUPPORTED)
UNKNOWN = Meaning("?", "without a known verdict", "", "")
OUTCOMES = {"holds": ("supported", "≈"), "fails": ("doubted", "~"), "undecided": ("open", "?")}
"""For each outcome of an experiment the verdict that it leads to and its symbol."""
STATUS_SYMBOLS = {"ok": "✓", "broken": "✗", "gap": "?"}


@dataclass(frozen=True)
class Link:
    """Another claim, also by its name without the paper.

    `anchor` and `verdict` are "" when the run does not hold the claim.
    """

    name: str
    anchor: str
    verdict: str
    short: str


@dataclass(frozen=True)
class NetFact:
    """One thing about a net that breaks a claim, in lines of words and formulas."""

    label: str
    lines: tuple[NetLine, ...]


@dataclass(frozen=True)
class Witness:
    """A setting that breaks a claim, on one line, with what was certified there.

    For a net `net` says all of it in words and formulas, and the two sides go without saying.
    """

    setting: str
    net: tuple[NetFact, ...]
    lhs: Enclosure
    rhs: Enclosure
    sign: str
    relation: str
    line: str
    command: str


@dataclass(frozen=True)
class Line:
    """One derivation line; `first_broken` marks the line that a refutation names."""

    id: str
    relation: str
    latex: str
    status: str
    symbol: str
    by: str
    reason: str
    note: str
    how: str
    printed: bool
    first_broken: bool
    witness: Witness | None


@dataclass(frozen=True)
class Derivation:
    """The lines of one derivation, in order."""

    name: str
    lines: tuple[Line, ...]
    as_printed: bool


@dataclass(frozen=True)
class Reading:
    """One way to read the set-up of an experiment, with what was found under it."""

    name: str
    outcome: str
    status: str
    symbol: str
    summary: str


@dataclass(frozen=True)
class Claim:
    """One result of the run, ready to be laid out."""

    name: str
    short: str
    paper: str
    anchor: str
    title: str
    source: str
    kind: str
    sentence: str
    statement: str
    latex: str
    hypotheses: tuple[str, ...]
    domain: str
    notation: tuple[str, ...]
    reading: str
    quote: str
    not_checked: str
    verdict: str
    meaning: Meaning
    expected: str
    as_expected: bool
    reason: str
    ratio: str
    searched: str
    seconds: str
    witness: Witness | None
    derivations: tuple[Derivation, ...]
    trust: tuple[str, ...]
    amends: Link | None
    amended_by: tuple[Link, ...]
    again: str
    readings: tuple[Reading, ...]
    ratios: tuple[float, ...]
    plots: tuple[Mapping[str, Any], ...]

    @property
    def first_broken(self) -> Line | None:
        """The first line found broken, in the order of the derivations."""
        return next((x for d in self.derivations for x in d.lines if x.first_broken), None)


@dataclass(frozen=True)
class Paper:
    """A paper of the run: its key, its title and authors where the document has them."""

    key: str
    title: str
    authors: str
    version: str
    url: str


@dataclass(frozen=True)
class Document:
    """A whole run."""

    papers: tuple[Paper, ...]
    claims: tuple[Claim, ...]
    counts: tuple[tuple[str, int], ...]
    environment: tuple[tuple[str, str], ...]
    command: str

    @property
    def title(self) -> str:
        """The heading of the report."""
        keys = ", ".join(paper.key for paper in self.papers)
        return f"Which claims of {keys} hold in practice" if keys else "No claims were checked"


def read_run(run: Mapping[str, Any]) -> Document:
    """Read a run document.

    Args:
        run: a document of schema "provcheck.run/1"; keys that are absent are left out of the
            report.

    Raises:
        OutputError: the schema is another one, or `results` is not a list.
    """
    results = run.get("results")
    if run.get("schema") != SCHEMA or not isinstance(results, list):
        raise OutputError(
            f"report: asked to lay out a run document, met schema {run.get('schema')!r} with "
            f"results of type {type(results).__name__}; expected '{SCHEMA}' with a list. Write "
            f"the document again with this version of provcheck."
        )
    run = _printable(run)
    results = run["results"]
    links = _links(results)
    claims = tuple(_claim(result, links) for result in results)
    counted = Counter(claim.verdict for claim in claims)
    order = [*VERDICTS, *sorted(set(counted) - set(VERDICTS))]
    return Document(
        papers=_papers(run, claims),
        claims=claims,
        counts=tuple((verdict, counted[verdict]) for verdict in order if counted[verdict]),
        environment=_environment(run),
        command=_text(run.get("command")),
    )


def is_certain(witness: Witness | None) -> bool:
    """Whether the enclosures of a witness are apart or one point, which is what certifies it."""
    return witness is not None and witness.sign != ""


def _links(results: Sequence[Mapping[str, Any]]) -> dict[str, Link]:
    links: dict[str, Link] = {}
    taken: set[str] = set()
    for position, result in enumerate(results):
        name = _text(result.get("claim"))
        anchor = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-") or "claim"
        if anchor in taken:
            anchor = f"{anchor}-{position}"
        taken.add(anchor)
        links[name] = Link(name, anchor, _text(result.get("verdict")), _short(name))
    return links


def _claim(result: Mapping[str, Any], links: Mapping[str, Link]) -> Claim:
    name = _text(result.get("claim"))
    verdict, expected = _text(result.get("verdict")), _text(result.get("expected"))
    amends = _text(result.get("amends"))
    measurement = result.get("measurement") or {}
    statement, latex = _text(result.get("statement")), _text(result.get("statement_latex"))
    sentence = statement if result.get("kind") == "experiment" else ""
    return Claim(
        name=name,
        short=_short(name),
        paper=name.partition("/")[0],
        anchor=links[name].anchor,
        title=_text(result.get("title")),
        source=_text(result.get("source")),
        kind=_text(result.get("kind")),
        sentence=sentence,
        statement="" if sentence else statement,
        latex="" if sentence else latex,
        hypotheses=tuple(_text(x) for x in result.get("hypotheses") or ()),
        domain=_text(result.get("domain")),
        notation=tuple(_text(x) for x in result.get("notation") or ()),
        reading=_text(result.get("reading")),
        quote=_text(result.get("quote")),
        not_checked=_text(result.get("not_checked")),
        verdict=verdict,
        meaning=VERDICTS.get(verdict, UNKNOWN),
        expected=expected,
        as_expected=verdict in ((expected,) if expected else HOLDING),
        reason=_text(result.get("reason")),
        ratio=ratio_text(result.get("worst_ratio")),
        searched="" if measurement else _count(result.get("searched")),
        seconds=_seconds(result.get("seconds")),
        witness=_witness(result.get("witness")),
        derivations=_derivations(result.get("lines") or ()),
        trust=tuple(_text(x) for x in result.get("trust") or ()),
        amends=_link(amends, links) if amends else None,
        amended_by=tuple(_link(_text(x), links) for x in result.get("amended_by") or ()),
        again=_text(measurement.get("command")),
        readings=tuple(_reading(x) for x in result.get("readings") or ()),
        ratios=tuple(x for x in result.get("ratios") or () if isinstance(x, int | float)),
        plots=tuple(result.get("plots") or ()),
    )


def _reading(data: Mapping[str, Any]) -> Reading:
    outcome = _text(data.get("outcome"))
    status, symbol = OUTCOMES.get(outcome, ("gap", "?"))
    return Reading(_text(data.get("name")), outcome, status, symbol, _text(data.get("summary")))


def _link(name: str, links: Mapping[str, Link]) -> Link:
    return links.get(name) or Link(name, "", "", _short(name))


def _short(name: str) -> str:
    return name.partition("/")[2] or name


def _witness(data: Any) -> Witness | None:
    if not isinstance(data, Mapping):
        return None
    lhs, rhs, sign = enclosure_pair(data.get("lhs"), data.get("rhs"))
    words = net_words(data)
    return Witness(
        setting=words.net if words else setting_text(data.get("setting")),
        net=_facts(words.lines) if words else (),
        lhs=lhs,
        rhs=rhs,
        sign=sign,
        relation=_text(data.get("relation")),
        line=_text(data.get("line")),
        command=_text(data.get("command")),
    )


def _facts(lines: Sequence[NetLine]) -> tuple[NetFact, ...]:
    """The lines by their labels; one without a label continues the last."""
    groups: list[tuple[str, list[NetLine]]] = []
    for line in lines:
        if line.label or not groups:
            groups.append((line.label, []))
        groups[-1][1].append(line)
    return tuple(NetFact(label, tuple(group)) for label, group in groups)


def _derivations(lines: Sequence[Mapping[str, Any]]) -> tuple[Derivation, ...]:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for line in lines:
        groups.setdefault(_text(line.get("derivation")), []).append(line)
    return tuple(_derivation(name, group) for name, group in groups.items())


def _derivation(name: str, lines: Sequence[Mapping[str, Any]]) -> Derivation:
    broken = [n for n, line in enumerate(lines) if line.get("status") == "broken"]
    first = broken[0] if broken else -1
    views = tuple(_line(line, first_broken=n == first) for n, line in enumerate(lines))
    as_printed = all(bool(line.get("as_printed", True)) for line in lines)
    return Derivation(name, views, as_printed)


def _line(line: Mapping[str, Any], *, first_broken: bool) -> Line:
    status = _text(line.get("status")) or "gap"
    return Line(
        id=_text(line.get("id")),
        relation=_text(line.get("relation")),
        latex=_text(line.get("latex")),
        status=status,
        symbol=STATUS_SYMBOLS.get(status, "?"),
        by=_text(line.get("by")),
        reason=_text(line.get("reason")),
        note=_text(line.get("note")),
        how=_text(line.get("how")),
        printed=bool(line.get("printed", True)),
        first_broken=first_broken,
        witness=_witness(line.get("witness")),
    )


def _papers(run: Mapping[str, Any], claims: Sequence[Claim]) -> tuple[Paper, ...]:
    known = run.get("papers") or {}
    papers = []
    for key in dict.fromkeys(claim.paper for claim in claims):
        facts = known.get(key) or {}
        authors = facts.get("authors") or ""
        papers.append(
            Paper(
                key=key,
                title=_text(facts.get("title")),
                authors=authors if isinstance(authors, str) else ", ".join(map(str, authors)),
                version=_text(facts.get("version")),
                url=_web_address(_text(facts.get("url"))),
            )
        )
    return tuple(papers)


def _environment(run: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    facts = run.get("environment") or {}
    rows = [(key, _flat(value)) for key, value in facts.items()]
    rows += [(key, _text(run.get(key))) for key in ("seed", "budget")]
    return tuple((key, value) for key, value in rows if value)


def _flat(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_text(number)}" for name, number in value.items())
    return _text(value)


def _web_address(url: str) -> str:
    return url if re.match(r"https?://", url) else ""  # never javascript: or data:


def _count(number: Any) -> str:
    """A count with thousands marked; none at all says nothing."""
    return f"{number:,}" if isinstance(number, int) and number > 0 else ""


def _seconds(number: Any) -> str:
    return f"{number:.2g} s" if isinstance(number, int | float) else ""


def _text(value: Any) -> str:
    return "" if value is None else str(value)


_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def _printable(value: Any) -> Any:
    """JSON data without the control characters that XML and typst refuse."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, Mapping):
        return {_printable(key): _printable(entry) for key, entry in value.items()}
    return [_printable(entry) for entry in value] if isinstance(value, list | tuple) else value
