"""Every error that provcheck raises on purpose.

ProvcheckError
├── UsageError                 the caller asked for something that is not there (exit code 2)
│   ├── SelectorError          a selector matches nothing, or more than one branch
│   ├── WitnessError           a witness file is corrupt or belongs to another claim
│   ├── StoreError             the result store cannot be read or written
│   ├── PackError              a pack cannot be imported or describes itself wrongly
│   ├── OutputError            a report or JSON file cannot be written
│   ├── DataError              a user's data or net cannot be used as they are
│   └── FormulaError           a formula, range or condition cannot be read
├── DomainError                a number lies outside the range that a function accepts
├── StatementError             a claim, setting or derivation is not well formed
├── Undecided                  ball or exact arithmetic could not settle a comparison
├── Rejected                   the kernel refused a certificate
└── EngineError                an engine failed for a reason of its own
"""


class ProvcheckError(Exception):
    """Base of every error that provcheck raises on purpose."""


class UsageError(ProvcheckError):
    """The caller asked for something that is not there; the message says what to do."""


class SelectorError(UsageError):
    """A selector matches no claim, or is ambiguous; the message lists the candidates."""


class WitnessError(UsageError):
    """A witness file is corrupt, incomplete, or belongs to another claim."""


class StoreError(UsageError):
    """The result store cannot be read or written."""


class PackError(UsageError):
    """A pack cannot be imported or describes itself wrongly."""


class OutputError(UsageError):
    """A report or JSON file cannot be written."""


class DataError(UsageError):
    """A user's data file, or the description of a net, cannot be used as it is."""


class FormulaError(UsageError):
    """A formula, range or condition cannot be read; the message shows the line and the place."""


class DomainError(ProvcheckError, ValueError):
    """A number lies outside the range that a function accepts."""


class StatementError(ProvcheckError):
    """A claim, setting or derivation is not well formed."""


class Undecided(ProvcheckError):
    """Ball or exact arithmetic could not settle a comparison at the precision allowed."""


class Rejected(ProvcheckError):
    """The kernel refused a certificate; the message says which rule and why."""


class EngineError(ProvcheckError):
    """An engine failed for a reason of its own, such as a missing tool."""
