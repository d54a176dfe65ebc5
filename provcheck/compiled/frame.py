"""Where a compiled function keeps the vectors for which it has no register."""

from numba import types
from numba.extending import intrinsic


@intrinsic
def own_frame(typing):
    """First line of a function that stays one, called and not inlined, on an aligned frame.

    What has no register left, and every constant that LLVM moved out of a loop, lies in the frame
    of the function. LLVM aligns that to 16 bytes when it learns of the need too late, so that in
    three frames of four each vector of 64 bytes lies across two lines of the cache. And a loop
    with many constants that stands in a function of its own has the registers to itself.
    """

    def emit(context, builder, sig, args):
        attributes = builder.function.attributes
        attributes.add("noinline")
        attributes.alignstack = 64
        return context.get_dummy_value()

    return types.void(), emit
