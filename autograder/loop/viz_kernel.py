"""Run one CUDA kernel of the tinytorch that is first on the path, watched: `python -m autograder.loop.viz_kernel NAME`.

Prints one line of JSON: the sanitizer's "report", what the case is "about" and whether the result is "right"; or the
"names" of the kernels that there are, if NAME is none of them; or what is still "todo"; or the "error" that ended it.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from typing import Any

CASES = "tinytorch.kernels.cuda.cases"


def look(name: str) -> dict[str, Any]:
    """What there is to say of the kernel."""
    try:
        table = importlib.import_module(CASES).CASES
    except ModuleNotFoundError as error:
        if error.name and CASES.startswith(error.name):
            return {"names": []}
        return {"error": f"{error.name} is not installed"}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}
    return watch(table[name]()[0]) if name in table else {"names": list(table)}


def watch(case: Any) -> dict[str, Any]:
    try:
        report, out = case.sanitize()
    except NotImplementedError as error:
        return {"todo": str(error)}
    except Exception as error:
        return {"error": str(error)}
    import numpy as np

    right = bool(np.allclose(out, case.expected, rtol=1e-5, atol=1e-6))
    return {"about": case.about, "right": right, "sound": report.ok, "report": report.plain()}


if __name__ == "__main__":
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a kernel prints is no answer
    print(json.dumps(look(sys.argv[1])), file=answers, flush=True)
