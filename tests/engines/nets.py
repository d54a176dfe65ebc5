"""Claims about nets that the engine tests share."""

from provcheck.engines.budget import Budget
from provcheck.statement import Activations, Claim, Family, Kind, Nets, Source, Space

BUDGET = Budget.parse("quick")


def net_claim(relation, family=Family.ANY, activations=Activations.PIECEWISE_NONZERO, **more):
    """A claim about every net of a family."""
    return Claim(
        name="test2025/nets/claim",
        title="a claim of the test suite",
        source=Source("test2025", "here"),
        kind=Kind.EXISTENCE,
        space=Space((Nets(family, activations, more.pop("overparametrized", True)),)),
        relation=relation,
        **more,
    )
