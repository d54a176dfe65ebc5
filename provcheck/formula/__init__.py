"""From the text of a formula to a claim: an own tokenizer and parser, which run nothing."""

from provcheck.formula.listing import Entry, read_formulas
from provcheck.formula.statement import Case, Formula, needs_as_claims, parse_formula, to_claims

__all__ = [
    "Case",
    "Entry",
    "Formula",
    "needs_as_claims",
    "parse_formula",
    "read_formulas",
    "to_claims",
]
