"""`tt sync` brings a newer release into a checkout: what the student wrote stays, in every case that there is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from released_course import SOLVED, Class, Student, edit, tree
from student_course import HERE

from autograder.course import released
from autograder.course.errors import UsageError
from autograder.course.released import Released
from autograder.loop import hints
from autograder.loop.borrow import Source, is_borrowed, source_for
from autograder.loop.memory import change
from autograder.loop.sync import carry_out, plan_files, plan_sync
from autograder.loop.sync_plan import Plan
from autograder.loop.sync_source import Incoming, fetch
from autograder.loop.unlock import Started, borrow

OPERATORS = "solutions/tinytorch/scalars/operators.py"


@pytest.fixture
def school(tmp_path: Path) -> Class:
    return Class(tmp_path).write()


@pytest.fixture
def ada(school: Class) -> Student:
    return school.student(school.release(1))


def backups(ada: Student, name: str) -> list[bytes]:
    return [path.read_bytes() for path in (ada.root / ".tinytorch/backups").rglob(name)]


def test_a_student_syncs_and_goes_on(tmp_path: Path) -> None:
    """As a student would, on the checkout's own `tt`: solve, sync, see that nothing is lost, and go on."""
    school = Class(tmp_path, whole=True).write()
    ada = school.student(school.release(1))
    ada.solve("mul", "neg")
    mine = ada.file("scalars/operators.py").read_text(encoding="utf-8")
    ada.file("notes.py").write_text("mine = 1\n", encoding="utf-8")
    edit(ada.root / "assignments/00_scalars/README.md", "# Scalars", "# My scalars")
    school.edit(OPERATORS, '"""-x."""', '"""The opposite of x."""')
    school.edit("assignments/00_scalars/README.md", "# Scalars", "# Numbers")
    school.edit("assignments/01_autograd/README.md", "# Autograd", "# Gradients")
    new = school.release(2)
    dry = ada.tt("sync", str(new), "--dry-run")
    assert dry.returncode == 0 and "Nothing is changed: this was a dry run." in dry.stdout, dry.stderr
    assert ada.file("scalars/operators.py").read_text(encoding="utf-8") == mine
    done = ada.tt("sync", str(new))
    assert done.returncode == 0, done.stderr
    assert "Brought in the release of 2026-09-02 08:00 UTC (you had that of 2026-09-01 08:00 UTC)." in done.stdout
    assert "merged    tinytorch/scalars/operators.py: your work and what is new, together" in done.stdout
    assert "replaced  assignments/00_scalars/README.md: yours was another: it is in .tinytorch/backups/" in done.stdout
    assert "renewed   assignments/00_scalars/stubs/tinytorch/scalars/operators.py" in done.stdout
    text = ada.file("scalars/operators.py").read_text(encoding="utf-8")
    assert text == mine.replace('"""-x."""', '"""The opposite of x."""')
    assert backups(ada, "operators.py") == [mine.encode()] and backups(ada, "README.md") == [b"# My scalars\n"]
    assert ada.file("notes.py").read_text(encoding="utf-8") == "mine = 1\n"
    status = ada.tt("status", "--json")
    states = {blank["symbol"]: blank["state"] for blank in json.loads(status.stdout)["blanks"]}
    assert states == {"mul": "pass", "neg": "pass", "countdown": "todo", "first": "todo"}, status.stderr
    assert ada.sync(new).is_current


def test_untouched_files_become_what_the_release_holds(school: Class, ada: Student) -> None:
    school.edit(OPERATORS, '"""-x."""', '"""The opposite of x."""')
    school.edit("solutions/tinytorch/scalars/given.py", "1.0", "2.0")
    (school.course / "solutions/tinytorch/scalars/table.bin").write_bytes(b"\x02\r\n")
    (school.course / "assignments/00_scalars/curve.svg").write_text("<svg/>\n", encoding="utf-8")
    (school.course / "assignments/01_autograd/tests/test_functions.py").unlink()
    new = school.release(2)
    plan = ada.sync(new)
    assert not plan.clashes and not plan.replaced and not plan.kept
    assert plan.added == ["assignments/00_scalars/curve.svg"]
    assert plan.removed == ["assignments/01_autograd/tests/test_functions.py"]
    assert not (ada.root / "assignments/01_autograd/tests").exists()
    assert {path: each for path, each in tree(ada.root).items() if not path.startswith(".tinytorch")} == tree(new)
    assert ada.sync(new).is_current


def test_both_at_the_same_lines_leaves_the_students_file_and_tells_where(school: Class, ada: Student) -> None:
    ada.solve(*SOLVED)
    path = ada.file("scalars/operators.py")
    edit(path, "    return -x", "    return 0.0 - x  # mine")
    mine = path.read_text(encoding="utf-8")
    school.edit(
        OPERATORS, "    ### BEGIN SOLUTION 1\n    return -x", "    y = -x\n    ### BEGIN SOLUTION 1\n    return y"
    )
    school.edit(OPERATORS, '"""x times y."""', '"""The product."""')
    new = school.release(2)
    done = ada.tt("sync", str(new))
    assert done.returncode == 1
    beside = ".tinytorch/incoming/tinytorch/scalars/operators.py"
    assert f"CONFLICT  tinytorch/scalars/operators.py stays as you have it, the new stub is {beside}" in done.stdout
    assert f"yours tinytorch/scalars/operators.py:12, the new one {beside}:13-15" in done.stdout
    assert path.read_text(encoding="utf-8") == mine
    stub = (new / "tinytorch/scalars/operators.py").read_bytes()
    assert (ada.root / beside).read_bytes() == stub
    assert ada.sync(new).clashes  # told again, until it is mended
    edit(path, "    return 0.0 - x  # mine", "    y = -x\n    return y")
    edit(path, '"""x times y."""', '"""The product."""')
    again = ada.sync(new)
    assert again.clashes  # the student's solution and the new stub differ in the same lines still
    mended = path.read_bytes()
    done = ada.tt("sync", str(new), "--mended")
    assert done.returncode == 0 and "mended    tinytorch/scalars/operators.py: yours is taken as it is" in done.stdout
    assert "Brought in the release of 2026-09-02 08:00 UTC.\n" in done.stdout
    assert path.read_bytes() == mended and not (ada.root / beside).exists() and ada.sync(new).is_current
    school.edit(OPERATORS, '"""The product."""', '"""x times y, the product."""')
    assert ada.sync(school.release(3)).merged and b"y = -x" in path.read_bytes()  # and later releases merge again


def test_a_conflict_is_mended_only_against_the_stub_that_was_shown(school: Class, ada: Student) -> None:
    """--mended before there is a conflict, or after yet another release: what the student has not seen is told."""
    path = ada.file("scalars/operators.py")
    edit(path, '"""-x."""', '"""Mine."""')
    mine = path.read_bytes()
    for day, words in ((2, "The opposite of x."), (3, "Minus x.")):
        school.edit(OPERATORS, '"""-x."""' if day == 2 else '"""The opposite of x."""', f'"""{words}"""')
        incoming = fetch(str(school.release(day)))
        plan = plan_sync(ada.root, incoming, by_hand=True)
        assert len(plan.clashes) == 1 and not plan.mended
        carry_out(ada.root, plan, incoming)
    plan = plan_sync(ada.root, incoming, by_hand=True)
    assert plan.mended == ["tinytorch/scalars/operators.py"] and not plan.clashes
    carry_out(ada.root, plan, incoming)
    assert path.read_bytes() == mine and ada.sync(school.folder / "day 3").is_current


def test_what_waits_to_be_mended_goes_when_the_student_or_the_release_takes_it_back(
    school: Class, ada: Student
) -> None:
    path, beside = ada.file("scalars/operators.py"), ada.root / ".tinytorch/incoming/tinytorch/scalars/operators.py"
    stub = path.read_bytes()
    edit(path, '"""-x."""', '"""Mine."""')
    school.edit(OPERATORS, '"""-x."""', '"""The opposite of x."""')
    assert ada.sync(school.release(2)).clashes and beside.is_file()
    school.edit(OPERATORS, '"""The opposite of x."""', '"""-x."""')
    assert not ada.sync(school.release(3)).clashes and not beside.exists()
    school.edit(OPERATORS, '"""-x."""', '"""The opposite of x."""')
    assert ada.sync(school.release(4)).clashes and beside.is_file()
    path.write_bytes(stub)
    assert ada.sync(school.folder / "day 4").renewed and not beside.exists()


def test_what_was_merged_by_hand_is_merged(school: Class, ada: Student) -> None:
    """Both added an import at the top; the student takes theirs over, and the next sync finds nothing to ask."""
    ada.solve("mul")
    path = ada.file("scalars/operators.py")
    edit(path, '"""Float functions."""\n', '"""Float functions."""\nimport cmath\n')
    school.edit(OPERATORS, '"""Float functions."""\n', '"""Float functions."""\nimport math\n')
    school.edit(OPERATORS, '"""-x."""', '"""The opposite of x."""')
    new = school.release(2)
    assert ada.sync(new).clashes
    edit(path, "import cmath\n", "import math\n")
    plan = ada.sync(new)
    assert plan.merged == ["tinytorch/scalars/operators.py"] and not plan.clashes
    text = path.read_text(encoding="utf-8")
    assert "return x * y" in text and "The opposite of x" in text and "import math" in text


def test_given_files_data_and_faces_are_replaced_and_an_edited_one_is_backed_up(school: Class, ada: Student) -> None:
    ada.file("scalars/given.py").write_text("ONE = 7.0\n", encoding="utf-8")
    ada.file("scalars/table.bin").write_bytes(b"mine")
    ada.file("scalars/__init__.py").write_text("from tinytorch.scalars.operators import mul\n", encoding="utf-8")
    school.edit("solutions/tinytorch/scalars/given.py", "1.0", "2.0")
    (school.course / "solutions/tinytorch/scalars/table.bin").write_bytes(b"\x02")
    school.edit(
        "assignments/00_scalars/assignment.toml", '["mul", "neg"]', '["mul", "neg"]\n"scalars/given.py" = ["ONE"]'
    )
    new = school.release(2)
    plan = ada.sync(new)
    assert sorted(plan.replaced) == [f"tinytorch/scalars/{name}" for name in ("__init__.py", "given.py", "table.bin")]
    for name in plan.replaced:
        assert (ada.root / name).read_bytes() == (new / name).read_bytes()
    assert backups(ada, "given.py") == [b"ONE = 7.0\n"] and backups(ada, "table.bin") == [b"mine"]


def test_the_faces_are_those_of_what_the_student_has_unlocked(school: Class, ada: Student) -> None:
    ada.unlock(1)
    school.edit("assignments/01_autograd/assignment.toml", '"autograd/functions.py" = ["Square"]', "")
    school.edit("assignments/01_autograd/assignment.toml", '[exports."autograd"]', "[exports]")
    new = school.release(2)
    plan = ada.sync(new)
    assert "tinytorch/autograd/__init__.py" in plan.renewed and not plan.replaced
    for face in ("__init__.py", "autograd/__init__.py"):
        assert ada.file(face).read_bytes() == (new / "assignments/01_autograd/stubs/tinytorch" / face).read_bytes()


def test_a_file_that_is_gone_from_the_release_goes_only_if_nobody_has_edited_it(school: Class, ada: Student) -> None:
    edit(ada.root / "assignments/01_autograd/tests/test_functions.py", "9.0", "9")
    ada.file("scalars/table.bin").write_bytes(b"mine")
    (school.course / "assignments/01_autograd/tests/test_functions.py").unlink()
    for name in ("given.py", "table.bin"):
        (school.course / "solutions/tinytorch/scalars" / name).unlink()
    toml = school.course / "assignments/00_scalars/assignment.toml"
    edit(toml, '"scalars/given.py", "scalars/table.bin", ', "")
    edit(toml, 'given = ["scalars/given.py", "scalars/table.bin"]', "given = []")
    plan = ada.sync(school.release(2))
    assert sorted(plan.kept) == ["assignments/01_autograd/tests/test_functions.py", "tinytorch/scalars/table.bin"]
    assert "tinytorch/scalars/given.py" in plan.removed and not ada.file("scalars/given.py").exists()
    assert ada.file("scalars/table.bin").read_bytes() == b"mine"


def test_what_the_release_has_not_changed_is_left_as_the_student_has_it(school: Class, ada: Student) -> None:
    ada.solve("mul")
    edit(ada.root / ".gitignore", ".tinytorch/\n", ".tinytorch/\n*.swp\n")
    edit(ada.file("scalars/given.py"), "1.0", "7.0")
    (ada.root / "assignments/01_autograd/README.md").unlink()
    before = tree(ada.root)
    new = school.release(2)
    plan = ada.sync(new)
    assert plan.added == ["assignments/01_autograd/README.md"] and not plan.replaced + plan.renewed + plan.merged
    assert tree(ada.root) == before | {
        path: (new / path).read_bytes() for path in ("assignments/01_autograd/README.md", "release.json")
    } | {".tinytorch/.gitignore": b"*\n"}


@pytest.mark.parametrize("edited", [False, True])
def test_a_notebook_that_was_worked_in_stays_and_the_new_one_is_put_beside_it(tmp_path: Path, edited: bool) -> None:
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks/a.ipynb").write_bytes(b"old" + b" and mine" * edited)

    def release(day: int, content: bytes) -> Released:
        moment = f"2026-09-{day:02}T08:00:00Z"
        return Released("c", "1", moment, (), (), "", {"notebooks/a.ipynb": released.digest(content)})

    plan = Plan(release(1, b"old"), release(2, b"new"))
    plan_files(tmp_path, Incoming(plan.new, b"", {"notebooks/a.ipynb": b"new"}), plan)
    (step,) = plan.steps
    assert step.content == b"new"
    assert step.path == ("notebooks/a.new.ipynb" if edited else "notebooks/a.ipynb")
    assert (plan.beside, plan.renewed) == (([step.path], []) if edited else ([], [step.path]))


def test_borrowed_work_is_merged_and_stays_borrowed(school: Class, ada: Student) -> None:
    workspace = ada.workspace
    layer = workspace.course.assignments[0]
    borrow(workspace, Source(school.course / "solutions"), list(layer.owns), False, Started(layer))
    school.edit(OPERATORS, '"""-x."""', '"""The opposite of x."""')
    plan = ada.sync(school.release(2))
    assert plan.merged == ["tinytorch/scalars/operators.py"] and plan.borrowed.keys() >= {"0.1 neg"}
    assert "The opposite of x" in ada.file("scalars/operators.py").read_text(encoding="utf-8")
    assert all(is_borrowed(workspace, workspace.memory(), blank) for blank in layer.blanks)
    (ada.root / ".tinytorch/state.json").unlink()  # forgotten, and still no stub
    assert ada.sync(school.release(3)).is_current is False
    assert b"return x * y" in ada.file("scalars/operators.py").read_bytes()


def test_a_file_with_other_line_ends_keeps_them(school: Class, ada: Student) -> None:
    ada.solve("mul")
    path = ada.file("scalars/operators.py")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    school.edit(OPERATORS, '"""-x."""', '"""The opposite of x."""')
    assert ada.sync(school.release(2)).merged
    content = path.read_bytes()
    assert content.count(b"\r\n") == content.count(b"\n") and b"The opposite of x" in content


@pytest.mark.parametrize("content", [b"\xff\xfe broken", b"def mul(:\n"])
def test_a_file_that_cannot_be_merged_stays_byte_for_byte(school: Class, ada: Student, content: bytes) -> None:
    ada.file("scalars/operators.py").write_bytes(content)
    school.edit(OPERATORS, '"""-x."""', '"""The opposite of x."""')
    plan = ada.sync(school.release(2))
    assert [clash.path for clash in plan.clashes] == ["tinytorch/scalars/operators.py"]
    assert ada.file("scalars/operators.py").read_bytes() == content


def test_solutions_written_into_the_stubs_folder_are_never_taken_for_the_stub(school: Class, ada: Student) -> None:
    """A student who works in assignments/.../stubs, and copies that: the base is not known, so nothing is guessed."""
    ada.solve("mul")
    work = ada.file("scalars/operators.py").read_bytes()
    (ada.root / "assignments/00_scalars/stubs/tinytorch/scalars/operators.py").write_bytes(work)
    school.edit(OPERATORS, '"""-x."""', '"""The opposite of x."""')
    plan = ada.sync(school.release(2))
    assert [clash.why for clash in plan.clashes] == ["the stub that it began as is not known"]
    assert ada.file("scalars/operators.py").read_bytes() == work


def test_a_layer_that_moves_or_grows_brings_its_new_files(school: Class, ada: Student) -> None:
    toml = school.course / "assignments/00_scalars/assignment.toml"
    edit(
        toml,
        '"scalars/table.bin", "scalars/operators.py"',
        '"scalars/table.bin", "scalars/more.py", "scalars/operators.py"',
    )
    edit(toml, '"scalars/table.bin"]', '"scalars/table.bin", "scalars/more.py"]')
    (school.course / "solutions/tinytorch/scalars/more.py").write_text("TWO = 2.0\n", encoding="utf-8")
    plan = ada.sync(school.release(2))
    assert "tinytorch/scalars/more.py" in plan.added and ada.file("scalars/more.py").is_file()


def test_the_reference_that_comes_later_serves_what_it_holds(school: Class, ada: Student) -> None:
    ada.sync(school.release(2, solved=1))
    workspace = ada.workspace
    mul, square = (workspace.course.blank(symbol) for symbol in ("mul", "Square.forward"))
    for blank in (mul, mul, square):
        hints.next_hint(workspace, blank)
    assert hints.solution(workspace, mul).endswith("    return x * y")
    with pytest.raises(UsageError, match="The solutions are not part of this copy of the course"):
        hints.solution(workspace, square)
    reference = source_for(workspace, None)
    assert reference.take(workspace, [mul.file])[mul.file].count(b"return") == 2
    with pytest.raises(UsageError, match=r"There is no tinytorch/autograd/functions\.py in .*use `--from FILE`"):
        reference.take(workspace, [mul.file, square.file])
    assert not list(ada.root.rglob("solutions/tinytorch/autograd/functions.py"))


def test_without_a_source_the_release_says_where_it_is(ada: Student) -> None:
    done = ada.tt("sync")
    assert done.returncode == 2
    assert done.stderr == ("tt: This release does not say where newer ones are; name a folder, a zip or an address.\n")


def test_the_whole_course_is_no_checkout_of_a_release(ada: Student) -> None:
    (ada.root / "release.json").unlink()
    done = ada.tt("sync", str(HERE))
    assert done.returncode == 2 and "so this is no checkout of a release; clone the release first" in done.stderr


def test_the_memory_of_hints_and_verdicts_is_untouched(school: Class, ada: Student) -> None:
    change(ada.root / ".tinytorch", lambda memory: memory.hints.update({"0.1 mul": 1}))
    state = (ada.root / ".tinytorch/state.json").read_bytes()
    school.edit(OPERATORS, '"""-x."""', '"""The opposite of x."""')
    ada.sync(school.release(2))
    assert (ada.root / ".tinytorch/state.json").read_bytes() == state
