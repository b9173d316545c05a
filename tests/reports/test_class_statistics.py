"""Every number of a class's statistics is what counting through its records gives."""

from __future__ import annotations

import statistics as library
import tempfile
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.classroom.statistics import class_statistics
from autograder.course.errors import UsageError
from autograder.judge.lawlines import law_names
from autograder.reports.statistics import BINS, Assignment, Spread, Statistics, bin_name, histogram, spread
from tests.reports.graded_class import (
    BLANKS,
    LAW,
    POINTS,
    WRONG_VERSIONS,
    HandIn,
    Pupil,
    classes,
    enter_class,
    record_of,
)

NEAR = 2e-6


def counted(pupils: list[Pupil]) -> Statistics:
    with tempfile.TemporaryDirectory() as place:
        enter_class(Path(place), pupils)
        return class_statistics(Path(place))


def part(hand_in: HandIn, folder: str) -> dict[str, Any]:
    record = record_of(hand_in)
    assert record is not None
    return next(each for each in record["assignments"] if each["folder"] == folder)


def attempts(pupil: Pupil, folder: str) -> list[HandIn]:
    """Hand-ins of an assignment; what could not be read is of every assignment of its scope."""
    return [each for each in pupil.hand_ins if folder in each.scope]


def best(pupil: Pupil, folder: str) -> dict[str, Any] | None:
    """The graded part that counts: the first of the highest."""
    parts = [part(each, folder) for each in attempts(pupil, folder) if each.outcomes is not None]
    return max(parts, key=lambda each: each["score"], default=None)


def parts_of(pupils: list[Pupil], folder: str) -> list[dict[str, Any]]:
    return [found for pupil in pupils if (found := best(pupil, folder))]


def blanks_in(pupils: list[Pupil], folder: str, symbol: str) -> list[dict[str, Any]]:
    return [
        blank
        for found in parts_of(pupils, folder)
        for task in found["tasks"]
        for blank in task["blanks"]
        if blank["symbol"] == symbol
    ]


def each_assignment(pupils: list[Pupil]) -> Iterator[tuple[Assignment, list[dict[str, Any]]]]:
    for assignment in counted(pupils).assignments:
        yield assignment, parts_of(pupils, assignment.folder)


def assert_spread(found: Spread | None, numbers: list[float]) -> None:
    """Against the standard library, whose quartiles are made in another way."""
    assert (found is None) == (not numbers)
    if found:
        lower, middle, upper = library.quantiles(numbers, method="inclusive") if len(numbers) > 1 else numbers * 3
        expected = [len(numbers), library.fmean(numbers), min(numbers), lower, middle, upper, max(numbers)]
        made = [found.count, found.mean, found.least, found.lower, found.median, found.upper, found.most]
        assert made == pytest.approx(expected, abs=NEAR)


@given(classes())
@settings(max_examples=8)
def test_an_assignment_s_numbers_are_those_of_its_records(pupils: list[Pupil]) -> None:
    for assignment, parts in each_assignment(pupils):
        tries = [found for pupil in pupils if (found := attempts(pupil, assignment.folder))]
        sound = [[each for each in mine if each.outcomes is not None] for mine in tries]
        judged = [found for found in parts if found["points"]]
        scores = [found["score"] for found in judged]
        assert assignment.handed_in == len(tries)
        assert assignment.graded == len(parts)
        assert assignment.not_graded == len(tries) - len(parts)
        assert assignment.full == sum(found["score"] >= found["points"] for found in judged)
        assert_spread(assignment.scores, scores)
        assert_spread(assignment.attempts, [len(mine) for mine in tries])
        ends = [
            (part(mine[0], assignment.folder), part(mine[-1], assignment.folder)) for mine in sound if len(mine) > 1
        ]
        gains = [last["score"] - first["score"] for first, last in ends]
        assert_spread(assignment.gain, gains)
        assert (assignment.again, assignment.gained) == (len(gains), sum(gain > NEAR for gain in gains))
        assert list(assignment.histogram) == bins(judged)


def bins(parts: list[dict[str, Any]]) -> list[int]:
    """A histogram by exact fractions."""
    shares = [Fraction(str(p["score"])) / Fraction(str(p["points"])) for p in parts]
    return [
        sum(Fraction(k, 10) <= share and (k == 10 or share < Fraction(k + 1, 10)) for share in shares)
        for k in range(BINS)
    ]


@given(classes())
@settings(max_examples=8)
def test_a_blank_s_and_a_task_s_numbers_are_those_of_its_records(pupils: list[Pupil]) -> None:
    for assignment, parts in each_assignment(pupils):
        for task in assignment.tasks:
            mine = [each["blanks"] for found in parts for each in found["tasks"] if each["task"] == task.task]
            verdicts = [{blank["verdict"] for blank in blanks} - {"broken"} for blanks in mine]
            assert task.graded == sum(bool(some) for some in verdicts)
            assert task.tried == sum(bool(some - {"todo"}) for some in verdicts)
            assert task.passed == sum(some == {"pass"} for some in verdicts)
            assert task.share == reached([blank for blanks in mine for blank in blanks])
            assert [blank.symbol for blank in task.blanks] == [
                s for t, s, _ in BLANKS[assignment.folder] if t == task.task
            ]
            for blank in task.blanks:
                found = blanks_in(pupils, assignment.folder, blank.symbol)
                sound = [each for each in found if each["verdict"] != "broken"]
                assert blank.verdicts == Counter(each["verdict"] for each in found)
                assert blank.graded == len(sound)
                assert blank.tried == sum(each["verdict"] != "todo" for each in sound)
                assert blank.share == reached(found)
                failing = [each for each in sound if each["verdict"] not in ("pass", "todo")]
                first = Counter(next(c["law"] for c in each["checks"] if c["verdict"] != "pass") for each in failing)
                assert {failure.law: failure.students for failure in blank.failures} == first


def reached(blanks: list[dict[str, Any]]) -> Any:
    points = sum(blank["points"] for blank in blanks)
    return pytest.approx(sum(blank["score"] for blank in blanks) / points, abs=NEAR) if points else None


def test_who_was_judged_in_nothing_by_our_fault_has_no_score_and_counts_for_nobody() -> None:
    broken, passing = ((outcome,) * 6 for outcome in (("broken", 0), ("pass", 0)))
    pupils = [Pupil(name, (HandIn(tuple(BLANKS), made, {}),)) for name, made in (("ada", broken), ("bob", passing))]
    found = counted(pupils)
    assert [(each.graded, each.broken, each.full) for each in found.assignments] == [(2, 1, 1)] * 2
    assert [each.scores and each.scores.count for each in found.assignments] == [1, 1]
    assert [line.scored for line in found.lines] == [False, True]
    assert found.assignments[0].tasks[0].blanks[0].verdicts == {"broken": 1, "pass": 1}


def test_the_points_of_the_class_are_without_what_is_dropped(tmp_path: Path) -> None:
    passing = (("pass", 0),) * 6
    enter_class(tmp_path, [Pupil(name, (HandIn(tuple(BLANKS), passing, {}),)) for name in ("ada", "bob")])
    (tmp_path / "class.toml").write_text("drop_lowest = 1")
    assert class_statistics(tmp_path).points == POINTS["01_autograd"], "of two equal shares the first is dropped"


@given(classes())
@settings(max_examples=6)
def test_groups_together_are_the_class_and_their_shares_its_share(pupils: list[Pupil]) -> None:
    found = counted(pupils)
    scored = [pupil for pupil in pupils if any(mine["points"] for folder in BLANKS if (mine := best(pupil, folder)))]
    assert sum(found.histogram) == sum(group.students for group in found.groups) == len(scored)
    edges = [edge for group in found.groups for edge in (group.least, group.most)]
    assert edges == sorted(edges)
    for task in (task for assignment in found.assignments for task in assignment.tasks):
        assert len(task.groups) == len(found.groups)
        known = [share for share in task.groups if share is not None]
        if task.share is not None:
            assert min(known) - NEAR <= task.share <= max(known) + NEAR


@given(classes())
@settings(max_examples=6)
def test_minutes_are_each_student_s_last_and_a_law_s_catch_is_its_share(pupils: list[Pupil]) -> None:
    found = counted(pupils)
    for task in (task for assignment in found.assignments for task in assignment.tasks):
        said = [[each.minutes[task.task] for each in pupil.hand_ins if each.outcomes and task.task in each.minutes]
                for pupil in pupils]  # fmt: skip
        assert_spread(task.minutes, [mine[-1] for mine in said if mine])
        for blank in task.blanks:
            tried = [each for each in blanks_in(pupils, "00_scalars", LAW) if each["verdict"] not in ("todo", "broken")]
            if blank.symbol == LAW and tried:
                assert_spread(blank.caught_spread, [each["score"] / each["points"] for each in tried])
                assert (blank.versions, sum(blank.caught)) == (WRONG_VERSIONS, len(tried))
            elif blank.symbol != LAW:
                assert (blank.versions, blank.caught) == (0, ())


@given(st.lists(st.integers(0, 10**6).map(lambda millionths: millionths / 10**6)))
def test_quartiles_are_numpy_s_and_every_share_is_in_one_bin(shares: list[float]) -> None:
    assert sum(histogram(shares)) == len(shares)
    if (found := spread(shares)) is not None:
        expected = np.quantile(shares, [0.25, 0.5, 0.75])
        assert [found.lower, found.median, found.upper] == pytest.approx(list(expected), abs=NEAR)


def test_the_ends_of_bins_belong_to_the_bin_above() -> None:
    shares = [score / points for points in (3.0, 7.0, 51.0, 242.0) for score in (0.1 * k * points for k in range(11))]
    assert histogram(shares) == (4,) * BINS
    assert [bin_name(k) for k in (0, 9, 10)] == ["0 to 9 %", "90 to 99 %", "100 %"]


def test_a_wrong_version_s_line_begins_as_it_is_counted() -> None:
    from types import SimpleNamespace

    from autograder.classroom.statistics_rows import CATCHES

    check: Any = SimpleNamespace(variants=SimpleNamespace(mutants={"m": 0}, right={"r": 0}))
    assert [(role, law.startswith(CATCHES)) for _, law, role in law_names(check)] == [
        ("mutant", True),
        ("right", False),
    ]


def graded(name: str, verdict: str = "pass") -> Pupil:
    return Pupil(name, (HandIn(("00_scalars", "01_autograd"), ((verdict, 1),) * 6, {}),))


def test_assignments_are_chosen_by_number_name_or_range_and_an_unknown_one_is_named(tmp_path: Path) -> None:
    enter_class(tmp_path, [graded("ada")])
    for names, folders in {"00": 1, "autograd": 1, "0-1": 2, "01_autograd, 0": 2, "": 2}.items():
        found = class_statistics(tmp_path, names)
        assert len(found.assignments) == folders
        assert found.points == sum(POINTS[each.folder] for each in found.assignments)
    with pytest.raises(UsageError, match="no assignment '07' in this gradebook; it has 00_scalars, 01_autograd"):
        class_statistics(tmp_path, "07")
    with pytest.raises(UsageError, match=r"from the earlier to the later one, as in 00-02 \(got 01-00\)"):
        class_statistics(tmp_path, "01-00")


def test_an_override_is_a_score_and_counts_without_a_hand_in(tmp_path: Path) -> None:
    from autograder.classroom.gradebook import Gradebook

    enter_class(tmp_path, [graded("ada"), Pupil("eve", ())])
    with Gradebook(tmp_path / "gradebook.sqlite") as book:
        row = ("bob", "00_scalars", 3.0, "oral exam", "prof", "2026-10-01T00:00:00Z")
        book.file.write(
            "INSERT INTO overrides (student, assignment, score, reason, author, moment) VALUES (?, ?, ?, ?, ?, ?)", row
        )
    scalars, _ = class_statistics(tmp_path).assignments
    assert (scalars.overridden, scalars.graded, scalars.handed_in) == (1, 1, 1)
    assert scalars.scores is not None
    assert (scalars.scores.least, scalars.scores.most) == (3.0, 6.0)


def test_who_counts_as_late_is_the_late_policy_s_word(tmp_path: Path) -> None:
    both = ("00_scalars", "01_autograd")
    later = HandIn(both, (("pass", 0),) * 6, {})
    first = HandIn(both, (("wrong", 1),) * 6, {})
    enter_class(tmp_path, [Pupil("ada", (first, later)), Pupil("bob", (first,))])  # a day between two hand-ins
    rules = tmp_path / "class.toml"
    rules.write_text(
        'attempt = "best"\n[late]\npercent_per_day = 50\n[due]\n00 = 2026-09-01T13:00:00Z\n', encoding="utf-8"
    )
    scalars, autograd = class_statistics(tmp_path).assignments
    assert (scalars.late, autograd.late) == (1, 0)
    assert scalars.due == "2026-09-01T13:00:00Z"
    assert scalars.scores is not None
    assert (scalars.scores.most, scalars.full, autograd.full) == (3.0, 0, 1), "half of what the work is worth"


def test_what_the_rules_drop_leaves_a_student_s_sum_but_not_the_assignment(tmp_path: Path) -> None:
    outcomes = (("pass", 0),) * 3 + (("todo", 0),) * 3
    enter_class(tmp_path, [Pupil("ada", (HandIn(("00_scalars", "01_autograd"), outcomes, {}),))])
    (tmp_path / "class.toml").write_text("drop_lowest = 1\n", encoding="utf-8")
    found = class_statistics(tmp_path)
    assert [(line.score, line.points) for line in found.lines] == [(6.0, 6.0)]
    assert [each.graded for each in found.assignments] == [1, 1]
    assert class_statistics(tmp_path, "01").histogram[0] == 1
