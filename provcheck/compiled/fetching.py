"""Lines of memory that are asked for before they are used; results do not depend on it."""

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from provcheck.compiled.lanes import call

LINE = 8  # numbers of a line, 64 bytes


@intrinsic
def ask_to_read(typing, numbers, position):
    """Have the line at a position of a contiguous array fetched into the second cache."""
    return types.void(numbers, types.intp), _emit(0, 2)


@intrinsic
def ask_to_write(typing, numbers, position):
    """Have the line at a position of a contiguous array fetched into cache, to be written to."""
    return types.void(numbers, types.intp), _emit(1, 3)


def _emit(writes, nearness):
    def emit(context, builder, sig, args):
        data = context.make_array(sig.args[0])(context, builder, args[0]).data
        pointer = builder.bitcast(builder.gep(data, [args[1]]), ir.IntType(8).as_pointer())
        options = [ir.IntType(32)(option) for option in (writes, nearness, 1)]
        call(builder, "llvm.prefetch.p0", ir.VoidType(), pointer, *options)
        return context.get_dummy_value()

    return emit
