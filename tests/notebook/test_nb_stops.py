"""A notebook's stops at a blank, and its four commands, are cards of a few lines; no file is touched."""

from __future__ import annotations

import re
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from autograder.notebook.cards import Card, Link
from tests.notebook.conftest import Notebook
from tests.notebook.nb_kernel import Kernel
from tests.the_course import ROOT

MUL = "from tinytorch.scalars.operators import mul"
WRONG = "def mul(x: float, y: float) -> float:\n    return x + y\n"


def files_of(root: Path) -> dict[str, bytes]:
    """Every file of the student's package."""
    return {str(path): path.read_bytes() for path in sorted(root.rglob("*.py"))}


# --- Stops


def test_a_blank_that_is_not_written_is_a_card_with_its_line_and_an_error_of_three_lines(notebook: Notebook) -> None:
    notebook.run(MUL)
    ran = notebook.run("mul(2.0, 3.0)")
    line = [
        n
        for n, text in enumerate(notebook.course.file("scalars/operators.py").read_text().split("\n"), 1)
        if "TODO" in text
    ]
    assert ran.text == (
        f"Task 0.1 is not written yet.\nmul is a blank in tinytorch/scalars/operators.py, line {line[0]}.\n"
        "Write it and save the file; then run this cell again. %check 0.1 judges it, %hint mul helps."
    )
    assert f'href="../tinytorch/scalars/operators.py#line={line[0] - 1}"' in ran.html
    assert ran.error == "NotImplementedError"
    assert len(ran.printed.strip().splitlines()) <= 3
    assert "NotImplementedError: Need to implement for Task 0.1" in ran.printed


def test_vs_code_gets_links_with_its_own_way_to_name_a_line(notebook: Notebook) -> None:
    notebook.run(f"__vsc_ipynb_file__ = 'x.ipynb'\n{MUL}")
    assert re.search(r'href="\.\./tinytorch/scalars/operators\.py#L\d+"', notebook.run("mul(2.0, 3.0)").html)


def test_a_method_is_named_with_its_class_and_a_locked_layer_with_its_assignment(notebook: Notebook) -> None:
    locked = notebook.run("from tinytorch.autograd.functions import Square")
    assert locked.text.startswith(
        "tinytorch.autograd comes with assignment 01, which is not unlocked.\nRun tt start 01 in"
    )
    assert locked.error == "ModuleNotFoundError"
    notebook.run("%borrow 01")
    notebook.run("from tinytorch.autograd.functions import Square")
    assert "mul is a blank in" in notebook.run("Square.forward(2.0)").text
    shutil.copytree(
        notebook.course.root / "assignments/01_autograd/stubs/tinytorch/autograd", notebook.course.file("autograd")
    )
    notebook.run("%borrow none")
    notebook.run("from tinytorch.autograd.functions import Square")
    assert "Square.forward is a blank in tinytorch/autograd/functions.py" in notebook.run("Square.forward(2.0)").text


def test_an_answer_that_is_missing_is_a_stop_and_other_errors_stay_as_they_are(notebook: Notebook) -> None:
    ran = notebook.run('raise NotImplementedError("Need to write this cell")')
    assert ran.text.startswith("This cell is yours to write.\n") and ran.error == "NotImplementedError"
    notebook.run('def answer():\n    raise NotImplementedError("Need to write this cell")')
    assert notebook.run("answer()").text.startswith("answer is yours to write.\nPut your answer in the cell above, ")
    for cell, error in [
        ("1 / 0", "ZeroDivisionError"),
        ("raise NotImplementedError('mine')", "NotImplementedError"),
        ("import nowhere", "ModuleNotFoundError"),
        ("[].nothing", "AttributeError"),
        ("import tinytorch\ntinytorch.nothing", "AttributeError"),
    ]:
        ran = notebook.run(cell)
        assert ran.error == error and ran.shown == [] and "Traceback (most recent call last)" in ran.printed


def test_half_a_figure_is_not_left_below_a_stop(notebook: Notebook) -> None:
    notebook.run(
        f"{MUL}\nimport sys, types\nclosed = []\n"
        "sys.modules['matplotlib.pyplot'] = types.SimpleNamespace(close=closed.append)"
    )
    notebook.run("mul(2.0, 3.0)")
    assert notebook.run("del sys.modules['matplotlib.pyplot']\nprint(closed)").printed == "['all']\n"


# --- %task, %check, %hint


def test_a_task_is_shown_with_the_state_and_the_place_of_each_blank(notebook: Notebook) -> None:
    notebook.course.write_solution("mul")
    ran = notebook.run("%task 0.1")
    assert re.fullmatch(
        r"Task 0\.1: Operators \(3 points\)\.\n"
        r"To write in tinytorch/scalars/operators\.py: neg, line \d+\.\n"
        r"Written in tinytorch/scalars/operators\.py: mul, line \d+\.\n"
        r"%check 0\.1 judges it, %hint neg helps\.",
        ran.text,
    )


def test_a_whole_assignment_is_shown_under_its_own_title(notebook: Notebook) -> None:
    title, *places, last = notebook.run("%task 00").text.split("\n")
    assert title.startswith("Assignment 00: ")
    assert [line.split(":")[0] for line in places] == [
        "To write in tinytorch/scalars/operators.py",
        "To write in tinytorch/scalars/graph.py",
    ]
    assert last == "%check 00 judges it, %hint mul helps."


def test_a_check_says_what_passes_what_is_to_write_and_why_a_test_fails(notebook: Notebook) -> None:
    notebook.course.write_solution("countdown", "first")
    notebook.course.replace("mul", WRONG)
    ran = notebook.run("%check 00")
    assert ran.text.startswith("00: 2 of 4 blanks pass their tests.\nmul: wrong. mul(x, y) is x times y.\ninput: x = ")
    assert "\nexpected: " in ran.text and "\ngot: " in ran.text
    assert ran.text.endswith("\nNot written yet: neg.\ntt check 00 in a terminal shows everything.")


def test_a_written_blank_whose_tests_need_another_one_is_not_called_unwritten(notebook: Notebook) -> None:
    body = "    from tinytorch.scalars.operators import mul\n\n    return [int(mul(n, 1.0))]\n"
    notebook.course.replace("countdown", f"def countdown(n: int) -> list[int]:\n{body}")
    assert notebook.run("%check 0.2").text == (
        "0.2: 0 of 2 blanks pass their tests.\nNot written yet: first.\nWaiting for other blanks: countdown."
    )


def test_a_check_names_an_import_that_works_here_and_that_grading_will_not_take(notebook: Notebook) -> None:
    notebook.course.write_solution("mul")
    path = notebook.course.file("scalars/operators.py")
    path.write_text("import click\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    passed, note = notebook.run("%check mul").text.split("\n")
    assert passed == "mul: 1 of 1 blanks pass their tests."
    assert note.startswith("tinytorch/scalars/operators.py, line 1: grading will not take click: ")


def test_a_check_of_a_file_that_python_refuses_says_where_and_why(notebook: Notebook) -> None:
    path = notebook.course.file("scalars/operators.py")
    path.write_text(path.read_text(encoding="utf-8") + "def f(:\n", encoding="utf-8")
    line = len(path.read_text(encoding="utf-8").splitlines())
    ran = notebook.run("%check mul countdown")
    assert ran.text == (
        "mul countdown: 0 of 2 blanks pass their tests.\n"
        f"tinytorch/scalars/operators.py, line {line}: SyntaxError: invalid syntax\n"
        "Not run: mul, countdown.\ntt check mul countdown in a terminal shows everything."
    )
    assert f'href="../tinytorch/scalars/operators.py#line={line - 1}"' in ran.html
    path.write_text(path.read_text(encoding="utf-8").replace("def f(:", "1 / 0"), encoding="utf-8")
    assert f"operators.py, line {line}: ZeroDivisionError: division by zero\n" in notebook.run("%check mul").text
    path.unlink()
    gone = notebook.run("%check mul").text
    assert "tinytorch/scalars/operators.py: is not there; tt start 00 brings its stub back.\n" in gone
    assert "Not to be found in tinytorch/scalars/operators.py: mul; neg." in notebook.run("%task 0.1").text


def test_hints_come_one_by_one(notebook: Notebook) -> None:
    assert notebook.run("%hint mul").text == (
        "Hint 1 of 2 for mul.\nPython has an operator.\nOnce more %hint mul says more."
    )
    assert notebook.run("%hint mul").text == "Hint 2 of 2 for mul.\nreturn x * y"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("%task", "The name of a task is missing"),
        ("%task 7.9", "There is no task '7.9'"),
        ("%task 1.1", "01_autograd is not unlocked yet; run `tt start 01` first"),
        ("%check -h", "There is no blank '-h'"),
        ("%check nonsense", "There is no blank 'nonsense'"),
        ("%check 1.1", "01_autograd is not unlocked yet; run `tt start 01` first"),
        ("%hint", "The name of a blank is missing"),
        ("%hint 0.1", "There is no blank '0.1'"),
        ("%borrow", "Expected the assignments to borrow, as in 00-01"),
        ("%borrow 01-00", "Assignments go from the earlier to the later one, as in 00-02 (got 01-00)"),
        ("%borrow 09", "There is no assignment"),
        ("%borrow 00 --from", "Expected the assignments to borrow"),
        ("%borrow 00 --from nowhere.zip", "nowhere.zip is not here"),
        ("%borrow 'x", "No closing quotation"),
    ],
)
def test_wrong_use_is_one_sentence_and_an_example(notebook: Notebook, line: str, sentence: str) -> None:
    ran = notebook.run(line)
    first, use = ran.text.split("\n")
    assert first.startswith(sentence.replace("`", "")) and first.count(". ") == 0
    assert use.startswith(line.split()[0])
    assert not ran.error


def test_without_a_course_the_commands_say_so(kernel: Kernel, tmp_path: Path) -> None:
    kernel.begin(tmp_path)
    elsewhere = "import sys\nimport autograder.notebook.session as session\nfrom pathlib import Path\n"
    kernel.run(elsewhere + f"home, session.HOME = session.HOME, Path('/')\nsys.path.remove({str(ROOT)!r})")
    begun = kernel.run("%load_ext autograder.notebook")
    asked = kernel.run("%check 0.1")
    kernel.run("session.HOME = home")
    assert begun.printed.startswith("No tinytorch is here: open the notebook in the course's folder")
    assert asked.text == (
        f"There is no course to work on.\n{tmp_path.resolve()} is not inside a course: no folder above it holds both "
        "assignments/ and tinytorch/; change to the course's folder first."
    )


# --- %borrow


def test_borrowing_mixes_the_reference_with_the_students_own_and_touches_no_file(notebook: Notebook) -> None:
    notebook.course.replace("neg", "def neg(x: float) -> float:\n    return -x - 0.5\n")
    before = files_of(notebook.course.root)
    assert "01_autograd from the reference" in notebook.run("%borrow 01").text
    notebook.run("from tinytorch.autograd.functions import Square\nfrom tinytorch.scalars.operators import mul, neg")
    assert notebook.run("Square.forward(3.0)").error == "NotImplementedError", "the layer below is the student's"
    assert notebook.run("print(neg(1.0))").printed == "-1.5\n"
    notebook.run("%borrow 00-01")
    assert notebook.run("print(neg(1.0), Square.forward(3.0))").printed == "-1.0 9.0\n", "names are bound anew"
    assert files_of(notebook.course.root) == before
    notebook.run("%borrow none")
    assert notebook.run("print(neg(1.0))").printed == "-1.5\n"


def test_without_solutions_the_reference_comes_from_where_the_student_says(notebook: Notebook, tmp_path: Path) -> None:
    shutil.copytree(notebook.course.root / "solutions", tmp_path / "from my teacher")
    notebook.course.remove_solutions()
    assert "use --from FILE with the zip of reference layers" in notebook.run("%borrow 00").text
    assert "00_scalars from" in notebook.run(f"%borrow 00 --from '{tmp_path}/from my teacher'").text
    assert notebook.run(f"{MUL}\nprint(mul(2.0, 3.0))").printed == "6.0\n"


def test_what_the_student_saves_while_a_layer_above_is_borrowed_is_seen(notebook: Notebook) -> None:
    notebook.run("%borrow 01")
    notebook.run("from tinytorch.autograd.functions import Square")
    notebook.course.write_solution("mul")
    assert "9.0" in notebook.run("print(Square.forward(3.0))").printed


def test_the_folders_of_what_was_borrowed_are_gone_when_the_kernel_ends(notebook: Notebook, tmp_path: Path) -> None:
    with closing(Kernel(tmp_path)) as kernel:
        kernel.begin(notebook.course.root)
        kernel.run("%load_ext autograder.notebook\n%borrow 00")
        kernel.run("%borrow 00-01")
        folder = Path(kernel.run("import tinytorch\nprint(tinytorch.__file__)").printed.strip()).parents[1]
        assert folder.name.startswith("tinytorch-borrowed-") and folder.is_dir()
        again = kernel.run("%reload_ext autograder.notebook").printed
        assert again == "This notebook works with layers of the reference; `%borrow none` goes back to yours.\n"
    assert not folder.exists()


# --- Cards


def test_a_card_is_escaped_as_html_and_plain_as_text() -> None:
    card = Card("a < b", ("`x & y`\nnext: ", Link("<file>", 'a "b".py#L1'), "."))
    assert repr(card) == "a < b.\nx & y\nnext: <file>."
    assert "<b>a &lt; b.</b>" in card._repr_html_()
    assert "<code>x &amp; y</code><br>next: " in card._repr_html_()
    assert (
        'href="a &quot;b&quot;.py#L1" target="_blank" style="white-space:nowrap">&lt;file&gt;</a>' in card._repr_html_()
    )
