"""Forms take turns, and their medians are of those turns."""

import pytest

from provcheck.benchmarks.timing import Effort, interleaved, timing_of


class Clock:
    """Time that passes only where a form says so."""

    def __init__(self):
        self.now, self.order = 0.0, []

    def __call__(self):
        return self.now

    def form(self, name, *seconds):
        left = list(seconds)

        def run():
            self.order.append(name)
            self.now += left.pop(0) if len(left) > 1 else left[0]

        return run


def test_forms_take_turns_and_the_order_is_turned():
    clock = Clock()
    runs = {name: clock.form(name, 1.0) for name in "abc"}
    interleaved(runs, Effort(rounds=4, seconds=100.0), clock=clock, pause=0)
    assert "".join(clock.order) == "abccbaabccba"


def test_a_slow_minute_falls_on_all_forms():
    clock = Clock()
    runs = {"a": clock.form("a", 1, 9, 1), "b": clock.form("b", 2, 18, 2)}
    found = interleaved(runs, Effort(rounds=3, seconds=100.0), clock=clock, pause=0)
    assert (found["a"].median, found["b"].median) == (1.0, 2.0)
    assert found["a"].high > 1.0


def test_a_form_that_used_its_time_sits_out_after_three_rounds():
    clock = Clock()
    runs = {"quick": clock.form("quick", 0.1), "slow": clock.form("slow", 5.0)}
    found = interleaved(runs, Effort(rounds=9, seconds=1.0), clock=clock, pause=0)
    assert (found["quick"].rounds, found["slow"].rounds) == (9, 3)


def test_short_forms_are_called_several_times_for_one_sample():
    clock = Clock()
    found = interleaved({"a": clock.form("a", 1e-3)}, Effort(rounds=3), clock=clock, pause=0)
    assert len(clock.order) == 1 + 3 * (1 + 20) and found["a"].median == pytest.approx(1e-3)


def test_a_short_form_warms_up_before_its_sample():
    clock = Clock()
    cold = clock.form("a", 0.1, *[0.15, 0.1] * 9)  # every call after a rest
    found = interleaved({"a": cold}, Effort(rounds=4), clock=clock, pause=0)
    assert found["a"].high == pytest.approx(0.1)


def test_the_name_is_said_before_the_form_runs():
    clock = Clock()
    interleaved({"a": clock.form("a", 1.0)}, Effort(rounds=2), clock.order.append, clock, 0)
    assert clock.order == ["a"] * 4


def test_quartiles():
    timing = timing_of([5.0, 1.0, 2.0, 4.0, 3.0])
    assert (timing.low, timing.median, timing.high, timing.rounds) == (2.0, 3.0, 4.0, 5)
