"""Imports point down and name files; the grader never imports the package it judges; the rooms keep apart."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from autograder.classroom.release import ROOTS, SECRET, grader_files
from autograder.course.imports import Import, closure, imports_of, module_file
from tests.the_course import COURSE, ROOT

LAYERS = [file for assignment in COURSE.assignments for file in assignment.modules]  # lower first
GRADER = sorted(
    path
    for path in (path.relative_to(ROOT).as_posix() for path in (ROOT / "autograder").rglob("*.py"))
    if not path.startswith("autograder/hidden/mutants/")  # those are pieces of the framework, kept as text
)


def read(path: str) -> list[Import]:
    return imports_of((ROOT / path).read_text(encoding="utf-8"), path)


def file_of(item: Import) -> str | None:
    """The file under tinytorch/ that an import names, also as `from tinytorch.scalars import operators`; else None."""
    for module in (f"{item.module}.{item.name}", item.module):
        file = module.removeprefix("tinytorch").lstrip(".").replace(".", "/") + ".py"
        if (COURSE.solutions / file).is_file():
            return file
    return None


@pytest.mark.parametrize("file", LAYERS)
def test_a_file_of_the_framework_imports_earlier_files_never_a_face(file: str) -> None:
    below = LAYERS[: LAYERS.index(file)]
    for item in read(f"solutions/tinytorch/{file}"):
        if item.module.split(".")[0] == "tinytorch":
            assert file_of(item) in below, f"{file}:{item.line} imports {item.module}, which is not below it"


@pytest.mark.parametrize("file", LAYERS)
def test_the_framework_needs_numpy_only_and_imports_at_the_top(file: str) -> None:
    core = {*sys.stdlib_module_names, "tinytorch", "numpy", *(["numba"] if file.startswith("kernels/") else [])}
    for item in read(f"solutions/tinytorch/{file}"):
        required = item.module.split(".")[0] in core
        assert required != item.inside, (
            f"{file}:{item.line}: {item.module} belongs {'at the top' if required else 'inside'}"
        )


@pytest.mark.parametrize("path", GRADER)
def test_the_grader_never_imports_the_package_under_test(path: str) -> None:
    for item in read(path):
        assert item.module.split(".")[0] != "tinytorch", f"{path}:{item.line} imports {item.module}"
        assert not item.module.startswith("."), f"{path}:{item.line}: name the module in full"


@pytest.mark.parametrize(
    ("room", "allowed"),
    [
        ("course", ("autograder.course",)),
        ("loop", ("autograder.course", "autograder.loop")),
        ("notebook", ("autograder.course", "autograder.loop", "autograder.notebook")),
        ("sandbox", ("autograder.sandbox",)),
        ("judge", tuple(f"autograder.{room}" for room in ("checks", "course", "hidden", "judge", "sandbox"))),
        ("hidden", ("autograder.checks", "autograder.hidden")),
        (
            "reports",
            (
                "autograder.reports",
                "autograder.judge.records",
                *(f"autograder.course.{file}" for file in ("errors", "moments", "symbols")),
            ),
        ),
    ],
)
def test_a_room_knows_only_the_rooms_it_stands_on(room: str, allowed: tuple[str, ...]) -> None:
    for path in GRADER:
        if path.startswith(f"autograder/{room}/"):
            for item in read(path):
                name = item.module if item.name is None else f"{item.module}.{item.name}"
                assert not name.startswith("autograder") or name.startswith(allowed), f"{path}:{item.line}: {name}"


def test_the_students_side_never_reaches_what_stays_with_the_instructor() -> None:
    assert not [module for module in closure(ROOT, ROOTS, "autograder") if module.startswith(SECRET)]
    assert not [path for path in grader_files() if path.replace("/", ".").startswith(SECRET)]


def test_a_closure_follows_every_way_of_naming_a_module(tmp_path: Path) -> None:
    files = {
        "pack/__init__.py": "",
        "pack/a.py": "def f():\n    from pack import b\n",
        "pack/b.py": "import pack.inner.c as c\n",
        "pack/inner/__init__.py": "",
        "pack/inner/c.py": "COMMAND = ['-m', 'pack.inner.d']\n",
        "pack/inner/d.py": "from pack.inner.e import name\n",
        "pack/inner/e.py": "import os\nname = 'pack.f is prose'\n",
        "pack/f.py": "",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    expected = {"pack", "pack.inner", "pack.a", "pack.b", "pack.inner.c", "pack.inner.d", "pack.inner.e"}
    assert closure(tmp_path, ["pack.a"], "pack") == expected
    assert module_file(tmp_path, "pack.inner") == tmp_path / "pack" / "inner" / "__init__.py"


def test_imports_say_where_they_stand() -> None:
    source = (
        "import os.path as p\nfrom a.b import c, d\n\n\ndef f():\n    import e\n\n\nclass G:\n    from h import i\n"
    )
    assert sorted((item.module, item.name, item.inside) for item in imports_of(source, "x.py")) == sorted(
        [("os.path", None, False), ("a.b", "c", False), ("a.b", "d", False), ("e", None, True), ("h", "i", False)],
        key=lambda row: row[0],
    )
