"""What a name in a student's file stands for, as far as its text tells: `Names.paths(node, scope)`.

A path is a dotted name such as "numpy.linalg.norm" or "builtins.eval", "?.dot" for the attribute of a value that is not
known, and "numpy.?" where the name is made at run time. Every way in which a name is bound counts, whichever is taken.
Nothing is run. So this sees `import numpy as xp`, `mm = np.matmul`, `getattr(np, "mat" + "mul")`, `__import__("numpy")`
and `vars(np)["dot"]`, and does not see what a function returns, what a loop computes, or what is read from a file.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Sequence

from autograder.course.policy_scopes import Bound, Scope, latest

UNKNOWN = "?"
NOTHING: frozenset[str] = frozenset()
MANY = 12  # names that one expression may stand for; more are not followed
DEEP = 24
STEPS = 200_000  # for all names of a submission: the longest assignment of the reference takes three thousand
LONG = 200
TEXT_METHODS = ("lower", "upper", "strip", "swapcase", "capitalize")
IMPORTS = ("builtins.__import__", "importlib.import_module", "importlib.__import__")


class Entangled(Exception):
    """Names that lead to one another in more ways than anybody writes."""


class Names:
    """Follows names to what they stand for; `module` gives the scope of a student's own file by its dotted name."""

    def __init__(self, module: Callable[[str], Scope | None]) -> None:
        self.module = module
        self._open: set[tuple[int, str]] = set()  # names being followed now: `x = x.a` would have no end
        self._steps = STEPS

    def paths(self, node: ast.AST | None, scope: Scope, depth: int = 0) -> frozenset[str]:
        """All that an expression may stand for; a container stands for what is in it. Entangled after STEPS of this."""
        self._steps -= 1
        if self._steps < 0:
            raise Entangled
        if node is None or depth > DEEP:
            return frozenset({UNKNOWN})
        if isinstance(node, ast.Name):
            return self._named(node.id, scope, depth)
        if isinstance(node, ast.Attribute):
            return self._lying_in(node.value, frozenset({node.attr}), scope, depth)
        if isinstance(node, ast.Call):
            return self._called(node, scope, depth)
        if isinstance(node, ast.Subscript):
            return self._picked(node, scope, depth)
        parts = _parts(node)
        found = [self.paths(part, scope, depth + 1) for part in parts[:MANY]]
        return _few(frozenset().union(*found)) if found else frozenset({UNKNOWN})

    def _named(self, name: str, scope: Scope, depth: int) -> frozenset[str]:
        bounds = scope.find(name)
        if bounds is None:
            stars = [f"{module}.{name}" for module in scope.module.stars]
            return frozenset({f"builtins.{name}"} if hasattr(builtins, name) else stars or {UNKNOWN})
        key = (id(bounds), name)
        if key in self._open:
            return frozenset({UNKNOWN})
        self._open.add(key)
        try:
            return _few(frozenset().union(*(self._of(bound, depth) for bound in bounds[:MANY])))
        finally:
            self._open.discard(key)

    def _of(self, bound: Bound, depth: int) -> frozenset[str]:
        if bound.path:
            return self.resolved(bound.path, depth)
        if isinstance(bound.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or bound.scope is None:
            return frozenset({UNKNOWN})
        return self.paths(bound.node, bound.scope, depth + 1)

    def resolved(self, path: str, depth: int = 0) -> frozenset[str]:
        """A path through one of the student's own files is what that file means by it."""
        module, name, rest = self.home(path)
        if module is None or depth > DEEP or not (bounds := module.names.get(name)):
            return frozenset({path[:LONG]})
        found = frozenset().union(*(self._of(bound, depth + 1) for bound in latest(bounds)[:MANY]))
        return frozenset({path, *(f"{each}{rest}" for each in found if each != UNKNOWN)})

    def home(self, path: str) -> tuple[Scope | None, str, str]:
        """(scope, "f", ".x") for "tinytorch.scalars.laws.f.x", where that file is the student's."""
        parts = path.split(".")
        for length in range(len(parts) - 1 if parts[0] == "tinytorch" else 0, 0, -1):
            if module := self.module(".".join(parts[:length])):
                return module, parts[length], "".join(f".{part}" for part in parts[length + 1 :])
        return None, "", ""

    def _lying_in(self, value: ast.AST, names: frozenset[str], scope: Scope, depth: int) -> frozenset[str]:
        """What lies under these names in a value; an unknown name lies in it as "?"."""
        found = {
            each
            for path in self.paths(value, scope, depth + 1)
            for name in names or {UNKNOWN}
            for each in self.resolved(f"{path}.{name}"[:LONG], depth + 1)
        }
        return _few(frozenset(found))

    def _called(self, node: ast.Call, scope: Scope, depth: int) -> frozenset[str]:
        """What a call gives, where it does nothing but find a name."""
        called, args = self.paths(node.func, scope, depth + 1), node.args
        if "builtins.getattr" in called and len(args) > 1:
            return self._lying_in(args[0], self.texts(args[1], scope, depth), scope, depth)
        if called & set(IMPORTS):
            given = args[0] if args else next((word.value for word in node.keywords if word.arg == "name"), None)
            return self.texts(given, scope, depth) or frozenset({UNKNOWN}) if given is not None else NOTHING
        if called & {"builtins.vars", "functools.partial", "builtins.staticmethod", "builtins.classmethod"} and args:
            return self.paths(args[0], scope, depth + 1)
        if called & {"builtins.dict", "builtins.list", "builtins.tuple", "builtins.iter", "builtins.next"}:
            found = [self.paths(each, scope, depth + 1) for each in [*args, *(word.value for word in node.keywords)]]
            return _few(frozenset().union(*found))
        if isinstance(node.func, ast.Call) and args and self._is_getter(node.func, scope, depth):
            return self._lying_in(args[0], self.texts(node.func.args[0], scope, depth), scope, depth)
        if (
            isinstance(node.func, ast.Attribute)
            and node.func.attr in ("get", "__getattribute__", "pop", "__getitem__")
            and args
        ):
            return self._lying_in(node.func.value, self.texts(args[0], scope, depth), scope, depth)
        return frozenset({UNKNOWN})

    def _is_getter(self, node: ast.Call, scope: Scope, depth: int) -> bool:
        return bool(node.args) and "operator.attrgetter" in self.paths(node.func, scope, depth + 1)

    def _picked(self, node: ast.Subscript, scope: Scope, depth: int) -> frozenset[str]:
        """x["name"]: of a module's dictionary the name, of a container any part."""
        keys = self.texts(node.slice, scope, depth)
        whole = self.paths(node.value, scope, depth + 1)
        if "sys.modules" in whole:
            return keys or frozenset({UNKNOWN})
        if (
            isinstance(node.value, ast.Call)
            and keys
            and "builtins.globals" in self.paths(node.value.func, scope, depth + 1)
        ):
            return _few(frozenset().union(*(self._named(key, scope.module, depth + 1) for key in keys)))
        holders = frozenset(path.removesuffix(".__dict__") for path in whole)
        return _few(frozenset({*holders, *(f"{path}.{key}"[:LONG] for path in holders for key in keys or {UNKNOWN})}))

    def texts(self, node: ast.AST | None, scope: Scope, depth: int = 0) -> frozenset[str]:
        """The texts that an expression may be, where it is put together from constants."""
        if depth > DEEP or node is None:
            return NOTHING
        if isinstance(node, ast.Constant):
            return frozenset({node.value[:LONG]}) if isinstance(node.value, str) else NOTHING
        if isinstance(node, ast.Name):
            return self._texts_named(node.id, scope, depth)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self._joined([node.left, node.right], scope, depth)
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.FormattedValue) else part for part in node.values]
            return self._joined(parts, scope, depth)
        if isinstance(node, ast.Subscript) and _turns_round(node.slice):
            return frozenset(text[::-1] for text in self.texts(node.value, scope, depth + 1))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            return self._texts_called(node, node.func, scope, depth)
        return NOTHING

    def _texts_named(self, name: str, scope: Scope, depth: int) -> frozenset[str]:
        bounds = [bound for bound in scope.find(name) or () if bound.scope is not None and not bound.path]
        found = [self.texts(bound.node, bound.scope, depth + 1) for bound in bounds[:MANY] if bound.scope]
        return _few(frozenset().union(*found))

    def _texts_called(self, node: ast.Call, method: ast.Attribute, scope: Scope, depth: int) -> frozenset[str]:
        """ "".join([...]) of constants, and methods of a text that take nothing."""
        if method.attr == "join" and len(node.args) == 1 and isinstance(node.args[0], ast.List | ast.Tuple):
            between = self.texts(method.value, scope, depth + 1)
            spread: list[ast.AST] = []
            for part in node.args[0].elts:
                spread += [method.value, part] if spread else [part]
            return self._joined(spread, scope, depth) if between else NOTHING
        if method.attr in TEXT_METHODS and not node.args:
            return frozenset(getattr(text, method.attr)() for text in self.texts(method.value, scope, depth + 1))
        return NOTHING

    def _joined(self, parts: Sequence[ast.AST], scope: Scope, depth: int) -> frozenset[str]:
        found = frozenset({""})
        for part in parts:
            known = self.texts(part, scope, depth + 1)
            found = _few(frozenset(f"{left}{right}"[:LONG] for left in found for right in known))
        return found


def _turns_round(node: ast.AST) -> bool:
    """Whether it is the slice ::-1."""
    step = node.step if isinstance(node, ast.Slice) and node.lower is node.upper is None else None
    return isinstance(step, ast.UnaryOp) and isinstance(step.op, ast.USub) and getattr(step.operand, "value", 0) == 1


def _few(found: frozenset[str]) -> frozenset[str]:
    """At most MANY, and the same ones each time."""
    return found if len(found) <= MANY else frozenset(sorted(found)[:MANY])


def _parts(node: ast.AST) -> list[ast.AST]:
    """The expressions whose value an expression may hand on."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return list(node.elts)
    if isinstance(node, ast.Dict):
        return list(node.values)
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, ast.BoolOp):
        return list(node.values)
    if isinstance(node, ast.NamedExpr | ast.Starred | ast.Await):
        return [node.value]
    return []
