"""Name every import, kernel and forbidden way that grading will not take: `refused_imports(workspace, assignments)`.

Only the files that an assignment owns enter grading, on top of the reference's earlier layers. What they may import:
the standard library, NumPy, what their own stub imports, and files of tinytorch from this layer or an earlier one.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from autograder.course.errors import UsageError
from autograder.course.imports import Import, absolute_imports
from autograder.course.kernel_text import read_kernels
from autograder.course.model import Assignment, Blank
from autograder.course.policy_reach import Sources
from autograder.course.policy_rule import Breach, breaches
from autograder.course.symbols import parse
from autograder.loop.workspace import Workspace, text


@dataclass(frozen=True)
class Refused:
    """An import, a kernel or a breach of the policy in the student's code: it works here and fails in grading."""

    where: str  # "tinytorch/scalars/operators.py:3"
    module: str
    reason: str

    def __str__(self) -> str:
        return f"{self.where}: grading will not take `{self.module}`: {self.reason}"


def refused_imports(workspace: Workspace, assignments: Iterable[Assignment]) -> list[Refused]:
    """All of them, file by file; a file that does not parse is told elsewhere."""
    found: list[Refused] = []
    for assignment in assignments:
        files = [file for file in assignment.files_with_blanks if (workspace.package / file).is_file()]
        imports = [refused for file in files for refused in refused_in(workspace, assignment, file)]
        found += [*imports, *refused_ways(workspace, assignment, {each.module.partition(".")[0] for each in imports})]
    return found


def refused_ways(workspace: Workspace, assignment: Assignment, told: Collection[str]) -> Iterator[Refused]:
    """What breaks the policy, each place once; what uses a module that was told already is not told again."""
    places = {(each.file, each.line, each.name): each for each in broken(workspace, assignment)}
    for (file, line, name), breach in places.items():
        if name.partition(".")[0] not in told:
            share = breach.rule.scored
            cost = f" (it keeps {share:.0%} of its points)" if share else ""
            yield Refused(f"tinytorch/{file}:{line}", name, breach.rule.why + cost)


def broken(workspace: Workspace, assignment: Assignment) -> list[Breach]:
    """The breaches of the policy that cost points."""
    files = [file for file in assignment.files_with_blanks if (workspace.package / file).is_file()]
    texts = {file: text(workspace.package / file) for file in files if file not in assignment.kernels}
    found = breaches(assignment, Sources(texts, {file: text(workspace.stub(file)) for file in texts}))
    return [breach for breach in found if breach.certain and breach.rule.scored is not None]


def refused_in(workspace: Workspace, assignment: Assignment, file: str) -> Iterator[Refused]:
    own_stub = read_imports(text(workspace.stub(file)), file)
    allowed = {found.module.partition(".")[0] for found in own_stub} | {"numpy"}
    present = known_modules(workspace, assignment)
    for found in read_imports(text(workspace.package / file), file):
        reason = reason_against(workspace, found, allowed, present)
        if reason:
            yield Refused(f"tinytorch/{file}:{found.line}", ".".join(filter(None, [found.module, found.name])), reason)
    if file in assignment.kernels:
        source, stub = text(workspace.package / file), text(workspace.stub(file))
        yield from (Refused(f"tinytorch/{file}", name, why) for name, why in refused_kernels(source, stub, assignment))


def refused_kernels(source: str, stub: str, assignment: Assignment) -> Iterable[tuple[str, str]]:
    """The kernels of a file that break the rule for their text, and why; none where it does not parse."""
    try:
        tree = parse(source, "the file")
    except UsageError:
        return ()
    tasks = {blank.symbol: blank.task for blank in assignment.blanks}
    return read_kernels(tree, source, stub, tasks).refused.items()


def is_refused(workspace: Workspace, blank: Blank) -> bool:
    """Whether a blank breaks a rule for its text, so that it earns nothing whatever it computes."""
    assignment = workspace.assignment_of(blank)
    if blank.file not in assignment.kernels:
        return any(each.blank == blank and each.rule.scored == 0.0 for each in broken(workspace, assignment))
    source, stub = text(workspace.package / blank.file), text(workspace.stub(blank.file))
    return blank.symbol in dict(refused_kernels(source, stub, assignment))


def known_modules(workspace: Workspace, assignment: Assignment) -> set[str]:
    """The modules and packages that are there when the assignment is graded."""
    known = {"tinytorch"}
    for layer in workspace.course.assignments[: assignment.number + 1]:
        for file in layer.modules:
            parts = PurePosixPath("tinytorch", file).with_suffix("").parts
            known |= {".".join(parts[:length]) for length in range(1, len(parts) + 1)}
    return known


def reason_against(workspace: Workspace, found: Import, allowed: set[str], present: set[str]) -> str:
    """Why grading will not take an import; "" where it will."""
    top = found.module.partition(".")[0]
    if top != "tinytorch":
        fine = top in sys.stdlib_module_names or top in allowed
        return "" if fine else "only the standard library, NumPy and tinytorch are there"
    if found.module not in present:
        return not_present(workspace, found.module)
    inner = f"{found.module}.{found.name}"
    if found.name and inner not in present and is_module(workspace, inner):
        return not_present(workspace, inner)
    return ""


def not_present(workspace: Workspace, module: str) -> str:
    owner = workspace.course.owner(file_of(module))
    if owner:
        return f"it belongs to the later layer {owner.folder}"
    return "no assignment owns that file, so it is not handed in; move what you need into this file"


def is_module(workspace: Workspace, module: str) -> bool:
    """Whether a dotted name is a file or folder of tinytorch, rather than a function that a face hands on."""
    path = workspace.package / file_of(module)
    return workspace.course.owner(file_of(module)) is not None or path.is_file() or path.with_suffix("").is_dir()


def file_of(module: str) -> str:
    """'tinytorch.scalars.graph' -> 'scalars/graph.py'."""
    return "/".join(module.split(".")[1:]) + ".py"


def read_imports(source: str, file: str) -> list[Import]:
    """The imports of a file under tinytorch/; none where it does not parse."""
    try:
        return absolute_imports(parse(source, file), f"tinytorch/{file}")
    except UsageError:
        return []
