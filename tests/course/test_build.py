"""Everything generated equals what its sources give, byte by byte; whoever works in the course never loses a byte."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from autograder.course import build, notebooks
from autograder.course.errors import UsageError
from autograder.course.manifest import Course, load_course
from tests.course.small_course import edit, write_course
from tests.the_course import COURSE, ROOT

OPERATORS = "tinytorch/numbers/operators.py"


@pytest.fixture
def built(tmp_path: Path) -> Course:
    """The small course after its first build."""
    course = load_course(write_course(tmp_path))
    build.build(course)
    return course


def test_regenerating_the_course_gives_the_committed_bytes() -> None:
    report = build.check(COURSE)
    assert (report.stale, report.missing, report.extra) == ((), (), ()), (
        "run `autograder build` and commit what it wrote"
    )
    assert report.notebooks


def test_a_build_leaves_nothing_to_do_and_says_what_it_did(tmp_path: Path) -> None:
    course = load_course(write_course(tmp_path))
    first = build.build(course)
    assert OPERATORS in first.missing and "notebooks/00_numbers.ipynb" in first.missing and not first.clean
    assert build.check(course).clean and build.build(course).clean
    assert not (tmp_path / "tinytorch" / "graphs").exists()
    assert (tmp_path / OPERATORS).read_bytes() == (tmp_path / "assignments/00_numbers/stubs" / OPERATORS).read_bytes()


def test_the_first_line_of_every_generated_file_says_what_made_it(built: Course) -> None:
    for path, content in build.plan(built).items():
        first = content.decode().splitlines()[0]
        assert "`autograder build`" in (content.decode() if path.endswith(".ipynb") else first), path


def test_a_changed_reference_makes_stub_and_untouched_file_stale_and_both_are_rewritten(built: Course) -> None:
    edit(built.root, f"solutions/{OPERATORS}", '"""The product."""', '"""x times y."""')
    stale = (f"assignments/00_numbers/stubs/{OPERATORS}", OPERATORS)
    assert build.check(built).stale == stale
    assert build.build(built).stale == stale
    assert '"""x times y."""' in (built.root / OPERATORS).read_text(encoding="utf-8")
    assert build.check(built).clean


def test_an_edited_file_is_listed_never_rewritten_never_a_failure(built: Course) -> None:
    edit(built.root, OPERATORS, "raise NotImplementedError", "return x * y  # raise NotImplementedError")
    mine = (built.root / OPERATORS).read_bytes()
    edit(built.root, f"solutions/{OPERATORS}", '"""The product."""', '"""x times y."""')
    assert build.check(built).theirs == (OPERATORS,)
    build.build(built)
    assert (built.root / OPERATORS).read_bytes() == mine
    assert build.check(built).clean and build.check(built).theirs == (OPERATORS,)


def test_the_pristine_copy_tells_that_a_file_is_untouched_after_the_stubs_moved_on(built: Course) -> None:
    pristine = built.root / ".tinytorch" / "pristine" / "numbers" / "operators.py"
    pristine.parent.mkdir(parents=True)
    pristine.write_bytes((built.root / OPERATORS).read_bytes())
    edit(built.root, f"solutions/{OPERATORS}", '"""The product."""', '"""x times y."""')
    stub = f"assignments/00_numbers/stubs/{OPERATORS}"
    (built.root / stub).write_bytes(build.plan(built)[stub])  # as a pull of the course would
    assert build.build(built).stale == (OPERATORS,)
    assert pristine.read_bytes() == (built.root / OPERATORS).read_bytes() == (built.root / stub).read_bytes()


def test_faces_in_the_workspace_follow_what_is_unlocked(built: Course) -> None:
    source = built.root / "assignments" / "01_graphs" / "stubs" / "tinytorch" / "graphs" / "walk.py"
    target = built.workspace / "graphs" / "walk.py"
    target.parent.mkdir()
    target.write_bytes(source.read_bytes())
    report = build.check(built)
    assert (report.stale, report.missing) == (("tinytorch/__init__.py",), ("tinytorch/graphs/__init__.py",))
    build.build(built)
    assert "from tinytorch.graphs import walk" in (built.workspace / "__init__.py").read_text(encoding="utf-8")


def test_what_is_no_longer_made_is_reported_and_removed_unless_somebody_edited_it(built: Course) -> None:
    (built.root / "solutions/tinytorch/numbers/plain.py").rename(built.root / "solutions/tinytorch/numbers/simple.py")
    for path in ("assignments/00_numbers/assignment.toml", f"solutions/{OPERATORS}"):
        edit(built.root, path, "plain", "simple")
    edit(
        built.root,
        "assignments/00_numbers/assignment.toml",
        'given = ["numbers/plain.py',
        'given = ["numbers/simple.py',
    )
    (built.root / "notebooks" / "src" / "00_numbers.py").unlink()
    (built.root / "notebooks" / "scratch.ipynb").write_text("{}", encoding="utf-8")
    course = load_course(built.root)
    gone = {"assignments/00_numbers/stubs/tinytorch/numbers/plain.py", "tinytorch/numbers/plain.py"}
    assert set(build.check(course).extra) == gone | {"notebooks/00_numbers.ipynb"}
    edit(built.root, "tinytorch/numbers/plain.py", "1.0", "2.0")
    build.build(course)
    assert (built.root / "tinytorch/numbers/plain.py").exists() and (built.root / "notebooks/scratch.ipynb").exists()
    assert build.check(course).clean


def test_a_notebook_that_somebody_works_in_is_theirs(built: Course) -> None:
    edit(built.root, "notebooks/00_numbers.ipynb", "# Numbers", "# My numbers")
    edit(built.root, "notebooks/src/00_numbers.py", "# # Numbers", "# # The numbers")
    assert build.check(built).theirs == ("notebooks/00_numbers.ipynb",)
    build.build(built)
    assert "# My numbers" in (built.root / "notebooks/00_numbers.ipynb").read_text(encoding="utf-8")


def test_without_the_notebook_extra_check_says_so_and_build_names_it(
    built: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    (built.root / "notebooks/00_numbers.ipynb").unlink()
    monkeypatch.setattr(notebooks, "LIBRARIES", ("no_such_library",))
    report = build.check(built)
    assert report.clean and not report.notebooks
    with pytest.raises(UsageError, match=r'need the extra "notebook": run `pip install -e "\.\[notebook\]"`'):
        build.build(built)


def test_a_course_without_its_reference_cannot_be_built(built: Course) -> None:
    (built.root / "solutions").rename(built.root / "away")
    course = load_course(built.root)  # a release: symbols are found in the stubs
    assert course.blank("walk").file == "graphs/walk.py"
    with pytest.raises(UsageError, match="has no solutions/tinytorch, and stubs are made from it"):
        build.check(course)


def test_the_students_package_and_the_reference_are_each_found_by_their_own_path() -> None:
    """One process holds one tinytorch: the folder that stands first on the path."""
    for folder in (ROOT, ROOT / "solutions"):
        code = "import tinytorch; print(tinytorch.__file__)"
        done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
        assert Path(done.stdout.strip()) == folder / "tinytorch" / "__init__.py"


@cache
def the_plan() -> dict[str, bytes]:
    """All that is generated of this course, notebooks apart."""
    return build.plan(COURSE, with_notebooks=False)


@pytest.mark.parametrize("stage", range(len(COURSE.assignments)))
def test_the_stubs_of_every_stage_import(tmp_path: Path, stage: int) -> None:
    for assignment in COURSE.assignments[: stage + 1]:
        prefix = f"assignments/{assignment.folder}/stubs/"
        for path, content in the_plan().items():
            if path.startswith(prefix):
                target = tmp_path / path.removeprefix(prefix)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
    modules = [
        ".".join(("tinytorch", *Path(file).with_suffix("").parts))
        for assignment in COURSE.assignments[: stage + 1]
        for file in assignment.modules
    ]
    code = f"import {', '.join(modules)}; print(tinytorch.__file__)"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(tmp_path))
