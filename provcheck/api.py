"""The command line as functions for scripts and notebooks: `provcheck.verify`, `provcheck.check`.

An answer has the fields of a result in the JSON document as attributes, prints like the terminal,
and shows itself in a notebook with its formula, witness, lines and plots.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from provcheck.errors import UsageError
from provcheck.verdict import Result

__all__ = ["Answer", "Answers", "check", "verify"]

_WIDTH = 80


@dataclass(frozen=True, repr=False)
class Answer:
    """The result for one claim; its attributes are the fields of the JSON document.

    `claim`, `title`, `verdict`, `reason`, `witness`, `lines`, `trust`, `worst_ratio`, `statement`,
    `statement_latex`, … ; `dir()` lists them.
    """

    result: Result

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name == "result":
            raise AttributeError(name)  # asked for before there is a result, as by copy
        if name in self.result.details:
            return self.result.details[name]
        return getattr(self.result, name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.result.to_json(), "as_expected"})

    def to_json(self) -> dict[str, Any]:
        """The result as it stands in a run document."""
        return self.result.to_json()

    def __repr__(self) -> str:
        return _blocks([self.result])

    def _repr_html_(self) -> str:
        from provcheck.report.notebook import claims_html

        return claims_html([self.to_json()])

    def _repr_latex_(self) -> str | None:
        from provcheck.report.notebook import claim_latex

        return claim_latex(self.to_json()) or None


@dataclass(frozen=True, repr=False)
class Answers(Sequence[Answer]):
    """Answers in the order of the claims; `answers["lemma3_1/poincare"]` is one of them by name."""

    results: tuple[Result, ...]

    def __len__(self) -> int:
        return len(self.results)

    def __iter__(self) -> Iterator[Answer]:
        return map(Answer, self.results)

    def __getitem__(self, which: Any) -> Any:
        """By position, by slice, or by whole parts of the claim's name.

        Raises:
            SelectorError: the name means none of the claims, or several.
        """
        if isinstance(which, slice):
            return Answers(self.results[which])
        if isinstance(which, str):
            return Answer(self._named(which))
        return Answer(self.results[which])

    def _named(self, selector: str) -> Result:
        from provcheck.errors import SelectorError
        from provcheck.library import close_names, select

        known = tuple(result.claim for result in self.results)
        try:
            names = select(known, [selector])
        except SelectorError as error:
            if "ambiguous" in str(error):
                raise
            raise SelectorError(
                f"'{selector}' is none of these {len(known)} answers. "
                f"{close_names(selector, known)}They are: {', '.join(known)}."
            ) from error
        exact = [name for name in names if name == selector]
        if len(exact or names) != 1:
            raise SelectorError(f"'{selector}' means several: {', '.join(names)}; name one.")
        return next(result for result in self.results if result.claim == (exact or names)[0])

    @property
    def as_expected(self) -> bool:
        """Every verdict is the recorded one, or a good one where none is recorded."""
        return all(result.as_expected for result in self.results)

    def __repr__(self) -> str:
        return _blocks(self.results)

    def _repr_html_(self) -> str:
        from provcheck.report.notebook import claims_html

        return claims_html([result.to_json() for result in self.results])


def verify(
    *selectors: str | PathLike,
    budget: str | float = "standard",
    seed: int = 0,
    packs: Iterable[str | PathLike] = (),
    jobs: int = 1,
    fresh: bool = False,
) -> Answers:
    """Decide claims, as `provcheck verify` does; results are kept and found again.

    Args:
        selectors: names of claims or whole parts of them, or paths of packs; none for all.
        budget: "quick", "standard", "deep" or seconds, for each claim.
        seed: >= 0.
        packs: paths of further packs.
        jobs: >= 1 processes; with more than one, a script needs `if __name__ == "__main__":`.
        fresh: compute anew what is already stored.

    Raises:
        UsageError: a selector, pack, budget or seed is none; the message says what to do.
    """
    from provcheck.library import select_in_reach
    from provcheck.runner import run
    from provcheck.store import Store

    _require_counts(seed=(seed, 0), jobs=(jobs, 1))
    library, names = select_in_reach([Path(pack) for pack in packs], [*map(str, selectors)])
    store = Store()
    options = {"budget": str(budget), "seed": seed, "jobs": jobs, "store": store, "fresh": fresh}
    return Answers(tuple(run(library, names, **options)))


def check(
    formula: str,
    ranges: str | Iterable[str] | Mapping[Any, str] = (),
    *,
    given: str | Iterable[str] = (),
    latex: bool = False,
    budget: str | float = "standard",
    seed: int = 0,
) -> Answer | Answers:
    """Decide a formula, as `provcheck check` does: `check("x*(1 - x) <= 1/4", "x in [0, 1]")`.

    Args:
        formula: comparisons joined by `and` or commas.
        ranges: such as "x in [0, 1), y > 0", or several of them; or {"x": "[0, 1)"}.
        given: conditions, such as "y >= x**2".
        latex: the formula is LaTeX.
        budget: "quick", "standard", "deep" or seconds.
        seed: >= 0.

    Returns:
        One answer; for a formula that says several things, one for each.

    Raises:
        FormulaError: the formula cannot be read; the message shows the place.
        UsageError: the budget or the seed is none, or what should be text is something else.
    """
    from provcheck.checking import Question, ask
    from provcheck.engines.budget import Budget
    from provcheck.formula import parse_formula

    _require_counts(seed=(seed, 0))
    allowed = Budget.parse(str(budget))
    _required_text("the formula", formula)
    beside = _texts("a range", ranges), _texts("a condition", given)
    read = parse_formula(formula, ranges=beside[0], given=beside[1], latex=latex)
    results = ask(Question(read, *beside, latex), allowed, seed).results
    return Answer(results[0]) if len(results) == 1 else Answers(results)


def _texts(what: str, given: str | Iterable[str] | Mapping[Any, str]) -> tuple[str, ...]:
    """Several texts: of one, of many, or of ranges by their variables, as scalar_claim takes them.

    Raises:
        UsageError: something else stands among them.
    """
    if isinstance(given, Mapping):
        given = [f"{name} in {_required_text(what, text)}" for name, text in given.items()]
    elif isinstance(given, str) or not isinstance(given, Iterable):
        given = [given]
    return tuple(_required_text(what, text) for text in given)


def _required_text(what: str, text: Any) -> str:
    if not isinstance(text, str):
        raise UsageError(
            f"check: {what} is {text!r:.80} of type {type(text).__name__}; expected text, such as "
            'check("exp(x) >= 1 + x", "x in [0, 1]"). A comparison in SymPy is decided by '
            "provcheck.scalar_claim in a pack."
        )
    return text


def _require_counts(**numbers: tuple[Any, int]) -> None:
    for name, (number, least) in numbers.items():
        if not isinstance(number, int) or isinstance(number, bool) or number < least:
            raise UsageError(f"{name} is {number!r}; expected a whole number >= {least}.")


def _blocks(results: Iterable[Result]) -> str:
    """Results as the terminal prints them, without colours."""
    from rich.console import Console

    from provcheck.terminal import counts_line, print_block

    out, shown = io.StringIO(), list(results)
    plain = {"color_system": None, "highlight": False, "soft_wrap": True, "force_jupyter": False}
    console = Console(file=out, width=_WIDTH, **plain)  # a notebook has cards of its own
    verdicts: Mapping[str, str] = {result.claim: str(result.verdict) for result in shown}
    for result in shown:
        print_block(console, result, verdicts)
    tail = counts_line(shown) if len(shown) != 1 else ""
    return (out.getvalue() + tail).rstrip()
