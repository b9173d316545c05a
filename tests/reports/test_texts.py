"""Tables, CSV and JSON say what the record says, in a fixed order, and cannot be misused by what is in a name."""

from __future__ import annotations

import csv
import io
import json

import pytest
from rich.console import Console

from autograder.reports.json import class_json, record_json
from autograder.reports.sheet import class_csv
from autograder.reports.summary import summary_of
from autograder.reports.table import gradebook_table
from autograder.reports.terminal import student_report
from tests.reports import example


def printed(what: object, width: int = 200) -> str:
    console = Console(width=width, file=io.StringIO(), record=True)
    console.print(what)
    return console.export_text()


def test_the_gradebook_shows_every_student_score_and_what_is_left() -> None:
    records = [example.mixed("ada"), example.perfect("grace"), example.refused("eve", "it is odd")]
    text = printed(gradebook_table(summary_of(records)))
    assert "3 / 15" in text
    assert "1 todo, 1 wrong" in text
    assert "nothing" in text
    assert "not graded: it is odd" in text


def test_one_student_sees_law_happening_input_and_next_step() -> None:
    text = printed(student_report(example.mixed(), expected=False))
    for words in ("relu(x) is max(0, x).", "expected 6.0, got 5.0", "x = 2.0", "y = 3.0", "tt hint SYMBOL", "TODO"):
        assert words in text


def test_one_student_is_told_first_what_to_look_at_first() -> None:
    lines = [line.strip() for line in printed(student_report(example.mixed(), expected=False)).splitlines()]
    assert lines[1:3] == [
        "First  Add.forward in Task 1.2, autograd/functions.py",
        "What a task does not allow comes before all that is merely wrong.",
    ]
    assert "First" not in printed(student_report(example.perfect("ada"), expected=False))


def test_expected_values_show_only_where_asked_for() -> None:
    assert "expected  6.0" in printed(student_report(example.mixed(), expected=True))
    assert "expected  6.0" not in printed(student_report(example.mixed(), expected=False))


def test_markup_in_a_record_is_printed_as_it_is() -> None:
    record = example.perfect("[red]ada[/red] [link=x]")
    assert "[red]ada[/red] [link=x]" in printed(gradebook_table(summary_of([record])))
    assert "[red]ada[/red] [link=x]" in printed(student_report(record, expected=True))


def test_csv_has_one_row_per_student_and_computes_nothing() -> None:
    summary = summary_of([example.mixed("=1+1"), example.refused("ada", "it is odd")])
    rows = list(csv.DictReader(io.StringIO(class_csv(summary))))
    assert [row["student"] for row in rows] == ["'=1+1", "ada"]
    assert rows[0]["00_scalars"] == "2.0"
    assert rows[1]["problem"] == "it is odd"


def test_json_is_the_same_bytes_whatever_was_measured() -> None:
    ada, eve = example.mixed("ada"), example.mixed("eve")
    other = dict(reversed(list(eve.items()))) | {"measured": {"seconds": 9.0, "cpu_seconds": 0.5, "memory_mb": 9.0}}
    assert list(class_json([ada, eve])) == list(class_json([ada, other]))
    assert json.loads(record_json(ada)) == ada


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_class_s_json_comes_record_by_record_and_reads_like_one_text(count: int) -> None:
    records = [example.mixed(f"student{number}") for number in range(count)]
    parts = list(class_json(records))
    kept = [{key: value for key, value in record.items() if key != "measured"} for record in records]
    assert len(parts) == count + 1
    assert json.loads("".join(parts)) == {"schema": 1, "records": kept}
    assert "".join(parts).count("\n") == (count + 2 if count else 1), "a record a line"
