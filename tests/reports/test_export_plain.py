"""The plain exports say what the grades say, in bytes that do not change, and nothing in them can be computed."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.reports.exports.plain import SCHEMA, grades_csv, grades_json, plain
from autograder.reports.grades import Attempt, Column, Grade, Mark
from autograder.reports.sheet import inert
from tests.reports import made_up_grades as made

CLASS = made.small_class()


def rows() -> dict[str, dict[str, str]]:
    table = csv.DictReader(io.StringIO("".join(grades_csv(made.COLUMNS, CLASS))))
    return {row["student"]: row for row in table}


def test_the_table_has_each_score_its_points_its_late_days_and_a_note() -> None:
    ada, bob = rows()["ada"], rows()["bob"]
    assert (ada["00_scalars"], ada["00_scalars points"], ada["00_scalars days late"]) == ("14.4", "20", "2")
    assert (ada["01_autograd"], ada["01_autograd note"]) == ("9.5", "override")
    assert (ada["score"], ada["points"], ada["section"]) == ("23.9", "30", "A")
    assert (bob["00_scalars"], bob["01_autograd"], bob["01_autograd note"]) == ("0.333333", "0", "missing")
    notes = {name: (row["00_scalars note"], row["01_autograd note"]) for name, row in rows().items()}
    assert notes["cat"] == ("unreadable", "")
    assert notes["dan"] == ("broken", "dropped")
    assert notes["eve"] == ("missing", "missing override")


def test_no_cell_of_a_persons_begins_as_a_formula_does() -> None:
    cells = [row[name] for row in rows().values() for name in ("student", "name", "email", "section")]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert rows()["cat"]["name"] == "'" + made.CAT.name


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_a_cell_that_some_spreadsheet_would_compute_is_text(start: str) -> None:
    assert inert(f"{start}1+1") == f"'{start}1+1"


def test_the_same_grades_give_the_same_bytes() -> None:
    for export in (grades_csv, grades_json):
        assert "".join(export(made.COLUMNS, CLASS)) == "".join(export(made.COLUMNS, made.small_class()))


def test_the_json_holds_every_field_of_every_grade() -> None:
    data = json.loads("".join(grades_json(made.COLUMNS, CLASS)))
    assert data["schema"] == SCHEMA
    assert data["assignments"] == [dataclasses.asdict(column) for column in made.COLUMNS]
    assert data["grades"] == json.loads(json.dumps([dataclasses.asdict(grade) for grade in CLASS]))
    assert json.loads("".join(grades_json((), ()))) == {"schema": SCHEMA, "assignments": [], "grades": []}


def test_who_reads_the_json_can_rely_on_these_names() -> None:
    """SCHEMA goes up when one of them goes."""
    assert SCHEMA == 1
    relied = {
        Grade: {"person", "marks", "score", "points", "badges"},
        Mark: {"folder", "title", "points", "score", "attempts", "chosen", "override", "dropped"},
        Attempt: {"number", "moment", "score", "points", "counted", "days_late", "broken", "problem"},
        Column: {"folder", "title", "points", "due"},
    }
    for kind, names in relied.items():
        assert names <= {field.name for field in dataclasses.fields(kind)}


@given(st.floats(-1e6, 1e6))
def test_a_plain_number_is_the_number_and_has_no_power_of_ten(value: float) -> None:
    text = plain(value)
    assert math.isclose(float(text), value, abs_tol=1e-6)
    assert set(text) <= set("-0123456789.") and text != "-0"
