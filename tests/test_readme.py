"""The README stays true: its example pack is decided as it says."""

from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def test_the_example_pack_is_proved(provcheck, tmp_path):
    text = README.read_text()
    pack = tmp_path / "mypaper.py"
    pack.write_text(text.split("```python\n")[1].split("```")[0])
    outcome = provcheck("verify", "--pack", pack, "--budget", "quick")
    assert outcome.code == 0
    assert "1 claim: 1 PROVED" in outcome.out


def test_the_example_experiment_is_measured(provcheck, tmp_path):
    pack = tmp_path / "mycoin.py"
    pack.write_text(README.read_text().split("```python\n")[2].split("```")[0])
    outcome = provcheck("verify", "--pack", pack, "--budget", "quick")
    assert outcome.code == 0
    assert "1 claim: 1 SUPPORTED" in outcome.out


def test_its_links_lead_somewhere():
    text = README.read_text()
    targets = [part.split(")")[0] for part in text.split("](")[1:]]
    missing = [target for target in targets if not (README.parent / target).exists()]
    assert missing == []
