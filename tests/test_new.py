"""`provcheck new` writes a pack that passes, and touches nothing that is there."""

import subprocess
import sys

import pytest

from provcheck.new import TEMPLATES
from provcheck.packs import find_packs, load_claims
from tests.conftest import PLUGIN, ROOT


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def made(provcheck, place):
    assert provcheck("new", "smith2024").code == 0
    return place / "smith2024"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("2024smith", "provcheck new smith2024"),
        ("my-paper", "provcheck new my_paper"),
        ("a/b", "provcheck new a_b"),
        ("..", "provcheck new surname2024"),
        ("class", "provcheck new paper_class"),
        ("gopalani2025", "the name is taken by the pack at"),
    ],
)
def test_a_name_that_no_pack_can_have_is_refused(provcheck, place, name, said):
    outcome = provcheck("new", name)
    assert outcome.code == 2 and said in outcome.said
    assert not list(place.iterdir())


def test_what_is_there_is_not_touched(provcheck, place):
    (place / "smith2024").mkdir()
    (place / "smith2024" / "lemma1.py").write_text("mine")
    outcome = provcheck("new", "smith2024")
    assert outcome.code == 2 and "is there already and was not touched" in outcome.said
    assert (place / "smith2024" / "lemma1.py").read_text() == "mine"
    assert len(list((place / "smith2024").iterdir())) == 1


def test_a_place_that_is_no_folder_is_named(provcheck, place):
    assert "there is no folder" in provcheck("new", "smith2024", "--at", place / "gone").said


def test_it_stands_where_it_was_asked_for(provcheck, place):
    (place / "proofs").mkdir()
    outcome = provcheck("new", "smith2024", "--at", "proofs")
    assert "provcheck verify proofs/smith2024" in outcome.out
    assert (place / "proofs" / "smith2024" / "paper.toml").is_file()


def test_nothing_of_the_template_is_left_in_it(made):
    texts = [file.read_text() for file in made.iterdir()]
    assert len(texts) == len(list(TEMPLATES.iterdir())) == 4
    assert not [text for text in texts if "@" in text.replace("@pytest", "")]


def test_it_has_what_an_author_needs_to_see(made):
    pack = next(pack for pack in find_packs([made]) if pack.name == "smith2024")
    claims = {claim.name: claim for claim in load_claims(pack)}
    printed, corrected = (claims[f"smith2024/lemma1/product{end}"] for end in ("", "_corrected"))
    assert printed.expected == "REFUTED" and printed.derivations[0].as_printed
    assert corrected.amends == printed.name and corrected.derivations and corrected.variants
    assert all(claim.title and claim.source.place for claim in claims.values())


def test_it_passes_as_it_is(provcheck, made):
    outcome = provcheck("verify", "smith2024", "--budget", "quick", "--jobs", "1")
    assert outcome.code == 0, outcome
    assert "REFUTED   smith2024/lemma1/product  (as recorded)" in outcome.out
    assert "first broken line: 3: a·b" in outcome.out
    assert "PROVED    smith2024/lemma1/product_corrected" in outcome.out


def test_it_turns_red_when_the_correction_is_wrong_again(provcheck, made):
    text = (made / "lemma1.py").read_text()
    (made / "lemma1.py").write_text(text.replace("(a**2 + b**2) / 2,", "(a**2 + b**2) / 3,"))
    outcome = provcheck("verify", "smith2024", "--budget", "quick", "--jobs", "1")
    assert outcome.code == 1 and "not as expected" in outcome.out


@pytest.mark.slow
def test_pytest_passes_and_a_false_variant_that_is_true_fails_it(made):
    (made.parent / "pytest.ini").write_text("[pytest]\n")

    def tested():
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-v", *PLUGIN, "-p", "no:cacheprovider", "smith2024"],
            cwd=made.parent,
            capture_output=True,
            text=True,
        )

    done = tested()
    assert done.returncode == 0, done.stdout
    assert "lemma1.py::lemma1/product PASSED" in done.stdout and "13 passed" in done.stdout
    text = (made / "lemma1.py").read_text()
    (made / "lemma1.py").write_text(text.replace("(a**2 + b**2) / 3,", "a**2 + b**2,"))
    done = tested()
    assert done.returncode == 1
    assert "the variant 'a third'" in done.stdout


def test_the_template_is_formatted_like_the_rest(made):
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "ruff",
            "format",
            "--check",
            "--config",
            ROOT / "pyproject.toml",
            made,
        ],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
