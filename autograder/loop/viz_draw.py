"""Draw with the tinytorch that is first on the path: `python -m autograder.loop.viz_draw < requests.json`.

Requests are a list, and each answer a line of JSON: the picture's "words", "svg" and "body" for a page (and it is
written to "out", if the request has one); or the function that is "missing", since its layer is not unlocked; or what
is "todo", and where; or what is "wrong" with the request; or the "error" that ended it, or one of "ours".
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from autograder.loop.viz_scope import Scope, Wrong, reason

CASES = "tinytorch.kernels.cuda.cases"
EXPECTED = (ValueError, TypeError, ImportError, OSError, RuntimeError)  # how a drawing function says no


class Missing(Exception):
    """The drawing function is of a layer that is not unlocked."""


def function(name: str) -> Callable[..., Any]:
    """A drawing function of tinytorch.viz."""
    try:
        found: Callable[..., Any] = getattr(importlib.import_module("tinytorch.viz"), name)
    except (AttributeError, ModuleNotFoundError) as error:
        if isinstance(error, ModuleNotFoundError) and not str(error.name).startswith("tinytorch"):
            raise
        raise Missing(name) from None
    return found


def graph(request: Mapping[str, Any]) -> Any:
    """The graph of an expression, or of a script's variable; with "steps", backward through it."""
    draw, scope = function("backward_steps" if request["steps"] else "graph"), Scope()
    for word in request["names"]:
        scope.name(word)
    return draw(scope.value(request["expression"]), names=scope.given)


def layout(request: Mapping[str, Any]) -> Any:
    """Where the numbers of one or more expressions lie."""
    draw, scope = function("layout"), Scope()
    values = scope.run("\n".join(request["expressions"]))
    if not values:
        raise Wrong(f"expected an expression, such as arange(6).reshape(2, 3), got {request['expressions'][0]!r}")
    return draw(*(value for _, value in values), names=[text for text, _ in values])


def kernel(request: Mapping[str, Any]) -> Any:
    """A kernel on its small case."""
    return function("kernel")(request["name"])


def kernels() -> list[str]:
    """The kernels that have a case."""
    function("kernel")
    return list(importlib.import_module(CASES).CASES)


def run(request: Mapping[str, Any]) -> Any:
    """The curves of run logs, each called as its file is; of two alike, with its folders."""
    draw, paths = function("curves"), [Path(path) for path in request["logs"]]
    alike = len({path.stem for path in paths}) < len(paths)
    above = os.path.commonpath([path.resolve().parent for path in paths])
    runs = {str(path.resolve().relative_to(above)) if alike else path.stem: path for path in paths}
    options = {name: request[name] for name in ("x", "y", "logarithmic", "smooth")}
    title = f"{request['y']} of {len(runs)} runs" if len(paths) > 1 else paths[0].stem
    try:
        return draw(runs if len(paths) > 1 else paths[0], title=title, **options)
    except ValueError as error:  # what it advises is Python; here it is said as it is typed
        raise Wrong(str(error).replace('x="step"', "--x step")) from None


def code(request: Mapping[str, Any]) -> Any:
    """What the last line of a piece of code draws."""
    for name in request["needs"]:
        function(name)
    return Scope().run(request["code"])[-1][1]


WHAT: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "graph": graph, "layout": layout, "kernel": kernel, "run": run, "code": code,
}  # fmt: skip


def answered(request: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to one request."""
    try:
        if request["what"] == "kernels":
            return {"names": kernels()}
        picture = WHAT[request["what"]](request)
        path = str(picture.save(request["out"])) if request.get("out") else None
        return {"words": picture.words, "svg": picture.svg, "body": picture.body, "path": path, **measured(picture)}
    except Missing as missing:
        return {"missing": str(missing)}
    except NotImplementedError as error:
        return {"todo": str(error), **place(error)}
    except Wrong as wrong:
        return {"wrong": str(wrong)}
    except Exception as error:
        kind = "ours" if is_ours(error) else "wrong" if isinstance(error, EXPECTED) else "error"
        return {kind: reason(error), "trace": traceback.format_exc()}


def measured(picture: Any) -> dict[str, Any]:
    """What the picture of a kernel knows beside."""
    if not hasattr(picture, "report"):
        return {}
    return {"right": picture.right, "sound": picture.report.ok, "report": picture.report.plain()}


def place(error: BaseException) -> dict[str, Any]:
    """In which function of which file an error was raised."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return {"function": frame.name, "file": frame.filename, "line": frame.lineno}


def is_ours(error: BaseException) -> bool:
    """Whether a drawing function broke, rather than said no."""
    file = Path(traceback.extract_tb(error.__traceback__)[-1].filename)
    return file.parent.name == "viz" and not isinstance(error, EXPECTED)


def main() -> None:
    """Answer the requests on stdin; what the code prints is no answer."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    requests = json.load(sys.stdin)
    for request in requests:
        print(json.dumps(answered(request)), file=answers, flush=True)


if __name__ == "__main__":
    main()
