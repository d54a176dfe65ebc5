"""A file, a folder or an installed module is a pack; its name is its own, its faults are shown."""

import importlib.metadata
import sys

import pytest

from provcheck.errors import PackError
from provcheck.installed import GROUP
from provcheck.library import Library
from provcheck.packs import find_packs, pack_of, suggested_name
from tests.conftest import PACKS, ROOT

QUICK = ("--budget", "quick", "--jobs", "1")
FALSE = """
from provcheck import scalar_claim

CLAIMS = (scalar_claim("my_lemma/half", "exp(x) >= 1 + x + x**2/2", "x in [-1, oo)"),)
"""
SYMBOLIC = """
import sympy
from provcheck import scalar_claim

x = sympy.Symbol("x")
CLAIMS = (
    scalar_claim("in_sympy/tangent", sympy.exp(x) >= 1 + x, {x: "(-oo, oo)"}),
    scalar_claim("in_sympy/sine", sympy.sin(x) <= x, {x: sympy.Interval(0, sympy.pi)}),
)
"""
TRUE = FALSE.replace(" + x**2/2", "").replace("my_lemma", "NAME")


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Writes a file in the current folder, which is a new one."""
    monkeypatch.chdir(tmp_path)

    def written(name, text):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    return written


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Makes modules importable and names them as entry points."""

    def installed(**values):
        entries = [importlib.metadata.EntryPoint(k, v, GROUP) for k, v in values.items()]
        monkeypatch.syspath_prepend(str(tmp_path))
        found = importlib.metadata.EntryPoints(entries)
        monkeypatch.setattr(importlib.metadata, "entry_points", lambda **_: found)

    return installed


# ---------------------------------------------------------------- by path


def test_a_false_claim_is_red_with_its_witness(provcheck, write):
    write("my_lemma.py", FALSE)
    outcome = provcheck("verify", "my_lemma.py", *QUICK)
    assert outcome.code == 1
    assert "REFUTED   my_lemma/half" in outcome.out
    assert "witness: x=-1 : 0.368 < 0.5" in outcome.out


def test_a_path_is_the_same_as_the_option(provcheck, write):
    file = write("my_lemma.py", FALSE)
    by_path = provcheck("verify", file, *QUICK, "--json", "-")
    by_option = provcheck("verify", "--pack", file, *QUICK, "--json", "-")
    assert by_path.out.replace(f"verify {file} ", "verify my_lemma --pack FILE ") == (
        by_option.out.replace(f"--pack {file} ", "--pack FILE ")
    )


def test_sympy_and_a_range_are_enough(provcheck, write):
    write("in_sympy.py", SYMBOLIC)
    outcome = provcheck("verify", "in_sympy.py", *QUICK)
    assert outcome.code == 0, outcome
    assert "sin(x) ≤ x" in outcome.out


def test_a_folder_a_module_and_a_claim_are_selected_by_their_paths(provcheck, write, sums):
    for selector in (sums, sums / "theorem1.py", sums / "theorem1", sums / "theorem1" / "square"):
        assert "theorem1/square" in provcheck("list", selector).out
    assert "square_tripled" not in provcheck("list", sums / "theorem1" / "square").out


def test_one_claim_of_a_file_is_selected_below_it(provcheck, write):
    write("in_sympy.py", SYMBOLIC)
    listed = provcheck("list", "in_sympy.py/sine").out
    assert "sin(x)" in listed and "exp(x)" not in listed
    assert "matches none" in provcheck("list", "in_sympy.py/cosine").said


def test_other_commands_know_the_path_too(provcheck, write):
    write("my_lemma.py", FALSE)
    provcheck("verify", "my_lemma.py", *QUICK)
    assert "exp(x) ≥" in provcheck("show", "my_lemma.py").out
    assert "certified  my_lemma/half" in provcheck("replay", "my_lemma.py").out


def test_a_folder_of_a_claims_name_is_no_pack(write):
    write("lemma3_1/notes.txt", "")
    assert pack_of("lemma3_1") == (None, "lemma3_1")
    assert pack_of("lemma3_1/poincare") == (None, "lemma3_1/poincare")


def test_the_current_folder_can_be_the_pack(monkeypatch):
    monkeypatch.chdir(PACKS / "sums2024")
    path, selector = pack_of(".")
    assert (path.resolve(), selector) == (PACKS / "sums2024", "sums2024")


# ---------------------------------------------------------------- what is refused


def test_a_pack_called_like_a_built_in_one_is_refused_with_both_places(provcheck, write):
    file = write("gopalani2025.py", TRUE.replace("NAME", "gopalani2025"))
    outcome = provcheck("verify", "gopalani2025.py", *QUICK)
    assert outcome.code == 2
    assert str(file) in outcome.err.replace("\n", "").replace(" ", "")
    assert "the name 'gopalani2025' is taken by the pack at" in outcome.said
    assert str(ROOT / "proofs") in outcome.err.replace("\n", "").replace(" ", "")
    assert "(built in)" in outcome.said


def test_a_folder_called_like_a_built_in_pack_is_refused(provcheck, write):
    write("gopalani2025/paper.toml", 'title = "Mine"')
    outcome = provcheck("verify", "gopalani2025", *QUICK)
    assert outcome.code == 2 and "is taken" in outcome.said


def test_two_packs_of_one_name_are_refused(write):
    first = write("a/twice.py", TRUE.replace("NAME", "twice"))
    second = write("b/twice.py", TRUE.replace("NAME", "twice"))
    with pytest.raises(PackError, match=f"{second}.*is taken by the pack at {first}"):
        find_packs([first, second])


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("missing.py", None, "there is no such file"),
        ("empty.py", "x = 1\n", "it has no tuple CLAIMS"),
        ("nothing.py", "CLAIMS = ()\n", "there is no claim in it"),
        ("my-lemma.py", TRUE, "expected a Python name such as 'my_lemma'"),
        ("class.py", TRUE, "a pack cannot be called 'class'"),
        ("short.py", TRUE.replace("NAME/half", "short"), "expected a name that begins with"),
        ("other.py", TRUE.replace("NAME", "another"), "expected a name that begins with 'other/'"),
        ("raises.py", "import sympy\nbound = 1 / 0\n", "line 2: ZeroDivisionError"),
        ("torn.py", "x = (\n", "torn.py, line 1: SyntaxError"),
    ],
)
def test_a_file_that_is_no_pack_is_told_so(provcheck, write, file, text, said):
    if text is not None:
        write(file, text)
    outcome = provcheck("verify", file, *QUICK)
    assert outcome.code == 2
    assert said in outcome.said
    assert "Traceback" not in outcome.err


def test_what_raises_while_a_claim_is_examined_shows_the_users_line(provcheck, write):
    write(
        "halfway.py",
        """
import sympy
from provcheck.statement import Claim, Kind, Quantity, Real, Source, Space

x = sympy.Symbol("x", real=True)

def reference(values):
    return values["z"]

CLAIMS = (
    Claim("halfway/one", "a square", Source("halfway", "1"), Kind.LOWER_BOUND, Space((Real(x),)),
          sympy.Ge(x**2, x, evaluate=False), quantities=(Quantity("s", x**2, "x^2", reference),)),
)
""",
    )
    outcome = provcheck("verify", "halfway.py", *QUICK)
    assert outcome.code == 3
    assert "KeyError: 'z' (halfway.py, line 8: `return values[\"z\"]`)" in outcome.out


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("2024smith", "smith2024"),
        ("Smith et al. 2024", "smith_et_al_2024"),
        ("my-paper", "my_paper"),
        ("class", "paper_class"),
        ("2024", "paper_2024"),
        ("", "surname2024"),
    ],
)
def test_a_name_is_suggested(typed, name):
    assert suggested_name(typed) == name


def test_tests_beside_a_pack_are_no_modules_of_it(new_pack, sums):
    folder = new_pack("tested2024", (sums / "theorem1.py").read_text().replace("sums", "tested"))
    (folder / "test_it.py").write_text("raise ValueError('imported')\n")
    (folder / "conftest.py").write_text("raise ValueError('imported')\n")
    assert len(Library([folder]).select(["tested2024"])) == 2


def test_a_cache_in_a_pack_does_not_change_its_results_keys(new_pack, sums):
    folder = new_pack("cached2024", (sums / "theorem1.py").read_text().replace("sums", "cached"))
    before = Library([folder]).source_digest("cached2024/theorem1/square")
    (folder / ".pytest_cache").mkdir()
    (folder / ".pytest_cache" / "README.md").write_text("cache")
    assert Library([folder]).source_digest("cached2024/theorem1/square") == before
    (folder / "data.csv").write_text("1")
    assert Library([folder]).source_digest("cached2024/theorem1/square") != before


# ---------------------------------------------------------------- by entry point


def test_an_installed_module_is_a_pack_and_is_not_imported_to_find_it(provcheck, write, install):
    write("installed2024.py", TRUE.replace("NAME", "installed2024"))
    install(installed2024="installed2024")
    assert "half" in provcheck("list", "installed2024").out
    assert "installed2024" not in sys.modules
    assert provcheck("verify", "installed2024/half", *QUICK).code == 0


def test_an_installed_folder_is_a_pack(write, install, sums):
    write("packs2024/inside2024/paper.toml", 'title = "Inside"')
    write("packs2024/inside2024/one.py", TRUE.replace("NAME", "inside2024"))
    install(inside2024="packs2024.inside2024")
    assert Library().select(["inside2024"]) == ("inside2024/half",)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("gopalani2025", "gopalani2025", "the name 'gopalani2025' is taken by the pack at"),
        ("gone2024", "gone2024", "there is no module gone2024"),
        ("gone2024", "gone2024.inside", "ModuleNotFoundError"),
        ("renamed2024", "gopalani2025", "expected the same name on the left"),
    ],
)
def test_an_installed_pack_that_cannot_be_used_is_named_and_harms_nobody(
    provcheck, write, install, name, value, said
):
    write("gopalani2025.py", TRUE.replace("NAME", "gopalani2025"))
    install(**{name: value})
    outcome = provcheck("list", "lemma3_1/lambda_c_sigmoid")
    assert outcome.code == 0 and "lambda_c_sigmoid" in outcome.out
    assert f"entry point '{name} = {value}'" in outcome.said and said in outcome.said
    assert provcheck("list").code == 2


def test_a_path_may_not_shadow_an_installed_pack(write, install):
    write("installed2024.py", TRUE.replace("NAME", "installed2024"))
    install(installed2024="installed2024")
    other = write("other/installed2024.py", TRUE.replace("NAME", "installed2024"))
    with pytest.raises(PackError, match="is taken by the pack at .*installed: entry point"):
        find_packs([other])


def test_an_edited_file_is_read_again(tmp_path):
    """In a notebook the same process verifies a file before and after an edit."""
    import provcheck

    file = tmp_path / "edited_lemma.py"
    text = (
        "from provcheck import scalar_claim\n"
        'CLAIMS = (scalar_claim("edited_lemma/one", "x*(1 - x) <= {}", "x in [0, 1]"),)\n'
    )
    file.write_text(text.format("1/5"))
    (before,) = provcheck.verify(str(file), budget="quick")
    file.write_text(text.format("1/4 + 0"))
    (after,) = provcheck.verify(str(file), budget="quick")
    assert (before.verdict, after.verdict) == ("REFUTED", "PROVED")


def test_the_caret_below_a_formula_has_a_line_of_its_own(provcheck, write):
    write("my_lemma.py", FALSE.replace("exp(x)", "exp(x"))
    *_, formula, caret = provcheck("verify", "my_lemma.py", *QUICK).err.splitlines()
    assert formula.strip().startswith("exp(x") and caret.strip() == "^"
    said = " ".join(provcheck("verify", "my_lemma.py", *QUICK).err.split())
    assert "my_lemma.py, line 4: FormulaError" in said and "was not loaded" in said


def test_a_variable_without_a_range_is_told(provcheck, write):
    text = FALSE.replace("exp(x) >= 1 + x + x**2/2", "x + y <= 1")
    write("my_lemma.py", text)
    verified = provcheck("verify", "my_lemma.py", *QUICK).out
    assert "for -1 ≤ x, y ∈ ℝ" in verified
    shown = " ".join(provcheck("show", "my_lemma.py").out.split())
    assert "y: no range was given, so it is any real number" in shown
