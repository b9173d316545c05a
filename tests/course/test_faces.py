"""A face holds imports and `__all__`, is laid out as ruff would, and grows with the stages."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course.errors import UsageError
from autograder.course.faces import faces
from autograder.course.manifest import load_course
from autograder.course.model import Course
from tests.course.small_course import edit, write_course
from tests.the_course import COURSE

FACES = [
    (f"{stage}:{path}", text) for stage in range(len(COURSE.assignments)) for path, text in faces(COURSE, stage).items()
]


def test_faces_grow_with_the_stages(tmp_path: Path) -> None:
    course = load_course(write_course(tmp_path))
    assert sorted(faces(course, 0)) == ["tinytorch/__init__.py", "tinytorch/numbers/__init__.py"]
    assert faces(course, 0)["tinytorch/numbers/__init__.py"].splitlines()[3:] == [
        "from tinytorch.numbers.operators import Twice, mul",
        "",
        '__all__ = ["Twice", "mul"]',
    ]
    assert faces(course, 1)["tinytorch/__init__.py"].splitlines()[3:] == [
        "from tinytorch import graphs as graphs",
        "from tinytorch import numbers as numbers",
        "from tinytorch.graphs import walk",
        "",
        '__all__ = ["graphs", "numbers", "walk"]',
    ]


def test_a_later_assignment_adds_to_an_earlier_face(tmp_path: Path) -> None:
    write_course(tmp_path)
    later = 'exports."numbers"]\n"numbers/plain.py" = ["ONE"]\n\n[exports.""]'
    edit(tmp_path, "assignments/01_graphs/assignment.toml", 'exports.""]', later)
    course = load_course(tmp_path)
    assert "ONE" not in faces(course, 0)["tinytorch/numbers/__init__.py"]
    assert '__all__ = ["ONE", "Twice", "mul"]' in faces(course, 1)["tinytorch/numbers/__init__.py"]


def test_an_alias_is_a_face_without_files(tmp_path: Path) -> None:
    """Names can be found where users of other libraries look for them; a package with files needs no alias."""
    manifest = "assignments/01_graphs/assignment.toml"
    write_course(tmp_path)
    edit(tmp_path, manifest, "needs = ", 'aliases = ["utils/walks"]\nneeds = ')
    edit(tmp_path, manifest, '[exports.""]', '[exports."utils/walks"]\n"graphs/walk.py" = ["walk"]\n\n[exports.""]')
    course = load_course(tmp_path)
    assert "from tinytorch.graphs.walk import walk" in faces(course, 1)["tinytorch/utils/walks/__init__.py"]
    assert "from tinytorch.utils import walks as walks" in faces(course, 1)["tinytorch/utils/__init__.py"]
    assert "tinytorch/utils/__init__.py" not in faces(course, 0)
    edit(tmp_path, manifest, '"utils/walks"]\n', '"graphs"]\n')
    with pytest.raises(UsageError, match="'graphs', which holds owned files"):
        load_course(tmp_path)


def test_a_package_apart_is_loaded_by_no_other_face(tmp_path: Path) -> None:
    """Who wants it imports it; a name of it that another face hands on is imported when it is asked for."""
    manifest = "assignments/01_graphs/assignment.toml"
    write_course(tmp_path)
    edit(tmp_path, manifest, "needs = ", 'apart = ["graphs"]\nneeds = ')
    edit(tmp_path, manifest, '[exports.""]', '[exports."numbers"]\n"graphs/walk.py" = ["walk"]\n\n[exports.""]')
    course = load_course(tmp_path)
    made = faces(course, 1)
    assert "import graphs" not in made["tinytorch/__init__.py"]
    assert made["tinytorch/graphs/__init__.py"].splitlines()[3:] == [
        "from tinytorch.graphs.walk import walk",
        "",
        '__all__ = ["walk"]',
    ]
    for path, text in made.items():
        (tmp_path / "pack" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "pack" / path).write_text(text, encoding="utf-8")
    for file in ("graphs/walk.py", "numbers/operators.py", "numbers/plain.py"):
        (tmp_path / "pack" / "tinytorch" / file).write_bytes((course.solutions / file).read_bytes())
    program = (
        "import sys, tinytorch\n"
        "assert 'tinytorch.graphs' not in sys.modules and 'walk' in tinytorch.numbers.__all__\n"
        "assert tinytorch.numbers.walk(3) == tinytorch.walk(3) == 6.0 and 'tinytorch.graphs' in sys.modules\n"
        "try:\n    tinytorch.numbers.wolk\nexcept AttributeError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path / "pack", capture_output=True, text=True)
    assert done.stdout == "module 'tinytorch.numbers' has no attribute 'wolk'\n", done.stderr
    edit(tmp_path, manifest, 'apart = ["graphs"]', 'apart = ["graph"]')
    with pytest.raises(UsageError, match=r"'apart' names 'graph', which is no package of owned files.*graphs"):
        load_course(tmp_path)


@pytest.mark.parametrize(("name", "text"), FACES, ids=[name for name, _ in FACES])
def test_a_face_holds_imports_and_all_and_imports_what_it_lists(name: str, text: str) -> None:
    docstring, *body = ast.parse(text).body
    assert isinstance(docstring, ast.Expr)
    late = [node for node in body if isinstance(node, ast.If)]  # names that are imported when they are asked for
    now = [node for node in body[:-1] if node not in late and getattr(node, "module", "") != "typing"]
    assert all(isinstance(node, ast.ImportFrom) for node in now) and len(late) <= 1
    imported = [alias.asname or alias.name for node in (*now, *late) for alias in names_in(node)]
    assert isinstance(body[-1], ast.Assign | ast.AnnAssign) and body[-1].value is not None
    listed = ast.literal_eval(body[-1].value)
    assert sorted(imported) == sorted(listed) and len(set(listed)) == len(listed)


def names_in(node: ast.stmt) -> list[ast.alias]:
    """The names of an import, or of those that are read as types under an `if`."""
    imports = node.body if isinstance(node, ast.If) else [node]
    return [alias for each in imports if isinstance(each, ast.ImportFrom) for alias in each.names]


def awkward_course(root: Path) -> Course:
    """The small course, whose second face hands on names that imports and `__all__` order differently."""
    names = ["walk", "DTypeError", "DeviceError", "log10", "log2", "aB", "a_b", "ab", "T", "EPS"]
    defined = "".join(f"{name} = 1\n" for name in names[1:])
    write_course(root)
    edit(root, "solutions/tinytorch/graphs/walk.py", "\n\ndef walk", f"\n{defined}\n\ndef walk")
    listed = ", ".join(f'"{name}"' for name in names)
    edit(root, "assignments/01_graphs/assignment.toml", '"graphs/walk.py" = ["walk"]', f'"graphs/walk.py" = [{listed}]')
    return load_course(root)


@pytest.mark.parametrize("which", ["the course", "awkward names"])
def test_ruff_has_nothing_to_change_in_a_face(tmp_path: Path, which: str) -> None:
    course = COURSE if which == "the course" else awkward_course(tmp_path / "awkward")
    out = tmp_path / "faces"
    for path, text in faces(course, len(course.assignments) - 1).items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_text(text, encoding="utf-8")
    base = [sys.executable, "-m", "ruff"]
    alone = ["--isolated", "--no-cache", "--line-length", "120", str(out)]
    for command in (["check", "--select", "E,F,W,I,RUF", *alone], ["format", "--check", *alone]):
        done = subprocess.run([*base, *command], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_public_names_are_importable_from_the_top_of_the_reference() -> None:
    """`import tinytorch` reaches every package, and every name that a face lists."""
    import tinytorch
    from tinytorch import viz as viz  # the one package that stands apart

    for path, text in faces(COURSE, len(COURSE.assignments) - 1).items():
        package = tinytorch
        for part in Path(path).parent.parts[1:]:
            package = getattr(package, part)
        last = ast.parse(text).body[-1]
        assert isinstance(last, ast.Assign | ast.AnnAssign) and last.value is not None
        for name in ast.literal_eval(last.value):
            assert hasattr(package, name), f"{path} lists {name}"
