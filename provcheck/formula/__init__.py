"""From the text of a formula to a claim: an own tokenizer and parser, which run nothing."""

from provcheck.formula.listing import Entry, read_formulas
from provcheck.formula.statement import Case, Formula, parse_formula, to_claims

__all__ = ["Case", "Entry", "Formula", "parse_formula", "read_formulas", "to_claims"]
