"""Grading again gives the same or says what is not; between two bundles it says whose score changes and why."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.classroom import grading
from autograder.classroom.gradebook import Gradebook
from autograder.classroom.gradebook_file import GRADEBOOK
from autograder.classroom.grading import Order, grade_class
from autograder.classroom.regrade import NO_EARLIER, WAS_BROKEN, Change, Comparison, diff, regrade, settle, tolls
from autograder.classroom.submissions import Source, find_submissions
from autograder.cli import instructor, instructor_regrade
from autograder.cli.instructor_grade import Request
from autograder.cli.instructor_options import make_ready
from autograder.cli.instructor_regrade import show_diff, show_regrade
from autograder.cli.instructor_text import console
from autograder.course.errors import UsageError
from autograder.reports.differences import BlankChange, Difference, Scored
from autograder.reports.folder import write_results
from autograder.sandbox.isolation import Level, probe
from tests.classroom.courses import CHECKED, HIDDEN, ONE_MORE_CHECK, SOLUTION, write_checked_course
from tests.classroom.hostile import GOOD, zipped
from tests.classroom.school import NEW, OLD, Class
from tests.reports import example


def said(found: Comparison) -> dict[str, list[str]]:
    """Student -> the reasons, one per blank."""
    return {change.student: [str(blank) for blank in change.difference.blanks] for change in found.changes}


def test_grading_again_grades_everybody_and_finds_the_same(school: Class) -> None:
    before = school.grade()
    found = school.regrade()
    assert sorted(school.judge.graded) == ["ada", "ada", "bob", "bob", "eve", "eve"]
    assert (found.same, found.changes, found.broken) == (3, (), ())
    assert [(student, why.split(":")[0]) for student, why in found.apart] == [("unlucky", "not graded")]
    after = school.grade()
    assert {**after["ada"], "measured": None} == {**before["ada"], "measured": None}
    assert after["ada"]["measured"] != before["ada"]["measured"], "what was measured is the latest"


def test_a_grade_that_changes_is_told_and_replaced(school: Class) -> None:
    school.grade()
    school.judge.verdicts["bob"] = "wrong"
    found = school.regrade()
    assert said(found) == {"bob": ["mul 1 -> 0: mul_multiplies was pass, is wrong"]}
    assert (found.same, found.up, found.down, found.level) == (2, 0, 1, 2)
    assert school.grade()["bob"]["score"] == 0.0
    assert school.regrade().changes == ()


def test_a_broken_regrade_never_replaces_a_sound_grade(school: Class) -> None:
    before = school.grade()
    school.judge.verdicts |= {"bob": "broken"}
    found = school.regrade()
    assert (found.same, found.changes, found.broken) == (2, (), ("bob",))
    assert school.grade()["bob"] == before["bob"]
    school.judge.verdicts.clear()
    assert school.regrade().same == 3


def test_a_broken_grade_is_replaced_and_set_apart_and_a_first_one_kept(school: Class) -> None:
    school.judge.verdicts |= {"bob": "broken"}
    first = school.regrade()
    assert [student for student, why in first.apart if why == NO_EARLIER] == ["ada", "bob", "eve"]
    with Gradebook(school.order.out / GRADEBOOK) as book:
        (record,) = book.class_records(grading.scope_of(school.order), 1.0, ["bob"])
    assert record["assignments"][0]["tasks"][0]["blanks"][0]["verdict"] == "broken"
    school.judge.verdicts.clear()
    second = school.regrade()
    assert (second.same, dict(second.apart)["bob"], second.broken) == (2, WAS_BROKEN, ())
    assert school.regrade().same == 3


def test_a_regrade_ended_in_the_middle_goes_on_where_it_was_and_loses_no_change(school: Class) -> None:
    school.grade()
    school.judge.graded.clear()
    school.judge.verdicts |= {"ada": "wrong"}

    def stop() -> None:
        if "bob" in school.judge.graded:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        regrade(school.order, school.sources, stop)
    assert school.grade()["ada"]["score"] == 1.0, "until it is settled, the grade stands"
    found = school.regrade()
    assert sorted(school.judge.graded) == ["ada", "bob", "eve"], "nobody was graded twice"
    assert list(said(found)) == ["ada"]
    assert school.grade()["ada"]["score"] == 0.0


def test_an_earlier_attempt_that_changes_is_told_by_its_name(school: Class) -> None:
    ada = school.sources[0]
    zipped((GOOD, b"ada before"))(ada.path.parent / "ada.tar.gz")
    earlier = replace(ada, path=ada.path.parent / "ada.tar.gz", moment="2026-09-01T00:00:00Z")
    school.sources.insert(0, earlier)
    school.grade()
    school.judge.verdicts["ada before"] = "wrong"
    found = school.regrade()
    assert found.same == 3, "students, by what they handed in last"
    assert [change.student for change in found.changes] == ["ada (ada.tar.gz of 2026-09-01T00:00:00Z)"]
    assert school.regrade().changes == ()


def test_a_new_bundle_grades_everybody_and_tells_whose_score_changes_and_why(school: Class) -> None:
    school.judge.verdicts |= {"eve": "wrong"}
    school.grade()
    school.judge.bundle = NEW
    school.judge.verdicts |= {"eve": "pass", "bob": "wrong"}
    found = school.diff()
    assert (found.old, found.new) == (OLD, NEW)
    assert said(found) == {
        "bob": ["mul 1 -> 0: mul_multiplies was pass, is wrong"],
        "eve": ["mul 0 -> 1: mul_multiplies was wrong, is pass"],
    }
    assert (found.up, found.down, found.level) == (1, 1, 1)
    (toll,) = tolls(found)
    assert (toll.symbol, toll.up, toll.down, toll.points) == ("mul", 1, 1, 0.0)
    school.judge.graded.clear()
    assert school.diff() == found
    assert school.judge.graded == [], "who has a grade is not graded again"


def test_the_bundle_to_compare_with_is_the_newest_other_one_or_the_one_that_is_named(school: Class) -> None:
    digests = ["aa11" * 16, "aa22" * 16, "cc33" * 16]
    for digest in digests:
        school.judge.bundle = digest
        school.grade()
    assert school.diff().old == digests[1]
    assert school.diff("AA1").old == digests[0]
    for wrong, sentence in {"aa": "More than one earlier bundle begins", "cc": "No earlier bundle begins"}.items():
        with pytest.raises(UsageError, match=f"{sentence} with '{wrong}'.*newest first: aa22aa22aa22, aa11aa11aa11"):
            school.diff(wrong)
    school.judge.bundle = digests[0]
    assert school.diff().old == digests[2], "an old bundle that comes back is not the newest"


def test_without_an_earlier_bundle_nothing_is_graded(school: Class) -> None:
    school.grade()
    school.judge.graded.clear()
    with pytest.raises(UsageError, match="nothing to compare"):
        school.diff()
    with pytest.raises(UsageError, match="nothing to compare"):
        replace(school, order=replace(school.order, level=Level.REDUCED)).diff()
    assert school.judge.graded == []


def test_work_that_was_handed_in_anew_has_no_earlier_grade(school: Class) -> None:
    school.grade()
    school.judge.bundle = NEW
    zipped((GOOD, b"bob again"))(school.sources[1].path)
    assert dict(school.diff().apart)["bob"] == NO_EARLIER


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(school: Class, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `autograder regrade` on the class: exit code and what it prints."""

    def requested(machine: bool, **_: object) -> Request:
        return Request(school.order, school.sources, False, False, machine)

    def call(*words: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            instructor.main(["regrade", "class", "--out", str(school.order.out), *words])
        return int(ended.value.code or 0), capsys.readouterr().out

    monkeypatch.setattr(instructor_regrade, "requested", requested)
    return call


def test_the_command_ends_with_0_the_same_1_not_the_same_3_our_fault(school: Class, run: Run) -> None:
    school.grade()
    code, text = run()
    assert (code, "3 students the same again." in text) == (0, True)
    school.judge.verdicts |= {"bob": "wrong"}
    code, text = run()
    assert code == 1
    assert "mul 1 -> 0: mul_multiplies was pass, is wrong" in text
    assert json.loads((school.order.out / "records" / "bob.json").read_text())["score"] == 0.0
    school.judge.verdicts |= {"bob": "broken"}
    code, text = run()
    assert (code, "run it again: bob" in text) == (3, True)
    assert json.loads((school.order.out / "records" / "bob.json").read_text())["score"] == 0.0


def test_the_command_shows_what_a_new_bundle_changes_and_leaves_the_pages_alone(school: Class, run: Run) -> None:
    school.grade()
    school.judge.bundle = NEW
    school.judge.more = [example.check("wrong", name="mul_by_zero")]
    code, text = run("--diff")
    assert code == 0
    assert "mul 1 -> 0: new check mul_by_zero: wrong" in text
    assert "0 students up, 3 down, 0 same." in text
    assert "Not compared: unlucky (not graded: it is not a zip" in text
    assert [path.name for path in school.order.out.iterdir() if path.suffix != ".sqlite"] == []
    code, text = run("--diff", OLD[:4], "--json")
    found = json.loads(text)
    assert (code, found["old"], found["down"], found["blanks"][0]["points"]) == (0, OLD, 3, -3.0)
    assert found["students"][0]["blanks"][0]["why"] == ["new check mul_by_zero: wrong"]


def test_grades_of_other_submissions_are_no_ground_for_the_same_again(school: Class, run: Run) -> None:
    others = replace(school, sources=school.sources[:1])
    others.grade()
    school.sources[:1] = []
    school.judge.graded.clear()
    assert run() == (2, "")
    assert school.judge.graded == []


def test_without_a_name_the_grades_that_were_written_last_are_compared_with(school: Class, run: Run) -> None:
    digests = ["aa11" * 16, "bb22" * 16, "cc33" * 16]
    for digest in digests:
        school.judge.bundle = digest
        graded = grade_class(school.order, school.sources, lambda: None)
        if digest == digests[0]:
            write_results(school.order.out, graded, expected=False)
    assert (found := school.diff()).old == digests[0]
    assert found.others == (digests[1],)
    _, text = run("--diff")
    assert text.splitlines()[:2] == ["Bundle aa11aa11aa11 -> cc33cc33cc33", "others: bb22bb22bb22"]
    write_results(school.order.out, graded, expected=False)
    assert school.diff().old == digests[1], "the pages are of the present bundle: the newest other one"


def test_who_keeps_the_score_is_counted_and_not_listed(capsys: pytest.CaptureFixture[str]) -> None:
    blank = BlankChange("0.1", "mul", "f.py", Scored(0.0, 1.0), Scored(0.0, 3.0), ("points 1 -> 3",))
    kept = Change("ada", Difference(Scored(0.0, 51.0), Scored(0.0, 53.0), (blank,)))
    show_diff(console(), Comparison(OLD, NEW, 2, (kept,), (), ()))
    text = capsys.readouterr().out
    assert "Whose score changes" not in text
    assert "ada" not in text
    assert "0 students up, 0 down, 3 same (1 of them with other points per blank)." in text


def test_a_score_that_differs_for_no_reason_that_the_record_tells_is_said_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    change = Change("ada", Difference(Scored(1.0, 2.0), Scored(2.0, 2.0), ()))
    show_regrade(console(), Comparison(OLD, OLD, 0, (change,), (), ()))
    assert "the stored record differs" in capsys.readouterr().out


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Order]]:
    """Write the course of two blanks, and again with other checks; each time its checks are loaded anew."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def forget() -> None:
        for name in [name for name in sys.modules if name.partition(".")[0] == HIDDEN]:
            del sys.modules[name]
        importlib.invalidate_caches()

    def write(**options: Any) -> Order:
        forget()
        course = write_checked_course(tmp_path, **options)
        level = probe().level
        return Order(course, course.assignments, level, tmp_path / "private", tmp_path / "out", 1, hidden=HIDDEN)

    yield write
    forget()


def submissions(place: Path, sources: Mapping[str, str]) -> list[Source]:
    place.mkdir()
    for student, source in sources.items():
        zipped((f"tinytorch/{CHECKED}", source.encode()))(place / f"{student}.zip")
    return find_submissions(place)


def test_two_real_bundles_differ_by_the_check_and_the_points_that_changed(
    written: Callable[..., Order], tmp_path: Path
) -> None:
    wrong_at_zero = SOLUTION.replace("if x > 0.0 else 0.0", "if x > 0.0 else float(x == 0.0)")
    unable_to_double = SOLUTION.replace("2.0 * x", "x")
    sources = submissions(
        tmp_path / "class", {"ada": SOLUTION, "bob": wrong_at_zero, "eve": unable_to_double, "twin": wrong_at_zero}
    )
    order = written()
    grade_class(order, sources, lambda: None)
    graded, again = regrade(order, sources, lambda: None)
    assert (again.same, again.changes, again.broken) == (4, (), ())
    settle(graded)
    assert {record["student"]: record["score"] for record in graded} == {"ada": 3, "bob": 3, "eve": 2, "twin": 3}
    found = diff(written(double=3, more=ONE_MORE_CHECK), sources, "", lambda: None)
    assert found.old == graded.scope.bundle
    relu = "relu 2 -> 1: new check relu_keeps_zero: wrong"
    assert said(found) == {
        "ada": ["double 1 -> 3: points 1 -> 3"],
        "bob": [relu, "double 1 -> 3: points 1 -> 3"],
        "eve": ["double 0 -> 0: points 1 -> 3"],
        "twin": [relu, "double 1 -> 3: points 1 -> 3"],
    }
    assert [(toll.symbol, toll.up, toll.down, toll.points) for toll in tolls(found)] == [
        ("relu", 0, 2, -2.0),
        ("double", 3, 0, 6.0),
    ]


def test_whether_the_examples_are_drawn_already_is_known_before(
    written: Callable[..., Order], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for options, words in (({}, ["Drawing", "Reading"]), ({"more": ONE_MORE_CHECK}, ["Drawing", "Reading"])):
        order = written(**options)
        for word in words:
            make_ready(order)
            assert capsys.readouterr().err == f"{word} the examples ...\n"
