"""2^x against Arb over its whole range; the same bits in lanes, alone, and from memory."""

import re

import numpy as np
import pytest
from flint import arb, ctx
from numba import njit

from provcheck.compiled import lanes, powers
from provcheck.compiled.lanes import WIDTH, bits_of
from provcheck.compiled.powers import ROOTS, eighth_root_of_two, power_of_two

ROUNDINGS = 3  # as the docstring of the module says
UNIT = 2.0**-53


def arguments():
    """Every binade, both signs, the ends of every piece of the table, and what lies around."""
    rng = np.random.default_rng(0)
    ends = np.arange(-40, 41) / 32
    tiny = 2.0 ** np.arange(-1074, 0, 7)
    near = [np.nextafter(ends, np.inf), ends, np.nextafter(ends, -np.inf)]
    drawn = [rng.uniform(-1000, 1000, 1500), rng.uniform(-1, 1, 1500), [0.0, 1000.0, -1000.0]]
    x = np.concatenate([*near, tiny, -tiny, *drawn])
    return np.append(x, np.zeros(-len(x) % WIDTH)).reshape(-1, WIDTH)


def in_lanes_of(x, function):
    @njit
    def run(x, result):
        for row in range(len(x)):
            lanes.store(result, row, function(lanes.load(x, row)))

    result = np.empty_like(x)
    run(x, result)
    return result


def in_lanes(function):
    return in_lanes_of(arguments(), function)


def exact(x):
    ctx.prec, before = 120, ctx.prec
    try:
        return arb(2) ** arb(float(x))
    finally:
        ctx.prec = before


def test_the_table_is_rounded_correctly():
    assert len(ROOTS) == 16
    assert all(abs(arb(root) - exact(j / 16)) < UNIT for j, root in enumerate(ROOTS))


@njit(error_model="numpy")
def eighths(x):
    """2^(k/8) for the integer k next to x, at most 8000."""
    return eighth_root_of_two(bits_of(x + 1.5 * 2.0**52))


def test_eighths_are_the_same_roots():
    k = np.clip(np.rint(arguments()), -8000, 8000)
    octaves, places = np.divmod(k.astype(int), 8)
    assert np.array_equal(in_lanes_of(k, eighths), np.ldexp(np.array(ROOTS[::2])[places], octaves))
    assert eighths(-9.0) == ROOTS[14] / 4


def test_powers_are_within_the_stated_roundings():
    for x, found in zip(arguments().ravel(), in_lanes(power_of_two).ravel(), strict=True):
        power = exact(x)
        assert abs(arb(float(found)) - power) <= ROUNDINGS * UNIT * power, (x, found)


def test_one_number_gives_the_bits_of_eight():
    alone = [power_of_two(x) for x in arguments().ravel()]
    assert in_lanes(power_of_two).tobytes() == np.array(alone).tobytes()


def test_a_machine_without_the_instruction_gives_the_same_bits(monkeypatch):
    monkeypatch.setattr(powers, "_permutes", lambda: False)
    portable = njit(power_of_two.py_func, error_model="numpy")
    assert in_lanes(portable).tobytes() == in_lanes(power_of_two).tobytes()
    assert not re.search("vperm[it]2", next(iter(portable.inspect_asm().values())))
    alone = njit(eighths.py_func, error_model="numpy")
    k = np.clip(np.rint(arguments()), -8000, 8000)
    assert in_lanes_of(k, alone).tobytes() == in_lanes_of(k, eighths).tobytes()


@pytest.mark.parametrize("features", ["", "+avx2,+fma"])
def test_the_instruction_is_used_only_where_the_target_has_it(monkeypatch, features):
    monkeypatch.setattr(powers.config, "CPU_FEATURES", features)
    assert not powers._permutes()
    monkeypatch.setattr(powers.config, "CPU_FEATURES", features + ",+avx512f")
    assert powers._permutes()


def test_not_a_number_stays():
    assert np.isnan(power_of_two(np.nan))
