"""Code that a person writes for a picture, run with the names of the tinytorch that is first on the path.

`Scope().run("x = arange(6); x.reshape(2, 3)")` -> [("x.reshape(2, 3)", Tensor)]. What goes wrong is one sentence.
"""

from __future__ import annotations

import ast
import importlib
import linecache
import runpy
import sys
from contextlib import suppress
from pathlib import Path
from types import CodeType
from typing import Any

import numpy as np

PLACES = ("tinytorch.autograd", "tinytorch")  # whose names need no prefix; the later ones count
OWN = ("float", "int", "bool")  # these stay Python's: they make numbers, and are good as dtypes, too


class Wrong(Exception):
    """What was given cannot be drawn; the text says why."""


class Scope:
    """Names and their values; each line of code sees those before it."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {"np": np, "numpy": np}
        for place in PLACES:
            loaded = face(place)
            self.names |= {name: getattr(loaded, name) for name in getattr(loaded, "__all__", ()) if name not in OWN}
        self.names |= {"tinytorch": loaded, "tt": loaded, "viz": face("tinytorch.viz")}
        self.given: dict[str, Any] = {}  # what the person named

    def name(self, word: str) -> None:
        """NAME=VALUE: a number becomes a Scalar that gets a gradient, and so does a tensor that is made here."""
        name, equals, value = word.partition("=")
        if not (equals and name.strip().isidentifier()):
            raise Wrong(f"expected a name and its value, such as a=2, got {word!r}")
        try:
            made = self.names["Scalar"](float(value), requires_grad=True)
        except ValueError:
            made = with_gradient(self.value(value))
        self.names[name.strip()] = self.given[name.strip()] = made

    def value(self, expression: str) -> Any:
        """What an expression is, or FILE.py:NAME in a script."""
        file, found, name = expression.rpartition(".py:")
        if found:
            return self.from_script(file + ".py", name)
        values = self.run(expression)
        if len(values) != 1:
            raise Wrong(f"expected one expression, got {expression!r}")
        return values[0][1]

    def run(self, code: str) -> list[tuple[str, Any]]:
        """The expressions among the statements: the text and the value of each."""
        try:
            body = ast.parse(code.strip()).body
        except SyntaxError as error:
            raise Wrong(f"{code!r} is not Python: {error.msg}") from None
        values = []
        for statement in body:
            text = ast.get_source_segment(code.strip(), statement) or code
            if isinstance(statement, ast.Expr):
                values.append((text, self.tried(lambda text=text: eval(kept(text, "eval"), self.names), text)))
            else:
                before = dict(self.names)
                self.tried(lambda text=text: exec(kept(text, "exec"), self.names), text)
                self.given |= {n: v for n, v in self.names.items() if n not in before or before[n] is not v}
        return values

    def from_script(self, file: str, name: str) -> Any:
        """What a variable is when a script has run."""
        sys.path.append(str(Path(file).resolve().parent))  # where Python looks for what stands beside a script
        found = self.tried(lambda: runpy.run_path(file, run_name="__main__"), file)
        self.given |= {each: value for each, value in found.items() if not each.startswith("__")}
        if name not in found:
            known = ", ".join(sorted(each for each in found if not each.startswith("_"))) or "nothing"
            raise Wrong(f"{file} makes no {name!r}, only {known}")
        return found[name]

    def tried(self, work: Any, text: str) -> Any:
        """What the work gives; a blank that is not written stays what it is."""
        try:
            return work()
        except NotImplementedError:
            raise
        except SystemExit as error:
            raise Wrong(f"{text} ended Python with exit code {error.code}") from None
        except Exception as error:
            raise Wrong(f"{first_line(text)} cannot be computed: {reason(error)}") from error


def face(name: str) -> Any:
    """A package of tinytorch; None where its layer is not unlocked."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if not str(error.name).startswith("tinytorch"):
            raise
        return None


def kept(text: str, mode: str) -> CodeType:
    """The code of a text, whose lines Python finds when an error, or a picture of a kernel, names one."""
    name = f"<code {len(linecache.cache)}>"
    linecache.cache[name] = len(text), None, text.splitlines(keepends=True), name
    return compile(text, name, mode)


def with_gradient(value: Any) -> Any:
    """A tensor of decimal numbers that nobody computed is a leaf, and gets a gradient."""
    if hasattr(value, "requires_grad_") and value.node is None:
        with suppress(TypeError, RuntimeError, ValueError):  # whole numbers have none
            return value.requires_grad_()
    return value


def first_line(text: str) -> str:
    """The text, or its first line where it has more."""
    line, more, _ = text.partition("\n")
    return line + " ..." * bool(more)


def reason(error: BaseException) -> str:
    """An error in one line; with its kind, unless it is a sentence that somebody wrote for a reader."""
    text = str(error).strip().partition("\n")[0]
    spoken = isinstance(error, ValueError | TypeError | OSError | ImportError | RuntimeError) and " " in text
    return text if spoken else f"{type(error).__name__}{': ' * bool(text)}{text}"
