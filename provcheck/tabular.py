"""A user's data file as arrays: csv, npz and parquet; whatever is not a finite number is named."""

import csv
import difflib
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provcheck.errors import DataError

if TYPE_CHECKING:
    import numpy as np

_MISSING = {"", "na", "n/a", "nan", "null", "none", "?", "-"}
_LISTED = 8  # names shown of a long list of columns


@dataclass(frozen=True)
class Table:
    """Numbers of one data file, all finite.

    Attributes:
        X: (n, d) float64, n and d at least 1.
        y: (n,) float64.
        columns: the d names of the columns of X.
        target: name of y.
        notes: what was done to the data, or is remarkable about them, in words.
    """

    file: str
    X: "np.ndarray"
    y: "np.ndarray"
    columns: tuple[str, ...]
    target: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Raw:
    """Columns as read: numbers, missing ones as NaN; those with text have an example of it."""

    columns: dict[str, Any]
    text: dict[str, str]
    usual_target: str | None = None
    beside: tuple[str, ...] = ()  # arrays that stand beside a matrix X


def read_table(file: Path, target: str | None = None, *, drop: Sequence[str] = ()) -> Table:
    """Read features and labels from a file.

    Args:
        file: .csv with a header line (separated by commas, semicolons or tabs); .npz with arrays
            X (n, d) and y (n,), or with one array (n,) for each column; .parquet.
        target: the column that holds the labels; an .npz with X and y needs none.
        drop: columns to leave out.

    Raises:
        DataError: the file is missing, empty or of another kind; a column is unknown, repeated or
            not numeric; an entry is missing or not finite; no column is left for X.
    """
    raw = _raw(file)
    target = target or raw.usual_target
    if target is None:
        raise DataError(
            f"{file}: no target is named; expected one of its columns: {_names(raw.columns)}. "
            "Name the labels with --target COLUMN."
        )
    for name in (target, *drop):
        _require_column(file, name, raw.columns)
    kept = {name: values for name, values in raw.columns.items() if name not in drop}
    if target in drop:
        raise DataError(f"{file}: '{target}' is the target and cannot be dropped as well.")
    if len(kept) == 1:
        raise DataError(
            f"{file}: nothing is left beside the target '{target}'; expected at least one column "
            "of features. Check the separator of the file, and --drop."
        )
    _refuse_text(file, {name: raw.text[name] for name in kept if name in raw.text})
    table = _checked(file, target, kept)
    extra = [name for name in raw.beside if name in table.columns]
    if not extra:
        return table
    note = (
        f"beside X the file holds {_names(extra)}, used as a column of features; leave it out "
        "with --drop if it is not one"
    )
    return replace(table, notes=(*table.notes, note))


def standardised(table: Table) -> Table:
    """The same data, each column of X and the labels with mean 0 and standard deviation 1.

    A constant column becomes 0.
    """
    note = "standardised: every column and the target have mean 0 and standard deviation 1"
    flat = [name for name, column in zip(table.columns, table.X.T, strict=True) if _is_flat(column)]
    constant = f"; constant, hence 0: {_names(flat)}" if flat else ""
    return replace(
        table, X=_scaled(table.X), y=_scaled(table.y), notes=(*table.notes, note + constant)
    )


def _is_flat(column: "np.ndarray") -> bool:
    return bool((column == column[0]).all())


def _scaled(values: "np.ndarray") -> "np.ndarray":
    """(n,) or (n, d), by columns; divided by the largest entry first, so that nothing overflows."""
    import numpy as np

    largest = np.max(np.abs(values), axis=0)
    values = values / np.where(largest == 0, 1.0, largest)
    deviation = np.std(values, axis=0)
    flat = np.all(values == values[0], axis=0)
    return np.where(flat, 0.0, (values - values.mean(axis=0)) / np.where(flat, 1.0, deviation))


# ---------------------------------------------------------------- checks


def _checked(file: Path, target: str, columns: dict[str, Any]) -> Table:
    import numpy as np

    rows = len(columns[target])
    if rows == 0:
        raise DataError(
            f"{file}: has columns but no row; expected at least one sample. Check the file."
        )
    for kind, is_bad in (("missing values", np.isnan), ("infinite values", np.isinf)):
        _refuse_rows(file, kind, {c: np.flatnonzero(is_bad(v)) for c, v in columns.items()}, rows)
    y = np.ascontiguousarray(columns[target], dtype=float)  # (n,)
    features = {name: values for name, values in columns.items() if name != target}
    X = np.ascontiguousarray(np.column_stack(list(features.values())), dtype=float)  # (n, d)
    notes = (f"the target '{target}' is constant",) if rows > 1 and _is_flat(y) else ()
    return Table(str(file), X, y, tuple(features), target, notes)


def _refuse_rows(file: Path, kind: str, bad: Mapping[str, Any], rows: int) -> None:
    bad = {name: at for name, at in bad.items() if len(at)}
    if not bad:
        return
    told = "; ".join(
        f"column '{name}', {len(at)} of {rows} rows (first: row {at[0] + 1})"
        for name, at in list(bad.items())[:_LISTED]
    )
    more = f"; and {len(bad) - _LISTED} more columns" if len(bad) > _LISTED else ""
    raise DataError(
        f"{file}: {kind} in {told}{more}; expected finite numbers (rows are counted from 1, "
        "without the header). Fill them in, remove those rows, or leave the columns out with "
        "--drop COLUMN."
    )


def _refuse_text(file: Path, found: Mapping[str, str]) -> None:
    if not found:
        return
    told = ", ".join(f"'{name}' ({example})" for name, example in list(found.items())[:_LISTED])
    more = f" and {len(found) - _LISTED} more" if len(found) > _LISTED else ""
    raise DataError(
        f"{file}: not numbers: {told}{more}; expected numeric columns only. Encode them as "
        "numbers, or leave them out with --drop COLUMN."
    )


def _require_column(file: Path, name: str, columns: Iterable[str]) -> None:
    known = list(columns)
    if name in known:
        return
    folded = {candidate.casefold(): candidate for candidate in known}
    close = difflib.get_close_matches(name.casefold(), folded, 1)
    hint = f" Did you mean '{folded[close[0]]}'?" if close else " Check the spelling."
    raise DataError(f"{file}: has no column '{name}'; expected one of {_names(known)}.{hint}")


def _names(columns: Iterable[str]) -> str:
    names = [f"'{name}'" for name in columns]
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more


# ---------------------------------------------------------------- one reader a format


def _raw(file: Path) -> _Raw:
    readers: dict[str, Callable[[Path], _Raw]] = {".csv": _csv, ".npz": _npz, ".parquet": _parquet}
    if file.is_dir():
        raise DataError(f"{file}: is a folder; expected a data file. Name the file in it.")
    if file.suffix.lower() not in readers:
        raise DataError(
            f"{file}: the extension '{file.suffix}' is not known; expected one of "
            f"{', '.join(readers)}. Convert the file, or rename it if it is one of these."
        )
    if not file.is_file():
        raise DataError(f"{file}: there is no such file; expected a data file. Check the path.")
    try:
        return readers[file.suffix.lower()](file)
    except OSError as error:
        raise DataError(
            f"{file}: cannot be read ({error.strerror or error}); expected a readable "
            f"{file.suffix} file. Check its permissions, or write it again."
        ) from error


def _csv(file: Path) -> _Raw:
    try:
        with open(file, newline="", encoding="utf-8-sig") as stream:
            return _csv_columns(file, stream)
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(
            f"{file}: is no text in UTF-8 ({error}); expected comma-separated values. Save it as "
            "CSV in UTF-8."
        ) from error


def _csv_columns(file: Path, stream: Any) -> _Raw:
    import numpy as np

    first = stream.readline()
    if not first.strip():
        raise DataError(
            f"{file}: is empty, or its first line is; expected a header with the names of the "
            "columns, then one sample a line. Check the file."
        )
    separator = max(",;\t", key=first.count)
    header = [name.strip() for name in next(csv.reader([first], delimiter=separator))]
    _require_header(file, header)
    numbers, text = array("d"), {}
    reader = csv.reader(stream, delimiter=separator)
    for row in reader:
        if not row:
            continue  # a blank line
        if len(row) != len(header):
            raise DataError(
                f"{file}, line {reader.line_num + 1}: has {len(row)} fields; expected "
                f"{len(header)}, as in the header. Correct the line; quote a field that has the "
                f"separator '{separator}' in it."
            )
        for name, field in zip(header, row, strict=True):
            numbers.append(_number(field, name, text))
    values = np.array(numbers).reshape(-1, len(header))  # (n, columns)
    return _Raw({name: values[:, place] for place, name in enumerate(header)}, text)


def _require_header(file: Path, header: list[str]) -> None:
    unnamed, examples = [], {}
    for name in header:
        _number(name, name, examples)
        unnamed += [name] if name not in examples else []
    if len(unnamed) == len(header):
        raise DataError(
            f"{file}: its first line has no names ({_names(header)}); expected a header. Put the "
            "names of the columns into the first line."
        )
    repeated = sorted({name for name in header if header.count(name) > 1})
    if repeated:
        raise DataError(
            f"{file}: more than one column is called {_names(repeated)}; expected each name once. "
            "Rename them in the header."
        )


def _number(field: str, name: str, text: dict[str, str]) -> float:
    """The number, NaN where it is missing; the first text of a column is kept as its example."""
    try:
        return float(field)
    except ValueError:
        if field.strip().casefold() not in _MISSING:
            text.setdefault(name, f"for instance '{field.strip()[:20]}'")
        return float("nan")


def _npz(file: Path) -> _Raw:
    import zipfile

    import numpy as np

    try:
        with np.load(file, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
    except (ValueError, EOFError, zipfile.BadZipFile) as error:
        raise DataError(
            f"{file}: cannot be read as npz ({error}); expected arrays of numbers. Write it with "
            "numpy.savez(FILE, X=X, y=y)."
        ) from error
    if "X" in arrays and arrays["X"].ndim == 2:
        matrix = arrays.pop("X")
        others = {name: values for name, values in arrays.items() if values.ndim == 1}
        _require_lengths(file, {"X": matrix, **others})
        split = {f"X[{place}]": matrix[:, place] for place in range(matrix.shape[1])}
        usual = "y" if "y" in others else None
        return replace(_numeric(split | others, usual), beside=tuple(others))
    wrong = [f"'{name}' {values.shape}" for name, values in arrays.items() if values.ndim != 1]
    if wrong or not arrays:
        raise DataError(
            f"{file}: holds {', '.join(wrong) or 'no array'}; expected X of shape (n, d) and y of "
            "shape (n,), or one array of shape (n,) for each column. Reshape them."
        )
    _require_lengths(file, arrays)
    return _numeric(arrays)


def _require_lengths(file: Path, arrays: Mapping[str, Any]) -> None:
    lengths = {len(values) for values in arrays.values()}
    if len(lengths) > 1:
        told = ", ".join(f"'{name}' {values.shape}" for name, values in arrays.items())
        raise DataError(
            f"{file}: the arrays differ in length: {told}; expected one entry a sample in each. "
            "Cut or fill them to one length."
        )


def _numeric(columns: Mapping[str, Any], usual_target: str | None = None) -> _Raw:
    """float64 columns; those of another kind are kept as text."""
    text, numbers = {}, {}
    for name, values in columns.items():
        if values.dtype.kind in "buif":
            numbers[name] = values.astype(float)
        else:
            numbers[name], text[name] = values, f"of type {values.dtype}"
    return _Raw(numbers, text, usual_target)


def _parquet(file: Path) -> _Raw:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise DataError(
            f"{file}: reading parquet needs pyarrow, which is not installed; expected the optional "
            "extra 'data'. Install it with: pip install pyarrow; or convert to .csv."
        ) from error
    try:
        table = parquet.ParquetFile(file).read()
    except pyarrow.ArrowException as error:
        raise DataError(
            f"{file}: cannot be read as parquet ({error}); expected a parquet file. Write it again."
        ) from error
    repeated = sorted({name for name in table.column_names if table.column_names.count(name) > 1})
    if repeated:
        raise DataError(
            f"{file}: more than one column is called {_names(repeated)}; expected each name once. "
            "Rename them."
        )
    columns, text = {}, {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        kind = column.type
        types = pyarrow.types
        if types.is_integer(kind) or types.is_floating(kind) or types.is_boolean(kind):
            columns[name] = column.cast(pyarrow.float64(), safe=False).to_numpy()  # null: NaN
        else:
            columns[name], text[name] = column, f"of type {kind}"
    return _Raw(columns, text)
