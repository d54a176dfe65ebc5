"""Matrix products on tiles that stay in registers: the inner loop of `depth2`.

`add_product` computes C + A B, or A B, for A given by rows of numbers and for B and C by rows of
lanes. Every entry of C is one chain of fused multiply-adds over the inner index, from first to
last; so the shape of the tile, which depends on the machine, does not show in the result.
"""

from llvmlite import ir
from numba import types
from numba.core import config
from numba.core.codegen import get_host_cpu_features
from numba.extending import intrinsic

from provcheck.compiled.lanes import FLOATS, LLVM, WIDTH, call, copies, row_pointer


def _has_wide_registers() -> bool:
    """Whether numba compiles for 32 registers of 512 bits: the host, unless told otherwise."""
    if config.CPU_FEATURES is not None:
        return "+avx512f" in config.CPU_FEATURES
    return config.CPU_NAME in (None, "host") and "+avx512f" in get_host_cpu_features()


_ROWS = (4, 1)  # of a tile, in the order tried
COLUMNS = 5 if _has_wide_registers() else 1  # of a tile at most, of eight numbers each


@intrinsic
def add_product(typing, C, c, ldc, A, a, lda, B, b, ldb, inner, fresh, rows, columns):
    """C[c + r ldc + m] = (0 if fresh else itself) + sum_k A[a + r lda + k] B[b + k ldb + m].

    C and B are tables (.., 8), their columns of eight numbers m < columns <= COLUMNS; A is a
    contiguous array, counted as it lies in memory; r < rows, and k < inner, at least 1. Nothing
    is checked.
    """

    def emit(context, builder, sig, args):
        C, c, ldc, A, a, lda, B, b, ldb, inner, fresh, rows, columns = args
        factors = context.make_array(sig.args[3])(context, builder, A).data
        given = [
            row_pointer(context, builder, sig.args[0], C, c, LLVM[FLOATS]), ldc,
            builder.gep(factors, [a]), lda,
            row_pointer(context, builder, sig.args[6], B, b, LLVM[FLOATS]), ldb, inner, fresh, rows,
        ]  # fmt: skip
        for M in range(COLUMNS, 0, -1):
            with builder.if_then(builder.icmp_signed("==", columns, columns.type(M))):
                builder.call(_product(builder.module, M, [x.type for x in given]), given)
        return context.get_dummy_value()

    i = types.intp
    return types.void(C, i, i, A, i, i, B, i, i, i, types.boolean, i, i), emit


def _product(module, M, parameters):
    """The function for M columns, one of each in a module: tiles one below the other.

    The loop over them stands inside: entering a function for each costs as much as 100 products.
    """
    name = f"provcheck_product_{M}"
    if name in module.globals:
        return module.globals[name]
    function = ir.Function(module, ir.FunctionType(ir.VoidType(), parameters), name)
    function.linkage = "linkonce_odr"
    function.attributes.add("noinline")  # compiled once, however often it is called
    function.attributes.add("nounwind")
    builder, rows = ir.IRBuilder(function.append_basic_block("entry")), function.args[-1]
    done = rows.type(0)
    for R in _ROWS:
        done = _emit_tiles(builder, R, M, done, *function.args)
    builder.ret_void()
    return function


def _emit_tiles(builder, R, M, done, table, ldc, factors, lda, panel, ldb, inner, fresh, rows):
    """Tiles of R rows, from row `done` on, as long as they fit; returns the rows then done."""
    number = rows.type
    entry, test = builder.block, builder.append_basic_block("test")
    tile, after = builder.append_basic_block("tile"), builder.append_basic_block("after")
    builder.branch(test)
    builder.position_at_end(test)
    row = builder.phi(number)
    following = builder.add(row, number(R))
    builder.cbranch(builder.icmp_signed("<=", following, rows), tile, after)
    builder.position_at_end(tile)
    place = builder.gep(table, [builder.mul(ldc, row)])
    start = builder.gep(factors, [builder.mul(lda, row)])
    _emit_tile(builder, R, M, place, ldc, start, lda, panel, ldb, inner, fresh)
    builder.branch(test)
    row.add_incoming(done, entry)
    row.add_incoming(following, builder.block)
    builder.position_at_end(after)
    return row


def _emit_tile(builder, R, M, table, ldc, factors, lda, panel, ldb, inner, fresh):
    """The loop over the inner index, entered with zeros or with what the table holds."""
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
