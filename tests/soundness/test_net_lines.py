"""What a net refutes is proved by no rule, and what it proves is that net's own."""

import json
from fractions import Fraction
from itertools import product

import pytest
import sympy

from provcheck.errors import ProvcheckError, Rejected
from provcheck.kernel import certify, check_derivation
from provcheck.statement import (
    Derivation,
    Family,
    FinitelyManySingular,
    Layer,
    Nets,
    Network,
    NtkAtLeastThatOf,
    PositiveDefiniteAlmostSurely,
    PositiveDefiniteAround,
    Real,
    Setting,
    encode_point,
    line,
)
from provcheck.statement.nets import NetProposition
from provcheck.statement.network import (
    Graph,
    dense,
    graph_net,
    identity,
    relu,
    smooth,
)
from tests.soundness.nets import (
    ANY,
    CONTINUES,
    CONTINUOUS,
    DEFINITE,
    KEEPS,
    LEAKY,
    LINEAR,
    ON_A_LINE,
    VANISHES,
    refuses,
    rows,
)
from tests.soundness.trial import claim_of, eq, le, x

# ---------------------------------------------------------------- claims and lines


class Invented(NetProposition):
    """Nothing that the kernel knows."""


class _Stronger(PositiveDefiniteAlmostSurely):
    pass


@pytest.mark.parametrize(
    "relation",
    [
        Invented(),
        _Stronger(),
        PositiveDefiniteAlmostSurely(x),
        NtkAtLeastThatOf("linear", "minusone"),
        VANISHES,
        CONTINUES,
        sympy.And(DEFINITE, VANISHES),
        sympy.Not(VANISHES),
        sympy.Implies(VANISHES, DEFINITE),
    ],
    ids=str,
)
def test_another_statement_is_not_refuted(relation):
    refuses(ANY, relation, ON_A_LINE)


def test_hypotheses_are_not_passed_over():
    claim = claim_of(DEFINITE, le(1, 0), components=(ANY,))
    with pytest.raises(Rejected):
        certify(claim, Setting({"net": ON_A_LINE}), {})
    claim = claim_of(DEFINITE, DEFINITE, components=(ANY,))
    with pytest.raises(Rejected):
        certify(claim, Setting({"net": ON_A_LINE}), {})


def test_a_space_without_nets_or_with_more_is_refused():
    for components, values in (
        ((ANY, Real(x)), {"net": ON_A_LINE, "x": Fraction(1)}),
        ((Real(x),), {"x": Fraction(1)}),
        ((), {}),
    ):
        with pytest.raises(ProvcheckError):
            certify(claim_of(DEFINITE, components=components), Setting(values), {})


def test_a_net_outside_the_space_refutes_no_comparison_either():
    claim = claim_of(le(x, 0), components=(Nets(Family.DENSE), Real(x)))
    with pytest.raises(Rejected):
        certify(claim, Setting({"net": ON_A_LINE, "x": Fraction(1)}), {})


def test_constants_that_exist_are_not_given_a_value():
    claim = claim_of(DEFINITE, components=(ANY,), exists=(x,))
    with pytest.raises(Rejected):
        certify(claim, Setting({"net": ON_A_LINE}), {})
    linear = sympy.Symbol("linear")
    claim = claim_of(NtkAtLeastThatOf(linear), components=(ANY,), exists=(linear,))
    with pytest.raises(Rejected):
        certify(claim, Setting({"net": LEAKY}), {}, relation=claim.relation)


def test_a_line_is_refuted_for_its_own_claim_only():
    step = Derivation("d", (line("1", DEFINITE, "algebra"), line("2", VANISHES, "algebra")))
    claim = claim_of(VANISHES, components=(ANY,), derivations=(step,))
    found = certify(claim, Setting({"net": ON_A_LINE}), {}, relation=DEFINITE)
    assert found.relation == DEFINITE
    with pytest.raises(Rejected):
        certify(claim, Setting({"net": ON_A_LINE}), {})
    with pytest.raises(Rejected):
        other = claim_of(VANISHES, components=(ANY,))
        certify(other, Setting({"net": ON_A_LINE}), {}, relation=DEFINITE)


RULES = ("algebra", "arithmetic", "enclosure", "hypothesis", "smooth", "conjunction", "full_rank",
         "claim", "instance", "monotone", "cited", "supremum", "at_most_supremum", "growth",
         "activation")  # fmt: skip
PROPOSITIONS = (DEFINITE, VANISHES, CONTINUES, KEEPS, CONTINUOUS, FinitelyManySingular(),
                NtkAtLeastThatOf("linear"))  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("relation", PROPOSITIONS, ids=lambda relation: type(relation).__name__)
def test_no_rule_proves_what_a_net_can_refute(rule, relation):
    claim = claim_of(relation, relation, components=(ANY,))
    for first in (line("1", relation, rule, name="h0"), line("1", relation, rule)):
        lines = (first, line("2", relation, rule, "1"))
        assert check_derivation(claim, Derivation("d", lines), {}).proof is None


def test_no_theorem_of_the_catalogue_proves_what_a_net_can_refute():
    from provcheck.catalogue import CATALOGUE

    for name, relation in product(CATALOGUE, PROPOSITIONS):
        claim = claim_of(relation, components=(ANY,))
        given = line("1", relation, "cited", theorem=name)
        assert check_derivation(claim, Derivation("d", (given,)), {}).proof is None


# ---------------------------------------------------------------- definite nets


def around(net, inputs, parameters):
    numbers = tuple(map(Fraction, parameters))
    return PositiveDefiniteAround(encode_point(net, numbers, rows(*inputs)))


AFFINE = Network(1, (Layer(1),), identity())
REGULAR = around(AFFINE, ([1], [2]), (1, 1))


def proof_of(relation, *lines, facts=None, name="test2025/soundness/claim"):
    lines = lines or (line("1", relation, "full_rank"),)
    claim = claim_of(relation, name=name)
    return check_derivation(claim, Derivation("d", lines), facts or {}).proof


def test_an_affine_net_is_definite():
    assert proof_of(REGULAR) is not None


@pytest.mark.parametrize(
    "relation",
    [
        around(LINEAR, ([1], [2]), (1, 1)),
        around(AFFINE, ([1], [1]), (1, 1)),
        around(AFFINE, ([1], [2], [3]), (1, 1)),
        around(dense(1, (1, 1), relu()), ([1], [2]), (1, -5, 1, 0)),
        around(dense(1, (1, 1), relu()), ([1],), (1, -1, 1, 0)),
        around(dense(1, (1, 2), smooth("sigmoid")), ([0], [1], [2]), (1,) * 6),
        around(graph_net(1, (1,), identity(), Graph(2, ((1, 2),))), ([1], [2]), (1, 1)),
    ],
    ids=["no bias", "same sample", "three samples", "dead", "at the kink", "bottleneck", "twins"],
)
def test_a_singular_net_is_not_definite(relation):
    assert proof_of(relation) is None


def test_a_text_that_reads_two_ways_is_refused():
    """Of two entries with one name JSON keeps the last; a reader may see the first."""
    good, bad = json.loads(REGULAR.text), json.loads(around(LINEAR, ([1], [2]), (1, 1)).text)
    network, other = (json.dumps(data["network"], sort_keys=True) for data in (good, bad))
    doubled = REGULAR.text.replace(
        f'"network": {network}', f'"network": {other}, "network": {network}'
    )
    assert doubled != REGULAR.text and json.loads(doubled) == good
    assert proof_of(PositiveDefiniteAround(doubled)) is None
    more = json.dumps({**good, "labels": [["1"], ["2"]]}, sort_keys=True)
    assert proof_of(PositiveDefiniteAround(more)) is None


@pytest.mark.parametrize("text", ["", "[]", "{}", "1", "{", '{"network": null}', "nan"])
def test_a_text_that_is_no_net_is_refused(text):
    if text:
        assert proof_of(PositiveDefiniteAround(text)) is None


def test_one_net_does_not_stand_for_another():
    """The text is a symbol to SymPy, but no variable."""
    fact = proof_of(REGULAR, name="test2025/soundness/regular")
    facts = {fact.claim.name: fact}
    false = around(LINEAR, ([1], [2]), (1, 1))
    at = {REGULAR.args[0]: false.args[0]}
    assert proof_of(false, line("1", false, "claim", claim=fact.claim.name), facts=facts) is None
    cited = line("1", false, "claim", claim=fact.claim.name, at=at)
    assert proof_of(false, cited, facts=facts) is None
    first = line("1", REGULAR, "full_rank")
    assert proof_of(false, first, line("2", false, "instance", "1", at=at)) is None
    assert proof_of(eq(x, x), first, line("2", eq(x, x), "full_rank")) is None
