"""Where a policy is written, and who is told of a breach: the manifest, `tt check`, the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from judged import blanks, verdicts
from tiny_course import FILES, OPERATORS, write

from autograder.course.errors import UsageError
from autograder.course.manifest import load_course
from autograder.course.model import Course, Rule
from autograder.course.stubs import make_stub
from autograder.judge.bundle import Bundle
from autograder.judge.grading import Grader
from autograder.loop.outcome import State, Verdict
from autograder.loop.progress import Progress
from autograder.loop.refused import refused_imports
from autograder.loop.runner import Runner
from autograder.loop.workspace import Workspace
from autograder.sandbox.isolation import Level

MANIFEST = "assignments/00_numbers/assignment.toml"
NUMPY = '[[policy]]\nforbids = ["numpy"]\nwhere = ["mul"]\nwhy = "numbers are Python\'s own"\n'


def course_with(root: Path, policy: str, operators: str = "") -> Course:
    """The tiny course with these tables in its first manifest, and a student's operators."""
    files = {path: text for path, text in FILES.items() if path.startswith(("tinytorch", "assignments", "solutions"))}
    files[MANIFEST] = files[MANIFEST].replace("[exports.", f"{policy}\n[exports.", 1)
    for folder, name in (("00_numbers", "numbers/operators.py"), ("00_numbers", "numbers/laws.py")):
        solution = files[f"solutions/tinytorch/{name}"]
        files[f"assignments/{folder}/stubs/tinytorch/{name}"] = make_stub(solution, 0, name)
        files[f"tinytorch/{name}"] = solution
    files[OPERATORS] = operators or files[OPERATORS]
    write(root, files)
    return load_course(root)


def test_a_rule_is_read_with_what_it_holds_for(tmp_path: Path) -> None:
    staying = '[[policy]]\nforbids = ["torch", "eval"]\nscored = "notice"\nstays = true\nwhy = "w"\n'
    course = course_with(tmp_path, NUMPY + staying)
    own = Rule(("numpy",), "numbers are Python's own", 0.0, ("mul",))
    kept = Rule(("torch", "eval"), "w", None, (), True)
    assert [each.policy for each in course.assignments] == [(own, kept), (kept,)]


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (
            'forbids = ["a b"]\nwhy = "w"',
            "'forbids' takes names such as 'numpy', 'numpy*.dot', '.dot' or '@' (got 'a b').",
        ),
        ('forbids = []\nwhy = "w"', "'forbids' must name at least one thing."),
        ('forbids = ["a"]', "the key 'why' is missing; expected text."),
        (
            'forbids = ["a"]\nwhy = "w"\nwhere = ["mull"]',
            "'where' names 'mull', no task, blank or file with blanks; did you mean 'mul'?",
        ),
        (
            'forbids = ["a"]\nwhy = "w"\nscored = "half"',
            "'scored' must be 'zero', 'notice' or a share between 0 and 1 (got 'half').",
        ),
        (
            'forbids = ["a"]\nwhy = "w"\nscored = 1.5',
            "'scored' must be 'zero', 'notice' or a share between 0 and 1 (got 1.5).",
        ),
        (
            'forbids = ["a"]\nwhy = "w"\nwhere = ["mul"]\nstays = true',
            "'stays' must be true or false, and a rule with 'where' cannot stay (got True).",
        ),
        ('forbid = ["a"]', "unknown key 'forbid'; did you mean 'forbids'?"),
    ],
)
def test_a_mistake_in_a_rule_is_one_sentence(tmp_path: Path, table: str, sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        course_with(tmp_path, f"[[policy]]\n{table}\n")
    assert str(caught.value) == f"{MANIFEST}: policy 1: {sentence}"


BROKEN = FILES["solutions/tinytorch/numbers/operators.py"].replace(
    "    return x * y\n", "    import numpy\n    return numpy.multiply(x, y)\n"
)


def test_the_student_is_told_before_handing_in(tmp_path: Path) -> None:
    workspace = Workspace(course_with(tmp_path, NUMPY, BROKEN))
    (told,) = refused_imports(workspace, workspace.course.assignments[:1])
    line = 1 + BROKEN.split("\n").index("    return numpy.multiply(x, y)")
    assert str(told) == f"{OPERATORS}:{line}: grading will not take `numpy.multiply`: numbers are Python's own"
    passing = tuple(Verdict(blank, State.PASS) for blank in workspace.course.assignments[0].blanks)
    settled = Progress(Runner(workspace)).settled(passing, workspace.memory())
    assert [each.blank.symbol for each in settled if each.state is State.FAIL] == ["mul"]


def test_a_share_and_a_notice_are_told_as_what_they_cost(tmp_path: Path) -> None:
    half = NUMPY.replace("why", "scored = 0.5\nwhy")
    workspace = Workspace(course_with(tmp_path / "half", half, BROKEN))
    (told,) = refused_imports(workspace, workspace.course.assignments[:1])
    assert str(told).endswith("numbers are Python's own (it keeps 50% of its points)")
    workspace = Workspace(course_with(tmp_path / "notice", NUMPY.replace("why", 'scored = "notice"\nwhy'), BROKEN))
    assert refused_imports(workspace, workspace.course.assignments[:1]) == []


def test_what_is_no_module_of_grading_is_told_once(tmp_path: Path) -> None:
    torch = BROKEN.replace("numpy", "torch")
    workspace = Workspace(course_with(tmp_path, NUMPY.replace('"numpy"', '"torch"'), torch))
    assert [each.module for each in refused_imports(workspace, workspace.course.assignments[:1])] == ["torch"]


def graded_with(bundle: Bundle, level: Level, right: Mapping[str, bytes], rule: Rule) -> Mapping[str, object]:
    first, *later = bundle.course.assignments
    ruled = replace(bundle.course, assignments=(replace(first, policy=(rule,)), *later))
    with Grader(replace(bundle, course=ruled), level) as grader:
        return blanks(grader.grade({**right, OPERATORS: BROKEN.encode()}))


def test_the_record_says_policy_and_why(bundle: Bundle, level: Level, right: dict[str, bytes]) -> None:
    """Only the blank itself is refused: power, which calls mul, is judged as ever."""
    graded = graded_with(bundle, level, right, Rule(("numpy",), "no NumPy"))
    assert verdicts(graded) == {"mul": "policy"}
    assert (graded["mul"].score, graded["mul"].points) == (0.0, 4.0)
    assert graded["mul"].checks[0].detail.endswith("uses numpy.multiply; no NumPy")


def test_a_blank_that_keeps_a_share_is_judged_and_the_record_says_why(
    bundle: Bundle, level: Level, right: dict[str, bytes]
) -> None:
    graded = graded_with(bundle, level, right, Rule(("numpy",), "no NumPy", 0.25))
    assert verdicts(graded) == {"mul": "policy"}
    assert graded["mul"].score == 1.0
    assert [check.verdict for check in graded["mul"].checks][-1] == "policy"
    assert {check.verdict for check in graded["mul"].checks[:-1]} == {"pass"}
