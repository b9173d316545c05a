# Made from solutions/tinytorch/viz/history.py by `autograder build`.
"""What a value was computed from: `History(roots)` reads the record that Functions have left, and changes nothing.

A History is cut into Parts, each of which is one box of a drawing: a single value, or several that are folded into one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tinytorch.autograd.variable import Variable
from tinytorch.scalars.graph import topological_order
from tinytorch.viz.canvas import kind_of, short

SYMBOLS = {
    "Add": "+", "Sub": "−", "Neg": "−", "Mul": "×", "Div": "÷", "Inv": "1/x", "Pow": "^",
    "LT": "<", "EQ": "=", "MatMul": "@", "MatMulRight": "constant @", "MatMulLeft": "@ constant",
    "AddNumber": "+ number", "MulNumber": "× number", "DivNumber": "÷ number", "PowNumber": "^ number",
}  # fmt: skip

DRAWN = "a Scalar, a Tensor or a tuple of them"


def inputs(variable: Any) -> Sequence[Any]:
    """What the call that made the variable was applied to; nothing for a leaf. A freed record still knows it."""
    return () if variable.node is None else variable.node.inputs


def operation(variable: Any) -> str:
    """How the call that made the variable is written: its sign, or the name of its Function."""
    name = variable.node.function.__name__
    return SYMBOLS.get(name, name)


def with_constant(variable: Any, names: Mapping[int, str]) -> str:
    """The operation with the name of the constant in it; "" where it has none, or one that cannot be known.

    A product with a constant records only the other side, but keeps the constant's array for backward.

    names  by the identity of the arrays
    """
    sign, kept = operation(variable), variable.node.saved_values or ()
    name = next((names[id(value)] for value in kept if id(value) in names), "")
    return sign.replace("constant", short(name)) if name and "constant" in sign else ""


class History:
    """All that the roots were computed from, each value once.

    order      results before what they were made from
    consumers  for each value, those that were computed from it
    """

    def __init__(self, roots: Sequence[Any]) -> None:
        self.roots = list(dict.fromkeys(roots))
        above = object()  # a vertex over all roots, so that one walk meets them all
        self.order: list[Any] = topological_order(above, lambda v: self.roots if v is above else inputs(v))[1:]
        self.consumers: dict[Any, list[Any]] = {v: [] for v in self.order}
        for v in self.order:
            for x in dict.fromkeys(inputs(v)):
                self.consumers[x].append(v)

    def is_overwritten(self, variable: Any) -> bool:
        """Whether the numbers there have been written to in place since a computation read them."""
        written = getattr(variable.value, "written", 0)
        return any(v.node.time < written for v in self.consumers[variable])


class Part:
    """What is drawn as one box.

    kind     parameter (a leaf that collects a gradient), constant, value, or of several: module, chain, more
    members  the values in it, what was computed last first; what is in `more` is not drawn at all
    label    what stands in the place of the operation where there are several
    name     a module's place in the model
    """

    __slots__ = ("kind", "label", "members", "name")

    def __init__(self, kind: str, members: list[Any], label: str = "", name: str = "") -> None:
        self.kind, self.members, self.label, self.name = kind, members, label, name

    @property
    def result(self) -> Any:
        """The value that was computed last."""
        return self.members[0]

    @property
    def operation(self) -> str:
        """What stands in the rounded box; nothing for a leaf, and for what is left out."""
        if self.label or self.kind == "more" or self.result.node is None:
            return self.label
        return operation(self.result)

    @property
    def calls(self) -> int:
        """How many recorded calls are in it."""
        return sum(v.node is not None for v in self.members)


def single(variable: Any) -> Part:
    """The part of one value."""
    kind = "value" if variable.node is not None else "parameter" if variable.requires_grad else "constant"
    return Part(kind, [variable])


def checked_roots(x: Any, function: str) -> list[Any]:
    """The values to begin at. Raises TypeError for what is none."""
    roots = list(x) if isinstance(x, tuple | list) else [x]
    for root in roots:
        if not isinstance(root, Variable):
            hint = (
                f"call the model first, {function}(model(x), model=model)"
                if hasattr(root, "parameters")
                else "give it what was computed from values with requires_grad=True"
            )
            raise TypeError(f"{function}() draws a Scalar, a Tensor or a tuple of them, got {kind_of(root)}: {hint}")
    if not roots:
        raise TypeError(f"{function}() draws a Scalar, a Tensor or a tuple of them, got an empty {type(x).__name__}")
    return roots


def arrows(history: History, parts: Iterable[Part], part_of: dict[Any, Part]) -> list[tuple[Part, Part, Any]]:
    """(from, to, value) for what flows between the boxes: once for each time that a single call reads the value, and
    once for each value that a folded box reads."""
    found: list[tuple[Part, Part, Any]] = []
    for part in parts:
        if part.kind == "more":
            continue
        read = [x for v in part.members for x in inputs(v) if part_of[x] is not part]
        if len(part.members) > 1:
            read = list({part_of[x]: x for x in read}.values())
        found += [(part_of[x], part, x) for x in read]
    more = [arrow for arrow in found if arrow[0].kind == "more"]
    return [arrow for arrow in found if arrow[0].kind != "more"] + list({arrow[1]: arrow for arrow in more}.values())
