"""Turn a failing public test into a Failure: inputs, expected, got, the assertion, the line in the student's code.

Runs in the process of the tests, where the traceback still holds the values; hypothesis has shrunk them by then.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType

from autograder.loop.outcome import Failure
from autograder.loop.paste import paste_line

LONGEST = 400  # characters of one value
DRAWN = re.compile(r"Draw (?P<number>\d+)(?: \((?P<label>.*?)\))?: (?P<value>.*?)(?:  # or any other .*)?", re.DOTALL)
UNRAISED = re.compile(r"DID NOT RAISE (?:<class ')?([\w.]+)")  # pytest.raises says this in two ways


@dataclass(frozen=True)
class Comparison:
    """The two sides of the comparison that an assert found false."""

    operator: str
    left: object
    right: object


@dataclass(frozen=True)
class Spot:
    """One level of a traceback."""

    path: Path
    line: int
    frame: FrameType


def explain(
    error: BaseException,
    comparison: Comparison | None,
    root: Path,
    test: Path,
    function: str,
    written: Collection[str] = (),
) -> Failure:
    """Everything a student needs to see about `error`, raised while test file `test` ran its `function`.

    `written` names the files of tinytorch/ that have blanks: a given one that complains was called from one of these.
    """
    spots = list(trail(error.__traceback__))
    cause = error.__cause__.__traceback__ if error.__cause__ else None  # what the runner of kernels makes sentences of
    inside = [spot for spot in (*spots, *trail(cause)) if spot.path.is_relative_to(root / "tinytorch")]
    inside = [spot for spot in inside if spot.path.relative_to(root / "tinytorch").as_posix() in written] or inside
    at_test = [spot for spot in spots if spot.path == test]
    last = at_test[-1] if at_test else None
    statement = statement_at(last) if last else None
    check = statement if isinstance(statement, ast.Assert) and isinstance(error, AssertionError) else None
    expression, expected, got = sides(check, comparison)
    telling = expression or (called(statement) if statement else None)
    if unraised := UNRAISED.match(str(error)):
        expected, got = unraised[1], "no exception"
    return Failure(
        kind="assertion" if isinstance(error, AssertionError) and not inside else "exception",
        message="" if expected else message_of(error),
        inputs=inputs_of(error, at_test, function),
        expected=expected,
        got=got or ("" if check else headline(error)),
        assertion=ast.unparse(check.test) if check else (ast.unparse(statement) if statement else ""),
        where=f"{relative(inside[-1].path, root)}:{inside[-1].line} in {inside[-1].frame.f_code.co_name}"
        if inside
        else "",
        test=f"{relative(last.path, root)}:{last.line}" if last else "",
        paste=paste_line(telling, last.frame, function_at(last)) if last and telling else "",
    )


def trail(traceback: TracebackType | None) -> Iterator[Spot]:
    while traceback:
        # pytest puts assignments/.. on the path, and so into the names of the student's files
        path = Path(traceback.tb_frame.f_code.co_filename).resolve()
        yield Spot(path, traceback.tb_lineno, traceback.tb_frame)
        traceback = traceback.tb_next


def relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def show(value: object) -> str:
    """repr, cut to a length; a student's class may have a __repr__ that fails."""
    try:
        text = repr(value)
    except Exception as error:
        return f"<{type(value).__name__} whose repr raises {type(error).__name__}>"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}... ({len(text)} characters)"


def headline(error: BaseException) -> str:
    text = str(error).strip()
    return f"{type(error).__name__}: {text.splitlines()[0]}" if text else type(error).__name__


def missing_name(error: BaseException) -> tuple[str, str] | None:
    """For an import of a name that is gone: the student's file, and the name."""
    found = re.match(r"cannot import name '(\w+)' from '(tinytorch[\w.]+)'", str(error))
    return (found[2].replace(".", "/") + ".py", found[1]) if found and isinstance(error, ImportError) else None


def message_of(error: BaseException) -> str:
    """The error's own text; pytest's assertion text says what the pieces were."""
    text = str(error).strip()
    lines = text.splitlines()[:12]
    return "\n".join(line[:LONGEST] for line in lines) if isinstance(error, AssertionError) else headline(error)


def sides(check: ast.Assert | None, comparison: Comparison | None) -> tuple[ast.expr | None, str, str]:
    """What to print in a paste line, what was expected, what came."""
    if check is None:
        return None, "", ""
    if not isinstance(check.test, ast.Compare) or comparison is None or len(check.test.ops) != 1:
        return check.test, "", ""
    left, right = check.test.left, check.test.comparators[0]
    got, wanted = (comparison.left, comparison.right)
    if is_known(left) and not is_known(right):  # `assert 6 == mul(2, 3)`: what is known is the expectation
        left, got, wanted = right, wanted, got
    operator = "" if comparison.operator == "==" else f"{comparison.operator} "
    return left, operator + show(wanted), show(got)


def is_known(node: ast.expr) -> bool:
    """Whether an expression is a plain value, pytest.approx(...) included."""
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("approx"):
        return True
    return not any(isinstance(inner, ast.Call | ast.Name | ast.Attribute) for inner in ast.walk(node))


def called(statement: ast.stmt) -> ast.expr | None:
    """What a statement that raised was working out; of a `with pytest.raises(...)`, what should have raised."""
    if isinstance(statement, ast.With) and len(statement.body) == 1:
        statement = statement.body[0]
    value = getattr(statement, "test", None) or getattr(statement, "value", None)
    if isinstance(value, ast.Compare):
        value = value.comparators[0] if is_known(value.left) else value.left
    return value if isinstance(value, ast.expr) else None


def parsed(spot: Spot) -> ast.Module:
    return ast.parse(spot.path.read_bytes())


def statement_at(spot: Spot) -> ast.stmt | None:
    """The smallest statement that holds the line."""
    holding = [
        node
        for node in ast.walk(parsed(spot))
        if isinstance(node, ast.stmt) and node.lineno <= spot.line <= (node.end_lineno or 0)
    ]
    return max(holding, key=lambda node: (node.lineno, -(node.end_lineno or 0)), default=None)


def function_at(spot: Spot) -> ast.AST:
    """The smallest function that holds the line and is running; the module for one outside of functions."""
    tree = parsed(spot)
    kind = ast.Lambda if spot.frame.f_code.co_name == "<lambda>" else ast.FunctionDef
    holding = [
        node for node in ast.walk(tree) if isinstance(node, kind) and node.lineno <= spot.line <= (node.end_lineno or 0)
    ]
    return max(holding, key=lambda node: node.lineno, default=tree)


def inputs_of(error: BaseException, at_test: list[Spot], function: str) -> dict[str, str]:
    """The arguments of the test: as hypothesis wrote them down before the call, else as they are now."""
    notes = [str(note) for note in getattr(error, "__notes__", [])]
    for note in notes:
        head, _, call = note.partition(":")
        if head.startswith(("Falsifying", "Failing")):  # the older and the newer word
            return from_note(call.strip()) | from_draws(notes)
    frames = [spot.frame for spot in at_test if spot.frame.f_code.co_name == function]
    if not frames:
        return {}
    code = frames[-1].f_code  # hypothesis gives its own wrapper the same name
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return {name: show(frames[-1].f_locals[name]) for name in names if name in frames[-1].f_locals}


def from_note(call: str) -> dict[str, str]:
    """The keywords of "test_mul(\\n    x=0.0,\\n    y=1.0,\\n)"."""
    try:
        tree = ast.parse(call, mode="eval").body
    except SyntaxError:
        return {"example": call[:LONGEST]}
    keywords = tree.keywords if isinstance(tree, ast.Call) else []
    written = {keyword.arg: ast.unparse(keyword.value)[:LONGEST] for keyword in keywords if keyword.arg}
    return {name: value for name, value in written.items() if value != "data(...)"}


def from_draws(notes: list[str]) -> dict[str, str]:
    """What the test drew by `data.draw(...)`: hypothesis notes "Draw 1: 5", or "Draw 1 (rows): 5" with a label."""
    drawn = [found for note in notes if (found := DRAWN.fullmatch(note))]
    return {found["label"] or f"draw {found['number']}": " ".join(found["value"].split())[:LONGEST] for found in drawn}
