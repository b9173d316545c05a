"""The line to paste: it runs as it is and shows what the assertion saw, or it is not there."""

import ast
import heapq
import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.loop.explain import Comparison, called, explain
from autograder.loop.paste import CannotPasteError, literal, paste_line

NOBODY = object()
VALUES = np.array([1.0, math.nan])


def line_of(function: Callable[[], None]) -> str:
    """The paste line for the assertion that fails in `function`."""
    import inspect
    import textwrap

    try:
        function()
    except AssertionError as error:
        traceback: Any = error.__traceback__.tb_next  # type: ignore[union-attr]
        frame: FrameType = traceback.tb_frame
    source = textwrap.dedent(inspect.getsource(function))
    tree = ast.parse(source)
    ast.increment_lineno(tree, function.__code__.co_firstlineno - 1)
    check = next(node for node in ast.walk(tree) if isinstance(node, ast.Assert))
    return paste_line(check.test, frame, tree.body[0])


def shown(line: str) -> str:
    return subprocess.run([sys.executable, "-c", line], capture_output=True, text=True, check=True).stdout.strip()


def test_values_and_imports_come_first() -> None:
    def failing(x: float = 2.5) -> None:
        assert math.floor(x) == 3

    line = line_of(failing)
    assert line == "import math; x = 2.5; print(math.floor(x) == 3)"
    assert shown(line) == "False"


def test_statements_that_made_a_value_are_repeated_with_calls_on_it() -> None:
    def failing(n: int = 2) -> None:
        items = [n]
        items.append(5)
        copied = list(items)
        unused = object()
        assert copied == [unused]

    assert "items = [n]; items.append(5); copied = list(items)" in line_of(failing)


def test_inf_nan_and_arrays_have_a_line() -> None:
    def failing(a: Any = VALUES, b: float = math.inf) -> None:
        assert a.sum() == b

    assert shown(line_of(failing)) == "False"


def test_an_object_nobody_can_write_down_gives_no_line() -> None:
    def failing(x: object = NOBODY) -> None:
        assert x is None

    assert line_of(failing) == ""
    with pytest.raises(CannotPasteError):
        literal(object())


def test_an_exception_that_did_not_come_is_told_with_the_call_that_should_have_raised() -> None:
    def failing(x: float = 2.5) -> None:
        with pytest.raises(ValueError):
            math.floor(x)

    with pytest.raises(pytest.fail.Exception) as caught:
        failing()
    here = Path(__file__)
    failure = explain(caught.value, None, here.parent, here, "failing")
    assert (failure.expected, failure.got, failure.message) == ("ValueError", "no exception", "")
    assert failure.paste == "import math; x = 2.5; print(math.floor(x))"


def test_a_statement_without_a_value_gives_no_line() -> None:
    (several,) = ast.parse("with a:\n    b()\n    c()").body
    assert called(several) is None


def test_a_value_whose_repr_fails_is_still_explained(tmp_path: Any) -> None:
    class Rude:
        def __repr__(self) -> str:
            raise ValueError

    from autograder.loop.explain import show

    assert show(Rude()) == "<Rude whose repr raises ValueError>"
    assert explain(KeyError("k"), None, tmp_path, tmp_path / "t.py", "test").got == "KeyError: 'k'"


def test_what_a_function_was_handed_may_have_changed_so_the_call_is_repeated() -> None:
    def failing(n: int = 2) -> None:
        items = [n, 1]
        smallest = heapq.heappop(items)
        assert items == [smallest]

    assert "items = [n, 1]; smallest = heapq.heappop(items)" in line_of(failing)


def test_a_lambda_beside_the_assertion_is_not_taken_for_the_test() -> None:
    """`made` comes from the statement above, not from a value that was frozen into the line."""

    def failing(n: int = 2) -> None:
        made = [n, n]
        assert made == list(map(lambda x: x + n, [1]))  # noqa: C417

    with pytest.raises(AssertionError) as caught:
        failing()
    here = Path(__file__)
    failure = explain(caught.value, Comparison("==", [2, 2], [3]), here.parent, here, "failing")
    assert failure.paste == "n = 2; made = [n, n]; print(made)"


def test_an_error_that_a_given_file_raises_is_shown_where_the_student_called_it(tmp_path: Path) -> None:
    """With `written` naming the files with blanks; without such a frame the innermost one stands."""
    package = tmp_path / "tinytorch"
    package.mkdir()
    (package / "given.py").write_text("def checked(x):\n    raise ValueError('no')\n")
    (package / "blank.py").write_text("def own(checked):\n    return checked(1)\n")
    names: dict[str, Any] = {}
    for file in package.iterdir():
        exec(compile(file.read_text(), str(file), "exec"), names)
    with pytest.raises(ValueError) as caught:
        names["own"](names["checked"])
    places = [
        explain(caught.value, None, tmp_path, tmp_path / "t.py", "test", written).where
        for written in ((), ("blank.py",))
    ]
    assert places == ["tinytorch/given.py:2 in checked", "tinytorch/blank.py:2 in own"]


def test_what_a_test_drew_stands_among_its_inputs() -> None:
    """Hypothesis writes `data=data(...)`, which says nothing, and notes what was drawn."""

    @settings(database=None, derandomize=True)
    @given(n=st.integers(1, 3), data=st.data())
    def failing(n: int, data: st.DataObject) -> None:
        rows = data.draw(st.lists(st.integers(4, 5), min_size=2, max_size=2))
        axis = data.draw(st.integers(7, 9), label="axis")
        assert len(rows) + axis < n

    with pytest.raises(AssertionError) as caught:
        failing()
    failure = explain(caught.value, None, Path(__file__).parent, Path(__file__), "failing")
    assert failure.inputs == {"n": "1", "draw 1": "[4, 4]", "axis": "7"}
