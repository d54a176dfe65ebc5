"""Data files: whatever is not a finite number is refused by name; the rest is read exactly."""

import sys

import numpy as np
import pytest

from provcheck.errors import DataError
from provcheck.tabular import read_table, standardised

HOUSES = "area,rooms,price\n100,3,1.5\n80,2,1.25\n120,4,2\n"


@pytest.fixture
def write(tmp_path):
    def make(text, name="data.csv"):
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    return make


@pytest.fixture
def save(tmp_path):
    def make(**arrays):
        file = tmp_path / "data.npz"
        np.savez(file, **arrays)
        return file

    return make


def refusal(file, target="price", **options) -> str:
    with pytest.raises(DataError) as caught:
        read_table(file, target, **options)
    return str(caught.value)


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize("field", ["nan", "NaN", "", "NA", "?", "null"])
def test_a_missing_value_is_refused_with_its_column_and_row(write, field):
    text = refusal(write(HOUSES.replace("80,2", f"80,{field}")))
    assert "missing values in column 'rooms', 1 of 3 rows (first: row 2)" in text
    assert "--drop" in text


def test_a_missing_label_is_refused(write):
    assert "column 'price', 1 of 3 rows (first: row 1)" in refusal(write(HOUSES.replace("1.5", "")))


@pytest.mark.parametrize("field", ["inf", "-Infinity", "1e999"])
def test_an_infinite_value_is_refused(write, field):
    text = refusal(write(HOUSES.replace("120", field)))
    assert "infinite values in column 'area', 1 of 3 rows (first: row 3)" in text


def test_every_text_column_is_named_with_an_example(write):
    text = refusal(write("city,size,price\nRome,big,1\nOslo,small,2\n"))
    assert "'city' (for instance 'Rome'), 'size' (for instance 'big')" in text
    assert "--drop" in text


def test_an_unknown_target_lists_the_columns(write):
    text = refusal(write(HOUSES), "Prices")
    assert "no column 'Prices'; expected one of 'area', 'rooms', 'price'" in text
    assert "Did you mean 'price'?" in text


def test_an_unknown_column_to_drop_is_refused(write):
    assert "no column 'room'" in refusal(write(HOUSES), drop=("room",))


def test_the_target_cannot_be_dropped(write):
    assert "is the target" in refusal(write(HOUSES), drop=("price",))


def test_no_target_lists_the_columns(write):
    assert "expected one of its columns: 'area', 'rooms', 'price'" in refusal(write(HOUSES), None)


@pytest.mark.parametrize("text", ["", "\n", "  \n1,2\n"])
def test_an_empty_file_is_refused(write, text):
    assert "is empty" in refusal(write(text))


def test_a_header_without_rows_is_refused(write):
    assert "no row" in refusal(write("area,price\n"))


def test_a_file_without_a_header_is_refused(write):
    assert "has no names" in refusal(write("1,2\n3,4\n"))


def test_two_columns_of_one_name_are_refused(write):
    assert "more than one column is called 'area'" in refusal(write("area,area,price\n1,2,3\n"))


def test_a_line_with_another_number_of_fields_is_refused(write):
    text = refusal(write("area,price\n1,2\n\n3,4,5\n"))
    assert "line 4: has 3 fields; expected 2" in text


def test_a_target_without_features_is_refused(write):
    assert "nothing is left beside the target" in refusal(write("price\n1\n"))


def test_a_missing_file_is_refused(tmp_path):
    assert "there is no such file" in refusal(tmp_path / "none.csv")


def test_an_unknown_extension_is_refused(write):
    text = refusal(write(HOUSES, "data.xlsx"))
    assert "'.xlsx' is not known; expected one of .csv, .npz, .parquet" in text


def test_a_file_that_is_no_text_is_refused(write):
    assert "UTF-8" in refusal(write(b"area,price\n\xff\xfe,1\n"))


def test_arrays_of_different_lengths_are_refused(save):
    assert "differ in length: 'X' (3, 2), 'y' (2,)" in refusal(
        save(X=np.ones((3, 2)), y=np.ones(2)), None
    )


def test_arrays_of_wrong_shapes_are_refused(save):
    assert "'X' (2, 2, 2)" in refusal(save(X=np.ones((2, 2, 2)), y=np.ones(2)), "y")


def test_missing_values_in_arrays_are_refused(save):
    X = np.ones((3, 2))
    X[1, 1] = np.nan
    assert "column 'X[1]', 1 of 3 rows (first: row 2)" in refusal(save(X=X, y=np.ones(3)), None)


@pytest.mark.parametrize("values", [np.array(["a", "b"]), np.array([1j, 2])])
def test_arrays_that_are_not_real_are_refused(save, values):
    assert "not numbers: 'u' (of type" in refusal(save(u=values, y=np.ones(2)), "y")


def test_pickled_arrays_are_refused(save):
    assert "cannot be read as npz" in refusal(save(X=np.array([{}, {}]), y=np.ones(2)), "y")


def test_a_file_that_is_no_archive_is_refused(write):
    assert "cannot be read as npz" in refusal(write(b"no archive", "data.npz"), "y")


def test_parquet_without_pyarrow_names_the_extra(write, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert "pip install pyarrow" in refusal(write(b"", "data.parquet"))


# ---------------------------------------------------------------- what is read


def assert_houses(table):
    assert table.columns == ("area", "rooms") and table.target == "price"
    np.testing.assert_array_equal(table.X, [[100, 3], [80, 2], [120, 4]])
    np.testing.assert_array_equal(table.y, [1.5, 1.25, 2])
    assert table.X.flags.c_contiguous and table.X.dtype == float


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_is_read_whatever_separates_its_fields(write, separator):
    assert_houses(read_table(write(HOUSES.replace(",", separator)), "price"))


def test_a_byte_order_mark_quotes_and_blank_lines_do_no_harm(write):
    text = '\ufeff"area","rooms", price\r\n100,3,1.5\r\n\r\n"80",2,1.25\r\n120,4,2\r\n'
    assert_houses(read_table(write(text), "price"))


def test_a_dropped_text_column_does_no_harm(write):
    rows = HOUSES.splitlines()
    text = "\n".join([f"{row},{'city' if not k else 'Rome'}" for k, row in enumerate(rows)])
    assert_houses(read_table(write(text), "price", drop=("city",)))


def test_arrays_are_read_in_both_forms(save):
    X, y = np.array([[100, 3], [80, 2], [120, 4]]), np.array([1.5, 1.25, 2])
    named = read_table(save(area=X[:, 0], rooms=X[:, 1], price=y), "price")
    assert_houses(named)
    table = read_table(save(X=X, y=y))
    assert table.columns == ("X[0]", "X[1]") and table.target == "y"
    np.testing.assert_array_equal(table.X, named.X)


def test_parquet_is_read(tmp_path):
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    file = tmp_path / "data.parquet"
    columns = {"area": [100, 80, 120], "rooms": [3, 2, 4], "price": [1.5, 1.25, 2.0]}
    parquet.write_table(arrow.table(columns), file)
    assert_houses(read_table(file, "price"))
    parquet.write_table(arrow.table(columns | {"rooms": [3, None, 4]}), file)
    assert "column 'rooms', 1 of 3 rows (first: row 2)" in refusal(file)
    parquet.write_table(arrow.table(columns | {"city": ["a", "b", "c"]}), file)
    assert "'city' (of type string)" in refusal(file)


def test_a_constant_target_is_said(write):
    table = read_table(write("area,price\n1,7\n2,7\n"), "price")
    assert table.notes == ("the target 'price' is constant",)


def test_standardised_columns_have_mean_0_and_deviation_1(write):
    table = standardised(read_table(write(HOUSES), "price"))
    for column in (*table.X.T, table.y):
        assert abs(column.mean()) < 1e-15 and abs(column.std() - 1) < 1e-15
    assert "standardised" in table.notes[-1]


def test_a_constant_column_becomes_0_and_is_said(write):
    table = standardised(read_table(write("area,one,price\n1,0.1,1\n2,0.1,1\n4,0.1,1\n"), "price"))
    np.testing.assert_array_equal(table.X[:, 1], 0)
    np.testing.assert_array_equal(table.y, 0)
    assert "'one'" in table.notes[-1]


def test_huge_columns_are_standardised_without_overflow(write):
    table = standardised(read_table(write("area,price\n1e308,1\n-1e308,2\n"), "price"))
    np.testing.assert_allclose(table.X[:, 0], [1, -1])
