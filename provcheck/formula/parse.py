"""Tokens in, trees out: a Pratt parser for expressions and chains of comparisons.

    conjunction  comparisons joined by `and` or commas
    chain        a <= b < c
    expression   + -  <  * / and products without a sign  <  unary -  <  ^ (to the right)

Nothing is evaluated here. A product without a sign is read only where it means one thing: 2x,
2(x + 1), (x + 1)(x - 1); 1/2x and x^2y are refused. Derivatives and sums: `notations.py`.
"""

from collections.abc import Iterable, Mapping, Sequence

from provcheck.formula.fault import Source, fault
from provcheck.formula.functions import ALIASES, ARGUMENTS, CONSTANTS, NAMES, advice
from provcheck.formula.limits import MAX_DEPTH, MAX_RELATIONS
from provcheck.formula.notations import leibniz_ahead, read_diff, read_leibniz, read_sum
from provcheck.formula.tokens import RELATIONS, Token, described
from provcheck.formula.tree import (
    Call,
    Comparison,
    Constant,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Total,
)

_SUM, _PRODUCT, _POWER = 10, 20, 30


class Parser:
    """Reads trees from tokens, from left to right.

    Args:
        aliases: names that stand for a function by the user's word: {"sigma": "sigmoid"}.
        variables: names that are certainly variables, so that x(1 - x) is a product.
        juxtaposed: whether `x y` is a product, as in LaTeX.
    """

    def __init__(
        self,
        source: Source,
        tokens: Sequence[Token],
        *,
        aliases: Mapping[str, str] | None = None,
        variables: Iterable[str] = (),
        juxtaposed: bool = False,
    ) -> None:
        self.source = source
        self.tokens = tokens
        self.aliases = dict(aliases or {})
        self.variables = frozenset(variables)
        self.juxtaposed = juxtaposed
        self.position = 0
        self.depth = 0
        self.bars = 0

    # ------------------------------------------------------------ tokens

    @property
    def next(self) -> Token:
        return self.tokens[self.position]

    @property
    def last(self) -> Token:
        return self.tokens[self.position - 1]

    def after(self, count: int) -> Token:
        """The token so many places further on, or the end."""
        return self.tokens[min(self.position + count, len(self.tokens) - 1)]

    def take(self) -> Token:
        token = self.next
        if token.kind != "end":
            self.position += 1
        return token

    def sees(self, *texts: str) -> bool:
        """Whether the next token is one of these signs or words."""
        return self.next.kind in ("sign", "word") and self.next.text in texts

    def expect(self, text: str, why: str) -> Token:
        if not self.sees(text):
            raise self.fault(f"{described(self.next)}, where '{text}' was expected {why}")
        return self.take()

    def fault(self, said: str, at: int | None = None):
        """The error for the next token, or for a position."""
        return fault(self.source, self.next.at if at is None else at, said)

    # ------------------------------------------------------------ comparisons

    def conjunction(self) -> tuple[Comparison, ...]:
        """All comparisons up to a token that cannot go on: `for`, `given` or the end."""
        found = list(self.chain())
        while self.sees("and", ",", ";"):
            self.take()
            found += self.chain()
            self.require_few(found)
        return tuple(found)

    def chain(self, left: Node | None = None) -> list[Comparison]:
        """a <= b < c as two comparisons; `left` is the first term where it is read already."""
        left = self.expression() if left is None else left
        if not self._at_relation():
            raise self._no_relation()
        found: list[Comparison] = []
        while self._at_relation():
            op = self.take()
            if op.text == "!=":
                said = (
                    f"'{op.spelled}' cannot be decided by enclosures; expected <=, <, >=, > or ==. "
                    "Check the two sides apart, for instance x < 1 and x > 1"
                )
                raise self.fault(said, op.at)
            right = self.expression()
            found.append(Comparison(left, op.text, right, op.at))
            self.require_few(found)
            left = right
        return found

    def require_few(self, found: list[Comparison]) -> None:
        if len(found) > MAX_RELATIONS:
            raise self.fault(f"more than {MAX_RELATIONS} comparisons; split the formula")

    def _at_relation(self) -> bool:
        return self.next.kind == "sign" and self.next.text in RELATIONS

    def _no_relation(self):
        token = self.next
        if token.kind == "end" or self.sees("and", ",", ";", "for", "given"):
            return self.fault("a comparison was expected, such as '<= 1'; this is a term only")
        return self._out_of_place()

    # ------------------------------------------------------------ expressions

    def expression(self, power: int = 0) -> Node:
        """An expression whose operators all bind more tightly than `power`."""
        is_nested = power not in (_SUM, _PRODUCT)
        self.depth += is_nested
        self._require_shallow()
        left = self._prefix()
        while True:
            if power < _SUM and self.sees("+", "-"):
                left = self._total(left)
            elif power < _PRODUCT and (self.sees("*", "/") or self.starts_factor()):
                left = self._product(left)
            elif power < _POWER and self.sees("^"):
                at = self.take().at
                left = Power(left, self.expression(_POWER - 1), at)
            else:
                self.depth -= is_nested
                return left

    def _require_shallow(self) -> None:
        if self.depth > MAX_DEPTH:
            raise self.fault(f"nested more than {MAX_DEPTH} deep; flatten it, or split the formula")

    def _total(self, left: Node) -> Node:
        terms, at = [(False, left)], self.next.at
        while self.sees("+", "-"):
            is_minus = self.take().text == "-"
            terms.append((is_minus, self.expression(_SUM)))
        return Total(tuple(terms), at)

    def _product(self, left: Node) -> Node:
        factors, at, sign = [(False, left)], self.next.at, "*"
        while True:
            if self.sees("*", "/"):
                sign = self.take().text
            elif self.starts_factor():
                self._require_unambiguous(factors[-1][1], sign)
                sign = "*"
            else:
                return Product(tuple(factors), at)
            factors.append((sign == "/", self.expression(_PRODUCT)))

    def starts_factor(self) -> bool:
        """Whether a factor follows without a sign."""
        token = self.next
        if token.kind in ("number", "name", "function", "derivative"):
            return True
        return self.sees("(", "√") or (self.sees("|") and not self.bars)

    def _require_unambiguous(self, factor: Node, sign: str) -> None:
        """A product without a sign after this factor must mean one thing."""
        last, token = self.last, self.next
        here, there = last.spelled or last.text, token.spelled or token.text
        if sign == "/":
            said = f"what is divided by is ambiguous at '{there}'; write (a/b)*c or a/(b*c)"
            raise self.fault(said)
        is_closed = last.kind == "sign"
        if isinstance(factor, Power) and not is_closed:
            raise self.fault(f"where the exponent ends is ambiguous; write * before '{there}'")
        if token.kind == "number":
            raise self.fault(f"an operator was expected between '{here}' and '{there}'")
        is_variable = last.kind == "name" and last.text not in CONSTANTS
        if is_variable and not self.juxtaposed:
            said = f"an operator was expected between '{here}' and '{there}'; write {here}*{there}"
            raise self.fault(said)

    def _prefix(self) -> Node:
        token = self.take()
        if token.kind == "number":
            return Number(token.value, token.at)
        if token.kind == "derivative":
            return read_leibniz(self, token, token.text, int(token.value))
        if token.kind == "function":
            return self._applied(token)
        if token.kind == "name":
            return self._named(token)
        if token.kind == "sign":
            if token.text in "+-":
                self.depth += 1
                operand = self.expression(_PRODUCT)
                self.depth -= 1
                return Negative(operand, token.at) if token.text == "-" else operand
            if token.text == "(":
                return self._group(token)
            if token.text == "|":
                return self._bars(token)
            if token.text == "√":
                return self._root(token)
        self.position -= token.kind != "end"
        raise self._no_operand(token)

    def _group(self, opening: Token) -> Node:
        bars, self.bars = self.bars, 0
        inside = self.expression()
        if self._at_relation():
            said = "a comparison inside parentheses; write comparisons side by side, joined by and"
            raise self.fault(said)
        if self.sees(","):
            said = "a comma inside parentheses; expected ')'. A range is written x in (0, 1)"
            raise self.fault(said)
        if not self.sees(")"):
            raise self._unclosed(opening, ")")
        self.take()
        self.bars = bars
        return inside

    def _bars(self, opening: Token) -> Node:
        self.bars += 1
        inside = self.expression()
        if not self.sees("|"):
            raise self._unclosed(opening, "|")
        self.take()
        self.bars -= 1
        return Call("abs", (inside,), opening.at)

    def _root(self, token: Token) -> Node:
        inside = self._atom("√")
        if self.starts_factor() or self.sees("^"):
            raise self.fault("where √ ends is ambiguous; put what is under it in parentheses")
        return Call("sqrt", (inside,), token.at)

    def _unclosed(self, opening: Token, closing: str):
        if self.next.kind == "end":
            said = f"'{opening.spelled or opening.text}' is not closed; '{closing}' was expected"
            return self.fault(said, opening.at)
        return self._out_of_place()

    # ------------------------------------------------------------ names and calls

    def _named(self, token: Token) -> Node:
        if by := leibniz_ahead(self, token):
            return read_leibniz(self, token, *by)
        if self._is_called(token):
            return self._call(token, self._function(token))
        if token.text in CONSTANTS:
            return Constant(CONSTANTS[token.text], token.at)
        if token.text == "I":
            said = "complex numbers are not supported; every name is a real number, and I is none"
            raise self.fault(said, token.at)
        if token.text in NAMES and token.text not in ("gamma", "Gamma"):
            if self.sees("^"):
                return self._applied(token)
            said = f"the function {token.text} needs its argument in parentheses, {token.text}(x)"
            raise self.fault(said, token.at)
        if token.text == "∂":
            raise self.fault("a derivative is written d/dx (...) or diff(f, x)", token.at)
        return Name(token.text, token.at)

    def _is_called(self, token: Token) -> bool:
        """Whether a parenthesis after the name opens the arguments of a function."""
        if not self.sees("("):
            return False
        if token.text in self.aliases or (token.text in NAMES and not _is_letter(token)):
            return True
        if token.text in CONSTANTS and CONSTANTS[token.text] != "E":
            return False
        return not (self.juxtaposed and token.text in self.variables)

    def _function(self, token: Token) -> str:
        """The one name of a function that is called."""
        name = self.aliases.get(token.text, token.text)
        name = ALIASES.get(name, name)
        is_known = name in ARGUMENTS or name in ("diff", "sum")
        if is_known and (token.text in self.aliases or not _is_letter(token)):
            return name
        if token.text in self.variables or len(token.text) == 1:
            product = f"{token.spelled} \\cdot (" if self.juxtaposed else f"{token.spelled}*("
            said = f"'{token.spelled}' is no known function; for a product write {product}"
            raise self.fault(said, token.at)
        raise self.fault(f"unknown function '{token.spelled}'{advice(token.text)}", token.at)

    def _call(self, token: Token, name: str) -> Node:
        self.expect("(", f"after {name}")
        if name == "diff":
            return read_diff(self, token)
        if name == "sum":
            return read_sum(self, token)
        bars, self.bars = self.bars, 0
        arguments = [] if self.sees(")") else [self.argument()]
        while self.sees(","):
            self.take()
            arguments.append(self.argument())
        self.close(token)
        self.bars = bars
        least, most = ARGUMENTS[name]
        if not least <= len(arguments) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            said = f"{name} has {len(arguments)} arguments; expected {wanted}"
            raise self.fault(said, token.at)
        if name == "log" and len(arguments) == 2:
            value, base = (Call("log", (argument,), token.at) for argument in arguments)
            return Product(((False, value), (True, base)), token.at)
        return Call(name, tuple(arguments), token.at)

    def argument(self) -> Node:
        """The next argument of a function, which is no comparison."""
        argument = self.expression()
        if self._at_relation():
            raise self.fault("a comparison inside a function; expected a number there")
        return argument

    def close(self, token: Token) -> None:
        """Take the parenthesis that ends the arguments of a function."""
        if not self.sees(")"):
            opening = Token("sign", "(", token.at, spelled=f"{token.spelled}(")
            raise self._unclosed(opening, ")")
        self.take()

    def _applied(self, token: Token) -> Node:
        """sin^2(x), and in LaTeX \\sin x: a function whose parentheses may be missing."""
        name, exponent = self._function(token), None
        if self.sees("^"):
            self.take()
            exponent = self._atom("^")
            if not isinstance(exponent, Number) or exponent.value <= 0:
                said = f"the power of {name} must be a positive number; write {name}(x)^(...)"
                raise self.fault(said, exponent.at)
        if self.sees("("):
            value = self._call(token, name)
        elif name in ("diff", "sum", "min", "max"):
            raise self.fault(f"{described(self.next)}, where '(' was expected after {name}")
        else:
            value = Call(name, (self._atom(name),), token.at)
            if self.starts_factor() or self.sees("^"):
                said = f"where the argument of {name} ends is ambiguous; put it in parentheses"
                raise self.fault(said)
        return value if exponent is None else Power(value, exponent, token.at)

    def _atom(self, of: str) -> Node:
        """What follows √, or a function without parentheses: a number, a name or a group."""
        token = self.next
        if token.kind in ("number", "name") or self.sees("(", "|"):
            return self.deeper()
        said = f"{described(token)}, where a number, a name or '(' was expected after {of}"
        raise self.fault(said)

    def deeper(self) -> Node:
        """The operand that follows, one level deeper."""
        self.depth += 1
        self._require_shallow()
        node = self._prefix()
        self.depth -= 1
        return node

    # ------------------------------------------------------------ what went wrong

    def finish(self) -> None:
        """Refuse what is left over."""
        if self.next.kind != "end":
            raise self._out_of_place()

    def _out_of_place(self):
        token = self.next
        if token.text == "or":
            said = "'or' cannot be decided in one formula; check the alternatives one by one"
        elif token.kind == "word" and token.text in ("in", "integer", "real"):
            said = f"'{token.text}' belongs to a range; ranges follow the formula, as in"
            said += " x*(1 - x) <= 1/4 for x in [0, 1]"
        elif token.text == ")":
            said = "this ')' closes nothing; expected an operator, a comparison or the end"
        elif token.text == ",":
            said = "a comma outside a function; expected an operator or ')'"
        else:
            said = f"{described(token)}, where an operator or the end was expected"
        return self.fault(said)

    def _no_operand(self, token: Token):
        if not self.position and token.kind == "end":
            return self.fault("nothing to read; expected a formula such as x**2 >= 2*x - 1")
        if token.text == "[":
            return self.fault("'[' stands in a formula; use parentheses ( )")
        if token.text == "not":
            return self.fault("'not' is not supported; write the opposite comparison")
        said = f"{described(token)}, where a number, a name or '(' was expected"
        return self.fault(said)


def _is_letter(token: Token) -> bool:
    """Whether a name was written as a Greek letter: γ is a variable, gamma(x) a function."""
    return token.spelled[:1] not in ("", "Γ") and not token.spelled[:1].isascii()
