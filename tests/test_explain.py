"""What stands beside a statement: its domain, its notation, and how a line follows."""

from dataclasses import replace

import sympy
from sympy import Abs, Sum

from provcheck import scalar_claim
from provcheck.explain import domain, how, notation, telling_hypotheses
from provcheck.statement import (
    ActivationChoice,
    Activations,
    Array,
    Claim,
    Family,
    FlowContinuesAlmostSurely,
    Hypothesis,
    Index,
    Justification,
    Kind,
    Nets,
    NtkAtLeastThatOf,
    NtkContinuousAlmostSurely,
    PositiveDefiniteAlmostSurely,
    PositiveDefiniteAround,
    Real,
    Size,
    Source,
    Space,
    define,
    dense,
    encode_point,
    leaky_relu,
)

n = sympy.Symbol("n", integer=True, positive=True)
i = sympy.Symbol("i", integer=True)
s = sympy.Symbol("s", positive=True)
x, t = sympy.symbols("x t", real=True)
u = sympy.IndexedBase("u", shape=(n,), real=True)
total = define("total", (), Sum(Abs(u[i]), (i, 1, n)), r"\|u\|_1")
twice = define("twice", (), 2 * total(), "T")
same = define("same", (), x + t, "(t + x)")
turned = define("turned", (), (x - t) * twice(), r"T\cdot (x - t)")


def test_the_domain_names_every_variable_with_its_range():
    space = Space(
        (
            Size(n),
            Index(i, n),
            ActivationChoice(("sigmoid", "tanh")),
            Real(s, low=0, open_low=True),
            Real(x, low=0, high=1, open_high=True),
            Real(t),
            Array(u, (n,)),
        )
    )
    assert domain(space) == (
        "n = 1, 2, …; i = 1 … n; sigmoid or tanh; 0 < s; 0 ≤ x < 1; t ∈ ℝ; u ∈ ℝ^n"
    )


def test_the_notation_goes_down_to_what_is_not_abbreviated():
    claim = Claim(
        name="a/b",
        title="t",
        source=Source("a", "b"),
        kind=Kind.UPPER_BOUND,
        space=Space((Size(n), Array(u, (n,)), Real(x), Real(t))),
        relation=sympy.Le(same(), twice(), evaluate=False),
    )
    assert [entry.text for entry in notation(claim)] == ["T = 2·‖u‖_1", "‖u‖_1 = Σ_i |u_i|"]


def test_an_abbreviation_that_only_orders_its_parts_otherwise_is_left_out():
    claim = about_nets(sympy.Le(turned(), same(), evaluate=False), Real(x), Real(t))
    assert [entry.text for entry in notation(claim)] == ["T = 2·‖u‖_1", "‖u‖_1 = Σ_i |u_i|"]


def test_a_line_says_what_it_uses_and_what_is_inserted():
    by = Justification(
        "arithmetic", ("a", "b"), {"multipliers": {"b": 2 * s}, "squares": ((3, x - t),)}
    )
    assert how(by) == "from a, b × 2·s; the square of -t + x × 3"
    given = Justification("hypothesis", (), {"name": "h", "at": {t: 2 * x}})
    assert how(given) == "h; with t = 2·x"
    assert how(Justification("monotone", ("a",), {"under": "root"})) == "under the root; from a"
    cited = Justification("cited", (), {"theorem": "triangle", "u": x, "v": t})
    assert how(cited) == "with u = x, v = t"
    assert how(Justification("algebra")) == ""


def about_nets(relation, *components) -> Claim:
    space = Space(components)
    return Claim("a/b", "t", Source("a", "b"), Kind.EXISTENCE, space=space, relation=relation)


def test_the_domain_of_a_claim_about_nets_is_a_family_with_its_activations():
    space = Space((Nets(Family.DENSE, Activations.LEAKY_RELU),))
    assert domain(space) == (
        "fully connected nets with biases; leaky ReLU with a slope in (0, 1); any n, d, q and "
        "widths; m ≥ nq"
    )
    assert "m ≥ nq" not in domain(Space((Nets(overparametrized=False),)))


def test_the_notation_of_a_claim_about_nets_is_what_it_speaks_of():
    def names(relation):
        return [entry.text.split(" ")[0] for entry in notation(about_nets(relation, Nets()))]

    assert names(PositiveDefiniteAlmostSurely()) == ["K", "J", "F"]
    assert names(FlowContinuesAlmostSurely()) == ["θ(t)", "L", "F"]
    assert names(NtkContinuousAlmostSurely()) == ["K", "J", "θ(t)", "L", "F"]
    assert names(NtkAtLeastThatOf("linear")) == ["K", "K_linear,", "J", "F"]


def test_a_claim_about_one_net_shows_the_net():
    point = encode_point(dense(1, (1, 1), leaky_relu()), (1, -2, 3, 0), ((1,), (2,)))
    shown = notation(about_nets(PositiveDefiniteAround(point)))
    assert [entry.text.replace("\xa0", " ") for entry in shown][:6] == [
        "f(x) = a σ(w x + b) + c",
        "σ(u) = max(u, u/100)",
        "widths 1–1–1; n = 2, m = 4 ≥ nq = 2",
        "the point: x₁ = 1, x₂ = 2",
        "w = 1, b = −2, a = 3, c = 0",
        "the piece: where every unit is on the same piece of σ as at the point",
    ]


def test_a_range_is_not_assumed_twice_and_nothing_else_is_left_out():
    claim = scalar_claim(
        "p/a", "x + y <= 3", "x in [0, 1), y <= pi", given=["y < 2", "x*y <= 1", "x <= 1/2"]
    )
    said = [hypothesis.name for hypothesis in telling_hypotheses(claim)]
    assert said == ["y ≤ π", "x·y ≤ 1"]
    assert domain(claim.space) == "0 ≤ x ≤ 1/2; y < 2"
    u = claim.space.components[0].symbol
    strict = Hypothesis("strict", sympy.Lt(u, sympy.Rational(1, 2)))
    assert telling_hypotheses(replace(claim, hypotheses=(strict,))) == (strict,)


def test_steps_on_a_region_are_told_in_words():
    tree = {"cut": {"of": "x", "at": 1, "below": {"ball": 1}, "above": {"ball": 2}}}
    told = how(Justification("enclosure", arguments={"tree": tree}))
    assert told == "cut x at 1\n  on each piece: by intervals"
    broken = how(Justification("enclosure", arguments={"tree": {"cut": {}}}))
    assert broken == "steps that cannot be told in words"
