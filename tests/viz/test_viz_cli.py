"""`tt viz` draws what an expression, a script, a kernel or a run's log makes, and says in a sentence what it cannot."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.cli import student_viz
from autograder.course.errors import InternalError
from autograder.loop.viz import ask, draw, drawn
from autograder.loop.viz_draw import answered
from autograder.loop.viz_entries import ENTRIES, Entry
from autograder.loop.viz_gallery import Gallery, gallery_page
from autograder.loop.workspace import Workspace, open_workspace
from tinytorch import viz

SVG = "{http://www.w3.org/2000/svg}"
NO_DRAWING = {"Animation", "Picture", "LiveCurve"}  # kinds of pictures, and one that needs a notebook
MANIFEST = """title = "Autograd"
needs = []
owns = ["autograd/variable.py", "viz/graphs.py"]
given = ["viz/graphs.py"]
[exports."viz"]
"viz/graphs.py" = ["graph"]
[[task]]
n = 1
title = "Operators"
[[task.blank]]
symbol = "Variable.__mul__"
points = 1
hints = ["Apply."]
"""
OWN = Entry(1, "Mine", "a < b", ("layout",), "x = tt.arange(6)\nviz.layout(x)")


def graph(expression: str, *names: str, **more: Any) -> dict[str, Any]:
    return answered({"what": "graph", "expression": expression, "names": names, "steps": False, **more})


def layout(*expressions: str) -> dict[str, Any]:
    return answered({"what": "layout", "expressions": expressions})


def curves(*logs: Path, **more: Any) -> dict[str, Any]:
    options = {"x": "epoch", "y": "loss", "logarithmic": False, "smooth": 1, **more}
    return answered({"what": "run", "logs": [str(log) for log in logs], **options})


def log(path: Path, losses: list[float]) -> Path:
    rows = [{"event": "epoch", "epoch": k, "loss": loss} for k, loss in enumerate(losses, 1)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def line(words: str, start: str) -> str:
    return next(line.strip() for line in words.split("\n") if line.strip().startswith(start))


# --- Expressions


@settings(max_examples=4)
@given(*[st.integers(-50, 50)] * 3)
def test_a_graph_has_the_numbers_that_arithmetic_gives(a: int, b: int, c: int) -> None:
    words = graph("(a*b + c)*a", f"a={a}", f"b={b}", f"c={c}")["words"].replace("\u2212", "-")
    for start, number in (("v1 =", a * b), ("v2 =", a * b + c), ("v3 =", (a * b + c) * a)):
        assert float(line(words, start).split()[-1]) == pytest.approx(number, rel=1e-3)


def test_a_name_may_hold_a_tensor() -> None:
    words = graph("(x @ w).sum()", "x=ones(2, 3)", "w=full((3, 4), 2.0)")["words"]
    assert "(2, 3)" in line(words, "x ")
    assert line(words, "v2 =").endswith("48")


def test_a_graph_can_be_of_what_a_script_makes(tmp_path: Path) -> None:
    script = tmp_path / "my script.py"
    (tmp_path / "beside.py").write_text("start = 3.0\n", encoding="utf-8")
    source = "import beside\nfrom tinytorch import Scalar\nw = Scalar(beside.start, True)\nloss = w * w\n"
    script.write_text(source, encoding="utf-8")
    words = graph(f"{script}:loss")["words"]
    assert words.startswith("Computation graph of loss")
    assert line(words, "w ").split() == ["w", "3"]
    assert graph(f"{script}:los")["wrong"].endswith("makes no 'los', only Scalar, beside, loss, w")


def test_a_layout_is_numpys() -> None:
    x = np.arange(12).reshape(3, 4)
    views = {"x.T": x.T, "x[:, 1:3]": x[:, 1:3], "x[::-1, ::2]": x[::-1, ::2]}
    words = layout("x = arange(12).reshape(3, 4)", "; ".join(views))["words"]
    for name, view in views.items():
        strides = tuple(stride // 8 for stride in view.strides)
        offset = (view.__array_interface__["data"][0] - x.__array_interface__["data"][0]) // 8
        assert line(words, f"{name}:") == f"{name}: shape {view.shape}, strides {strides}, offset {offset}"


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (lambda: graph("a*q", "a=2"), "a*q cannot be computed: NameError: name 'q' is not defined"),
        (lambda: graph("a*", "a=2"), "'a*' is not Python: invalid syntax"),
        (lambda: graph("a", "a"), "expected a name and its value, such as a=2, got 'a'"),
        (lambda: graph("a", "2=a"), "expected a name and its value, such as a=2, got '2=a'"),
        (lambda: graph("a; a", "a=1"), "expected one expression, got 'a; a'"),
        (lambda: graph("nowhere.py:x"), "nowhere.py cannot be computed: [Errno 2] No such file"),
        (lambda: graph("exit(3)"), "exit(3) ended Python with exit code 3"),
        (lambda: layout("x = arange(3)"), "expected an expression, such as arange(6).reshape(2, 3), got 'x = ara"),
        (
            lambda: layout("zeros(2, 0)"),
            "layout wants a Tensor, an Array or an ndarray with elements, got",
        ),
        (lambda: layout("arange(6).reshape(4, 2)"), "arange(6).reshape(4, 2) cannot be computed: "),
    ],
)
def test_what_cannot_be_computed_is_named_with_the_reason(answer: Any, sentence: str) -> None:
    assert answer()["wrong"].startswith(sentence)


def test_a_blank_in_an_expression_names_its_task_and_its_place() -> None:
    code = 'def f(x):\n    raise NotImplementedError("Need to implement for Task 1.3")'
    found = answered({"what": "code", "code": f"{code}\nf(1)", "needs": []})
    assert (found["todo"], found["function"], found["line"]) == ("Need to implement for Task 1.3", "f", 2)


# --- Runs


def test_runs_are_drawn_by_the_names_of_their_logs(tmp_path: Path) -> None:
    slow, fast = log(tmp_path / "slow.jsonl", [0.9, 0.8]), log(tmp_path / "fast.jsonl", [0.9, 0.25])
    words = curves(slow, fast)["words"]
    assert "0.8" in line(words, "slow")
    assert "0.25" in line(words, "fast")


def test_logs_of_the_same_name_are_told_by_their_paths(tmp_path: Path) -> None:
    logs = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        logs.append(log(tmp_path / name / "run.jsonl", [0.5, 0.4]))
    words = curves(*logs)["words"]
    assert {"one/run.jsonl", "two/run.jsonl"} <= {line.split()[0] for line in words.split("\n") if line.strip()}


def test_a_log_without_an_epoch_is_told_what_to_type(tmp_path: Path) -> None:
    (tmp_path / "run.jsonl").write_text('{"event": "step", "step": 1, "loss": 0.5}\n', encoding="utf-8")
    assert curves(tmp_path / "run.jsonl")["wrong"].endswith("has no epoch yet: draw it over --x step, or wait")


@pytest.mark.parametrize(
    ("flags", "axes"), [([], False), (["--log"], True), (["--log-x"], "x"), (["--log", "--log-x"], "both")]
)
def test_flags_say_which_axes_are_logarithmic(
    flags: list[str], axes: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(student_viz, "finish", lambda request, *_: asked.append(request))
    path = log(tmp_path / "run.jsonl", [0.5])
    assert CliRunner().invoke(student_viz.viz, ["run", str(path), *flags]).exit_code == 0
    assert asked[0]["logarithmic"] == axes


def test_a_broken_log_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "run.jsonl").write_text('{"event": "epoch", "epoch": 1}\nnonsense\n', encoding="utf-8")
    assert "line 2 of" in curves(tmp_path / "run.jsonl")["wrong"]


# --- Files, pages, exit codes


@pytest.fixture
def reference(root: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """The course, as `tt with-reference` shows it."""
    monkeypatch.setenv("PYTHONPATH", str(root / "solutions"))
    return open_workspace(root)


@pytest.fixture(scope="module")
def gallery(root: Path) -> Gallery:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(root / "solutions"))
        return gallery_page(open_workspace(root))


@pytest.mark.slow
def test_every_picture_of_the_gallery_is_drawn(gallery: Gallery) -> None:
    assert {title: state for title, state in gallery.states.items() if state} == {}
    assert not gallery.unfinished


def test_every_drawing_function_has_a_place_in_the_gallery() -> None:
    assert {name for entry in ENTRIES for name in entry.needs} == set(viz.__all__) - NO_DRAWING
    assert all(f"viz.{name}(" in entry.code for entry in ENTRIES for name in entry.needs)


@pytest.mark.slow
def test_the_page_needs_nothing_from_elsewhere(gallery: Gallery) -> None:
    for word in ('src="', "@import", "url(http", "<link"):
        assert word not in gallery.html


def test_the_layers_stand_in_order() -> None:
    layers = [entry.layer for entry in ENTRIES]
    assert layers == sorted(layers)
    assert len({entry.title for entry in ENTRIES}) == len(ENTRIES)


def test_a_picture_that_cannot_be_drawn_is_told_on_the_page(reference: Workspace) -> None:
    blank = Entry(1, "Blank", "", (), 'raise NotImplementedError("Need to implement for Task 1.3")')
    later = Entry(9, "Later", "", ("future",), "viz.future()")
    made = gallery_page(reference, (OWN, blank, later))
    assert made.unfinished
    assert made.states["Mine"] is None
    assert "(Need to implement for Task 1.3)" in (made.states["Blank"] or "")
    assert made.states["Later"] == "viz.future is not in this tinytorch."
    assert "<p>a &lt; b</p>" in made.html
    assert "Not drawn: viz.future" in made.html


def test_a_picture_whose_code_needs_a_later_assignment_is_only_not_unlocked(reference: Workspace) -> None:
    made = gallery_page(reference, (Entry(4, "Later", "", ("curves",), "viz.curves(tt.not_yet)"),))
    assert made.states["Later"] == "It comes with assignment 04_nn, which is not unlocked."
    assert not made.unfinished


def test_a_picture_goes_where_it_is_asked_to_go(reference: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "a b.svg"
    made = draw(reference, {"what": "layout", "expressions": ["arange(4)"], "out": str(out)})
    assert made.path == str(out)
    assert ElementTree.parse(out).getroot().find(f"{SVG}title") is not None
    assert out.read_text(encoding="utf-8") == made.svg


def test_a_drawing_function_that_breaks_is_our_fault(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("tinytorch.viz.memory.Canvas")
    answer = layout("arange(4)")
    assert "NameError: name 'Canvas' is not defined" in answer["ours"]
    with pytest.raises(InternalError) as error:
        drawn(open_workspace(root), answer)
    assert error.value.exit_code == 3


def test_a_process_that_dies_is_told_and_earlier_answers_count(reference: Workspace) -> None:
    dying = {"what": "code", "code": "import os\nos._exit(5)", "needs": []}
    first, second = ask(reference, [{"what": "layout", "expressions": ["arange(4)"]}, dying])
    assert first["words"].startswith("Where the numbers lie")
    assert second == {"error": "Python ended with exit code 5"}


def tt(root: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "autograder.cli.student", "viz", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


@pytest.fixture
def desk(root: Path, tmp_path: Path) -> Path:
    """A student's folder: the course has one assignment, with one blank, and the package holds everything."""
    folder = tmp_path / "assignments/00_autograd"
    for file in ("autograd/variable.py", "viz/graphs.py"):
        (folder / "stubs/tinytorch" / file).parent.mkdir(parents=True)
        shutil.copy(root / "solutions/tinytorch" / file, folder / "stubs/tinytorch" / file)
    (folder / "assignment.toml").write_text(MANIFEST, encoding="utf-8")
    shutil.copytree(root / "solutions/tinytorch", tmp_path / "tinytorch", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_what_is_not_unlocked_says_so_and_how_to_go_on(root: Path, desk: Path) -> None:
    (desk / "tinytorch/viz/__init__.py").write_text("", encoding="utf-8")
    done = tt(root, desk, "graph", "a*a", "a=2")
    assert done.returncode == 2
    assert "viz.graph comes with assignment 00_autograd, which is not unlocked; `tt start` opens" in done.stderr
    assert "`tt with-reference tt viz ...` draws with the finished framework" in done.stderr
    assert not list(desk.glob("*.svg"))


def test_a_blank_ends_with_1_and_says_where_it_is(root: Path, desk: Path) -> None:
    file = desk / "tinytorch/autograd/variable.py"
    source = file.read_text(encoding="utf-8")
    todo = 'raise NotImplementedError("Need to implement for Task 0.1")'
    body = "return Mul.apply(self, self.constant(other))"
    assert source.count(body) == 1
    file.write_text(source.replace(body, todo), encoding="utf-8")
    done = tt(root, desk, "graph", "a*a", "a=2")
    assert done.returncode == 1
    assert "__mul__ is not written yet (Need to implement for Task 0.1); write it in" in done.stderr
    assert "tinytorch/autograd/variable.py:" in done.stderr


def test_the_words_are_printed_and_written(root: Path, desk: Path) -> None:
    done = tt(root, desk, "layout", "arange(3)", "--out", "row.txt")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (desk / "row.txt").read_text(encoding="utf-8") + "Picture: row.txt\n"
