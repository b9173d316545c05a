"""What to look at first follows from the record alone, and the reason that is given is one."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.judge.verdicts import Verdict
from autograder.reports.feedback.first import steps, waits_for
from autograder.reports.feedback.phrase import spoken
from tests.reports.letters import blank, blocked, record


def order(found: dict[str, Any]) -> list[str]:
    return [step.blank["symbol"] for step in steps(found, 99)]


def why(found: dict[str, Any], place: int = 0) -> str:
    return spoken(steps(found, 99)[place].why)


def test_a_blank_says_which_tasks_it_waits_for_in_the_judge_s_own_words() -> None:
    assert waits_for(blocked("f", "1.2")) == {"1.2"}
    assert waits_for(blank("f", "wrong", detail="needs a blank of Task 1.2 that is not written yet")) == frozenset()
    assert waits_for(blank("f", "blocked", detail="not run: how f is written counts later")) == frozenset()


@pytest.mark.parametrize("fault", ["import", "policy"])
def test_what_keeps_code_from_being_run_comes_before_all(fault: str) -> None:
    found = record(t01=[blank("a", "todo"), blank("b", "wrong", 9.0)], t02=[blank("c", fault), blocked("d", "0.1")])
    assert order(found)[0] == "c"


def test_one_fault_is_one_step_and_says_how_much_it_holds_up() -> None:
    alike = {"detail": "scalars/operators.py does not parse: syntax error in line 3", "input": None}
    found = record(t01=[blank(symbol, "import", **alike) for symbol in "abc"], t02=[blank("d", "import", detail="x")])
    assert order(found) == ["a", "d"]
    assert why(found) == "Until this is mended it cannot be run, nor can 2 more blanks."
    assert why(found, 1) == "Until this is mended it cannot be run."


def test_what_is_not_allowed_is_said_to_be_so_blank_by_blank() -> None:
    found = record(t01=[blank("a", "policy"), blank("b", "policy")])
    assert order(found) == ["a", "b"]
    assert why(found) == "What a task does not allow comes before all that is merely wrong."


def test_what_others_wait_for_comes_before_what_gains_more() -> None:
    found = record(t01=[blank("inv", "todo")], t02=[blocked("Div", "0.1", 5.0), blank("relu", "wrong", 3.0)])
    assert order(found) == ["inv", "relu", "Div"]
    assert why(found) == "`Div` needs it, and cannot be judged before."


def test_many_that_wait_are_one_name_and_a_number() -> None:
    found = record(t01=[blank("inv", "todo")], t02=[blocked(f"f{n}", "0.1") for n in range(4)])
    assert why(found) == "`f0` and 3 more need it, and cannot be judged before."


def test_nobody_claims_to_know_which_blank_of_a_task_is_waited_for() -> None:
    found = record(t01=[blank("inv", "todo"), blank("neg", "todo")], t02=[blocked("Div", "0.1")])
    assert why(found) == "`Div` needs a blank of this task, and cannot be judged before."


def test_of_what_is_wrong_the_most_points_come_first_and_equals_keep_their_order() -> None:
    found = record(t01=[blank("a", "wrong"), blank("b", "time", 3.0)], t02=[blank("c", "shape", 3.0)])
    assert order(found) == ["b", "c", "a"]
    assert why(found) == "Of what is wrong none has more to gain than its 3 points, and it comes first."
    assert why(found, 2) == "It has 1 point to gain."
    assert why(record(t01=[blank("a", "wrong"), blank("b", "time", 3.0)])) == (
        "Of what is wrong it has the most to gain: 3 points."
    )


def test_points_that_are_reached_already_are_no_gain() -> None:
    nearly = blank("a", "wrong", 5.0) | {"score": 4.9}
    assert order(record(t01=[nearly, blank("b", "wrong", 2.0)])) == ["b", "a"]


def test_what_is_not_written_comes_in_the_order_of_the_tasks_after_what_is_wrong() -> None:
    found = record(t01=[blank("a", "todo"), blank("b", "todo", 9.0)], t02=[blank("c", "wrong")])
    assert order(found) == ["c", "a", "b"]
    assert why(found) == "Of what was run it is the only one that is wrong, with 1 point to gain."
    assert why(found, 1) == "It is the first that is not written, and the tasks build on one another: 1 point."
    assert why(found, 2) == "It is worth 9 points."


def test_what_gives_no_points_comes_last() -> None:
    found = record(t01=[blank("optional", "wrong", 0.0), blank("a", "todo")], t02=[blocked("b", "9.9")])
    assert order(found) == ["a", "b", "optional"]
    assert why(found, 2) == "It gives no points, but it is not finished."


@pytest.mark.parametrize("verdict", ["wrong", "todo"])
def test_the_last_one_that_is_left_is_called_so(verdict: str) -> None:
    assert why(record(t01=[blank("a", verdict, 2.5), blank("b")])) == "It is all that is left: 2.5 points."


def test_what_passes_and_what_is_our_fault_is_nobody_s_work() -> None:
    assert order(record(t01=[blank("a"), blank("b", "broken")])) == []


def test_every_verdict_has_a_place_and_a_reason() -> None:
    found = record(t01=[blank(verdict.value, verdict.value) for verdict in Verdict])
    assert set(order(found)) == {verdict.value for verdict in Verdict} - {"pass", "broken"}
    assert all(step.why for step in steps(found, 99))
