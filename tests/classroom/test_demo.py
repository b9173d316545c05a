"""The whole way, in the real sandbox: everybody in a made-up class gets what the work deserves."""

from __future__ import annotations

import pytest

from autograder.classroom.demo import Demo, hand_in, run_demo
from autograder.classroom.demo_class import BUGS
from autograder.classroom.grading import Order, grade_class
from autograder.classroom.submissions import find_submissions
from autograder.judge.records import Record
from autograder.reports.json import class_json
from autograder.reports.words import blanks_of
from autograder.sandbox.isolation import probe
from tests.known_seed import shared_seed
from tests.the_course import COURSE


@pytest.fixture(scope="module")
def order(tmp_path_factory: pytest.TempPathFactory) -> Order:
    place = tmp_path_factory.mktemp("demo")
    return Order(COURSE, COURSE.assignments[:1], probe().level, shared_seed(tmp_path_factory), place / "out", 2)


@pytest.fixture(scope="module")
def demo(order: Order) -> Demo:
    handed_in = hand_in(order, order.out / "submissions")
    (handed_in.folder / "unlucky.zip").write_bytes(b"not a zip")
    return run_demo(order, handed_in, lambda: None)


def test_everybody_gets_what_the_work_deserves(demo: Demo) -> None:
    assert demo.undeserved == ()
    scores = {record["student"]: record["score"] for record in demo.records}
    assert scores["reference"] == max(record["points"] for record in demo.records)
    assert scores["untouched"] == 0


def test_what_is_wrong_fails_and_nothing_else_does(demo: Demo) -> None:
    failed = {
        record["student"]: {blank["symbol"] for _, _, blank in blanks_of(record) if blank["verdict"] != "pass"}
        for record in demo.records
    }
    assert failed["reference"] == set()
    assert {name: failed[name] for name in BUGS} == {name: {symbol} for name, (_, symbol, _) in BUGS.items()}


def test_records_are_of_the_judge_s_schema_and_name_the_sandbox(order: Order, demo: Demo) -> None:
    assert all(Record.from_json(record).sandbox == order.level.value for record in demo.records)


def test_a_bad_submission_costs_its_own_points_only(demo: Demo) -> None:
    (unlucky,) = (record for record in demo.records if record["student"] == "unlucky")
    assert (unlucky["score"], unlucky["submission"]) == (0, "")
    assert "not a zip" in unlucky["notices"][0]["what"]


def test_grading_again_grades_nothing_and_says_the_same(order: Order, demo: Demo) -> None:
    again = grade_class(order, find_submissions(order.out / "submissions"), lambda: None)
    assert list(class_json(again)) == list(class_json(demo.records))
    assert [record["measured"] for record in again] == [record["measured"] for record in demo.records]
