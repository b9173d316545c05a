"""A check of structure waits for the blank's others: how a blank is written counts once what it gives is right."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from judged import blanks
from tiny_course import write

from autograder.classroom.authoring import Workbench
from autograder.course.manifest import load_course
from autograder.course.model import Course
from autograder.course.stubs import make_stub
from autograder.judge.bundle import make_bundle
from autograder.judge.grading import Grader
from autograder.judge.records import BlankRecord
from autograder.sandbox.isolation import Level
from tests.known_seed import known_seed

MANIFEST = """\
title = "Sums"
needs = []
owns = ["sums.py"]

[exports.""]
"sums.py" = ["total"]

[[task]]
n = 1
title = "Sums"
[[task.blank]]
symbol = "total"
points = 4
hints = []
"""
SUMS = '''\
"""Sums."""


def total(add, xs):
    """The sum of xs, by add."""
    ### BEGIN SOLUTION 1
    result = 0
    for x in xs:
        result = add(result, x)
    return result
    ### END SOLUTION
'''
HIDDEN = '''\
"""Checks."""

from autograder.checks import check, law_check
from hypothesis import strategies as st

NUMBERS = st.lists(st.integers(1, 9), min_size=1, max_size=4)


def few(calls, drawn):
    return "add is called too often" if calls > len(drawn["xs"]) else None


@law_check("total", law=few, structure=True, examples=4, xs=NUMBERS)
def total_adds_each_once(tt, xs):
    """Each number is added once."""
    calls = tt.builtin.list([])

    def add(x, y):
        calls.append(1)
        return x + y

    tt.sums.total(add, xs)
    return tt.builtin.len(calls)


@check("total", examples=4, xs=NUMBERS)
def total_is_the_sum(tt, xs):
    """total is the sum."""
    return tt.sums.total(lambda x, y: x + y, xs)


@check("total", structure=True, examples=4, xs=NUMBERS)
def total_leaves_xs(tt, xs):
    """The numbers stay as they were."""
    mine = tt.builtin.list(xs)
    tt.sums.total(lambda x, y: x + y, mine)
    return mine


@check("total", examples=1)
def total_of_nothing(tt):
    """The sum of no numbers is 0."""
    return tt.sums.total(lambda x, y: x + y, [])
'''
MUTANTS = """\
### MUTANT total_adds_twice: each number and nothing
### REPLACES sums.py total
def total(add, xs):
    result = 0
    for x in xs:
        result = add(add(result, x), 0)
    return result


### MUTANT total_does_nothing: whatever is asked
### REPLACES sums.py total
def total(add, xs):
    return 0
"""
Judged = Callable[[str], BlankRecord]


@pytest.fixture(scope="module")
def sums(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    root = tmp_path_factory.mktemp("sums")
    files = {
        "tinytorch/.keep": "",
        "assignments/00_sums/assignment.toml": MANIFEST,
        "solutions/tinytorch/sums.py": SUMS,
    }
    write(root, files | {"assignments/00_sums/stubs/tinytorch/sums.py": make_stub(SUMS, 0, "sums.py")})
    write(root, {"sums_hidden/__init__.py": "", "sums_hidden/sums.py": HIDDEN, "mutants/00_sums/wrong/all.py": MUTANTS})
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(root)
        yield load_course(root)


@pytest.fixture(scope="module")
def judged(sums: Course, level: Level) -> Iterator[Judged]:
    """The record of `total` with these lines for a body."""
    private = known_seed(sums.root / "private")
    with Grader(make_bundle(sums, sums.assignments, private, level, hidden="sums_hidden"), level) as grader:
        yield lambda body: blanks(grader.grade({"tinytorch/sums.py": f"def total(add, xs):\n    {body}\n".encode()}))[
            "total"
        ]


def lines(record: BlankRecord) -> list[tuple[str, str]]:
    return [(check.name.removeprefix("total_"), check.verdict) for check in record.checks]


RIGHT = "result = 0\n    for x in xs:\n        result = add(result, x)\n    return result"


def test_right_code_passes_all_in_the_order_of_the_file(judged: Judged) -> None:
    record = judged(RIGHT)
    assert [name for name, _ in lines(record)] == ["adds_each_once", "is_the_sum", "leaves_xs", "of_nothing"]
    assert (record.verdict, record.score) == ("pass", 4.0)


def test_code_that_does_nothing_earns_nothing_for_how_it_is_written(judged: Judged) -> None:
    record = judged("return None")
    assert lines(record) == [
        ("adds_each_once", "blocked"),
        ("is_the_sum", "wrong"),
        ("leaves_xs", "blocked"),
        ("of_nothing", "wrong"),
    ]
    assert (record.verdict, record.score) == ("wrong", 0.0), "the blank waits for nothing else: it is wrong"
    assert record.checks[0].detail == (
        "not run: how total is written counts once what it gives is right, and 2 of 2 laws on that do not hold yet"
    )
    assert record.checks[0].input is None and record.checks[0].passed == 0


def test_one_law_that_does_not_hold_is_enough(judged: Judged) -> None:
    record = judged("return 0")
    assert [verdict for _, verdict in lines(record)] == ["blocked", "wrong", "blocked", "pass"]
    assert record.score == 1.0
    assert record.checks[2].detail.endswith("and 1 of 2 laws on that does not hold yet")


def test_right_numbers_are_judged_by_how_they_are_made(judged: Judged) -> None:
    record = judged(RIGHT.replace("add(result, x)", "add(add(result, x), 0)"))
    assert [verdict for _, verdict in lines(record)] == ["wrong", "pass", "pass", "pass"]
    assert record.checks[0].input, "a failing input is shown as for any other check"
    assert record.score == 3.0


@pytest.mark.parametrize(
    ("body", "first", "waiting"),
    [
        ("import os; os._exit(1)", "crash", "blocked"),
        ("return xs[99]", "exception", "blocked"),
        ("raise NotImplementedError('Need to implement for Task 0.1')", "todo", "todo"),
    ],
)
def test_whatever_keeps_the_others_from_passing_they_wait_unless_all_is_settled(
    judged: Judged, body: str, first: str, waiting: str
) -> None:
    record = judged(body)
    assert [verdict for _, verdict in lines(record)] == [waiting, first, waiting, first]
    assert (record.verdict, record.score) == (first, 0.0)


def test_an_author_tries_a_check_of_structure_alone(sums: Course, level: Level) -> None:
    private = known_seed(sums.root / "private")
    with Workbench(sums, private, level, hidden="sums_hidden", mutants=sums.root / "mutants") as bench:
        (choice,) = bench.chosen("total_adds_each_once")
        study = bench.study(choice)
    assert {trial.name: trial.verdict for trial in study.wrong} == {
        "total_adds_twice": "wrong",
        "total_does_nothing": "pass",
    }
    assert study.faults == ()
