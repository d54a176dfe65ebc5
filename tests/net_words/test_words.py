"""What people read of a net that breaks a claim: letter by letter, and true."""

import json
from fractions import Fraction

import pytest

from provcheck.net_words import net_words
from provcheck.statement import Graph, NetSetting, NullVector, graph_net, relu
from provcheck.statement.net_json import encode
from tests.net_words.settings import CASES, polynomial, rows, witness

LOSS = """\
net         f(x) = a σ(w x + b) + c
            σ(u) = max(u, u/2)
sizes       widths 1–1–2; n = 3, m = 6 ≥ nq = 6
inputs      x₁ = 0, x₂ = 1, x₃ = 2
labels      y₁ = (1, 0), y₂ = (0, 1), y₃ = (0, 0)
parameters  w = 1, b = 1, a = (1, 1), c = (0, 0)
box         every parameter and input within 1/10 of these numbers
because     whatever the parameters and σ, the outputs satisfy
            (F₁₁ − F₃₁)(F₂₂ − F₃₂) = (F₁₂ − F₃₂)(F₂₁ − F₃₁)
            but for F = y it would read 1 = 0, so L ≥ 0.01876 for ever
"""
SLIDING = """\
net         f(x) = |x + b|
sizes       widths 1–1; n = 1, m = 1 ≥ nq = 1
inputs      x = 0
labels      y = −1
parameters  b = 1/10
box         every parameter and input within 1/100 of these numbers
because     at these inputs u = b enters the bars; from every point of the box gradient flow \
reaches the kink u = 0:
            b′ = −b − 1 for u > 0
            b′ = 1 − b for u < 0
            both sides point back into it, at speed ≥ 0.6399: the flow cannot leave, \
and L has no gradient there
"""
SHORT = {
    "loss": "(F₁₁ − F₃₁)(F₂₂ − F₃₂) = (F₁₂ − F₃₂)(F₂₁ − F₃₁) whatever the parameters and σ, but "
    "not for the labels, so L ≥ 0.01876",
    "singular": "vᵀJ = 0 for v = (x₂ − x₃, x₃ − x₁, x₁ − x₂) where every preactivation is "
    "positive, as in the whole box, so rank J ≤ 2 < nq = 3",
    "sliding": "b reaches 0, both sides point back into it, at speed ≥ 0.6399, and L has no "
    "gradient there",
    "null set": "b reaches 0, both sides point back into it, at speed ≥ 0.6399, so a whole box "
    "ends in that null set",
    "jump": "b reaches 0, the flow crosses the kink there, and an entry of K jumps by at least "
    "0.75",
    "smaller": "vᵀ·K_linear·v ≥ 2 > 0.5 ≥ vᵀ·K_σ·v for v = 1",
}


def said(words) -> str:
    text = "".join(f"{line.label:<12}{line.text}\n" for line in words.lines)
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(("name", "text"), [("loss", LOSS), ("sliding", SLIDING)])
def test_all_that_it_takes_to_check_a_net_by_hand(name, text):
    assert said(net_words(witness(name))) == text


@pytest.mark.parametrize(("name", "text"), SHORT.items())
def test_why_a_claim_fails_in_one_clause(name, text):
    assert net_words(witness(name)).short.replace("\N{NO-BREAK SPACE}", " ") == text


def test_the_flow_on_two_samples_is_written_out():
    lines = said(net_words(witness("two samples"))).splitlines()
    # L = ½((φ(b) + 4)² + (b − 3)²) with φ(b) = b above the kink and b/2 below
    assert "            b′ = −2·b − 1 for u > 0" in lines
    assert "            b′ = 1 − 5/4·b for u < 0" in lines
    assert any("at these inputs u = b enters σ on sample 1;" in line for line in lines)


def test_the_end_depends_on_what_is_claimed():
    assert said(net_words(witness("submatrices"))).endswith("so are all those submatrices\n")
    assert said(net_words(witness("singular"))).endswith("K = J·Jᵀ is singular\n")


def test_the_two_numbers_that_are_compared_have_names():
    names = {name: net_words(witness(name)).sides for name in CASES}
    assert names["singular"] == ("rank of J", "nq")
    assert names["loss"] == ("L at least", "zero")
    assert names["jump"] == ("jump of K", "zero")
    assert names["smaller"] == ("vᵀ·K_linear·v", "vᵀ·K_σ·v")


def test_a_bound_is_never_rounded_to_the_wrong_side():
    shown = net_words(witness("loss") | {"lhs": ["0.018769999", "0.01877"]}).short
    assert shown.endswith("0.01876")
    close = witness("smaller") | {"lhs": ["1.0000001", "1.1"], "rhs": ["0.9", "1"]}
    assert "≥ 1.0000001 > 1 ≥" in net_words(close).short
    upwards = net_words(witness("smaller") | {"rhs": ["0.4", "0.500009"]}).short
    assert "≥ 2 > 0.5001 ≥" in upwards
    assert "≥ 1e-20 " in net_words(witness("smaller") | {"lhs": ["1e-20"], "rhs": [0, 0]}).short
    assert "≥ ? " in net_words(witness("smaller") | {"lhs": ["nan"], "rhs": None}).short


@pytest.mark.parametrize(
    "setting",
    [
        None,
        {},
        {"net": 1},
        {"x": "1"},
        {"net": {"network": {}}},
        {"net": witness("loss")["setting"]["net"], "x": "1"},
        {"net": witness("loss")["setting"]["net"] | {"radius": "x"}},
    ],
)
def test_what_is_no_net_has_no_words(setting):
    assert net_words({"setting": setting}) is None


@pytest.mark.parametrize("name", ["", "zz", "W9_9_9", "F1_1_1_1", "x", "b1_x", "s1_1_1"])
def test_an_argument_about_unknown_variables_never_fails_a_report(name):
    data = json.loads(json.dumps(witness("loss")))
    data["setting"]["net"]["argument"]["polynomial"] = [["1", {name: 1}]]
    words = net_words(data)
    assert words is None or words.lines


def test_a_graph_net_names_its_graph_and_an_open_activation_its_values():
    net = graph_net(1, (2, 1), relu(), Graph(2, ((1, 2),)))
    vector = (polynomial((1, {"s1_1_2": 1, "r2": 1})), polynomial((1, {"d1_2_1": 2})))
    parameters = tuple(map(Fraction, range(1, net.parameters + 1)))
    setting = NetSetting(
        net, rows([1], [2]), (), parameters, Fraction(1, 4), NullVector(vector, opaque=True)
    )
    text = said(net_words({"setting": {"net": encode(setting)}}))
    assert "Â: normalised adjacency of the graph 1–2 with loops\n" in text
    assert "v = ((1/√2)·s₁₂, s′₂₁²)" in text
    assert "(sᵢⱼ: the value of σ, s′ᵢⱼ: its derivative on sample i, unit j)" in text


def test_a_large_net_is_not_written_out_number_by_number():
    from provcheck.net_words import net_lines
    from provcheck.statement import Direction, dense

    net = dense(4, (10, 4), relu())
    setting = NetSetting(
        net, rows([0] * 4), (), (Fraction(0),) * net.parameters, Fraction(0), Direction(())
    )
    assert any(line.text == "94 rational numbers, in the JSON data" for line in net_lines(setting))
