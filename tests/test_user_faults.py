"""Faults of a user's pack never end in a good verdict, and name the user's own line."""

import subprocess
import sys
import time

import pytest

from provcheck.engines import time_limit

QUICK = ("--budget", "1", "--jobs", "1", "--fresh")
MODULE = """
import time

import numpy as np
from sympy import IndexedBase, Le, Sum, symbols
from provcheck.statement import Array, Claim, Kind, Quantity, Size, Source, Space, define

n = symbols("n", integer=True, positive=True)
i = symbols("i", integer=True)
x = IndexedBase("x", shape=(n,), real=True)
total = define("total", (), Sum(x[i], (i, 1, n)), "s(x)")()
square = define("square", (), Sum(x[i] ** 2, (i, 1, n)), "q(x)")()


def value(values):
    {body}


CLAIMS = (
    Claim(
        name="faulty/bound",
        title="a bound",
        source=Source("faulty", "Lemma 2"),
        kind=Kind.UPPER_BOUND,
        space=Space((Size(n), Array(x, (n,)))),
        relation=Le({relation}, evaluate=False),
        quantities=(
            Quantity("total", total, "s(x)", value),
            Quantity("square", square, "q(x)", lambda values: (values["x"] ** 2).sum()),
        ),
    ),
)
"""
CAUCHY = "total**2, n * square"
FALSE = "total**2, square / 4"


@pytest.fixture
def verified(tmp_path, monkeypatch, provcheck):
    """Verifies a pack of one claim whose first quantity has this body."""

    def run(body, relation=CAUCHY, *options):
        monkeypatch.chdir(tmp_path)
        (tmp_path / "faulty.py").write_text(MODULE.format(body=body, relation=relation))
        return provcheck("verify", "faulty.py", *QUICK, *options)

    return run


def test_the_claim_itself_is_supported(verified):
    found = verified('return values["x"].sum()')
    assert (found.code, found.out[:9]) == (0, "SUPPORTED"), found.out


@pytest.mark.parametrize("body", ["return np.nan", 'return values["x"].sum() * np.inf'])
@pytest.mark.parametrize("relation", [FALSE, CAUCHY])
def test_a_quantity_without_numbers_supports_nothing(verified, body, relation):
    found = verified(body, relation)
    assert (found.code, found.out[:5]) == (3, "ERROR"), found.out
    said = " ".join(found.out.split())
    assert "total is not its term at n=1, x=0: its function gives nan, its term 0" in said


def test_settings_without_numbers_are_counted(verified, provcheck):
    found = verified('return np.nan if abs(values["x"][0]) > 1e6 else values["x"].sum()')
    assert found.out.startswith("SUPPORTED"), found.out
    shown = " ".join(provcheck("show", "faulty.py").out.split())
    assert "of 100 settings gave numbers" in shown and " 0 of 100" not in shown


@pytest.mark.parametrize(
    ("body", "relation", "told"),
    [
        ('return values["x"].sum() + 1', CAUCHY, "total is not its term at n=1, x=0"),
        ('return values["x"].sum() * 0', FALSE, "total is not its term at n=1, x=1"),
        ('return values["x"].sum() * (1 + 1e-5)', CAUCHY, "total is not its term at n=1, x="),
    ],
)
def test_a_quantity_that_is_not_its_term_supports_nothing(verified, body, relation, told):
    found = verified(body, relation)
    assert (found.code, found.out[:5]) == (3, "ERROR"), found.out
    assert told in found.out


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("return None", "gave None"),
        ('return "a"', "gave str 'a'"),
        ('return np.append(values["x"], 1.0)', "gave an array of shape (2,)"),
        ("return 1j", "gave complex 1j"),
    ],
)
def test_a_quantity_of_a_wrong_type_is_named_with_its_line(verified, body, told):
    found = verified(body)
    said = " ".join(found.out.split())
    assert (found.code, found.out[:5]) == (3, "ERROR")
    assert f"the quantity 'total' {told}" in said and "faulty.py, line 15" in said
    assert "numeric.py" not in said


@pytest.mark.parametrize("jobs", ["1", pytest.param("2", marks=pytest.mark.slow)])
def test_exit_in_a_pack_is_wrong_usage(tmp_path, monkeypatch, provcheck, jobs):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "leaving.py").write_text("import sys\nsys.exit(0)\n")
    found = provcheck("verify", "leaving.py", "--jobs", jobs)
    assert found.code == 2
    assert "leaving.py, line 2: SystemExit: 0 (`sys.exit(0)`)" in found.said


def test_exit_in_a_quantity_is_an_error(verified):
    found = verified("raise SystemExit(0)")
    assert (found.code, found.out[:5]) == (3, "ERROR")
    assert "faulty.py, line 16" in " ".join(found.out.split())


def test_a_quantity_that_hangs_is_stopped_at_its_line(verified, monkeypatch):
    monkeypatch.setattr(time_limit, "TIMES", 0.5)
    monkeypatch.setattr(time_limit, "LEAST", 0.5)
    began = time.monotonic()
    found = verified("time.sleep(1000)")
    assert time.monotonic() - began < 60
    assert (found.code, found.out[:5]) == (3, "ERROR")
    said = " ".join(found.out.split())
    assert "stopped after" in said and "faulty.py, line 16: `time.sleep(1000)`" in said


def test_a_time_limit_leaves_no_alarm_behind():
    import signal

    with time_limit.time_limit(60), time_limit.time_limit(1e-3):
        time.sleep(0.01)  # the inner one keeps off: an alarm is set
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
    with pytest.raises(time_limit.OutOfTime), time_limit.time_limit(1e-3):
        time.sleep(10)
    assert signal.getsignal(signal.SIGALRM) is signal.SIG_DFL


@pytest.mark.parametrize("expected", ["FALSE", "proved", "ERROR"])
@pytest.mark.parametrize("form", ["scalar", "plain"])
def test_only_known_verdicts_can_be_recorded(tmp_path, monkeypatch, provcheck, form, expected):
    made = f'scalar_claim("recording/a", "x >= 0", "x in [0, 1]", expected="{expected}")'
    if form == "plain":
        made = f"replace({made.replace(expected, '')}, expected='{expected}')"
    monkeypatch.chdir(tmp_path)
    (tmp_path / "recording.py").write_text(
        f"from dataclasses import replace\nfrom provcheck import scalar_claim\nCLAIMS = ({made},)\n"
    )
    found = provcheck("list", "recording.py")
    assert found.code == 2
    assert f"expected='{expected}'" in found.said and "SUPPORTED, DOUBTED, OPEN" in found.said


MODULE_OF_ONE = """
from provcheck import scalar_claim

CLAIMS = (scalar_claim("mine/wrong", "x**2 >= x", "x in [0, 1]"{more}),)
"""


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """Writes the pack mine.py with one false claim; returns its path as a user types it."""

    def write(more=""):
        monkeypatch.chdir(tmp_path)
        (tmp_path / "mine.py").write_text(MODULE_OF_ONE.format(more=more))
        return "mine.py"

    return write


def test_the_printed_commands_work_for_a_pack_of_ones_own(mine, provcheck, tmp_path):
    pack = mine()
    assert "provcheck verify mine/wrong --pack mine.py" in provcheck("show", pack).out
    ran = provcheck("verify", pack, *QUICK, "--json", "-", "--witnesses", "kept")
    assert '"command": "provcheck replay mine/wrong --pack mine.py"' in ran.out
    shown = provcheck("show", pack).out
    command = next(line for line in shown.splitlines() if line.startswith("replay:"))
    assert provcheck(*command.split()[2:]).code == 0
    assert "provcheck replay mine/wrong --pack mine.py" in next(
        file.read_text() for file in (tmp_path / "kept").iterdir()
    )


def test_a_pack_that_has_moved_is_named_where_it_is_now(mine, provcheck, tmp_path, monkeypatch):
    provcheck("verify", mine(), *QUICK)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert f"mine/wrong --pack {tmp_path}/mine.py" in provcheck("show", tmp_path / "mine.py").out


@pytest.mark.parametrize("amends", ["mine/nope", "nope2024/lemma"])
def test_a_claim_that_amends_nothing_is_refused(mine, provcheck, amends):
    found = provcheck("verify", mine(f', amends="{amends}"'), *QUICK)
    assert found.code == 2
    assert f"claim 'mine/wrong' has amends='{amends}', and there is no such claim" in found.said


@pytest.mark.parametrize("stored", [True, False])
def test_a_stored_result_is_called_stored(mine, provcheck, stored):
    options = QUICK[:-1]
    provcheck("verify", mine(), *options)
    again = provcheck("verify", mine(), *options, *(() if stored else ("--fresh",)))
    assert ("stored by an earlier run" in again.out) is stored


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[" * 100_000, "cannot be read as a witness"),
        ('{"claim": "mine/wrong", "setting": ' + '{"x":' * 500 + "1" + "}" * 501, "too deeply"),
        ('{"claim": "mine/wrong", "setting": {"x": true}}', "true or false"),
        (
            '{"schema": "x/1", "claim": "mine/wrong", "setting": {"x": "1/2"}}',
            "its schema is 'x/1'",
        ),
        ('{"schema": [1], "claim": "mine/wrong", "setting": {"x": "1/2"}}', "its schema is [1]"),
    ],
)
def test_an_odd_witness_file_is_wrong_usage(mine, provcheck, tmp_path, text, told):
    pack = mine()
    (tmp_path / "odd.json").write_text(text)
    found = provcheck("replay", "odd.json", "--pack", pack)
    assert found.code == 2 and told in found.said


def test_a_process_that_hangs_in_compiled_code_is_ended_with_its_place():
    code = """
from provcheck.engines.time_limit import hard_limit, time_limit

with hard_limit(0.5), time_limit(0.1):
    sum(range(10**15))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and "Timeout" in done.stderr and "line 5" in done.stderr
