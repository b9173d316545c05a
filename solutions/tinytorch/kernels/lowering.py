"""From the kernel that you wrote to the text that is compiled: for one kind of number, the float function built in.

    text_of(map_flat, "float32", relu)

is Python again, to be read; it is what lies in the cache. What is done to your text:

- f is a parameter no longer: the float function stands in the text, by name, and the compiler puts it into the loop.
- A number from outside stands in the text as it is now; what its name says later changes nothing.
- A number such as 0.5 becomes one of the kernel's kind. As it stands it is a float64, and half * x would be one too:
  the loop would compute with twice the bits and half the speed.
- In float32, `math.exp` and its kin become polynomials (fused/elementary.py), of which 16 are computed at once.
- The index of a prange is made a signed whole number; Numba's own has no sign, and its product with a stride would be
  a float.
- Indices of arrays are said to be without a sign: Python's a[-1] would cost a question at every access.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import math
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

import numpy as np
from numba import float32, prange

from tinytorch.kernels.fused.elementary import REPLACED, SINGLE
from tinytorch.kernels.sources import LoweringError, own_names, tree_of
from tinytorch.scalars.pointwise import pointwise
from tinytorch.tensors.backend import PREDICATES, plain

HEAD = """\
import math
import numpy as np
from numba import {names}
REAL = np.{dtype}
"""
NAMES = {"cpu": "njit, prange", "cuda": "cuda"}
MODULES = {"math": "math", "numpy": "np", "numba.cuda": "cuda"}  # module -> what it is called in the text
RESERVED = {*MODULES.values(), "prange", "njit", "REAL"}  # names that the text needs for itself
TAKEN = {*RESERVED, *dir(builtins)}


class Lowered:
    """The functions of one text, each under a name of its own, those that are called before those that call.

    kernel  what all the others are for
    dtype   "float32" or "float64"
    target  "cpu" or "cuda"
    """

    def __init__(self, kernel: Any, dtype: str, target: str) -> None:
        self.kernel, self.dtype, self.target = kernel, dtype, target
        self.tree = tree_of(kernel)
        self.names: dict[tuple[Any, bool], str] = {}
        self.own = own_names(self.tree)  # what the functions call their own variables: f gets its name after these
        self.texts: list[str] = []

    def add(self, function: Any, decorator: str, numbers: bool = False, f: str | None = None) -> str:
        """The name of `function` in the text; it and what it calls are added when it is first asked for.

        numbers  it is a function of floats, where whole numbers are floats, too
        f        what its parameter f is called in the text
        """
        key = (function, numbers)
        if key not in self.names:
            tree = self.tree if function is self.kernel else tree_of(function)
            names = own_names(tree)
            self.own |= names
            if clash := names & RESERVED:
                raise LoweringError(
                    f"{tree.name} has a variable {min(clash)}, which the compiled text needs: rename it"
                )
            self.names[key] = tree.name = self.free(tree.name)
            if f is not None:
                del tree.args.args[0]
            Lowering(self, function, numbers, f, names).visit(tree)
            self.texts.append(f"{decorator}\n{ast.unparse(ast.fix_missing_locations(tree))}\n")
        return self.names[key]

    def free(self, name: str) -> str:
        """The name, or with a number behind it, if the text has another use for it."""
        taken = {*self.names.values(), *self.own, *TAKEN}
        return next(each for each in (name, *(f"{name}_{k}" for k in range(2, 99))) if each not in taken)

    @property
    def helper(self) -> str:
        """The decorator of what a kernel calls."""
        return inlined("{'contract', 'nsz'}") if self.target == "cpu" else "@cuda.jit(device=True)"


def inlined(flags: str) -> str:
    """The decorator of what other code for the CPU calls; ways to call it from outside cost a fifth of the time."""
    wrappers = "no_cpython_wrapper=True, no_cfunc_wrapper=True"
    return f"@njit(error_model='numpy', forceinline=True, {wrappers}, fastmath={flags})"


class Lowering(ast.NodeTransformer):
    """Rewrite one function's syntax tree."""

    def __init__(self, text: Lowered, function: Any, numbers: bool, f: str | None, own: set[str]) -> None:
        self.text, self.function, self.numbers, self.f, self.own = text, function, numbers, f, own
        self.globals: dict[str, Any] = function.__globals__

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        """No annotations and no docstring: they name what the text does not have."""
        node.decorator_list, node.returns = [], None
        node.args.defaults = [self.known("a default", each) for each in self.function.__defaults__ or ()]
        for arg in node.args.args:
            arg.annotation = None
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:]
        node.body = [self.visit(statement) for statement in node.body]
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> Any:
        """`x: float = 0.0` is `x = 0.0`, and `x: float` is nothing."""
        return ast.Pass() if node.value is None else self.visit(ast.Assign([node.target], node.value))

    def visit_Constant(self, node: ast.Constant) -> Any:
        """0.5 -> REAL(0.5)."""
        if type(node.value) is float or (self.numbers and type(node.value) is int):
            return real(float(node.value))
        return node

    def visit_Attribute(self, node: ast.Attribute) -> Any:
        """math.exp -> the polynomial; math.inf and np.inf -> REAL(math.inf)."""
        module = self.globals.get(node.value.id) if isinstance(node.value, ast.Name) else None
        if isinstance(module, ModuleType) and type(number := getattr(module, node.attr, None)) is float:
            return real(number)
        if module is math:
            return self.of_math(node.attr)
        node.value = self.visit(node.value)
        return node

    def of_math(self, name: str) -> ast.expr:
        """A function of math, or the polynomial in its place."""
        if self.text.target == "cpu" and self.text.dtype == "float32" and name in SINGLE:
            return ast.Name(self.text.add(SINGLE[name], self.text.helper), ast.Load())
        return ast.parse(f"math.{name}", mode="eval").body

    def visit_Name(self, node: ast.Name) -> Any:
        """A name that is not the function's own stands for a value, which the text holds or knows."""
        if node.id == "f" and self.f is not None:
            return ast.Name(self.f, node.ctx)
        if node.id in self.own:
            return node
        if node.id not in self.globals:
            return ast.Name("REAL", node.ctx) if node.id == "float" else node
        return ast.copy_location(self.known(node.id, unlifted(self.globals[node.id])), node)

    def known(self, name: str, value: Any) -> ast.expr:
        """What a value from outside is called in the text."""
        if isinstance(value, ModuleType) and value.__name__ in MODULES:
            return ast.Name(MODULES[value.__name__], ast.Load())
        if value is prange:
            return ast.Name("prange", ast.Load())
        if isinstance(value, BuiltinFunctionType) and value.__module__ == "math":
            return self.of_math(value.__name__)
        if value is float32:
            return ast.Name("REAL", ast.Load())
        if isinstance(value, bool | int | float | np.number):
            return self.visit(ast.Constant(value if isinstance(value, bool | int) else float(value)))
        if isinstance(value, FunctionType | np.ufunc):
            return function_in(self.text, value, self.numbers)
        raise LoweringError(
            f"{self.function.__name__} uses {name}, a {type(value).__name__}: in a kernel only numbers, functions,"
            " math, np and cuda can be named"
        )

    def visit_Call(self, node: ast.Call) -> Any:
        """max(x, y) on a GPU -> a function of ours: Numba 0.68 takes Python's for the one with a list there."""
        of_ours = {"max": larger, "min": smaller}.get(node.func.id) if isinstance(node.func, ast.Name) else None
        if (
            self.text.target == "cuda"
            and of_ours
            and len(node.args) == 2
            and ast.unparse(node.func) not in self.globals
        ):
            node.func = ast.Name(self.text.add(of_ours, self.text.helper), ast.Load())
            node.args = [self.visit(each) for each in node.args]
            return node
        return self.generic_visit(node)

    def visit_For(self, node: ast.For) -> Any:
        """for i in prange(n) -> for i_turn in prange(n): i = np.int64(i_turn)."""
        self.generic_visit(node)
        head = ast.unparse(node.iter)
        if head.startswith("prange(") and isinstance(node.target, ast.Name):
            turn = next(name for k in range(99) if (name := f"{node.target.id}_turn{k or ''}") not in self.own)
            node.body.insert(0, ast.parse(f"{node.target.id} = np.int64({turn})").body[0])
            node.target = ast.Name(turn, ast.Store())
        return node

    def visit_Subscript(self, node: ast.Subscript) -> Any:
        """a[i] -> a[np.uintp(i)]; not for slices and for constants, which may be negative, and not on a GPU.

        Not in a float function, either: what it indexes is a tuple of its own.
        """
        self.generic_visit(node)
        if self.text.target == "cpu" and not self.numbers:
            node.slice = unsigned(node.slice)
        return node


def larger(x: float, y: float) -> float:
    """max(x, y)."""
    return y if y > x else x


def smaller(x: float, y: float) -> float:
    """min(x, y)."""
    return y if y < x else x


def real(number: float) -> ast.expr:
    """A float of the kernel's kind; inf and nan have no way to write them but their names."""
    text = repr(number) if math.isfinite(number) else f"math.{'nan' if number != number else 'inf'}"
    return ast.parse(f"REAL({'-' if number == -math.inf else ''}{text})", mode="eval").body


def unsigned(index: ast.expr) -> ast.expr:
    """The index as a whole number without sign."""
    if isinstance(index, ast.Tuple):
        return ast.Tuple([unsigned(each) for each in index.elts], ast.Load())
    if isinstance(index, ast.Slice | ast.Constant | ast.UnaryOp):
        return index
    return ast.Call(ast.Attribute(ast.Name("np", ast.Load()), "uintp", ast.Load()), [index], [])


def function_in(text: Lowered, value: Any, numbers: bool) -> ast.expr:
    """The name in the text of a function that is called there."""
    value = REPLACED.get(value, value)
    if isinstance(value, np.ufunc):
        return ast.parse(ufunc_in(text, value), mode="eval").body
    return ast.Name(text.add(value, text.helper, numbers and value not in REPLACED.values()), ast.Load())


def ufunc_in(text: Lowered, value: np.ufunc) -> str:
    """What a function of NumPy's is called in the text; on a GPU its twin in libdevice, as rintf for np.rint."""
    if text.target == "cpu":
        return f"np.{value.__name__}"
    return f"libdevice.{value.__name__}{'f' if text.dtype == 'float32' else ''}"


def unlifted(value: Any) -> Any:
    """The float function inside a lifted one; what another decorator has wrapped does more than what is inside."""
    return plain(value) if getattr(value, "__globals__", None) is pointwise.__globals__ else value


def text_of(kernel: Any, dtype: str, f: Any = None, *, parallel: bool = False, loose: bool = False) -> tuple[str, str]:
    """The name and the text of a kernel for the CPU; `loose` lets sums be taken in any order.

    Raises LoweringError where a function cannot be built in.
    """
    text = Lowered(kernel, dtype, "cpu")
    flags = "{'contract', 'nsz', 'reassoc'}" if loose else "{'contract', 'nsz'}"
    inner = None
    if f is not None:
        inner = built_in(text, unlifted(f), inlined(flags))
    options = (
        f"parallel={parallel}, cache=True, nogil=True, no_cfunc_wrapper=True, error_model='numpy', fastmath={flags}"
    )
    name = text.add(kernel, f"@njit({options})", f=inner)
    return name, HEAD.format(names=NAMES["cpu"], dtype=dtype) + "\n".join(text.texts)


def cuda_text_of(kernel: Any, dtype: str, f: Any = None, *, cached: bool = True) -> tuple[str, str]:
    """The name and the text of a kernel for a GPU; `cached` asks for its driver as soon as the text is loaded.

    Raises LoweringError where a function cannot be built in.
    """
    text = Lowered(kernel, dtype, "cuda")
    inner = None if f is None else built_in(text, unlifted(f), text.helper)
    name = text.add(kernel, "@cuda.jit(cache=True)" if cached else "@cuda.jit", f=inner)
    head = HEAD.format(names=NAMES["cuda"], dtype=dtype) + "from numba.cuda import libdevice\n"
    return name, head + "\n".join(text.texts)


def built_in(text: Lowered, f: Any, decorator: str) -> str:
    """The name of a float function in the text; one that answers yes or no gives a bool there."""
    replaced = REPLACED.get(f, f)
    if isinstance(replaced, np.ufunc):
        return ufunc_in(text, replaced)
    name = text.add(replaced, decorator, numbers=replaced is f)
    if f not in PREDICATES:
        return name
    answer = text.free("answer")
    inputs = ", ".join(inspect.signature(f).parameters)
    text.texts.append(f"{decorator}\ndef {answer}({inputs}):\n    return {name}({inputs}) != 0\n")
    text.names[answer, True] = answer
    return answer
