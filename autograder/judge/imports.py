"""Name the imports of a student's file that grading will not take: `refused_imports(tree, path, known)`.

Grading has Python's standard library, numpy and the files of this layer and the ones below; all else is a notice, for
the import will fail (or, inside a function, the call that reaches it).
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterator

THIRD_PARTY = ("numpy",)
SHOWN = 60


def refused_imports(tree: ast.Module, path: str, known: Collection[str]) -> Iterator[str]:
    """One sentence per module that is not there; `known` are the dotted names of tinytorch's modules."""
    seen: set[str] = set()
    package = path.removesuffix(".py").split("/")[:-1]
    for node in ast.walk(tree):
        for module in _imported(node, package):
            if module not in seen and not _available(module, known):
                seen.add(module)
                yield f"line {node.lineno} imports {module[:SHOWN]}, which is not there when this is graded"  # type: ignore[attr-defined]


def _imported(node: ast.AST, package: list[str]) -> list[str]:
    """The modules that a statement imports, relative ones made absolute."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = package[: len(package) - node.level + 1] if node.level else []
        return [".".join([*base, *([node.module] if node.module else [])])]
    return []


def _available(module: str, known: Collection[str]) -> bool:
    root = module.partition(".")[0]
    if root == "tinytorch":
        return module in known
    return root in sys.stdlib_module_names or root in THIRD_PARTY
