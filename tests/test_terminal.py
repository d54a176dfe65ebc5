"""The terminal output, letter by letter: what one pastes into a review."""

import io

import pytest
from rich.console import Console

from provcheck import terminal
from provcheck.cards import card_of
from provcheck.statement import (
    Claim,
    Kind,
    LossVanishesAlmostSurely,
    Sentence,
    Setting,
    Source,
    Space,
)
from provcheck.verdict import Result, Verdict
from tests.net_words.settings import LEAKY, witness

WITNESS = {
    "setting": {
        "p": 1, "d": 1, "n": 1, "activation": "tanh", "beta": "1", "a": ["1"], "x": [["2"]],
        "y": ["10"],
    },
    "lhs": ["32.0999999999", "32.1000000001"],
    "rhs": ["23.5", "23.5"],
    "command": "provcheck replay gopalani2025/lemma3_1/gradient_lipschitz",
}  # fmt: skip
REFUTED = Result(
    claim="gopalani2025/lemma3_1/gradient_lipschitz",
    title="The gradient is Lipschitz",
    source="gopalani2025 v2, Lemma 3.1",
    verdict=Verdict.REFUTED,
    expected="REFUTED",
    worst_ratio=1.366,
    searched=4000,
    seconds=3.21,
    witness=WITNESS,
    lines=(
        {"id": "B.3", "relation": "u ≤ v", "status": "ok"},
        {"id": "B.4", "relation": "‖h(W) - h(V)‖ ≤ √p·L·‖W - V‖_F", "status": "broken"},
    ),
    amended_by=("gopalani2025/lemma3_1/gradient_lipschitz_sharp",),
    reason="a counterexample is certified",
    details={"statement": "gLip ≤ √p·(λ + " + "‖a‖·B_x·B_y + " * 8 + "1)"},
)
SUPPORTED = Result(
    claim="gopalani2025/equation4",
    title="Equation (4)",
    source="gopalani2025 v2, (4)",
    verdict=Verdict.SUPPORTED,
    worst_ratio=1 - 1e-9,
    searched=4000,
    seconds=2.0,
    lines=({"id": "2", "relation": "u ≤ w", "status": "gap"},),
    details={"statement": "u ≤ w"},
)
SURPRISE = Result(
    claim="gopalani2025/other",
    title="Another",
    source="gopalani2025 v2",
    verdict=Verdict.OPEN,
    reason="no value of C is stated",
)

BLOCK = """\
REFUTED   gopalani2025/lemma3_1/gradient_lipschitz  (as recorded)
    gLip ≤ √p·(λ + ‖a‖·B_x·B_y + ‖a‖·B_x·B_y + ‖a‖·B_x·B_y + ‖a‖·B_x·B_y + ‖a‖·…
    worst ratio 1.366 in 4000 settings
    witness: p=d=n=1, tanh, β=1, a=1, x=2, y=10 : 32.1 > 23.5
    first broken line: B.4: ‖h(W) - h(V)‖ ≤ √p·L·‖W - V‖_F
    amended by lemma3_1/gradient_lipschitz_sharp (PROVED)
"""

SUMMARY = """\
verdict    claim below gopalani2025/    worst ratio    s
REFUTED    lemma3_1/gradient_lipschitz        1.366  3.2
SUPPORTED  equation4                      1 - 1e-09  2.0
OPEN       other  !                                  0.0

3 claims: 1 REFUTED (as recorded), 1 SUPPORTED, 1 OPEN · 1 not as expected · 5.2 s
"""


def printed(show, *arguments) -> str:
    out = Console(file=io.StringIO(), width=80, highlight=False, markup=False, soft_wrap=True)
    show(out, *arguments)
    return "".join(line.rstrip() + "\n" for line in out.file.getvalue().splitlines())


def test_a_refuted_claim():
    verdicts = {"gopalani2025/lemma3_1/gradient_lipschitz_sharp": "PROVED"}
    assert printed(terminal.print_block, REFUTED, verdicts) == BLOCK


def test_no_line_of_a_block_is_wider_than_the_terminal():
    assert all(len(line) <= 80 for line in printed(terminal.print_block, REFUTED, {}).splitlines())


def test_a_supported_claim_says_what_is_missing_to_a_proof():
    block = printed(terminal.print_block, SUPPORTED, {})
    assert "not proved: line 2: u ≤ w" in block
    assert "worst ratio 1 - 1e-09 in 4000 settings" in block


def test_an_unexpected_verdict_gives_its_reason():
    assert "reason: no value of C is stated" in printed(terminal.print_block, SURPRISE, {})


def test_the_summary():
    results = [REFUTED, SUPPORTED, SURPRISE]
    assert printed(terminal.print_summary, results, 5.2) == SUMMARY


@pytest.mark.parametrize(
    ("lhs", "rhs", "text"),
    [
        (["4", "4"], ["2", "2"], "4 > 2"),
        (["1.0000012", "1.0000013"], ["1", "1"], "1.00000125 > 1"),
        (["-3", "-3"], ["0.5", "0.5"], "-3 < 0.5"),
        (["1e-40", "1e-40"], ["0", "0"], "1e-40 > 0"),
        (["2", "2"], ["2", "2"], "2 = 2"),
    ],
)
def test_both_sides_with_few_digits(lhs, rhs, text):
    assert terminal.sides_line(lhs, rhs) == text


def test_large_arrays_are_given_by_their_shape():
    setting = {"n": 3, "X": [["1", "2"], ["3", "4"], ["5", "6"]], "y": ["0", "1"]}
    assert terminal.setting_line(setting) == "n=3, X=<3×2>, y=[0,1]"


MEASURED = Result(
    claim="gopalani2025/figure1",
    title="Figure 1",
    source="gopalani2025 v2, Figure 1",
    verdict=Verdict.DOUBTED,
    expected="DOUBTED",
    searched=1200,
    reason="loss 0.3 against 0.2; 1,200 runs",
    details={
        "kind": "experiment",
        "statement": "the test loss values in our regularization regime (λ > 0.125) are only "
        "mildly deteriorating",
        "measurement": {
            "outcome": "fails",
            "summary": "test loss 0.61 at λ = 0.13 against 0.26 at λ = 1e-05, where a constant "
            "reaches 0.60",
            "runs": 1200,
            "tests": 3,
            "confidence": 0.99,
            "false_alarm": 0.01,
            "effort": 1.0,
            "command": "provcheck verify gopalani2025/figure1 --fresh --budget standard --seed 0",
        },
        "readings": [
            {"name": "N(0, 0.25) is a deviation", "outcome": "fails", "summary": "0.5 against 0.1"},
            {"name": "loss with ½", "outcome": "undecided", "summary": "between " * 12},
        ],
    },
)

MEASURED_BLOCK = """\
DOUBTED   gopalani2025/figure1  (as recorded)
    “the test loss values in our regularization regime (λ > 0.125) are only
    mildly deteriorating”
    measured: test loss 0.61 at λ = 0.13 against 0.26 at λ = 1e-05, where a
    constant reaches 0.60
    other readings of the set-up, which do not decide:
    fails      N(0, 0.25) is a deviation: 0.5 against 0.1
    undecided  loss with ½: between between between between between between bet…
    1,200 runs, 3 tests; confidence 99 % in all together, chance of a false
    alarm 1 %
"""


def test_an_experiment_shows_its_sentence_its_numbers_and_its_readings():
    block = printed(terminal.print_block, MEASURED, {})
    assert block == MEASURED_BLOCK
    assert all(len(line) <= 80 for line in block.splitlines())


def test_rechecking_an_experiment_means_running_it_again():
    text = printed(terminal.print_rechecks, [MEASURED], [""])
    assert text.startswith("rerun   DOUBTED   gopalani2025/figure1\n")
    assert MEASURED.measured["command"] in text and "holds" not in text


def test_showing_an_experiment_says_how_to_run_it_again():
    claim = Claim(
        name=MEASURED.claim,
        title=MEASURED.title,
        source=Source("gopalani2025 v2", "Figure 1"),
        kind=Kind.EXPERIMENT,
        space=Space(()),
        relation=Sentence(MEASURED.details["statement"]),
        experiment=lambda rng, effort: None,
    )

    def show(out, claim, result):
        terminal.print_claim(out, card_of(claim), result, with_trust=True)

    text = printed(show, claim, MEASURED)
    assert "fails      N(0, 0.25) is a deviation: 0.5 against 0.1" in text
    assert f"run again: {MEASURED.measured['command']}" in text
    assert "nothing was certified" in text and "kernel" not in text


# ---------------------------------------------------------------- eighty columns


def test_every_line_of_a_derivation_and_of_a_decision_fits():
    words = "a reason of many words " * 9
    broken = {
        "id": "B.4", "derivation": "as printed", "relation": "x + y + z ≤ " + "u + " * 40 + "v",
        "status": "broken", "by": "cited", "how": words, "reason": words, "note": words,
        "witness": WITNESS,
    }  # fmt: skip
    result = Result(
        claim=REFUTED.claim, title="t", source="s", verdict=Verdict.OPEN, lines=(broken,),
        reason=words, witness=WITNESS, trust=(words,),
    )  # fmt: skip
    claim = Claim(
        name=REFUTED.claim,
        title="The title " * 12,
        source=Source("gopalani2025 v2", "Lemma 3.1", quote=words),
        kind=Kind.UPPER_BOUND,
        space=Space(()),
        relation=LossVanishesAlmostSurely(),
        reading=words,
        not_checked=words,
    )

    def show(out, claim, result):
        terminal.print_claim(out, card_of(claim), result, with_trust=True)

    text = printed(show, claim, result) + printed(terminal.print_block, result, {})
    text += printed(terminal.print_rechecks, [result], [words])
    assert not [line for line in text.splitlines() if len(line) > 80]
    assert " ".join(text.split()).count(words.strip()) == 10


# ---------------------------------------------------------------- nets

NET = Result(
    claim="small2024/loss",
    title="The loss vanishes",
    source="small2024, Lemma 1",
    verdict=Verdict.REFUTED,
    expected="REFUTED",
    witness=witness("loss"),
    reason="a counterexample is certified",
    details={"statement": "L(θ(t)) → 0 as t → ∞ for almost all θ(0) and X"},
)
NET_BLOCK = """\
REFUTED   small2024/loss  (as recorded)
    L(θ(t)) → 0 as t → ∞ for almost all θ(0) and X
    witness: f(x) = a σ(w x + b) + c, σ(u) = max(u, u/2); n = 3, m = 6 ≥ nq = 6:
        (F₁₁ − F₃₁)(F₂₂ − F₃₂) = (F₁₂ − F₃₂)(F₂₁ − F₃₁) whatever the parameters
        and σ, but not for the labels, so L ≥ 0.01876
"""


def test_a_net_that_breaks_a_claim_is_told_in_words():
    assert printed(terminal.print_block, NET, {}) == NET_BLOCK


def test_show_and_replay_tell_all_about_a_net():
    from provcheck.kernel import certify

    claim = Claim(
        name="small2024/loss",
        title="The loss vanishes",
        source=Source("small2024", "Lemma 1"),
        kind=Kind.EXISTENCE,
        space=Space((LEAKY,)),
        relation=LossVanishesAlmostSurely(),
    )

    def show(out, claim, result):
        terminal.print_claim(out, card_of(claim), result, with_trust=False)

    shown = printed(show, claim, NET)
    setting = Setting.from_json(claim.space, witness("loss")["setting"])
    replayed = printed(terminal.print_counterexample, NET.witness, certify(claim, setting, {}))
    for text in (shown, replayed):
        assert "net         f(x) = a σ(w x + b) + c\n" in text
        assert "labels      y₁ = (1, 0), y₂ = (0, 1), y₃ = (0, 0)\n" in text
        assert "{" not in text
        assert max(map(len, text.splitlines())) <= 80
    assert "\nL at least: [0.01876" in replayed
    assert "for all     fully connected nets with biases; leaky ReLU" in shown
