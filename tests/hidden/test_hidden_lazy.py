"""Kernels that do nothing earn nothing, however well they are parallel, apart and in bounds."""

from __future__ import annotations

import ast

import pytest
from planted import COURSE, LAZY, Grade, submission

KERNELS = COURSE.assignment("03_kernels")
RESULTS = ("out", "sums")


class Loops(ast.NodeTransformer):
    """The loops of a function, and no work in them."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.body = [self.visit(each) for each in node.body]
        return node

    def visit_For(self, node: ast.For) -> ast.For:
        node.body = [self.visit(each) for each in node.body]
        return node

    def generic_visit(self, node: ast.AST) -> ast.AST:
        return ast.Pass() if isinstance(node, ast.stmt) else node


class Zeros(ast.NodeTransformer):
    """All that a function does, but for its results: these are 0."""

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        return ast.Assign(node.targets, ast.Constant(0.0)) if is_result(node.targets[0]) else node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        return ast.Assign([node.target], ast.Constant(0.0)) if is_result(node.target) else node

    def visit_Call(self, node: ast.Call) -> ast.Call:
        if ast.unparse(node.func) == "cuda.atomic.add":
            node.args[-1] = ast.Constant(0.0)
        return node

    def visit_Return(self, node: ast.Return) -> ast.Return:
        return ast.Return(ast.Constant(0))


class Nothing(ast.NodeTransformer):
    """Only a return."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.body = [ast.Return()]
        return node


def is_result(target: ast.expr) -> bool:
    """Whether cells of what a kernel fills are written to."""
    return isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name) and target.value.id in RESULTS


def lazy(way: type[ast.NodeTransformer]) -> dict[str, bytes]:
    """The reference with each blank of assignment 03 made lazy."""
    symbols = {blank.symbol for blank in KERNELS.blanks}
    files = {}
    for path, source in submission(KERNELS).items():
        tree = ast.parse(source)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name in symbols:
                way().visit(node)
        files[path] = ast.unparse(ast.fix_missing_locations(tree)).encode()
    return files


def test_a_few_loops_without_work_earn_nothing(grade: Grade) -> None:
    record = grade(KERNELS.folder, lazy(Loops), LAZY)
    tried = [blank for task in record.tasks for blank in task.blanks]
    assert {(blank.symbol, blank.score) for blank in tried} == {(symbol, 0.0) for symbol in LAZY}
    assert {blank.verdict for blank in tried} == {"wrong"}


@pytest.mark.slow
@pytest.mark.parametrize("way", [Loops, Zeros, Nothing])
def test_no_way_to_do_nothing_earns_anything(way: type[ast.NodeTransformer], grade: Grade) -> None:
    record = grade(KERNELS.folder, lazy(way), None)
    scores = {blank.symbol: blank.score for task in record.tasks for blank in task.blanks}
    assert scores == {blank.symbol: 0.0 for blank in KERNELS.blanks}
