"""The first file of a warm parent: `python -P -s -S boot.py '{"control": 5, ...}'`, an interpreter that knows nothing.

It makes importable what it is told to, and nothing else: no site-packages folder is on its path, so that no package
named tinytorch, however it was installed, can ever be found there in place of a student's.
"""

import json
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType


class OnlyThese(MetaPathFinder):
    """Finds the top modules of a table from name to folder; their submodules are found as always."""

    def __init__(self, folders: dict[str, str]) -> None:
        self.folders = folders

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        folder = self.folders.get(fullname)
        return PathFinder.find_spec(fullname, [folder], target) if folder is not None else None


def main() -> None:
    """Import the warm parent's own program by the tools' folders, and start it with the packages' folders only."""
    settings = json.loads(sys.argv[1])
    sys.argv[1:] = []
    sys.dont_write_bytecode = True
    finder = OnlyThese({**settings["tools"], **settings["packages"]})
    sys.meta_path.append(finder)
    from autograder.sandbox.zygote import Zygote

    zygote = Zygote(settings)
    zygote.go_behind_fence()
    finder.folders = settings["packages"]
    zygote.serve()


if __name__ == "__main__":
    main()
