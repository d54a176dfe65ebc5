"""The documentation stays true: every example of a page is run, in order, in a folder of its own.

What a fenced block is for, by its language and by an HTML comment on the line before it:

    python                        run; a `text` block right after it is what it prints
    any     <!-- file: NAME -->   written to NAME
    console                       `$ command` lines, each followed by what it prints
    sh                            commands, which succeed
    toml                          well-formed
    any     <!-- exit: N -->      the exit code of its last command, 0 if not given
    any     <!-- not run: WHY -->

In what is printed, … stands for any text.
"""

import contextlib
import importlib.util
import io
import json
import re
import shlex
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import PLUGIN, ROOT

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
NOTEBOOK = DOCS / "tutorial.ipynb"
BLOCK = re.compile(r"^(?:<!-- (.+?) -->\n)?```(\S*)\n(.*?)^```$", re.M | re.S)
LINK = re.compile(r"\]\(([^)\s]+)\)")
RUN = ("python", "console", "sh", "toml", "text")
NOT_RUN = ("installs", "ci")
"""Reasons to leave an example alone: it changes the installation, or is for another machine."""


@dataclass(frozen=True)
class Block:
    """A fenced block: the comment before it, its language, its text and its line in the page."""

    mark: str
    language: str
    text: str
    line: int

    def named(self, name: str) -> str:
        """What follows `name:` in the mark, or ""."""
        found, _, value = self.mark.partition(": ")
        return value if found == name else ""


def blocks(text: str) -> list[Block]:
    return [
        Block(found[1] or "", found[2], found[3], text.count("\n", 0, found.start()) + 1)
        for found in BLOCK.finditer(text)
        if not found[2].startswith("{")  # a directive of the site
    ]


def commands(text: str) -> list[tuple[str, str]]:
    """The commands of a console block, each with what it prints."""
    parts = re.split(r"^\$ ", text, flags=re.M)[1:]
    return [tuple(part.replace("\\\n", " ").partition("\n")[::2]) for part in parts]


def matches(printed: str, wanted: str) -> bool:
    """Whether that was printed, up to space at line ends and between columns, which follows the
    width of what varies; … stands for any text."""
    lines = [[line.rstrip() for line in text.strip().split("\n")] for text in (wanted, printed)]
    wanted, printed = (re.sub(r"(?<=\S) {2,}", "  ", "\n".join(text)) for text in lines)
    return re.fullmatch(re.escape(wanted).replace("…", ".*?"), printed, re.S) is not None


class Reader:
    """Does what a page says, as a reader would who starts in an empty folder."""

    def __init__(self, provcheck):
        self.provcheck = provcheck
        self.names: dict = {}
        self.printed = ""

    def read(self, block: Block) -> None:
        if block.named("not run"):
            assert block.named("not run") in NOT_RUN
        elif block.named("file"):
            Path(block.named("file")).parent.mkdir(parents=True, exist_ok=True)
            Path(block.named("file")).write_text(block.text)
        elif block.language == "python":
            self.printed = run_python(block.text, self.names)
        elif block.language == "text":
            self.expect(self.printed, block.text)
        elif block.language == "console":
            for command, wanted in commands(block.text):
                self.expect(self.run(command, int(block.named("exit") or 0)), wanted)
        elif block.language == "sh":
            for command in filter(None, block.text.split("\n")):
                self.run(command.split("  #")[0], int(block.named("exit") or 0))
        elif block.language == "toml":
            assert tomllib.loads(block.text)

    def run(self, command: str, code: int) -> str:
        program, *arguments = shlex.split(command)
        if program == "provcheck":
            one_process = ("--jobs", "1") if arguments[0] == "verify" else ()
            forget_modules_of(Path.cwd())
            outcome = self.provcheck(*arguments, *one_process)
            found, printed = outcome.code, outcome.out + outcome.err
        else:
            assert program == "pytest", f"this test knows no command '{program}'"
            call = [sys.executable, "-m", "pytest", *PLUGIN, "-p", "no:cacheprovider", *arguments]
            done = subprocess.run(call, capture_output=True, text=True, timeout=200)
            found, printed = done.returncode, done.stdout + done.stderr
        assert found == code, f"$ {command}\n{printed}"
        return printed

    def expect(self, printed: str, wanted: str) -> None:
        assert matches(printed, wanted), f"printed:\n{printed}\nthe page says:\n{wanted}"


def forget_modules_of(folder: Path) -> None:
    """A command is a process of its own to a reader, and loads the packs that are there now."""
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None) or "").startswith(f"{folder}/"):
            del sys.modules[name]


def run_python(text: str, names: dict) -> str:
    """What the code prints."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(text, "an example", "exec"), names)
    return out.getvalue()


def site_name(page: Path) -> str:
    return page.relative_to(DOCS).as_posix()


# ---------------------------------------------------------------- the runner itself


@pytest.mark.slow
def test_a_page_that_promises_something_else_is_found_out(provcheck, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for false in (
        "```python\nprint(1 + 1)\n```\n```text\n3\n```",
        "```console\n$ provcheck --version\nprovcheck, version 0.0\n```",
        "<!-- exit: 1 -->\n```sh\nprovcheck --version\n```",
        "```sh\nprovcheck verify nothing_of_that_name\n```",
        "<!-- not run: it fails -->\n```python\n1/0\n```",
    ):
        reader = Reader(provcheck)
        with pytest.raises(AssertionError):
            for block in blocks(false):
                reader.read(block)


def test_what_is_left_out_may_be_anything_and_nothing_else_may():
    assert matches("PROVED  a\n  in 3.2 s\n", "PROVED  a\n  in … s")
    assert not matches("PROVED  a\n  in 3.2 s\nREFUTED b", "PROVED  a\n  in … s")


def test_a_column_of_times_may_be_as_wide_as_it_likes():
    assert matches("claim      s\na       30.1\n", "claim    s\na      …")
    assert not matches("claim      s\nb       30.1\n", "claim    s\na      …")
    assert not matches("  a", "    b")


def test_a_comment_belongs_to_the_block_on_the_next_line():
    first, second = blocks("<!-- file: a.py -->\n```python\nx = 1\n```\n\n```sh\nls\n```\n")
    assert (first.named("file"), first.text, first.line) == ("a.py", "x = 1\n", 1)
    assert (second.mark, second.language) == ("", "sh")


# ---------------------------------------------------------------- the pages


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=site_name)
def test_the_examples_do_what_the_page_says(page, provcheck, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    reader = Reader(provcheck)
    for block in blocks(page.read_text()):
        try:
            reader.read(block)
        except BaseException as error:
            error.add_note(f"in {site_name(page)}, line {block.line}")
            raise


@pytest.mark.parametrize("page", PAGES, ids=site_name)
def test_every_block_is_of_a_kind_that_is_run(page):
    for block in blocks(page.read_text()):
        assert block.language in RUN or block.named("not run"), f"line {block.line}"


@pytest.mark.parametrize("page", PAGES, ids=site_name)
def test_its_links_lead_somewhere(page):
    targets = [link.split("#")[0] for link in LINK.findall(BLOCK.sub("", page.read_text()))]
    local = [target for target in targets if target and "://" not in target]
    assert [target for target in local if not (page.parent / target).exists()] == []


def test_every_page_is_in_the_table_of_contents():
    listed = "\n".join(page.read_text() for page in PAGES if page.name == "index.md")
    missing = [page.stem for page in [*PAGES, NOTEBOOK] if page.stem not in listed]
    assert missing == []


# ---------------------------------------------------------------- the notebook and the site


@pytest.mark.slow
def test_the_notebook_runs_from_top_to_bottom(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    notebook, names = json.loads(NOTEBOOK.read_text()), {}
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert cells
    for cell in cells:
        assert cell["outputs"] == [], "a notebook is kept without its outputs"
        run_python("".join(cell["source"]), names)


@pytest.mark.slow
def test_the_site_builds_without_a_warning(tmp_path):
    for module in ("sphinx", "myst_parser", "furo"):
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"{module} is not installed; pip install -e '.[docs]'")
    call = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"]
    call += ["-d", str(tmp_path / "trees"), str(DOCS), str(tmp_path / "html")]
    done = subprocess.run(call, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stderr
    assert "scalar_claim" in (tmp_path / "html" / "reference" / "claims.html").read_text()
