"""The command line: arguments in, calls out; terminal.py and its like lay out what is shown."""

import shlex
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from provcheck import __version__
from provcheck.errors import ProvcheckError, UsageError
from provcheck.folding import say, say_error
from provcheck.output import json_text, write_json, write_report, write_text, write_witnesses
from provcheck.watched_run import document_of, run_watched

if TYPE_CHECKING:
    from provcheck.library import Library
    from provcheck.verdict import Result

AS_EXPECTED, UNEXPECTED, USAGE, ALARM, INTERRUPTED = 0, 1, 2, 3, 130


def main() -> None:
    """Entry point of the console script; ends the process with the exit code of DESIGN.md."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # an ASCII terminal shows ? for ‖ and goes on
    sys.exit(run_command(sys.argv[1:]))


def run_command(arguments: list[str]) -> int:
    """Carry out one command line and return its exit code; errors become messages."""
    try:
        code = commands.main(arguments, prog_name="provcheck", standalone_mode=False)
        return code if isinstance(code, int) else AS_EXPECTED
    except click.ClickException as error:
        error.show()
        return USAGE
    except UsageError as error:
        say_error(str(error))
        return USAGE
    except ProvcheckError as error:
        say_error(f"{type(error).__name__}: {error}")
        return ALARM
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        sys.stdout = None  # the reader has gone; nothing is left to say
        return AS_EXPECTED
    except Exception:
        traceback.print_exc()
        click.echo("provcheck: this is a fault of provcheck itself; please report it.", err=True)
        return ALARM


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="provcheck")
def commands() -> None:
    """Decides what a paper's theorems are worth, with evidence that you can replay.

    A SELECTOR is a claim's full name, or whole parts of it between slashes: lemma3_1,
    definition2/tanh; or the path of a pack of your own: my_lemma.py, a folder with a paper.toml.
    Exit codes: 0 every verdict is as expected, 1 some verdict is not, 2 wrong usage, 3 provcheck
    contradicts itself or failed.
    """


def _with_packs(command: Callable) -> Callable:
    return click.option(
        "--pack",
        "packs",
        multiple=True,
        type=click.Path(path_type=Path),
        help="A pack of your own: a folder with a paper.toml, or a .py file. May be repeated.",
    )(command)


_SEED = click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0))


def _with_run(command: Callable) -> Callable:
    """Options of the commands that verify."""
    options = (
        click.option(
            "--budget",
            default="standard",
            show_default=True,
            metavar="quick|standard|deep|SECONDS",
            help="Work allowed for each claim.",
        ),
        _SEED,
        click.option(
            "--jobs",
            type=click.IntRange(min=1),
            help="Processes; results do not depend on it. Default: all cores.",
        ),
        click.option("--fresh", is_flag=True, help="Compute anew what is already stored."),
    )
    for option in reversed(options):
        command = option(command)
    return _with_packs(command)


@commands.command()
@click.argument("selectors", nargs=-1, metavar="[SELECTOR]...")
@_with_run
@click.option("--json", "json_file", metavar="FILE|-", help="Write the run as one JSON document.")
@click.option(
    "--witnesses",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write each certified counterexample as a file for `provcheck replay`.",
)
def verify(selectors, packs, budget, seed, jobs, fresh, json_file, witnesses) -> int:
    """Decide the selected claims; without a selector those of your own packs, or all."""
    from provcheck import terminal

    started = time.monotonic()
    library, names = _library(packs, selectors)
    results, amendments, stored = run_watched(library, names, budget, seed, jobs, fresh)
    if json_file:
        write_json(document_of(library, results, budget, seed, packs, selectors), json_file)
    if witnesses:
        write_witnesses(results, witnesses)
    if json_file != "-":
        out = terminal.console()
        for result in results:
            terminal.print_block(out, result, amendments)
            out.print()
        terminal.print_summary(out, results, time.monotonic() - started, stored=stored)
    return max(_code(results), _report_broken_packs(library, selectors))


def _code(results: "list[Result]") -> int:
    from provcheck.verdict import ALARMS

    if any(result.verdict in ALARMS for result in results):
        return ALARM
    return AS_EXPECTED if all(result.as_expected for result in results) else UNEXPECTED


def _library(packs: tuple[Path, ...], selectors: tuple[str, ...]) -> "tuple[Library, tuple]":
    from provcheck.library import select_in_reach

    return select_in_reach(packs, selectors)


def _report_broken_packs(library: "Library", selectors: tuple[str, ...]) -> int:
    """Name the packs that could not be loaded; they count as an error if all were asked for."""
    for error in library.errors.values():
        say_error(str(error))
    return USAGE if library.errors and not selectors else AS_EXPECTED


@commands.command("list")
@click.argument("selectors", nargs=-1, metavar="[SELECTOR]...")
@_with_packs
def list_claims(selectors, packs) -> int:
    """List claims with their titles."""
    library, names = _library(packs, selectors)
    for pack in library.packs:
        inside = [name for name in names if name.split("/", 1)[0] == pack.name]
        if not inside:
            continue
        say(f"{pack.name}  {pack.title}", rest="  ")
        for name in inside:
            entry = library.entries[name]
            recorded = f"  [recorded: {entry.expected}]" if entry.expected else ""
            say(name.split("/", 1)[1] + recorded, first="  ", rest="    ")
            say(entry.title, first=" " * 6, rest=" " * 6)
    return _report_broken_packs(library, selectors)


@commands.command()
@click.argument("claim")
@click.option("--trust", is_flag=True, help="Also list what the verdict rests on.")
@_with_packs
def show(claim, trust, packs) -> int:
    """Show one claim: statement, reading, hypotheses, derivation and verdict."""
    from provcheck import terminal
    from provcheck.cards import card_of, keep_card, kept_card
    from provcheck.latest import content_keys, stored_result
    from provcheck.library import select_one
    from provcheck.store import Store

    library, name = select_one(packs, claim)
    content = content_keys(library, [name])[name]
    card = kept_card(name, content)
    if card is None:
        card = card_of(library.claim(name))
        keep_card(card, content)
    terminal.print_claim(
        terminal.console(),
        card,
        stored_result(library, Store(), name, content),
        with_trust=trust,
        option=library.option(name),
    )
    return AS_EXPECTED


@commands.command()
@click.argument("witness", metavar="WITNESS.json|CLAIM")
@click.option("--line", metavar="ID", help="The counterexample to this line of its derivation.")
@_with_packs
def replay(witness, line, packs) -> int:
    """Certify a saved counterexample again, from its setting alone."""
    from provcheck.replay_words import chosen_witness, replayed

    library, data = chosen_witness(packs, witness, line)
    return AS_EXPECTED if replayed(library, data) else UNEXPECTED


@commands.command()
@click.argument("selectors", nargs=-1, metavar="[SELECTOR]...")
@_with_packs
def recheck(selectors, packs) -> int:
    """Check the evidence of stored results again, in a fresh process."""
    from provcheck import runner, terminal
    from provcheck.latest import latest_result
    from provcheck.store import Store

    library, names = _library(packs, selectors)
    store = Store()
    stored = [latest_result(library, store, name) for name in names]
    results = [result for result in stored if result is not None and result.can_be_rechecked]
    if not results:
        raise UsageError(
            f"recheck: none of {len(names)} claims has a stored proof or counterexample; run "
            "`provcheck verify` with the same selectors first."
        )
    faults = runner.recheck_apart(library, results)
    terminal.print_rechecks(terminal.console(), results, faults)
    return ALARM if any(faults) else AS_EXPECTED


@commands.command()
@click.argument("selectors", nargs=-1, metavar="[SELECTOR]...")
@_with_run
@click.option("--html", type=click.Path(path_type=Path), metavar="DIR", help="Folder to write.")
@click.option("--pdf", type=click.Path(path_type=Path), metavar="FILE", help="File to write.")
@click.option(
    "--errata", type=click.Path(path_type=Path), metavar="FILE", help="Errata as Markdown."
)
def report(selectors, packs, budget, seed, jobs, fresh, html, pdf, errata) -> int:
    """Write a report from stored results; verifies what is missing."""
    if html is None and pdf is None and errata is None:
        raise UsageError(
            "report: nowhere to write; give --html DIR, --pdf FILE, --errata FILE, or several."
        )
    library, names = _library(packs, selectors)
    results, *_ = run_watched(library, names, budget, seed, jobs, fresh)
    document = document_of(library, results, budget, seed, packs, selectors)
    from provcheck.report import write_errata, write_html, write_pdf

    for write, target in ((write_html, html), (write_pdf, pdf), (write_errata, errata)):
        if target is not None:
            write_report(write, document, target)
            click.echo(f"written: {target}")
    return max(_code(results), _report_broken_packs(library, selectors))


@commands.command()
@click.argument("paper")
@click.option("--data", required=True, type=click.Path(path_type=Path), help=".csv, .npz, .parquet")
@click.option("--target", metavar="COLUMN", help="The column with the labels.")
@click.option("--drop", multiple=True, metavar="COLUMN", help="Leave out. May be repeated.")
@click.option(
    "--standardise", is_flag=True, help="Scale columns and target to mean 0, deviation 1."
)
@click.option("--activation", required=True, metavar="NAME", help="sigmoid, tanh, softplus, …")
@click.option("--width", metavar="N", help="Number of gates.")
@click.option("--outer-norm", metavar="NUMBER", help="‖a‖ of equal outer weights; 1 if not given.")
@click.option("--outer", metavar="LIST|FILE", help="The outer weights themselves: 0.5,-0.25,…")
@click.option(
    "--lam", default="0.13", show_default=True, metavar="NUMBER", help="Regularization λ."
)
@click.option("--beta", default="1", show_default=True, metavar="NUMBER", help="Steepness of σ.")
@click.option("--step", metavar="NUMBER", help="A step size of your own, to be judged as well.")
@_SEED
@click.option("--json", "json_file", metavar="FILE|-", help="Write the numbers as JSON.")
@_with_packs
def constants(
    paper, data, target, drop, standardise, activation, width, outer_norm, outer, lam, beta, step,
    seed, json_file, packs,
) -> int:  # fmt: skip
    """What the theorems of PAPER give for your own data and net, and which of them bind."""
    from provcheck import terminal
    from provcheck.constants import Request, document, net_shape, positive
    from provcheck.constants_words import print_findings
    from provcheck.packs import load_constants, pack_with_constants
    from provcheck.tabular import read_table, standardised

    pack = pack_with_constants(paper, packs)
    gates, norm, weights = net_shape(width, outer_norm, outer)
    numbers = positive("--lam", lam), positive("--beta", beta)
    own_step = positive("--step", step) if step is not None else None
    table = read_table(data, target, drop=drop)
    table = standardised(table) if standardise else table
    request = Request(table, activation, gates, norm, weights, *numbers, own_step, seed)
    progress = terminal.console(stderr=True)
    waiting = "searching for the largest curvature of the loss"
    with progress.status(waiting) if progress.is_terminal else nullcontext():
        findings = load_constants(pack)(request)
    if json_file:
        write_text(json_text(document(pack.name, request, findings)), json_file)
    if json_file != "-":
        print_findings(terminal.console(), pack.name, pack.title, findings)
    return AS_EXPECTED


@commands.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]}
)
@click.argument("formula", required=False)
@click.option("--for", "ranges", multiple=True, metavar="RANGE", help="'x in [0, 1), y > 0'.")
@click.option("--given", multiple=True, metavar="COND", help="'y >= x**2'. May be repeated.")
@click.option("--latex", is_flag=True, help="The formula is LaTeX.")
@click.option("--sharpen", is_flag=True, help="Also look for the best constant.")
@click.option("--file", type=click.Path(path_type=Path), metavar="FILE", help="One formula a line.")
@click.option(
    "--budget",
    "--seconds",
    "budget",
    default="standard",
    show_default=True,
    metavar="quick|standard|deep|SECONDS",
    help="Time allowed for each formula.",
)
@_SEED
@click.option("--json", "json_file", metavar="FILE|-", help="Write the run as one JSON document.")
def check(formula, ranges, given, latex, sharpen, file, budget, seed, json_file) -> int:
    """Decide one inequality or equality: PROVED, REFUTED by a certified point, or OPEN.

    FORMULA is a comparison such as 'x*(1 - x) <= 1/4'. Exit codes: 0 proved, 1 refuted or open, 2
    wrong usage, 3 provcheck failed.
    """
    from provcheck.check_words import questions, run
    from provcheck.checking import document, exit_code

    asked, again = questions(formula, ranges, given, latex, file)
    answered = run(asked, budget, seed, sharpen=sharpen, quiet=json_file == "-")
    if json_file:
        again += f"{' --sharpen' * sharpen} --budget {budget} --seed {seed}"
        write_json(document(answered, budget=budget, seed=seed, command=again), json_file)
    return exit_code(answered)


@commands.command()
@click.argument("name")
@click.option(
    "--at",
    "place",
    default=".",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder to write it in; the current one if not given.",
)
def new(name, place) -> int:
    """Write a small pack that passes, to start a paper of your own from.

    NAME is a Python name, for a paper its first author and year: surname2024.
    """
    from provcheck.new import new_pack

    files = new_pack(name, place)
    for file in files:
        click.echo(f"written: {file}")
    folder = shlex.quote(str(files[0].parent))
    click.echo(f"\nNow run:  provcheck verify {folder}\nand test:  pytest {folder}")
    return AS_EXPECTED


@commands.command()
@click.argument("workloads", nargs=-1, metavar="[WORKLOAD]...")
@click.option("--threads", default="1,2", show_default=True, metavar="LIST")
@click.option("--quick", is_flag=True, help="Fewer rounds; the spread rests on few samples.")
@click.option("--growth", is_flag=True, help="Also time and memory against size.")
@click.option("--json", "json_file", metavar="FILE|-", help="Write the figures as JSON.")
@click.option("--html", type=click.Path(path_type=Path), metavar="DIR", help="Folder of the page.")
def bench(workloads, threads, quick, growth, json_file, html) -> int:
    """Time provcheck beside its peers, on this machine and in one run.

    WORKLOAD is A to J or H2; all if none is given. Exit codes: 0 every ratio is at its
    gate or above, 1 some ratio is below, 2 wrong usage, 3 two forms disagree, or provcheck failed.
    """
    from provcheck import terminal
    from provcheck.benchmarks import run, table

    words = ["provcheck bench", *workloads, f"--threads {threads}"]
    words += ["--quick"] * quick + ["--growth"] * growth
    numbers = run.parse_threads(threads)
    request = run.Request(workloads, numbers, quick, growth, " ".join(words))
    progress = terminal.console(stderr=True)
    shown = progress.status("measuring") if progress.is_terminal else nullcontext()
    with shown:
        say = (lambda text: shown.update(f"measuring {text}")) if progress.is_terminal else None
        document = run.run(request, say or (lambda text: None))
    run.validate(document)
    if json_file:
        write_text(json_text(document), json_file)
    if json_file != "-":
        for line in table.lines(document, terminal.console().width):
            click.echo(line)
    if html is not None:
        from provcheck.report import write_benchmarks

        page = write_benchmarks(document, html)
        click.echo(f"written: {page}", err=json_file == "-")
    return table.exit_code(document) if document["complete"] else INTERRUPTED


@commands.command()
@click.argument("functions", nargs=-1, metavar="[FUNCTION]...")
def warm(functions) -> int:
    """Compile all compiled functions now, for images and test machines.

    FUNCTION is a module or one of its functions: depth2, ensemble/minibatch_sgd. They are kept in
    the folder of NUMBA_CACHE_DIR, or in the cache directory (PROVCHECK_CACHE).
    """
    from provcheck import compiling

    return ALARM if compiling.warm(functions) else AS_EXPECTED


@commands.command()
@_with_packs
def doctor(packs) -> int:
    """Check this installation: versions, compiled code, cache and packs."""
    from provcheck.doctor import examine_installation

    findings = examine_installation(packs)
    for finding in findings:
        click.echo(f"{'ok  ' if finding.is_fine else 'FAIL'}  {finding.subject:<14} {finding.text}")
    return AS_EXPECTED if all(finding.is_fine for finding in findings) else ALARM
