"""A claim that says nothing is refused where it is written."""

import pytest
import sympy

from provcheck.errors import StatementError
from provcheck.statement import Claim, Kind, Real, Source, Space

x = sympy.Symbol("x", real=True)


def claim(relation):
    return Claim(
        name="a/b",
        title="t",
        source=Source("a", "b"),
        kind=Kind.UPPER_BOUND,
        space=Space((Real(x),)),
        relation=relation,
    )


@pytest.mark.parametrize("relation", ["2*x <= x**2", None, True])
def test_what_is_no_relation_is_refused(relation):
    with pytest.raises(StatementError, match="claim 'a/b'.*expected a SymPy relation"):
        claim(relation)


def test_a_relation_written_without_evaluation_is_taken():
    assert claim(sympy.Le(-(x**2), 0, evaluate=False)).relation.func is sympy.Le
