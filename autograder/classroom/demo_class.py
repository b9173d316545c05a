"""A small class to try the grader on: `demo_class(course)` gives its students, their files and what they deserve.

The reference, untouched stubs, work that is half done, five typical bugs, one endless loop, one that tries to cheat.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from autograder.course.model import Blank, Course
from autograder.course.stubs import make_stub, replace_symbol, symbol_source

Files = dict[str, str]  # a path under tinytorch/ -> Python source

BUGS: Mapping[str, tuple[str, str, str]] = {  # student -> (file, symbol, what was written)
    "bug_overflow": (
        "scalars/operators.py",
        "sigmoid",
        "@pointwise\ndef sigmoid(x: float) -> float:\n    return 1.0 / (1.0 + math.exp(-x))\n",
    ),
    "bug_kink": (
        "scalars/operators.py",
        "relu_back",
        "@pointwise\ndef relu_back(x: float, d: float) -> float:\n    return d if x >= 0.0 else 0.0\n",
    ),
    "bug_from_the_right": (
        "scalars/functional.py",
        "reduce",
        "def reduce(f, start):\n"
        "    def fold(values):\n"
        "        result = start\n"
        "        for x in values:\n"
        "            result = f(x, result)\n"
        "        return result\n\n"
        "    return fold\n",
    ),
    "bug_first_come": (
        "scalars/graph.py",
        "topological_order",
        "def topological_order(root, parents):\n"
        "    order, waiting = {}, [root]\n"
        "    while waiting:\n"
        "        vertex = waiting.pop(0)\n"
        "        if vertex not in order:\n"
        "            order[vertex] = True\n"
        "            waiting += parents(vertex)\n"
        "    return list(order)\n",
    ),
    "bug_sign": (
        "scalars/operators.py",
        "inv_back",
        "@pointwise\ndef inv_back(x: float, d: float) -> float:\n    return d / (x * x)\n",
    ),
}

ENDLESS = ("scalars/functional.py", "sum", "def sum(values):\n    while True:\n        pass\n")

CHEAT_FILE = "scalars/operators.py"
CHEAT = '''

import builtins
import os


class Agreeable(float):
    """Equal to everything, and at no distance from anything."""

    __eq__ = __le__ = __ge__ = __bool__ = lambda self, *other: True
    __ne__ = __lt__ = __gt__ = lambda self, other: False
    __sub__ = __rsub__ = __abs__ = __float__ = lambda self, *other: 0.0
    __hash__ = float.__hash__


def cheat():
    print("verdict: pass")
    return Agreeable(0.0)


def steal(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""


def improve(path):
    try:
        import sqlite3

        with sqlite3.connect(path) as book:
            book.execute("UPDATE attempts SET record = replace(record, 'wrong', 'pass')")
    except Exception:
        pass


builtins.abs = lambda x: 0.0
math.isclose = lambda *values, **options: True
improve(__GRADEBOOK__)
exec(steal(__SOLUTION__))
'''
LEAVES = "tanh"  # where the cheat ends the process with the exit code of success


Place = tuple[str, str]  # the file and the symbol of a blank


@dataclass(frozen=True)
class Pupil:
    """A made-up student: files under tinytorch/, the blanks that must not pass, whether it must be shut in."""

    name: str
    files: Files
    fails: frozenset[Place]
    dangerous: bool = False


def demo_class(course: Course, gradebook: str) -> list[Pupil]:
    """The whole class; the cheat goes for this gradebook and this course's solutions."""
    reference = {file: _read(course, file) for a in course.assignments for file in a.files_with_blanks}
    stubs = {file: _stub(course, file, source) for file, source in reference.items()}
    blanks = [blank for assignment in course.assignments for blank in assignment.blanks]
    late = [task for a in course.assignments for task in a.tasks[(len(a.tasks) + 1) // 2 :]]
    undone = [blank for task in late for blank in task.blanks]
    return [
        Pupil("reference", reference, frozenset()),
        Pupil("untouched", stubs, _places(blanks)),
        Pupil("half_done", _undo(reference, stubs, undone), _places(undone)),
        *(Pupil(name, _with(reference, *bug), frozenset({bug[:2]})) for name, bug in BUGS.items()),
        Pupil("endless_loop", _with(reference, *ENDLESS), frozenset({ENDLESS[:2]}), dangerous=True),
        _cheater(course, stubs, gradebook),
    ]


def _cheater(course: Course, stubs: Files, gradebook: str) -> Pupil:
    """Has written nothing but tricks, in one file: whatever it scores, the grader has given away."""
    source = stubs[CHEAT_FILE]
    blanks = [blank for assignment in course.assignments for blank in assignment.blanks]
    for blank in (blank for blank in blanks if blank.file == CHEAT_FILE):
        body = "os._exit(0)" if blank.symbol == LEAVES else "return cheat()"
        source = replace_symbol(source, blank.symbol, f"def {blank.symbol}(*values):\n    {body}\n")
    cheat = CHEAT.replace("__GRADEBOOK__", repr(gradebook))
    cheat = cheat.replace("__SOLUTION__", repr(str(course.solutions / CHEAT_FILE)))
    return Pupil("cheater", stubs | {CHEAT_FILE: source + cheat}, _places(blanks), dangerous=True)


def _places(blanks: Iterable[Blank]) -> frozenset[Place]:
    return frozenset((blank.file, blank.symbol) for blank in blanks)


def _with(files: Files, file: str, symbol: str, new: str) -> Files:
    return files | {file: replace_symbol(files[file], symbol, new)}


def _undo(reference: Files, stubs: Files, blanks: list[Blank]) -> Files:
    files = dict(reference)
    for blank in blanks:
        stub = symbol_source(stubs[blank.file], blank.symbol)
        files[blank.file] = replace_symbol(files[blank.file], blank.symbol, stub)
    return files


def _read(course: Course, file: str) -> str:
    return (course.solutions / file).read_text(encoding="utf-8")


def _stub(course: Course, file: str, source: str) -> str:
    owner = course.owner(file)
    assert owner is not None, "a file with blanks has an owner"
    return make_stub(source, owner.number, file)
