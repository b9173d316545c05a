"""A release holds what a student needs and nothing that gives an answer away."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from autograder.classroom import release as releasing
from autograder.classroom.release import release
from autograder.course.errors import InternalError, UsageError
from autograder.course.manifest import load_course
from autograder.course.notebooks import FIRST, address_of
from autograder.course.stubs import regions
from autograder.loop.sync_source import fetch
from tests.course.small_course import edit, write_course
from tests.the_course import COURSE, ROOT

SHELL = re.compile(r"^(\s*)[!%].*", re.MULTILINE)  # a line of a notebook that is no Python
NAME = re.compile(r"\w+")
MARKER = re.compile(r"^\W*### (BEGIN|END) (SOLUTION|HIDDEN)( \d+)?\W*$", re.MULTILINE)


grader_files = cache(releasing.grader_files)  # the same in every release


@pytest.fixture(autouse=True)
def one_grader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releasing, "grader_files", grader_files)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the real course."""
    out = tmp_path_factory.mktemp("class") / "release"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(releasing, "grader_files", grader_files)
        release(COURSE, out, range(len(COURSE.assignments)))
    return out


@pytest.fixture(scope="module")
def told(released: Path) -> dict[str, Path]:
    """Each text of the release once, and a file that holds it."""
    paths = (path for path in released.rglob("*") if path.is_file())
    return {path.read_text(encoding="utf-8", errors="replace"): path for path in paths}


def test_a_release_holds_what_may_go_out(tmp_path: Path) -> None:
    course = load_course(write_course(tmp_path / "course"))
    paths = release(course, tmp_path / "out", range(1))
    written = {
        path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()
    }
    assert written == set(paths)
    assert {path for path in written if not path.startswith("autograder/")} == {
        ".github/workflows/feedback.yml",
        ".gitignore",
        "LICENSE",
        "README.md",
        "assignments/00_numbers/README.md",
        "assignments/00_numbers/assignment.toml",
        "assignments/00_numbers/picture.svg",
        "assignments/00_numbers/stubs/tinytorch/__init__.py",
        "assignments/00_numbers/stubs/tinytorch/numbers/__init__.py",
        "assignments/00_numbers/stubs/tinytorch/numbers/operators.py",
        "assignments/00_numbers/stubs/tinytorch/numbers/plain.py",
        "assignments/00_numbers/tests/test_numbers.py",
        "assignments/conftest.py",
        "assignments/pytest.ini",
        "notebooks/00_numbers.ipynb",
        "pyproject.toml",
        "release.json",
        "tinytorch/__init__.py",
        "tinytorch/numbers/__init__.py",
        "tinytorch/numbers/operators.py",
        "tinytorch/numbers/plain.py",
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == ["course", "out"]


def test_a_release_is_a_course_and_its_project_file_knows_one_command(tmp_path: Path) -> None:
    course = load_course(write_course(tmp_path / "course"))
    release(course, tmp_path / "out", range(2))
    again = load_course(tmp_path / "out")
    assert [assignment.blanks for assignment in again.assignments] == [a.blanks for a in course.assignments]
    project = tomllib.loads((tmp_path / "out" / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["scripts"] == {"tt": "autograder.cli.student:main"}
    assert project["project"]["dependencies"] == ["numpy>=1.26", "pyseccomp; sys_platform == 'linux'"]
    assert project["project"]["optional-dependencies"] == {"notebook": ["jupytext"]}
    assert project["tool"]["pytest"]["ini_options"]["testpaths"] == ["assignments"]
    assert project["tool"]["pytest"]["ini_options"]["markers"] == ["task(n): a task"]


def test_a_released_project_keeps_the_extras_of_students_and_says_where_it_is_to_be_had(tmp_path: Path) -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    address = "https://github.com/someone/class"
    course = load_course(write_course(tmp_path / "course"))
    (course.root / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    edit(course.root, "notebooks/src/00_numbers.py", "# # Numbers\n", f"# # Numbers\n#\n# <badge>\n\n# %%\n{FIRST}\n")
    release(course, tmp_path / "out", range(1), address)
    project = tomllib.loads((tmp_path / "out/pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["optional-dependencies"] == {key: extras[key] for key in ("viz", "notebook", "data", "log")}
    assert project["urls"] == {"Repository": address}
    notebook = (tmp_path / "out/notebooks/00_numbers.ipynb").read_text(encoding="utf-8")
    assert "github/someone/class/blob/main/notebooks/00_numbers.ipynb" in notebook and address in notebook
    again = load_course(tmp_path / "out")
    assert address_of(again) == address


@pytest.mark.parametrize(
    "address", ["github.com/a/b", "http://github.com/a/b", 'https://a.b/"; evil', "https://a b/c", "x"]
)
def test_an_address_that_is_none_is_one_sentence(tmp_path: Path, address: str) -> None:
    course = load_course(write_course(tmp_path / "course"))
    with pytest.raises(UsageError, match=r"Expected the address of a repository, as in https://github.com/OWNER/NAME"):
        release(course, tmp_path / "out", range(1), address)
    assert not (tmp_path / "out").exists()


def test_an_empty_folder_or_clone_is_taken_and_anything_else_is_refused_untouched(tmp_path: Path) -> None:
    course = load_course(write_course(tmp_path / "course"))
    (tmp_path / "empty").mkdir()
    release(course, tmp_path / "empty", range(1))
    before = sorted((tmp_path / "empty").rglob("*"))
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "cloned/.git").mkdir(parents=True)
    release(course, tmp_path / "cloned", range(1))
    assert (tmp_path / "cloned/README.md").is_file() and (tmp_path / "cloned/.git").is_dir()
    for out, sentence in [
        ("cloned", "is not empty: it holds a release; renew that with --update, or choose a new folder"),
        ("empty", "is not empty: it holds a release; renew that with --update, or choose a new folder"),
        ("course", "is not empty; choose a new or empty folder"),
        ("file", "is not a folder"),
        ("no/where", "does not exist; make that folder first"),
    ]:
        with pytest.raises(UsageError, match=sentence):
            release(course, tmp_path / out, range(1))
    assert sorted((tmp_path / "empty").rglob("*")) == before


@pytest.mark.parametrize("asked", [range(0), range(1, 2), range(0, 2, 2), range(3)])
def test_a_release_holds_the_first_assignments_in_a_row(tmp_path: Path, asked: range) -> None:
    course = load_course(write_course(tmp_path / "course"))
    with pytest.raises(UsageError, match="A release holds assignments in a row, from 00 on, at most to 01,"):
        release(course, tmp_path / "out", asked)


def test_a_missing_handout_is_named_and_nothing_is_left_behind(tmp_path: Path) -> None:
    course = load_course(write_course(tmp_path / "course"))
    (tmp_path / "course/assignments/01_graphs/README.md").unlink()
    with pytest.raises(UsageError, match=r"01_graphs/README.md cannot be read \(No such file or directory\)"):
        release(course, tmp_path / "out", range(2))
    assert [path.name for path in tmp_path.iterdir()] == ["course"]


def test_a_student_side_that_reaches_the_judge_stops_the_release(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releasing, "ROOTS", ("autograder.judge",))
    monkeypatch.setattr(releasing, "WHOLE", ())
    with pytest.raises(InternalError, match=r"The student's side imports autograder\.judge, which must not go out"):
        grader_files.__wrapped__()


@pytest.mark.parametrize("tests", ["assignments/00_scalars", pytest.param("assignments", marks=pytest.mark.slow)])
def test_a_release_stands_on_its_own(released: Path, tests: str) -> None:
    """`tt` starts, and pytest finds the student's package: every test there is a TODO or passes, none fails."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # those of this machine, which take most of the time
    for command in (["autograder.cli.student", "--help"], ["pytest", "-q", "-p", "no:cacheprovider", tests]):
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=released, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_github_shows_what_a_student_has_written(released: Path) -> None:
    """In the course tinytorch/ is generated, and its changes are folded away; in a release it is a student's work."""
    told = (released / ".gitattributes").read_text(encoding="utf-8")
    assert "stubs/** linguist-generated" in told and "tinytorch/**" in (ROOT / ".gitattributes").read_text("utf-8")
    assert not re.search(r"^tinytorch", told, re.MULTILINE)


def test_a_clone_of_a_release_is_whole(released: Path, tmp_path: Path) -> None:
    """None of its files is one that its .gitignore keeps out, and none changes on its way through git."""
    copy = tmp_path / "copy"
    shutil.copytree(released, copy, ignore=shutil.ignore_patterns("__pycache__", ".tinytorch", ".hypothesis"))
    subprocess.run(["git", "init", "--quiet", str(copy)], check=True)
    subprocess.run(["git", "-C", str(copy), "add", "--all"], check=True)
    who = ["-c", "user.name=a", "-c", "user.email=a@b.example"]
    subprocess.run(["git", "-C", str(copy), *who, "commit", "--quiet", "--message", "a"], check=True)
    incoming = fetch(copy.joinpath(".git").as_uri())
    assert incoming.release == fetch(str(released)).release


def test_no_file_of_a_release_has_a_marker_or_stands_in_a_secret_place(released: Path, told: dict[str, Path]) -> None:
    secret = ("solutions/", "notebooks/src/", "tests/", *(f"{room.replace('.', '/')}" for room in releasing.SECRET))
    for path in released.rglob("*"):
        assert path.is_dir() or not path.relative_to(released).as_posix().startswith(secret)
    for text, path in told.items():
        allowed = path.suffix == ".py" and path.parent == released / "autograder" / "course"
        assert allowed or not MARKER.search(text), f"{path} shows a marker"


def test_no_file_of_a_release_holds_a_solution(told: dict[str, Path]) -> None:
    """Every solution, as its normalised statements, is searched in every suite of every Python file and cell."""
    needles = {key: value for key, value in _solutions().items() if len("\n".join(value)) > 40}
    assert needles
    words = [set(NAME.findall("\n".join(needle))) for needle in needles.values()]
    places = defaultdict(list)  # a statement -> what begins with it, to the end of its suite
    sources = [source for source in _python_of(told) if any(map(set(NAME.findall(source)).issuperset, words))]
    assert len(sources) > 20  # the others lack a name of every solution
    for suite in (suite for source in sources for suite in _suites(source)):
        for start, statement in enumerate(suite):
            places[statement].append(suite[start:])
    for name, needle in needles.items():
        found = any(rest[: len(needle)] == needle for rest in places[needle[0]])
        assert not found, f"{name} is in the release"


def test_no_line_of_a_solution_stands_in_a_release_but_where_its_author_has_shown_it(
    told: dict[str, Path],
) -> None:
    """What is shown on purpose: hints, handouts, public tests, notebooks, what surrounds the blanks, the benchmarks."""
    parts = {
        path: (path.read_text(encoding="utf-8").split("\n"), regions(path.read_text(encoding="utf-8"), path.name))
        for path in COURSE.solutions.rglob("*.py")
    }
    secret = {
        line.strip() for lines, found in parts.values() for each in found for line in lines[each.begin : each.end - 1]
    }
    sources = [
        path for pattern in ("*/*.md", "*/*.toml", "*/tests/*.py") for path in (ROOT / "assignments").glob(pattern)
    ]
    sources += [*(ROOT / "notebooks/src").glob("*.py"), *(ROOT / "autograder/bench").rglob("*.py")]
    shown = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    for lines, found in parts.values():
        inside = {number for each in found for number in range(each.begin, each.end - 1)}
        shown += "\n".join(line for number, line in enumerate(lines) if number not in inside)
    distinct = {line for line in secret if len(line) >= 20 and line not in shown}
    assert len(distinct) > 300
    inner = {line: set(NAME.findall(line)[1:-1]) for line in distinct}  # whole words wherever the line stands
    for text, path in told.items():
        words = set(NAME.findall(text))
        assert not [line for line in distinct if inner[line] <= words and line in text], path


def test_no_notebook_that_students_get_shows_an_answer_a_hidden_test_a_rubric_or_an_output(released: Path) -> None:
    """Line by line in the notebooks, those of the release and those here; whole in all else that goes out."""
    sources = sorted((ROOT / "notebooks/src").glob("*.py"))
    secrets = [part for source in sources for part in _secret_parts(source)]
    lines = {line for part in secrets for line in part if len(line) > 15}
    assert len(lines) > 50
    books = [*released.rglob("*.ipynb"), *(ROOT / "notebooks").glob("*.ipynb")]
    assert len(books) == 2 * len(sources)
    for path in books:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        shown = {line.strip() for cell in cells for line in "".join(cell["source"]).splitlines()}
        assert not shown & lines, f"{path} shows {shown & lines}"
        assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells), path
    for path in (path for path in released.rglob("*") if path.suffix in {".py", ".md", ".toml", ".json"}):
        text = "\n".join(line.strip() for line in path.read_text(encoding="utf-8").splitlines())
        assert not [part for part in secrets if len(part) > 1 and "\n".join(part) in text], path


def _secret_parts(source: Path) -> list[list[str]]:
    """What stands between markers in a notebook's source, less the lines that it shows elsewhere."""
    parts: list[list[str]] = []
    outside: set[str] = set()
    secret = False
    for line in source.read_text(encoding="utf-8").splitlines():
        words = line.strip().removeprefix("# ")
        if words.startswith(("### BEGIN", "### END")):
            secret = words.startswith("### BEGIN")
            parts += [[]] if secret else []
        elif secret:
            parts[-1].append(words)
        else:
            outside.add(words)
    return [[line for line in part if line not in outside] for part in parts]


def test_no_file_of_a_release_names_a_hidden_check_or_a_mutant(told: dict[str, Path]) -> None:
    secrets = set(_secret_names())
    for text, path in told.items():
        names = set(re.findall(r"[\w-]+", text))
        assert not secrets & names.union(*(name.split("-") for name in names if "-" in name)), path


def _solutions() -> dict[str, list[str]]:
    """Region of the reference -> its statements, each as ast.unparse writes it."""
    found: dict[str, list[str]] = {}
    for path in COURSE.solutions.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        for region in regions(source, path.name):
            body = [
                ast.unparse(node)
                for node in ast.walk(ast.parse(source))
                if isinstance(node, ast.stmt) and region.begin < node.lineno < region.end
                if node.col_offset == len(region.indent)
            ]
            found[f"{path.name}:{region.begin}"] = body
    return found


def _suites(source: str) -> list[list[str]]:
    """Every list of statements in the source, each statement as ast.unparse writes it."""
    return [
        [ast.unparse(statement) for statement in suite]
        for node in _blocks(ast.parse(source))
        for field in ("body", "orelse", "finalbody")
        if isinstance(suite := getattr(node, field, None), list)
    ]


def _blocks(node: ast.AST) -> Iterator[ast.AST]:
    """The node and all below it that may hold statements; no expression does."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.expr):
            yield from _blocks(child)


def _python_of(told: dict[str, Path]) -> list[str]:
    sources = [text for text, path in told.items() if path.suffix == ".py"]
    for text in (text for text, path in told.items() if path.suffix == ".ipynb"):
        cells = json.loads(text)["cells"]
        code = ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        sources += [SHELL.sub(r"\1pass", source) for source in code]
    return sources


def _secret_names() -> list[str]:
    """The names of the hidden checks' functions and of the mutants."""
    hidden = ROOT / "autograder" / "hidden"
    names = []
    for path in hidden.glob("*.py"):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        names += [node.name for node in body if isinstance(node, ast.FunctionDef) and node.decorator_list]
    for path in hidden.glob("mutants/*/*/*.py"):
        names += re.findall(r"^### MUTANT ([^:]+):", path.read_text(encoding="utf-8"), re.MULTILINE)
    return [name for name in names if "_" in name or "-" in name]
