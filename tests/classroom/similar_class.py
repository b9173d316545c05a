"""A made-up class for similarity: students who write in ways of their own, and copies in disguise.

`own_work(sources, rng)` writes right solutions anew, with the habits of one student; `disguised(source, rng)` is what
somebody makes of another's file who does not want it to be seen.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from functools import cache

Files = dict[str, str]
NAMES = ("value", "result", "item", "total", "number", "temp", "acc", "node", "cur", "element", "answer", "here")


class _Habits(ast.NodeTransformer):
    """How one student writes: names, steps in between, loops or comprehensions, statements or expressions."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.steps, self.flips = rng.random(), rng.random()
        self.loops, self.ifs = rng.random(), rng.random()
        self.made = 0

    def name(self) -> str:
        self.made += 1
        return f"{self.rng.choice(NAMES)}_{self.made}"

    def likes(self, habit: float) -> bool:
        return self.rng.random() < 0.7 * habit

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        self.generic_visit(node)
        node.body = [new for statement in node.body for new in self.statement(statement)]
        return node

    def statement(self, node: ast.stmt) -> list[ast.stmt]:
        if isinstance(node, ast.Return) and node.value is not None:
            return self.returned(node.value)
        if isinstance(node, ast.For | ast.While | ast.If):
            node.body = [new for inner in node.body for new in self.statement(inner)]
        if (
            isinstance(node, ast.Assign | ast.AugAssign)
            and isinstance(node.value, ast.BinOp)
            and self.likes(self.steps)
        ):
            name = self.name()
            first = assign(name, node.value.left)
            node.value.left = ast.Name(name, ast.Load())
            return [first, node]
        return [node]

    def returned(self, value: ast.expr) -> list[ast.stmt]:
        if isinstance(value, ast.IfExp) and self.likes(self.ifs):
            return [ast.If(value.test, self.returned(value.body), []), *self.returned(value.orelse)]
        if isinstance(value, ast.ListComp) and len(value.generators) == 1 and self.likes(self.loops):
            name, each = self.name(), value.generators[0]
            keep: ast.stmt = ast.Expr(call(ast.Attribute(ast.Name(name, ast.Load()), "append", ast.Load()), value.elt))
            for test in each.ifs:
                keep = ast.If(test, [keep], [])
            loop = ast.For(each.target, each.iter, [keep], [])
            return [assign(name, ast.List([], ast.Load())), loop, ast.Return(ast.Name(name, ast.Load()))]
        if isinstance(value, ast.BinOp) and self.likes(self.steps):
            one, two = self.name(), self.name()
            parts = [assign(one, value.left), assign(two, value.right)]
            self.rng.shuffle(parts)
            names = (ast.Name(one, ast.Load()), ast.Name(two, ast.Load()))
            return [*parts, ast.Return(ast.BinOp(names[0], value.op, names[1]))]
        if not isinstance(value, ast.Name | ast.Constant) and self.likes(self.steps):
            name = self.name()
            return [assign(name, value), ast.Return(ast.Name(name, ast.Load()))]
        return [ast.Return(value)]

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.op, ast.Add | ast.Mult) and self.likes(self.flips):
            node.left, node.right = node.right, node.left
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.IfExp:
        self.generic_visit(node)
        if self.likes(self.flips):
            node.test, node.body, node.orelse = ast.UnaryOp(ast.Not(), node.test), node.orelse, node.body
        return node


def assign(name: str, value: ast.expr) -> ast.Assign:
    return ast.Assign([ast.Name(name, ast.Store())], value)


def call(function: ast.expr, *arguments: ast.expr) -> ast.Call:
    return ast.Call(function, list(arguments), [])


@cache
def _tree(source: str) -> ast.Module:
    return ast.parse(source)


def _functions(tree: ast.Module) -> Iterator[tuple[str, list[ast.stmt], int]]:
    """(symbol, the list that holds it, its place there) of each function and method."""
    for place, node in enumerate(tree.body):
        if isinstance(node, ast.FunctionDef):
            yield node.name, tree.body, place
        if isinstance(node, ast.ClassDef):
            parts = ((part.name, k) for k, part in enumerate(node.body) if isinstance(part, ast.FunctionDef))
            yield from ((f"{node.name}.{name}", node.body, k) for name, k in parts)


def _changed(source: str, symbols: Sequence[str], change: Callable[[str, ast.stmt], ast.stmt]) -> ast.Module:
    """A copy of the file's tree with these definitions changed."""
    tree = deepcopy(_tree(source))
    for symbol, body, place in _functions(tree):
        if symbol in symbols:
            body[place] = change(symbol, body[place])
    return ast.fix_missing_locations(tree)


def own_work(choices: Sequence[Mapping[str, str]], symbols: Mapping[str, Sequence[str]], rng: random.Random) -> Files:
    """One student's files: every blank from one of the known solutions, in the student's own manner."""
    habits, files = _Habits(rng), Files()
    for file, names in symbols.items():
        known = [{symbol: body[place] for symbol, body, place in _functions(_tree(each[file]))} for each in choices]
        tree = _changed(
            choices[0][file], names, lambda symbol, _, known=known: habits.visit(deepcopy(rng.choice(known)[symbol]))
        )
        files[file] = ast.unparse(tree)
    return files


class _Disguise(ast.NodeTransformer):
    """Other names, `while` for `for`, x = x + y for x += y, and values that nobody reads."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        local = {
            each.id for each in ast.walk(node) if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load)
        }
        names = {name: f"zz_{self.rng.randrange(1000)}_{name}" for name in sorted(local)}
        for each in ast.walk(node):
            if isinstance(each, ast.Name) and each.id in names:
                each.id = names[each.id]
        self.generic_visit(node)
        node.body.insert(
            min(1, len(node.body) - 1), ast.parse(f"unused_{self.rng.randrange(100)} = {self.rng.random()}").body[0]
        )
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        if isinstance(node.target, ast.Name):
            return ast.Assign([node.target], ast.BinOp(ast.Name(node.target.id, ast.Load()), node.op, node.value))
        return node

    def visit_For(self, node: ast.For) -> ast.stmt:
        self.generic_visit(node)
        if node.orelse or any(isinstance(each, ast.Continue) for each in ast.walk(node)) or self.rng.random() < 0.3:
            return node
        name = f"it_{self.rng.randrange(1000)}"
        start = assign(name, call(ast.Name("list", ast.Load()), node.iter))
        pop = call(ast.Attribute(ast.Name(name, ast.Load()), "pop", ast.Load()), ast.Constant(0))
        loop = ast.While(ast.Name(name, ast.Load()), [ast.Assign([node.target], pop), *node.body], [])
        return ast.If(ast.Constant(True), [start, loop], [])


def disguised(files: Mapping[str, str], symbols: Mapping[str, Sequence[str]], rng: random.Random) -> Files:
    """The same work with other names, loops and order of functions, comments, and dead code."""
    change = _Disguise(rng)
    return {
        file: _shuffled(_changed(source, symbols[file], lambda _, node: change.visit(node)), rng)
        for file, source in files.items()
    }


def _shuffled(tree: ast.Module, rng: random.Random) -> str:
    """The functions of a file in another order, where nothing else stands between them, under new comments."""
    places = [place for place, node in enumerate(tree.body) if isinstance(node, ast.FunctionDef)]
    order = places[:]
    rng.shuffle(order)
    body = list(tree.body)
    for place, new in zip(places, order, strict=True):
        body[place] = tree.body[new]
    tree.body = body
    return "\n".join(
        f"{line}  # step {number}" if line.strip() else line
        for number, line in enumerate(ast.unparse(tree).split("\n"))
    )
