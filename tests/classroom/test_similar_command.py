"""`autograder similar` on a small class: the table, the page, JSON, the files for other tools, and bad input."""

from __future__ import annotations

import ast
import csv
import json
import random
import sys
import zipfile
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.classroom.similarity import reading
from autograder.classroom.similarity.export import Entry, export
from autograder.classroom.similarity.export import _joined as joined
from autograder.cli import instructor_course
from autograder.cli.instructor_commands import autograder
from autograder.course.errors import UsageError
from tests.classroom.similar_class import disguised, own_work
from tests.classroom.test_similar import REFERENCE, STUBS, SYMBOLS
from tests.the_course import COURSE, ROOT


def test_a_function_that_is_nested_hundreds_deep_is_left_out_and_stops_nobody() -> None:
    flat, deep = (ast.parse(f"def f(x):\n    return {'-' * depth}x\n").body[0] for depth in (1, 400))
    assert joined([deep, flat]).split() == ["def", "f(x):", "return", "-x"]


def hand_in(folder: Path, name: str, files: dict[str, str]) -> None:
    with zipfile.ZipFile(folder / f"{name}.zip", "w") as archive:
        for file, text in files.items():
            archive.writestr(f"tinytorch/{file}", text)


@cache
def made() -> dict[str, dict[str, str]]:
    """Four who write by themselves, a copy, and somebody with nothing written."""
    files = {f"s{number}": own_work([REFERENCE], SYMBOLS, random.Random(number)) for number in range(4)}
    nothing = {file: STUBS[f"tinytorch/{file}"] for file in SYMBOLS}
    return files | {"copy": disguised(files["s3"], SYMBOLS, random.Random(1)), "nothing": nothing}


@pytest.fixture
def class_folder(tmp_path: Path) -> Path:
    """Their hand-ins, and what is none."""
    folder = tmp_path / "hand-ins"
    folder.mkdir()
    for name, files in made().items():
        hand_in(folder, name, files)
    (folder / "broken.zip").write_bytes(b"no zip")
    return folder


def run(*arguments: str | Path, monkeypatch: pytest.MonkeyPatch) -> Result:
    """The command, on a course that has been read already."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(instructor_course, "load_course", lambda _: COURSE)
    monkeypatch.setattr(reading, "load_course", lambda _: COURSE)
    return CliRunner().invoke(autograder, ["similar", *map(str, arguments), "--assignments", "00", "--jobs", "1"])


def test_the_copy_is_shown_in_the_table_and_on_the_page(
    class_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run(class_folder, "--out", tmp_path / "out", monkeypatch=monkeypatch)
    assert done.exit_code == 0, done.output
    rows = [line.split()[:4] for line in done.stdout.splitlines() if "%" in line and " as the " not in line]
    assert rows == [["copy", "s3", "100", "%"]]
    assert "broken: cannot be read: it is not a zip" in done.stdout
    assert "never a verdict" in done.stdout
    assert "copy and s3, 100% shared" in (tmp_path / "out" / "similar.html").read_text(encoding="utf-8")


def test_json_says_the_same_and_writes_no_page(
    class_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run(class_folder, "--out", tmp_path / "out", "--json", monkeypatch=monkeypatch)
    told = json.loads(done.stdout)
    assert [(pair["first"], pair["second"]) for pair in told["pairs"]] == [("copy", "s3")]
    assert told["groups"] == [["copy", "s3"]]
    assert [each["student"] for each in told["not_compared"]] == ["broken"]
    assert (told["schema"], told["students"], told["assignments"]) == (1, 7, ["00_scalars"])
    assert not (tmp_path / "out").exists()


def test_a_class_of_an_earlier_year_is_compared_with(
    class_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (class_folder / "s3.zip").rename(tmp_path / "s3.zip")
    before = tmp_path / "last-year"
    before.mkdir()
    (tmp_path / "s3.zip").rename(before / "eve.zip")
    told = json.loads(run(class_folder, "--also", before, "--json", monkeypatch=monkeypatch).stdout)
    assert [(pair["first"], pair["second"]) for pair in told["pairs"]] == [("copy", "earlier: eve")]


@pytest.mark.parametrize("tool", ["moss", "jplag", "dolos"])
def test_what_other_tools_get_is_python_without_the_stub(
    class_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tool: str
) -> None:
    out = tmp_path / "for tool"
    done = run(class_folder, "--export", tool, out, monkeypatch=monkeypatch)
    assert done.exit_code == 0, done.output
    written = sorted((out / "students").rglob("*.py"))
    assert len(written) == 5  # nobody without work, nothing that cannot be read
    for path in written:
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        assert not any(ast.get_docstring(node) for node in tree.body if isinstance(node, ast.FunctionDef))
        assert '"""' not in text and "#" not in text and "->" not in text
    base = out / ("base/work.py" if tool == "jplag" else "base.py")
    named = {
        node.name for node in ast.parse(base.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)
    }
    assert named == {symbol for symbols in SYMBOLS.values() for symbol in symbols}
    assert (
        done.stdout.startswith(f"cd '{out}' && ")
        and {"moss": "moss -l python -b base.py", "jplag": "-bc base students", "dolos": "-i base.py info.csv"}[tool]
        in done.stdout
    )
    if tool == "dolos":
        with (out / "info.csv").open(encoding="utf-8", newline="") as file:
            assert {out / row["filename"] for row in csv.DictReader(file)} == {*written}


def test_a_copy_with_other_names_is_the_same_text_for_other_tools(
    class_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    renamed = {file: text.replace("finished", "done").replace("stack", "pile") for file, text in REFERENCE.items()}
    hand_in(class_folder, "one", REFERENCE)
    hand_in(class_folder, "two", renamed)
    run(class_folder, "--export", "moss", tmp_path / "x", monkeypatch=monkeypatch)
    one, two = ((tmp_path / "x" / "students" / f"{name}.py").read_text(encoding="utf-8") for name in ("one", "two"))
    assert renamed != REFERENCE and one == two


def test_names_of_students_become_plain_names_of_files_each_once(tmp_path: Path) -> None:
    entries = [Entry(name, "x = 1\n") for name in ("../../etc/x", "Ada", "ada", "", "日本")]
    export("moss", tmp_path / "x", entries, "")
    names = sorted(path.name for path in (tmp_path / "x" / "students").iterdir())
    assert names == ["Ada.py", "ada-2.py", "etc_x.py", "student-2.py", "student.py"]


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("kept", encoding="utf-8")
    with pytest.raises(UsageError, match="is not empty; give a folder that is not there yet"):
        export("moss", tmp_path, [], "")
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_without_the_library_one_sentence_says_how_to_get_it(
    class_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rapidfuzz", None)
    done = run(class_folder, monkeypatch=monkeypatch)
    assert isinstance(done.exception, UsageError)
    assert str(done.exception) == 'Comparing needs rapidfuzz; install it by `pip install -e ".[similar]"`.'
