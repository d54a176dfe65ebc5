"""Eight rows of eight numbers as columns, in registers."""

from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from provcheck.compiled.lanes import FLOATS, WIDTH, load_part, store_part


@njit(cache=True, error_model="numpy")
def load_turned(numbers, start, step, count):
    """Eight rows; row i has in lane k numbers[start + step k + i], and 0 for count <= i < 8.

    The numbers are a contiguous array as it lies in memory.
    """
    return _transpose(
        load_part(numbers, start, count), load_part(numbers, start + step, count),
        load_part(numbers, start + 2 * step, count), load_part(numbers, start + 3 * step, count),
        load_part(numbers, start + 4 * step, count), load_part(numbers, start + 5 * step, count),
        load_part(numbers, start + 6 * step, count), load_part(numbers, start + 7 * step, count),
    )  # fmt: skip


@njit(cache=True, error_model="numpy")
def store_turned(rows, numbers, start, step, count):
    """numbers[start + step k + i] = lane k of row i, of eight, for i < count: the inverse."""
    lanes = _transpose(*rows)
    store_part(numbers, start, count, lanes[0])
    store_part(numbers, start + step, count, lanes[1])
    store_part(numbers, start + 2 * step, count, lanes[2])
    store_part(numbers, start + 3 * step, count, lanes[3])
    store_part(numbers, start + 4 * step, count, lanes[4])
    store_part(numbers, start + 5 * step, count, lanes[5])
    store_part(numbers, start + 6 * step, count, lanes[6])
    store_part(numbers, start + 7 * step, count, lanes[7])


@intrinsic
def _transpose(typing, a, b, c, d, e, f, g, h):
    """Eight rows of eight numbers as eight columns."""
    given = (a, b, c, d, e, f, g, h)
    if given != (FLOATS,) * WIDTH:
        return None

    def emit(context, builder, sig, args):
        rows = list(args)
        for step in (4, 2, 1):  # swap the entries that lie `step` off the diagonal, of blocks
            for r in range(WIDTH):
                if not r & step:
                    pair = rows[r], rows[r + step]
                    own = [k if not k & step else WIDTH + k - step for k in range(WIDTH)]
                    other = [k + step if not k & step else WIDTH + k for k in range(WIDTH)]
                    rows[r], rows[r + step] = (
                        builder.shuffle_vector(
                            *pair, ir.Constant(ir.VectorType(ir.IntType(32), WIDTH), lanes)
                        )
                        for lanes in (own, other)
                    )
        return context.make_tuple(builder, sig.return_type, rows)

    return types.UniTuple(FLOATS, WIDTH)(*given), emit
