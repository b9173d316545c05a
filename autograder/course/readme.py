"""Fill the generated parts of README.md and of the handouts: the table of stages, the limitations that
tests/test_limitations.py shows, the differences from PyTorch.

A part stands between `<!-- generated: NAME -->` and `<!-- end -->`; what is between them is made anew.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from functools import partial

from autograder.course.errors import UsageError
from autograder.course.model import Assignment, Course
from autograder.course.tables import Table, read_toml

PART = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def has_parts(text: str) -> bool:
    """Whether a part of the page is generated."""
    return PART.search(text) is not None


def fill(course: Course, page: str, text: str) -> str:
    """The text of a page with each generated part as it should be now."""
    makers: dict[str, Callable[[Course], str]] = {
        "stages": stages,
        "limitations": limitations,
        "differences": partial(differences, kind="difference"),
        "network_differences": partial(differences, kind="network_difference"),
    }

    def replace(match: re.Match[str]) -> str:
        if match[2] not in makers:
            raise UsageError(f"{page}: there is no generated part {match[2]!r}; there are: {', '.join(makers)}.")
        return f"{match[1]}{makers[match[2]](course)}\n{match[3]}"

    return PART.sub(replace, text)


def stages(course: Course) -> str:
    """The roadmap as a table: a stage is ticked when its manifest is there, and then says what is in it.

    Assignments that the roadmap does not know stand below, by their titles.
    """
    there = {assignment.folder: assignment for assignment in course.assignments}
    rows = ["| | stage | the idea | blanks | points |", "|---|---|---|---|---|"]
    name = "assignments/roadmap.toml"
    roadmap = Table(name, read_toml(course.root / name, name), ["stage"])
    for number, values in enumerate(roadmap.tables("stage")):
        stage = Table(f"{name}: stage {number}", values, ["folder", "idea"])
        folder, idea = stage.text("folder"), stage.text("idea")
        if folder in there:
            rows.append(_stage(there.pop(folder), idea))
        else:
            rows.append(f"| ☐ | {folder} | {idea} | | |")
    return "\n".join([*rows, *(_stage(own, own.title) for own in there.values())])


def _stage(assignment: Assignment, idea: str) -> str:
    """The row of a stage that is there."""
    handout = f"[{assignment.folder}](assignments/{assignment.folder}/README.md)"
    return f"| ☑ | {handout} | {idea} | {len(assignment.blanks)} | {assignment.points:g} |"


def limitations(course: Course) -> str:
    """One line for each test of tests/test_limitations.py: the first paragraph of its docstring."""
    path = course.root / "tests" / "test_limitations.py"
    tests = [
        node
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    return "\n".join(f"- {' '.join((ast.get_docstring(test) or test.name).split())}" for test in tests)


def differences(course: Course, kind: str) -> str:
    """Half of assignments/differences.toml as a table: what is otherwise than in PyTorch, shown by code, and why."""
    name = "assignments/differences.toml"
    table = Table(name, read_toml(course.root / name, name), ["difference", "network_difference"])
    rows = ["| here | in PyTorch | why |", "|---|---|---|"]
    for number, values in enumerate(table.tables(kind)):
        entry = Table(f"{name}: {kind} {number}", values, ["here", "pytorch", "why", "shows", "shows_in_pytorch"])
        rows.append(f"| {entry.text('here')} | {entry.text('pytorch')} | {entry.text('why')} |")
    return "\n".join(rows)
