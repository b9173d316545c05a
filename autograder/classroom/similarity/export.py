"""Write a class for another tool: `export(kind, folder, class_, base)`, for MOSS, JPlag or Dolos.

Each student is one file of Python that parses: the blanks in the order of the course and what stands beside them,
without comments, docstrings and types, and with variables numbered in the order in which they come. The stub, treated
alike, is the base file that these tools leave out of the comparison. Nothing is sent anywhere.
"""

from __future__ import annotations

import ast
import csv
import io
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.classroom.similarity.work import Piece, Work, parsed
from autograder.course.errors import UsageError
from autograder.course.model import Assignment
from autograder.course.symbols import symbols
from autograder.reports.files import unwritable, write_file
from autograder.reports.sheet import inert

KINDS = ("moss", "jplag", "dolos")


@dataclass(frozen=True)
class Entry:
    """One student's normal form; `label` tells years and known solutions apart, `moment` is when it was handed in."""

    name: str
    text: str
    label: str = ""
    moment: str = ""


def normal_form(work: Work, files: Mapping[str, bytes]) -> str:
    """What somebody wrote as one file of Python."""
    trees = {file: parsed(files[f"tinytorch/{file}"]) for file in {piece.file for piece in work.pieces}}
    return _joined(_node(trees[piece.file], piece) for piece in work.pieces)


def _node(tree: ast.Module, piece: Piece) -> ast.AST:
    """What a piece was cut out of."""
    nodes = (*(node for _, node in symbols(tree)), *tree.body)
    return next(node for node in nodes if node.end_lineno == piece.last and not isinstance(node, ast.ClassDef))


def _joined(nodes: Iterable[ast.AST]) -> str:
    """The nodes in their plain form, one after the other."""
    return "\n\n\n".join([*map(_plain, nodes), ""])


def _plain(node: ast.AST) -> str:
    try:
        return ast.unparse(_Plain().visit(ast.parse(ast.unparse(node)).body[0]))
    except RecursionError:  # nested hundreds deep: it can be read, and not be written again
        return ""


def base_form(stubs: Mapping[str, str], assignments: Iterable[Assignment]) -> str:
    """The stubs of the blanks, in the same form."""
    nodes = []
    for assignment in assignments:
        for file in assignment.files_with_blanks:
            known = dict(symbols(ast.parse(stubs[f"tinytorch/{file}"])))
            nodes += [known[blank.symbol] for blank in assignment.blanks if blank.file == file]
    return _joined(nodes)


class _Plain(ast.NodeTransformer):
    """Takes docstrings, types and decorators off a function and numbers its variables."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        for each in ast.walk(node):
            if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                each.decorator_list = []
                if ast.get_docstring(each, clean=False) is not None:
                    each.body = each.body[1:] or [ast.Pass()]
            if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
                each.returns = None
            if isinstance(each, ast.arg):
                each.annotation = None
        names = self._names(node)
        for each in ast.walk(node):
            if isinstance(each, ast.Name):
                each.id = names.get(each.id, each.id)
        return node

    def _names(self, node: ast.FunctionDef) -> dict[str, str]:
        kept = {each.arg for each in ast.walk(node) if isinstance(each, ast.arg)}
        kept |= {name for each in ast.walk(node) if isinstance(each, ast.Global | ast.Nonlocal) for name in each.names}
        order: dict[str, str] = {}
        for each in ast.walk(node):
            if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load) and each.id not in kept:
                order.setdefault(each.id, f"v{len(order) + 1}")
        return order


def export(kind: str, folder: Path, entries: Sequence[Entry], base: str) -> str:
    """Write the files, and give the command that the tool is started with in the folder."""
    files = {"base.py" if kind != "jplag" else "base/work.py": base}
    paths = {}
    for entry, name in zip(entries, _file_names(entries), strict=True):
        paths[name] = f"students/{name}/work.py" if kind == "jplag" else f"students/{name}.py"
        files[paths[name]] = entry.text
    if kind == "dolos":
        files["info.csv"] = _info(entries, list(paths.values()))
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty; give a folder that is not there yet.")
    try:
        for path, text in files.items():
            write_file(folder / path, [text])
    except OSError as error:
        raise unwritable(folder, error) from error
    return {
        "moss": "moss -l python -b base.py students/*.py",
        "jplag": "java -jar jplag.jar -l python3 -bc base students",
        "dolos": "dolos run -f web -l python -i base.py info.csv",
    }[kind]


def _file_names(entries: Iterable[Entry]) -> list[str]:
    """A plain name for each entry, each once whatever the capitals."""
    taken: set[str] = set()
    names = []
    for entry in entries:
        plain = re.sub(r"[^A-Za-z0-9_.-]+", "_", entry.name).strip("._-")[:60] or "student"
        name, number = plain, 2
        while name.casefold() in taken:
            name, number = f"{plain}-{number}", number + 1
        taken.add(name.casefold())
        names.append(name)
    return names


def _info(entries: Sequence[Entry], paths: Sequence[str]) -> str:
    """The table that Dolos reads: file, name, label, moment."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["filename", "full_name", "label", "created_at"])
    words = ([inert(text) for text in (each.name, each.label, each.moment)] for each in entries)
    table.writerows([path, *each] for path, each in zip(paths, words, strict=True))
    return out.getvalue()


def shown_command(folder: Path, command: str) -> str:
    """The whole line to type."""
    return f"cd {shlex.quote(str(folder))} && {command}"
