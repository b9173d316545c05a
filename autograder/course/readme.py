"""Fill the generated parts of README.md: the table of stages, and the limitations that tests/test_limitations.py shows.

A part stands between `<!-- generated: NAME -->` and `<!-- end -->`; what is between them is made anew.
"""

from __future__ import annotations

import ast
import re

from autograder.course.errors import UsageError
from autograder.course.model import Course
from autograder.course.tables import Table, read_toml

PART = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def fill(course: Course, text: str) -> str:
    """The text with each generated part as it should be now."""
    makers = {"stages": stages, "limitations": limitations}

    def replace(match: re.Match[str]) -> str:
        if match[2] not in makers:
            raise UsageError(f"README.md: there is no generated part {match[2]!r}; there are: {', '.join(makers)}.")
        return f"{match[1]}{makers[match[2]](course)}\n{match[3]}"

    return PART.sub(replace, text)


def stages(course: Course) -> str:
    """The roadmap as a table: a stage is ticked when its manifest is there, and then says what is in it."""
    there = {assignment.folder: assignment for assignment in course.assignments}
    rows = ["| | stage | the idea | blanks | points |", "|---|---|---|---|---|"]
    name = "assignments/roadmap.toml"
    roadmap = Table(name, read_toml(course.root / name, name), ["stage"])
    for number, values in enumerate(roadmap.tables("stage")):
        stage = Table(f"{name}: stage {number}", values, ["folder", "idea"])
        folder, idea = stage.text("folder"), stage.text("idea")
        if folder in there:
            handout = f"[{folder}](assignments/{folder}/README.md)"
            rows.append(f"| ☑ | {handout} | {idea} | {len(there[folder].blanks)} | {there[folder].points:g} |")
        else:
            rows.append(f"| ☐ | {folder} | {idea} | | |")
    return "\n".join(rows)


def limitations(course: Course) -> str:
    """One line for each test of tests/test_limitations.py: the first paragraph of its docstring."""
    path = course.root / "tests" / "test_limitations.py"
    tests = [
        node
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    return "\n".join(f"- {' '.join((ast.get_docstring(test) or test.name).split())}" for test in tests)
