"""Count how many examples reach each branch of a definition: of an `if`, a loop, a ternary, `and`, `or`, `except`.

`counted(source, symbol, file)` gives the source with counters in one definition, and the branches. Mount it with
COUNTER, run `counting(programs)` in one child, and `reaches(branches, outcomes)` says how many examples came where.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from autograder.checks.scenario import Program
from autograder.course.symbols import Definition, parse, symbols
from autograder.judge.overlay import PACKAGE
from autograder.judge.session import Outcome

NAME = "_reached"  # of the counter's module, and of the counter in the file that calls it
COUNTER = {f"{PACKAGE}{NAME}.py": Path(__file__).with_name("reached.py").read_bytes()}
TAKE: Program = {
    "code": [
        ["import", 0, f"tinytorch.{NAME}"],
        ["attr", 1, {"$": 0}, "reached"],
        ["attr", 2, {"$": 1}, "take"],
        ["call", 3, {"$": 2}, [], {}],
    ],
    "ret": {"$": 3},
}
YES_NO, LOOP, WHILE, CALLED, REACHED = (
    ("yes", "no"),
    ("entered", "empty"),
    ("entered", "skipped"),
    ("called",),
    ("yes",),
)

Node = TypeVar("Node", bound=ast.AST)


@dataclass(frozen=True)
class Branch:
    """A place where code may go several ways, as it reads; its outcomes have the numbers `first`, `first` + 1."""

    line: int
    text: str
    outcomes: tuple[str, ...]
    first: int


@dataclass(frozen=True)
class Reach:
    """A branch, and for each outcome the number of examples that come to it at least once."""

    line: int
    text: str
    counts: Mapping[str, int]

    @property
    def missed(self) -> tuple[str, ...]:
        """The outcomes that no example comes to."""
        return tuple(outcome for outcome, count in self.counts.items() if count == 0)


def counted(source: str, symbol: str, file: str) -> tuple[str, tuple[Branch, ...]]:
    """The source with a counter at every branch of `symbol`, and these branches in the order of the text."""
    tree = parse(source, file)
    (definition,) = (node for name, node in symbols(tree) if name == symbol)
    counters = _Counters(source)
    counters.enter(definition)
    place = next(index for index, node in enumerate(tree.body) if not _must_come_first(node))
    names = [ast.alias("reached", NAME)]
    tree.body.insert(place, ast.ImportFrom(f"tinytorch.{NAME}", names, 0))
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n", tuple(counters.branches)


def counting(programs: Sequence[Program]) -> list[Program]:
    """The programs, with a question to the counter before the first and after each."""
    return [TAKE, *(step for program in programs for step in (program, TAKE))]


def reaches(branches: Sequence[Branch], outcomes: Sequence[Outcome]) -> tuple[Reach, ...]:
    """What the outcomes of `counting(programs)` say of the branches."""
    taken = [set(outcome.value) for outcome in outcomes[2::2]]
    return tuple(Reach(branch.line, branch.text, _counts(branch, taken)) for branch in branches)


def _counts(branch: Branch, taken: Sequence[set[int]]) -> dict[str, int]:
    numbers = enumerate(branch.outcomes, branch.first)
    return {outcome: sum(number in each for each in taken) for number, outcome in numbers}


class _Counters(ast.NodeTransformer):
    """Wraps conditions and loops into calls of the counter, and notes the branches."""

    def __init__(self, source: str) -> None:
        self.branches: list[Branch] = []
        self._source = source
        self._numbers = 0

    def enter(self, definition: Definition) -> None:
        """Count in a function, or in each method of a class; decorators and defaults run elsewhere."""
        if isinstance(definition, ast.ClassDef):
            for node in definition.body:
                if isinstance(node, Definition):
                    self.enter(node)
            return
        number = self._note(definition.lineno, f"def {definition.name}", CALLED)
        after = 1 if ast.get_docstring(definition) is not None else 0
        self._below(definition, "body").body.insert(after, _statement("mark", number))

    def visit_If(self, node: ast.If) -> ast.AST:
        """`if` and `elif`."""
        elif_ = self._line(node.lineno).startswith("elif")
        node.test = self._condition(node.test, "elif" if elif_ else "if")
        return self._below(node, "body", "orelse")

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        """`a if condition else b`."""
        node.test = self._condition(node.test, "if")
        return self._below(node, "body", "orelse")

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        """`assert condition`; nothing can be missed in the message."""
        node.test = self._condition(node.test, "assert")
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        """`a and b` as a value: of the last operand nobody asks whether it is true."""
        node.values = [*(self._condition(value) for value in node.values[:-1]), self.visit(node.values[-1])]
        return node

    def visit_While(self, node: ast.While) -> ast.AST | list[ast.AST]:
        """`while condition`: entered or skipped."""
        if isinstance(node.test, ast.Constant):
            return self.generic_visit(node)
        number = self._note(node.lineno, f"while {self._text(node.test)}", WHILE)
        node.test = _call("again", number, self._operands(node.test))
        return [_statement("begin", number), self._below(node, "body", "orelse")]

    def visit_For(self, node: ast.For) -> ast.AST:
        """`for x in xs`: entered, or nothing to go through."""
        number = self._note(node.lineno, f"for {self._text(node.target)} in {self._text(node.iter)}", LOOP)
        node.iter = _call("loop", number, self.visit(node.iter))
        return self._below(node, "body", "orelse")

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        """`for x in xs if condition` inside brackets."""
        if not node.is_async:
            text = f"for {self._text(node.target)} in {self._text(node.iter)}"
            node.iter = _call("loop", self._note(node.iter.lineno, text, LOOP), self.visit(node.iter))
            node.ifs = [self._condition(condition, "if") for condition in node.ifs]
        return node

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        """`except Kind`."""
        text = f"except {self._text(node.type)}" if node.type else "except"
        number = self._note(node.lineno, text, REACHED)
        self._below(node, "body")
        node.body.insert(0, _statement("mark", number))
        return node

    def visit_match_case(self, node: ast.match_case) -> ast.AST:
        """`case pattern`, and its guard."""
        number = self._note(node.pattern.lineno, f"case {self._text(node.pattern)}", REACHED)
        if node.guard:
            node.guard = self._condition(node.guard, "if")
        self._below(node, "body")
        node.body.insert(0, _statement("mark", number))
        return node

    def _condition(self, node: ast.expr, word: str = "") -> ast.expr:
        """A condition, and each operand of its `and` and `or`."""
        number = self._note(node.lineno, f"{word} {self._text(node)}".strip(), YES_NO)
        return _call("asked", number, self._operands(node))

    def _operands(self, node: ast.expr) -> ast.expr:
        if isinstance(node, ast.BoolOp):
            node.values = [self._condition(value) for value in node.values]
            return node
        visited: ast.expr = self.visit(node)
        return visited

    def _below(self, node: Node, *fields: str) -> Node:
        """Visit what lies in these fields and nothing else of a node."""
        for field in fields:
            inside = getattr(node, field)
            if isinstance(inside, list):
                block = ast.Module(inside, [])
                self.generic_visit(block)
                setattr(node, field, block.body)
            else:
                setattr(node, field, self.visit(inside))
        return node

    def _note(self, line: int, text: str, outcomes: tuple[str, ...]) -> int:
        first = self._numbers
        self._numbers += len(outcomes)
        self.branches.append(Branch(line, text, outcomes, first))
        return first

    def _line(self, number: int) -> str:
        return self._source.split("\n")[number - 1].strip()

    def _text(self, node: ast.AST) -> str:
        """The source of a node, on one line."""
        return " ".join((ast.get_source_segment(self._source, node) or ast.unparse(node)).split())


def _must_come_first(node: ast.stmt) -> bool:
    """A module's docstring and its imports from __future__."""
    document = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return document or (isinstance(node, ast.ImportFrom) and node.module == "__future__")


def _call(method: str, number: int, *values: ast.expr) -> ast.Call:
    counter = ast.Attribute(ast.Name(NAME, ast.Load()), method, ast.Load())
    return ast.Call(counter, [ast.Constant(number), *values], [])


def _statement(method: str, number: int) -> ast.Expr:
    return ast.Expr(_call(method, number))
