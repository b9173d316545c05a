"""Minutes of work: time between checks counts for the task that was checked, pauses count nothing, nobody is timed
who does not want to be."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from student_course import Course

from autograder.course.model import Blank
from autograder.loop import memory
from autograder.loop.memory import Memory
from autograder.loop.minutes import PAUSE, minutes, note
from autograder.loop.outcome import State, Verdict

MORNING = 1_700_000_000.0


def verdict(task: str, state: State = State.PASS, symbol: str = "mul") -> Verdict:
    return Verdict(Blank(symbol, task, 1.0, (), "f.py"), state)


def checked(*gaps: float, task: str = "0.1") -> Memory:
    """The memory after checks of one task, with these seconds between them."""
    remembered, now = Memory(), MORNING
    note(remembered, [verdict(task)], now)
    for gap in gaps:
        now += gap
        note(remembered, [verdict(task)], now)
    return remembered


@given(st.lists(st.floats(-1e9, 1e9), max_size=20))
def test_the_count_is_the_sum_of_the_gaps_that_are_no_pauses(gaps: list[float]) -> None:
    remembered = checked(*gaps)
    now, expected = MORNING, 0.0
    for gap in gaps:
        before, now = now, now + gap
        expected += now - before if 0.0 < now - before <= PAUSE else 0.0
    assert remembered.worked.get("0.1", 0.0) == pytest.approx(expected, abs=0.1 * len(gaps) + 0.01)
    assert remembered.worked.get("0.1", 0.0) <= PAUSE * len(gaps)


def test_a_pause_of_more_than_ten_minutes_and_a_clock_set_back_count_nothing() -> None:
    assert minutes(checked(120.0, 601.0, 60.0, -300.0, 60.0), ["0.1"]) == {"0.1": 4}
    assert checked().worked == {}


def test_time_goes_to_the_task_that_changed_when_all_are_checked() -> None:
    remembered = Memory(verdicts={"0.1 mul": {"state": "pass", "key": ""}, "0.2 add": {"state": "todo", "key": ""}})
    remembered.checked = MORNING
    both = [verdict("0.1"), verdict("0.2", State.PASS, "add")]
    note(remembered, both, MORNING + 60)
    assert remembered.worked == {"0.2": 60.0}
    remembered.verdicts["0.2 add"]["state"] = "pass"
    note(remembered, both, MORNING + 120)
    assert remembered.worked == {"0.2": 60.0}, "nothing changed, nothing fails: nobody can tell"
    note(remembered, [verdict("0.1"), verdict("0.3", State.FAIL, "neg")], MORNING + 180)
    assert remembered.worked == {"0.2": 60.0, "0.3": 60.0}


def test_a_memory_of_an_older_tt_keeps_its_verdicts(tmp_path: Path) -> None:
    old = {
        "schema": 1,
        "verdicts": {"0.1 mul": {"state": "pass", "key": "k"}},
        "hints": {},
        "solutions": {},
        "borrowed": {},
    }
    (tmp_path / "state.json").write_text(json.dumps(old), encoding="utf-8")
    remembered = memory.load(tmp_path)
    assert (remembered.notice, remembered.worked) == (None, {})
    assert remembered.verdicts == old["verdicts"]
    memory.save(tmp_path, Memory(worked={"0.1": 60.5}, checked=MORNING))
    assert memory.load(tmp_path) == Memory(worked={"0.1": 60.5}, checked=MORNING)


@pytest.mark.parametrize(
    "times", ['"worked": {"0.1": NaN}', '"worked": {"0.1": "x"}', '"checked": "now"', '"checked": Infinity']
)
def test_a_time_that_is_no_number_damages_a_memory(times: str, tmp_path: Path) -> None:
    whole = '{"schema": 1, "verdicts": {}, "hints": {}, "solutions": {}, "borrowed": {}, %s}'
    (tmp_path / "state.json").write_text(whole % times, encoding="utf-8")
    assert "was damaged" in (memory.load(tmp_path).notice or "")


def manifest(course: Course, *options: str) -> tuple[dict[str, Any], str]:
    """What `tt submit` puts into manifest.json, and what it says."""
    said = course.tt("submit", "-o", "mine.zip", *options).stdout
    with zipfile.ZipFile(course.root / "mine.zip") as archive:
        return json.loads(archive.read("manifest.json")), said


def test_checks_are_counted_and_submit_says_what_it_tells(course: Course) -> None:
    private = course.root / ".tinytorch"
    course.write_solution("mul")
    assert course.tt("check", "mul").returncode == 0
    first = memory.load(private)
    assert first.checked > MORNING
    assert "minutes" not in manifest(course)[0], "one check tells no time"

    def wait(remembered: Memory) -> None:
        remembered.checked -= 300.0

    memory.change(private, wait)
    course.tt("check", "mul")
    told, said = manifest(course)
    assert told["minutes"] == {"0.1": 5}
    assert "Minutes of work, handed in with it (`--no-minutes` leaves them out): Task 0.1: 5" in said
    told, said = manifest(course, "--no-minutes")
    assert "minutes" not in told
    assert "Minutes" not in said
