"""The README stays true: its example pack is decided as it says."""

import re
import shlex
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def example(number):
    """The text of a Python example, counted from 1."""
    return README.read_text().split("```python\n")[number].split("```")[0]


def test_the_example_pack_holds_in_both_ways_of_asking(provcheck, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("mypaper.py").write_text(example(1))
    outcome = provcheck("verify", "mypaper.py", "--budget", "quick", "--jobs", "1")
    assert outcome.code == 0
    assert "2 claims: " in outcome.out
    exec(compile(example(2), "README.md", "exec"), {})
    first, second = capsys.readouterr().out.splitlines()
    assert first == "REFUTED {'x': '1/2'}"
    assert second in ("PROVED", "SUPPORTED")


def test_the_example_experiment_is_measured(provcheck, tmp_path):
    pack = tmp_path / "mycoin.py"
    pack.write_text(example(3))
    outcome = provcheck("verify", "--pack", pack, "--budget", "quick")
    assert outcome.code == 0
    assert "1 claim: 1 SUPPORTED" in outcome.out


def test_the_formulas_at_the_prompt_are_decided_as_printed(provcheck):
    text = README.read_text().split("## One inequality at the prompt")[1]
    for session in text.split("```")[1].split("$ provcheck ")[1:]:
        command, printed = session.split("\n", 1)
        outcome = provcheck(*shlex.split(command))
        assert without_seconds(outcome.out) == without_seconds(printed)


def without_seconds(text):
    return re.sub(r"[0-9.]+ s", "# s", text).strip()


def test_its_links_lead_somewhere():
    text = README.read_text()
    targets = [part.split(")")[0] for part in text.split("](")[1:]]
    missing = [target for target in targets if not (README.parent / target).exists()]
    assert missing == []
