"""Sizes that a formula may have, so that no text can keep the reader busy for ever.

They are far beyond what people write. A term that exceeds one is refused with the number it met.
"""

MAX_TEXT = 10_000  # characters of one formula, range or condition
MAX_FILE = 1_000_000  # characters of a file of formulas
MAX_DEPTH = 40  # parentheses, powers and signs inside one another
MAX_DIGITS = 1_000  # of one number as written, and the size of its exponent
MAX_BITS = 13_000  # of a rational that arises; some 3,900 digits
MAX_ROOT_BITS = 2_000  # of numbers under roots that are multiplied; SymPy factors them
MAX_POWER = 1_000  # whole exponents; balls are multiplied that often
MAX_EXPONENT = 10_000  # |x| of a constant exp(x): exp(exp(exp(10))) is beyond any arithmetic
MAX_GAMMA = 1_000  # |x| of a constant gamma(x)
MAX_ORDER = 10  # of a derivative
MAX_SUM = 1_000  # terms of one sum
MAX_SIZE = 20_000  # nodes of all terms of one formula, sums written out
MAX_DERIVATIVE = 3_000  # nodes of a derivative
MAX_ARGUMENTS = 100  # of min and max
MAX_RELATIONS = 100  # comparisons in one formula
MAX_CASES = 1_000  # values, or combinations of values, of integer variables
