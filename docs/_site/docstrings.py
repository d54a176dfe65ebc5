"""Docstrings as the site reads them: they are written for people, not in reStructuredText."""

import re
from typing import Any

_SECTION = re.compile(r"\s*[A-Z][a-z]+:$")
_CODE = re.compile(r"(``.*?``|`[^`\n]+`)")


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _as_restructured_text(
    app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]
) -> None:
    """Docstrings are written for people: |u| is a size, and an indented paragraph is code."""
    plain, written, code_depth = "", [], None
    for line in lines:
        if line.strip() and code_depth is not None and _depth(line) < code_depth:
            code_depth = None
        starts_code = (
            line.strip()
            and code_depth is None
            and written
            and not written[-1].strip()
            and _depth(line) >= _depth(plain) + 4
            and not _SECTION.match(plain)
        )
        if starts_code:
            written += [" " * _depth(plain) + "::", ""]
            code_depth = _depth(line)
        if line.strip() and code_depth is None:
            plain = line
        written.append(line if code_depth is not None else _escaped(line))
    lines[:] = written


def _escaped(line: str) -> str:
    parts = _CODE.split(line)
    parts[::2] = [re.sub(r"([|*])|(?<=\w)(_)(?=\W|$)", r"\\\g<0>", part) for part in parts[::2]]
    return "".join(parts)


def setup(app: Any) -> None:
    app.connect("autodoc-process-docstring", _as_restructured_text, priority=100)
