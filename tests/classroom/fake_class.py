"""Grade a folder with a judge that needs no sandbox: `python -m tests.classroom.fake_class FOLDER GRADEBOOK SECONDS`.

Prints a line per result, so that a test can kill it in the middle.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from autograder.classroom.gradebook import Gradebook, Scope
from autograder.classroom.pool import run_jobs
from autograder.classroom.queue import work_off
from autograder.classroom.submissions import Source, Submission, find_submissions, read_submission
from tests.classroom.courses import tiny_course
from tests.classroom.workers import judging

SCOPE = Scope("b" * 64, ("00_scalars",), False, "full")


def grade_folder(folder: Path, gradebook: Path, seconds: float, step: Callable[[], None]) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as root, Gradebook(gradebook) as book:
        course = tiny_course(Path(root))

        def read(source: Source) -> Submission:
            return read_submission(source, course, course.assignments)

        def judge(jobs: Iterable[tuple[str, Mapping[str, bytes]]]) -> Iterator[dict[str, Any]]:
            pairs = ((digest, (digest, files)) for digest, files in jobs)
            yield from (record for _, record in run_jobs(pairs, judging, (seconds,), 2))

        sources = find_submissions(folder)
        work_off(book, SCOPE, sources, read, judge, step)
        return list(book.class_records(SCOPE, 100.0, [source.student for source in sources]))


if __name__ == "__main__":
    grade_folder(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]), lambda: print("step", flush=True))
