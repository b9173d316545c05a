"""Solutions are cut out exactly, wrong markers are refused by file and line, definitions are replaced whole."""

from __future__ import annotations

import ast
from pathlib import Path

import griffe
import pytest

from autograder.course.errors import UsageError
from autograder.course.manifest import Assignment, load_course
from autograder.course.stubs import (
    check_against_manifest,
    find_symbol,
    make_stub,
    replace_symbol,
    symbol_source,
)
from tests.course.small_course import edit, write_course
from tests.the_course import COURSE, ROOT

ASSIGNMENTS = COURSE.assignments

SOURCE = '''\
import functools


class Box:
    """A box."""

    @staticmethod
    @functools.cache
    def open(
        x: int,
    ) -> str:
        """Opens.

        Twice.
        """
        text = """kept
  as it is
"""
        return text

    def close(self) -> None: ...


def shut() -> None: ...
'''


def test_a_solution_becomes_a_todo_that_raises_with_its_task() -> None:
    reference = "def f(x):\n    y = 1\n    ### BEGIN SOLUTION 2\n    z = x\n    return z\n    ### END SOLUTION\n"
    stub = (
        "def f(x):\n    y = 1\n    # TODO: Implement for Task 1.2\n"
        '    raise NotImplementedError("Need to implement for Task 1.2")\n'
    )
    assert make_stub(reference, 1, "f.py") == stub


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (
            "    ### BEGIN SOLUTION 1\n    ### BEGIN SOLUTION 1\n",
            "f.py:3: a solution begins inside the solution of line 2",
        ),
        ("    ### BEGIN SOLUTION 1\n    return x\n", "f.py:2: this solution is never closed"),
        ("    return x\n    ### END SOLUTION\n", "f.py:3: END SOLUTION without a BEGIN SOLUTION before it"),
        ("    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION\n", "f.py:2: expected '### BEGIN SOLUTION k'"),
        ("    # BEGIN SOLUTION 1\n    return x\n    ### END SOLUTION\n", "f.py:2: expected '### BEGIN SOLUTION k'"),
        ("    ### BEGIN SOLUTION one\n    return x\n    ### END SOLUTION\n", "f.py:2: expected '### BEGIN SOLUTION k'"),
        ("    ### BEGIN SOLUTION 0\n    return x\n    ### END SOLUTION\n", "f.py:2: expected '### BEGIN SOLUTION k'"),
        ("    ### BEGIN SOLUTION 1\n    return x\n    ### end solution\n", "f.py:4: expected '### BEGIN SOLUTION k'"),
        ("    ### BEGIN SOLUTION 1\n    return x\n  ### END SOLUTION\n", "f.py:4: END SOLUTION must be indented like"),
        ("    ### BEGIN SOLUTION 1\n\n    ### END SOLUTION\n    return x\n", "f.py:4: the solution of line 2 is empty"),
        (
            "    return x\n\n\n### BEGIN SOLUTION 1\ny = 1\n### END SOLUTION\n",
            "f.py:5: a solution must stand inside a function",
        ),
        (
            "    if x:\n        ### BEGIN SOLUTION 1\n        y = 1\n    else:\n        y = 2\n        "
            "### END SOLUTION\n    return (\n"
            "        ### BEGIN SOLUTION 1\n        x\n        ### END SOLUTION\n    )\n",
            "f.py:9: without this solution the rest is not Python",
        ),
    ],
)
def test_a_mistake_in_the_markers_is_refused_by_file_and_line(body: str, sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        make_stub(f"def f(x):\n{body}", 0, "f.py")
    assert str(caught.value).startswith(sentence)


OPERATORS = "solutions/tinytorch/numbers/operators.py"


@pytest.mark.parametrize(
    ("path", "old", "new", "sentence"),
    [
        (
            OPERATORS,
            "SOLUTION 3",
            "SOLUTION 1",
            ":23: expected BEGIN SOLUTION 3, for the manifest has 'Twice.apply' in Task",
        ),
        (
            OPERATORS,
            "class Twice",
            "def add(x):\n    ### BEGIN SOLUTION 1\n    return x\n    ### END SOLUTION\n\n\nclass Twice",
            ":17: no blank of the manifest is here",
        ),
        (
            OPERATORS,
            "    ### BEGIN SOLUTION 1",
            "    ### BEGIN SOLUTION 1\n    x = 1\n    ### END SOLUTION\n    ### BEGIN SOLUTION 1",
            ":13: a second solution in 'mul' (the first is in line 10)",
        ),
        (OPERATORS, "    ### BEGIN SOLUTION 1\n", "    y = 1\n", ":13: END SOLUTION without"),
        (
            "assignments/00_numbers/assignment.toml",
            '"mul"\npoints',
            '"Twice"\npoints',
            ":10: no blank of the manifest is here",
        ),
    ],
)
def test_markers_and_manifest_must_agree(tmp_path: Path, path: str, old: str, new: str, sentence: str) -> None:
    edit(write_course(tmp_path), path, old, new)
    with pytest.raises(UsageError) as caught:
        _check(load_course(tmp_path).assignments[0], tmp_path / "solutions" / "tinytorch")
    assert f"{OPERATORS}{sentence}" in str(caught.value)


def test_a_blank_without_markers_and_markers_in_a_given_file_are_refused(tmp_path: Path) -> None:
    write_course(tmp_path)
    given = tmp_path / "solutions" / "tinytorch" / "numbers" / "plain.py"
    given.write_text("def f():\n    ### BEGIN SOLUTION 1\n    return 1\n    ### END SOLUTION\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"plain.py:2: a given file has no solutions"):
        _check(load_course(tmp_path).assignments[0], tmp_path / "solutions" / "tinytorch")
    given.write_text("", encoding="utf-8")
    edit(tmp_path, OPERATORS, "    ### BEGIN SOLUTION 1\n", "")
    edit(tmp_path, OPERATORS, "    ### END SOLUTION\n", "")
    with pytest.raises(UsageError, match=r"operators.py:8: 'mul', a blank of Task 0.1, has no solution markers"):
        _check(load_course(tmp_path).assignments[0], tmp_path / "solutions" / "tinytorch")


def _check(assignment: Assignment, base: Path) -> None:
    check_against_manifest(assignment, {file: (base / file).read_text(encoding="utf-8") for file in assignment.modules})


def test_a_definition_is_found_with_its_decorators() -> None:
    assert (find_symbol(SOURCE, "Box.open").first, find_symbol(SOURCE, "Box.open").last) == (7, 19)
    assert find_symbol(SOURCE, "Box").first == 4
    with pytest.raises(UsageError, match=r"box.py does not define 'Box.opn'; did you mean 'Box.open'\?"):
        find_symbol(SOURCE, "Box.opn", "box.py")
    with pytest.raises(UsageError, match=r"defines 'f' more than once \(lines 1 and 2\)"):
        find_symbol("def f(): ...\ndef f(): ...\n", "f")


def test_a_definition_moves_to_column_0_without_changing_its_strings() -> None:
    source = symbol_source(SOURCE, "Box.open")
    assert source.startswith("@staticmethod\n@functools.cache\ndef open(\n")
    assert "\n    Twice.\n" in source and '"""kept\n  as it is\n"""' in source


def test_what_is_taken_out_and_put_back_changes_nothing() -> None:
    for symbol in ("Box", "Box.open", "Box.close", "shut"):
        assert replace_symbol(SOURCE, symbol, symbol_source(SOURCE, symbol)) == SOURCE


def test_a_replacement_takes_the_place_of_the_whole_definition() -> None:
    changed = replace_symbol(SOURCE, "Box.open", 'def open(x):\n    return """a\nb"""\n')
    assert '    """A box."""\n\n    def open(x):\n        return """a\nb"""\n\n    def close' in changed
    assert "staticmethod" not in changed


@pytest.mark.parametrize("new", ["def shut(): ...\n", "x = 1\n", "def open(): ...\ndef more(): ...\n", ""])
def test_a_replacement_must_be_the_one_definition(new: str) -> None:
    with pytest.raises(UsageError, match="must be one definition of 'open' and nothing else"):
        replace_symbol(SOURCE, "Box.open", new)


def test_lines_are_counted_as_python_counts_them() -> None:
    source = 'A = "\x0c \x1c"\r\n\r\n\r\ndef f():\r\n    return 1\r\n'
    assert symbol_source(source, "f") == "def f():\n    return 1\n"


@pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=lambda assignment: assignment.folder)
def test_every_stub_of_the_course_parses_and_holds_every_blank(assignment: Assignment) -> None:
    base = ROOT / "solutions" / "tinytorch"
    for blank in assignment.blanks:
        stub = make_stub((base / blank.file).read_text(encoding="utf-8"), assignment.number, blank.file)
        ast.parse(stub)
        assert f'raise NotImplementedError("Need to implement for Task {blank.task}")' in symbol_source(
            stub, blank.symbol
        )


@pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=lambda assignment: assignment.folder)
def test_signatures_of_stub_and_reference_agree(assignment: Assignment) -> None:
    for file in assignment.modules:
        reference = (ROOT / "solutions" / "tinytorch" / file).read_text(encoding="utf-8")
        stub = make_stub(reference, assignment.number, file)
        assert _signatures(stub) == _signatures(reference) != {}


def _signatures(source: str) -> dict[str, str]:
    """Every function and class with its signature, its decorators and its docstring, as griffe reads them."""
    module = griffe.visit("layer", Path("layer.py"), source)
    found: dict[str, str] = {}
    waiting: list[griffe.Object] = [module]
    while waiting:
        for member in waiting.pop().members.values():
            if isinstance(member, griffe.Class | griffe.Function):
                signature = member.signature() if isinstance(member, griffe.Function) else member.bases
                decorators = [str(decorator.value) for decorator in member.decorators]
                docstring = member.docstring.value if member.docstring else ""
                found[member.path] = f"{signature} {decorators} {docstring}"
                waiting.append(member)
    return found
