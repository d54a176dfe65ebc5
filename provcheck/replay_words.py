"""`provcheck replay` on a terminal: the witness that is meant, certified again."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from provcheck.errors import Rejected, Undecided, WitnessError
from provcheck.examine import Session, certify_witness
from provcheck.findings import WITNESS_SCHEMA
from provcheck.latest import latest_result
from provcheck.library import Library, select_one
from provcheck.store import Store
from provcheck.terminal import console, print_counterexample, print_folded

_DEEPEST = 20


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
    except (OSError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or str(error)[:200]
        raise WitnessError(
            f"{file}: cannot be read as a witness ({reason}); expected the JSON that "
            "`provcheck verify --witnesses DIR` writes. Write it again, or replay by claim name."
        ) from error
    if not isinstance(data, dict):
        raise WitnessError(
            f"{file}: holds a {type(data).__name__}; expected an object with 'claim' and 'setting'."
        )
    schema = data.get("schema", WITNESS_SCHEMA)
    if schema != WITNESS_SCHEMA:
        raise WitnessError(
            f"{file}: its schema is {schema!r:.80}; expected '{WITNESS_SCHEMA}'. Write it again "
            "with `provcheck verify --witnesses DIR`."
        )
    if _is_odd(data.get("setting")):
        raise WitnessError(
            f"{file}: its setting is nested too deeply, or true or false stands in it; expected "
            "numbers and arrays of them. Check the file."
        )
    return data


def _is_odd(value: Any, depth: int = 0) -> bool:
    """Nested beyond all arrays and nets, or with a truth value, which Python takes for 0 or 1."""
    if isinstance(value, dict | list):
        inside = value.values() if isinstance(value, dict) else value
        return depth > _DEEPEST or any(_is_odd(entry, depth + 1) for entry in inside)
    return isinstance(value, bool)


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
            f"counterexample. Run `provcheck verify {name}{library.option(name)}` first, or give a "
            "witness file."
        )
    return dict(witness)
