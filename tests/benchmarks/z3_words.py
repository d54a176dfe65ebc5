"""A peer of provcheck: Z3's nonlinear core, on claims of polynomials, quotients and roots.

A root is a variable of its own: r >= 0 with r**n = base. Logarithms, exponentials, angles and the
constants pi and e cannot be said.
"""

import threading
import time

from tests.benchmarks.interval_program import CannotSay


def decide_by_z3(claim, limit: float) -> tuple[str, str]:
    """Whether the conditions and the negated relation are satisfiable.

    Raises:
        CannotSay: a part of the claim is no polynomial, quotient or root.
    """
    import z3

    words = _Words(z3)
    for real in claim.space.components:
        words.number(real.symbol)
    said = [words.relation(given.relation) for given in claim.hypotheses]
    denied = z3.Not(words.relation(claim.relation))
    solver = z3.Solver()
    solver.add(*said, *words.roots, denied)
    found = _checked(solver, limit)
    if found == z3.unknown:
        return "OPEN", solver.reason_unknown()
    return ("PROVED", "") if found == z3.unsat else ("REFUTED", str(solver.model())[:200])


def _checked(solver, limit: float):
    """The answer, or unknown when `limit` seconds of the processor are spent."""
    is_done, ends = threading.Event(), time.process_time() + limit

    def watch() -> None:
        while not is_done.wait(0.05):
            if time.process_time() > ends:
                solver.ctx.interrupt()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        return solver.check()
    finally:
        is_done.set()
        watcher.join()


class _Words:
    def __init__(self, z3):
        self._z3 = z3
        self._known = {}
        self.roots = []

    def relation(self, relation):
        left, right = (self.number(side) for side in relation.args)
        said = {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}
        if relation.rel_op not in said:
            raise CannotSay(f"a relation {relation.rel_op}")
        return said[relation.rel_op]

    def number(self, term):
        if term not in self._known:
            self._known[term] = self._made(term)
        return self._known[term]

    def _made(self, term):
        if term.is_Symbol:
            return self._z3.Real(term.name)
        if term.is_Rational:
            return self._z3.RatVal(int(term.p), int(term.q))
        name = type(term).__name__
        if name == "Pow" and term.exp.is_Rational:
            return self._power(self.number(term.base), int(term.exp.p), int(term.exp.q))
        if name not in ("Add", "Mul", "Abs", "Max", "Min"):
            raise CannotSay(f"no word for {name}")
        return self._folded(name, [self.number(part) for part in term.args])

    def _folded(self, name: str, parts: list):
        condition = self._z3.If
        result = parts[0]
        if name == "Abs":
            return condition(result >= 0, result, -result)
        for part in parts[1:]:
            if name == "Add":
                result = result + part
            elif name == "Mul":
                result = result * part
            elif name == "Max":
                result = condition(result >= part, result, part)
            else:
                result = condition(result <= part, result, part)
        return result

    def _power(self, base, numerator: int, denominator: int):
        if denominator != 1:
            root = self._z3.Real(f"root!{len(self.roots)}")
            self.roots.append(self._z3.And(root >= 0, _product(root, denominator) == base))
            base = root
        power = _product(base, abs(numerator))
        return 1 / power if numerator < 0 else power


def _product(base, count: int):
    result = base
    for _ in range(count - 1):
        result = result * base
    return result
