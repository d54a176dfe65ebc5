"""Work that threads take piece by piece, so that one which is held up takes less of it.

`prange` gives every thread its share in advance, and all wait for the slowest. Instead it runs over
the threads, and each of them takes the next number until none is left:

    turns = np.zeros(1, np.int64)
    for _ in prange(threads):
        piece = take_turn(turns)
        while piece < pieces:
            ...
            piece = take_turn(turns)

Which thread does a piece changes from run to run, so no piece may use what another one computed.
Nothing may read the counter: numba does not see that it changes, and may move such a line.
"""

from llvmlite import ir
from numba import types
from numba.extending import intrinsic


@intrinsic
def take_turn(typing, turns):
    """The next number, 0 at first, of a counter (1,) of int64; no two calls get the same one."""
    if not isinstance(turns, types.Array) or turns.dtype != types.int64:
        return None

    def emit(context, builder, sig, args):
        counter = context.make_array(sig.args[0])(context, builder, args[0]).data
        return builder.atomic_rmw("add", counter, ir.IntType(64)(1), "monotonic")

    return types.int64(turns), emit
