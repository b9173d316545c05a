"""One assignment goes through nbgrader's whole cycle by its own commands, and everybody has the score they deserve."""

from __future__ import annotations

import csv
import getpass
import json
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from autograder.classroom.nbgrader_course import write_course
from tests.notebook.nb_grading import environment
from tests.the_course import COURSE

NAME = "00_scalars"
Cell = dict[str, Any]


class Class:
    """A course for nbgrader, an exchange folder, and the commands."""

    def __init__(self, place: Path) -> None:
        self.place, self.folder, self.home = place, place / "class", place / "at home"
        write_course(COURSE, COURSE.assignments[:1], self.folder)
        exchange = place / "exchange"
        exchange.mkdir()
        exchange.chmod(0o777)
        self.inbound = exchange / "class" / "inbound"
        settings = f"c.Exchange.root = {str(exchange)!r}\nc.Exchange.cache = {str(place / 'cache')!r}\n"
        with (self.folder / "nbgrader_config.py").open("a", encoding="utf-8") as config:
            config.write(settings)
        self.home.mkdir()
        (self.home / "nbgrader_config.py").write_text(
            f'c = get_config()\nc.CourseDirectory.course_id = "class"\n{settings}', encoding="utf-8"
        )

    def nbgrader(self, *arguments: str, cwd: Path | None = None) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments],
            cwd=cwd or self.folder,
            env=environment(self.place / "jupyter"),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]

    def hand_in(self, student: str, notebook: bytes) -> None:
        """Lay a notebook where another user's `nbgrader submit` would."""
        stamp = "2026-01-02 03:04:05.000000 UTC"
        place = self.inbound / f"{student}+{NAME}+{stamp}+x"
        place.mkdir()
        (place / "timestamp.txt").write_text(stamp, encoding="utf-8")
        (place / "submission_secret.txt").write_text(f"of {student}", encoding="utf-8")
        (place / f"{NAME}.ipynb").write_bytes(notebook)

    def scores(self) -> dict[str, tuple[float, float]]:
        """Student -> score and the most there is, from `nbgrader export`."""
        self.nbgrader("export", "--to=grades.csv")
        with (self.folder / "grades.csv").open(encoding="utf-8") as file:
            return {row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in csv.DictReader(file)}


def grading(cell: Cell) -> Cell:
    found: Cell = cell["metadata"].get("nbgrader", {})
    return found


def answered(released: bytes, solved: bytes, broken: str = "") -> bytes:
    """The released notebook with the reference's answers, save for the question `broken`."""
    answers = {grading(cell)["grade_id"]: cell["source"] for cell in json.loads(solved)["cells"] if grading(cell)}
    notebook = json.loads(released)
    for cell in notebook["cells"]:
        question = grading(cell)
        if question.get("solution") and cell["cell_type"] == "code" and question["grade_id"] != broken:
            cell["source"] = answers[question["grade_id"]]
    return json.dumps(notebook).encode()


def graded_cells(cells: list[Cell]) -> dict[str, tuple[float, str]]:
    """Graded cell of code -> its points, and its text."""
    return {
        grading(cell)["grade_id"]: (grading(cell)["points"], "".join(cell["source"]))
        for cell in cells
        if cell["cell_type"] == "code" and grading(cell).get("grade")
    }


@pytest.mark.slow
def test_a_right_a_wrong_and_an_empty_notebook_get_what_they_deserve(tmp_path: Path) -> None:
    school = Class(tmp_path)
    school.nbgrader("generate_assignment", NAME)
    school.nbgrader("release_assignment", NAME)
    released = (school.folder / f"release/{NAME}/{NAME}.ipynb").read_bytes()
    source = (school.folder / f"source/{NAME}/{NAME}.ipynb").read_bytes()
    assert not re.search(rb"BEGIN|END|HIDDEN|[Rr]ubric", released)
    cells = json.loads(source)["cells"]
    tests = graded_cells(cells)
    questions = [cell for cell in cells if grading(cell).get("solution") and cell["cell_type"] == "code"]
    broken = questions[0]
    (defined,) = re.findall(r"^def (\w+)", "".join(broken["source"]), re.MULTILINE)[:1]
    total = sum(points for points, _ in tests.values())
    lost = sum(points for points, text in tests.values() if defined in text)
    assert 0 < lost < total

    # One student by the real commands, as the user that runs this; the others' work lies in the exchange already.
    right = getpass.getuser()
    school.nbgrader("fetch_assignment", NAME, cwd=school.home)
    fetched = school.home / NAME / f"{NAME}.ipynb"
    assert fetched.read_bytes() == released
    fetched.write_bytes(answered(released, source))
    school.nbgrader("submit", NAME, cwd=school.home)
    school.hand_in("bob", answered(released, source, broken=grading(broken)["grade_id"]))
    school.hand_in("cat", released)
    school.nbgrader("collect", NAME)
    assert {path.name for path in (school.folder / "submitted").iterdir()} == {right, "bob", "cat"}

    school.nbgrader("autograde", NAME)
    scores = school.scores()
    assert {student: score for student, (score, _) in scores.items()} == {right: total, "bob": total - lost, "cat": 0.0}
    assert len({most for _, most in scores.values()}) == 1 and scores[right][1] > total, "the words are for a person"

    school.nbgrader("generate_feedback", NAME)
    school.nbgrader("release_feedback", NAME)
    school.nbgrader("fetch_feedback", NAME, cwd=school.home)
    page = next((school.home / NAME / "feedback").rglob("*.html")).read_text(encoding="utf-8")
    assert f"Score: {total:g}" in re.sub(r"\.0\b", "", page)
    the_formgrader_shows(school, scores)


def the_formgrader_shows(school: Class, scores: dict[str, tuple[float, float]]) -> None:
    """Its page, and the rows that the page asks for."""
    with formgrader(school) as address:
        page = fetch(f"{address}/formgrader/manage_submissions/{NAME}").decode()
        assert "<title>" in page and NAME in page
        rows = json.loads(fetch(f"{address}/formgrader/api/submissions/{NAME}"))
        assert {row["student"]: (row["score"], row["max_score"]) for row in rows} == scores
        assert all(row["autograded"] for row in rows)


@contextmanager
def formgrader(school: Class) -> Iterator[str]:
    """A Jupyter server in the instructor's folder, as `jupyter lab` starts one."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [
        "--no-browser",
        "--allow-root",
        f"--port={port}",
        "--IdentityProvider.token=",
        "--ServerApp.port_retries=0",
    ]
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyter_server", *options],
        cwd=school.folder,
        env=environment(school.place / "jupyter"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def fetch(address: str, seconds: float = 60.0) -> bytes:
    """The page, once the server answers."""
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address, timeout=seconds) as answer:
                page: bytes = answer.read()
                return page
        except urllib.error.HTTPError:
            raise
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.3)
