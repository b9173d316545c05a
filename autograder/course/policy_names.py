"""What an expression in a student's file stands for, as far as its text tells: `Names.paths(node, scope)`.

A path is a dotted name such as "numpy.linalg.norm" or "builtins.eval", "?.dot" for the attribute of a value that is not
known, and "numpy.?" where the name is made at run time. Every way in which a name is bound counts, whichever is taken.
So this sees `import numpy as xp`, `mm = np.matmul`, `getattr(np, "matmul")` and `__import__("numpy")`. Nothing is run:
what a function returns, what a container holds, which text a program puts together stays unknown. Who hides a name on
purpose gets past any reader of text; against that stand the checks, the sandbox, and a person who looks.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterable

from autograder.course.policy_scopes import Place, Scope

UNKNOWN = "?"
UNSEEN = frozenset({UNKNOWN})
IMPORTS = frozenset({"builtins.__import__", "importlib.import_module"})
MANY = 20  # names that one expression may stand for: more are not followed,
LONG = 200  # nor more letters of one,
DEEP = 50  # nor more steps to what it stands for


class Names:
    """Follows names to what they stand for; `module` gives the scope of a student's own file by its dotted name."""

    def __init__(self, module: Callable[[str], Scope | None]) -> None:
        self._module = module
        self._known: dict[tuple[ast.AST | str, Scope], frozenset[str]] = {}
        self._depth = 0

    def paths(self, what: ast.AST | str, scope: Scope) -> frozenset[str]:
        """All that an expression, or a name, may stand for in a scope."""
        key = what.id if isinstance(what, ast.Name) else what, scope
        if key not in self._known and self._depth < DEEP:
            self._known[key] = UNSEEN  # so that what leads back to itself, as `x = x.a` does, comes to an end
            self._depth += 1
            self._known[key] = frozenset(sorted(self._followed(*key))[:MANY])
            self._depth -= 1
        return self._known.get(key, UNSEEN)

    def _followed(self, what: ast.AST | str, scope: Scope) -> Iterable[str]:
        if isinstance(what, str):
            return self._named(what, scope)
        if isinstance(what, ast.Attribute):
            return self._lying_in(what.value, what.attr, scope)
        if isinstance(what, ast.Call):
            return self._called(what, scope)
        if isinstance(what, ast.IfExp):
            return self.paths(what.body, scope) | self.paths(what.orelse, scope)
        if isinstance(what, ast.BoolOp):
            return frozenset().union(*(self.paths(value, scope) for value in what.values))
        return UNSEEN

    def _named(self, name: str, scope: Scope) -> Iterable[str]:
        """What binds a name; of one that a file binds the path through that file as well."""
        where = scope.find(name)
        if where is None:
            stars = [f"{module}.{name}" for module in scope.top.stars]
            return {f"builtins.{name}"} if hasattr(builtins, name) else stars or UNSEEN
        found = frozenset().union(*(self.at(place) for place in where.names[name]))
        return found | {f"{where.module}.{name}"} if where.parent is None else found or UNSEEN

    def at(self, place: Place) -> frozenset[str]:
        """All that a name may stand for that has its value there."""
        return self._resolved(place.path) if place.path else self.paths(place.node, place.scope)

    def _resolved(self, path: str) -> frozenset[str]:
        """A path, and where it leads through one of the student's own files what that file means by it."""
        scope, name, rest = self.home(path)
        found = self.paths(name, scope) if scope else UNSEEN
        return frozenset({path, *(f"{each}{rest}"[:LONG] for each in found - UNSEEN)})

    def home(self, path: str) -> tuple[Scope | None, str, str]:
        """(scope, "f", ".x") for "tinytorch.scalars.laws.f.x", where that file is the student's."""
        parts = path.split(".")
        for length in range(len(parts) - 1 if parts[0] == "tinytorch" else 0, 0, -1):
            if scope := self._module(".".join(parts[:length])):
                return scope, parts[length], "".join(f".{part}" for part in parts[length + 1 :])
        return None, "", ""

    def _lying_in(self, value: ast.AST, name: str, scope: Scope) -> frozenset[str]:
        """What lies under a name in a value."""
        return frozenset().union(*(self._resolved(f"{path}.{name}"[:LONG]) for path in self.paths(value, scope)))

    def _called(self, node: ast.Call, scope: Scope) -> frozenset[str]:
        """What a call gives, where it does nothing but find a name."""
        called, args = self.paths(node.func, scope), node.args
        if "builtins.getattr" in called and len(args) > 1:
            return self._lying_in(args[0], _text(args[1]), scope)
        return frozenset({_text(args[0])}) if args and called & IMPORTS else UNSEEN


def _text(node: ast.AST) -> str:
    """The text that is written there."""
    return node.value[:LONG] if isinstance(node, ast.Constant) and isinstance(node.value, str) else UNKNOWN
