"""Canvas' file comes back with our scores in our columns, and with every other byte that it had."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.errors import UsageError
from autograder.reports.exports.canvas import Filled, fill
from autograder.reports.exports.canvas_table import layout_of, number, read_table
from autograder.reports.grades import Grade
from tests.reports import made_up_grades as made

# As Canvas writes it: a hidden row, points, read-only columns, its test student at the end.
FILE = """\
Student,ID,SIS User ID,SIS Login ID,Section,Notes,Homework 00_scalars (77),"Essay, ""short"" (78)",\
Automatic Differentiation (79),Current Score,Final Score
,,,,,,Manual Posting,,,,
    Points Possible,,,,,,20,5,10,(read only),(read only)
"Lovelace, Ada",101,,x1,"A, B",keep  me,3,"4,5",,12,  1
"Møller-Hansen, Bob",102,S2,bob@school.edu,A,,,,N/A,,
"Adams, Eve",104,S4,eve,B,,EX,,2.0,,
"Stranger, Zoe",105,S5,zoe,B,,1,2,3,,
"Student, Test",999,,,A,,,,,,
"""


def filled(text: str = FILE, *chosen: str, grades: list[Grade] | None = None, scale: bool = False) -> Filled:
    data = text.encode()
    return fill(data, "class.csv", made.COLUMNS, grades or made.small_class(), chosen, scale=scale)


def rows(result: Filled) -> dict[str, list[str]]:
    return {row[0]: row for row in csv.reader(io.StringIO("".join(result.text())))}


def refusal(text: str, *chosen: str, scale: bool = False) -> str:
    with pytest.raises(UsageError) as caught:
        filled(text, *chosen, scale=scale)
    return str(caught.value)


def test_scores_stand_in_our_columns_and_everything_else_is_as_it_was() -> None:
    result = filled()
    expected = FILE.replace("keep  me,3,", "keep  me,14.4,").replace('"4,5",,12', '"4,5",9.5,12')
    expected = expected.replace("bob@school.edu,A,,,", "bob@school.edu,A,,0.33,").replace(",EX,,2.0,", ",EX,,9.5,")
    assert "".join(result.text()) == expected
    assert result.headings == {
        "00_scalars": "Homework 00_scalars (77)",
        "01_autograd": "Automatic Differentiation (79)",
    }
    assert result.written == 4


def test_what_was_left_alone_is_told_with_its_reason() -> None:
    result = filled()
    assert result.left == {"not assigned in Canvas": ("bob 01_autograd",), "excused in Canvas": ("eve 00_scalars",)}
    assert result.rows.strangers == ("Stranger, Zoe",), "and not Canvas' own test student"
    assert result.rows.absent == ("cat", "dan")
    kept = filled(FILE.replace("N/A", "")).left
    assert kept["nothing handed in"] == ("bob 01_autograd",)
    known = FILE.replace("zoe", "cat").replace(",eve,", ",dan,").replace("EX", "")
    left = filled(known).left
    assert left["could not be read"] == ("cat 00_scalars",)
    assert left["not judged, by our fault"] == ("dan 00_scalars",)


def test_an_id_is_believed_before_a_name() -> None:
    swapped = FILE.replace('"Lovelace, Ada",101', '"Lovelace, Ada",300').replace("Stranger, Zoe", "Somebody")
    swapped = swapped.replace(",105,S5", ",101,S5")
    result = filled(swapped)
    assert rows(result)["Somebody"][6] == "14.4"
    assert rows(result)["Lovelace, Ada"][6] == "3"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"Lovelace, Ada",101,,x1', "?,7,,al1815"),
        ('"Lovelace, Ada",101,,x1', "?,7,S1,"),
        ('"Lovelace, Ada",101,,x1', "?,7,,ADA@school.edu"),
        ('"Lovelace, Ada",101,,x1', "?,7,,ada"),
        ('"Lovelace, Ada",101,,x1', "Ada  lovelace,7,,x1"),
    ],
)
def test_each_kind_of_id_finds_its_student(old: str, new: str) -> None:
    assert filled(FILE.replace(old, new)).rows.students[3] == "ada"


def test_a_name_that_two_have_is_nobodys() -> None:
    twins = FILE.replace('"Lovelace, Ada",101', '"Adams, Eve",300').replace(",eve,", ",x2,")
    assert set(filled(twins).rows.students.values()) == {"bob"}


def test_semicolons_decimal_commas_and_a_byte_order_mark_stay() -> None:
    german = "\ufeff" + FILE.replace(",", ";").replace("Lovelace;", "Lovelace,").replace("4;5", "4,5")
    german = german.replace(";3;", ";14,40;").replace("\n", "\r\n").replace(";20;5;10;", ";20,00;5,00;10,00;")
    result = filled(german)
    text = "".join(result.text())
    assert text.startswith("\ufeffStudent;ID;") and text.count("\r\n") == german.count("\r\n")
    assert "keep  me;14,40;" in text, "14,40 is 14.4 already, so its bytes stay"
    assert result.same == 1


def test_last_and_first_names_in_columns_of_their_own_are_read() -> None:
    names = FILE.replace("Student,ID", "LastName,FirstName,ID").replace('"Lovelace, Ada",101', "Lovelace,Ada,555")
    names = names.replace("Possible,,", "Possible,,,").replace("\n,,,,,,M", "\n,,,,,,,M")
    names = (
        names.replace('"Møller-Hansen, Bob"', "M,B").replace('"Adams, Eve"', "A,E").replace('"Stranger, Zoe"', "S,Z")
    )
    result = filled(names.replace('"Student, Test"', "Student,Test"))
    assert result.rows.students[3] == "ada"


def test_a_column_can_be_named_by_heading_title_or_number() -> None:
    for chosen in ('Essay, "short" (78)=01', 'Essay, "short"=01_autograd', "78=01"):
        result = filled(FILE.replace(",20,5,10,", ",20,10,10,"), chosen)
        assert result.headings["01_autograd"] == 'Essay, "short" (78)'
        assert rows(result)["Lovelace, Ada"][7:9] == ["9.5", ""]


def test_other_points_are_refused_or_scaled() -> None:
    other = FILE.replace(",20,5,10,", ",100,5,10,")
    assert "20 points" in refusal(other) and "--scale" in refusal(other)
    assert rows(filled(other, scale=True))["Lovelace, Ada"][6] == "72"
    none = FILE.replace(",20,5,10,", ",,5,10,")
    assert rows(filled(none))["Lovelace, Ada"][6] == "14.4"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Student,ID", "Name,ID", "Student, ID, ..., Section"),
        ("Section", "Group", "rename nothing"),
        (FILE, "", "got nothing"),
        (FILE, "Student;ID", "no gradebook as Canvas exports it"),
        (",zoe,B", ",zoe", "row 7 has 10 cells, its heading 11"),
        ('"Adams, Eve"', '"Adams, Eve', "quotation mark"),
        ("105,", "104,", "rows 6 and 7 are both for 'Stranger, Zoe', ID 104"),
        ("00_scalars (77)", "one (77)", ""),
        ("Essay,", "00 Scalars,", "more than one column for 00_scalars"),
    ],
)
def test_a_bent_file_is_refused_in_one_sentence(old: str, new: str, words: str) -> None:
    text = FILE.replace(old, new)
    if not words:
        assert filled(text).without == ("00_scalars",)
        return
    said = refusal(text)
    assert words in said
    assert said.count(". ") == 0 and "class.csv" in said


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ("Essay", "expects 'Heading=00'"),
        ("Esay (78)=00", "did you mean"),
        ("78=07", "no assignment '07'"),
        ("Final Score=00", "no column that may be written to"),
        ("79=00", "both be written to"),
    ],
)
def test_a_wrong_mapping_is_refused_in_one_sentence(chosen: str, words: str) -> None:
    assert words in refusal(FILE, chosen, scale=True)


def test_no_column_of_ours_and_bytes_that_are_no_text_are_refused() -> None:
    lone = FILE.replace("00_scalars", "one").replace("Automatic Differentiation", "two")
    assert "--column" in refusal(lone)
    with pytest.raises(UsageError, match="not UTF-8"):
        read_table(FILE.encode("utf-16"), "class.csv")


CELL = st.text(st.characters(codec="utf-8", exclude_characters=',;"\r\n\ufeff'), max_size=4)
RAW = CELL | CELL.map(lambda text: f'"{text}"') | st.just('"a ""b"", c\n"')


@given(st.lists(st.lists(RAW, min_size=2, max_size=4), min_size=1, max_size=4), st.sampled_from(["\n", "\r\n"]))
def test_a_table_that_nobody_sets_keeps_its_bytes_and_reads_as_csv_does(rows: list[list[str]], end: str) -> None:
    text = "x,y\n" + "".join(",".join(row) + end for row in rows)
    table = read_table(text.encode(), "t.csv")
    assert "".join(table.text()) == text
    read = [table.values(row) for row in range(len(table.rows))]
    assert read == list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    ("text", "value"), [("12.5", 12.5), ("12,50", 12.5), ("1.234,5", 1234.5), ("", None), ("-", None)]
)
def test_a_number_is_read_by_canvas_rule(text: str, value: float | None) -> None:
    assert number(text) == value


def test_columns_that_canvas_computes_or_locks_are_never_ours() -> None:
    layout = layout_of(read_table(FILE.encode(), "class.csv"))
    assert [column.heading for column in layout.columns] == [
        "Notes", "Homework 00_scalars (77)", 'Essay, "short" (78)', "Automatic Differentiation (79)",
    ]  # fmt: skip
