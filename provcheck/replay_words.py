"""`provcheck replay` on a terminal: the witness that is meant, certified again."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from provcheck.errors import Rejected, Undecided, WitnessError
from provcheck.examine import Session, certify_witness
from provcheck.library import Library, select_one
from provcheck.runner import latest_result
from provcheck.store import Store
from provcheck.terminal import console, print_counterexample, print_folded


def chosen_witness(
    packs: Sequence[Path], witness: str, line: str | None
) -> tuple[Library, dict[str, Any]]:
    """A witness from its file, or by the claim whose stored result has it.

    Args:
        packs: paths of the user's own packs.
        witness: a file's name, or a selector of one claim.
        line: id of a line of its derivation, for the counterexample to that line.

    Raises:
        WitnessError: the file is no witness, or no such witness is stored.
        SelectorError: the selector does not mean one claim.
    """
    if witness.endswith(".json") or Path(witness).is_file() and not witness.endswith(".py"):
        return Library(packs), _read_witness(Path(witness))
    library, name = select_one(packs, witness)
    return library, _stored_witness(library, name, line)


def replayed(library: Library, data: dict[str, Any]) -> bool:
    """Certify a witness, print what was found, and say whether it is confirmed."""
    out = console()
    try:
        found = certify_witness(Session(library), data)
    except (Rejected, Undecided) as error:
        print_folded(out, f"not confirmed: {data['claim']}: {error}", rest="  ")
        return False
    print_counterexample(out, data, found)
    return True


def _read_witness(file: Path) -> dict[str, Any]:
    try:
        data = json.loads(file.read_text())
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise WitnessError(
            f"{file}: cannot be read as a witness ({reason}); expected the JSON that "
            "`provcheck verify --witnesses DIR` writes. Write it again, or replay by claim name."
        ) from error
    if not isinstance(data, dict):
        raise WitnessError(
            f"{file}: holds a {type(data).__name__}; expected an object with 'claim' and 'setting'."
        )
    return data


def _stored_witness(library: Library, name: str, line: str | None) -> dict[str, Any]:
    result = latest_result(library, Store(), name)
    witness = result.witness_for(line) if result else None
    if result is not None and result.measured is not None:
        raise WitnessError(
            f"'{name}': an experiment has no witness to replay; expected a certified "
            f"counterexample. Run it again instead: {result.measured['command']}"
        )
    if witness is None:
        found = "no stored result" if result is None else f"{result.verdict}, without a witness"
        raise WitnessError(
            f"'{name}'{f' line {line}' if line else ''}: {found}; expected a certified "
            f"counterexample. Run `provcheck verify {name}` first, or give a witness file."
        )
    return dict(witness)
