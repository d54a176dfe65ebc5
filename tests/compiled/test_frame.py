"""A function with a frame of its own stays a function, and says so to LLVM."""

import re

from numba import njit

from provcheck.compiled.frame import own_frame


def test_the_function_is_called_on_an_aligned_frame():
    @njit
    def called(x):
        own_frame()
        return x + 1.0

    @njit
    def caller(x):
        return called(x) * 2.0

    assert caller(1.0) == 4.0
    (code,) = caller.inspect_llvm().values()
    attributes = dict(re.findall(r"attributes (#\d+) = \{([^}]*)\}", code))
    kinds = re.findall(r"^define [^\n]*called[^\n]* (#\d+) ", code, re.M)
    assert any({"noinline", "alignstack=64"} <= set(attributes[kind].split()) for kind in kinds)
    assert re.search(r" call [^\n]*called", code)
