"""The words of kernels: Python's own functions, what of math, np and cuda may be named, and what each file has beside.

`Words.of(stub, own)` are those of one file: what its stub imports, and its functions and constants.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Self

BUILTINS = ("abs", "bool", "float", "int", "len", "max", "min", "round")
LOOPS = ("range", "enumerate", "zip")  # and prange, where the stub imports it
RESERVED = frozenset((*BUILTINS, *LOOPS, "math", "np", "cuda", "prange"))

_MATH = """
    acos acosh asin asinh atan atan2 atanh ceil copysign cos cosh erf erfc exp expm1 fabs floor fmod isfinite isinf
    isnan log log10 log1p log2 pow sin sinh sqrt tan tanh trunc
"""
_ARRAYS = "empty full ones zeros"
_KINDS = "bool_ float32 float64 int32 int64 uint8"
_CUDA = """
    grid gridsize syncthreads syncwarp shared.array local.array
    atomic.add atomic.sub atomic.max atomic.min atomic.exch atomic.cas
"""
FUNCTIONS = frozenset(
    [
        *(f"math.{name}" for name in _MATH.split()),
        *(f"np.{name}" for name in (*_ARRAYS.split(), *_KINDS.split())),
        *(f"cuda.{name}" for name in _CUDA.split()),
    ]
)
CONSTANTS = frozenset(
    [
        *(f"{module}.{name}" for module in ("math", "np") for name in ("e", "inf", "nan", "pi")),
        *(f"np.{name}" for name in _KINDS.split()),
        *(f"cuda.{name}.{axis}" for name in ("threadIdx", "blockIdx", "blockDim", "gridDim") for axis in "xyz"),
    ]
)
OPERATORS = (
    *(ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow),
    *(ast.LShift, ast.RShift, ast.BitAnd, ast.BitOr, ast.BitXor),
)
SIMPLE = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
TYPES = ("bool", "float", "int", "tuple")
ANNOTATIONS = (ast.Name, ast.Subscript, ast.Tuple, ast.List, ast.BinOp, ast.BitOr, ast.Constant, ast.Load)

_PLAIN = "a kernel is loops, conditions and arithmetic"
REFUSED = {  # kind of syntax, or the call of a name -> what a line has, and what to do
    "": ("something that no kernel says", _PLAIN),
    "FunctionDef": ("a function inside a function", "write it beside the kernel, at the left edge"),
    "ClassDef": ("a class", _PLAIN),
    "print": ("a print", "take it out when you have seen enough: machine code and threads tell nobody"),
    "Lambda": ("a lambda", "write a function beside the kernel, at the left edge"),
    "Try": ("a try", "test for the case by `if` instead"),
    "With": ("a with", _PLAIN),
    "Raise": ("a raise", "take it out: a kernel has nobody to tell"),
    "Assert": ("an assert", "take it out, or put it into a test"),
    "Import": ("an import inside a function", "import at the top of the file"),
    "ImportFrom": ("an import inside a function", "import at the top of the file"),
    "Global": ("a global", "pass what the kernel needs as an argument"),
    "Nonlocal": ("a nonlocal", "pass what the kernel needs as an argument"),
    "Delete": ("a del", "leave the variable alone"),
    "NamedExpr": ("an assignment inside an expression", "give it a line of its own"),
    "Starred": ("a star", "name each value"),
    "JoinedStr": ("a text", "a kernel knows numbers and arrays"),
    "List": ("a list", "use a tuple, or an array from np.empty"),
    "Dict": ("a dict", "a kernel knows numbers and arrays"),
    "Set": ("a set", "a kernel knows numbers and arrays"),
    **dict.fromkeys(
        ("ListComp", "SetComp", "DictComp", "GeneratorExp"),
        ("a comprehension", "write the loop: prange and the GPU know no other"),
    ),
}


def fits(number: float) -> bool:
    """Whether a number has 64 bits at most, as the cells of arrays have."""
    return abs(number) <= 1 << 63 if isinstance(number, int) else math.isfinite(number)


@dataclass(frozen=True)
class Words:
    """What the names of one file stand for; a function's own variables come on top."""

    modules: frozenset[str] = frozenset()  # math, np, cuda
    loops: frozenset[str] = frozenset(LOOPS)
    functions: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()  # float32: a value, and a function
    constants: frozenset[str] = frozenset()
    types: frozenset[str] = field(default=frozenset())

    @classmethod
    def of(cls, statements: Iterable[ast.stmt]) -> Self:
        """Of a file that has these statements at its top level."""
        words = cls()
        for statement in statements:
            words = words._with(statement)
        return words

    def _with(self, statement: ast.stmt) -> Self:
        if isinstance(statement, ast.FunctionDef):
            return replace(self, functions=self.functions | {statement.name})
        if isinstance(statement, ast.Import | ast.ImportFrom):
            names = [(alias.name, alias.asname or alias.name) for alias in statement.names]
            whole = isinstance(statement, ast.Import) or getattr(statement, "module", "") == "numba"
            return self._importing(names, whole=whole)
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        names_ = {target.id for target in targets if isinstance(target, ast.Name)}
        upper = {name for name in names_ if name.isupper()}
        return replace(self, constants=self.constants | upper, types=self.types | (names_ - upper))

    def _importing(self, names: list[tuple[str, str]], *, whole: bool) -> Self:
        """Words after an import; `whole` of a library, else of a file of tinytorch or of types."""
        words = self
        for name, known in names:
            if known in ("math", "np", "cuda"):
                words = replace(words, modules=words.modules | {known})
            elif name == "prange":
                words = replace(words, loops=words.loops | {known})
            elif whole:
                words = replace(words, kinds=words.kinds | {known})
            elif known.isupper():
                words = replace(words, constants=words.constants | {known})
            elif known.islower():
                words = replace(words, functions=words.functions | {known})
            else:
                words = replace(words, types=words.types | {known})
        return words

    def without(self, names: Iterable[str]) -> Self:
        """Words of a file that lacks these functions."""
        return replace(self, functions=self.functions - set(names))

    @property
    def values(self) -> frozenset[str]:
        """What stands for a number, or a kind of number."""
        return self.constants | self.kinds

    def takes(self, name: str) -> bool:
        """Whether a name is taken, so that nothing else may be called so."""
        taken = RESERVED | self.modules | self.loops | self.functions | self.values | self.types
        return name in taken or name.startswith("__")

    def path(self, node: ast.expr) -> str:
        """'cuda.threadIdx.x' for the attribute of a module that the file has, else ''."""
        if isinstance(node, ast.Attribute):
            before = self.path(node.value)
            return f"{before}.{node.attr}" if before else ""
        return node.id if isinstance(node, ast.Name) and node.id in self.modules else ""
