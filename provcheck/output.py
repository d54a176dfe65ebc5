"""What a command writes besides what it prints: JSON, witnesses, reports; "-" is its output."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provcheck.errors import OutputError

if TYPE_CHECKING:
    from provcheck.verdict import Result


def write_json(document: dict[str, Any], target: str) -> None:
    from provcheck.runner import validate

    validate(document)
    write_text(json_text(document), target)


def json_text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def write_text(text: str, target: str) -> None:
    from provcheck.files import write_whole

    if target == "-":
        sys.stdout.write(text)
        sys.stdout.flush()
    else:
        write_whole(Path(target), text)


def write_witnesses(results: "list[Result]", folder: Path) -> None:
    from provcheck.files import write_whole

    for result in results:
        if result.witness is not None:
            name = result.claim.replace("/", "-") + ".json"
            write_whole(folder / name, json.dumps(dict(result.witness), indent=2) + "\n")


def write_report(write: Callable, document: dict[str, Any], target: Path) -> None:
    try:
        write(document, target)
    except OSError as error:
        raise OutputError(
            f"{target}: the report cannot be written ({error.strerror or error}); free some space "
            "or choose another place. The results are stored; the same command resumes."
        ) from error
