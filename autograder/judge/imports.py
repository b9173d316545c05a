"""Name the imports of a student's file that grading will not take: `refused_imports(tree, path, known)`.

Grading has Python's standard library, numpy and the files of this layer and the ones below; all else is a notice, for
the import will fail (or, inside a function, the call that reaches it).
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterator

from autograder.course.imports import absolute_imports

THIRD_PARTY = ("numpy",)
SHOWN = 60


def refused_imports(tree: ast.Module, path: str, known: Collection[str]) -> Iterator[str]:
    """One sentence per module that is not there; `known` are the dotted names of tinytorch's modules."""
    seen: set[str] = set()
    for found in absolute_imports(tree, path):
        if found.module not in seen and not _available(found.module, known):
            seen.add(found.module)
            yield f"line {found.line} imports {found.module[:SHOWN]}, which is not there when this is graded"


def _available(module: str, known: Collection[str]) -> bool:
    root = module.partition(".")[0]
    if root == "tinytorch":
        return module in known
    return root in sys.stdlib_module_names or root in THIRD_PARTY
