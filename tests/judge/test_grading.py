"""Each verdict is given for what it names, costs what it should, and says so in our own words."""

from __future__ import annotations

import json

import pytest
from judged import Grade, blanks, verdicts
from tiny_course import LAWS, OPERATORS, WAVES

from autograder.judge.bundle import Bundle
from autograder.judge.grading import TRIES, Grader
from autograder.judge.records import AssignmentRecord
from autograder.sandbox.isolation import Level


def test_the_reference_gets_all_points(grader: Grader, right: dict[str, bytes]) -> None:
    records = grader.grade(right)
    assert [(record.score, record.points) for record in records] == [(9.0, 9.0), (4.0, 4.0)]
    assert verdicts(blanks(records)) == {}


def test_untouched_stubs_are_todo_and_nothing_is_run(grader: Grader, bundle: Bundle) -> None:
    graded = grader.grade_fully(bundle.stubs)
    assert set(verdicts(blanks(graded.assignments)).values()) == {"todo"}
    assert sum(record.score for record in graded.assignments) == 0
    assert graded.measured.memory_mb == 0


def test_what_was_not_handed_in_is_todo(grader: Grader, right: dict[str, bytes]) -> None:
    graded = blanks(grader.grade({path: source for path, source in right.items() if path != WAVES}))
    assert verdicts(graded) == {"Wave.apply": "todo", "ramp": "todo"}


def test_a_missing_file_costs_its_own_blanks_only(grader: Grader, right: dict[str, bytes]) -> None:
    graded = blanks(grader.grade({path: source for path, source in right.items() if path != OPERATORS}))
    assert verdicts(graded) == {"mul": "import", "falling": "import", "power": "import"}


def test_a_wrong_answer_is_shown_with_a_simple_input(grade: Grade) -> None:
    graded = grade("return x * y", "return x * y if x < 3 else 7.5")
    assert verdicts(graded)["mul"] == "wrong"
    product, _, hidden, _ = graded["mul"].checks
    assert (product.detail, product.input, product.expected) == (
        "expected another number",
        "x = 3.0\ny = 0.0",
        "0.0",
    )
    assert 0 < product.passed < product.examples
    assert hidden.verdict == "wrong" and hidden.input is hidden.expected is None, "this check reveals nothing"


def test_a_blank_scores_the_share_of_its_checks(grade: Grade) -> None:
    graded = grade("return x * y", "return x * y if y in (0.0, 1.0) or isinstance(x, str) else 0.25")
    assert graded["mul"].score == 3.0 and graded["mul"].points == 4.0


@pytest.mark.parametrize(
    ("body", "verdict", "detail"),
    [
        ("return [x]", "wrong", "expected a number, got a list"),
        ("x * y", "wrong", "expected a number, got None (is a `return` missing?)"),
        ("return float('nan')", "not_finite", "expected a number, got nan"),
        ("return math.inf", "not_finite", "expected a number, got infinity"),
        ("return 1 / 0", "exception", "expected a result, got ZeroDivisionError"),
        ("class Mine(KeyError): pass\n    raise Mine('s3cret')", "exception", "expected a result, got KeyError"),
        ("raise SystemExit(0)", "exception", "expected a result, got SystemExit"),
        ("return [0] * 10 ** 12", "memory", "asked for more memory than it may have"),
        ("return square_root", "exception", "expected a result, got NameError"),
        ("raise NotImplementedError('later')", "exception", "expected a result, got NotImplementedError"),
    ],
)
def test_each_way_to_fail_has_its_verdict(grade: Grade, body: str, verdict: str, detail: str) -> None:
    first = grade("return x * y", body)["mul"].checks[0]
    assert (first.verdict, first.detail) == (verdict, detail)


@pytest.mark.parametrize(
    ("body", "verdict", "detail"),
    [
        ("np.arange(n)", "shape", "expected dtype float32, got int64"),
        ("np.zeros((n, 1), np.float32)", "shape", "expected shape (0,), got (0, 1)"),
        ("np.full(n, np.nan, np.float32)", "not_finite", "expected numbers, got nan"),
        ("np.zeros(n, np.float32)", "wrong", "expected other numbers"),
        ("list(range(n))", "wrong", "expected an array of dtype float32, got an empty list"),
    ],
)
def test_arrays_are_judged_by_dtype_shape_and_values(grade: Grade, body: str, verdict: str, detail: str) -> None:
    (line,) = grade("np.arange(n, dtype=np.float32)", body, WAVES)["ramp"].checks
    assert (line.verdict, line.detail) == (verdict, detail)


def test_a_whole_number_is_as_good_as_its_float(grade: Grade) -> None:
    assert verdicts(grade("return x * y", "z = x * y\n    return int(z) if z == int(z) else z")) == {}


def test_a_law_on_outputs_takes_any_right_answer(grade: Grade) -> None:
    assert verdicts(grade("return sorted(xs, reverse=True)", "return tuple(-x for x in sorted(-x for x in xs))")) == {}
    assert grade("sorted(xs, reverse=True)", "sorted(xs)")["falling"].checks[0].detail == "the order does not fall"
    odd = grade("sorted(xs, reverse=True)", "3.5")["falling"].checks[0]
    assert (odd.verdict, odd.detail) == ("wrong", "the result has not the form that is asked for")


def test_a_blank_that_needs_an_unwritten_one_is_blocked(grade: Grade) -> None:
    graded = grade("return x * y", 'raise NotImplementedError("Need to implement for Task 0.1")')
    assert verdicts(graded) == {"mul": "todo", "power": "blocked"}, "the layer above stands on the reference's mul"
    assert graded["power"].checks[0].detail == "needs a blank of Task 0.1 that is not written yet"


def test_a_half_written_blank_is_todo_where_it_comes_to_its_stub(grade: Grade) -> None:
    stub = 'raise NotImplementedError("Need to implement for Task 0.1")'
    assert grade("return x * y", f"if x:\n        {stub}\n    return 0.0")["mul"].checks[0].verdict == "todo"
    assert verdicts(grade("return x * y", f"return x * y\n    {stub}")) == {}, "the stub's line is never reached"


def test_a_broken_layer_does_not_sink_the_next(grade: Grade) -> None:
    graded = grade("return x * y", "return 0.125")
    assert graded["Wave.apply"].verdict == "pass"
    assert grade("return x * y", "return 0.125", whole=True)["Wave.apply"].verdict == "wrong"


def test_an_import_that_fails_is_said_once_for_all(grade: Grade) -> None:
    graded = grade("import math", "import math\nimport pandas")
    assert set(verdicts(graded)) == {"mul", "falling", "power", "square_law"}
    assert graded["mul"].checks[0].detail == "importing tinytorch raises ModuleNotFoundError"


def test_imports_that_grading_does_not_have_are_noticed(grader: Grader, right: dict[str, bytes]) -> None:
    source = b"import json, pandas.io\nfrom tinytorch.waves import Wave\nfrom . import plain\n" + right[OPERATORS]
    notices = grader.grade_fully({**right, OPERATORS: source}).notices
    assert [(notice.path, notice.what) for notice in notices] == [
        (OPERATORS, "line 1 imports pandas.io, which is not there when this is graded"),
        (OPERATORS, "line 2 imports tinytorch.waves, which is not there when this is graded"),
    ]


def test_the_same_submission_is_judged_the_same_to_the_byte(
    bundle: Bundle, level: Level, right: dict[str, bytes]
) -> None:
    bad = {**right, OPERATORS: right[OPERATORS].replace(b"return x * y", b"return x * y + (x > 2) * 1e-3")}

    def graded() -> str:
        with Grader(bundle, level) as fresh:
            return json.dumps([record.to_json() for record in fresh.grade(bad)])

    first = graded()
    assert first == graded()
    assert '"verdict": "wrong"' in first
    assert [AssignmentRecord.from_json(part).to_json() for part in json.loads(first)] == json.loads(first)


def test_a_fault_of_ours_costs_no_points(
    bundle: Bundle, level: Level, right: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    from autograder.sandbox.warm import SandboxError, WarmParent

    tries: list[int] = []

    def fail(*_: object) -> None:
        tries.append(1)
        raise SandboxError("no room")

    monkeypatch.setattr(WarmParent, "spawn", fail)
    with Grader(bundle, level) as fresh:
        records = fresh.grade(right)
    assert [(record.score, record.points) for record in records] == [(0.0, 0.0), (0.0, 0.0)]
    assert set(verdicts(blanks(records)).values()) == {"broken"}
    assert len(tries) == TRIES * 3, "each task was tried again"


def test_no_text_of_the_student_reaches_the_record(grader: Grader, right: dict[str, bytes]) -> None:
    loud = b"class Loud(str): pass\n\n\ndef mul(x, y):\n    raise ValueError('LEAK' + str(x))\n"
    sly = b'def square_law(square, x):\n    return "LEAK" + str(x)\n'
    records = grader.grade({**right, OPERATORS: right[OPERATORS] + loud, LAWS: sly})
    assert "LEAK" not in json.dumps([record.to_json() for record in records])
