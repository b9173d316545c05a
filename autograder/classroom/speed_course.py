"""Writes the course that `autograder bench` measures the judge on: blanks that cost nothing, and one that is dear.

`write_course(folder)` puts it down, with its hidden checks in a package HIDDEN beside it, and loads it; `importable`
lets this process, and the pool's, import those. `hand_in(files, count, folder)` writes a class.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from autograder.course.manifest import load_course
from autograder.course.model import Assignment, Course
from autograder.course.stubs import make_stub
from autograder.loop.submission_zip import write_zip

HIDDEN = "speed_hidden"
DEAR_EXAMPLES = 6
DEAR_LOOPS = 1_600_000  # about 50 ms in CPython

FLOATS = {"add": "x + y", "sub": "x - y", "mul": "x * y", "larger": "x if x > y else y"}
LISTS = {"total": "sum(xs, 0.0)", "halves": "[0.5 * x for x in xs]", "turned": "xs[::-1]", "ordered": "sorted(xs)"}
MISTAKES = ((b"x - y", b"y - x"), (b"xs[::-1]", b"xs[::-2]"), (b"return y", b"return y + 1.0"))

TASK = '[[task]]\nn = {number}\ntitle = "{title}"\n'
BLANK = '[[task.blank]]\nsymbol = "{name}"\npoints = 1\nhints = []\n'
FUNCTION = '''

def {name}({parameters}):
    """As the checks say."""
    ### BEGIN SOLUTION {task}
    return {formula}
    ### END SOLUTION
'''
DEAR = f'''"""One function that works."""


def work(x):
    """x, after many small steps."""
    ### BEGIN SOLUTION 1
    y = x
    for _ in range({DEAR_LOOPS}):
        y = 0.5 * (y + x)
    return y
    ### END SOLUTION
'''
CHECKS = '''\
"""Checks of this course."""

from autograder.checks import check
from autograder.checks import strategies as draw
'''
FLOAT_CHECKS = '''

@check("{name}", x=draw.small_floats, y=draw.small_floats)
def {name}_of_two(tt, x, y):
    """{name}(x, y) is {formula}."""
    return tt.cheap.floats.{name}(x, y)


@check("{name}", x=draw.small_floats)
def {name}_of_one(tt, x):
    """{name}(x, x) is as for any other two."""
    return tt.cheap.floats.{name}(x, x)
'''
LIST_CHECKS = '''

@check("{name}", xs=draw.float_lists())
def {name}_of_a_list(tt, xs):
    """{name}(xs) is {formula}."""
    return tt.cheap.lists.{name}(xs)


@check("{name}", xs=draw.float_lists(), x=draw.small_floats)
def {name}_of_a_longer_list(tt, xs, x):
    """{name}([*xs, x]) is as for any other list."""
    return tt.cheap.lists.{name}([*xs, x])
'''
DEAR_CHECK = f'''

@check("work", examples={DEAR_EXAMPLES}, seconds=60.0, x=draw.small_floats)
def work_is_x(tt, x):
    """work(x) is x."""
    return tt.dear.work.work(x)
'''


def write_course(folder: Path) -> Course:
    """Write reference, manifests, stubs and checks below a folder, and load the course."""
    for path, text in _texts().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    course = load_course(folder)
    for assignment in course.assignments:
        for file in assignment.files_with_blanks:
            stub = make_stub((course.solutions / file).read_text(encoding="utf-8"), assignment.number, file)
            (assignment.stubs / file).parent.mkdir(parents=True, exist_ok=True)
            (assignment.stubs / file).write_text(stub, encoding="utf-8")
    return course


@contextmanager
def importable(course: Course) -> Iterator[None]:
    """The checks of the course can be imported; a process that the pool starts meanwhile takes our path over."""
    sys.path.insert(0, str(course.root))
    try:
        yield
    finally:
        sys.path.remove(str(course.root))
        for name in [name for name in sys.modules if name.partition(".")[0] == HIDDEN]:
            del sys.modules[name]  # the next bench writes them anew, elsewhere


def hand_in(files: Mapping[str, bytes], count: int, folder: Path) -> None:
    """Write a class in which everybody hands in these files, no two with the same bytes."""
    folder.mkdir(parents=True)
    for number in range(count):
        own = {path: data + f"# student {number}\n".encode() for path, data in files.items()}
        write_zip(folder / f"student{number:04}.zip", own)


def right(course: Course, assignment: Assignment) -> dict[str, bytes]:
    """A submission that is right throughout: "tinytorch/..." -> source."""
    return {f"tinytorch/{file}": (course.solutions / file).read_bytes() for file in assignment.files_with_blanks}


def wrong(course: Course, assignment: Assignment) -> dict[str, bytes]:
    """The same with one mistake in each file."""
    files = right(course, assignment)
    for old, new in MISTAKES:
        files = {path: data.replace(old, new, 1) for path, data in files.items()}
    return files


def _texts() -> dict[str, str]:
    """Path -> text of all that is not generated from it."""
    floats = "".join(FLOAT_CHECKS.format(name=name, formula=formula) for name, formula in FLOATS.items())
    lists = "".join(LIST_CHECKS.format(name=name, formula=formula) for name, formula in LISTS.items())
    cheap = _manifest("Cheap", "cheap", ("floats", "lists"), {"Floats": FLOATS, "Lists": LISTS})
    return {
        "tinytorch/.keep": "",
        "assignments/00_cheap/assignment.toml": cheap,
        "assignments/01_dear/assignment.toml": _manifest("Dear", "dear", ("work",), {"Work": {"work": ""}}),
        "solutions/tinytorch/cheap/floats.py": _module("Floats.", "x, y", 1, FLOATS),
        "solutions/tinytorch/cheap/lists.py": _module("Lists.", "xs", 2, LISTS),
        "solutions/tinytorch/dear/work.py": DEAR,
        f"{HIDDEN}/__init__.py": "",
        f"{HIDDEN}/cheap.py": CHECKS + floats + lists,
        f"{HIDDEN}/dear.py": CHECKS + DEAR_CHECK,
    }


def _manifest(title: str, layer: str, files: tuple[str, ...], tasks: dict[str, dict[str, str]]) -> str:
    owns = ", ".join(f'"{layer}/{file}.py"' for file in files)
    parts = [f'title = "{title}"\nneeds = []\nowns = [{owns}]\n']
    for number, (name, blanks) in enumerate(tasks.items(), 1):
        parts += [TASK.format(number=number, title=name), *(BLANK.format(name=blank) for blank in blanks)]
    return "".join(parts)


def _module(title: str, parameters: str, task: int, formulas: dict[str, str]) -> str:
    functions = (
        FUNCTION.format(name=name, parameters=parameters, task=task, formula=formula)
        for name, formula in formulas.items()
    )
    return f'"""{title}"""\n' + "".join(functions)
