"""Eight numbers as one value of compiled code: a vector register where the machine has one.

Two value types, FLOATS (8 float64) and WORDS (8 uint64), with the operators of their elements; a
scalar beside one of them stands for eight copies. The functions below take scalars too, so that a
formula written with them is one formula for both. Every operation is done element by element in
strict IEEE arithmetic, `fma` with its one rounding, so that results are the same bits on every
machine: LLVM splits what is wider than its registers.

FLOATS_4 and WORDS_4 are four of them side by side, as `stack` makes them and `unstack` takes them
apart. Each operation is then four instructions that do not wait for each other: an exponential is
one long chain, and a processor that looks some sixty instructions ahead does not get from one to
the next by itself.
"""

import operator

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.datamodel import PrimitiveModel
from numba.core.typing.templates import ConcreteTemplate, infer_global, signature
from numba.extending import intrinsic, lower_builtin, register_model

WIDTH = 8


class Lanes(types.Type):
    """The type of some times eight float64 or uint64."""

    def __init__(self, element: types.Type, rows: int) -> None:
        self.element, self.rows = element, rows
        super().__init__(name=f"{element}({rows}x{WIDTH})")


FLOATS, FLOATS_4 = Lanes(types.float64, 1), Lanes(types.float64, 4)
WORDS, WORDS_4 = Lanes(types.uint64, 1), Lanes(types.uint64, 4)
_LIKE_FLOAT, _LIKE_WORD = (types.float64, FLOATS, FLOATS_4), (types.uint64, WORDS, WORDS_4)
_OTHERS = dict(zip(_LIKE_FLOAT + _LIKE_WORD, _LIKE_WORD + _LIKE_FLOAT, strict=True))
LLVM = {types.float64: ir.DoubleType(), types.uint64: ir.IntType(64)}
for _lanes in (FLOATS, FLOATS_4, WORDS, WORDS_4):
    LLVM[_lanes] = ir.VectorType(LLVM[_lanes.element], _lanes.rows * WIDTH)
_SUFFIX = {types.float64: "f64", FLOATS: f"v{WIDTH}f64", FLOATS_4: f"v{4 * WIDTH}f64"}


@register_model(Lanes)
class _LanesModel(PrimitiveModel):
    def __init__(self, manager, numba_type):
        super().__init__(manager, numba_type, LLVM[numba_type])


def copies(builder, scalar, count=WIDTH):
    """Some copies of a scalar, eight unless told otherwise."""
    vector = ir.VectorType(scalar.type, count)
    one = builder.insert_element(ir.Constant(vector, ir.Undefined), scalar, ir.IntType(32)(0))
    return builder.shuffle_vector(one, ir.Constant(vector, ir.Undefined), _places([0] * count))


def _places(numbers):
    """Lanes, as `shuffle_vector` takes them."""
    return ir.Constant(ir.VectorType(ir.IntType(32), len(numbers)), list(numbers))


def _widen(builder, values):
    """The values, scalars among vectors replaced by copies."""
    counts = {value.type.count for value in values if isinstance(value.type, ir.VectorType)}
    if not counts:
        return list(values)
    (count,) = counts
    return [
        value if isinstance(value.type, ir.VectorType) else copies(builder, value, count)
        for value in values
    ]


def _common(kinds, arguments):
    """The type of the result of an elementwise operation; None if its arguments do not go together.

    Kinds are a scalar and the lanes beside which it may stand.
    """
    wide = {argument for argument in arguments if argument != kinds[0]}
    if len(wide) > 1 or not wide <= set(kinds):
        return None
    return wide.pop() if wide else kinds[0]


def _define(function, kinds, instruction):
    """Define a binary operator for two vectors, and for a vector beside a scalar."""
    scalar, *vectors = kinds
    pairs = [
        pair
        for vector in vectors
        for pair in ((vector, vector), (vector, scalar), (scalar, vector))
    ]

    class Operator(ConcreteTemplate):
        key = function
        cases = [signature(_common(kinds, pair), *pair) for pair in pairs]

    infer_global(function)(Operator)

    def lower(context, builder, sig, args):
        return getattr(builder, instruction)(*_widen(builder, args))

    for pair in pairs:
        lower_builtin(function, *pair)(lower)


class _Negation(ConcreteTemplate):
    key = operator.neg
    cases = (signature(FLOATS, FLOATS), signature(FLOATS_4, FLOATS_4))


infer_global(operator.neg)(_Negation)


@lower_builtin(operator.neg, FLOATS)
@lower_builtin(operator.neg, FLOATS_4)
def _negate(context, builder, sig, args):
    return builder.fneg(args[0])


for _function, _instruction in (
    (operator.add, "fadd"),
    (operator.sub, "fsub"),
    (operator.mul, "fmul"),
    (operator.truediv, "fdiv"),
):
    _define(_function, _LIKE_FLOAT, _instruction)
for _function, _instruction in (
    (operator.add, "add"),
    (operator.sub, "sub"),
    (operator.mul, "mul"),
    (operator.and_, "and_"),
    (operator.or_, "or_"),
    (operator.xor, "xor"),
    (operator.lshift, "shl"),
    (operator.rshift, "lshr"),
):
    _define(_function, _LIKE_WORD, _instruction)


def call(builder, name, result, *args):
    function_type = ir.FunctionType(result, [arg.type for arg in args])
    function = cgutils.get_or_insert_function(builder.module, function_type, name)
    return builder.call(function, args)


@intrinsic
def fma(typing, a, b, c):
    """a b + c, rounded once."""
    result = _common(_LIKE_FLOAT, (a, b, c))

    def emit(context, builder, sig, args):
        return call(builder, f"llvm.fma.{_SUFFIX[result]}", LLVM[result], *_widen(builder, args))

    return result and result(a, b, c), emit


@intrinsic
def root(typing, x):
    """Square root."""
    result = _common(_LIKE_FLOAT, (x,))

    def emit(context, builder, sig, args):
        return call(builder, f"llvm.sqrt.{_SUFFIX[result]}", LLVM[result], *args)

    return result and result(x), emit


@intrinsic
def total(typing, x):
    """Sum of eight numbers, in halves: ((x0 + x4) + (x2 + x6)) + ((x1 + x5) + (x3 + x7))."""
    if x != FLOATS:
        return None

    def emit(context, builder, sig, args):
        value, width = args[0], WIDTH
        while width > 1:
            width //= 2
            undefined = ir.Constant(value.type, ir.Undefined)
            halves = [
                builder.shuffle_vector(value, undefined, _places(range(start, start + width)))
                for start in (0, width)
            ]
            value = builder.fadd(*halves)
        return builder.extract_element(value, ir.IntType(32)(0))

    return types.float64(x), emit


@intrinsic
def size(typing, x):
    """Absolute value."""
    result = _common(_LIKE_FLOAT, (x,))

    def emit(context, builder, sig, args):
        return call(builder, f"llvm.fabs.{_SUFFIX[result]}", LLVM[result], *args)

    return result and result(x), emit


@intrinsic
def where_less(typing, x, y, chosen, other):
    """`chosen` where x < y, `other` elsewhere, also where x or y is NaN."""
    result = _common(_LIKE_FLOAT, (x, y, chosen, other))

    def emit(context, builder, sig, args):
        x, y, chosen, other = _widen(builder, args)
        return builder.select(builder.fcmp_ordered("<", x, y), chosen, other)

    return result and result(x, y, chosen, other), emit


@intrinsic
def all_below(typing, x, limit):
    """Whether x < limit in every lane; no NaN is."""
    if x != FLOATS or limit != types.float64:
        return None

    def emit(context, builder, sig, args):
        below = builder.fcmp_ordered("<", args[0], copies(builder, args[1]))
        mask = ir.IntType(WIDTH)
        return builder.icmp_unsigned("==", builder.bitcast(below, mask), mask(2**WIDTH - 1))

    return types.boolean(x, limit), emit


@intrinsic
def where_zero(typing, word, chosen, other):
    """`chosen` where a word is 0, `other` elsewhere; both float64, or both words."""
    values = (chosen, other)
    kinds = _LIKE_FLOAT if _common(_LIKE_FLOAT, values) else _LIKE_WORD
    if word not in _LIKE_WORD:
        return None
    result = _common(kinds, (*values, kinds[_LIKE_WORD.index(word)]))

    def emit(context, builder, sig, args):
        word, chosen, other = _widen(builder, args)
        zero = ir.Constant(word.type, None)
        return builder.select(builder.icmp_unsigned("==", word, zero), chosen, other)

    return result and result(word, chosen, other), emit


@intrinsic
def bits_of(typing, x):
    """The bits of float64 as uint64."""
    result = _OTHERS[x] if x in _LIKE_FLOAT else None

    def emit(context, builder, sig, args):
        return builder.bitcast(args[0], LLVM[result])

    return result and result(x), emit


@intrinsic
def float_of(typing, word):
    """The float64 with the bits of a uint64."""
    result = _OTHERS[word] if word in _LIKE_WORD else None

    def emit(context, builder, sig, args):
        return builder.bitcast(args[0], LLVM[result])

    return result and result(word), emit


@intrinsic
def spread(typing, scalar):
    """Eight copies of a float64 or uint64."""
    result = {types.float64: FLOATS, types.uint64: WORDS}.get(scalar)

    def emit(context, builder, sig, args):
        return copies(builder, args[0])

    return result and result(scalar), emit


@intrinsic
def stack(typing, first, second, third, fourth):
    """Four times eight numbers as one value."""
    result = {FLOATS: FLOATS_4, WORDS: WORDS_4}.get(first)
    if {first, second, third, fourth} != {first}:
        return None

    def emit(context, builder, sig, args):
        return joined(builder, args)

    return result and result(first, second, third, fourth), emit


@intrinsic
def unstack(typing, x):
    """What `stack` was given, a tuple of four."""
    part = {FLOATS_4: FLOATS, WORDS_4: WORDS}.get(x)
    result = part and types.UniTuple(part, 4)

    def emit(context, builder, sig, args):
        return context.make_tuple(builder, result, parted(builder, args[0]))

    return result and result(x), emit


def joined(builder, parts):
    """One vector of two or four."""
    while len(parts) > 1:
        places = _places(range(2 * parts[0].type.count))
        pairs = zip(parts[::2], parts[1::2], strict=True)
        parts = [builder.shuffle_vector(*pair, places) for pair in pairs]
    return parts[0]


def parted(builder, value):
    """The vectors of eight lanes that a value is made of."""
    undefined = ir.Constant(value.type, ir.Undefined)
    return [
        builder.shuffle_vector(value, undefined, _places(range(start, start + WIDTH)))
        for start in range(0, value.type.count, WIDTH)
    ]


def _is_table(array, element):
    return isinstance(array, types.Array) and (array.ndim, array.layout, array.dtype) == (
        2, "C", element,
    )  # fmt: skip


def _is_list(array):
    return isinstance(array, types.Array) and (array.ndim, array.layout, array.dtype) == (
        1, "C", types.float64,
    )  # fmt: skip


def row_pointer(context, builder, array_type, array, row, vector):
    data = context.make_array(array_type)(context, builder, array).data
    start = builder.gep(data, [builder.mul(row, row.type(WIDTH))])
    return builder.bitcast(start, vector.as_pointer())


@intrinsic
def load(typing, table, row):
    """Row `row` >= 0 of a C-contiguous table (rows, 8) of float64 or uint64."""
    result = {types.float64: FLOATS, types.uint64: WORDS}.get(getattr(table, "dtype", None))
    if not (result and _is_table(table, table.dtype)):
        return None

    def emit(context, builder, sig, args):
        pointer = row_pointer(context, builder, sig.args[0], args[0], args[1], LLVM[result])
        return builder.load(pointer, align=8)

    return result(table, types.intp), emit


@intrinsic
def at(typing, numbers, row):
    """Row `row` >= 0 of a table (rows, 8), or that number of a contiguous array (m,) of float64."""
    if _is_table(numbers, types.float64):

        def emit(context, builder, sig, args):
            pointer = row_pointer(context, builder, sig.args[0], args[0], args[1], LLVM[FLOATS])
            return builder.load(pointer, align=8)

        return FLOATS(numbers, types.intp), emit
    if not _is_list(numbers):
        return None

    def emit_number(context, builder, sig, args):
        data = context.make_array(sig.args[0])(context, builder, args[0]).data
        return builder.load(builder.gep(data, [args[1]]))

    return types.float64(numbers, types.intp), emit_number


@intrinsic
def store(typing, table, row, value):
    """Write eight numbers into row `row` >= 0 of a C-contiguous table (rows, 8)."""
    element = {FLOATS: types.float64, WORDS: types.uint64}.get(value)
    if not (element and _is_table(table, element)):
        return None

    def emit(context, builder, sig, args):
        pointer = row_pointer(context, builder, sig.args[0], args[0], args[1], LLVM[value])
        builder.store(args[2], pointer, align=8)
        return context.get_dummy_value()

    return types.void(table, types.intp, value), emit


def _is_contiguous(numbers):
    return isinstance(numbers, types.Array) and (numbers.layout, numbers.dtype) == (
        "C", types.float64,
    )  # fmt: skip


def _first(builder, count):
    """A mask of the first `count` lanes."""
    vector = ir.VectorType(count.type, WIDTH)
    return builder.icmp_signed("<", ir.Constant(vector, list(range(WIDTH))), copies(builder, count))


@intrinsic
def load_part(typing, numbers, start, count):
    """Eight numbers from `start` on of a contiguous array as it lies in memory, 0 from `count` on.

    Only min(count, 8) numbers are read.
    """
    if not _is_contiguous(numbers):
        return None

    def emit(context, builder, sig, args):
        data = context.make_array(sig.args[0])(context, builder, args[0]).data
        pointer = builder.bitcast(builder.gep(data, [args[1]]), LLVM[FLOATS].as_pointer())
        mask, zeros = _first(builder, args[2]), ir.Constant(LLVM[FLOATS], None)
        name, align = f"llvm.masked.load.v{WIDTH}f64.p0", ir.IntType(32)(8)
        return call(builder, name, LLVM[FLOATS], pointer, align, mask, zeros)

    return FLOATS(numbers, types.intp, types.intp), emit


@intrinsic
def store_part(typing, numbers, start, count, value):
    """Write the first min(count, 8) of eight numbers to a contiguous array, from `start` on."""
    if not (_is_contiguous(numbers) and value == FLOATS):
        return None

    def emit(context, builder, sig, args):
        data = context.make_array(sig.args[0])(context, builder, args[0]).data
        pointer = builder.bitcast(builder.gep(data, [args[1]]), LLVM[FLOATS].as_pointer())
        name, align = f"llvm.masked.store.v{WIDTH}f64.p0", ir.IntType(32)(8)
        call(builder, name, ir.VoidType(), args[3], pointer, align, _first(builder, args[2]))
        return context.get_dummy_value()

    return types.void(numbers, types.intp, types.intp, value), emit


@intrinsic
def gather(typing, numbers, positions):
    """The float64 at eight positions of a contiguous array (m,); positions are not checked."""
    if positions != WORDS or not _is_list(numbers):
        return None

    def emit(context, builder, sig, args):
        data = context.make_array(sig.args[0])(context, builder, args[0]).data
        result = ir.Constant(LLVM[FLOATS], ir.Undefined)
        for k in range(WIDTH):
            lane = ir.IntType(32)(k)
            number = builder.load(builder.gep(data, [builder.extract_element(args[1], lane)]))
            result = builder.insert_element(result, number, lane)
        return result

    return FLOATS(numbers, positions), emit
