"""Budgets are counts with a clock as a cap."""

import pytest

from provcheck.engines.budget import Budget
from provcheck.errors import UsageError


@pytest.mark.parametrize("text", ["", "fast", "-1", "0", "nan", "inf", "1e9"])
def test_what_is_no_budget_is_refused_with_the_names(text):
    with pytest.raises(UsageError, match="quick, standard, deep"):
        Budget.parse(text)


def test_seconds_scale_the_counts():
    small, large = Budget.parse("2"), Budget.parse("200")
    assert small.seconds == 2 and large.seconds == 200
    assert 1 <= small.settings < large.settings and 1 <= small.starts < large.starts


def test_named_budgets_grow():
    quick, standard, deep = (Budget.parse(name) for name in ("quick", "standard", "deep"))
    assert quick.settings < standard.settings < deep.settings
