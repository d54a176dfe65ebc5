"""Matrix products on tiles that stay in registers: the inner loop of `depth2`.

`add_product` computes C + A B, or A B, for A given by rows of numbers and for B and C by rows of
lanes. Every entry of C is one chain of fused multiply-adds over the inner index, from first to
last; so the shape of the tile, which depends on the machine, does not show in the result.
"""

from llvmlite import ir
from numba import njit, types
from numba.core import config
from numba.core.codegen import get_host_cpu_features
from numba.extending import intrinsic

from provcheck.compiled.lanes import FLOATS, LLVM, WIDTH, call, copies, row_pointer


def _has_wide_registers() -> bool:
    """Whether numba compiles for 32 registers of 512 bits: the host, unless told otherwise."""
    if config.CPU_FEATURES is not None:
        return "+avx512f" in config.CPU_FEATURES
    return config.CPU_NAME in (None, "host") and "+avx512f" in get_host_cpu_features()


# rows of a tile, in the order tried, and its most columns, of eight numbers each
ROWS, COLUMNS = ((8, 4, 2, 1), 3) if _has_wide_registers() else ((4, 2, 1), 1)


@njit(cache=True, error_model="numpy")
def add_product(C, c, ldc, A, a, lda, B, b, ldb, inner, fresh, rows, columns):
    """C[c + r ldc + m] = (0 if fresh else itself) + sum_k A[a + r lda + k] B[b + k ldb + m].

    C and B are tables (.., 8), their columns of eight numbers m < columns <= COLUMNS; A is a
    contiguous array, counted as it lies in memory; r < rows, and k < inner, at least 1. Nothing
    is checked.
    """
    r = 0
    while r < rows:
        r += _add_tile(
            C, c + r * ldc, ldc, A, a + r * lda, lda, B, b, ldb, inner, fresh, rows - r, columns
        )


@intrinsic
def _add_tile(typing, C, c, ldc, A, a, lda, B, b, ldb, inner, fresh, rows, columns):
    """Add as many rows as a tile has, and return their number."""

    def emit(context, builder, sig, args):
        C, c, ldc, A, a, lda, B, b, ldb, inner, fresh, rows, columns = args
        number = c.type
        factors = context.make_array(sig.args[3])(context, builder, A).data
        given = [
            row_pointer(context, builder, sig.args[0], C, c, LLVM[FLOATS]), ldc,
            builder.gep(factors, [a]), lda,
            row_pointer(context, builder, sig.args[6], B, b, LLVM[FLOATS]), ldb, inner, fresh,
        ]  # fmt: skip
        done, results = builder.append_basic_block("tiled"), []
        for R in ROWS:
            for M in range(COLUMNS, 0, -1):
                fits = builder.and_(
                    builder.icmp_signed(">=", rows, number(R)),
                    builder.icmp_signed("==", columns, number(M)),
                )
                with builder.if_then(fits):
                    builder.call(_tile(builder.module, R, M, [x.type for x in given]), given)
                    results.append((number(R), builder.block))
                    builder.branch(done)
        builder.unreachable()
        builder.position_at_end(done)
        result = builder.phi(number)
        for rows_done, block in results:
            result.add_incoming(rows_done, block)
        return result

    i = types.intp
    return i(C, i, i, A, i, i, B, i, i, i, types.boolean, i, i), emit


def _tile(module, R, M, parameters):
    """The function for R x M sums in registers, one of each shape in a module."""
    name = f"provcheck_tile_{R}x{M}"
    if name in module.globals:
        return module.globals[name]
    function = ir.Function(module, ir.FunctionType(ir.VoidType(), parameters), name)
    function.linkage = "linkonce_odr"
    function.attributes.add("noinline")  # compiled once, however often it is called
    function.attributes.add("nounwind")
    _emit_tile(ir.IRBuilder(function.append_basic_block("tile")), R, M, *function.args)
    return function


def _emit_tile(builder, R, M, table, ldc, factors, lda, panel, ldb, inner, fresh):
    """Its body: the loop over the inner index, entered with zeros or with what the table holds."""
    number, vector = inner.type, LLVM[FLOATS]
    places = [
        builder.gep(table, [builder.add(builder.mul(ldc, number(r)), number(m))])
        for r in range(R)
        for m in range(M)
    ]
    heads = [builder.gep(factors, [builder.mul(lda, number(r))]) for r in range(R)]
    entry, resume = builder.block, builder.append_basic_block("resume")
    loop, end = builder.append_basic_block("loop"), builder.append_basic_block("end")
    builder.cbranch(fresh, loop, resume)

    builder.position_at_end(resume)
    held = [builder.load(place, align=8) for place in places]
    builder.branch(loop)

    builder.position_at_end(loop)
    k, sums = builder.phi(number), [builder.phi(vector) for _ in places]
    row = builder.mul(k, ldb)
    lanes = [
        builder.load(builder.gep(panel, [builder.add(row, number(m))]), align=8) for m in range(M)
    ]
    results = []
    for r, head in enumerate(heads):
        factor = copies(builder, builder.load(builder.gep(head, [k])))
        results += [
            call(builder, f"llvm.fma.v{WIDTH}f64", vector, factor, lanes[m], sums[r * M + m])
            for m in range(M)
        ]
    following = builder.add(k, number(1))
    builder.cbranch(builder.icmp_signed("<", following, inner), loop, end)
    for phi, old, new in zip([k, *sums], [number(0), *held], [following, *results], strict=True):
        phi.add_incoming(ir.Constant(phi.type, None), entry)
        phi.add_incoming(old, resume)
        phi.add_incoming(new, loop)

    builder.position_at_end(end)
    for place, result in zip(places, results, strict=True):
        builder.store(result, place, align=8)
    builder.ret_void()
