"""Packs as test items: what is worse than declared is red, with its witness and no traceback."""

import shutil
import subprocess
import sys
from xml.etree import ElementTree

import pytest

import provcheck
from provcheck.pytest_plugin import is_as_declared
from provcheck.verdict import Result, Verdict
from tests.conftest import PACKS, PLUGIN, ROOT

pytest_plugins = "pytester"

QUICK = "--provcheck-budget=quick"

ONE = """
import sympy
from provcheck import scalar_claim

x = sympy.Symbol("x")
CLAIMS = (
    scalar_claim("{name}/bound", {relation}, {{x: "[0, oo)"}}, expected="{expected}"),
)
"""
TRUE, FALSE = "sympy.tanh(x) <= x", "x <= 2 * sympy.tanh(x)"


@pytest.fixture(scope="module", autouse=True)
def imported(tmp_path_factory):
    """What deciding these claims imports: a run of pytest inside this one forgets its modules,
    and NumPy cannot be imported twice in one process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROVCHECK_CACHE", str(tmp_path_factory.mktemp("imported")))
        provcheck.verify(PACKS / "sums2024", budget="quick")
        for formula in ("tanh(x) <= x", "x <= 2*tanh(x)"):
            provcheck.check(formula, "x in [0, oo)", budget="quick")


@pytest.fixture(autouse=True)
def own_settings(pytester):
    """Whatever pyproject.toml stands above the temporary folder says nothing here."""
    pytester.makeini("[pytest]")


@pytest.fixture
def run(pytester):
    return lambda *arguments: pytester.runpytest_inprocess(*PLUGIN, *arguments, QUICK)


@pytest.fixture
def write(pytester):
    def written(name, relation, expected=""):
        text = ONE.format(name=name, relation=relation, expected=expected)
        return pytester.makepyfile(**{name: text})

    return written


# ---------------------------------------------------------------- verdicts


def test_a_false_claim_is_red_with_its_witness_and_no_traceback(run, write):
    outcome = run(write("false2024", FALSE))
    outcome.assert_outcomes(failed=1)
    outcome.stdout.re_match_lines([r"REFUTED at x=\S+ : .*, declared PROVED or SUPPORTED"])
    outcome.stdout.fnmatch_lines(["*witness: x=*", "*reason: a counterexample is certified*"])
    outcome.stdout.no_fnmatch_line("*Traceback*")
    outcome.stdout.no_fnmatch_line("*pytest_plugin.py*")
    assert outcome.ret == 1


def test_a_true_claim_is_green(run, write):
    run(write("true2024", TRUE)).assert_outcomes(passed=1)


def test_a_recorded_erratum_is_green_and_turns_red_when_it_is_true(run, write):
    run(write("erratum2024", FALSE, "REFUTED")).assert_outcomes(passed=1)
    outcome = run(write("mended2024", TRUE, "REFUTED"))
    outcome.assert_outcomes(failed=1)
    outcome.stdout.re_match_lines([r"(SUPPORTED|PROVED), declared REFUTED"])


@pytest.mark.parametrize(
    ("declared", "verdict", "passes"),
    [
        ("", "PROVED", True),
        ("", "SUPPORTED", True),
        ("", "OPEN", False),
        ("", "DOUBTED", False),
        ("", "ERROR", False),
        ("PROVED", "SUPPORTED", False),
        ("PROVED", "INCONSISTENT", False),
        ("SUPPORTED", "PROVED", True),
        ("SUPPORTED", "OPEN", False),
        ("OPEN", "OPEN", True),
        ("OPEN", "PROVED", True),
        ("OPEN", "REFUTED", False),
        ("OPEN", "DOUBTED", False),
        ("REFUTED", "REFUTED", True),
        ("REFUTED", "DOUBTED", False),
        ("REFUTED", "OPEN", False),
        ("REFUTED", "PROVED", False),
        ("DOUBTED", "SUPPORTED", False),
    ],
)
def test_what_is_worse_than_declared_fails(declared, verdict, passes):
    result = Result("a/b", "", "", Verdict(verdict), expected=declared)
    assert is_as_declared(result) == passes


# ---------------------------------------------------------------- what is collected


def test_a_folder_with_a_paper_toml_is_a_pack_item_by_item(run, pytester):
    shutil.copytree(PACKS / "sums2024", "sums2024")
    outcome = run("-v", "sums2024")
    outcome.assert_outcomes(passed=2)
    outcome.stdout.fnmatch_lines(["sums2024/theorem1.py::theorem1/square PASSED*"])
    run("sums2024/theorem1.py").assert_outcomes(passed=2)
    run("sums2024/theorem1.py::theorem1/square").assert_outcomes(passed=1)
    run("-k", "tripled").assert_outcomes(passed=1, deselected=1)
    run("-m", "not provcheck", "--strict-markers").assert_outcomes(deselected=2)


def test_tests_beside_the_claims_run_too_and_modules_are_no_tests(run, pytester):
    shutil.copytree(PACKS / "sums2024", "sums2024")
    (pytester.path / "sums2024" / "test_it.py").write_text("def test_it(): pass\n")
    (pytester.path / "sums2024" / "__init__.py").write_text("")
    run("sums2024").assert_outcomes(passed=3)


def test_a_file_with_claims_is_collected_only_if_it_is_given(run, write, pytester):
    file = write("false2024", FALSE)
    pytester.makepyfile(test_other="def test_it(): pass")
    run().assert_outcomes(passed=1)
    run(file, "test_other.py").assert_outcomes(passed=1, failed=1)


def test_the_tests_of_a_file_with_claims_are_kept(run, write):
    file = write("both2024", TRUE)
    file.write_text(file.read_text() + "\ndef test_it(): pass\n")
    run(file).assert_outcomes(passed=2)


def test_other_files_are_left_alone(run, pytester):
    file = pytester.makepyfile(helper="claims = 1\ndef test_it(): pass\n")
    run(file).assert_outcomes(passed=1)


# ---------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("CLAIMS = (1 / 0,)\n", "wrong2024.py, line 1: ZeroDivisionError: division by zero"),
        ("CLAIMS = 1\n", "expected a tuple of claims"),
    ],
)
def test_a_pack_that_raises_shows_its_own_line(run, pytester, text, said):
    outcome = run(pytester.makepyfile(wrong2024=text))
    outcome.assert_outcomes(errors=1)
    outcome.stdout.fnmatch_lines([f"*provcheck: *{said}*"])
    outcome.stdout.no_fnmatch_line("*Traceback*")


def test_a_pack_called_like_a_built_in_one_is_refused(run, write):
    outcome = run(write("gopalani2025", TRUE))
    outcome.assert_outcomes(errors=1)
    outcome.stdout.fnmatch_lines(["*the name 'gopalani2025' is taken by the pack at*"])


@pytest.mark.parametrize("option", ["--provcheck-budget=fast", "--provcheck-budget=-1"])
def test_a_budget_that_is_none_is_told(pytester, write, option):
    outcome = pytester.runpytest_inprocess(*PLUGIN, write("true2024", TRUE), option)
    outcome.assert_outcomes(errors=1)
    outcome.stdout.fnmatch_lines(["*none of quick, standard, deep*"])


def test_a_seed_that_is_none_is_told(pytester):
    outcome = pytester.runpytest_inprocess(*PLUGIN, "--provcheck-seed=-1")
    assert outcome.ret == pytest.ExitCode.USAGE_ERROR


# ---------------------------------------------------------------- beside other plugins


def test_junit_has_the_verdict_and_the_witness(run, write, pytester):
    run(write("false2024", FALSE), "--junitxml=out.xml")
    (case,) = ElementTree.parse(pytester.path / "out.xml").iter("testcase")
    properties = {p.get("name"): p.get("value") for p in case.iter("property")}
    assert (case.get("name"), properties["verdict"]) == ("bound", "REFUTED")
    assert "witness: x=" in case.find("failure").get("message")


@pytest.mark.slow
def test_it_works_with_xdist(pytester, write):
    shutil.copytree(PACKS / "sums2024", "sums2024")
    file = write("false2024", FALSE)
    outcome = pytester.runpytest_subprocess(*PLUGIN, "-n", "2", "sums2024", file, QUICK)
    outcome.assert_outcomes(passed=2, failed=1)
    outcome.stdout.fnmatch_lines(["*witness: x=*"])


def test_without_a_pack_nothing_of_provcheck_is_imported(tmp_path):
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_it.py").write_text(
        "import sys\n"
        "def test_it():\n"
        "    own = {n for n in sys.modules if n.startswith('provcheck')}\n"
        "    assert own == {'provcheck', 'provcheck.pytest_plugin'}\n"
        "    assert not {'sympy', 'numba', 'scipy', 'flint'} & set(sys.modules)\n"
    )
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        *PLUGIN,
        "-p",
        "no:cacheprovider",
        "test_it.py",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_our_own_packs_for_tests_are_not_collected_with_the_tests():
    """Everything but the packs is left out, so that collecting is quick."""
    others = [p for p in (ROOT / "tests").iterdir() if p.name not in ("packs", "test_store.py")]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *PLUGIN, "-p", "no:cacheprovider", "--collect-only"]
        + ["tests", *(f"--ignore={p}" for p in others if p.name != "conftest.py")],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert "tests/test_store.py" in done.stdout, done.stdout
    assert "sums2024" not in done.stdout


WITH_VARIANT = """
from provcheck import scalar_claim

CLAIMS = (
    scalar_claim(
        "{name}/bound", "x <= 1", "x in [0, 1]", false_variants={{"nudged": "x <= {end}"}}
    ),
)
"""


@pytest.mark.parametrize(("end", "passes"), [("2", False), ("99/100", True)])
def test_a_false_variant_that_is_true_is_red(run, pytester, end, passes):
    name = f"varied{end.partition('/')[0]}"
    file = pytester.makepyfile(**{name: WITH_VARIANT.format(name=name, end=end)})
    result = run(file)
    result.assert_outcomes(passed=passes, failed=not passes)
    if not passes:
        result.stdout.fnmatch_lines(["*the variant 'nudged' is true; expected one that fails*"])


def test_a_pack_that_calls_exit_is_an_error_of_collection(run, pytester):
    file = pytester.makepyfile(leaving="import sys\nCLAIMS = ()\nsys.exit(0)\n")
    result = run(file)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*leaving.py, line 3: SystemExit: 0 (`sys.exit(0)`)*"])
