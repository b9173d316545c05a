"""A few lines of hostile code, run in a worker; what comes back is what the attacker could show."""

from __future__ import annotations

import textwrap
from typing import Any

from autograder.sandbox.warm import Child, Limits, WarmParent

REFUSED = (["raise", "PermissionError", None], ["raise", "FileNotFoundError", None])


def program(name: str, *args: Any) -> dict[str, Any]:
    """The program that calls tinytorch.name(*args)."""
    code = [["import", 0, "tinytorch"], ["attr", 1, {"$": 0}, name], ["call", 2, {"$": 1}, list(args), {}]]
    return {"code": code, "ret": {"$": 2}}


def load(child: Child, source: str) -> Any:
    """Load a package that consists of one file."""
    files = {"tinytorch/__init__.py": textwrap.dedent(source).encode()}
    return child.request({"do": "load", "files": files}, seconds=20)


def attack(parent: WarmParent, body: str, *args: Any, limits: Limits | None = None) -> list[Any]:
    """What a worker answers to `def attack(*args)` with this body: ["ok", value] or ["raise", kind, None]."""
    source = "def attack(*args):\n" + textwrap.indent(textwrap.dedent(body), "    ")
    with parent.spawn(limits) as child:
        assert load(child, source) == {"ok": True}
        [result] = child.request({"do": "run", "programs": [program("attack", *args)]}, seconds=20)["results"]
        return list(result)


def attacks(
    parent: WarmParent, bodies: dict[str, str], prelude: str = "", limits: Limits | None = None
) -> dict[str, Any]:
    """What one worker answers to many bodies, by name: a kind of exception, or ["ok", value]."""
    functions = [
        f"def attack{number}():\n" + textwrap.indent(textwrap.dedent(body), "    ")
        for number, body in enumerate(bodies.values())
    ]
    with parent.spawn() as child:
        assert load(child, "\n".join([textwrap.dedent(prelude), *functions])) == {"ok": True}
        programs = [program(f"attack{number}") for number in range(len(bodies))]
        results = child.request({"do": "run", "programs": programs}, seconds=60)["results"]
    answers = [result[1] if result[0] == "raise" else result for result in results]
    return dict(zip(bodies, answers, strict=True))


def answer(child: Child, name: str, *args: Any) -> Any:
    """The value of tinytorch.name(*args)."""
    [(state, value)] = child.request({"do": "run", "programs": [program(name, *args)]}, seconds=60)["results"]
    assert state == "ok"
    return value
