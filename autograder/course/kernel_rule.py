"""What the text of a kernel may say: `breach_of(function, words)` names the first thing in it that is none of that.

A kernel counts and computes: loops, conditions, arithmetic, places in arrays, and calls of what the tables below name.
Whatever is written in these words alone can fill the arrays that it is given, be wrong, or never end; it cannot reach
the process that it runs in. So what is measured there (races, bounds, which loops are parallel) can be believed.
Names beginning with two underscores are left to those who rewrite a kernel's text.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.course import kernel_words
from autograder.course.kernel_words import BUILTINS, CONSTANTS, FUNCTIONS, OPERATORS, REFUSED, Words, fits

SHAPES = ("size", "shape", "dtype", "ndim")
DTYPE = ("dtype", "shape")


@dataclass(frozen=True)
class Breach:
    """A line that says what no kernel may say: `what` completes "line 7 has", `advice` says what to do."""

    line: int
    what: str
    advice: str

    def __str__(self) -> str:
        return f"line {self.line} has {self.what}; {self.advice}"


class _Found(Exception):
    """Ends the walk at the first breach."""

    def __init__(self, node: Any, what: str, advice: str) -> None:
        super().__init__(what)
        self.breach = Breach(node.lineno, what, advice)


def breach_of(function: ast.FunctionDef, words: Words, task: str = "") -> Breach | None:
    """The first breach in a function; `task` is the one whose TODO may still stand in it."""
    try:
        _Kernel(words, function, task).check()
    except _Found as found:
        return found.breach
    except RecursionError:
        return Breach(function.lineno, "parts that are nested too deeply", "write it in several steps")
    return None


class _Kernel:
    """The walk through one function, as its own names are known."""

    def __init__(self, words: Words, function: ast.FunctionDef, task: str) -> None:
        self.words, self.function = words, function
        self.todo = f"Need to implement for Task {task}"
        parameters = [arg.arg for arg in function.args.args]
        self.parameters = frozenset(parameters)
        stored = (node.id for node in ast.walk(function) if isinstance(node, ast.Name) and not _is_read(node))
        self.own = frozenset((*parameters, *stored))

    def check(self) -> None:
        """Raise at the first breach."""
        node, arguments = self.function, self.function.args
        if node.decorator_list:
            raise _Found(node.decorator_list[0], "a decorator", "a kernel is a plain function: take it off")
        extra = (arguments.vararg, arguments.kwarg, *arguments.kwonlyargs, *arguments.posonlyargs)
        if any(extra) or getattr(node, "type_params", None):
            raise _Found(node, "more than plain parameters", "name each parameter, as the stub does")
        for default in arguments.defaults:
            if not isinstance(default, ast.Constant):
                raise _Found(default, "a default that is no number", "pass it as an argument")
            self.value(default)
        for argument in arguments.args:
            self.bound(argument, argument.arg)
            self.annotation(argument.annotation)
        self.annotation(node.returns)
        self.statements(node.body[1:] if ast.get_docstring(node) is not None else node.body)

    def statements(self, body: list[ast.stmt]) -> None:
        for statement in body:
            rule = STATEMENTS.get(type(statement))
            if rule is None:
                raise _Found(statement, *REFUSED.get(type(statement).__name__, REFUSED[""]))
            rule(self, statement)

    def value(self, node: Any) -> None:
        """An expression that is a number, an array, a part of one, or a tuple of such."""
        rule = EXPRESSIONS.get(type(node))
        if rule is None:
            raise _Found(node, *REFUSED.get(type(node).__name__, REFUSED[""]))
        rule(self, node)

    def bound(self, node: Any, name: str) -> None:
        """A name that the function gives to something may be nobody else's."""
        if self.words.takes(name):
            raise _Found(node, "a variable whose name is taken", "choose another name")

    def annotation(self, node: ast.expr | None) -> None:
        """Types are written with names, brackets and bars."""
        known = {*self.words.types, *kernel_words.TYPES}
        for inner in ast.walk(node) if node is not None else ():
            foreign = isinstance(inner, ast.Name) and inner.id not in known
            if foreign or not isinstance(inner, kernel_words.ANNOTATIONS):
                raise _Found(node, "a type that is not known here", "leave it away")

    # --- statements

    def assign(self, node: ast.Assign) -> None:
        self.value(node.value)
        for target in node.targets:
            self.target(target)

    def assign_typed(self, node: ast.AnnAssign) -> None:
        if node.value is None or not isinstance(node.target, ast.Name):
            raise _Found(node, "a type without a number", "give the variable its number at once")
        self.annotation(node.annotation)
        self.value(node.value)
        self.target(node.target)

    def assign_more(self, node: ast.AugAssign) -> None:
        self.operator(node)
        self.value(node.value)
        self.target(node.target)

    def target(self, node: ast.expr) -> None:
        """What is written to: a variable of the function, or cells of an array that one names."""
        if isinstance(node, ast.Tuple):
            for inner in node.elts:
                self.target(inner)
        elif isinstance(node, ast.Name):
            self.bound(node, node.id)
        elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id in self.own:
            self.value(node.slice)
        else:
            raise _Found(node, "something written to that is no variable and no cell", "write `out[i] = ...`")

    def loop(self, node: ast.For) -> None:
        """`for i in range(...)` and its kin; prange stands nowhere else."""
        call, line = node.iter, (node.target.elts if isinstance(node.target, ast.Tuple) else [node.target])
        if not all(isinstance(each, ast.Name) for each in line):
            raise _Found(node, "a loop whose turns are not counted by variables", "write `for i in range(...)`")
        self.target(node.target)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in self.words.loops:
            self.arguments(call, ())
        else:
            self.value(call)
        self.statements([*node.body, *node.orelse])

    def condition(self, node: ast.If | ast.While) -> None:
        self.value(node.test)
        self.statements([*node.body, *node.orelse])

    def result(self, node: ast.Return) -> None:
        if node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None):
            self.value(node.value)

    def alone(self, node: ast.Expr) -> None:
        """A call for what it does; a text that says something, as docstrings do."""
        if not (isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)):
            self.value(node.value)

    def stub(self, node: ast.Raise) -> None:
        """The TODO of a blank that is not finished."""
        expected = ast.parse(f"raise NotImplementedError({self.todo!r})").body[0]
        if ast.dump(node) != ast.dump(expected):
            raise _Found(node, *REFUSED["Raise"])

    def nothing(self, node: ast.stmt) -> None:
        """pass, break, continue."""

    # --- expressions

    def constant(self, node: ast.Constant) -> None:
        number = node.value
        if not isinstance(number, int | float):
            raise _Found(node, "a value that is no number", "a kernel knows numbers and arrays")
        if not fits(number):
            raise _Found(node, "a number that is too large", "no array holds more than 64 bits")

    def name(self, node: ast.Name) -> None:
        if node.id not in self.own and node.id not in self.words.values:
            what = "a name that stands for no number and no array here"
            raise _Found(node, what, "use parameters, variables, and constants of the file")

    def parts(self, node: ast.Tuple | ast.BoolOp) -> None:
        for inner in node.elts if isinstance(node, ast.Tuple) else node.values:
            self.value(inner)

    def unary(self, node: ast.UnaryOp) -> None:
        self.value(node.operand)

    def binary(self, node: ast.BinOp) -> None:
        self.operator(node)
        self.value(node.left)
        self.value(node.right)

    def operator(self, node: ast.BinOp | ast.AugAssign) -> None:
        if not isinstance(node.op, OPERATORS):
            raise _Found(node, "a product of whole arrays", "write the loops: they are the exercise")

    def compare(self, node: ast.Compare) -> None:
        if not all(isinstance(each, kernel_words.SIMPLE) for each in node.ops):
            raise _Found(node, "`in` or `is`", "compare numbers by <, <=, ==, !=, >=, >")
        for inner in (node.left, *node.comparators):
            self.value(inner)

    def choice(self, node: ast.IfExp) -> None:
        for inner in (node.test, node.body, node.orelse):
            self.value(inner)

    def cell(self, node: ast.Subscript) -> None:
        self.value(node.value)
        self.value(node.slice)

    def slice(self, node: ast.Slice) -> None:
        for inner in (node.lower, node.upper, node.step):
            if inner is not None:
                self.value(inner)

    def attribute(self, node: ast.Attribute) -> None:
        """math.pi, cuda.threadIdx.x, a.shape."""
        if self.words.path(node) in CONSTANTS:
            return
        if node.attr not in SHAPES:
            raise _Found(node, "an attribute that kernels do not use", f"arrays have {', '.join(SHAPES)} here")
        self.value(node.value)

    def call(self, node: ast.Call) -> None:
        """Of a parameter such as f, a function of the file, or one of the tables."""
        called, path = node.func, self.words.path(node.func)
        if path in FUNCTIONS:
            self.arguments(node, DTYPE)
        elif isinstance(called, ast.Name) and called.id in self.words.functions:
            self.arguments(node, None)
        elif isinstance(called, ast.Name) and called.id in (*self.parameters, *BUILTINS, *self.words.kinds):
            self.arguments(node, ())
        elif isinstance(called, ast.Name) and called.id == "print":
            raise _Found(node, *REFUSED["print"])
        else:
            what = "a call that no kernel makes"
            raise _Found(node, what, "call f, functions of this file, and what the handout lists")

    def arguments(self, node: ast.Call, keywords: tuple[str, ...] | None) -> None:
        """Plain values; by name only those that are listed (None: any)."""
        for keyword in node.keywords:
            if keyword.arg is None or (keywords is not None and keyword.arg not in keywords):
                raise _Found(node, "an argument by a name that is not expected", "pass it by its place")
        for inner in (*node.args, *(keyword.value for keyword in node.keywords)):
            self.value(inner)


def _is_read(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Load)


Rules = Mapping[type[ast.AST], Callable[[_Kernel, Any], None]]

STATEMENTS: Rules = {
    ast.Assign: _Kernel.assign,
    ast.AnnAssign: _Kernel.assign_typed,
    ast.AugAssign: _Kernel.assign_more,
    ast.For: _Kernel.loop,
    ast.While: _Kernel.condition,
    ast.If: _Kernel.condition,
    ast.Return: _Kernel.result,
    ast.Expr: _Kernel.alone,
    ast.Raise: _Kernel.stub,
    ast.Pass: _Kernel.nothing,
    ast.Break: _Kernel.nothing,
    ast.Continue: _Kernel.nothing,
}
EXPRESSIONS: Rules = {
    ast.Constant: _Kernel.constant,
    ast.Name: _Kernel.name,
    ast.Tuple: _Kernel.parts,
    ast.BoolOp: _Kernel.parts,
    ast.UnaryOp: _Kernel.unary,
    ast.BinOp: _Kernel.binary,
    ast.Compare: _Kernel.compare,
    ast.IfExp: _Kernel.choice,
    ast.Subscript: _Kernel.cell,
    ast.Slice: _Kernel.slice,
    ast.Attribute: _Kernel.attribute,
    ast.Call: _Kernel.call,
}
