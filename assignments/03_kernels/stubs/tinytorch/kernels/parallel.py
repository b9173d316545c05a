# Made from solutions/tinytorch/kernels/parallel.py by `autograder build`.
"""Which loops of a kernel became parallel, and why the others did not: `loops(map_flat, out, a, f=relu)`.

Numba's own front end is run as far as the step that turns `prange` into work for several threads, and what it has made
of each loop is read there; no machine code is made. Two turns that get in each other's way are no matter to Numba: it
believes you. `cpu/watch.py` finds these.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence
from types import FunctionType
from typing import Any

import numba
from numba.core import compiler, compiler_machinery, errors
from numba.core.compiler import DefaultPassBuilder
from numba.parfors.parfor import Parfor

from tinytorch.kernels import lowering, sources
from tinytorch.kernels.compiler import COLOURS, NUMBAS, reason

Loop = dict[str, Any]  # {"line", "kind": "prange" | "range" | "while", "verdict", "why"}

WHY = {
    "parallel": "its turns are shared out among the threads",
    "nested": "it stands inside another prange, which has shared out its turns already: one thread takes all of these",
    "exits": "it can be left before its end, by break or return; so its turns must be taken one after the other",
    "step": "a prange counts by ones; count the turns, and compute the place from the number of the turn",
    "helper": "it stands in a function that the kernel calls, and only the kernel itself is made parallel",
    "unseen": "Numba has made an ordinary loop of it",
    "plain": "it is no prange: one thread takes all of its turns",
}


class _Done(BaseException):
    """Carries what the front end has made out of the compiler; no Exception, which Numba would put into words."""

    def __init__(self, state: Any) -> None:
        super().__init__()
        self.state = state


@compiler_machinery.register_pass(mutates_CFG=False, analysis_only=True)
class _Stop(compiler_machinery.AnalysisPass):  # type: ignore[misc]
    """The last step: machine code is not made."""

    _name = "tinytorch_stop_after_parfors"

    def __init__(self) -> None:
        super().__init__()  # the class above leaves it open

    def run_pass(self, state: Any) -> bool:
        raise _Done(state)


class _FrontEnd(compiler.CompilerBase):  # type: ignore[misc]
    """Numba's compiler as far as parallel loops, by the interface it has for other pipelines."""

    def define_pipelines(self) -> list[Any]:
        steps = compiler_machinery.PassManager("tinytorch_front_end")
        for part in (DefaultPassBuilder.define_untyped_pipeline, DefaultPassBuilder.define_typed_pipeline):
            steps.passes.extend(part(self.state).passes)
        steps.add_pass(_Stop, "stop")
        steps.finalize()
        return [steps]


def loops(
    kernel: Any, *arguments: Any, f: Any = None, dtype: str = "float32", hollow: Sequence[str] = ()
) -> list[Loop]:
    """Every loop of `kernel`, in the order of its lines: what has become of it, and why in one sentence.

    arguments  examples of what it is called with, without f: arrays, tuples, numbers; only their types matter
    f          the float function, where the kernel has one
    hollow     functions that it calls, which are not looked into: each stands for one that returns 0

    "verdict" is "parallel", "nested", "serial", "refused" (Numba makes nothing of the kernel, nor of
    this loop), or "plain" for a loop that is no prange.
    """
    found = [(node, _kind(node)) for node in _loops_of(_source(kernel))]
    inside = [_said(line, "prange", "serial", WHY["helper"]) for line in _helpers(kernel)]
    try:
        state, order = _front_end(kernel, arguments, f, dtype, hollow)
        words = _words(state, order)
    except (*NUMBAS, ValueError, sources.LoweringError) as error:  # ValueError: of a variable that turns hand on
        stepped = isinstance(error, errors.UnsupportedRewriteError)
        why = WHY["step"] if stepped else f"Numba makes nothing of the kernel: {reason(COLOURS.sub('', str(error)))[0]}"
        return sorted([_said(node.lineno, kind, "refused", why) for node, kind in found] + inside, key=_line)
    serial = {"exits": "serial", "unseen": "serial"}
    judged = [
        _judged(node, kind, serial.get(word, word), WHY[word]) for (node, kind), word in zip(found, words, strict=True)
    ]
    return sorted(judged + inside, key=_line)


def _judged(node: ast.For | ast.While, kind: str, verdict: str, why: str) -> Loop:
    return _said(node.lineno, kind, *((verdict, why) if kind == "prange" else ("plain", WHY["plain"])))


def _said(line: int, kind: str, verdict: str, why: str) -> Loop:
    return {"line": line, "kind": kind, "verdict": verdict, "why": f"the loop in line {line}: {why}"}


def _line(loop: Loop) -> int:
    return int(loop["line"])


# --- the text


def _source(function: Any) -> ast.FunctionDef:
    """The syntax tree of a function, with the line numbers of its file."""
    tree = sources.tree_of(function)
    ast.increment_lineno(tree, int(function.__code__.co_firstlineno) - 1)
    return tree


def _loops_of(tree: ast.AST) -> list[ast.For | ast.While]:
    """All loops; lowering keeps their number and their order."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.For | ast.While)]


def _kind(node: ast.For | ast.While) -> str:
    return "while" if isinstance(node, ast.While) else "prange" if _is_prange(node) else "range"


def _is_prange(node: ast.For | ast.While) -> bool:
    """Whether a prange is what counts the turns, also where something stands around it."""
    named = ast.walk(node.iter) if isinstance(node, ast.For) else ()
    return any(isinstance(each, ast.Name) and each.id == "prange" for each in named)


def _helpers(kernel: Any) -> Iterator[int]:
    """The lines of pranges in the functions that a kernel calls, and that those call."""
    seen, waiting = {kernel}, [kernel]
    while waiting:
        function = waiting.pop()
        named = (function.__globals__.get(name) for name in function.__code__.co_names)
        for called in named:
            if isinstance(called, FunctionType) and called not in seen and called.__module__ == kernel.__module__:
                seen.add(called)
                waiting.append(called)
                yield from (node.lineno for node in _loops_of(_source(called)) if _is_prange(node))


def _is_left(node: ast.For | ast.While) -> bool:
    """Whether a loop has a return, or a break of its own."""
    waiting: list[ast.AST] = list(node.body)
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, ast.Return):
            return True
        if isinstance(inner, ast.For | ast.While):
            waiting += [each for each in ast.walk(inner) if isinstance(each, ast.Return)]
        elif isinstance(inner, ast.Break):
            return True
        else:
            waiting += ast.iter_child_nodes(inner)
    return False


# --- Numba


def _front_end(
    kernel: Any, arguments: tuple[Any, ...], f: Any, dtype: str, hollow: Sequence[str]
) -> tuple[Any, list[ast.For | ast.While]]:
    """What Numba's front end has made of the kernel's text, and the loops of that text."""
    name, text = lowering.text_of(kernel, dtype, f, parallel=True)
    tree = ast.parse(text)  # the very text that is compiled when the kernel is used
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    own = functions[name]
    own.decorator_list = []
    for called in functions.keys() & set(hollow):
        functions[called].body = ast.parse("return 0").body
    space: dict[str, Any] = {"__name__": "tinytorch_front_end"}
    exec(compile(tree, "<kernel>", "exec"), space)
    compiled = numba.njit(parallel=True, pipeline_class=_FrontEnd, error_model="numpy")(space[name])
    try:
        with warnings.catch_warnings(action="ignore"):
            compiled.compile(tuple(numba.typeof(argument) for argument in arguments))
    except _Done as done:
        return done.state, _loops_of(own)
    raise AssertionError("the front end has ended before its last step")


def _words(state: Any, order: list[ast.For | ast.While]) -> list[str]:
    """A word of WHY for each loop of the text."""
    outer, nested = _parfors(state)
    words = []
    for node in order:
        if not _is_prange(node):
            words.append("plain")
        elif node.lineno in outer:
            words.append("parallel")
        elif node.lineno in nested:
            words.append("nested")
        else:
            words.append("exits" if _is_left(node) else "unseen")
    return words


def _parfors(state: Any) -> tuple[set[int], set[int]]:
    """The lines of loops that were shared out among threads, and of those inside them."""
    outer, nested = set(), set()
    for block in state.func_ir.blocks.values():
        for found in (each for each in block.body if isinstance(each, Parfor)):
            outer.add(found.loc.line)
            nested |= set(_within(found))
    return outer, nested


def _within(parfor: Any) -> Iterator[int]:
    for block in parfor.loop_body.values():
        for found in (each for each in block.body if isinstance(each, Parfor)):
            yield found.loc.line
            yield from _within(found)
