"""Balls of as many bits as `accuracy_job` uses, where a test asks for them."""

import pytest

from provcheck.statement.evaluate import precision


@pytest.fixture
def many_bits():
    with precision(300):
        yield
