"""Claims are found by name, without importing anything that has not changed."""

import sys

import pytest

from provcheck.errors import PackError, SelectorError
from provcheck.library import Library, select, select_one

NAMES = (
    "gopalani2025/definition2/tanh",
    "gopalani2025/lemma3_1/poincare",
    "gopalani2025/lemma3_1/confining",
    "shi2020/poincare",
    "shi2020/lemma2/tanh",
)


@pytest.mark.parametrize(
    ("selector", "chosen"),
    [
        ("gopalani2025", NAMES[:3]),
        ("lemma3_1", NAMES[1:3]),
        ("lemma3_1/poincare", NAMES[1:2]),
        ("definition2/tanh", NAMES[:1]),
        ("confining", NAMES[2:3]),
        ("gopalani2025/lemma3_1/poincare", NAMES[1:2]),
        ("lemma3_1/", NAMES[1:3]),
    ],
)
def test_a_selector_is_any_run_of_parts(selector, chosen):
    assert select(NAMES, [selector]) == chosen


def test_no_selector_selects_all_and_several_add_up_in_order():
    assert select(NAMES, []) == NAMES
    assert select(NAMES, ["shi2020", "confining"]) == NAMES[2:]


@pytest.mark.parametrize("selector", ["poincare", "tanh"])
def test_a_name_in_two_branches_is_an_error_that_lists_them(selector):
    with pytest.raises(SelectorError) as caught:
        select(NAMES, [selector])
    for name in (name for name in NAMES if name.endswith(selector)):
        assert name in str(caught.value)


@pytest.mark.parametrize(
    ("selector", "hint"),
    [("lema3_1", "lemma3_1"), ("lemma3_1/poincarre", "poincare"), ("gopalani", "gopalani2025")],
)
def test_an_unknown_name_is_an_error_with_suggestions(selector, hint):
    with pytest.raises(SelectorError, match=hint):
        select(NAMES, [selector])


@pytest.mark.parametrize("selector", ["", "/", "lemma", "poin", "*"])
def test_part_of_a_part_is_no_name(selector):
    with pytest.raises(SelectorError):
        select(NAMES, [selector])


def test_a_pack_of_the_users_own_is_listed_and_loaded(sums):
    library = Library([sums])
    assert library.select(["theorem1"]) == (
        "sums2024/theorem1/square",
        "sums2024/theorem1/square_tripled",
    )
    assert library.claim("sums2024/theorem1/square").expected == "REFUTED"
    assert library.amended_by("sums2024/theorem1/square") == ("sums2024/theorem1/square_tripled",)


def test_the_second_look_imports_nothing(new_pack, sums):
    text = (sums / "theorem1.py").read_text()
    folder = new_pack("counted2024", text.replace("sums2024", "counted2024"))
    assert len(Library([folder]).select(["counted2024"])) == 2
    for name in [name for name in sys.modules if "counted2024" in name]:
        del sys.modules[name]
    assert len(Library([folder]).select(["counted2024"])) == 2
    assert not [name for name in sys.modules if "counted2024" in name]


def test_a_single_file_is_a_pack(tmp_path, sums):
    file = tmp_path / "single2024.py"
    file.write_text((sums / "theorem1.py").read_text().replace("sums2024", "single2024"))
    assert Library([file]).claim("single2024/theorem1/square").pack == "single2024"


def test_a_pack_that_raises_names_the_line_and_spares_the_others(new_pack, sums):
    broken = new_pack("broken2024", "import sympy\n\nbound = 1 / 0\nCLAIMS = ()\n")
    library = Library([broken, sums])
    assert library.select(["sums2024"])
    with pytest.raises(PackError, match=r"theorem1\.py, line 3: ZeroDivisionError.*bound = 1 / 0"):
        library.select(["broken2024"])


@pytest.mark.parametrize(
    ("module", "message"),
    [
        ("def f(:\n", r"theorem1\.py, line 1: SyntaxError"),
        ("CLAIMS = ['a']\n", "expected a tuple of claims"),
        ("import nonsense_module\n", r"line 1: ModuleNotFoundError"),
    ],
)
def test_a_pack_that_describes_itself_wrongly_is_refused(new_pack, module, message):
    name = "wrong" + str(abs(hash(module)))
    library = Library([new_pack(name, module)])
    with pytest.raises(PackError, match=message):
        library.select([name])


def test_claims_stand_below_their_packs_name(new_pack, sums):
    folder = new_pack("renamed2024", (sums / "theorem1.py").read_text())
    with pytest.raises(PackError, match="begins with 'renamed2024/'"):
        Library([folder]).select(["renamed2024"])


@pytest.mark.parametrize("toml", ["title = ", "authors = []"])
def test_a_wrong_paper_toml_is_named(tmp_path, toml):
    folder = tmp_path / "toml2024"
    folder.mkdir()
    (folder / "paper.toml").write_text(toml)
    with pytest.raises(PackError, match="paper.toml"):
        Library([folder])


def test_a_path_that_is_no_pack_is_named(tmp_path):
    with pytest.raises(PackError, match="this is no pack"):
        Library([tmp_path])


def test_the_content_key_follows_the_sources(new_pack, sums):
    text = (sums / "theorem1.py").read_text().replace("sums2024", "keyed2024")
    folder = new_pack("keyed2024", text)
    (folder / "shared.py").write_text("ONE = 1\n")
    name = "keyed2024/theorem1/square"
    before = Library([folder]).source_digest(name)
    assert Library([folder]).source_digest(name) == before
    (folder / "shared.py").write_text("ONE = 2\n")
    assert Library([folder]).source_digest(name) == before, "the module does not import it"
    imports = "from provcheck.proofs.keyed2024 import shared\n"
    (folder / "theorem1.py").write_text(text.replace("import sympy\n", "import sympy\n" + imports))
    with_import = Library([folder]).source_digest(name)
    (folder / "shared.py").write_text("ONE = 3\n")
    assert len({before, with_import, Library([folder]).source_digest(name)}) == 3


def test_a_name_that_is_also_a_prefix_is_that_claim_and_an_ambiguous_one_is_refused():
    assert select_one((), "mukherjee2023/lambda_c_sigmoid")[1] == "mukherjee2023/lambda_c_sigmoid"
    assert select_one((), "max_of_two")[1] == "mukherjee2023/max_of_two"
    for ambiguous in ("villani", "poincare", "bound"):
        with pytest.raises(SelectorError, match="ambiguous|selects"):
            select_one((), ambiguous)
