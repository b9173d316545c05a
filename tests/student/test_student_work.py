"""`tt start, hint, solution, reset, diff, submit, with-reference, doctor`: nothing a student wrote is ever lost."""

import hashlib
import json
import sys
import zipfile
from pathlib import Path

from student_course import Course

ALL = ("mul", "neg", "countdown", "first")


def test_start_waits_for_the_tasks_before(course: Course) -> None:
    course.write_solution("mul", "neg", "first")
    done = course.tt("start")
    assert done.returncode == 1
    assert "01_autograd opens when the tasks before it are done: countdown is still to do" in done.stderr
    assert not course.file("autograd").exists()


def test_start_brings_stubs_and_faces(course: Course) -> None:
    course.write_solution(*ALL)
    done = course.tt("start")
    assert done.returncode == 0, done.stderr
    assert "new       tinytorch/autograd/functions.py" in done.stdout
    assert "autograd" in course.file("__init__.py").read_text(encoding="utf-8")
    assert course.states("01") == {"Square.forward": "todo"}
    assert course.tt("start").returncode == 2  # nothing is left to unlock


def test_start_never_overwrites_what_is_there(course: Course) -> None:
    course.write_solution(*ALL)
    mine = course.file("autograd/functions.py")
    mine.parent.mkdir()
    mine.write_text("# mine\n", encoding="utf-8")
    done = course.tt("start", "01")
    assert "kept      tinytorch/autograd/functions.py" in done.stdout
    assert mine.read_text(encoding="utf-8") == "# mine\n"


def test_borrow_takes_untouched_files_keeps_edited_ones_and_ticks_neither(course: Course) -> None:
    course.write_solution("mul")
    done = course.tt("start", "01", "--borrow")
    assert done.returncode == 0, done.stderr
    assert "borrowed  tinytorch/scalars/graph.py" in done.stdout
    assert "kept      tinytorch/scalars/operators.py" in done.stdout
    assert "--set-aside" in done.stdout
    assert course.states() == {
        "mul": "pass",
        "neg": "todo",
        "countdown": "borrowed",
        "first": "borrowed",
        "Square.forward": "todo",
    }
    assert "BEGIN SOLUTION" not in course.file("scalars/graph.py").read_text(encoding="utf-8")


def test_set_aside_moves_unfinished_work_into_the_backups(course: Course) -> None:
    course.replace("mul", "def mul(x, y):\n    return 'my work'\n")
    done = course.tt("start", "01", "--borrow", "--set-aside")
    assert done.returncode == 0, done.stderr
    backups = list((course.root / ".tinytorch" / "backups").rglob("operators.py"))
    assert "my work" in backups[0].read_text(encoding="utf-8")
    assert course.states("mul") == {"mul": "borrowed"}
    assert "BORROWED mul " in course.tt("check", "mul").stdout


def test_borrowed_code_is_handed_in_as_the_stub_it_was(course: Course) -> None:
    course.write_solution("mul", "neg")
    course.tt("start", "01", "--borrow")
    done = course.tt("submit", "00", "-o", "out.zip")
    assert "Borrowed from the reference, handed in as stubs: countdown, first" in done.stdout
    with zipfile.ZipFile(course.root / "out.zip") as archive:
        assert archive.read("tinytorch/scalars/graph.py").decode().count("raise NotImplementedError") == 2


def test_borrow_takes_a_zip_where_there_are_no_solutions(course: Course) -> None:
    archive = course.root / "layers.zip"
    with zipfile.ZipFile(archive, "w") as out:
        for path in (course.root / "solutions").rglob("*.py"):
            out.write(path, path.relative_to(course.root / "solutions").as_posix())
    course.remove_solutions()
    refused = course.tt("start", "01", "--borrow")
    assert refused.returncode == 2
    assert "--from FILE" in refused.stderr
    assert course.tt("start", "01", "--borrow", "--from", "layers.zip").returncode == 0
    assert course.states("countdown") == {"countdown": "borrowed"}


def test_a_file_that_is_no_zip_is_one_sentence(course: Course) -> None:
    (course.root / "layers.zip").write_bytes(b"no zip")
    done = course.tt("start", "01", "--borrow", "--from", "layers.zip")
    assert done.returncode == 2
    assert "layers.zip cannot be read as a zip" in done.stderr


def test_a_borrowed_module_that_is_no_text_is_one_sentence(course: Course) -> None:
    with zipfile.ZipFile(course.root / "layers.zip", "w") as out:
        out.writestr("tinytorch/scalars/operators.py", b"# \xff")
    done = course.tt("start", "01", "--borrow", "--from", "layers.zip")
    assert done.returncode == 2
    assert "layers.zip: tinytorch/scalars/operators.py is no UTF-8 text; ask for the file again." in done.stderr


def test_hints_come_one_by_one_and_the_solution_after_the_last(course: Course) -> None:
    assert "Python has an operator." in course.tt("hint", "mul").stdout
    early = course.tt("solution", "mul")
    assert early.returncode == 2
    assert "1 of 2 seen" in early.stderr
    assert "return x * y" in course.tt("hint", "mul").stdout
    assert "Hint 1 of 2 for mul" in course.tt("hint", "--level", "1").stdout  # mul is what `tt next` shows
    assert course.tt("hint", "mul", "--level", "3").returncode == 2
    shown = course.tt("solution", "mul").stdout
    assert "return x * y" in shown
    assert "SOLUTION" not in shown
    assert "0.1 mul" in json.loads((course.root / ".tinytorch/state.json").read_text(encoding="utf-8"))["solutions"]


def test_without_solutions_there_is_no_solution_and_no_reference(course: Course) -> None:
    course.remove_solutions()
    course.tt("hint", "neg")
    assert "not part of this copy" in course.tt("solution", "neg").stderr
    assert "not part of this copy" in course.tt("with-reference", sys.executable, "-c", "1").stderr
    assert course.states("neg") == {"neg": "todo"}


def test_reset_touches_one_symbol_and_keeps_a_backup(course: Course) -> None:
    before = course.file("scalars/operators.py").read_text(encoding="utf-8")
    course.write_solution("mul", "neg")
    written = course.file("scalars/operators.py").read_text(encoding="utf-8")
    done = course.tt("reset", "neg")
    assert done.returncode == 0, done.stderr
    assert course.states("0.1") == {"mul": "pass", "neg": "todo"}
    backup = course.root / done.stdout.split("as it was: ")[1].split(";")[0]
    assert backup.read_text(encoding="utf-8") == written
    course.tt("reset", "mul")
    assert course.file("scalars/operators.py").read_text(encoding="utf-8") == before
    backups = sorted((course.root / ".tinytorch" / "backups").iterdir())
    assert "its stub already" in course.tt("reset", "mul").stdout
    assert sorted((course.root / ".tinytorch" / "backups").iterdir()) == backups


def test_reset_works_in_a_file_that_does_not_parse(course: Course) -> None:
    path = course.file("scalars/operators.py")
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace("def mul(x: float, y: float) -> float:", "def mul(x: float,, y"), encoding="utf-8")
    assert course.tt("reset", "mul").returncode == 0
    assert path.read_text(encoding="utf-8") == before


def test_diff_shows_what_was_written(course: Course) -> None:
    assert course.tt("diff").stdout == ""
    course.write_solution("mul")
    lines = course.tt("diff", "00").stdout.splitlines()
    assert "+    return x * y" in lines
    assert '-    raise NotImplementedError("Need to implement for Task 0.1")' in lines


def test_submit_holds_exactly_the_owned_files_and_their_digests(course: Course) -> None:
    course.write_solution(*ALL)
    course.file("notes.py").write_text("secret = 1\n", encoding="utf-8")
    done = course.tt("submit", "-o", "mine.zip")
    assert done.returncode == 0, done.stdout
    with zipfile.ZipFile(course.root / "mine.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
        names = [name for name in archive.namelist() if name != "manifest.json"]
        assert names == ["tinytorch/scalars/operators.py", "tinytorch/scalars/graph.py"]
        assert manifest["files"] == {name: hashlib.sha256(archive.read(name)).hexdigest() for name in names}
    first = (course.root / "mine.zip").read_bytes()
    course.tt("submit", "-o", "mine.zip")
    assert (course.root / "mine.zip").read_bytes() == first


def test_submit_names_faults_and_writes_all_the_same(course: Course) -> None:
    path = course.file("scalars/operators.py")
    path.write_text("import scipy\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    course.file("scalars/graph.py").write_text("def countdown(:\n", encoding="utf-8")
    done = course.tt("submit", "00")
    assert done.returncode == 1
    assert "grading will not take `scipy`" in done.stdout
    assert "tinytorch/scalars/graph.py:1: SyntaxError" in done.stdout
    assert (course.root / "00_scalars-submission.zip").exists()
    assert "cannot be written" in course.tt("submit", "-o", "no/such/folder/x.zip").stderr


def test_with_reference_runs_a_program_on_the_finished_framework(course: Course, tmp_path: Path) -> None:
    program = (
        "import tinytorch\nfrom tinytorch.scalars.operators import mul\nprint(mul(2.0, 3.0), tinytorch.__file__)\n"
    )
    for folder in (course.root, tmp_path):
        (folder / "train.py").write_text(program, encoding="utf-8")
        done = course.tt("with-reference", sys.executable, str(folder / "train.py"))
        assert done.stdout.startswith("6.0 "), done.stderr
        assert "solutions" in done.stdout
    assert course.tt("with-reference", sys.executable, "-c", "raise SystemExit(7)").returncode == 7
    assert course.tt("with-reference", "no-such-program").returncode == 2


def test_doctor_tells_python_packages_and_workspace(course: Course) -> None:
    done = course.tt("doctor")
    assert "ok    Python" in done.stdout
    assert f"{course.root} (00_scalars)" in done.stdout
    findings = {finding["name"]: finding for finding in json.loads(course.tt("doctor", "--json").stdout)}
    assert findings["numpy"]["well"]
    assert findings["writable"]["well"]
    assert not findings["import tinytorch"]["well"] and "pip install -e ." in findings["import tinytorch"]["advice"]
