"""Measures grading itself: a class of cheap submissions through the whole path, and code whose own compute is dear."""

from __future__ import annotations

import multiprocessing
import shutil
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from autograder.classroom import speed_course
from autograder.classroom.grading import Order, grade_class, prepare
from autograder.classroom.speed_rows import Noise, Row, in_turn, rates, seconds, times
from autograder.classroom.submissions import find_submissions
from autograder.course.errors import InternalError
from autograder.judge.grading import Grader
from autograder.judge.overlay import overlay
from autograder.judge.session import Session, batch
from autograder.sandbox.terms import Limits
from autograder.sandbox.warm import WarmParent

LOOK_EVERY = 10  # submissions, at the memory
FAIL = "The bench's own course does not get the score that it deserves; run `autograder doctor`."
PATIENCE = 600.0

Files = Mapping[str, bytes]
_SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True)
class Run:
    """One class graded: seconds in all, seconds after the first result, and megabytes at the peak (0 if unknown)."""

    seconds: float
    steady: float
    memory_mb: float


def classes(order: Order, count: int, rounds: int, noise: Noise) -> list[Row]:
    """Submissions per second through the whole path, and the judge's peak memory meanwhile."""
    course, assignment = order.course, order.assignments[0]
    kinds = {"right": speed_course.right(course, assignment), "wrong": speed_course.wrong(course, assignment)}
    prepare(order)
    for name, files in kinds.items():
        speed_course.hand_in(files, count, course.root / name)
    points = {"right": order.points, "wrong": order.points - len(assignment.files_with_blanks)}
    works = {name: partial(_graded, order, course.root / name, points[name]) for name in kinds}
    runs = in_turn(rounds, works, noise)
    aim = "50/s on 2 cores" if count >= 100 else ""
    whole = [run.seconds for run in runs["right"]]
    rows = [rates(f"{count} submissions, right throughout", "1/s", count, whole, aim)]
    if count > 1:
        steady = [run.steady for run in runs["right"]]
        rows.append(rates("the same, once the first result is there", "1/s", count - 1, steady, aim))
    whole = [run.seconds for run in runs["wrong"]]
    rows.append(rates(f"{count} submissions with a wrong blank in each file", "1/s", count, whole))
    return [*rows, *_memory(runs["right"], count, "")]


def long_class(order: Order, count: int, noise: Noise) -> list[Row]:
    """The same for one large class, once."""
    folder = order.course.root / "long"
    speed_course.hand_in(speed_course.right(order.course, order.assignments[0]), count, folder)
    (run,) = in_turn(1, {"long": partial(_graded, order, folder, order.points)}, noise)["long"]
    return [rates(f"{count} submissions", "1/s", count, [run.seconds]), *_memory([run], count, "as for 100")]


def dear(order: Order, rounds: int, noise: Noise) -> list[Row]:
    """Grading as a multiple of the student's own compute: the same programs once in one worker, and nothing else."""
    course, assignment = order.course, order.assignments[0]
    bundle = prepare(order)
    programs = [example.program for check in bundle.banks[assignment.folder].checks for example in check.examples]
    right, wrong = speed_course.right(course, assignment), speed_course.wrong(course, assignment)
    mounted = overlay(course, bundle.reference, assignment.number, right)
    bare = batch(programs)
    with (
        WarmParent(order.level) as parent,
        closing(Session(parent, mounted, Limits(cpu_seconds=3600))) as session,
        Grader(bundle, order.level) as grader,
    ):
        grader.grade(right)  # its processes start with the first submission
        works = {
            "bare": partial(seconds, lambda: session.run(bare, PATIENCE)),
            "right": partial(_graded_alone, grader, right, assignment.points),
            "wrong": partial(_graded_alone, grader, wrong, 0.0),
        }
        taken = in_turn(rounds, works, noise)
    return [
        times("the code alone, per call", [each / len(programs) for each in taken["bare"]]),
        Row("grading it, right", "x", _ratios(taken["right"], taken["bare"]), "2 x"),
        Row("grading it, wrong", "x", _ratios(taken["wrong"], taken["bare"])),
    ]


def _ratios(over: list[float], under: list[float]) -> tuple[float, ...]:
    return tuple(one / other for one, other in zip(over, under, strict=True))


def _memory(runs: list[Run], count: int, aim: str) -> list[Row]:
    known = tuple(run.memory_mb for run in runs if run.memory_mb)
    return [Row(f"peak memory of the judge, {count} submissions", "MB", known, aim)] if known else []


def _graded_alone(grader: Grader, files: Files, points: float) -> float:
    start = time.perf_counter()
    (record,) = grader.grade(files)
    taken = time.perf_counter() - start
    if record.score != points:
        raise InternalError(FAIL)
    return taken


def _graded(order: Order, folder: Path, points: float) -> Run:
    """Grade a class from nothing, in a process of its own: this one has had other things in its memory."""
    ours, theirs = _SPAWN.Pipe()
    process = _SPAWN.Process(target=_grade, args=(theirs, order, folder, points))
    process.start()
    theirs.close()
    try:
        answer: Run | str = ours.recv()
    except EOFError:
        answer = "The process that graded the bench's class ended; run `autograder doctor`."
    process.join()
    if isinstance(answer, str):
        raise InternalError(answer)
    return answer


def _grade(pipe: Connection, order: Order, folder: Path, points: float) -> None:
    moments: list[float] = []
    memory = 0.0

    def step() -> None:
        nonlocal memory
        moments.append(time.perf_counter())
        if len(moments) % LOOK_EVERY in (0, 1):
            memory = max(memory, _memory_mb())

    fresh = replace(order, out=folder / "out")
    sources = find_submissions(folder)
    start = time.perf_counter()
    scores = [record["score"] for record in grade_class(fresh, sources, step)]
    end = time.perf_counter()
    shutil.rmtree(fresh.out)
    fair = scores == [points] * len(sources)
    pipe.send(Run(end - start, end - moments[0], memory) if fair else FAIL)


def _memory_mb() -> float:
    """The most memory that this process and its pool have had up to now, in all; 0 where the system does not tell."""
    pids = [process.pid for process in multiprocessing.active_children()]
    return _peak_mb("self") + sum(_peak_mb(str(pid)) for pid in pids)


def _peak_mb(process: str) -> float:
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    except OSError:  # no Linux, or it has just ended
        return 0.0
    peaks = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
    return int(peaks[0]) / 1024 if peaks else 0.0
