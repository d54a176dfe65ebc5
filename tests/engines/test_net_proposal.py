"""Plain numbers come first, and a witness is made plainer only while it stands."""

from fractions import Fraction

import numpy as np

from provcheck.engines.net_catalogue import Candidate
from provcheck.engines.net_proposal import cost, cut, is_generic, plain_points, simplified
from provcheck.statement.network import dense, relu

CANDIDATE = Candidate(dense(1, (1, 1), relu()), 2)


def numbers(*entries):
    return tuple(map(Fraction, entries))


def test_numbers_are_ordered_as_a_reader_would():
    plain = numbers(0, 1, -1, 2, -2, "1/2", "1/10", "1/7", "-199/100")
    assert sorted(plain, key=cost) == list(plain)


def test_points_are_generic_distinct_and_the_plainest_first():
    points = plain_points(CANDIDATE, 40, np.random.default_rng(1))
    assert len(set(points)) == len(points) > 10
    assert all(is_generic(CANDIDATE, point) for point in points)
    costs = [sum(map(cost, point)) for point in points]
    assert costs == sorted(costs)


def test_a_zero_weight_and_a_repeated_input_are_not_generic():
    assert is_generic(CANDIDATE, numbers(1, 0, 1, 0, 0, 1))
    assert not is_generic(CANDIDATE, numbers(1, 0, 0, 0, 0, 1))
    assert not is_generic(CANDIDATE, numbers(1, 0, 1, 0, 1, 1))


def test_numbers_are_cut_into_parameters_inputs_and_the_rest():
    theta, inputs, rest = cut(CANDIDATE, numbers(1, 2, 3, 4, 5, 6, 7, 8))
    assert (theta, inputs, rest) == (numbers(1, 2, 3, 4), (numbers(5), numbers(6)), numbers(7, 8))


def test_simplification_stops_where_the_attempt_fails():
    def attempt(candidate):
        return candidate if candidate[0] >= 2 and candidate[1] != 0 else None

    start = numbers(7, "3/7")
    plain = simplified(start, start, attempt, lambda found: sum(map(cost, found)))
    assert plain == numbers(2, 1)
