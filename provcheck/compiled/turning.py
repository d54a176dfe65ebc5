"""Eight rows of eight numbers as columns, in registers, between tables and other arrays."""

from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from provcheck.compiled.lanes import FLOATS, WIDTH, load, load_part, store, store_part


@njit(cache=True, error_model="numpy")
def load_turned(numbers, start, step, count, table, row, stride):
    """table[row + stride i, k] = numbers[start + step k + i] for i < count, 0 from there to 8.

    The numbers are a contiguous array as it lies in memory.
    """
    rows = _transpose(
        load_part(numbers, start, count), load_part(numbers, start + step, count),
        load_part(numbers, start + 2 * step, count), load_part(numbers, start + 3 * step, count),
        load_part(numbers, start + 4 * step, count), load_part(numbers, start + 5 * step, count),
        load_part(numbers, start + 6 * step, count), load_part(numbers, start + 7 * step, count),
    )  # fmt: skip
    store(table, row, rows[0])
    store(table, row + stride, rows[1])
    store(table, row + 2 * stride, rows[2])
    store(table, row + 3 * stride, rows[3])
    store(table, row + 4 * stride, rows[4])
    store(table, row + 5 * stride, rows[5])
    store(table, row + 6 * stride, rows[6])
    store(table, row + 7 * stride, rows[7])


@njit(cache=True, error_model="numpy")
def store_turned(table, row, stride, numbers, start, step, count):
    """numbers[start + step k + i] = table[row + stride i, k] for i < count: the inverse."""
    rows = _transpose(
        load(table, row), load(table, row + stride),
        load(table, row + 2 * stride), load(table, row + 3 * stride),
        load(table, row + 4 * stride), load(table, row + 5 * stride),
        load(table, row + 6 * stride), load(table, row + 7 * stride),
    )  # fmt: skip
    store_part(numbers, start, count, rows[0])
    store_part(numbers, start + step, count, rows[1])
    store_part(numbers, start + 2 * step, count, rows[2])
    store_part(numbers, start + 3 * step, count, rows[3])
    store_part(numbers, start + 4 * step, count, rows[4])
    store_part(numbers, start + 5 * step, count, rows[5])
    store_part(numbers, start + 6 * step, count, rows[6])
    store_part(numbers, start + 7 * step, count, rows[7])


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
