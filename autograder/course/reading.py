"""Read one assignment.toml after another; each must fit the ones before it.

`Reader(root).read(folder)` gives the Assignment or raises one sentence with the file and the key.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.course import released
from autograder.course.exports import Exports, check_exports, children, merge, packages
from autograder.course.model import LARGEST, Assignment, Blank, Caps, Task, is_python
from autograder.course.policy import read_rules
from autograder.course.symbols import did_you_mean, global_names, parse, symbols
from autograder.course.tables import Table, read_toml

MOST = 2**32 - 1  # as much as a limit's place in a request to the sandbox holds
LEAST_OPEN = 16
PLAIN = (ast.FunctionDef, ast.Import, ast.ImportFrom, ast.Assign, ast.Expr)  # what a file with kernels holds


class Reader:
    """Knows the assignments read so far and the names that their files define."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.assignments: list[Assignment] = []
        self.defined: dict[str, set[str]] = {}  # owned file -> its top-level names
        self.others: dict[str, int | None] = {}  # owned file -> the line of its first statement of another kind
        # A student's release has stubs of all, and solutions of some assignments at most.
        self.solved = (root / "solutions" / "tinytorch").is_dir() and not (root / released.FILE).is_file()

    def read(self, path: Path) -> Assignment:
        """The assignment in the folder `path`, which becomes the newest."""
        name = f"assignments/{path.name}/assignment.toml"
        keys = ("title", "needs", "owns", "given", "aliases", "apart", "kernels", "exports", "limits", "policy", "task")
        top = Table(name, read_toml(path / "assignment.toml", name), keys)
        title, needs, owns, given = top.text("title"), self._needs(top), top.texts("owns"), top.texts("given", True)
        files = {file: self._symbols(top, path, file) for file in owns}
        for file in given:
            if file not in files:
                top.refuse(f"'given' names '{file}', which 'owns' does not{did_you_mean(file, files)}")
        for file in files:
            if not is_python(file) and file not in given:
                top.refuse(f"'owns' names '{file}', no .py file, so it can hold no blank; list it under 'given' too.")
        aliases = self._aliases(top)
        exports, apart = self._exports(top), self._apart(top)
        tasks = self._tasks(top, {file: known for file, known in files.items() if file not in given})
        number, limits, kernels = len(self.assignments), _limits(top), self._kernels(top, files, given, tasks)
        before = self.assignments[-1].policy if self.assignments else ()
        assignment = Assignment(
            path.name,
            number,
            path.name[3:],
            title,
            needs,
            owns,
            given,
            exports,
            tasks,
            path,
            limits,
            kernels,
            aliases,
            apart,
            read_rules(top, tasks, before),
        )
        self.assignments.append(assignment)
        return assignment

    def _needs(self, top: Table) -> tuple[str, ...]:
        known = [before.folder for before in self.assignments]
        needs = top.texts("needs")
        for folder in needs:
            if folder not in known:
                top.refuse(f"'needs' names '{folder}', which is no earlier assignment{did_you_mean(folder, known)}")
        return needs

    def _symbols(self, top: Table, path: Path, file: str) -> list[str]:
        """Every symbol of an owned file: read from the reference, or from the stub where there is no reference."""
        self._refuse_path(top, file)
        base = self.root / "solutions" / "tinytorch" if self.solved else path / "stubs" / "tinytorch"
        where = (base / file).relative_to(self.root).as_posix()
        try:
            content = (base / file).read_bytes()
            source = content.decode("utf-8") if is_python(file) else ""
        except (OSError, UnicodeDecodeError):
            kind = "text file" if is_python(file) else "file"
            alike = base.rglob(f"*{PurePosixPath(file).suffix}")
            near = did_you_mean(file, (found.relative_to(base).as_posix() for found in alike))
            top.refuse(f"'owns' names '{file}', but {where} is no readable {kind}{near}")
        if len(content) > LARGEST:
            top.refuse(f"'owns' names '{file}', but {where} is {len(content):,} bytes long (at most {LARGEST:,}).")
        tree = parse(source, where)
        self.defined[file] = global_names(tree)
        self.others[file] = next((node.lineno for node in tree.body if not isinstance(node, PLAIN)), None)
        return [symbol for symbol, _ in symbols(tree)]

    def _refuse_path(self, top: Table, file: str) -> None:
        """A file is owned by its plain path, is no face, and has one owner."""
        pure = PurePosixPath(file)
        if str(pure) != file or pure.is_absolute() or ".." in pure.parts or "\\" in file:
            top.refuse(f"'owns' takes files by their path under tinytorch/, like 'scalars/graph.py' (got '{file}').")
        if pure.name == "__init__.py":
            top.refuse(f"'owns' names '{file}', but an __init__.py is a face: it is generated and belongs to nobody.")
        for before in self.assignments:
            if file in before.owns:
                top.refuse(f"'owns' names '{file}', which {before.folder} owns already; a file has one owner.")

    def _kernels(
        self, top: Table, files: Mapping[str, list[str]], given: tuple[str, ...], tasks: Sequence[Task]
    ) -> tuple[str, ...]:
        """The files with kernels; a task has all of its blanks in such files or none: its worker holds no others."""
        kernels = top.texts("kernels", True)
        for file in kernels:
            if file not in files or file in given:
                known = [each for each in files if each not in given]
                top.refuse(f"'kernels' names '{file}', which is no file with blanks{did_you_mean(file, known)}")
            if found := self.others[file]:
                what = f"line {found} is no import, assignment or plain function"
                top.refuse(f"'kernels' names '{file}', but {what}; a file with kernels holds nothing else.")
        for task in tasks:
            if len({blank.file in kernels for blank in task.blanks}) > 1:
                top.refuse(f"task {task.number} has blanks in 'kernels' and in other files; make two tasks of it.")
        return kernels

    def _aliases(self, top: Table) -> tuple[str, ...]:
        """Packages that hold no file: only their faces, which hand on names of packages elsewhere."""
        aliases = top.texts("aliases", True)
        for package in aliases:
            if package in packages(self.defined):
                top.refuse(f"'aliases' names '{package}', which holds owned files and so has a face without that.")
            self.defined[f"{package}/__init__.py"] = set()
        return aliases

    def _apart(self, top: Table) -> tuple[str, ...]:
        """Packages right below the top whose face only those load who import it."""
        apart, known = top.texts("apart", True), children("", packages(self.defined))
        for package in apart:
            if package not in known:
                top.refuse(
                    f"'apart' names '{package}', which is no package of owned files{did_you_mean(package, known)}"
                )
        return apart

    def _exports(self, top: Table) -> Exports:
        """The checked [exports] of this assignment alone."""
        faces = Table(f"{top.where}: [exports]", top.table("exports"), tuple(top.table("exports")))
        exports: dict[str, dict[str, tuple[str, ...]]] = {}
        for face in faces.values:
            sources = Table(f'{top.where}: [exports."{face}"]', faces.table(face), tuple(faces.table(face)))
            exports[face] = {source: sources.texts(source) for source in sources.values}
        check_exports(merge([*(before.exports for before in self.assignments), exports]), self.defined, top.refuse)
        return exports

    def _tasks(self, top: Table, files: Mapping[str, list[str]]) -> tuple[Task, ...]:
        tasks: list[Task] = []
        last = 0
        for values in top.tables("task"):
            place = f"{top.where}: task {values.get('n', f'after {last}')}"
            table = Table(place, values, ("n", "title", "blank"))
            n = table.integer("n")
            if n <= last:
                table.refuse(f"'n' must rise from task to task (got {n} after {last}).")
            last = n
            earlier = [blank.symbol for task in tasks for blank in task.blanks]
            number = f"{len(self.assignments)}.{n}"
            tasks.append(Task(number, table.text("title"), _blanks(table, number, files, earlier)))
        filled = {blank.file for task in tasks for blank in task.blanks}
        for file in files:
            if file not in filled:
                top.refuse(f"'owns' names '{file}', which holds no blank; list it under 'given' too.")
        return tuple(tasks)


def _limits(top: Table) -> Caps:
    """[limits] over the defaults: whole numbers above 0, seconds in fractions too, packages by name."""
    defaults = vars(Caps())
    table = Table(f"{top.where}: [limits]", top.table("limits"), tuple(defaults))
    read: dict[type, Callable[[str], Any]] = {float: table.positive, int: table.integer, tuple: table.texts}
    given = {key: read[type(defaults[key])](key) for key in table.values}
    for key, value in given.items():
        if isinstance(value, int) and value > MOST:
            table.refuse(f"'{key}' must be at most {MOST} (got {value}).")
    if given.get("open_files", LEAST_OPEN) < LEAST_OPEN:
        table.refuse(f"'open_files' must be at least {LEAST_OPEN}: a worker opens as many to start.")
    return Caps(**given)


def _blanks(task: Table, number: str, files: Mapping[str, list[str]], earlier: list[str]) -> tuple[Blank, ...]:
    """The blanks of one task; `files` maps each file with blanks to its symbols, `earlier` are the symbols taken."""
    blanks: list[Blank] = []
    for values in task.tables("blank"):
        table = Table(f"{task.where}, blank '{values.get('symbol', '?')}'", values, ("symbol", "points", "hints"))
        symbol = table.text("symbol")
        if symbol in [*earlier, *(blank.symbol for blank in blanks)]:
            table.refuse("'symbol' names a blank of this assignment for the second time; keep one.")
        homes = [file for file, known in files.items() if symbol in known]
        if len(homes) != 1:
            every = [known for symbols in files.values() for known in symbols]
            table.refuse(
                f"'symbol' is defined in {' and '.join(homes)}; a blank has one home."
                if homes
                else f"'symbol' is defined in no file with blanks{did_you_mean(symbol, every)}"
            )
        blanks.append(Blank(symbol, number, table.number("points"), table.texts("hints"), homes[0]))
    return tuple(blanks)
