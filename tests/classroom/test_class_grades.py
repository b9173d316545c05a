"""Everybody's grade, from what was handed in to the sum: attempts, lateness, overrides, dropped marks, badges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.classroom.gradebook import Gradebook
from autograder.classroom.gradebook_file import GRADEBOOK, Database
from autograder.classroom.term.badges import BADGES, Evidence
from autograder.classroom.term.grades import ClassGrades
from autograder.classroom.term.handed_in import UNGRADED
from autograder.classroom.term.overrides import override, withdraw
from autograder.classroom.term.people import enrol
from autograder.course.errors import UsageError
from autograder.reports.grades import Person
from tests.classroom.term_class import FOLDERS, Term

FIRST, SECOND = FOLDERS
DUE = "[due]\n00 = 2026-09-10T12:00:00Z\n01 = 2026-09-20T12:00:00Z\n"
LATE = "[late]\npercent_per_day = 10\nfree_days = 2\nmost_days = 6\n"


@pytest.fixture
def term(tmp_path: Path) -> Term:
    return Term(tmp_path)


def test_everybody_of_the_roster_and_everybody_who_handed_in_has_a_grade_of_every_assignment(term: Term) -> None:
    term.hand_in("bob", {FIRST: 7})
    with Database(term.out / GRADEBOOK) as database:
        enrol(database, [Person("ada", "Ada Lovelace", ids={"canvas": "101"}), Person("eve")])
    grades = list(ClassGrades(term.out))
    assert [(grade.person.student, grade.person.listed, grade.score, grade.points) for grade in grades] == [
        ("ada", True, 0.0, 20.0),
        ("bob", False, 7.0, 20.0),
        ("eve", True, 0.0, 20.0),
    ]
    assert grades[0].person.ids == {"canvas": "101"}
    assert [(mark.folder, mark.title, mark.attempts) for mark in grades[0].marks] == [
        (FIRST, "Scalars", ()),
        (SECOND, "Autograd", ()),
    ]
    assert [mark.chosen for mark in grades[1].marks] == [0, None], "it holds no file of the second"


def test_the_best_attempt_counts_or_the_last_one(term: Term) -> None:
    for day, score in ((2, 4), (4, 9), (6, 7)):
        term.hand_in("ada", {FIRST: score}, day=day)
    mark = term.mark("ada")
    assert [(each.number, each.score, each.moment) for each in mark.attempts] == [
        (1, 4.0, "2026-09-02T12:00:00Z"),
        (2, 9.0, "2026-09-04T12:00:00Z"),
        (3, 7.0, "2026-09-06T12:00:00Z"),
    ]
    assert (mark.chosen, mark.score) == (1, 9.0)
    term.rules('attempt = "last"')
    assert (term.mark("ada").chosen, term.mark("ada").score) == (2, 7.0)


def test_what_is_late_counts_less_and_free_days_go_in_the_order_of_time(term: Term) -> None:
    term.rules(LATE + DUE)
    term.hand_in("ada", {FIRST: 10}, day=13)
    term.hand_in("ada", {SECOND: 10}, day=21)
    first, second = term.mark("ada"), term.mark("ada", SECOND)
    assert (first.score, first.attempts[0].days_late, first.attempts[0].free_days) == (9.0, 3, 2)
    assert (second.score, second.attempts[0].days_late, second.attempts[0].free_days) == (9.0, 1, 0)
    assert ClassGrades(term.out).columns[0].due == "2026-09-10T12:00:00Z"


def test_the_same_zip_handed_in_with_more_in_it_does_not_make_the_earlier_part_late(term: Term) -> None:
    for which in ("best", "last"):
        term.rules(f'attempt = "{which}"\n' + LATE + DUE)
        term.hand_in("ada", {FIRST: 10}, day=9)
        term.hand_in("ada", {FIRST: 10, SECOND: 8}, day=19)
        assert (term.mark("ada").score, term.mark("ada").chosen) == (10.0, 0)
        assert term.mark("ada", SECOND).score == 8.0


def test_a_hand_in_of_unknown_time_is_never_late(term: Term) -> None:
    term.rules(LATE + DUE)
    term.hand_in("ada", {FIRST: 10})
    assert term.mark("ada").score == 10.0


@pytest.mark.parametrize("days", [(None, 13), (13, None), (None, 13, None)])
def test_files_that_were_graded_with_and_without_their_time_are_one_hand_in_which_has_it(
    term: Term, days: tuple[int | None, ...]
) -> None:
    """Else a deadline would do nothing for who was once graded without times."""
    term.rules(DUE + "[late]\npercent_per_day = 10")
    for day in days:
        term.hand_in("ada", {FIRST: 10}, day=day)
        term.hand_in("eve", {}, day=day, problem="it is damaged")
    assert [(each.days_late, each.counted) for each in term.mark("ada").attempts] == [(3, 7.0)]
    assert [each.moment for each in term.mark("eve").attempts] == ["2026-09-13T12:00:00Z"]


def test_a_bundle_that_comes_back_is_the_newest_again(term: Term) -> None:
    for score, bundle in ((3, "b"), (8, "c")):
        term.hand_in("ada", {FIRST: score}, day=2, bundle=bundle)
    with Gradebook(term.out / GRADEBOOK) as book:
        for bundle in "bcb":
            book.begin(bundle * 64)
    with Database(term.out / GRADEBOOK) as database:
        assert [digest[0] for (digest,) in database.rows("SELECT digest FROM bundles ORDER BY number")] == ["c", "b"]


def test_one_hand_in_counts_once_with_the_newest_grading_in_the_strongest_sandbox(term: Term) -> None:
    term.hand_in("ada", {FIRST: 3}, day=2)
    term.hand_in("ada", {FIRST: 4}, day=2, folders=(FIRST,), bundle="c", sandbox="none")
    assert [(each.score, each.sandbox) for each in term.mark("ada").attempts] == [(4.0, "none")]
    term.hand_in("ada", {FIRST: 4}, day=2, folders=(FIRST,), bundle="c", sandbox="reduced")
    assert [(each.score, each.sandbox) for each in term.mark("ada").attempts] == [(4.0, "reduced")]
    term.hand_in("ada", {FIRST: 9}, day=2, bundle="d", whole=True)
    assert [each.score for each in term.mark("ada").attempts] == [4.0], "the whole way only where there is no other"


def test_what_could_not_be_read_is_an_attempt_that_never_takes_a_graded_one_s_place(term: Term) -> None:
    term.rules('attempt = "last"')
    term.hand_in("bob", {FIRST: 6}, day=2)
    for student in ("bob", "eve"):
        term.hand_in(student, {}, day=3, problem="it is damaged")
    mark = term.mark("eve")
    assert (mark.score, mark.points, mark.attempts[0].problem) == (0.0, 10.0, "it is damaged")
    mark = term.mark("bob")
    assert (mark.score, mark.chosen, mark.attempts[1].problem) == (6.0, 0, "it is damaged")


def test_what_is_not_graded_yet_says_so(term: Term) -> None:
    term.hand_in("ada", {FIRST: 6}, day=2)
    with Database(term.out / GRADEBOOK) as database:
        database.write("DELETE FROM attempts")
        assert list(database.rows("SELECT COUNT(*) FROM results")) == [(0,)]
    mark = term.mark("ada")
    assert (mark.score, mark.points, mark.attempts[0].problem) == (0.0, 10.0, UNGRADED)


def test_our_fault_costs_no_points(term: Term) -> None:
    term.hand_in("ada", {FIRST: "broken", SECOND: 10})
    first, second = term.mark("ada"), term.mark("ada", SECOND)
    assert (first.score, first.points, first.attempts[0].broken) == (9.0, 9.0, True)
    assert (second.points, second.attempts[0].broken) == (10.0, False)
    assert (term.grade("ada").score, term.grade("ada").points) == (19.0, 19.0)


def test_an_override_wins_shows_why_and_can_be_withdrawn_and_the_history_keeps_all(term: Term) -> None:
    term.hand_in("ada", {FIRST: "broken"})
    path = term.out / GRADEBOOK
    with Database(path) as database:
        override(database, "ada", FIRST, 3.5, "oral exam", "Prof. X")
        override(database, "ada", FIRST, 4.5, "second look", "Prof. X")
        override(database, "gone", FIRST, 1.0, "by post", "Prof. X")
    mark = term.mark("ada")
    assert (mark.score, mark.points, mark.chosen) == (4.5, 10.0, 0)
    assert mark.override is not None
    assert (mark.override.reason, mark.override.author) == ("second look", "Prof. X")
    assert term.mark("gone").score == 1.0
    with Database(path) as database:
        assert withdraw(database, "ada", FIRST, "a mix-up", "Prof. X")
        assert not withdraw(database, "ada", FIRST, "a mix-up", "Prof. X")
        assert list(database.rows("SELECT COUNT(*) FROM overrides")) == [(4,)]
    assert (term.mark("ada").score, term.mark("ada").override) == (9.0, None)


def test_the_lowest_mark_leaves_the_sum(term: Term) -> None:
    term.rules("drop_lowest = 1")
    term.hand_in("ada", {FIRST: 9, SECOND: 4})
    grade = term.grade("ada")
    assert [mark.dropped for mark in grade.marks] == [False, True]
    assert (grade.score, grade.points) == (9.0, 10.0)


def test_what_was_graded_by_mistake_can_be_left_out_of_every_sum(term: Term) -> None:
    term.rules('assignments = "00"')
    term.hand_in("ada", {FIRST: 9, SECOND: 4})
    grade = term.grade("ada")
    assert [mark.folder for mark in grade.marks] == [FIRST]
    assert (grade.score, grade.points) == (9.0, 10.0)


def test_an_extension_is_for_somebody_of_the_class(term: Term) -> None:
    term.rules(LATE + DUE + "[[extension]]\nstudent='ada'\nassignment='00'\nuntil=2026-09-13T12:00:00Z\nreason='ill'")
    term.hand_in("ada", {FIRST: 10}, day=13)
    term.hand_in("bob", {FIRST: 10}, day=13)
    assert (term.mark("ada").score, term.mark("bob").score) == (10.0, 9.0)
    with Database(term.out / GRADEBOOK) as database:
        enrol(database, [Person("eve")])
    assert term.mark("ada").score == 10.0
    with Database(term.out / GRADEBOOK) as database:
        database.write("DELETE FROM hand_ins WHERE student='ada'")
    with pytest.raises(UsageError, match="an extension for 'ada', who is not on the roster and has handed in nothing"):
        list(ClassGrades(term.out))


def test_minutes_of_work_belong_to_the_assignment_of_their_task(term: Term) -> None:
    term.hand_in("ada", {FIRST: 6, SECOND: 6}, minutes={"0.1": 30.0, "0.2": 12.5, "10.1": 99.0})
    assert [mark.attempts[0].minutes for mark in term.grade("ada").marks] == [42.5, None]


def test_badges_are_for_what_the_data_proves_and_can_be_switched_off(term: Term) -> None:
    term.rules(DUE)
    term.hand_in("ada", {FIRST: 5}, day=5)
    term.hand_in("ada", {FIRST: 8}, day=6)
    term.hand_in("bob", {FIRST: 10}, day=9)
    term.hand_in("eve", {FIRST: 10}, day=10)
    term.hand_in("eve", {FIRST: "broken"}, day=1)
    assert term.grade("ada").badges == ("comeback: Scalars",)
    assert term.grade("bob").badges == ("full marks: Scalars", "a day early: Scalars")
    assert term.grade("eve").badges == ("full marks: Scalars",)
    term.rules("badges = false")
    assert term.grade("bob").badges == ()


def test_three_tenths_more_are_a_comeback_also_where_no_fraction_says_so_exactly(term: Term) -> None:
    for score in (1, 4):
        term.hand_in("ada", {FIRST: score}, day=score)
    assert term.grade("ada").badges == ("comeback: Scalars",)
    mark, column = term.mark("ada"), ClassGrades(term.out).columns[0]
    tries = [replace(each, score=score, points=20.0) for each, score in zip(mark.attempts, (11.0, 17.0), strict=True)]
    assert 11 / 20 + 0.3 > 17 / 20
    assert BADGES["comeback"](replace(mark, attempts=tuple(tries)), column, Evidence(frozenset()))


def test_who_s_laws_catch_every_wrong_version_has_a_badge(term: Term) -> None:
    for student, passing in (("ada", 10), ("bob", 9)):
        term.hand_in(student, {FIRST: passing}, law="Catches a slope of 1.")
    badge = "every mutant caught: Scalars"
    assert [badge in term.grade(student).badges for student in ("ada", "bob")] == [True, False]


def test_grades_are_read_without_a_look_into_any_record(term: Term) -> None:
    term.rules("badges = false")
    term.hand_in("ada", {FIRST: 9, SECOND: 4})
    before = list(ClassGrades(term.out))
    with Database(term.out / GRADEBOOK) as database:
        database.write("UPDATE attempts SET record='not JSON, and read by nobody'")
    assert list(ClassGrades(term.out)) == before


def test_a_larger_class_is_read_with_as_many_questions_to_the_gradebook(
    term: Term, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    rows = Database.rows

    def counted(database: Database, statement: str, values: Iterable[object] = ()) -> Iterator[tuple[Any, ...]]:
        asked.append(statement)
        return rows(database, statement, values)

    monkeypatch.setattr(Database, "rows", counted)
    numbers = []
    for students in (2, 12):
        for number in range(students):
            term.hand_in(f"student{number}", {FIRST: number % 10})
        asked.clear()
        assert len(list(ClassGrades(term.out))) == students
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]


def test_without_a_gradebook_it_says_what_makes_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no gradebook in .*; `autograder grade` makes one\.$"):
        ClassGrades(tmp_path)
